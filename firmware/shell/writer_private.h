/* What writer.c (records and files) and writer_check.c share. Nobody else includes this. */
#ifndef SHELL_WRITER_PRIVATE_H
#define SHELL_WRITER_PRIVATE_H

#include "shell/ledger.h"
#include "shell/writer.h"
#include "shell/writer_queue.h"

#include <pthread.h>

/* A page that could not be read, or made no sense, may be a loose plug; so often in a row, over six seconds
 * and more, it is a bad sector or damage. */
#define WRITER_UNREADABLE_MAX 4

enum check_phase { CHECK_IDLE, CHECK_ASKED, CHECK_RUNNING, CHECK_ENDED };

struct writer {
    struct ledger *ledger; /* the thread's */
    pthread_t thread, checker;
    int event_fd;

    pthread_mutex_t lock; /* guards all below; never held during I/O */
    pthread_cond_t wake;
    struct put_queue queue;
    bool held;             /* between writer_hold() and writer_go() */
    struct put_queue step; /* what was put since the hold: the thread does not see it yet */
    uint64_t refused;      /* the sequence that was not taken and not put again; 0 if none */
    bool hole;             /* another was taken after it */
    struct put_file *files;
    struct writer_state state;
    bool stop;
    enum check_phase check;
    bool check_damaged;
    int check_tries;  /* checks in a row that found this file damaged */
    int64_t check_at; /* monotonic ms: not before */
    char check_why[160];
    const char *check_dir;       /* the checker's: set before it starts, the ledger is the writer's */
    struct ledger *check_reader; /* so that stopping can interrupt it */
    bool look;                   /* whether the ledger is where it was */
    bool prune;
    struct ledger_keep keep;

    struct put_queue taken; /* the thread's, though it is counted under the lock: taken and not yet durable */
    int64_t backoff_ms;     /* 0: not failing */
    int64_t retry_at;       /* monotonic ms */
    int64_t forget_at;      /* monotonic ms: no slice of FORGET before */
    int64_t forget_pause_ms; /* 0: none has failed */
    int forget_unreadable;   /* as unreadable, of slices */
    int unreadable;          /* commits in a row that failed for a page that cannot be read, or is damaged */
};

/* CLOCK_MONOTONIC. */
int64_t writer_now_ms(void);
void writer_lock(struct writer *self);
void writer_unlock(struct writer *self);
/* Under the lock, after a change of state. */
void writer_publish(struct writer *self);
/* Sets the ledger aside and counts it. On the writer's thread, without the lock. */
void writer_set_aside(struct writer *self, const char *why);
/* On the writer's thread: the check that was asked for begins; and what it has found counts. */
void writer_begin_check(struct writer *self);
void writer_end_check(struct writer *self);

#endif
