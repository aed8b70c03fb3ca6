/* Copies in the state folder of what lies on the card: the last good settings, the contacts. */
#ifndef SHELL_KEEP_H
#define SHELL_KEEP_H

#include "base/check.h"

#include <stdbool.h>
#include <stddef.h>

/* Keeps bytes as dir/name, whole or not at all, also through a power cut; for the owner's eyes alone, since
 * they may hold a PIN or telephone numbers. Writes nothing if they are there already. False with errno set if
 * it cannot. */
TB_MUST_CHECK bool keep_file(const char *dir, const char *name, const void *bytes, size_t length);

#endif
