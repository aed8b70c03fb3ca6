/* Which light shows when, and what the button does. */
#include "support/core_rig.h"
#include "support/core_say.h"

static struct rig *begun(struct config *cfg)
{
    struct rig *rig = rig_new(cfg);
    rig_start(rig);
    return rig;
}

/* Until no text is shown any more. */
static void rest(struct rig *rig)
{
    for (int i = 0; i < 10 && rig->light == LIGHT_TEXTING; i++)
        rig_run(rig, 500);
}

/* --- one line --- */

static void test_from_the_start_to_armed(void **state)
{
    struct rig *rig = begun(config_new());
    (void)state;
    assert_int_equal(rig->light, LIGHT_STARTING);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    assert_int_equal(rig->lights, 1U << LIGHT_STARTING | 1U << LIGHT_ARMED);
    rig_free(rig);
}

static void test_armed_needs_no_timer(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    assert_int_equal(core_light_deadline(rig->core), TB_NEVER);
    assert_int_equal(light_pattern(rig->light)->count, 1);
    unsigned changes = rig->light_changes;
    rig_run(rig, HOUR_MS_T); /* health checks and all */
    assert_int_equal(rig->light_changes, changes);
    rig_free(rig);
}

static void test_a_call_rings_and_a_text_leaves(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_run(rig, 5000);
    rig_ring(rig, 0, CALLER_A);
    assert_int_equal(rig->light, LIGHT_RINGING);
    rig_run(rig, 3000);
    assert_int_equal(rig->light, LIGHT_RINGING);
    rig_line(rig, 0, "NO CARRIER");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1); /* the modem of the rig takes no time */
    assert_int_equal(rig->light, LIGHT_TEXTING);
    rig_run(rig, 1500);
    assert_int_equal(rig->light, LIGHT_TEXTING); /* long enough to be seen */
    rig_run(rig, 10000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_free(rig);
}

/* AT+CMGS never waits for the light: in the step that ends the call it is the first action. */
static void test_the_text_leaves_before_its_light(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static const char bytes[] = "\r\nNO CARRIER\r\n";
    bool sent = false, lit = false;
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    for (size_t done = 0; done < strlen(bytes) && !sent;) {
        struct event event = {
            .kind = EVENT_BYTES, .bytes = (const uint8_t *)bytes + done, .length = strlen(bytes) - done};
        done += core_step(rig->core, &event, &rig->now, rig->out);
        for (uint16_t i = 0; i < rig->out->count; i++) {
            const struct action *action = &rig->out->list[i];
            lit = lit || action->kind == ACTION_LIGHT;
            if (action->kind == ACTION_SEND && strncmp(action->bytes, "AT+CMGS=", 8) == 0) {
                sent = true;
                assert_false(lit);
            }
        }
    }
    assert_true(sent);
    assert_true(lit);
    rig_free(rig);
}

static void test_what_a_person_must_do_something_about(void **state)
{
    static const struct {
        const char *command, *reply;
        enum light light;
    } ROWS[] = {
        {"AT+CPIN?", "\r\n+CME ERROR: 10\r\n", LIGHT_NO_SIM},
        {"AT+CPIN?", "\r\n+CME ERROR: 13\r\n", LIGHT_NO_SIM},
        {"AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", LIGHT_PIN}, /* none in the ini */
        {"AT+CPIN?", "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", LIGHT_PIN},
        {"AT+C", "", LIGHT_STARTING}, /* silent */
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_new(config_new());
        rig_on(rig, ROWS[i].command, ROWS[i].reply, -1);
        rig_start(rig);
        rig_link(rig, 0, true);
        rig_run(rig, 60000);
        if (rig->light != ROWS[i].light)
            fail_msg("%s: light %d", ROWS[i].reply, (int)rig->light);
        rig_free(rig);
    }
}

static void test_no_network_and_one_that_says_no(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_line(rig, 0, "+CREG: 2");
    rig_line(rig, 0, "+CEREG: 2");
    assert_int_equal(rig->light, LIGHT_NO_SIGNAL);
    rig_line(rig, 0, "+CREG: 3");
    rig_line(rig, 0, "+CEREG: 3");
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_line(rig, 0, "+CREG: 1");
    rig_line(rig, 0, "+CEREG: 1");
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_line(rig, 0, "+CREG: 6"); /* SMS only: nobody can ring it */
    rig_line(rig, 0, "+CEREG: 6");
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_free(rig);
}

static void test_a_modem_that_cannot_be_called_is_a_problem(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig_on(rig, "AT+CGMM", "\r\nSIM7670G\r\n\r\nOK\r\n", -1); /* no variant of it has voice */
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 30000);
    rest(rig);
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_free(rig);
}

