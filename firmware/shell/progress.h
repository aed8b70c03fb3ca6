/* Does the core make progress? Each step does what is due and sets the next deadline, so one that lies in the
 * past turn after turn shows a core that goes round without getting anywhere: then the watchdog is not fed,
 * and systemd starts the daemon anew. What the modem does is no matter: a silent one has deadlines too. Pure.
 */
#ifndef SHELL_PROGRESS_H
#define SHELL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { PROGRESS_STUCK_MS = 30000 /* no burst of work keeps a deadline waiting so long */ };

struct progress {
    int64_t overdue_ms; /* since when every turn found one in the past, TB_NEVER: the last one did not */
};

void progress_init(struct progress *self);

/* At the end of each turn of the loop: the core's deadline, monotonic like now_ms. False: stuck. */
bool progress_made(struct progress *self, int64_t deadline_ms, int64_t now_ms);

#endif
