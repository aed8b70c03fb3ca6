/* textbackctl with the daemon alive, dead, killed; with nothing to read; wrongly used. */
#include "ledger/ctl_rig.h"
#include "ledger/sample.h"

#include "shell/optouts.h"
#include "shell/statusfile.h"
#include "textbackctl/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char why[256];

/* ---- four calls ---- */

static void make_history(void)
{
    struct ledger *ledger = must_open();

    for (int64_t id = 1; id <= 4; id++) {
        struct record call = sample_call(id, "+12025550143", VERDICT_SKIP, REASON_REPEAT);
        sample_store(ledger, &call, 1);
    }
    ledger_close(ledger);
}

/* ---- status ---- */

static void no_date_for_a_daemon_that_does_not_run(void **state)
{
    (void)state;
    int status;
    char *words = run_in("status", "", &status);

    assert_string_equal(words, "stopped: textbackd is not running\n");
    free(words);
}

static void status_of_a_dead_and_a_living_daemon(void **state)
{
    (void)state;
    static struct status said = {
        .armed = true, .state = "armed", .why = "a \"quoted\" \x01 \xff word", .since_ok = true};
    static char json[STATUSFILE_MAX];

    json_t *rows = rows_of("status");
    ctl_assert_row(
        rows, 0,
        "{\"armed\":false,\"state\":\"stopped\",\"why\":\"textbackd is not running\",\"since\":null,"
        "\"lines\":[]}");
    json_decref(rows);
    int lock = statusfile_lock(dir, why, sizeof why);
    rows = rows_of("status");
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 0), "state")), "starting");
    json_decref(rows);
    said.since_ms = SAMPLE_WALL;
    said.line_count = 2;
    (void)snprintf(said.line[0].name, sizeof said.line[0].name, "main");
    (void)snprintf(said.line[0].modem, sizeof said.line[0].modem, "SIM7600");
    (void)snprintf(said.line[0].operator_name, sizeof said.line[0].operator_name, "T-Mobile");
    (void)snprintf(said.line[0].number, sizeof said.line[0].number, "+12025550101");
    said.line[0].signal = -71;
    (void)snprintf(said.line[1].name, sizeof said.line[1].name, "two");
    said.line[1].signal = STATUS_NO_SIGNAL;
    size_t length = statusfile_json(&said, json, sizeof json);
    assert_true(statusfile_replace(dir, STATUSFILE_NAME, json, length, false));
    rows = rows_of("status");
    ctl_assert_row(
        rows, 0,
        "{\"armed\":true,\"state\":\"armed\",\"why\":\"a \\\"quoted\\\" \\u0001 ? word\","
        "\"since\":\"2026-04-15T18:00:00.123Z\",\"lines\":[{\"name\":\"main\",\"modem\":\"SIM7600\","
        "\"signal\":-71,\"operator\":\"T-Mobile\",\"number\":\"+12025550101\"},{\"name\":\"two\","
        "\"modem\":null,\"signal\":null,\"operator\":null,\"number\":null}]}");
    json_decref(rows);
    int exit_status;
    (void)snprintf(said.line[0].profile, sizeof said.line[0].profile, "sim7600");
    (void)snprintf(said.line[0].missing, sizeof said.line[0].missing, "no call waiting, no voice service");
    length = statusfile_json(&said, json, sizeof json);
    assert_true(statusfile_replace(dir, STATUSFILE_NAME, json, length, false));
    char *table = run_in("status", "", &exit_status);
    assert_int_equal(exit_status, 0);
    assert_non_null(strstr(table, "\nline main: modem: SIM7600 (sim7600), operator T-Mobile, number "
                                  "+12025550101, signal -71 dBm\nline main: missing: no call waiting, no "
                                  "voice service\nline two: modem: none has answered yet, operator -"));
    free(table);
    rows = rows_of("status"); /* the Contract's keys, no others */
    assert_int_equal(json_object_size(json_array_get(json_object_get(json_array_get(rows, 0), "lines"), 0)),
                     5);
    json_decref(rows);
    assert_int_equal(close(lock), 0);
    rows = rows_of("status");
    json_t *row = json_array_get(rows, 0);
    assert_true(json_is_false(json_object_get(row, "armed")));
    assert_int_equal(json_array_size(json_object_get(row, "lines")), 2);
    json_decref(rows);
}

