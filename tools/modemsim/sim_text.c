#include "modemsim/sim_text.h"

#include "base/check.h"
#include "modemsim/sim_at.h"
#include "sms/sms.h"
#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <stdio.h>
#include <string.h>

static const char HEX[] = "0123456789ABCDEF";

static void put_unit(unsigned unit, char out[4])
{
    for (int i = 0; i < 4; i++)
        out[i] = HEX[unit >> (12 - 4 * i) & 15];
}

void sim_ucs2_hex(const char *utf8, char *out, size_t cap)
{
    size_t n = 0;

    for (uint32_t c = sms_utf8_next(&utf8); c != 0 && c != SMS_UTF_BAD; c = sms_utf8_next(&utf8)) {
        if (n + 4 * (size_t)sms_utf16_units(c) + 1 > cap)
            break;
        if (c > 0xFFFF) {
            put_unit(0xD800 + ((c - 0x10000) >> 10), out + n);
            n += 4;
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        put_unit(c, out + n);
        n += 4;
    }
    out[n] = '\0';
}

const char *sim_shown(const struct sim *sim, const char *utf8, char *out, size_t cap)
{
    if (sim->charset == CHARSET_UCS2)
        sim_ucs2_hex(utf8, out, cap);
    else
        (void)snprintf(out, cap, "%s", utf8);
    return out;
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hex digits, or -1. */
static int32_t get_unit(const char *hex)
{
    int32_t unit = 0;

    for (int i = 0; i < 4; i++) {
        int d = nibble(hex[i]);
        if (d < 0)
            return -1;
        unit = unit << 4 | d;
    }
    return unit;
}

/* UCS-2 in hex to UTF-8. */
static bool from_ucs2(const char *hex, char *out, size_t cap)
{
    size_t len = strlen(hex), n = 0;

    for (size_t i = 0; i + 4 <= len; i += 4) {
        int32_t unit = get_unit(hex + i);
        if (unit < 0 || n + 5 > cap)
            return false;
        uint32_t c = (uint32_t)unit;
        if (unit >= 0xD800 && unit < 0xDC00 && i + 8 <= len) {
            int32_t low = get_unit(hex + i + 4);
            if (low < 0xDC00 || low > 0xDFFF)
                return false;
            c = 0x10000 + ((c - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
            i += 4;
        }
        if (c >= 0xD800 && c < 0xE000)
            return false;
        n += sms_utf8_put(c, out + n);
    }
    out[n] = '\0';
    return len % 4 == 0;
}

/* Octets of the GSM alphabet, one a character, to UTF-8. */
static bool from_gsm(const char *given, char *out, size_t cap)
{
    size_t n = 0;

    for (; *given != '\0'; given++) {
        uint8_t septet = (uint8_t)*given & 0x7F;
        uint32_t c = septet == '\r' ? '\n' : sms_gsm7_plain(septet, 0);
        if (septet == SMS_GSM7_ESCAPE && given[1] != '\0')
            c = sms_gsm7_extended((uint8_t) * ++given & 0x7F, 0, 0);
        if (n + 5 > cap)
            return false;
        n += sms_utf8_put(c, out + n);
    }
    out[n] = '\0';
    return true;
}

bool sim_meant(const struct sim *sim, const char *given, char *out, size_t cap)
{
    if (sim->charset == CHARSET_UCS2 && strlen(given) >= 4 &&
        strspn(given, "0123456789ABCDEFabcdef") == strlen(given) && strlen(given) % 4 == 0)
        return from_ucs2(given, out, cap);
    if (sim->charset == CHARSET_GSM)
        return from_gsm(given, out, cap);
    int n = snprintf(out, cap, "%s", given);
    for (char *p = out; *p != '\0'; p++) {
        if (*p == '\r')
            *p = '\n';
        else if (sim->charset == CHARSET_IRA && (*p & 0x80) != 0)
            *p = '?';
    }
    return n >= 0 && (size_t)n < cap;
}

bool sim_is_number(const char *text)
{
    size_t len = strlen(text);

    if (*text == '+')
        text++;
    return *text != '\0' && len < TB_NUMBER_MAX && strspn(text, "0123456789*#") == strlen(text);
}

unsigned sim_toa(const char *number)
{
    return *number == '+' ? 145 : 129;
}

void sim_e164(const char *dialled, unsigned toa, char out[TB_NUMBER_MAX])
{
    size_t len = strlen(dialled);
    bool digits = strspn(dialled, "0123456789") == len;

    if (digits && ((toa & 0x70) == 0x10 || (len == 11 && dialled[0] == '1')))
        (void)snprintf(out, TB_NUMBER_MAX, "+%s", dialled);
    else if (digits && len == 10 && dialled[0] >= '2')
        (void)snprintf(out, TB_NUMBER_MAX, "+1%s", dialled);
    else if (digits && len > 10 && strncmp(dialled, "011", 3) == 0)
        (void)snprintf(out, TB_NUMBER_MAX, "+%s", dialled + 3);
    else
        (void)snprintf(out, TB_NUMBER_MAX, "%s", dialled);
}

void sim_stamp(int64_t s, int quarters, char out[SIM_STAMP_MAX])
{
    /* Days to a civil date, by the usual shift of the year's start to March. */
    int64_t local = s + quarters * INT64_C(900), day = local / 86400, sec = local % 86400;
    int64_t z = day + 719468, era = z / 146097, doe = z % 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    int year = (int)(yoe + era * 400 + (month <= 2));

    (void)snprintf(out, SIM_STAMP_MAX, "%02d/%02d/%02d,%02d:%02d:%02d%c%02d", year % 100, month,
                   (int)(doy - (153 * mp + 2) / 5 + 1), (int)(sec / 3600), (int)(sec / 60 % 60),
                   (int)(sec % 60), quarters < 0 ? '-' : '+', quarters < 0 ? -quarters : quarters);
}

int64_t sim_wall_s(const struct sim *sim)
{
    return (sim->now + sim->wall_offset) / 1000;
}

void sim_text_body(const struct sim *sim, const struct sms_pdu *pdu, char *out, size_t cap)
{
    const struct sms_body *body = &pdu->body;
    const struct sms_body *const parts[] = {body};
    char utf8[SMS_BODY_MAX * 3 + 1];
    size_t n = 0;

    if (body->alphabet != SMS_GSM7) {
        for (size_t i = 0; i < body->count && n + 3 <= cap; i++) {
            out[n++] = HEX[body->data[i] >> 4];
            out[n++] = HEX[body->data[i] & 15];
        }
        out[n] = '\0';
        return;
    }
    (void)sms_join(parts, 1, utf8, sizeof(utf8));
    if (sim->charset == CHARSET_UCS2 || sim->charset == CHARSET_UTF8) {
        (void)sim_shown(sim, utf8, out, cap);
        return;
    }
    if (sim->charset == CHARSET_GSM) {
        for (size_t i = 0; i < body->count && n + 1 < cap; i++)
            out[n++] = (char)(body->data[i] == 0 ? 0x20 : body->data[i]); /* no NUL on this line */
        out[n] = '\0';
        return;
    }
    const char *at = utf8;
    for (uint32_t c = sms_utf8_next(&at); c != 0 && c != SMS_UTF_BAD && n + 1 < cap; c = sms_utf8_next(&at))
        out[n++] = (char)(c < 0x80 ? c : '?');
    out[n] = '\0';
}

void sim_hex(const struct sim_pdu *pdu, char *out, size_t cap)
{
    CHECK(cap > 2 * (size_t)pdu->len);
    for (size_t i = 0; i < pdu->len; i++) {
        out[2 * i] = HEX[pdu->octets[i] >> 4];
        out[2 * i + 1] = HEX[pdu->octets[i] & 15];
    }
    out[2 * (size_t)pdu->len] = '\0';
}

bool sim_unhex(const char *hex, size_t len, struct sim_pdu *out)
{
    if (len < 2 || len % 2 != 0 || len / 2 > sizeof(out->octets))
        return false;
    for (size_t i = 0; i < len / 2; i++) {
        int hi = nibble(hex[2 * i]), lo = nibble(hex[2 * i + 1]);
        if (hi < 0 || lo < 0)
            return false;
        out->octets[i] = (uint8_t)(hi << 4 | lo);
    }
    out->len = (uint8_t)(len / 2);
    out->sca_len = (uint8_t)(out->octets[0] + 1);
    return out->octets[0] < 12 && out->sca_len < out->len;
}
