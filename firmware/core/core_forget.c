/* FORGET: what memory holds of a person goes, before the ledger's record of it does; a record made later, of
 * a text that is under way, names nobody. */
#include "core/core_private.h"

#include <string.h>

static void clear_number(struct text_record *record)
{
    memset(record->number, 0, sizeof record->number);
}

static void forget_texts(struct core *self, const char *number, const struct tb_now *now, struct actions *out)
{
    core_cancel_waiting(self, number, FORGOTTEN, now, out);
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++) {
        struct text *text = &self->outbox.text[i];
        if (!text->used)
            continue;
        bool theirs = number_equal(text->record.number, number),
             about = number_equal(text->source.number, number);
        if ((theirs || about) && !text->in_flight) {
            core_send_settle(self, text, TEXT_EXPIRED, FORGOTTEN, now, out);
            continue;
        }
        if (theirs) {
            clear_number(&text->record); /* its PDU is with the modem already */
            memset(text->call.number, 0, sizeof text->call.number);
            memset(text->call.name, 0, sizeof text->call.name);
        }
        if (about)
            clear_number(&text->source);
    }
    for (size_t i = 0; i < SENT_MAX; i++)
        if (number_equal(self->outbox.sent[i].record.number, number))
            self->outbox.sent[i].record.id = 0; /* a report about it would be about nobody */
}

static void forget_parts(struct core *self, const char *number, struct actions *out)
{
    for (size_t i = 0; i < TB_PARTS_IN_MAX; i++) {
        struct waiting_part *part = &self->inbox.part[i];
        if (!part->used || !number_equal(part->sender, number))
            continue;
        struct record record = {.kind = RECORD_WAITING_PART_GONE,
                                .waiting = {.fingerprint = part->fingerprint}};
        (void)core_record(self, out, &record);
        part->used = false;
    }
}

void core_forget(struct core *self, const char *number, const struct tb_now *now, struct actions *out)
{
    forget_texts(self, number, now, out);
    forget_parts(self, number, out);
}
