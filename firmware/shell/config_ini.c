#include "shell/config_ini.h"

#include "base/check.h"
#include "shell/config_report.h"
#include "shell/config_schema.h"
#include "shell/config_text.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Bytes that no clean line holds, so they can stand for what inih would misread. */
#define VALUE_BEGIN '\x01' /* the first piece of a value */
#define VALUE_MORE  '\x02' /* a further piece of the same line */
#define VALUE_NEXT  '\x03' /* the first piece of a continuation line: joined by one blank */
#define PIECE_END   '\x04' /* so that blanks at the end of a piece are not trimmed */
#define SEMICOLON   '\x05'
#define COLON       '\x06'

struct feed {
    struct config_text text;
    struct config_doc *doc;
    struct config_report *report;
    const char *rest; /* of the value on the current line, not handed over yet */
    bool asked;       /* the line handed over should come back through the handler */
    bool lost;        /* the entry above was bad: lines that continue it belong to it */
    bool full;        /* said once that there are too many settings or sections: no more are taken */
};

static const char *skip_blanks(const char *s)
{
    return s + strspn(s, " ");
}

/* Bytes of s without blanks at its end. */
static size_t trimmed(const char *s, size_t length)
{
    while (length > 0 && s[length - 1] == ' ')
        length--;
    return length;
}

