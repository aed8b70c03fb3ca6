/* Local time, opening hours, and the hours in which the box may write first. Pure: the zone's offsets come
 * with the configuration, the instant is an argument. Local days count from 1970-01-01
 * (base/calendar.h), minutes from local midnight. */
#ifndef CORE_HOURS_H
#define CORE_HOURS_H

#include "base/now.h"
#include "core/config.h"

#include <stdbool.h>
#include <stdint.h>

#define HOURS_WORDS_MAX 12 /* "12:29 pm" and NUL, with room */

struct hours_clock {
    int32_t day;
    int16_t minute;  /* 0..1439 */
    uint8_t weekday; /* 0 = Sunday */
    int16_t year;
    uint8_t month, mday; /* from 1 */
};

enum hours_kind {
    HOURS_OPEN,
    HOURS_CLOSED,
    HOURS_HOLIDAY,
    HOURS_SPECIAL /* a span of [hours] special */
};
struct hours_state {
    enum hours_kind kind;
    int16_t message; /* of the special span; -1 for every other kind */
};

/* 0 = Sunday. */
uint8_t hours_weekday(int32_t day);

/* The wall clock of the zone at wall_s (UTC seconds). A zone without transitions counts as UTC. */
void hours_local(const struct cfg_zone *zone, int64_t wall_s, struct hours_clock *out);

/* The first instant (UTC seconds) at which the zone's clock shows that day and minute (0..1440) or, where the
 * clock jumps over it, the instant of the jump. */
int64_t hours_utc(const struct cfg_zone *zone, int32_t day, int minute);

/* Open, closed, holiday or special at `now`. Special wins over holiday, holiday over closed. An untrusted
 * clock counts as open, and so does every moment if has_hours is false. */
struct hours_state hours_state(const struct config *cfg, struct tb_now now);

/* The first instant at or after wall_s that lies inside `open`, on no holiday, and inside 09:00-20:00 Monday
 * to Saturday or 12:00-20:00 Sunday. TB_NEVER if there is none within 400 days. */
int64_t hours_release(const struct config *cfg, int64_t wall_s);

/* 21:00-08:00, box time. */
bool hours_quiet(const struct config *cfg, int64_t wall_s);

/* On duty: no NAME_hours, an untrusted clock, or inside them. */
bool hours_on_duty(const struct config *cfg, const struct cfg_member *member, struct tb_now now);

/* "2:29 pm", for the caller. minute is 0..1439. */
void hours_words(int minute, char out[HOURS_WORDS_MAX]);

/* The same of an instant, by the zone's clock; "" if wall_ok is false, since no clock can tell. short_at:
 * "2:14p", for the agent's alerts. */
void hours_words_at(const struct cfg_zone *zone, bool wall_ok, int64_t wall_ms, char out[HOURS_WORDS_MAX]);
void hours_words_short_at(const struct cfg_zone *zone, bool wall_ok, int64_t wall_ms,
                          char out[HOURS_WORDS_MAX]);

#endif