static void one_daemon_for_one_folder(void **state)
{
    (void)state;
    assert_false(statusfile_alive(dir));
    int lock = statusfile_lock(dir, why, sizeof why);
    assert_true(lock >= 0);
    assert_true(statusfile_alive(dir));
    assert_int_equal(statusfile_lock(dir, why, sizeof why), -1);
    assert_non_null(strstr(why, "another textbackd"));
    assert_true(statusfile_alive(dir)); /* asking has taken nothing away */
    assert_int_equal(close(lock), 0);
    assert_false(statusfile_alive(dir));
    lock = statusfile_lock(dir, why, sizeof why);
    assert_true(lock >= 0);
    assert_int_equal(close(lock), 0);
    assert_int_equal(statusfile_lock("/proc/nowhere", why, sizeof why), -1);
}

/* Every byte to be escaped, every field full: still within the bound that callers reckon with. */
static void the_longest_status_fits(void **state)
{
    (void)state;
    static struct status said;
    static char json[STATUSFILE_MAX];

    said.line_count = TB_LINES_MAX;
    (void)memset(said.state, 1, sizeof said.state - 1);
    (void)memset(said.why, 1, sizeof said.why - 1);
    for (size_t i = 0; i < TB_LINES_MAX; i++) {
        (void)memset(said.line[i].name, 1, sizeof said.line[i].name - 1);
        (void)memset(said.line[i].modem, 1, sizeof said.line[i].modem - 1);
        (void)memset(said.line[i].profile, 1, sizeof said.line[i].profile - 1);
        (void)memset(said.line[i].missing, 1, sizeof said.line[i].missing - 1);
        (void)memset(said.line[i].operator_name, 1, sizeof said.line[i].operator_name - 1);
        (void)memset(said.line[i].number, 1, sizeof said.line[i].number - 1);
        said.line[i].signal = -113;
    }
    assert_true(statusfile_json(&said, json, sizeof json) < sizeof json);
    json_t *rows = ctl_rows(json);
    assert_int_equal(json_array_size(json_object_get(json_array_get(rows, 0), "lines")), TB_LINES_MAX);
    json_decref(rows);
}

/* ---- whoever else is at the ledger ---- */

static void beside_a_living_writer(void **state)
{
    (void)state;
    make_history();
    struct ledger *ledger = must_open();
    struct record call = sample_call(5, "+12025550146", VERDICT_NONE, REASON_NONE);

    sample_store(ledger, &call, 1);
    assert_true(ledger_begin(ledger)); /* even in the midst of a transaction */
    call.call.id = 6;
    assert_true(ledger_apply(ledger, &call));
    json_t *rows = rows_of("calls");
    assert_int_equal(json_array_size(rows), 5);
    json_decref(rows);
    assert_true(ledger_commit(ledger));
    rows = rows_of("calls");
    assert_int_equal(json_array_size(rows), 6);
    json_decref(rows);
    ledger_close(ledger);
}

