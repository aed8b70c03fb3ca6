/* The model with a host and a clock in the hand of a test: virtual time, and all that left the modem. */
#ifndef TB_MODEMSIM_SIM_PROBE_H
#define TB_MODEMSIM_SIM_PROBE_H

#include "modemsim/simmodem.h"

#define PROBE_EVENTS_MAX 256
#define PROBE_OUT_MAX    65536

struct sim_probe {
    struct sim sim;
    int64_t now;
    size_t out_len, event_count;
    char out[PROBE_OUT_MAX]; /* a NUL on the line is kept as \1 */
    struct sim_event event[PROBE_EVENTS_MAX];
    char taken[PROBE_OUT_MAX];
};

/* A fresh modem of the named profile at time 0. */
void probe_init(struct sim_probe *p, const char *profile, enum sim_latency latency);

/* Lets `ms` pass, instant by instant. */
void probe_run(struct sim_probe *p, int64_t ms);

/* The host writes octets; what follows at once happens. */
void probe_write(struct sim_probe *p, const char *bytes);

/* All that left since the last take, as a string valid until the next. */
const char *probe_take(struct sim_probe *p);

/* The host writes a command and its CR; what has left 60 ms later. */
const char *probe_at(struct sim_probe *p, const char *command);

/* The oldest event of a kind, taken out of the log; NULL if there is none. Valid until the next call. */
const struct sim_event *probe_event(struct sim_probe *p, enum sim_event_kind kind);

#endif
