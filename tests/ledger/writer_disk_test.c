/* The writer on a disk that fails and comes back. */
#include "shell/writer.h"

#include "ledger/await.h"
#include "ledger/failvfs.h"
#include "ledger/in_folder.h"
#include "ledger/sample.h"
#include "shell/optouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Puts records first to last, one more caller each. */
static void put_calls(struct writer *writer, uint64_t first, uint64_t last)
{
    for (uint64_t i = first; i <= last; i++) {
        struct record call = sample_call((int64_t)i, "+12025550143", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
    }
}

/* Fails in one way, with words; recovers by itself; and has everything. */
static void waits_out(enum failing failing, const char *words)
{
    struct failvfs *disk = failvfs_new();
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);

    put_calls(writer, 1, 10);
    (void)await_durable(writer, 10);
    failvfs_set(disk, failing);
    put_calls(writer, 11, 20);
    struct writer_state got = await_failing(writer);
    assert_int_equal(got.durable, 10);
    if (strstr(got.why, words) == NULL)
        fail_msg("it says: %s", got.why);
    put_calls(writer, 21, 30); /* more work does not hurry it, nor is it lost */
    failvfs_set(disk, FAILING_NONE);
    got = await_durable(writer, 30);
    assert_false(got.failing);
    assert_int_equal(got.queued, 0);
    assert_int_equal(got.set_aside, 0);
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "calls"), 30);
    assert_true(ledger_quick_check(ledger));
    ledger_close(ledger);
    failvfs_free(disk);
}

static void writes_that_fail(void **state)
{
    (void)state;
    waits_out(FAILING_WRITES, "I/O error");
}

static void syncs_that_fail(void **state)
{
    (void)state;
    waits_out(FAILING_SYNCS, "I/O error");
}

static void a_full_disk(void **state)
{
    (void)state;
    waits_out(FAILING_FULL, "disk full");
}

/* Persons are found by number, all over the file: more than SQLite's cache holds. */
static void put_people(struct ledger *ledger, int count)
{
    assert_true(ledger_begin(ledger));
    for (int i = 0; i < count; i++) {
        char number[TB_NUMBER_MAX];
        (void)snprintf(number, sizeof number, "+1202%07d", i);
        struct record person = sample_person(number, i % 1000 == 0);
        assert_true(ledger_apply(ledger, &person));
    }
    assert_true(ledger_commit(ledger));
}

static void a_bad_sector_does_not_stop_the_box_for_good(void **state)
{
    (void)state;
    struct failvfs *disk = failvfs_new();
    struct ledger *ledger = await_open(dir);

    put_people(ledger, 10000);
    ledger_close(ledger);
    ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
    failvfs_set(disk, FAILING_READS);
    struct record person = sample_person("+12020005500", false);
    person.person.undeliverable = true;
    assert_true(writer_put(writer, 1, &person));
    struct writer_state got = await_failing(writer);
    assert_int_equal(got.set_aside, 0); /* once may be a loose plug */
    got = await_set_aside(writer);
    got = await_durable(writer, 1);
    assert_false(got.failing);
    assert_true(writer_stop(writer));
    assert_int_equal(access(sample_path(dir, "ledger.db.bad-1"), F_OK), 0);
    struct collected all = sample_restore(ledger, 0);
    size_t out = 0;
    for (size_t i = 0; i < all.count; i++)
        out += all.record[i].kind == RECORD_PERSON && all.record[i].person.opted_out;
    assert_int_equal(out, 10);
    collected_free(&all);
    ledger_close(ledger);
    failvfs_free(disk);
}

/* SQLite's check tells of it in a row of words, as it does of damage. */
static void a_check_tells_a_disk_that_fails_from_damage(void **state)
{
    (void)state;
    struct failvfs *disk = failvfs_new();
    struct ledger *ledger = await_open(dir);

    put_people(ledger, 10000);
    ledger_close(ledger);
    ledger = await_open(dir);
    failvfs_set(disk, FAILING_READS);
    assert_false(ledger_quick_check(ledger));
    assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_IO);
    assert_true(ledger_unreadable(ledger));
    failvfs_set(disk, FAILING_NONE);
    assert_true(ledger_quick_check(ledger));
    ledger_close(ledger);
    failvfs_free(disk);
}

/* Not durable before the plain file has it: the file comes first, and here it cannot be written. */
static void an_opt_out_waits_for_its_second_record(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
    struct record person = sample_person("+12025550143", true);

    assert_int_equal(mkdir(sample_path(dir, OPTOUTS_FILE), 0700), 0);
    assert_true(writer_put(writer, 1, &person));
    struct writer_state got = await_failing(writer);
    assert_int_equal(got.durable, 0);
    assert_non_null(strstr(got.why, OPTOUTS_FILE));
    assert_int_equal(rmdir(sample_path(dir, OPTOUTS_FILE)), 0);
    got = await_durable(writer, 1);
    assert_true(writer_stop(writer));
    char *text = sample_read(sample_path(dir, OPTOUTS_FILE));
    assert_non_null(strstr(text, "+ +12025550143"));
    free(text);
    ledger_close(ledger);
}

/* A fresh file that cannot be begun at once is begun later. */
static void a_full_disk_while_setting_aside(void **state)
{
    (void)state;
    struct failvfs *disk = failvfs_new();
    struct ledger *ledger = await_open(dir);
    const struct record past[] = {sample_person("+12025550143", true), sample_person("+12025550144", false)};

    sample_store(ledger, past, TB_COUNT(past));
    failvfs_set(disk, FAILING_FULL);
    assert_false(ledger_set_aside(ledger));
    assert_false(ledger_begin(ledger));
    assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_FULL);
    failvfs_set(disk, FAILING_NONE);
    assert_true(ledger_begin(ledger));
    assert_true(ledger_commit(ledger));
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2); /* saved all the same */
    collected_free(&all);
    ledger_close(ledger);
    failvfs_free(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(writes_that_fail),
        IN_MEMORY(syncs_that_fail),
        IN_MEMORY(a_full_disk),
        IN_MEMORY(a_bad_sector_does_not_stop_the_box_for_good),
        IN_MEMORY(a_check_tells_a_disk_that_fails_from_damage),
        IN_MEMORY(an_opt_out_waits_for_its_second_record),
        IN_MEMORY(a_full_disk_while_setting_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
