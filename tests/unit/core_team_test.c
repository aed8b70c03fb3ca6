/* S35, S36: a team. Agent +1-202-555-0100; backups Isa 0161, Bo 0162. */
#include "support/core_cut.h"
#include "support/core_say.h"

#define ISA "+12025550161"
#define BO  "+12025550162"

static struct config *team(void)
{
    struct config *cfg = config_new();
    cfg->remind = false;
    cfg->escalate_ms = 5 * MINUTE_MS;
    cfg->backup_count = 2;
    (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, "Isa");
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, ISA);
    (void)snprintf(cfg->backup[1].name, sizeof cfg->backup[1].name, "Bo");
    (void)snprintf(cfg->backup[1].number, sizeof cfg->backup[1].number, BO);
    return cfg;
}

static void expect(const struct rig *rig, const char *to, const char *words)
{
    if (strcmp(rig_last_to(rig, to), words) != 0)
        fail_msg("%s got <%s>, not <%s>", to, rig_last_to(rig, to), words);
}

static void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 8000);
}

static void test_s35_first_take_owns(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: texted. Call by 2:15 pm. (lead 1)");
    expect(rig, ISA, "Lead 1: 202-555-0143 called at 2:00p. TAKE 1 to make it yours.");
    assert_int_equal(rig_sent_to(rig, BO), 0);
    tell(rig, CALLER_A, "Is it free?");
    expect(rig, AGENT, "From 0143 (2:00p): Is it free?");
    expect(rig, ISA, "From 0143 (2:00p): Is it free?");
    tell(rig, ISA, "take 1");
    expect(rig, ISA, "Lead 1 is yours: 202-555-0143. Answer with: 1 your words. DONE 1 when called.");
    expect(rig, AGENT, "Isa has lead 1 (0143).");
    tell(rig, BO, "TAKE 1");
    expect(rig, BO, "Isa has lead 1 (0143).");
    tell(rig, BO, "1 I can help");
    expect(rig, BO, "Not sent: Isa has lead 1. Ask Isa first.");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    tell(rig, ISA, "1 Yes it is");
    expect(rig, CALLER_A, "Yes it is");
    expect(rig, ISA, "Sent to 0143");
    tell(rig, CALLER_A, "Great");
    expect(rig, ISA, "From 0143 (2:00p): Great");
    expect(rig, BO, "Not sent: Isa has lead 1. Ask Isa first."); /* nothing more to Bo */
    rig_run(rig, HOUR_MS_T);                                     /* no escalation of what is taken */
    expect(rig, BO, "Not sent: Isa has lead 1. Ask Isa first.");
    tell(rig, AGENT, "TAKE 1"); /* the agent may */
    expect(rig, ISA, "Alex Agent has lead 1 (0143).");
    called(rig, CALLER_A);
    expect(rig, ISA, "Alex Agent has lead 1 (0143)."); /* the agent's own affair now */
    tell(rig, AGENT, "DONE 1");
    expect(rig, ISA, "Alex Agent has lead 1 (0143).");
    rig_free(rig);
}

static void test_s35_owner_hears_of_a_further_call(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, ISA, "take 1");
    rig_run(rig, 20 * MINUTE_MS);
    called(rig, CALLER_A);
    expect(rig, ISA, "Missed 202-555-0143 at 2:20p: called again. Call back. (lead 1)");
    assert_int_equal(rig_sent_to(rig, BO), 0);
    tell(rig, ISA, "DONE 1");
    expect(rig, AGENT, "Isa closed lead 1 (0143).");
    rig_free(rig);
}

static void test_s35_not_taken_goes_on_to_the_next(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "1402 Oak St");
    rig_run(rig, 5 * MINUTE_MS);
    expect(rig, BO, "Nobody has 202-555-0143 yet. TAKE 1 if you can. They wrote: 1402 Oak St");
    tell(rig, CALLER_A, "Hello?");
    expect(rig, BO, "From 0143 (2:05p): Hello?");
    rig_run(rig, 5 * MINUTE_MS);
    expect(rig, AGENT, "Nobody of the team took 0143. Call them, then DONE 1.");
    unsigned sent = rig->sent_count;
    rig_run(rig, 2 * HOUR_MS_T);
    assert_int_equal(rig->sent_count, sent);
    rig_free(rig);
}

