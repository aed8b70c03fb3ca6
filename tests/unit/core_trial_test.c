/* TEST, beyond the plain story: texts that leave while it rings, and what is next. */
#include "support/core_say.h"

static const char *trial(struct rig *rig, const char *command, const char *number)
{
    tell(rig, AGENT, command);
    rig_run(rig, 10000);
    rig_call(rig, 0, number, 6000);
    rig_run(rig, 60000);
    return rig_last_to(rig, AGENT);
}

static void assert_says(const char *text, const char *words, bool does)
{
    if ((strstr(text, words) != NULL) != does)
        fail_msg("<%s> and <%s>", text, words);
}

/* All three legs: what is next is named, and after the last nothing. */
static void test_what_is_next(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg);
    assert_says(trial(rig, "TEST", CALLER_A), "Next: TEST BUSY.", true);
    assert_says(trial(rig, "TEST BUSY", CALLER_A), "Next: TEST OFF.", true);
    const char *last = trial(rig, "TEST OFF", CALLER_A);
    assert_says(last, "It works", true);
    assert_says(last, "Next", false);
    tell(rig, AGENT, "STATUS");
    assert_says(rig_last_to(rig, AGENT), "Forwarding tested: no answer, busy, phone off.", true);
    rig_free(rig);
}

/* when = ring: the text is away before the caller gives up, and no time after that is told. */
static void test_a_text_that_left_while_it_rang(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    cfg->when_ring = true;
    struct rig *rig = rig_ready(cfg);
    assert_says(trial(rig, "TEST", CALLER_A), "Text sent while it rang.", true);
    rig_free(rig);
}

/* when = ring, and its result comes when the caller has given up: it left while it rang all the same. */
static void test_a_result_behind_the_end(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    cfg->when_ring = true;
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "TEST");
    rig_on(rig, "\x1a", "", 1);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 4000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 1000);
    rig_line(rig, 0, "+CMGS: 3");
    rig_line(rig, 0, "OK");
    rig_run(rig, MINUTE_MS);
    assert_says(rig_last_to(rig, AGENT), "Text sent while it rang.", true);
    rig_free(rig);
}

/* A call that comes in the moment in which the trial has run out is a caller's. */
static void test_a_call_at_the_end_of_the_trial(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "TEST");
    rig_advance(rig, rig->core->desk.trial.expires_ms);  /* its timer is served behind the modem's bytes */
    rig_line(rig, 0, "MISSED_CALL: 02:10PM 2025550143"); /* a call and its end in one line */
    rig_run(rig, 5000);
    assert_false(rig_call_record(rig, 1)->test);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* wait = 5s: the text follows the end of the call by so much. */
static void test_a_text_that_waits(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    cfg->wait_ms = 5000;
    struct rig *rig = rig_ready(cfg);
    assert_says(trial(rig, "TEST", CALLER_A), "Text sent 5.0 s after it ended.", true);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_next),
        cmocka_unit_test(test_a_text_that_left_while_it_rang),
        cmocka_unit_test(test_a_result_behind_the_end),
        cmocka_unit_test(test_a_call_at_the_end_of_the_trial),
        cmocka_unit_test(test_a_text_that_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
