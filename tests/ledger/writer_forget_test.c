/* FORGET where the disk or the file fails: it is said, tried again, and damage sets the ledger aside. */
#include "ledger/await.h"
#include "ledger/failvfs.h"
#include "ledger/in_folder.h"
#include "shell/ledger.h"
#include "shell/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>

#define ANN "+12025550143"

enum { TEXTS = 4000 }; /* four slices */

/* Her texts, and the order to forget her: the oldest are still to be erased. */
static struct ledger *ordered(void)
{
    struct ledger *ledger = await_open(dir);
    struct record forget = {.kind = RECORD_FORGET, .forget = ANN};

    assert_true(ledger_begin(ledger));
    for (int64_t id = 1; id <= TEXTS; id++) {
        struct record text = sample_text(id, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "a secret");
        (void)snprintf(text.text.number, sizeof text.text.number, ANN);
        assert_true(ledger_apply(ledger, &text));
    }
    assert_true(ledger_apply(ledger, &forget) && ledger_commit(ledger));
    assert_true(ledger_forgetting(ledger));
    return ledger;
}

static void sql(struct ledger *ledger, const char *words)
{
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), words, NULL, NULL, NULL), SQLITE_OK);
}

static void nothing_is_left_of_her(struct ledger *ledger)
{
    sql(ledger, "CREATE TEMP TABLE traces AS SELECT 1 FROM main.texts WHERE number='" ANN
                "' OR body LIKE '%secret%'");
    assert_int_equal(await_rows(ledger, "traces"), 0);
}

/* Not for damage: it is told of, the file stays where it is, and it goes on once it can. */
static void a_full_disk_is_told_of(void **state)
{
    (void)state;
    struct failvfs *disk = failvfs_new();
    struct ledger *ledger = ordered();

    failvfs_set(disk, FAILING_FULL);
    struct writer *writer = await_start(ledger);
    struct writer_state got = await_forget_failures(writer, 2);
    assert_true(got.forgetting);
    assert_false(got.failing); /* nothing waits to be committed */
    assert_int_not_equal(got.forget_why[0], 0);
    assert_int_equal(got.set_aside, 0);
    failvfs_set(disk, FAILING_NONE);
    got = await_forgotten(writer);
    assert_int_equal(got.forget_failures, 0);
    assert_int_equal(got.set_aside, 0);
    assert_true(writer_stop(writer));
    nothing_is_left_of_her(ledger);
    ledger_close(ledger);
    failvfs_free(disk);
}

/* Pages of her texts that the disk does not give back: as with commits, once may be a loose plug. */
static void damage_sets_the_ledger_aside(void **state)
{
    (void)state;
    struct failvfs *disk = failvfs_new();
    struct ledger *ledger = ordered();

    sql(ledger, "PRAGMA wal_checkpoint(TRUNCATE)"); /* they are in the file now, and in no memory */
    assert_int_equal(sqlite3_db_release_memory(ledger_handle(ledger)), SQLITE_OK);
    failvfs_set(disk, FAILING_READS);
    struct writer *writer = await_start(ledger);
    struct writer_state got = await_forget_failures(writer, 1);
    assert_int_equal(got.set_aside, 0);
    assert_true(got.forgetting);
    assert_int_not_equal(got.forget_why[0], 0);
    got = await_set_aside(writer);
    got = await_forgotten(writer);
    assert_int_equal(got.forget_failures, 0);
    assert_true(writer_stop(writer));
    nothing_is_left_of_her(ledger);
    ledger_close(ledger);
    failvfs_free(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(a_full_disk_is_told_of),
        IN_MEMORY(damage_sets_the_ledger_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
