/* The network's time as modems write it. Pure. */
#ifndef MODEM_NETWORK_TIME_H
#define MODEM_NETWORK_TIME_H

#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

/* A modem that the network has not told the time shows where its own clock begins: 1970, 1980 (80/01/06),
 * 2002, 2004 (TinyGSM issue 620, ubxlib issue 244). What lies outside these years is no time. */
enum { NETWORK_TIME_YEAR_MIN = 2026, NETWORK_TIME_YEAR_MAX = 2060 };

struct network_time {
    int64_t digits_s;      /* what the digits say, as seconds since 1970, whatever zone they are meant in */
    bool universal;        /* the line itself says that the digits are UTC */
    bool has_zone;         /* the line tells its zone */
    int16_t zone_quarters; /* quarters of an hour east of UTC, summer time included: 27.007 8.15 and 8.41 */
};

/* "yy/MM/dd,hh:mm:ss" with or without a zone behind it ("-16"), in quotes or not, with a year of two or of
 * four digits. False, and nothing of use in out, for anything else: no such date or hour, a year in which no
 * network has told the time, XX/XX/XX (MKRNB issue 28). A zone beyond -48 .. +56 counts as none. */
TB_MUST_CHECK bool network_time_read(const char *text, struct network_time *out);

/* A zone that stands by itself: "-16", "+04". False, and out as it was, if it is none. */
bool network_time_zone(const char *text, struct network_time *out);

/* The instant, UTC milliseconds since 1970, in the middle of the second that the digits name. digits_are_utc:
 * this family writes UTC digits in front of the zone. False without a zone: nobody can tell what such digits
 * mean. */
TB_MUST_CHECK bool network_time_utc(const struct network_time *self, bool digits_are_utc, int64_t *wall_ms);

#endif
