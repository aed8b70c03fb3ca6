/* The network's own text about a call that a line could not ring for: "You missed a call from 202-555-0143".
 * Its words are the ini's missed_pattern. Pure. */
#ifndef CORE_MISSED_TEXT_H
#define CORE_MISSED_TEXT_H

#include "base/check.h"
#include "core/number.h"

/* Where in missed_pattern the caller stands. */
#define MISSED_TEXT_NUMBER "{number}"

/* True if the pattern holds that once, and words besides. */
TB_MUST_CHECK bool missed_text_sound(const char *pattern);

/* True if `body` has the words of the pattern somewhere, with a phone number in the place of {number}: its
 * normal form. Capitals and the width of blanks do not matter, nor what stands before and behind; there are
 * no other wild cards. Only the first 500 octets are looked at. country: how the number is read. */
TB_MUST_CHECK bool missed_text_caller(const char *pattern, const char *body, const char *country,
                                      char out[NUMBER_MAX]);

#endif
