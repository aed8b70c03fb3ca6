/* Until when: what the agent may write, in words and across restarts. The day is Wednesday 2026-04-15, 14:00.
 */
#include "core/until.h"

#include "base/calendar.h"
#include "core/hours.h"
#include "support/core_config.h"

static struct cfg_zone zone(void)
{
    struct cfg_zone new_york = {.count = 1};
    new_york.transition[0] = (struct cfg_transition){.at_s = INT64_MIN, .offset_s = NEW_YORK};
    return new_york;
}

static struct tb_now start(void)
{
    return (struct tb_now){.mono_ms = 5000, .wall_ms = WALL_START, .wall_ok = true};
}

static void test_times_as_they_are_written(void **state)
{
    static const struct {
        const char *low, *words;
        int64_t minutes; /* from now; -1: refused */
    } ROWS[] = {
        {"2h", "4:00 pm", 120},
        {"until 5", "5:00 pm", 180},
        {"until 2", "Thu 2:00 am", 12 * 60}, /* 2 pm has just been */
        {"until 5pm", "5:00 pm", 180},
        {"until today 8", "8:00 pm", 360}, /* 8 am has been */
        {"until 9am", "Thu 9:00 am", 19 * 60},
        {"until mon", "Mon 8:00 am", 4 * 1440 + 18 * 60},
        {"until wed", "Apr 22 8:00 am", 6 * 1440 + 18 * 60},
        {"until mon 8am", "Mon 8:00 am", 4 * 1440 + 18 * 60},
        {"until mon 5", "Mon 5:00 pm", 5 * 1440 + 180},
        {"until mon 8", "Mon 8:00 am", 4 * 1440 + 18 * 60},
        {"until tomorrow", "Thu 8:00 am", 18 * 60},
        {"until tomorrow 3pm", "Thu 3:00 pm", 25 * 60},
        {"until 4/20", "Mon 8:00 am", 4 * 1440 + 18 * 60},
        {"until 12/24", "Dec 24 8:00 am", 252 * 1440 + 18 * 60},
        {"until 4/14", "Apr 14 8:00 am", 363 * 1440 + 18 * 60}, /* next year's */
        {"until 4/14/2026", "", -1},
        {"until 2/29", "Feb 29 8:00 am", 684 * 1440 + 18 * 60},
    };
    struct cfg_zone new_york = zone();
    struct tb_now now = start();
    char words[UNTIL_WORDS_MAX];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct command_when when;
        struct until until = {.kind = UNTIL_NOT};
        if (!command_time_read(ROWS[i].low, &when))
            fail_msg("%s is not read", ROWS[i].low);
        bool read = until_read(&when, 0, &new_york, &now, &until);
        if (ROWS[i].minutes < 0) {
            assert_false(read);
            assert_int_equal(until.kind, UNTIL_NOT);
            continue;
        }
        assert_true(read);
        until_words(&until, &new_york, &now, words);
        if (strcmp(words, ROWS[i].words) != 0 || until_left(&until, &now) != ROWS[i].minutes * MINUTE_MS)
            fail_msg("%s: %s, %lld min", ROWS[i].low, words,
                     (long long)(until_left(&until, &now) / MINUTE_MS));
    }
}

/* St. John's, 2011: at one minute past midnight it was 11:01 pm of the day before again. */
static void test_an_hour_that_ends_the_day_before(void **state)
{
    struct cfg_zone newfoundland = {
        .count = 2,
        .transition = {{.at_s = INT64_MIN, .offset_s = -9000}, {.at_s = 1320546660, .offset_s = -12600}}};
    struct tb_now now = {.mono_ms = 5000, .wall_ms = INT64_C(1320546630000), .wall_ok = true};
    struct command_when half_an_hour = {.kind = COMMAND_WHEN_FOR, .minutes = 30};
    struct until until;
    char words[UNTIL_WORDS_MAX];
    (void)state;
    assert_true(until_read(&half_an_hour, 0, &newfoundland, &now, &until));
    until_words(&until, &newfoundland, &now, words);
    assert_string_equal(words, "Nov 5 11:30 pm"); /* "Sat" would be a week from now */
}

/* A clock set to the last year that the calendar knows, which has no 29 February: that is not to come any
 * more. */
