/* S37: the figures of the last month (or week) come to the agent by themselves, those of this month to
 * whoever asks. The shell adds them up from the ledger; here is kept who waits for which. */
#include "base/calendar.h"
#include "base/copy.h"
#include "core/core_private.h"
#include "core/hours.h"

#include <stdio.h>
#include <string.h>

enum {
    MINUTE_MS = 60 * 1000,
    LOOK_MS = 60 * MINUTE_MS, /* the clock may be set at any time */
    FROM_MINUTE = 9 * 60,     /* of the day: a report disturbs nobody's night */
    TO_MINUTE = 21 * 60
};

struct span {
    int64_t from_ms, to_ms;
    char mark[REPORT_MARK_MAX];
};

static int64_t begin_ms(const struct core *self, int32_t day)
{
    return hours_utc(&self->config->zone, day, 0) * 1000;
}

/* The last whole month, or week from Monday on, before today. */
static struct span last_span(const struct core *self, const struct hours_clock *today)
{
    struct span span;
    struct calendar_date first;
    bool weekly = self->config->report == CFG_REPORT_WEEKLY;
    int32_t to = today->day - (weekly ? (today->weekday + 6) % 7 : today->mday - 1), from = to - 7;

    if (!weekly) {
        calendar_read(to - 1, &first);
        from = to - first.mday;
    }
    calendar_read(from, &first);
    int n = snprintf(span.mark, sizeof span.mark, "%04d-%02u", first.year, (unsigned)first.month);
    if (weekly)
        (void)snprintf(span.mark + n, sizeof span.mark - (size_t)n, "-%02u", (unsigned)first.mday);
    span.from_ms = begin_ms(self, from);
    span.to_ms = begin_ms(self, to);
    return span;
}

/* --- asking --- */

static const struct report_ask *waiting(const struct core *self, const char *number)
{
    for (uint8_t i = 0; i < self->reports.count; i++)
        if (strcmp(self->reports.ask[i].number, number) == 0)
            return &self->reports.ask[i];
    return NULL;
}

static void ask(struct core *self, const char *number, uint8_t line, const struct span *span,
                struct actions *out)
{
    if (waiting(self, number) != NULL || self->reports.count >= REPORT_ASKS_MAX)
        return;
    struct report_ask *ask = &self->reports.ask[self->reports.count++];
    ask->line = line;
    tb_copy(ask->number, sizeof ask->number, number);
    tb_copy(ask->mark, sizeof ask->mark, span->mark);
    action_report(out, span->from_ms, span->to_ms);
}

void core_report_ask(struct core *self, const char *number, uint8_t line, const struct tb_now *now,
                     struct actions *out)
{
    struct span span = {.to_ms = now->wall_ms};
    struct hours_clock today;
    char words[REPORT_WORDS_MAX];

    if (number[0] == '\0')
        return;
    if (!now->wall_ok) {
        report_no_date(words, sizeof words);
        (void)core_tell_number(self, number, line, words, now, out);
        return;
    }
    hours_local(&self->config->zone, now->wall_ms / 1000, &today);
    span.from_ms = begin_ms(self, today.day - (today.mday - 1));
    ask(self, number, line, &span, out);
}

/* --- the answer --- */

/* By itself: once it is on its way, or there is nothing to say, that month is over for good. Both are in one
 * commit with the text. */
static void tell_agent(struct core *self, const struct report_ask *ask, const struct report_figures *figures,
                       const char *words, const struct tb_now *now, struct actions *out)
{
    if (figures->calls > 0 && !core_tell_number(self, self->config->phone, 0, words, now, out))
        return; /* the outbox is full: the next look asks again */
    tb_copy(self->reports.told, sizeof self->reports.told, ask->mark);
    core_record_meta(self, out, "report.told", ask->mark);
}

void core_report_figures(struct core *self, const struct report_figures *figures, const struct tb_now *now,
                         struct actions *out)
{
    char words[REPORT_WORDS_MAX];

    if (self->reports.count == 0)
        return;
    struct report_ask ask = self->reports.ask[0];
    memmove(&self->reports.ask[0], &self->reports.ask[1], --self->reports.count * sizeof ask);
    bool agents = ask.number[0] == '\0' || strcmp(ask.number, self->config->phone) == 0;
    if (figures != NULL)
        report_line(words, sizeof words, figures, &self->config->zone);
    else
        report_unreadable(words, sizeof words);
    if (figures != NULL && agents) /* what the agent earns is nobody else's business */
        report_worth(words, sizeof words, figures->replied, self->config->commission,
                     self->config->close_rate);
    if (ask.number[0] != '\0')
        (void)core_tell_number(self, ask.number, ask.line, words, now, out);
    else if (figures != NULL)
        tell_agent(self, &ask, figures, words, now, out);
}

/* --- by itself --- */

/* Ms until the clock next shows FROM_MINUTE. */
static int64_t until_day(const struct hours_clock *clock, const struct tb_now *now)
{
    int64_t minutes = (FROM_MINUTE - clock->minute + 24 * 60) % (24 * 60);

    return minutes == 0 ? LOOK_MS : minutes * MINUTE_MS - now->wall_ms % MINUTE_MS;
}

static bool is_wanted(const struct core *self)
{
    return self->config->report != CFG_REPORT_NONE && self->config->phone[0] != '\0' && !self->stopping;
}

void core_report_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    struct hours_clock clock;

    if (!is_wanted(self) || now->mono_ms < self->reports.look_ms)
        return;
    self->reports.look_ms = now->mono_ms + LOOK_MS;
    if (!now->wall_ok)
        return;
    hours_local(&self->config->zone, now->wall_ms / 1000, &clock);
    self->reports.look_ms = now->mono_ms + tb_earlier(LOOK_MS, until_day(&clock, now));
    struct span span = last_span(self, &clock);
    if (clock.minute >= FROM_MINUTE && clock.minute < TO_MINUTE && strcmp(span.mark, self->reports.told) != 0)
        ask(self, "", 0, &span, out);
}

int64_t core_report_deadline(const struct core *self)
{
    return is_wanted(self) ? self->reports.look_ms : TB_NEVER;
}
