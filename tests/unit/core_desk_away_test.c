/* The desk: PAUSE (S33) and AWAY (S32), CALLBACK and SAY, TEST (S2, S3) and STATUS. */
#include "support/core_desk_rig.h"

/* --- S32, S33: away and pause --- */

static void test_s33_pause(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "PAUSE 2h");
    expect(rig, AGENT, "Paused until 4:00 pm: callers get no text, I still alert you. RESUME ends it.");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_PAUSED);
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: not texted: paused. Call back. (lead 1)");
    rig = rig_cut(rig, config_new(), MINUTE_MS); /* it survives */
    called(rig, CALLER_B);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 0);
    rig_run(rig, 2 * HOUR_MS_T);
    expect(rig, AGENT, "Your pause is over. Callers get your text again.");
    called(rig, CALLER_C);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 1);
    tell(rig, AGENT, "pause");
    tell(rig, AGENT, "resume");
    expect(rig, AGENT, "Callers get your text again. PAUSE 2h stops it for a while.");
    called(rig, "+12025550146");
    assert_int_equal(rig_sent_to(rig, "+12025550146"), 1);
    rig_free(rig);
}

static void test_a_long_pause_wants_the_code(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "PAUSE until Mon");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "to pause for more than 12 hours"));
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    tell(rig, AGENT, "PAUSE 3d");
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT, "Paused until Sat 2:00 pm: callers get no text, I still alert you. RESUME ends it.");
    rig_free(rig);
}

static void test_s32_away_with_a_colleague(void **state)
{
    static const char COVERING[] = "+15125550151";
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "AWAY until Mon covering 512-555-0151");
    assert_non_null(
        strstr(rig_last_to(rig, AGENT), "within 10 minutes to send your callers to 512-555-0151."));
    called(rig, CALLER_A);
    assert_non_null(
        strstr(rig_last_to(rig, CALLER_A), "I can call within 15 minutes")); /* not yet confirmed */
    tell(rig, AGENT, "AWAY until Mon covering 512-555-0151");
    tell(rig, AGENT, code_in(rig));
    expect(
        rig, AGENT,
        "Away until Mon 8:00 am: callers are told to reach 512-555-0151, alerts go there too. BACK ends it.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_B);
    expect(rig, CALLER_B,
           "Hi, this is Example Realty for Alex Agent. I am away right now; please call or text "
           "512-555-0151, who will help you. Reply STOP to opt out.");
    assert_string_equal(rig_call_record(rig, 2)->message, "away");
    assert_int_equal(rig_sent_to(rig, COVERING), 1); /* the alert goes there too */
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 30 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT) - before,
                     3 /* of the first call's promise: none of the second's */);
    rig_run(rig, 5 * 24 * HOUR_MS_T);
    expect(rig, AGENT, "You are no longer away. Callers get your usual text again. LIST shows open leads.");
    called(rig, CALLER_C);
    assert_non_null(strstr(rig_last_to(rig, CALLER_C), "I can call within 15 minutes"));
    rig_free(rig);
}

static void test_away_without_a_colleague_promises_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "away");
    expect(rig, AGENT, "Away: callers get your after-hours text, no call-back is promised. BACK ends it.");
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "We are closed. Alex Agent");
    tell(rig, AGENT, "back");
    expect(rig, AGENT, "Welcome back. Callers get your usual text again. LIST shows open leads.");
    called(rig, CALLER_B);
    assert_non_null(strstr(rig_last_to(rig, CALLER_B), "I can call within 15 minutes"));
    rig_free(rig);
}

static void test_times_without_a_clock(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->now.wall_ok = false;
    tell(rig, AGENT, "AWAY until Mon");
    expect(rig, AGENT, "I do not know the time yet. Say how long instead, like: PAUSE 2h, AWAY 3d");
    tell(rig, AGENT, "PAUSE 2h");
    expect(rig, AGENT, "Paused: callers get no text, I still alert you. RESUME ends it.");
    rig_run(rig, 2 * HOUR_MS_T);
    expect(rig, AGENT, "Your pause is over. Callers get your text again.");
    rig_free(rig);
}

/* --- CALLBACK and SAY --- */

static void test_callback_changes_the_promise(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "CALLBACK 30m");
    expect(rig, AGENT, "Callers are now promised a call within 30 minutes. CALLBACK OFF promises none.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Sorry I missed you. I can call within 30 minutes. Alex Agent");
    tell(rig, AGENT, "callback off");
    expect(rig, AGENT, "From now on no call-back time is promised. CALLBACK 15m turns it on again.");
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "Sorry I missed you. Alex Agent");
    rig_free(rig);
}

static void test_say_chooses_the_message(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "SAY Seller");
    expect(rig, AGENT,
           "Unknown callers now get the message \"seller\". SAY text goes back to the usual one.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Selling? Alex Agent");
    tell(rig, AGENT, "say text");
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    rig_free(rig);
}

static void test_callback_ends_when_the_ini_says_something_new(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    struct rig *rig = rig_ready(config_new());
    tell(rig, AGENT, "CALLBACK 30m");
    tell(rig, AGENT, "status");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "CALLBACK 30 minutes."));
    cfg->callback_ms = 20 * MINUTE_MS;
    rig = rig_cut(rig, cfg, MINUTE_MS);
    called(rig, CALLER_A);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "I can call within 20 minutes."));
    rig_free(rig);
}

