/* A former life read back: every state of calls and texts, and what becomes of it. */
#include "support/core_rig.h"

/* An instant so long before now, of this boot or of a former one. */
static struct stamp ago(const struct rig *rig, int64_t ms, bool this_boot)
{
    return (struct stamp){.set = true,
                          .wall_ok = rig->now.wall_ok,
                          .wall_ms = rig->now.wall_ms - ms,
                          .mono_ms = this_boot ? rig->now.mono_ms - ms : 12345,
                          .this_boot = this_boot};
}

static void restore(struct rig *rig, const struct record *record)
{
    core_restore(rig->core, record, &rig->now);
}

struct past_call {
    enum call_outcome outcome;
    enum call_verdict verdict;
    int64_t last_ring_ms, ended_ms; /* so long ago; ended < 0: it rang when the power went */
    bool this_boot, alerted;
};

static void restore_call(struct rig *rig, int64_t id, const char *number, const struct past_call *past)
{
    struct record record = {.kind = RECORD_CALL,
                            .call = {.id = id,
                                     .line = "main",
                                     .outcome = past->outcome,
                                     .verdict = past->verdict,
                                     .alerted = past->alerted}};
    (void)snprintf(record.call.number, sizeof record.call.number, "%s", number);
    record.call.began = ago(rig, past->last_ring_ms + 3000, past->this_boot);
    record.call.last_ring = ago(rig, past->last_ring_ms, past->this_boot);
    if (past->ended_ms >= 0)
        record.call.ended = ago(rig, past->ended_ms, past->this_boot);
    if (past->verdict != VERDICT_NONE)
        (void)snprintf(record.call.message, sizeof record.call.message, "text");
    restore(rig, &record);
}

static void restore_text(struct rig *rig, int64_t id, int64_t call, enum text_kind kind, enum text_state state,
                         const char *number, const char *body, int64_t age_ms, bool sent)
{
    struct record record = {
        .kind = RECORD_TEXT,
        .text = {.id = id, .call = call, .kind = kind, .state = state, .line = "main", .parts = 1, .body = body}};
    record.text.direction = kind == TEXT_RECEIVED ? TEXT_IN : TEXT_OUT;
    (void)snprintf(record.text.number, sizeof record.text.number, "%s", number);
    record.text.created = ago(rig, age_ms, false);
    if (sent)
        record.text.sent = ago(rig, age_ms, false);
    restore(rig, &record);
}

static struct rig *begin(void)
{
    struct rig *rig = rig_new(config_new());
    core_restore_ids(rig->core, 100, 200);
    return rig;
}

static void go(struct rig *rig, int64_t ms)
{
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, ms);
}

static void test_undecided_calls(void **state)
{
    static const struct {
        const char *name;
        struct past_call past;
        bool texted;
        enum skip_reason reason;
    } ROWS[] = {
        {"rang when the power went, a minute ago",
         {CALL_RINGING, VERDICT_NONE, MINUTE_MS, -1, false, false}, true, REASON_NONE},
        {"rang when the daemon died, this boot",
         {CALL_RINGING, VERDICT_NONE, MINUTE_MS, -1, true, false}, true, REASON_NONE},
        {"rang an hour ago", {CALL_RINGING, VERDICT_NONE, HOUR_MS_T, -1, false, false}, false, REASON_TOO_OLD},
        {"rang an hour ago, this boot", {CALL_RINGING, VERDICT_NONE, HOUR_MS_T, -1, true, false}, false, REASON_TOO_OLD},
        {"ended before its verdict, a minute ago",
         {CALL_MISSED, VERDICT_NONE, MINUTE_MS, MINUTE_MS, false, false}, true, REASON_NONE},
        {"ended before its verdict, an hour ago",
         {CALL_MISSED, VERDICT_NONE, HOUR_MS_T, HOUR_MS_T, false, false}, false, REASON_TOO_OLD},
        {"given up before its verdict, yesterday",
         {CALL_GAVE_UP, VERDICT_NONE, 24 * HOUR_MS_T, 24 * HOUR_MS_T, false, false}, false, REASON_TOO_OLD},
        {"interrupted before its verdict, an hour ago, this boot",
         {CALL_INTERRUPTED, VERDICT_NONE, HOUR_MS_T, HOUR_MS_T, true, false}, false, REASON_TOO_OLD},
        {"answered before its verdict",
         {CALL_ANSWERED, VERDICT_NONE, MINUTE_MS, MINUTE_MS, false, false}, false, REASON_ANSWERED},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        restore_call(rig, 7, CALLER_A, &ROWS[i].past);
        go(rig, 20000);
        const struct call_record *call = rig_call_record(rig, 7);
        if (rig_sent_to(rig, CALLER_A) != ROWS[i].texted || call->reason != ROWS[i].reason ||
            call->verdict != (ROWS[i].texted ? VERDICT_TEXT : VERDICT_SKIP))
            fail_msg("%s: %u texts, %s %s", ROWS[i].name, rig_sent_to(rig, CALLER_A), call_verdict_word(call->verdict),
                     skip_reason_word(call->reason));
        assert_int_not_equal(call->outcome, CALL_RINGING);
        /* never forgotten: the agent hears of it, except of an answered one */
        assert_int_equal(rig_sent_to(rig, AGENT), ROWS[i].reason == REASON_ANSWERED ? 0 : 1);
        assert_true(call->alerted);
        rig_free(rig);
    }
}

