/* From the host's octets to command lines and message bodies. */
#ifndef TB_MODEMSIM_SIM_LINE_H
#define TB_MODEMSIM_SIM_LINE_H

#include "modemsim/simmodem.h"

/* Works off what the host has sent, as far as the modem is not busy. */
void sim_input_pump(struct sim *sim);

/* When waiting input can be worked off. */
int64_t sim_input_deadline(const struct sim *sim);

#endif
