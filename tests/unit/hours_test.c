/* Local time across the changes of the clock, opening hours, release of held texts. */
#include "base/calendar.h"
#include "base/check.h"
#include "core/hours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { EST = -5 * 3600, EDT = -4 * 3600 };

/* New York 2026 and 2027, as the shell hands it in. */
static const struct cfg_zone NEW_YORK = {.name = "America/New_York",
                                         .count = 5,
                                         .transition = {{INT64_MIN, EST},
                                                        {1772953200, EDT},   /* 2026-03-08 07:00 UTC */
                                                        {1793512800, EST},   /* 2026-11-01 06:00 UTC */
                                                        {1805007600, EDT},   /* 2027-03-14 07:00 UTC */
                                                        {1825567200, EST}}}; /* 2027-11-07 06:00 UTC */

static const struct cfg_zone UTC_ZONE = {.name = "UTC", .count = 1, .transition = {{INT64_MIN, 0}}};

/* UTC seconds of a UTC date. */
static int64_t utc(int year, int month, int day, int hour, int minute)
{
    return (int64_t)calendar_day(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

static struct tb_now at(int64_t wall_s)
{
    return (struct tb_now){.wall_ms = wall_s * 1000, .wall_ok = true};
}

static void test_weekdays(void **state)
{
    int weekday = 4; /* 1970-01-01 was a Thursday */
    (void)state;
    for (int32_t day = 0; day <= calendar_day(2199, 12, 31); day++) {
        assert_int_equal(hours_weekday(day), weekday);
        weekday = (weekday + 1) % 7;
    }
}

static void test_local(void **state)
{
    (void)state;
    static const struct {
        int64_t wall_s;
        int day_of[3];
        int minute, weekday;
    } rows[] = {
        {1776276000, {2026, 4, 15}, 14 * 60, 3},       /* the replay's clock: 14:00 in New York */
        {1772953199, {2026, 3, 8}, 1 * 60 + 59, 0},    /* the last second before spring */
        {1772953200, {2026, 3, 8}, 3 * 60, 0},         /* 02:00 does not exist */
        {1793512799, {2026, 11, 1}, 1 * 60 + 59, 0},   /* 01:59 the first time */
        {1793512800, {2026, 11, 1}, 1 * 60, 0},        /* 01:00 the second time */
        {1767243599, {2025, 12, 31}, 23 * 60 + 59, 3}, /* New Year */
        {1767243600, {2026, 1, 1}, 0, 4},
        {4102444800, {2099, 12, 31}, 19 * 60, 4}, /* past the last transition: its offset stays */
    };
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        struct hours_clock clock;
        hours_local(&NEW_YORK, rows[i].wall_s, &clock);
        assert_int_equal(clock.year, rows[i].day_of[0]);
        assert_int_equal(clock.month, rows[i].day_of[1]);
        assert_int_equal(clock.mday, rows[i].day_of[2]);
        assert_int_equal(clock.minute, rows[i].minute);
        assert_int_equal(clock.weekday, rows[i].weekday);
        assert_int_equal(clock.day, calendar_day(clock.year, clock.month, clock.mday));
    }
}

/* A garbled clock must not crash anything. */
static void test_local_of_any_instant(void **state)
{
    (void)state;
    static const int64_t odd[] = {INT64_MIN, INT64_MIN / 1000, -1, 0, 1, 86399, INT64_MAX / 1000, INT64_MAX};
    static const struct cfg_zone nothing = {.count = 0};
    for (size_t i = 0; i < TB_COUNT(odd); i++) {
        struct hours_clock clock;
        hours_local(&NEW_YORK, odd[i], &clock);
        assert_in_range(clock.year, 1970, 2199);
        assert_in_range(clock.minute, 0, 1439);
        hours_local(&nothing, odd[i], &clock);
        assert_in_range(clock.year, 1970, 2199);
    }
}

static void test_utc(void **state)
{
    (void)state;
    int32_t spring = calendar_day(2026, 3, 8), fall = calendar_day(2026, 11, 1),
            summer = calendar_day(2026, 7, 4);
    assert_int_equal(hours_utc(&NEW_YORK, summer, 9 * 60), utc(2026, 7, 4, 13, 0));
    assert_int_equal(hours_utc(&NEW_YORK, summer, 1440), utc(2026, 7, 5, 4, 0));
    assert_int_equal(hours_utc(&NEW_YORK, spring, 1 * 60 + 59), utc(2026, 3, 8, 6, 59));
    assert_int_equal(hours_utc(&NEW_YORK, spring, 2 * 60 + 30),
                     utc(2026, 3, 8, 7, 0)); /* skipped: the jump */
    assert_int_equal(hours_utc(&NEW_YORK, spring, 3 * 60), utc(2026, 3, 8, 7, 0));
    assert_int_equal(hours_utc(&NEW_YORK, spring, 9 * 60), utc(2026, 3, 8, 13, 0));
    assert_int_equal(hours_utc(&NEW_YORK, fall, 1 * 60 + 30), utc(2026, 11, 1, 5, 30)); /* twice: the first */
    assert_int_equal(hours_utc(&NEW_YORK, fall, 2 * 60), utc(2026, 11, 1, 7, 0));
    assert_int_equal(hours_utc(&UTC_ZONE, 0, 61), 3660);
    for (int32_t day = calendar_day(2026, 1, 1); day < calendar_day(2028, 1, 1); day++) {
        for (int minute = 0; minute < 1440; minute += 7) {
            struct hours_clock clock;
            hours_local(&NEW_YORK, hours_utc(&NEW_YORK, day, minute), &clock);
            assert_int_equal(clock.day, day);
            if (day != spring && day != calendar_day(2027, 3, 14))
                assert_int_equal(clock.minute, minute);
        }
    }
}

/* Mon-Sat 08:00-20:00, Fri also 22:00-02:00 into Saturday, Thanksgiving off, an open house on Sunday
 * 2026-05-03. */
static struct config *office(void)
{
    struct config *cfg = calloc(1, sizeof(*cfg));
    assert_non_null(cfg);
    cfg->zone = NEW_YORK;
    cfg->has_hours = true;
    for (int day = 1; day <= 6; day++)
        cfg->open[day] = (struct cfg_day){.count = 1, .span = {{480, 1200}}};
    cfg->open[5] = (struct cfg_day){.count = 2, .span = {{480, 1200}, {1320, 1440}}};
    cfg->open[6] = (struct cfg_day){.count = 2, .span = {{0, 120}, {480, 1200}}};
    cfg->holiday_count = 2;
    cfg->holiday_day[0] = calendar_day(2026, 11, 26);
    cfg->holiday_day[1] = calendar_day(2026, 5, 4);
    cfg->special_count = 2;
    cfg->special[0] = (struct cfg_special){calendar_day(2026, 5, 3), {780, 960}, 7};
    cfg->special[1] = (struct cfg_special){calendar_day(2026, 5, 4), {540, 600}, 8};
    return cfg;
}

static void test_state(void **state)
{
    (void)state;
    static const struct {
        int date[3], hour, minute;
        enum hours_kind kind;
        int message;
    } rows[] = {
        {{2026, 4, 15}, 7, 59, HOURS_CLOSED, -1},
        {{2026, 4, 15}, 8, 0, HOURS_OPEN, -1},
        {{2026, 4, 15}, 19, 59, HOURS_OPEN, -1},
        {{2026, 4, 15}, 20, 0, HOURS_CLOSED, -1},
        {{2026, 4, 17}, 21, 59, HOURS_CLOSED, -1},
        {{2026, 4, 17}, 23, 59, HOURS_OPEN, -1},
        {{2026, 4, 18}, 0, 0, HOURS_OPEN, -1},
        {{2026, 4, 18}, 2, 0, HOURS_CLOSED, -1},
        {{2026, 4, 19}, 12, 0, HOURS_CLOSED, -1}, /* Sunday */
        {{2026, 11, 26}, 12, 0, HOURS_HOLIDAY, -1},
        {{2026, 11, 26}, 23, 0, HOURS_HOLIDAY, -1},
        {{2026, 11, 27}, 12, 0, HOURS_OPEN, -1},
        {{2026, 5, 3}, 12, 59, HOURS_CLOSED, -1},
        {{2026, 5, 3}, 13, 0, HOURS_SPECIAL, 7},
        {{2026, 5, 3}, 15, 59, HOURS_SPECIAL, 7},
        {{2026, 5, 3}, 16, 0, HOURS_CLOSED, -1},
        {{2026, 5, 4}, 9, 30, HOURS_SPECIAL, 8}, /* wins over holiday */
        {{2026, 5, 4}, 10, 0, HOURS_HOLIDAY, -1},
        {{2026, 3, 9}, 8, 0, HOURS_OPEN, -1}, /* the Monday after the clock went forward */
        {{2026, 3, 9}, 7, 59, HOURS_CLOSED, -1},
        {{2026, 11, 2}, 8, 0, HOURS_OPEN, -1},
        {{2026, 11, 2}, 7, 59, HOURS_CLOSED, -1},
    };
    struct config *cfg = office();
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        int32_t day = calendar_day(rows[i].date[0], rows[i].date[1], rows[i].date[2]);
        int64_t wall = hours_utc(&cfg->zone, day, rows[i].hour * 60 + rows[i].minute);
        struct hours_state got = hours_state(cfg, at(wall));
        assert_int_equal(got.kind, rows[i].kind);
        assert_int_equal(got.message, rows[i].message);
    }
    struct tb_now unsure = {.wall_ms = utc(2026, 11, 26, 12, 0) * 1000, .wall_ok = false};
    assert_int_equal(hours_state(cfg, unsure).kind, HOURS_OPEN);
    cfg->has_hours = false;
    assert_int_equal(hours_state(cfg, at(utc(2026, 4, 19, 8, 0))).kind, HOURS_OPEN);
    assert_int_equal(hours_state(cfg, at(utc(2026, 11, 26, 17, 0))).kind, HOURS_HOLIDAY);
    free(cfg);
}

