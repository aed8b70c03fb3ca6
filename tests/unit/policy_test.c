/* Who gets which text: every reason, their order, lists, hours, caps and clocks. */
#include "core/policy.h"

#include "base/calendar.h"
#include "core/hours.h"
#include "support/core_config.h"

/* Everything a verdict depends on, sound and open: an unknown caller gets `text`. */
struct scene {
    struct config *cfg;
    struct people *people;
    struct caps caps;
    struct policy_facts facts;
    struct tb_now now, ended;
};

static void begin(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->cfg = config_new();
    scene->people = calloc(1, sizeof *scene->people);
    assert_non_null(scene->people);
    scene->facts = (struct policy_facts){
        .number = CALLER_A, .called = "", .own_number = BOX, .rang_ms = 6000, .age_ms = 0};
    scene->now = scene->ended = (struct tb_now){.mono_ms = 90000000, .wall_ms = WALL_START, .wall_ok = true};
}

static void end(struct scene *scene)
{
    free(scene->cfg);
    free(scene->people);
}

static struct policy_verdict decide(struct scene *scene)
{
    return policy_decide(scene->cfg, scene->people, &scene->caps, &scene->facts, &scene->ended, &scene->now);
}

static void expect_skip(struct scene *scene, enum skip_reason reason)
{
    struct policy_verdict verdict = decide(scene);
    if (verdict.verdict != VERDICT_SKIP || verdict.reason != reason)
        fail_msg("wanted %s, got %s %s", skip_reason_word(reason), call_verdict_word(verdict.verdict),
                 skip_reason_word(verdict.reason));
    assert_int_equal(verdict.message, -1);
}

static void expect_text(struct scene *scene, int16_t message, bool promise)
{
    struct policy_verdict verdict = decide(scene);
    if (verdict.verdict != VERDICT_TEXT || verdict.reason != REASON_NONE || verdict.message != message ||
        verdict.promise != promise)
        fail_msg("wanted message %d, got %s %s message %d promise %d", message,
                 call_verdict_word(verdict.verdict), skip_reason_word(verdict.reason), verdict.message,
                 verdict.promise);
}

static struct person *person(struct scene *scene)
{
    struct person *p = people_get(scene->people, scene->facts.number);
    assert_non_null(p);
    return p;
}

/* --- each reason by itself; laid one over the other they show the order --- */

static void make_answered(struct scene *s)
{
    s->facts.answered = true;
}
static void make_own(struct scene *s)
{
    s->facts.own_number = s->facts.number;
}
static void make_agent(struct scene *s)
{
    (void)snprintf(s->cfg->phone, TB_NUMBER_MAX, "%s", s->facts.number);
}
static void make_team(struct scene *s)
{
    s->cfg->backup_count = 1;
    (void)snprintf(s->cfg->backup[0].number, TB_NUMBER_MAX, "%s", s->facts.number);
}
static void make_skip(struct scene *s)
{
    config_rule(s->cfg, CFG_RULE_SKIP, s->facts.number, false);
}
static void make_client(struct scene *s)
{
    if (s->cfg->rule_count == 0) /* else the skip list has the word */
        config_rule(s->cfg, CFG_RULE_CLIENT, s->facts.number, false);
    s->cfg->client = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
}
static void make_opted_out(struct scene *s)
{
    person(s)->stopped = true;
}
static void make_undeliverable(struct scene *s)
{
    person(s)->undeliverable = true;
}
static void make_repeat(struct scene *s)
{
    people_texted(person(s), &s->now, false);
}
static void make_cap_hour(struct scene *s)
{
    s->cfg->max_per_hour = 0;
}
static void make_cap_day(struct scene *s)
{
    s->cfg->max_per_day = 0;
}
static void make_too_old(struct scene *s)
{
    s->facts.age_ms = s->cfg->max_age_ms + 1;
}
static void make_too_short(struct scene *s)
{
    s->cfg->min_ring_ms = s->facts.rang_ms + 1;
}
static void make_unsound(struct scene *s)
{
    s->cfg->textable = false;
}
static void make_closed(struct scene *s)
{
    config_hours(s->cfg, 0, 60);
    s->cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
}

