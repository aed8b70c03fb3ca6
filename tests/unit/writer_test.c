/* The writer: many records in few commits, durable only when it is true, a full disk waited out, nothing
 * lost. */
#include "shell/writer.h"

#include "ledger/sample.h"
#include "shell/statusfile.h"
#include "shell/writer_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char dir[64], why[256];

static int make_folder(void **state)
{
    (void)state;
    sample_folder(dir, sizeof dir);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    sample_folder_remove(dir);
    return 0;
}

static struct ledger *must_open(void)
{
    struct ledger *ledger;

    if (ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why) == LEDGER_FAILED)
        fail_msg("%s", why);
    return ledger;
}

static struct writer *must_start(struct ledger *ledger)
{
    struct writer *writer = writer_start(ledger, why, sizeof why);

    if (writer == NULL)
        fail_msg("%s", why);
    return writer;
}

/* Waits, as the loop does, for the descriptor, until done says so. */
static struct writer_state wait_until(struct writer *writer,
                                      bool (*done)(const struct writer_state *, uint64_t), uint64_t arg)
{
    struct writer_state state;
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};

    writer_state(writer, &state);
    while (!done(&state, arg)) {
        assert_int_equal(poll(&fd, 1, 20000), 1);
        writer_state(writer, &state);
    }
    return state;
}

static bool is_durable(const struct writer_state *state, uint64_t sequence)
{
    return state->durable >= sequence;
}

static bool is_failing(const struct writer_state *state, uint64_t arg)
{
    (void)arg;
    return state->failing;
}

static bool is_checked(const struct writer_state *state, uint64_t arg)
{
    (void)arg;
    return state->checked;
}

static size_t rows(struct ledger *ledger, const char *table)
{
    char sql[80];
    sqlite3_stmt *stmt;

    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    size_t count = (size_t)sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return count;
}

/* ---- the ordinary day ---- */

static void many_puts_share_few_commits(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);

    for (uint64_t i = 1; i <= 3000; i++) {
        struct record call = sample_call((int64_t)i, "+12025550143", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
    }
    struct writer_state got = wait_until(writer, is_durable, 3000);
    assert_int_equal(got.durable, 3000);
    assert_false(got.failing);
    assert_int_equal(got.queued, 0);
    assert_in_range(got.commits, 1, 300);
    assert_true(writer_stop(writer));
    assert_int_equal(rows(ledger, "calls"), 3000);
    ledger_close(ledger);
}

/* The record and its string are the writer's own from put on. */
static void records_are_copied(void **state)
{
    (void)state;
    char body[] = "the words", pdu[] = "07911326";
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);
    struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_PREPARED, body);
    struct record part = sample_waiting(7, pdu);

    assert_true(writer_put(writer, 1, &text));
    assert_true(writer_put(writer, 2, &part));
    (void)memset(&text, 0x5a, sizeof text);
    (void)memset(&part, 0x5a, sizeof part);
    (void)memset(body, 'x', sizeof body - 1);
    (void)memset(pdu, 'x', sizeof pdu - 1);
    text = sample_text(1, 1, TEXT_AUTO, TEXT_SENDING, NULL);
    assert_true(writer_put(writer, 3, &text));
    assert_true(writer_stop(writer));
    struct collected all = sample_restore(ledger, 0);
    assert_string_equal(collected_get(&all, RECORD_TEXT, 0)->text.body, "the words");
    assert_int_equal(collected_get(&all, RECORD_TEXT, 0)->text.state, TEXT_SENDING);
    assert_string_equal(collected_get(&all, RECORD_WAITING_PART, 0)->waiting.pdu, "07911326");
    collected_free(&all);
    ledger_close(ledger);
}

static void nothing_to_do_is_no_wake_up(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);
    struct record meta = sample_meta("a", "1");
    struct timespec before, after;
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};

    assert_true(writer_put(writer, 1, &meta));
    (void)wait_until(writer, is_durable, 1);
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before), 0);
    assert_int_equal(poll(&fd, 1, 300), 0); /* read once it is quiet */
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after), 0);
    int64_t used_us = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
    assert_true(used_us < 50000);
    assert_true(writer_stop(writer));
    ledger_close(ledger);
}

static void stopping_writes_what_is_queued(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);

    for (uint64_t i = 1; i <= 500; i++) {
        struct record call = sample_call((int64_t)i, "", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
    }
    assert_true(writer_put_file(writer, dir, "last.txt", "last", 4, true));
    assert_true(writer_stop(writer));
    assert_int_equal(rows(ledger, "calls"), 500);
    char *text = sample_read(sample_path(dir, "last.txt"));
    assert_string_equal(text, "last");
    free(text);
    ledger_close(ledger);
}

/* What the core must never ask for ends the process, and the ledger has no trace of that transaction. */
static void a_second_automatic_text_aborts(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct ledger *ledger = must_open();
        struct writer *writer = must_start(ledger);
        struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_SENDING, "one");
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        bool put = writer_put(writer, 1, &text);
        text.text.id = 2;
        put = writer_put(writer, 2, &text) && put;
        (void)writer_stop(writer);
        _exit(put ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    struct ledger *ledger = must_open();
    assert_true(rows(ledger, "texts") <= 1);
    ledger_close(ledger);
}