static void test_release(void **state)
{
    (void)state;
    static const struct {
        int from[5], to[5]; /* local: year, month, day, hour, minute */
    } rows[] = {
        {{2026, 4, 15, 3, 0}, {2026, 4, 15, 9, 0}},     /* open from 8, but not before 9 */
        {{2026, 4, 15, 12, 34}, {2026, 4, 15, 12, 34}}, /* inside: at once */
        {{2026, 4, 15, 20, 0}, {2026, 4, 16, 9, 0}},
        {{2026, 4, 17, 23, 0}, {2026, 4, 18, 9, 0}},   /* open over midnight, but that is no time to write */
        {{2026, 4, 18, 20, 0}, {2026, 4, 20, 9, 0}},   /* closed on Sunday */
        {{2026, 11, 25, 21, 0}, {2026, 11, 27, 9, 0}}, /* Thanksgiving */
        {{2026, 5, 2, 21, 0},
         {2026, 5, 5, 9, 0}}, /* a special opening does not count, a holiday is not open */
        {{2026, 3, 7, 22, 0}, {2026, 3, 9, 9, 0}},    /* over the change in spring */
        {{2026, 10, 31, 22, 0}, {2026, 11, 2, 9, 0}}, /* and in fall */
    };
    struct config *cfg = office();
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        const int *f = rows[i].from, *t = rows[i].to;
        int64_t from = hours_utc(&cfg->zone, calendar_day(f[0], f[1], f[2]), f[3] * 60 + f[4]);
        int64_t to = hours_utc(&cfg->zone, calendar_day(t[0], t[1], t[2]), t[3] * 60 + t[4]);
        assert_int_equal(hours_release(cfg, from), to);
    }
    cfg->has_hours = false; /* always open: the window alone, on Sunday from noon */
    int64_t sunday = hours_utc(&cfg->zone, calendar_day(2026, 4, 19), 9 * 60);
    assert_int_equal(hours_release(cfg, sunday), sunday + 3 * 3600);
    int64_t late = hours_utc(&cfg->zone, calendar_day(2026, 4, 19), 20 * 60);
    assert_int_equal(hours_release(cfg, late), late + 13 * 3600);
    assert_int_equal(hours_release(cfg, late - 1), late - 1);
    free(cfg);
}

