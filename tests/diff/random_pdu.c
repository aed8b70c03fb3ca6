#include "random_pdu.h"

#include "base/check.h"
#include "unit/support/splitmix.h"

#include <string.h>

uint32_t random_below(struct random *self, uint32_t n)
{
    return (uint32_t)(splitmix_next(&self->state) % n);
}

bool random_once_in(struct random *self, uint32_t n)
{
    return random_below(self, n) == 0;
}

static uint8_t any_octet(struct random *random)
{
    return (uint8_t)random_below(random, 256);
}

static void put(struct made *self, unsigned octet)
{
    CHECK(self->length < sizeof self->octets);
    self->octets[self->length++] = (uint8_t)octet;
}

static unsigned bcd(unsigned value)
{
    return value / 10 | value % 10 << 4;
}

/* ---- addresses ---- */

static void put_digits(struct random *random, struct made *self, unsigned digits, bool odd_ones)
{
    for (unsigned i = 0; i < digits; i += 2) {
        unsigned low = odd_ones ? random_below(random, 16) : random_below(random, 10);
        unsigned high = odd_ones ? random_below(random, 16) : random_below(random, 10);
        put(self, low | (i + 1 < digits ? high : 15U) << 4);
    }
}

/* Septets one behind the other from bit 0. */
static void put_packed(struct made *self, const uint8_t *septets, size_t count)
{
    unsigned bits = 0, held = 0;

    for (size_t i = 0; i < count; i++) {
        bits |= (septets[i] & 0x7FU) << held;
        for (held += 7; held >= 8; held -= 8, bits >>= 8)
            put(self, bits & 0xFF);
    }
    if (held > 0)
        put(self, bits & 0xFF);
}

static void put_name(struct random *random, struct made *self)
{
    uint8_t septets[11];
    unsigned count = 1 + random_below(random, 11);

    for (unsigned i = 0; i < count; i++) {
        septets[i] = (uint8_t)('A' + random_below(random, 26));
        if (random_once_in(random, 12))
            septets[i] = (uint8_t)random_below(random, 0x1B);
        if (random_once_in(random, 12))
            septets[i] = (uint8_t)(' ' + random_below(random, 32));
    }
    put(self, (count * 7 + 3) / 4);
    put(self, 0xD0);
    put_packed(self, septets, count);
}

static void put_address(struct random *random, struct made *self)
{
    static const uint8_t TYPES[] = {0x91, 0x91, 0x91, 0x91, 0x81, 0x81, 0xA1, 0xA1,
                                    0xB1, 0xC1, 0xE1, 0xF1, 0x80, 0x92, 0x11};
    unsigned digits = 1 + random_below(random, 15);

    self->address = self->length;
    if (random_once_in(random, 5)) {
        put_name(random, self);
        return;
    }
    if (random_once_in(random, 40))
        digits = 0;
    if (random_once_in(random, 40))
        digits = 16 + random_below(random, 9);
    put(self, digits);
    put(self, TYPES[random_below(random, TB_COUNT(TYPES))]);
    put_digits(random, self, digits, random_once_in(random, 20));
}

/* ---- time stamps ---- */

static void put_stamp(struct random *random, struct made *self)
{
    if (random_once_in(random, 25)) {
        for (int i = 0; i < 7; i++)
            put(self, any_octet(random));
        return;
    }
    put(self, bcd(random_below(random, random_once_in(random, 4) ? 100 : 40)));
    put(self, bcd(1 + random_below(random, random_once_in(random, 40) ? 99 : 12)));
    put(self, bcd(1 + random_below(random, random_once_in(random, 10) ? 35 : 28)));
    put(self, bcd(random_below(random, random_once_in(random, 40) ? 30 : 24)));
    put(self, bcd(random_below(random, 60)));
    put(self, bcd(random_below(random, random_once_in(random, 40) ? 99 : 60)));
    put(self, bcd(random_below(random, random_once_in(random, 20) ? 80 : 57)) |
                  (random_once_in(random, 2) ? 8U : 0U));
}

/* ---- coding ---- */

enum pdu_text pdu_text_of(uint8_t dcs)
{
    static const enum pdu_text GENERAL[] = {PDU_GSM7, PDU_OCTETS, PDU_UCS2, PDU_GSM7};

    if (dcs < 0x80)
        return (dcs & 0x20) != 0 ? PDU_OCTETS : GENERAL[dcs >> 2 & 3];
    if (dcs >= 0xF0)
        return (dcs & 4) != 0 ? PDU_OCTETS : PDU_GSM7;
    return dcs >= 0xE0 ? PDU_UCS2 : PDU_GSM7;
}

static uint8_t any_dcs(struct random *random)
{
    static const uint8_t USUAL[] = {0x00, 0x00, 0x00, 0x08, 0x08, 0x08, 0x04, 0x10, 0x11,
                                    0x12, 0x13, 0x18, 0x19, 0x14, 0xF0, 0xF1, 0xF2, 0xF4,
                                    0xF5, 0xC0, 0xC8, 0xD0, 0xD8, 0xE0, 0xE8};

    return random_once_in(random, 12) ? any_octet(random) : USUAL[random_below(random, TB_COUNT(USUAL))];
}

