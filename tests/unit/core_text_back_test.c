/* The main path: a call rings, nobody takes it, the caller has a text; each with its records in the right
 * order. */
#include "support/core_rig.h"

static void test_missed_call_becomes_a_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    size_t mark = rig_mark(rig);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    assert_false(rig_wired(rig, mark, "AT+CMGS="));
    int64_t end = rig->now.mono_ms;
    rig_line(rig, 0, "NO CARRIER");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_string_equal(rig_last_to(rig, CALLER_A),
                        "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    assert_int_equal(rig->sent[0].at_ms, end); /* no wait of ours in between */
    const struct call_record *call = rig_call_record(rig, 1);
    assert_int_equal(call->outcome, CALL_MISSED);
    assert_int_equal(call->verdict, VERDICT_TEXT);
    assert_string_equal(call->message, "text");
    assert_string_equal(call->number, CALLER_A);
    assert_true(call->alerted);
    const struct text_record *text = rig_text_record(rig, TEXT_AUTO, CALLER_A);
    assert_int_equal(text->state, TEXT_ACCEPTED);
    assert_int_equal(text->call, 1);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: texted. Call by 2:15 pm. (lead 1)");
    rig_free(rig);
}

static bool has_sending_record(const struct actions *out)
{
    for (uint16_t i = 0; i < out->count; i++)
        if (out->list[i].kind == ACTION_RECORD && out->list[i].record->kind == RECORD_TEXT &&
            out->list[i].record->text.state == TEXT_SENDING)
            return true;
    return false;
}

static bool begins_with_cmgs(const struct actions *out)
{
    return out->count > 0 && out->list[0].kind == ACTION_SEND &&
           strncmp(out->list[0].bytes, "AT+CMGS=", 8) == 0;
}

/* AT+CMGS is in the very step of NO CARRIER, first of all and before any record is made; the record that
 * Ctrl-Z will wait for comes with the step that core_has_more() asks for at once. */
static void test_cmgs_leaves_in_the_step_of_the_end(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static const char END[] = "\r\nNO CARRIER\r\n";
    struct event event = {.kind = EVENT_BYTES, .bytes = (const uint8_t *)END, .length = sizeof END - 1};
    bool cmgs = false;
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig->disk_stalls = true;
    while (event.length > 0 && !cmgs) {
        size_t used = core_step(rig->core, &event, &rig->now, rig->out);
        event.bytes += used;
        event.length -= used;
        cmgs = begins_with_cmgs(rig->out);
        assert_false(has_sending_record(rig->out));
        rig_perform(rig);
    }
    assert_true(cmgs);
    assert_true(core_has_more(rig->core));
    struct event more = {.kind = EVENT_PAPERS};
    (void)core_step(rig->core, &more, &rig->now, rig->out);
    assert_true(has_sending_record(rig->out));
    assert_false(core_has_more(rig->core));
    rig_perform(rig);
    rig_free(rig);
}

static void test_no_body_before_its_record_is_durable(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true;
    rig_call(rig, 0, CALLER_A, 3000);
    assert_true(rig_wired(rig, 0, "AT+CMGS="));
    assert_int_equal(rig->sent_count, 0);
    uint64_t needed = 0;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_TEXT && rig->record[i].record.text.state == TEXT_SENDING)
            needed = rig->record[i].sequence;
    assert_true(needed > rig->durable);
    rig_run(rig, 5000);
    for (uint64_t s = rig->durable; s < needed; s++) { /* every lesser progress of the disk is not enough */
        rig_durable(rig, s);
        rig_settle(rig);
        assert_int_equal(rig->sent_count, 0);
    }
    rig_durable(rig, rig->sequence);
    rig_settle(rig);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_disk_that_stalls_for_minutes_sends_once_in_the_end(void **state)
{
    struct config *cfg = config_new();
    cfg->max_age_ms = 10 * MINUTE_MS;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig->disk_stalls = true;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 3 * MINUTE_MS); /* the prompt is given back with ESC, then asked for again */
    assert_int_equal(rig->sent_count, 0);
    assert_true(rig_wired(rig, 0, "^["));
    rig->disk_stalls = false;
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_failing_ledger_still_answers_and_says_so(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event failing = {.kind = EVENT_LEDGER, .failing = true};
    (void)state;
    rig->disk_stalls = true;
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig->sent_count, 0);
    rig_event(rig, &failing);
    rig_settle(rig);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_true(rig_sent_to(rig, AGENT) >= 1);
    bool told = false;
    for (unsigned i = 0; i < rig->sent_count; i++)
        told = told || strstr(rig->sent[i].text, "memory card") != NULL;
    assert_true(told);
    unsigned before = rig->sent_count;
    rig_event(rig, &failing); /* told once, not each time */
    rig_run(rig, 2000);
    assert_int_equal(rig->sent_count, before);
    rig_free(rig);
}

static void test_withheld_gets_no_text_and_no_empty_cmgs(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_call(rig, 0, "", 3000);
    rig_run(rig, 10000);
    assert_int_equal(rig->sent_count, 1);
    assert_string_equal(rig->sent[0].to, AGENT);
    assert_string_equal(rig->sent[0].text, "A call without a number came at 2:00p. I could not text it.");
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_WITHHELD);
    rig_free(rig);
}

