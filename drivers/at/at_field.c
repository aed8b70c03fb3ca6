#include "at/at_field.h"

#include <string.h>
#include <strings.h>

bool at_starts_with(const char *line, const char *prefix)
{
    return strncasecmp(line, prefix, strlen(prefix)) == 0;
}

bool at_field_open(struct at_field *self, const char *line, const char *prefix)
{
    if (!at_starts_with(line, prefix))
        return false;
    self->at = line + strlen(prefix);
    return true;
}

static const char *skip_blanks(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

/* The quote that closes a field is followed by a comma or the end; any other belongs to the name. */
static const char *closing_quote(const char *p)
{
    for (const char *q = strchr(p, '"'); q != NULL; q = strchr(q + 1, '"')) {
        const char *next = skip_blanks(q + 1);
        if (*next == ',' || *next == '\0')
            return q;
    }
    return NULL;
}

static void copy_cut(char *out, size_t cap, const char *from, size_t length)
{
    if (length >= cap)
        length = cap - 1;
    memcpy(out, from, length);
    out[length] = '\0';
}

bool at_field_text(struct at_field *self, char *out, size_t cap, bool *quoted)
{
    out[0] = '\0';
    if (quoted != NULL)
        *quoted = false;
    if (self->at == NULL)
        return false;

    const char *begin = skip_blanks(self->at);
    const char *close = *begin == '"' ? closing_quote(begin + 1) : NULL;
    const char *comma;
    if (close != NULL) {
        if (quoted != NULL)
            *quoted = true;
        copy_cut(out, cap, begin + 1, (size_t)(close - begin - 1));
        comma = strchr(close, ',');
    } else {
        comma = strchr(begin, ',');
        const char *end = comma != NULL ? comma : begin + strlen(begin);
        while (end > begin && end[-1] == ' ')
            end--;
        copy_cut(out, cap, begin, (size_t)(end - begin));
    }
    self->at = comma != NULL ? comma + 1 : NULL;
    return true;
}

bool at_field_int(struct at_field *self, int32_t *value)
{
    enum { LARGEST = 1000000 };
    char text[16];
    bool negative = false;
    int32_t sum = 0;

    if (!at_field_text(self, text, sizeof text, NULL) || strlen(text) == sizeof text - 1)
        return false; /* cut, maybe */
    const char *p = text;
    if (*p == '-' || *p == '+')
        negative = *p++ == '-';
    if (*p == '\0')
        return false;
    for (; *p != '\0'; p++) {
        if (*p < '0' || *p > '9')
            return false;
        sum = sum * 10 + (*p - '0');
        if (sum > LARGEST)
            return false;
    }
    *value = negative ? -sum : sum;
    return true;
}

bool at_field_skip(struct at_field *self)
{
    char text[2];
    return at_field_text(self, text, sizeof text, NULL);
}
