#include "sms/sms_gsm7.h"

#include "base/check.h"

#include <uchar.h>

/* Clause 6.2.1. The escape's own place holds U+001B, which is no character of the alphabet. */
static const char16_t DEFAULT_TABLE[128 + 1] = u"@£$¥èéùìòÇ\nØø\rÅå"
                                               u"Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
                                               u" !\"#¤%&'()*+,-./"
                                               u"0123456789:;<=>?"
                                               u"¡ABCDEFGHIJKLMNO"
                                               u"PQRSTUVWXYZÄÖÑÜ§"
                                               u"¿abcdefghijklmno"
                                               u"pqrstuvwxyzäöñüà";

/* Clause A.3.1 */
static const char16_t TURKISH_TABLE[128 + 1] = u"@£$¥€éùıòÇ\nĞğ\rÅå"
                                               u"Δ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ"
                                               u" !\"#¤%&'()*+,-./"
                                               u"0123456789:;<=>?"
                                               u"İABCDEFGHIJKLMNO"
                                               u"PQRSTUVWXYZÄÖÑÜ§"
                                               u"çabcdefghijklmno"
                                               u"pqrstuvwxyzäöñüà";

/* Clause A.3.3 */
static const char16_t PORTUGUESE_TABLE[128 + 1] = u"@£$¥êéúíóç\nÔô\rÁá"
                                                  u"Δ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ"
                                                  u" !\"#º%&'()*+,-./"
                                                  u"0123456789:;<=>?"
                                                  u"ÍABCDEFGHIJKLMNO"
                                                  u"PQRSTUVWXYZÃÕÚÜ§"
                                                  u"~abcdefghijklmno"
                                                  u"pqrstuvwxyzãõ`üà";

struct shift {
    uint8_t septet;
    char16_t c;
};

/* Clause 6.2.1.1: in every single shift table, so the languages below list only what they add. */
static const struct shift EXTENSION[] = {
    {0x0A, u'\f'}, {0x14, u'^'}, {0x28, u'{'}, {0x29, u'}'}, {0x2F, u'\\'},
    {0x3C, u'['},  {0x3D, u'~'}, {0x3E, u']'}, {0x40, u'|'}, {0x65, u'€'},
};

/* Clause A.2.1 */
static const struct shift TURKISH[] = {
    {0x47, u'Ğ'}, {0x49, u'İ'}, {0x53, u'Ş'}, {0x63, u'ç'}, {0x67, u'ğ'}, {0x69, u'ı'}, {0x73, u'ş'},
};

/* Clause A.2.2 */
static const struct shift SPANISH[] = {
    {0x09, u'ç'}, {0x41, u'Á'}, {0x49, u'Í'}, {0x4F, u'Ó'}, {0x55, u'Ú'},
    {0x61, u'á'}, {0x69, u'í'}, {0x6F, u'ó'}, {0x75, u'ú'},
};

/* Clause A.2.3 */
static const struct shift PORTUGUESE[] = {
    {0x05, u'ê'}, {0x09, u'ç'}, {0x0B, u'Ô'}, {0x0C, u'ô'}, {0x0E, u'Á'}, {0x0F, u'á'}, {0x12, u'Φ'},
    {0x13, u'Γ'}, {0x15, u'Ω'}, {0x16, u'Π'}, {0x17, u'Ψ'}, {0x18, u'Σ'}, {0x19, u'Θ'}, {0x1F, u'Ê'},
    {0x41, u'À'}, {0x49, u'Í'}, {0x4F, u'Ó'}, {0x55, u'Ú'}, {0x5B, u'Ã'}, {0x5C, u'Õ'}, {0x61, u'Â'},
    {0x69, u'í'}, {0x6F, u'ó'}, {0x75, u'ú'}, {0x7B, u'ã'}, {0x7C, u'õ'}, {0x7F, u'â'},
};

/* By national language identifier, clause 6.2.1.2.4. */
static const struct {
    const char16_t *lock;
    const struct shift *single;
    size_t singles;
} LANGUAGES[] = {
    {DEFAULT_TABLE, NULL, 0},
    {TURKISH_TABLE, TURKISH, TB_COUNT(TURKISH)},
    {NULL, SPANISH, TB_COUNT(SPANISH)},
    {PORTUGUESE_TABLE, PORTUGUESE, TB_COUNT(PORTUGUESE)},
};

bool sms_gsm7_has_lock(uint8_t language)
{
    return language < TB_COUNT(LANGUAGES) && LANGUAGES[language].lock != NULL;
}

bool sms_gsm7_has_single(uint8_t language)
{
    return language < TB_COUNT(LANGUAGES);
}

/* Where ASCII and the alphabet agree: nearly every character of a real message. */
static bool same_as_ascii(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= ' ' && c <= '?' && c != '$') || (c >= 'A' && c <= 'Z') ||
           c == '\n' || c == '\r';
}

unsigned sms_gsm7_encode(uint32_t c, uint8_t out[2])
{
    if (same_as_ascii(c)) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c > u'Ω' && c != u'€') /* the last of the table: spares a search for each CJK character */
        return 0;
    for (unsigned i = 0; i < 128; i++) {
        if (DEFAULT_TABLE[i] == c && i != SMS_GSM7_ESCAPE) {
            out[0] = (uint8_t)i;
            return 1;
        }
    }
    for (size_t i = 0; i < TB_COUNT(EXTENSION); i++) {
        if (EXTENSION[i].c == c) {
            out[0] = SMS_GSM7_ESCAPE;
            out[1] = EXTENSION[i].septet;
            return 2;
        }
    }
    return 0;
}

uint32_t sms_gsm7_plain(uint8_t septet, uint8_t lock)
{
    const char16_t *table = sms_gsm7_has_lock(lock) ? LANGUAGES[lock].lock : DEFAULT_TABLE;
    return table[septet & 0x7F];
}

static uint32_t find_shift(const struct shift *table, size_t count, uint8_t septet)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].septet == septet)
            return table[i].c;
    }
    return 0;
}

uint32_t sms_gsm7_extended(uint8_t septet, uint8_t lock, uint8_t single)
{
    septet &= 0x7F;
    if (septet == SMS_GSM7_ESCAPE)
        return ' ';
    uint32_t c = 0;
    if (sms_gsm7_has_single(single))
        c = find_shift(LANGUAGES[single].single, LANGUAGES[single].singles, septet);
    if (c == 0)
        c = find_shift(EXTENSION, TB_COUNT(EXTENSION), septet);
    return c != 0 ? c : sms_gsm7_plain(septet, lock);
}

uint8_t sms_gsm7_get(const uint8_t *octets, size_t index)
{
    size_t at = index * 7 / 8;
    unsigned shift = (unsigned)(index * 7 % 8);
    unsigned bits = octets[at];
    if (shift > 1) /* a septet that starts at bit 0 or 1 lies in one octet */
        bits |= (unsigned)octets[at + 1] << 8;
    return (uint8_t)(bits >> shift & 0x7F);
}

void sms_gsm7_put(uint8_t *octets, size_t index, uint8_t septet)
{
    size_t at = index * 7 / 8;
    unsigned shift = (unsigned)(index * 7 % 8);
    unsigned bits = (septet & 0x7FU) << shift;
    octets[at] = (uint8_t)(octets[at] | (bits & 0xFF));
    if (shift > 1)
        octets[at + 1] = (uint8_t)(octets[at + 1] | bits >> 8);
}