/* Only who has got a lead's words can answer them without a number. */
static void test_bare_words_of_one_who_got_none(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Is it free?"); /* to the agent and Isa */
    tell(rig, BO, "Lunch at noon, boss?");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_non_null(strstr(rig_last_to(rig, BO), "Not sent: for which lead?"));
    tell(rig, ISA, "Yes it is");
    expect(rig, CALLER_A, "Yes it is");
    rig_free(rig);
}

static void test_who_had_it_hears_that_another_has_it_now(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, BO, "TAKE 1"); /* from LIST: it was offered to Isa only */
    tell(rig, AGENT, "TAKE 1");
    expect(rig, BO, "Alex Agent has lead 1 (0143).");
    rig_free(rig);
}

/* The ini names the team in another order: what the first was told the second was not. */
static void test_another_team_has_been_told_nothing(void **state)
{
    struct config *cfg = team();
    struct cfg_member isa = cfg->backup[0];
    (void)state;
    struct rig *rig = rig_ready(team());
    called(rig, CALLER_A); /* offered to Isa */
    cfg->backup[0] = cfg->backup[1];
    cfg->backup[1] = isa;
    rig = rig_cut(rig, cfg, MINUTE_MS);
    tell(rig, CALLER_A, "Hello?");
    assert_int_equal(rig_sent_to(rig, ISA) + rig_sent_to(rig, BO), 0);
    rig_run(rig, 6 * MINUTE_MS);
    assert_non_null(strstr(rig_last_to(rig, BO), "TAKE 1 if you can.")); /* the first now */
    rig_free(rig);
}

/* The team leaves the ini while a lead's words are on their way to it: they become the agent's, who has them
 * already, and say so. */
static void test_words_for_a_team_that_left_are_marked(void **state)
{
    struct rig *rig = rig_ready(team());
    struct config *alone = config_new();
    (void)state;
    called(rig, CALLER_A);
    rig->disk_stalls = true; /* nothing leaves yet */
    say_on(rig, 0, CALLER_A, "Is it free?");
    rig_event(rig, &(struct event){.kind = EVENT_CONFIG, .config = alone});
    rig->disk_stalls = false;
    rig_run(rig, MINUTE_MS);
    unsigned plain = 0, marked = 0;
    for (unsigned i = 0; i < rig->sent_count; i++) {
        const struct rig_sent *sent = &rig->sent[i];
        if (strstr(sent->text, "Is it free?") == NULL)
            continue;
        assert_string_equal(sent->to, AGENT);
        plain += strncmp(sent->text, "From 0143", 9) == 0;
        marked += strncmp(sent->text, "(maybe again) From 0143", 23) == 0;
    }
    assert_int_equal(plain, 1);
    assert_int_equal(marked, 1); /* Isa's */
    free(rig->cfg);
    rig->cfg = alone;
    rig_free(rig);
}

static void test_s35_the_agents_answer_takes_it(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "1 I call you at 3");
    expect(rig, ISA, "Alex Agent has lead 1 (0143).");
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, BO), 0);
    rig_free(rig);
}

static void test_s35_survives_a_cut(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    called(rig, CALLER_A);
    rig = rig_cut(rig, team(), MINUTE_MS);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, ISA), 0); /* knows already */
    assert_non_null(strstr(rig_last_to(rig, BO), "TAKE 1 if you can."));
    tell(rig, ISA, "take 1");
    rig = rig_cut(rig, team(), MINUTE_MS);
    tell(rig, BO, "take 1");
    expect(rig, BO, "Isa has lead 1 (0143).");
    rig_free(rig);
}

