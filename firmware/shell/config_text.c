#include "shell/config_text.h"

#include "base/check.h"
#include "shell/cp1252.h"
#include "sms/sms_fold.h"
#include "sms/sms_utf.h"

#include <stdlib.h>
#include <string.h>

enum { DETECT_BYTES = 4096 };

/* UTF-16 without a mark: most characters of a settings file are ASCII, so every other byte is NUL. */
static enum config_coding guess_coding(const uint8_t *bytes, size_t length)
{
    size_t pairs = (length < DETECT_BYTES ? length : DETECT_BYTES) / 2;
    size_t first = 0, second = 0;
    for (size_t i = 0; i < pairs; i++) {
        first += bytes[2 * i] == 0;
        second += bytes[2 * i + 1] == 0;
    }
    if (second > pairs / 2 && first <= pairs / 10)
        return CONFIG_CODING_UTF16LE;
    if (first > pairs / 2 && second <= pairs / 10)
        return CONFIG_CODING_UTF16BE;
    return CONFIG_CODING_BYTES;
}

void config_text_begin(struct config_text *self, const uint8_t *bytes, size_t length)
{
    memset(self, 0, sizeof(*self));
    self->at = bytes;
    self->end = bytes + length;
    self->coding = guess_coding(bytes, length);
    if (length >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF) {
        self->coding = CONFIG_CODING_BYTES;
        self->at += 3;
    } else if (length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) {
        self->coding = CONFIG_CODING_UTF16LE;
        self->at += 2;
    } else if (length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) {
        self->coding = CONFIG_CODING_UTF16BE;
        self->at += 2;
    }
}

void config_text_end(struct config_text *self)
{
    free(self->line);
    free(self->raw);
    self->line = self->raw = NULL;
}

static size_t unit_size(const struct config_text *self)
{
    return self->coding == CONFIG_CODING_BYTES ? 1 : 2;
}

/* The unit at p; p + unit_size is within the bytes. */
static uint32_t unit_at(const struct config_text *self, const uint8_t *p)
{
    switch (self->coding) {
    case CONFIG_CODING_BYTES:
        return p[0];
    case CONFIG_CODING_UTF16LE:
        return (uint32_t)p[0] | (uint32_t)p[1] << 8;
    case CONFIG_CODING_UTF16BE:
        return (uint32_t)p[0] << 8 | (uint32_t)p[1];
    }
    return 0;
}

/* Moves past one raw line and its CR, LF or CR LF; *stop is where its content ends. */
static const uint8_t *take_raw(struct config_text *self, const uint8_t **stop)
{
    const uint8_t *begin = self->at, *p = begin;
    size_t step = unit_size(self);
    uint32_t unit = 0;
    while ((size_t)(self->end - p) >= step) {
        unit = unit_at(self, p);
        if (unit == '\r' || unit == '\n')
            break;
        p += step;
    }
    *stop = p;
    if ((size_t)(self->end - p) < step) {
        self->at = self->end; /* an odd last byte of UTF-16 is dropped */
        return begin;
    }
    p += step;
    if (unit == '\r' && (size_t)(self->end - p) >= step && unit_at(self, p) == '\n')
        p += step;
    self->at = p;
    return begin;
}

/* Reads one UTF-8 character of [*p, stop); SMS_UTF_BAD if the bytes are not one. */
static uint32_t utf8_at(const uint8_t **p, const uint8_t *stop)
{
    char four[5] = "";
    size_t left = (size_t)(stop - *p);
    memcpy(four, *p, left < 4 ? left : 4);
    const char *at = four;
    uint32_t c = sms_utf8_next(&at);
    if (c == 0) { /* a NUL byte */
        *p += 1;
        return 0;
    }
    *p += at - four;
    return c;
}

static bool valid_utf8(const uint8_t *p, const uint8_t *stop)
{
    while (p < stop) {
        if (utf8_at(&p, stop) == SMS_UTF_BAD)
            return false;
    }
    return true;
}

static uint32_t utf16_at(const struct config_text *self, const uint8_t **p, const uint8_t *stop)
{
    uint32_t high = unit_at(self, *p);
    *p += 2;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high < 0xDC00 && stop - *p >= 2) {
        uint32_t low = unit_at(self, *p);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *p += 2;
            return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return SMS_UTF_REPLACEMENT;
}

/* What a character is kept as; 0 if it is dropped. */
static uint32_t cleaned(uint32_t c)
{
    if (c == '\t' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0xA0 || c == 0x1680 ||
        (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
        c == 0x3000)
        return ' ';
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        return 0;
    /* Zero-width and direction marks: what a number copied from a phone's contacts comes wrapped in. The two
     * joiners, 200C and 200D, mean something in emoji and some scripts. */
    if (c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF)
        return 0;
    return c;
}

/* Every raw byte gives at most three bytes of UTF-8: Windows-1252's euro. */
static void make_room(struct config_text *self, size_t raw_length)
{
    size_t wanted = 3 * raw_length + 8;
    if (wanted <= self->cap)
        return;
    self->line = realloc(self->line, wanted);
    self->raw = realloc(self->raw, wanted);
    CHECK(self->line != NULL && self->raw != NULL);
    self->cap = wanted;
}

static void decode(struct config_text *self, const uint8_t *p, const uint8_t *stop)
{
    bool utf8 = self->coding == CONFIG_CODING_BYTES && valid_utf8(p, stop);
    size_t n = 0;
    while (p < stop) {
        uint32_t c;
        if (self->coding != CONFIG_CODING_BYTES)
            c = utf16_at(self, &p, stop);
        else if (utf8)
            c = utf8_at(&p, stop);
        else
            c = cp1252_character(*p++);
        c = cleaned(c);
        if (c == SMS_UTF_REPLACEMENT)
            self->unreadable = true;
        if (c != 0)
            n += sms_utf8_put(c, self->raw + n);
    }
    self->raw[n] = '\0';
}

/* Folds raw into line and remembers the first character that changed. */
static void fold(struct config_text *self)
{
    size_t length = sms_fold(self->raw, self->line, self->cap);
    CHECK(length != SMS_FOLD_FAILED);
    const char *raw = self->raw, *line = self->line;
    while (*raw != '\0' && *raw == *line)
        raw++, line++;
    if (*raw == '\0')
        return;
    while (((unsigned char)*raw & 0xC0) == 0x80) /* folds share no lead byte, but be sure to start on one */
        raw--;
    const char *next = raw;
    (void)sms_utf8_next(&next);
    memcpy(self->folded, raw, (size_t)(next - raw));
    self->folded[next - raw] = '\0';
    length = sms_fold(self->folded, self->folded_to, sizeof(self->folded_to));
    CHECK(length != SMS_FOLD_FAILED);
}

bool config_text_next(struct config_text *self)
{
    self->unreadable = false;
    self->folded[0] = self->folded_to[0] = '\0';
    if (self->at == self->end)
        return false;
    const uint8_t *stop;
    const uint8_t *begin = take_raw(self, &stop);
    make_room(self, (size_t)(stop - begin));
    decode(self, begin, stop);
    fold(self);
    self->number++;
    return true;
}
