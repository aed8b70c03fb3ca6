/* Which words: for the agent's contacts, while the agent is away, and in numbers that nobody can have. */
#include "core/policy.h"

#include "base/calendar.h"
#include "support/core_config.h"

struct scene {
    struct config *cfg;
    struct people *people;
    struct caps caps;
    struct policy_facts facts;
    struct tb_now now;
};

static void begin(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->cfg = config_new();
    scene->people = calloc(1, sizeof *scene->people);
    assert_non_null(scene->people);
    scene->facts =
        (struct policy_facts){.number = CALLER_A, .called = "", .own_number = BOX, .rang_ms = 6000};
    scene->now = (struct tb_now){.mono_ms = 90000000, .wall_ms = WALL_START, .wall_ok = true};
}

static void end(struct scene *scene)
{
    free(scene->cfg);
    free(scene->people);
}

static struct policy_verdict decide(struct scene *scene)
{
    return policy_decide(scene->cfg, scene->people, &scene->caps, &scene->facts, &scene->now, &scene->now);
}

static void expect(struct scene *scene, int message, bool promise)
{
    struct policy_verdict verdict = decide(scene);

    assert_int_equal(verdict.verdict, VERDICT_TEXT);
    assert_int_equal(verdict.message, message);
    assert_int_equal(verdict.promise, promise);
}

/* contact = NAME: those in contacts.vcf get their own words at all hours, a promise only where it is kept. */
static void test_contacts_get_their_own_words(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.facts.contact = true;
    assert_int_equal(decide(&scene).reason, REASON_CONTACT);
    scene.cfg->contact = (struct cfg_answer){.kind = CFG_ANSWER_MESSAGE, .message = MSG_SELLER};
    expect(&scene, MSG_SELLER, true);
    config_hours(scene.cfg, 8 * 60, 9 * 60); /* it is two in the afternoon */
    expect(&scene, MSG_SELLER, false);
    scene.cfg->special_count = 1; /* an open house: the agent is there */
    scene.cfg->special[0] = (struct cfg_special){.day = calendar_day(2026, 4, 15),
                                                 .span = {.from_min = 13 * 60, .to_min = 16 * 60},
                                                 .message = MSG_LINE};
    expect(&scene, MSG_SELLER, true);
    scene.cfg->special_count = 0;
    scene.facts.contact = false;
    expect(&scene, MSG_AFTER_HOURS, false);
    scene.facts.contact = true;
    config_rule(scene.cfg, CFG_RULE_ALLOW, CALLER_A,
                false); /* listed: the list says more than the phone book */
    scene.cfg->contact.kind = CFG_ANSWER_NONE;
    expect(&scene, MSG_AFTER_HOURS, false);
    end(&scene);
}

/* A message named away, if the settings have one, else what is said after hours; who stands in says so
 * itself. */
static void test_words_while_the_agent_is_away(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.facts.away = true;
    expect(&scene, MSG_AFTER_HOURS, false);
    config_message(scene.cfg, MSG_COUNT, POLICY_COVERED_NAME, "I am away.");
    expect(&scene, MSG_COUNT, false);
    scene.facts.covered = true;
    expect(&scene, POLICY_MESSAGE_COVERED, false);
    end(&scene);
}

static void test_numbers_that_nobody_can_have(void **state)
{
    static const char *const ROWS[] = {"+10025550143", "+12020550143", "+1202555014", "+1911"};
    struct scene scene;
    (void)state;
    begin(&scene);
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        scene.facts.number = ROWS[i];
        if (decide(&scene).reason != REASON_INVALID)
            fail_msg("%s: %s", ROWS[i], skip_reason_word(decide(&scene).reason));
    }
    config_rule(scene.cfg, CFG_RULE_ALLOW, ROWS[0], false); /* that lifts the gates of money, not of sense */
    scene.facts.number = ROWS[0];
    assert_int_equal(decide(&scene).reason, REASON_INVALID);
    end(&scene);
}

/* A line that the settings have no more, and one without words of its own. */
static void test_words_of_a_line(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.facts.line = 3;
    expect(&scene, MSG_TEXT, true);
    scene.facts.line = 0;
    expect(&scene, MSG_TEXT, true);
    scene.cfg->line[0].message = MSG_LINE;
    expect(&scene, MSG_LINE, true);
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contacts_get_their_own_words),
        cmocka_unit_test(test_words_while_the_agent_is_away),
        cmocka_unit_test(test_numbers_that_nobody_can_have),
        cmocka_unit_test(test_words_of_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
