/* The ledger: what goes in comes out, and what must never be cannot be stored. How far back a restore looks
 * is in ledger_restore_test.c, what happens to damaged files in ledger_aside_test.c. */
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

static void a_lead_comes_back_whole_until_it_is_done(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record lead = sample_lead(7, 3, "+12025550143", LEAD_TAKEN);
    struct record done = sample_lead(8, 4, "+12025550144", LEAD_DONE);
    struct last_ids ids;

    lead.lead.calls = 300;
    lead.lead.reminders = 2;
    lead.lead.told = 0x81;
    lead.lead.promised = sample_stamp(9000);
    lead.lead.answered = sample_stamp(9500);
    (void)snprintf(lead.lead.name, sizeof lead.lead.name, "Ann");
    (void)snprintf(lead.lead.last_text, sizeof lead.lead.last_text, "1402 Oak");
    (void)snprintf(lead.lead.address, sizeof lead.lead.address, "1402 Oak");
    (void)snprintf(lead.lead.note, sizeof lead.lead.note, "wants a garden");
    (void)snprintf(lead.lead.owner, sizeof lead.lead.owner, "+12025550161");
    sample_store(ledger, &done, 1);
    sample_store(ledger, &lead, 1);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 1);
    const struct lead_record *got = &all.record[0].lead;
    assert_int_equal(got->id, 7);
    assert_int_equal(got->n, 3);
    assert_int_equal(got->state, LEAD_TAKEN);
    assert_int_equal(got->calls, 300);
    assert_int_equal(got->reminders, 2);
    assert_int_equal(got->told, 0x81);
    assert_stamp(&got->opened, &lead.lead.opened);
    assert_stamp(&got->touched, &lead.lead.touched);
    assert_stamp(&got->promised, &lead.lead.promised);
    assert_stamp(&got->answered, &lead.lead.answered);
    assert_string_equal(got->number, "+12025550143");
    assert_string_equal(got->name, "Ann");
    assert_string_equal(got->line, "main");
    assert_string_equal(got->last_text, "1402 Oak");
    assert_string_equal(got->address, "1402 Oak");
    assert_string_equal(got->note, "wants a garden");
    assert_string_equal(got->owner, "+12025550161");
    collected_free(&all);
    lead.lead.state = LEAD_DONE;
    sample_store(ledger, &lead, 1);
    all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 0);
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.lead, 8);
    collected_free(&all);
    ledger_close(ledger);
}

/* STOP and BLOCK are two things: lifting one leaves the other. */
static void what_the_agent_says_of_a_person_comes_back(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record person = sample_person("+12025550143", true);

    person.person.stopped = true;
    person.person.blocked = true;
    person.person.doubtful = true;
    person.person.mark = MARK_CLIENT;
    sample_store(ledger, &person, 1);
    struct collected all = sample_restore(ledger, 0);
    const struct person_record *got = &all.record[0].person;
    assert_true(got->stopped && got->blocked && got->doubtful && got->opted_out);
    assert_int_equal(got->mark, MARK_CLIENT);
    collected_free(&all);
    ledger_close(ledger);
}

static int64_t count_of(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return count;
}

/* Nothing of the person is left but that they may not be texted; the calls still add up. */
static void a_person_is_forgotten(void **state)
{
    (void)state;
    struct ledger *ledger = memory();
    struct record call = sample_call(1, "+12025550143", VERDICT_SKIP, REASON_OPTED_OUT);
    struct record other = sample_call(2, "+12025550144", VERDICT_SKIP, REASON_OPTED_OUT);
    struct record in = sample_text(1, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "a secret of theirs");
    struct record relay = sample_text(2, 0, TEXT_RELAY, TEXT_ACCEPTED, "From 0143: a secret of theirs");
    struct record order = sample_text(3, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "1 a secret of mine");
    struct record typed = sample_text(4, 0, TEXT_TYPED, TEXT_ACCEPTED, "a secret of mine");
    struct record alert = sample_text(5, 0, TEXT_ALERT, TEXT_ACCEPTED, "Missed 202-555-0143 at 2:14p");
    struct record unconcerned = sample_text(6, 0, TEXT_ALERT, TEXT_ACCEPTED, "Missed 202-555-0144 at 2:15p");
    struct record person = sample_person("+12025550143", true);
    struct record lead = sample_lead(1, 1, "+12025550143", LEAD_OPEN);
    struct record forget = {.kind = RECORD_FORGET, .forget = "+12025550143"};
    struct record *to_agent[] = {&relay, &order, &alert, &unconcerned};

    (void)snprintf(call.call.name, sizeof call.call.name, "Ann Secret");
    (void)snprintf(person.person.name, sizeof person.person.name, "Ann Secret");
    relay.text.relays = 1;
    typed.text.relays = 3;
    for (size_t i = 0; i < TB_COUNT(to_agent); i++)
        (void)snprintf(to_agent[i]->text.number, sizeof to_agent[i]->text.number, "+12025550100");
    person.person.stopped = true;
    const struct record records[] = {call,  other,       in,     relay, order, typed,
                                     alert, unconcerned, person, lead,  forget};
    sample_store(ledger, records, TB_COUNT(records));
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls"), 2);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls WHERE number='' AND name=''"), 1);
    assert_int_equal(
        count_of(ledger, "SELECT count(*) FROM texts WHERE body LIKE '%secret%' OR body LIKE '%0143%' OR "
                         "number='+12025550143'"),
        0);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM texts WHERE body LIKE '%0144%'"), 1);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM leads"), 0);
    assert_int_equal(count_of(ledger,
                              "SELECT count(*) FROM people WHERE number='+12025550143' AND opted_out=1 AND "
                              "stopped=1 AND name='' AND texted_mono IS NULL"),
                     1);
    forget = (struct record){.kind = RECORD_FORGET}; /* nobody in particular */
    sample_store(ledger, &forget, 1);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM calls WHERE number<>''"), 1);
    ledger_close(ledger);
}

