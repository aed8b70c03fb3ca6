/* textback.ini -> struct config. The only reader of that file: the daemon, replay, tests and fuzzers call
 * this.
 *
 *   bytes -> config_text (clean UTF-8 lines) -> inih (config_ini: entries) -> config_schema + config_set_*
 * (values)
 *
 * Every error names file, line, section and key, and says what to write instead. One bad line never hides
 * another. */
#ifndef SHELL_CONFIG_H
#define SHELL_CONFIG_H

#include "core/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CONFIG_FILE_MAX                                                                                      \
    262144 /* bytes of textback.ini: a thousand numbers and long messages are under 40 KB */
#define CONFIG_FINDINGS_MAX 128             /* more would not be read; errors push out warnings and notes */
#define CONFIG_WORDS_MAX    320             /* bytes incl. NUL of one finding */
#define CONFIG_PATH_MAX     512             /* bytes incl. NUL of a path */
#define CONFIG_LAST_GOOD    "last_good.ini" /* in the state folder: bytes of the last file without an error */

enum config_severity {
    CONFIG_ERROR,
    CONFIG_WARNING,
    CONFIG_NOTE /* nothing to do: says what the box does with a typographic character */
};

struct config_finding {
    enum config_severity severity;
    int line;        /* from 1; 1 also for what concerns the whole file */
    uint16_t remedy; /* where in text the advice begins ("write opening hours as 09:00-20:00"); 0 if all of it
                        is */
    char text[CONFIG_WORDS_MAX];
};

/* What was found, in order of lines. About 45 KB: keep it off small stacks. */
struct config_report {
    char file[CONFIG_PATH_MAX]; /* as found */
    unsigned errors, warnings;  /* all of them, also those that did not fit below */
    unsigned count;
    struct config_finding finding[CONFIG_FINDINGS_MAX];
};

enum config_status {
    CONFIG_SOUND,     /* no error: all of it is in force */
    CONFIG_FLAWED,    /* errors: bad lines are left out, their keys are at their defaults */
    CONFIG_UNREADABLE /* no file, or one that is too large: everything is at its default, nobody is texted */
};

/* Reads bytes as the file called `name` (for the report only). *out is complete whatever the bytes are;
 * out->textable tells whether name, broker, phone and text are sound. Looks into the zone database and the
 * folder of boards, touches no other file. */
enum config_status config_parse(const char *name, const uint8_t *bytes, size_t length, struct config *out,
                                struct config_report *report);

/* Finds the file that is meant by path: the exact name, else the same in other case, else the same with .txt
 * (also in other case). Adds a warning if there are two. False, with an error in the report, if there is
 * none. */
bool config_find(const char *path, char *found, size_t cap, struct config_report *report);

/* config_find + read + config_parse. */
enum config_status config_load(const char *path, struct config *out, struct config_report *report);

/* What is in force, by the Contract: the file if it has no error (then it is kept as last good); else the
 * last good file whole, if there is one; else the file with its bad lines left out. The report is about the
 * file at path, never about the last good one. */
enum config_status config_load_effective(const char *path, const char *state_dir, struct config *out,
                                         struct config_report *report, bool *used_last_good);

/* FILE:LINE: error|warning: words, one a line; notes as FILE:LINE: note: words. */
void config_report_print(const struct config_report *report, FILE *out);

/* What the agent is told about a file with errors: its first one and what is in force now, the last good
 * settings or what can be read of this file. "" if it has no error. */
void config_report_notice(const struct config_report *report, bool unreadable, bool last_good, char *out,
                          size_t cap);

/* textbackd --check: each message as the caller sees it, then every finding. 0, or 2 if there is an error. */
int config_check(const char *path, FILE *out);

#endif
