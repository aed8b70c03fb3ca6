/* How far back a restore looks, and how long rows are kept. */
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

static const int64_t hour = 3600000;

static struct ledger *memory(void)
{
    struct ledger *ledger = ledger_open_memory(SAMPLE_BOOT);

    assert_non_null(ledger);
    return ledger;
}

/* ---- how far back ---- */

static struct record call_at(int64_t id, int64_t ms, enum call_verdict verdict, enum skip_reason reason,
                             bool alerted)
{
    struct record record = sample_call(id, "+12025550143", verdict, reason);

    record.call.began = record.call.last_ring = record.call.ended = sample_stamp(ms);
    record.call.alerted = alerted;
    return record;
}

static void restore_takes_the_calls_that_matter(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const struct record records[] = {
        call_at(1, -90 * 24 * hour, VERDICT_NONE, REASON_NONE, false), /* ringing, however old */
        call_at(2, -30 * hour, VERDICT_HOLD, REASON_NONE, false),      /* too old */
        call_at(3, -30 * hour, VERDICT_TEXT, REASON_NONE, true),
        call_at(4, -2 * hour, VERDICT_HOLD, REASON_NONE, true),
        call_at(5, -2 * hour, VERDICT_TEXT, REASON_NONE, true), /* done with */
        call_at(6, -2 * hour, VERDICT_SKIP, REASON_REPEAT, false),
        call_at(7, -hour, VERDICT_NONE, REASON_NONE, false),
    };
    sample_store(ledger, records, TB_COUNT(records));
    struct collected all = sample_restore(ledger, 0);
    const int64_t want[] = {1, 4, 6, 7};
    assert_int_equal(all.count, TB_COUNT(want));
    for (size_t i = 0; i < TB_COUNT(want); i++)
        assert_int_equal(all.record[i].call.id, want[i]);
    collected_free(&all);
    struct last_ids ids;
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.call, 7);
    assert_int_equal(ids.text, 0);
    /* no trusted clock: as if it were the latest instant on record */
    struct ledger_window unsure = ledger_window_at(false, 0);
    all = (struct collected){0};
    assert_true(ledger_restore(ledger, &sample_collect, &all, &unsure));
    assert_int_equal(all.count, TB_COUNT(want));
    collected_free(&all);
    ledger_close(ledger);
}

static struct record text_at(int64_t id, int64_t ms, enum text_kind kind, enum text_state s)
{
    struct record record = sample_text(id, kind == TEXT_AUTO ? id : 0, kind, s, "words");

    record.text.created = sample_stamp(ms);
    if (record.text.sent.set)
        record.text.sent = sample_stamp(ms + 1);
    return record;
}

static void restore_takes_the_texts_that_matter(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const struct record records[] = {
        text_at(1, -200 * hour, TEXT_TYPED, TEXT_PREPARED), /* unsettled: always */
        text_at(2, -200 * hour, TEXT_RECEIVED, TEXT_STATE_RECEIVED),
        text_at(3, -200 * hour, TEXT_AUTO, TEXT_ACCEPTED), /* no report will come any more */
        text_at(4, -200 * hour, TEXT_AUTO, TEXT_IN_DOUBT),
        text_at(5, -50 * hour, TEXT_AUTO, TEXT_ACCEPTED),
        text_at(6, -50 * hour, TEXT_TYPED, TEXT_IN_DOUBT),
        text_at(7, -50 * hour, TEXT_AUTO, TEXT_DELIVERED), /* settled, and outside of the caps */
        text_at(8, -20 * hour, TEXT_AUTO, TEXT_DELIVERED), /* counts for the day */
        text_at(9, -20 * hour, TEXT_ALERT, TEXT_DELIVERED),
        text_at(10, -20 * hour, TEXT_RECEIVED, TEXT_STATE_RELAYED),
        text_at(11, -2 * hour, TEXT_AUTO, TEXT_HELD),
        text_at(12, -2 * hour, TEXT_RECEIVED, TEXT_STATE_PARTIAL),
        text_at(13, -hour, TEXT_RELAY, TEXT_SENDING),
        sample_part(1, 1, 1, -1),
        sample_part(3, 1, 3, -1),
        sample_part(5, 1, 5, -1),
        sample_part(5, 2, 6, 0),
        sample_part(9, 1, 9, 0),
    };
    sample_store(ledger, records, TB_COUNT(records));
    struct collected all = sample_restore(ledger, 0);
    const int64_t want[] = {1, 2, 5, 6, 8, 11, 12, 13};
    const bool with_body[] = {true, true, false, false, false, true, true, true};
    assert_int_equal(collected_count(&all, RECORD_TEXT), TB_COUNT(want));
    for (size_t i = 0; i < TB_COUNT(want); i++) {
        assert_int_equal(all.record[i].text.id, want[i]);
        assert_int_equal(all.record[i].text.body != NULL, with_body[i]);
    }
    assert_int_equal(collected_count(&all, RECORD_PART), 3);
    assert_int_equal(collected_get(&all, RECORD_PART, 0)->part.text, 1);
    assert_int_equal(collected_get(&all, RECORD_PART, 1)->part.seq, 1);
    assert_int_equal(collected_get(&all, RECORD_PART, 2)->part.ref, 6);
    collected_free(&all);
    ledger_close(ledger);
}

