/* SMS-SUBMIT, what AT+CMGS sends: 3GPP TS 23.040 clause 9.2.2.2. */
#ifndef SMS_SUBMIT_H
#define SMS_SUBMIT_H

#include "base/check.h"
#include "sms/sms_types.h"

#include <stddef.h>

/* TP-VP in its relative format: (n + 1) * 5 minutes up to 143, clause 9.2.3.12.1. */
#define SMS_VALIDITY_1_HOUR 11

struct sms_submit {
    const char *to;   /* E.164 with '+' (TOA 91), or bare digits, * and # (TOA 81); at most 20 digits */
    const char *text; /* the whole text, as planned */
    const struct sms_plan *plan; /* of text */
    unsigned part;               /* 0 to plan->parts - 1 */
    uint8_t ref;                 /* concatenation reference; unused with one part */
    bool report;                 /* TP-SRR: ask for a STATUS-REPORT */
    bool reject_duplicates; /* TP-RD: the SC shall refuse one that it still holds, by TP-MR and recipient */
    uint8_t validity;       /* TP-VP, relative */
};

/* Writes the PDU as upper-case hex with a NUL: SMSC octet 00 (the SIM's), then the TPDU. TP-MR is 0, the
 * modem numbers it. *tpdu_octets gets what AT+CMGS= wants: the octets without the SMSC's. Returns the hex
 * characters, 0 if the number, the part or cap (SMS_HEX_MAX always does) is wrong. */
TB_MUST_CHECK size_t sms_encode_submit(const struct sms_submit *s, char *hex, size_t cap,
                                       unsigned *tpdu_octets);

#endif
