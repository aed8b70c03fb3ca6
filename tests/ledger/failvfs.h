/* A disk that fails for a while: SQLite's calls of one kind get an I/O error until told otherwise. */
#ifndef TESTS_LEDGER_FAILVFS_H
#define TESTS_LEDGER_FAILVFS_H

struct failvfs;

enum failing {
    FAILING_NONE,
    FAILING_WRITES, /* nothing is written */
    FAILING_SYNCS,  /* written, but not synced: what became of it is unknown */
    FAILING_READS, /* the database that is open now gives no page back; its log, and files opened later, do */
    FAILING_FULL   /* no space left */
};

/* Registers it as SQLite's default until failvfs_free(). */
struct failvfs *failvfs_new(void);
void failvfs_free(struct failvfs *self);

/* From any thread. */
void failvfs_set(struct failvfs *self, enum failing failing);

#endif
