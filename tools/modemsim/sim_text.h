/* Text mode, character sets and numbers, as they look on the AT line. */
#ifndef TB_MODEMSIM_SIM_TEXT_H
#define TB_MODEMSIM_SIM_TEXT_H

#include "modemsim/simmodem.h"

#define SIM_STAMP_MAX 48 /* "26/04/15,14:00:00-16", and room for what a compiler thinks an int may hold */

struct sms_pdu;

/* UTF-8 as UCS-2 in hex, as much as fits. */
void sim_ucs2_hex(const char *utf8, char *out, size_t cap);

/* How AT+CSCS wants a string: as it is, or as UCS-2 in hex. Returns out. */
const char *sim_shown(const struct sim *sim, const char *utf8, char *out, size_t cap);

/* The reverse, for a string the host gave: UCS-2 in hex becomes UTF-8 where AT+CSCS says so. false if it is
 * broken. */
bool sim_meant(const struct sim *sim, const char *given, char *out, size_t cap);

/* E.164 for a number as dialled in the US, or the number as it is if it is a short code or a name. */
void sim_e164(const char *dialled, unsigned toa, char out[TB_NUMBER_MAX]);

/* A number in digits with at most one plus in front? */
bool sim_is_number(const char *text);

/* 145 for a number with a plus, else 129. */
unsigned sim_toa(const char *number);

/* "26/04/15,14:00:00-16" of wall time `s` (seconds since 1970 UTC) in a zone of quarters of an hour. */
void sim_stamp(int64_t s, int quarters, char out[SIM_STAMP_MAX]);

/* Network time now, in seconds. */
int64_t sim_wall_s(const struct sim *sim);

/* The words of a message as text mode shows them: AT+CSCS for GSM-7, hex for the rest. */
void sim_text_body(const struct sim *sim, const struct sms_pdu *pdu, char *out, size_t cap);

/* PDU octets as hex. */
void sim_hex(const struct sim_pdu *pdu, char *out, size_t cap);

/* Hex to PDU octets; false if it is no hex, too long, or its service centre goes past the end. */
bool sim_unhex(const char *hex, size_t len, struct sim_pdu *out);

#endif
