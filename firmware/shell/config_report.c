#include "shell/config_report.h"

#include <string.h>

void config_report_begin(struct config_report *self, const char *file)
{
    self->errors = self->warnings = self->count = 0;
    (void)snprintf(self->file, sizeof(self->file), "%s", file);
}

/* The place for one more finding. A full report gives up its last note or warning for an error. */
static struct config_finding *place(struct config_report *self, enum config_severity severity)
{
    if (self->count < CONFIG_FINDINGS_MAX)
        return &self->finding[self->count++];
    if (severity != CONFIG_ERROR)
        return NULL;
    for (unsigned i = self->count; i-- > 0;) {
        if (self->finding[i].severity != CONFIG_ERROR) {
            memmove(&self->finding[i], &self->finding[i + 1],
                    (self->count - i - 1) * sizeof(self->finding[0]));
            return &self->finding[self->count - 1];
        }
    }
    return NULL;
}

/* Takes off a character that snprintf cut in two. */
static void whole_characters(char *text, size_t length)
{
    size_t tail = 0;
    while (tail < length && tail < 4 && ((unsigned char)text[length - 1 - tail] & 0xC0) == 0x80)
        tail++;
    if (tail < length) {
        unsigned char lead = (unsigned char)text[length - 1 - tail];
        size_t wanted = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        if (tail < wanted)
            text[length - 1 - tail] = '\0';
    }
}

struct config_excerpt config_excerpt(const char *value)
{
    struct config_excerpt out;
    size_t length = strlen(value);
    if (length < sizeof(out.s)) {
        memcpy(out.s, value, length + 1);
        return out;
    }
    length = sizeof(out.s) - 4;
    while (length > 0 && ((unsigned char)value[length] & 0xC0) == 0x80)
        length--;
    memcpy(out.s, value, length);
    memcpy(out.s + length, "...", 4);
    return out;
}

/* Turns the mark between fault and advice into ": ". */
static uint16_t split_remedy(char text[CONFIG_WORDS_MAX])
{
    char *mark = strchr(text, CONFIG_REMEDY[0]);
    if (mark == NULL)
        return 0;
    size_t length = strlen(mark + 1);
    size_t room = (size_t)(text + CONFIG_WORDS_MAX - 1 - (mark + 2));
    if (length > room)
        length = room;
    memmove(mark + 2, mark + 1, length);
    mark[0] = ':';
    mark[1] = ' ';
    mark[2 + length] = '\0';
    return (uint16_t)(mark + 2 - text);
}

void config_report_vadd(struct config_report *self, enum config_severity severity, int line,
                        const char *format, va_list args)
{
    switch (severity) {
    case CONFIG_ERROR:
        self->errors++;
        break;
    case CONFIG_WARNING:
        self->warnings++;
        break;
    case CONFIG_NOTE:
        break;
    }
    struct config_finding *finding = place(self, severity);
    if (finding == NULL)
        return;
    finding->severity = severity;
    finding->line = line < 1 ? 1 : line;
    /* One byte is left for the mark to grow into two characters. */
    (void)vsnprintf(finding->text, sizeof(finding->text) - 1, format, args);
    whole_characters(finding->text, strlen(finding->text));
    finding->remedy = split_remedy(finding->text);
}

void config_report_add(struct config_report *self, enum config_severity severity, int line,
                       const char *format, ...)
{
    va_list args;
    va_start(args, format);
    config_report_vadd(self, severity, line, format, args);
    va_end(args);
}

void config_report_sort(struct config_report *self)
{
    for (unsigned i = 1; i < self->count; i++) {
        struct config_finding moved = self->finding[i];
        unsigned k = i;
        for (; k > 0 && self->finding[k - 1].line > moved.line; k--)
            self->finding[k] = self->finding[k - 1];
        self->finding[k] = moved;
    }
}

static const struct config_finding *first_error(const struct config_report *report)
{
    for (unsigned i = 0; i < report->count; i++)
        if (report->finding[i].severity == CONFIG_ERROR)
            return &report->finding[i];
    return NULL;
}

void config_report_notice(const struct config_report *report, bool unreadable, bool last_good, char *out,
                          size_t cap)
{
    const struct config_finding *error = first_error(report);

    out[0] = '\0';
    if (error == NULL)
        return;
    if (unreadable)
        (void)snprintf(out, cap, "The card has no textback.ini that I can read.%s",
                       last_good ? " Running on your last good settings."
                                 : " Callers get no text until it has one.");
    else
        (void)snprintf(out, cap, "textback.ini line %d: %s.%s%s", error->line, error->text + error->remedy,
                       report->errors > 1 ? " There are more mistakes." : "",
                       last_good ? " Running on your last good settings." : " The wrong lines are left out.");
}

void config_report_print(const struct config_report *report, FILE *out)
{
    static const char *const words[] = {"error", "warning", "note"};
    for (unsigned i = 0; i < report->count; i++) {
        const struct config_finding *f = &report->finding[i];
        (void)fprintf(out, "%s:%d: %s: %s\n", report->file, f->line, words[f->severity], f->text);
    }
    unsigned shown = 0;
    for (unsigned i = 0; i < report->count; i++)
        shown += report->finding[i].severity != CONFIG_NOTE;
    if (report->errors + report->warnings > shown)
        (void)fprintf(out, "%s: and %u more\n", report->file, report->errors + report->warnings - shown);
}
