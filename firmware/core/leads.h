/* The people whom the agent has not done with, each under a small number. Pure bookkeeping. */
#ifndef CORE_LEADS_H
#define CORE_LEADS_H

#include "base/now.h"
#include "core/record.h"

enum {
    LEADS_MAX = 64,     /* more than anybody calls back in three days */
    LEADS_USUAL_N = 99, /* then the small numbers begin again, */
    LEADS_LARGEST_N =
        999, /* but a day must have passed: a number means one person a day, also in a wave of robots */
    LEADS_TAIL_DIGITS = 4 /* by which people tell numbers apart: "0172" */
};

struct lead {
    bool used;
    bool shown; /* the desk has seen the whole number, so that its last four digits will do */
    struct lead_record record;
    int64_t last_call;   /* id of the latest call counted */
    int64_t relayed_ms;  /* monotonic: when their latest words reached the desk; 0 none in this life */
    int64_t burst_ms;    /* monotonic: first of the calls that come one upon the other */
    uint8_t burst;       /* how many */
    int64_t remind_ms;   /* monotonic: next reminder of the promise, TB_NEVER if none is due */
    int64_t escalate_ms; /* monotonic: then the next of the team hears of it, TB_NEVER never */
    int64_t resumed_ms;  /* monotonic: a call of theirs was found cut short by a restart, 0 none */
    int64_t rung_ms;     /* monotonic: the agent's phone was last rung for it, 0 never */
};

struct leads {
    struct lead lead[LEADS_MAX];
    int64_t last_id;
    uint16_t last_n;
    int64_t round_ms; /* monotonic: when they last began at 1, or this life did; 0 not yet */
};

/* All zero bytes is an empty table. */

/* The open lead of that number, NULL if there is none. */
struct lead *leads_find(struct leads *self, const char *number);

/* The open lead that the desk calls n; the one whose number ends in tail (four digits), NULL also if several
 * do. */
struct lead *leads_numbered(struct leads *self, unsigned n);
struct lead *leads_ending(struct leads *self, const char *tail);

/* The lead that has to make room for another: NULL while there is a free place, else the one that was longest
 * without a word. It is still open: the caller closes it first, on record. */
struct lead *leads_in_the_way(struct leads *self, const struct tb_now *now);

/* An open lead that nothing was heard of for idle_ms, NULL if there is none. */
struct lead *leads_idle(struct leads *self, int64_t idle_ms, const struct tb_now *now);

/* Opens one with the next id and small number; there must be a free place. */
struct lead *leads_open(struct leads *self, const char *number, const struct tb_now *now);

/* A closed lead's place is free. */
void leads_close(struct lead *lead);

unsigned leads_count(const struct leads *self);

/* The open lead with the smallest number above n; begin with 0. NULL past the last. */
struct lead *leads_after(struct leads *self, unsigned n);

/* True if another open lead's number has the same last four digits. */
bool leads_ends_alike(const struct leads *self, const struct lead *lead);

/* One of a former life. Nothing if there is no place left, or it was done. */
void leads_restore(struct leads *self, const struct lead_record *record);

/* The next thing to do about any, monotonic ms. */
int64_t leads_deadline(const struct leads *self);

#endif
