#include "ledger/cutlife.h"

#include "ledger/cutscript.h"
#include "ledger/old_ledger.h"
#include "ledger/sample.h"

#include "shell/writer.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static struct ledger *open_on(struct cutvfs *disk, const char *boot)
{
    struct ledger *ledger;
    char why[256];

    CHECK(ledger_open(cutvfs_dir(disk), boot, &ledger, why, sizeof why) != LEDGER_FAILED);
    return ledger;
}

static void steps(struct ledger *ledger, int64_t from, int64_t to, cutlife_mark *mark, void *arg)
{
    for (int64_t step = from; step < to; step++) {
        CHECK(cutscript_step(ledger, step));
        mark(arg, ledger);
    }
}

/* ledger_tidy()'s, which waits for more records than there are here. */
static void checkpoint(struct ledger *ledger)
{
    CHECK(sqlite3_wal_checkpoint_v2(ledger_handle(ledger), NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) ==
          SQLITE_OK);
}

/* A new box, calls, a checkpoint in between, a log begun anew, an orderly end, another boot. */
static void run_plain(struct cutvfs *disk, cutlife_mark *mark, void *arg)
{
    struct ledger *ledger = open_on(disk, SAMPLE_BOOT);

    mark(arg, ledger);
    steps(ledger, 8, 13, mark, arg); /* 11: one says STOP */
    checkpoint(ledger);
    steps(ledger, 13, 16, mark, arg);
    ledger_close(ledger);
    ledger = open_on(disk, "another boot");
    steps(ledger, 22, 25, mark, arg); /* 23: and START again */
    ledger_close(ledger);
}

/* A step through the writer's thread, until it says durable; meanwhile nobody else touches the disk. */
static void write_step(struct writer *writer, int64_t step, uint64_t *sequence)
{
    struct record records[CUTSCRIPT_RECORDS];
    size_t count = cutscript_records(step, records);
    struct pollfd changed = {.fd = writer_fd(writer), .events = POLLIN};
    struct writer_state state;

    writer_hold(writer);
    for (size_t i = 0; i < count; i++)
        CHECK(writer_put(writer, ++*sequence, &records[i]));
    writer_go(writer);
    do {
        CHECK(poll(&changed, 1, -1) == 1);
        writer_state(writer, &state);
        CHECK(!state.failing);
    } while (state.durable < *sequence);
}

/* Marks are set between steps, when the thread has nothing to do: it hands over the ledger only at its end.
 */
static void run_writer(struct cutvfs *disk, cutlife_mark *mark, void *arg)
{
    struct ledger *ledger = open_on(disk, SAMPLE_BOOT);
    uint64_t sequence = 0;
    char why[256];

    mark(arg, ledger);
    struct writer *writer = writer_start(ledger, why, sizeof why);
    CHECK(writer != NULL);
    for (int64_t step = 10; step < 14; step++) {
        write_step(writer, step, &sequence);
        mark(arg, ledger);
    }
    CHECK(writer_stop(writer));
    ledger_close(ledger);
}

/* Years later. */
static void run_retention(struct cutvfs *disk, cutlife_mark *mark, void *arg)
{
    struct ledger *ledger = open_on(disk, SAMPLE_BOOT);
    const struct record forget = {.kind = RECORD_FORGET, .forget = "+12025550074"};
    const struct ledger_keep keep = {.keep_ms = 730 * DAY_MS, .now_wall_ms = SAMPLE_WALL + 800 * DAY_MS};
    bool more = true;

    mark(arg, ledger);
    CHECK(ledger_begin(ledger) && ledger_apply(ledger, &forget) && ledger_commit(ledger));
    mark(arg, ledger);
    while (more) {
        CHECK(ledger_prune(ledger, &keep, &more));
        mark(arg, ledger);
    }
    checkpoint(ledger);
    steps(ledger, 48, 52, mark, arg);
    ledger_close(ledger);
}

static void nothing(void *arg, struct ledger *ledger)
{
    (void)arg;
    (void)ledger;
}

static void prepare_steps(struct cutvfs *disk, int64_t count, bool orderly)
{
    struct ledger *ledger = open_on(disk, "the first boot");

    steps(ledger, 0, count / 2, nothing, NULL);
    checkpoint(ledger);
    steps(ledger, count / 2, count, nothing, NULL);
    if (!orderly)
        cutvfs_cut(disk);
    ledger_close(ledger);
    cutvfs_power_on(disk, CUT_KEEP, 0);
}

static void prepare_old_calls(struct cutvfs *disk)
{
    prepare_steps(disk, 48, true);
}

/* ---- a ledger of version 1 ---- */

