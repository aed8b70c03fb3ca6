#include "explain.h"

#include "base/check.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_CAP = 64 };

static enum why if_both(bool ours_as_the_clause_says, bool theirs_as_foretold, enum why why)
{
    return ours_as_the_clause_says && theirs_as_foretold ? why : WHY_UNEXPLAINED;
}

/* A TP-DCS of a group, or with a bit, that libgammu does not know: 8-bit data to it. 23.038 clause 4. */
static bool is_unknown(uint8_t dcs)
{
    if (dcs < 0x40)
        return (dcs & 0x0C) == 0x0C; /* a reserved alphabet */
    if (dcs < 0xC0)
        return true; /* automatic deletion, or reserved */
    return dcs < 0xF0 ? (dcs & 0x04) != 0 : (dcs & 0x08) != 0;
}

/* ---- accepted or not ---- */

enum why explain_accepted(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    uint8_t first = made->octets[made->first];

    if (!ours->accepted || theirs->accepted)
        return WHY_UNEXPLAINED;
    if ((first & 3) == 3)
        return WHY_MTI_RESERVED;
    if ((made->octets[made->address + 1] & 0x80) == 0 && made->octets[made->address] > 0)
        return WHY_ADDRESS_EXTENSION;
    if (made->kind == PDU_SUBMIT && (first & 0x18) == 0x08)
        return WHY_VALIDITY_ENHANCED;
    if (made->cut)
        return WHY_CUT_SHORT;
    if (made->octets[made->address] > made->length)
        return WHY_ADDRESS_COUNT;
    if (made->octets[made->dcs] < 0x80 && (made->octets[made->dcs] & 0x20) != 0)
        return WHY_COMPRESSED;
    /* septets that it takes for octets, of which there are fewer */
    return if_both(is_unknown(made->octets[made->dcs]) && pdu_text_of(made->octets[made->dcs]) == PDU_GSM7,
                   made->length - made->udl - 1 < made->octets[made->udl], WHY_DCS_GROUP);
}

/* ---- addresses ---- */

static unsigned nibble(const struct made *made, unsigned i)
{
    uint8_t octet = made->octets[made->address + 2 + i / 2];

    return i % 2 == 0 ? octet & 15U : octet >> 4U;
}

struct numbers {
    char ours[NUMBER_CAP], theirs[NUMBER_CAP];
    bool odd_digit, early_filler;
};

/* By the clause: up to the filler, 10 to 14 are signs. By libgammu: what is no decimal digit is left out. */
static void foretell_numbers(const struct made *made, struct numbers *out)
{
    unsigned semi_octets = made->octets[made->address];
    bool plus = (made->octets[made->address + 1] & 0x70) == 0x10, ended = false;
    size_t a = 0, b = 0;

    *out = (struct numbers){0};
    if (semi_octets > 0 && plus)
        out->ours[a++] = out->theirs[b++] = '+';
    for (unsigned i = 0; i < (semi_octets + 1) / 2 * 2 && b + 1 < NUMBER_CAP; i++) {
        unsigned digit = nibble(made, i);
        ended = ended || digit == 15 || i >= semi_octets;
        out->early_filler = out->early_filler || (digit == 15 && i < semi_octets);
        out->odd_digit = out->odd_digit || (digit > 9 && digit < 15);
        if (!ended)
            out->ours[a++] = "0123456789*#abc"[digit];
        if (digit < 10)
            out->theirs[b++] = (char)('0' + digit);
    }
    if (semi_octets > 20)
        out->ours[0] = '\0';
}

/* Septets of a name by the clause; libgammu's are as many as octets, one more from seven on. */
static enum why explain_name(const struct made *made, const struct reading *ours,
                             const struct reading *theirs)
{
    unsigned semi_octets = made->octets[made->address], octets = (semi_octets + 1) / 2;
    unsigned count = semi_octets * 4 / 7, raw_count = octets > 6 ? octets + 1 : octets;
    uint16_t septets[16] = {0};
    char name[64], raw[64];

    for (unsigned i = 0; i < 12; i++) {
        const uint8_t *at = made->octets + made->address + 2 + i * 7 / 8;
        septets[i] = (uint16_t)((at[0] | (unsigned)at[1] << 8) >> i * 7 % 8 & 0x7F);
        raw[i] = (char)septets[i];
    }
    raw[raw_count < sizeof raw ? raw_count : 0] = '\0';
    if (count == 8 && septets[7] == 0)
        count = 7; /* seven septets and the bits up to the end of the octet */
    explain_gsm7(septets, count, name, sizeof name);
    for (char *c = name; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ')
            *c = ' '; /* a name is one line */
    }
    return if_both(strcmp(ours->address, name) == 0, strcmp(theirs->address, raw) == 0, WHY_ADDRESS_NAME);
}

