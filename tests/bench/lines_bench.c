/* Many virtual modems in one process, each on a PTY of its own, for tests/bench/lines. So that nothing of the
 * benchmark runs while something is timed, events are kept in memory and given out when asked for.
 *
 *     lines_bench FOLDER COUNT [none|realistic]
 *
 * puts FOLDER/modem0 ... in place and says `ready`. Commands, one a line: `call LINE NUMBER` (rings every
 * 1.5 s), `hangup` (all callers at the same instant), `events` (those since the last time, one a line as
 * LINE T_NS KIND WORDS, then `.`), `quit`. T_NS is CLOCK_MONOTONIC: of a command when its CR was read, of an
 * end of call when its last octet was written. */
#include "modemsim/shell_pty.h"
#include "modemsim/simmodem.h"
#include "usage/usage.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { NS_PER_MS = 1000000, INTERVAL_MS = 1500, WORDS_MAX = 40, EVENTS_STEP = 4096, STUCK_MS = 5 };

struct modem {
    struct sim sim;
    struct pty pty;
    char link[PATH_MAX];
    int64_t due; /* of the model, kept so that a turn looks at none but those it concerns */
    char pending[4096];
    size_t pending_len, pending_done; /* read from the model, not yet taken by the PTY */
};

struct note {
    int64_t t_ns;
    unsigned line;
    enum sim_event_kind kind;
    char words[WORDS_MAX];
};

struct bank {
    struct modem *modem;
    unsigned count;
    int epoll;
    struct note *note;
    size_t notes, room;
    char input[512];
    size_t input_len;
    bool quit;
};

