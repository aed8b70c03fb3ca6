/* The GSM 7-bit alphabet, 3GPP TS 23.038: default and extension table, national language tables, packing.
 * We send by the default tables only: the national ones need a header that some centres drop. */
#ifndef SMS_GSM7_H
#define SMS_GSM7_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SMS_GSM7_ESCAPE 0x1B

/* Septets (1, or 2 with the escape first) of character c by the default alphabet and its extension table; 0
 * if it has none. Nothing is ever substituted. Clauses 6.2.1 and 6.2.1.1. */
unsigned sms_gsm7_encode(uint32_t c, uint8_t out[2]);

/* True if we hold that locking table (0, 1, 3) or single shift table (0 to 3). Spanish has no locking table.
 */
bool sms_gsm7_has_lock(uint8_t language);
bool sms_gsm7_has_single(uint8_t language);

/* The character of a septet (0 to 7F, not the escape) in a locking table. An unknown table reads as the
 * default. */
uint32_t sms_gsm7_plain(uint8_t septet, uint8_t lock);

/* The character of the septet behind an escape. One that the single shift table lacks is read from the
 * locking table, a second escape is a blank (23.038 clause 6.2.1.1, notes 1 and 3). */
uint32_t sms_gsm7_extended(uint8_t septet, uint8_t lock, uint8_t single);

/* Septet number `index` of packed octets, clause 6.1.2.1. Touches octets up to (index * 7 + 6) / 8.
 * sms_gsm7_put ORs into octets that are zero. */
uint8_t sms_gsm7_get(const uint8_t *octets, size_t index);
void sms_gsm7_put(uint8_t *octets, size_t index, uint8_t septet);

/* Septets that `octets` take up, the fill bits to the next septet border included: what a user data header
 * costs. */
static inline size_t sms_gsm7_cover(size_t octets)
{
    return (octets * 8 + 6) / 7;
}

#endif