/* A held text is old when it leaves: the caps count from its AT+CMGS. */
static void a_held_text_counts_from_when_it_was_sent(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record record = text_at(1, -40 * hour, TEXT_AUTO, TEXT_DELIVERED);

    record.text.sent = sample_stamp(-20 * hour);
    sample_store(ledger, &record, 1);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 1);
    collected_free(&all);
    ledger_close(ledger);
}

static void opted_out_people_come_first(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const struct record records[] = {
        sample_person("+12025550101", false), sample_person("+12025550102", true),
        sample_person("+12025550103", false), sample_person("+12025550104", true)};

    sample_store(ledger, records, TB_COUNT(records));
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(all.record[i].person.opted_out, i < 2);
    collected_free(&all);
    ledger_close(ledger);
}

static int count_ticks(void *arg)
{
    (*(int *)arg)++;
    return 0;
}

/* Steps of SQLite's machine that a restore takes. */
static int cost_of_restore(struct ledger *ledger)
{
    int ticks = 0;

    sqlite3_progress_handler(ledger_handle(ledger), 10, count_ticks, &ticks);
    struct collected all = sample_restore(ledger, 0);
    collected_free(&all);
    sqlite3_progress_handler(ledger_handle(ledger), 0, NULL, NULL);
    return ticks;
}

/* What is long past costs nothing at start, however much of it there is. */
static void restore_does_not_read_the_past(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    int64_t id = 0;
    int cost[2];

    for (int round = 0; round < 2; round++) {
        assert_true(ledger_begin(ledger));
        for (int64_t more = round == 0 ? 200 : 5000; more > 0; more--) {
            id++;
            const struct record records[] = {
                call_at(id, -(500 * hour) + id, VERDICT_TEXT, REASON_NONE, true),
                text_at(id, -(500 * hour) + id, TEXT_AUTO, TEXT_DELIVERED),
                sample_part(id, 1, 1, 0),
            };
            for (size_t i = 0; i < TB_COUNT(records); i++)
                assert_true(ledger_apply(ledger, &records[i]));
        }
        assert_true(ledger_commit(ledger));
        cost[round] = cost_of_restore(ledger);
    }
    assert_true(cost[1] < cost[0] + 50);
    ledger_close(ledger);
}

/* ---- transactions and retention ---- */

static void what_is_not_committed_is_not_there(void **state)
{
    (void)state;
    char dir[64], why[160];
    struct ledger *ledger;
    struct record meta = sample_meta("pin", "tried");

    sample_folder(dir, sizeof dir);
    assert_int_equal(ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why), LEDGER_FRESH);
    assert_true(ledger_begin(ledger));
    assert_true(ledger_apply(ledger, &meta));
    ledger_close(ledger);
    assert_int_equal(ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why), LEDGER_OK);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 0);
    collected_free(&all);
    ledger_close(ledger);
    sample_folder_remove(dir);
}

