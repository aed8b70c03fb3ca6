/* The clerk: long looks into the ledger, on a thread of its own with a reader of its own, while loop and
 * writer go on. It sees what is durable. One piece of work at a time; no thread while there is none. */
#ifndef SHELL_CLERK_H
#define SHELL_CLERK_H

#include "base/check.h"
#include "shell/cardbook.h"
#include "shell/report.h"

struct clerk;

enum clerk_kind {
    CLERK_REPORT, /* a period is added up */
    CLERK_CARD    /* the card's months are written */
};

struct clerk_work {
    enum clerk_kind kind;
    struct report_period period;
    struct cardbook_wish wish; /* what it points to is copied */
};

struct clerk_result {
    struct clerk_work work; /* its pointers are gone */
    bool read;              /* the ledger, to its end */
    struct report_figures figures;
    struct cardbook_result card;
};

/* NULL, with words in why: no descriptor, no memory. */
TB_MUST_CHECK struct clerk *clerk_new(const char *state_dir, char *why, size_t cap);

/* Readable when work is done. Still the clerk's. */
int clerk_fd(const struct clerk *self);

/* False: the clerk is at work, or there is no thread to be had. Try again later. */
TB_MUST_CHECK bool clerk_begin(struct clerk *self, const struct clerk_work *work);

/* True, with the result, once after each work that was done. */
TB_MUST_CHECK bool clerk_done(struct clerk *self, struct clerk_result *out);

/* Breaks off what is under way, without waiting, and all that is begun later: nothing is read to its end. */
void clerk_stop(struct clerk *self);

/* Breaks off what is under way and frees all. NULL is allowed. */
void clerk_free(struct clerk *self);

#endif
