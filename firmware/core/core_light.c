/* Which light shows, and what the button does.
 *
 * Each line has a light of its own, the box shows the most urgent: a call or a text first, since that is what
 * somebody looks at the box for; then the worst trouble of any line. So steady light means that every line
 * would be rung: one line without signal among many is what the agent wants to see, since calls to it are
 * lost. A trouble of the box itself (its card, its ini, a contract that refuses texts) shows as PROBLEM. */
#include "base/check.h"
#include "core/core_private.h"

enum {
    DEAD_MS =
        2 * 60 * 1000, /* a modem may take so long from power-on to an answer, with a USB hub in between */
    TEXTING_MS = 2 * 1000,    /* a text leaves within 31 ms: nobody would see that */
    LONG_PRESS_MS = 3 * 1000, /* nobody holds it that long by accident */
    ASK_AGAIN_MS = 60 * 1000  /* who presses twice gets one text: they cost money */
};

/* --- the light --- */

/* LIGHT_STARTING: it does not answer, or nothing is known yet. */
static enum light modem_light(const struct modem *modem)
{
    switch (modem->why) {
    case MODEM_WHY_NONE:
        break;
    case MODEM_WHY_NO_PORT:
    case MODEM_WHY_STARTING:
    case MODEM_WHY_NO_ANSWER:
        return LIGHT_STARTING;
    case MODEM_WHY_NO_SIM:
    case MODEM_WHY_SIM_FAILURE:
        return LIGHT_NO_SIM;
    case MODEM_WHY_PIN_WANTED:
    case MODEM_WHY_PIN_WRONG:
    case MODEM_WHY_PUK:
        return LIGHT_PIN;
    case MODEM_WHY_NOT_REGISTERED:
        return LIGHT_NO_SIGNAL;
    case MODEM_WHY_DENIED:
        return LIGHT_PROBLEM;
    }
    CHECK(modem_is_armed(modem)); /* nothing else is without a reason */
    /* without voice nobody rings it, without numbers nobody can be texted */
    return (modem->missing & (MODEM_NO_CALLS | MODEM_MISSING_CLIP)) != 0 ? LIGHT_PROBLEM : LIGHT_ARMED;
}

/* A modem may be starting, but not for ever. */
static enum light lasting_light(struct line *line, int64_t now_ms)
{
    enum light light = modem_light(&line->modem);

    if (light != LIGHT_STARTING) {
        line->light.dead_ms = TB_NEVER;
        return light;
    }
    if (line->light.dead_ms == TB_NEVER)
        line->light.dead_ms = now_ms + DEAD_MS;
    if (now_ms >= line->light.dead_ms)
        return LIGHT_PROBLEM;
    line->light.due_ms = line->light.dead_ms;
    return light;
}

static enum light line_light(struct line *line, int64_t now_ms)
{
    bool sending = line->sending != 0;

    line->light.due_ms = TB_NEVER;
    if (sending && !line->light.sending)
        line->light.texting_ms = now_ms + TEXTING_MS;
    line->light.sending = sending;
    enum light light = lasting_light(line, now_ms);
    if (calls_busy(&line->calls))
        return LIGHT_RINGING;
    if (!sending && now_ms >= line->light.texting_ms)
        return light;
    if (!sending)
        line->light.due_ms = tb_earlier(line->light.due_ms, line->light.texting_ms);
    return LIGHT_TEXTING;
}

void core_light_line(struct core *self, struct line *line, const struct tb_now *now)
{
    enum light light = line_light(line, now->mono_ms);

    if (line->light.counted)
        self->light.lines[line->light.now]--;
    line->light.now = light;
    line->light.counted = true;
    self->light.lines[light]++;
}

static enum light box_light(const struct core *self)
{
    static const enum light troubles[] = {LIGHT_PROBLEM, LIGHT_PIN, LIGHT_NO_SIM, LIGHT_NO_SIGNAL,
                                          LIGHT_STARTING};

    if (self->stopping)
        return LIGHT_ENDING;
    if (self->light.lines[LIGHT_RINGING] > 0)
        return LIGHT_RINGING;
    if (self->light.lines[LIGHT_TEXTING] > 0)
        return LIGHT_TEXTING;
    if (!self->config->textable || self->ledger_failing || self->light.refused)
        return LIGHT_PROBLEM;
    for (size_t i = 0; i < TB_COUNT(troubles); i++)
        if (self->light.lines[troubles[i]] > 0)
            return troubles[i];
    return self->light.lines[LIGHT_ARMED] > 0 ? LIGHT_ARMED : LIGHT_STARTING;
}

void core_light_box(struct core *self, struct actions *out)
{
    enum light light = box_light(self);

    if (light == self->light.shown)
        return;
    self->light.shown = light;
    action_light(out, light);
}

/* --- the button --- */

static void end_box(struct core *self, struct actions *out)
{
    self->button.down = false;
    if (self->stopping)
        return;
    self->stopping = true;
    action_log(out, LOG_PRIORITY_NOTICE, "the button was held: the box turns itself off");
    action_plain(out, ACTION_POWER_OFF, 0);
}

static void tell_status(struct core *self, const struct tb_now *now, struct actions *out)
{
    uint8_t line = 0;

    if (self->stopping || now->mono_ms < self->button.next_ms)
        return;
    self->button.next_ms = now->mono_ms + ASK_AGAIN_MS;
    for (unsigned i = self->line_count; i-- > 0;)
        if (modem_is_armed(&self->line[i].modem))
            line = (uint8_t)i;
    core_desk_tell_status(self, line, now, out);
}

void core_button(struct core *self, bool pressed, int64_t at_ms, const struct tb_now *now,
                 struct actions *out)
{
    if (pressed) {
        self->button.down = true;
        self->button.since_ms = at_ms;
        return;
    }
    if (!self->button.down)
        return; /* held since before the box began, or done with */
    self->button.down = false;
    if (at_ms - self->button.since_ms >= LONG_PRESS_MS)
        end_box(self, out);
    else
        tell_status(self, now, out);
}

void core_light_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    if (self->button.down && now->mono_ms - self->button.since_ms >= LONG_PRESS_MS)
        end_box(self, out);
}

int64_t core_light_deadline(const struct core *self)
{
    int64_t due = self->button.down ? self->button.since_ms + LONG_PRESS_MS : TB_NEVER;

    for (unsigned i = 0; i < self->line_count; i++)
        due = tb_earlier(due, self->line[i].light.due_ms);
    return due;
}
