#include "tally.h"

#include <stdio.h>

static const char *const FIELDS[FIELD_COUNT] = {
    [FIELD_ACCEPTED] = "accepted or not",
    [FIELD_KIND] = "type (TP-MTI)",
    [FIELD_ADDRESS] = "address",
    [FIELD_REFERENCE] = "reference (TP-MR)",
    [FIELD_STATUS] = "status (TP-ST)",
    [FIELD_CLASS] = "message class",
    [FIELD_VALIDITY] = "validity",
    [FIELD_TIME] = "time (TP-SCTS)",
    [FIELD_ZONE] = "zone",
    [FIELD_DISCHARGE] = "discharge (TP-DT)",
    [FIELD_CONCAT] = "concatenation",
    [FIELD_ALPHABET] = "alphabet (TP-DCS)",
    [FIELD_TEXT] = "text",
    [FIELD_OCTETS] = "8-bit data",
    [FIELD_SUBMIT] = "SUBMIT, each octet",
};

static const char *const WORDS[WHY_COUNT] = {
    [WHY_MTI_RESERVED] = "23.040 9.2.3.1: a reserved TP-MTI is a DELIVER; libgammu refuses it",
    [WHY_CUT_SHORT] =
        "23.040 9.2.3.16 not kept by the sender: we read the octets there are; libgammu refuses all",
    [WHY_VALIDITY_ENHANCED] =
        "23.040 9.2.3.3: format 01 is the enhanced one, of 7 octets; libgammu refuses it",
    [WHY_ADDRESS_EXTENSION] =
        "23.040 9.1.2.5: bit 7 of the type is always 1; we read the digits all the same",
    [WHY_ADDRESS_LONG] = "23.040 9.1.2.5: at most 20 semi-octets; a longer address is none to us",
    [WHY_ADDRESS_COUNT] = "23.040 9.1.2.5: the length is in semi-octets; libgammu looks for as many octets",
    [WHY_ADDRESS_NAME] =
        "23.040 9.1.2.5: a name is GSM-7, as long as its semi-octets say; libgammu takes ASCII, whole "
        "octets",
    [WHY_ADDRESS_DIGIT] = "23.040 9.1.2.3: 10 to 14 are * # a b c; libgammu leaves them out",
    [WHY_ADDRESS_FILLER] = "23.040 9.1.2.3: 1111 is the filler and ends the number",
    [WHY_CLASS_DELETION] = "23.038 4: 01xx is as 00xx, class included, with automatic deletion",
    [WHY_NO_DATE] =
        "23.040 9.2.3.11: no such time of day or zone: we say so, libgammu looks at the date alone",
    [WHY_CENTURY] =
        "23.040 9.2.3.11: two digits of a year: 20xx to us; libgammu takes 90 to 99 for 2080 to 2089",
    [WHY_HEADER_ELEMENTS] = "23.040 9.2.3.24: any elements in any order; libgammu knows a few whole headers",
    [WHY_CONCAT_IMPOSSIBLE] = "23.040 9.2.3.24.1: part 0 or beyond the last: the element is ignored",
    [WHY_DCS_GROUP] = "23.038 4: a coding group or bit that libgammu does not know; we read it by the clause",
    [WHY_COMPRESSED] = "23.038 4: compressed text: octets to us; libgammu refuses it",
    [WHY_ESCAPE] =
        "23.038 6.2.1.1: an escape that leads nowhere shows the default table's character, or a blank",
    [WHY_NATIONAL_TABLE] = "23.040 9.2.3.24.15: a national language table is named in the header",
    [WHY_BLINK] =
        "23.038 6.2.3: UCS-2 is the character itself; libgammu has ~ and U+0001 blink on a telephone",
    [WHY_NUL] = "23.038 6.2.3: U+0000 is a unit as any other, shown as U+FFFD; libgammu's text ends there",
    [WHY_BYTE_ORDER] =
        "23.038 6.2.3: the high octet first, so a byte-order mark is no part of the text, FFFE swaps",
    [WHY_NUMBER_00] = "23.040 9.1.2.5: a number is as dialled; libgammu takes a leading 00 for a +",
    [WHY_NUMBER_LETTER] = "23.040 9.1.2.3: a b c are digits; libgammu makes a name of the number",
    [WHY_NUMBER_SIGN] = "23.040 9.1.2.3: * and # are 10 and 11; libgammu writes other digits",
};

bool tally_add(struct tally *self, enum field field, enum why why)
{
    self->compared[field]++;
    self->by_why[field][why]++;
    return why != WHY_UNEXPLAINED;
}

static void print_whys(const struct tally *self)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        for (int why = WHY_EQUAL + 1; why < WHY_COUNT; why++) {
            if (self->by_why[field][why] > 0)
                (void)printf("%-20s %8u  %s\n", FIELDS[field], self->by_why[field][why], WORDS[why]);
        }
    }
}

void tally_print(const struct tally *self)
{
    (void)printf("%-20s %10s %10s %10s %12s\n", "field", "compared", "equal", "explained", "unexplained");
    for (int field = 0; field < FIELD_COUNT; field++) {
        unsigned equal = self->by_why[field][WHY_EQUAL], odd = self->by_why[field][WHY_UNEXPLAINED];
        (void)printf("%-20s %10u %10u %10u %12u\n", FIELDS[field], self->compared[field], equal,
                     self->compared[field] - equal - odd, odd);
    }
    (void)printf("\nexplained:\n");
    print_whys(self);
}

const char *tally_field_name(enum field field)
{
    return FIELDS[field];
}
