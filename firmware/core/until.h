/* Until when something of the agent's lasts: a pause, an absence. "For 2h" is two hours of the monotonic
 * clock whatever the wall clock does meanwhile, and survives a restart by the wall clock; "until 5" is when
 * the wall clock shows five. A clock that is set by more than a day since was wrong about the date too: then
 * what counts is how long it was to be. Pure. */
#ifndef CORE_UNTIL_H
#define CORE_UNTIL_H

#include "base/now.h"
#include "core/command_time.h"
#include "core/config.h"

#include <stddef.h>

enum until_kind {
    UNTIL_NOT, /* it is not on */
    UNTIL_SET,
    UNTIL_TAKEN_BACK /* it lasts until it is taken back */
};

struct until {
    enum until_kind kind;
    int64_t mono_ms; /* its end */
    bool wall_ok;
    int64_t wall_ms; /* its end too, where the clock was trusted */
    bool by_clock;   /* wall_ms is what was meant; it counts wherever the clock can tell */
};

enum {
    UNTIL_STORED_MAX = 64,
    UNTIL_WORDS_MAX = 24,
    UNTIL_DAY_BEGINS = 8 * 60 /* of a day named without hour */
};

/* What was asked for, from now on. usual_ms: a command without a time, 0 = until taken back. False if it
 * names a time of day or a date and the clock is not trusted, or a date that has been: *out is unchanged. */
TB_MUST_CHECK bool until_read(const struct command_when *when, int64_t usual_ms, const struct cfg_zone *zone,
                              const struct tb_now *now, struct until *out);

/* It was on and its time has come. */
bool until_is_over(const struct until *self, const struct tb_now *now);

/* Ms left; TB_NEVER until taken back, 0 if it is not on. */
int64_t until_left(const struct until *self, const struct tb_now *now);

/* Monotonic instant at which to look again, TB_NEVER if at none. */
int64_t until_deadline(const struct until *self, const struct tb_now *now);

/* "5:00 pm", "Mon 8:00 am", "Dec 24 8:00 am"; "" where no clock can tell, or until taken back. */
void until_words(const struct until *self, const struct cfg_zone *zone, const struct tb_now *now,
                 char out[UNTIL_WORDS_MAX]);

/* For the ledger, and back. What cannot be read is UNTIL_NOT. A span whose beginning no clock can date begins
 * anew. */
void until_store(const struct until *self, const struct tb_now *now, char out[UNTIL_STORED_MAX]);
void until_restore(struct until *self, const char *stored, const struct tb_now *now);

#endif