static void test_at_the_end_of_the_calendar(void **state)
{
    struct cfg_zone new_york = zone();
    struct tb_now now = {.mono_ms = 5000, .wall_ok = true};
    struct command_when when;
    struct until until;
    (void)state;
    now.wall_ms = (int64_t)calendar_day(CALENDAR_YEAR_MAX, 1, 1) * 24 * HOUR_MS_T;
    assert_true(command_time_read("until 1/31", &when));
    assert_true(until_read(&when, 0, &new_york, &now, &until));
    assert_true(command_time_read("until 2/29", &when));
    assert_false(until_read(&when, 0, &new_york, &now, &until));
}

static void test_today_without_an_hour_is_its_end(void **state)
{
    struct cfg_zone new_york = zone();
    struct tb_now now = start();
    struct until until;
    struct command_when when = {.kind = COMMAND_WHEN_UNTIL, .day = COMMAND_DAY_TODAY, .minute = -1};
    (void)state;
    assert_true(until_read(&when, 0, &new_york, &now, &until));
    assert_int_equal(until_left(&until, &now), 10 * HOUR_MS_T);
    when = (struct command_when){.kind = COMMAND_WHEN_UNTIL, .day = COMMAND_DAY_TODAY, .minute = 60};
    assert_false(until_read(&when, 0, &new_york, &now, &until)); /* 1 am has been */
    when = (struct command_when){.kind = COMMAND_WHEN_UNTIL, .day = COMMAND_DAY_NEXT, .minute = -1};
    assert_false(until_read(&when, 0, &new_york, &now, &until));
}

static void test_without_a_time(void **state)
{
    struct cfg_zone new_york = zone();
    struct tb_now now = start();
    struct command_when none = {.kind = COMMAND_WHEN_NONE};
    struct until until;
    char words[UNTIL_WORDS_MAX];
    (void)state;
    assert_true(until_read(&none, 2 * HOUR_MS_T, &new_york, &now, &until));
    assert_int_equal(until_deadline(&until, &now), now.mono_ms + 2 * HOUR_MS_T);
    assert_true(until_read(&none, 0, &new_york, &now, &until));
    assert_int_equal(until.kind, UNTIL_TAKEN_BACK);
    assert_int_equal(until_deadline(&until, &now), TB_NEVER);
    assert_int_equal(until_left(&until, &now), TB_NEVER);
    until_words(&until, &new_york, &now, words);
    assert_string_equal(words, "");
    now.mono_ms += 1000 * HOUR_MS_T;
    assert_false(until_is_over(&until, &now));
    until = (struct until){.kind = UNTIL_NOT};
    assert_false(until_is_over(&until, &now));
    assert_int_equal(until_left(&until, &now), 0);
}

static void test_ends_on_time_by_either_clock(void **state)
{
    struct cfg_zone new_york = zone();
    struct tb_now now = start();
    struct command_when two_hours = {.kind = COMMAND_WHEN_FOR, .minutes = 120};
    struct command_when five = {.kind = COMMAND_WHEN_UNTIL, .day = COMMAND_DAY_NEXT, .minute = 17 * 60};
    struct until until;
    (void)state;
    assert_true(until_read(&two_hours, 0, &new_york, &now, &until));
    char words[UNTIL_WORDS_MAX];
    now.mono_ms += HOUR_MS_T;
    now.wall_ms += 400 * 24 * HOUR_MS_T; /* it was set: two hours are two hours all the same */
    assert_int_equal(until_left(&until, &now), HOUR_MS_T);
    until_words(&until, &new_york, &now, words);
    assert_string_equal(words, "3:00 pm"); /* and end by the new time */
    now.wall_ms -= 800 * 24 * HOUR_MS_T;
    assert_int_equal(until_left(&until, &now), HOUR_MS_T);
    now.wall_ok = false;
    assert_int_equal(until_left(&until, &now), HOUR_MS_T);
    now.mono_ms += HOUR_MS_T - 1;
    assert_false(until_is_over(&until, &now));
    now.mono_ms++;
    assert_true(until_is_over(&until, &now));

    now = start();
    assert_true(until_read(&five, 0, &new_york, &now, &until));
    now.mono_ms += HOUR_MS_T;
    now.wall_ms += 2 * HOUR_MS_T; /* the wall clock was an hour slow: five is what it shows now */
    assert_int_equal(until_left(&until, &now), HOUR_MS_T);
    now.wall_ms += HOUR_MS_T - 1;
    assert_false(until_is_over(&until, &now));
    now.wall_ms++;
    assert_true(until_is_over(&until, &now));
    now = start();
    now.wall_ok = false;
    assert_false(until_read(&five, 0, &new_york, &now, &until)); /* whose five? */
    assert_true(until_read(&two_hours, 0, &new_york, &now, &until));
    now.mono_ms += 2 * HOUR_MS_T - 1;
    assert_false(until_is_over(&until, &now));
    now.mono_ms++;
    assert_true(until_is_over(&until, &now));
}

