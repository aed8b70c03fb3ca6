/* The writer: many records in few commits, durable only when it is true, bounds, nothing lost.
 * Failing disks are in writer_disk_test.c, the check, files and retention in writer_keep_test.c. */
#include "shell/writer.h"

#include "ledger/await.h"
#include "ledger/in_folder.h"
#include "ledger/sample.h"
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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- the ordinary day ---- */

static void many_puts_share_few_commits(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);

    for (uint64_t i = 1; i <= 3000; i++) {
        struct record call = sample_call((int64_t)i, "+12025550143", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
    }
    struct writer_state got = await_durable(writer, 3000);
    assert_int_equal(got.durable, 3000);
    assert_false(got.failing);
    assert_int_equal(got.queued, 0);
    assert_in_range(got.commits, 1, 300);
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "calls"), 3000);
    ledger_close(ledger);
}

/* The records of one step: all of them or none, and one sync. */
static void what_is_held_shares_one_commit(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
    struct timespec pause = {.tv_nsec = 20000000};
    struct writer_state got;

    for (uint64_t step = 0; step < 5; step++) {
        writer_hold(writer);
        for (uint64_t i = 1; i <= 4; i++) {
            struct record call = sample_call((int64_t)(step * 4 + i), "", VERDICT_NONE, REASON_NONE);
            assert_true(writer_put(writer, step * 4 + i, &call));
            (void)nanosleep(&pause, NULL);
        }
        writer_state(writer, &got);
        assert_int_equal(got.durable, step * 4);
        writer_go(writer);
        got = await_durable(writer, step * 4 + 4);
        assert_int_equal(got.commits, step + 1);
    }
    assert_true(writer_stop(writer));
    ledger_close(ledger);
}

/* The record and its string are the writer's own from put on. */
static void records_are_copied(void **state)
{
    (void)state;
    char body[] = "the words", pdu[] = "07911326";
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
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
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
    struct record meta = sample_meta("a", "1");
    struct timespec before, after;
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};

    assert_true(writer_put(writer, 1, &meta));
    (void)await_durable(writer, 1);
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
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);

    for (uint64_t i = 1; i <= 500; i++) {
        struct record call = sample_call((int64_t)i, "", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
    }
    assert_true(writer_put_file(writer, dir, "last.txt", "last", 4, true));
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "calls"), 500);
    char *text = sample_read(sample_path(dir, "last.txt"));
    assert_string_equal(text, "last");
    free(text);
    ledger_close(ledger);
}

/* ---- bounds ---- */

/* Another writer that holds the database, so that nothing drains. */
static sqlite3 *hold_database(void)
{
    sqlite3 *other;

    assert_int_equal(sqlite3_open(sample_path(dir, "ledger.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return other;
}

static void let_go(sqlite3 *other)
{
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
}

/* Puts texts until one is refused; how many were taken. */
static uint64_t fill_queue(struct writer *writer, struct record *text)
{
    static char body[TB_BODY_MAX];
    uint64_t put = 0;

    (void)memset(body, 'b', sizeof body - 1);
    *text = sample_text(1, 0, TEXT_ALERT, TEXT_PREPARED, body);
    while (writer_put(writer, put + 1, text)) {
        put++;
        text->text.id++;
        assert_true(put < WRITER_RECORDS_MAX);
    }
    return put;
}

static void the_queue_has_a_bound(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    sqlite3 *other = hold_database();
    struct writer *writer = await_start(ledger);
    struct record text;

    uint64_t put = fill_queue(writer, &text);
    assert_in_range(put, WRITER_BYTES_MAX / (TB_BODY_MAX + 1024), WRITER_BYTES_MAX / TB_BODY_MAX);
    struct writer_state got = await_failing(writer); /* busy for 3 s */
    assert_int_equal(got.durable, 0);
    assert_int_equal(got.queued, put);
    let_go(other);
    got = await_durable(writer, put);
    assert_false(got.failing);
    assert_true(writer_put(writer, put + 1, &text)); /* the one that was refused */
    (void)await_durable(writer, put + 1);
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "texts"), put + 1);
    ledger_close(ledger);
}

/* In a process of its own: the exit status, or minus the signal that ended it. */
static int in_child(void (*body)(void))
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL);
        (void)close(STDERR_FILENO);
        body();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void lose_a_record(void)
{
    struct ledger *ledger = await_open(dir);
    sqlite3 *other = hold_database();
    struct writer *writer = await_start(ledger);
    struct record text, meta = sample_meta("small", "enough");

    uint64_t put = fill_queue(writer, &text);
    if (!writer_put(writer, put + 2, &meta)) /* another, in place of the one that was refused */
        _exit(2);
    let_go(other);
    (void)await_durable(writer, put); /* never */
    _exit(3);
}

