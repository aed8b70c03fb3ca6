#include "modem/recovery.h"

#include "base/check.h"
#include "base/now.h"

#include <string.h>

enum {
    SECOND_MS = 1000,
    MINUTE_MS = 60 * SECOND_MS,
    HOUR_MS = 60 * MINUTE_MS,
    SILENT_MS = 45 * SECOND_MS,     /* slower than the slowest boot in QUIRKS, SIM800 to service */
    BOOT_SPARE_MS = 15 * SECOND_MS, /* what a boot may take beyond its family's figure */
    STUCK_MS = 5 * MINUTE_MS,
    SIM_MS = 10 * MINUTE_MS,     /* the agent may just be putting it in */
    NETWORK_MS = 30 * MINUTE_MS, /* a mast may be down; a restart seldom helps */
    WELL_MS = HOUR_MS,           /* well for so long: the count begins anew */
    OFF_TIMEOUT_MS =
        35 * SECOND_MS,        /* STATUS falls up to so late after the off pulse (ubxlib, SIM7912 paper) */
    SETTLE_MS = 1 * SECOND_MS, /* off to on: 800 ms, SIM800 hardware design V1.09 */
    START_MS = 10 * SECOND_MS, /* many boards turn the modem on themselves: a pulse then turns it off */
    SWITCH_MS = 5 * SECOND_MS  /* until the capacitors of a HAT are empty */
};

/* How many minutes after the n-th rung the next one may come: quick while it may help, in the end four a day.
 */
static const uint16_t backoff_min[] = {0, 1, 1, 2, 5, 15, 60, 6 * 60};

static int64_t backoff_of(uint32_t count)
{
    size_t rung = count < TB_COUNT(backoff_min) ? count : TB_COUNT(backoff_min) - 1;

    return (int64_t)backoff_min[rung] * MINUTE_MS;
}

static bool has(const struct recovery_view *view, enum modem_control control)
{
    return (view->controls & 1U << control) != 0;
}

static bool can(const struct recovery_view *view, enum recovery_rung rung)
{
    switch (rung) {
    case RECOVERY_RADIO:
        return view->link && !view->told_off && view->powered != 0;
    case RECOVERY_RESET: /* of a modem that is off does nothing */
        return has(view, MODEM_CONTROL_RESET) && view->power->reset_ms > 0 && view->powered != 0;
    case RECOVERY_KEY:
        return has(view, MODEM_CONTROL_KEY) && view->power->on_ms > 0;
    case RECOVERY_SWITCH:
        return has(view, MODEM_CONTROL_SWITCH);
    case RECOVERY_RUNGS:
        break;
    }
    return false;
}

/* The rung after `count` others: each in turn, then those by wire again and again. False: there is none. */
static bool choose(const struct recovery *self, const struct recovery_view *view, enum recovery_rung *out)
{
    enum recovery_rung list[RECOVERY_RUNGS];
    uint32_t n = 0;

    for (int rung = RECOVERY_RADIO; rung < RECOVERY_RUNGS; rung++)
        if (can(view, (enum recovery_rung)rung) &&
            (view->trouble != RECOVERY_NETWORK || rung == RECOVERY_RADIO))
            list[n++] = (enum recovery_rung)rung;
    if (n == 0)
        return false;
    uint32_t gentle = n > 1 && list[0] == RECOVERY_RADIO ? 1 : 0;
    *out = self->count < n ? list[self->count] : list[gentle + (self->count - n) % (n - gentle)];
    return true;
}

void recovery_init(struct recovery *self)
{
    memset(self, 0, sizeof *self);
    self->trouble = RECOVERY_SILENT; /* no port yet */
    self->silent_ms = self->unwell_ms = self->well_ms = self->due_ms = TB_NEVER;
}

void recovery_restore(struct recovery *self, uint32_t count, int64_t now_ms)
{
    self->count = count;
    self->not_before_ms = now_ms + backoff_of(count); /* when the last one was, no clock need tell */
}

void recovery_answered(struct recovery *self, int64_t now_ms)
{
    self->answered = true;
    self->start_tried = false;
    if (self->silent_ms != TB_NEVER)
        self->silent_ms = now_ms;
}

void recovery_go(struct recovery *self)
{
    self->go = true;
}

