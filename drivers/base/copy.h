/* Copying a string into a field, cut to fit: what snprintf("%s") does, at a tenth of its price. */
#ifndef TB_BASE_COPY_H
#define TB_BASE_COPY_H

#include <stddef.h>
#include <string.h>

/* out, of cap > 0 bytes, gets as much of text as fits, always with a NUL. */
static inline void tb_copy(char *out, size_t cap, const char *text)
{
    size_t length = strnlen(text, cap - 1);

    memcpy(out, text, length);
    out[length] = '\0';
}

#endif