/* ---- the header ---- */

static unsigned put_element(struct made *self, unsigned iei, const uint8_t *value, unsigned length)
{
    put(self, iei);
    put(self, length);
    for (unsigned i = 0; i < length; i++)
        put(self, value[i]);
    return length + 2;
}

static unsigned put_concat(struct random *random, struct made *self, bool wide)
{
    uint8_t total = (uint8_t)(2 + random_below(random, 6)), seq = (uint8_t)(1 + random_below(random, total));
    uint8_t value[4] = {any_octet(random), any_octet(random), total, seq};

    if (random_once_in(random, 15))
        value[3] = random_once_in(random, 2) ? 0 : (uint8_t)(total + 1 + random_below(random, 9));
    return wide ? put_element(self, 0x08, value, 4) : put_element(self, 0x00, value + 1, 3);
}

static void put_header(struct random *random, struct made *self)
{
    size_t at = self->length;
    uint8_t value[8];
    unsigned n = 0;

    for (size_t i = 0; i < sizeof value; i++)
        value[i] = any_octet(random);
    put(self, 0);
    switch (random_below(random, 10)) {
    case 0:
        n = put_element(self, 0x05, value, 4); /* ports */
        break;
    case 1:
        n = put_element(self, 0x04, value, 2);
        break;
    case 2:
        n = put_element(self, 0x05, value, 4);
        n += put_concat(random, self, random_once_in(random, 2));
        break;
    case 3:
        value[0] = (uint8_t)(1 + random_below(random, 3)); /* a language, by the single shift table or both */
        n = put_element(self, 0x24, value, 1);
        if (random_once_in(random, 2))
            n += put_element(self, 0x25, value, 1);
        break;
    case 4:
        n = put_element(self, 0x70 + random_below(random, 16), value, random_below(random, 8));
        break;
    default:
        n = put_concat(random, self, random_once_in(random, 2));
        break;
    }
    self->octets[at] = (uint8_t)n;
    self->header = n + 1;
}

/* ---- the text ---- */

static uint8_t any_septet(struct random *random)
{
    static const char WORDS[] = "abcdefghijklmnopqrstuvwxyz     ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'@$_";

    if (random_once_in(random, 4)) {
        uint8_t any = (uint8_t)random_below(random, 128);
        return any != 0x1B || random_once_in(random, 4) ? any : 0x0A;
    }
    uint8_t c = (uint8_t)WORDS[random_below(random, sizeof WORDS - 1)];
    return c == '@' ? 0x00 : c == '$' ? 0x02 : c == '_' ? 0x11 : c;
}

static void put_septets(struct random *random, struct made *self, unsigned count, unsigned skip)
{
    static const uint8_t EXTENSION[] = {0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65};
    uint8_t septets[160 + 8] = {0};
    size_t from = self->length;
    uint8_t header[160];

    for (unsigned i = skip; i < skip + count; i++) {
        septets[i] = any_septet(random);
        if (random_once_in(random, 15) && i + 1 < skip + count) {
            septets[i++] = 0x1B;
            septets[i] = random_once_in(random, 100) ? any_septet(random)
                                                     : EXTENSION[random_below(random, TB_COUNT(EXTENSION))];
        }
    }
    /* The header lies over the first septets; the bits up to the next septet stay zero. */
    from -= self->header;
    memcpy(header, self->octets + from, self->header);
    self->length = from;
    put_packed(self, septets, skip + count);
    memcpy(self->octets + from, header, self->header);
    if (self->length < from + self->header)
        self->length = from + self->header;
}

static uint16_t any_unit(struct random *random)
{
    switch (random_below(random, 1000)) {
    case 0:
        return '~';
    case 1:
        return (uint16_t)random_below(random, 2); /* NUL and the one that blinks on some telephones */
    case 2:
        return (uint16_t)(0xD800 + random_below(random, 0x800)); /* half a pair */
    default:
        break;
    }
    switch (random_below(random, 10)) {
    case 0:
        return (uint16_t)(0x4E00 + random_below(random, 0x5000));
    case 1:
        return (uint16_t)(0xA0 + random_below(random, 0x500));
    default:
        return (uint16_t)(' ' + random_below(random, '~' - ' '));
    }
}

static void put_unit(struct made *self, unsigned unit)
{
    put(self, unit >> 8);
    put(self, unit & 0xFF);
}

static void put_ucs2(struct random *random, struct made *self, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (i == 0 && random_once_in(random, 40)) {
            put_unit(self, random_once_in(random, 2) ? 0xFEFF : 0xFFFE);
        } else if (random_once_in(random, 12) && i + 1 < count) {
            put_unit(self, 0xD83C + random_below(random, 3));
            put_unit(self, 0xDC00 + random_below(random, 0x400));
            i++;
        } else {
            put_unit(self, any_unit(random));
        }
    }
}

static unsigned any_count(struct random *random, unsigned most)
{
    return random_once_in(random, 4) ? most : random_below(random, most + 1);
}

