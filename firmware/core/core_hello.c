/* The box's first words on a line, once in its life: who it is, how well it hears, and what to dial. And,
 * should nobody have called for a working week, the question whether forwarding is still on. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/forwarding.h"
#include "core/hours.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    SETTLE_MS = 5 * 1000, /* number, operator and signal follow within seconds of being armed */
    DAY_S = 24 * 3600,
    HOUR_MS = 3600 * 1000,
    WORKING_DAYS = 5,
    ASK_FROM = 10 * 60, /* minutes of the day between which a question disturbs nobody */
    ASK_TO = 17 * 60
};

static void hello_key(const struct core *self, unsigned line, char *out, size_t cap)
{
    (void)snprintf(out, cap, "hello.%s", self->config->line[line].name);
}

void core_hello_restore(struct core *self, const char *name)
{
    struct line *line = core_line_of(self, name);

    if (line != NULL)
        line->greeted = true;
}

void core_hello_armed(struct core *self, struct line *line, const struct tb_now *now)
{
    (void)self;
    if (!line->voicemail.known && !line->voicemail.due) {
        line->voicemail.due = true;
        line->voicemail.look_ms = now->mono_ms + INT64_C(2) * SETTLE_MS; /* behind the first words */
    }
    if (!line->greeted && line->hello_ms == TB_NEVER)
        line->hello_ms = now->mono_ms + SETTLE_MS;
}

/* The box's own number, "" if neither the SIM nor the ini knows it. */
static void own_number(const struct core *self, unsigned index, char out[NUMBER_MAX])
{
    const char *written = self->config->line[index].number;

    if (!number_normalise(written[0] != '\0' ? written : self->line[index].modem.number, -1,
                          self->config->country, out))
        out[0] = '\0';
}

static void say_hello(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    unsigned index = core_line_index(self, line);
    char number[NUMBER_MAX], pretty[DESK_WHO_MAX] = "", signal[32], key[48], words[2 * DESK_WORDS_MAX];
    struct forwarding codes = {.remark = ""};
    struct core_line_status status;

    line->hello_ms = TB_NEVER;
    line->greeted = true;
    line->voice_told = core_line_voice_words(self, index)[0] != '\0';
    hello_key(self, index, key, sizeof key);
    core_record_meta(self, out, key, "said");
    core_line_status(self, index, &status);
    desk_signal(signal, sizeof signal, status.signal);
    own_number(self, index, number);
    if (number[0] != '\0') {
        number_pretty(number, self->config->country, pretty, sizeof pretty);
        if (!forwarding_codes(self->config->carrier, number, &codes))
            codes.remark = "Ask your carrier how to forward missed calls to this number.";
    }
    struct desk_hello hello = {.line = self->line_count > 1 ? status.name : "",
                               .signal = signal,
                               .operator_name = status.operator_name,
                               .number = pretty,
                               .voice = core_voice_words(status.missing),
                               .deaf = core_line_is_deaf(self, index),
                               .codes = codes.on,
                               .other_codes = codes.other_on,
                               .remark =
                                   codes.on[0] == '\0' || codes.other_on[0] != '\0' ? codes.remark : ""};
    desk_hello(words, sizeof words, &hello);
    core_alert(self, (uint8_t)index, now, out, "%s", words);
}

/* --- has forwarding been undone? --- */

static int32_t local_day(const struct core *self, int64_t wall_s)
{
    struct hours_clock clock;

    hours_local(&self->config->zone, wall_s, &clock);
    return clock.day;
}

/* Mondays to Fridays between two local days, neither counted. */
static int working_days(int32_t from, int32_t to)
{
    int count = 0;

    for (int32_t day = from + 1; day < to && count < WORKING_DAYS; day++)
        count += hours_weekday(day) != 0 && hours_weekday(day) != 6;
    return count;
}

static void remember_call(struct core *self, int64_t wall_s, struct actions *out)
{
    char value[24];

    self->desk.last_call_s = wall_s;
    (void)snprintf(value, sizeof value, "%" PRId64, wall_s);
    core_record_meta(self, out, "desk.last_call", value);
}

static void remember_asked(struct core *self, int32_t day, bool silenced, struct actions *out)
{
    char value[24];

    self->desk.asked_day = day;
    self->desk.silenced = silenced;
    (void)snprintf(value, sizeof value, "%d %d", (int)day, silenced);
    core_record_meta(self, out, "desk.asked", value);
}

#define LAST_DAY 10000000 /* the year 29 000: what is beyond it was not written by the box */

void core_hello_asked(struct core *self, const char *value)
{
    int day, silenced;

    if (sscanf(value, "%d %d", &day, &silenced) != 2 || day < 0 || day > LAST_DAY)
        return;
    self->desk.asked_day = day;
    self->desk.silenced = silenced != 0;
}

void core_hello_call(struct core *self, const struct tb_now *now, struct actions *out)
{
    if (self->desk.asked_day != 0)
        remember_asked(self, 0, false, out);
    if (now->wall_ok && local_day(self, self->desk.last_call_s) != local_day(self, now->wall_ms / 1000))
        remember_call(self, now->wall_ms / 1000, out); /* a record a day will do */
}

static void ask_about_forwarding(struct core *self, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];
    int32_t last = local_day(self, self->desk.last_call_s), today = local_day(self, now->wall_ms / 1000);

    remember_asked(self, today, false, out);
    desk_no_calls(words, sizeof words, today - last);
    core_alert(self, 0, now, out, "%s", words);
}

/* Weekly at most, in the daytime of a working day, and not once the agent has said OK. */
static void look_for_calls(struct core *self, const struct tb_now *now, struct actions *out)
{
    struct hours_clock clock;

    self->desk.look_ms = now->mono_ms + HOUR_MS;
    if (!now->wall_ok || !core_is_armed(self))
        return;
    if (self->desk.last_call_s == 0) {
        remember_call(self, now->wall_ms / 1000, out); /* the box is new: its time begins */
        return;
    }
    hours_local(&self->config->zone, now->wall_ms / 1000, &clock);
    bool working =
        clock.weekday != 0 && clock.weekday != 6 && clock.minute >= ASK_FROM && clock.minute < ASK_TO;
    bool lately = self->desk.asked_day != 0 && clock.day - self->desk.asked_day < 7;
    if (working && !lately && !self->desk.silenced &&
        working_days(local_day(self, self->desk.last_call_s), clock.day) >= WORKING_DAYS)
        ask_about_forwarding(self, now, out);
}

bool core_hello_silence(struct core *self, const struct tb_now *now, struct actions *out)
{
    int32_t asked = self->desk.asked_day;

    if (asked == 0 || self->desk.silenced || !now->wall_ok ||
        local_day(self, now->wall_ms / 1000) > asked + 1)
        return false; /* "ok" to something else */
    remember_asked(self, asked, true, out);
    return true;
}

void core_hello_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (unsigned i = 0; i < self->line_count && actions_room(out); i++)
        if (self->line[i].hello_ms <= now->mono_ms && self->config->phone[0] != '\0')
            say_hello(self, &self->line[i], now, out);
    if (self->desk.look_ms <= now->mono_ms)
        look_for_calls(self, now, out);
}

int64_t core_hello_deadline(const struct core *self)
{
    int64_t due = self->desk.look_ms;

    for (unsigned i = 0; i < self->line_count && self->config->phone[0] != '\0'; i++)
        due = tb_earlier(due, self->line[i].hello_ms);
    return due; /* without a phone the first words wait until the ini names one */
}
