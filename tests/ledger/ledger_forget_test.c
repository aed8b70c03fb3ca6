/* FORGET in a ledger too long for one transaction: slice by slice between commits, through power cuts. */
#include "ledger/await.h"
#include "ledger/cutvfs.h"
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
#include <string.h>

#define ANN   "+12025550143"
#define BOB   "+12025550144"
#define AGENT "+12025550100"

enum {
    ROUNDS = 700, /* of the records below: three slices of texts */
    EXTRA = 6,    /* the slices, counted from the newest, part one of Ann's words from its relay */
    SLICES_MAX = 100
};

static int64_t count_of(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return count;
}

static struct record text_of(int64_t id, int64_t call, enum text_kind kind, enum text_state state,
                             const char *number, const char *body, int64_t relays)
{
    struct record text = sample_text(id, call, kind, state, body);

    (void)snprintf(text.text.number, sizeof text.text.number, "%s", number);
    text.text.relays = relays;
    return text;
}

/* Somebody calls, writes, is relayed to the desk, and the desk writes of them. */
static void add_round(struct ledger *ledger, int64_t n)
{
    const char *who = n % 2 == 0 ? ANN : BOB, *words = n % 2 == 0 ? "a secret" : "in public";
    char relayed[64];
    const int64_t text = (n - 1) * 4;

    (void)snprintf(relayed, sizeof relayed, "%s", n % 2 == 0 ? "They wrote: a secret" : "They wrote: hello");
    const struct record records[] = {
        sample_call(n, who, VERDICT_TEXT, REASON_NONE),
        sample_lead(n, 1, who, n % 100 == 0 ? LEAD_OPEN : LEAD_DONE),
        text_of(text + 1, n, TEXT_AUTO, TEXT_DELIVERED, who, "Sorry I missed you", 0),
        text_of(text + 2, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, who, words, 0),
        text_of(text + 3, 0, TEXT_RELAY, TEXT_DELIVERED, AGENT, relayed, text + 2),
        text_of(text + 4, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, AGENT,
                n % 2 == 0 ? "note 1 a secret" : "DONE 1", 0),
    };
    for (size_t i = 0; i < TB_COUNT(records); i++)
        assert_true(ledger_apply(ledger, &records[i]));
}

static void fill(struct ledger *ledger)
{
    const struct record people[] = {sample_person(ANN, true), sample_person(BOB, false)};

    assert_true(ledger_begin(ledger));
    for (int64_t n = 1; n <= ROUNDS; n++)
        add_round(ledger, n);
    for (int64_t id = ROUNDS * 4 + 1; id <= ROUNDS * 4 + EXTRA; id++) {
        struct record text = text_of(id, 0, TEXT_ALERT, TEXT_DELIVERED, AGENT, "All is well", 0);
        assert_true(ledger_apply(ledger, &text));
    }
    for (size_t i = 0; i < TB_COUNT(people); i++)
        assert_true(ledger_apply(ledger, &people[i]));
    assert_true(ledger_commit(ledger));
}

static bool order(struct ledger *ledger, const char *number)
{
    struct record forget = {.kind = RECORD_FORGET};

    (void)snprintf(forget.forget, sizeof forget.forget, "%s", number);
    return ledger_begin(ledger) && ledger_apply(ledger, &forget) && ledger_commit(ledger);
}

/* To the end. How many slices it took. */
static int finish(struct ledger *ledger)
{
    bool more = ledger_forgetting(ledger);
    int slices = 0;

    for (; more; slices++) {
        assert_in_range(slices, 0, SLICES_MAX);
        assert_true(ledger_forget_slice(ledger, &more));
    }
    assert_false(ledger_forgetting(ledger));
    return slices;
}

#define TRACES                                                                                               \
    "SELECT (SELECT count(*) FROM texts WHERE number='" ANN "' OR body LIKE '%secret%')"                     \
    "+(SELECT count(*) FROM calls WHERE number='" ANN "')+(SELECT count(*) FROM leads WHERE number='" ANN    \
    "')+(SELECT count(*) FROM meta WHERE key LIKE '%" ANN "%')"

