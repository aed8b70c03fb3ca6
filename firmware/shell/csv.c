#include "shell/csv.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void csv_begin(struct csv *self)
{
    self->length = 0;
    self->any = false;
}

static void put(struct csv *self, char byte)
{
    if (self->length < sizeof self->bytes)
        self->bytes[self->length++] = byte;
}

void csv_end(struct csv *self)
{
    CHECK(self->length + 2 <= sizeof self->bytes);
    put(self, '\r');
    put(self, '\n');
}

/* How many bytes may still be put, with room for the end of this field and of the record. */
static size_t room(const struct csv *self)
{
    enum { ENDS = 8 };
    return sizeof self->bytes - self->length > ENDS ? sizeof self->bytes - self->length - ENDS : 0;
}

static void put_field(struct csv *self, const char *guard, const char *value)
{
    bool quoted = strpbrk(value, ",\"\r\n") != NULL || value[0] == ' ' || guard[0] != '\0';

    if (self->any)
        put(self, ',');
    self->any = true;
    if (quoted)
        put(self, '"');
    for (const char *c = guard; *c != '\0'; c++)
        put(self, *c);
    for (const char *c = value; *c != '\0' && room(self) >= 2; c++) {
        if (*c == '"')
            put(self, '"');
        put(self, *c);
    }
    if (quoted)
        put(self, '"');
}

void csv_field(struct csv *self, const char *value)
{
    put_field(self, "", value != NULL ? value : "");
}

void csv_words(struct csv *self, const char *words)
{
    bool formula = words != NULL && words[0] != '\0' && strchr("=+-@\t\r\n", words[0]) != NULL;

    put_field(self, formula ? "'" : "", words != NULL ? words : "");
}

void csv_number(struct csv *self, const char *number)
{
    if (number != NULL && number[0] == '+' && strspn(number + 1, "0123456789") == strlen(number + 1))
        csv_field(self, number);
    else
        csv_words(self, number);
}

void csv_seconds(struct csv *self, int64_t ms)
{
    char words[32];

    (void)snprintf(words, sizeof words, "%s%" PRId64 ".%" PRId64, ms < 0 ? "-" : "",
                   (ms < 0 ? -ms : ms) / 1000, (ms < 0 ? -ms : ms) % 1000 / 100);
    csv_field(self, words);
}
