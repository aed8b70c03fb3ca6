#include "core/hours.h"

#include "base/calendar.h"
#include "base/check.h"

#include <stdio.h>

enum { MINUTES_A_DAY = 1440, SECONDS_A_DAY = 86400, RELEASE_DAYS = 400 };

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

uint8_t hours_weekday(int32_t day)
{
    return (uint8_t)(((day % 7) + 7 + 4) % 7); /* 1970-01-01 was a Thursday */
}

/* The last transition at or before wall_s; -1 if the zone has none. */
static int transition_at(const struct cfg_zone *zone, int64_t wall_s)
{
    int found = -1;
    for (int i = 0; i < zone->count && zone->transition[i].at_s <= wall_s; i++)
        found = i;
    return found;
}

static int32_t offset_at(const struct cfg_zone *zone, int64_t wall_s)
{
    int i = transition_at(zone, wall_s);
    return i < 0 ? 0 : zone->transition[i].offset_s;
}

/* Instants outside 1970..2199 (a garbled clock) are read as the nearest end, so that every date has four
 * digits. */
static int64_t bounded(int64_t wall_s)
{
    int64_t last = (int64_t)calendar_day(CALENDAR_YEAR_MAX, 1, 1) * SECONDS_A_DAY;
    if (wall_s < SECONDS_A_DAY)
        return SECONDS_A_DAY; /* a day in, so that no zone reaches back before 1970 */
    return wall_s > last ? last : wall_s;
}

void hours_local(const struct cfg_zone *zone, int64_t wall_s, struct hours_clock *out)
{
    struct calendar_date date;
    wall_s = bounded(wall_s);
    int64_t local = wall_s + offset_at(zone, wall_s);
    int64_t day = floor_div(local, SECONDS_A_DAY);
    out->day = (int32_t)day;
    out->minute = (int16_t)((local - day * SECONDS_A_DAY) / 60);
    out->weekday = hours_weekday(out->day);
    calendar_read(out->day, &date);
    out->year = date.year;
    out->month = date.month;
    out->mday = date.mday;
}

int64_t hours_utc(const struct cfg_zone *zone, int32_t day, int minute)
{
    int64_t local = (int64_t)day * SECONDS_A_DAY + (int64_t)minute * 60;
    int32_t before = offset_at(zone, local - SECONDS_A_DAY);
    int32_t after = offset_at(zone, local + SECONDS_A_DAY);
    if (offset_at(zone, local - before) == before)
        return local - before; /* also the earlier of two where the clock is set back */
    if (offset_at(zone, local - after) == after)
        return local - after;
    int i = transition_at(zone, local - before); /* in the gap of a clock set forward */
    CHECK(i >= 0);
    return zone->transition[i].at_s;
}

static bool in_day(const struct cfg_day *day, int minute)
{
    for (int i = 0; i < day->count; i++) {
        if (minute >= day->span[i].from_min && minute < day->span[i].to_min)
            return true;
    }
    return false;
}

static bool is_holiday(const struct config *cfg, int32_t day)
{
    for (int i = 0; i < cfg->holiday_count; i++) {
        if (cfg->holiday_day[i] == day)
            return true;
    }
    return false;
}

struct hours_state hours_state(const struct config *cfg, struct tb_now now)
{
    struct hours_state state = {.kind = HOURS_OPEN, .message = -1};
    if (!now.wall_ok)
        return state;

    struct hours_clock clock;
    hours_local(&cfg->zone, floor_div(now.wall_ms, 1000), &clock);
    for (int i = 0; i < cfg->special_count; i++) {
        const struct cfg_special *special = &cfg->special[i];
        if (special->day == clock.day && clock.minute >= special->span.from_min &&
            clock.minute < special->span.to_min) {
            state.kind = HOURS_SPECIAL;
            state.message = special->message;
            return state;
        }
    }
    if (is_holiday(cfg, clock.day))
        state.kind = HOURS_HOLIDAY;
    else if (cfg->has_hours && !in_day(&cfg->open[clock.weekday], clock.minute))
        state.kind = HOURS_CLOSED;
    return state;
}

/* The first instant of one opening span of a day that is not before `earliest`; TB_NEVER if it is over by
 * then. */
static int64_t span_release(const struct cfg_zone *zone, int32_t day, struct cfg_span span, int64_t earliest)
{
    int window_from = hours_weekday(day) == 0 ? 12 * 60 : 9 * 60;
    int from = span.from_min > window_from ? span.from_min : window_from;
    int to = span.to_min < 20 * 60 ? span.to_min : 20 * 60;
    if (from >= to)
        return TB_NEVER;
    int64_t begin = hours_utc(zone, day, from);
    int64_t end = hours_utc(zone, day, to);
    int64_t at = begin > earliest ? begin : earliest;
    return at < end ? at : TB_NEVER;
}

int64_t hours_release(const struct config *cfg, int64_t wall_s)
{
    static const struct cfg_day always = {.count = 1, .span = {{0, MINUTES_A_DAY}}};
    wall_s = bounded(wall_s);
    struct hours_clock clock;
    hours_local(&cfg->zone, wall_s, &clock);
    for (int32_t day = clock.day; day < clock.day + RELEASE_DAYS; day++) {
        if (is_holiday(cfg, day))
            continue;
        const struct cfg_day *open = cfg->has_hours ? &cfg->open[hours_weekday(day)] : &always;
        int64_t first = TB_NEVER;
        for (int i = 0; i < open->count; i++)
            first = tb_earlier(first, span_release(&cfg->zone, day, open->span[i], wall_s));
        if (first != TB_NEVER)
            return first;
    }
    return TB_NEVER;
}

bool hours_quiet(const struct config *cfg, int64_t wall_s)
{
    struct hours_clock clock;
    hours_local(&cfg->zone, wall_s, &clock);
    return clock.minute >= 21 * 60 || clock.minute < 8 * 60;
}

bool hours_on_duty(const struct config *cfg, const struct cfg_member *member, struct tb_now now)
{
    if (!member->has_hours || !now.wall_ok)
        return true;
    struct hours_clock clock;
    hours_local(&cfg->zone, floor_div(now.wall_ms, 1000), &clock);
    return in_day(&member->hours[clock.weekday], clock.minute);
}

static void clock_words(int minute, const char *am, const char *pm, char out[HOURS_WORDS_MAX])
{
    CHECK(minute >= 0 && minute < MINUTES_A_DAY);
    int hour = minute / 60 % 12;
    (void)snprintf(out, HOURS_WORDS_MAX, "%d:%02d%s", hour == 0 ? 12 : hour, minute % 60,
                   minute < MINUTES_A_DAY / 2 ? am : pm);
}

void hours_words(int minute, char out[HOURS_WORDS_MAX])
{
    clock_words(minute, " am", " pm", out);
}

static int minute_at(const struct cfg_zone *zone, int64_t wall_ms)
{
    struct hours_clock clock;
    hours_local(zone, floor_div(wall_ms, 1000), &clock);
    return clock.minute;
}

void hours_words_at(const struct cfg_zone *zone, bool wall_ok, int64_t wall_ms, char out[HOURS_WORDS_MAX])
{
    out[0] = '\0';
    if (wall_ok)
        hours_words(minute_at(zone, wall_ms), out);
}

void hours_words_short_at(const struct cfg_zone *zone, bool wall_ok, int64_t wall_ms,
                          char out[HOURS_WORDS_MAX])
{
    out[0] = '\0';
    if (wall_ok)
        clock_words(minute_at(zone, wall_ms), "a", "p", out);
}
