/* Bytes from a modem -> lines and prompts.
 *
 * Ends of line seen in the field: CR LF, CR CR LF, bare LF, bare CR behind an echo, Ctrl-Z or ESC behind an
 * echoed body. Any run of them is one end. NULs, control bytes and, outside of quotes, bytes above 127 are
 * line noise. */
#ifndef AT_LINE_H
#define AT_LINE_H

#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum at_token {
    AT_TOKEN_NONE,    /* all bytes used, nothing complete yet */
    AT_TOKEN_LINE,    /* splitter->text holds one line, trimmed, never empty */
    AT_TOKEN_PROMPT,  /* '>' as the first non-blank of a line, whatever follows it (27.005 3.5.1 and its
                         variants) */
    AT_TOKEN_OVERLONG /* a line longer than TB_AT_LINE_MAX - 1 went by and was skipped whole */
};

struct at_line {
    char text[TB_AT_LINE_MAX];
    uint16_t length;
    bool quoted;   /* inside "..." */
    bool overlong; /* skipping to the end of a line that did not fit */
    bool complete; /* text was handed out; the next byte begins a new line */
};

/* Ready for the first byte of a connection. */
void at_line_init(struct at_line *self);

/* Takes bytes until one token is complete; *used tells how many. The text of a line is valid until the next
 * call. */
enum at_token at_line_feed(struct at_line *self, const uint8_t *bytes, size_t length, size_t *used);

/* Echo of a command: it may be ours of before a restart, so the start decides, not equality (field case
 * par-05). */
bool at_is_echo(const char *line);

#endif
