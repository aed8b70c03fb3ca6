/* The message stores, SIM, phone and reports, and the commands that read and delete. */
#ifndef TB_MODEMSIM_SIM_STORE_H
#define TB_MODEMSIM_SIM_STORE_H

#include "modemsim/simmodem.h"

/* Puts a message into a free slot: its index, or -1 if there is none. */
int sim_store_add(struct sim *sim, enum sim_store store, enum sim_stat stat, const struct sim_pdu *pdu);

/* A slot by its index, or NULL if the store has no such index. */
struct sim_slot *sim_store_slot(struct sim *sim, enum sim_store store, int index);

/* Fills every free slot of the stores for messages with an old, read one. */
void sim_store_fill(struct sim *sim);

/* "SM", "ME", ... */
const char *sim_store_name(enum sim_store store);

/* The state that a digit or a word ("STO UNSENT") names, or `none`. */
enum sim_stat sim_stat_by_word(const char *word, enum sim_stat none);

#endif
