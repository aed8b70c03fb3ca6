/* What core_monthly.c keeps in the core: for whom the shell adds up figures. Only core_private.h includes it.
 */
#ifndef CORE_CORE_MONTHLY_H
#define CORE_CORE_MONTHLY_H

#include "base/limits.h"

#include <stdint.h>

enum {
    REPORT_MARK_MAX = 16,                /* "2026-10", "2026-11-16" */
    REPORT_ASKS_MAX = TB_BACKUPS_MAX + 2 /* everybody at the desk, and the one that comes by itself */
};

/* Reports that the shell adds up, the oldest first, and for whom. */
struct reports {
    char told[REPORT_MARK_MAX]; /* the last month or week that the agent was told of by itself, "" none */
    int64_t look_ms;            /* when to look whether another is over */
    uint8_t count;
    struct report_ask {
        char number[TB_NUMBER_MAX]; /* who asked, "" nobody: it comes by itself */
        char mark[REPORT_MARK_MAX]; /* then: what it is about */
        uint8_t line;
    } ask[REPORT_ASKS_MAX];
};

#endif
