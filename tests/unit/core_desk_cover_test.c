/* The desk: who may stand in for the agent, what they hear, and the box that writes to itself. */
#include "support/core_desk_rig.h"

#define COVERING "+15125550151"

static unsigned all_sent(const struct rig *rig)
{
    return rig->sent_count;
}

static void away_until(struct rig *rig, const char *words)
{
    tell(rig, AGENT, words);
    tell(rig, AGENT, code_in(rig));
}

/* A service, a number that costs, one abroad: no code is asked for, nobody is texted, nothing is changed. */
static void test_who_can_be_no_colleague(void **state)
{
    static const struct {
        const char *text, *answer;
    } ROWS[] = {
        {"AWAY until Mon covering 911",
         "Not 911: a colleague has a whole, ordinary phone number, like 512-555-0100. Nothing was changed."},
        {"AWAY until Mon covering 555",
         "Not 555: a colleague has a whole, ordinary phone number, like 512-555-0100. Nothing was changed."},
        {"AWAY covering 900-555-0151", "Not 900-555-0151: a colleague has a whole, ordinary phone number, "
                                       "like 512-555-0100. Nothing was changed."},
        {"AWAY covering 800-555-0151", "Not 800-555-0151: a colleague has a whole, ordinary phone number, "
                                       "like 512-555-0100. Nothing was changed."},
        {"AWAY covering 512-976-0151", "Not 512-976-0151: a colleague has a whole, ordinary phone number, "
                                       "like 512-555-0100. Nothing was changed."},
        {"AWAY covering 512-555-1212", "Not 512-555-1212: a colleague has a whole, ordinary phone number, "
                                       "like 512-555-0100. Nothing was changed."},
        {"AWAY covering +442079460123", "Not +442079460123: I text nobody abroad unless textback.ini allows "
                                        "the number. Nothing was changed."},
        {"AWAY covering 512-555-01",
         "I cannot read that number. Write it whole, with area code, like 512-555-0100."},
        {"AWAY 3d covering 202-555-0101",
         "202-555-0101 is my own number: I would text myself. Name a colleague's. Nothing was changed."},
        {"AWAY 3d covering 202-555-0199",
         "202-555-0199 is my own number: I would text myself. Name a colleague's. Nothing was changed."},
        {"AWAY 3d covering 202-555-0100",
         "202-555-0100 is the phone of who is away. Name a colleague's, or send AWAY without a number. "
         "Nothing was changed."},
    };
    struct config *cfg = config_new();
    (void)state;
    (void)snprintf(cfg->line[0].number, TB_NUMBER_MAX, "+12025550199"); /* the SIM says ...0101 */
    struct rig *rig = rig_ready(cfg);
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        unsigned before = all_sent(rig);
        tell(rig, AGENT, ROWS[i].text);
        expect(rig, AGENT, ROWS[i].answer);
        assert_int_equal(all_sent(rig) - before, 1);
        assert_int_equal(rig->core->desk.away.kind, UNTIL_NOT);
    }
    called(rig, CALLER_A);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "I can call within 15 minutes"));
    rig_free(rig);
}

static void test_a_colleague_abroad_if_the_ini_allows(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_rule(cfg, CFG_RULE_ALLOW, "+44", true);
    struct rig *rig = rig_ready(cfg);
    away_until(rig, "AWAY 3d covering +442079460123");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "callers are told to reach +442079460123"));
    assert_int_equal(rig_sent_to(rig, "+442079460123"), 1);
    rig_free(rig);
}

/* One that an older textback took: it is not texted any more. */
static void test_such_a_number_of_a_former_life(void **state)
{
    static const char *const NUMBERS[] = {"911", BOX, AGENT};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NUMBERS); i++) {
        struct rig *rig = rig_ready(without_reminders());
        rig->core->desk.away.kind = UNTIL_TAKEN_BACK;
        core_desk_restore(rig->core, "desk.covering", NUMBERS[i], &rig->now);
        tell(rig, AGENT, "ok"); /* the next step */
        expect(rig, AGENT,
               "Away: callers get your after-hours text, no call-back is promised. BACK ends it.");
        called(rig, CALLER_A);
        expect(rig, CALLER_A, "We are closed. Alex Agent");
        tell(rig, CALLER_A, "Is it free?");
        assert_int_equal(rig_sent_to(rig, "911") + rig_sent_to(rig, BOX), 0);
        assert_int_equal(rig_sent_to(rig, AGENT), 3);
        rig_free(rig);
    }
}

