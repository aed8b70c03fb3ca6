/* What an agent dials on the cell phone so that unanswered calls go to the box: RULES.md 2.1 and 2.2, the
 * phone's own codes by 3GPP TS 22.030 annex B, and the star codes of networks that do not know those. Pure.
 */
#ifndef CORE_FORWARDING_H
#define CORE_FORWARDING_H

#include "base/check.h"

#include <stdbool.h>

enum { FORWARDING_CODES_MAX = 64 };

/* Codes are to be dialled as they stand, one a line with '\n' between them, so that a phone makes each one
 * tappable. All of it is GSM-7. */
struct forwarding {
    char on[FORWARDING_CODES_MAX]; /* forwards calls that are not answered, find the line busy or the phone
                                      off */
    char other_on[FORWARDING_CODES_MAX]; /* where sources disagree: if the phone refuses `on`. "" if nothing
                                            else */
    const char *query;                   /* shows what is set, to be noted down before; "" if there is none */
    const char *remark; /* a sentence on what is not certain, or where to ask; at most 160 septets */
};

/* carrier: the word that the configuration keeps ([agent] carrier): att, tmobile, verizon, uscellular,
 * visible, mint, metro, cricket, googlefi (or fi); "", other and unknown ones get the standard codes. number:
 * the box's, E.164. False, with nothing in out, if that is no E.164 number, or one abroad where the carrier's
 * codes take none. */
TB_MUST_CHECK bool forwarding_codes(const char *carrier, const char *number, struct forwarding *out);

#endif
