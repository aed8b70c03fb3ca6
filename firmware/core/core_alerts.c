/* The box's words to the agent. Short, human, plain GSM-7, and each says what to do next. */
#include "base/copy.h"
#include "core/alert_words.h"
#include "core/core_private.h"
#include "core/hours.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000, URGENT_CALLS = 3 };

/* " at 2:14p", or "" where no clock can tell. */
static void time_words(const struct core *self, const struct stamp *at, char *out, size_t cap)
{
    char words[HOURS_WORDS_MAX];

    hours_words_short_at(&self->config->zone, at->set && at->wall_ok, at->wall_ms, words);
    (void)snprintf(out, cap, "%s%s", words[0] != '\0' ? " at " : "", words);
}

static void caller_words(const struct core *self, const struct call_record *call, char *out, size_t cap)
{
    char pretty[TB_NUMBER_MAX];

    number_pretty(call->number, self->config->country, pretty, sizeof pretty);
    if (call->name[0] != '\0')
        (void)snprintf(out, cap, "%s (%s)", pretty, call->name);
    else
        (void)snprintf(out, cap, "%s", pretty);
}

/* No time zone was written and one was assumed: the first text to the agent states the time, so that a wrong
 * one shows. */
static void add_clock(struct core *self, char *words, size_t cap, const struct tb_now *now,
                      struct actions *out)
{
    char time[HOURS_WORDS_MAX];
    size_t used = strlen(words);

    if (self->zone_told || !self->config->zone.assumed || !now->wall_ok || used + 100 > cap)
        return;
    self->zone_told = true;
    core_record_meta(self, out, "zone_told", "1");
    hours_words_at(&self->config->zone, now->wall_ok, now->wall_ms, time);
    alert_clock(words + used, cap - used, time);
}

/* So many calls count as told of that no text names: a power cut must not forget them. */
static void count_folded(struct core *self, uint16_t folded, struct actions *out)
{
    char value[8] = "";

    self->alerts.folded = folded;
    if (folded > 0)
        (void)snprintf(value, sizeof value, "%u", (unsigned)folded);
    core_record_meta(self, out, "alerts.folded", value);
}

void core_alerts_restore(struct core *self, const char *value)
{
    self->alerts.folded = (uint16_t)strtoul(value, NULL, 10);
    self->alerts.fold_due_ms = 0; /* at once: who knows how long ago it was */
}

/* One more in the summary, which comes when? */
static void fold(struct core *self, int64_t due_ms, struct actions *out)
{
    if (self->alerts.folded == 0 || due_ms < self->alerts.fold_due_ms)
        self->alerts.fold_due_ms = due_ms;
    if (self->alerts.folded < UINT16_MAX)
        count_folded(self, (uint16_t)(self->alerts.folded + 1), out);
}

/* When the next alert may go by itself, by the monotonic clock. */
static int64_t next_place_ms(const struct core *self)
{
    return self->alerts.full ? self->alerts.at_ms[self->alerts.next] + HOUR_MS : 0;
}

/* A place among the ALERTS_PER_HOUR; false: there is none. */
static bool take_place(struct core *self, const struct tb_now *now)
{
    if (now->mono_ms < next_place_ms(self))
        return false;
    self->alerts.at_ms[self->alerts.next] = now->mono_ms;
    self->alerts.next = (uint8_t)((self->alerts.next + 1) % ALERTS_PER_HOUR);
    self->alerts.full = self->alerts.full || self->alerts.next == 0;
    return true;
}

/* One goes by itself, and the next one would not. */
static bool is_last(const struct core *self, const struct tb_now *now)
{
    uint8_t after = (uint8_t)((self->alerts.next + 1) % ALERTS_PER_HOUR);
    bool fills = self->alerts.full || after == 0;

    return fills && now->mono_ms - self->alerts.at_ms[after] < HOUR_MS;
}

static void tell_agent(struct core *self, uint8_t line, const char *text_words, const struct tb_now *now,
                       struct actions *out)
{
    char words[800];

    tb_copy(words, sizeof words, text_words);
    add_clock(self, words, sizeof words, now, out);
    core_tell(self, 0, line, words, now, out);
}

