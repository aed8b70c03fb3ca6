/* Events as JSON lines on standard output, never blocking the modem: whoever reads slowly gets them late. */
#ifndef TB_MODEMSIM_SHELL_JSON_H
#define TB_MODEMSIM_SHELL_JSON_H

#include "modemsim/simmodem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_BACKLOG_MAX                                                                                     \
    (16u << 20) /* octets kept for a reader that does not read; later events are lost                        \
                 */

struct json_out {
    char *data;
    size_t len, cap;
    bool broken; /* nobody reads any more */
};

/* CLOCK_MONOTONIC in nanoseconds. */
int64_t json_clock_ns(void);

/* Queues one event of the model as it was at t_ns. */
void json_event(struct json_out *out, const struct sim_event *event, int64_t t_ns);

/* Queues {"event": kind, "t_ns": now, and up to two string fields}; a NULL name ends them. */
void json_say(struct json_out *out, const char *kind, const char *name, const char *value, const char *name2,
              const char *value2);

/* Writes as much as standard output takes without waiting; with `wait`, up to a second for the rest. */
void json_flush(struct json_out *out, bool wait);

#endif
