/* Phone numbers: one spelling for each person (E.164), and which of them may be texted (RULES.md 4.1). Pure.
 */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include "base/check.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes incl. NUL of a normalised number: '+' and at most 15 digits (E.164), with room. */
#define NUMBER_MAX 20

enum number_class {
    NUMBER_OK,         /* a person, as far as a number can tell */
    NUMBER_WITHHELD,   /* no number at all */
    NUMBER_SHORT_CODE, /* 3 to 6 digits: a service */
    NUMBER_INVALID,    /* cannot exist: spoofed, or no number */
    NUMBER_TOLL_FREE,
    NUMBER_PREMIUM,
    NUMBER_SPECIAL, /* non-geographic, carrier and government codes, 555-xxxx except 555-01xx */
    NUMBER_FOREIGN
};

/* True if `country` (ISO 3166 alpha-2, either case) is one whose numbers we can read; for the configuration
 * check. */
TB_MUST_CHECK bool number_country_known(const char *country);

/* What people write and modems report -> "+12025550143", or a bare service number of at most 6 digits ("911",
 * "55501").
 *
 * ton: type of number from the modem, (toa >> 4) & 7; -1 unknown. 1 (international) supplies a missing '+', 5
 * is a name and fails. country: where the box is; it decides what a number without country code means.
 * Blanks, ( ) - . / and their typographic kin are passed over, "tel:" and the (0) of "+44 (0)20" too; a
 * string of hex-coded UCS-2, as modems send under AT+CSCS="UCS2", is decoded first.
 *
 * False, and out "", for letters, extensions, * and # codes, lengths that the country does not have, and
 * numbers without area code. True does not mean that the number can exist: that is number_classify's
 * business. */
TB_MUST_CHECK bool number_normalise(const char *raw, int ton, const char *country, char out[NUMBER_MAX]);

/* The class of a normalised number, "" = withheld, for a box in `country`. In country code 1 by the shape and
 * lists of RULES.md 4.1: United States for a US box and Canada too for a Canadian one, other parts are
 * foreign. Elsewhere the box's own country code is OK and all others are foreign. With an unknown country
 * every E.164 number is foreign. */
enum number_class number_classify(const char *number, const char *country);

/* Same person? Both normalised; withheld ones ("") are never equal. */
bool number_equal(const char *a, const char *b);

/* A normalised number as one integer, for tables: its decimal digits behind a mark that keeps leading zeros
 * and the plus ("+12025550143" -> 1 12025550143, "911" -> 2 911). 0 for a name, "" and more than 15 digits.
 */
uint64_t number_pack(const char *number);

/* For people to read: "202-555-0143" if the number and the box are in country code 1, else as it is. Cut to
 * cap. */
void number_pretty(const char *e164, const char *country, char *out, size_t cap);

/* For logs: "...0143". Service numbers (6 digits or fewer), names and "" are shown whole: they are nobody's.
 */
void number_masked(const char *number, char *out, size_t cap);

#endif