static int64_t patience(const struct recovery *self, const struct recovery_view *view)
{
    switch (view->trouble) {
    case RECOVERY_WELL:
        return TB_NEVER;
    case RECOVERY_SILENT: {
        int64_t boot_ms = (int64_t)view->power->boot_ms + BOOT_SPARE_MS;
        return self->silent_ms + (boot_ms > SILENT_MS ? boot_ms : SILENT_MS);
    }
    case RECOVERY_STUCK:
        return self->unwell_ms + STUCK_MS;
    case RECOVERY_SIM:
        return self->unwell_ms + SIM_MS;
    case RECOVERY_NETWORK:
        return self->unwell_ms + NETWORK_MS;
    }
    return TB_NEVER;
}

/* Keeps the clocks of the trouble. Silence ends only with an answer, or with a trouble that takes one. */
static void note(struct recovery *self, const struct recovery_view *view, int64_t now_ms)
{
    if (view->trouble == RECOVERY_WELL) {
        self->silent_ms = self->unwell_ms = TB_NEVER;
        if (self->well_ms == TB_NEVER)
            self->well_ms = now_ms;
    } else {
        self->well_ms = TB_NEVER;
        if (self->unwell_ms == TB_NEVER)
            self->unwell_ms = now_ms;
        if (view->trouble != RECOVERY_SILENT)
            self->silent_ms = TB_NEVER;
        else if (self->silent_ms == TB_NEVER)
            self->silent_ms = now_ms;
    }
    self->trouble = view->trouble;
}

static struct recovery_act drive(struct recovery *self, enum modem_control control, bool active,
                                 enum recovery_phase phase, int64_t due_ms)
{
    self->control = control;
    self->level = active;
    self->phase = phase;
    self->due_ms = due_ms;
    return (struct recovery_act){.kind = RECOVERY_ACT_LEVEL, .control = control, .active = active};
}

/* All is done that this rung does; the modem has its time to boot from now on. */
static void finish(struct recovery *self, int64_t now_ms)
{
    self->phase = RECOVERY_IDLE;
    self->due_ms = TB_NEVER;
    self->go = false;
    if (self->silent_ms != TB_NEVER)
        self->silent_ms = now_ms;
    self->unwell_ms = now_ms;
    self->not_before_ms = now_ms + backoff_of(self->count);
}

static bool is_off(const struct recovery_view *view)
{
    return view->powered == 0 || (view->powered < 0 && view->told_off);
}

/* The key toggles. Where STATUS shows that the modem runs, it is turned off first. Where nothing shows it,
 * one pulse must do, short and long in turn: a short one starts a modem that is off and leaves most others as
 * they are, a long one turns off one that hangs, and the next short one starts it. */
static struct recovery_act press(struct recovery *self, const struct recovery_view *view, int64_t now_ms)
{
    const struct modem_power *power = view->power;
    uint16_t pulse_ms = power->on_ms;

    self->on_pulse_follows = false;
    if (view->powered == 1 && power->off_ms > 0) {
        pulse_ms = power->off_ms;
        self->on_pulse_follows = true;
    } else if (!is_off(view) && power->off_ms > 0) {
        pulse_ms = self->long_pulse ? power->off_ms : power->on_ms;
        self->long_pulse = !self->long_pulse;
    }
    return drive(self, MODEM_CONTROL_KEY, true, RECOVERY_PULSE, now_ms + pulse_ms);
}

static struct recovery_act begin(struct recovery *self, const struct recovery_view *view, int64_t now_ms)
{
    switch (self->rung) {
    case RECOVERY_RADIO:
        finish(self, now_ms);
        return (struct recovery_act){.kind = RECOVERY_ACT_RADIO};
    case RECOVERY_RESET:
        return drive(self, MODEM_CONTROL_RESET, true, RECOVERY_PULSE, now_ms + view->power->reset_ms);
    case RECOVERY_KEY:
        return press(self, view, now_ms);
    case RECOVERY_SWITCH:
        return drive(self, MODEM_CONTROL_SWITCH, true, RECOVERY_PULSE, now_ms + SWITCH_MS);
    case RECOVERY_RUNGS:
        break;
    }
    finish(self, now_ms);
    return (struct recovery_act){.kind = RECOVERY_ACT_NONE};
}

/* The pulse is over: what comes after it. */
static struct recovery_act release(struct recovery *self, const struct recovery_view *view, int64_t now_ms)
{
    enum modem_control control = self->control;

    if (control == MODEM_CONTROL_KEY && self->on_pulse_follows)
        return drive(self, control, false, RECOVERY_WAIT_OFF, now_ms + OFF_TIMEOUT_MS);
    if (control == MODEM_CONTROL_SWITCH && has(view, MODEM_CONTROL_KEY))
        return drive(self, control, false, RECOVERY_REST, now_ms + SETTLE_MS); /* a key modem may stay off */
    finish(self, now_ms);
    self->level = false;
    return (struct recovery_act){.kind = RECOVERY_ACT_LEVEL, .control = control, .active = false};
}

