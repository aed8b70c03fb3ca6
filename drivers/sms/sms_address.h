/* TP-OA, TP-DA, TP-RA and the SMSC address: 3GPP TS 23.040 clauses 9.1.2.3 and 9.1.2.5. */
#ifndef SMS_ADDRESS_H
#define SMS_ADDRESS_H

#include "sms/sms_octets.h"
#include "sms/sms_types.h"

/* Length, type and 10 octets of value. */
#define SMS_ADDRESS_OCTETS_MAX 12

/* Reads an address into out->address, ->toa and ->alphanumeric. Digits 0-9 * # a b c are kept, a filler ends
 * them, type "international" adds the '+'. An address longer than the standard allows (20 semi-octets)
 * becomes "": the words behind it matter more, and a number cut short would be someone else's. False if its
 * octets are not all there. */
TB_MUST_CHECK bool sms_address_take(struct sms_octets *in, struct sms_pdu *out);

/* Writes "+" and 1 to 20 digits as international (TOA 91), or 1 to 20 of 0-9 * # a b c as unknown (TOA 81).
 * Returns the octets, 0 if number is neither. */
size_t sms_address_put(const char *number, uint8_t out[SMS_ADDRESS_OCTETS_MAX]);

/* Writes a name, not "", of 1 to 11 septets (UTF-8, all of it in GSM-7) as alphanumeric (TOA D0). Returns the
 * octets or 0. */
size_t sms_address_put_name(const char *name, uint8_t out[SMS_ADDRESS_OCTETS_MAX]);

/* Writes the SMSC field that begins a PDU: its length in octets, then type and value; one octet 00 if number
 * is NULL. Returns the octets, 0 if number is none. */
size_t sms_smsc_put(const char *number, uint8_t out[SMS_ADDRESS_OCTETS_MAX]);

#endif
