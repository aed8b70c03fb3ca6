/* Any bytes -> clean UTF-8 lines, one at a time, with the line numbers an editor shows.
 *
 * A byte order mark, UTF-16 of either order with or without one, and Windows-1252 (each line that is not
 * valid UTF-8) are understood; lines end at CR, LF or CR LF. NUL and other control characters and invisible
 * marks (zero-width, direction) are dropped; tabs and no-break or typographic spaces become blanks;
 * typographic punctuation is folded as sms_fold does. What is left never holds a byte below 0x20. */
#ifndef SHELL_CONFIG_TEXT_H
#define SHELL_CONFIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_coding { CONFIG_CODING_BYTES, CONFIG_CODING_UTF16LE, CONFIG_CODING_UTF16BE };

struct config_text {
    const uint8_t *at, *end;
    enum config_coding coding;
    int number;        /* of the line that was read last */
    char *line;        /* that line */
    size_t cap;        /* of line and of raw */
    char *raw;         /* the line before folding */
    bool unreadable;   /* a character of the line is not one in any encoding; U+FFFD stands in its place */
    char folded[8];    /* the first typographic character that was folded, "" if none */
    char folded_to[8]; /* what stands in its place */
};

/* Begins at the first of `length` bytes, which must outlive self. */
void config_text_begin(struct config_text *self, const uint8_t *bytes, size_t length);

/* Reads the next line into self->line. False at the end of the bytes. */
bool config_text_next(struct config_text *self);

/* Frees the line. */
void config_text_end(struct config_text *self);

#endif