enum why explain_address(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    struct numbers numbers;

    if ((made->octets[made->address + 1] & 0x70) == 0x50)
        return explain_name(made, ours, theirs);
    foretell_numbers(made, &numbers);
    enum why why = made->octets[made->address] > 20 ? WHY_ADDRESS_LONG
                   : numbers.odd_digit              ? WHY_ADDRESS_DIGIT
                   : numbers.early_filler           ? WHY_ADDRESS_FILLER
                                                    : WHY_UNEXPLAINED;
    return if_both(strcmp(ours->address, numbers.ours) == 0, strcmp(theirs->address, numbers.theirs) == 0,
                   why);
}

/* ---- coding ---- */

enum why explain_class(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    uint8_t dcs = made->octets[made->dcs];
    bool deletion = (dcs & 0xC0) == 0x40;

    return if_both(deletion && ours->message_class == ((dcs & 0x10) != 0 ? dcs & 3 : -1),
                   theirs->message_class == -1, WHY_CLASS_DELETION);
}

enum why explain_alphabet(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    static const enum reading_text OF[] = {READING_GSM7, READING_OCTETS, READING_UCS2};
    uint8_t dcs = made->octets[made->dcs];

    return if_both(ours->alphabet == OF[pdu_text_of(dcs)],
                   is_unknown(dcs) && theirs->alphabet == READING_OCTETS, WHY_DCS_GROUP);
}

/* ---- time stamps ---- */

static int swapped(uint8_t octet)
{
    return (octet & 15) * 10 + (octet >> 4);
}

static bool is_bcd(const uint8_t *stamp)
{
    for (int i = 0; i < 7; i++) {
        if ((stamp[i] & (i == 6 ? 7 : 15)) > 9 || stamp[i] >> 4 > 9)
            return false;
    }
    return true;
}

static bool is_date(const uint8_t *stamp)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = swapped(stamp[0]), month = swapped(stamp[1]), day = swapped(stamp[2]);

    if (!is_bcd(stamp) || month < 1 || month > 12)
        return false;
    return day >= 1 && day <= DAYS[month - 1] + (month == 2 && year % 4 == 0) && swapped(stamp[3]) < 24 &&
           swapped(stamp[4]) < 60 && swapped(stamp[5]) < 60 && swapped(stamp[6] & 0xF7) <= 56;
}

static int64_t stamp_seconds(const uint8_t *stamp, int century)
{
    int zone = swapped(stamp[6] & 0xF7) * 900;

    return reading_seconds(century + swapped(stamp[0]), swapped(stamp[1]), swapped(stamp[2]),
                           swapped(stamp[3]), swapped(stamp[4]), swapped(stamp[5])) -
           ((stamp[6] & 8) != 0 ? -zone : zone);
}

enum why explain_stamp(const struct made *made, size_t at, bool our_dated, int64_t ours, bool their_dated,
                       int64_t theirs)
{
    const uint8_t *stamp = made->octets + at;
    bool late = swapped(stamp[0]) >= 90;
    bool foretold = their_dated && theirs == stamp_seconds(stamp, late ? 1990 : 2000);

    if (!our_dated)
        return if_both(!is_date(stamp), foretold, WHY_NO_DATE);
    bool lost_day = !their_dated && swapped(stamp[1]) == 2 && swapped(stamp[2]) == 29; /* 2082 has none */
    return if_both(late && ours == stamp_seconds(stamp, 2000), foretold || lost_day, WHY_CENTURY);
}

/* ---- concatenation ---- */

struct elements {
    unsigned count;
    bool any, possible;         /* a concatenation element, and one that can be */
    struct reading last, first; /* of those that can be the last, of all the first */
};

static void read_elements(const struct made *made, struct elements *out)
{
    const uint8_t *at = made->octets + made->udl + 2, *end = at + made->header - 1;

    *out = (struct elements){0};
    for (; made->header > 0 && at + 2 <= end; at += 2 + at[1], out->count++) {
        bool wide = at[0] == 8;
        if (at[0] != 0 && !wide)
            continue;
        const uint8_t *tail = at + (wide ? 4 : 3);
        struct reading one = {.concat = true,
                              .wide = wide,
                              .concat_reference = wide ? (unsigned)at[2] << 8 | at[3] : at[2],
                              .total = tail[0],
                              .seq = tail[1]};
        if (!out->any)
            out->first = one;
        out->any = true;
        if (one.seq >= 1 && one.seq <= one.total) {
            out->possible = true;
            out->last = one;
        }
    }
}

static bool is_element(const struct reading *reading, const struct reading *element)
{
    return reading->concat == element->concat && reading->wide == element->wide &&
           reading->concat_reference == element->concat_reference && reading->total == element->total &&
           reading->seq == element->seq;
}

enum why explain_concat(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    struct elements elements;

    read_elements(made, &elements);
    if (elements.count > 1)
        return if_both(elements.possible && is_element(ours, &elements.last), !theirs->concat,
                       WHY_HEADER_ELEMENTS);
    return if_both(elements.any && !elements.possible && !ours->concat, is_element(theirs, &elements.first),
                   WHY_CONCAT_IMPOSSIBLE);
}

enum why explain_octets(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    (void)made;
    (void)ours;
    (void)theirs;
    return WHY_UNEXPLAINED; /* octets are octets */
}
