/* What is done to a modem or its SIM that must not be done too often: each is on record before it is done, so
 * that no restart of the box makes it forget. And who hears of a modem that needs a person. */
#include "base/check.h"
#include "base/copy.h"
#include "core/core_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char pin_prefix[] = "pin_tried.", recovery_prefix[] = "recovery.";

static const char *name_of(const struct core *self, const struct line *line)
{
    return self->config->line[core_line_index(self, line)].name;
}

static void meta(struct core *self, const struct line *line, struct actions *out, const char *prefix,
                 const char *value)
{
    char key[48];

    (void)snprintf(key, sizeof key, "%s%s", prefix, name_of(self, line));
    core_record_meta(self, out, key, value);
}

/* --- the PIN: each value is tried once with a SIM, ever: three wrong ones lock it --- */

/* One that cannot be told from the one before counts as the same. */
static bool is_same_sim(const char *tried, const char *iccid)
{
    return iccid[0] == '\0' || tried[0] == '\0' ||
           strncmp(iccid, tried, sizeof((struct line *)NULL)->tried[0].sim - 1) == 0;
}

/* Also if the agent has tried another one with that SIM since. */
static bool is_tried(const struct line *line, const char *pin)
{
    unsigned others = PIN_SIMS - line->pin_sims;

    for (unsigned i = 0; i < line->pin_sims; i++) {
        bool same = strcmp(pin, line->tried[i].pin) == 0;
        if (same && is_same_sim(line->tried[i].sim, line->modem.iccid))
            return true;
        others += !same;
    }
    return others == 0; /* the record is full: no SIM that refused this PIN may be forgotten for another */
}

/* "0000 8901...;1234 8901..." */
static void record_tried(struct core *self, const struct line *line, struct actions *out)
{
    char value[sizeof line->tried + 2] = "";
    size_t used = 0;

    for (unsigned i = 0; i < line->pin_sims; i++)
        used += (size_t)snprintf(value + used, sizeof value - used, "%s%s %s", i > 0 ? ";" : "",
                                 line->tried[i].pin, line->tried[i].sim);
    meta(self, line, out, pin_prefix, value);
}

static void forget_one(struct line *line, unsigned i)
{
    line->pin_sims--;
    memmove(&line->tried[i], &line->tried[i + 1], (line->pin_sims - i) * sizeof line->tried[0]);
}

static void add_tried(struct line *line, const char *pin, const char *iccid)
{
    for (unsigned i = 0; line->pin_sims == PIN_SIMS && i < PIN_SIMS; i++)
        if (strcmp(line->tried[i].pin, pin) != 0)
            forget_one(line, i); /* is_tried() has seen that there is one */
    CHECK(line->pin_sims < PIN_SIMS);
    tb_copy(line->tried[line->pin_sims].pin, sizeof line->tried[0].pin, pin);
    tb_copy(line->tried[line->pin_sims++].sim, sizeof line->tried[0].sim, iccid);
}

/* Of the latest attempt alone: what other SIMs have refused stays. */
static void drop_latest(struct line *line)
{
    CHECK(line->pin_sims > 0); /* an attempt is always of one */
    line->pin_sims--;
    line->pin_open = false;
}

static void pin_wanted(struct core *self, struct line *line, struct actions *out)
{
    const char *pin = self->config->line[core_line_index(self, line)].pin;

    if (line->pin_durable != 0) { /* its record is on the way to the disk */
        CHECK(line->pin_sims > 0);
        if (is_same_sim(line->tried[line->pin_sims - 1].sim, line->modem.iccid))
            return;
        drop_latest(line); /* another SIM is in */
        line->pin_durable = 0;
    }
    if (pin[0] == '\0') {
        modem_refuse_pin(&line->modem, MODEM_WHY_PIN_WANTED);
    } else if (is_tried(line, pin)) {
        modem_refuse_pin(&line->modem, MODEM_WHY_PIN_WRONG);
    } else {
        add_tried(line, pin, line->modem.iccid);
        record_tried(self, line, out);
        line->pin_open = true;
        line->pin_durable = self->sequence;
    }
}

static void pump_pin(struct core *self, struct line *line)
{
    if (line->pin_durable == 0 || line->pin_durable > self->durable || self->ledger_failing)
        return; /* a failing disk does not count here: a PIN tried again after each start would lock the SIM
                 */
    CHECK(line->pin_sims > 0);
    if (modem_enter_pin(&line->modem, line->tried[line->pin_sims - 1].pin))
        line->pin_durable = 0;
}

static void forget_tried(struct core *self, struct line *line, struct actions *out)
{
    drop_latest(line);
    record_tried(self, line, out);
}

/* Sent, it counts as tried whatever comes back; only one that never left may be tried later. */
static void pin_tried(struct core *self, struct line *line, const struct modem_event *event,
                      struct actions *out)
{
    if (event->result == AT_RESULT_LOST && !event->sent)
        forget_tried(self, line, out);
    else if (event->result == AT_RESULT_ERROR || event->result == AT_RESULT_CME)
        line->pin_open = false;
}

/* The SIM is open: the PIN was right, and may be tried again after the next power cut. */
static void check_pin(struct core *self, struct line *line, struct actions *out)
{
    if (!line->pin_open || line->modem.sim != SIM_READY)
        return;
    line->pin_durable = 0; /* opened in another way, if it had not even left */
    forget_tried(self, line, out);
}

void core_tend_link_down(struct core *self, struct line *line, struct actions *out)
{
    if (line->modem.state == MODEM_NO_LINK && line->pin_durable == 0)
        line->pin_open = false; /* whatever comes next may have another SIM in it */
    if (line->pin_durable == 0)
        return;
    line->pin_durable = 0; /* AT+CPIN= never left: nothing was tried */
    forget_tried(self, line, out);
}

