/* TEST, beyond the plain story: texts that leave while it rings, and what is next. */
#include "support/core_past.h"
#include "support/core_say.h"

#include "core/alert_words.h"

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

/* The carrier put the agent's number in place of the caller's, or the agent called the box from that very
 * phone: TEST has asked for another one. Neither shows that the box could text a caller. */
static void test_a_call_that_shows_no_caller(void **state)
{
    static const struct {
        const char *command, *number, *words;
    } ROWS[] = {
        {"TEST", AGENT, "but showed your own number. Was it that phone? TEST from another."},
        {"TEST BUSY", AGENT, "but showed your own number: your carrier hides callers."},
        {"TEST OFF", AGENT, "but showed your own number: your carrier hides callers."},
        {"TEST", BOX, "but showed my own number: your carrier hides callers."},
        {"TEST", "", "A call without a number came 15 s after you asked. Does that phone hide its number?"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(config_new());
        const char *answer = trial(rig, ROWS[i].command, ROWS[i].number);
        assert_says(answer, "It works", false);
        assert_says(answer, ROWS[i].words, true);
        tell(rig, AGENT, "STATUS");
        assert_says(rig_last_to(rig, AGENT), "Forwarding tested", false);
        rig_free(rig);
    }
}

/* The agent's phone, which the box itself rang, is off and forwards: that is not the call of the trial. */
static void test_the_echo_of_a_ring_is_no_trial(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "TEST");
    rig->core->ring.begun_ms = rig->now.mono_ms;
    rig_call(rig, 0, BOX, 6000);
    rig_run(rig, 5000);
    assert_says(rig_last_to(rig, AGENT), "came", false);
    rig_call(rig, 0, CALLER_A, 6000);
    rig_run(rig, 5000);
    assert_says(rig_last_to(rig, AGENT), "It works", true);
    rig_free(rig);
}

/* "It works" would be no answer where the text has not left: it says why. */
static void test_a_text_that_does_not_leave(void **state)
{
    static const struct {
        const char *on, *reply, *words;
    } ROWS[] = {
        {"\x1a", "\r\n+CMS ERROR: 21\r\n", "No text: sending it failed (CMS 21)."},
        {"\x1a", "", "I cannot tell if my text left (timeout)."},
        {"AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", "No text: it did not leave (CMS 42)."},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct config *cfg = config_new();
        cfg->remind = false;
        struct rig *rig = rig_ready(cfg);
        tell(rig, AGENT, "TEST");
        rig_run(rig, 10000);
        rig_on(rig, ROWS[i].on, ROWS[i].reply, -1);
        rig_call(rig, 0, CALLER_A, 6000);
        while (!rig_call_record(rig, 1)->alerted)
            rig_run(rig, 1000);
        rig_forget_rules(rig);
        rig_run(rig, 10 * MINUTE_MS);
        assert_says(rig_last_to(rig, AGENT), ROWS[i].words, true);
        assert_says(rig_last_to(rig, AGENT), "It works", false);
        rig_free(rig);
    }
}

/* The forward works, and nothing fails: the text waits for the morning. */
static void test_a_text_that_is_held(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    config_hours(cfg, 20 * 60, 21 * 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    struct rig *rig = rig_ready(cfg);
    const char *answer = trial(rig, "TEST", CALLER_A);
    assert_says(answer, "It works", true);
    assert_says(answer, "No text yet: it waits until you open.", true);
    rig_free(rig);
}

/* The call of a TEST before a power cut, settled while the next TEST waits (a start may take several steps),
 * and its text has arrived meanwhile: it has left, whatever else. */
static void test_a_text_that_has_arrived(void **state)
{
    struct record call = {.kind = RECORD_CALL,
                          .call = {.id = 7,
                                   .line = "main",
                                   .number = CALLER_A,
                                   .outcome = CALL_MISSED,
                                   .verdict = VERDICT_TEXT,
                                   .message = "text",
                                   .test = true}};
    struct rig *rig = begin();
    (void)state;
    call.call.began = call.call.last_ring = call.call.ended = ago(rig, 10000, false);
    restore(rig, &call);
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_ACCEPTED, CALLER_A, "Sorry", 9000, true);
    outbox_sent(&rig->core->outbox, 9)->record.state = TEXT_DELIVERED;
    rig->core->desk.trial.expires_ms = rig->now.mono_ms + 10 * MINUTE_MS;
    go(rig, 20000);
    assert_says(rig_last_to(rig, AGENT), "It works", true);
    assert_says(rig_last_to(rig, AGENT), "Text sent", true);
    assert_says(rig_last_to(rig, AGENT), "No text", false);
    rig_free(rig);
}

/* Of a team too, whose TEST is about the agent's phone. */
static void test_a_colleague_is_not_told_of_their_own_number(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->backup_count = 1;
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, "+12025550150");
    struct rig *rig = rig_ready(cfg);
    tell(rig, "+12025550150", "TEST");
    rig_call(rig, 0, AGENT, 6000);
    rig_run(rig, 60000);
    assert_says(rig_last_to(rig, "+12025550150"), "showed the agent's number", true);
    rig_free(rig);
}

static void test_every_end_has_its_words(void **state)
{
    char words[96];
    (void)state;
    alert_trial_skipped(words, sizeof words, REASON_ANSWERED);
    assert_string_equal(words, "No text: somebody answered it.");
    alert_trial_stuck(words, sizeof words, TEXT_EXPIRED, "");
    assert_string_equal(words, "No text: it did not leave in time.");
    alert_trial_stuck(words, sizeof words, TEXT_IN_DOUBT, "");
    assert_string_equal(words, "I cannot tell if my text left.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_next),
        cmocka_unit_test(test_a_text_that_left_while_it_rang),
        cmocka_unit_test(test_a_result_behind_the_end),
        cmocka_unit_test(test_a_call_at_the_end_of_the_trial),
        cmocka_unit_test(test_a_text_that_waits),
        cmocka_unit_test(test_a_call_that_shows_no_caller),
        cmocka_unit_test(test_the_echo_of_a_ring_is_no_trial),
        cmocka_unit_test(test_a_text_that_does_not_leave),
        cmocka_unit_test(test_a_text_that_is_held),
        cmocka_unit_test(test_a_text_that_has_arrived),
        cmocka_unit_test(test_a_colleague_is_not_told_of_their_own_number),
        cmocka_unit_test(test_every_end_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
