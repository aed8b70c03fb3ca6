/* The desk and its leads, as STORIES.md tells it: LIST and DONE, what leads write, answers to them, STOP and
 * what may be one, and how leads end. */
#include "support/core_desk_rig.h"

/* --- S15, S16, S17: leads, relays, answers --- */

static void test_s15_list_and_done(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "list");
    expect(rig, AGENT, "No open leads. I will text you when somebody calls.");
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    expect(rig, AGENT, "Missed 202-555-0144 at 2:00p: texted. Call by 2:15 pm. (lead 2)");
    tell(rig, CALLER_B, "the blue one on Oak");
    expect(rig, AGENT, "From 0144 (lead 2, 2:00p): the blue one on Oak");
    tell(rig, AGENT, "LIST");
    expect(rig, AGENT, "1) 0143 2:00p no reply\n2) 0144 2:00p replied: 'the blue one on Oak'");
    tell(rig, AGENT, "Done 1");
    expect(rig, AGENT, "Lead 1 (0143) is done.");
    assert_int_equal(lead_record(rig, CALLER_A)->state, LEAD_DONE);
    assert_true(lead_record(rig, CALLER_A)->answered.set);
    tell(rig, AGENT, "LIST");
    expect(rig, AGENT, "2) 0144 2:00p replied: 'the blue one on Oak'"); /* its number is stable */
    tell(rig, AGENT, "DONE 1");
    expect(rig, AGENT, "There is no open lead 1. LIST shows them.");
    tell(rig, AGENT, "DONE 0144");
    expect(rig, AGENT, "Lead 2 (0144) is done.");
    tell(rig, AGENT, "DONE 0144");
    expect(rig, AGENT,
           "Which 0144? Write the lead's number or the whole phone number. LIST shows open leads.");
    rig_free(rig);
}

static void test_a_long_list_is_texts_of_whole_rows(void **state)
{
    struct config *cfg = config_new();
    char number[TB_NUMBER_MAX];
    (void)state;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg);
    for (int i = 0; i < 12; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 110 + i);
        called(rig, number);
    }
    unsigned before = rig->sent_count;
    tell(rig, AGENT, "LIST");
    assert_int_equal(rig->sent_count - before, 3);
    expect(rig, AGENT, "11) 0120 2:01p no reply\n12) 0121 2:01p no reply");
    rig_free(rig);
}

/* One accent must not make a list of five dear; and who said STOP is not waiting for an answer. */
static void test_a_list_in_two_alphabets(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    called(rig, CALLER_C);
    tell(rig, CALLER_B,
         "\xC2\xBF"
         "Est\xC3\xA1?");
    tell(rig, CALLER_C, "stop");
    unsigned before = rig->sent_count;
    tell(rig, AGENT, "LIST");
    assert_int_equal(rig->sent_count - before, 3);
    assert_string_equal(rig->sent[before].text, "1) 0143 2:00p no reply");
    assert_string_equal(rig->sent[before + 1].text, "2) 0144 2:00p replied: '\xC2\xBF"
                                                    "Est\xC3\xA1?'");
    assert_string_equal(rig->sent[before + 2].text, "3) 0145 2:00p said STOP");
    tell(rig, AGENT, "1 I call you");
    tell(rig, AGENT, "LIST");
    assert_string_equal(rig->sent[rig->sent_count - 3].text, "1) 0143 2:00p (answered) no reply");
    rig_free(rig);
}

/* The box loses its power while it rings; the phone goes on ringing when it is back. */
static void test_a_call_through_a_power_cut_is_told_of_once(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig = rig_cut(rig, without_reminders(), 4000);
    rig_run(rig, 3000);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_int_equal(lead_record(rig, CALLER_A)->calls, 1);
    rig_run(rig, MINUTE_MS);
    called(rig, CALLER_A); /* a call of its own */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "called again."));
    rig_free(rig);
}

static void test_report_is_asked_for_and_answered(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->report = CFG_REPORT_NONE;
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "report");
    assert_int_equal(rig->asked, 1);
    struct report_figures figures = {.dated = true,
                                     .from_ms = WALL_START - 14 * 24 * HOUR_MS_T,
                                     .to_ms = WALL_START,
                                     .calls = 41,
                                     .texted = 36,
                                     .replied = 14};
    rig_event(rig, &(struct event){.kind = EVENT_REPORT, .figures = &figures});
    rig_run(rig, 5000);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "41 missed, 36 texted, 14 replied"));
    rig_free(rig);
}