/* The same boot opened twice keeps its monotonic times; the boots table has one row for it. */
static void a_restart_within_a_boot(void **state)
{
    (void)state;
    char dir[64], why[160];
    struct ledger *ledger;
    struct record call = sample_call(1, "", VERDICT_NONE, REASON_NONE);

    sample_folder(dir, sizeof dir);
    for (int round = 0; round < 3; round++) {
        assert_int_not_equal(ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why), LEDGER_FAILED);
        sample_store(ledger, &call, 1);
        struct collected all = sample_restore(ledger, 0);
        assert_true(all.record[0].call.began.this_boot);
        collected_free(&all);
        ledger_close(ledger);
    }
    assert_int_equal(ledger_open(dir, "next", &ledger, why, sizeof why), LEDGER_OK);
    struct collected all = sample_restore(ledger, 0);
    assert_false(all.record[0].call.began.this_boot);
    collected_free(&all);
    ledger_close(ledger);
    sample_folder_remove(dir);
}

static void prune_to_the_end(struct ledger *ledger, int64_t keep_ms)
{
    bool more = true;
    int rounds = 0;
    const struct ledger_keep keep = {.keep_ms = keep_ms, .now_wall_ms = SAMPLE_WALL};

    while (more) {
        assert_true(ledger_prune(ledger, &keep, &more));
        assert_true(rounds++ < 100);
    }
}

static void old_rows_go_and_opt_outs_never(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const int64_t old = -100 * 24 * hour;
    struct record person;

    for (int64_t id = 1; id <= 1000; id++) {
        const struct record records[] = {
            call_at(id, id <= 900 ? old : -hour, VERDICT_TEXT, REASON_NONE, true),
            text_at(id, id <= 900 ? old : -hour, TEXT_AUTO, TEXT_DELIVERED),
            sample_part(id, 1, 1, 0),
        };
        sample_store(ledger, records, TB_COUNT(records));
        char number[TB_NUMBER_MAX];
        (void)snprintf(number, sizeof number, "+1202555%04d", (int)id);
        person = sample_person(number, id == 5);
        person.person.undeliverable = id == 6;
        person.person.last_texted = sample_stamp(id <= 900 ? old : -hour);
        sample_store(ledger, &person, 1);
    }
    prune_to_the_end(ledger, 30 * 24 * hour);
    static const char *const counts[] = {"SELECT count(*) FROM calls", "SELECT count(*) FROM texts",
                                         "SELECT count(*) FROM parts", "SELECT count(*)-2 FROM people"};
    for (size_t i = 0; i < TB_COUNT(counts); i++) {
        sqlite3_stmt *stmt;
        assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), counts[i], -1, &stmt, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(stmt, 0), 100);
        assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    }
    ledger_close(ledger);
}

static void the_highest_ids_outlive_their_rows(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const struct record records[] = {call_at(41, -90 * 24 * hour, VERDICT_TEXT, REASON_NONE, true),
                                     call_at(42, -90 * 24 * hour, VERDICT_TEXT, REASON_NONE, true),
                                     text_at(77, -90 * 24 * hour, TEXT_AUTO, TEXT_DELIVERED)};
    struct last_ids ids;

    sample_store(ledger, records, TB_COUNT(records));
    prune_to_the_end(ledger, 0);
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.call, 42);
    assert_int_equal(ids.text, 77);
    ledger_close(ledger);
}

static void retention_has_a_floor(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    const struct record records[] = {call_at(1, -6 * 24 * hour, VERDICT_NONE, REASON_NONE, false),
                                     call_at(2, -hour, VERDICT_TEXT, REASON_NONE, true)};

    sample_store(ledger, records, TB_COUNT(records));
    prune_to_the_end(ledger, 1);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 1);
    collected_free(&all);
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restore_takes_the_calls_that_matter),
        cmocka_unit_test(restore_takes_the_texts_that_matter),
        cmocka_unit_test(a_held_text_counts_from_when_it_was_sent),
        cmocka_unit_test(opted_out_people_come_first),
        cmocka_unit_test(restore_does_not_read_the_past),
        cmocka_unit_test(what_is_not_committed_is_not_there),
        cmocka_unit_test(a_restart_within_a_boot),
        cmocka_unit_test(old_rows_go_and_opt_outs_never),
        cmocka_unit_test(the_highest_ids_outlive_their_rows),
        cmocka_unit_test(retention_has_a_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
