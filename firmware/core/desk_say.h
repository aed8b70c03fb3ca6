/* Writing the desk's words: never half a character. Pure. */
#ifndef CORE_DESK_SAY_H
#define CORE_DESK_SAY_H

#include "base/check.h"

#include <stddef.h>

/* Bytes of s before limit, whole characters only. */
size_t desk_whole(const char *s, size_t limit);

/* snprintf that never leaves half a character at the end. */
void desk_say(char *out, size_t cap, const char *format, ...) TB_PRINTF(3, 4);

#endif
