/* The ledger: what has happened, on the disk. SQLite, one file (ledger.db in the state folder), every record
 * an upsert of the whole truth of one thing (core/record.h). It decides nothing.
 *
 * One thread at a time may use a ledger; after writer_start() that is the writer's thread alone.
 * Opt-outs are kept a second time in a plain file (optouts.h): each change of opted_out is in that file,
 * synced, before the transaction that carries it commits. */
#ifndef SHELL_LEDGER_H
#define SHELL_LEDGER_H

#include "base/check.h"
#include "core/record.h"

#include <stddef.h>

struct ledger;
struct sqlite3;

/* ---- opening ---- */

enum ledger_open_result {
    LEDGER_OK, /* what was there was opened */
    /* Nothing was there: a new one. Opt-outs came from the plain file, if it is there, and the rest from the
     * latest file set aside, if there is one: a power cut may have come between. */
    LEDGER_FRESH,
    LEDGER_SET_ASIDE, /* what was there is no ledger of ours or damaged: renamed ledger.db.bad-N, a new one
                         begun */
    LEDGER_FAILED     /* the folder cannot be read or written, the disk is full: nothing was moved */
};

/* Opens or creates state_dir/ledger.db (and the folder). boot_id: /proc/sys/kernel/random/boot_id; any string
 * that differs from boot to boot. *out is the caller's to ledger_close(), NULL on LEDGER_FAILED. why says in
 * words what was wrong (SET_ASIDE, FAILED), or "" . Not for two processes at once: see statusfile_lock(). */
TB_MUST_CHECK enum ledger_open_result ledger_open(const char *state_dir, const char *boot_id,
                                                  struct ledger **out, char *why, size_t cap);

/* How many lines of the opt-outs file could not be made out when it was opened, and the number of the first.
 * Who stands in one is still out if the database has it; the file then has it once more. Where nothing in
 * that file is sound, a database that is not there, or damaged, is no reason to begin a fresh one:
 * LEDGER_FAILED. */
unsigned ledger_bad_stops(const struct ledger *self, unsigned *first);

/* The same schema in memory, without files: for replay and tests. NULL if there is no memory. */
TB_MUST_CHECK struct ledger *ledger_open_memory(const char *boot_id);

/* After LEDGER_FAILED: in memory, with all that can still be read of what is in state_dir (a card that has
 * become read-only): who was texted, who said STOP, what is open. *blind: not all of it could be read, so who
 * is not in it may still have said STOP. NULL if there is no memory. */
TB_MUST_CHECK struct ledger *ledger_open_fallback(const char *state_dir, const char *boot_id, bool *blind);

/* After LEDGER_FAILED, for the writer: has no database until a ledger_begin() succeeds in opening or creating
 * one; until then each of them fails, to be tried again. NULL if there is no memory. */
TB_MUST_CHECK struct ledger *ledger_open_later(const char *state_dir, const char *boot_id);

/* For looking only (textbackctl): never changes data, works beside a living writer and on what a killed one
 * left behind. state_dir may be on a read-only disk. NULL, with words in why, if it cannot be read. */
TB_MUST_CHECK struct ledger *ledger_open_reader(const char *state_dir, char *why, size_t cap);

/* Closes and frees. An open transaction is rolled back. NULL is allowed. */
void ledger_close(struct ledger *self);

/* ---- writing ---- */

/* Why the latest call returned false. */
enum ledger_fault {
    LEDGER_FAULT_NONE,
    LEDGER_FAULT_FULL,      /* disk or quota full: try again later */
    LEDGER_FAULT_READ_ONLY, /* try again later */
    LEDGER_FAULT_IO,        /* try again later */
    LEDGER_FAULT_BUSY,      /* somebody else holds a lock: try again later */
    LEDGER_FAULT_MEMORY,    /* try again later */
    LEDGER_FAULT_DAMAGED,   /* not a database any more: ledger_set_aside() */
    LEDGER_FAULT_REFUSED    /* the record breaks a rule of the schema, such as a second automatic text for one
                               call */
};
enum ledger_fault ledger_fault(const struct ledger *self);
/* True if it was a page of the file that the disk does not give back: damage, should it happen again and
 * again. */
bool ledger_unreadable(const struct ledger *self);
/* The fault in words; valid until the next call. */
const char *ledger_why(const struct ledger *self);

/* All three false: everything since begin is rolled back already (the opt-outs file may be ahead, which is
 * safe). ledger_apply() that is REFUSED leaves the others of the transaction standing. A stamp with this_boot
 * clear keeps the boot that is stored for it. text.body NULL keeps the stored one. */
TB_MUST_CHECK bool ledger_begin(struct ledger *self);
TB_MUST_CHECK bool ledger_apply(struct ledger *self, const struct record *record);
TB_MUST_CHECK bool ledger_commit(struct ledger *self);

/* ---- its place ---- */