static const struct {
    enum skip_reason reason;
    void (*make)(struct scene *scene);
} IN_ORDER[] = {
    {REASON_ANSWERED, make_answered},   {REASON_OWN_NUMBER, make_own},
    {REASON_AGENT, make_agent},         {REASON_TEAM, make_team},
    {REASON_SKIP_LIST, make_skip},      {REASON_CLIENT, make_client},
    {REASON_OPTED_OUT, make_opted_out}, {REASON_UNDELIVERABLE, make_undeliverable},
    {REASON_REPEAT, make_repeat},       {REASON_CAP_HOUR, make_cap_hour},
    {REASON_CAP_DAY, make_cap_day},     {REASON_TOO_OLD, make_too_old},
    {REASON_TOO_SHORT, make_too_short}, {REASON_NO_CONFIG, make_unsound},
    {REASON_CLOSED, make_closed},
};

static void test_each_reason_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(IN_ORDER); i++) {
        struct scene scene;
        begin(&scene);
        expect_text(&scene, MSG_TEXT, true);
        IN_ORDER[i].make(&scene);
        expect_skip(&scene, IN_ORDER[i].reason);
        end(&scene);
    }
}

static void test_order_of_reasons(void **state)
{
    (void)state;
    for (size_t first = 0; first < TB_COUNT(IN_ORDER); first++) {
        struct scene scene;
        begin(&scene);
        for (size_t i = first; i < TB_COUNT(IN_ORDER); i++)
            IN_ORDER[i].make(&scene);
        expect_skip(&scene, IN_ORDER[first].reason);
        end(&scene);
    }
}

static void test_number_classes(void **state)
{
    static const struct {
        const char *number;
        enum skip_reason reason, allowed;
    } ROWS[] = {
        {"", REASON_WITHHELD, REASON_WITHHELD},           {"911", REASON_SHORT_CODE, REASON_SHORT_CODE},
        {"55501", REASON_SHORT_CODE, REASON_SHORT_CODE},  {"+10000000000", REASON_INVALID, REASON_INVALID},
        {"anonymous", REASON_INVALID, REASON_INVALID},    {"+18005550143", REASON_TOLL_FREE, REASON_NONE},
        {"+19005550143", REASON_PREMIUM, REASON_PREMIUM}, {"+15005550143", REASON_SPECIAL, REASON_SPECIAL},
        {"+441632960143", REASON_FOREIGN, REASON_NONE},   {"+18765550143", REASON_FOREIGN, REASON_NONE},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct scene scene;
        begin(&scene);
        scene.facts.number = ROWS[i].number;
        expect_skip(&scene, ROWS[i].reason);
        config_rule(scene.cfg, CFG_RULE_ALLOW, ROWS[i].number, false);
        if (ROWS[i].allowed == REASON_NONE)
            expect_text(&scene, MSG_TEXT, true);
        else
            expect_skip(&scene, ROWS[i].allowed);
        end(&scene);
    }
}

/* --- lists --- */

