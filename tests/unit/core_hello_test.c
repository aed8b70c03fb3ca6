/* S1, S9 and what goes with them: the box's first words, the SIM's own voicemail, a week without calls, and
 * the ring that an urgent call is worth. */
#include "support/core_cut.h"
#include "support/core_say.h"

static void expect(const struct rig *rig, const char *to, const char *words)
{
    if (strcmp(rig_last_to(rig, to), words) != 0)
        fail_msg("%s got <%s>, not <%s>", to, rig_last_to(rig, to), words);
}

/* In a text of whatever length. */
static bool said(const struct rig *rig, const char *words)
{
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].body != NULL && strstr(rig->record[i].body, words) != NULL)
            return true;
    return false;
}

/* Quiet ones; what goes over the wire meanwhile is of no interest. */
static void days(struct rig *rig, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        rig_run(rig, 24 * HOUR_MS_T);
        rig->wire_length = rig->log_length = 0;
    }
}

static void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 5000);
}

/* A box that has never been on. */
static struct rig *fresh(struct config *cfg)
{
    struct rig *rig = rig_new(cfg);
    for (unsigned i = 0; i < cfg->line_count; i++)
        rig->core->line[i].greeted = rig->core->line[i].voicemail.known = false;
    rig_start(rig);
    for (unsigned i = 0; i < cfg->line_count; i++)
        rig_link(rig, i, true);
    rig_run(rig, 60000);
    return rig;
}

/* --- S1 --- */

static void test_s1_first_words_once(void **state)
{
    struct rig *rig = fresh(config_new());
    (void)state;
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    expect(rig, AGENT,
           "textback is on. Signal good (5/5), Test. My number: 202-555-0101.\nTo forward missed calls dial\n"
           "**004*12025550101#\nThen text me TEST. HELP lists all.");
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, 60000);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    struct rig *next = rig_new(config_new());
    next->core->line[0].greeted = false;
    hand_over(rig, rig->durable, next);
    rig_free(rig);
    rig_start(next);
    rig_link(next, 0, true);
    rig_run(next, 60000);
    assert_int_equal(rig_sent_to(next, AGENT), 0);
    rig_free(next);
}

static void test_s1_by_carrier(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    (void)snprintf(cfg->carrier, sizeof cfg->carrier, "verizon");
    struct rig *rig = fresh(cfg);
    assert_true(said(rig, "dial\n*71"));
    rig_free(rig);
    cfg = config_new();
    (void)snprintf(cfg->carrier, sizeof cfg->carrier, "att"); /* two ways, and what is known of them */
    rig = fresh(cfg);
    assert_true(said(rig, "Sources disagree"));
    rig_free(rig);
}

static void test_s1_a_sim_that_does_not_know_its_number(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig->core->line[0].greeted = rig->core->line[0].voicemail.known = false;
    rig_on(rig, "AT+CNUM", "\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 60000);
    expect(rig, AGENT,
           "textback is on. Signal good (5/5), Test. My SIM does not know its number: write number = under "
           "[line main] in "
           "textback.ini.");
    rig_free(rig);
}

static void test_s1_each_line_says_its_own(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "seller");
    (void)snprintf(cfg->line[1].number, sizeof cfg->line[1].number, "+442079460123");
    (void)snprintf(cfg->carrier, sizeof cfg->carrier, "verizon");
    struct rig *rig = fresh(cfg);
    assert_true(said(rig, "textback line main is on."));
    assert_true(said(rig, "textback line seller is on."));
    assert_true(said(rig, "Ask your carrier how to forward"));
    rig_free(rig);
}

/* The card was empty at first: the words wait for somebody to hear them. */
static void test_s1_first_words_wait_for_a_phone(void **state)
{
    struct config *empty = config_new(), *written = config_new();
    (void)state;
    empty->phone[0] = '\0';
    struct rig *rig = fresh(empty);
    assert_int_equal(rig->sent_count, 0);
    assert_false(rig->core->line[0].greeted);
    rig_event(rig, &(struct event){.kind = EVENT_CONFIG, .config = written});
    rig_run(rig, MINUTE_MS);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "textback is on."));
    rig->cfg = written;
    free(empty);
    rig_free(rig);
}

/* --- the SIM's voicemail --- */