static void test_s32_who_stands_in_knows_and_reads(void **state)
{
    static const char COVERING[] = "+15125550151";
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "AWAY until Mon covering 512-555-0151");
    tell(rig, AGENT, code_in(rig));
    bool introduced = false;
    for (unsigned i = 0; i < rig->record_count; i++)
        introduced = introduced || (rig->record[i].body != NULL &&
                                    strstr(rig->record[i].body, "is away until Mon 8:00 am and "
                                                                "sends callers to you") != NULL);
    assert_true(introduced);
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "I want to see it");
    expect(rig, COVERING, "From 0143 (2:00p): I want to see it");
    tell(rig, COVERING, "1 Come at five");
    expect(
        rig, COVERING,
        "I am Alex Agent's box and take orders from Alex Agent only; I have passed this on. Answer callers "
        "from your own phone.");
    expect(rig, AGENT, "From 512-555-0151 (2:00p): 1 Come at five");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(leads_count(&rig->core->leads), 1); /* a colleague is no lead */
    rig_free(rig);
}

static void test_s32_covered_by_one_of_the_team(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    cfg->escalate_ms = HOUR_MS_T;
    cfg->backup_count = 2;
    (void)snprintf(cfg->backup[0].number, TB_NUMBER_MAX, "+12025550161");
    (void)snprintf(cfg->backup[1].number, TB_NUMBER_MAX, "+12025550162");
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "AWAY 3d covering 202-555-0162");
    tell(rig, AGENT, code_in(rig));
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, "+12025550161"), 1); /* the offer */
    assert_int_equal(rig_sent_to(rig, "+12025550162"),
                     1); /* callers are told to call there: so the alert goes too */
    rig_free(rig);
}

/* The box loses its power in the middle of a trial: which leg it was is not known any more. */
static void test_a_trial_through_a_power_cut_claims_nothing(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "TEST BUSY");
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", -1);
    called(rig, CALLER_A);
    rig = rig_cut(rig, without_reminders(), 30000);
    rig_run(rig, MINUTE_MS);
    assert_false(rig->core->desk.leg_seen[DESK_LEG_BUSY]);
    assert_null(strstr(rig_last_to(rig, AGENT), "It works"));
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Missed 202-555-0143"));
    rig_free(rig);
}

/* --- S2, S3: TEST --- */

static void test_s2_guided_test(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A); /* texted before: a test does not mind */
    tell(rig, AGENT, "TEST");
    expect(rig, AGENT, "Call your cell from another phone now and let it ring. I tell you what I see.");
    rig_run(rig, 13000);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_true(rig_call_record(rig, 2)->test);
    expect(rig, AGENT,
           "It works: a call from 202-555-0143 came 18 s after you asked. Text sent at once when it ended. "
           "Not yours? Call back. Next: TEST BUSY.");
    called(rig, CALLER_B); /* no test any more */
    assert_false(rig_call_record(rig, 3)->test);
    rig = rig_cut(rig, without_reminders(), MINUTE_MS);
    tell(rig, AGENT, "status");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Forwarding tested: no answer."));
    tell(rig, AGENT, "test busy");
    called(rig, "+18005550143");
    expect(rig, AGENT,
           "It works: a call from 800-555-0143 came 5.0 s after you asked. No text: a toll-free number, not "
           "texted. Not yours? Call back. "
           "Next: TEST OFF.");
    tell(rig, AGENT, "test off");
    rig_run(rig, 11 * MINUTE_MS);
    expect(rig, AGENT,
           "No call reached me (phone off). Dial *#004# on your cell to see if that forward is set. Then "
           "send TEST again.");
    rig_free(rig);
}

static void test_status(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "STATUS");
    expect(rig, AGENT, "On. Signal good (5/5), Test. No open leads. Forwarding not tested: send TEST.");
    called(rig, CALLER_A);
    tell(rig, AGENT, "pause 1h");
    tell(rig, AGENT, "say seller");
    tell(rig, AGENT, "status");
    expect(rig, AGENT,
           "On. Signal good (5/5), Test. 1 open lead. Paused until 3:00 pm. Forwarding not tested: send "
           "TEST. Callers get \"seller\".");
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s33_pause),
        cmocka_unit_test(test_a_long_pause_wants_the_code),
        cmocka_unit_test(test_s32_away_with_a_colleague),
        cmocka_unit_test(test_away_without_a_colleague_promises_nothing),
        cmocka_unit_test(test_times_without_a_clock),
        cmocka_unit_test(test_callback_changes_the_promise),
        cmocka_unit_test(test_say_chooses_the_message),
        cmocka_unit_test(test_callback_ends_when_the_ini_says_something_new),
        cmocka_unit_test(test_s32_who_stands_in_knows_and_reads),
        cmocka_unit_test(test_s32_covered_by_one_of_the_team),
        cmocka_unit_test(test_a_trial_through_a_power_cut_claims_nothing),
        cmocka_unit_test(test_s2_guided_test),
        cmocka_unit_test(test_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