static void test_s36_off_duty(void **state)
{
    struct config *cfg = team();
    (void)state;
    for (int i = 0; i < 2; i++) { /* 9:00 to 12:00; it is 14:00 */
        cfg->backup[i].has_hours = true;
        for (int d = 0; d < 7; d++)
            cfg->backup[i].hours[d] = (struct cfg_day){.count = 1, .span = {{9 * 60, 12 * 60}}};
    }
    cfg->backup[1].has_hours = false;
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, ISA), 0);
    assert_int_equal(rig_sent_to(rig, BO), 1);
    rig_free(rig);
}

static void test_s36_nobody_on_duty_is_the_agent(void **state)
{
    struct config *cfg = team();
    (void)state;
    for (int i = 0; i < 2; i++) {
        cfg->backup[i].has_hours = true;
        for (int d = 0; d < 7; d++)
            cfg->backup[i].hours[d] = (struct cfg_day){.count = 0};
    }
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, ISA) + rig_sent_to(rig, BO), 0);
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: texted. Call by 2:15 pm. (lead 1)");
    rig_run(rig, 6 * MINUTE_MS);
    expect(rig, AGENT, "Nobody of the team took 0143. Call them, then DONE 1.");
    rig_free(rig);
}

/* Nobody is woken: what was not taken goes on in the morning. */
static void test_no_escalation_at_night(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    rig_run(rig, 7 * HOUR_MS_T + 30 * MINUTE_MS); /* 21:30 */
    called(rig, CALLER_A);
    rig_run(rig, 10 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, BO), 0);
    rig_run(rig, HOUR_MS_T);
    assert_non_null(strstr(rig_last_to(rig, BO), "TAKE 1 if you can."));
    rig_free(rig);
}

/* What one of the team changes for everybody the agent hears of. */
static void test_the_agent_hears_of_a_members_pause(void **state)
{
    struct rig *rig = rig_ready(team());
    (void)state;
    tell(rig, BO, "PAUSE 2h");
    expect(rig, AGENT,
           "By Bo: Paused until 4:00 pm: callers get no text, I still alert you. RESUME ends it.");
    tell(rig, ISA, "RESUME");
    expect(rig, AGENT, "By Isa: Callers get your text again. PAUSE 2h stops it for a while.");
    rig_free(rig);
}

static void test_a_team_members_own_code(void **state)
{
    struct rig *rig = rig_ready(team());
    char code[5];
    (void)state;
    called(rig, CALLER_A);
    tell(rig, ISA, "SKIP 1");
    const char *at = strstr(rig_last_to(rig, ISA), "Reply ");
    assert_non_null(at);
    (void)snprintf(code, sizeof code, "%.4s", at + 6);
    tell(rig, AGENT, code); /* was asked for by another */
    assert_true(rig_person_record(rig, CALLER_A)->mark == MARK_NONE);
    tell(rig, ISA, code);
    assert_true(rig_person_record(rig, CALLER_A)->mark == MARK_SKIP);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s35_first_take_owns),
        cmocka_unit_test(test_s35_owner_hears_of_a_further_call),
        cmocka_unit_test(test_s35_not_taken_goes_on_to_the_next),
        cmocka_unit_test(test_bare_words_of_one_who_got_none),
        cmocka_unit_test(test_who_had_it_hears_that_another_has_it_now),
        cmocka_unit_test(test_another_team_has_been_told_nothing),
        cmocka_unit_test(test_words_for_a_team_that_left_are_marked),
        cmocka_unit_test(test_s35_the_agents_answer_takes_it),
        cmocka_unit_test(test_s35_survives_a_cut),
        cmocka_unit_test(test_s36_off_duty),
        cmocka_unit_test(test_s36_nobody_on_duty_is_the_agent),
        cmocka_unit_test(test_no_escalation_at_night),
        cmocka_unit_test(test_the_agent_hears_of_a_members_pause),
        cmocka_unit_test(test_a_team_members_own_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