static void test_longest_match_wins(void **state)
{
    struct scene scene;
    enum cfg_rule_kind kind;
    (void)state;
    begin(&scene);
    config_rule(scene.cfg, CFG_RULE_SKIP, "+1202", true);
    config_rule(scene.cfg, CFG_RULE_CLIENT, "+1202555", true);
    config_rule(scene.cfg, CFG_RULE_ALLOW, "+12025550143", true);
    config_rule(scene.cfg, CFG_RULE_SKIP, "+12025550144", false);
    config_rule(scene.cfg, CFG_RULE_CLIENT, "+12025550144", true);
    assert_true(policy_rule(scene.cfg, "+12029990143", &kind) && kind == CFG_RULE_SKIP);
    assert_true(policy_rule(scene.cfg, "+12025550199", &kind) && kind == CFG_RULE_CLIENT);
    assert_true(policy_rule(scene.cfg, CALLER_A, &kind) && kind == CFG_RULE_ALLOW);
    assert_true(policy_rule(scene.cfg, CALLER_B, &kind) && kind == CFG_RULE_SKIP); /* whole before starred */
    assert_false(policy_rule(scene.cfg, "+13035550143", &kind));
    assert_false(policy_rule(scene.cfg, "", &kind));
    expect_text(&scene, MSG_TEXT, true);
    scene.facts.number = CALLER_B;
    expect_skip(&scene, REASON_SKIP_LIST);
    scene.facts.number = "+12025550199";
    expect_text(&scene, MSG_CLIENT, true);
    end(&scene);
}

static void test_kinds_of_people(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.cfg->backup_count = 1;
    (void)snprintf(scene.cfg->backup[0].number, TB_NUMBER_MAX, "+12025550150");
    config_rule(scene.cfg, CFG_RULE_SKIP, "+12025550151", false);
    config_rule(scene.cfg, CFG_RULE_CLIENT, "+12025550152", false);
    config_rule(scene.cfg, CFG_RULE_ALLOW, "+12025550153", false);
    assert_int_equal(policy_kind(scene.cfg, NULL, AGENT), PERSON_AGENT);
    assert_int_equal(policy_kind(scene.cfg, NULL, "+12025550150"), PERSON_TEAM);
    assert_int_equal(policy_kind(scene.cfg, NULL, "+12025550151"), PERSON_SKIP);
    assert_int_equal(policy_kind(scene.cfg, NULL, "+12025550152"), PERSON_CLIENT);
    assert_int_equal(policy_kind(scene.cfg, NULL, "+12025550153"), PERSON_LEAD);
    assert_int_equal(policy_kind(scene.cfg, NULL, CALLER_A), PERSON_LEAD);
    assert_int_equal(policy_kind(scene.cfg, NULL, ""), PERSON_LEAD);
    end(&scene);
}

static void test_own_number_of_any_line(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    config_line(scene.cfg, "second");
    (void)snprintf(scene.cfg->line[1].number, TB_NUMBER_MAX, CALLER_A);
    expect_skip(&scene, REASON_OWN_NUMBER);
    end(&scene);
}

/* --- which message --- */

static void test_which_message_while_open(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.cfg->line[0].message = MSG_LINE;
    expect_text(&scene, MSG_LINE, true);
    scene.cfg->source_count = 1;
    (void)snprintf(scene.cfg->source[0].number, TB_NUMBER_MAX, "+12025550177");
    scene.cfg->source[0].message = MSG_SELLER;
    expect_text(&scene, MSG_LINE, true);
    scene.facts.called = "+12025550177";
    expect_text(&scene, MSG_SELLER, true); /* the number called says more than the line */
    scene.cfg->repeat_message = MSG_REPEAT;
    expect_text(&scene, MSG_SELLER, true);
    people_texted(person(&scene), &scene.now, false);
    expect_skip(&scene, REASON_REPEAT);
    scene.now.mono_ms += scene.cfg->repeat_ms;
    expect_text(&scene, MSG_REPEAT, true); /* texted before, outside the window */
    scene.cfg->repeat_message = -1;
    expect_text(&scene, MSG_SELLER, true);
    end(&scene);
}

static void test_client_message(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    config_rule(scene.cfg, CFG_RULE_CLIENT, CALLER_A, false);
    expect_text(&scene, MSG_CLIENT, true);
    config_hours(scene.cfg, 0, 60);
    expect_text(&scene, MSG_CLIENT, false); /* closed: no promise */
    end(&scene);
}

/* --- hours --- */

