/* Where the network forwards calls for this SIM. */
#ifndef TB_MODEMSIM_SIM_FORWARD_H
#define TB_MODEMSIM_SIM_FORWARD_H

#include "modemsim/simmodem.h"

/* As a carrier ships a SIM: who does not reply has a voicemail. */
void sim_forward_init(struct sim *sim);

#endif