static void test_untrusted_clock_hands_an_old_call_to_the_agent(void **state)
{
    struct rig *rig = begin();
    (void)state;
    rig->now.wall_ok = false;
    restore_call(rig, 7, CALLER_A, &(struct past_call){CALL_RINGING, VERDICT_NONE, MINUTE_MS, -1, false, false});
    go(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_call_record(rig, 7)->reason, REASON_TOO_OLD);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

static void test_two_undecided_calls_by_one_number_are_one_text(void **state)
{
    struct rig *rig = begin();
    struct past_call past = {CALL_MISSED, VERDICT_NONE, MINUTE_MS, MINUTE_MS, false, false};
    (void)state;
    restore_call(rig, 7, CALLER_A, &past);
    restore_call(rig, 8, CALLER_A, &past);
    restore_call(rig, 9, CALLER_B, &past);
    go(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

static void test_prepared_text_goes_on(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 7, CALLER_A, &(struct past_call){CALL_MISSED, VERDICT_TEXT, MINUTE_MS, MINUTE_MS, false, false});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_PREPARED, CALLER_A, "Sorry.", MINUTE_MS, false);
    go(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_string_equal(rig_last_to(rig, CALLER_A), "Sorry.");
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->id, 9);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

static void test_prepared_text_that_is_too_old_expires(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 7, CALLER_A, &(struct past_call){CALL_MISSED, VERDICT_TEXT, HOUR_MS_T, HOUR_MS_T, false, false});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_PREPARED, CALLER_A, "Sorry.", HOUR_MS_T, false);
    go(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

static void test_text_under_way_is_in_doubt_and_not_sent_again(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 7, CALLER_A, &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_SENDING, CALLER_A, "Sorry.", 10000, true);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    assert_string_equal(rig_last_to(rig, AGENT), "Missed 202-555-0143 at 1:59p: I cannot tell if my text left. Call them.");
    rig_free(rig);
}

static void test_settled_text_whose_alert_was_lost_is_told(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 7, CALLER_A, &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_ACCEPTED, CALLER_A, NULL, 10000, true);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_string_equal(rig_last_to(rig, AGENT), "Missed 202-555-0143 at 1:59p: texted. Call back.");
    rig_free(rig);
}

static void test_told_call_is_not_told_again(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 7, CALLER_A, &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, true});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_ACCEPTED, CALLER_A, NULL, 10000, true);
    go(rig, MINUTE_MS);
    assert_int_equal(rig->sent_count, 0);
    rig_free(rig);
}

static void test_alert_that_waited_goes_on_and_an_old_id_is_not_given_again(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_text(rig, 9, 0, TEXT_ALERT, TEXT_PREPARED, AGENT, "Missed somebody.", 1000, false);
    go(rig, 20000);
    assert_string_equal(rig_last_to(rig, AGENT), "Missed somebody.");
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_call_record(rig, 101)->id, 101);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->id, 201);
    rig_free(rig);
}

