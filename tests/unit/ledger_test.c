/* The ledger: what goes in comes out, what must never be cannot be stored, and how far back a restore looks.
 * What happens to damaged files is in ledger_aside_test.c. */
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

static void assert_stamp(const struct stamp *got, const struct stamp *want)
{
    assert_int_equal(got->set, want->set);
    assert_int_equal(got->wall_ok, want->wall_ok);
    assert_int_equal(got->this_boot, want->this_boot);
    if (want->wall_ok)
        assert_int_equal(got->wall_ms, want->wall_ms);
    if (want->set)
        assert_int_equal(got->mono_ms, want->mono_ms);
}

/* ---- round trips ---- */

static void a_call_comes_back_whole(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record call = sample_call(7, "+12025550143", VERDICT_HOLD, REASON_NONE);

    (void)snprintf(call.call.name, sizeof call.call.name, "SMITH \"J\" \xc3\xa9");
    (void)snprintf(call.call.called, sizeof call.call.called, "+12025550101");
    call.call.outcome = CALL_GAVE_UP;
    call.call.last_ring = sample_stamp_no_wall(5);
    call.call.alerted = false;
    sample_store(ledger, &call, 1);
    struct collected all = sample_restore(ledger, 0);
    const struct record *got = collected_get(&all, RECORD_CALL, 0);
    assert_non_null(got);
    assert_int_equal(got->call.id, 7);
    assert_string_equal(got->call.line, "main");
    assert_string_equal(got->call.number, "+12025550143");
    assert_string_equal(got->call.name, call.call.name);
    assert_string_equal(got->call.called, "+12025550101");
    assert_stamp(&got->call.began, &call.call.began);
    assert_stamp(&got->call.last_ring, &call.call.last_ring);
    assert_stamp(&got->call.ended, &call.call.ended);
    assert_int_equal(got->call.outcome, CALL_GAVE_UP);
    assert_int_equal(got->call.verdict, VERDICT_HOLD);
    assert_int_equal(got->call.reason, REASON_NONE);
    assert_string_equal(got->call.message, "text");
    assert_false(got->call.alerted);
    collected_free(&all);
    ledger_close(ledger);
}

/* Every value of every enum has a word that the schema takes and that reads back as the same value. */
static void every_outcome_and_reason(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record record;
    int64_t id = 0;

    for (int reason = REASON_WITHHELD; reason < REASON_COUNT; reason++) {
        record = sample_call(++id, "+12025550143", VERDICT_SKIP, (enum skip_reason)reason);
        record.call.outcome = (enum call_outcome)(reason % (CALL_INTERRUPTED + 1));
        record.call.alerted = false;
        sample_store(ledger, &record, 1);
    }
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_CALL), REASON_COUNT - 1);
    for (int reason = REASON_WITHHELD; reason < REASON_COUNT; reason++) {
        const struct record *got = collected_get(&all, RECORD_CALL, (size_t)reason - 1);
        assert_int_equal(got->call.reason, reason);
        assert_int_equal(got->call.outcome, reason % (CALL_INTERRUPTED + 1));
    }
    collected_free(&all);
    ledger_close(ledger);
}

static void every_kind_and_state_of_text(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    int64_t id = 0;

    for (int kind = TEXT_AUTO; kind <= TEXT_RECEIVED; kind++) {
        for (int s = TEXT_PREPARED; s <= TEXT_STATE_PARTIAL; s++) {
            id++;
            struct record record = sample_text(id, kind == TEXT_AUTO ? id : 0, (enum text_kind)kind,
                                               (enum text_state)s, "hello");
            bool incoming = s >= TEXT_STATE_RECEIVED;
            assert_true(ledger_begin(ledger));
            bool stored = ledger_apply(ledger, &record);
            assert_int_equal(stored, incoming == (kind == TEXT_RECEIVED));
            if (!stored)
                assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_REFUSED);
            assert_true(ledger_commit(ledger));
        }
    }
    for (int kind = PERSON_LEAD; kind <= PERSON_TEAM; kind++) {
        char number[TB_NUMBER_MAX];
        (void)snprintf(number, sizeof number, "+1202555010%d", kind);
        struct record record = sample_person(number, false);
        record.person.kind = (enum person_kind)kind;
        sample_store(ledger, &record, 1);
    }
    struct collected all = sample_restore(ledger, 0);
    for (size_t i = 0; i <= PERSON_TEAM; i++)
        assert_int_equal(collected_get(&all, RECORD_PERSON, i)->person.kind, i);
    collected_free(&all);
    ledger_close(ledger);
}

