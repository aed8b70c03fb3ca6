/* textback.ini as entries: which key, in which section, with which value, on which line. Splitting is inih's;
 * this feeds it lines it cannot misread, since Debian's inih cuts lines at 200 bytes, takes " ;" inside a
 * value for a comment, splits at ':' too, and tells only the first bad line.
 *
 * Rules: a line is `[section]`, `key = value`, a comment (; or # as its very first character), or begins with
 * a blank and then continues the value above, joined by one blank. Only = separates. A section may be opened
 * again and goes on. */
#ifndef SHELL_CONFIG_INI_H
#define SHELL_CONFIG_INI_H

#include "shell/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_WORD_MAX                                                                                      \
    49 /* bytes incl. NUL of a section or key as written; longer ones are cut (inih keeps 50) */
#define CONFIG_ENTRIES_MAX 2048 /* settings in one file */
#define CONFIG_HEADERS_MAX 256  /* section lines in one file */

struct config_header {
    char name[CONFIG_WORD_MAX];
    int line;
};

struct config_entry {
    uint16_t header; /* index into the headers */
    char key[CONFIG_WORD_MAX];
    int line;
    size_t value; /* where it begins in doc.values */
};

/* From an offset in values on, the text stood on this line. */
struct config_mark {
    size_t at;
    int line;
};

struct config_doc {
    uint16_t header_count, entry_count;
    struct config_header header[CONFIG_HEADERS_MAX]; /* header[0] is the part above the first [section] */
    struct config_entry entry[CONFIG_ENTRIES_MAX];
    char *values; /* all values, each with a NUL behind it */
    size_t values_used, values_cap;
    struct config_mark *mark;
    size_t mark_count, mark_cap;
    int last_line;
};

/* Reads all entries; what is not one goes to the report. */
void config_ini_read(struct config_doc *doc, const uint8_t *bytes, size_t length,
                     struct config_report *report);

/* The value of an entry. */
const char *config_ini_value(const struct config_doc *doc, const struct config_entry *entry);

/* The line on which a character of a value (a pointer into config_ini_value) stood. */
int config_ini_line(const struct config_doc *doc, const char *at);

void config_ini_free(struct config_doc *doc);

#endif
