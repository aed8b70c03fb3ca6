#include "modemsim/sim_probe.h"

#include "base/check.h"

#include <string.h>

/* All that is due now. */
static void settle(struct sim_probe *p)
{
    char buf[4096];

    do {
        sim_tick(&p->sim, p->now);
        for (size_t n = sim_read(&p->sim, buf, sizeof(buf), p->now); n > 0;
             n = sim_read(&p->sim, buf, sizeof(buf), p->now)) {
            CHECK(p->out_len + n < sizeof(p->out));
            for (size_t i = 0; i < n; i++)
                p->out[p->out_len++] = (char)(buf[i] == '\0' ? '\1' : buf[i]);
        }
        while (p->event_count < PROBE_EVENTS_MAX && sim_next_event(&p->sim, &p->event[p->event_count]))
            p->event_count++;
    } while (sim_deadline(&p->sim) <= p->now && p->event_count < PROBE_EVENTS_MAX);
}

void probe_init(struct sim_probe *p, const char *profile, enum sim_latency latency)
{
    const struct sim_profile *found = sim_profile_by_name(profile);

    CHECK(found != NULL);
    memset(p, 0, sizeof(*p));
    sim_init(&p->sim, found, 1, latency);
}

void probe_run(struct sim_probe *p, int64_t ms)
{
    int64_t until = p->now + ms;

    settle(p);
    for (int64_t at = sim_deadline(&p->sim); at <= until; at = sim_deadline(&p->sim)) {
        p->now = at > p->now ? at : p->now;
        settle(p);
    }
    p->now = until;
    settle(p);
}

void probe_write(struct sim_probe *p, const char *bytes)
{
    sim_host_bytes(&p->sim, bytes, strlen(bytes), p->now);
    settle(p);
}

const char *probe_take(struct sim_probe *p)
{
    memcpy(p->taken, p->out, p->out_len);
    p->taken[p->out_len] = '\0';
    p->out_len = 0;
    return p->taken;
}

const char *probe_at(struct sim_probe *p, const char *command)
{
    (void)probe_take(p);
    probe_write(p, command);
    probe_write(p, "\r");
    probe_run(p, 60);
    return probe_take(p);
}

const struct sim_event *probe_event(struct sim_probe *p, enum sim_event_kind kind)
{
    for (size_t i = 0; i < p->event_count; i++) {
        if (p->event[i].kind != kind)
            continue;
        struct sim_event found = p->event[i];
        p->event_count--;
        memmove(&p->event[i], &p->event[i + 1], (p->event_count - i) * sizeof(found));
        p->event[PROBE_EVENTS_MAX - 1] = found; /* a place that is free: one event fewer */
        return &p->event[PROBE_EVENTS_MAX - 1];
    }
    return NULL;
}