static void test_release_never(void **state)
{
    (void)state;
    struct config *cfg = office();
    for (int day = 0; day < 7; day++)
        cfg->open[day] = (struct cfg_day){.count = 1, .span = {{1200, 1440}}};
    assert_true(hours_release(cfg, utc(2026, 4, 15, 12, 0)) == TB_NEVER);
    cfg->open[0] = (struct cfg_day){.count = 1, .span = {{480, 720}}}; /* Sunday morning: still before noon */
    assert_true(hours_release(cfg, utc(2026, 4, 15, 12, 0)) == TB_NEVER);
    cfg->open[0].span[0].to_min = 721;
    assert_int_equal(hours_release(cfg, utc(2026, 4, 15, 12, 0)), utc(2026, 4, 19, 16, 0));
    assert_true(hours_release(cfg, INT64_MIN) != TB_NEVER);
    assert_true(hours_release(cfg, INT64_MAX) != 0);
    free(cfg);
}

static void test_quiet(void **state)
{
    (void)state;
    struct config *cfg = office();
    static const struct {
        int hour, minute;
        bool quiet;
    } rows[] = {{0, 0, true}, {7, 59, true}, {8, 0, false}, {20, 59, false}, {21, 0, true}, {23, 59, true}};
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        int64_t wall = hours_utc(&cfg->zone, calendar_day(2026, 7, 4), rows[i].hour * 60 + rows[i].minute);
        assert_int_equal(hours_quiet(cfg, wall), rows[i].quiet);
    }
    free(cfg);
}

