#include "core/mms_notice.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool mms_notice_sender(const char *body, const char *country, char out[NUMBER_MAX])
{
    enum { TON_UNKNOWN = 0, DIGITS_MAX = 20 };
    char raw[DIGITS_MAX + 2], number[NUMBER_MAX];
    const char *end = strstr(body, "/TYPE=PLMN"), *from = end; /* the first: a subject may say anything */

    if (end == NULL)
        return false;
    while (from > body && is_digit(from[-1]))
        from--;
    from -= from > body && from[-1] == '+';
    size_t length = (size_t)(end - from);
    if (length >= sizeof raw)
        return false;
    memcpy(raw, from, length);
    raw[length] = '\0';
    if (!number_normalise(raw, TON_UNKNOWN, country, number))
        return false;
    memcpy(out, number, sizeof number);
    return true;
}
