#include "modemsim/simmodem.h"

#include "modemsim/sim_call.h"
#include "modemsim/sim_forward.h"
#include "modemsim/sim_line.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_recv.h"
#include "modemsim/sim_send.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_WALL_MS                                                                                      \
    INT64_C(1776276000000) /* 2026-04-15 18:00 UTC, 14:00 in New York: as in cases/LOG.md */
#define DEFAULT_ZONE (-16)
#define TICK_ROUNDS                                                                                          \
    64 /* things that follow from each other within one instant; more would be a loop of ours */

void sim_init(struct sim *sim, const struct sim_profile *profile, uint64_t seed, enum sim_latency latency)
{
    memset(sim, 0, sizeof(*sim));
    sim->profile = profile;
    sim->latency = latency;
    sim->rng = seed;
    sim->wall_offset = DEFAULT_WALL_MS;
    sim->zone_quarters = DEFAULT_ZONE;
    sim->power = POWER_ON;
    sim->sms_ready = true;
    sim->cfun = sim->reg = sim->reg_said = 1;
    sim->card = CARD_READY;
    sim->pin_tries = 3;
    (void)snprintf(sim->iccid, sizeof(sim->iccid), "8901260123456789012");
    sim->puk_tries = 10;
    while (profile->boot[sim->boot_step].text != NULL)
        sim->boot_step++;
    (void)snprintf(sim->pin, sizeof(sim->pin), "0000");
    (void)snprintf(sim->own_number, sizeof(sim->own_number), "+12025550101");
    (void)snprintf(sim->smsc, sizeof(sim->smsc), "+12063130004");
    sim_settings_reset(sim);
    sim_forward_init(sim);
    for (unsigned s = 0; s < STORE_MT; s++) {
        for (unsigned i = 0; i < SIM_SLOTS_MAX; i++)
            sim->slot[s][i].stat = STAT_EMPTY;
    }
    sim->restart_at = sim->inbox_at = sim->ack_by = TB_NEVER;
    sim->tx.current = -1;
}

void sim_set_clock(struct sim *sim, int64_t wall_ms, int zone_quarters, int64_t now)
{
    sim->wall_offset = wall_ms - now;
    sim->zone_quarters = zone_quarters;
}

/* As sim_deadline, but without what waits to be read. */
static int64_t model_deadline(const struct sim *sim)
{
    int64_t at = tb_earlier(sim->restart_at, sim_boot_deadline(sim));

    at = tb_earlier(at, sim_calls_deadline(sim));
    at = tb_earlier(at, sim_submits_deadline(sim));
    at = tb_earlier(at, sim_inbox_deadline(sim));
    return tb_earlier(at, sim_input_deadline(sim));
}

int64_t sim_deadline(const struct sim *sim)
{
    return tb_earlier(model_deadline(sim), sim_tx_deadline(sim));
}

void sim_tick(struct sim *sim, int64_t now)
{
    sim->now = now;
    sim_input_pump(sim);
    for (int i = 0; i < TICK_ROUNDS && model_deadline(sim) <= now; i++) {
        if (sim->restart_at <= now) {
            sim->restart_at = TB_NEVER;
            sim_restart(sim);
        }
        sim_boot_tick(sim);
        sim_calls_tick(sim);
        sim_submits_tick(sim);
        sim_inbox_tick(sim);
        sim_input_pump(sim);
    }
}
