/* Walks the comma-separated fields of one AT line, e.g. what follows "+CLIP:".
 * Quotes decide, not columns: names hold commas and quotes. Nothing is allocated, nothing past the line is
 * read. */
#ifndef AT_FIELD_H
#define AT_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct at_field {
    const char *at; /* next unread character; NULL when the last field is read */
};

/* Starts at the fields of `line` if it begins with `prefix` ("+CLIP:"), ignoring case. False if it does not.
 */
bool at_field_open(struct at_field *self, const char *line, const char *prefix);

/* Reads a field without its quotes and outer blanks into out, cut at cap - 1. False if there is no field
 * left. *quoted (may be NULL) tells whether it stood in quotes. */
bool at_field_text(struct at_field *self, char *out, size_t cap, bool *quoted);

/* Reads a decimal field, sign allowed, zeros in front allowed. False if missing, empty, not a number, longer
 * than 14 characters or above a million in size; the field is consumed all the same. */
bool at_field_int(struct at_field *self, int32_t *value);

/* Passes over one field. False if there is none left. */
bool at_field_skip(struct at_field *self);

/* "RING" at the start of "ring", ignoring case. */
bool at_starts_with(const char *line, const char *prefix);

#endif
