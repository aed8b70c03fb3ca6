/* What the network holds for this modem, and how it gets here: +CMT, +CMTI, +CDS, +CDSI, AT+CNMA. */
#ifndef TB_MODEMSIM_SIM_RECV_H
#define TB_MODEMSIM_SIM_RECV_H

#include "modemsim/sim_at.h"
#include "modemsim/simmodem.h"

/* How long a +CMT waits for AT+CNMA before the network counts it as not delivered and tries again. Real
 * networks give 10-20 s [24.011: TR2M 12-20 s]. */
#define SIM_ACK_MS 15000

/* The network tries again after a delay in [lo, hi] (none without latency). */
void sim_inbox_poke(struct sim *sim, int64_t lo, int64_t hi);

/* Deliveries and acknowledgements that are due. */
void sim_inbox_tick(struct sim *sim);

/* When the next of those is due. */
int64_t sim_inbox_deadline(const struct sim *sim);

/* The modem restarted: what it was shown and did not acknowledge comes again. */
void sim_inbox_forget_ack(struct sim *sim);

/* AT+CNMA. */
int sim_run_cnma(struct sim *sim, struct sim_args *args);

/* One DELIVER of a text that fits in one part. */
bool sim_make_deliver(const struct sim *sim, const char *from, const char *text, struct sim_pdu *out);

#endif
