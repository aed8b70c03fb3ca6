/* The ini has lost its phone while the box runs: what was for the agent waits, begins not, or is dropped, and
 * nothing of it goes to a number of before. */
#include "support/core_past.h"
#include "support/core_say.h"

#define NEW_PHONE "+12025550109"

/* The settings are read anew, with that phone ("" none). */
static void with_phone(struct rig *rig, const char *phone)
{
    struct config *cfg = malloc(sizeof *cfg);
    assert_non_null(cfg);
    memcpy(cfg, rig->cfg, sizeof *cfg);
    (void)snprintf(cfg->phone, sizeof cfg->phone, "%s", phone);
    cfg->textable = phone[0] != '\0';
    rig_event(rig, &(struct event){.kind = EVENT_CONFIG, .config = cfg});
    free(rig->cfg);
    rig->cfg = cfg;
    rig_settle(rig);
}

static void test_an_alert_waits_for_the_new_phone(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_link(rig, 0, false);
    rig_event(rig, &(struct event){.kind = EVENT_NOTICE, .bytes = (const uint8_t *)"A notice of the shell."});
    with_phone(rig, "");
    rig_link(rig, 0, true);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig->sent_count, 0);
    with_phone(rig, NEW_PHONE);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    assert_string_equal(rig_last_to(rig, NEW_PHONE), "A notice of the shell.");
    rig_free(rig);
}

/* Nor does it hold up who waits behind it. */
static void test_a_caller_does_not_wait_for_it(void **state)
{
    struct rig *rig = begin();
    struct past_call past = {
        .outcome = CALL_MISSED, .verdict = VERDICT_TEXT, .last_ring_ms = 60000, .ended_ms = 60000};
    (void)state;
    rig->cfg->phone[0] = '\0';
    restore_text(rig, 60, 0, TEXT_ALERT, TEXT_PREPARED, AGENT, "Missed 202-555-0143.", 60000, false);
    restore_call(rig, 50, CALLER_A, &past);
    restore_text(rig, 61, 50, TEXT_AUTO, TEXT_PREPARED, CALLER_A, "Sorry.", 60000, false);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* A call and a text came while the ini had no sound phone: the agent hears of both as soon as it has. */
static void test_what_came_meanwhile_is_told(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    with_phone(rig, "");
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, MINUTE_MS);
    say(rig, CALLER_A, "Is it still free?");
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig->sent_count, 0);
    with_phone(rig, NEW_PHONE);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, NEW_PHONE), 2);
    assert_non_null(strstr(rig->sent[1].text, "1 more call or notice came"));
    assert_non_null(strstr(rig->sent[0].text, "Is it still free?"));
    rig_free(rig);
}

/* The power failed before the relay of a text was on record, and the ini has no phone. */
static void test_a_relay_of_a_former_life_waits(void **state)
{
    struct rig *rig = begin();
    (void)state;
    rig->cfg->phone[0] = '\0';
    restore_text(rig, 60, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_A, "Is it still free?", 60000, false);
    go(rig, MINUTE_MS);
    assert_int_equal(rig->sent_count, 0);
    with_phone(rig, NEW_PHONE);
    rig_run(rig, MINUTE_MS);
    assert_non_null(strstr(rig_last_to(rig, NEW_PHONE), "Is it still free?"));
    rig_free(rig);
}

/* Of a very long text: all but its last piece carry no id. None has left. */
static void test_a_piece_that_waited_is_not_marked_again(void **state)
{
    struct rig *rig = begin();
    (void)state;
    rig->cfg->phone[0] = '\0';
    restore_text(rig, 60, 0, TEXT_RELAY, TEXT_PREPARED, AGENT_UNKNOWN, "0143 part 1: Hello", 60000, false);
    go(rig, MINUTE_MS);
    with_phone(rig, NEW_PHONE);
    rig_run(rig, MINUTE_MS);
    assert_string_equal(rig_last_to(rig, NEW_PHONE), "0143 part 1: Hello");
    rig_free(rig);
}

/* The first words, and the look at the SIM's voicemail, are for somebody. */
static void test_first_words_wait(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig->cfg->phone[0] = '\0';
    rig->core->line[0].greeted = rig->core->line[0].voicemail.known = false;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    assert_false(rig->core->line[0].greeted);
    assert_false(rig_wired(rig, 0, "AT+CCFC"));
    with_phone(rig, AGENT);
    rig_run(rig, 5 * MINUTE_MS);
    assert_true(rig->core->line[0].greeted);
    assert_true(rig_wired(rig, 0, "AT+CCFC"));
    rig_free(rig);
}

static void test_no_phone_is_rung(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->urgent_call = true;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    for (int lost = 0; lost < 2; lost++) {
        struct config *mine = malloc(sizeof *mine);
        assert_non_null(mine);
        memcpy(mine, cfg, sizeof *mine);
        struct rig *rig = rig_ready(mine);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_ring(rig, 0, CALLER_B); /* while this one rings the agent's phone has to wait */
        rig_run(rig, 2000);
        assert_true(rig->core->ring.wanted);
        if (lost)
            with_phone(rig, "");
        rig_line(rig, 0, "NO CARRIER");
        rig_run(rig, MINUTE_MS);
        assert_int_equal(rig_wired(rig, 0, "ATD"), !lost);
        rig_free(rig);
    }
    free(cfg);
}

static void test_a_trial_ends_unheard(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "TEST");
    unsigned before = rig->sent_count;
    with_phone(rig, "");
    rig_run(rig, 20 * MINUTE_MS);
    assert_int_equal(rig->core->desk.trial.expires_ms, 0);
    assert_int_equal(rig->sent_count, before);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_alert_waits_for_the_new_phone),
        cmocka_unit_test(test_a_caller_does_not_wait_for_it),
        cmocka_unit_test(test_what_came_meanwhile_is_told),
        cmocka_unit_test(test_a_relay_of_a_former_life_waits),
        cmocka_unit_test(test_a_piece_that_waited_is_not_marked_again),
        cmocka_unit_test(test_first_words_wait),
        cmocka_unit_test(test_no_phone_is_rung),
        cmocka_unit_test(test_a_trial_ends_unheard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
