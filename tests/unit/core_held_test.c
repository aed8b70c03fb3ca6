/* Closed hours: hold, let go at the first open moment that law and manners allow, or expire. */
#include "support/core_say.h"

static enum text_state held_state(const struct rig *rig)
{
    return rig_text_record(rig, TEXT_AUTO, CALLER_A)->state;
}

static void test_held_until_it_opens(void **state)
{
    struct rig *rig = rig_ready(config_holding());
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_call_record(rig, 1)->verdict, VERDICT_HOLD);
    assert_string_equal(rig_call_record(rig, 1)->message, "text");
    assert_int_equal(held_state(rig), TEXT_HELD);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 10:00p: I will text them when you open. (lead 1)");
    rig_run(rig, 12 * HOUR_MS_T - 10000); /* 10 s before ten */
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_run(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_string_equal(rig_last_to(rig, CALLER_A),
                        "Sorry I missed you. Alex Agent"); /* no promise is kept */
    assert_int_equal(held_state(rig), TEXT_ACCEPTED);
    rig_free(rig);
}

/* What was made ready at the call is not what is sent, should policy choose other words at the release. */
static void test_released_in_the_words_of_the_release(void **state)
{
    struct config *cfg = config_holding();
    (void)state;
    cfg->repeat_message = MSG_REPEAT;
    struct rig *rig = rig_ready(cfg);
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    struct person *person = people_get(&rig->core->people, CALLER_A);
    people_texted(person, &(struct tb_now){.mono_ms = rig->now.mono_ms - 2 * cfg->repeat_ms}, false);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_string_equal(rig_last_to(rig, CALLER_A), "Hello again.");
    rig_free(rig);
}

static void test_one_held_text_per_caller(void **state)
{
    struct rig *rig = rig_ready(config_holding());
    (void)state;
    rig_run(rig, AT(22, 0));
    for (unsigned i = 0; i < 3; i++) {
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 10000);
    }
    assert_int_equal(rig_call_record(rig, 2)->verdict, VERDICT_SKIP);
    rig_run(rig, 14 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* Who has written is in a conversation: a text about a missed call would be beside the point. */
static void test_held_text_goes_when_they_write_first(void **state)
{
    struct rig *rig = rig_ready(config_holding());
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(held_state(rig), TEXT_HELD);
    say(rig, CALLER_B, "Somebody else writes");
    assert_int_equal(held_state(rig), TEXT_HELD);
    say(rig, CALLER_A, "Is the house on Elm St still there?");
    assert_int_equal(held_state(rig), TEXT_EXPIRED);
    rig_run(rig, 14 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

static void test_held_expires_a_day_after_the_call(void **state)
{
    struct config *cfg = config_holding();
    cfg->holiday_count = 3; /* 16, 17 and 18 April 2026 */
    cfg->holiday_day[0] = (int32_t)(WALL_START / (24 * HOUR_MS_T)) + 1;
    cfg->holiday_day[1] = cfg->holiday_day[0] + 1;
    cfg->holiday_day[2] = cfg->holiday_day[0] + 2;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 24 * HOUR_MS_T - MINUTE_MS);
    assert_int_equal(held_state(rig), TEXT_HELD);
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(held_state(rig), TEXT_EXPIRED);
    rig_run(rig, 72 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

/* They called again in the morning and were texted: "could not text in time" would be news of nothing. */
static void test_no_complaint_about_one_who_was_texted_meanwhile(void **state)
{
    struct config *cfg = config_holding();
    cfg->repeat_ms = 24 * HOUR_MS_T;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    unsigned told = rig_sent_to(rig, AGENT);
    people_texted(people_get(&rig->core->people, CALLER_A), &rig->now, false);
    rig_run(rig, 14 * HOUR_MS_T);
    assert_int_equal(held_state(rig), TEXT_EXPIRED);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_sent_to(rig, AGENT), told);
    rig_free(rig);
}

/* Open at all hours from now on; to be freed after the rig. */
static struct config *new_hours(struct rig *rig)
{
    struct config *cfg = config_new();

    rig_event(rig, &(struct event){.kind = EVENT_CONFIG, .config = cfg});
    return cfg;
}

/* The agent opens earlier than the ini of the night had it. */
static void test_new_hours_let_it_go_when_they_open(void **state)
{
    struct rig *rig = rig_ready(config_holding());
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 11 * HOUR_MS_T + 30 * MINUTE_MS); /* half past nine */
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    struct config *open = new_hours(rig);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
    free(open);
}

/* Called again, and the answer waits for the modem, in the minute in which the held text may go. */
static void test_not_beside_an_answer_that_has_not_left(void **state)
{
    struct rig *rig = rig_ready(config_holding());
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    struct config *open = new_hours(rig);
    rig_run(rig, 11 * HOUR_MS_T - MINUTE_MS); /* nearly nine */
    assert_int_equal(held_state(rig), TEXT_HELD);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig_link(rig, 0, false);
    rig_run(rig, 2 * MINUTE_MS);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 2)->verdict, VERDICT_TEXT);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
    free(open);
}

/* What came meanwhile keeps it back, each for its own reason: STOP, the agent's SKIP, the agent's own words.
 */