static void test_s16_addresses_are_tagged_and_kept(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "1402 Oak St");
    expect(rig, AGENT, "From 0143 (2:00p): 1402 Oak St [address?]");
    assert_string_equal(lead_record(rig, CALLER_A)->address, "1402 Oak St");
    tell(rig, CALLER_A, "This is Ann. 5 pm at 77 W 3rd?");
    expect(rig, AGENT, "From 0143 (Ann, 2:00p): This is Ann. 5 pm at 77 W 3rd? [address? time? name?]");
    tell(rig, CALLER_A, "2 bed\n2 bath");
    expect(rig, AGENT, "From 0143 (Ann, 2:00p): 2 bed\n2 bath");
    assert_string_equal(lead_record(rig, CALLER_A)->last_text, "2 bed 2 bath");
    assert_string_equal(lead_record(rig, CALLER_A)->address, "1402 Oak St");
    rig_free(rig);
}

static void test_s17_answer_by_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    tell(rig, AGENT, "1 It's still available, want to see it at 5? \xF0\x9F\x8F\xA1");
    expect(rig, CALLER_A, "It's still available, want to see it at 5? \xF0\x9F\x8F\xA1");
    expect(rig, AGENT, "Sent to 0143");
    assert_int_equal(rig_text_record(rig, TEXT_TYPED, CALLER_A)->state, TEXT_ACCEPTED);
    assert_true(lead_record(rig, CALLER_A)->answered.set);
    assert_true(rig_person_record(rig, CALLER_A)->last_typed);
    called(rig, CALLER_A); /* they talk: no automatic text */
    assert_int_equal(rig_call_record(rig, 3)->reason, REASON_CONVERSATION);
    tell(rig, AGENT, "see you there");
    expect(rig, AGENT, "Not sent: for which lead? 1) 0143 2) 0144. Put the number first, like: 1 your words");
    tell(rig, AGENT, "7 see you there");
    expect(rig, AGENT, "There is no open lead 7. LIST shows them.");
    rig_free(rig);
}

static void test_s17_a_bare_answer_to_the_only_lead(void **state)
{
    static const char *const NEVER[] = {"ok", "Thanks!", "\xF0\x9F\x91\x8D", "Liked \"1402 Oak St\""};
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "On my way"); /* they have written nothing yet */
    expect(rig, AGENT, "Not sent: for which lead? 1) 0143. Put the number first, like: 1 your words");
    tell(rig, CALLER_A, "Is it free?");
    unsigned before = rig->sent_count;
    for (size_t i = 0; i < TB_COUNT(NEVER); i++)
        tell(rig, AGENT, NEVER[i]);
    assert_int_equal(rig->sent_count, before);
    tell(rig, AGENT, "Yes, at 5");
    expect(rig, CALLER_A, "Yes, at 5");
    expect(rig, AGENT, "Sent to 0143");
    rig_run(rig, 16 * MINUTE_MS);
    tell(rig, AGENT, "And bring a coat");
    expect(rig, CALLER_A, "Yes, at 5");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Not sent: for which lead?"));
    rig_free(rig);
}

/* A word or two that may have been meant for the box reach no lead; an address in another form is one. */
static void test_what_looks_like_an_order_or_an_address(void **state)
{
    static const char *const ORDERS[] = {
        "lst",        "hlp",  "LIST ALL",          "HELP LIST",      "cancel",
        "remove him", "code", "test my phone off", "TEST FORWARDING"};
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Is it free?");
    for (size_t i = 0; i < TB_COUNT(ORDERS); i++) {
        tell(rig, AGENT, ORDERS[i]);
        if (strstr(rig_last_to(rig, AGENT), "Not sent, it looks like an order to me.") == NULL)
            fail_msg("%s: %s", ORDERS[i], rig_last_to(rig, AGENT));
    }
    static const char *const STOPS[] = {"STOP", "stop", "Unsubscribe", "STOP please", "stop all"};
    for (size_t i = 0; i < TB_COUNT(STOPS); i++) {
        tell(rig, AGENT, STOPS[i]);
        expect(rig, AGENT,
               "Not sent. PAUSE 2h stops my texts to callers, RESUME starts them again. [alerts] in "
               "textback.ini says what I tell you.");
    }
    tell(rig, AGENT, "reply 1 yes");
    expect(rig, AGENT, "Not sent: for which lead? 1) 0143. Put the number first, like: 1 your words");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    tell(rig, AGENT, "(1) yes");
    expect(rig, CALLER_A, "yes");
    tell(rig, AGENT, "0143 ok then");
    expect(rig, CALLER_A, "ok then");
    tell(rig, AGENT, "1402 Oak St it is"); /* no lead ends so: words */
    expect(rig, CALLER_A, "1402 Oak St it is");
    tell(rig, AGENT, "Sure");
    expect(rig, CALLER_A, "Sure");
    rig_free(rig);
}

