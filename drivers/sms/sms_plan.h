/* Which alphabet a text needs and where it is cut: 3GPP TS 23.038 clause 4, 23.040 clause 9.2.3.24.1. */
#ifndef SMS_PLAN_H
#define SMS_PLAN_H

#include "base/check.h"
#include "sms/sms_types.h"

/* Octets of a user data header with nothing but a concatenation element, its length octet included. */
#define SMS_HEADER_NARROW 6 /* 8-bit reference: 153 septets or 67 units a part. What we send */
#define SMS_HEADER_WIDE   7 /* 16-bit reference: 152 or 66; some networks do */

/* GSM-7 if every character has a place in it, else UCS-2; one part of 160 septets or 70 units, else parts
 * with an 8-bit reference. Neither an escape pair nor a surrogate pair is ever cut. The empty text is one
 * empty part. False if utf8 is not valid UTF-8 or needs more than SMS_PARTS_MAX parts; *plan is unspecified
 * then. */
TB_MUST_CHECK bool sms_plan_text(const char *utf8, struct sms_plan *plan);

/* The same by a given alphabet and header (SMS_HEADER_*): what other phones do. False also if a character is
 * not in the alphabet, and for SMS_8BIT, which carries no text. */
TB_MUST_CHECK bool sms_plan_as(const char *utf8, enum sms_alphabet alphabet, unsigned header_octets,
                               struct sms_plan *plan);

#endif
