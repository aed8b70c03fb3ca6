/* The agent's address book: a number and a name each, found by exact number. Pure.
 *
 * Filled in three steps: contacts_clear, contacts_add for each, contacts_sort. The table is half a megabyte:
 * keep it where it does not have to fit a stack. */
#ifndef CORE_CONTACTS_H
#define CORE_CONTACTS_H

#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

#define CONTACTS_MAX     10000 /* numbers; the fullest address book seen in exports has about 5000 */
#define CONTACT_NAME_MAX 52    /* bytes incl. NUL; an alert shows no more */

struct contact {
    uint64_t key;   /* the number, packed */
    uint32_t order; /* in which they came: of two entries for one number the first stays */
    char name[CONTACT_NAME_MAX];
};

struct contacts {
    uint32_t count;
    struct contact contact[CONTACTS_MAX];
};

enum contacts_result { CONTACTS_ADDED, CONTACTS_FULL, CONTACTS_NO_NUMBER };

void contacts_clear(struct contacts *self);

/* number: normalised (core/number.h). name: UTF-8, cut to whole characters, may be "". */
TB_MUST_CHECK enum contacts_result contacts_add(struct contacts *self, const char *number, const char *name);

/* Orders them for contacts_find and drops those whose number is there already. */
void contacts_sort(struct contacts *self);

/* The entry with that number, NULL if there is none. Only after contacts_sort. */
const struct contact *contacts_find(const struct contacts *self, const char *number);

/* Its name, NULL if the number is no contact. */
const char *contacts_name(const struct contacts *self, const char *number);

#endif
