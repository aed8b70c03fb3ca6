/* Power cuts below SQLite, many of them: what was announced durable is there, the step that was under way is
 * there whole or not at all, and the file is sound. A seed that fails is printed: run this program with it.
 */
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

/* ---- the script: step n is always the same records ---- */

#define STEP_RECORDS 8

static size_t step_records(int64_t step, struct record *out)
{
    static char bodies[STEP_RECORDS][700];
    int64_t call = step / 4 + 1;
    char number[TB_NUMBER_MAX], words[24];
    size_t n = 0;

    (void)snprintf(number, sizeof number, "+1202555%04d", (int)(call * 37 % 10000));
    (void)snprintf(words, sizeof words, "%lld", (long long)step);
    out[n++] = sample_meta("step", words);
    switch (step % 4) {
    case 0: /* it rings; the text is prepared */
        (void)memset(bodies[0], 'a' + (int)(call % 26), sizeof bodies[0]);
        bodies[0][call * 13 % 650] = '\0';
        out[n++] = sample_call(call, number, VERDICT_NONE, REASON_NONE);
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_PREPARED, bodies[0]);
        break;
    case 1: /* it ended, the text is under way */
        out[n++] = sample_call(call, number, VERDICT_TEXT, REASON_NONE);
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_SENDING, NULL);
        out[n++] = sample_person(number, false);
        break;
    case 2: /* accepted; the lead writes back */
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_ACCEPTED, NULL);
        out[n++] = sample_part(call * 2, 1, (uint8_t)call, -1);
        out[n++] = sample_text(call * 2 + 1, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, "12 Elm St, please");
        out[n++] = sample_seen((uint64_t)call, call);
        out[n++] = sample_waiting((uint64_t)call, "0791132600");
        break;
    default: /* delivered; every fifth caller says STOP, every tenth START again */
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_DELIVERED, NULL);
        out[n++] = sample_part(call * 2, 1, (uint8_t)call, 0);
        out[n++] =
            (struct record){.kind = RECORD_WAITING_PART_GONE, .waiting = {.fingerprint = (uint64_t)call}};
        (void)snprintf(number, sizeof number, "+1999555%04d", (int)(call / 10));
        if (call % 5 == 0)
            out[n++] = sample_person(number, call % 10 != 0);
        break;
    }
    return n;
}

/* False: not durable. */
static bool do_step(struct ledger *ledger, int64_t step)
{
    struct record records[STEP_RECORDS];
    size_t count = step_records(step, records);

    if (!ledger_begin(ledger))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!ledger_apply(ledger, &records[i]))
            return false;
    }
    return ledger_commit(ledger);
}

/* ---- what is stored, as text ---- */

static void dump_query(struct ledger *ledger, const char *sql, FILE *out)
{
    sqlite3_stmt *stmt;
    int rc;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            const unsigned char *text = sqlite3_column_text(stmt, i);
            (void)fprintf(out, "%s|", text != NULL ? (const char *)text : "-");
        }
        (void)fputc('\n', out);
    }
    assert_int_equal(rc, SQLITE_DONE);
    (void)sqlite3_finalize(stmt);
}