static void test_report_finds_a_text_of_a_former_life(void **state)
{
    struct rig *rig = begin();
    struct record part = {.kind = RECORD_PART, .part = {.text = 9, .seq = 1, .ref = 50, .status = -1}};
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_report r = {.to = CALLER_A, .ref = 50, .time_s = WALL_START / 1000, .discharge_s = WALL_START / 1000};
    (void)state;
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_ACCEPTED, CALLER_A, NULL, 10000, true);
    restore(rig, &part);
    part.part.text = 999; /* of a text that is not known any more */
    restore(rig, &part);
    go(rig, 1000);
    assert_true(sms_encode_report(&r, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CDS: 25\r\n%s", hex);
    rig_line(rig, 0, words);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_DELIVERED);
    rig_free(rig);
}

static void test_who_was_texted_is_known_across_boots(void **state)
{
    static const struct {
        int64_t ago_ms;
        bool wall_ok, opted_out, undeliverable, typed;
        enum skip_reason want;
    } ROWS[] = {
        {HOUR_MS_T, true, false, false, false, REASON_REPEAT},
        {HOUR_MS_T, true, false, false, true, REASON_CONVERSATION},
        {13 * HOUR_MS_T, true, false, false, false, REASON_NONE},
        {13 * HOUR_MS_T, false, false, false, false, REASON_REPEAT}, /* no clock can tell: inside */
        {13 * HOUR_MS_T, true, true, false, false, REASON_OPTED_OUT},
        {13 * HOUR_MS_T, true, false, true, false, REASON_UNDELIVERABLE},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        struct record record = {.kind = RECORD_PERSON,
                                .person = {.number = CALLER_A,
                                           .opted_out = ROWS[i].opted_out,
                                           .undeliverable = ROWS[i].undeliverable,
                                           .last_typed = ROWS[i].typed,
                                           .last_texted = ago(rig, ROWS[i].ago_ms, false)}};
        record.person.last_texted.wall_ok = ROWS[i].wall_ok;
        restore(rig, &record);
        go(rig, 1000);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 1000);
        assert_int_equal(rig_call_record(rig, 101)->reason, ROWS[i].want);
        assert_int_equal(rig_sent_to(rig, CALLER_A), ROWS[i].want == REASON_NONE);
        rig_free(rig);
    }
}

static void test_caps_count_across_restarts(void **state)
{
    struct config *cfg = config_new();
    cfg->max_per_hour = 3;
    struct rig *rig = rig_new(cfg);
    (void)state;
    for (int i = 0; i < 3; i++)
        restore_text(rig, 10 + i, 1 + i, TEXT_AUTO, TEXT_ACCEPTED, CALLER_B, NULL, 30 * MINUTE_MS, true);
    core_restore_ids(rig->core, 100, 200);
    go(rig, 1000);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_call_record(rig, 101)->reason, REASON_CAP_HOUR);
    rig_run(rig, 30 * MINUTE_MS);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_call_record(rig, 102)->verdict, VERDICT_TEXT);
    rig_free(rig);
}

/* --- incoming --- */

static void test_received_message_is_relayed_again(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, "Hello there", 1000, false);
    go(rig, 20000);
    assert_int_equal(rig->sent_count, 1);
    assert_string_equal(rig_last_to(rig, AGENT), "From +12025550144: Hello there");
    assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
    rig_free(rig);
}

static void restore_relay(struct rig *rig, int64_t id, int64_t of, enum text_state state)
{
    struct record record = {.kind = RECORD_TEXT,
                            .text = {.id = id,
                                     .relays = of,
                                     .direction = TEXT_OUT,
                                     .kind = TEXT_RELAY,
                                     .state = state,
                                     .line = "main",
                                     .number = AGENT,
                                     .parts = 1,
                                     .body = "From +12025550144: Hello there"}};
    record.text.created = ago(rig, 1000, false);
    restore(rig, &record);
}

