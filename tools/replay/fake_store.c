/* The scripted modem's commands about stored messages. */
#include "fake.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORE_SLOTS = 20 };

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

void fake_preferred_store(struct fake *self, const struct command *c, const char *raw, struct bytes *out)
{
    char memory[3][sizeof self->memory] = {"", "", ""};
    size_t count = 0;

    for (const char *p = strchr(raw, '"'); p != NULL && count < 3; p = strchr(p + 1, '"')) {
        size_t n = strcspn(p + 1, "\"");
        if (p[1 + n] == '\0')
            break;
        (void)snprintf(memory[count++], sizeof memory[0], "%.*s", (int)n, p + 1);
        p += n + 1;
    }
    if (!fake_sets(c) || count == 0) {
        unsigned used = shelf_used(&self->shelf, self->memory);
        fake_row(out, "+CPMS: \"%s\",%u,%d,\"%s\",%u,%d,\"%s\",%u,%d", self->memory, used, STORE_SLOTS,
                 self->memory, used, STORE_SLOTS, self->memory, used, STORE_SLOTS);
        return;
    }
    (void)snprintf(self->memory, sizeof self->memory, "%s", memory[0]);
    for (; count < 3; count++)
        memcpy(memory[count], memory[0], sizeof memory[0]);
    fake_row(out, "+CPMS: %u,%d,%u,%d,%u,%d", shelf_used(&self->shelf, memory[0]), STORE_SLOTS,
             shelf_used(&self->shelf, memory[1]), STORE_SLOTS, shelf_used(&self->shelf, memory[2]),
             STORE_SLOTS);
}

static void reveal(struct fake *self, struct shelf_entry *entry)
{
    if (shelf_show(&self->shelf, &entry->slot))
        fake_incoming(self, entry->pdu);
}

static void list_store(struct fake *self, const char *memory, const char *value, struct bytes *out)
{
    bool unread = value[0] == '\0' || strcmp(value, "0") == 0 || strcmp(value, "\"REC UNREAD\"") == 0;
    bool read = strcmp(value, "1") == 0 || strcmp(value, "\"REC READ\"") == 0;
    bool sent = strcmp(value, "2") == 0 || strcmp(value, "3") == 0;

    self->shelf.lists++;
    for (struct shelf_entry *e = shelf_next(&self->shelf, memory, -1); e != NULL;
         e = shelf_next(&self->shelf, memory, e->slot.index)) {
        if ((unread && e->status != 0) || (read && e->status != 1) || sent)
            continue;
        fake_row(out, "+CMGL: %d,%d,,%d\r\n%s", e->slot.index, e->status, shelf_tpdu_octets(e->pdu), e->pdu);
        e->status = 1;
        reveal(self, e);
    }
}

static bool is_error(const char *text)
{
    return begins(text, "ERROR") || begins(text, "+CME") || begins(text, "+CMS");
}

static const char *read_slot(struct fake *self, const struct slot *slot, struct bytes *out)
{
    struct shelf_entry *e = shelf_find(&self->shelf, slot->memory, slot->index);

    if (e == NULL)
        return "+CMS ERROR: 321";
    if (e->raw != NULL) {
        (void)shelf_show(&self->shelf, slot);
        if (is_error(e->raw))
            return e->raw;
        if (e->raw[0] != '\0' && strcmp(e->raw, "OK") != 0)
            fake_row(out, "%s", e->raw);
        return NULL;
    }
    int status = e->status;
    reveal(self, e);
    if (self->cmgf == 1 && e->text != NULL) {
        fake_row(out, "%s", e->text);
        return NULL;
    }
    e->status = 1;
    fake_row(out, "+CMGR: %d,,%d\r\n%s", status, shelf_tpdu_octets(e->pdu), e->pdu);
    return NULL;
}

static void delete_one(struct fake *self, struct shelf_entry *e)
{
    if (!shelf_was_shown(&self->shelf, &e->slot) && e->pdu != NULL)
        fake_fault(self, "deleted slot %s,%d unread", e->slot.memory, e->slot.index);
    e->held = false;
}

/* flag 0: this slot; 4: all; 1 to 3: those that were read. A delete that the script refuses removes nothing.
 */
static const char *delete_slots(struct fake *self, const struct slot *slot, int flag)
{
    struct shelf *shelf = &self->shelf;
    bool refused = shelf->delete_next < shelf->delete_errors;

    if (flag == 0) {
        shelf_delete(shelf, slot);
        struct shelf_entry *e = shelf_find(shelf, slot->memory, slot->index);
        if (e != NULL && !refused)
            delete_one(self, e);
    }
    for (struct shelf_entry *e = flag != 0 ? shelf_next(shelf, slot->memory, -1) : NULL; e != NULL;
         e = shelf_next(shelf, slot->memory, e->slot.index)) {
        if (flag != 4 && e->status != 1)
            continue;
        shelf_delete(shelf, &e->slot);
        if (!refused)
            delete_one(self, e);
    }
    return refused ? shelf->delete_error[shelf->delete_next++] : NULL;
}

const char *fake_storage(struct fake *self, const struct command *c, struct bytes *out)
{
    struct slot slot = {.index = 0};
    const char *comma = strchr(c->value, ',');

    (void)snprintf(slot.memory, sizeof slot.memory, "%s",
                   strcmp(self->memory, "MT") == 0 ? "SM" : self->memory);
    if (strcmp(c->name, "+CMGL") == 0) {
        list_store(self, slot.memory, c->value, out);
        return NULL;
    }
    const char *digits = c->value + strspn(c->value, " -");
    if (!isdigit((unsigned char)digits[0]))
        return "+CMS ERROR: 321";
    slot.index = atoi(c->value);
    if (strcmp(c->name, "+CMGR") == 0)
        return read_slot(self, &slot, out);
    return delete_slots(self, &slot, comma != NULL ? atoi(comma + 1) : 0);
}