static void a_text_comes_back_whole(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record record =
        sample_text(3, 9, TEXT_RELAY, TEXT_PREPARED, "From +12025550143: h\xc3\xa9llo\n\"x\"");

    record.text.relays = 2;
    record.text.parts = 3;
    (void)snprintf(record.text.error, sizeof record.text.error, "CMS 21");
    record.text.settled = sample_stamp_no_wall(9);
    sample_store(ledger, &record, 1);
    struct collected all = sample_restore(ledger, 0);
    const struct record *got = collected_get(&all, RECORD_TEXT, 0);
    assert_non_null(got);
    assert_int_equal(got->text.id, 3);
    assert_int_equal(got->text.call, 9);
    assert_int_equal(got->text.relays, 2);
    assert_int_equal(got->text.direction, TEXT_OUT);
    assert_int_equal(got->text.kind, TEXT_RELAY);
    assert_int_equal(got->text.state, TEXT_PREPARED);
    assert_int_equal(got->text.parts, 3);
    assert_string_equal(got->text.number, "+12025550143");
    assert_string_equal(got->text.error, "CMS 21");
    assert_string_equal(got->text.body, record.text.body);
    assert_stamp(&got->text.created, &record.text.created);
    assert_stamp(&got->text.sent, &record.text.sent);
    assert_stamp(&got->text.settled, &record.text.settled);
    collected_free(&all);
    ledger_close(ledger);
}

static void a_body_is_kept_when_none_is_given(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record record = sample_text(1, 1, TEXT_AUTO, TEXT_PREPARED, "the words");

    sample_store(ledger, &record, 1);
    record.text.state = TEXT_SENDING;
    record.text.body = NULL;
    sample_store(ledger, &record, 1);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_TEXT), 1);
    assert_int_equal(collected_get(&all, RECORD_TEXT, 0)->text.state, TEXT_SENDING);
    assert_string_equal(collected_get(&all, RECORD_TEXT, 0)->text.body, "the words");
    collected_free(&all);
    ledger_close(ledger);
}

static void the_small_ones_come_back_whole(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record person = sample_person("+12025550143", true);
    struct record gone = {.kind = RECORD_WAITING_PART_GONE, .waiting = {.fingerprint = 5}};

    (void)snprintf(person.person.name, sizeof person.person.name, "Ann");
    person.person.undeliverable = true;
    person.person.last_typed = true;
    const struct record records[] = {
        sample_meta("concat", "17"),
        sample_meta("concat", "18"),
        person,
        sample_text(4, 4, TEXT_AUTO, TEXT_ACCEPTED, "x"),
        sample_part(4, 1, 0, -1),
        sample_part(4, 2, 255, 0x30),
        sample_part(4, 2, 255, 0),
        sample_waiting(UINT64_MAX, "07911326"),
        sample_waiting(5, "0011"),
        sample_waiting(5, "0022"),
        sample_waiting(6, "0033"),
        gone,
        sample_seen(UINT64_MAX - 1, 1),
        sample_seen(2, 2),
    };
    sample_store(ledger, records, TB_COUNT(records));
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 1 + 1 + 1 + 2 + 2 + 2);
    assert_string_equal(all.record[0].meta.value, "18");
    assert_string_equal(all.record[1].person.name, "Ann");
    assert_true(all.record[1].person.opted_out && all.record[1].person.undeliverable);
    assert_true(all.record[1].person.last_typed);
    assert_stamp(&all.record[1].person.last_texted, &person.person.last_texted);
    assert_null(all.record[2].text.body); /* on its way: no longer needed */
    assert_int_equal(all.record[3].part.seq, 1);
    assert_int_equal(all.record[3].part.status, -1);
    assert_int_equal(all.record[4].part.ref, 255);
    assert_int_equal(all.record[4].part.status, 0);
    assert_true(all.record[5].waiting.fingerprint == UINT64_MAX);
    assert_string_equal(all.record[5].waiting.pdu, "07911326");
    assert_int_equal(all.record[6].waiting.fingerprint, 6);
    assert_true(all.record[7].seen.fingerprint == UINT64_MAX - 1);
    assert_int_equal(all.record[8].seen.fingerprint, 2);
    collected_free(&all);
    ledger_close(ledger);
}

static void only_the_latest_seen_are_kept(void **state)
{
    (void)state;
    struct ledger *ledger = memory();

    for (uint64_t i = 1; i <= TB_SEEN_MAX + 10; i++) {
        struct record record = sample_seen(i, (int64_t)i);
        sample_store(ledger, &record, 1);
    }
    struct record again = sample_seen(11, 100000); /* seen again: the latest now */
    sample_store(ledger, &again, 1);
    struct collected all = sample_restore(ledger, 0);
    size_t count = collected_count(&all, RECORD_SEEN);
    assert_in_range(count, TB_SEEN_MAX - 1, TB_SEEN_MAX);
    assert_int_equal(collected_get(&all, RECORD_SEEN, 0)->seen.fingerprint, 12);
    assert_int_equal(collected_get(&all, RECORD_SEEN, count - 1)->seen.fingerprint, 11);
    collected_free(&all);
    ledger_close(ledger);
}

/* ---- boots ---- */

