/* The only notion of time below the outermost loop: it is an argument, never fetched. */
#ifndef TB_BASE_NOW_H
#define TB_BASE_NOW_H

#include <stdbool.h>
#include <stdint.h>

struct tb_now {
    int64_t mono_ms; /* CLOCK_MONOTONIC in ms; never decreases within one boot */
    int64_t wall_ms; /* CLOCK_REALTIME in ms since 1970 UTC; means nothing unless wall_ok */
    bool wall_ok;    /* false on a board without a battery-backed clock until a time source has set it */
};

/* 2026-01-01 UTC, in ms since 1970: a clock that shows less was never set, since this software did not exist
 * then. */
#define TB_OLDEST_WALL_MS INT64_C(1767225600000)

/* "No deadline": later than any instant a machine can name. */
#define TB_NEVER INT64_MAX

/* The earlier of two deadlines. */
static inline int64_t tb_earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

#endif