static void test_closed_and_holiday_answers(void **state)
{
    static const struct {
        enum cfg_answer_kind kind;
        enum call_verdict verdict;
        int16_t message;
    } ROWS[] = {{CFG_ANSWER_MESSAGE, VERDICT_TEXT, MSG_AFTER_HOURS},
                {CFG_ANSWER_HOLD, VERDICT_HOLD, MSG_TEXT},
                {CFG_ANSWER_NONE, VERDICT_SKIP, -1}};
    (void)state;
    for (unsigned holiday = 0; holiday < 2; holiday++)
        for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
            struct scene scene;
            struct cfg_answer answer = {.kind = ROWS[i].kind,
                                        .message = ROWS[i].kind == CFG_ANSWER_MESSAGE ? MSG_AFTER_HOURS : -1};
            begin(&scene);
            if (holiday) {
                scene.cfg->holiday_count = 1;
                scene.cfg->holiday_day[0] = calendar_day(2026, 4, 15);
                scene.cfg->holiday = answer;
            } else {
                config_hours(scene.cfg, 8 * 60, 12 * 60); /* it is 14:00 */
                scene.cfg->closed = answer;
            }
            struct policy_verdict verdict = decide(&scene);
            assert_int_equal(verdict.verdict, ROWS[i].verdict);
            assert_int_equal(verdict.message, ROWS[i].message);
            assert_false(verdict.promise);
            if (verdict.verdict == VERDICT_SKIP)
                assert_int_equal(verdict.reason, holiday ? REASON_HOLIDAY : REASON_CLOSED);
            scene.ended.wall_ok = false; /* an untrusted clock counts as open */
            expect_text(&scene, MSG_TEXT, true);
            end(&scene);
        }
}

static void test_special_opening(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    config_hours(scene.cfg, 8 * 60, 12 * 60);
    scene.cfg->special_count = 1;
    scene.cfg->special[0] = (struct cfg_special){.day = calendar_day(2026, 4, 15),
                                                 .span = {.from_min = 13 * 60, .to_min = 16 * 60},
                                                 .message = MSG_SELLER};
    expect_text(&scene, MSG_SELLER, true);
    scene.cfg->special[0].message = -1;
    scene.cfg->line[0].message = MSG_LINE;
    expect_text(&scene, MSG_LINE, true);
    scene.ended.wall_ms += 2 * HOUR_MS_T; /* 16:00: over */
    expect_text(&scene, MSG_AFTER_HOURS, false);
    end(&scene);
}

static void test_hours_are_judged_by_the_end_of_the_call(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    config_hours(scene.cfg, 8 * 60, 14 * 60);
    scene.ended.wall_ms -= MINUTE_MS;
    expect_text(&scene, MSG_TEXT, true);
    scene.ended.wall_ms += MINUTE_MS;
    expect_text(&scene, MSG_AFTER_HOURS, false);
    end(&scene);
}

static void test_held_text_is_judged_as_of_its_release(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.facts.held = true;
    scene.facts.age_ms = 20 * HOUR_MS_T;
    expect_text(&scene, MSG_TEXT, false); /* neither too old nor a promise */
    person(&scene)->stopped = true;
    expect_skip(&scene, REASON_OPTED_OUT);
    end(&scene);
}

/* --- windows and caps --- */

static void test_repeat_window_to_the_millisecond(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    people_texted(person(&scene), &scene.now, false);
    scene.now.mono_ms += scene.cfg->repeat_ms - 1;
    expect_skip(&scene, REASON_REPEAT);
    scene.now.mono_ms += 1;
    expect_text(&scene, MSG_TEXT, true);
    people_texted(person(&scene), &scene.now, true);
    expect_skip(&scene, REASON_CONVERSATION);
    scene.cfg->repeat_ms = 0;
    expect_text(&scene, MSG_TEXT, true);
    end(&scene);
}

