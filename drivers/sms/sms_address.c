#include "sms/sms_address.h"

#include "base/check.h"
#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <string.h>

#define SEMI_OCTETS_MAX  20
#define NAME_SEPTETS_MAX 11 /* in 10 octets */

enum { TON_INTERNATIONAL = 1, TON_ALPHANUMERIC = 5 };

/* 23.040 clause 9.1.2.3; 15 is the filler. */
static const char DIGITS[] = "0123456789*#abc";

static void read_digits(const uint8_t *value, unsigned digits, bool plus, char *out)
{
    if (plus)
        *out++ = '+';
    for (unsigned i = 0; i < digits; i++) {
        unsigned digit = i % 2 == 0 ? value[i / 2] & 0x0FU : (unsigned)value[i / 2] >> 4;
        if (digit == 0x0F)
            break;
        *out++ = DIGITS[digit];
    }
    *out = '\0';
}

/* Only the default table applies here: the header with a language comes much later. */
static void read_name(const uint8_t *value, unsigned semi_octets, char *out)
{
    unsigned septets = semi_octets * 4 / 7;
    /* Eight septets end on an octet border. Centres that count whole octets send seven and 7 zero bits, and a
     * name that really ends in '@' is rarer. */
    if (septets == 8 && sms_gsm7_get(value, septets - 1) == 0)
        septets--;
    for (unsigned i = 0; i < septets; i++) {
        uint32_t c = sms_gsm7_get(value, i);
        if (c == SMS_GSM7_ESCAPE)
            c = ++i < septets ? sms_gsm7_extended(sms_gsm7_get(value, i), 0, 0) : ' ';
        else
            c = sms_gsm7_plain((uint8_t)c, 0);
        out += sms_utf8_put(c < ' ' ? ' ' : c, out); /* a line end here could forge a line elsewhere */
    }
    *out = '\0';
}

bool sms_address_take(struct sms_octets *in, struct sms_pdu *out)
{
    uint8_t semi_octets = 0;
    if (!sms_take(in, &semi_octets) || !sms_take(in, &out->toa))
        return false;
    const uint8_t *field = sms_take_run(in, (semi_octets + 1U) / 2);
    if (field == NULL)
        return false;
    unsigned ton = out->toa >> 4 & 7;
    out->alphanumeric = ton == TON_ALPHANUMERIC;
    out->address[0] = '\0';
    if (semi_octets == 0 || semi_octets > SEMI_OCTETS_MAX)
        return true;
    /* A copy with room behind it, so that reading a septet never touches what follows the field. */
    uint8_t value[SEMI_OCTETS_MAX / 2 + 1] = {0};
    memcpy(value, field, (semi_octets + 1U) / 2);
    if (out->alphanumeric)
        read_name(value, semi_octets, out->address);
    else
        read_digits(value, semi_octets, ton == TON_INTERNATIONAL, out->address);
    return true;
}

/* Writes the value's octets and returns the digits, 0 if there is a wrong one, none or too many. */
static unsigned put_digits(const char *digits, bool international, uint8_t *value)
{
    size_t n = strlen(digits);
    if (n == 0 || n > SEMI_OCTETS_MAX)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const char *found = strchr(DIGITS, digits[i]);
        if (found == NULL)
            return 0;
        size_t digit = (size_t)(found - DIGITS);
        if (international && digit > 9)
            return 0;
        value[i / 2] = i % 2 == 0 ? (uint8_t)(0xF0 | digit) : (uint8_t)((value[i / 2] & 0x0F) | digit << 4);
    }
    return (unsigned)n;
}

size_t sms_address_put(const char *number, uint8_t out[SMS_ADDRESS_OCTETS_MAX])
{
    bool international = number[0] == '+';
    unsigned digits = put_digits(number + international, international, out + 2);
    if (digits == 0)
        return 0;
    out[0] = (uint8_t)digits;
    out[1] = international ? 0x91 : 0x81;
    return 2 + (digits + 1) / 2;
}

size_t sms_address_put_name(const char *name, uint8_t out[SMS_ADDRESS_OCTETS_MAX])
{
    uint8_t value[SEMI_OCTETS_MAX / 2 + 1] = {0};
    unsigned septets = 0;

    CHECK(name[0] != '\0');
    for (uint32_t c = sms_utf8_next(&name); c != 0; c = sms_utf8_next(&name)) {
        uint8_t code[2];
        unsigned n = sms_gsm7_encode(c, code);
        if (c == SMS_UTF_BAD || n == 0 || septets + n > NAME_SEPTETS_MAX)
            return 0;
        for (unsigned i = 0; i < n; i++)
            sms_gsm7_put(value, septets++, code[i]);
    }
    out[0] = (uint8_t)((septets * 7 + 3) / 4);
    out[1] = 0xD0;
    memcpy(out + 2, value, SEMI_OCTETS_MAX / 2);
    return 2 + (out[0] + 1U) / 2;
}

size_t sms_smsc_put(const char *number, uint8_t out[SMS_ADDRESS_OCTETS_MAX])
{
    out[0] = 0;
    if (number == NULL)
        return 1;
    size_t n = sms_address_put(number, out);
    if (n == 0)
        return 0;
    out[0] =
        (uint8_t)(n - 1); /* here it counts octets, the type among them, not digits (24.011 clause 8.2.5.1) */
    return n;
}