/* With no sound ini nobody knows which numbers will do: nothing is dropped for it. */
static void test_a_broken_ini_drops_nobody(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    rig->core->desk.away.kind = UNTIL_TAKEN_BACK;
    rig->cfg->textable = false;
    core_desk_restore(rig->core, "desk.covering", "+442079460123", &rig->now);
    tell(rig, AGENT, "ok");
    assert_string_equal(rig->core->desk.covering, "+442079460123");
    rig_free(rig);
}

/* --- texts from the box's own number --- */

static void says_and_nothing_leaves(struct rig *rig, const char *text)
{
    unsigned before = all_sent(rig);
    tell(rig, BOX, text);
    assert_int_equal(all_sent(rig), before);
    const struct text_record *record = rig_text_record(rig, TEXT_RECEIVED, BOX);
    assert_int_equal(record->state, TEXT_STATE_RELAYED);
    assert_int_equal(leads_count(&rig->core->leads), 0);
}

/* Whatever the ini says: by that number it is the agent, one of the team, nobody. */
static void test_a_text_of_its_own_is_on_record_and_no_more(void **state)
{
    static const char *const TEXTS[] = {"Hello?", "HELP",   "STOP", "START",
                                        "STATUS", "DONE 1", "AWAY", "1 yes"};
    (void)state;
    for (unsigned who = 0; who < 4; who++) {
        struct config *cfg = without_reminders();
        if (who == 1)
            (void)snprintf(cfg->phone, TB_NUMBER_MAX, BOX);
        cfg->backup_count = who == 2;
        (void)snprintf(cfg->backup[0].number, TB_NUMBER_MAX, BOX);
        if (who == 3)
            (void)snprintf(cfg->line[0].number, TB_NUMBER_MAX, BOX);
        struct rig *rig = rig_ready(cfg);
        if (who == 3)
            rig->core->line[0].own[0] = '\0'; /* of the ini only */
        for (size_t i = 0; i < TB_COUNT(TEXTS); i++)
            says_and_nothing_leaves(rig, TEXTS[i]);
        assert_int_equal(rig->core->desk.away.kind, UNTIL_NOT);
        rig_free(rig);
    }
}

/* --- it is over --- */

/* A slip in the ini makes nobody's phone the box: what the SIM tells counts. */
static void test_the_agents_phone_as_the_number_of_a_line(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    (void)snprintf(rig->cfg->line[0].number, sizeof rig->cfg->line[0].number, "%s", AGENT);
    unsigned before = rig_sent_to(rig, AGENT);
    tell(rig, AGENT, "LIST");
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    rig_free(rig);
}

static const char BACK_AGAIN[] = "Alex Agent is back and takes the calls again.";
static const char NO_MORE[] = "Alex Agent sends callers to you no more.";

static unsigned told(const struct rig *rig, const char *to, const char *words)
{
    unsigned count = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        count += strcmp(rig->sent[i].to, to) == 0 && strcmp(rig->sent[i].text, words) == 0;
    return count;
}

static void test_s32_who_stood_in_hears_that_it_is_over(void **state)
{
    static const char *const ORDERS[] = {"BACK", "RESUME", NULL /* the time ends */};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ORDERS); i++) {
        struct rig *rig = rig_ready(without_reminders());
        away_until(rig, "AWAY 2h covering 512-555-0151");
        if (ORDERS[i] != NULL)
            tell(rig, AGENT, ORDERS[i]);
        else
            rig_run(rig, 3 * HOUR_MS_T);
        expect(rig, COVERING, BACK_AGAIN);
        tell(rig, AGENT, "BACK");
        rig = rig_cut(rig, without_reminders(), MINUTE_MS);
        rig_run(rig, 24 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, COVERING), 0); /* once, and in no later life again */
        rig_free(rig);
    }
}

static void test_another_takes_over(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY 3d covering 512-555-0151");
    away_until(rig, "AWAY 2d covering 512-555-0151"); /* the same one: another end */
    assert_int_equal(told(rig, COVERING, NO_MORE), 0);
    away_until(rig, "AWAY 3d covering 512-555-0152");
    expect(rig, COVERING, NO_MORE);
    tell(rig, AGENT, "AWAY 3d"); /* nobody */
    expect(rig, "+15125550152", NO_MORE);
    assert_int_equal(told(rig, COVERING, NO_MORE), 1);
    tell(rig, AGENT, "BACK");
    assert_int_equal(told(rig, COVERING, BACK_AGAIN) + told(rig, "+15125550152", BACK_AGAIN), 0);
    rig_free(rig);
}

