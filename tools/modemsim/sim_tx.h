/* The way out of the virtual modem: lines with a due time, serial pacing, and the events that hang on them.
 *
 * Realistic latency, all figures chosen for a USB LTE module behind a 115200 line: an octet takes 86.8 us, a
 * command is answered after 10-30 ms, the prompt comes after 15-45 ms (30 on average), the network
 * takes 1.5-4 s for a submit and 1-3 s to try a message again that found no room. The delays come from the
 * seed. */
#ifndef TB_MODEMSIM_SIM_TX_H
#define TB_MODEMSIM_SIM_TX_H

#include "base/check.h"
#include "modemsim/simmodem.h"

#include <stdarg.h>

/* A delay: 0 without latency, else in [lo, hi]. */
int64_t sim_delay(struct sim *sim, int64_t lo, int64_t hi);

/* Queues raw octets for `due`; NULL or the chunk, whose mark the caller may set. */
struct sim_chunk *sim_put(struct sim *sim, int64_t due, const char *bytes, size_t len);

/* Queues a line with what stands before and behind it, in the form that settings and faults ask for. */
struct sim_chunk *sim_put_line(struct sim *sim, int64_t due, const char *text);

/* An unsolicited line, now. NULL if it found no room. */
struct sim_chunk *sim_urc(struct sim *sim, const char *fmt, ...) TB_PRINTF(2, 3);

/* A line of the answer to the command under way. */
void sim_info(struct sim *sim, const char *fmt, ...) TB_PRINTF(2, 3);

/* Makes the chunk an event once it has been read; if there is no chunk the event comes at once. */
void sim_mark(struct sim *sim, struct sim_chunk *chunk, enum sim_event_kind kind, const char *number);

/* Forgets all output that has not begun to leave: the modem lost its power. */
void sim_tx_drop(struct sim *sim);

/* The next instant at which sim_read has something. */
int64_t sim_tx_deadline(const struct sim *sim);

/* A fresh event at the end of the queue, cleared but for its text. */
struct sim_event *sim_event_add(struct sim *sim, enum sim_event_kind kind, const char *number);

#endif
