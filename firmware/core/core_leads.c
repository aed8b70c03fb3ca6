/* From calls and texts to leads: who is to be called back, by when, and who of the team hears of it next. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/desk_say.h"
#include "core/hours.h"
#include "core/spot.h"
#include "core/street.h"

#include <stdio.h>
#include <string.h>

enum {
    MINUTE_MS = 60 * 1000,
    IDLE_MS =
        3 * 24 * 3600 * 1000,  /* a lead that nobody has closed and nothing was heard of closes by itself */
    BURST_MS = 10 * 60 * 1000, /* calls so near each other are one upset */
    RESUMED_MS = 60 * 1000, /* a phone that rang through a power cut of the box goes on ringing for so long */
    SOON_MS = 3 * MINUTE_MS,       /* before the promise ends: time to step outside and call */
    FIRST_GAP_MS = 15 * MINUTE_MS, /* after it has ended; then twice as long each time */
    NIGHT_LOOK_MS = 5 * MINUTE_MS  /* whether it is morning; not by `escalate`, which may be 0 */
};

void core_lead_who(const struct core *self, const struct lead *lead, char out[DESK_WHO_MAX])
{
    const char *number = lead->record.number;
    bool home = number_classify(number, self->config->country) == NUMBER_OK;

    desk_who(out, number, self->config->country,
             !lead->shown || !home || leads_ends_alike(&self->leads, lead));
}

void core_lead_record(struct core *self, struct lead *lead, struct actions *out)
{
    struct record record = {.kind = RECORD_LEAD, .lead = lead->record};
    (void)core_record(self, out, &record);
}

static void close_lead(struct core *self, struct lead *lead, struct actions *out)
{
    lead->record.state = LEAD_DONE;
    lead->record.promised.set = false;
    core_lead_record(self, lead, out);
    leads_close(lead);
}

static struct lead *open_lead(struct core *self, const char *number, uint8_t line, const struct tb_now *now,
                              struct actions *out)
{
    enum { CLOSED_AT_ONCE = 8 /* of the idle ones; the rest goes with the next openings */ };
    struct lead *lead;
    char value[8];

    for (int i = 0; i < CLOSED_AT_ONCE && (lead = leads_idle(&self->leads, IDLE_MS, now)) != NULL; i++)
        close_lead(self, lead, out);
    while ((lead = leads_in_the_way(&self->leads, now)) != NULL)
        close_lead(self, lead, out);
    lead = leads_open(&self->leads, number, now);
    tb_copy(lead->record.line, sizeof lead->record.line, self->config->line[line].name);
    (void)snprintf(value, sizeof value, "%u", (unsigned)lead->record.n);
    core_record_meta(self, out, "desk.n", value);
    if (self->config->backup_count > 0)
        lead->escalate_ms = now->mono_ms + self->config->escalate_ms;
    return lead;
}

/* Persons, as far as a number can tell, that the agent has not said to leave alone. */
static bool is_somebody(struct core *self, const char *number)
{
    enum number_class class = number_classify(number, self->config->country);
    enum person_kind kind = policy_kind(self->config, people_find(&self->people, number), number);

    return (class == NUMBER_OK || class == NUMBER_FOREIGN) && kind != PERSON_AGENT && kind != PERSON_TEAM &&
           kind != PERSON_SKIP && !number_equal(number, self->desk.covering);
}

/* The open lead of a number, opened if there is none; NULL if it is nobody to be called back. */
static struct lead *lead_of(struct core *self, const char *number, uint8_t line, const struct tb_now *now,
                            struct actions *out)
{
    struct lead *lead = leads_find(&self->leads, number);

    if (lead != NULL || !is_somebody(self, number))
        return lead;
    return open_lead(self, number, line, now, out);
}

/* --- calls --- */

/* Is a caller with that verdict to be called back? */
static bool makes_a_lead(const struct call_record *call)
{
    switch (call->verdict == VERDICT_SKIP ? call->reason : REASON_NONE) {
    case REASON_NONE:
    case REASON_FOREIGN:
    case REASON_CLIENT:
    case REASON_CONTACT:
    case REASON_OPTED_OUT:
    case REASON_UNDELIVERABLE:
    case REASON_REPEAT:
    case REASON_CONVERSATION:
    case REASON_CAP_HOUR:
    case REASON_CAP_DAY:
    case REASON_TOO_OLD:
    case REASON_PAUSED:
    case REASON_CLOSED:
    case REASON_HOLIDAY:
    case REASON_NO_CONFIG:
        return true;
    case REASON_WITHHELD:
    case REASON_SHORT_CODE:
    case REASON_INVALID:
    case REASON_TOLL_FREE:
    case REASON_PREMIUM:
    case REASON_SPECIAL:
    case REASON_OWN_NUMBER:
    case REASON_AGENT:
    case REASON_TEAM:
    case REASON_SKIP_LIST:
    case REASON_TOO_SHORT:
    case REASON_ANSWERED:
    case REASON_COUNT:
        break;
    }
    return false;
}

