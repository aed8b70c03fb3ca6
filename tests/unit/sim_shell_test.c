/* modemsim itself, as a program: the port, the commands, the JSON lines, the exit codes. */
#include "base/check.h"

#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PROGRAM     TB_BINARY_DIR "/modemsim"
#define PATIENCE_MS 5000

/* A modemsim under way. */
struct run {
    pid_t pid;
    int in, out, port;
    char dir[64], link[96];
    char buf[65536];
    size_t len;
};

static int64_t now_ns(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Starts it with its standard streams on pipes. */
static void start(struct run *r, const char *const args[])
{
    char *argv[12] = {strdup(PROGRAM)};
    int in[2], out[2], n = 1;

    for (; args[n - 1] != NULL; n++)
        argv[n] = strdup(args[n - 1]);
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    r->pid = fork();
    assert_true(r->pid >= 0);
    if (r->pid == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        (void)execv(PROGRAM, argv);
        _exit(127);
    }
    for (int i = 0; i < n; i++)
        free(argv[i]);
    (void)close(in[0]);
    (void)close(out[1]);
    r->in = in[1];
    r->out = out[0];
    r->len = 0;
    r->port = -1;
}

/* Waits for its end; the exit status, or 256 + the signal. */
static int finish(struct run *r)
{
    int status = 0;

    (void)close(r->in);
    assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
    (void)close(r->out);
    if (r->port >= 0)
        (void)close(r->port);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

/* The next event of a kind; those before it are passed over. The caller lets go of it. */
static json_t *event(struct run *r, const char *kind)
{
    int64_t until = now_ns() + PATIENCE_MS * INT64_C(1000000);

    for (;;) {
        char *nl = memchr(r->buf, '\n', r->len);
        if (nl != NULL) {
            size_t used = (size_t)(nl + 1 - r->buf);
            json_t *o = json_loadb(r->buf, used, 0, NULL);
            assert_non_null(o); /* each line is an object */
            memmove(r->buf, r->buf + used, r->len - used);
            r->len -= used;
            assert_true(json_integer_value(json_object_get(o, "t_ns")) <= now_ns());
            if (strcmp(json_string_value(json_object_get(o, "event")), kind) == 0)
                return o;
            json_decref(o);
            continue;
        }
        struct pollfd p = {.fd = r->out, .events = POLLIN};
        if (now_ns() > until || poll(&p, 1, PATIENCE_MS) <= 0)
            fail_msg("no event %s", kind);
        ssize_t n = read(r->out, r->buf + r->len, sizeof(r->buf) - r->len);
        if (n <= 0)
            fail_msg("no event %s: it ended", kind);
        r->len += (size_t)n;
    }
}

static void assert_event(struct run *r, const char *kind, const char *field, const char *value)
{
    json_t *o = event(r, kind);
    assert_string_equal(json_string_value(json_object_get(o, field)), value);
    json_decref(o);
}

static void tell(struct run *r, const char *line)
{
    assert_int_equal(write(r->in, line, strlen(line)), (ssize_t)strlen(line));
}

static void open_port(struct run *r)
{
    r->port = open(r->link, O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(r->port >= 0);
}

/* Reads the port until `part` has come. */
static void hear(struct run *r, const char *part)
{
    char buf[4096];
    size_t len = 0;
    struct pollfd p = {.fd = r->port, .events = POLLIN};

    buf[0] = '\0';
    while (strstr(buf, part) == NULL) {
        if (poll(&p, 1, PATIENCE_MS) <= 0)
            fail_msg("no <%s> in <%s>", part, buf);
        ssize_t n = read(r->port, buf + len, sizeof(buf) - 1 - len);
        if (n <= 0)
            fail_msg("no <%s> in <%s>", part, buf);
        len += (size_t)n;
        buf[len] = '\0';
    }
}

static void say(struct run *r, const char *bytes)
{
    assert_int_equal(write(r->port, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

static void begin(struct run *r, const char *profile, const char *latency)
{
    (void)snprintf(r->dir, sizeof(r->dir), "/tmp/sim-shell-XXXXXX");
    assert_non_null(mkdtemp(r->dir));
    (void)snprintf(r->link, sizeof(r->link), "%s/modem", r->dir);
    const char *const args[] = {"--link", r->link,  "--profile", profile, "--latency",
                                latency,  "--seed", "7",         NULL};
    start(r, args);
    json_decref(event(r, "ready"));
    open_port(r);
}

static void end(struct run *r)
{
    assert_int_equal(finish(r), 0);
    assert_int_equal(access(r->link, F_OK), -1); /* the link is gone, dangling or not */
    assert_int_equal(rmdir(r->dir), 0);
}

static void test_a_missed_call_and_its_text(void **state)
{
    (void)state;
    struct run *r = calloc(1, sizeof(*r));
    begin(r, "generic", "none");
    say(r, "ATE0\r");
    assert_event(r, "command", "line", "ATE0");
    hear(r, "OK");
    say(r, "AT+CLIP=1;+CNMI=2,1,0,1,0\r");
    hear(r, "OK");
    tell(r, "call +12025550143 rings 1 interval 50\n");
    assert_event(r, "ring", "number", "+12025550143");
    hear(r, "NO CARRIER");
    int64_t heard = now_ns();
    json_t *o = event(r, "call_end");
    assert_string_equal(json_string_value(json_object_get(o, "by")), "caller");
    int64_t ended = json_integer_value(json_object_get(o, "t_ns"));
    assert_true(heard - ended < 50000000 && ended - heard < 50000000);
    json_decref(o);
    say(r, "AT+CMGS=19\r");
    json_decref(event(r, "prompt"));
    hear(r, "> ");
    say(r, "0031000B912120550541F30000A705C8329BFD06\x1A");
    o = event(r, "sms_part");
    assert_int_equal(json_integer_value(json_object_get(o, "seq")), 1);
    assert_int_equal(json_integer_value(json_object_get(o, "total")), 1);
    assert_string_equal(json_string_value(json_object_get(o, "pdu")),
                        "0031000B912120550541F30000A705C8329BFD06");
    json_decref(o);
    o = event(r, "sms_out");
    assert_string_equal(json_string_value(json_object_get(o, "to")), "+12025550143");
    assert_string_equal(json_string_value(json_object_get(o, "text")), "Hello");
    assert_int_equal(json_integer_value(json_object_get(o, "parts")), 1);
    assert_int_equal(json_integer_value(json_object_get(o, "ref")), 1);
    json_decref(o);
    hear(r, "+CMGS: 1\r\n\r\nOK\r\n");
    tell(r, "fault cms-38-once\n");
    tell(r, "report 9 00\n");
    assert_event(r, "error", "line", "report 9 00"); /* so the fault is on */
    say(r, "AT+CMGS=19\r");
    hear(r, "> ");
    say(r, "0031000B912120550541F30000A705C8329BFD06\x1A");
    o = event(r, "sms_refused");
    assert_int_equal(json_integer_value(json_object_get(o, "cms")), 38);
    json_decref(o);
    hear(r, "+CMS ERROR: 38");
    tell(r, "report 1 00\n");
    hear(r, "+CDS: ");
    tell(r, "sms +12025550143  Olá, 🏠\n");
    hear(r, "+CMTI: \"SM\",1");
    o = event(r, "sms_in");
    assert_true(json_is_true(json_object_get(o, "acked")));
    assert_string_equal(json_string_value(json_object_get(o, "from")), "+12025550143");
    json_decref(o);
    end(r);
    free(r);
}

static void test_bad_commands(void **state)
{
    static const struct {
        const char *line, *why; /* a part of it */
    } BAD[] = {
        {"dance", "no such command; they are call, hangup, sms, "},
        {"help", "no such command; they are call, hangup, sms, "},
        {"call", "whose call? call NUMBER"},
        {"call nobody", "not a telephone number"},
        {"call +12025550143 rings", "write call NUMBER [rings N]"},
        {"call 1 rings 0", "write call NUMBER [rings N]"},
        {"call 1 interval x", "write call NUMBER [rings N]"},
        {"call 1 interval 0", "an interval is 1 ms or more"},
        {"call 1 loudly", "write call NUMBER [rings N]"},
        {"hangup", "nobody calls now"},
        {"hangup +1", "no call of that number now"},
        {"hangup +1 +2", "write hangup or hangup NUMBER"},
        {"sms", "from whom? sms NUMBER TEXT"},
        {"sms +1202555014312025550143120255501431202555014312025550143 Hi", "is too long"},
        {"report 1 00", "no text with that REF has asked for a report"},
        {"report x 00", "write report REF STATUS"},
        {"report 1 1FF", "write report REF STATUS"},
        {"report 1 00 2", "write report REF STATUS"},
        {"fault gremlins", "no such fault"},
        {"power", "write power on or power off"},
        {"power up", "write power on or power off"},
        {"power on now", "write power on or power off"},
        {"quit now", "this command stands alone"},
        {"plug", "it is plugged in"},
    };
    char line[96];
    (void)state;
    struct run *r = calloc(1, sizeof(*r));
    begin(r, "ec25", "realistic");
    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        (void)snprintf(line, sizeof(line), "%s\n", BAD[i].line);
        tell(r, line);
        json_t *o = event(r, "error");
        assert_string_equal(json_string_value(json_object_get(o, "line")), BAD[i].line);
        const char *why = json_string_value(json_object_get(o, "why"));
        if (why == NULL || strstr(why, BAD[i].why) == NULL)
            fail_msg("%s: <%s>, not <%s>", BAD[i].line, why != NULL ? why : "", BAD[i].why);
        json_decref(o);
    }
    tell(r, "\n  \nfault\n");
    assert_event(r, "fault", "name", "no-prompt");
    char *flood = malloc(40000);
    assert_non_null(flood);
    memset(flood, 'x', 40000);
    flood[39998] = '\n';
    flood[39999] = '\0';
    tell(r, flood);
    assert_event(r, "error", "line", "(too long)");
    free(flood);
    tell(r, "fault no-end\r\npower off\n");
    tell(r, "dance\n"); /* so the two before it were understood */
    assert_event(r, "error", "line", "dance");
    tell(r, "quit\n");
    end(r);
    free(r);
}

static void test_port_outlives_its_clients(void **state)
{
    (void)state;
    struct run *r = calloc(1, sizeof(*r));
    begin(r, "generic", "none");
    say(r, "ATE0\r");
    hear(r, "OK");
    (void)close(r->port);
    open_port(r);
    say(r, "AT\xE9\r"); /* a line that is no UTF-8 */
    hear(r, "ERROR");
    assert_event(r, "command", "line", "ATE0");
    assert_event(r, "command", "line", "ATé");
    end(r);
    free(r);
}

static void test_unplug(void **state)
{
    char buf[16];
    (void)state;
    struct run *r = calloc(1, sizeof(*r));
    begin(r, "generic", "none");
    tell(r, "unplug\ndance\n");
    json_decref(event(r, "error"));
    assert_int_equal(access(r->link, F_OK), -1);
    assert_true(read(r->port, buf, sizeof(buf)) <= 0); /* hung up */
    (void)close(r->port);
    tell(r, "call +12025550143 withheld rings 1 interval 10\n"); /* goes on without a port */
    json_decref(event(r, "call_end"));
    tell(r, "plug\n");
    json_decref(event(r, "ready"));
    open_port(r);
    say(r, "AT\r");
    hear(r, "OK");
    end(r);
    free(r);
}

static void test_link(void **state)
{
    char dir[] = "/tmp/sim-link-XXXXXX", link[64], target[128];
    (void)state;
    assert_non_null(mkdtemp(dir));
    (void)snprintf(link, sizeof(link), "%s/modem", dir);
    const char *const args[] = {"--link", link, NULL};
    struct run *r = calloc(1, sizeof(*r));
    assert_int_equal(symlink("/dev/pts/9999", link), 0); /* left behind by one that was killed */
    start(r, args);
    json_decref(event(r, "ready"));
    ssize_t n = readlink(link, target, sizeof(target) - 1);
    assert_true(n > 0);
    target[n] = '\0';
    assert_string_not_equal(target, "/dev/pts/9999");
    assert_int_equal(kill(r->pid, SIGTERM), 0); /* tidies up when it is told to stop */
    assert_int_equal(finish(r), 0);
    assert_int_equal(access(link, F_OK), -1);

    int file = open(link, O_CREAT | O_WRONLY | O_CLOEXEC, 0600); /* a file is not ours to replace */
    assert_true(file >= 0);
    (void)close(file);
    start(r, args);
    assert_int_equal(finish(r), 1);
    assert_int_equal(unlink(link), 0);

    start(r, args);
    json_decref(event(r, "ready"));
    assert_int_equal(unlink(link), 0); /* somebody else's by now: left alone */
    assert_int_equal(symlink("/dev/null", link), 0);
    assert_int_equal(finish(r), 0);
    assert_int_equal(unlink(link), 0);
    assert_int_equal(rmdir(dir), 0);
    free(r);
}

static void test_usage(void **state)
{
    static const char *const WRONG[][8] = {{NULL},
                                           {"--link", NULL},
                                           {"--link", "", NULL},
                                           {"--link", "/tmp/x", "--profile", "nokia3310", NULL},
                                           {"--link", "/tmp/x", "--latency", "some", NULL},
                                           {"--link", "/tmp/x", "--seed", "1x", NULL},
                                           {"--link", "/tmp/x", "--seed", "-1", NULL},
                                           {"--link", "/tmp/x", "more", NULL},
                                           {"--speed", NULL}};
    (void)state;
    struct run *r = calloc(1, sizeof(*r));
    for (size_t i = 0; i < TB_COUNT(WRONG); i++) {
        start(r, WRONG[i]);
        assert_int_equal(finish(r), 64);
    }
    const char *const nowhere[] = {"--link", "/nonexistent/folder/modem", NULL};
    start(r, nowhere);
    assert_int_equal(finish(r), 1);
    free(r);
}

/* Nobody reads the events, nobody reads the port: it goes on answering whoever asks. */
static void test_slow_readers(void **state)
{
    (void)state;
    struct run *r = calloc(1, sizeof(*r));
    begin(r, "generic", "none");
    for (int i = 0; i < 3000; i++) {
        say(r, "AT+CSQ;+CREG?;+COPS?\r");
        if (i % 30 == 29)
            hear(r, "OK"); /* far fewer than there are */
    }
    json_decref(event(r, "command"));
    tell(r, "dance\n");
    assert_event(r, "error", "line", "dance");
    end(r);
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_missed_call_and_its_text),
                                       cmocka_unit_test(test_bad_commands),
                                       cmocka_unit_test(test_port_outlives_its_clients),
                                       cmocka_unit_test(test_unplug),
                                       cmocka_unit_test(test_link),
                                       cmocka_unit_test(test_usage),
                                       cmocka_unit_test(test_slow_readers)};
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
