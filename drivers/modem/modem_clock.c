/* The network's time as the modem knows it, and when it is asked. Never on the way to READY: the box is armed
 * without a clock. */
#include "modem/modem.h"

#include "base/now.h"
#include "modem/modem_private.h"

enum {
    CLOCK_MS = 3600 * 1000, /* between two questions for the time: a bad crystal is off by 0.2 s then */
    ASK_TIMEOUT_MS = 5000,
    CLOCK_UNSET_MS = 300 * 1000 /* and while the network has not told it */
};

void modem_want_clock(struct modem *self, bool wanted)
{
    self->clock_wanted = wanted;
}

bool modem_note_clock(struct modem *self, const struct urc *urc, int64_t now_ms, struct modem_event *event)
{
    if (urc->kind == URC_CLOCK_NEWS)
        self->clock_ms = tb_earlier(self->clock_ms, now_ms);
    if (urc->kind != URC_CLOCK)
        return urc->kind == URC_CLOCK_NEWS;
    if (network_time_utc(&urc->time, self->profile->cclk_is_utc, &event->wall_ms)) {
        event->kind = MODEM_EVENT_CLOCK;
        self->clock_ms = now_ms + CLOCK_MS;
    }
    return true;
}

bool modem_ask_clock(struct modem *self, int64_t now_ms)
{
    if (!self->clock_wanted || now_ms < self->clock_ms ||
        !modem_command(self, TAG_NOTE, AT_PRIORITY_IDLE, ASK_TIMEOUT_MS, "+CCLK:", "AT+CCLK?"))
        return false;
    self->clock_ms = now_ms + CLOCK_UNSET_MS;
    return true;
}