static void forwards(struct rig *rig, const char *no_reply)
{
    rig_on(rig, "AT+CCFC=1,2", "\r\n+CCFC: 0,1\r\n\r\nOK\r\n", -1);
    rig_on(rig, "AT+CCFC=2,2", no_reply, -1);
    rig_on(rig, "AT+CCFC=3,2", "\r\n+CCFC: 0,1\r\n\r\nOK\r\n", -1);
}

static const char VOICEMAIL[] = "\r\n+CCFC: 1,1,\"+12025550199\",145\r\n\r\nOK\r\n";
static const char NO_VOICEMAIL[] = "\r\n+CCFC: 0,1\r\n\r\nOK\r\n";

static struct rig *with_voicemail(void)
{
    struct rig *rig = rig_new(config_new());
    rig->core->line[0].greeted = rig->core->line[0].voicemail.known = false;
    forwards(rig, VOICEMAIL);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 3 * MINUTE_MS);
    expect(
        rig, AGENT,
        "A caller I cannot take would hear my SIM's own voicemail (202-555-0199). Reply VOICEMAIL OFF and I "
        "turn it off.");
    return rig;
}

static void test_voicemail_is_turned_off_and_verified(void **state)
{
    struct rig *rig = with_voicemail();
    (void)state;
    size_t mark = rig_mark(rig);
    tell(rig, "+12025550143", "voicemail off"); /* a stranger's word does nothing */
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, mark, "AT+CCFC=2,4"));
    rig_forget_rules(rig);
    forwards(rig, NO_VOICEMAIL);
    tell(rig, AGENT, "Voicemail off");
    rig_run(rig, 3 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CCFC=2,4"), 1);
    assert_false(rig_wired(rig, mark, "AT+CCFC=1,4")); /* was not on */
    expect(rig, AGENT, "My SIM's voicemail is off, I have checked.");
    rig_run(rig, 20 * MINUTE_MS);
    tell(rig, AGENT, "voicemail off please"); /* mere words */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Not sent"));
    tell(rig, AGENT, "Voicemail: off"); /* nothing left to turn off */
    expect(rig, AGENT, "My SIM's voicemail is off already. Nothing was changed.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    forwards(rig, NO_VOICEMAIL);
    tell(rig, AGENT, "VOICEMAIL OFF"); /* and a later life knows */
    expect(rig, AGENT, "My SIM's voicemail is off already. Nothing was changed.");
    assert_false(rig_wired(rig, 0, "AT+CCFC=2,4"));
    rig_free(rig);
}

static void test_voicemail_that_stays_on_is_said(void **state)
{
    struct rig *rig = with_voicemail();
    (void)state;
    tell(rig, AGENT, "VOICEMAIL OFF.");
    rig_run(rig, 3 * MINUTE_MS);
    expect(rig, AGENT, "The network did not turn it off. Ask the SIM's carrier to remove its voicemail.");
    rig_free(rig);
}

/* Each SIM has its own: which one is meant is said, in both texts. */
static void test_voicemail_says_whose_it_is(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "seller");
    struct rig *rig = rig_new(cfg);
    rig->core->line[1].voicemail.known = false;
    forwards(rig, VOICEMAIL);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_link(rig, 1, true);
    rig_run(rig, 3 * MINUTE_MS);
    expect(rig, AGENT,
           "Line seller: A caller I cannot take would hear my SIM's own voicemail (202-555-0199). Reply "
           "VOICEMAIL OFF and I turn it off.");
    rig_forget_rules(rig);
    forwards(rig, NO_VOICEMAIL);
    tell(rig, AGENT, "VOICEMAIL OFF");
    rig_run(rig, 3 * MINUTE_MS);
    expect(rig, AGENT, "Line seller: My SIM's voicemail is off, I have checked.");
    rig_free(rig);
}

static void test_voicemail_is_remembered_over_a_cut(void **state)
{
    struct rig *rig = with_voicemail();
    (void)state;
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    forwards(rig, NO_VOICEMAIL);
    tell(rig, AGENT, "voicemail off");
    rig_run(rig, 3 * MINUTE_MS);
    expect(rig, AGENT, "My SIM's voicemail is off, I have checked.");
    rig_free(rig);
}

