/* A message as the AT line shows it, in PDU and in text mode. */
#ifndef TB_MODEMSIM_SIM_SHOW_H
#define TB_MODEMSIM_SIM_SHOW_H

#include "modemsim/simmodem.h"

/* The two lines of +CMGR or +CMGL; head is "+CMGR: " or "+CMGL: 3,", word the state in text mode. */
void sim_show_stored(const struct sim *sim, const struct sim_slot *slot, const char *head, const char *word,
                     char *out, size_t cap);

/* The two lines of +CMT (one of +CDS in text mode). */
void sim_show_direct(const struct sim *sim, const struct sim_pdu *pdu, bool report, char *out, size_t cap);

#endif