static int64_t now_ns(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int64_t now_ms(void)
{
    return now_ns() / NS_PER_MS;
}

static void keep(struct bank *b, unsigned line, const struct sim_event *event, int64_t t_ns)
{
    if (b->notes == b->room) {
        struct note *more = realloc(b->note, (b->room + EVENTS_STEP) * sizeof *more);
        if (more == NULL)
            abort();
        b->note = more;
        b->room += EVENTS_STEP;
    }
    struct note *note = &b->note[b->notes++];
    *note = (struct note){.t_ns = t_ns, .line = line, .kind = event->kind};
    (void)snprintf(note->words, sizeof note->words, "%.*s", WORDS_MAX - 1,
                   event->kind == SIM_EV_COMMAND ? event->text : event->number);
}

static void collect(struct bank *b, unsigned line, int64_t t_ns)
{
    static struct sim_event event;

    while (sim_next_event(&b->modem[line].sim, &event))
        keep(b, line, &event, t_ns);
}

/* Gives the host what is due. */
static void give(struct bank *b, unsigned line)
{
    struct modem *m = &b->modem[line];

    sim_tick(&m->sim, now_ms());
    collect(b, line, now_ns());
    for (;;) {
        if (m->pending_done == m->pending_len) {
            m->pending_done = 0;
            m->pending_len = sim_read(&m->sim, m->pending, sizeof m->pending, now_ms());
        }
        if (m->pending_len == 0)
            break;
        ssize_t n = write(m->pty.master, m->pending + m->pending_done, m->pending_len - m->pending_done);
        if (n < 0)
            break; /* full */
        m->pending_done += (size_t)n;
        if (m->pending_done == m->pending_len)
            collect(b, line, now_ns());
    }
    m->due = m->pending_done < m->pending_len ? now_ms() + STUCK_MS : sim_deadline(&m->sim);
}

/* Takes what the host wrote, a line at a time so that the model's event queue has room. */
static void take(struct bank *b, unsigned line)
{
    char buf[4096];
    struct modem *m = &b->modem[line];
    ssize_t got = read(m->pty.master, buf, sizeof buf);
    int64_t t_ns = now_ns();

    for (ssize_t from = 0; from < got;) {
        ssize_t to = from;
        while (to < got && buf[to] != '\r' && buf[to] != '\x1A')
            to++;
        to += to < got;
        sim_host_bytes(&m->sim, buf + from, (size_t)(to - from), t_ns / NS_PER_MS);
        collect(b, line, t_ns);
        from = to;
    }
    give(b, line);
}

static void tell(struct bank *b)
{
    static const char *const KIND[] = {"command", "prompt",   "ring",        "call_end",
                                       "sms_out", "sms_part", "sms_refused", "sms_in"};

    for (size_t i = 0; i < b->notes; i++)
        (void)printf("%u %lld %s %s\n", b->note[i].line, (long long)b->note[i].t_ns, KIND[b->note[i].kind],
                     b->note[i].words);
    b->notes = 0;
    (void)puts(".");
    (void)fflush(stdout);
}

static void run_line(struct bank *b, char *line)
{
    char *end, *number;

    if (strcmp(line, "hangup") == 0) {
        for (unsigned i = 0; i < b->count; i++)
            (void)sim_hangup(&b->modem[i].sim, NULL, now_ms());
        for (unsigned i = 0; i < b->count; i++)
            give(b, i);
    } else if (strncmp(line, "call ", 5) == 0) {
        unsigned long which = strtoul(line + 5, &end, 10);
        number = end + strspn(end, " ");
        if (which < b->count && sim_call(&b->modem[which].sim, number, 0, INTERVAL_MS, false, now_ms()))
            give(b, (unsigned)which);
    } else if (strcmp(line, "events") == 0) {
        tell(b);
    } else {
        b->quit = true;
    }
}

static void obey(struct bank *b)
{
    ssize_t got = read(STDIN_FILENO, b->input + b->input_len, sizeof b->input - b->input_len);
    char *nl;

    if (got <= 0) {
        b->quit = true;
        return;
    }
    b->input_len += (size_t)got;
    while (!b->quit && (nl = memchr(b->input, '\n', b->input_len)) != NULL) {
        size_t used = (size_t)(nl + 1 - b->input);
        *nl = '\0';
        run_line(b, b->input);
        memmove(b->input, b->input + used, b->input_len - used);
        b->input_len -= used;
    }
    if (b->input_len == sizeof b->input)
        b->quit = true; /* no command is so long */
}

/* Milliseconds until something is due; -1 if nothing is. */
static int patience(const struct bank *b)
{
    int64_t at = TB_NEVER, now = now_ms();

    for (unsigned i = 0; i < b->count; i++)
        at = tb_earlier(at, b->modem[i].due);
    if (at == TB_NEVER)
        return -1;
    return at <= now ? 0 : at - now > INT_MAX ? INT_MAX : (int)(at - now);
}

static void loop(struct bank *b)
{
    struct epoll_event events[TB_LINES_MAX + 1];

    while (!b->quit) {
        int n = epoll_wait(b->epoll, events, (int)(sizeof events / sizeof events[0]), patience(b));
        for (int i = 0; i < n; i++) {
            if (events[i].data.u32 == b->count)
                obey(b);
            else
                take(b, events[i].data.u32);
        }
        int64_t now = now_ms();
        for (unsigned i = 0; i < b->count; i++)
            if (b->modem[i].due <= now)
                give(b, i);
    }
}

static bool watch(struct bank *b, int fd, uint32_t which)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = which};

    return epoll_ctl(b->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool begin(struct bank *b, const char *folder, enum sim_latency latency)
{
    b->epoll = epoll_create1(EPOLL_CLOEXEC);
    b->modem = calloc(b->count, sizeof *b->modem);
    if (b->epoll < 0 || b->modem == NULL || !watch(b, STDIN_FILENO, b->count))
        return false;
    for (unsigned i = 0; i < b->count; i++) {
        struct modem *m = &b->modem[i];
        int n = snprintf(m->link, sizeof m->link, "%s/modem%u", folder, i);
        if (n < 0 || (size_t)n >= sizeof m->link || !pty_open(&m->pty, m->link) ||
            !watch(b, m->pty.master, i))
            return false;
        sim_init(&m->sim, sim_profile_by_name("generic"), i + 1, latency);
        m->due = 0;
    }
    return true;
}

static const char USAGE[] = "usage: lines_bench FOLDER COUNT [none|realistic]\n"
                            "COUNT modems, 64 at most, for tests/bench/lines.\n";

int main(int argc, char **argv)
{
    usage_look(argc, argv, USAGE, 2, 3);
    struct bank b = {.count = (unsigned)usage_number(argc, argv, USAGE, 2, 0, 1, TB_LINES_MAX)};
    bool slow = argc > 3 && strcmp(argv[3], "realistic") == 0;

    if (argc > 3 && !slow && strcmp(argv[3], "none") != 0)
        usage_wrong(USAGE);
    (void)signal(SIGPIPE, SIG_IGN);
    if (!begin(&b, argv[1], slow ? SIM_LATENCY_REALISTIC : SIM_LATENCY_NONE)) {
        (void)fprintf(stderr, "lines_bench: %s: %s\n", argv[1], strerror(errno));
        return EXIT_FAILURE;
    }
    (void)puts("ready");
    (void)fflush(stdout);
    loop(&b);
    for (unsigned i = 0; i < b.count; i++)
        pty_close(&b.modem[i].pty);
    free(b.modem);
    free(b.note);
    return EXIT_SUCCESS;
}
