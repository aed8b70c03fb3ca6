/* Entries -> configuration: which section and key is meant, what is unknown or written twice, what is
 * missing. */
#include "core/template.h"
#include "shell/config_near.h"
#include "shell/config_set.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Order of reading: the country decides what numbers mean, other keys name messages and team members. */
enum phase { PHASE_COUNTRY, PHASE_MESSAGES, PHASE_KEYS, PHASE_HOURS_OF_MEMBERS, PHASES };

/* What the headers of a document mean. */
struct place {
    enum config_section section;
    int16_t line; /* index into cfg->line for CONFIG_LINE */
};

struct parse {
    struct config_build build;
    struct place place[CONFIG_HEADERS_MAX];
    bool twice[CONFIG_ENTRIES_MAX]; /* the entry repeats one above and does not count */
};

/* --- sections --- */

static int16_t line_named(struct parse *self, const struct config_header *header, const char *name)
{
    struct config *cfg = self->build.cfg;
    if (name[0] == '\0') {
        config_report_add(self->build.report, CONFIG_ERROR, header->line,
                          "[line] has no name" CONFIG_REMEDY
                          "write [line main], or another name for the modem");
        return -1;
    }
    if (strlen(name) >= sizeof(cfg->line[0].name)) {
        config_report_add(self->build.report, CONFIG_ERROR, header->line,
                          "the name of [%s] is too long" CONFIG_REMEDY "use at most %zu letters",
                          header->name, sizeof(cfg->line[0].name) - 1);
        return -1;
    }
    for (int16_t i = 0; i < cfg->line_count; i++) {
        if (strcasecmp(cfg->line[i].name, name) == 0)
            return i;
    }
    if (cfg->line_count == TB_LINES_MAX) {
        config_report_add(self->build.report, CONFIG_ERROR, header->line,
                          "more than %d lines" CONFIG_REMEDY "leave out [%s]", TB_LINES_MAX, header->name);
        return -1;
    }
    struct cfg_line *line = &cfg->line[cfg->line_count];
    (void)snprintf(line->name, sizeof(line->name), "%s", name);
    return (int16_t)cfg->line_count++;
}

static void report_section(struct parse *self, const struct config_header *header)
{
    const char *near = config_schema_nearest_section(header->name);
    if (near != NULL)
        config_report_add(self->build.report, CONFIG_ERROR, header->line,
                          "there is no section [%s]" CONFIG_REMEDY "did you mean [%s]?", header->name, near);
    else
        config_report_add(
            self->build.report, CONFIG_ERROR, header->line,
            "there is no section [%s]" CONFIG_REMEDY
            "write one of [agent] [message] [reply] [hours] [people] [team] [alerts] [line NAME] "
            "[sources] [report] [box]",
            header->name);
}

static void read_headers(struct parse *self)
{
    const struct config_doc *doc = self->build.doc;
    self->place[0] = (struct place){CONFIG_SECTIONS, -1};
    for (unsigned i = 1; i < doc->header_count; i++) {
        const char *line_name;
        struct place *place = &self->place[i];
        *place = (struct place){config_schema_section_named(doc->header[i].name, &line_name), -1};
        if (place->section == CONFIG_SECTIONS)
            report_section(self, &doc->header[i]);
        if (place->section == CONFIG_LINE) {
            place->line = line_named(self, &doc->header[i], line_name);
            if (place->line < 0)
                place->section = CONFIG_SECTIONS; /* its keys have nowhere to go */
        }
    }
}

static void line_defaults(struct config *cfg)
{
    if (cfg->line_count == 0) {
        (void)snprintf(cfg->line[0].name, sizeof(cfg->line[0].name), "main");
        cfg->line_count = 1;
    }
    for (unsigned i = 0; i < cfg->line_count; i++) {
        cfg->line[i].message = -1;
        memcpy(cfg->line[i].port, "auto", sizeof("auto"));
        memcpy(cfg->line[i].modem, "auto", sizeof("auto"));
    }
}

/* --- keys --- */

static const struct place *place_of(const struct parse *self, const struct config_entry *entry)
{
    return &self->place[entry->header];
}

