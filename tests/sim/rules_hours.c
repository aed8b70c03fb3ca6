/* The hours by another reckoning than the box's: what the inis say is written down here a second time, and
 * the clock is the C library's, which has New York's changes of its own. */
#include "world.h"

#include "core/core_private.h"

#include <string.h>
#include <time.h>

enum {
    DAY_MINUTES = 1440,
    MINUTE_MS = 60 * 1000,
    HOUR_MS = 60 * MINUTE_MS,
    STEP_S = 30 * 60,     /* every span begins and ends with a half hour, and so do the clock's changes */
    LOOK_STEPS = 20 * 48, /* no ini of these is closed for longer than that */
    LEAVES_MS = 3 * MINUTE_MS,  /* a text let go in the last second of the hours takes so long */
    LATE_MS = 15 * MINUTE_MS,   /* a line may be busy with callers and with other texts */
    STEADY_MS = 10 * MINUTE_MS, /* all was well so long before the hour */
    KEPT_MS = 24 * HOUR_MS      /* a held text expires */
};

#define AT(hour, minute) ((hour)*60 + (minute))

/* Weekdays by their digits, 0 is Sunday; an end beyond 24:00 is on the next day. */
static const struct span {
    const char *ini, *days;
    int from, to;
} OPEN[] = {{"plain", "123456", AT(8, 0), AT(20, 0)}, {"plain", "0", AT(12, 0), AT(18, 0)},
            {"team", "123456", AT(9, 0), AT(18, 0)},  {"two", "12345", AT(8, 30), AT(19, 0)},
            {"shifts", "123", AT(10, 0), AT(16, 0)},  {"shifts", "4", AT(10, 0), AT(13, 0)},
            {"shifts", "4", AT(15, 0), AT(21, 30)},   {"shifts", "5", AT(19, 0), AT(27, 0)},
            {"shifts", "6", AT(9, 30), AT(12, 0)},    {"shifts", "6", AT(22, 0), AT(26, 0)},
            {"shifts", "0", AT(10, 0), AT(17, 0)}};

static const struct day {
    const char *ini, *date;
    int from, to; /* of a special day, 0 0: a holiday */
} DAYS[] = {{"shifts", "2026-10-31", AT(15, 0), AT(18, 30)},
            {"shifts", "2026-12-24", AT(8, 0), AT(12, 0)},
            {"shifts", "2027-03-13", AT(13, 0), AT(16, 0)},
            {"shifts", "2026-11-02", 0, 0},
            {"shifts", "2026-11-26", 0, 0},
            {"shifts", "2026-12-25", 0, 0},
            {"shifts", "2027-03-15", 0, 0},
            {"shifts", "2027-07-05", 0, 0},
            {"shifts", "2028-07-04", 0, 0}};

/* On duty, of the team of `shifts`. */
static const struct span DUTY[] = {{"+12025550161", "12345", AT(7, 0), AT(23, 0)},
                                   {"+12025550162", "234", AT(12, 0), AT(18, 0)},
                                   {"+12025550162", "56", AT(20, 0), AT(26, 0)}};

struct moment {
    int weekday, minute;
    char date[16];
};

static void look_up(int64_t wall_ms, struct moment *out)
{
    time_t wall = (time_t)(wall_ms / 1000);
    struct tm tm = {.tm_wday = 0};

    (void)localtime_r(&wall, &tm);
    out->weekday = tm.tm_wday;
    out->minute = tm.tm_hour * 60 + tm.tm_min;
    (void)strftime(out->date, sizeof out->date, "%Y-%m-%d", &tm);
}

static bool on(const char *days, int weekday)
{
    return strchr(days, '0' + weekday) != NULL;
}

static bool within(const struct span *span, const struct moment *at)
{
    return (on(span->days, at->weekday) && at->minute >= span->from && at->minute < span->to) ||
           (on(span->days, (at->weekday + 6) % 7) && at->minute < span->to - DAY_MINUTES);
}

static bool is_open(const char *ini, const struct moment *at)
{
    bool open = false;

    for (size_t i = 0; i < TB_COUNT(OPEN); i++)
        open = open || (strcmp(OPEN[i].ini, ini) == 0 && within(&OPEN[i], at));
    return open;
}

