/* STOP, START and HELP take effect at once, whatever is on its way. */
#include "support/core_say.h"

static void test_stop_ends_automatic_texts_and_is_confirmed_once(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    say(rig, CALLER_A, "Stop. Thank you"); /* case pol-02 */
    rig_run(rig, 2000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "no more automatic texts"));
    assert_non_null(rig_person_record(rig, CALLER_A)); /* on record, not only in memory */
    assert_true(rig_person_record(rig, CALLER_A)->opted_out);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "From 202-555-0143 (2:00p): Stop. Thank you"));
    say(rig, CALLER_A, "STOP");
    rig_run(rig, 2000);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_OPTED_OUT);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_start_opts_in_again(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    say(rig, CALLER_A, "START"); /* of one who never left: no answer */
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    say(rig, CALLER_A, "STOP");
    say(rig, CALLER_A, "START");
    rig_run(rig, 2000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_false(rig_person_record(rig, CALLER_A)->opted_out);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_call_record(rig, 1)->verdict, VERDICT_TEXT);
    rig_free(rig);
}

static void test_help_is_answered_but_not_for_ever(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        say(rig, CALLER_A, "HELP");
        rig_run(rig, 3000);
    }
    assert_int_equal(rig_sent_to(rig, CALLER_A), 3);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "Alex Agent, Example Realty, 202-555-0100"));
    rig_free(rig);
}

/* Who has said STOP is told what undoes it, not to say it again. */
static void test_help_after_stop_names_start(void **state)
{
    static const char WANT[] = "Alex Agent, Example Realty, 202-555-0100. I text people whose call I missed. "
                               "You said STOP; reply START "
                               "to undo.";
    struct rig *rig = rig_ready(config_new());
    (void)state;
    say(rig, CALLER_A, "STOP");
    rig_run(rig, 3000);
    say(rig, CALLER_A, "HELP");
    rig_run(rig, 3000);
    assert_string_equal(rig_last_to(rig, CALLER_A), WANT);
    say(rig, CALLER_A, "START");
    rig_run(rig, 15 * MINUTE_MS);
    say(rig, CALLER_A, "HELP");
    rig_run(rig, 3000);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "Reply STOP for no more automatic texts."));
    rig_free(rig);
}

/* Nobody hears that their STOP counts while a power cut would take it back. */
static void test_no_confirmation_while_the_disk_takes_nothing(void **state)
{
    struct event failing = {.kind = EVENT_LEDGER, .failing = true}, fine = {.kind = EVENT_LEDGER};
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true;
    rig_event(rig, &failing);
    say(rig, CALLER_A, "STOP");
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_true(rig_sent_to(rig, AGENT) > 0); /* who is told all the same */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0); /* and it counts */
    rig->disk_stalls = false;
    rig_event(rig, &fine);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "no more automatic texts"));
    rig_free(rig);
}

static void test_stop_while_the_prompt_is_open_sends_no_body(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true;
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig->sent_count, 0);
    say(rig, CALLER_A, "STOP");
    rig->disk_stalls = false;
    rig_run(rig, 30000);
    for (unsigned i = 0; i < rig->sent_count; i++)
        if (strcmp(rig->sent[i].to, CALLER_A) == 0)
            assert_non_null(strstr(rig->sent[i].text, "no more automatic texts"));
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    rig_free(rig);
}

static void test_stop_between_tries_and_while_held(void **state)
{
    (void)state;
    for (unsigned held = 0; held < 2; held++) {
        struct config *cfg = config_new();
        if (held) {
            config_hours(cfg, 15 * 60, 18 * 60); /* it is 14:00 */
            cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
        }
        struct rig *rig = rig_ready(cfg);
        rig_on(rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", held ? 0 : 1);
        rig_call(rig, 0, CALLER_A, 3000);
        say(rig, CALLER_A, "STOP");
        /* at once, not when its turn comes: whoever looks at the ledger must see that nothing waits */
        assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
        rig_run(rig, 3 * HOUR_MS_T);
        assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
        unsigned automatic = 0;
        for (unsigned i = 0; i < rig->sent_count; i++)
            automatic +=
                strcmp(rig->sent[i].to, CALLER_A) == 0 && strstr(rig->sent[i].text, "no more") == NULL;
        assert_int_equal(automatic, held ? 0 : 1); /* the one that was refused */
        rig_free(rig);
    }
}

static void test_stop_while_it_rings_counts(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 2000);
    say(rig, CALLER_A, "STOP");
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 10000);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_OPTED_OUT);
    rig_free(rig);
}

static void test_services_and_the_agent_are_not_answered(void **state)
{
    static const char *const SENDERS[] = {"55501", "AMAZON", AGENT};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SENDERS); i++) {
        struct rig *rig = rig_ready(config_new());
        say(rig, SENDERS[i], "STOP");
        say(rig, SENDERS[i], "HELP");
        rig_run(rig, 10000);
        for (unsigned s = 0; s < rig->sent_count; s++)
            assert_string_equal(rig->sent[s].to, AGENT);
        const struct person_record *agent = rig_person_record(rig, AGENT);
        assert_true(agent == NULL || !agent->opted_out);
        rig_free(rig);
    }
}

static void test_confirmation_leaves_within_five_minutes_or_never(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", -1);
    say(rig, CALLER_A, "STOP");
    int64_t asked = rig->now.mono_ms;
    rig_run(rig, 4 * MINUTE_MS);
    rig_link(rig, 0, false);
    rig_run(rig, 2 * MINUTE_MS);
    rig_forget_rules(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    for (unsigned i = 0; i < rig->sent_count; i++)
        assert_true(strcmp(rig->sent[i].to, CALLER_A) != 0 || rig->sent[i].at_ms - asked <= 5 * MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_CONFIRM, CALLER_A)->state, TEXT_EXPIRED);
    rig_free(rig);
}

static void test_words_that_may_mean_it_are_pointed_out(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    say(rig, CALLER_A, "Please stop by the house tomorrow");
    rig_run(rig, 2000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_true(rig_person_record(rig, CALLER_A)->doubtful);
    assert_false(rig_person_record(rig, CALLER_A)->opted_out);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "From 202-555-0143 (2:00p): Please stop by the house tomorrow [time?] [May be an "
                        "opt-out. If so BLOCK 1, else just answer.]");
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stop_ends_automatic_texts_and_is_confirmed_once),
        cmocka_unit_test(test_start_opts_in_again),
        cmocka_unit_test(test_help_is_answered_but_not_for_ever),
        cmocka_unit_test(test_help_after_stop_names_start),
        cmocka_unit_test(test_no_confirmation_while_the_disk_takes_nothing),
        cmocka_unit_test(test_stop_while_the_prompt_is_open_sends_no_body),
        cmocka_unit_test(test_stop_between_tries_and_while_held),
        cmocka_unit_test(test_stop_while_it_rings_counts),
        cmocka_unit_test(test_services_and_the_agent_are_not_answered),
        cmocka_unit_test(test_confirmation_leaves_within_five_minutes_or_never),
        cmocka_unit_test(test_words_that_may_mean_it_are_pointed_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
