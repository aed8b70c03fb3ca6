#include "core/until.h"

#include "base/calendar.h"
#include "base/check.h"
#include "base/limits.h"
#include "core/hours.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MINUTE_MS = 60 * 1000,
    DAY_MS = 24 * 3600 * 1000,
    MINUTES_A_DAY = 1440,
    DAYS_A_WEEK = 7,
    YEARS_AHEAD = 8
};

/* The next day on which the zone's clock shows that date; -1 if there is none soon. */
static int32_t day_of_date(const struct command_when *when, const struct hours_clock *today)
{
    if (when->year != 0)
        return calendar_day(when->year, when->month, when->mday);
    for (int year = today->year; year <= today->year + YEARS_AHEAD; year++) { /* 29 February has its years */
        int32_t day = calendar_day(year, when->month, when->mday);
        if (day >= today->day)
            return day;
    }
    return -1;
}

/* "until 5": of the two hours on the clock's face the one that comes next. */
static int64_t next_time(const struct command_when *when, const struct cfg_zone *zone, int32_t today,
                         int64_t now_s)
{
    int64_t found = TB_NEVER;

    for (int half = 0; half <= (when->either_half ? 1 : 0); half++) {
        int minute = when->minute + half * MINUTES_A_DAY / 2;
        int64_t at = hours_utc(zone, today, minute);
        if (at <= now_s)
            at = hours_utc(zone, today + 1, minute);
        found = tb_earlier(found, at);
    }
    return found;
}

static int64_t on_day(const struct command_when *when, const struct cfg_zone *zone, int32_t day,
                      int64_t now_s)
{
    int minute = when->minute >= 0 ? when->minute : UNTIL_DAY_BEGINS;
    int64_t at = hours_utc(zone, day, minute);

    if (when->either_half && (at <= now_s || minute < UNTIL_DAY_BEGINS - 60))
        at = hours_utc(zone, day, minute + MINUTES_A_DAY / 2); /* nobody comes back at 5 in the morning */
    return at;
}

/* UTC seconds of the moment that is meant; TB_NEVER if there is none to come. */
static int64_t moment(const struct command_when *when, const struct cfg_zone *zone, int64_t now_s)
{
    struct hours_clock today;
    int64_t at = TB_NEVER;

    hours_local(zone, now_s, &today);
    int32_t day = today.day;
    switch (when->day) {
    case COMMAND_DAY_NEXT:
        return when->minute < 0 ? TB_NEVER : next_time(when, zone, day, now_s);
    case COMMAND_DAY_TODAY:
        at = when->minute >= 0 ? on_day(when, zone, day, now_s) : hours_utc(zone, day, MINUTES_A_DAY);
        break;
    case COMMAND_DAY_TOMORROW:
        at = on_day(when, zone, day + 1, now_s);
        break;
    case COMMAND_DAY_WEEKDAY:
        day += (when->weekday - today.weekday + DAYS_A_WEEK - 1) % DAYS_A_WEEK + 1;
        at = on_day(when, zone, day, now_s);
        break;
    case COMMAND_DAY_DATE:
        day = day_of_date(when, &today);
        at = day < 0 ? TB_NEVER : on_day(when, zone, day, now_s);
        break;
    }
    return at > now_s ? at : TB_NEVER;
}

static void for_ms(struct until *self, int64_t ms, const struct tb_now *now)
{
    *self = (struct until){.kind = UNTIL_SET,
                           .mono_ms = now->mono_ms + ms,
                           .wall_ok = now->wall_ok,
                           .wall_ms = now->wall_ms + ms};
}

bool until_read(const struct command_when *when, int64_t usual_ms, const struct cfg_zone *zone,
                const struct tb_now *now, struct until *out)
{
    if (when->kind == COMMAND_WHEN_NONE && usual_ms == 0) {
        *out = (struct until){.kind = UNTIL_TAKEN_BACK};
    } else if (when->kind == COMMAND_WHEN_NONE) {
        for_ms(out, usual_ms, now);
    } else if (when->kind == COMMAND_WHEN_FOR) {
        for_ms(out, (int64_t)when->minutes * MINUTE_MS, now);
    } else {
        int64_t at = now->wall_ok ? moment(when, zone, now->wall_ms / 1000) : TB_NEVER;
        if (at == TB_NEVER)
            return false;
        for_ms(out, at * 1000 - now->wall_ms, now);
        out->by_clock = true;
    }
    return true;
}

