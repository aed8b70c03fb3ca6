#include "sms/sms_utf.h"

/* What a first byte announces: further bytes, its own bits, and the least value that needs that many bytes.
 */
struct lead {
    unsigned further;
    uint32_t bits;
    uint32_t least;
};

static struct lead read_lead(unsigned char b)
{
    if (b >= 0xC2 && b <= 0xDF)
        return (struct lead){1, b & 0x1FU, 0x80};
    if (b >= 0xE0 && b <= 0xEF)
        return (struct lead){2, b & 0x0FU, 0x800};
    if (b >= 0xF0 && b <= 0xF4)
        return (struct lead){3, b & 0x07U, 0x10000};
    return (struct lead){0, 0, 0};
}

uint32_t sms_utf8_next(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    if (*p < 0x80) {
        *at += *p != 0;
        return *p;
    }
    struct lead lead = read_lead(*p);
    if (lead.further == 0)
        return SMS_UTF_BAD;
    uint32_t c = lead.bits;
    for (unsigned i = 1; i <= lead.further; i++) {
        if ((p[i] & 0xC0) != 0x80) /* also the NUL, so nothing behind it is read */
            return SMS_UTF_BAD;
        c = c << 6 | (p[i] & 0x3FU);
    }
    if (c < lead.least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return SMS_UTF_BAD;
    *at += 1 + lead.further;
    return c;
}

size_t sms_utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}