/* Keys above the first section are reported one by one; those of an unknown section are covered by its error.
 */
static void report_homeless(struct parse *self, const struct config_entry *entry)
{
    enum config_section home = config_schema_home(entry->key, CONFIG_SECTIONS);
    if (home != CONFIG_SECTIONS)
        config_report_add(self->build.report, CONFIG_ERROR, entry->line,
                          "%s stands above the first [section]" CONFIG_REMEDY
                          "write [%s] on a line before it",
                          entry->key, config_schema_section_word(home));
    else
        config_report_add(self->build.report, CONFIG_ERROR, entry->line,
                          "%s stands above the first [section]" CONFIG_REMEDY
                          "write a section such as [agent] first",
                          entry->key);
}

static void find_repeated(struct parse *self)
{
    const struct config_doc *doc = self->build.doc;
    for (unsigned i = 0; i < doc->entry_count; i++) {
        const struct config_entry *entry = &doc->entry[i];
        const struct place *place = place_of(self, entry);
        if (place->section == CONFIG_SECTIONS && entry->header == 0)
            report_homeless(self, entry);
        if (place->section == CONFIG_SECTIONS)
            continue;
        for (unsigned k = 0; k < i && !self->twice[i]; k++) {
            const struct config_entry *above = &doc->entry[k];
            const struct place *other = place_of(self, above);
            if (other->section != place->section || other->line != place->line ||
                strcasecmp(above->key, entry->key) != 0)
                continue;
            self->twice[i] = true;
            if (!self->twice[k])
                config_flaw(&self->build, entry, NULL,
                            "it is written twice, on lines %d and %d" CONFIG_REMEDY "keep one of them",
                            above->line, entry->line);
        }
    }
}

/* The part before "_hours" of a [team] key; false if the key does not end so. */
static bool member_of(const char *key, char name[CONFIG_WORD_MAX])
{
    size_t length = strlen(key);
    if (length <= 6 || strcasecmp(key + length - 6, "_hours") != 0)
        return false;
    memcpy(name, key, length - 6);
    name[length - 6] = '\0';
    return true;
}

static void report_key(struct parse *self, const struct config_entry *entry, enum config_section section)
{
    const char *near = config_schema_nearest_key(section, entry->key);
    enum config_section home = config_schema_home(entry->key, section);
    if (home != CONFIG_SECTIONS)
        config_flaw(&self->build, entry, NULL,
                    "there is no such key here" CONFIG_REMEDY "move the line below [%s]",
                    config_schema_section_word(home));
    else if (near != NULL)
        config_flaw(&self->build, entry, NULL, "there is no such key" CONFIG_REMEDY "did you mean %s?", near);
    else
        config_flaw(&self->build, entry, NULL,
                    "there is no such key" CONFIG_REMEDY
                    "take the line away, or begin it with ; to keep it as a remark");
}

/* "YOUR NAME": the card's file as it was shipped. */
static bool is_placeholder(const char *value)
{
    return strncmp(value, "YOUR ", 5) == 0;
}

static void set_key(struct parse *self, const struct config_entry *entry, const struct config_key *key)
{
    struct config *cfg = self->build.cfg;
    const char *value = config_ini_value(self->build.doc, entry);
    bool of_line = key->section == CONFIG_LINE;
    if (value[0] == '\0' && key->may_be_empty)
        return;
    if (value[0] == '\0') {
        config_flaw(&self->build, entry, NULL, "it is empty" CONFIG_REMEDY "%s",
                    key->section == CONFIG_AGENT ? "write it behind the ="
                                                 : "write a value, or take the line away");
        return;
    }
    if (key->section == CONFIG_AGENT && is_placeholder(value)) {
        config_flaw(&self->build, entry, NULL, "it still says %s" CONFIG_REMEDY "write your own there",
                    config_excerpt(value).s);
        return;
    }
    if (key->section == CONFIG_AGENT && (strstr(value, " ;") != NULL || strstr(value, " #") != NULL))
        config_warn(&self->build, entry,
                    "what stands behind the ; or # is part of it, and callers will read it" CONFIG_REMEDY
                    "put a remark on a line of its own");
    char *base = of_line ? (char *)&cfg->line[place_of(self, entry)->line] : (char *)cfg;
    key->set(&self->build, key, entry, base + key->offset);
    if (config_schema_is_for_later(key))
        config_report_add(self->build.report, CONFIG_NOTE, entry->line,
                          "%s is read, but does nothing yet in this version", key->name);
}

