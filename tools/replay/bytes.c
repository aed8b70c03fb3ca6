#include "bytes.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *bytes_room(void *old, size_t count, size_t size)
{
    CHECK(count < SIZE_MAX / 2 / (size > 0 ? size : 1));
    void *at = realloc(old, count > 0 ? count * size : 1);
    CHECK(at != NULL);
    return at;
}

char *bytes_copy(const char *text)
{
    size_t length = strlen(text) + 1;
    return memcpy(bytes_room(NULL, length, 1), text, length);
}

static void reserve(struct bytes *self, size_t more)
{
    size_t need = self->length + more + 1;

    if (need <= self->room)
        return;
    self->room = need > self->room * 2 ? need : self->room * 2;
    self->at = bytes_room(self->at, self->room, 1);
}

void bytes_add(struct bytes *self, const void *at, size_t length)
{
    reserve(self, length);
    if (length > 0)
        memcpy(self->at + self->length, at, length);
    self->length += length;
    self->at[self->length] = '\0';
}

void bytes_text(struct bytes *self, const char *text)
{
    bytes_add(self, text, strlen(text));
}

void bytes_vformat(struct bytes *self, const char *format, va_list arguments)
{
    va_list again;

    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    CHECK(n >= 0);
    reserve(self, (size_t)n);
    (void)vsnprintf(self->at + self->length, (size_t)n + 1, format, again);
    va_end(again);
    self->length += (size_t)n;
}

void bytes_format(struct bytes *self, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    bytes_vformat(self, format, arguments);
    va_end(arguments);
}

bool bytes_read(struct bytes *self, const char *path, size_t most)
{
    char chunk[16384];
    size_t n = 1, begin = self->length;
    FILE *file = fopen(path, "rbe");

    if (file == NULL)
        return false;
    bytes_add(self, "", 0);
    while (n > 0 && self->length - begin < most) {
        size_t left = most - (self->length - begin);
        n = fread(chunk, 1, left < sizeof chunk ? left : sizeof chunk, file);
        bytes_add(self, chunk, n);
    }
    bool ok = ferror(file) == 0;
    int error = errno;
    (void)fclose(file);
    errno = error;
    return ok;
}

void bytes_drop(struct bytes *self, size_t n)
{
    if (n == 0)
        return;
    CHECK(n <= self->length);
    self->length -= n;
    memmove(self->at, self->at + n, self->length + 1);
}

void bytes_clear(struct bytes *self)
{
    self->length = 0;
    if (self->at != NULL)
        self->at[0] = '\0';
}

void bytes_free(struct bytes *self)
{
    free(self->at);
    *self = (struct bytes){.at = NULL};
}

const char *bytes_string(const struct bytes *self)
{
    return self->at != NULL ? self->at : "";
}