/* Copies at most cap - 1 bytes, whole characters only. */
static size_t copy_word(char *out, size_t cap, const char *s, size_t length)
{
    if (length >= cap) {
        length = cap - 1;
        while (length > 0 && ((unsigned char)s[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(out, s, length);
    out[length] = '\0';
    return length;
}

/* --- the document --- */

static void append(struct config_doc *doc, const char *s, size_t length)
{
    if (doc->values_used + length > doc->values_cap) {
        doc->values_cap = 2 * (doc->values_used + length) + 256;
        doc->values = realloc(doc->values, doc->values_cap);
        CHECK(doc->values != NULL);
    }
    memcpy(doc->values + doc->values_used, s, length);
    doc->values_used += length;
}

static void add_mark(struct config_doc *doc, int line)
{
    if (doc->mark_count == doc->mark_cap) {
        doc->mark_cap = 2 * doc->mark_cap + 64;
        doc->mark = realloc(doc->mark, doc->mark_cap * sizeof(doc->mark[0]));
        CHECK(doc->mark != NULL);
    }
    doc->mark[doc->mark_count++] = (struct config_mark){.at = doc->values_used, .line = line};
}

const char *config_ini_value(const struct config_doc *doc, const struct config_entry *entry)
{
    return doc->values + entry->value;
}

int config_ini_line(const struct config_doc *doc, const char *at)
{
    size_t offset = (size_t)(at - doc->values);
    size_t low = 0, high = doc->mark_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (doc->mark[middle].at <= offset)
            low = middle;
        else
            high = middle;
    }
    return doc->mark_count > 0 ? doc->mark[low].line : 1;
}

void config_ini_free(struct config_doc *doc)
{
    free(doc->values);
    free(doc->mark);
    doc->values = NULL;
    doc->mark = NULL;
}

/* --- what inih found --- */

static char plain(char c)
{
    return (char)(c == SEMICOLON ? ';' : c == COLON ? ':' : c);
}

/* Adds a piece without its marks to the value of the last entry. */
static void add_piece(struct config_doc *doc, const char *piece)
{
    for (; *piece != '\0' && *piece != PIECE_END; piece++) {
        char c = plain(*piece);
        append(doc, &c, 1);
    }
    append(doc, "", 1);
}

static void begin_entry(struct feed *self, const char *name)
{
    struct config_doc *doc = self->doc;
    int line = self->text.number;
    if (name[0] == '\0') {
        config_report_add(self->report, CONFIG_ERROR, line,
                          "there is nothing before the =" CONFIG_REMEDY "write key = value");
        self->lost = true;
        return;
    }
    if (doc->entry_count == CONFIG_ENTRIES_MAX && !self->full) {
        config_report_add(self->report, CONFIG_ERROR, line,
                          "more than %d settings" CONFIG_REMEDY "leave out what is not needed from here on",
                          CONFIG_ENTRIES_MAX);
        self->full = true;
    }
    if (self->full) {
        self->lost = true;
        return;
    }
    struct config_entry *entry = &doc->entry[doc->entry_count++];
    *entry = (struct config_entry){
        .header = (uint16_t)(doc->header_count - 1), .line = line, .value = doc->values_used};
    size_t n = copy_word(entry->key, sizeof(entry->key), name, strlen(name));
    for (size_t i = 0; i < n; i++)
        entry->key[i] = plain(entry->key[i]);
    self->lost = false;
}

/* inih's handler. The section comes from the feed, which knows its line as well. */
static int on_pair(void *user, const char *section, const char *name, const char *value)
{
    struct feed *self = user;
    (void)section;
    if (value == NULL)
        return 1; /* an inih that allows keys without value: a bad line to us, so its question stays open */
    self->asked = false;
    char kind = value[0];
    if (kind == VALUE_BEGIN)
        begin_entry(self, name);
    if (self->lost) {
        self->rest = NULL;
        return 1;
    }
    struct config_doc *doc = self->doc;
    if (kind != VALUE_BEGIN)
        doc->values_used--; /* the NUL of the piece before */
    if (kind == VALUE_NEXT && doc->values_used > doc->entry[doc->entry_count - 1].value)
        append(doc, " ", 1);
    if (kind != VALUE_MORE)
        add_mark(doc, self->text.number);
    add_piece(doc, value + 1);
    return 1;
}

/* --- what inih gets --- */

/* Puts as much of a value into out as fits, marked. Every line handed over ends in LF: newer inih takes one
 * that fills its buffer without LF for too long, and throws away what follows. Returns the rest, NULL if that
 * was all. */
static const char *put_piece(char *out, size_t cap, char mark, const char *value)
{
    size_t n = 0;
    out[n++] = mark;
    while (*value != '\0' && n + 3 < cap) {
        out[n++] = (char)(*value == ';' ? SEMICOLON : *value);
        value++;
    }
    out[n++] = PIECE_END;
    out[n++] = '\n';
    out[n] = '\0';
    return *value != '\0' ? value : NULL;
}

static void put_pair(struct feed *self, char *out, size_t cap)
{
    char *line = self->text.line;
    char *equals = strchr(line, '=');
    size_t n = copy_word(out, CONFIG_WORD_MAX, line, trimmed(line, (size_t)(equals - line)));
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(out[i] == ';' ? SEMICOLON : out[i] == ':' ? COLON : out[i]);
    out[n++] = '=';
    self->rest = put_piece(out + n, cap - n, VALUE_BEGIN, skip_blanks(equals + 1));
}

/* A line without '=' is handed over as it is, as far as it goes: inih refuses it, and that is how it is
 * found. */
static void put_bad(struct feed *self, char *out, size_t cap)
{
    size_t n = copy_word(out, cap - 1, self->text.line, strlen(self->text.line));
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(out[i] == ':' ? COLON : out[i]);
    memcpy(out + n, "\n", 2);
}

static void put_section(struct feed *self, char *out)
{
    struct config_doc *doc = self->doc;
    const char *name = skip_blanks(self->text.line);
    name = skip_blanks(name + 1);
    size_t length = strcspn(name, "]");
    if (name[length] == '\0') {
        config_report_add(self->report, CONFIG_ERROR, self->text.number,
                          "the section has no closing bracket" CONFIG_REMEDY "write [%s]",
                          config_excerpt(name).s);
    } else {
        const char *behind = skip_blanks(name + length + 1);
        if (*behind != '\0' && *behind != ';' && *behind != '#')
            config_report_add(self->report, CONFIG_ERROR, self->text.number,
                              "there is more behind the section's ]" CONFIG_REMEDY
                              "write it on a line of its own");
    }
    if (doc->header_count < CONFIG_HEADERS_MAX) {
        doc->header_count++;
    } else if (!self->full) {
        config_report_add(self->report, CONFIG_ERROR, self->text.number,
                          "more than %d section lines" CONFIG_REMEDY "put keys of one section together",
                          CONFIG_HEADERS_MAX);
        self->full = true;
    }
    struct config_header *header = &doc->header[doc->header_count - 1];
    header->line = self->text.number;
    size_t n = copy_word(header->name, sizeof(header->name), name, trimmed(name, length));
    out[0] = '[';
    memcpy(out + 1, header->name, n);
    memcpy(out + 1 + n, "]\n", 3);
    self->lost = self->full;
}

/* --- lines of the file --- */

static void report_bad_line(struct feed *self)
{
    const char *line = self->text.line;
    size_t colon = strcspn(line, ":");
    char key[CONFIG_WORD_MAX];
    (void)copy_word(key, sizeof(key), line, trimmed(line, colon));
    if (line[colon] == ':' && config_schema_known(key))
        config_report_add(
            self->report, CONFIG_ERROR, self->text.number,
            "there is no = behind \"%s\"" CONFIG_REMEDY "write %s = ... with = and not with :", key, key);
    else
        config_report_add(
            self->report, CONFIG_ERROR, self->text.number,
            "\"%s\" is no setting" CONFIG_REMEDY
            "write key = value; to go on with the value above, begin the line with a blank; for a "
            "remark, begin it with ;",
            config_excerpt(line).s);
    self->lost = true;
}

/* The known key at the start of an indented line, or "". */
static void indented_key(const char *line, char key[CONFIG_WORD_MAX])
{
    const char *equals = strchr(line, '=');
    key[0] = '\0';
    if (equals == NULL)
        return;
    (void)copy_word(key, CONFIG_WORD_MAX, line, trimmed(line, (size_t)(equals - line)));
    if (!config_schema_known(key))
        key[0] = '\0';
}

static void report_indented(struct feed *self, const char *what)
{
    config_report_add(self->report, CONFIG_ERROR, self->text.number,
                      "blanks before %s make it part of the value above" CONFIG_REMEDY
                      "take away the blanks before it",
                      what);
}

/* An indented line. True if out was filled for inih. */
static bool take_indented(struct feed *self, char *out, size_t cap)
{
    const char *line = skip_blanks(self->text.line);
    char key[CONFIG_WORD_MAX];
    indented_key(line, key);
    if (key[0] != '\0') {
        report_indented(self, key);
        self->lost = true;
        return false;
    }
    if (line[0] == '[' && config_schema_section(line)) {
        report_indented(self, "a [section]");
        put_section(self, out);
        return true;
    }
    if (self->lost)
        return false;
    if (self->doc->entry_count == 0 ||
        self->doc->entry[self->doc->entry_count - 1].header != self->doc->header_count - 1) {
        if (line[0] == ';' || line[0] == '#')
            return false; /* there is no value that it could be part of */
        config_report_add(
            self->report, CONFIG_ERROR, self->text.number,
            "\"%s\" begins with a blank, but there is no value above to go on with" CONFIG_REMEDY
            "take away the blanks before it, or write key = value",
            config_excerpt(line).s);
        self->lost = true;
        return false;
    }
    if (line[0] == ';' || line[0] == '#')
        config_report_add(self->report, CONFIG_WARNING, self->text.number,
                          "this line is part of the value above" CONFIG_REMEDY
                          "if it is a remark, let it begin with %c and no blank before it",
                          line[0]);
    out[0] = ' ';
    self->rest = put_piece(out + 1, cap - 1, VALUE_NEXT, line);
    self->asked = true;
    return true;
}

/* Handles one line. True if out was filled for inih. */
static bool take_line(struct feed *self, char *out, size_t cap)
{
    char *line = self->text.line;
    line[trimmed(line, strlen(line))] = '\0';
    if (line[0] == '\0' || line[0] == ';' || line[0] == '#')
        return false;
    if (self->text.unreadable) {
        config_report_add(self->report, CONFIG_ERROR, self->text.number,
                          "a character of this line cannot be read" CONFIG_REMEDY
                          "type it again and save the file as UTF-8");
        self->lost = true;
        return false;
    }
    if (self->text.folded_to[0] != '\0')
        config_report_add(
            self->report, CONFIG_NOTE, self->text.number, "%s is %s as %s", self->text.folded,
            strcasecmp(self->doc->header[self->doc->header_count - 1].name, "message") == 0 ? "sent" : "read",
            self->text.folded_to);
    if (line[0] == ' ')
        return take_indented(self, out, cap);
    self->asked = line[0] != '[';
    if (line[0] == '[')
        put_section(self, out);
    else if (strchr(line, '=') != NULL)
        put_pair(self, out, cap);
    else
        put_bad(self, out, cap);
    return true;
}

/* inih's fgets: the next line that concerns it, or the next piece of a long one. */
static char *next_line(char *out, int num, void *stream)
{
    struct feed *self = stream;
    size_t cap = (size_t)num;
    CHECK(cap >= (size_t)2 * CONFIG_WORD_MAX);
    if (self->asked)
        report_bad_line(self); /* the line before came to nothing */
    self->asked = false;
    if (self->rest != NULL) {
        out[0] = ' ';
        self->rest = put_piece(out + 1, cap - 1, VALUE_MORE, self->rest);
        self->asked = true;
        return out;
    }
    while (config_text_next(&self->text)) {
        if (take_line(self, out, cap))
            return out;
    }
    return NULL;
}

void config_ini_read(struct config_doc *doc, const uint8_t *bytes, size_t length,
                     struct config_report *report)
{
    memset(doc, 0, sizeof(*doc));
    doc->header_count = 1;
    doc->header[0].line = 1;
    struct feed feed = {.doc = doc, .report = report};
    config_text_begin(&feed.text, bytes, length);
    /* Its result is the number of the first bad line; each of them is in the report already. */
    (void)ini_parse_stream(next_line, &feed, on_pair, &feed);
    doc->last_line = feed.text.number;
    config_text_end(&feed.text);
}