static bool is_holiday(const char *ini, const struct moment *at)
{
    for (size_t i = 0; i < TB_COUNT(DAYS); i++)
        if (strcmp(DAYS[i].ini, ini) == 0 && DAYS[i].to == 0 && strcmp(DAYS[i].date, at->date) == 0)
            return true;
    return false;
}

static bool is_special(const char *ini, const struct moment *at)
{
    for (size_t i = 0; i < TB_COUNT(DAYS); i++)
        if (strcmp(DAYS[i].ini, ini) == 0 && strcmp(DAYS[i].date, at->date) == 0 &&
            at->minute >= DAYS[i].from && at->minute < DAYS[i].to)
            return true;
    return false;
}

static bool may_disturb(const struct moment *at)
{
    return at->minute >= (at->weekday == 0 ? AT(12, 0) : AT(9, 0)) && at->minute < AT(20, 0);
}

static bool is_night(const struct moment *at)
{
    return at->minute >= AT(21, 0) || at->minute < AT(8, 0);
}

/* Inside `open`, on no holiday, and in decent hours. */
static bool lets_go(const char *ini, int64_t wall_ms)
{
    struct moment at;

    look_up(wall_ms, &at);
    return is_open(ini, &at) && !is_holiday(ini, &at) && may_disturb(&at);
}

static int64_t first_to_let_go(const char *ini, int64_t wall_ms)
{
    int64_t at_s = wall_ms / 1000;

    for (unsigned i = 0; i < LOOK_STEPS; i++) {
        if (lets_go(ini, at_s * 1000))
            return at_s * 1000;
        at_s = (at_s / STEP_S + 1) * STEP_S;
    }
    return TB_NEVER;
}

static int64_t true_wall_ms(const struct world *w)
{
    return w->start_wall_ms + w->ms;
}

/* The box knows the time. */
static bool knows_time(const struct world *w)
{
    return w->wall_ok && !plan_steps_clock(w->plan);
}

bool rules_night(const struct world *w)
{
    struct moment at;

    look_up(true_wall_ms(w), &at);
    return knows_time(w) && is_night(&at);
}

bool rules_off_duty(const struct world *w, const char *number)
{
    struct moment at;
    bool listed = false, on_duty = false;

    look_up(true_wall_ms(w), &at);
    for (size_t i = 0; i < TB_COUNT(DUTY); i++) {
        bool same = strcmp(w->ini_name, "shifts") == 0 && strcmp(DUTY[i].ini, number) == 0;
        listed = listed || same;
        on_duty = on_duty || (same && within(&DUTY[i], &at));
    }
    return knows_time(w) && listed && !on_duty;
}

/* --- open or closed, at the end of a call --- */

enum door rules_door(const struct world *w, const struct call_record *call)
{
    const struct stamp *end = call->ended.set ? &call->ended : &call->last_ring;
    struct moment at;

    if (!knows_time(w) || !end->set || !end->wall_ok)
        return DOOR_UNKNOWN;
    look_up(end->wall_ms, &at);
    if (is_special(w->ini_name, &at))
        return DOOR_SPECIAL;
    if (is_holiday(w->ini_name, &at))
        return DOOR_HOLIDAY;
    return is_open(w->ini_name, &at) ? DOOR_OPEN : DOOR_CLOSED;
}

/* What the inis give a stranger then: a message's name, "hold" or "none", "" whatever is right while open. */
static const char *answer_of(const char *ini, enum door door)
{
    bool holds = strcmp(ini, "team") == 0 || strcmp(ini, "shifts") == 0;

    switch (door) {
    case DOOR_SPECIAL:
        return "eve";
    case DOOR_HOLIDAY:
        return "none";
    case DOOR_CLOSED:
        return holds ? "hold" : "after_hours";
    case DOOR_OPEN:
    case DOOR_UNKNOWN:
        break;
    }
    return "";
}

static bool is_away(const struct world *w)
{
    struct tb_now now = world_now(w);

    return until_left(&w->core->desk.away, &now) > 0;
}

