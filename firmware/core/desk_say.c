#include "core/desk_say.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t desk_whole(const char *s, size_t limit)
{
    size_t n = strnlen(s, limit);
    if (s[n] == '\0')
        return n;
    while (n > 0 && ((uint8_t)s[n] & 0xC0) == 0x80)
        n--;
    return n;
}

void desk_say(char *out, size_t cap, const char *format, ...)
{
    va_list arguments;

    if (cap == 0)
        return;
    va_start(arguments, format);
    int n = vsnprintf(out, cap, format, arguments);
    va_end(arguments);
    if (n < 0 || (size_t)n < cap)
        return;
    size_t last = cap - 1; /* the start of the last character, which may be cut */
    while (last > 0 && ((uint8_t)out[last - 1] & 0xC0) == 0x80)
        last--;
    if (last > 0 && (uint8_t)out[last - 1] >= 0xC0) {
        uint8_t lead = (uint8_t)out[last - 1];
        size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (last - 1 + size > cap - 1)
            out[last - 1] = '\0';
    }
}