static void nothing_is_left_of_ann_alone(struct ledger *ledger)
{
    assert_int_equal(count_of(ledger, TRACES), 0);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls WHERE number=''"), ROUNDS / 2);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls"), ROUNDS);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM leads"), ROUNDS / 2);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM texts"), ROUNDS * 4 + EXTRA);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM texts WHERE body LIKE '%hello%'"), ROUNDS / 2);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM texts WHERE body='DONE 1'"), ROUNDS / 2);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM people WHERE number='" ANN "' AND opted_out=1"),
                     1);
}

static void a_long_ledger_is_erased_in_slices(void **state)
{
    (void)state;
    struct ledger *ledger = opened();

    fill(ledger);
    assert_true(order(ledger, ANN));
    assert_true(ledger_forgetting(ledger));
    assert_in_range(count_of(ledger, TRACES), ROUNDS, ROUNDS * 4); /* no commit waits for all of it */
    assert_in_range(finish(ledger), 8, SLICES_MAX);
    nothing_is_left_of_ann_alone(ledger);
    ledger_close(ledger);
}

/* Who calls again before it is done is known again. */
static void what_comes_after_the_order_stays(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record person = sample_person(ANN, true);
    const struct record again[] = {
        sample_call(ROUNDS + 1, ANN, VERDICT_TEXT, REASON_NONE), sample_lead(ROUNDS + 1, 1, ANN, LEAD_OPEN),
        text_of(ROUNDS * 4 + EXTRA + 1, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, ANN, "it is me again", 0)};

    fill(ledger);
    assert_true(order(ledger, ANN));
    person.person.last_texted = sample_stamp(5);
    sample_store(ledger, &person, 1);
    sample_store(ledger, again, TB_COUNT(again));
    ledger_close(ledger);
    ledger = opened();
    (void)finish(ledger);
    assert_int_equal(count_of(ledger, TRACES), TB_COUNT(again));
    assert_int_equal(
        count_of(ledger, "SELECT count(*) FROM people WHERE number='" ANN "' AND texted_wall IS NOT NULL"),
        1);
    ledger_close(ledger);
}

/* Ended after any slice, it goes on at the next start; and what a start reads names nobody any more. */
static void it_goes_on_after_a_restart(void **state)
{
    (void)state;
    bool more = true;

    for (int before = 0; more; before++) {
        char of_its_own[64];
        struct ledger *ledger;
        char why[160];
        sample_folder_in_memory(of_its_own, sizeof of_its_own);
        assert_int_equal(ledger_open(of_its_own, SAMPLE_BOOT, &ledger, why, sizeof why), LEDGER_FRESH);
        fill(ledger);
        assert_true(order(ledger, ANN));
        for (int i = 0; i < before && more; i++)
            assert_true(ledger_forget_slice(ledger, &more));
        ledger_close(ledger);
        assert_int_equal(ledger_open(of_its_own, "another boot", &ledger, why, sizeof why), LEDGER_OK);
        assert_int_equal(ledger_forgetting(ledger), more);
        assert_in_range(count_of(ledger, TRACES), 0, more ? 1 : 0); /* the order itself; not so long a file */
        (void)finish(ledger);
        nothing_is_left_of_ann_alone(ledger);
        ledger_close(ledger);
        sample_folder_remove(of_its_own);
    }
}

static void two_at_once_and_one_twice(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    bool more;

    fill(ledger);
    assert_true(order(ledger, BOB));
    assert_true(ledger_forget_slice(ledger, &more));
    assert_true(order(ledger, ANN));
    assert_true(ledger_forget_slice(ledger, &more));
    assert_true(order(ledger, BOB));
    (void)finish(ledger);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls WHERE number<>''"), 0);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM leads"), 0);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM meta WHERE key LIKE '.forget%'"), 0);
    ledger_close(ledger);
}

static void the_order_outlives_a_damaged_file(void **state)
{
    (void)state;
    struct ledger *ledger = opened();

    fill(ledger);
    assert_true(order(ledger, ANN));
    assert_true(ledger_set_aside(ledger));
    (void)finish(ledger);
    assert_int_equal(count_of(ledger, TRACES), 0);
    ledger_close(ledger);
}

