/* Both clocks, and whether the wall clock can be believed. */
#ifndef SHELL_CLOCK_H
#define SHELL_CLOCK_H

#include "base/now.h"

/* What is known of the wall clock's source. */
struct clock_source {
    bool trusted;          /* a battery keeps it, or something has set it */
    int64_t look_ms;       /* monotonic: when to look again while it is not */
    bool told;             /* the network has told the time: it counts while nothing better is known */
    int64_t told_since_ms; /* monotonic: since when it has not contradicted itself */
    int64_t told_zero_ms;  /* what the wall clock showed by that when the monotonic one was 0 */
};

void clock_init(struct clock_source *self);

/* The present instant.
 *
 * A machine without a battery-backed clock (a Pi: it has a device tree and no rtc) starts with a wrong time;
 * there the wall clock counts only once the kernel says that something has set it, and until then the
 * network's time, if it is known. Anywhere a year before this software was written is wrong. */
struct tb_now clock_now(struct clock_source *self);

/* The network says that it was wall_ms at the monotonic at_ms. False if the machine's own clock is better, or
 * that is no time. */
bool clock_tell(struct clock_source *self, int64_t wall_ms, int64_t at_ms);

/* True if what cannot be undone may be done by the wall clock: deleting what is old. The network's word
 * counts for that once it has stayed the same for a day: a modem may tell a wrong year for once. */
bool clock_is_sure(const struct clock_source *self, int64_t mono_ms);

/* Set by NTP (the kernel's own flag) or, on a Pi, by timesyncd, which leaves a mark. */
bool clock_is_synchronised(void);

#endif