static enum phase phase_of(enum config_section section, const struct config_entry *entry)
{
    char name[CONFIG_WORD_MAX];
    if (section == CONFIG_MESSAGE)
        return PHASE_MESSAGES;
    if (section == CONFIG_TEAM && member_of(entry->key, name))
        return PHASE_HOURS_OF_MEMBERS;
    return section == CONFIG_AGENT && strcasecmp(entry->key, "country") == 0 ? PHASE_COUNTRY : PHASE_KEYS;
}

static void read_entry(struct parse *self, const struct config_entry *entry, enum config_section section)
{
    char member[CONFIG_WORD_MAX];
    const struct config_key *key = config_schema_find(section, entry->key);
    if (section == CONFIG_MESSAGE)
        config_define_message(&self->build, entry);
    else if (section == CONFIG_SOURCES)
        config_set_source(&self->build, entry);
    else if (section == CONFIG_TEAM && member_of(entry->key, member))
        config_set_member_hours(&self->build, entry, member);
    else if (key != NULL)
        set_key(self, entry, key);
    else
        report_key(self, entry, section);
}

/* --- the whole --- */

/* Line of the first header of a section, for what is missing in it; 1 if it is not there. */
static int section_line(const struct parse *self, enum config_section section)
{
    for (unsigned i = 1; i < self->build.doc->header_count; i++) {
        if (self->place[i].section == section)
            return self->build.doc->header[i].line;
    }
    return 1;
}

/* The key is there, but under no section or a misspelt one: an error about that has been added. */
static bool is_misplaced(const struct parse *self, const char *key)
{
    const struct config_doc *doc = self->build.doc;
    for (unsigned i = 0; i < doc->entry_count; i++) {
        if (place_of(self, &doc->entry[i])->section == CONFIG_SECTIONS &&
            strcasecmp(doc->entry[i].key, key) == 0)
            return true;
    }
    return false;
}

static void require(struct parse *self, enum config_section section, const char *key, const char *advice)
{
    if (config_entry_of(self->build.doc, section, key) == NULL && !is_misplaced(self, key))
        config_report_add(self->build.report, CONFIG_ERROR, section_line(self, section),
                          "[%s] %s is missing" CONFIG_REMEDY "%s", config_schema_section_word(section), key,
                          advice);
}

static void check_zone(struct parse *self)
{
    struct config *cfg = self->build.cfg;
    if (cfg->zone.count > 0)
        return;
    const struct config_entry *written = config_entry_of(self->build.doc, CONFIG_AGENT, "timezone");
    int line = written != NULL ? written->line : section_line(self, CONFIG_AGENT);
    bool absent = written == NULL || config_ini_value(self->build.doc, written)[0] == '\0';
    if (absent && strcmp(cfg->country, "US") == 0)
        config_report_add(self->build.report, CONFIG_WARNING, line,
                          "[agent] timezone is missing, New York time is used" CONFIG_REMEDY
                          "write timezone = America/Chicago, America/Denver, America/Los_Angeles ...");
    else if (absent)
        config_report_add(self->build.report, CONFIG_ERROR, line,
                          "[agent] timezone is missing" CONFIG_REMEDY "write it like Europe/London");
    config_assume_zone(cfg);
}

static void drop_answer(struct cfg_answer *answer, int16_t unsound, struct cfg_answer instead)
{
    if (answer->message == unsound)
        *answer = instead;
}

