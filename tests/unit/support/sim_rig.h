/* A virtual modem brought to where a test begins, and what its answers are held against. */
#ifndef TESTS_SUPPORT_SIM_RIG_H
#define TESTS_SUPPORT_SIM_RIG_H

#include "modemsim/sim_probe.h"

#include "unit.h"

/* A fresh modem without echo that has accepted `init`; to be freed. */
static inline struct sim_probe *sim_rig(const char *profile, enum sim_latency latency, const char *init)
{
    struct sim_probe *p = malloc(sizeof(*p));
    assert_non_null(p);
    probe_init(p, profile, latency);
    (void)probe_at(p, "ATE0");
    const char *answer = probe_at(p, init);
    if (strstr(answer, "OK") == NULL)
        fail_msg("%s: %s", init, answer);
    return p;
}

/* The same without latency and without the commands so far in its log. */
static inline struct sim_probe *sim_rig_quiet(const char *profile, const char *init)
{
    struct sim_probe *p = sim_rig(profile, SIM_LATENCY_NONE, init);
    while (probe_event(p, SIM_EV_COMMAND) != NULL)
        ;
    return p;
}

static inline void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("no <%s> in <%s>", part, text);
}

#endif