static void test_a_modem_may_be_away_for_two_minutes(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_link(rig, 0, false);
    assert_int_equal(rig->light, LIGHT_STARTING);
    rig_run(rig, 119 * 1000);
    assert_int_equal(rig->light, LIGHT_STARTING);
    rig_run(rig, 2000);
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    assert_int_equal(core_light_deadline(rig->core), TB_NEVER);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_link(rig, 0, false); /* and once more, from the start */
    rig_run(rig, 60000);
    assert_int_equal(rig->light, LIGHT_STARTING);
    rig_free(rig);
}

static void test_a_problem_of_the_box(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event failing = {.kind = EVENT_LEDGER, .failing = true}, fine = {.kind = EVENT_LEDGER};
    (void)state;
    rig_run(rig, 5000);
    rig_event(rig, &failing);
    rig_run(rig, 10000); /* the agent is told by text */
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_event(rig, &fine);
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig->cfg->textable = false; /* no_config */
    struct event config = {.kind = EVENT_CONFIG, .config = rig->cfg};
    rig_event(rig, &config);
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_free(rig);
}

static void test_a_contract_that_refuses_texts(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static const char *const callers[] = {CALLER_A, CALLER_B};
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 8\r\n", -1); /* operator determined barring: not paid */
    rig_call(rig, 0, callers[0], 3000);
    rig_run(rig, 60000);
    rest(rig); /* the agent's text is tried again and again */
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_forget_rules(rig);
    rig_call(rig, 0, callers[1], 3000);
    rig_run(rig, 60000);
    rest(rig);
    assert_int_equal(rig_sent_to(rig, callers[1]), 1);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_free(rig);
}

/* --- several --- */

static void test_steady_means_that_every_line_would_be_rung(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "second");
    struct rig *rig = rig_ready(cfg);
    rig_run(rig, 5000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_line(rig, 1, "+CREG: 2");
    rig_line(rig, 1, "+CEREG: 2");
    assert_int_equal(rig->light, LIGHT_NO_SIGNAL);
    rig_link(rig, 0, false); /* starting is the lesser trouble */
    assert_int_equal(rig->light, LIGHT_NO_SIGNAL);
    rig_run(rig, 121 * 1000);
    assert_int_equal(rig->light, LIGHT_PROBLEM); /* and a dead modem the greater */
    rig_line(rig, 1, "+CREG: 1");
    rig_line(rig, 1, "+CEREG: 1");
    rig_ring(rig, 1, CALLER_A);
    assert_int_equal(rig->light, LIGHT_RINGING); /* what one looks at the box for comes first */
    rig_line(rig, 1, "NO CARRIER");
    rig_run(rig, 10000);
    assert_int_equal(rig->light, LIGHT_PROBLEM);
    rig_link(rig, 0, true);
    rig_run(rig, 10000);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_free(rig);
}

/* --- the button --- */

static void press(struct rig *rig, bool down)
{
    struct event event = {.kind = EVENT_BUTTON, .pressed = down, .at_ms = rig->now.mono_ms};
    rig_event(rig, &event);
    rig_settle(rig);
}

static void test_a_short_press_texts_what_status_says(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char asked[SMS_TEXT_MAX];
    (void)state;
    tell(rig, AGENT, "STATUS");
    (void)snprintf(asked, sizeof asked, "%s", rig_last_to(rig, AGENT));
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    press(rig, true);
    rig_run(rig, 200);
    press(rig, false);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    assert_string_equal(rig_last_to(rig, AGENT), asked);
    for (int i = 0; i < 20; i++) { /* an impatient finger costs nothing */
        press(rig, true);
        rig_run(rig, 100);
        press(rig, false);
    }
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    rig_run(rig, MINUTE_MS);
    press(rig, true);
    press(rig, false);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, AGENT), 3);
    assert_int_equal(rig->powered_off, 0);
    rig_free(rig);
}

