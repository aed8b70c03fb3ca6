/* "2h", "until 5pm", "until Mon 8am", "until 12/24": spans and moments as people type them, unresolved. Pure;
 * the caller has the clock. */
#ifndef CORE_COMMAND_TIME_H
#define CORE_COMMAND_TIME_H

#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

enum { COMMAND_DAYS_MAX = 366 }; /* of a span */

enum command_when_kind {
    COMMAND_WHEN_NONE, /* nothing was said */
    COMMAND_WHEN_FOR,  /* `minutes` from now */
    COMMAND_WHEN_UNTIL /* `day` and `minute` */
};

enum command_day {
    COMMAND_DAY_NEXT, /* no day was said: whenever the clock next shows `minute` */
    COMMAND_DAY_TODAY,
    COMMAND_DAY_TOMORROW,
    COMMAND_DAY_WEEKDAY, /* the next `weekday` after today */
    COMMAND_DAY_DATE     /* `month`, `mday` and, if not 0, `year`; without a year the next one there is */
};

struct command_when {
    enum command_when_kind kind;
    uint32_t minutes; /* 0 only for "off" */
    enum command_day day;
    uint8_t weekday;     /* 0 = Sunday */
    uint8_t month, mday; /* from 1; a date that exists in some year */
    uint16_t year;
    int16_t
        minute; /* of the day, 0..1439; -1: only a day was said, the caller decides when it begins or ends */
    bool either_half; /* "until 5": am or pm was not said; minute is below 720, the nearer one is meant */
};

/* Reads the whole of `low` (lower-case ASCII) as a time. False if it is none; *out is unspecified then.
 * "for", "in", "until", "till" may stand in front; a bare number is a time only behind "until". */
TB_MUST_CHECK bool command_time_read(const char *low, struct command_when *out);

/* Does it begin as if a time were meant, with a digit, "for", "in", "until"? Then what cannot be read is a
 * slip. */
bool command_time_begins(const char *low);

#endif
