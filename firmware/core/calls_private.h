/* What the tracker's own files share: calls.c reads lines, calls_table.c keeps the calls, calls_time.c their
 * deadlines. */
#ifndef CORE_CALLS_PRIVATE_H
#define CORE_CALLS_PRIVATE_H

#include "core/calls.h"

enum {
    /* No RING for so long, and nobody to ask: the call is over. Two and a half cadences of 5 s. */
    CALLS_SILENCE_MS = 12000
};

/* Adds a note; beyond CALL_NOTES_MAX it is dropped. */
void calls_note(struct call_notes *out, enum call_note_kind kind, struct call *call);

/* The call that RING and +CLIP speak of, NULL if none. */
struct call *calls_ringing(struct calls *self);

/* Begins a call in `phase`; NULL if the table is full. */
struct call *calls_open(struct calls *self, enum call_phase phase, const struct tb_now *now,
                        struct call_notes *out);

/* E of a call. */
void calls_end(struct calls *self, struct call *call, enum call_outcome outcome, const struct tb_now *now,
               struct call_notes *out);

/* The waiting call that came first becomes the ringing one. */
struct call *calls_promote(struct calls *self);

/* The waiting call of that number. */
struct call *calls_waiting(struct calls *self, const char *number);

/* Ends the ringing call at the modem; a waiting one takes its place. */
void calls_hang_up(struct calls *self, struct call *call, const struct tb_now *now, struct call_notes *out);

/* Its number, "" to leave it as it is. */
void calls_give_number(struct calls *self, struct call *call, const char *number, const struct tb_now *now,
                       struct call_notes *out);

#endif