/* ---- bounds ---- */

static void the_queue_has_a_bound(void **state)
{
    (void)state;
    char body[TB_BODY_MAX];
    struct ledger *ledger = must_open();
    uint64_t put = 0;

    (void)memset(body, 'b', sizeof body);
    body[sizeof body - 1] = '\0';
    /* another writer holds the database, so that nothing drains */
    sqlite3 *other;
    assert_int_equal(sqlite3_open(sample_path(dir, "ledger.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct writer *writer = must_start(ledger);
    struct record text = sample_text(1, 0, TEXT_ALERT, TEXT_PREPARED, body);
    while (writer_put(writer, put + 1, &text)) {
        put++;
        text.text.id++;
        assert_true(put < WRITER_RECORDS_MAX);
    }
    assert_in_range(put, WRITER_BYTES_MAX / (TB_BODY_MAX + 1024), WRITER_BYTES_MAX / TB_BODY_MAX);
    struct writer_state got = wait_until(writer, is_failing, 0); /* busy for 3 s */
    assert_int_equal(got.durable, 0);
    assert_int_equal(got.queued, put);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    got = wait_until(writer, is_durable, put);
    assert_false(got.failing);
    assert_true(writer_put(writer, put + 1, &text)); /* the one that was refused */
    assert_true(writer_stop(writer));
    assert_int_equal(rows(ledger, "texts"), put + 1);
    ledger_close(ledger);
}

static void files_have_bounds_and_newer_ones_win(void **state)
{
    (void)state;
    struct put_file *list = NULL;

    for (int i = 0; i < 3; i++) {
        struct put_file *file = put_file_copy("d", i == 2 ? "b" : "a", i == 0 ? "old" : "new", 3, false);
        assert_non_null(file);
        assert_true(put_file_add(&list, file, 2, 6));
    }
    struct put_file *third = put_file_copy("d", "c", "x", 1, false);
    assert_false(put_file_add(&list, third, 2, 100)); /* too many */
    assert_false(put_file_add(&list, third, 3, 6));   /* too much */
    free(third);
    assert_string_equal(list->name, "b");
    assert_string_equal(list->next->name, "a");
    assert_memory_equal(list->next->bytes, "new", 3);
    assert_null(list->next->next);
    free(list->next);
    free(list);
}

/* ---- a disk that fails ---- */

/* max_page_count stands for a full disk: SQLite then says SQLITE_FULL, as for ENOSPC. */
static void a_full_disk_is_waited_out(void **state)
{
    (void)state;
    char sql[64];
    struct ledger *ledger = must_open();

    (void)snprintf(sql, sizeof sql, "PRAGMA max_page_count=%d", 1); /* never below what it has already */
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), sql, NULL, NULL, NULL), SQLITE_OK);
    struct writer *writer = must_start(ledger);
    char body[4000];
    (void)memset(body, 'b', sizeof body);
    body[sizeof body - 1] = '\0';
    struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_SENDING, body);
    struct record person = sample_person("+12025550143", true);
    assert_true(writer_put(writer, 1, &person));
    assert_true(writer_put(writer, 2, &text));
    text.text.id = 2;
    text.text.call = 2;
    assert_true(writer_put(writer, 3, &text));
    struct writer_state got = wait_until(writer, is_failing, 0);
    assert_string_equal(got.why, "disk full");
    assert_true(got.durable < 3);
    /* under the writer's feet, as if somebody had deleted files: SQLite takes the new limit from any thread
     * that holds the connection, and the writer sleeps for a second */
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "PRAGMA max_page_count=100000", NULL, NULL, NULL),
                     SQLITE_OK);
    got = wait_until(writer, is_durable, 3);
    assert_false(got.failing);
    assert_true(writer_stop(writer));
    assert_int_equal(rows(ledger, "texts"), 2);
    assert_int_equal(rows(ledger, "people"), 1);
    ledger_close(ledger);
}

static void stopping_with_a_full_disk_says_so(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();

    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "PRAGMA max_page_count=1", NULL, NULL, NULL),
                     SQLITE_OK);
    struct writer *writer = must_start(ledger);
    char body[6000];
    (void)memset(body, 'b', sizeof body);
    body[sizeof body - 1] = '\0';
    struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_SENDING, body);
    assert_true(writer_put(writer, 1, &text));
    assert_false(writer_stop(writer));
    ledger_close(ledger);
}

/* ---- the check ---- */

static void a_sound_ledger_passes_the_check(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);

    for (uint64_t i = 1; i <= 500; i++) {
        struct record call = sample_call((int64_t)i, "", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
        if (i == 250)
            writer_check(writer);
    }
    struct writer_state got = wait_until(writer, is_checked, 0);
    assert_int_equal(got.set_aside, 0);
    assert_true(writer_stop(writer));
    assert_int_equal(rows(ledger, "calls"), 500);
    ledger_close(ledger);
}