static void test_policy_runs_again_at_the_release(void **state)
{
    static const char *const WHY[] = {"opted_out", "skip_list", "conversation"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(WHY); i++) {
        struct rig *rig = rig_ready(config_holding());
        rig_run(rig, AT(22, 0));
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 11 * HOUR_MS_T);
        struct person *person = people_get(&rig->core->people, CALLER_A);
        if (i == 0)
            person->stopped = true;
        else if (i == 1)
            person->mark = MARK_SKIP;
        else
            people_texted(person, &rig->now, true);
        rig_run(rig, 14 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
        assert_int_equal(held_state(rig), TEXT_EXPIRED);
        assert_string_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->error, WHY[i]);
        rig_free(rig);
    }
}

/* The modem's absence, a box switched off, or a clock that jumps must not turn the release into a text at
 * night. */
static void test_release_time_missed_waits_for_the_next(void **state)
{
    struct config *cfg = config_new();
    config_hours(cfg, 8 * 60, 22 * 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_run(rig, AT(22, 30)); /* held till 9:00, for 8:00 to 9:00 is too early to write first */
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(held_state(rig), TEXT_HELD);
    rig->now.wall_ms += 23 * HOUR_MS_T; /* the clock is set: 21:30 of the next day, open but too late */
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(held_state(rig), TEXT_HELD);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void restore_held(struct rig *rig, int64_t age_ms, bool with_call)
{
    struct stamp then = {
        .set = true, .wall_ok = true, .wall_ms = rig->now.wall_ms - age_ms, .mono_ms = 5, .this_boot = false};
    struct record call = {.kind = RECORD_CALL,
                          .call = {.id = 7,
                                   .line = "main",
                                   .number = CALLER_A,
                                   .outcome = CALL_MISSED,
                                   .verdict = VERDICT_HOLD,
                                   .message = "text",
                                   .alerted = true,
                                   .began = then,
                                   .last_ring = then,
                                   .ended = then}};
    struct record text = {.kind = RECORD_TEXT,
                          .text = {.id = 9,
                                   .call = 7,
                                   .kind = TEXT_AUTO,
                                   .state = TEXT_HELD,
                                   .line = "main",
                                   .number = CALLER_A,
                                   .parts = 1,
                                   .created = then,
                                   .body = "Sorry."}};
    if (with_call)
        core_restore(rig->core, &call, &rig->now);
    core_restore(rig->core, &text, &rig->now);
    core_restore_ids(rig->core, &(struct last_ids){.call = 7, .text = 9});
}

static void test_restored_held_text_keeps_its_hours(void **state)
{
    (void)state;
    for (unsigned with_call = 0; with_call < 2; with_call++) {
        struct rig *rig = rig_new(config_holding());
        rig_advance(rig, rig->now.mono_ms + AT(27, 0)); /* power is back at 3 am */
        restore_held(rig, 5 * HOUR_MS_T, with_call != 0);
        rig_start(rig);
        rig_link(rig, 0, true);
        rig_run(rig, 6 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
        rig_run(rig, 2 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        assert_string_equal(rig_last_to(rig, AGENT), ""); /* told when it was held */
        rig_free(rig);
    }
}

static void test_restored_held_text_of_two_days_ago_expires(void **state)
{
    struct rig *rig = rig_new(config_holding());
    (void)state;
    restore_held(rig, 48 * HOUR_MS_T, true);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(held_state(rig), TEXT_EXPIRED);
    rig_free(rig);
}

static void test_restored_held_text_with_no_trusted_clock_waits(void **state)
{
    struct rig *rig = rig_new(config_holding());
    (void)state;
    restore_held(rig, HOUR_MS_T, true);
    rig->now.wall_ok = false;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

static void test_closed_answers_at_once_in_other_words(void **state)
{
    struct config *cfg = config_new();
    config_hours(cfg, 10 * 60, 18 * 60);
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_run(rig, AT(23, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, CALLER_A), "We are closed. Alex Agent");
    assert_string_equal(rig_call_record(rig, 1)->message, "after_hours");
    rig_free(rig);
}

/* Judged at E: a call that ends at 17:59:59 is one of the open hours, though its text is due later. */
static void test_open_or_closed_is_judged_at_the_end_of_the_call(void **state)
{
    struct config *cfg = config_new();
    config_hours(cfg, 10 * 60, 18 * 60);
    cfg->wait_ms = 2 * MINUTE_MS;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_run(rig, AT(17, 59));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 3 * MINUTE_MS);
    assert_string_equal(rig_call_record(rig, 1)->message, "text");
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 3 * MINUTE_MS);
    assert_string_equal(rig_call_record(rig, 2)->message, "after_hours");
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_held_until_it_opens),
        cmocka_unit_test(test_released_in_the_words_of_the_release),
        cmocka_unit_test(test_one_held_text_per_caller),
        cmocka_unit_test(test_no_complaint_about_one_who_was_texted_meanwhile),
        cmocka_unit_test(test_held_text_goes_when_they_write_first),
        cmocka_unit_test(test_held_expires_a_day_after_the_call),
        cmocka_unit_test(test_new_hours_let_it_go_when_they_open),
        cmocka_unit_test(test_not_beside_an_answer_that_has_not_left),
        cmocka_unit_test(test_policy_runs_again_at_the_release),
        cmocka_unit_test(test_release_time_missed_waits_for_the_next),
        cmocka_unit_test(test_restored_held_text_keeps_its_hours),
        cmocka_unit_test(test_restored_held_text_of_two_days_ago_expires),
        cmocka_unit_test(test_restored_held_text_with_no_trusted_clock_waits),
        cmocka_unit_test(test_closed_answers_at_once_in_other_words),
        cmocka_unit_test(test_open_or_closed_is_judged_at_the_end_of_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
