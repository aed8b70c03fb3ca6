#include "disk.h"

#include "base/now.h"
#include "plan.h"
#include "shell/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BACKOFF_FIRST_MS = 1000, BACKOFF_LAST_MS = 30000 /* as firmware/shell/writer.c */ };

void disk_begin(struct disk *self, uint64_t seed)
{
    *self = (struct disk){.vfs = cutvfs_new(), .random = seed};
    self->item = calloc(DISK_QUEUE_MAX, sizeof *self->item);
    CHECK(self->item != NULL);
}

void disk_end(struct disk *self)
{
    disk_drop_all(self);
    ledger_close(self->ledger);
    cutvfs_free(self->vfs);
    free(self->item);
}

bool disk_open(struct disk *self, const char *boot_id, char *why, size_t cap)
{
    static const char *const WORDS[] = {[LEDGER_OK] = "opened",
                                        [LEDGER_FRESH] = "begun anew",
                                        [LEDGER_SET_ASIDE] = "set aside",
                                        [LEDGER_FAILED] = "failed"};
    char reason[256];
    enum ledger_open_result result =
        ledger_open(cutvfs_dir(self->vfs), boot_id, &self->ledger, reason, sizeof reason);

    self->durable = self->committing = 0;
    self->retry_ms = self->backoff_ms = 0;
    self->failing = false;
    self->mood = self->mood == MOOD_SLOW ? MOOD_SLOW : MOOD_WELL;
    if (result == LEDGER_OK || result == LEDGER_FRESH)
        return true;
    (void)snprintf(why, cap, "the ledger was %s: %s", WORDS[result], reason);
    return false;
}

bool disk_put(struct disk *self, uint64_t sequence, const struct record *record)
{
    if (self->count == DISK_QUEUE_MAX)
        return false;
    struct disk_item *item = &self->item[self->count++];
    *item = (struct disk_item){.sequence = sequence, .record = *record};
    self->worst_queue = self->count > self->worst_queue ? self->count : self->worst_queue;
    const char **words = item->record.kind == RECORD_TEXT           ? &item->record.text.body
                         : item->record.kind == RECORD_WAITING_PART ? &item->record.waiting.pdu
                                                                    : NULL;
    if (words != NULL && *words != NULL)
        *words = item->words = strdup(*words);
    return true;
}

void disk_drop(struct disk *self, unsigned taken)
{
    for (unsigned i = 0; i < taken; i++)
        free(self->item[i].words);
    self->count -= taken;
    memmove(&self->item[0], &self->item[taken], self->count * sizeof self->item[0]);
}

void disk_drop_all(struct disk *self)
{
    disk_drop(self, self->count);
}

int64_t disk_deadline(const struct disk *self)
{
    if (self->ledger == NULL)
        return TB_NEVER;
    if (self->committing != 0)
        return self->due_ms;
    return self->count > 0 ? self->retry_ms : TB_NEVER;
}

static unsigned asked_for(const struct disk *self)
{
    unsigned n = 0;

    while (n < self->count && self->item[n].sequence <= self->committing)
        n++;
    return n;
}

static bool commit(struct disk *self, unsigned n, char *why, size_t cap)
{
    bool ok = ledger_begin(self->ledger);

    for (unsigned i = 0; i < n && ok; i++)
        ok = ledger_apply(self->ledger, &self->item[i].record);
    ok = ok && ledger_commit(self->ledger);
    if (!ok && why != NULL)
        (void)snprintf(why, cap, "the ledger: %s", ledger_why(self->ledger));
    return ok;
}

static bool forget_slice(struct disk *self, char *why, size_t cap)
{
    bool more, ok = ledger_forget_slice(self->ledger, &more);

    if (!ok)
        (void)snprintf(why, cap, "forgetting: %s", ledger_why(self->ledger));
    return ok;
}

static void begin_commit(struct disk *self, int64_t now_ms)
{
    int64_t takes_ms = 1 + plan_below(&self->random, 30);

    if (self->mood == MOOD_SLOW)
        takes_ms += plan_below(&self->random, 12000);
    self->committing = self->item[self->count - 1].sequence;
    self->due_ms = now_ms + takes_ms;
}

enum disk_news disk_step(struct disk *self, int64_t now_ms, unsigned *taken, char *why, size_t cap)
{
    if (disk_deadline(self) > now_ms)
        return DISK_NOTHING;
    if (self->committing == 0) {
        begin_commit(self, now_ms);
        return DISK_NOTHING;
    }
    unsigned n = asked_for(self);
    if (self->mood == MOOD_FULL || self->mood == MOOD_BROKEN) {
        bool told = self->failing;
        self->committing = 0;
        self->failing_ms = told ? self->failing_ms : now_ms;
        self->failing = true;
        self->backoff_ms = self->backoff_ms == 0 ? BACKOFF_FIRST_MS : self->backoff_ms * 2;
        self->backoff_ms = tb_earlier(self->backoff_ms, BACKOFF_LAST_MS);
        self->retry_ms = now_ms + self->backoff_ms;
        return told ? DISK_NOTHING : DISK_FAILS;
    }
    self->backoff_ms = 0;
    if (!commit(self, n, why, cap))
        return DISK_DAMAGED;
    self->durable = self->committing;
    self->committing = 0;
    self->commits++;
    ledger_tidy(self->ledger); /* as the writer does: firmware/shell/writer.c */
    if (ledger_forgetting(self->ledger) && !forget_slice(self, why, cap))
        return DISK_DAMAGED;
    *taken = n;
    return DISK_DURABLE;
}

static void close_ledger(struct disk *self)
{
    ledger_close(self->ledger);
    self->ledger = NULL;
}

/* How many of the queue were in the commit that is under way as the box dies. */
static unsigned under_way(const struct disk *self)
{
    return self->committing != 0 && self->mood <= MOOD_SLOW ? asked_for(self) : 0;
}

void disk_cut(struct disk *self, uint64_t seed, unsigned *asked)
{
    enum { COMMIT_OPERATIONS = 24 /* most commits take fewer: then the cut comes behind it */ };

    *asked = under_way(self);
    cutvfs_cut_after(self->vfs, 1 + plan_below(&seed, COMMIT_OPERATIONS));
    if (*asked > 0 && commit(self, *asked, NULL, 0))
        ledger_tidy(self->ledger);
    cutvfs_cut(self->vfs);
    close_ledger(self);
    cutvfs_power_on(self->vfs, CUT_ANY, plan_random(&seed));
}

void disk_kill(struct disk *self, uint64_t seed, unsigned *asked)
{
    *asked = under_way(self);
    if (*asked > 0 && plan_below(&seed, 2) == 0)
        CHECK(commit(self, *asked, NULL, 0));
    cutvfs_cut(self->vfs);
    close_ledger(self);
    cutvfs_power_on(self->vfs, CUT_KILL, plan_random(&seed));
}
