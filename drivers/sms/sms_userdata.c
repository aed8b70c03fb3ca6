#include "sms/sms_userdata.h"

#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <string.h>

/* Information elements, 23.040 clause 9.2.3.24. */
enum {
    IEI_CONCAT = 0x00,
    IEI_PORTS_8 = 0x04,
    IEI_PORTS_16 = 0x05,
    IEI_CONCAT_WIDE = 0x08,
    IEI_SINGLE_SHIFT = 0x24,
    IEI_LOCKING_SHIFT = 0x25
};

/* Returns the header's octets. */
static unsigned write_header(const struct sms_piece *piece, uint8_t *ud)
{
    unsigned n = 0;
    ud[n++] = piece->wide_ref ? 6 : 5;
    ud[n++] = piece->wide_ref ? IEI_CONCAT_WIDE : IEI_CONCAT;
    ud[n++] = piece->wide_ref ? 4 : 3;
    if (piece->wide_ref)
        ud[n++] = (uint8_t)(piece->ref >> 8);
    ud[n++] = (uint8_t)piece->ref;
    ud[n++] = (uint8_t)piece->plan->parts;
    ud[n++] = (uint8_t)(piece->part + 1);
    return n;
}

/* Packs the text behind the header; the zero bits between are the fill bits. Returns TP-UDL, 0 if it does not
 * fit. */
static unsigned write_gsm7(const char *at, const char *end, unsigned header, uint8_t *ud)
{
    unsigned septets = (unsigned)sms_gsm7_cover(header);
    while (at < end) {
        uint8_t code[2];
        unsigned n = sms_gsm7_encode(sms_utf8_next(&at), code);
        if (n == 0 || septets + n > SMS_BODY_MAX)
            return 0;
        for (unsigned i = 0; i < n; i++)
            sms_gsm7_put(ud, septets++, code[i]);
    }
    return septets;
}

