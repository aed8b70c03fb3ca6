/* Callers, and what the modem says about them. */
#ifndef TB_MODEMSIM_SIM_CALL_H
#define TB_MODEMSIM_SIM_CALL_H

#include "modemsim/simmodem.h"

/* RINGs, late +CLIPs and callers who give up that are due. */
void sim_calls_tick(struct sim *sim);

/* When the next of those is due. */
int64_t sim_calls_deadline(const struct sim *sim);

/* The network lost the modem: every caller is gone, without a word to the host. */
void sim_calls_cut(struct sim *sim);

/* ATA. */
int sim_answer(struct sim *sim);

/* ATH, AT+CHUP: ends the call that rings or is up; a waiting one rings then. */
int sim_host_hangup(struct sim *sim);

#endif
