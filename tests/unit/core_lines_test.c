/* Several lines: what leaves by which of them, what one that is down does to the others, and all 64 at once.
 */
#include "support/core_cut.h"
#include "support/core_say.h"
#include "support/core_world.h"

enum { SIGN = 1, SPARE = 2 };

/* The main line, the number on the signs, and one more. */
static struct config *three_lines(bool spare_stands_in)
{
    struct config *cfg = config_new();

    cfg->remind = false;
    config_line(cfg, "sign");
    config_line(cfg, "spare");
    cfg->line[SPARE].stand_in = spare_stands_in;
    return cfg;
}

/* The line by which the latest text to `to` left; -1 if there is none. */
static int line_of_last(const struct rig *rig, const char *to)
{
    for (unsigned i = rig->sent_count; i-- > 0;)
        if (strcmp(rig->sent[i].to, to) == 0)
            return rig->sent[i].line;
    return -1;
}

static struct rig *called_on_sign(struct config *cfg)
{
    struct rig *rig = rig_ready(cfg);

    rig_call(rig, SIGN, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(line_of_last(rig, CALLER_A), SIGN);
    return rig;
}

static void tell_on(struct rig *rig, unsigned line, const char *from, const char *text)
{
    say_on(rig, line, from, text);
    rig_run(rig, 5000);
}

/* --- by the line that rang --- */

static void test_alert_and_relay_leave_by_the_line_of_the_lead(void **state)
{
    struct rig *rig = called_on_sign(three_lines(true));
    (void)state;
    assert_int_equal(line_of_last(rig, AGENT), SIGN);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Missed 202-555-0143"));
    tell_on(rig, SIGN, CALLER_A, "Is it free?");
    assert_int_equal(line_of_last(rig, AGENT), SIGN);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Is it free?"));
    rig_free(rig);
}

#define NUMBER_OF_C "\r\n+CNUM: \"\",\"" CALLER_C "\",145\r\n\r\nOK\r\n"

/* Another SIM in the spare line's modem. */
static void change_sim(struct rig *rig, const char *answer)
{
    rig_on(rig, "AT+CNUM", answer, 1);
    rig_link(rig, SPARE, false);
    rig_link(rig, SPARE, true);
    rig_run(rig, 5000);
}

/* The box rings the agent on one line, and the agent's forwarding brings the call to another. */
static void test_the_box_does_not_text_itself(void **state)
{
    struct rig *rig = rig_ready(three_lines(true));
    (void)state;
    change_sim(rig, NUMBER_OF_C);
    rig_call(rig, SIGN, CALLER_C, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 0);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_OWN_NUMBER);
    rig_free(rig);
}

/* The SIM went back into its phone, and the one in its place tells no number: they are anybody again. */
static void test_a_sim_that_is_gone_is_anybody(void **state)
{
    struct rig *rig = rig_ready(three_lines(true));
    (void)state;
    change_sim(rig, NUMBER_OF_C);
    change_sim(rig, "\r\nERROR\r\n"); /* nothing is known anew */
    rig_call(rig, SIGN, CALLER_C, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_OWN_NUMBER);
    change_sim(rig, "\r\nOK\r\n");
    rig_call(rig, SIGN, CALLER_C, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 1);
    rig = rig_cut(rig, three_lines(true), 30000);
    assert_string_not_equal(rig->core->line[SPARE].own, CALLER_C);
    rig_free(rig);
}

/* After a restart a call may be judged before the SIMs have told their numbers. */
static void test_an_own_number_told_late_stops_the_text(void **state)
{
    struct rig *rig = rig_ready(three_lines(true));
    (void)state;
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 41\r\n", 1); /* tried again in a while */
    rig_call(rig, SIGN, CALLER_C, 3000);
    rig_run(rig, 1000);
    change_sim(rig, NUMBER_OF_C);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 0);
    assert_string_equal(rig_text_record(rig, TEXT_AUTO, CALLER_C)->error, "own number");
    rig_free(rig);
}

/* Whichever number of the box the agent writes to: the lead reads on from the number they called. */
static void test_typed_words_leave_by_the_line_of_the_lead(void **state)
{
    (void)state;
    for (unsigned line = 0; line < 3; line++) {
        struct rig *rig = called_on_sign(three_lines(true));
        tell_on(rig, line, AGENT, "1 It's free, 5 pm?");
        assert_string_equal(rig_last_to(rig, CALLER_A), "It's free, 5 pm?");
        assert_int_equal(line_of_last(rig, CALLER_A), SIGN);
        assert_non_null(strstr(rig_last_to(rig, AGENT), "Sent to 0143"));
        rig_free(rig);
    }
}

