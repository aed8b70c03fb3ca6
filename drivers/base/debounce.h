/* A contact bounces, and a modem's STATUS wire flickers while it boots: a level counts once it has stood for
 * a while. Pure, so that it is the same with every library and can be tried without one. */
#ifndef TB_BASE_DEBOUNCE_H
#define TB_BASE_DEBOUNCE_H

#include "base/now.h"

enum {
    DEBOUNCE_MS = 30,    /* push buttons settle within 10 ms; a person cannot press and let go faster */
    DEBOUNCE_NOISE = 500 /* changes in a row without any rest: that is no contact, it is an open wire */
};

struct debounce {
    bool level;       /* what counts */
    int64_t since_ms; /* monotonic: the first change of those that have not settled */
    int64_t due_ms;   /* when the level is to be looked at, TB_NEVER if nothing has changed */
    unsigned changes; /* since it last settled */
};

/* level: what it is now, without a change. */
void debounce_init(struct debounce *self, bool level);

/* The wire changed at at_ms. False once it only makes noise: do not listen any more. */
bool debounce_change(struct debounce *self, int64_t at_ms);

/* due_ms has come and the wire's level is now `level`. True if that is another one than counted so far. Its
 * time is since_ms. */
bool debounce_settle(struct debounce *self, bool level, int64_t now_ms);

#endif
