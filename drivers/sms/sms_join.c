#include "sms/sms_join.h"

#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <string.h>

#define BOM         0xFEFFU
#define BOM_SWAPPED 0xFFFEU

struct joiner {
    char *out;
    size_t cap, length;
    bool full;
    bool escape;   /* the last septet was an escape */
    uint32_t high; /* the last unit was this high surrogate; 0: it was not */
    bool marked;   /* the first part began with a byte-order mark */
    bool swap;
};

static void put(struct joiner *self, uint32_t c)
{
    char bytes[4];
    if (self->full)
        return;
    size_t n = sms_utf8_put(c == 0 ? SMS_UTF_REPLACEMENT : c, bytes);
    if (self->length + n >= self->cap) {
        self->full = true; /* and stays so: a shorter character after the gap would join strangers */
        return;
    }
    memcpy(self->out + self->length, bytes, n);
    self->length += n;
}

/* What was begun and can no longer be completed. */
static void flush(struct joiner *self)
{
    if (self->escape)
        put(self, ' ');
    if (self->high != 0)
        put(self, SMS_UTF_REPLACEMENT);
    self->escape = false;
    self->high = 0;
}

static void add_septet(struct joiner *self, uint8_t septet, const struct sms_body *body)
{
    if (self->escape) {
        self->escape = false;
        put(self, sms_gsm7_extended(septet, body->lock_table, body->single_table));
    } else if ((septet & 0x7F) == SMS_GSM7_ESCAPE) {
        self->escape = true;
    } else {
        put(self, sms_gsm7_plain(septet, body->lock_table));
    }
}

static void add_unit(struct joiner *self, uint32_t unit)
{
    bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (self->high != 0 && low) {
        put(self, 0x10000 + ((self->high - 0xD800) << 10 | (unit - 0xDC00)));
        self->high = 0;
        return;
    }
    flush(self);
    if (unit >= 0xD800 && unit <= 0xDBFF)
        self->high = unit;
    else
        put(self, low ? SMS_UTF_REPLACEMENT : unit);
}

static void add_units(struct joiner *self, const struct sms_body *body, unsigned octets, bool first_part)
{
    unsigned i = 0;
    if (octets >= 2 && (first_part || self->marked)) {
        uint32_t mark = (uint32_t)body->data[0] << 8 | body->data[1];
        if (mark == BOM || mark == BOM_SWAPPED) {
            self->marked = true;
            self->swap = mark == BOM_SWAPPED;
            i = 2;
        }
    }
    for (; i + 1 < octets; i += 2) {
        uint32_t a = body->data[i], b = body->data[i + 1];
        add_unit(self, self->swap ? b << 8 | a : a << 8 | b);
    }
}

static void add_octet(struct joiner *self, uint8_t octet)
{
    put(self, octet >= ' ' && octet <= '~' ? octet : '.');
}

static void add_body(struct joiner *self, const struct sms_body *body, bool first_part)
{
    unsigned count = body->count < SMS_BODY_MAX ? body->count : SMS_BODY_MAX;
    switch (body->alphabet) {
    case SMS_GSM7:
        for (unsigned i = 0; i < count; i++)
            add_septet(self, body->data[i], body);
        break;
    case SMS_UCS2:
        add_units(self, body, count, first_part);
        break;
    case SMS_8BIT:
        for (unsigned i = 0; i < count; i++)
            add_octet(self, body->data[i]);
        break;
    }
}

size_t sms_join(const struct sms_body *const parts[], unsigned n, char *utf8, size_t cap)
{
    struct joiner self = {.out = utf8, .cap = cap};
    for (unsigned i = 0; i < n; i++) {
        if (i > 0 && parts[i]->alphabet != parts[i - 1]->alphabet)
            flush(&self);
        add_body(&self, parts[i], i == 0);
    }
    flush(&self);
    if (cap > 0)
        utf8[self.length] = '\0';
    return self.length;
}