static void test_relay_in_each_state(void **state)
{
    static const struct {
        enum text_state state;
        unsigned relays;
        const char *words;
    } ROWS[] = {
        {TEXT_PREPARED, 1, "From +12025550144: Hello there"},
        {TEXT_SENDING, 1, "(maybe again) From +12025550144: Hello there"},
        {TEXT_IN_DOUBT, 1, "(maybe again) From +12025550144: Hello there"},
        {TEXT_ACCEPTED, 0, ""},
        {TEXT_DELIVERED, 0, ""},
        {TEXT_FAILED, 1, "From +12025550144: Hello there"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, "Hello there", 1000, false);
        restore_relay(rig, 10, 9, ROWS[i].state);
        go(rig, 20000);
        if (rig->sent_count != ROWS[i].relays || strcmp(rig_last_to(rig, AGENT), ROWS[i].words) != 0)
            fail_msg("%s: %u relays, %s", text_state_word(ROWS[i].state), rig->sent_count, rig_last_to(rig, AGENT));
        assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
        if (ROWS[i].state == TEXT_PREPARED) { /* the same record goes on, and keeps its birth */
            assert_int_equal(rig_text_record(rig, TEXT_RELAY, AGENT)->id, 10);
            assert_true(rig_text_record(rig, TEXT_RELAY, AGENT)->created.set);
        }
        rig_free(rig);
    }
}

static void test_relay_without_its_message_goes_on(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_relay(rig, 10, 9, TEXT_PREPARED); /* a partial one, or its first half */
    go(rig, 20000);
    assert_int_equal(rig->sent_count, 1);
    rig_free(rig);
}

static void test_seen_message_is_known(void **state)
{
    static const char HEX[] = "07912120550591F9040B912120550541F300006240510103546902CF25";
    struct rig *rig = begin();
    struct record record = {.kind = RECORD_SEEN, .seen = {.fingerprint = inbox_fingerprint(HEX, sizeof HEX - 1)}};
    char words[128];
    (void)state;
    restore(rig, &record);
    go(rig, 1000);
    size_t mark = rig_mark(rig);
    (void)snprintf(words, sizeof words, "+CMT: \"\",21\r\n%s", HEX);
    rig_line(rig, 0, words);
    rig_run(rig, 1000);
    assert_int_equal(rig->sent_count, 0);
    assert_true(rig_wired(rig, mark, "AT+CNMA|"));
    rig_free(rig);
}

static void test_waiting_part_meets_its_kin(void **state)
{
    static const char FIRST[] = /* case pdu-04 */
        "07912120550591F9440B912120550541F40000624051010354690D05000341020100D9F23C0402";
    static const char SECOND[] =
        "07912120550591F9440B912120550541F400006240510103546919050003410202B46936FB7D07B1D3737ADA7D06C56442";
    struct rig *rig = begin();
    struct record record = {
        .kind = RECORD_WAITING_PART,
        .waiting = {.fingerprint = inbox_fingerprint(FIRST, sizeof FIRST - 1), .line = "main", .pdu = FIRST}};
    char words[160];
    (void)state;
    record.waiting.received = ago(rig, HOUR_MS_T, false);
    restore(rig, &record);
    record.waiting.pdu = "zz"; /* damaged on the card */
    restore(rig, &record);
    go(rig, 1000);
    (void)snprintf(words, sizeof words, "+CMT: \"\",41\r\n%s", SECOND);
    rig_line(rig, 0, words);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT), "From +12025550144: @Yes! Zillow listing 12B");
    rig_free(rig);
}

/* Received before any clock could tell when: shown late, not never. */
static void test_waiting_part_of_unknown_age_is_shown_late(void **state)
{
    static const char LONE[] = /* case inc-10 */
        "07912120550591F9440B912120550541F4000062405101035469210500035502018C69F99C0E4287D966D0DB0C0A83D86FF719442FE3"
        "E920";
    struct rig *rig = begin();
    struct record record = {.kind = RECORD_WAITING_PART,
                            .waiting = {.fingerprint = 55, .line = "main", .pdu = LONE, .received = {.set = true}}};
    (void)state;
    restore(rig, &record);
    go(rig, 1000);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig->sent_count, 0);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig->sent_count, 1);
    rig_free(rig);
}

