/* What a command says, as a line that a table of rows can hold. */
#ifndef TESTS_SUPPORT_COMMAND_WORDS_H
#define TESTS_SUPPORT_COMMAND_WORDS_H

#include "core/command_time.h"

#include "unit.h"

#define SHOWN_MAX 400 /* octets of a line, with its NUL */

/* More words at the end of out, a line of SHOWN_MAX octets. */
static inline void add(char *out, const char *format, ...) TB_PRINTF(2, 3);
static inline void add(char *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(out + strlen(out), SHOWN_MAX - strlen(out), format, arguments);
    va_end(arguments);
}

/* A span or a moment: "for=90", "until=day1@17:00?"; nothing if there is none. */
static inline void show_when(const struct command_when *when, char *out)
{
    if (when->kind == COMMAND_WHEN_FOR)
        add(out, "for=%u", when->minutes);
    if (when->kind != COMMAND_WHEN_UNTIL)
        return;
    add(out, "until=");
    switch (when->day) {
    case COMMAND_DAY_NEXT:
        add(out, "next");
        break;
    case COMMAND_DAY_TODAY:
        add(out, "today");
        break;
    case COMMAND_DAY_TOMORROW:
        add(out, "tomorrow");
        break;
    case COMMAND_DAY_WEEKDAY:
        add(out, "day%u", when->weekday);
        break;
    case COMMAND_DAY_DATE:
        add(out, "%u/%u/%u", when->month, when->mday, when->year);
        break;
    }
    if (when->minute >= 0)
        add(out, "@%d:%02d%s", when->minute / 60, when->minute % 60, when->either_half ? "?" : "");
}

#endif
