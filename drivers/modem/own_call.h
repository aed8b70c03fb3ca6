/* The call that the box itself placed: which of the modem's words about calls are about that one. Pure.
 *
 * NO CARRIER and its kin name no call. While a call of ours may be up they are taken for its end, and so are
 * those that follow at once, since some modems end one call with three lines: a caller who waits meanwhile
 * must not be thought gone, nor be thought answered when the far end of ours picks up. */
#ifndef MODEM_OWN_CALL_H
#define MODEM_OWN_CALL_H

#include "modem/urc.h"

#include <stdbool.h>
#include <stdint.h>

struct own_call {
    int64_t until_ms;      /* it may be up until then; 0 none */
    int64_t tail_until_ms; /* further words of its end may come until then; 0 none */
    int32_t index;         /* as the modem counts its calls, while it is or was up; 0 not told */
};

enum own_call_sign {
    OWN_CALL_NOT, /* the line is about another call, or about none */
    OWN_CALL_ITS, /* it is about ours, and nothing is over by it */
    OWN_CALL_OVER /* ours is over: the far end refused it or hung up, or the network gave up */
};

/* ATD is about to leave. */
void own_call_begin(struct own_call *self, int64_t now_ms);

/* It did not come about, or was hung up. Nothing if none was up. */
void own_call_end(struct own_call *self, int64_t now_ms);

/* True while it may be up: from own_call_begin() to its end, at most 90 s. */
bool own_call_is_up(const struct own_call *self, int64_t now_ms);

/* Whose line is it? Notes the end of ours. */
enum own_call_sign own_call_urc(struct own_call *self, const struct urc *urc, int64_t now_ms);

#endif
