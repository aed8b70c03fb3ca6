/* A growing string of bytes. NULs may be inside; one more always stands behind the end. Out of memory aborts.
 */
#ifndef REPLAY_BYTES_H
#define REPLAY_BYTES_H

#include "base/check.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct bytes {
    char *at; /* NULL while nothing was ever put in: bytes_string() */
    size_t length, room;
};

void bytes_add(struct bytes *self, const void *at, size_t length);
void bytes_text(struct bytes *self, const char *text);
void bytes_format(struct bytes *self, const char *format, ...) TB_PRINTF(2, 3);
void bytes_vformat(struct bytes *self, const char *format, va_list arguments) TB_PRINTF(2, 0);
/* Adds a file, at most `most` bytes of it. False, with errno: it cannot be read. */
TB_MUST_CHECK bool bytes_read(struct bytes *self, const char *path, size_t most);
/* Takes n bytes off the front. */
void bytes_drop(struct bytes *self, size_t n);
void bytes_clear(struct bytes *self);
void bytes_free(struct bytes *self);
/* The bytes as a string, "" if there are none. */
const char *bytes_string(const struct bytes *self);

/* malloc and realloc that cannot fail. */
void *bytes_room(void *old, size_t count, size_t size);
char *bytes_copy(const char *text);

#endif
