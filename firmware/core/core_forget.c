/* FORGET: what memory holds of a person goes, before the ledger's record of it does; a record made later, of
 * a text that is under way, names nobody. */
#include "core/core_private.h"

#include <string.h>

static void clear_number(struct text_record *record)
{
    memset(record->number, 0, sizeof record->number);
}

/* The radio may have it. Without a number it is not tried again; without its call nobody is told of it. */
static void forget_whose(struct text *text)
{
    clear_number(&text->record);
    if (text->call_unrecorded) {
        memset(text->call.number, 0, sizeof text->call.number);
        memset(text->call.name, 0, sizeof text->call.name);
    } else {
        text->call = (struct call_record){.id = 0};
    }
}

/* Texts to the desk that name them leave as they are; the ledger has lost their words, and gets no new ones.
 */
static void forget_mentions(struct core *self, const char *number)
{
    char pretty[TB_NUMBER_MAX];

    number_pretty(number, self->config->country, pretty, sizeof pretty);
    for (uint16_t i = 0; i < self->outbox.top; i++) {
        struct text *text = &self->outbox.text[i];
        if (text->used && (strstr(text->body, number) != NULL || strstr(text->body, pretty) != NULL))
            text->record.body = NULL;
    }
}

static void forget_texts(struct core *self, const char *number, const struct tb_now *now, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top; i++) {
        struct text *text = &self->outbox.text[i];
        if (!text->used)
            continue;
        bool theirs = number_equal(text->record.number, number),
             about = number_equal(text->source.number, number);
        if (about && text->in_flight) {
            clear_number(&text->source);
            text->record.body = NULL;
        }
        if (theirs && (text->in_flight || !actions_room(out)))
            forget_whose(text); /* for want of room: it is given up when it would go */
        else if (theirs && !text->call_unrecorded)
            text->call = (struct call_record){.id = 0};
        if ((theirs || about) && !text->in_flight && actions_room(out))
            core_send_settle(self, text, TEXT_EXPIRED, FORGOTTEN, now, out);
    }
    forget_mentions(self, number);
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
        inbox_drop(&self->inbox, part);
    }
}

void core_forget(struct core *self, const char *number, const struct tb_now *now, struct actions *out)
{
    forget_texts(self, number, now, out);
    forget_parts(self, number, out);
    core_desk_forget(self, number, out);
}
