/* TP-SCTS and TP-DT: seven octets of swapped decimal digits, 3GPP TS 23.040 clause 9.2.3.11. */
#ifndef SMS_STAMP_H
#define SMS_STAMP_H

#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

#define SMS_STAMP_OCTETS 7

/* Local time and zone -> seconds since 1970 UTC and quarters of an hour east of it. Years are 2000 to 2099.
 * False, with both 0, if it is no date, no time of day or a zone beyond 14 hours; that happens, and the
 * message stands. */
bool sms_stamp_read(const uint8_t octets[SMS_STAMP_OCTETS], int64_t *utc_s, int *quarters);

/* The other way. False if the local year is not 2000 to 2099 or the zone is beyond 56 quarters. */
TB_MUST_CHECK bool sms_stamp_write(int64_t utc_s, int quarters, uint8_t octets[SMS_STAMP_OCTETS]);

#endif