static void drop_message(struct config *cfg, int16_t unsound)
{
    const struct cfg_answer none = {CFG_ANSWER_NONE, -1}, client = {CFG_ANSWER_MESSAGE, CONFIG_CLIENT_SLOT};
    const struct cfg_answer after_hours = {CFG_ANSWER_MESSAGE, CONFIG_AFTER_HOURS_SLOT};
    unsigned specials = 0;
    uint8_t sources = 0;
    drop_answer(&cfg->closed, unsound, after_hours);
    drop_answer(&cfg->holiday, unsound, cfg->closed);
    drop_answer(&cfg->client, unsound, client);
    drop_answer(&cfg->contact, unsound, none);
    if (cfg->repeat_message == unsound)
        cfg->repeat_message = -1;
    for (unsigned i = 0; i < cfg->line_count; i++) {
        if (cfg->line[i].message == unsound)
            cfg->line[i].message = -1;
    }
    for (unsigned i = 0; i < cfg->special_count; i++) {
        if (cfg->special[i].message != unsound)
            cfg->special[specials++] = cfg->special[i];
    }
    for (unsigned i = 0; i < cfg->source_count; i++) {
        if (cfg->source[i].message != unsound)
            cfg->source[sources++] = cfg->source[i];
    }
    cfg->special_count = (uint16_t)specials;
    cfg->source_count = sources;
}

/* Takes out what refers to a message that has no sound text, as if its line had not been written. */
static void drop_unsound(struct config *cfg)
{
    for (unsigned i = 1; i < cfg->message_count; i++) {
        if (cfg->message[i].text[0] == '\0')
            drop_message(cfg, (int16_t)i);
    }
}

static void check_whole(struct parse *self)
{
    struct config *cfg = self->build.cfg;
    require(self, CONFIG_AGENT, "name", "write name = your name as callers know it");
    require(self, CONFIG_AGENT, "broker", "write broker = your brokerage");
    require(self, CONFIG_AGENT, "phone", "write phone = the number of your cell phone");
    require(self, CONFIG_MESSAGE, "text", "write text = what callers should get");
    check_zone(self);
    if (cfg->holiday.kind == CFG_ANSWER_MESSAGE && cfg->holiday.message < 0)
        cfg->holiday = cfg->closed;
    config_check_messages(&self->build);
    config_check_settings(&self->build);
    drop_unsound(cfg);
    cfg->textable = cfg->agent[0] != '\0' && cfg->broker[0] != '\0' && cfg->phone[0] != '\0' &&
                    cfg->message[0].text[0] != '\0';
}

enum config_status config_parse(const char *name, const uint8_t *bytes, size_t length, struct config *out,
                                struct config_report *report)
{
    struct parse *self = calloc(1, sizeof(*self));
    struct config_doc *doc = calloc(1, sizeof(*doc));
    CHECK(self != NULL && doc != NULL);
    config_report_begin(report, name);
    config_schema_defaults(out);
    bool readable = length <= CONFIG_FILE_MAX;
    if (!readable)
        config_report_add(report, CONFIG_ERROR, 1,
                          "the file is larger than %d KB" CONFIG_REMEDY
                          "is it the right one? Save it as plain text",
                          CONFIG_FILE_MAX / 1024);
    config_ini_read(doc, bytes, readable ? length : 0, report);
    self->build = (struct config_build){.doc = doc, .cfg = out, .report = report};
    read_headers(self);
    line_defaults(out);
    find_repeated(self);
    for (unsigned phase = 0; phase < PHASES; phase++) {
        for (unsigned i = 0; i < doc->entry_count; i++) {
            enum config_section section = place_of(self, &doc->entry[i])->section;
            if (section != CONFIG_SECTIONS && !self->twice[i] && phase_of(section, &doc->entry[i]) == phase)
                read_entry(self, &doc->entry[i], section);
        }
        if (phase == PHASE_MESSAGES)
            config_builtin_messages(out);
    }
    if (readable)
        check_whole(self);
    else
        config_assume_zone(out);
    config_report_sort(report);
    config_ini_free(doc);
    free(doc);
    free(self);
    return !readable ? CONFIG_UNREADABLE : report->errors > 0 ? CONFIG_FLAWED : CONFIG_SOUND;
}
