#include "sms/sms_submit.h"

#include "sms/sms_address.h"
#include "sms/sms_octets.h"
#include "sms/sms_userdata.h"

enum {
    MTI_SUBMIT = 0x01,
    REJECT_DUPLICATES = 0x04,
    VP_RELATIVE = 0x10,
    REPORT_REQUEST = 0x20,
    HEADER_INDICATOR = 0x40
};

size_t sms_encode_submit(const struct sms_submit *s, char *hex, size_t cap, unsigned *tpdu_octets)
{
    uint8_t pdu[(SMS_HEX_MAX - 1) / 2];
    size_t n = 0;
    *tpdu_octets = 0;
    if (cap > 0)
        hex[0] = '\0';
    pdu[n++] = 0;
    pdu[n++] = (uint8_t)(MTI_SUBMIT | VP_RELATIVE | (s->reject_duplicates ? REJECT_DUPLICATES : 0) |
                         (s->report ? REPORT_REQUEST : 0) | (s->plan->parts > 1 ? HEADER_INDICATOR : 0));
    pdu[n++] = 0;
    size_t address = sms_address_put(s->to, pdu + n);
    n += address;
    pdu[n++] = 0;
    pdu[n++] = s->plan->alphabet == SMS_UCS2 ? 0x08 : 0x00;
    pdu[n++] = s->validity;
    struct sms_piece piece = {.text = s->text, .plan = s->plan, .part = s->part, .ref = s->ref};
    size_t data = sms_userdata_write(&piece, pdu + n);
    n += data;
    if (address == 0 || data == 0)
        return 0;
    size_t length = sms_to_hex(pdu, n, hex, cap);
    if (length > 0)
        *tpdu_octets = (unsigned)(n - 1);
    return length;
}
