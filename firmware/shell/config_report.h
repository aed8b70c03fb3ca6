/* Gathers findings while a file is read. */
#ifndef SHELL_CONFIG_REPORT_H
#define SHELL_CONFIG_REPORT_H

#include "base/check.h"
#include "shell/config.h"

#include <stdarg.h>

/* Stands in a format between what is wrong and what to do about it; shown as ": ". No file can hold this
 * byte, since config_text drops control characters. */
#define CONFIG_REMEDY "\x1f"

/* The beginning of a value, for showing; whole characters, "..." behind it if it was cut. */
struct config_excerpt {
    char s[48];
};
struct config_excerpt config_excerpt(const char *value);

/* Empties the report for a file. */
void config_report_begin(struct config_report *self, const char *file);

/* Adds a finding; cut at CONFIG_WORDS_MAX - 1 bytes, on a character. */
void config_report_add(struct config_report *self, enum config_severity severity, int line,
                       const char *format, ...) TB_PRINTF(4, 5);
void config_report_vadd(struct config_report *self, enum config_severity severity, int line,
                        const char *format, va_list args) TB_PRINTF(4, 0);

/* Orders findings by line; those of one line stay in the order in which they were added. */
void config_report_sort(struct config_report *self);

#endif
