/* Lives of a ledger in which every power cut is tried: ledger_pairs_test.c. */
#ifndef TESTS_LEDGER_CUTLIFE_H
#define TESTS_LEDGER_CUTLIFE_H

#include "ledger/cutvfs.h"

#include "shell/ledger.h"

#define CUTLIFE_MARKS 160

/* Called whenever something has been announced durable. */
typedef void cutlife_mark(void *arg, struct ledger *ledger);

struct cutlife {
    const char *name;
    /* What is on the disk before: NULL nothing. */
    void (*prepare)(struct cutvfs *disk);
    /* Equal each time. The first mark is what the first opening gives. */
    void (*run)(struct cutvfs *disk, cutlife_mark *mark, void *arg);
    /* What must not change, as text; to be freed. */
    char *(*dump)(struct ledger *ledger);
    bool damaged; /* it may be set aside */
};

/* The last one's name is NULL. */
extern const struct cutlife cutlives[];

#endif
