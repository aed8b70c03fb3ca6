/* What kind of message came in, by its headers, and what the desk reads of it. Pure. */
#ifndef CORE_CONTENT_H
#define CORE_CONTENT_H

#include "sms/sms_types.h"

#include <stdbool.h>

enum content {
    CONTENT_WORDS,
    CONTENT_EMPTY,
    CONTENT_PICTURE, /* a notice of one, or of a text too long for a modem (MMS) */
    CONTENT_IN_PART  /* words of which a part never came */
};

/* body: the whole text, joined. Never CONTENT_IN_PART. */
enum content content_of(const struct sms_pdu *pdu, const char *body);

/* True if nobody wrote it: a silent message (type 0), which is to be acknowledged and thrown away (23.040
 * 9.2.3.9), or word that nothing waits any more on a voicemail. */
bool content_is_nobodys(const struct sms_pdu *pdu, enum content content);

/* Its own words, or ours where it has none. */
const char *content_words(const struct sms_pdu *pdu, enum content content, const char *body);

#endif
