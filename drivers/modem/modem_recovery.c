/* How the modem looks to its recovery, and what recovery has done to it. */
#include "modem/modem.h"

#include "base/now.h"
#include "modem/modem_private.h"

enum { RESTART_TIMEOUT_MS = 5000 };

void modem_controls(struct modem *self, unsigned controls, const struct modem_power *pulses)
{
    self->controls = controls;
    self->board = *pulses;
}

void modem_powered(struct modem *self, int powered)
{
    if (powered < 0)
        self->powered = -1;
    else
        self->powered = powered > 0 ? 1 : 0;
}

void modem_restore_recovery(struct modem *self, uint32_t count, int64_t now_ms)
{
    recovery_restore(&self->recovery, count, now_ms);
}

void modem_recover(struct modem *self)
{
    recovery_go(&self->recovery);
}

void modem_answered(struct modem *self, int64_t now_ms)
{
    self->told_off = self->unproven = false;
    recovery_answered(&self->recovery, now_ms);
}

static enum recovery_trouble trouble_of(const struct modem *self)
{
    if (self->state == MODEM_NO_LINK || self->state == MODEM_SYNC)
        return RECOVERY_SILENT;
    switch (self->why) {
    case MODEM_WHY_NONE:
    case MODEM_WHY_PIN_WANTED:
    case MODEM_WHY_PIN_WRONG:
    case MODEM_WHY_PUK:
    case MODEM_WHY_DENIED: /* the network has said no: asking again and again gets a SIM barred */
        break;
    case MODEM_WHY_NO_PORT:
    case MODEM_WHY_NO_ANSWER:
    case MODEM_WHY_STARTING:
        return RECOVERY_STUCK;
    case MODEM_WHY_NO_SIM:
    case MODEM_WHY_SIM_FAILURE:
        return RECOVERY_SIM;
    case MODEM_WHY_NOT_REGISTERED:
        return RECOVERY_NETWORK;
    }
    return RECOVERY_WELL;
}

/* power: filled, and borrowed by the view. */
static struct recovery_view view_of(const struct modem *self, struct modem_power *power)
{
    *power = modem_power_on_board(&self->profile->power, &self->board);
    return (struct recovery_view){.trouble = trouble_of(self),
                                  .link = self->state != MODEM_NO_LINK && !self->unproven,
                                  .told_off = self->told_off,
                                  .powered = self->powered,
                                  .controls = self->controls,
                                  .power = power};
}

bool modem_recovery_next(struct modem *self, int64_t now_ms, struct modem_event *event)
{
    struct modem_power power;
    struct recovery_view view = view_of(self, &power);
    struct recovery_act act = recovery_step(&self->recovery, &view, now_ms);

    switch (act.kind) {
    case RECOVERY_ACT_NONE:
        break;
    case RECOVERY_ACT_COUNT:
        event->kind = MODEM_EVENT_RECOVER;
        event->argument = act.count;
        event->rung = act.rung;
        return true;
    case RECOVERY_ACT_RADIO:
        (void)modem_command(self, TAG_RESTART, AT_PRIORITY_SETUP, RESTART_TIMEOUT_MS, "", "AT+CFUN=1,1");
        break;
    case RECOVERY_ACT_LEVEL:
        event->kind = MODEM_EVENT_LEVEL;
        event->control = act.control;
        event->active = act.active;
        return true;
    }
    return false;
}

int64_t modem_recovery_deadline(const struct modem *self)
{
    struct modem_power power;
    struct recovery_view view = view_of(self, &power);

    return recovery_deadline(&self->recovery, &view);
}