static void test_answer_to_stop_leaves_by_the_line_it_came_by(void **state)
{
    struct rig *rig = called_on_sign(three_lines(true));
    (void)state;
    unsigned before = rig_sent_to(rig, CALLER_A);
    tell_on(rig, SIGN, CALLER_A, "STOP");
    assert_int_equal(rig_sent_to(rig, CALLER_A), before + 1);
    assert_int_equal(line_of_last(rig, CALLER_A), SIGN);
    rig_call(rig, SPARE, CALLER_A, 3000); /* and it counts on every line */
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), before + 1);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_OPTED_OUT);
    rig_free(rig);
}

static void test_line_of_a_lead_survives_a_power_cut(void **state)
{
    struct rig *rig = called_on_sign(three_lines(true));
    (void)state;
    rig = rig_cut(rig, three_lines(true), 30000);
    for (unsigned i = 0; i < 3; i++)
        rig_link(rig, i, true);
    rig_run(rig, 5000);
    tell_on(rig, 0, AGENT, "1 Still there?");
    assert_string_equal(rig_last_to(rig, CALLER_A), "Still there?");
    assert_int_equal(line_of_last(rig, CALLER_A), SIGN);
    rig_free(rig);
}

static void test_one_caller_on_two_lines_has_one_text(void **state)
{
    struct rig *rig = rig_ready(three_lines(false));
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_ring(rig, SIGN, CALLER_A);
    rig_run(rig, 2000);
    rig_line(rig, 0, "NO CARRIER");
    rig_line(rig, SIGN, "NO CARRIER");
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_REPEAT);
    rig_free(rig);
}

/* --- by another one --- */

static void test_typed_words_wait_for_their_line_or_take_the_stand_in(void **state)
{
    (void)state;
    for (unsigned may = 0; may < 2; may++) {
        struct rig *rig = called_on_sign(three_lines(may != 0));
        rig_link(rig, SIGN, false);
        tell_on(rig, 0, AGENT, "1 It's free, 5 pm?");
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1 + may);
        if (may)
            assert_int_equal(line_of_last(rig, CALLER_A), SPARE);
        rig_link(rig, SIGN, true);
        rig_run(rig, 5000);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
        assert_int_equal(line_of_last(rig, CALLER_A), may ? SPARE : SIGN);
        rig_free(rig);
    }
}

/* A line whose SIM the network does not let in rings no more, but a call may have come before. */
static void test_stand_in_for_a_line_that_lost_its_network(void **state)
{
    (void)state;
    for (unsigned may = 0; may < 2; may++) {
        struct rig *rig = rig_ready(three_lines(may != 0));
        rig_rule_for(rig, SIGN, "AT+CREG?", "\r\n+CREG: 1,3\r\n\r\nOK\r\n", -1);
        rig_rule_for(rig, SIGN, "AT+CEREG?", "\r\n+CEREG: 1,3\r\n\r\nOK\r\n", -1);
        rig_ring(rig, SIGN, CALLER_A);
        rig_run(rig, 2000);
        rig_line(rig, SIGN, "+CREG: 3");
        rig_line(rig, SIGN, "+CEREG: 3");
        size_t mark = rig_mark(rig);
        rig->disk_stalls = true;
        rig_line(rig, SIGN, "NO CARRIER");
        assert_true(rig_wired(rig, mark, "AT+CMGS=")); /* at once, whatever the disk does */
        rig->disk_stalls = false;
        rig_settle(rig);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        assert_int_equal(line_of_last(rig, CALLER_A), may ? SPARE : SIGN);
        rig_free(rig);
    }
}

