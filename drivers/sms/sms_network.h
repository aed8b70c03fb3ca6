/* The other side of the air: what a service centre sends. For the simulator and for tests; the box never
 * makes these. 3GPP TS 23.040 clauses 9.2.2.1 and 9.2.2.3. */
#ifndef SMS_NETWORK_H
#define SMS_NETWORK_H

#include "base/check.h"
#include "sms/sms_types.h"

#include <stddef.h>

struct sms_deliver {
    const char *smsc; /* "+12025550159", or NULL for an empty field */
    const char
        *from; /* a number if it begins with '+' or a digit, else a name of at most 11 septets; "" for none */
    const char *text;            /* whole, UTF-8 */
    const struct sms_plan *plan; /* of text; it decides the alphabet. By sms_plan_as for a 16-bit reference */
    unsigned part;               /* 0 to plan->parts - 1 */
    uint16_t ref;                /* concatenation reference; unused with one part */
    bool wide_ref;               /* 16 bits of it */
    bool flash;                  /* message class 0, shown and not stored */
    bool more_to_come;           /* TP-MMS */
    int64_t time_s;              /* TP-SCTS, seconds since 1970 UTC; its local year must be 2000 to 2099 */
    int tz_quarters;             /* zone of TP-SCTS, quarters of an hour east, -56 to 56 */
};

/* Writes the PDU as in +CMT and +CMGR: upper-case hex with a NUL. *tpdu_octets (may be NULL) gets the length
 * that stands in those lines, without the SMSC. Returns the hex characters, 0 if a field or cap
 * (SMS_NETWORK_HEX_MAX always does) is wrong. */
TB_MUST_CHECK size_t sms_encode_deliver(const struct sms_deliver *d, char *hex, size_t cap,
                                        unsigned *tpdu_octets);

struct sms_report {
    const char *smsc;    /* as above */
    const char *to;      /* the recipient of the message reported on */
    uint8_t ref;         /* its TP-MR: the n of +CMGS: n */
    uint8_t status;      /* TP-ST, clause 9.2.3.15 */
    int64_t time_s;      /* when the SC had it */
    int64_t discharge_s; /* when it was delivered, or last tried */
    int tz_quarters;     /* zone of both */
};

/* Writes the PDU as in +CDS. Everything else as above. */
TB_MUST_CHECK size_t sms_encode_report(const struct sms_report *r, char *hex, size_t cap,
                                       unsigned *tpdu_octets);

#endif