static void count_call(struct lead *lead, const struct tb_now *now)
{
    if (lead->record.calls < UINT16_MAX)
        lead->record.calls++;
    if (lead->burst == 0 || now->mono_ms - lead->burst_ms >= BURST_MS) {
        lead->burst = 0;
        lead->burst_ms = now->mono_ms;
    }
    if (lead->burst < UINT8_MAX)
        lead->burst++;
    lead->record.touched = stamp_now(now);
}

bool core_lead_still_rings(const struct lead *lead, const struct call_record *call, const struct tb_now *now)
{
    return call->reason == REASON_REPEAT && lead->last_call != call->id && lead->resumed_ms != 0 &&
           now->mono_ms - lead->resumed_ms < RESUMED_MS;
}

struct lead *core_lead_called(struct core *self, const struct call_record *call, const struct tb_now *now,
                              struct actions *out)
{
    struct lead *lead = leads_find(&self->leads, call->number);

    if (lead != NULL && call->reason == REASON_ANSWERED) { /* somebody has spoken to them */
        core_lead_answered(self, lead, now, out);
        return NULL;
    }
    if (call->test || !makes_a_lead(call))
        return NULL;
    if (lead == NULL)
        lead = lead_of(self, call->number, core_line_named(self, call->line), now, out);
    if (lead == NULL || lead->last_call == call->id || core_lead_still_rings(lead, call, now))
        return lead; /* told of again, because its text came to nothing */
    lead->last_call = call->id;
    if (call->outcome == CALL_INTERRUPTED)
        lead->resumed_ms = now->mono_ms > 0 ? now->mono_ms : 1;
    if (call->name[0] != '\0')
        tb_copy(lead->record.name, sizeof lead->record.name, call->name);
    count_call(lead, now);
    core_lead_record(self, lead, out);
    return lead;
}

/* --- texts --- */

/* Its beginning, whole characters, on one line. */
static void keep_words(char *out, size_t cap, const char *words, size_t length)
{
    size_t n = length < cap ? length : desk_whole(words, cap - 1);

    memcpy(out, words, n);
    out[n] = '\0';
    for (char *p = out; *p != '\0'; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
}

struct lead *core_lead_wrote(struct core *self, const char *number, uint8_t line, const char *body,
                             const struct tb_now *now, struct actions *out)
{
    struct lead *lead = lead_of(self, number, line, now, out);
    size_t begin, length;

    if (lead == NULL)
        return NULL;
    keep_words(lead->record.last_text, sizeof lead->record.last_text, body, strlen(body));
    if (lead->record.address[0] == '\0' && street_spot(body, &begin, &length))
        keep_words(lead->record.address, sizeof lead->record.address, body + begin, length);
    if (lead->record.name[0] == '\0')
        (void)spot_name(body, lead->record.name, sizeof lead->record.name);
    lead->record.touched = stamp_now(now);
    core_lead_record(self, lead, out);
    return lead;
}

/* --- the desk's own doing --- */

void core_lead_answered(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out)
{
    if (!lead->record.answered.set)
        lead->record.answered = stamp_now(now);
    lead->record.promised.set = false; /* it is kept */
    lead->record.touched = stamp_now(now);
    lead->remind_ms = lead->escalate_ms = TB_NEVER;
    core_lead_record(self, lead, out);
}

/* This backup knows of it, and is to know what becomes of it. */
static void mark_told(struct lead *lead, int member)
{
    if (member > 0)
        lead->record.told = (uint8_t)(lead->record.told | (1U << (member - 1)));
}

void core_lead_take(struct core *self, struct lead *lead, unsigned member, uint8_t line,
                    const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX], who[DESK_WHO_MAX];

    mark_told(lead, core_member(self, lead->record.owner));
    mark_told(lead, (int)member);
    lead->record.state = LEAD_TAKEN;
    tb_copy(lead->record.owner, sizeof lead->record.owner, core_member_number(self, member));
    lead->escalate_ms = lead->remind_ms = TB_NEVER;
    lead->record.promised.set = false; /* its owner knows */
    core_lead_record(self, lead, out);
    if (self->config->backup_count == 0)
        return;
    core_lead_who(self, lead, who);
    desk_taken(words, sizeof words, who, lead->record.n, core_member_name(self, member));
    core_tell_others(self, lead, (int)member, line, words, now, out);
    if (member != 0)
        core_tell(self, 0, line, words, now, out);
}

