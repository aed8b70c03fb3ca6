/* AT+CMGS and its kin: prompt, body, what the network says. */
#ifndef TB_MODEMSIM_SIM_SEND_H
#define TB_MODEMSIM_SIM_SEND_H

#include "modemsim/simmodem.h"

/* Ctrl-Z came. */
void sim_body_done(struct sim *sim);

/* ESC came. */
void sim_body_cancelled(struct sim *sim);

/* Answers of the network that are due. */
void sim_submits_tick(struct sim *sim);

/* When the next of those is due. */
int64_t sim_submits_deadline(const struct sim *sim);

/* Does input wait for such an answer? */
bool sim_submit_blocks(const struct sim *sim);

/* None is owed any more: the modem restarted. */
void sim_submits_forget(struct sim *sim);

#endif
