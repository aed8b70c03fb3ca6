/* Log lines: standard error with sd-daemon(3) priorities, which the journal understands and a person can
 * read. */
#ifndef SHELL_LOG_H
#define SHELL_LOG_H

#include "base/check.h"
#include "core/action.h"

void log_line(enum log_priority priority, const char *format, ...) TB_PRINTF(2, 3);

#endif