/* Two telephones that answer by themselves must not go on for ever. */
static void test_an_agents_phone_that_answers_by_itself(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    unsigned before = rig->sent_count;
    for (int i = 0; i < 5; i++)
        tell(rig, AGENT, "I am driving, I will see your message later");
    assert_int_equal(rig->sent_count - before, 1);
    rig_free(rig);
}

static void test_strangers_command_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_B, "DONE 1");
    tell(rig, CALLER_B, "LIST");
    assert_int_equal(rig_sent_to(rig, CALLER_B), 0);
    assert_int_equal(lead_record(rig, CALLER_A)->state, LEAD_OPEN);
    expect(rig, AGENT, "From 0144 (lead 2, 2:00p): LIST");
    rig_free(rig);
}

static void test_who_said_stop_is_not_written_to(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Stop");
    unsigned before = rig_sent_to(rig, CALLER_A);
    tell(rig, AGENT, "1 please come back");
    expect(rig, AGENT, "Not sent: 0143 said STOP. Call instead.");
    assert_int_equal(rig_sent_to(rig, CALLER_A), before);
    rig_free(rig);
}

static void test_a_doubtful_stop_waits_for_the_agent(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->repeat_ms = 0;
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Can we cancel the 5 pm showing?");
    expect(rig, AGENT,
           "From 0143 (2:00p): Can we cancel the 5 pm showing? [time?] [May be an opt-out. If so BLOCK 1, "
           "else just answer.]");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_PAUSED);
    assert_non_null(
        strstr(rig_last_to(rig, AGENT), "may have written STOP, not texted. Call back. (lead 1)"));
    tell(rig, AGENT, "1 Sure, 6 then?"); /* the agent has decided: it was none */
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 3)->verdict, VERDICT_TEXT);
    tell(rig, CALLER_A, "can we cancel the 6 pm showing?");
    tell(rig, AGENT, "block 1");
    expect(rig, AGENT, "Blocked 0143: no automatic texts to them. UNBLOCK 202-555-0143 undoes it.");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 4)->reason, REASON_OPTED_OUT);
    assert_true(rig_person_record(rig, CALLER_A)->opted_out && rig_person_record(rig, CALLER_A)->blocked);
    tell(rig, CALLER_A, "START"); /* lifts their own STOP, never the agent's block */
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 5)->reason, REASON_OPTED_OUT);
    rig_free(rig);
}

/* --- how leads end --- */

static void test_a_lead_nobody_closes_closes_by_itself(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    rig_run(rig, 73 * HOUR_MS_T);
    called(rig, CALLER_B);
    assert_int_equal(lead_record(rig, CALLER_A)->state, LEAD_DONE);
    assert_false(lead_record(rig, CALLER_A)->answered.set);
    assert_int_equal(lead_record(rig, CALLER_B)->n, 2);
    rig_free(rig);
}

static void test_numbers_go_on_after_a_cut(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "DONE 1");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_B);
    assert_int_equal(lead_record(rig, CALLER_B)->n, 2); /* "1 see you at 5" was for another */
    rig_free(rig);
}

static void test_somebody_picks_up_the_box(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    rig_ring(rig, 0, CALLER_A);
    rig_line(rig, 0, "VOICE CALL: BEGIN");
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 3000);
    if (rig_call_record(rig, 2)->reason == REASON_ANSWERED)
        assert_true(lead_record(rig, CALLER_A)->answered.set);
    else
        fail_msg("not answered but %s", skip_reason_word(rig_call_record(rig, 2)->reason));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s15_list_and_done),
        cmocka_unit_test(test_a_long_list_is_texts_of_whole_rows),
        cmocka_unit_test(test_a_list_in_two_alphabets),
        cmocka_unit_test(test_a_call_through_a_power_cut_is_told_of_once),
        cmocka_unit_test(test_report_is_asked_for_and_answered),
        cmocka_unit_test(test_s16_addresses_are_tagged_and_kept),
        cmocka_unit_test(test_s17_answer_by_text),
        cmocka_unit_test(test_s17_a_bare_answer_to_the_only_lead),
        cmocka_unit_test(test_what_looks_like_an_order_or_an_address),
        cmocka_unit_test(test_an_agents_phone_that_answers_by_itself),
        cmocka_unit_test(test_strangers_command_nothing),
        cmocka_unit_test(test_who_said_stop_is_not_written_to),
        cmocka_unit_test(test_a_doubtful_stop_waits_for_the_agent),
        cmocka_unit_test(test_a_lead_nobody_closes_closes_by_itself),
        cmocka_unit_test(test_numbers_go_on_after_a_cut),
        cmocka_unit_test(test_somebody_picks_up_the_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
