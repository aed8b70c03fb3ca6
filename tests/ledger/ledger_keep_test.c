/* Retention: what must outlive `keep`, what must not, and that the file stays as large as what is in it. */
#include "ledger/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const int64_t day = INT64_C(86400000);

static struct ledger *memory(void)
{
    struct ledger *ledger = ledger_open_memory(SAMPLE_BOOT);

    assert_non_null(ledger);
    return ledger;
}

static int64_t number(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return value;
}

/* To the end; returns the slices. */
static int sweep(struct ledger *ledger, int64_t keep_ms, int64_t repeat_ms)
{
    const struct ledger_keep keep = {.keep_ms = keep_ms, .repeat_ms = repeat_ms, .now_wall_ms = SAMPLE_WALL};
    bool more = true;
    int slices = 0;

    for (; more; slices++) {
        assert_in_range(slices, 0, 1000);
        assert_true(ledger_prune(ledger, &keep, &more));
    }
    return slices;
}

static struct record texted(int64_t id, int64_t ms)
{
    struct record person = sample_person("", false);

    (void)snprintf(person.person.number, sizeof person.person.number, "+1202555%04d", (int)id);
    person.person.last_texted = sample_stamp(ms);
    return person;
}

/* With repeat = 90d and keep = 7d a restart after a week must not bring them a second text. */
static void who_was_texted_within_repeat_outlives_keep(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const struct record records[] = {texted(1, -89 * day), texted(2, -91 * day), texted(3, -day)};

    sample_store(ledger, records, TB_COUNT(records));
    (void)sweep(ledger, 7 * day, 90 * day);
    assert_int_equal(number(ledger, "SELECT count(*) FROM people"), 2);
    assert_int_equal(number(ledger, "SELECT count(*) FROM people WHERE number='+12025550002'"), 0);
    (void)sweep(ledger, 7 * day, 12 * day / 24); /* keep is the longer one */
    assert_int_equal(number(ledger, "SELECT count(*) FROM people"), 1);
    ledger_close(ledger);
}

enum { UNDATED = 700, DATED = 900, ROWS = 1000 };

/* First those whose date nobody knew, then some that believed themselves to be in another year. */
static struct stamp when(int64_t id)
{
    if (id <= UNDATED / 2)
        return sample_stamp_no_wall(-100 * day);
    if (id <= UNDATED)
        return sample_stamp(70 * 365 * day);
    return sample_stamp(id <= DATED ? -100 * day : -day);
}

/* A box without a clock, for its first weeks: the rows from then do not stand in the way of all others. */
static void rows_without_a_date_go_with_the_next(void **state)
{
    (void)state;
    struct ledger *ledger = memory();

    for (int64_t id = 1; id <= ROWS; id++) {
        struct record records[] = {
            sample_call(id, "+12025550143", VERDICT_TEXT, REASON_NONE),
            sample_text(id, id, TEXT_AUTO, TEXT_DELIVERED, "Hello"),
            sample_part(id, 1, 1, 0),
            sample_lead(id, 1, "+12025550143", LEAD_DONE),
        };
        records[0].call.began = records[1].text.created = records[3].lead.touched = when(id);
        sample_store(ledger, records, TB_COUNT(records));
    }
    int slices = sweep(ledger, 30 * day, 0);
    assert_in_range(slices, DATED / 256, 20); /* not all at once */
    assert_int_equal(number(ledger, "SELECT count(*) FROM calls"), ROWS - DATED);
    assert_int_equal(number(ledger, "SELECT count(*) FROM texts"), ROWS - DATED);
    assert_int_equal(number(ledger, "SELECT count(*) FROM parts"), ROWS - DATED);
    assert_int_equal(number(ledger, "SELECT min(id) FROM calls"), DATED + 1);
    assert_int_equal(number(ledger, "SELECT count(*) FROM leads"), ROWS - DATED);
    ledger_close(ledger);
}

/* Nothing is known to be old: nothing goes. */
static void rows_without_any_date_stay(void **state)
{
    (void)state;
    struct ledger *ledger = memory();

    for (int64_t id = 1; id <= 600; id++) {
        struct record call = sample_call(id, "", VERDICT_SKIP, REASON_WITHHELD);
        call.call.began = sample_stamp_no_wall(-100 * day);
        sample_store(ledger, &call, 1);
    }
    assert_int_equal(sweep(ledger, 30 * day, 0), 1);
    assert_int_equal(number(ledger, "SELECT count(*) FROM calls"), 600);
    ledger_close(ledger);
}

/* Of a few calls the clock said an earlier year: they go, and what came before them stays. */
static void a_clock_that_was_back_takes_nobody_along(void **state)
{
    (void)state;
    struct ledger *ledger = memory();

    for (int64_t id = 1; id <= 12; id++) {
        struct record records[] = {
            sample_call(id, "+12025550143", VERDICT_TEXT, REASON_NONE),
            sample_text(id, id, TEXT_AUTO, TEXT_DELIVERED, "Hello"),
            sample_part(id, 1, 1, 0),
        };
        records[0].call.began = records[1].text.created =
            sample_stamp((id == 7 || id == 8 ? -900 : -2) * day);
        sample_store(ledger, records, TB_COUNT(records));
    }
    (void)sweep(ledger, 30 * day, 0);
    assert_int_equal(number(ledger, "SELECT count(*) FROM calls"), 10);
    assert_int_equal(number(ledger, "SELECT count(*) FROM texts"), 10);
    assert_int_equal(number(ledger, "SELECT count(*) FROM parts"), 10);
    ledger_close(ledger);
}

static void open_leads_stay_and_do_not_stand_in_the_way(void **state)
{
    (void)state;
    struct ledger *ledger = memory();

    for (int64_t id = 1; id <= 700; id++) {
        struct record lead = sample_lead(id, 1, "+12025550143", id <= 64 ? LEAD_OPEN : LEAD_DONE);
        lead.lead.touched = sample_stamp(-100 * day);
        sample_store(ledger, &lead, 1);
    }
    (void)sweep(ledger, 30 * day, 0);
    assert_int_equal(number(ledger, "SELECT count(*) FROM leads"), 64 + 1); /* and the highest id */
    ledger_close(ledger);
}

static void fill(struct ledger *ledger, int64_t first, int64_t ms)
{
    assert_true(ledger_begin(ledger));
    for (int64_t id = first; id < first + 2000; id++) {
        struct record call = sample_call(id, "+12025550143", VERDICT_SKIP, REASON_REPEAT);
        call.call.began = sample_stamp(ms);
        assert_true(ledger_apply(ledger, &call));
    }
    assert_true(ledger_commit(ledger));
}

/* Year after year: the file is as large as what is kept in it. */
static void room_is_used_again(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    int64_t pages = 0;

    for (int64_t round = 0; round < 8; round++) {
        fill(ledger, 1 + round * 2000, -100 * day);
        if (round == 0)
            pages = number(ledger, "PRAGMA page_count");
        (void)sweep(ledger, 30 * day, 0);
    }
    assert_in_range(number(ledger, "PRAGMA page_count"), pages, pages + pages / 8);
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_was_texted_within_repeat_outlives_keep),
        cmocka_unit_test(rows_without_a_date_go_with_the_next),
        cmocka_unit_test(rows_without_any_date_stay),
        cmocka_unit_test(a_clock_that_was_back_takes_nobody_along),
        cmocka_unit_test(open_leads_stay_and_do_not_stand_in_the_way),
        cmocka_unit_test(room_is_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
