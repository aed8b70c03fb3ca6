/* Who was texted, who said STOP, whom no text reaches: the memory that decides who may be texted.
 * Restored from the ledger at start. When the table is full somebody makes room: opt-outs last of all, and
 * even then they are not forgotten (faded.h). */
#ifndef CORE_PEOPLE_H
#define CORE_PEOPLE_H

#include "base/now.h"
#include "core/faded.h"
#include "core/record.h"

struct person {
    uint64_t key;        /* the number, packed */
    int64_t texted_mono; /* latest text that opens a repeat window, where it is of this boot */
    int64_t texted_wall; /* and by the wall clock, where that was trusted */
    enum person_kind kind : 8;
    bool stopped : 1;  /* they said STOP */
    bool blocked : 1;  /* the agent said BLOCK */
    bool doubtful : 1; /* they may have meant STOP */
    enum person_mark mark : 4;
    bool undeliverable : 1;
    bool texted : 1;
    bool texted_this_boot : 1;
    bool texted_wall_ok : 1;
    bool typed : 1; /* that text was typed by the agent */
    bool anew : 1;  /* and no window was open before it; false if nobody knows */
};

struct people {
    uint32_t count;
    uint32_t hand;   /* where the search for who makes room goes on */
    uint32_t barren; /* newcomers until the next one: the last went all round and found nobody */
    struct person person[TB_PEOPLE_MAX];
    uint32_t index[TB_PEOPLE_MAX * 2]; /* open addressing: place in person[] + 1 */
    struct faded faded;                /* those who made room */
};

/* All zero bytes is an empty table, so that memory that was never used costs nothing. */

/* NULL if the number is unknown or no telephone number. Who made room is found again, with what is left of
 * them: no text at all if they were opted out, in doubt, undeliverable or to be skipped. A person stays in
 * its place until another number is asked for: in a full table that one may need the place. */
struct person *people_find(struct people *self, const char *number);

/* Finds or adds, with the same promise. NULL if number is no telephone number. */
struct person *people_get(struct people *self, const char *number);

void people_restore(struct people *self, const struct person_record *record);

/* Fills the ledger's record of a person; name may be "". */
void people_record(const struct person *person, const char *number, const char *name,
                   struct person_record *out);

/* No automatic text may go to them, by their own word or the agent's. */
bool people_opted_out(const struct person *person);

/* Forgets all but what keeps texts away from them. */
void people_forget(struct person *person);

/* A text that opens a repeat window was begun now. */
void people_texted(struct person *person, const struct tb_now *now, bool typed);

/* Less than window_ms since that text. Monotonic time within a boot, wall time across boots; where neither
 * tells, inside. */
bool people_within(const struct person *person, int64_t window_ms, const struct tb_now *now);

/* The stamp of this instant. */
struct stamp stamp_now(const struct tb_now *now);

/* Milliseconds since a stamp, INT64_MAX if no clock can tell. Never negative. */
int64_t stamp_age(const struct stamp *stamp, const struct tb_now *now);

#endif