static void send_alert(struct core *self, uint8_t line, const char *text_words, const struct tb_now *now,
                       struct actions *out)
{
    if (self->config->phone[0] == '\0')
        fold(self, now->mono_ms, out); /* counted, and told when the ini has a phone */
    else if (take_place(self, now))
        tell_agent(self, line, text_words, now, out);
    else
        fold(self, next_place_ms(self), out);
}

void core_alert(struct core *self, uint8_t line, const struct tb_now *now, struct actions *out,
                const char *format, ...)
{
    char words[600];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    send_alert(self, line, words, now, out);
}

/* The third call within minutes is no repetition but a cry. */
static bool is_urgent(const struct call_record *call, const struct lead *lead)
{
    return lead != NULL && lead->burst >= URGENT_CALLS && call->verdict == VERDICT_SKIP &&
           (call->reason == REASON_REPEAT || call->reason == REASON_CONVERSATION);
}

/* The caller was told by when: so is the agent. */
static void promise_words(const struct core *self, const struct stamp *promised, char *out, size_t cap)
{
    char time[HOURS_WORDS_MAX];

    hours_words_at(&self->config->zone, promised->wall_ok, promised->wall_ms, time);
    alert_promised(out, cap, time);
}

/* A client's text promises that time, and leaves next. */
static void client_words(const struct core *self, const struct text_record *text, char *out, size_t cap)
{
    char time[HOURS_WORDS_MAX];

    hours_words_at(&self->config->zone, text->created.wall_ok, text->created.wall_ms + text->promise_ms,
                   time);
    alert_client_promised(out, cap, time);
}

/* By the agent's word, not by their own. */
static bool is_blocked(struct core *self, const char *number)
{
    const struct person *person = people_find(&self->people, number);
    return person != NULL && person->blocked && !person->stopped;
}

/* On record as paused, as if the agent had: REASON_PAUSED is the Contract's nearest word. */
static bool is_doubtful(struct core *self, const char *number)
{
    const struct person *person = people_find(&self->people, number);
    return (person != NULL && person->doubtful) || core_stop_in_part(self, number);
}

static bool call_words(struct core *self, const struct call_record *call, const struct lead *lead,
                       const struct text_record *text, char *words, size_t cap)
{
    char at[20], who[TB_NUMBER_MAX + TB_NAME_MAX + 4], pretty[DESK_WHO_MAX], by[80];

    time_words(self, &call->began, at, sizeof at);
    if (call->reason == REASON_WITHHELD) {
        alert_withheld(words, cap, at);
        return true;
    }
    if (call->reason == REASON_AGENT || call->reason == REASON_OWN_NUMBER) {
        alert_hidden(words, cap, at, call->reason == REASON_AGENT);
        return true;
    }
    unsigned n = lead != NULL ? lead->record.n : 0;
    if (is_urgent(call, lead)) {
        desk_who(pretty, call->number, self->config->country, true);
        desk_called_again(words, cap, pretty, lead->burst, n);
        return true;
    }
    const char *rest = text != NULL ? alert_text(text->state) : alert_skipped(call->reason);
    if (rest == NULL)
        return false;
    if (call->reason == REASON_OPTED_OUT && is_blocked(self, call->number))
        rest = alert_blocked();
    if (call->reason == REASON_PAUSED && is_doubtful(self, call->number))
        rest = alert_maybe_out();
    caller_words(self, call, who, sizeof who);
    if (lead != NULL && lead->record.promised.set && text != NULL && text->state == TEXT_ACCEPTED) {
        promise_words(self, &lead->record.promised, by, sizeof by);
        rest = by;
    } else if (text != NULL && text->state == TEXT_PREPARED && text->promise_ms > 0) {
        client_words(self, text, by, sizeof by);
        rest = by;
    }
    alert_missed(words, cap, who, at, rest, n);
    return true;
}

/* Whoever of the team has the lead hears what the agent hears. One that nobody has is offered to the first on
 * duty with its first call, and again when it gets urgent; a client is the agent's own until nobody takes the
 * call. */