/* All but the persons who say STOP and START, who are judged on their own: the plain file may be ahead. */
static char *dump(struct ledger *ledger)
{
    static const char *const queries[] = {
        "SELECT * FROM calls ORDER BY id",
        "SELECT * FROM texts ORDER BY id",
        "SELECT * FROM parts ORDER BY text,seq",
        "SELECT fingerprint,pdu FROM waiting_parts ORDER BY n",
        "SELECT fingerprint FROM seen ORDER BY n",
        "SELECT * FROM meta ORDER BY key",
        "SELECT * FROM people WHERE number NOT LIKE '+1999%' ORDER BY number"};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    for (size_t i = 0; i < TB_COUNT(queries); i++)
        dump_query(ledger, queries[i], out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static int64_t number_of(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t number = -1;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return number;
}

/* ---- one life of a box with many cuts ---- */

struct life {
    struct cutvfs *cut;
    char dir[64];
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
    enum ledger_open_result result = ledger_open(life->dir, SAMPLE_BOOT, &life->ledger, why, sizeof why);

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
        int64_t got = number_of(life->ledger, sql);
        bool under_way = (life->durable + 1) % 20 == 19; /* the next step would have changed somebody */
        MUST(life, got == sqlite3_column_int(stmt, 1) || under_way);
    }
    (void)sqlite3_finalize(stmt);
}

/* What is there must be the twin, or the twin one step on. */
static void judge(struct life *life)
{
    int64_t step = number_of(life->ledger, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='step'");

    MUST(life, step == life->durable || step == life->durable + 1);
    judge_optouts(life);
    if (step == life->durable + 1)
        MUST(life, do_step(life->twin, ++life->durable));
    char *got = dump(life->ledger), *want = dump(life->twin);
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
        unsigned long syncs = cutvfs_syncs(life->cut);
        if (do_step(life->ledger, life->durable + 1)) {
            MUST(life, cutvfs_syncs(life->cut) > syncs); /* else the power would never fail here either */
            life->durable++;
            life->ever_durable = true;
            MUST(life, do_step(life->twin, life->durable));
            ledger_tidy(life->ledger);
            if (!cutvfs_is_off(life->cut))
                continue;
        }
        MUST(life, cutvfs_is_off(life->cut));
        ledger_close(life->ledger);
        life->ledger = NULL;
    }
}

static void begin_life(struct life *life, struct cutvfs *cut, uint64_t seed)
{
    *life = (struct life){.cut = cut, .seed = seed, .durable = -1};
    sample_folder_in_memory(life->dir, sizeof life->dir);
    life->twin = ledger_open_memory(SAMPLE_BOOT);
    assert_non_null(life->twin);
}

static void end_life(struct life *life)
{
    ledger_close(life->ledger);
    ledger_close(life->twin);
    cutvfs_settle(life->cut);
    sample_folder_remove(life->dir);
}

/* One cut, wherever it falls; then it must come up and be what it was. */
static void cut_once(struct life *life, unsigned long syncs)
{
    cutvfs_plan(life->cut, cutvfs_random(&life->seed), syncs);
    if (life->ledger != NULL || power_on(life))
        work(life);
    cutvfs_settle(life->cut);
    MUST(life, power_on(life));
    judge(life);
    ledger_close(life->ledger);
    life->ledger = NULL;
    if (cutvfs_random(&life->seed) % 2 == 0) /* a clean end, or straight off after it came up */
        cutvfs_settle(life->cut);
}

/* ---- the tests ---- */

/* A cut at each of the first syncs of a new box: the file is made, the log begun, the first steps done. */
static void at_every_early_sync(void **state)
{
    struct cutvfs *cut = *state;

    for (unsigned long sync = 1; sync <= 40; sync++) {
        for (uint64_t round = 0; round < 4; round++) {
            struct life life;
            begin_life(&life, cut, sync * 1000 + round);
            cut_once(&life, sync);
            end_life(&life);
        }
    }
}

/* Long lives, with checkpoints in them, and cuts while it comes up after a cut. */
static void over_long_lives(void **state)
{
    struct cutvfs *cut = *state;
    clock_t begun = clock();
    unsigned long cuts = 0;
    const char *given = getenv("TB_CUT_SEED");
    uint64_t first = given != NULL ? strtoull(given, NULL, 10) : 1;

    for (uint64_t seed = first; seed < first + (given != NULL ? 1 : 40); seed++) {
        struct life life;
        begin_life(&life, cut, seed * 1000003);
        uint64_t random = seed;
        for (int i = 0; i < 25; i++, cuts++)
            cut_once(&life, 1 + cutvfs_random(&random) % (i % 5 == 4 ? 250 : 12));
        end_life(&life);
        if (clock() - begun > 7 * CLOCKS_PER_SEC)
            break; /* a slow machine has done enough */
    }
    print_message("%lu cuts, %lu syncs\n", cuts, cutvfs_syncs(cut));
}

/* The shim itself: without a sync in commits (synchronous=OFF) what was announced does get lost. */
static void the_shim_can_tell(void **state)
{
    struct cutvfs *cut = *state;
    unsigned lost = 0;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct life life;
        begin_life(&life, cut, seed);
        assert_true(power_on(&life));
        assert_int_equal(sqlite3_exec(ledger_handle(life.ledger), "PRAGMA synchronous=OFF", NULL, NULL, NULL),
                         SQLITE_OK);
        for (int64_t step = 0; step < 40; step++)
            assert_true(do_step(life.ledger, step));
        cutvfs_plan(cut, seed, 1);
        ledger_close(life.ledger); /* checkpoints, and syncs nothing */
        life.ledger = NULL;
        cutvfs_settle(cut);
        char why[256];
        enum ledger_open_result result = ledger_open(life.dir, SAMPLE_BOOT, &life.ledger, why, sizeof why);
        lost += result != LEDGER_OK ||
                number_of(life.ledger, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='step'") != 39;
        end_life(&life);
    }
    assert_in_range(lost, 5, 20);
}

static int set_up(void **state)
{
    *state = cutvfs_new();
    return 0;
}

static int tear_down(void **state)
{
    cutvfs_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_shim_can_tell, set_up, tear_down),
        cmocka_unit_test_setup_teardown(at_every_early_sync, set_up, tear_down),
        cmocka_unit_test_setup_teardown(over_long_lives, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
