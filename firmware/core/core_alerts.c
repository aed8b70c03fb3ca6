/* The box's words to the agent. Short, human, plain GSM-7, and each says what to do next. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/hours.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000 };

/* " at 2:14p", or nothing where no clock can tell. */
static void time_words(const struct core *self, const struct stamp *at, char *out, size_t cap)
{
    struct hours_clock clock;
    char words[HOURS_WORDS_MAX];

    out[0] = '\0';
    if (!at->set || !at->wall_ok)
        return;
    hours_local(&self->config->zone, at->wall_ms / 1000, &clock);
    hours_words_short(clock.minute, words);
    (void)snprintf(out, cap, " at %s", words);
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

/* What follows "Missed NUMBER at TIME" for a call that got no text; NULL where the agent need not hear of it.
 */
static const char *skip_words(enum skip_reason reason)
{
    switch (reason) {
    case REASON_NONE:
    case REASON_WITHHELD:
    case REASON_OWN_NUMBER:
    case REASON_AGENT:
    case REASON_ANSWERED:
        break;
    case REASON_SHORT_CODE:
        return "a service number, not texted.";
    case REASON_INVALID:
        return "not a real number, not texted.";
    case REASON_TOLL_FREE:
        return "a toll-free number, not texted.";
    case REASON_PREMIUM:
    case REASON_SPECIAL:
        return "a special number, not texted.";
    case REASON_FOREIGN:
        return "a foreign number, not texted. To text it, add it to allow in textback.ini.";
    case REASON_TEAM:
        return "your team, not texted.";
    case REASON_SKIP_LIST:
        return "on your skip list, not texted.";
    case REASON_CLIENT:
        return "your client, not texted. Call back.";
    case REASON_CONTACT:
        return "in your contacts, not texted. Call back.";
    case REASON_OPTED_OUT:
        return "wants no texts. Call them.";
    case REASON_UNDELIVERABLE:
        return "texts do not reach this number (a landline?). Call back.";
    case REASON_REPEAT:
        return "called again, texted before. Call back.";
    case REASON_CONVERSATION:
        return "you are texting with them. Call back.";
    case REASON_CAP_HOUR:
        return "not texted: the hourly limit is reached. Call back.";
    case REASON_CAP_DAY:
        return "not texted: the daily limit is reached. Call back.";
    case REASON_TOO_OLD:
        return "I could not text in time. Call them.";
    case REASON_TOO_SHORT:
        return "rang too short, not texted.";
    case REASON_PAUSED:
        return "not texted: paused.";
    case REASON_CLOSED:
        return "not texted: closed.";
    case REASON_HOLIDAY:
        return "not texted: holiday.";
    case REASON_NO_CONFIG:
        return "not texted: textback.ini is not complete. Call back.";
    case REASON_COUNT:
        break;
    }
    return NULL;
}

static const char *text_words(const struct text_record *text)
{
    switch (text->state) {
    case TEXT_ACCEPTED:
    case TEXT_DELIVERED:
        return "texted. Call back.";
    case TEXT_IN_DOUBT:
        return "I cannot tell if my text left. Call them.";
    case TEXT_FAILED:
        return "my text failed. Call them.";
    case TEXT_EXPIRED:
        return "I could not text in time. Call them.";
    case TEXT_HELD:
        return "I will text them when you open.";
    case TEXT_PREPARED:
    case TEXT_SENDING:
    case TEXT_STATE_RECEIVED:
    case TEXT_STATE_RELAYED:
    case TEXT_STATE_PARTIAL:
        break;
    }
    return "my text is on its way.";
}

/* No time zone was written and one was assumed: the first text to the agent states the time, so that a wrong
 * one shows. */
static void add_clock(struct core *self, char *words, size_t cap, const struct tb_now *now,
                      struct actions *out)
{
    struct hours_clock clock;
    char time[HOURS_WORDS_MAX];
    size_t used = strlen(words);

    if (self->zone_told || !self->config->zone.assumed || !now->wall_ok || used + 100 > cap)
        return;
    self->zone_told = true;
    core_record_meta(self, out, "zone_told", "1");
    hours_local(&self->config->zone, now->wall_ms / 1000, &clock);
    hours_words(clock.minute, time);
    (void)snprintf(words + used, cap - used,
                   " (My clock says %s. If wrong, write your timezone in textback.ini.)", time);
}

/* One alert, or, beyond ALERTS_PER_HOUR, one more in the summary. */
static void send_alert(struct core *self, uint8_t line, const char *text_words, const struct tb_now *now,
                       struct actions *out)
{
    char words[800];
    int64_t oldest = self->alerts.at_ms[self->alerts.next];

    if (self->config->phone[0] == '\0')
        return;
    if (self->alerts.full && now->mono_ms - oldest < HOUR_MS) {
        self->alerts.folded++;
        self->alerts.fold_due_ms = oldest + HOUR_MS;
        return;
    }
    tb_copy(words, sizeof words, text_words);
    add_clock(self, words, sizeof words, now, out);
    struct text *text = core_text_new(self, TEXT_ALERT, self->config->phone, line, words, now, out);
    if (text == NULL)
        return;
    core_record_text(self, out, &text->record);
    self->alerts.at_ms[self->alerts.next] = now->mono_ms;
    self->alerts.next = (uint8_t)((self->alerts.next + 1) % ALERTS_PER_HOUR);
    self->alerts.full = self->alerts.full || self->alerts.next == 0;
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

static bool call_words(const struct core *self, const struct call_record *call,
                       const struct text_record *text, char *words, size_t cap)
{
    char at[20], who[TB_NUMBER_MAX + TB_NAME_MAX + 4];

    time_words(self, &call->began, at, sizeof at);
    if (call->reason == REASON_WITHHELD) {
        (void)snprintf(words, cap, "A blocked number called%s. I could not text it.", at);
        return true;
    }
    if (call->reason == REASON_AGENT || call->reason == REASON_OWN_NUMBER) {
        (void)snprintf(words, cap,
                       "A call%s showed %s number: your carrier hides who called, so I could not text them. "
                       "Ask your carrier to pass the caller's number on forwarded calls.",
                       at, call->reason == REASON_AGENT ? "your own" : "the box's");
        return true;
    }
    const char *rest = text != NULL ? text_words(text) : skip_words(call->reason);
    if (rest == NULL)
        return false;
    caller_words(self, call, who, sizeof who);
    (void)snprintf(words, cap, "Missed %s%s: %s", who, at, rest);
    return true;
}

void core_alert_call(struct core *self, struct call_record *call, const struct text_record *text,
                     const struct tb_now *now, struct actions *out)
{
    char words[400];
    uint8_t line = 0;

    if (call->alerted || call->id == 0)
        return; /* told before, or a text whose call is not known any more */
    for (unsigned i = 0; i < self->line_count; i++)
        if (strcmp(self->config->line[i].name, call->line) == 0)
            line = (uint8_t)i;
    if (self->config->missed && call_words(self, call, text, words, sizeof words))
        send_alert(self, line, words, now, out);
    call->alerted = true;
    core_record_call(self, out, call);
}

int64_t core_alerts_deadline(const struct core *self)
{
    return self->alerts.folded > 0 ? self->alerts.fold_due_ms : TB_NEVER;
}

void core_alerts_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    if (now->mono_ms < core_alerts_deadline(self))
        return;
    unsigned folded = self->alerts.folded;
    self->alerts.folded = 0;
    core_alert(self, 0, now, out,
               "%u more calls or notices came in the last hour, too many to text one by one.", folded);
}
