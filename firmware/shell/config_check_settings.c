/* Settings that are right by themselves but not together. Mostly warnings: the box does what is written. */
#include "core/hours.h"
#include "core/missed_text.h"
#include "shell/config_set.h"

#include <string.h>
#include <strings.h>

/* Adds a warning at the line of a key, which may be absent. */
static void warn_at(struct config_build *build, enum config_section section, const char *key,
                    const char *words)
{
    const struct config_entry *entry = config_entry_of(build->doc, section, key);
    config_report_add(build->report, CONFIG_WARNING, entry != NULL ? entry->line : 1, "[%s] %s: %s",
                      config_schema_section_word(section), key, words);
}

static void check_agent(struct config_build *build)
{
    const struct config *cfg = build->cfg;
    if (strcmp(cfg->state, "CA") == 0 && cfg->license[0] == '\0')
        warn_at(build, CONFIG_AGENT, "state",
                "California wants your license number in a first text" CONFIG_REMEDY
                "add license = your number, and {license} to your texts");
    if (cfg->ssh) /* the Contract's, for a box that is sold whole: config_schema_is_for_later() */
        warn_at(
            build, CONFIG_BOX, "ssh",
            "yes opens no login in this version" CONFIG_REMEDY
            "leave it out, and if you want one, turn on the system's own: sudo systemctl enable --now ssh");
    for (unsigned i = 0; i < cfg->backup_count; i++) {
        if (cfg->phone[0] != '\0' && strcmp(cfg->backup[i].number, cfg->phone) == 0)
            warn_at(build, CONFIG_TEAM, "backup",
                    "one of the numbers is your own phone" CONFIG_REMEDY
                    "name somebody who can take over from you");
    }
}

/* Whoever writes from a number of the box is the box. */
static void check_numbers(struct config_build *build)
{
    const struct config *cfg = build->cfg;
    for (unsigned i = 0; i < cfg->line_count; i++)
        if (cfg->phone[0] != '\0' && strcmp(cfg->line[i].number, cfg->phone) == 0)
            warn_at(build, CONFIG_LINE, "number",
                    "it is your own phone's" CONFIG_REMEDY
                    "write the number of the SIM in the box, or leave it out");
}

static void check_times(struct config_build *build)
{
    const struct config *cfg = build->cfg;
    if (cfg->wait_ms >= cfg->max_age_ms && !cfg->when_ring)
        warn_at(build, CONFIG_REPLY, "wait",
                "no caller would get a text, since max_age is not longer" CONFIG_REMEDY "make wait shorter");
    bool holds = cfg->closed.kind == CFG_ANSWER_HOLD || cfg->holiday.kind == CFG_ANSWER_HOLD;
    if (holds &&
        hours_release(cfg, 0) == TB_NEVER) /* in 1970, which has no holidays in the file: any week tells */
        warn_at(build, CONFIG_HOURS, "open",
                "held texts would never leave: they wait for opening hours within 09:00-20:00, Sunday "
                "12:00-20:00" CONFIG_REMEDY "open in those hours, or use a message in place of hold");
}

/* Two modems cannot share a port. Reported at the second one's line. */
static void check_ports(struct config_build *build)
{
    const struct config_doc *doc = build->doc;
    for (unsigned i = 0; i < doc->entry_count; i++) {
        for (unsigned k = 0; k < i; k++) {
            const char *line_name;
            const struct config_entry *a = &doc->entry[k], *b = &doc->entry[i];
            if (strcasecmp(a->key, "port") == 0 && strcasecmp(b->key, "port") == 0 &&
                a->header != b->header &&
                config_schema_section_named(doc->header[b->header].name, &line_name) == CONFIG_LINE &&
                strcasecmp(config_ini_value(doc, b), "auto") != 0 &&
                strcmp(config_ini_value(doc, a), config_ini_value(doc, b)) == 0)
                config_flaw(build, b, NULL,
                            "line %d names the same port" CONFIG_REMEDY
                            "give each modem its own, or write auto",
                            a->line);
        }
    }
}

/* What is written for a key of that line; NULL if nothing is. */
static const struct config_entry *entry_of_line(const struct config_doc *doc, const char *line,
                                                const char *key)
{
    const char *name;
    for (unsigned i = 0; i < doc->entry_count; i++) {
        const struct config_entry *entry = &doc->entry[i];
        if (strcasecmp(entry->key, key) == 0 && config_ini_value(doc, entry)[0] != '\0' &&
            config_schema_section_named(doc->header[entry->header].name, &name) == CONFIG_LINE &&
            strcasecmp(name, line) == 0)
            return entry;
    }
    return NULL;
}

/* The network's missed-call text is known by its sender and its words together. */
static void check_missed(struct config_build *build, struct cfg_line *line)
{
    const struct config_entry *sender = entry_of_line(build->doc, line->name, "missed_sender"),
                              *pattern = entry_of_line(build->doc, line->name, "missed_pattern");
    if (line->missed_sender[0] != '\0' && pattern == NULL)
        config_flaw(build, sender, NULL,
                    "alone it tells no call from an advertisement" CONFIG_REMEDY
                    "add missed_pattern = missed a call from " MISSED_TEXT_NUMBER);
    if (line->missed_pattern[0] != '\0' && sender == NULL)
        config_flaw(build, pattern, NULL,
                    "anybody could write that" CONFIG_REMEDY
                    "add missed_sender = the number or name that such texts come from");
    if (line->missed_pattern[0] != '\0' && !missed_text_sound(line->missed_pattern)) {
        config_flaw(build, pattern, NULL,
                    "it does not say where the caller stands" CONFIG_REMEDY
                    "write words of the text with " MISSED_TEXT_NUMBER
                    " once, like missed a call from " MISSED_TEXT_NUMBER);
        line->missed_pattern[0] = '\0';
    }
    if (line->missed_sender[0] == '\0' || line->missed_pattern[0] == '\0')
        line->missed_sender[0] = line->missed_pattern[0] = '\0';
}

/* One without the other shows nothing; it does no harm either. */
static void check_report(struct config_build *build)
{
    const struct config_entry *earns = config_entry_of(build->doc, CONFIG_REPORT, "commission"),
                              *closes = config_entry_of(build->doc, CONFIG_REPORT, "close_rate");
    if ((earns == NULL) != (closes == NULL))
        config_report_add(build->report, CONFIG_NOTE, earns != NULL ? earns->line : closes->line,
                          "the report says what the replies may be worth only with %s too",
                          earns != NULL ? "close_rate" : "commission");
}

void config_check_settings(struct config_build *build)
{
    check_agent(build);
    check_numbers(build);
    check_report(build);
    check_times(build);
    check_ports(build);
    for (uint8_t i = 0; i < build->cfg->line_count; i++)
        check_missed(build, &build->cfg->line[i]);
}
