#include "modem/own_call.h"

enum {
    LONGEST_MS = 90000, /* networks stop to alert after a minute; an end that was never told ends here */
    TAIL_MS = 2000      /* SIMCom: VOICE CALL: END, then NO CARRIER, in one burst */
};

void own_call_begin(struct own_call *self, int64_t now_ms)
{
    self->until_ms = now_ms + LONGEST_MS;
    self->tail_until_ms = 0;
    self->index = 0;
}

void own_call_end(struct own_call *self, int64_t now_ms)
{
    if (!own_call_is_up(self, now_ms))
        return;
    self->until_ms = 0;
    self->tail_until_ms = now_ms + TAIL_MS;
}

bool own_call_is_up(const struct own_call *self, int64_t now_ms)
{
    return now_ms < self->until_ms;
}

static enum own_call_sign ended(struct own_call *self, int64_t now_ms)
{
    if (own_call_is_up(self, now_ms)) {
        own_call_end(self, now_ms);
        return OWN_CALL_OVER;
    }
    return now_ms < self->tail_until_ms ? OWN_CALL_ITS : OWN_CALL_NOT;
}

/* +UCALLSTAT tells no direction: once the call is up or over, only its index does. */
static bool is_ours(const struct own_call *self, const struct urc *urc)
{
    return !urc->incoming || (self->index > 0 && urc->index == self->index && urc->number[0] == '\0' &&
                              (urc->call == CALL_STATE_ACTIVE || urc->call == CALL_STATE_RELEASED));
}

enum own_call_sign own_call_urc(struct own_call *self, const struct urc *urc, int64_t now_ms)
{
    bool up = own_call_is_up(self, now_ms);

    if (urc->kind == URC_RING) { /* what ends from here on has rung */
        self->tail_until_ms = 0;
        return OWN_CALL_NOT;
    }
    if (urc->kind == URC_CALL_END)
        return ended(self, now_ms);
    if (urc->kind == URC_CALL_ANSWERED) /* the box takes no calls, so it is the far end that did */
        return up ? OWN_CALL_ITS : OWN_CALL_NOT;
    if (urc->kind == URC_CALL_STATE && up && !urc->incoming)
        self->index = urc->index;
    if (urc->kind == URC_CALL_STATE && is_ours(self, urc)) {
        if (urc->call == CALL_STATE_RELEASED)
            return ended(self, now_ms);
        return up ? OWN_CALL_ITS : OWN_CALL_NOT;
    }
    return OWN_CALL_NOT;
}