/* --- recovery --- */

/* By a line that can send: the one in trouble cannot say it. A box with one line shows it by its light and on
 * the card. */
static void tell_by_another(struct core *self, struct line *line, const struct tb_now *now,
                            struct actions *out, const char *words)
{
    if (line->trouble_told)
        return;
    for (unsigned i = 0; i < self->line_count; i++) {
        if (&self->line[i] == line || !modem_is_armed(&self->line[i].modem))
            continue;
        line->trouble_told = true;
        core_alert(self, (uint8_t)i, now, out, "Line %s takes no calls: %s.", name_of(self, line), words);
        return;
    }
}

static void recover(struct core *self, struct line *line, const struct modem_event *event,
                    const struct tb_now *now, struct actions *out)
{
    enum { TELL_AT = 2 /* the first try often helps within a minute */ };
    char value[16];

    (void)snprintf(value, sizeof value, "%lld", (long long)event->argument);
    meta(self, line, out, recovery_prefix, event->argument > 0 ? value : "");
    if (event->argument == 0)
        return;
    line->recovery_durable = self->sequence;
    action_log(out, LOG_PRIORITY_WARNING, "line %s: %s; now comes %s (try %s)", name_of(self, line),
               modem_why_words(line->modem.why), recovery_rung_words(event->rung), value);
    if (event->argument >= TELL_AT)
        tell_by_another(self, line, now, out, modem_why_words(line->modem.why));
}

/* Texts go on while the network lets no call through, so this line can say it itself. Once in a life: some
 * networks take that back every hour. What was so at the first words is in them. */
static void tell_voice(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    unsigned index = core_line_index(self, line);
    const char *words = core_line_voice_words(self, index);

    if (words[0] == '\0' || line->voice_told || !line->greeted || !modem_is_armed(&line->modem))
        return;
    line->voice_told = true;
    core_alert(self, (uint8_t)index, now, out, "%s%sCalls may not reach me: %s. Test with TEST.",
               self->line_count > 1 ? name_of(self, line) : "", self->line_count > 1 ? ": " : "", words);
}

void core_tend_state(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    tell_voice(self, line, now, out);
    switch (line->modem.why) {
    case MODEM_WHY_NONE:
        if (line->trouble_told) {
            line->trouble_told = false;
            core_alert(self, (uint8_t)core_line_index(self, line), now, out, "Line %s takes calls again.",
                       name_of(self, line));
        }
        break;
    case MODEM_WHY_NO_SIM:
        line->pin_open = line->pin_open && line->pin_durable != 0; /* the next one is another one */
        tell_by_another(self, line, now, out, modem_why_words(line->modem.why));
        break;
    case MODEM_WHY_SIM_FAILURE:
    case MODEM_WHY_PIN_WANTED:
    case MODEM_WHY_PIN_WRONG:
    case MODEM_WHY_PUK:
    case MODEM_WHY_DENIED:
        tell_by_another(self, line, now, out, modem_why_words(line->modem.why));
        break;
    case MODEM_WHY_NO_PORT:
    case MODEM_WHY_STARTING:
    case MODEM_WHY_NO_ANSWER:
    case MODEM_WHY_NOT_REGISTERED:
        break;
    }
}

/* --- both --- */

void core_tend_event(struct core *self, struct line *line, const struct modem_event *event,
                     const struct tb_now *now, struct actions *out)
{
    if (event->kind == MODEM_EVENT_PIN)
        pin_wanted(self, line, out);
    else if (event->kind == MODEM_EVENT_PIN_TRIED)
        pin_tried(self, line, event, out);
    else
        recover(self, line, event, now, out);
}

void core_tend_pump(struct core *self, struct line *line, struct actions *out)
{
    pump_pin(self, line);
    check_pin(self, line, out);
    if (line->recovery_durable != 0 && core_is_durable(self, line->recovery_durable) &&
        !calls_busy(&line->calls)) { /* it can wait for a call, the call cannot */
        line->recovery_durable = 0;  /* a failing disk shall not leave the modem dead */
        modem_recover(&line->modem);
    }
}

/* What record_tried() wrote; before there was one PIN alone, with all its SIMs: "1234 8901... 8902...". */
static void restore_tried(struct line *line, const char *value)
{
    char pin[sizeof line->tried[0].pin] = "";

    line->pin_sims = 0;
    while (value[0] != '\0' && line->pin_sims < PIN_SIMS) {
        size_t length;
        bool begins = value[0] == ';' || line->pin_sims == 0;
        if (begins) {
            value += value[0] == ';';
            length = strcspn(value, " ;");
            (void)snprintf(pin, sizeof pin, "%.*s", (int)length, value);
            value += length;
        }
        value += value[0] == ' ';
        length = strcspn(value, " ;");
        tb_copy(line->tried[line->pin_sims].pin, sizeof line->tried[0].pin, pin);
        (void)snprintf(line->tried[line->pin_sims++].sim, sizeof line->tried[0].sim, "%.*s", (int)length,
                       value);
        value += length;
    }
}

bool core_tend_restore(struct core *self, const char *key, const char *value, const struct tb_now *now)
{
    bool pin = strncmp(key, pin_prefix, sizeof pin_prefix - 1) == 0;

    if (!pin && strncmp(key, recovery_prefix, sizeof recovery_prefix - 1) != 0)
        return false;
    const char *name = key + (pin ? sizeof pin_prefix : sizeof recovery_prefix) - 1;
    struct line *line = core_line_of(self, name);
    if (line == NULL)
        return true;
    if (pin) {
        restore_tried(line, value);
    } else {
        modem_restore_recovery(&line->modem, (uint32_t)strtoul(value, NULL, 10), now->mono_ms);
    }
    return true;
}
