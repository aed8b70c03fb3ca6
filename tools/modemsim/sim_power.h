/* Power, boot, the SIM card's lock and registration. */
#ifndef TB_MODEMSIM_SIM_POWER_H
#define TB_MODEMSIM_SIM_POWER_H

#include "modemsim/simmodem.h"

/* Restarts at once: calls and output are gone, settings are the factory's, the boot lines come. */
void sim_restart(struct sim *sim);

/* The same, but of the boot lines only the last one appears. */
void sim_restart_quiet(struct sim *sim);

/* Says NORMAL POWER DOWN and is off. */
void sim_power_down(struct sim *sim);

/* Boot lines that are due. */
void sim_boot_tick(struct sim *sim);

/* When the next boot line is due. */
int64_t sim_boot_deadline(const struct sim *sim);

/* The card was unlocked: the lines that it held up come after their usual time. */
void sim_boot_resume(struct sim *sim);

/* Puts every setting to what the factory ships. */
void sim_settings_reset(struct sim *sim);

/* The card is as the faults say, locked again where it has a lock. */
void sim_card_lock(struct sim *sim);

/* The card is there and open. */
void sim_card_unlock(struct sim *sim);

/* "READY", "SIM PIN", "SIM PUK" or "NOT INSERTED". */
const char *sim_card_state(const struct sim *sim);

/* Works registration out anew and says so where +CREG & Co are on. */
void sim_reg_changed(struct sim *sim);

/* Does the network reach this modem? */
bool sim_reachable(const struct sim *sim);

/* Is a command that needs the SIM or its message part refused? 0 or the CME code (10, 11, 12, 14). */
unsigned sim_card_error(const struct sim *sim);

#endif
