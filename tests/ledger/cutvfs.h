/* A power cut below SQLite. kill -9 does not test one: the page cache survives it.
 *
 * A VFS over the real unix one that knows, for every database and log, what has been synced and which writes
 * came after. At a chosen sync the power fails: that call and all later ones fail, and cutvfs_settle() then
 * decides, by seed, what the disk has kept: of each write that was not synced every sector is kept, dropped
 * or garbled, of each unsynced truncate, create and delete whether it happened. The index of the log (-shm)
 * is gone. */
#ifndef TESTS_LEDGER_CUTVFS_H
#define TESTS_LEDGER_CUTVFS_H

#include <stdbool.h>
#include <stdint.h>

struct cutvfs;

/* Registers it as SQLite's default until cutvfs_free(). */
struct cutvfs *cutvfs_new(void);
void cutvfs_free(struct cutvfs *self);

/* The power fails at the n-th sync from now (1: the next one). */
void cutvfs_plan(struct cutvfs *self, uint64_t seed, unsigned long syncs);
bool cutvfs_is_off(const struct cutvfs *self);

/* Syncs since it was made. */
unsigned long cutvfs_syncs(const struct cutvfs *self);

/* Every file must be closed. Cuts the power, planned or not, decides what is on the disk, and switches on
 * again. */
void cutvfs_settle(struct cutvfs *self);

/* SplitMix64: the next number of a seed. */
uint64_t cutvfs_random(uint64_t *seed);

#endif
