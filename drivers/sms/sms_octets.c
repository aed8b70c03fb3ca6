#include "sms/sms_octets.h"

#include "base/hex.h"

bool sms_take(struct sms_octets *self, uint8_t *out)
{
    if (self->left == 0)
        return false;
    *out = *self->at++;
    self->left--;
    return true;
}

const uint8_t *sms_take_run(struct sms_octets *self, size_t n)
{
    if (self->left < n)
        return NULL;
    const uint8_t *run = self->at;
    self->at += n;
    self->left -= n;
    return run;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

size_t sms_from_hex(const char *hex, size_t len, uint8_t *out, size_t cap)
{
    while (len > 0 && is_blank(hex[len - 1]))
        len--;
    if (len % 2 != 0 || len / 2 > cap)
        return SMS_NOT_HEX;
    for (size_t i = 0; i < len; i += 2) {
        int high = tb_hex_digit(hex[i]);
        int low = tb_hex_digit(hex[i + 1]);
        if (high < 0 || low < 0)
            return SMS_NOT_HEX;
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    return len / 2;
}

size_t sms_to_hex(const uint8_t *octets, size_t n, char *out, size_t cap)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    if (cap == 0)
        return 0;
    out[0] = '\0';
    if (n > (cap - 1) / 2)
        return 0;
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = DIGITS[octets[i] >> 4];
        out[2 * i + 1] = DIGITS[octets[i] & 0x0F];
    }
    out[2 * n] = '\0';
    return 2 * n;
}
