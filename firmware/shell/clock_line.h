/* The file that textbackd leaves for textback-clock (board/units/textback-clock.path): one line, written by
 * shell/box_clock.c and read by clock/setting.c. */
#ifndef SHELL_CLOCK_LINE_H
#define SHELL_CLOCK_LINE_H

#include <inttypes.h>

#define CLOCK_LINE_MARK "textback-clock 1 "

/* For printf, of two int64_t: the wall clock, UTC ms since 1970, and the CLOCK_MONOTONIC ms when that was so.
 * Decimal digits, one blank between. */
#define CLOCK_LINE CLOCK_LINE_MARK "%" PRId64 " %" PRId64 "\n"

enum { CLOCK_LINE_MAX = 96 }; /* bytes: the longest line, of two INT64_MIN, is shorter */

#endif