static struct recovery_act run_phase(struct recovery *self, const struct recovery_view *view, int64_t now_ms)
{
    struct recovery_act none = {.kind = RECOVERY_ACT_NONE};

    switch (self->phase) {
    case RECOVERY_IDLE:
        break;
    case RECOVERY_ASKED:
        if (view->trouble != self->asked_for) { /* it came round by itself: the count stays, as a brake */
            self->phase = RECOVERY_IDLE;
            self->not_before_ms = now_ms + backoff_of(self->count);
        } else if (self->go) {
            return begin(self, view, now_ms);
        }
        break;
    case RECOVERY_PULSE:
        if (now_ms >= self->due_ms)
            return release(self, view, now_ms);
        break;
    case RECOVERY_WAIT_OFF:
        if (view->powered == 0 || now_ms >= self->due_ms) {
            self->phase = RECOVERY_REST;
            self->due_ms = now_ms + SETTLE_MS;
        }
        break;
    case RECOVERY_REST:
        if (now_ms < self->due_ms)
            break;
        self->on_pulse_follows = false;
        if (view->powered == 0 && can(view, RECOVERY_KEY))
            return drive(self, MODEM_CONTROL_KEY, true, RECOVERY_PULSE, now_ms + view->power->on_ms);
        finish(self, now_ms); /* it runs, or nobody can tell: AT is asked first */
        break;
    }
    return none;
}

/* A modem that STATUS still shows off a while after the start of the box is simply turned on, once. */
static bool is_start(const struct recovery *self, const struct recovery_view *view)
{
    return view->trouble == RECOVERY_SILENT && view->powered == 0 && !self->answered && !self->start_tried &&
           can(view, RECOVERY_KEY);
}

struct recovery_act recovery_step(struct recovery *self, const struct recovery_view *view, int64_t now_ms)
{
    struct recovery_act act = {.kind = RECOVERY_ACT_NONE};

    note(self, view, now_ms);
    if (self->phase != RECOVERY_IDLE)
        return run_phase(self, view, now_ms);
    if (view->trouble == RECOVERY_WELL) {
        if (self->count > 0 && now_ms - self->well_ms >= WELL_MS) {
            self->count = 0;
            act.kind = RECOVERY_ACT_COUNT;
        }
        return act;
    }
    if (is_start(self, view) && now_ms >= self->silent_ms + START_MS) {
        self->start_tried = true;
        self->rung = RECOVERY_KEY;
        return begin(self, view, now_ms);
    }
    if (now_ms < patience(self, view) || now_ms < self->not_before_ms || !choose(self, view, &self->rung))
        return act;
    if (self->count < UINT32_MAX)
        self->count++;
    self->phase = RECOVERY_ASKED;
    self->asked_for = view->trouble;
    self->due_ms = TB_NEVER;
    self->go = false;
    return (struct recovery_act){.kind = RECOVERY_ACT_COUNT, .count = self->count, .rung = self->rung};
}

int64_t recovery_deadline(const struct recovery *self, const struct recovery_view *view)
{
    enum recovery_rung rung;

    if (self->trouble != view->trouble)
        return 0; /* its clocks are to be set */
    if (self->phase != RECOVERY_IDLE)
        return self->phase == RECOVERY_ASKED && self->go ? 0 : self->due_ms;
    if (view->trouble == RECOVERY_WELL)
        return self->count > 0 ? self->well_ms + WELL_MS : TB_NEVER;
    if (!choose(self, view, &rung))
        return TB_NEVER;
    if (view->trouble == RECOVERY_SILENT && self->silent_ms == TB_NEVER)
        return 0;
    if (is_start(self, view))
        return self->silent_ms + START_MS;
    int64_t due = patience(self, view);
    return due > self->not_before_ms ? due : self->not_before_ms;
}

const char *recovery_rung_words(enum recovery_rung rung)
{
    switch (rung) {
    case RECOVERY_RADIO:
        return "a restart by AT+CFUN=1,1";
    case RECOVERY_RESET:
        return "RESET";
    case RECOVERY_KEY:
        return "the power key";
    case RECOVERY_SWITCH:
        return "its supply off and on";
    case RECOVERY_RUNGS:
        break;
    }
    return "";
}
