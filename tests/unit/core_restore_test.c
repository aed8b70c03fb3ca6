/* A former life read back: calls and texts in every state, and what becomes of them. */
#include "support/core_past.h"

static void test_undecided_calls(void **state)
{
    static const struct {
        const char *name;
        struct past_call past;
        bool texted;
        enum skip_reason reason;
    } ROWS[] = {
        {"rang when the power went, a minute ago",
         {CALL_RINGING, VERDICT_NONE, MINUTE_MS, -1, false, false},
         true,
         REASON_NONE},
        {"rang when the daemon died, this boot",
         {CALL_RINGING, VERDICT_NONE, MINUTE_MS, -1, true, false},
         true,
         REASON_NONE},
        {"rang an hour ago",
         {CALL_RINGING, VERDICT_NONE, HOUR_MS_T, -1, false, false},
         false,
         REASON_TOO_OLD},
        {"rang an hour ago, this boot",
         {CALL_RINGING, VERDICT_NONE, HOUR_MS_T, -1, true, false},
         false,
         REASON_TOO_OLD},
        {"ended before its verdict, a minute ago",
         {CALL_MISSED, VERDICT_NONE, MINUTE_MS, MINUTE_MS, false, false},
         true,
         REASON_NONE},
        {"ended before its verdict, an hour ago",
         {CALL_MISSED, VERDICT_NONE, HOUR_MS_T, HOUR_MS_T, false, false},
         false,
         REASON_TOO_OLD},
        {"given up before its verdict, yesterday",
         {CALL_GAVE_UP, VERDICT_NONE, 24 * HOUR_MS_T, 24 * HOUR_MS_T, false, false},
         false,
         REASON_TOO_OLD},
        {"interrupted before its verdict, an hour ago, this boot",
         {CALL_INTERRUPTED, VERDICT_NONE, HOUR_MS_T, HOUR_MS_T, true, false},
         false,
         REASON_TOO_OLD},
        {"answered before its verdict",
         {CALL_ANSWERED, VERDICT_NONE, MINUTE_MS, MINUTE_MS, false, false},
         false,
         REASON_ANSWERED},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        restore_call(rig, 7, CALLER_A, &ROWS[i].past);
        go(rig, 20000);
        const struct call_record *call = rig_call_record(rig, 7);
        if (rig_sent_to(rig, CALLER_A) != ROWS[i].texted || call->reason != ROWS[i].reason ||
            call->verdict != (ROWS[i].texted ? VERDICT_TEXT : VERDICT_SKIP))
            fail_msg("%s: %u texts, %s %s", ROWS[i].name, rig_sent_to(rig, CALLER_A),
                     call_verdict_word(call->verdict), skip_reason_word(call->reason));
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
    restore_call(rig, 7, CALLER_A,
                 &(struct past_call){CALL_RINGING, VERDICT_NONE, MINUTE_MS, -1, false, false});
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
    restore_call(rig, 7, CALLER_A,
                 &(struct past_call){CALL_MISSED, VERDICT_TEXT, MINUTE_MS, MINUTE_MS, false, false});
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
    restore_call(rig, 7, CALLER_A,
                 &(struct past_call){CALL_MISSED, VERDICT_TEXT, HOUR_MS_T, HOUR_MS_T, false, false});
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
    restore_call(rig, 7, CALLER_A,
                 &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_SENDING, CALLER_A, "Sorry.", 10000, true);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 1:59p: I cannot tell if my text left. Call them. (lead 1)");
    rig_free(rig);
}

static void test_settled_text_whose_alert_was_lost_is_told(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 7, CALLER_A,
                 &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false});
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_ACCEPTED, CALLER_A, NULL, 10000, true);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_string_equal(rig_last_to(rig, AGENT), "Missed 202-555-0143 at 1:59p: texted. Call back. (lead 1)");
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
    struct sms_report r = {
        .to = CALLER_A, .ref = 50, .time_s = WALL_START / 1000, .discharge_s = WALL_START / 1000};
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
    core_restore_ids(rig->core, &(struct last_ids){.call = 100, .text = 200});
    go(rig, 1000);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_call_record(rig, 101)->reason, REASON_CAP_HOUR);
    rig_run(rig, 30 * MINUTE_MS);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_call_record(rig, 102)->verdict, VERDICT_TEXT);
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
        restore_call(rig, 1 + i, number,
                     &(struct past_call){CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false});
        restore_text(rig, 101 + i, 1 + i, TEXT_AUTO, TEXT_SENDING, number, "Sorry.", 10000, true);
    }
    rig_start(rig);
    unsigned told = 0, doubt = 0;
    for (unsigned i = 0; i < rig->record_count; i++) {
        told += rig->record[i].record.kind == RECORD_CALL && rig->record[i].record.call.alerted;
        doubt +=
            rig->record[i].record.kind == RECORD_TEXT && rig->record[i].record.text.state == TEXT_IN_DOUBT;
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
        cmocka_unit_test(test_a_full_day_is_taken_up_in_several_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
