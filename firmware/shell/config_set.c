#include "shell/config_set.h"

#include <string.h>
#include <strings.h>

TB_PRINTF(5, 0)
static void finding(struct config_build *build, enum config_severity severity, int line,
                    const struct config_entry *entry, const char *format, va_list args)
{
    char text[CONFIG_WORDS_MAX];
    int n = snprintf(text, sizeof(text), "[%s] %s: ", build->doc->header[entry->header].name, entry->key);
    (void)vsnprintf(text + n, sizeof(text) - (size_t)n, format, args);
    config_report_add(build->report, severity, line, "%s", text);
}

void config_flaw(struct config_build *build, const struct config_entry *entry, const char *at,
                 const char *format, ...)
{
    va_list args;
    va_start(args, format);
    finding(build, CONFIG_ERROR, at != NULL ? config_ini_line(build->doc, at) : entry->line, entry, format,
            args);
    va_end(args);
}

void config_warn(struct config_build *build, const struct config_entry *entry, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    finding(build, CONFIG_WARNING, entry->line, entry, format, args);
    va_end(args);
}

const struct config_entry *config_entry_of(const struct config_doc *doc, enum config_section section,
                                           const char *key)
{
    for (unsigned i = 0; i < doc->entry_count; i++) {
        const struct config_entry *entry = &doc->entry[i];
        const char *line_name;
        if (strcasecmp(entry->key, key) == 0 && entry->header > 0 &&
            config_schema_section_named(doc->header[entry->header].name, &line_name) == section)
            return entry;
    }
    return NULL;
}

bool config_next_item(const char **at, char *out, size_t cap, const char **begin)
{
    if (*at == NULL)
        return false;
    const char *from = *at + strspn(*at, " ");
    size_t length = strcspn(from, ",");
    *at = from[length] == ',' ? from + length + 1 : NULL;
    while (length > 0 && from[length - 1] == ' ')
        length--;
    *begin = from;
    if (length >= cap)
        length = cap - 1;
    memcpy(out, from, length);
    out[length] = '\0';
    return true;
}

bool config_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

char config_lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}