/* What SIGKILL leaves behind: rows that are in the write-ahead log only. */
static void kill_a_writer(void)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct ledger *ledger = must_open();
        struct record call = sample_call(5, "+12025550146", VERDICT_NONE, REASON_NONE);
        sample_store(ledger, &call, 1);
        (void)kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void after_a_killed_writer(void **state)
{
    (void)state;
    struct stat before, after;

    make_history();
    kill_a_writer();
    assert_int_equal(stat(sample_path(dir, "ledger.db-wal"), &before), 0);
    assert_true(before.st_size > 0);
    assert_int_equal(unlink(sample_path(dir, "ledger.db-shm")), 0); /* as after a power cut */
    json_t *rows = rows_of("calls");
    assert_int_equal(json_array_size(rows), 5);
    json_decref(rows);
    assert_int_equal(stat(sample_path(dir, "ledger.db-wal"), &after), 0);
    assert_int_equal(before.st_size, after.st_size); /* and it has touched nothing */
    assert_true(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

static bool count(void *arg, json_t *row)
{
    (void)row;
    ++*(unsigned *)arg;
    return true;
}

/* A folder that the reader may not write, and no index of the log there: it reads from a copy. */
static void without_rights_to_write(void **state)
{
    (void)state;
    int status;

    if (geteuid() != 0)
        skip();
    make_history();
    kill_a_writer();
    assert_int_equal(unlink(sample_path(dir, "ledger.db-shm")), 0);
    assert_int_equal(chmod(dir, 0755), 0);
    assert_int_equal(chmod(sample_path(dir, "ledger.db"), 0644), 0);
    assert_int_equal(chmod(sample_path(dir, "ledger.db-wal"), 0644), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0)
            _exit(2);
        struct ledger *ledger = ledger_open_reader(dir, why, sizeof why);
        unsigned rows = 0;
        _exit(ledger != NULL && view_each(ledger, VIEW_CALLS, count, &rows) && rows == 5 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(access(sample_path(dir, "ledger.db-shm"), F_OK), -1);
}

/* ---- wrong use ---- */

static void wrong_usage(void **state)
{
    (void)state;
    /* each is answered by one line: what is wrong, and how it is written */
    static const struct {
        const char *arguments, *words;
    } wrong[] = {
        {"frobnicate",
         "textbackctl: frobnicate: no such command; they are status, calls, texts, people, leads, "
         "report, explain\n"},
        {"calls texts", "textbackctl: texts: one word too many; the command stands alone\n"},
        {"status foo", "textbackctl: foo: one word too many; the command stands alone\n"},
        {"explain", "textbackctl: explain: which call? Write its number, as in: explain 1\n"},
        {"explain x", "textbackctl: x: no number of a call; write it as in: explain 1\n"},
        {"explain 0", "textbackctl: 0: no number of a call; write it as in: explain 1\n"},
        {"explain 1 2", "textbackctl: 2: one word too many; write one call, as in: explain 1\n"},
        {"calls --nonsense", "textbackctl: --nonsense: no such option; --help lists them\n"},
        {"calls -xy", "textbackctl: -x: no such option; --help lists them\n"},
        {"report --from yesterday", "textbackctl: yesterday: no date; write it as 2026-04-15\n"},
        {"report --to 10/01/2026", "textbackctl: 10/01/2026: no date; write it as 2026-04-15\n"},
        {"calls --from 2026-04-15", "textbackctl: calls: --from and --to belong to report only\n"},
        {"--state", "textbackctl: --state: what belongs to it is missing; --help says how it is written\n"},
    };
    int status;

    for (size_t i = 0; i < TB_COUNT(wrong); i++) {
        char *out = run(wrong[i].arguments, &status);
        assert_int_equal(status, 64);
        assert_string_equal(out, "");
        free(out);
        char *words = sample_read(sample_path(dir, "stderr"));
        assert_string_equal(words, wrong[i].words);
        free(words);
    }
    free(run("", &status));
    assert_int_equal(status, 64);
    char *words = sample_read(sample_path(dir, "stderr"));
    assert_non_null(strstr(words, "usage:"));
    free(words);
    char *out = run("--help", &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "usage:"));
    free(out);
}

static void an_unreadable_state(void **state)
{
    (void)state;
    static const char *const commands[] = {"calls", "texts", "people", "leads", "report", "explain 1"};
    int status;

    for (size_t i = 0; i < TB_COUNT(commands); i++) {
        char *out = run_in(commands[i], "--json", &status);
        assert_int_equal(status, 1);
        assert_string_equal(out, "");
        free(out);
        char *words = sample_read(sample_path(dir, "stderr"));
        assert_non_null(strstr(words, "ledger.db"));
        free(words);
    }
    char *out = run("--state /nowhere status --json", &status);
    assert_int_equal(status, 1);
    free(out);
    sample_write(sample_path(dir, "ledger.db"), "rubbish rubbish rubbish", 23);
    out = run_in("calls", "", &status);
    assert_int_equal(status, 1);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(no_date_for_a_daemon_that_does_not_run),
        IN_FOLDER(status_of_a_dead_and_a_living_daemon),
        IN_FOLDER(one_daemon_for_one_folder),
        IN_FOLDER(the_longest_status_fits),
        IN_FOLDER(beside_a_living_writer),
        IN_FOLDER(after_a_killed_writer),
        IN_FOLDER(without_rights_to_write),
        IN_FOLDER(wrong_usage),
        IN_FOLDER(an_unreadable_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
