#include "base/calendar.h"

#include "base/check.h"

#include <stdbool.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const uint8_t DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 1970-01-01 to the first day of a year. */
static int32_t year_start(int year)
{
    int before = year - 1;
    int leaps = before / 4 - before / 100 + before / 400;
    return (year - 1970) * 365 + leaps - 477; /* 477 leap years before 1970 */
}

int32_t calendar_day(int year, int month, int mday)
{
    if (year < CALENDAR_YEAR_MIN || year > CALENDAR_YEAR_MAX || month < 1 || month > 12 || mday < 1 ||
        mday > month_days(year, month))
        return -1;
    int32_t day = year_start(year) + mday - 1;
    for (int m = 1; m < month; m++)
        day += month_days(year, m);
    return day;
}

void calendar_read(int32_t day, struct calendar_date *out)
{
    CHECK(day >= 0 && day < year_start(CALENDAR_YEAR_MAX + 1));
    int year = 1970 + day / 366; /* never too late, at most a few years early */
    while (year_start(year + 1) <= day)
        year++;
    int left = day - year_start(year);
    int month = 1;
    while (left >= month_days(year, month))
        left -= month_days(year, month++);
    *out =
        (struct calendar_date){.year = (int16_t)year, .month = (uint8_t)month, .mday = (uint8_t)(left + 1)};
}
