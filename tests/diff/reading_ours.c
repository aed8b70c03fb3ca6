#include "reading.h"

#include "base/check.h"
#include "sms/sms.h"
#include "sms/sms_octets.h"

#include <string.h>

static void read_text(const struct sms_pdu *pdu, struct reading *out)
{
    static const enum reading_text OF[] = {READING_GSM7, READING_OCTETS, READING_UCS2};
    const struct sms_body *const body = &pdu->body;

    out->alphabet = OF[pdu->body.alphabet];
    if (out->alphabet != READING_OCTETS) {
        (void)sms_join(&body, 1, out->text, sizeof out->text);
        return;
    }
    out->octets = pdu->body.count;
    memcpy(out->octet, pdu->body.data, pdu->body.count);
}

void reading_of_ours(const struct made *made, struct reading *out)
{
    static const enum pdu_kind KINDS[] = {PDU_DELIVER, PDU_REPORT, PDU_SUBMIT};
    char hex[2 * sizeof made->octets + 1];
    struct sms_pdu pdu;

    *out = (struct reading){.validity = -1, .alphabet = READING_NONE, .message_class = -1};
    size_t n = sms_to_hex(made->octets, made->length, hex, sizeof hex);
    out->accepted = sms_decode(hex, n, made->kind != PDU_SUBMIT, &pdu);
    if (!out->accepted)
        return;
    out->kind = KINDS[pdu.kind];
    strcpy(out->address, pdu.address);
    out->reference = pdu.ref;
    out->status = pdu.status;
    out->message_class = pdu.message_class;
    if (out->kind == PDU_SUBMIT && (made->octets[made->first] & 0x18) == 0x10)
        out->validity = pdu.validity;
    out->dated = pdu.has_time;
    out->time_s = pdu.time_s;
    out->zone_s = pdu.tz_quarters * 900;
    out->discharged = pdu.has_discharge;
    out->discharge_s = pdu.discharge_s;
    out->concat = pdu.concat.present;
    out->wide = pdu.concat.wide;
    out->concat_reference = pdu.concat.ref;
    out->total = pdu.concat.total;
    out->seq = pdu.concat.seq;
    if (out->kind != PDU_REPORT)
        read_text(&pdu, out);
}
