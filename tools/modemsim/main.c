/* modemsim: the virtual modem on a PTY. Commands on standard input, events as JSON lines on standard output.
 */
#include "modemsim/shell_command.h"
#include "modemsim/shell_json.h"
#include "modemsim/shell_pty.h"
#include "modemsim/simmodem.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define EXIT_USAGE    64
#define INPUT_MAX     16384 /* a command line: a text of SMS_PARTS_MAX parts in UTF-8 */
#define NS_PER_MS     1000000
#define S_PER_QUARTER 900
#define STUCK_MS      50 /* nobody reads the port: calls and networks go on meanwhile */

struct options {
    const char *link;
    const struct sim_profile *profile;
    enum sim_latency latency;
    unsigned long long seed;
};

struct shell {
    struct sim sim;
    struct pty pty;
    struct json_out json;
    char pending[4096]; /* read from the model, not yet taken by the PTY */
    size_t pending_len, pending_done;
    char input[INPUT_MAX];
    size_t input_len;
    bool input_over, quit;
};

static int64_t now_ms(void)
{
    return json_clock_ns() / NS_PER_MS;
}

static void help(FILE *out)
{
    (void)fputs("usage: modemsim --link PATH [--profile NAME] [--latency none|realistic] [--seed N]\n"
                "  --link PATH     where a symbolic link to the modem's terminal is made\n"
                "  --profile NAME  which modem it is (default generic):\n                 ",
                out);
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++)
        (void)fprintf(out, " %s", sim_profile_name(i));
    (void)fputs(
        "\n"
        "  --latency HOW   none (default): it answers at once; realistic: at the pace of a real modem\n"
        "  --seed N        of all that is random (default 1)\n"
        "  --help          this\n"
        "commands, one a line, on standard input; its end quits; what happens is told as JSON, a line each:\n"
        "  call NUMBER [rings N] [interval MS] [withheld]\n"
        "                  rings until hangup, or N times; every 5 s or as often as said\n"
        "  hangup [NUMBER] the caller gives up\n"
        "  sms NUMBER TEXT somebody texts the box\n"
        "  report REF STATUS\n"
        "                  a delivery report: REF as in sms_part, STATUS in hex\n"
        "  fault [NAME]    until `fault clear`; NAME-once: for one use, NAME N: for N; without a name it "
        "lists "
        "them\n"
        "  power off|on    the modem's own power\n"
        "  unplug, plug    its port goes, and comes back\n"
        "  quit            the end\n",
        out);
}

static int usage(const char *why)
{
    (void)fprintf(stderr, "modemsim: %s\n", why);
    help(stderr);
    return EXIT_USAGE;
}

/* -1: run; else the status to exit with. */
static int parse(int argc, char **argv, struct options *o)
{
    static const struct option LONG[] = {
        {"link", required_argument, NULL, 'l'},    {"profile", required_argument, NULL, 'p'},
        {"latency", required_argument, NULL, 't'}, {"seed", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0}};
    char *end = NULL;

    *o = (struct options){.profile = sim_profile_by_name("generic"), .seed = 1};
    for (int c = getopt_long(argc, argv, "", LONG, NULL); c != -1;
         c = getopt_long(argc, argv, "", LONG, NULL)) {
        switch (c) {
        case 'l':
            o->link = optarg;
            break;
        case 'p':
            o->profile = sim_profile_by_name(optarg);
            if (o->profile == NULL)
                return usage("no such profile");
            break;
        case 't':
            if (strcmp(optarg, "none") != 0 && strcmp(optarg, "realistic") != 0)
                return usage("latency is none or realistic");
            o->latency = *optarg == 'n' ? SIM_LATENCY_NONE : SIM_LATENCY_REALISTIC;
            break;
        case 's':
            o->seed = strtoull(optarg, &end, 10);
            if (end == optarg || *end != '\0' || *optarg == '-')
                return usage("the seed is a number");
            break;
        case 'h':
            help(stdout);
            return EXIT_SUCCESS;
        default:
            return usage("wrong option");
        }
    }
    if (optind != argc || o->link == NULL || *o->link == '\0')
        return usage(o->link == NULL ? "--link is missing" : "too many arguments");
    return -1;
}

/* What happened until t_ns. */
static void collect(struct shell *sh, int64_t t_ns)
{
    struct sim_event event;

    while (sim_next_event(&sh->sim, &event))
        json_event(&sh->json, &event, t_ns);
}

/* Gives the client what is due. Events that hang on a line get the time at which its last octet was written.
 */
static void give(struct shell *sh)
{
    for (;;) {
        if (sh->pending_done == sh->pending_len) {
            sh->pending_done = 0;
            sh->pending_len = sim_read(&sh->sim, sh->pending, sizeof(sh->pending), now_ms());
            if (sh->pending_len == 0)
                return;
        }
        if (sh->pty.master < 0) { /* unplugged: it goes nowhere */
            sh->pending_done = sh->pending_len;
        } else {
            ssize_t n =
                write(sh->pty.master, sh->pending + sh->pending_done, sh->pending_len - sh->pending_done);
            if (n < 0)
                return; /* full: nobody reads; poll tells when somebody does */
            sh->pending_done += (size_t)n;
        }
        if (sh->pending_done == sh->pending_len)
            collect(sh, json_clock_ns());
    }
}

