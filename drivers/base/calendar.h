/* The calendar that every part of the box counts by: days since 1970-01-01 and back (Gregorian). Which zone a
 * day belongs to is the caller's business. Pure. */
#ifndef TB_BASE_CALENDAR_H
#define TB_BASE_CALENDAR_H

#include <stdint.h>

enum {
    CALENDAR_YEAR_MIN = 1970,
    CALENDAR_YEAR_MAX = 2199 /* farther than any clock of ours; days and years stay small numbers */
};

struct calendar_date {
    int16_t year;
    uint8_t month, mday; /* from 1 */
};

/* The day of a date, or -1 if there is no such date or it lies outside those years. */
int32_t calendar_day(int year, int month, int mday);

/* The date of a day from 0 to the last of CALENDAR_YEAR_MAX; any other is a failed CHECK. */
void calendar_read(int32_t day, struct calendar_date *out);

#endif
