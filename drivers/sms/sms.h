/* The SMS codec: text <-> PDU, both directions, pure. Include this one.
 *
 *   text -> sms_fold -> sms_plan_text -> sms_encode_submit -> AT+CMGS
 *   +CMT / +CMGR / +CDS -> sms_decode -> sms_join -> text
 *
 * 3GPP TS 23.038 (alphabets), 23.040 (TPDU), 27.005 (PDU mode: the SMSC address comes first). */
#ifndef SMS_H
#define SMS_H

#include "sms/sms_decode.h"  /* IWYU pragma: export */
#include "sms/sms_fold.h"    /* IWYU pragma: export */
#include "sms/sms_join.h"    /* IWYU pragma: export */
#include "sms/sms_network.h" /* IWYU pragma: export */
#include "sms/sms_plan.h"    /* IWYU pragma: export */
#include "sms/sms_submit.h"  /* IWYU pragma: export */
#include "sms/sms_types.h"   /* IWYU pragma: export */

#endif