/* Takes what the client wrote, a line at a time so that the event queue has room for its events. */
static void take(struct shell *sh)
{
    char buf[4096];
    ssize_t got = read(sh->pty.master, buf, sizeof(buf));
    int64_t t_ns = json_clock_ns();

    for (ssize_t from = 0; from < got;) {
        ssize_t to = from;
        while (to < got && buf[to] != '\r' && buf[to] != '\x1A')
            to++;
        to += to < got;
        sim_host_bytes(&sh->sim, buf + from, (size_t)(to - from), t_ns / NS_PER_MS);
        collect(sh, t_ns);
        from = to;
    }
}

static void run_line(struct shell *sh, const char *line)
{
    const char *why;

    switch (command_run(&sh->sim, &sh->json, line, now_ms(), &why)) {
    case COMMAND_DONE:
        break;
    case COMMAND_BAD:
        json_say(&sh->json, "error", "line", line, "why", why);
        break;
    case COMMAND_QUIT:
        sh->quit = true;
        break;
    case COMMAND_UNPLUG:
        pty_close(&sh->pty);
        break;
    case COMMAND_PLUG:
        if (sh->pty.master < 0 && pty_open(&sh->pty, sh->pty.link))
            json_say(&sh->json, "ready", "port", sh->pty.name, NULL, NULL);
        else
            json_say(&sh->json, "error", "line", line, "why",
                     sh->pty.master < 0 ? "the port cannot be made" : "it is plugged in");
        break;
    }
    collect(sh, json_clock_ns());
}

/* Lines of standard input; its end quits. */
static void obey(struct shell *sh)
{
    ssize_t got = read(STDIN_FILENO, sh->input + sh->input_len, sizeof(sh->input) - sh->input_len);

    if (got <= 0) {
        sh->quit = sh->quit || got == 0 || errno != EINTR;
        return;
    }
    sh->input_len += (size_t)got;
    char *nl;
    while (!sh->quit && (nl = memchr(sh->input, '\n', sh->input_len)) != NULL) {
        size_t used = (size_t)(nl + 1 - sh->input);
        *nl = '\0';
        if (nl > sh->input && nl[-1] == '\r')
            nl[-1] = '\0';
        if (sh->input_over)
            json_say(&sh->json, "error", "line", "(too long)", "why", "a command has less than 16384 bytes");
        else if (sh->input[strspn(sh->input, " \t")] != '\0')
            run_line(sh, sh->input);
        sh->input_over = false;
        memmove(sh->input, sh->input + used, sh->input_len - used);
        sh->input_len -= used;
    }
    if (sh->input_len == sizeof(sh->input)) {
        sh->input_over = true;
        sh->input_len = 0;
    }
}

/* Milliseconds until something is due; -1 if nothing is. */
static int patience(const struct shell *sh)
{
    if (sh->pending_done < sh->pending_len)
        return STUCK_MS;
    int64_t at = sim_deadline(&sh->sim), now = now_ms();
    if (at == TB_NEVER)
        return -1;
    return at <= now ? 0 : at - now > INT_MAX ? INT_MAX : (int)(at - now);
}

static void loop(struct shell *sh, int signals)
{
    while (!sh->quit) {
        sim_tick(&sh->sim, now_ms());
        collect(sh, json_clock_ns());
        give(sh);
        json_flush(&sh->json, false);
        bool stuck = sh->pending_done < sh->pending_len;
        struct pollfd fd[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                              {.fd = sh->pty.master, .events = (short)(stuck ? POLLIN | POLLOUT : POLLIN)},
                              {.fd = signals, .events = POLLIN},
                              {.fd = sh->json.len > 0 ? STDOUT_FILENO : -1, .events = POLLOUT}};
        if (poll(fd, sizeof(fd) / sizeof(fd[0]), patience(sh)) < 0)
            continue;
        if ((fd[1].revents & POLLIN) != 0)
            take(sh);
        if (fd[0].revents != 0)
            obey(sh);
        if (fd[2].revents != 0 || sh->json.broken)
            sh->quit = true;
    }
}

/* A descriptor that tells of SIGINT and SIGTERM, so that the link is removed when one comes. */
static int watch_signals(void)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void set_clock(struct sim *sim)
{
    struct timespec wall;
    struct tm local;

    (void)clock_gettime(CLOCK_REALTIME, &wall);
    (void)localtime_r(&wall.tv_sec, &local);
    sim_set_clock(sim, (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / NS_PER_MS,
                  (int)(local.tm_gmtoff / S_PER_QUARTER), now_ms());
}

/* From the first event to the last. */
static int run(struct shell *sh, const struct options *o)
{
    sim_init(&sh->sim, o->profile, o->seed, o->latency);
    set_clock(&sh->sim);
    int signals = watch_signals();
    if (signals < 0 || !pty_open(&sh->pty, o->link)) {
        (void)fprintf(stderr, "modemsim: %s: %s\n", o->link, strerror(errno));
        return EXIT_FAILURE;
    }
    json_say(&sh->json, "ready", "port", sh->pty.name, NULL, NULL);
    loop(sh, signals);
    json_flush(&sh->json, true);
    pty_close(&sh->pty);
    free(sh->json.data);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct options o;
    int status = parse(argc, argv, &o);

    if (status >= 0)
        return status;
    struct shell *sh = calloc(1, sizeof(*sh));
    if (sh == NULL)
        return EXIT_FAILURE;
    status = run(sh, &o);
    free(sh);
    return status;
}
