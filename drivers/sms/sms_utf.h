/* UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef SMS_UTF_H
#define SMS_UTF_H

#include <stddef.h>
#include <stdint.h>

#define SMS_UTF_BAD         UINT32_MAX
#define SMS_UTF_REPLACEMENT 0xFFFDU

/* Reads the character at *at in a NUL-terminated string and moves *at behind it. 0 at the end, SMS_UTF_BAD if
 * the bytes are not UTF-8; *at stays put in both cases. Never reads past the NUL. */
uint32_t sms_utf8_next(const char **at);

/* Writes character c, which must be a scalar value, and returns its 1 to 4 bytes. No NUL is added. */
size_t sms_utf8_put(uint32_t c, char out[4]);

/* UTF-16 units of character c. */
static inline unsigned sms_utf16_units(uint32_t c)
{
    return c > 0xFFFF ? 2 : 1;
}

#endif