/* durable passes over no hole: what the core remembers and the ledger does not, ends with the process. */
static void a_lost_record_ends_the_process_once_the_rest_is_safe(void **state)
{
    (void)state;
    assert_int_equal(in_child(lose_a_record), -SIGABRT);
    struct ledger *ledger = await_open(dir);
    assert_true(await_rows(ledger, "texts") > 100);
    assert_int_equal(await_rows(ledger, "meta"), 1);
    ledger_close(ledger);
}

static void ask_for_a_second_text(void)
{
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
    struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_SENDING, "one");

    bool put = writer_put(writer, 1, &text);
    text.text.id = 2;
    put = writer_put(writer, 2, &text) && put;
    (void)writer_stop(writer);
    _exit(put ? 0 : 2);
}

/* What the core must never ask for ends the process, and the ledger has no trace of that transaction. */
static void a_second_automatic_text_aborts(void **state)
{
    (void)state;
    assert_int_equal(in_child(ask_for_a_second_text), -SIGABRT);
    struct ledger *ledger = await_open(dir);
    assert_true(await_rows(ledger, "texts") <= 1);
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
    struct ledger *ledger = await_open(dir);

    (void)snprintf(sql, sizeof sql, "PRAGMA max_page_count=%d", 1); /* never below what it has already */
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), sql, NULL, NULL, NULL), SQLITE_OK);
    struct writer *writer = await_start(ledger);
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
    struct writer_state got = await_failing(writer);
    assert_string_equal(got.why, "disk full");
    assert_true(got.durable < 3);
    /* under the writer's feet, as if somebody had deleted files: SQLite takes the new limit from any thread
     * that holds the connection, and the writer sleeps for a second */
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "PRAGMA max_page_count=100000", NULL, NULL, NULL),
                     SQLITE_OK);
    got = await_durable(writer, 3);
    assert_false(got.failing);
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "texts"), 2);
    assert_int_equal(await_rows(ledger, "people"), 1);
    ledger_close(ledger);
}

static void stopping_with_a_full_disk_says_so(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);

    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "PRAGMA max_page_count=1", NULL, NULL, NULL),
                     SQLITE_OK);
    struct writer *writer = await_start(ledger);
    char body[6000];
    (void)memset(body, 'b', sizeof body);
    body[sizeof body - 1] = '\0';
    struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_SENDING, body);
    assert_true(writer_put(writer, 1, &text));
    assert_false(writer_stop(writer));
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(many_puts_share_few_commits),
        IN_FOLDER(what_is_held_shares_one_commit),
        IN_FOLDER(records_are_copied),
        IN_FOLDER(nothing_to_do_is_no_wake_up),
        IN_FOLDER(stopping_writes_what_is_queued),
        IN_FOLDER(the_queue_has_a_bound),
        IN_FOLDER(a_lost_record_ends_the_process_once_the_rest_is_safe),
        IN_FOLDER(a_second_automatic_text_aborts),
        IN_FOLDER(files_have_bounds_and_newer_ones_win),
        IN_FOLDER(a_full_disk_is_waited_out),
        IN_FOLDER(stopping_with_a_full_disk_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