static bool alert_team(struct core *self, const struct call_record *call, struct lead *lead, uint8_t line,
                       const char *words, const struct tb_now *now, struct actions *out)
{
    char offer[DESK_WORDS_MAX], who[DESK_WHO_MAX], at[20];
    int owner = core_member(self, lead->record.owner);
    bool client =
        policy_kind(self->config, people_find(&self->people, call->number), call->number) == PERSON_CLIENT;
    bool urgent = is_urgent(call, lead), first = lead->record.told == 0 && owner < 0;

    if (owner > 0)
        core_tell(self, (unsigned)owner, line, words, now, out);
    if (owner >= 0 || client || self->config->backup_count == 0 || (!first && !urgent))
        return false;
    if (first && core_team_next(self, lead, now) >= 0)
        core_lead_record(self, lead, out);
    desk_who(who, call->number, self->config->country, true);
    time_words(self, &call->began, at, sizeof at);
    desk_offer(offer, sizeof offer, who, at, urgent ? lead->burst : 1, lead->record.n);
    core_tell_others(self, lead, -1, line, offer, now, out);
    return true;
}

/* The colleague whom callers are told to reach while the agent is away, unless the offer just went there. */
static void alert_covering(struct core *self, const struct lead *lead, bool offered, uint8_t line,
                           const char *words, const struct tb_now *now, struct actions *out)
{
    const char *covering = self->desk.covering;
    int member = core_member(self, covering);
    bool told = member > 0 && offered && (lead->record.told & (1U << (member - 1))) != 0;

    if (until_left(&self->desk.away, now) > 0 && member != 0 && !told)
        (void)core_tell_number(self, covering, line, words, now, out);
}

/* Over the cap the agent hears of the first, and of the others in one summary. */
static bool goes_into_the_summary(struct core *self, const struct call_record *call, const struct tb_now *now,
                                  struct actions *out)
{
    bool capped =
        call->verdict == VERDICT_SKIP && (call->reason == REASON_CAP_HOUR || call->reason == REASON_CAP_DAY);

    if (!capped)
        return false;
    if (self->alerts.capped_ms == 0 || now->mono_ms - self->alerts.capped_ms >= HOUR_MS) {
        self->alerts.capped_ms = now->mono_ms > 0 ? now->mono_ms : 1;
        return false;
    }
    fold(self, self->alerts.capped_ms + HOUR_MS, out);
    return true;
}

static void alert(struct core *self, const struct call_record *call, struct lead *lead,
                  const struct text_record *text, const struct tb_now *now, struct actions *out)
{
    char words[400];
    uint8_t line = core_line_named(self, call->line);

    if (!self->config->missed || !call_words(self, call, lead, text, words, sizeof words) ||
        goes_into_the_summary(self, call, now, out) ||
        (call->reason == REASON_OWN_NUMBER && core_ring_is_echo(self, now)))
        return;
    if (is_last(self, now))
        alert_last(words + strlen(words), sizeof words - strlen(words));
    send_alert(self, line, words, now, out);
    if (lead == NULL)
        return;
    bool offered = alert_team(self, call, lead, line, words, now, out);
    alert_covering(self, lead, offered, line, words, now, out);
    core_ring_want(self, lead, call, now);
    lead->shown = true;
}

void core_alert_call(struct core *self, struct call_record *call, const struct text_record *text,
                     const struct tb_now *now, struct actions *out)
{
    if (call->alerted || call->id == 0)
        return; /* told before, or a text whose call is not known any more */
    struct lead *lead = core_lead_called(self, call, now, out);
    if (lead != NULL && text != NULL && text->state == TEXT_ACCEPTED && text->promise_ms > 0)
        core_lead_promised(self, call->number, text->promise_ms, now, out);
    if (call->test && self->desk.trial.expires_ms != 0) /* else a power cut fell into the trial */
        core_trial_result(self, call, text, now, out);
    else if (lead == NULL || !core_lead_still_rings(lead, call, now))
        alert(self, call, lead, text, now, out);
    call->alerted = true;
    core_record_call(self, out, call);
}

int64_t core_alerts_deadline(const struct core *self)
{
    return self->alerts.folded > 0 && self->config->phone[0] != '\0' ? self->alerts.fold_due_ms : TB_NEVER;
}

void core_alerts_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    if (now->mono_ms < core_alerts_deadline(self) || !actions_room(out))
        return;
    if (!take_place(self, now)) { /* another alert was first */
        self->alerts.fold_due_ms = next_place_ms(self);
        return;
    }
    alert_summary(words, sizeof words, self->alerts.folded);
    count_folded(self, 0, out);
    tell_agent(self, 0, words, now, out);
}
