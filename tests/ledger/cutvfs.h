/* A disk that loses power, below SQLite and below the product's own files. kill -9 does not test a cut: the
 * page cache survives it.
 *
 * Each cutvfs is a disk in memory with one folder, cutvfs_dir(): what is opened there through SQLite's
 * default VFS is on it, and so is what goes through open(), rename() and their kin in programs that link with
 * cut_wraps (tests/CMakeLists.txt). Other paths are the real ones. Nothing is written to any real file, and
 * equal calls give equal disks.
 *
 * A cut decides, by seed, what became of every change that was not synced:
 *   - of a write each sector of 512 bytes for itself: kept, dropped, torn within, garbage, or only the size
 *     has grown (zeros);
 *   - of a change of size, a create, a delete, a rename, whether it is there, whatever became of those before
 *     it. Each is whole or not at all.
 * What was synced is there. Syncing a file does not make its name durable; syncing the folder does. */
#ifndef TESTS_LEDGER_CUTVFS_H
#define TESTS_LEDGER_CUTVFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cutvfs;

enum cutvfs_disk {
    DISK_HONEST, /* as above */
    /* The sectors under way, and those before and after them, may become garbage though they were synced:
     * what many cards do. Weaker promise: ledger_cards_test.c says which. */
    DISK_NEIGHBOURS,
    /* A sync does nothing: the latest CUTVFS_CACHE changes may be lost in any combination, whatever was said
     * of them. Weaker promise: see there. */
    DISK_LIES
};
#define CUTVFS_CACHE 48

enum cutvfs_outcome {
    CUT_ANY,   /* one of those below, by seed */
    CUT_KEEP,  /* all that waited is there */
    CUT_DROP,  /* nothing of it */
    CUT_ORDER, /* all up to some change, that one in part: a disk that keeps order */
    CUT_MIX,   /* each change, and each sector, for itself */
    CUT_KILL   /* no cut: the process dies, and the page cache keeps what waited, still unsynced */
};

/* A new, empty disk. The first registers SQLite's default VFS until the last is freed. */
struct cutvfs *cutvfs_new(void);
/* All that was open on it must be closed. */
void cutvfs_free(struct cutvfs *self);
/* The folder to give to ledger_open(); the disk's until it is freed. */
const char *cutvfs_dir(const struct cutvfs *self);
/* DISK_HONEST until set. */
void cutvfs_set_disk(struct cutvfs *self, enum cutvfs_disk kind);

/* Changes and syncs since it was made; reading does not count. */
unsigned long cutvfs_operations(const struct cutvfs *self);
/* The power fails in the n-th operation from now (1: the next): it fails, and may have happened in part; so
 * do all calls after it until cutvfs_power_on(). 0: not planned. */
void cutvfs_cut_after(struct cutvfs *self, unsigned long n);
/* It fails now, between two operations. */
void cutvfs_cut(struct cutvfs *self);
bool cutvfs_is_off(const struct cutvfs *self);
/* Cuts if the power is still on, decides what the disk has kept, and switches on again. All that was open
 * must be closed. */
void cutvfs_power_on(struct cutvfs *self, enum cutvfs_outcome outcome, uint64_t seed);

/* Another disk that holds what this one would after a cut at this moment. Nothing happens to this one. */
struct cutvfs *cutvfs_fork(const struct cutvfs *self, enum cutvfs_outcome outcome, uint64_t seed);
/* Called in each operation, at the moment in which a cut would strike. It may fork and work with the forks.
 */
void cutvfs_watch(struct cutvfs *self, void (*watch)(void *arg), void *arg);
/* Equal if all that is certain is equal. */
uint64_t cutvfs_hash(const struct cutvfs *self);

/* Damage by hand: overwrites bytes of a file, as if they had always been so. False: no such file. */
bool cutvfs_spoil(struct cutvfs *self, const char *name, size_t at, const void *bytes, size_t length);
/* Puts a whole file there, with all its bytes and its name synced. */
void cutvfs_put(struct cutvfs *self, const char *name, const void *bytes, size_t length);
/* Its size now, SIZE_MAX if there is none. */
size_t cutvfs_size(const struct cutvfs *self, const char *name);

/* SplitMix64: the next number of a seed. */
uint64_t cutvfs_random(uint64_t *seed);

#endif