static void test_three_calls_by_one_number_are_one_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static const char *const SPELLINGS[] = {"2025550143", "12025550143", "+12025550143"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SPELLINGS); i++) {
        char clip[80];
        rig_line(rig, 0, "RING");
        (void)snprintf(clip, sizeof clip, "+CLIP: \"%s\",%d", SPELLINGS[i],
                       SPELLINGS[i][0] == '+' ? 145 : 129);
        rig_line(rig, 0, clip);
        rig_run(rig, 4000);
        rig_line(rig, 0, "NO CARRIER");
        rig_run(rig, 4000);
    }
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_REPEAT);
    assert_int_equal(rig_call_record(rig, 3)->reason, REASON_REPEAT);
    assert_string_equal(rig_last_to(rig, AGENT), "202-555-0143 called 3 times, urgent? Call back. (lead 1)");
    rig_free(rig);
}

/* The modem is busy with another text for two minutes (dead IMS, field case reg-07): the caller rings three
 * times. */
static void test_three_calls_while_the_modem_is_busy_are_one_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_B, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    for (unsigned i = 0; i < 3; i++) {
        rig_call(rig, 0, CALLER_A, 4000);
        rig_run(rig, 4000);
    }
    rig_line(rig, 0, "+CMGS: 1");
    rig_line(rig, 0, "OK");
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_one_caller_on_two_lines_at_once_is_one_text(void **state)
{
    struct config *cfg = config_new();
    config_line(cfg, "second");
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_on(rig, "AT+CMGS=", "", -1); /* neither gets its prompt yet */
    rig_ring(rig, 0, CALLER_A);
    rig_ring(rig, 1, CALLER_A);
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_line(rig, 1, "NO CARRIER");
    rig_forget_rules(rig);
    rig_run(rig, 60000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_two_callers_at_once_are_both_texted(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig_line(rig, 0, "+CCWA: \"2025550144\",129,1");
    assert_true(rig_wired(rig, 0, "AT+CHUP|"));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 15000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    assert_int_equal(rig_call_record(rig, 1)->outcome, CALL_GAVE_UP);
    rig_free(rig);
}

static void test_a_ring_of_a_third_of_a_second(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_call(rig, 0, CALLER_A, 300);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_answer_while_it_rings(void **state)
{
    struct config *cfg = config_new();
    cfg->when_ring = true;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 1999);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_run(rig, 1);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_false(rig_wired(rig, 0, "AT+CHUP")); /* left ringing */
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_call_record(rig, 1)->outcome, CALL_MISSED);
    rig_free(rig);
}

static void test_wait_after_the_end(void **state)
{
    struct config *cfg = config_new();
    cfg->wait_ms = 30000;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 29999);
    assert_int_equal(rig->sent_count, 0);
    rig_run(rig, 1);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_give_up_hangs_up_and_texts(void **state)
{
    struct config *cfg = config_new();
    cfg->give_up_ms = 12000;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    for (unsigned i = 0; i < 3; i++) {
        rig_run(rig, 4000);
        if (i < 2)
            rig_ring(rig, 0, CALLER_A);
    }
    assert_true(rig_wired(rig, 0, "AT+CHUP|"));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_call_record(rig, 1)->outcome, CALL_GAVE_UP);
    rig_run(rig, 60000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* A caller's name in Latin-1, as modems send it: the alert must still reach the agent. */
static void test_name_that_is_no_utf8(void **state)
{
    static const char *const NAMES[] = {
        ("Jos\xe9 Garc\xed"
         "a"),
        "\xff\xfe", "AB\xc3",
        "123456789012345678901234567890123456789012345678901234567890 \xc3\xa9\xc3\xa9"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NAMES); i++) {
        struct rig *rig = rig_ready(config_new());
        char clip[200];
        rig_line(rig, 0, "RING");
        (void)snprintf(clip, sizeof clip, "+CLIP: \"+12025550143\",145,,,\"%s\",0", NAMES[i]);
        rig_line(rig, 0, clip);
        rig_run(rig, 3000);
        rig_line(rig, 0, "NO CARRIER");
        rig_run(rig, 1000);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        assert_int_equal(rig_sent_to(rig, AGENT), 1);
        struct sms_plan plan;
        assert_true(sms_plan_text(rig_call_record(rig, 1)->name, &plan)); /* valid on record too */
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missed_call_becomes_a_text),
        cmocka_unit_test(test_cmgs_leaves_in_the_step_of_the_end),
        cmocka_unit_test(test_no_body_before_its_record_is_durable),
        cmocka_unit_test(test_disk_that_stalls_for_minutes_sends_once_in_the_end),
        cmocka_unit_test(test_failing_ledger_still_answers_and_says_so),
        cmocka_unit_test(test_withheld_gets_no_text_and_no_empty_cmgs),
        cmocka_unit_test(test_three_calls_by_one_number_are_one_text),
        cmocka_unit_test(test_three_calls_while_the_modem_is_busy_are_one_text),
        cmocka_unit_test(test_one_caller_on_two_lines_at_once_is_one_text),
        cmocka_unit_test(test_two_callers_at_once_are_both_texted),
        cmocka_unit_test(test_a_ring_of_a_third_of_a_second),
        cmocka_unit_test(test_answer_while_it_rings),
        cmocka_unit_test(test_wait_after_the_end),
        cmocka_unit_test(test_give_up_hangs_up_and_texts),
        cmocka_unit_test(test_name_that_is_no_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
