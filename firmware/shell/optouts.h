/* Opt-outs a second time, in a plain append-only file (state_dir/optouts.txt), because they must outlive a
 * damaged ledger. A line per change, readable by people:
 *
 *     2026-04-15T18:31:02Z + +12025550143 9ae0daaf
 *
 * time (or - if the clock was not trusted), + out or - in again, number, and CRC-32 (IEEE, as zlib and gzip
 * have it) of all that is before the last blank. A line that does not fit its sum, such as a torn last one,
 * is passed over, and counted: optouts_damage(). Blank lines, and CR LF, are what an editor may leave. */
#ifndef SHELL_OPTOUTS_H
#define SHELL_OPTOUTS_H

#include "base/check.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTOUTS_FILE "optouts.txt"

struct optouts;

/* Reads the file, which need not exist. The caller's to optouts_close(). NULL with words in why: it is there
 * but cannot be read, or no memory. */
TB_MUST_CHECK struct optouts *optouts_open(const char *state_dir, char *why, size_t cap);
void optouts_close(struct optouts *self);

/* What could not be made out when it was read. */
struct optouts_damage {
    unsigned lines; /* 0: all was sound */
    unsigned first; /* the first of them, from 1 */
    bool whole;     /* nothing in it is sound, and more is wrong than a power cut explains */
};
struct optouts_damage optouts_damage(const struct optouts *self);

/* As the file says, together with what was noted since. */
bool optouts_has(const struct optouts *self, const char *number);
/* Calls each for everyone who is out, in no particular order, until it returns false; returns what the last
 * did. */
bool optouts_each(const struct optouts *self, bool (*each)(void *arg, const char *number), void *arg);

/* Notes a change to be written by optouts_flush(); nothing if it is none. False: no memory. */
TB_MUST_CHECK bool optouts_note(struct optouts *self, const char *number, bool out);

/* Appends what is noted, with this time, and syncs. False, with errno: nothing of it counts as written, and
 * all stays noted. */
TB_MUST_CHECK bool optouts_flush(struct optouts *self, bool wall_ok, int64_t wall_ms);

/* Forgets what is noted and not flushed: its transaction was rolled back. */
void optouts_drop(struct optouts *self);

/* For the report: how many opt-outs (+) the file has between two wall-clock instants, from <= t < to. -1 if
 * there is a file but it cannot be read. */
int64_t optouts_between(const char *state_dir, int64_t from_ms, int64_t to_ms);

#endif
