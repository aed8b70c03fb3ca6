#include "sms/sms_network.h"

#include "sms/sms_address.h"
#include "sms/sms_octets.h"
#include "sms/sms_stamp.h"
#include "sms/sms_userdata.h"

enum {
    MTI_DELIVER = 0x00,
    MTI_STATUS_REPORT = 0x02,
    NO_MORE_MESSAGES = 0x04,
    HEADER_INDICATOR = 0x40,
    DCS_FLASH = 0x10,
    DCS_UCS2 = 0x08
};

/* What begins like a number is one, all else is a name ("cab" could be dialled, too). */
static size_t put_address(const char *address, uint8_t out[SMS_ADDRESS_OCTETS_MAX])
{
    if (address[0] == '\0') {
        out[0] = 0;
        out[1] = 0x80;
        return 2;
    }
    if (address[0] == '+' || (address[0] >= '0' && address[0] <= '9'))
        return sms_address_put(address, out);
    return sms_address_put_name(address, out);
}

static size_t finish(const uint8_t *pdu, size_t n, size_t smsc, char *hex, size_t cap, unsigned *tpdu_octets)
{
    size_t length = sms_to_hex(pdu, n, hex, cap);
    if (tpdu_octets != NULL)
        *tpdu_octets = length > 0 ? (unsigned)(n - smsc) : 0;
    return length;
}

size_t sms_encode_deliver(const struct sms_deliver *d, char *hex, size_t cap, unsigned *tpdu_octets)
{
    uint8_t pdu[(SMS_NETWORK_HEX_MAX - 1) / 2];
    if (cap > 0)
        hex[0] = '\0';
    if (tpdu_octets != NULL)
        *tpdu_octets = 0;
    size_t smsc = sms_smsc_put(d->smsc, pdu);
    size_t n = smsc;
    pdu[n++] = (uint8_t)(MTI_DELIVER | (d->more_to_come ? 0 : NO_MORE_MESSAGES) |
                         (d->plan->parts > 1 ? HEADER_INDICATOR : 0));
    size_t address = put_address(d->from, pdu + n);
    n += address;
    pdu[n++] = 0;
    pdu[n++] = (uint8_t)((d->flash ? DCS_FLASH : 0) | (d->plan->alphabet == SMS_UCS2 ? DCS_UCS2 : 0));
    bool dated = sms_stamp_write(d->time_s, d->tz_quarters, pdu + n);
    n += SMS_STAMP_OCTETS;
    struct sms_piece piece = {
        .text = d->text, .plan = d->plan, .part = d->part, .ref = d->ref, .wide_ref = d->wide_ref};
    size_t data = sms_userdata_write(&piece, pdu + n);
    n += data;
    if (smsc == 0 || address == 0 || !dated || data == 0)
        return 0;
    return finish(pdu, n, smsc, hex, cap, tpdu_octets);
}

size_t sms_encode_report(const struct sms_report *r, char *hex, size_t cap, unsigned *tpdu_octets)
{
    uint8_t pdu[2 * SMS_ADDRESS_OCTETS_MAX + 2 + 2 * SMS_STAMP_OCTETS + 1];
    if (cap > 0)
        hex[0] = '\0';
    if (tpdu_octets != NULL)
        *tpdu_octets = 0;
    size_t smsc = sms_smsc_put(r->smsc, pdu);
    size_t n = smsc;
    pdu[n++] = MTI_STATUS_REPORT | NO_MORE_MESSAGES;
    pdu[n++] = r->ref;
    size_t address = put_address(r->to, pdu + n);
    n += address;
    bool dated = sms_stamp_write(r->time_s, r->tz_quarters, pdu + n);
    n += SMS_STAMP_OCTETS;
    dated = sms_stamp_write(r->discharge_s, r->tz_quarters, pdu + n) && dated;
    n += SMS_STAMP_OCTETS;
    pdu[n++] = r->status;
    if (smsc == 0 || address == 0 || !dated)
        return 0;
    return finish(pdu, n, smsc, hex, cap, tpdu_octets);
}