/* What the desk and the box wrote to each other about them, with the number in any spelling or none. */
static void the_desks_words_about_a_person_go(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        enum text_kind kind;
        const char *body;
        bool stays;
    } texts[] = {
        {"+12025550100", TEXT_RECEIVED, "FORGET 2025550143", false},
        {"+12025550100", TEXT_RECEIVED, "forget (202) 555-0143", false},
        {"+12025550100", TEXT_RECEIVED, "SKIP +1 202.555.0143 please", false},
        {"+12025550100", TEXT_RECEIVED, "NOTE 1 Ann Secret, divorcing", false},
        {"+12025550100", TEXT_RECEIVED, " noet 1 Ann Secret", false},
        {"+12025550100", TEXT_RECEIVED, "1 note Ann Secret", false},
        {"+12025550100", TEXT_ALERT, "1) 0143 2:14p note: Ann Secret, divorcing", false},
        {"+12025550100", TEXT_ALERT, "2) Jo 2:31p\n1) 0143 2:14p replied: 'my husband must not know'", false},
        {"+12025550100", TEXT_ALERT, "1) 0144 2:14p replied: 'whoever it was'", false},
        {"+12025550101", TEXT_RELAY, "From 0143 2:14p: my husband must not know", false}, /* the team's */
        {"+12025550100", TEXT_ALERT, "Missed 202-555-0144 at 2:15p", true},
        {"+12025550100", TEXT_RECEIVED, "DONE 2", true},
        {"+12025550100", TEXT_RECEIVED, "FORGET 12025550144", true},
        {"+12025550101", TEXT_RELAY, "From 0144 2:14p: the blue one", true},
        {"+12025550144", TEXT_RECEIVED, "Note that we are three. replied: 'x'", true},
        {"+12025550144", TEXT_AUTO, "Sorry I missed you", true},
    };
    struct ledger *ledger = memory();
    struct record forget = {.kind = RECORD_FORGET, .forget = "+12025550143"};
    char sql[96];

    for (size_t i = 0; i < TB_COUNT(texts); i++) {
        struct record text =
            sample_text((int64_t)i + 1, 1, texts[i].kind,
                        texts[i].kind == TEXT_RECEIVED ? TEXT_STATE_RELAYED : TEXT_ACCEPTED, texts[i].body);
        (void)snprintf(text.text.number, sizeof text.text.number, "%s", texts[i].number);
        sample_store(ledger, &text, 1);
    }
    sample_store(ledger, &forget, 1);
    for (size_t i = 0; i < TB_COUNT(texts); i++) {
        (void)snprintf(sql, sizeof sql, "SELECT count(body) FROM texts WHERE id=%zu", i + 1);
        if ((count_of(ledger, sql) == 1) != texts[i].stays)
            fail_msg("%s: %s", texts[i].body, texts[i].stays ? "gone" : "still there");
    }
    ledger_close(ledger);
}

/* Abroad a number is written with its country's code or with a 0 in its place. */
static void a_person_abroad_is_forgotten(void **state)
{
    (void)state;
    static const char *const bodies[] = {"FORGET 020 7946 0958", "FORGET +44 20 7946 0958",
                                         "FORGET 0044-2079460958"};
    struct ledger *ledger = memory();
    struct record forget = {.kind = RECORD_FORGET, .forget = "+442079460958"};

    for (size_t i = 0; i < TB_COUNT(bodies); i++) {
        struct record text = sample_text((int64_t)i + 1, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, bodies[i]);
        sample_store(ledger, &text, 1);
    }
    sample_store(ledger, &forget, 1);
    assert_int_equal(count_of(ledger, "SELECT count(body) FROM texts"), 0);
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
    struct last_ids ids;
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.call, 0);
    assert_int_equal(ids.text, 3);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_comes_back_whole),
        cmocka_unit_test(every_outcome_and_reason),
        cmocka_unit_test(every_kind_and_state_of_text),
        cmocka_unit_test(a_text_comes_back_whole),
        cmocka_unit_test(a_body_is_kept_when_none_is_given),
        cmocka_unit_test(the_small_ones_come_back_whole),
        cmocka_unit_test(a_lead_comes_back_whole_until_it_is_done),
        cmocka_unit_test(what_the_agent_says_of_a_person_comes_back),
        cmocka_unit_test(a_person_is_forgotten),
        cmocka_unit_test(the_desks_words_about_a_person_go),
        cmocka_unit_test(a_person_abroad_is_forgotten),
        cmocka_unit_test(only_the_latest_seen_are_kept),
        cmocka_unit_test(a_second_automatic_text_for_a_call_is_refused),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
