/* The box's disk in a simulated world: the real ledger (SQLite and its opt-outs file) below which a power cut
 * keeps, drops or garbles what was not synced, and in front of it what the writer thread does, under virtual
 * time: one commit at a time, of all that is queued when it begins.
 *
 * Times are ms of the world, not of the box. */
#ifndef TESTS_SIM_DISK_H
#define TESTS_SIM_DISK_H

#include "base/check.h"
#include "core/record.h"
#include "ledger/cutvfs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ledger;

enum { DISK_QUEUE_MAX = 8192 /* WRITER_RECORDS_MAX */ };

enum disk_mood { MOOD_WELL, MOOD_SLOW, MOOD_FULL, MOOD_BROKEN };

/* One record on its way, with its strings. */
struct disk_item {
    uint64_t sequence;
    struct record record;
    char *words; /* of the record, or NULL */
};

struct disk {
    struct cutvfs *vfs;
    struct ledger *ledger; /* NULL: the box is off */
    enum disk_mood mood;
    uint64_t random;
    uint64_t durable, committing; /* sequence; committing 0: nothing is under way */
    int64_t due_ms, retry_ms, backoff_ms;
    bool failing;       /* and the core knows */
    int64_t failing_ms; /* since then */
    unsigned long commits, worst_queue;
    unsigned count;
    struct disk_item *item; /* DISK_QUEUE_MAX, the first `count` are used */
};

/* An empty one. */
void disk_begin(struct disk *self, uint64_t seed);
void disk_end(struct disk *self);

/* The power is on: opens what is there. False, with words in why: it was not as it was left. */
TB_MUST_CHECK bool disk_open(struct disk *self, const char *boot_id, char *why, size_t cap);

/* Copies a record to the end of the queue. False: the queue is full. */
TB_MUST_CHECK bool disk_put(struct disk *self, uint64_t sequence, const struct record *record);

/* When there is something to do; TB_NEVER. */
int64_t disk_deadline(const struct disk *self);

enum disk_news { DISK_NOTHING, DISK_DURABLE, DISK_FAILS, DISK_DAMAGED };
/* Does one thing that is due. After DISK_DURABLE the first *taken items of the queue are on the disk: look at
 * them, then disk_drop() them. DISK_DAMAGED: the ledger refused a record, or itself; why says more. */
enum disk_news disk_step(struct disk *self, int64_t now_ms, unsigned *taken, char *why, size_t cap);
void disk_drop(struct disk *self, unsigned taken);

/* The power fails, perhaps in the middle of the commit under way. What was queued is lost or not: items[0,
 * *asked) were under way and are on the disk all together or not at all. Look at them, then disk_drop_all().
 */
void disk_cut(struct disk *self, uint64_t seed, unsigned *asked);

/* The process dies, the machine does not: what the commit under way had begun is undone or done. */
void disk_kill(struct disk *self, uint64_t seed, unsigned *asked);

void disk_drop_all(struct disk *self);

#endif