static void test_a_long_press_ends_the_box_while_it_is_held(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_run(rig, 5000);
    press(rig, true);
    rig_run(rig, 2900);
    assert_int_equal(rig->powered_off, 0);
    assert_int_equal(rig->light, LIGHT_ARMED);
    rig_run(rig, 200);
    assert_int_equal(rig->powered_off, 1);
    assert_int_equal(rig->light, LIGHT_ENDING); /* the finger may let go */
    assert_true(core_is_quiet(rig->core));
    press(rig, false);
    rig_run(rig, 5000);
    assert_int_equal(rig->powered_off, 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 0); /* and it was no short one */
    rig_call(rig, 0, CALLER_A, 3000);             /* nothing new begins */
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

/* The loop may have been away: what counts is when the finger moved, not when that was heard of. */
static void test_a_long_press_that_is_heard_of_late(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event down = {.kind = EVENT_BUTTON, .pressed = true}, up = {.kind = EVENT_BUTTON};
    (void)state;
    down.at_ms = rig->now.mono_ms - 5000;
    up.at_ms = down.at_ms + 400;
    rig_event(rig, &up); /* held since before the box began: nothing */
    assert_int_equal(rig->powered_off, 0);
    down.at_ms = rig->now.mono_ms - 100;
    up.at_ms = rig->now.mono_ms;
    rig_event(rig, &down);
    rig_event(rig, &up);
    assert_int_equal(rig->powered_off, 0);
    down.at_ms = rig->now.mono_ms - 5000;
    rig_event(rig, &down); /* it is held for 5 s already */
    assert_int_equal(rig->powered_off, 1);
    rig_free(rig);
}

static void test_a_text_in_flight_is_settled_before_the_end(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1); /* its result takes a while */
    rig_call(rig, 0, CALLER_A, 3000);
    assert_false(core_is_quiet(rig->core));
    press(rig, true);
    rig_run(rig, 3100);
    assert_int_equal(rig->powered_off, 1);
    assert_false(core_is_quiet(rig->core));
    rig_say(rig, 0, "\r\n+CMGS: 7\r\n\r\nOK\r\n");
    rig_settle(rig);
    assert_true(core_is_quiet(rig->core));
    rig_free(rig);
}

static void test_sigterm_shows_too(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event stop = {.kind = EVENT_STOP};
    (void)state;
    rig_event(rig, &stop);
    assert_int_equal(rig->light, LIGHT_ENDING);
    assert_int_equal(rig->powered_off, 0);
    rig_free(rig);
}

/* --- the board's pulses --- */

static void test_what_a_board_says_of_pulses_goes_before_the_family(void **state)
{
    struct rig *rig = rig_ready(config_new());
    const struct modem_power family = {.on_ms = 500, .off_ms = 2500, .reset_ms = 200, .boot_ms = 12000};
    struct event event = {.kind = EVENT_CONTROLS,
                          .controls = 1U << MODEM_CONTROL_KEY,
                          .power = {.on_ms = 2000, .boot_ms = 20000}};
    (void)state;
    rig_event(rig, &event);
    struct modem_power got = modem_power_on_board(&family, &rig->core->line[0].modem.board);
    assert_int_equal(got.on_ms, 2000);
    assert_int_equal(got.off_ms, 2500);
    assert_int_equal(got.reset_ms, 200);
    assert_int_equal(got.boot_ms, 20000);
    assert_int_equal(rig->core->line[0].modem.controls, 1U << MODEM_CONTROL_KEY);
    rig_free(rig);
}

/* Pressed, and then its wire broke: nobody holds it. */
static void test_a_button_that_is_gone_turns_nothing_off(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    press(rig, true);
    rig_run(rig, 1000);
    rig_event(rig, &(struct event){.kind = EVENT_BUTTON, .gone = true});
    rig_run(rig, 10000);
    assert_int_equal(rig->powered_off, 0);
    assert_int_equal(rig_sent_to(rig, AGENT), 0); /* nor is it a short press */
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_the_start_to_armed),
        cmocka_unit_test(test_armed_needs_no_timer),
        cmocka_unit_test(test_a_call_rings_and_a_text_leaves),
        cmocka_unit_test(test_the_text_leaves_before_its_light),
        cmocka_unit_test(test_what_a_person_must_do_something_about),
        cmocka_unit_test(test_no_network_and_one_that_says_no),
        cmocka_unit_test(test_a_modem_that_cannot_be_called_is_a_problem),
        cmocka_unit_test(test_a_modem_may_be_away_for_two_minutes),
        cmocka_unit_test(test_a_problem_of_the_box),
        cmocka_unit_test(test_a_contract_that_refuses_texts),
        cmocka_unit_test(test_steady_means_that_every_line_would_be_rung),
        cmocka_unit_test(test_a_short_press_texts_what_status_says),
        cmocka_unit_test(test_a_long_press_ends_the_box_while_it_is_held),
        cmocka_unit_test(test_a_long_press_that_is_heard_of_late),
        cmocka_unit_test(test_a_text_in_flight_is_settled_before_the_end),
        cmocka_unit_test(test_sigterm_shows_too),
        cmocka_unit_test(test_what_a_board_says_of_pulses_goes_before_the_family),
        cmocka_unit_test(test_a_button_that_is_gone_turns_nothing_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