/* A stranger's longest messages, each a part short, all due at once at the start: relayed in pieces, nothing overflows. */
static void test_hostile_long_messages_fall_due_together(void **state)
{
    struct rig *rig = begin();
    static char text[32 * 153 * 3 + 1];
    struct sms_plan plan;
    char hex[SMS_NETWORK_HEX_MAX];
    (void)state;
    for (unsigned i = 0; i < 32 * 76; i++)
        memcpy(text + 1 + 3 * (size_t)i, "\xe2\x82\xac", 4);
    for (unsigned m = 0; m < 3; m++) {
        text[0] = (char)('x' + m);
        assert_true(sms_plan_text(text, &plan) && plan.parts == 32);
        for (unsigned p = 0; p < 31; p++) {
            struct sms_deliver d = {
                .from = CALLER_B, .text = text, .plan = &plan, .part = p, .ref = (uint16_t)m, .time_s = 1776276000};
            struct record record = {
                .kind = RECORD_WAITING_PART,
                .waiting = {.fingerprint = 1 + m * 100 + p, .line = "main", .pdu = hex, .received = ago(rig, 48 * HOUR_MS_T, false)}};
            assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
            restore(rig, &record);
        }
    }
    go(rig, MINUTE_MS);
    unsigned euros = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        for (const char *p = rig->sent[i].text; (p = strstr(p, "\xe2\x82\xac")) != NULL; p += 3)
            euros++;
    assert_int_equal(euros, 3 * 31 * 76);
    rig_free(rig);
}

/* More than one step has room for: nothing is lost. */
static void test_a_full_day_is_taken_up_in_several_steps(void **state)
{
    struct rig *rig = begin();
    char number[24];
    (void)state;
    for (int i = 0; i < 100; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 100 + i);
        if (i == 0) /* the agent's own number */
            (void)snprintf(number, sizeof number, "+12025551299");
        restore_call(rig, 1 + i, number, &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false});
        restore_text(rig, 101 + i, 1 + i, TEXT_AUTO, TEXT_SENDING, number, "Sorry.", 10000, true);
    }
    rig_start(rig);
    unsigned told = 0, doubt = 0;
    for (unsigned i = 0; i < rig->record_count; i++) {
        told += rig->record[i].record.kind == RECORD_CALL && rig->record[i].record.call.alerted;
        doubt += rig->record[i].record.kind == RECORD_TEXT && rig->record[i].record.text.state == TEXT_IN_DOUBT;
    }
    assert_int_equal(told, 100);
    assert_int_equal(doubt, 100);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undecided_calls),
        cmocka_unit_test(test_untrusted_clock_hands_an_old_call_to_the_agent),
        cmocka_unit_test(test_two_undecided_calls_by_one_number_are_one_text),
        cmocka_unit_test(test_prepared_text_goes_on),
        cmocka_unit_test(test_prepared_text_that_is_too_old_expires),
        cmocka_unit_test(test_text_under_way_is_in_doubt_and_not_sent_again),
        cmocka_unit_test(test_settled_text_whose_alert_was_lost_is_told),
        cmocka_unit_test(test_told_call_is_not_told_again),
        cmocka_unit_test(test_alert_that_waited_goes_on_and_an_old_id_is_not_given_again),
        cmocka_unit_test(test_report_finds_a_text_of_a_former_life),
        cmocka_unit_test(test_who_was_texted_is_known_across_boots),
        cmocka_unit_test(test_caps_count_across_restarts),
        cmocka_unit_test(test_received_message_is_relayed_again),
        cmocka_unit_test(test_relay_in_each_state),
        cmocka_unit_test(test_relay_without_its_message_goes_on),
        cmocka_unit_test(test_seen_message_is_known),
        cmocka_unit_test(test_waiting_part_meets_its_kin),
        cmocka_unit_test(test_hostile_long_messages_fall_due_together),
        cmocka_unit_test(test_waiting_part_of_unknown_age_is_shown_late),
        cmocka_unit_test(test_a_full_day_is_taken_up_in_several_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
