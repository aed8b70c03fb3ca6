/* Bodies of a message's parts -> its text. 3GPP TS 23.038, 23.040 clause 9.2.3.24.1. */
#ifndef SMS_JOIN_H
#define SMS_JOIN_H

#include "sms/sms_types.h"

#include <stddef.h>

/* Writes the text of n parts in order to utf8: always valid UTF-8, always ended by a NUL (if cap > 0), cut
 * before the character that does not fit. Returns its length; SMS_TEXT_MAX holds SMS_PARTS_MAX parts of
 * anything.
 *
 * Septets and UTF-16 units are joined first and decoded after, so an escape or a surrogate pair may lie
 * across a border. A dangling escape is a blank. A lone surrogate and U+0000 become U+FFFD. A byte-order mark
 * at the start is dropped; FFFE there swaps the octets of all that follows (a network does that), and later
 * parts may then have their own mark. Octets (SMS_8BIT) keep printable ASCII, each other is a '.'. Parts may
 * differ in alphabet and tables. */
size_t sms_join(const struct sms_body *const parts[], unsigned n, char *utf8, size_t cap);

#endif
