#include "shell/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* One write a line, so that lines of several processes do not mix. */
void log_line(enum log_priority priority, const char *format, ...)
{
    char line[640];
    va_list arguments;
    int used = snprintf(line, sizeof line, "<%d>", (int)priority);

    va_start(arguments, format);
    int length = vsnprintf(line + used, sizeof line - (size_t)used - 1, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    used += length < (int)sizeof line - used - 1 ? length : (int)sizeof line - used - 2;
    line[used++] = '\n';
    if (write(STDERR_FILENO, line, (size_t)used) < 0)
        return; /* nowhere left to say it */
}
