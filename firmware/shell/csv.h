/* Records of a CSV file (RFC 4180) that spreadsheets open without running what strangers put into it. */
#ifndef SHELL_CSV_H
#define SHELL_CSV_H

#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text whose every character is to be doubled, and the short fields beside it. */
enum { CSV_RECORD_MAX = 2 * TB_BODY_MAX + 2048 };

struct csv {
    bool any; /* field so far */
    size_t length;
    char bytes[CSV_RECORD_MAX];
};

/* Begins an empty record; csv_end() ends it with CR LF. Fields go in between, in order. */
void csv_begin(struct csv *self);
void csv_end(struct csv *self);

/* A field of our own making, NULL for an empty one. Quoted where it must be. */
void csv_field(struct csv *self, const char *value);
/* Somebody else's words: what a spreadsheet would take for a formula (= + - @, a tab or a line break first)
 * gets a ' in front, as a spreadsheet itself marks words. */
void csv_words(struct csv *self, const char *words);
/* A telephone number as it is; a sender that only calls itself so, as words. */
void csv_number(struct csv *self, const char *number);
/* Seconds with one decimal. */
void csv_seconds(struct csv *self, int64_t ms);

#endif
