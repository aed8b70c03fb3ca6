/* Octets of a PDU: hex in and out, and a reader that cannot run over the end. */
#ifndef SMS_OCTETS_H
#define SMS_OCTETS_H

#include "base/check.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Octets of the longest PDU we look at. The standard ends at 176 (27.005); what is longer is none. */
#define SMS_PDU_OCTETS_MAX 256

#define SMS_NOT_HEX SIZE_MAX

struct sms_octets {
    const uint8_t *at;
    size_t left;
};

/* The next octet; false at the end. */
TB_MUST_CHECK bool sms_take(struct sms_octets *self, uint8_t *out);

/* The next n octets, still owned by the source; NULL if there are fewer. */
TB_MUST_CHECK const uint8_t *sms_take_run(struct sms_octets *self, size_t n);

/* Reads len hex characters, either case, blanks and line ends allowed behind them. Returns the octets, or
 * SMS_NOT_HEX if there is another character, half an octet, or more than cap. */
size_t sms_from_hex(const char *hex, size_t len, uint8_t *out, size_t cap);

/* Writes upper-case hex and a NUL. Returns the characters, 0 if cap is too small (out is "" then if cap
 * allows). */
size_t sms_to_hex(const uint8_t *octets, size_t n, char *out, size_t cap);

#endif