/* Parts from two numbers are two heaps of pieces on the caller's phone. */
static void test_parts_of_one_text_leave_by_one_line(void **state)
{
    struct config *cfg = three_lines(true);
    (void)state;
    memset(cfg->message[MSG_TEXT].text, 'x', 200);
    cfg->message[MSG_TEXT].text[200] = '\0';
    struct rig *rig = rig_ready(cfg);
    rig_rule_for(rig, SIGN, "AT+CMGS=", "\r\n> ", 1);
    rig_rule_for(rig, SIGN, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", -1);
    rig_call(rig, SIGN, CALLER_A, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_link(rig, SIGN, false);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_forget_rules(rig);
    rig_link(rig, SIGN, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    for (unsigned i = 0; i < rig->sent_count; i++)
        if (strcmp(rig->sent[i].to, CALLER_A) == 0)
            assert_int_equal(rig->sent[i].line, SIGN);
    rig_free(rig);
}

/* To the agent all of it goes again: half a message helps nobody, and twice is no harm. */
static void test_a_long_relay_begins_anew_on_another_line(void **state)
{
    struct rig *rig = called_on_sign(three_lines(false));
    char words[161];
    (void)state;
    memset(words, 'y', 160);
    words[160] = '\0';
    unsigned before = rig_sent_to(rig, AGENT);
    rig_rule_for(rig, SIGN, "AT+CMGS=", "\r\n> ", 1);
    rig_rule_for(rig, SIGN, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", -1);
    say_on(rig, SIGN, CALLER_A, words);
    rig_run(rig, 500);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1); /* its first part */
    rig_link(rig, SIGN, false);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 3);
    const struct rig_sent *first = &rig->sent[rig->sent_count - 2];
    assert_int_equal(first->seq, 1);
    assert_non_null(strstr(first->text, "(maybe again) From 0143"));
    assert_int_equal(first->line, rig->sent[rig->sent_count - 1].line);
    assert_int_not_equal(first->line, SIGN);
    rig_free(rig);
}

/* --- each for itself --- */

static void test_a_line_that_hangs_does_not_hold_up_another(void **state)
{
    struct rig *rig = rig_ready(three_lines(false));
    (void)state;
    rig_rule_for(rig, SIGN, "AT", "", -1);
    rig_run(rig, 5 * MINUTE_MS);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    int64_t end_ms = rig->now.mono_ms;
    rig_line(rig, 0, "NO CARRIER");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig->sent[rig->sent_count - 1].at_ms, end_ms);
    rig_free(rig);
}

/* --- a second caller --- */

static void test_second_caller_has_the_first_given_up_at_once(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++) {
        struct world *w = world_new(config_new(), sim_profile_name(i), 1);
        assert_true(world_until(w, world_is_armed, MINUTE_MS));
        world_run(w, MINUTE_MS);
        assert_true(sim_call(&w->line[0].sim, CALLER_A, 0, 3000, false, w->now.mono_ms));
        world_run(w, 4000);
        if (w->rung_count == 0) { /* no voice */
            world_free(w);
            continue;
        }
        assert_true(sim_call(&w->line[0].sim, CALLER_B, 3, 3000, false, w->now.mono_ms));
        world_run(w, 500);
        assert_int_equal(w->call[1].outcome, CALL_GAVE_UP);
        world_run(w, 2 * MINUTE_MS);
        if (world_took(w, CALLER_A) != 1 || world_took(w, CALLER_B) != 1)
            fail_msg("%s: %u and %u texts", sim_profile_name(i), world_took(w, CALLER_A),
                     world_took(w, CALLER_B));
        world_free(w);
    }
}

/* Two phones at once, during TEST: the agent hears of both, or of one, and so learns what the network does.
 */
static void test_trial_shows_whether_a_second_caller_gets_through(void **state)
{
    (void)state;
    for (unsigned through = 0; through < 2; through++) {
        struct rig *rig = rig_ready(config_new());
        tell_on(rig, 0, AGENT, "TEST");
        rig_ring(rig, 0, CALLER_A);
        rig_run(rig, 2000);
        if (through)
            rig_line(rig, 0, "+CCWA: \"+12025550144\",145,1");
        rig_run(rig, 1000);
        if (through)
            rig_ring(rig, 0, CALLER_B);
        rig_line(rig, 0, "NO CARRIER");
        rig_run(rig, 10000);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        assert_int_equal(rig_sent_to(rig, CALLER_B), through);
        bool works = false, missed = false;
        for (unsigned i = 0; i < rig->sent_count; i++) {
            works |= strstr(rig->sent[i].text, "It works: a call from 202-555-0143") != NULL;
            missed |= strstr(rig->sent[i].text, "202-555-0144") != NULL;
        }
        assert_true(works);
        assert_int_equal(missed, through);
        rig_free(rig);
    }
}

/* --- as many as there can be --- */

static struct config *all_lines(void)
{
    struct config *cfg = config_new();

    cfg->max_per_hour = cfg->max_per_day = TB_CAP_MAX;
    while (cfg->line_count < TB_LINES_MAX) {
        char name[16];
        (void)snprintf(name, sizeof name, "l%u", cfg->line_count);
        config_line(cfg, name);
    }
    return cfg;
}

/* Modems of all families: each arms, all ring in the same second and all callers give up at the same instant.
 */
