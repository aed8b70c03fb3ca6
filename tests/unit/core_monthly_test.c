/* S37, A10: the month's figures come by themselves, once, by day, to the agent; this month's to whoever asks.
 */
#include "support/core_rig.h"

#define DAY (24 * HOUR_MS_T)

/* 2026-05-01 00:00 in New York, the zone of WALL_START: a Friday */
#define MAY_1   (WALL_START + 15 * DAY + 10 * HOUR_MS_T)
#define APRIL_1 (MAY_1 - 30 * DAY)

static struct report_figures april(void)
{
    return (struct report_figures){.from_ms = APRIL_1,
                                   .to_ms = MAY_1,
                                   .calls = 41,
                                   .texted = 36,
                                   .replied = 14,
                                   .opted_out = 2,
                                   .to_text = {true, 4000}};
}

static void answer(struct rig *rig, const struct report_figures *figures)
{
    struct event event = {.kind = EVENT_REPORT, .figures = figures};
    rig_event(rig, &event);
    rig_settle(rig);
    rig_run(rig, 5000);
}

/* Lets the time come, hour by hour as a wire log would overflow otherwise. */
static void until(struct rig *rig, int64_t wall_ms)
{
    while (rig->now.wall_ms < wall_ms) {
        int64_t left = wall_ms - rig->now.wall_ms;
        rig_run(rig, left < HOUR_MS_T ? left : HOUR_MS_T);
        rig->wire_length = rig->log_length = 0;
    }
}

/* At an instant, March being told of already. */
static struct rig *box_at(struct config *cfg, int64_t wall_ms, const char *told)
{
    struct rig *rig = rig_new(cfg);
    struct record meta = {.kind = RECORD_META};

    (void)snprintf(meta.meta.key, sizeof meta.meta.key, "report.told");
    (void)snprintf(meta.meta.value, sizeof meta.meta.value, "%s", told);
    rig->now.wall_ms = wall_ms;
    core_restore(rig->core, &meta, &rig->now);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    return rig;
}

/* Two people besides the agent, who may ask too. */
static struct config *with_team(void)
{
    struct config *cfg = config_new();
    cfg->backup_count = 2;
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, CALLER_B);
    (void)snprintf(cfg->backup[1].number, sizeof cfg->backup[1].number, CALLER_C);
    return cfg;
}

/* REPORT, as a member of the desk texts it. */
static void order(struct rig *rig, const char *number)
{
    actions_clear(rig->out);
    core_report_ask(rig->core, number, 0, &rig->now, rig->out);
    rig_perform(rig);
    rig_settle(rig);
}

static const char *told_record(const struct rig *rig)
{
    for (unsigned i = rig->record_count; i-- > 0;)
        if (rig->record[i].record.kind == RECORD_META &&
            strcmp(rig->record[i].record.meta.key, "report.told") == 0)
            return rig->record[i].record.meta.value;
    return "";
}

static void expect_asked(const struct rig *rig, unsigned count, int64_t from_ms, int64_t to_ms)
{
    assert_int_equal(rig->asked, count);
    assert_int_equal(rig->asked_from_ms, from_ms);
    assert_int_equal(rig->asked_to_ms, to_ms);
}

static void test_s37_the_month_on_the_first_at_nine(void **state)
{
    (void)state;
    struct rig *rig = box_at(config_new(), MAY_1 - 2 * HOUR_MS_T, "2026-03");
    struct report_figures figures = april();
    unsigned before = rig_sent_to(rig, AGENT);

    until(rig, MAY_1 + 9 * HOUR_MS_T - 1);
    assert_int_equal(rig->asked, 0);
    rig_run(rig, 1);
    expect_asked(rig, 1, APRIL_1, MAY_1);
    answer(rig, &figures);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Apr: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s.");
    assert_string_equal(told_record(rig), "2026-04");
    until(rig, MAY_1 + 3 * DAY);
    assert_int_equal(rig->asked, 1); /* once */
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    rig_free(rig);
}