static void a_damaged_one_is_set_aside_under_way(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    const struct record past[] = {sample_person("+12025550143", true), sample_person("+12025550144", false),
                                  sample_meta("concat", "9")};
    char page[4096];

    sample_store(ledger, past, TB_COUNT(past));
    for (int64_t id = 1; id <= 3000; id++) {
        struct record call = sample_call(id, "+12025550145", VERDICT_TEXT, REASON_NONE);
        sample_store(ledger, &call, 1);
    }
    ledger_close(ledger);
    ledger = must_open();
    struct stat st;
    assert_int_equal(stat(sample_path(dir, "ledger.db"), &st), 0);
    FILE *file = fopen(sample_path(dir, "ledger.db"), "r+");
    assert_non_null(file);
    (void)memset(page, 0x5a, sizeof page);
    assert_int_equal(fseek(file, st.st_size / 2 / 4096 * 4096, SEEK_SET), 0); /* somewhere among the calls */
    assert_int_equal(fwrite(page, sizeof page, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    struct writer *writer = must_start(ledger);
    writer_check(writer);
    struct writer_state got = wait_until(writer, is_checked, 0);
    assert_int_equal(got.set_aside, 1);
    assert_string_not_equal(got.why, "");
    struct record call = sample_call(4000, "", VERDICT_NONE, REASON_NONE);
    assert_true(writer_put(writer, 1, &call));
    assert_true(writer_stop(writer));
    assert_int_equal(access(sample_path(dir, "ledger.db.bad-1"), F_OK), 0);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    assert_true(collected_get(&all, RECORD_PERSON, 0)->person.opted_out);
    assert_int_equal(collected_count(&all, RECORD_CALL), 1);
    collected_free(&all);
    ledger_close(ledger);
}

static void stopping_does_not_wait_for_the_check(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);

    writer_check(writer);
    assert_true(writer_stop(writer));
    ledger_close(ledger);
}

static void in_memory_there_is_nothing_to_check(void **state)
{
    (void)state;
    struct ledger *ledger = ledger_open_memory(SAMPLE_BOOT);
    struct writer *writer = must_start(ledger);
    struct record meta = sample_meta("a", "1");

    writer_check(writer);
    assert_true(writer_put(writer, 1, &meta));
    (void)wait_until(writer, is_checked, 0);
    (void)wait_until(writer, is_durable, 1);
    assert_true(writer_stop(writer));
    ledger_close(ledger);
}

/* ---- files and retention ---- */

static void files_are_replaced_whole(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct writer *writer = must_start(ledger);
    char big[100000];

    (void)memset(big, 'y', sizeof big);
    assert_true(writer_put_file(writer, dir, "page.htm", "first", 5, false));
    assert_true(writer_put_file(writer, dir, "page.htm", big, sizeof big, true));
    assert_true(writer_put_file(writer, "/nowhere", "page.htm", "x", 1, false));
    assert_false(writer_put_file(writer, dir, "too-big", big, WRITER_FILE_BYTES_MAX + 1, false));
    assert_true(writer_stop(writer));
    char *text = sample_read(sample_path(dir, "page.htm"));
    assert_int_equal(strlen(text), sizeof big);
    assert_int_equal(access(sample_path(dir, "page.htm.new"), F_OK), -1);
    free(text);
    ledger_close(ledger);
}

static void pruning_goes_on_between_commits(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();

    for (int64_t id = 1; id <= 2000; id++) {
        struct record call = sample_call(id, "", VERDICT_SKIP, REASON_WITHHELD);
        call.call.began = sample_stamp(INT64_C(-8640000000));
        if (id % 500 == 1)
            assert_true(ledger_begin(ledger));
        assert_true(ledger_apply(ledger, &call));
        if (id % 500 == 0)
            assert_true(ledger_commit(ledger));
    }
    struct writer *writer = must_start(ledger);
    writer_prune(writer, INT64_C(2592000000), SAMPLE_WALL);
    for (uint64_t i = 1; i <= 200; i++) {
        struct record call = sample_call(2000 + (int64_t)i, "", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
        (void)wait_until(writer, is_durable, i);
    }
    assert_true(writer_stop(writer));
    assert_int_equal(rows(ledger, "calls"), 200);
    ledger_close(ledger);
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

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(many_puts_share_few_commits),          IN_FOLDER(records_are_copied),
        IN_FOLDER(nothing_to_do_is_no_wake_up),          IN_FOLDER(stopping_writes_what_is_queued),
        IN_FOLDER(a_second_automatic_text_aborts),       IN_FOLDER(the_queue_has_a_bound),
        IN_FOLDER(files_have_bounds_and_newer_ones_win), IN_FOLDER(a_full_disk_is_waited_out),
        IN_FOLDER(stopping_with_a_full_disk_says_so),    IN_FOLDER(a_sound_ledger_passes_the_check),
        IN_FOLDER(a_damaged_one_is_set_aside_under_way), IN_FOLDER(stopping_does_not_wait_for_the_check),
        IN_FOLDER(in_memory_there_is_nothing_to_check),  IN_FOLDER(files_are_replaced_whole),
        IN_FOLDER(pruning_goes_on_between_commits),      IN_FOLDER(one_daemon_for_one_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
