/* Which keys there are: one table row each, with section, type, range and default. */
#ifndef SHELL_CONFIG_SCHEMA_H
#define SHELL_CONFIG_SCHEMA_H

#include "core/config.h"
#include "shell/config_ini.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_section {
    CONFIG_AGENT,
    CONFIG_MESSAGE,
    CONFIG_REPLY,
    CONFIG_HOURS,
    CONFIG_PEOPLE,
    CONFIG_TEAM,
    CONFIG_ALERTS,
    CONFIG_LINE,
    CONFIG_SOURCES,
    CONFIG_REPORT,
    CONFIG_BOX,
    CONFIG_SECTIONS /* their number; also: no known section */
};

/* What is needed to turn entries into a configuration. */
struct config_build {
    const struct config_doc *doc;
    struct config *cfg;
    struct config_report *report;
};

struct config_key;

/* Puts the value of an entry into *field, or adds an error and leaves the field as it is. */
typedef void config_setter(struct config_build *build, const struct config_key *key,
                           const struct config_entry *entry, void *field);

struct config_key {
    enum config_section section;
    bool may_be_empty; /* "key =" means the same as no such line */
    const char *name;
    config_setter *set;
    size_t offset;     /* of the field in struct config, for CONFIG_LINE in struct cfg_line */
    int64_t min, max;  /* of numbers and durations (ms); max is the size of text fields */
    const char *words; /* of config_set_either: "false|true" */
};

/* Section of a name as written in brackets, ignoring case. *line_name is what stands behind "line", "" if
 * nothing, and NULL for all other sections. CONFIG_SECTIONS if there is none such. */
enum config_section config_schema_section_named(const char *name, const char **line_name);

/* "agent" ... */
const char *config_schema_section_word(enum config_section section);

/* The section that a misspelt name is nearest to; NULL if none is near. */
const char *config_schema_nearest_section(const char *name);

/* The row of a key, ignoring case; NULL if the section has no such key. */
const struct config_key *config_schema_find(enum config_section section, const char *key);

/* The key of a section that a misspelt one is nearest to; NULL if none is near. */
const char *config_schema_nearest_key(enum config_section section, const char *key);

/* A section that has this very key, other than `except`; CONFIG_SECTIONS if none has. */
enum config_section config_schema_home(const char *key, enum config_section except);

/* True for a key of any section, and for a built-in message. */
bool config_schema_known(const char *key);

/* True if the line begins with a known section in brackets. */
bool config_schema_section(const char *line);

/* Every key at its default; no message yet. */
void config_schema_defaults(struct config *cfg);

/* True for keys of the contract that no code acts on yet: --check says so. */
bool config_schema_is_for_later(const struct config_key *key);

#endif
