/* Any PDU, any bytes: a value or false. 3GPP TS 23.040 clauses 9.2.2.1 to 9.2.2.3. */
#ifndef SMS_DECODE_H
#define SMS_DECODE_H

#include "base/check.h"
#include "sms/sms_types.h"

#include <stddef.h>

/* Decodes len hex characters (either case; blanks behind them are allowed), SMSC field first, as in +CMT,
 * +CMGR, +CDS.
 *
 * from_network: DELIVER or STATUS-REPORT, a reserved TP-MTI of 3 as DELIVER (clause 9.2.3.1). Else SUBMIT, as
 * stored in a modem or sent by us.
 *
 * False, with *out all zero, if it is no hex, ends before TP-UDL (TP-ST in a report), is of another type, or
 * its user data header is longer than the data. Everything milder still gives the words:
 *   - fewer octets of text than TP-UDL says: those present;
 *   - a time stamp that is no date: has_time false;
 *   - an impossible concatenation element: a message by itself;
 *   - compressed text (DCS bit 5): as octets, SMS_8BIT;
 *   - a reserved DCS or an unknown language: the default alphabet, the latter marked in body.table_unknown;
 *   - an address longer than the standard allows: "".
 * What follows TP-ST in a report is not looked at, nor what follows the user data. */
TB_MUST_CHECK bool sms_decode(const char *hex, size_t len, bool from_network, struct sms_pdu *out);

#endif