static void put_userdata(struct random *random, struct made *self)
{
    enum pdu_text text = pdu_text_of(self->octets[self->dcs]);
    unsigned skip = 0, count;

    self->udl = self->length;
    put(self, 0);
    if (random_once_in(random, 3)) {
        self->octets[self->first] |= 0x40;
        put_header(random, self);
    }
    switch (text) {
    case PDU_GSM7:
        skip = (self->header * 8 + 6) / 7;
        count = any_count(random, 160 - skip);
        put_septets(random, self, count, skip);
        self->octets[self->udl] = (uint8_t)(skip + count);
        break;
    case PDU_UCS2:
        count = any_count(random, (140 - self->header) / 2);
        put_ucs2(random, self, count);
        self->octets[self->udl] = (uint8_t)(self->header + 2 * count);
        break;
    case PDU_OCTETS:
        count = any_count(random, 140 - self->header);
        for (unsigned i = 0; i < count; i++)
            put(self, any_octet(random));
        self->octets[self->udl] = (uint8_t)(self->header + count);
        break;
    }
    size_t body = self->length - self->udl - 1 - self->header;
    if (random_once_in(random, 40) && body > 0) {
        self->length -= 1 + random_below(random, (uint32_t)body);
        self->cut = true;
    }
}

/* ---- the whole ---- */

static void put_validity(struct random *random, struct made *self)
{
    switch (self->octets[self->first] >> 3 & 3) {
    case 2:
        put(self, any_octet(random));
        break;
    case 1:
    case 3:
        for (int i = 0; i < 7; i++)
            put(self, any_octet(random));
        break;
    default:
        break;
    }
}

void made_random(struct random *random, struct made *out)
{
    static const enum pdu_kind KINDS[] = {PDU_DELIVER, PDU_DELIVER, PDU_DELIVER, PDU_REPORT, PDU_SUBMIT};
    static const uint8_t MTI[] = {0, 2, 1};
    bool reserved;

    *out = (struct made){.kind = KINDS[random_below(random, TB_COUNT(KINDS))]};
    if (random_once_in(random, 3)) {
        put(out, 0);
    } else {
        put(out, 7);
        put(out, 0x91);
        put_digits(random, out, 11, false);
    }
    reserved = out->kind == PDU_DELIVER && random_once_in(random, 50);
    out->first = out->length;
    put(out, (reserved ? 3U : MTI[out->kind]) |
                 (random_below(random, 256) & (out->kind == PDU_SUBMIT ? 0xBCU : 0xA4U)));
    if (out->kind != PDU_DELIVER)
        put(out, any_octet(random));
    put_address(random, out);
    if (out->kind == PDU_REPORT) {
        out->stamp = out->length;
        put_stamp(random, out);
        out->discharge = out->length;
        put_stamp(random, out);
        put(out, any_octet(random));
        return;
    }
    put(out, random_once_in(random, 4) ? any_octet(random) : 0U);
    out->dcs = out->length;
    put(out, any_dcs(random));
    if (out->kind == PDU_SUBMIT) {
        put_validity(random, out);
    } else {
        out->stamp = out->length;
        put_stamp(random, out);
    }
    put_userdata(random, out);
}

size_t made_units(const struct made *self, uint16_t *out, size_t cap)
{
    const uint8_t *ud = self->octets + self->udl + 1;
    size_t octets = self->length - self->udl - 1, n = 0;

    if (pdu_text_of(self->octets[self->dcs]) == PDU_UCS2) {
        for (size_t i = self->header; i + 1 < octets && n < cap; i += 2)
            out[n++] = (uint16_t)(ud[i] << 8 | ud[i + 1]);
        return n;
    }
    for (size_t i = (self->header * 8 + 6) / 7; i < self->octets[self->udl] && n < cap; i++) {
        unsigned pair = ud[i * 7 / 8] | (unsigned)ud[i * 7 / 8 + 1] << 8;
        out[n++] = (uint16_t)(pair >> i * 7 % 8 & 0x7F);
    }
    return n;
}

size_t made_text(struct random *random, bool gsm7, size_t units, uint16_t *out)
{
    static const uint16_t NARROW[] =
        u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\f^{}\\[]|€~";
    size_t n = 0;

    while (n < units) {
        if (random_once_in(random, 3) || (gsm7 && random_once_in(random, 2))) {
            out[n++] = NARROW[random_below(random, TB_COUNT(NARROW) - (gsm7 ? 1 : 2))];
        } else if (gsm7) {
            out[n++] = (uint16_t)('a' + random_below(random, 26));
        } else if (random_once_in(random, 8) && n + 1 < units) {
            out[n++] = (uint16_t)(0xD83C + random_below(random, 3));
            out[n++] = (uint16_t)(0xDC00 + random_below(random, 0x400));
        } else {
            uint16_t unit = any_unit(random);
            out[n++] = unit > 1 && (unit < 0xD800 || unit > 0xDFFF) ? unit : 'x';
        }
    }
    return n;
}
