/* A scenario: what happens to a box, when, and to whom. It is drawn from a seed (draw.h) or read from a file,
 * and prints as the same text that is read, so that a failing seed, made short (shrink.h), becomes a test by
 * its name.
 *
 *   seed 7
 *   ini two
 *   profile ec25,generic
 *   start 2026-04-15T18:00:00Z
 *   0d00:00:30.000 call 0 +12025550143 rings 2 every 3000
 *   0d00:00:41.000 text 0 +12025550143 "Is it still free?"
 *   0d00:00:50.000 part 0 +12025550143 7 3 2 "of the garden"
 *   0d00:01:00.000 fault 0 "silent"
 *   0d00:09:00.000 cut 2000
 *
 * `#` begins a comment. The first number behind most words is the line. */
#ifndef TESTS_SIM_PLAN_H
#define TESTS_SIM_PLAN_H

#include "base/check.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PLAN_MAX = 4096, PLAN_TEXT_MAX = 480 };

enum act {
    ACT_CALL,   /* `who` rings `rings` times every `value` ms, then gives up */
    ACT_TEXT,   /* `who` texts `text` */
    ACT_PART,   /* `who` sends a part of a text by itself; value: PLAN_PART */
    ACT_HEADER, /* `who` sends what stands in `text` in hex where header and words of a part should */
    ACT_HABIT,  /* from now on `who` answers each automatic text after `value` ms with `text` */
    ACT_AGENT,  /* from now on the agent answers what the box texts with a chance of `value` per cent */
    ACT_FAULT,  /* the modem's fault `text`, as modemsim names it */
    ACT_MEND,   /* none of them any more, plugged in and powered */
    ACT_UNPLUG, /* the port vanishes */
    ACT_SIM,    /* another SIM is in, whose PIN is `text` */
    ACT_POWER,  /* the modem alone is off for `value` ms */
    ACT_DISK,   /* the disk is "well", "slow", "full" or "broken" */
    ACT_CLOCK,  /* the wall clock steps by `value` ms */
    ACT_INI,    /* the ini is changed for the one called `text` */
    ACT_CUT,    /* no power for `value` ms */
    ACT_KILL,   /* the daemon dies, and is started again after `value` ms */
    ACT_STOP,   /* SIGTERM, and it is started again after `value` ms */
    ACT_COUNT
};

/* Reference (above 255: of 16 bits), parts in all, and which it is. */
#define PLAN_PART(ref, total, seq) ((int64_t)(ref) << 16 | (int64_t)(total) << 8 | (seq))

struct happening {
    int64_t at_ms; /* from the start */
    enum act act;
    uint8_t line;
    uint8_t rings;
    bool withheld;
    int64_t value;
    char who[TB_NUMBER_MAX];
    char text[PLAN_TEXT_MAX];
};

struct plan {
    uint64_t seed;    /* of latencies, ways to fail, and what people do by habit */
    char ini[24];     /* tests/sim/ini/NAME.ini */
    char profile[48]; /* of the modems: one name for all, or `ec25,generic`, line by line; the last goes on */
    int64_t start_s;  /* UTC */
    int64_t ntp_ms;   /* after each start the box learns the time from a server; 0: never */
    bool wires;       /* power and reset of the modems can be driven */
    unsigned count;
    struct happening list[PLAN_MAX]; /* in order of time */
};

/* Adds one in its place. False: there is no room. */
bool plan_add(struct plan *self, const struct happening *happening);

/* True if somebody's clock was made to lie: what is judged by the wall clock cannot be told then. */
bool plan_steps_clock(const struct plan *self);

/* The name of the line's profile. */
void plan_profile(const struct plan *self, unsigned line, char out[24]);

void plan_print(const struct plan *self, FILE *out);

/* False, with words in why, if it is no plan. */
TB_MUST_CHECK bool plan_read(struct plan *self, FILE *in, char *why, size_t cap);

/* The same numbers everywhere for one seed (SplitMix64). */
uint64_t plan_random(uint64_t *state);
unsigned plan_below(uint64_t *state, unsigned limit);

/* A number that depends on a seed and a text alone: what somebody does about a text does not change when
 * other things are left out of a plan. */
uint64_t plan_mix(uint64_t seed, const char *text);

#endif
