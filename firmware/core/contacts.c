#include "core/contacts.h"

#include "core/number.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void contacts_clear(struct contacts *self)
{
    self->count = 0;
}

enum contacts_result contacts_add(struct contacts *self, const char *number, const char *name)
{
    uint64_t key = number_pack(number);
    if (key == 0)
        return CONTACTS_NO_NUMBER;
    if (self->count == CONTACTS_MAX)
        return CONTACTS_FULL;
    struct contact *contact = &self->contact[self->count];
    size_t n = strnlen(name, CONTACT_NAME_MAX - 1);
    while (n > 0 && name[n] != '\0' && ((uint8_t)name[n] & 0xC0) == 0x80)
        n--;
    *contact = (struct contact){.key = key, .order = self->count++};
    memcpy(contact->name, name, n);
    return CONTACTS_ADDED;
}

static int compare(const void *a, const void *b)
{
    const struct contact *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void contacts_sort(struct contacts *self)
{
    uint32_t kept = 0;

    qsort(self->contact, self->count, sizeof self->contact[0], compare);
    for (uint32_t i = 0; i < self->count; i++) {
        if (kept == 0 || self->contact[kept - 1].key != self->contact[i].key)
            self->contact[kept++] = self->contact[i];
    }
    self->count = kept;
}

const struct contact *contacts_find(const struct contacts *self, const char *number)
{
    uint64_t key = number_pack(number);
    uint32_t from = 0, to = self->count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (self->contact[middle].key < key)
            from = middle + 1;
        else
            to = middle;
    }
    return key != 0 && from < self->count && self->contact[from].key == key ? &self->contact[from] : NULL;
}

const char *contacts_name(const struct contacts *self, const char *number)
{
    const struct contact *contact = contacts_find(self, number);
    return contact != NULL ? contact->name : NULL;
}