static void test_on_duty(void **state)
{
    (void)state;
    struct config *cfg = office();
    struct cfg_member member = {.name = "ISA", .has_hours = true};
    member.hours[3] = (struct cfg_day){.count = 1, .span = {{540, 1020}}};
    assert_true(hours_on_duty(cfg, &member, at(utc(2026, 4, 15, 13, 0))));   /* Wednesday 09:00 */
    assert_false(hours_on_duty(cfg, &member, at(utc(2026, 4, 15, 12, 59)))); /* 08:59 */
    assert_false(hours_on_duty(cfg, &member, at(utc(2026, 4, 16, 13, 0))));
    struct tb_now unsure = {.wall_ms = 0, .wall_ok = false};
    assert_true(hours_on_duty(cfg, &member, unsure));
    member.has_hours = false;
    assert_true(hours_on_duty(cfg, &member, at(utc(2026, 4, 16, 13, 0))));
    free(cfg);
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        int minute;
        const char *words, *brief;
    } rows[] = {{0, "12:00 am", "12:00a"},    {1, "12:01 am", "12:01a"},       {719, "11:59 am", "11:59a"},
                {720, "12:00 pm", "12:00p"},  {854, "2:14 pm", "2:14p"},       {869, "2:29 pm", "2:29p"},
                {1439, "11:59 pm", "11:59p"}, {9 * 60 + 5, "9:05 am", "9:05a"}};
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        char words[HOURS_WORDS_MAX];
        hours_words(rows[i].minute, words);
        assert_string_equal(words, rows[i].words);
        hours_words_short_at(&UTC_ZONE, true, (utc(2026, 4, 16, 0, 0) + rows[i].minute * 60) * 1000, words);
        assert_string_equal(words, rows[i].brief);
    }
}

/* By the zone's clock, on both sides of a change; of no clock nothing is said. */
static void test_words_of_an_instant(void **state)
{
    static const struct cfg_zone zone = {
        .count = 2, .transition = {{INT64_MIN, -5 * 3600}, {INT64_C(1772953200), -4 * 3600}}};
    static const struct {
        int64_t wall_ms;
        const char *words, *brief;
    } rows[] = {{INT64_C(1772953199999), "1:59 am", "1:59a"}, /* 2026-03-08, the last of winter time */
                {INT64_C(1772953200000), "3:00 am", "3:00a"},
                {INT64_C(1776276000000), "2:00 pm", "2:00p"},
                {-1, "7:00 pm", "7:00p"}}; /* before 1970: read as the first day of ours */
    char words[HOURS_WORDS_MAX];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        hours_words_at(&zone, true, rows[i].wall_ms, words);
        assert_string_equal(words, rows[i].words);
        hours_words_short_at(&zone, true, rows[i].wall_ms, words);
        assert_string_equal(words, rows[i].brief);
        hours_words_at(&zone, false, rows[i].wall_ms, words);
        assert_string_equal(words, "");
        memset(words, 'x', sizeof words);
        hours_words_short_at(&zone, false, rows[i].wall_ms, words);
        assert_string_equal(words, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_an_instant),
        cmocka_unit_test(test_weekdays),
        cmocka_unit_test(test_local),
        cmocka_unit_test(test_local_of_any_instant),
        cmocka_unit_test(test_utc),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_release),
        cmocka_unit_test(test_release_never),
        cmocka_unit_test(test_quiet),
        cmocka_unit_test(test_on_duty),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