static void test_wall_clock_steps_move_no_window(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    people_texted(person(&scene), &scene.now, false);
    scene.now.wall_ms += 90 * 24 * HOUR_MS_T; /* case clk-04 */
    expect_skip(&scene, REASON_REPEAT);
    scene.now.wall_ms -= 180 * 24 * HOUR_MS_T;
    expect_skip(&scene, REASON_REPEAT);
    scene.now.wall_ok = false;
    expect_skip(&scene, REASON_REPEAT);
    end(&scene);
}

static void test_caps_slide(void **state)
{
    struct scene scene;
    struct stamp stamp;
    (void)state;
    begin(&scene);
    scene.cfg->max_per_hour = 3;
    scene.cfg->max_per_day = 5;
    for (int i = 0; i < 3; i++) { /* 0, 10 and 20 minutes */
        stamp = stamp_now(&scene.now);
        caps_add(&scene.caps, &stamp);
        scene.now.mono_ms += 10 * MINUTE_MS;
    }
    expect_skip(&scene, REASON_CAP_HOUR);
    scene.now.mono_ms += 30 * MINUTE_MS - 1; /* the first is one hour less a millisecond old */
    expect_skip(&scene, REASON_CAP_HOUR);
    scene.now.mono_ms += 1;
    expect_text(&scene, MSG_TEXT, true);
    for (int i = 0; i < 2; i++) {
        scene.now.mono_ms += 2 * HOUR_MS_T;
        stamp = stamp_now(&scene.now);
        caps_add(&scene.caps, &stamp);
    }
    scene.now.mono_ms += 2 * HOUR_MS_T;
    expect_skip(&scene, REASON_CAP_DAY);
    scene.now.mono_ms += 18 * HOUR_MS_T;
    expect_text(&scene, MSG_TEXT, true);
    end(&scene);
}

static void test_age_and_ring_at_the_limit(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    scene.facts.age_ms = scene.cfg->max_age_ms;
    scene.cfg->min_ring_ms = scene.facts.rang_ms;
    expect_text(&scene, MSG_TEXT, true);
    scene.facts.age_ms = INT64_MAX;
    expect_skip(&scene, REASON_TOO_OLD);
    end(&scene);
}

/* A held text would expire with its first look at the clock: nothing is promised then. */
static void test_nothing_is_held_for_a_call_of_yesterday(void **state)
{
    struct scene scene;
    (void)state;
    begin(&scene);
    config_hours(scene.cfg, 15 * 60, 16 * 60);
    scene.cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    scene.facts.age_ms = 24 * HOUR_MS_T;
    assert_int_equal(
        policy_decide(scene.cfg, scene.people, &scene.caps, &scene.facts, &scene.now, &scene.now).verdict,
        VERDICT_HOLD);
    scene.facts.age_ms++;
    expect_skip(&scene, REASON_TOO_OLD);
    scene.facts.age_ms = INT64_MAX; /* no clock can tell */
    expect_skip(&scene, REASON_TOO_OLD);
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_reason_alone),
        cmocka_unit_test(test_order_of_reasons),
        cmocka_unit_test(test_number_classes),
        cmocka_unit_test(test_longest_match_wins),
        cmocka_unit_test(test_kinds_of_people),
        cmocka_unit_test(test_own_number_of_any_line),
        cmocka_unit_test(test_which_message_while_open),
        cmocka_unit_test(test_client_message),
        cmocka_unit_test(test_closed_and_holiday_answers),
        cmocka_unit_test(test_special_opening),
        cmocka_unit_test(test_hours_are_judged_by_the_end_of_the_call),
        cmocka_unit_test(test_held_text_is_judged_as_of_its_release),
        cmocka_unit_test(test_repeat_window_to_the_millisecond),
        cmocka_unit_test(test_wall_clock_steps_move_no_window),
        cmocka_unit_test(test_caps_slide),
        cmocka_unit_test(test_age_and_ring_at_the_limit),
        cmocka_unit_test(test_nothing_is_held_for_a_call_of_yesterday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
