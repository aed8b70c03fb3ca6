/* The folder that systemd makes for the daemon, RuntimeDirectory=. */
#include "shell/box_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool box_runtime_path(const char *name, char *out, size_t cap)
{
    const char *folders = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5): several have colons between them */

    if (folders == NULL || folders[0] != '/')
        return false;
    int length = snprintf(out, cap, "%.*s/%s", (int)strcspn(folders, ":"), folders, name);
    return length > 0 && (size_t)length < cap;
}