/* A card that has become read-only, before it was done: what can be read of it is handed to the core. */
static void a_fallback_hands_over_nobody_to_be_forgotten(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    bool blind;

    fill(ledger);
    assert_true(order(ledger, ANN));
    ledger_close(ledger);
    ledger = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
    assert_non_null(ledger);
    assert_false(blind);
    assert_in_range(count_of(ledger, TRACES), 0, 1); /* the order itself */
    assert_true(count_of(ledger, "SELECT count(*) FROM texts WHERE number='" BOB "'") > 0);
    ledger_close(ledger);
}

/* Cut at each operation of the disk: once the order is durable, it is carried out. */
static void no_power_cut_loses_the_order(void **state)
{
    (void)state;
    bool through = false;
    unsigned long cuts = 0, kept = 0;
    struct cutvfs *filled = cutvfs_new();
    struct ledger *ledger;
    char why[160];

    assert_int_equal(ledger_open(cutvfs_dir(filled), SAMPLE_BOOT, &ledger, why, sizeof why), LEDGER_FRESH);
    fill(ledger);
    ledger_close(ledger);
    for (unsigned long n = 1; !through; n++, cuts++) {
        struct cutvfs *disk = cutvfs_fork(filled, CUT_KEEP, 0);
        bool more = true;
        assert_int_equal(ledger_open(cutvfs_dir(disk), "2", &ledger, why, sizeof why), LEDGER_OK);
        cutvfs_cut_after(disk, n);
        bool durable = order(ledger, ANN);
        while (durable && more && ledger_forget_slice(ledger, &more))
            ;
        through = !cutvfs_is_off(disk);
        ledger_close(ledger);
        cutvfs_power_on(disk, CUT_ANY, n);
        assert_int_equal(ledger_open(cutvfs_dir(disk), "3", &ledger, why, sizeof why), LEDGER_OK);
        (void)finish(ledger);
        kept += durable;
        if (durable)
            nothing_is_left_of_ann_alone(ledger);
        ledger_close(ledger);
        cutvfs_free(disk);
    }
    cutvfs_free(filled);
    assert_in_range(cuts, 10, 1000);
    assert_in_range(kept, 5, cuts); /* some cuts did come after it was durable */
}

static void the_writer_does_it_between_commits(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);

    fill(ledger);
    struct writer *writer = await_start(ledger);
    struct record forget = {.kind = RECORD_FORGET, .forget = ANN};
    assert_true(writer_put(writer, 1, &forget));
    (void)await_durable(writer, 1); /* it is not forgetting before that, and may have ended just behind it */
    (void)await_forgotten(writer);
    assert_true(writer_stop(writer));
    nothing_is_left_of_ann_alone(ledger);
    ledger_close(ledger);
}

/* A damaged key or value that no order of ours has: neither a start nor the slices go round and round. */
static void a_damaged_order_is_void(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    const struct record records[] = {sample_call(1, ANN, VERDICT_TEXT, REASON_NONE),
                                     sample_call(2, BOB, VERDICT_TEXT, REASON_NONE)};

    sample_store(ledger, records, TB_COUNT(records));
    assert_int_equal(sqlite3_exec(ledger_handle(ledger),
                                  "INSERT INTO meta VALUES('.forget.+1202555014312025550143','1 1 1'),"
                                  "('.forget.+120'||char(0)||'2','1 1 1'),"
                                  "('.forget." BOB "',printf('%.80c','9'))",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    ledger_close(ledger);
    ledger = opened();
    (void)finish(ledger);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM meta WHERE key LIKE '.forget%'"), 0);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls WHERE number='" ANN "'"), 1);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls WHERE number='" BOB "'"), 0); /* of all */
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(a_long_ledger_is_erased_in_slices),
        IN_MEMORY(what_comes_after_the_order_stays),
        cmocka_unit_test(it_goes_on_after_a_restart),
        IN_MEMORY(two_at_once_and_one_twice),
        IN_MEMORY(the_order_outlives_a_damaged_file),
        IN_MEMORY(a_fallback_hands_over_nobody_to_be_forgotten),
        cmocka_unit_test(no_power_cut_loses_the_order),
        IN_MEMORY(the_writer_does_it_between_commits),
        IN_MEMORY(a_damaged_order_is_void),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
