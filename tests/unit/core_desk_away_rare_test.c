/* AWAY, PAUSE and the code at moments that are rare: changed minds in one night, a box without a clock, a
 * colleague who is none any more when the code comes, two codes of the same digits. */
#include "support/core_desk_rig.h"
#include "support/core_past.h"

#define FIRST  "+15125550151"
#define SECOND "+15125550152"

static const char BACK_AGAIN[] = "Alex Agent is back and takes the calls again.";
static const char NO_MORE[] = "Alex Agent sends callers to you no more.";

static void away_until(struct rig *rig, const char *words)
{
    tell(rig, AGENT, words);
    tell(rig, AGENT, code_in(rig));
}

static unsigned told(const struct rig *rig, const char *to, const char *words)
{
    unsigned count = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        count += strcmp(rig->sent[i].to, to) == 0 && strcmp(rig->sent[i].text, words) == 0;
    return count;
}

static void restore_meta(struct rig *rig, const char *key, const char *value)
{
    struct record record = {.kind = RECORD_META};
    (void)snprintf(record.meta.key, sizeof record.meta.key, "%s", key);
    (void)snprintf(record.meta.value, sizeof record.meta.value, "%s", value);
    restore(rig, &record);
}

/* --- who stood in --- */

/* Two of them were not told in one night: there is a place for one, so the first is told at once. */
static void test_a_second_relief_in_a_night(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T); /* ten at night */
    away_until(rig, "AWAY covering 512-555-0152");
    assert_int_equal(told(rig, FIRST, NO_MORE), 0);
    away_until(rig, "AWAY covering 512-555-0153");
    assert_int_equal(told(rig, FIRST, NO_MORE), 1);
    assert_int_equal(told(rig, SECOND, NO_MORE), 0);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(told(rig, FIRST, NO_MORE), 1);
    assert_int_equal(told(rig, SECOND, NO_MORE), 1);
    assert_int_equal(told(rig, "+15125550153", NO_MORE), 0);
    rig_free(rig);
}

/* By day they are told at once, but no network takes it until two more have stood in: the words are still for
 * whom they are about, not for the agent. */
static void test_reliefs_that_wait_for_a_network(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 331\r\n", -1); /* no network service */
    tell(rig, AGENT, "BACK");
    tell(rig, AGENT, "AWAY covering 512-555-0152");
    tell(rig, AGENT, rig->core->desk.code[0].digits); /* it waits as well: the agent guesses */
    tell(rig, AGENT, "AWAY 3d");
    assert_int_equal(told(rig, FIRST, BACK_AGAIN) + told(rig, SECOND, NO_MORE), 0);
    rig_forget_rules(rig);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(told(rig, FIRST, BACK_AGAIN), 1);
    assert_int_equal(told(rig, SECOND, NO_MORE), 1);
    assert_int_equal(told(rig, AGENT, BACK_AGAIN) + told(rig, AGENT, NO_MORE), 0);
    rig_free(rig);
}

/* BACK twice in a night is as true in the morning as once. */
static void test_back_twice_in_a_night(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T);
    tell(rig, AGENT, "BACK");
    tell(rig, AGENT, "BACK");
    assert_int_equal(told(rig, FIRST, BACK_AGAIN), 0);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(told(rig, FIRST, BACK_AGAIN), 1);
    assert_int_equal(told(rig, FIRST, NO_MORE), 0);
    rig_free(rig);
}

/* Without a clock nobody knows of a night: it is told at once. */
static void test_relief_without_a_clock(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T);
    rig->now.wall_ok = false;
    tell(rig, AGENT, "BACK");
    assert_int_equal(told(rig, FIRST, BACK_AGAIN), 1);
    rig_free(rig);
}

/* --- a colleague who is none --- */

