/* What a failed AT+CMGS tells, and what to do about it: RULES.md 4.2; codes from 3GPP TS 24.011 E-2 (below
 * 128) and 27.005 3.2.5 (300 and up). */
#ifndef CORE_SEND_ERROR_H
#define CORE_SEND_ERROR_H

#include "at/at_result.h"

#include <stdbool.h>
#include <stddef.h>

enum send_class {
    SEND_TEMPORARY, /* network or SIM busy: again with back-off, as long as the text is young enough */
    SEND_ONCE_MORE, /* unknown: one more try */
    SEND_VENDOR,    /* 512 and up mean something else with each maker: a few more tries */
    SEND_FORMAT,    /* the modem is in the other message format: AT+CMGF=0, one more try */
    SEND_NO_SMSC,   /* no service centre number: write the ini's, if there is one, and try again */
    SEND_FULL,      /* memory full: clear it and try again */
    SEND_NUMBER,    /* this number will never take a text: remember it */
    SEND_TEXT,      /* this text will never go; the number may be fine */
    SEND_ACCOUNT    /* the SIM's contract does not allow it: tell the agent */
};

/* Class of a definite failure (not of a time-out or a lost link). prompted: the modem had asked for the body.
 */
enum send_class send_error_class(enum at_result result, int code, bool prompted);

/* "CMS 21", "CME 14", "error", "timeout", "link lost" */
void send_error_words(enum at_result result, int code, char *out, size_t cap);

/* Back-off before try number `failures` + 1 (failures from 1), ms. */
int send_error_backoff_ms(unsigned failures);

/* How often a class is tried again at most; 0 for never, a large number for the temporary one. */
unsigned send_error_retries(enum send_class class);

/* TP-Status of a report (23.040 9.2.3.15). */
enum report_meaning {
    REPORT_DELIVERED,
    REPORT_PENDING,      /* the centre forwarded it or goes on trying */
    REPORT_FAILED,       /* for this text */
    REPORT_FAILED_NUMBER /* typical for a landline: remember the number */
};
enum report_meaning report_meaning(unsigned status);

#endif