int64_t until_left(const struct until *self, const struct tb_now *now)
{
    if (self->kind != UNTIL_SET)
        return self->kind == UNTIL_NOT ? 0 : TB_NEVER;
    int64_t left = self->mono_ms - now->mono_ms;
    if (self->by_clock && now->wall_ok) {
        int64_t by_clock = self->wall_ms - now->wall_ms;
        bool only =
            self->mono_ms == TB_NEVER; /* of a former life: what is left by the other clock means nothing */
        if (only || (by_clock - left <= DAY_MS && left - by_clock <= DAY_MS))
            left = by_clock;
    }
    return left > 0 ? left : 0;
}

bool until_is_over(const struct until *self, const struct tb_now *now)
{
    return self->kind == UNTIL_SET && until_left(self, now) == 0;
}

int64_t until_deadline(const struct until *self, const struct tb_now *now)
{
    return self->kind == UNTIL_SET ? now->mono_ms + until_left(self, now) : TB_NEVER;
}

void until_words(const struct until *self, const struct cfg_zone *zone, const struct tb_now *now,
                 char out[UNTIL_WORDS_MAX])
{
    static const char DAYS[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char MONTHS[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct hours_clock today, end;
    char time[HOURS_WORDS_MAX];

    out[0] = '\0';
    if (self->kind != UNTIL_SET || !now->wall_ok)
        return;
    hours_local(zone, now->wall_ms / 1000, &today);
    hours_local(zone, (now->wall_ms + until_left(self, now)) / 1000, &end);
    hours_words(end.minute, time);
    if (end.day == today.day)
        (void)snprintf(out, UNTIL_WORDS_MAX, "%s", time);
    else if (end.day > today.day && end.day < today.day + DAYS_A_WEEK)
        (void)snprintf(out, UNTIL_WORDS_MAX, "%s %s", DAYS[end.weekday], time);
    else
        (void)snprintf(out, UNTIL_WORDS_MAX, "%s %d %s", MONTHS[end.month - 1], end.mday, time);
}

void until_store(const struct until *self, const struct tb_now *now, char out[UNTIL_STORED_MAX])
{
    out[0] = '\0';
    if (self->kind == UNTIL_TAKEN_BACK)
        (void)snprintf(out, UNTIL_STORED_MAX, "taken back");
    else if (self->kind == UNTIL_SET && self->wall_ok)
        (void)snprintf(out, UNTIL_STORED_MAX, "wall %" PRId64, self->wall_ms); /* a span too: no other clock
                                                                                  outlives the box */
    else if (self->kind == UNTIL_SET)
        (void)snprintf(out, UNTIL_STORED_MAX, "span %" PRId64, until_left(self, now));
}

void until_restore(struct until *self, const char *stored, const struct tb_now *now)
{
    int64_t value;

    *self = (struct until){.kind = UNTIL_NOT};
    if (strcmp(stored, "taken back") == 0) {
        self->kind = UNTIL_TAKEN_BACK;
    } else if (sscanf(stored, "wall %" SCNd64, &value) == 1 && value > -TB_MS_BELIEVED &&
               value < TB_MS_BELIEVED) {
        for_ms(self, now->wall_ok && value > now->wall_ms ? value - now->wall_ms : 0, now);
        self->wall_ok = self->by_clock = true;
        self->wall_ms = value;
        if (!now->wall_ok)
            self->mono_ms = TB_NEVER; /* until the clock is known it lasts: the agent asked for it */
    } else if (sscanf(stored, "span %" SCNd64, &value) == 1 && value >= 0 && value < TB_MS_BELIEVED) {
        for_ms(self, value, now);
    }
}
