/* The one calendar, against the C library's, and those who count by it against each other. */
#include "base/calendar.h"

#include "core/hours.h"
#include "modem/network_time.h"
#include "sms/sms_stamp.h"
#include "support/unit.h"

#include <time.h>

static void test_dates_that_matter(void **state)
{
    static const struct {
        int date[3];
        int32_t day; /* -1: there is none */
    } ROWS[] = {
        {{1970, 1, 1}, 0},       {{1970, 12, 31}, 364},   {{2000, 2, 29}, 11016},  {{2000, 3, 1}, 11017},
        {{2026, 11, 26}, 20783}, {{2027, 2, 29}, -1},     {{2028, 2, 29}, 21243},  {{2038, 1, 19}, 24855},
        {{2038, 1, 20}, 24856},  {{2099, 12, 31}, 47481}, {{2100, 1, 1}, 47482},   {{2100, 2, 28}, 47540},
        {{2100, 2, 29}, -1},     {{2100, 3, 1}, 47541},   {{2199, 12, 31}, 84005}, {{1969, 12, 31}, -1},
        {{2200, 1, 1}, -1},      {{2026, 0, 1}, -1},      {{2026, 13, 1}, -1},     {{2026, 1, 0}, -1},
        {{2026, 1, 32}, -1},     {{2026, 4, 31}, -1},     {{-1, 1, 1}, -1},        {{2026, -1, 1}, -1}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        if (calendar_day(ROWS[i].date[0], ROWS[i].date[1], ROWS[i].date[2]) != ROWS[i].day)
            fail_msg("%d-%d-%d is day %d, not %d", ROWS[i].date[0], ROWS[i].date[1], ROWS[i].date[2],
                     calendar_day(ROWS[i].date[0], ROWS[i].date[1], ROWS[i].date[2]), ROWS[i].day);
}

static void test_every_day_there_and_back(void **state)
{
    int32_t last = calendar_day(CALENDAR_YEAR_MAX, 12, 31);
    (void)state;
    for (int32_t day = 0; day <= last; day++) {
        time_t seconds = (time_t)day * 86400;
        struct calendar_date date;
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        calendar_read(day, &date);
        assert_int_equal(date.year, tm.tm_year + 1900);
        assert_int_equal(date.month, tm.tm_mon + 1);
        assert_int_equal(date.mday, tm.tm_mday);
        assert_int_equal(calendar_day(date.year, date.month, date.mday), day);
    }
}

static uint8_t swapped(int value)
{
    return (uint8_t)(value / 10 | value % 10 << 4);
}

/* A text's stamp, the network's clock and the box's own local time name the same instant by the same digits.
 */
static void test_all_count_by_it(void **state)
{
    static const struct cfg_zone utc = {.count = 1, .transition = {{INT64_MIN, 0}}};
    unsigned days = 0;
    (void)state;
    for (int32_t day = calendar_day(2000, 1, 1); day <= calendar_day(2099, 12, 31); day++, days++) {
        struct calendar_date date;
        struct hours_clock local;
        struct network_time network;
        int64_t stamp_s;
        int quarters;
        char text[40];
        calendar_read(day, &date);
        uint8_t octets[SMS_STAMP_OCTETS] = {swapped(date.year - 2000),
                                            swapped(date.month),
                                            swapped(date.mday),
                                            swapped(23),
                                            swapped(59),
                                            0,
                                            0};
        uint8_t again[SMS_STAMP_OCTETS];
        int64_t want_s = (int64_t)day * 86400 + 23 * 3600 + 59 * 60;
        assert_true(sms_stamp_read(octets, &stamp_s, &quarters));
        assert_int_equal(stamp_s, want_s);
        assert_true(sms_stamp_write(want_s, 0, again));
        assert_memory_equal(octets, again, sizeof octets);
        hours_local(&utc, want_s, &local);
        assert_true(local.day == day && local.year == date.year && local.month == date.month &&
                    local.mday == date.mday && local.minute == 23 * 60 + 59);
        (void)snprintf(text, sizeof text, "%02d/%02u/%02u,23:59:00+00", date.year - 2000,
                       (unsigned)date.month, (unsigned)date.mday);
        bool told = date.year >= NETWORK_TIME_YEAR_MIN && date.year <= NETWORK_TIME_YEAR_MAX;
        assert_int_equal(network_time_read(text, &network), told);
        if (told)
            assert_int_equal(network.digits_s, want_s);
    }
    assert_int_equal(days, 36525);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dates_that_matter),
                                       cmocka_unit_test(test_every_day_there_and_back),
                                       cmocka_unit_test(test_all_count_by_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