/* The ini allows the number when the code is asked for, and no more when it comes. */
static void test_no_colleague_when_the_code_comes(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    config_rule(cfg, CFG_RULE_ALLOW, "+44", true);
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "AWAY 3d covering +442079460123");
    rig->cfg->rule_count = 0;
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT,
           "Not +442079460123: I text nobody abroad unless textback.ini allows the number. Nothing was "
           "changed.");
    assert_int_equal(rig->core->desk.away.kind, UNTIL_NOT);
    assert_string_equal(rig->core->desk.covering, "");
    assert_int_equal(rig_sent_to(rig, "+442079460123"), 0);
    rig_free(rig);
}

/* Such a one of a former life, in which the agent is no longer away: there is nothing to correct, so the
 * agent hears of no "Away". */
static void test_an_unfit_colleague_of_an_end(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_meta(rig, "desk.covering", "+442079460123");
    go(rig, 10000);
    assert_string_equal(rig->core->desk.covering, "");
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    rig_free(rig);
}

/* With an ini that lacks its texts a number stays that the ini would not let cover now. If it is the agent's
 * own, one alert is enough. */
static void test_the_agent_is_alerted_once(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    rig->cfg->textable = false;
    rig->core->desk.away.kind = UNTIL_TAKEN_BACK;
    core_desk_restore(rig->core, "desk.covering", AGENT, &rig->now);
    unsigned before = rig_sent_to(rig, AGENT);
    called(rig, CALLER_A);
    assert_string_equal(rig->core->desk.covering, AGENT);
    assert_int_equal(rig_sent_to(rig, AGENT) - before, 1);
    rig_free(rig);
}

/* --- the code, and what is remembered --- */

/* By chance the same four digits again: they count, so they are not called void. */
static void test_the_same_digits_again(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    char first[5];
    (void)state;
    uint64_t chance = rig->core->desk.random;
    tell(rig, AGENT, "CLIENT 202-555-0143");
    memcpy(first, code_in(rig), sizeof first);
    rig->core->desk.random = chance;
    tell(rig, AGENT, "SKIP 202-555-0144");
    assert_string_equal(code_in(rig), first);
    assert_null(strstr(rig_last_to(rig, AGENT), "no longer counts"));
    tell(rig, AGENT, first);
    expect(rig, AGENT, "202-555-0144 gets no texts from me any more. UNBLOCK undoes it.");
    rig_free(rig);
}

static void test_status_of_a_pause_while_away(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "PAUSE 2h");
    tell(rig, AGENT, "AWAY");
    tell(rig, AGENT, "STATUS");
    if (strstr(rig_last_to(rig, AGENT), " Paused until 4:00 pm. Away. ") == NULL)
        fail_msg("<%s>", rig_last_to(rig, AGENT));
    rig_free(rig);
}

/* What no textback wrote: a call before there were calls, the number of a line that the ini has not. */
static void test_odd_values_of_a_former_life(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_meta(rig, "desk.last_call", "1776276000");
    assert_int_equal(rig->core->desk.last_call_s, 1776276000);
    restore_meta(rig, "desk.last_call", "-5");
    assert_int_equal(rig->core->desk.last_call_s, 0);
    restore_meta(rig, "number.main", BOX);
    restore_meta(rig, "number.gone", CALLER_A);
    assert_string_equal(rig->core->line[0].own, BOX);
    assert_false(core_is_own(rig->core, CALLER_A));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_second_relief_in_a_night),
        cmocka_unit_test(test_reliefs_that_wait_for_a_network),
        cmocka_unit_test(test_back_twice_in_a_night),
        cmocka_unit_test(test_relief_without_a_clock),
        cmocka_unit_test(test_no_colleague_when_the_code_comes),
        cmocka_unit_test(test_an_unfit_colleague_of_an_end),
        cmocka_unit_test(test_the_agent_is_alerted_once),
        cmocka_unit_test(test_the_same_digits_again),
        cmocka_unit_test(test_status_of_a_pause_while_away),
        cmocka_unit_test(test_odd_values_of_a_former_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