/* To the agent, by itself and asked for; to nobody else of the desk. */
static void test_what_the_replies_may_be_worth(void **state)
{
    static const char LINE[] = "Apr: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s.";
    static const char WORTH[] = "Apr: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s. About "
                                "$2,520 if 2% of those who replied close.";
    (void)state;
    struct config *cfg = with_team();
    cfg->commission = 9000;
    cfg->close_rate = 0.02;
    struct rig *rig = box_at(cfg, MAY_1 + 10 * HOUR_MS_T, "2026-03");
    struct report_figures figures = april();

    until(rig, MAY_1 + 11 * HOUR_MS_T);
    answer(rig, &figures);
    assert_string_equal(rig_last_to(rig, AGENT), WORTH);
    order(rig, CALLER_B);
    order(rig, AGENT);
    answer(rig, &figures);
    answer(rig, &figures);
    assert_string_equal(rig_last_to(rig, CALLER_B), LINE);
    assert_string_equal(rig_last_to(rig, AGENT), WORTH);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    answer(rig, NULL);
    rig_free(rig);
}

static void test_a_restart_does_not_repeat_it(void **state)
{
    (void)state;
    struct rig *rig = box_at(config_new(), MAY_1 + 10 * HOUR_MS_T, "2026-04");

    until(rig, MAY_1 + 14 * HOUR_MS_T);
    assert_int_equal(rig->asked, 0);
    rig_free(rig);
}

/* On again on the 20th, at night: late, but once, and by day. */
static void test_a_box_that_was_off_sends_it_late(void **state)
{
    (void)state;
    struct rig *rig = box_at(config_new(), MAY_1 + 19 * DAY + 22 * HOUR_MS_T, "2026-03");
    struct report_figures figures = april();

    until(rig, MAY_1 + 20 * DAY + 9 * HOUR_MS_T - MINUTE_MS);
    assert_int_equal(rig->asked, 0);
    until(rig, MAY_1 + 20 * DAY + 9 * HOUR_MS_T);
    expect_asked(rig, 1, APRIL_1, MAY_1);
    answer(rig, &figures);
    assert_true(strncmp(rig_last_to(rig, AGENT), "Apr: 41", 7) == 0);
    rig_free(rig);
}

static void test_weekly_on_mondays(void **state)
{
    (void)state;
    struct config *cfg = config_new();
    struct report_figures figures = april();
    int64_t monday = MAY_1 + 3 * DAY;

    cfg->report = CFG_REPORT_WEEKLY;
    struct rig *rig = box_at(cfg, MAY_1 + 2 * DAY + 12 * HOUR_MS_T, "2026-04-20");
    until(rig, monday + 9 * HOUR_MS_T);
    expect_asked(rig, 1, monday - 7 * DAY, monday);
    figures.from_ms = rig->asked_from_ms;
    figures.to_ms = rig->asked_to_ms;
    answer(rig, &figures);
    assert_true(strncmp(rig_last_to(rig, AGENT), "Apr 27-May 3: 41", 16) == 0);
    assert_string_equal(told_record(rig), "2026-04-27");
    rig_free(rig);
}

static void test_none_never(void **state)
{
    (void)state;
    struct config *cfg = config_new();

    cfg->report = CFG_REPORT_NONE;
    struct rig *rig = box_at(cfg, MAY_1 + 8 * HOUR_MS_T, "");
    until(rig, MAY_1 + 34 * HOUR_MS_T);
    assert_int_equal(rig->asked, 0);
    rig_free(rig);
}

/* Nobody called: no text, and no more asking. */
static void test_nothing_to_say(void **state)
{
    (void)state;
    struct rig *rig = box_at(config_new(), MAY_1 + 9 * HOUR_MS_T, "2026-03");
    struct report_figures figures = april();
    unsigned before = rig_sent_to(rig, AGENT);

    assert_int_equal(rig->asked, 1);
    figures.calls = 0;
    answer(rig, &figures);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    assert_string_equal(told_record(rig), "2026-04");
    until(rig, MAY_1 + 13 * HOUR_MS_T);
    assert_int_equal(rig->asked, 1);
    rig_free(rig);
}