/* True if what is open is no longer what its name leads to: somebody deleted the file, its log or the folder,
 * or put another in its place. What was committed since is on no disk that anybody finds. A few stats. */
bool ledger_gone(struct ledger *self);

/* Makes it again where it was, with all that it had and everyone opted out by it or by the file that is there
 * now, and goes on with that one. What is there, should it be a ledger, is overwritten: it is older. No
 * transaction may be open. False: a fault; the handle is still good for another try. */
TB_MUST_CHECK bool ledger_put_back(struct ledger *self);

/* ---- reading back at start ---- */

/* One call per row; record is valid during it. */
struct ledger_sink {
    void (*record)(void *arg, const struct record *record);
};

/* How far back what is settled still matters. Times are judged by the wall clock; where the present one is
 * not trusted, by the latest stored instant, so that nothing is left out that may still matter. */
struct ledger_window {
    bool wall_ok;
    int64_t wall_ms;    /* now */
    int64_t calls_ms;   /* calls held, or without the agent's alert */
    int64_t reports_ms; /* texts that a delivery report may still settle */
    int64_t caps_ms;    /* automatic texts that count for max_per_hour and max_per_day */
};
/* 26 h, 3 days, 25 h. */
struct ledger_window ledger_window_at(bool wall_ok, int64_t wall_ms);

/* Hands over, each kind in rising order of its key or age:
 * META; PERSON (all; opted-out ones first); CALL (ringing or without verdict; within calls_ms held or not
 * alerted); TEXT (out: prepared, sending, held, these with body; within reports_ms accepted and in_doubt;
 * within caps_ms every automatic one; in: received and partial, with body); PART (of those texts);
 * LEAD (not done); WAITING_PART; SEEN (latest TB_SEEN_MAX, oldest first). Reads no more than a bounded number
 * of the newest rows, so its time does not grow with the ledger. False: a fault; what was handed over is true
 * as far as it goes. */
TB_MUST_CHECK bool ledger_restore(struct ledger *self, const struct ledger_sink *sink, void *arg,
                                  const struct ledger_window *window);

/* The highest ids ever used, 0 if none. */
TB_MUST_CHECK bool ledger_max_ids(struct ledger *self, struct last_ids *ids);

/* ---- keeping it well ---- */

/* Reads the whole file (a second for every 100 MB at best). False: DAMAGED, or a fault. */
TB_MUST_CHECK bool ledger_quick_check(struct ledger *self);

/* Renames the file to ledger.db.bad-N (the latest 3 are kept) and begins a fresh one under the same handle.
 * What can still be read of the old one's living part (as ledger_restore() gives it) is carried over, and
 * everyone in the opt-outs file. No transaction may be open. False: a fault; the handle is still good for
 * another try. */
TB_MUST_CHECK bool ledger_set_aside(struct ledger *self);

/* Moves the write-ahead log into the database when it has grown. Outside of a transaction; cheap when there
 * is nothing to do. Left undone it costs space only, so it returns nothing. */
void ledger_tidy(struct ledger *self);

struct ledger_keep {
    int64_t keep_ms;   /* at least LEDGER_KEEP_MIN_MS, beyond which nothing can still be open */
    int64_t repeat_ms; /* for so long nobody is texted again: persons are kept at least as long */
    int64_t now_wall_ms;
};
#define LEDGER_KEEP_MIN_MS (INT64_C(7) * 24 * 60 * 60 * 1000)

/* Deletes what is older than that: calls and texts, leads that are done, persons last texted before that;
 * never opt-outs and undeliverable numbers, nor the highest ids. What was written without a trusted date goes
 * with what came after it. One bounded slice a call, its own transaction. *more: call again for the next
 * slice. The file does not shrink: the room is used again. False: a fault. */
TB_MUST_CHECK bool ledger_prune(struct ledger *self, const struct ledger_keep *keep, bool *more);

/* Erasing a person goes on after the commit that carries RECORD_FORGET, which holds the order and, of a
 * ledger that is not long, all of it. True as long as there is something left to erase; such orders outlive
 * the process. */
bool ledger_forgetting(const struct ledger *self);

/* One bounded slice of it, its own transaction, between commits. *more: call again. False: a fault; call
 * again later. */
TB_MUST_CHECK bool ledger_forget_slice(struct ledger *self, bool *more);

/* ---- for those who only read: tools and tests ---- */

/* The folder the ledger is in, "" for one in memory. */
const char *ledger_dir(const struct ledger *self);
/* Where a reader's large sorts and helpers go that SQLite's cache has no room for: into a nameless file of
 * the system's temporary folder, or into memory, as from the start. No transaction may be open. */
TB_MUST_CHECK bool ledger_spill(struct ledger *self, bool to_file);
/* SQLite's handle, for queries. Still the ledger's. */
struct sqlite3 *ledger_handle(struct ledger *self);

#endif