/* The power goes between the agent's word and its doing. */
static void test_voicemail_is_turned_off_after_a_cut(void **state)
{
    struct rig *rig = with_voicemail();
    (void)state;
    say(rig, AGENT, "voicemail off");
    rig_run(rig, 1000);
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    size_t mark = rig_mark(rig);
    forwards(rig, NO_VOICEMAIL);
    rig_run(rig, 3 * MINUTE_MS);
    assert_true(rig_wired(rig, mark, "AT+CCFC=2,4"));
    expect(rig, AGENT, "My SIM's voicemail is off, I have checked.");
    rig_free(rig);
}

static void test_a_network_that_tells_nothing(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig->core->line[0].greeted = rig->core->line[0].voicemail.known = false;
    rig_on(rig, "AT+CCFC=", "\r\n+CME ERROR: 100\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);    /* the first words */
    for (unsigned i = 0; i < rig->record_count; i++) /* and the next life asks again */
        assert_true(rig->record[i].record.kind != RECORD_META ||
                    strncmp(rig->record[i].record.meta.key, "voicemail.", 10) != 0);
    tell(rig, AGENT, "VOICEMAIL OFF");
    expect(rig, AGENT,
           "The network has told me of no voicemail on my SIM. If callers hear one, ask the SIM's carrier to "
           "remove it.");
    rig_free(rig);
}

/* --- S9 --- */

static void test_s9_a_working_week_without_calls(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->core->desk.look_ms = 0;
    called(rig, CALLER_A); /* Wednesday */
    tell(rig, AGENT, "done 1");
    unsigned before = rig_sent_to(rig, AGENT);
    days(rig, 7); /* Thursday to Wednesday, 14:00: four working days and a bit */
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    days(rig, 1);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    expect(rig, AGENT,
           "No missed call seen for 8 days. Is forwarding still on? TEST tells. Reply OK to silence this.");
    days(rig, 6);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1); /* weekly at most */
    days(rig, 1);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 2);
    tell(rig, AGENT, "ok");
    expect(rig, AGENT, "OK, I do not ask again until calls have come and stopped once more.");
    days(rig, 21);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 3);
    rig = rig_cut(rig, config_new(), MINUTE_MS); /* OK is not forgotten */
    rig->core->desk.look_ms = 0;
    before = 0;
    days(rig, 10);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    called(rig, CALLER_A); /* calls come again, and stop again */
    tell(rig, AGENT, "done 2");
    before = rig_sent_to(rig, AGENT);
    days(rig, 10);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    rig_free(rig);
}

/* An "ok" days later is one to something else. */
static void test_s9_a_late_ok_silences_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->core->desk.look_ms = 0;
    called(rig, CALLER_A);
    tell(rig, AGENT, "done 1");
    days(rig, 8);
    assert_true(said(rig, "No missed call seen"));
    days(rig, 2);
    unsigned before = rig_sent_to(rig, AGENT);
    tell(rig, AGENT, "ok");
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    days(rig, 5);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1); /* asked again after a week */
    rig_free(rig);
}

static void test_s9_a_new_box_has_its_week(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->core->desk.look_ms = 0;
    days(rig, 6);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    rig->core->desk.look_ms = 0;
    days(rig, 3);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

/* --- urgent_call --- */

static struct config *urgent(void)
{
    struct config *cfg = config_new();
    cfg->urgent_call = true;
    cfg->remind = false;
    return cfg;
}

static void test_an_urgent_call_rings_the_agents_phone(void **state)
{
    struct rig *rig = rig_ready(urgent());
    (void)state;
    called(rig, CALLER_A);
    size_t mark = rig_mark(rig);
    assert_false(rig_wired(rig, 0, "ATD"));
    called(rig, CALLER_A);
    assert_true(rig_wired(rig, mark, "ATD+12025550100;"));
    assert_false(rig_wired(rig, mark, "AT+CHUP"));
    rig_run(rig, 10000);
    assert_true(rig_wired(rig, mark, "AT+CHUP"));
    mark = rig_mark(rig);
    called(rig, CALLER_A); /* once an hour is enough */
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, mark, "ATD"));
    rig_run(rig, HOUR_MS_T);
    called(rig, CALLER_A);
    called(rig, CALLER_A);
    assert_true(rig_wired(rig, mark, "ATD"));
    rig_free(rig);
}