static void monotonic_time_belongs_to_its_boot(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record old = sample_call(1, "+12025550143", VERDICT_NONE, REASON_NONE);
    struct record person = sample_person("+12025550143", false);

    sample_store(ledger, &old, 1);
    sample_store(ledger, &person, 1);
    ledger_reboot(ledger, "another");
    struct collected all = sample_restore(ledger, 0);
    struct record got = *collected_get(&all, RECORD_CALL, 0);
    assert_true(got.call.began.set && got.call.began.wall_ok);
    assert_false(got.call.began.this_boot);
    assert_false(collected_get(&all, RECORD_PERSON, 0)->person.last_texted.this_boot);
    collected_free(&all);
    /* written again from there, with a stamp of each boot, it keeps both apart */
    got.call.ended = sample_stamp(50);
    got.call.outcome = CALL_INTERRUPTED;
    sample_store(ledger, &got, 1);
    all = sample_restore(ledger, 0);
    assert_false(collected_get(&all, RECORD_CALL, 0)->call.began.this_boot);
    assert_true(collected_get(&all, RECORD_CALL, 0)->call.ended.this_boot);
    collected_free(&all);
    ledger_reboot(ledger, SAMPLE_BOOT);
    all = sample_restore(ledger, 0);
    assert_true(collected_get(&all, RECORD_CALL, 0)->call.began.this_boot);
    assert_false(collected_get(&all, RECORD_CALL, 0)->call.ended.this_boot);
    collected_free(&all);
    ledger_close(ledger);
}

/* ---- what must never be ---- */

static void a_second_automatic_text_for_a_call_is_refused(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record first = sample_text(1, 5, TEXT_AUTO, TEXT_FAILED, "one");
    struct record second = sample_text(2, 5, TEXT_AUTO, TEXT_PREPARED, "two");
    struct record alert = sample_text(3, 5, TEXT_ALERT, TEXT_PREPARED, "missed call");
    struct record nobody = sample_text(4, 0, TEXT_AUTO, TEXT_PREPARED, "for no call");

    sample_store(ledger, &first, 1);
    sample_store(ledger, &first, 1);
    assert_true(ledger_begin(ledger));
    assert_false(ledger_apply(ledger, &second));
    assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_REFUSED);
    assert_non_null(strstr(ledger_why(ledger), "texts.call"));
    assert_false(ledger_apply(ledger, &nobody));
    assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_REFUSED);
    assert_true(ledger_apply(ledger, &alert)); /* the rest of the transaction stands */
    assert_true(ledger_commit(ledger));
    /* not by an update of another text either */
    second.text.call = 6;
    sample_store(ledger, &second, 1);
    second.text.call = 5;
    assert_true(ledger_begin(ledger));
    assert_false(ledger_apply(ledger, &second));
    assert_true(ledger_commit(ledger));
    int64_t call, text;
    assert_true(ledger_max_ids(ledger, &call, &text));
    assert_int_equal(call, 0);
    assert_int_equal(text, 3);
    ledger_close(ledger);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record records[] = {
        sample_call(0, "", VERDICT_NONE, REASON_NONE),  /* no id */
        sample_call(1, "", VERDICT_SKIP, REASON_NONE),  /* a verdict without its reason */
        sample_call(1, "", VERDICT_TEXT, REASON_NONE),  /* no message */
        sample_text(0, 0, TEXT_ALERT, TEXT_FAILED, ""), /* no id */
        sample_part(1, 0, 0, -1),                       /* parts count from 1 */
        sample_part(1, 1, 0, 256),
    };
    records[2].call.message[0] = '\0';

    assert_true(ledger_begin(ledger));
    for (size_t i = 0; i < TB_COUNT(records); i++) {
        assert_false(ledger_apply(ledger, &records[i]));
        assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_REFUSED);
    }
    assert_true(ledger_commit(ledger));
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 0);
    collected_free(&all);
    ledger_close(ledger);
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
    int64_t call, text;
    assert_true(ledger_max_ids(ledger, &call, &text));
    assert_int_equal(call, 7);
    assert_int_equal(text, 0);
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

    while (more) {
        assert_true(ledger_prune(ledger, keep_ms, SAMPLE_WALL, &more));
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
    int64_t call, text;

    sample_store(ledger, records, TB_COUNT(records));
    prune_to_the_end(ledger, 0);
    assert_true(ledger_max_ids(ledger, &call, &text));
    assert_int_equal(call, 42);
    assert_int_equal(text, 77);
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
        cmocka_unit_test(a_call_comes_back_whole),
        cmocka_unit_test(every_outcome_and_reason),
        cmocka_unit_test(every_kind_and_state_of_text),
        cmocka_unit_test(a_text_comes_back_whole),
        cmocka_unit_test(a_body_is_kept_when_none_is_given),
        cmocka_unit_test(the_small_ones_come_back_whole),
        cmocka_unit_test(only_the_latest_seen_are_kept),
        cmocka_unit_test(monotonic_time_belongs_to_its_boot),
        cmocka_unit_test(a_second_automatic_text_for_a_call_is_refused),
        cmocka_unit_test(nonsense_is_refused),
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
