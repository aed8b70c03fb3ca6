/* Power cuts below SQLite, many of them: what was announced durable is there, the step that was under way is
 * there whole or not at all, and the file is sound. A seed that fails is printed: run this program with it.
 * Each single cut and each pair of a short life: ledger_pairs_test.c.
 */
#include "ledger/cutscript.h"
#include "ledger/cutvfs.h"
#include "ledger/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- one life of a box with many cuts ---- */

struct life {
    struct cutvfs *cut;
    uint64_t seed;
    struct ledger *ledger; /* NULL: off */
    struct ledger *twin;   /* in memory: what must be there */
    int64_t durable;       /* the last step announced; -1 none */
    bool ever_durable;
};

#define MUST(life, condition)                                                                                \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            fail_msg("seed %llu, step %lld: %s", (unsigned long long)(life)->seed,                           \
                     (long long)(life)->durable, #condition);                                                \
    } while (0)

/* Opens, with the power perhaps failing in the midst of it. False: it did. */
static bool power_on(struct life *life)
{
    char why[256];
    enum ledger_open_result result =
        ledger_open(cutvfs_dir(life->cut), SAMPLE_BOOT, &life->ledger, why, sizeof why);

    if (cutvfs_is_off(life->cut)) {
        ledger_close(life->ledger);
        life->ledger = NULL;
        return false;
    }
    if (result != LEDGER_OK && !(result == LEDGER_FRESH && !life->ever_durable))
        fail_msg("seed %llu, step %lld: opened as %d: %s", (unsigned long long)life->seed,
                 (long long)life->durable, result, why);
    return true;
}

/* A person's last durable word holds, or the one that was under way. */
static void judge_optouts(struct life *life)
{
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(life->twin),
                                        "SELECT number,opted_out FROM people WHERE number LIKE '+1999%'", -1,
                                        &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        char sql[128];
        (void)snprintf(sql, sizeof sql, "SELECT opted_out FROM people WHERE number='%s'",
                       (const char *)sqlite3_column_text(stmt, 0));
        int64_t got = cutscript_number(life->ledger, sql);
        bool under_way = (life->durable + 1) % 12 == 11; /* the next step would have changed somebody */
        MUST(life, got == sqlite3_column_int(stmt, 1) || under_way);
    }
    (void)sqlite3_finalize(stmt);
}

/* What is there must be the twin, or the twin one step on. */
static void judge(struct life *life)
{
    int64_t step = cutscript_number(life->ledger, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='step'");

    MUST(life, step == life->durable || step == life->durable + 1);
    judge_optouts(life);
    if (step == life->durable + 1)
        MUST(life, cutscript_step(life->twin, ++life->durable));
    char *got = cutscript_dump(life->ledger), *want = cutscript_dump(life->twin);
    MUST(life, strcmp(got, want) == 0);
    free(got);
    free(want);
    sqlite3_stmt *stmt;
    assert_int_equal(
        sqlite3_prepare_v2(ledger_handle(life->ledger), "PRAGMA integrity_check", -1, &stmt, NULL),
        SQLITE_OK);
    MUST(life, sqlite3_step(stmt) == SQLITE_ROW);
    MUST(life, strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0);
    (void)sqlite3_finalize(stmt);
}

/* Works until the power fails. */
static void work(struct life *life)
{
    while (life->ledger != NULL) {
        unsigned long operations = cutvfs_operations(life->cut);
        if (cutscript_step(life->ledger, life->durable + 1)) {
            MUST(life,
                 cutvfs_operations(life->cut) > operations); /* else the power would never fail either */
            life->durable++;
            life->ever_durable = true;
            MUST(life, cutscript_step(life->twin, life->durable));
            ledger_tidy(life->ledger);
            if (!cutvfs_is_off(life->cut))
                continue;
        }
        MUST(life, cutvfs_is_off(life->cut));
        ledger_close(life->ledger);
        life->ledger = NULL;
    }
}

static void begin_life(struct life *life, uint64_t seed)
{
    *life = (struct life){.cut = cutvfs_new(), .seed = seed, .durable = -1};
    life->twin = ledger_open_memory(SAMPLE_BOOT);
    assert_non_null(life->twin);
}

static void end_life(struct life *life)
{
    ledger_close(life->ledger);
    ledger_close(life->twin);
    cutvfs_free(life->cut);
}

static void power_on_again(struct life *life)
{
    cutvfs_cut_after(life->cut, 0);
    cutvfs_power_on(life->cut, CUT_ANY, cutvfs_random(&life->seed));
}

/* One cut, wherever it falls; then it must come up and be what it was. */
static void cut_once(struct life *life, unsigned long operations)
{
    cutvfs_cut_after(life->cut, operations);
    if (life->ledger != NULL || power_on(life))
        work(life);
    power_on_again(life);
    MUST(life, power_on(life));
    judge(life);
    ledger_close(life->ledger);
    life->ledger = NULL;
    if (cutvfs_random(&life->seed) % 2 == 0) /* a clean end, or straight off after it came up */
        power_on_again(life);
}

/* ---- the tests ---- */

/* Long lives, with checkpoints in them, and cuts while it comes up after a cut. */
static void over_long_lives(void **state)
{
    clock_t begun = clock();
    unsigned long cuts = 0, operations = 0;
    const char *given = getenv("TB_CUT_SEED");
    uint64_t first = given != NULL ? strtoull(given, NULL, 10) : 1;

    (void)state;
    for (uint64_t seed = first; seed < first + (given != NULL ? 1 : 40); seed++) {
        struct life life;
        begin_life(&life, seed * 1000003);
        uint64_t random = seed;
        for (int i = 0; i < 25; i++, cuts++)
            cut_once(&life, 1 + cutvfs_random(&random) % (i % 5 == 4 ? 2500 : 100));
        operations += cutvfs_operations(life.cut);
        end_life(&life);
        if (clock() - begun > 7 * CLOCKS_PER_SEC)
            break; /* a slow machine has done enough */
    }
    print_message("%lu cuts, %lu operations\n", cuts, operations);
}

/* The shim itself: without a sync in commits (synchronous=OFF) what was announced does get lost. */
static void the_shim_can_tell(void **state)
{
    unsigned lost = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct life life;
        begin_life(&life, seed);
        assert_true(power_on(&life));
        assert_int_equal(sqlite3_exec(ledger_handle(life.ledger), "PRAGMA synchronous=OFF", NULL, NULL, NULL),
                         SQLITE_OK);
        for (int64_t step = 0; step < 40; step++)
            assert_true(cutscript_step(life.ledger, step));
        cutvfs_cut(life.cut);
        ledger_close(life.ledger);
        life.ledger = NULL;
        power_on_again(&life);
        char why[256];
        enum ledger_open_result result =
            ledger_open(cutvfs_dir(life.cut), SAMPLE_BOOT, &life.ledger, why, sizeof why);
        lost +=
            result != LEDGER_OK ||
            cutscript_number(life.ledger, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='step'") != 39;
        end_life(&life);
    }
    assert_in_range(lost, 5, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shim_can_tell),
        cmocka_unit_test(over_long_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