/* Set by more than a day, the clock was wrong about the date as well: neither ends it now nor keeps it a
 * year. */
static void test_a_clock_that_was_far_off(void **state)
{
    struct cfg_zone new_york = zone();
    struct command_when monday = {
        .kind = COMMAND_WHEN_UNTIL, .day = COMMAND_DAY_WEEKDAY, .weekday = 1, .minute = -1};
    static const int DAYS[] = {-400, -365, -2, 2, 365, 400};
    struct until until;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(DAYS); i++) {
        struct tb_now now = start();
        assert_true(until_read(&monday, 0, &new_york, &now, &until));
        int64_t left = until_left(&until, &now);
        assert_int_equal(left, 4 * 24 * HOUR_MS_T + 18 * HOUR_MS_T); /* from Wednesday 14:00 to Monday 8:00 */
        now.wall_ms += DAYS[i] * 24 * HOUR_MS_T;
        assert_int_equal(until_left(&until, &now), left);
        now.mono_ms += left - 1;
        now.wall_ms += left - 1;
        assert_false(until_is_over(&until, &now));
        now.mono_ms++;
        now.wall_ms++;
        assert_true(until_is_over(&until, &now));
    }
}

static void test_survives_a_restart(void **state)
{
    struct cfg_zone new_york = zone();
    struct tb_now now = start(), later = {.mono_ms = 7, .wall_ms = WALL_START + HOUR_MS_T, .wall_ok = true};
    struct command_when two_hours = {.kind = COMMAND_WHEN_FOR, .minutes = 120},
                        none = {.kind = COMMAND_WHEN_NONE};
    struct until until, back;
    char stored[UNTIL_STORED_MAX];
    (void)state;
    assert_true(until_read(&two_hours, 0, &new_york, &now, &until));
    until_store(&until, &now, stored);
    until_restore(&back, stored, &later);
    assert_int_equal(until_left(&back, &later), HOUR_MS_T);
    assert_int_equal(until_deadline(&back, &later), later.mono_ms + HOUR_MS_T);
    later.wall_ok = false; /* no clock yet: it lasts */
    until_restore(&back, stored, &later);
    later.mono_ms += 100 * HOUR_MS_T;
    assert_false(until_is_over(&back, &later));
    later.wall_ok = true;
    later.wall_ms = WALL_START + 3 * HOUR_MS_T;
    assert_true(until_is_over(&back, &later));
    later.mono_ms =
        7; /* known sooner after the start than it is over: a sum of the two clocks would overflow */
    assert_true(until_is_over(&back, &later));

    now.wall_ok = false;
    assert_true(until_read(&two_hours, 0, &new_york, &now, &until));
    until_store(&until, &now, stored);
    until_restore(&back, stored, &later);
    assert_int_equal(until_left(&back, &later), 2 * HOUR_MS_T);

    assert_true(until_read(&none, 0, &new_york, &now, &until));
    until_store(&until, &now, stored);
    until_restore(&back, stored, &later);
    assert_int_equal(back.kind, UNTIL_TAKEN_BACK);
    static const char *const BAD[] = {"",
                                      "wall",
                                      "span -5",
                                      "soon",
                                      "span 9223372036854775807",
                                      "wall 9223372036854775807",
                                      "wall -9223372036854775808"};
    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        until_restore(&back, BAD[i], &later);
        assert_int_equal(back.kind, UNTIL_NOT);
    }
    until_store(&back, &later, stored);
    assert_string_equal(stored, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_as_they_are_written),
        cmocka_unit_test(test_an_hour_that_ends_the_day_before),
        cmocka_unit_test(test_at_the_end_of_the_calendar),
        cmocka_unit_test(test_today_without_an_hour_is_its_end),
        cmocka_unit_test(test_without_a_time),
        cmocka_unit_test(test_ends_on_time_by_either_clock),
        cmocka_unit_test(test_a_clock_that_was_far_off),
        cmocka_unit_test(test_survives_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