static void test_sixty_four_lines_ring_at_once(void **state)
{
    struct world *w = world_new(all_lines(), NULL, 1);
    char number[TB_NUMBER_MAX];
    unsigned heard = 0;
    (void)state;
    assert_true(world_until(w, world_is_armed, MINUTE_MS));
    world_run(w, 5 * MINUTE_MS); /* 64 first words */
    for (unsigned i = 0; i < w->lines; i++) {
        (void)snprintf(number, sizeof number, "+1203555%04u", 110 + i);
        assert_true(sim_call(&w->line[i].sim, number, 0, 3000, false, w->now.mono_ms));
        world_run(w, 15);
    }
    world_run(w, 5000);
    for (unsigned i = 0; i < w->lines; i++)
        (void)sim_hangup(&w->line[i].sim, NULL, w->now.mono_ms);
    world_run(w, 10 * MINUTE_MS);
    for (unsigned i = 0; i < w->lines; i++) {
        (void)snprintf(number, sizeof number, "+1203555%04u", 110 + i);
        unsigned expected = w->line[i].rings > 0;
        heard += expected;
        if (world_took(w, number) != expected)
            fail_msg("line %u: %u texts", i, world_took(w, number));
        for (unsigned n = 0; n < w->took_count; n++)
            if (strcmp(w->took[n].to, number) == 0)
                assert_int_equal(w->took[n].line, i);
    }
    assert_true(heard >= TB_LINES_MAX / 2);
    assert_false(w->spun);
    world_free(w);
}

/* The texts of a dozen callers grow too old in the very step in which the settings are read again, which is
 * news for every line that waits for a PIN: more than one step has room for. What is left comes at once, and
 * waits for nothing to happen there. */
static void test_what_a_step_has_no_room_for_comes_at_once(void **state)
{
    enum { CALLERS = 12 };
    struct config *cfg = all_lines();
    struct world *w = world_new(cfg, "generic", 1);
    struct event next = {.kind = EVENT_CONFIG, .config = cfg};
    bool told[TB_LINES_MAX] = {false};
    char number[TB_NUMBER_MAX];
    unsigned full = 0;
    (void)state;
    world_run(w, 2 * MINUTE_MS);
    for (unsigned i = 0; i < CALLERS; i++) {
        (void)snprintf(number, sizeof number, "+1203555%04u", 110 + i);
        assert_true(sim_call(&w->line[i].sim, number, 0, 3000, false, w->now.mono_ms));
    }
    world_run(w, 5000);
    for (unsigned i = 0; i < w->lines; i++) {
        assert_true(sim_fault(&w->line[i].sim, "pin", w->now.mono_ms));
        assert_true(sim_fault(&w->line[i].sim, "restart", w->now.mono_ms));
    }
    world_run(w, cfg->max_age_ms - 1000);
    world_advance(w, w->now.mono_ms + 5000);
    for (bool more = true; more;) {
        (void)core_step(w->core, &next, &w->now, w->out);
        full += !actions_room(w->out);
        for (uint16_t i = 0; i < w->out->count; i++)
            told[w->out->list[i].line] |= w->out->list[i].kind == ACTION_STATUS;
        next = (struct event){.kind = core_has_more(w->core) ? EVENT_PAPERS : EVENT_TICK};
        more = core_deadline(w->core, &w->now) <= w->now.mono_ms;
    }
    assert_true(full > 0);
    for (unsigned i = 0; i < w->lines; i++)
        if (!told[i])
            fail_msg("line %u was forgotten", i);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alert_and_relay_leave_by_the_line_of_the_lead),
        cmocka_unit_test(test_the_box_does_not_text_itself),
        cmocka_unit_test(test_a_sim_that_is_gone_is_anybody),
        cmocka_unit_test(test_an_own_number_told_late_stops_the_text),
        cmocka_unit_test(test_typed_words_leave_by_the_line_of_the_lead),
        cmocka_unit_test(test_answer_to_stop_leaves_by_the_line_it_came_by),
        cmocka_unit_test(test_line_of_a_lead_survives_a_power_cut),
        cmocka_unit_test(test_one_caller_on_two_lines_has_one_text),
        cmocka_unit_test(test_typed_words_wait_for_their_line_or_take_the_stand_in),
        cmocka_unit_test(test_stand_in_for_a_line_that_lost_its_network),
        cmocka_unit_test(test_parts_of_one_text_leave_by_one_line),
        cmocka_unit_test(test_a_long_relay_begins_anew_on_another_line),
        cmocka_unit_test(test_a_line_that_hangs_does_not_hold_up_another),
        cmocka_unit_test(test_second_caller_has_the_first_given_up_at_once),
        cmocka_unit_test(test_trial_shows_whether_a_second_caller_gets_through),
        cmocka_unit_test(test_sixty_four_lines_ring_at_once),
        cmocka_unit_test(test_what_a_step_has_no_room_for_comes_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
