#include "sms/sms_decode.h"

#include "sms/sms_address.h"
#include "sms/sms_octets.h"
#include "sms/sms_stamp.h"
#include "sms/sms_userdata.h"

/* First octet, clause 9.2.2. */
enum {
    MTI_MASK = 0x03,
    MTI_DELIVER = 0, /* from the network; and SUBMIT's answers the other way, which no modem shows */
    MTI_SUBMIT = 1,
    MTI_STATUS_REPORT = 2,
    NO_MORE_MESSAGES = 0x04,
    VP_MASK = 0x18,
    VP_RELATIVE = 0x10,
    REPORT = 0x20,
    HEADER_INDICATOR = 0x40
};

/* TP-DCS, 23.038 clause 4. */
static enum sms_alphabet read_dcs(uint8_t dcs, int *message_class)
{
    static const enum sms_alphabet GENERAL[] = {SMS_GSM7, SMS_8BIT, SMS_UCS2, SMS_GSM7};
    *message_class = -1;
    switch (dcs >> 4) {
    case 0x0: /* general; 4 to 7 the same with automatic deletion */
    case 0x1:
    case 0x2:
    case 0x3:
    case 0x4:
    case 0x5:
    case 0x6:
    case 0x7:
        if (dcs & 0x10)
            *message_class = dcs & 3;
        return dcs & 0x20 ? SMS_8BIT : GENERAL[dcs >> 2 & 3]; /* 0x20: compressed, which we cannot expand */
    case 0xE: /* message waiting, store, UCS-2; C and D are the same in GSM-7 */
        return SMS_UCS2;
    case 0xF:
        *message_class = dcs & 3;
        return dcs & 0x04 ? SMS_8BIT : SMS_GSM7;
    default: /* message waiting C and D; reserved 8 to B: "assume the default alphabet" */
        return SMS_GSM7;
    }
}

/* TP-SCTS or TP-DT. False only if the octets are not there. */
static bool take_stamp(struct sms_octets *in, bool *has, int64_t *utc_s, int *quarters)
{
    const uint8_t *octets = sms_take_run(in, SMS_STAMP_OCTETS);
    if (octets == NULL)
        return false;
    *has = sms_stamp_read(octets, utc_s, quarters);
    return true;
}

/* TP-PID and TP-DCS. */
static bool take_coding(struct sms_octets *in, struct sms_pdu *out, enum sms_alphabet *alphabet)
{
    if (!sms_take(in, &out->pid) || !sms_take(in, &out->dcs))
        return false;
    *alphabet = read_dcs(out->dcs, &out->message_class);
    return true;
}

static bool take_deliver(struct sms_octets *in, uint8_t first, struct sms_pdu *out)
{
    enum sms_alphabet alphabet = SMS_GSM7;
    out->kind = SMS_DELIVER;
    out->report_wanted = (first & REPORT) != 0;
    out->more_to_come = (first & NO_MORE_MESSAGES) == 0;
    return sms_address_take(in, out) && take_coding(in, out, &alphabet) &&
           take_stamp(in, &out->has_time, &out->time_s, &out->tz_quarters) &&
           sms_userdata_read(in, (first & HEADER_INDICATOR) != 0, alphabet, out);
}

static bool take_report(struct sms_octets *in, uint8_t first, struct sms_pdu *out)
{
    int unused_zone = 0;
    out->kind = SMS_STATUS_REPORT;
    out->report_wanted = (first & REPORT) != 0;
    out->more_to_come = (first & NO_MORE_MESSAGES) == 0;
    return sms_take(in, &out->ref) && sms_address_take(in, out) &&
           take_stamp(in, &out->has_time, &out->time_s, &out->tz_quarters) &&
           take_stamp(in, &out->has_discharge, &out->discharge_s, &unused_zone) && sms_take(in, &out->status);
}

/* TP-VP: absent, one octet, or seven (enhanced and absolute, clause 9.2.3.12). */
static bool take_validity(struct sms_octets *in, uint8_t first, struct sms_pdu *out)
{
    if ((first & VP_MASK) == 0)
        return true;
    if ((first & VP_MASK) == VP_RELATIVE)
        return sms_take(in, &out->validity);
    return sms_take_run(in, SMS_STAMP_OCTETS) != NULL;
}

static bool take_submit(struct sms_octets *in, uint8_t first, struct sms_pdu *out)
{
    enum sms_alphabet alphabet = SMS_GSM7;
    out->kind = SMS_SUBMIT;
    out->report_wanted = (first & REPORT) != 0;
    return sms_take(in, &out->ref) && sms_address_take(in, out) && take_coding(in, out, &alphabet) &&
           take_validity(in, first, out) &&
           sms_userdata_read(in, (first & HEADER_INDICATOR) != 0, alphabet, out);
}

static bool take_pdu(struct sms_octets *in, bool from_network, struct sms_pdu *out)
{
    uint8_t smsc = 0, first = 0;
    if (!sms_take(in, &smsc) || sms_take_run(in, smsc) == NULL || !sms_take(in, &first))
        return false;
    unsigned mti = first & MTI_MASK;
    if (!from_network)
        return mti == MTI_SUBMIT && take_submit(in, first, out);
    if (mti == MTI_STATUS_REPORT)
        return take_report(in, first, out);
    return mti != MTI_SUBMIT && take_deliver(in, first, out);
}

bool sms_decode(const char *hex, size_t len, bool from_network, struct sms_pdu *out)
{
    uint8_t octets[SMS_PDU_OCTETS_MAX];
    *out = (struct sms_pdu){.message_class = -1};
    size_t n = sms_from_hex(hex, len, octets, sizeof octets);
    struct sms_octets in = {octets, n};
    if (n != SMS_NOT_HEX && take_pdu(&in, from_network, out))
        return true;
    *out = (struct sms_pdu){0};
    return false;
}
