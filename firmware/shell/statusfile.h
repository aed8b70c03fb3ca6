/* What `textbackctl status` shows: a small JSON file in the state folder that the daemon rewrites when
 * something changes, and a lock that tells whether a daemon lives and keeps a second one away. No socket. */
#ifndef SHELL_STATUSFILE_H
#define SHELL_STATUSFILE_H

#include "base/check.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATUSFILE_NAME "status.json"
#define STATUSFILE_LOCK "lock"

#define STATUS_NO_SIGNAL INT16_MIN

struct status_line {
    char name[TB_LINE_NAME_MAX];
    char modem[TB_NAME_MAX];         /* make and model as it named itself; "" unknown */
    char profile[32];                /* family that was matched */
    char missing[240];               /* what it lacks, in words; "" nothing */
    int16_t signal;                  /* dBm; STATUS_NO_SIGNAL unknown */
    char operator_name[TB_NAME_MAX]; /* "" unknown */
    char number[TB_NUMBER_MAX];      /* "" unknown */
};

struct status {
    bool armed;
    char state[32];   /* one or two words: "armed", "no SIM" ... */
    char why[320];    /* a sentence for people; "" if there is nothing to say */
    bool since_ok;    /* the clock was trusted */
    int64_t since_ms; /* wall clock: since when it is so */
    uint8_t line_count;
    struct status_line line[TB_LINES_MAX];
};

/* Bytes that are enough for any status, were every byte of it to be escaped. */
#define STATUSFILE_MAX (TB_LINES_MAX * 3072 + 4096)

/* The JSON text as the Contract has it, in one line, with a line feed. Bytes written without the NUL; out has
 * at least STATUSFILE_MAX. Bytes that are not UTF-8 become '?'. */
size_t statusfile_json(const struct status *status, char *out, size_t cap);

/* Creates state_dir if needed and takes the lock that one daemon may hold on it; held until the descriptor is
 * closed or the process ends. -1 with words in why: somebody has it, or the folder cannot be written. */
TB_MUST_CHECK int statusfile_lock(const char *state_dir, char *why, size_t cap);

/* True if a daemon holds the lock on state_dir now. */
bool statusfile_alive(const char *state_dir);

/* Puts a whole file in the place of dir/name: a temporary one beside it, then a rename; where that is
 * refused, the file itself is written. synced: fsync before the rename. False, with errno. */
TB_MUST_CHECK bool statusfile_replace(const char *dir, const char *name, const void *bytes, size_t length,
                                      bool synced);

#endif
