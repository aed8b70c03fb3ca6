/* The desk: the promise that a lead was given (S18), and calls again and again (S19). */
#include "support/core_desk_rig.h"

/* --- S18: the promise --- */

static void test_s18_promise_is_reminded_of(void **state)
{
    struct rig *rig = rig_ready(config_new()); /* callback 15 minutes */
    (void)state;
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 11 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    rig_run(rig, MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call by 2:15 pm. DONE 1 when called.");
    rig_run(rig, 3 * MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call now. DONE 1 when called.");
    rig_run(rig, 15 * MINUTE_MS);
    expect(rig, AGENT, "0143 still waits for your call, promised by 2:15 pm. DONE 1 when called.");
    assert_int_equal(rig_sent_to(rig, AGENT), before + 3);
    rig_run(rig, 8 * HOUR_MS_T); /* +45, +105 and +225 minutes; then it is evening */
    assert_int_equal(rig_sent_to(rig, AGENT), before + 6);
    rig_run(rig, 48 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 6);
    assert_false(lead_record(rig, CALLER_A)->promised.set);
    rig_free(rig);
}

static void test_s18_done_take_and_an_answer_keep_it(void **state)
{
    static const char *const WORDS[] = {"DONE 1", "TAKE 1", "1 I call you at 3"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(WORDS); i++) {
        struct rig *rig = rig_ready(config_new());
        called(rig, CALLER_A);
        tell(rig, AGENT, WORDS[i]);
        unsigned before = rig_sent_to(rig, AGENT);
        rig_run(rig, 5 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, AGENT), before);
        rig_free(rig);
    }
}

static void test_s18_many_promises_are_one_reminder(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    called(rig, CALLER_C);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 13 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    expect(rig, AGENT,
           "3 leads wait for your call: 1) 0143 2) 0144 3) 0145. DONE 1 when called, LIST shows all.");
    rig_free(rig);
}

static void test_s18_promise_survives_a_cut(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    rig = rig_cut(rig, config_new(), 2 * MINUTE_MS);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 11 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    expect(rig, AGENT, "0143 expects your call by 2:15 pm. DONE 1 when called.");
    rig =
        rig_cut(rig, config_new(), 3 * HOUR_MS_T); /* what was missed is told once, not one upon the other */
    before = rig_sent_to(rig, AGENT);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + (before == 0));
    rig_free(rig);
}

static void test_s18_short_promise_has_no_word_before(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->callback_ms = 5 * MINUTE_MS;
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 4 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    rig_run(rig, MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call now. DONE 1 when called.");
    rig_free(rig);
}

static void test_remind_no_keeps_still(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 5 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    rig_free(rig);
}

/* --- S19 --- */

static void test_s19_three_calls_are_urgent(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (int i = 0; i < 3; i++) {
        called(rig, CALLER_A);
        rig_run(rig, MINUTE_MS);
    }
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    expect(rig, AGENT, "202-555-0143 called 3 times, urgent? Call back. (lead 1)");
    rig_run(rig, 11 * MINUTE_MS);
    called(rig, CALLER_A); /* much later: a burst of its own */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "called again"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s18_promise_is_reminded_of),
        cmocka_unit_test(test_s18_done_take_and_an_answer_keep_it),
        cmocka_unit_test(test_s18_many_promises_are_one_reminder),
        cmocka_unit_test(test_s18_promise_survives_a_cut),
        cmocka_unit_test(test_s18_short_promise_has_no_word_before),
        cmocka_unit_test(test_remind_no_keeps_still),
        cmocka_unit_test(test_s19_three_calls_are_urgent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