static unsigned write_ucs2(const char *at, const char *end, unsigned header, uint8_t *ud)
{
    unsigned n = header;
    while (at < end) {
        uint32_t c = sms_utf8_next(&at);
        if (c == 0 || c == SMS_UTF_BAD || n + 2 * sms_utf16_units(c) > SMS_UD_OCTETS_MAX)
            return 0;
        if (c > 0xFFFF) {
            uint32_t high = 0xD800 + ((c - 0x10000) >> 10);
            ud[n++] = (uint8_t)(high >> 8);
            ud[n++] = (uint8_t)high;
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        ud[n++] = (uint8_t)(c >> 8);
        ud[n++] = (uint8_t)c;
    }
    return n;
}

static bool plan_fits(const struct sms_piece *piece)
{
    const struct sms_plan *plan = piece->plan;
    if (plan->parts == 0 || plan->parts > SMS_PARTS_MAX || piece->part >= plan->parts)
        return false;
    if (plan->start[plan->parts] != strlen(piece->text))
        return false;
    return plan->start[piece->part] <= plan->start[piece->part + 1] &&
           plan->start[piece->part + 1] <= plan->start[plan->parts];
}

size_t sms_userdata_write(const struct sms_piece *piece, uint8_t out[SMS_USERDATA_OCTETS_MAX])
{
    memset(out, 0, SMS_USERDATA_OCTETS_MAX);
    if (!plan_fits(piece))
        return 0;
    uint8_t *ud = out + 1;
    unsigned header = piece->plan->parts > 1 ? write_header(piece, ud) : 0;
    const char *at = piece->text + piece->plan->start[piece->part];
    const char *end = piece->text + piece->plan->start[piece->part + 1];
    if (at == end && header == 0)
        return 1;
    unsigned length = 0;
    switch (piece->plan->alphabet) {
    case SMS_GSM7:
        length = write_gsm7(at, end, header, ud);
        out[0] = (uint8_t)length;
        return length == 0 ? 0 : 1 + (length * 7 + 7) / 8;
    case SMS_UCS2:
        length = write_ucs2(at, end, header, ud);
        out[0] = (uint8_t)length;
        return length == 0 ? 0 : 1 + length;
    case SMS_8BIT:
        return 0;
    }
    return 0;
}

/* Clause 9.2.3.24.1 and .8: an element that cannot be is ignored; of several the last counts. */
static void read_concat(const uint8_t *v, bool wide, struct sms_concat *out)
{
    uint8_t total = v[wide ? 2 : 1];
    uint8_t seq = v[wide ? 3 : 2];
    if (seq == 0 || seq > total)
        return;
    uint16_t ref = v[0];
    if (wide)
        ref = (uint16_t)(v[0] << 8 | v[1]);
    *out = (struct sms_concat){.present = true, .wide = wide, .ref = ref, .total = total, .seq = seq};
}

static void read_language(uint8_t language, bool lock, struct sms_body *body)
{
    bool known = lock ? sms_gsm7_has_lock(language) : sms_gsm7_has_single(language);
    if (!known)
        body->table_unknown = true;
    else if (lock)
        body->lock_table = language;
    else
        body->single_table = language;
}

static void read_element(uint8_t iei, const uint8_t *v, uint8_t length, struct sms_pdu *out)
{
    if (iei == IEI_CONCAT && length == 3)
        read_concat(v, false, &out->concat);
    else if (iei == IEI_CONCAT_WIDE && length == 4)
        read_concat(v, true, &out->concat);
    else if ((iei == IEI_SINGLE_SHIFT || iei == IEI_LOCKING_SHIFT) && length == 1)
        read_language(v[0], iei == IEI_LOCKING_SHIFT, &out->body);
    else if (iei == IEI_PORTS_8 && length == 2) {
        out->has_ports = true;
        out->port_to = v[0];
        out->port_from = v[1];
    } else if (iei == IEI_PORTS_16 && length == 4) {
        out->has_ports = true;
        out->port_to = (uint16_t)(v[0] << 8 | v[1]);
        out->port_from = (uint16_t)(v[2] << 8 | v[3]);
    }
}

/* Reads the header of ud; *octets is what it takes, its length octet included. */
static bool read_header(struct sms_octets ud, struct sms_pdu *out, size_t *octets)
{
    uint8_t length = 0;
    if (!sms_take(&ud, &length) || length > ud.left)
        return false;
    *octets = 1U + length;
    ud.left = length;
    uint8_t iei = 0, size = 0;
    while (sms_take(&ud, &iei) && sms_take(&ud, &size)) {
        const uint8_t *value = sms_take_run(&ud, size);
        if (value == NULL)
            break;
        read_element(iei, value, size, out);
    }
    return true;
}

bool sms_userdata_read(struct sms_octets *in, bool header, enum sms_alphabet alphabet, struct sms_pdu *out)
{
    uint8_t udl = 0;
    if (!sms_take(in, &udl))
        return false;
    bool gsm7 = alphabet == SMS_GSM7;
    size_t octets = gsm7 ? (udl * 7U + 7) / 8 : udl;
    if (octets > in->left)
        octets = in->left;
    size_t skip = 0;
    if (header && !read_header((struct sms_octets){in->at, octets}, out, &skip))
        return false;
    struct sms_body *body = &out->body;
    body->alphabet = alphabet;
    size_t first = gsm7 ? sms_gsm7_cover(skip) : skip; /* text begins on a septet border: the fill bits */
    size_t end = octets;
    if (gsm7)
        end = octets * 8 / 7 < udl ? octets * 8 / 7 : udl;
    size_t count = end > first ? end - first : 0;
    if (count > SMS_BODY_MAX)
        count = SMS_BODY_MAX;
    if (alphabet == SMS_UCS2)
        count -= count % 2; /* half a unit is none */
    body->count = (uint8_t)count;
    for (size_t i = 0; i < count; i++)
        body->data[i] = gsm7 ? sms_gsm7_get(in->at, first + i) : in->at[first + i];
    return true;
}
