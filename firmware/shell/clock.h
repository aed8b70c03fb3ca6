/* Both clocks, and whether the wall clock can be believed. */
#ifndef SHELL_CLOCK_H
#define SHELL_CLOCK_H

#include "base/now.h"

/* What is known of the wall clock's source. */
struct clock_source {
    bool trusted;    /* a battery keeps it, or something has set it */
    int64_t look_ms; /* monotonic: when to look again while it is not */
};

void clock_init(struct clock_source *self);

/* The present instant.
 *
 * A machine without a battery-backed clock (a Pi: it has a device tree and no rtc) starts with a wrong time;
 * there the wall clock counts only once the kernel says that something has set it. Anywhere a year before
 * this software was written is wrong. */
struct tb_now clock_now(struct clock_source *self);

#endif