static void test_a_client_rings_it_at_once_but_not_at_night(void **state)
{
    struct config *cfg = urgent();
    (void)state;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    struct rig *rig = rig_ready(cfg);
    size_t mark = rig_mark(rig);
    called(rig, CALLER_A);
    rig_run(rig, 30000);
    assert_int_equal(rig_count_wired(rig, mark, "ATD"), 1);
    rig_run(rig, 9 * HOUR_MS_T);
    mark = rig_mark(rig);
    called(rig, CALLER_A);
    rig_run(rig, 30000);
    assert_false(rig_wired(rig, mark, "ATD"));
    rig_free(rig);
}

static void test_a_caller_comes_before_the_ring(void **state)
{
    struct rig *rig = rig_ready(urgent());
    (void)state;
    called(rig, CALLER_A);
    size_t mark = rig_mark(rig);
    called(rig, CALLER_A);
    assert_true(rig_wired(rig, mark, "ATD"));
    rig_ring(rig, 0, CALLER_B); /* while the agent's phone rings */
    rig_run(rig, 100);
    assert_true(rig_wired(rig, mark, "AT+CHUP"));
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

static void test_a_ring_that_fails_is_over(void **state)
{
    struct rig *rig = rig_ready(urgent());
    (void)state;
    rig_on(rig, "ATD", "\r\nNO CARRIER\r\n", -1);
    called(rig, CALLER_A);
    size_t mark = rig_mark(rig);
    called(rig, CALLER_A);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, mark, "ATD"), 1);
    assert_false(rig->core->ring.up);
    called(rig, CALLER_B);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

/* The agent's phone is off: its forwarding sends the box's own call back to the box. */
static void test_the_echo_of_the_ring_is_no_riddle(void **state)
{
    struct rig *rig = rig_ready(urgent());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    called(rig, BOX);
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    assert_false(said(rig, "your carrier hides callers"));
    rig_run(rig, HOUR_MS_T);
    called(rig, BOX); /* without a ring it is one */
    assert_true(said(rig, "your carrier hides callers"));
    rig_free(rig);
}

static void test_no_ring_for_a_modem_that_is_away(void **state)
{
    struct rig *rig = rig_ready(urgent());
    (void)state;
    called(rig, CALLER_A);
    rig_on(rig, "AT+CMGS=", "\r\nERROR\r\n", -1);
    struct call_record call = {.number = CALLER_A, .line = "main"};
    struct lead *lead = leads_find(&rig->core->leads, CALLER_A);
    assert_non_null(lead);
    lead->burst = 2;
    rig_link(rig, 0, false);
    core_ring_want(rig->core, lead, &call, &rig->now);
    assert_true(rig->core->ring.wanted);
    rig_run(rig, 6 * MINUTE_MS);
    assert_false(rig->core->ring.wanted); /* later it would be no alarm any more */
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s1_first_words_once),
        cmocka_unit_test(test_s1_by_carrier),
        cmocka_unit_test(test_s1_a_sim_that_does_not_know_its_number),
        cmocka_unit_test(test_s1_each_line_says_its_own),
        cmocka_unit_test(test_s1_first_words_wait_for_a_phone),
        cmocka_unit_test(test_voicemail_is_turned_off_after_a_cut),
        cmocka_unit_test(test_voicemail_is_turned_off_and_verified),
        cmocka_unit_test(test_voicemail_that_stays_on_is_said),
        cmocka_unit_test(test_voicemail_says_whose_it_is),
        cmocka_unit_test(test_voicemail_is_remembered_over_a_cut),
        cmocka_unit_test(test_a_network_that_tells_nothing),
        cmocka_unit_test(test_s9_a_working_week_without_calls),
        cmocka_unit_test(test_s9_a_late_ok_silences_nothing),
        cmocka_unit_test(test_s9_a_new_box_has_its_week),
        cmocka_unit_test(test_an_urgent_call_rings_the_agents_phone),
        cmocka_unit_test(test_a_client_rings_it_at_once_but_not_at_night),
        cmocka_unit_test(test_a_caller_comes_before_the_ring),
        cmocka_unit_test(test_a_ring_that_fails_is_over),
        cmocka_unit_test(test_the_echo_of_the_ring_is_no_riddle),
        cmocka_unit_test(test_no_ring_for_a_modem_that_is_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