void core_lead_done(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out)
{
    if (!lead->record.answered.set)
        lead->record.answered = stamp_now(now);
    core_cancel_waiting(self, lead->record.number, DONE_WITH, now, out);
    close_lead(self, lead, out);
}

/* --- the promise --- */

/* After so many reminders, how long after the promise's end (before it: negative) the next one is due. */
static int64_t reminder_at(uint8_t sent)
{
    if (sent == 0)
        return -SOON_MS;
    return sent == 1 ? 0 : FIRST_GAP_MS * (((int64_t)1 << (sent - 1)) - 1);
}

/* Ms since the promise ran out, negative before; INT64_MAX if no clock can tell. */
static int64_t overdue_ms(const struct stamp *promised, const struct tb_now *now)
{
    if (promised->this_boot)
        return now->mono_ms - promised->mono_ms;
    return promised->wall_ok && now->wall_ok ? now->wall_ms - promised->wall_ms : INT64_MAX;
}

static void plan_reminder(const struct core *self, struct lead *lead, const struct tb_now *now)
{
    enum { MOST = 8 /* the last one comes a day late: the day is over by then */ };
    int64_t over_ms = overdue_ms(&lead->record.promised, now);

    lead->remind_ms = TB_NEVER;
    if (!lead->record.promised.set || !self->config->remind || lead->record.reminders >= MOST)
        return;
    if (over_ms == INT64_MAX) { /* of a former life, and the clock is not set yet */
        lead->remind_ms = now->mono_ms + MINUTE_MS;
        return;
    }
    int64_t wait_ms = reminder_at(lead->record.reminders) - over_ms;
    lead->remind_ms = now->mono_ms + (wait_ms > 0 ? wait_ms : 0);
}

void core_lead_promised(struct core *self, const char *number, int64_t callback_ms, const struct tb_now *now,
                        struct actions *out)
{
    struct lead *lead = leads_find(&self->leads, number);

    if (lead == NULL || lead->record.state != LEAD_OPEN)
        return;
    lead->record.promised = stamp_now(now);
    lead->record.promised.mono_ms += callback_ms;
    lead->record.promised.wall_ms += callback_ms;
    lead->record.reminders =
        callback_ms > INT64_C(2) * SOON_MS ? 0 : 1; /* a short promise needs no word before it */
    plan_reminder(self, lead, now);
    core_lead_record(self, lead, out);
}

/* The day of the promise is over, or it is night: the agent is let alone. */
static bool too_late(const struct core *self, const struct stamp *promised, const struct tb_now *now)
{
    struct hours_clock due, today;

    if (!now->wall_ok)
        return false;
    if (hours_quiet(self->config, now->wall_ms / 1000))
        return true;
    /* by the clock of now: it may have been set since */
    hours_local(&self->config->zone, (now->wall_ms - overdue_ms(promised, now)) / 1000, &due);
    hours_local(&self->config->zone, now->wall_ms / 1000, &today);
    return today.day > due.day;
}

static enum desk_reminder reminder_kind(uint8_t sent)
{
    return sent == 0 ? DESK_SOON : sent == 1 ? DESK_NOW : DESK_LATE;
}

/* Its reminder is being told: the next one. Those that a power cut swallowed are not told one upon the other.
 */
static void reminded(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out)
{
    do {
        lead->record.reminders++;
        plan_reminder(self, lead, now);
    } while (lead->remind_ms <= now->mono_ms);
    core_lead_record(self, lead, out);
}

/* False: not now, or not at all any more. */
static bool may_remind(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out)
{
    const struct stamp *promised = &lead->record.promised;

    if (overdue_ms(promised, now) == INT64_MAX) {
        plan_reminder(self, lead, now);
        return false;
    }
    if (!too_late(self, promised, now))
        return true;
    lead->record.promised.set = false;
    lead->remind_ms = TB_NEVER;
    core_lead_record(self, lead, out);
    return false;
}

