/* What textbackd says of the time, and whether the system's clock is to be set by it. Pure. */
#ifndef CLOCK_SETTING_H
#define CLOCK_SETTING_H

#include "base/check.h"
#include "base/now.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rule. The network's time is told in whole seconds and arrives with the modem's delay, so that it is
 * right to about a second: closer than that the clock is left alone. A small error is taken back gradually
 * (adjtime(3): the kernel makes up 0.5 ms a second, three seconds take under two hours), so that no program
 * sees time go backwards. Anything else is a clock that was never set: it is set at once. */
enum {
    SETTING_CLOSE_MS = 1000,
    SETTING_SLEW_MS = 3000,
    SETTING_OLD_MS = 60 * 1000 /* what was said longer ago is not acted on: textbackd says it again */
};

/* 2100-01-01 UTC: from then on the years of modems, of two digits, begin anew. Before TB_OLDEST_WALL_MS no
 * time is true either. */
#define SETTING_NEWEST_MS INT64_C(4102444800000)

struct setting {
    int64_t wall_ms; /* UTC since 1970 */
    int64_t at_ms;   /* CLOCK_MONOTONIC: when that was so */
};

/* The whole file, a CLOCK_LINE. False for anything else: signs, further digits, longer than CLOCK_LINE_MAX.
 */
TB_MUST_CHECK bool setting_read(const char *bytes, size_t length, struct setting *out);

enum setting_verdict {
    SETTING_LEAVE,    /* it is right */
    SETTING_SLEW,     /* by *offset_ms */
    SETTING_STEP,     /* likewise */
    SETTING_BETTER,   /* NTP has set the clock */
    SETTING_STALE,    /* said too long ago, or of a moment to come */
    SETTING_NONSENSE, /* no time that can be now */
};

/* wall_ms, mono_ms: what the system's clocks show now; better: something better has set the wall clock.
 * *offset_ms: what to add to it. */
enum setting_verdict setting_decide(const struct setting *said, int64_t wall_ms, int64_t mono_ms, bool better,
                                    int64_t *offset_ms);

#endif