/* Nobody is woken; a power cut in the night changes nothing. */
static void test_at_night_that_waits(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T); /* ten at night */
    tell(rig, AGENT, "BACK");
    assert_int_equal(told(rig, COVERING, BACK_AGAIN), 0);
    rig = rig_cut(rig, without_reminders(), MINUTE_MS);
    rig_run(rig, 9 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, COVERING), 0);
    rig_run(rig, 90 * MINUTE_MS);
    assert_int_equal(told(rig, COVERING, BACK_AGAIN), 1);
    assert_int_equal(rig_sent_to(rig, COVERING), 1);
    rig_free(rig);
}

/* What was to be said in the morning is no longer so. */
static void test_a_night_of_second_thoughts(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T);
    tell(rig, AGENT, "BACK");
    away_until(rig, "AWAY 3d covering 512-555-0151");
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(told(rig, COVERING, BACK_AGAIN) + told(rig, COVERING, NO_MORE), 0);
    rig_run(rig, 12 * HOUR_MS_T);
    tell(rig, AGENT, "BACK");
    away_until(rig, "AWAY 3d covering 512-555-0152");
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(told(rig, COVERING, BACK_AGAIN), 0);
    assert_int_equal(told(rig, COVERING, NO_MORE), 1);
    rig_free(rig);
}

/* What waits for the morning outlives a power cut as what it was; what no textback wrote is nobody. */
static void test_what_the_ledger_says_of_it(void **state)
{
    static const char *const ODD[] = {"", "1", "1+15125550151", "3 +15125550151", "x +15125550151"};
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T);
    tell(rig, AGENT, "AWAY 3d");
    assert_int_equal(told(rig, COVERING, NO_MORE), 0);
    rig = rig_cut(rig, without_reminders(), MINUTE_MS);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(told(rig, COVERING, NO_MORE), 1);
    for (size_t i = 0; i < TB_COUNT(ODD); i++) {
        core_desk_restore(rig->core, "desk.relieved", ODD[i], &rig->now);
        assert_string_equal(rig->core->desk.relieved, "");
        assert_int_equal(rig->core->desk.relief, RELIEF_TOLD);
    }
    rig_free(rig);
}

/* One of the team who stood in and says BACK has the answer to that. */
static void test_who_ends_it_is_told_once(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    cfg->backup_count = 1;
    (void)snprintf(cfg->backup[0].number, TB_NUMBER_MAX, COVERING);
    struct rig *rig = rig_ready(cfg);
    away_until(rig, "AWAY 3d covering 512-555-0151");
    tell(rig, COVERING, "BACK");
    assert_int_equal(told(rig, COVERING, BACK_AGAIN), 0);
    expect(rig, COVERING, "Welcome back. Callers get your usual text again. LIST shows open leads.");
    away_until(rig, "AWAY 3d covering 512-555-0151");
    tell(rig, AGENT, "BACK");
    assert_int_equal(told(rig, COVERING, BACK_AGAIN), 1);
    rig_free(rig);
}

/* FORGET leaves no trace of who stood in. */
static void test_who_stood_in_is_forgotten(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    rig_run(rig, 8 * HOUR_MS_T);
    tell(rig, AGENT, "BACK");
    assert_string_equal(rig->core->desk.relieved, COVERING);
    away_until(rig, "FORGET 512-555-0151");
    assert_string_equal(rig->core->desk.relieved, "");
    rig = rig_cut(rig, without_reminders(), MINUTE_MS);
    assert_string_equal(rig->core->desk.relieved, "");
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, COVERING), 0);
    rig_free(rig);
}

/* Nor of who stands in now: callers are sent there no more, and BACK tells nobody. */
static void test_who_stands_in_is_forgotten(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    away_until(rig, "AWAY covering 512-555-0151");
    away_until(rig, "FORGET 512-555-0151");
    assert_string_equal(rig->core->desk.covering, "");
    unsigned before = rig_sent_to(rig, COVERING);
    tell(rig, AGENT, "BACK");
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, COVERING), before);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_can_be_no_colleague),
        cmocka_unit_test(test_a_colleague_abroad_if_the_ini_allows),
        cmocka_unit_test(test_such_a_number_of_a_former_life),
        cmocka_unit_test(test_a_broken_ini_drops_nobody),
        cmocka_unit_test(test_a_text_of_its_own_is_on_record_and_no_more),
        cmocka_unit_test(test_the_agents_phone_as_the_number_of_a_line),
        cmocka_unit_test(test_s32_who_stood_in_hears_that_it_is_over),
        cmocka_unit_test(test_another_takes_over),
        cmocka_unit_test(test_at_night_that_waits),
        cmocka_unit_test(test_a_night_of_second_thoughts),
        cmocka_unit_test(test_what_the_ledger_says_of_it),
        cmocka_unit_test(test_who_ends_it_is_told_once),
        cmocka_unit_test(test_who_stood_in_is_forgotten),
        cmocka_unit_test(test_who_stands_in_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