static void test_unreadable_it_asks_again_later(void **state)
{
    (void)state;
    struct rig *rig = box_at(config_new(), MAY_1 + 9 * HOUR_MS_T, "2026-03");
    unsigned before = rig_sent_to(rig, AGENT);

    answer(rig, NULL);
    assert_string_equal(told_record(rig), "");
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    until(rig, MAY_1 + 10 * HOUR_MS_T + MINUTE_MS);
    assert_int_equal(rig->asked, 2);
    until(rig, MAY_1 + 12 * HOUR_MS_T); /* that one is still under way */
    assert_int_equal(rig->asked, 2);
    rig_free(rig);
}

static void test_no_date_no_report(void **state)
{
    (void)state;
    struct rig *rig = box_at(with_team(), MAY_1 + 8 * HOUR_MS_T, "2026-03");

    rig->now.wall_ok = false;
    rig_run(rig, 3 * HOUR_MS_T);
    assert_int_equal(rig->asked, 0);
    core_report_ask(rig->core, CALLER_B, 0, &rig->now, rig->out);
    assert_int_equal(rig->core->reports.count, 0);
    rig_perform(rig);
    rig_run(rig, 5000);
    assert_string_equal(rig_last_to(rig, CALLER_B), "I do not know the date yet. Ask again later.");
    rig->now.wall_ok = true;
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig->asked, 1);
    rig_free(rig);
}

static void test_the_month_so_far_to_whoever_asks(void **state)
{
    (void)state;
    struct rig *rig = box_at(with_team(), MAY_1 + 9 * DAY + 14 * HOUR_MS_T, "2026-04");
    struct report_figures figures = april();

    order(rig, CALLER_B);
    expect_asked(rig, 1, MAY_1, rig->now.wall_ms);
    order(rig, CALLER_B); /* impatient: one answer will do */
    assert_int_equal(rig->asked, 1);
    order(rig, CALLER_C);
    assert_int_equal(rig->asked, 2);
    figures.from_ms = rig->asked_from_ms;
    figures.to_ms = rig->asked_to_ms;
    answer(rig, &figures);
    assert_string_equal(rig_last_to(rig, CALLER_B),
                        "May 1-10: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s.");
    assert_string_equal(rig_last_to(rig, CALLER_C), "");
    answer(rig, NULL);
    assert_string_equal(rig_last_to(rig, CALLER_C), "I cannot read my records now. Ask again later.");
    answer(rig, &figures); /* nobody waits */
    assert_int_equal(rig_sent_to(rig, CALLER_B) + rig_sent_to(rig, CALLER_C), 2);
    assert_string_equal(told_record(rig), ""); /* the month's own report will still come */
    order(rig, "");
    assert_int_equal(rig->asked, 2);
    rig_free(rig);
}

static void test_no_more_at_once_than_there_are_places(void **state)
{
    (void)state;
    struct rig *rig = box_at(config_new(), MAY_1 + 14 * HOUR_MS_T, "2026-04");
    char number[TB_NUMBER_MAX];

    for (unsigned i = 0; i < REPORT_ASKS_MAX + 3; i++) {
        (void)snprintf(number, sizeof number, "+120255501%02u", i);
        order(rig, number);
    }
    assert_int_equal(rig->asked, REPORT_ASKS_MAX);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s37_the_month_on_the_first_at_nine),
        cmocka_unit_test(test_what_the_replies_may_be_worth),
        cmocka_unit_test(test_a_restart_does_not_repeat_it),
        cmocka_unit_test(test_a_box_that_was_off_sends_it_late),
        cmocka_unit_test(test_weekly_on_mondays),
        cmocka_unit_test(test_none_never),
        cmocka_unit_test(test_nothing_to_say),
        cmocka_unit_test(test_unreadable_it_asks_again_later),
        cmocka_unit_test(test_no_date_no_report),
        cmocka_unit_test(test_the_month_so_far_to_whoever_asks),
        cmocka_unit_test(test_no_more_at_once_than_there_are_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