static void remind_of_one(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX], who[DESK_WHO_MAX], by[HOURS_WORDS_MAX];
    const struct stamp *promised = &lead->record.promised;

    hours_words_at(&self->config->zone, promised->wall_ok, promised->wall_ms, by);
    core_lead_who(self, lead, who);
    desk_remind(words, sizeof words, reminder_kind(lead->record.reminders), who, lead->record.n, by);
    core_alert(self, core_line_named(self, lead->record.line), now, out, "%s", words);
    reminded(self, lead, now, out);
}

static void remind_of_many(struct core *self, struct lead *const *leads, unsigned count,
                           const struct tb_now *now, struct actions *out)
{
    enum { ROWS_MAX = 73 /* with the sentence around it one part */ };
    char words[DESK_WORDS_MAX], rows[ROWS_MAX] = "", who[DESK_WHO_MAX];

    for (unsigned i = 0; i < count; i++) {
        core_lead_who(self, leads[i], who);
        (void)desk_add_row(rows, sizeof rows, leads[i]->record.n, who);
        reminded(self, leads[i], now, out);
    }
    desk_remind_many(words, sizeof words, count, rows, leads[0]->record.n);
    core_alert(self, core_line_named(self, leads[0]->record.line), now, out, "%s", words);
}

struct reminders {
    struct lead *due[16];
    unsigned count;
};

/* Adds those whose reminder is due after from_ms and not after to_ms, as far as there is room. */
static void gather(struct core *self, struct reminders *reminders, int64_t from_ms, int64_t to_ms,
                   const struct tb_now *now, struct actions *out)
{
    for (size_t i = 0; i < LEADS_MAX && reminders->count < TB_COUNT(reminders->due) && actions_room(out);
         i++) {
        struct lead *lead = &self->leads.lead[i];
        bool due = lead->used && lead->remind_ms != TB_NEVER && lead->remind_ms > from_ms &&
                   lead->remind_ms <= to_ms;
        if (due && may_remind(self, lead, now, out))
            reminders->due[reminders->count++] = lead;
    }
}

/* Those that fall due within minutes of each other are one text. */
static void remind(struct core *self, const struct tb_now *now, struct actions *out)
{
    enum { TOGETHER_MS = 5 * MINUTE_MS };
    struct reminders reminders = {.count = 0};

    gather(self, &reminders, INT64_MIN, now->mono_ms, now, out);
    if (reminders.count == 0)
        return;
    gather(self, &reminders, now->mono_ms, now->mono_ms + TOGETHER_MS, now, out);
    if (reminders.count == 1)
        remind_of_one(self, reminders.due[0], now, out);
    else
        remind_of_many(self, reminders.due, reminders.count, now, out);
}

/* --- the team --- */

static void escalate(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX], who[DESK_WHO_MAX];
    uint8_t line = core_line_named(self, lead->record.line);

    lead->escalate_ms = now->mono_ms + self->config->escalate_ms;
    if (now->wall_ok && hours_quiet(self->config, now->wall_ms / 1000)) {
        lead->escalate_ms = now->mono_ms + NIGHT_LOOK_MS; /* nobody is woken: it goes on in the morning */
        return;
    }
    int next = core_team_next(self, lead, now);
    if (next > 0)
        desk_who(who, lead->record.number, self->config->country, true); /* new to them: the whole number */
    else
        core_lead_who(self, lead, who);
    if (next < 0) {
        lead->escalate_ms = TB_NEVER;
        desk_nobody_took(words, sizeof words, who, lead->record.n);
        core_tell(self, 0, line, words, now, out);
    } else {
        desk_escalate(words, sizeof words, who, lead->record.n, lead->record.last_text);
        core_tell(self, (unsigned)next, line, words, now, out);
    }
    core_lead_record(self, lead, out);
}

void core_leads_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    if (leads_deadline(&self->leads) > now->mono_ms)
        return;
    remind(self, now, out);
    for (size_t i = 0; i < LEADS_MAX && actions_room(out); i++) {
        struct lead *lead = &self->leads.lead[i];
        if (lead->used && lead->escalate_ms <= now->mono_ms)
            escalate(self, lead, now, out);
    }
}

void core_leads_start(struct core *self, const struct tb_now *now)
{
    for (size_t i = 0; i < LEADS_MAX; i++) {
        struct lead *lead = &self->leads.lead[i];
        if (!lead->used)
            continue;
        plan_reminder(self, lead, now);
        if (lead->record.state == LEAD_OPEN && !lead->record.answered.set && self->config->backup_count > 0)
            lead->escalate_ms = now->mono_ms + self->config->escalate_ms;
    }
}
