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

/* ATD<number>; : the far end rings until the host hangs up, it refuses, or the network gives up after a
 * minute. The result that ATD answers. */
int sim_dial(struct sim *sim, const char *number);

/* The fault `dial-late`: does the host wait for the answer to ATD? */
bool sim_dial_waits(const struct sim *sim);

/* The host sent an octet while it waits: that ends the call (V.250 5.6.1), but not in the first 125 ms. */
void sim_dial_octet(struct sim *sim);

/* ATH, AT+CHUP: ends the call that rings, is up or was dialled; a waiting one rings then. */
int sim_host_hangup(struct sim *sim);

#endif
