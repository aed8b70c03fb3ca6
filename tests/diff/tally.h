/* The differential table: field by field how often both agree, and by which clause they do not. */
#ifndef TESTS_DIFF_TALLY_H
#define TESTS_DIFF_TALLY_H

#include <stdbool.h>
#include <stdint.h>

enum field {
    FIELD_ACCEPTED,
    FIELD_KIND,
    FIELD_ADDRESS,
    FIELD_REFERENCE,
    FIELD_STATUS,
    FIELD_CLASS,
    FIELD_VALIDITY,
    FIELD_TIME,
    FIELD_ZONE,
    FIELD_DISCHARGE,
    FIELD_CONCAT,
    FIELD_ALPHABET,
    FIELD_TEXT,
    FIELD_OCTETS,
    FIELD_SUBMIT, /* every octet of a SUBMIT that both wrote */
    FIELD_COUNT
};

/* Why they may differ; the words, with the clause, are in tally.c. */
enum why {
    WHY_UNEXPLAINED,
    WHY_EQUAL,
    WHY_MTI_RESERVED,
    WHY_CUT_SHORT,
    WHY_VALIDITY_ENHANCED,
    WHY_ADDRESS_EXTENSION,
    WHY_ADDRESS_LONG,
    WHY_ADDRESS_COUNT,
    WHY_ADDRESS_NAME,
    WHY_ADDRESS_DIGIT,
    WHY_ADDRESS_FILLER,
    WHY_CLASS_DELETION,
    WHY_NO_DATE,
    WHY_CENTURY,
    WHY_HEADER_ELEMENTS,
    WHY_CONCAT_IMPOSSIBLE,
    WHY_DCS_GROUP,
    WHY_COMPRESSED,
    WHY_ESCAPE,
    WHY_NATIONAL_TABLE,
    WHY_BLINK,
    WHY_NUL,
    WHY_BYTE_ORDER,
    WHY_NUMBER_00,
    WHY_NUMBER_LETTER,
    WHY_NUMBER_SIGN,
    WHY_COUNT
};

struct tally {
    unsigned compared[FIELD_COUNT];
    unsigned by_why[FIELD_COUNT][WHY_COUNT];
};

/* Counts one comparison. Returns false if it is a difference that nobody explains. */
bool tally_add(struct tally *self, enum field field, enum why why);

void tally_print(const struct tally *self);

const char *tally_field_name(enum field field);

#endif
