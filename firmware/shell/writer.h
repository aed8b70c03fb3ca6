/* The writer: one thread that owns the ledger, so that the loop never waits for a disk (an SD card can stall
 * for a second). It takes all that is queued into one commit, then says up to which sequence everything is
 * durable. */
#ifndef SHELL_WRITER_H
#define SHELL_WRITER_H

#include "base/check.h"
#include "core/record.h"

#include <stddef.h>

struct ledger;
struct ledger_keep;
struct writer;

/* Bounds of the queue: four hours of a busy box with a full disk, or 64 lines ringing for minutes. */
#define WRITER_RECORDS_MAX 8192
#define WRITER_BYTES_MAX   ((size_t)4 * 1024 * 1024)
/* Files waiting to be written; a newer one of the same name takes the older one's place. */
#define WRITER_FILES_MAX      16
#define WRITER_FILE_BYTES_MAX ((size_t)1024 * 1024)

/* What the loop needs to know. */
struct writer_state {
    uint64_t durable;   /* every record put with a sequence up to this is on the disk */
    bool failing;       /* the last commit failed; everything is kept and tried again, after 1 s .. 30 s */
    char why[160];      /* why it is failing; or why the ledger was set aside */
    uint32_t set_aside; /* how often since the start */
    uint32_t put_back;  /* how often somebody deleted the ledger and it was made again, since the start */
    bool checked;       /* the check asked for by writer_check() has ended */
    /* Somebody's traces are still being erased, by itself and as writer_prune() goes on; never so before
     * their record is durable. */
    bool forgetting;
    uint32_t forget_failures; /* how often in a row that has failed; it is tried again, after 1 s .. 30 s */
    char forget_why[160];     /* why it has */
    uint64_t commits;         /* since the start: how many records shared one tells the group commit */
    uint32_t queued;          /* records not yet durable */
    uint32_t files_failed;    /* files of writer_put_file() that could not be written */
};

/* A ledger that is to be opened later (ledger_open_later()) fails from the start, and is tried as a failing
 * one is.
 *
 * Takes over the ledger, which must stay open until writer_stop() and be left alone till then. NULL, with
 * words in why: no thread, no descriptor, no memory. */
TB_MUST_CHECK struct writer *writer_start(struct ledger *ledger, char *why, size_t cap);

/* Readable whenever the state has changed; writer_state() makes it quiet again. Still the writer's. */
int writer_fd(const struct writer *self);
void writer_state(struct writer *self, struct writer_state *out);

/* What is put between the two goes into one commit: the records of one step, of which the last is the one
 * that a text waits for. */
void writer_hold(struct writer *self);
void writer_go(struct writer *self);

/* Copies the record with its strings. Sequences rise. Never blocks. False: the queue is at its bound (or no
 * memory) and nothing was taken; put the same one again before any other. If another is put instead, the
 * ledger can no longer become what the core believes, and durable must not pass over the hole. So when the
 * disk takes records again, and all that is queued is on it, the process aborts: its next life begins from
 * what is stored, as after a power cut. */
TB_MUST_CHECK bool writer_put(struct writer *self, uint64_t sequence, const struct record *record);

/* Checks the whole database, beside the work (a thread of its own while it lasts, reading). Once, if it is
 * sound; what looks damaged, which a loose plug does too, is checked again some seconds later. If it is so
 * each time it is set aside, a fresh one begun with what could be saved, and set_aside counts up. */
void writer_check(struct writer *self);

/* Looks whether the ledger is still in its place, as each commit does, and makes it again if it is not. */
void writer_look(struct writer *self);

/* Deletes what is too old (ledger_prune()), slice by slice between commits. */
void writer_prune(struct writer *self, const struct ledger_keep *keep);

/* Queues a whole file: a temporary one beside it, then a rename; written in place where there is no rename.
 * For disposable things (status, card pages). synced: worth an fsync, since somebody will pull the card.
 * False: over the bounds above or no memory; nothing was taken. */
TB_MUST_CHECK bool writer_put_file(struct writer *self, const char *dir, const char *name, const void *bytes,
                                   size_t length, bool synced);

/* Writes what is queued (one try), ends the thread and frees the writer; the ledger is the caller's again.
 * False: something could not be made durable. */
bool writer_stop(struct writer *self);

#endif
