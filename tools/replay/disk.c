/* The virtual disk: records become durable a little later, all that waited in one commit, or are lost. */
#include "vbox.h"

#include <stdlib.h>
#include <string.h>

enum { COMMIT_MIN_MS = 1, COMMIT_SPREAD_MS = 3 };

static int64_t commit_takes(struct disk *self)
{
    self->seed ^= self->seed << 13;
    self->seed ^= self->seed >> 7;
    self->seed ^= self->seed << 17;
    return COMMIT_MIN_MS + (int64_t)(self->seed % COMMIT_SPREAD_MS);
}

static void begin(struct disk *self, int64_t now_ms)
{
    self->committing = self->count;
    self->due_ms = self->count > 0 ? now_ms + commit_takes(self) : TB_NEVER;
}

void disk_put(struct disk *self, uint64_t sequence, const struct record *record)
{
    self->queued = bytes_room(self->queued, self->count + 1, sizeof *self->queued);
    struct queued *queued = &self->queued[self->count++];
    *queued = (struct queued){.sequence = sequence, .record = *record};
    if (record->kind == RECORD_TEXT && record->text.body != NULL)
        queued->words = bytes_copy(record->text.body);
    else if (record->kind == RECORD_WAITING_PART && record->waiting.pdu != NULL)
        queued->words = bytes_copy(record->waiting.pdu);
}

void disk_go(struct disk *self, int64_t now_ms)
{
    if (self->due_ms == TB_NEVER)
        begin(self, now_ms);
}

static void forget(struct disk *self, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(self->queued[i].words);
    self->count -= n;
    if (n > 0)
        memmove(self->queued, self->queued + n, self->count * sizeof *self->queued);
}

uint64_t disk_commit(struct disk *self, int64_t now_ms, struct bytes *log)
{
    uint64_t durable = 0;
    bool ok = ledger_begin(self->ledger);

    for (size_t i = 0; ok && i < self->committing; i++) {
        struct queued *queued = &self->queued[i];
        if (queued->record.kind == RECORD_TEXT)
            queued->record.text.body = queued->words;
        else if (queued->record.kind == RECORD_WAITING_PART)
            queued->record.waiting.pdu = queued->words;
        ok = ledger_apply(self->ledger, &queued->record);
        if (!ok && ledger_fault(self->ledger) == LEDGER_FAULT_REFUSED) {
            bytes_clear(&self->refused);
            bytes_text(&self->refused, ledger_why(self->ledger));
            ok = true;
        }
        durable = queued->sequence;
    }
    if (!ok || !ledger_commit(self->ledger))
        bytes_format(log, "the ledger cannot be written: %s\n", ledger_why(self->ledger));
    forget(self, self->committing);
    begin(self, now_ms);
    return durable;
}

void disk_lose(struct disk *self)
{
    forget(self, self->count);
    begin(self, 0);
}

void disk_free(struct disk *self)
{
    forget(self, self->count);
    free(self->queued);
    bytes_free(&self->refused);
    ledger_close(self->ledger);
}
