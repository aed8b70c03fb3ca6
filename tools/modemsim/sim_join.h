/* The recipients' side: parts of texts become whole texts again. */
#ifndef TB_MODEMSIM_SIM_JOIN_H
#define TB_MODEMSIM_SIM_JOIN_H

#include "modemsim/simmodem.h"

struct sms_pdu;

/* The network took a part under TP-MR sim->ref: the event for it, and one for the whole text if it is the
 * last. */
void sim_join_part(struct sim *sim, const char *to, const struct sim_pdu *pdu, const struct sms_pdu *decoded,
                   const char *hex);

#endif