void rules_open_or_closed(struct world *w, const struct call_record *call)
{
    enum door door = rules_door(w, call);
    const char *want = answer_of(w->ini_name, door);
    bool is_skip = call->verdict == VERDICT_SKIP;
    bool by_hours = !is_skip || call->reason == REASON_CLOSED || call->reason == REASON_HOLIDAY;

    if (door == DOOR_UNKNOWN || !by_hours || rules_is_client(w, call->number) || is_away(w))
        return;
    const char *got = is_skip ? "none" : call->verdict == VERDICT_HOLD ? "hold" : call->message;
    bool closed_words = strcmp(got, "hold") == 0 || strcmp(got, "none") == 0 ||
                        strcmp(got, "after_hours") == 0 || strcmp(got, "eve") == 0;
    if (want[0] == '\0' ? closed_words : strcmp(want, got) != 0)
        rules_break(w, RULE_OPEN_OR_CLOSED, "call %lld of %s gets %s, and it is %s then", (long long)call->id,
                    call->number, got, want[0] == '\0' ? "open" : want);
}

/* --- held texts --- */

int64_t rules_release(const struct world *w)
{
    int64_t wall_ms = first_to_let_go(w->ini_name, true_wall_ms(w));

    return wall_ms == TB_NEVER ? TB_NEVER : wall_ms - w->start_wall_ms;
}

/* As many as the ini allows have left: the others wait. */
static bool is_capped_since(const struct world *w, int64_t from_ms)
{
    unsigned hour = 0, day = 0;

    for (unsigned i = 0; i < w->sent_count; i++) {
        hour += w->sent[i].kind == TEXT_AUTO && w->sent[i].at_ms > from_ms - HOUR_MS;
        day += w->sent[i].kind == TEXT_AUTO && w->sent[i].at_ms > from_ms - KEPT_MS;
    }
    return hour >= w->config->max_per_hour || day >= w->config->max_per_day;
}

/* Its hour came long ago, before it was a day old, and nothing was in its way. */
static bool is_late(const struct world *w, const struct call_fact *call)
{
    int64_t due_ms = call->release_ms;

    return call->held && due_ms < call->first_ms + KEPT_MS - LATE_MS && w->ms > due_ms + LATE_MS &&
           w->unwell_ms < due_ms - STEADY_MS && w->ini_ms < call->first_ms && !is_capped_since(w, due_ms) &&
           !plan_steps_clock(w->plan);
}

void rules_held_leaves(struct world *w, const struct call_fact *call)
{
    int64_t wall_ms = true_wall_ms(w);

    if (!call->held || !knows_time(w))
        return;
    if (!lets_go(w->ini_name, wall_ms) && !lets_go(w->ini_name, wall_ms - LEAVES_MS) &&
        w->ms - w->ini_ms > DECIDED_MS)
        rules_break(w, RULE_HELD_LEAVES, "a held text leaves for %s at an hour that is not for it",
                    call->live.number);
    if (w->ini_ms < call->first_ms && w->ms < call->release_ms - 1000)
        rules_break(w, RULE_HELD_LEAVES, "a held text leaves for %s %lld s before its hour",
                    call->live.number, (long long)(call->release_ms - w->ms) / 1000);
    if (is_late(w, call))
        rules_break(w, RULE_HELD_LEAVES, "a held text leaves for %s %lld s after its hour", call->live.number,
                    (long long)(w->ms - call->release_ms) / 1000);
}

void rules_held_waits(struct world *w, const struct text_record *text)
{
    const struct call_fact *call = &w->call[text->call > 0 && text->call < WORLD_FACTS_MAX ? text->call : 0];
    bool waits = text->state == TEXT_HELD || (text->state == TEXT_EXPIRED && text->error[0] == '\0');

    if (text->kind == TEXT_AUTO && waits && is_late(w, call))
        rules_break(w, RULE_HELD_LEAVES, "the hour of the held text to %s was %lld s ago, and it is %s",
                    text->number, (long long)(w->ms - call->release_ms) / 1000, text_state_word(text->state));
}

void rules_health(struct world *w)
{
    struct core_line_status status;
    bool well = w->state == BOX_UP && w->wall_ok && w->disk.mood == MOOD_WELL && !w->disk.failing;

    if (!w->holds)
        return;
    for (unsigned i = 0; i < w->lines && well; i++) {
        const struct sim *sim = &w->line[i].sim;
        core_line_status(w->core, i, &status);
        well = status.armed && sim->cms_fault_left == 0;
        for (unsigned f = 0; f < FAULT_COUNT && well; f++)
            well = sim->fault[f] == 0;
    }
    if (!well)
        w->unwell_ms = w->ms;
}