static void prepare_version_1(struct cutvfs *disk)
{
    char path[64];
    sqlite3 *db;

    (void)snprintf(path, sizeof path, "%s/ledger.db", cutvfs_dir(disk));
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, schema_1, NULL, NULL, NULL) == SQLITE_OK &&
          sqlite3_exec(db, data_1, NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    cutvfs_power_on(disk, CUT_KEEP, 0);
}

static void run_migration(struct cutvfs *disk, cutlife_mark *mark, void *arg)
{
    struct ledger *ledger = open_on(disk, SAMPLE_BOOT);

    mark(arg, ledger);
    CHECK(cutscript_step(ledger, 200));
    mark(arg, ledger);
    ledger_close(ledger);
}

/* ---- damage ---- */

/* The page on which a table's rows are, or begin to be found. */
static void spoil(struct cutvfs *disk, const char *table)
{
    char path[64], page[4096];
    sqlite3 *db;
    sqlite3_stmt *stmt;

    (void)snprintf(path, sizeof path, "%s/ledger.db", cutvfs_dir(disk));
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    CHECK(sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name=?1", -1, &stmt, NULL) ==
          SQLITE_OK);
    CHECK(sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC) == SQLITE_OK &&
          sqlite3_step(stmt) == SQLITE_ROW);
    size_t root = (size_t)sqlite3_column_int(stmt, 0);
    (void)sqlite3_finalize(stmt);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    (void)memset(page, 0x5a, sizeof page);
    CHECK(cutvfs_spoil(disk, "ledger.db", (root - 1) * sizeof page, page, sizeof page));
}

/* A page that is in the log as well hides the damage until the log is gone, so none of its rows were late. */
static void prepare_damaged(struct cutvfs *disk)
{
    struct ledger *ledger = open_on(disk, "the first boot");
    const struct record lead = sample_lead(7, 1, "+12025550111", LEAD_OPEN);

    sample_store(ledger, &lead, 1);
    ledger_close(ledger);
    prepare_steps(disk, 34, false);
    spoil(disk, "leads");
}

/* A row that textback never writes, known only to the log; and others were set aside before. */
static void prepare_damaged_log(struct cutvfs *disk)
{
    static const char rubbish[] = "what was set aside before";
    char path[64];
    sqlite3 *db;

    prepare_steps(disk, 34, false);
    (void)snprintf(path, sizeof path, "%s/ledger.db", cutvfs_dir(disk));
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    CHECK(sqlite3_exec(db,
                       "PRAGMA ignore_check_constraints=ON;"
                       "UPDATE people SET kind='passer-by' WHERE number='+12025550074'",
                       NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    cutvfs_put(disk, "ledger.db.bad-4", rubbish, sizeof rubbish);
    cutvfs_put(disk, "ledger.db.bad-5", rubbish, sizeof rubbish);
    cutvfs_put(disk, "ledger.db.bad-6", rubbish, sizeof rubbish);
}

/* Found in reading it back, as a start does: box_ledger.c. */
static void set_aside(struct ledger *ledger, cutlife_mark *mark, void *arg)
{
    struct collected all = {0};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL + 9000);

    CHECK(!ledger_restore(ledger, &sample_collect, &all, &window));
    collected_free(&all);
    CHECK(ledger_set_aside(ledger));
    mark(arg, ledger);
    steps(ledger, 34, 38, mark, arg);
}

static void run_damaged(struct cutvfs *disk, cutlife_mark *mark, void *arg)
{
    struct ledger *ledger = open_on(disk, SAMPLE_BOOT);

    set_aside(ledger, mark, arg);
    ledger_close(ledger);
}

/* While somebody looks at it, so that its log is not moved into the database as it is closed. */
static void run_damaged_looked_at(struct cutvfs *disk, cutlife_mark *mark, void *arg)
{
    char why[256];
    struct ledger *ledger = open_on(disk, SAMPLE_BOOT);
    struct ledger *reader = ledger_open_reader(cutvfs_dir(disk), why, sizeof why);

    CHECK(reader != NULL);
    set_aside(ledger, mark, arg);
    ledger_close(reader);
    ledger_close(ledger);
}

const struct cutlife cutlives[] = {
    {"calls", NULL, run_plain, cutscript_dump, false},
    {"the writer's thread", NULL, run_writer, cutscript_dump, false},
    {"retention", prepare_old_calls, run_retention, cutscript_dump, false},
    {"migration", prepare_version_1, run_migration, cutscript_dump, false},
    {"set aside", prepare_damaged, run_damaged, cutscript_restored, true},
    {"set aside, looked at", prepare_damaged_log, run_damaged_looked_at, cutscript_restored, true},
    {NULL, NULL, NULL, NULL, false},
};
