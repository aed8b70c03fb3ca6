/* [people], [team] and [sources]: lists of numbers. */
#include "core/number.h"
#include "shell/config_near.h"
#include "shell/config_set.h"

#include <string.h>
#include <strings.h>

enum { ITEM_MAX = 96 };

/* Reads the digits before a trailing '*' as the beginning of an E.164 number. False if they are none. */
static bool read_prefix(const struct config *cfg, const char *written, char out[TB_NUMBER_MAX])
{
    bool nanp = config_in_nanp(cfg->country);
    bool plus = written[0] == '+';
    char digits[16] = ""; /* E.164 has 15 */
    size_t n = 0;
    for (const char *p = written + (plus ? 1 : 0); *p != '\0'; p++) {
        if (strchr(" -.()/", *p) != NULL)
            continue;
        if (!config_is_digit(*p) || n >= 15)
            return false;
        digits[n++] = *p;
    }
    if (!plus && n > 0 && !nanp)
        return false; /* its country code cannot be guessed */
    if (!plus && n > 0 && digits[0] == '0')
        return false;
    if (n == 0)
        out[0] = '\0'; /* "*": everybody */
    else
        (void)snprintf(out, TB_NUMBER_MAX, "+%s%s", plus || digits[0] == '1' ? "" : "1", digits);
    return true;
}

static bool read_rule(struct config_build *build, const struct config_entry *entry, const char *at,
                      char *item, struct cfg_rule *rule)
{
    size_t length = strlen(item);
    rule->prefix = length > 0 && item[length - 1] == '*';
    if (!rule->prefix)
        return config_read_number(build, entry, at, item, rule->number);
    char written[ITEM_MAX];
    (void)snprintf(written, sizeof(written), "%s", item);
    written[length - 1] = '\0';
    if (read_prefix(build->cfg, written, rule->number))
        return true;
    config_flaw(build, entry, at,
                "\"%s\" is no beginning of a phone number" CONFIG_REMEDY "write it like 512-555-* or +44*",
                config_excerpt(item).s);
    return false;
}

/* The word of the list that a rule stands in. */
static const char *list_word(enum cfg_rule_kind kind)
{
    switch (kind) {
    case CFG_RULE_CLIENT:
        return "clients";
    case CFG_RULE_SKIP:
        return "skip";
    case CFG_RULE_ALLOW:
        return "allow";
    }
    return "";
}

/* The same number twice: harmless in one list, a riddle in clients and skip. False if it is not to be added.
 */
static bool is_new_rule(struct config_build *build, const struct config_entry *entry, const char *at,
                        const struct cfg_rule *rule, const char *item)
{
    const struct config *cfg = build->cfg;
    for (unsigned i = 0; i < cfg->rule_count; i++) {
        const struct cfg_rule *other = &cfg->rule[i];
        if (other->prefix != rule->prefix || strcmp(other->number, rule->number) != 0)
            continue;
        if (other->kind == rule->kind)
            return false;
        if (other->kind != CFG_RULE_ALLOW && rule->kind != CFG_RULE_ALLOW) {
            config_flaw(build, entry, at,
                        "\"%s\" also stands in %s" CONFIG_REMEDY "keep it in one of the two",
                        config_excerpt(item).s, list_word(other->kind));
            return false;
        }
    }
    return true;
}

void config_set_rules(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    struct config *cfg = field;
    const char *at = config_ini_value(build->doc, entry), *begin;
    char item[ITEM_MAX];
    while (config_next_item(&at, item, sizeof(item), &begin)) {
        struct cfg_rule rule = {.kind = (enum cfg_rule_kind)key->min};
        if (item[0] == '\0' || !read_rule(build, entry, begin, item, &rule) ||
            !is_new_rule(build, entry, begin, &rule, item))
            continue;
        if (cfg->rule_count == TB_RULES_MAX) {
            config_flaw(build, entry, begin,
                        "more than %d numbers in clients, skip and allow together" CONFIG_REMEDY
                        "leave out some, or use a trailing * for whole ranges",
                        TB_RULES_MAX);
            return;
        }
        cfg->rule[cfg->rule_count++] = rule;
    }
}

/* Splits "ISA 512-555-0161" where a number begins. False if there is no such place. */
static bool split_member(const struct config *cfg, const char *item, size_t *name_length, const char **number)
{
    char normal[NUMBER_MAX];
    for (size_t i = 1; item[i] != '\0'; i++) {
        if (item[i - 1] != ' ' || !(config_is_digit(item[i]) || item[i] == '+' || item[i] == '('))
            continue;
        if (number_normalise(item + i, -1, cfg->country, normal) && normal[0] == '+') {
            *number = item + i;
            *name_length = i;
            while (*name_length > 0 && strchr(" :", item[*name_length - 1]) != NULL)
                (*name_length)--;
            return *name_length > 0;
        }
    }
    return false;
}

static void set_member(struct config_build *build, const struct config_entry *entry, const char *at,
                       const char *item)
{
    struct config *cfg = build->cfg;
    struct cfg_member member = {.has_hours = false};
    size_t length;
    const char *number;
    if (!split_member(cfg, item, &length, &number)) {
        config_flaw(build, entry, at,
                    "\"%s\" is no name with a phone number" CONFIG_REMEDY
                    "write it like ISA 512-555-0161, with commas between people",
                    config_excerpt(item).s);
        return;
    }
    if (length >= sizeof(member.name)) {
        config_flaw(build, entry, at, "the name \"%.*s\" is too long" CONFIG_REMEDY "use at most %zu letters",
                    40, item, sizeof(member.name) - 1);
        return;
    }
    memcpy(member.name, item, length);
    member.name[length] = '\0';
    if (!config_read_number(build, entry, at, number, member.number))
        return;
    for (unsigned i = 0; i < cfg->backup_count; i++) {
        if (strcasecmp(cfg->backup[i].name, member.name) == 0) {
            config_flaw(build, entry, at,
                        "two people are called %s" CONFIG_REMEDY "give each a name of their own",
                        member.name);
            return;
        }
    }
    if (cfg->backup_count == TB_BACKUPS_MAX) {
        config_flaw(build, entry, at, "more than %d people" CONFIG_REMEDY "leave out %s", TB_BACKUPS_MAX,
                    member.name);
        return;
    }
    cfg->backup[cfg->backup_count++] = member;
}

void config_set_backup(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, void *field)
{
    (void)key;
    (void)field;
    const char *at = config_ini_value(build->doc, entry), *begin;
    char item[ITEM_MAX];
    while (config_next_item(&at, item, sizeof(item), &begin)) {
        if (item[0] != '\0')
            set_member(build, entry, begin, item);
    }
}

void config_set_member_hours(struct config_build *build, const struct config_entry *entry, const char *name)
{
    struct config *cfg = build->cfg;
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (unsigned i = 0; i < cfg->backup_count; i++) {
        struct cfg_member *member = &cfg->backup[i];
        if (strcasecmp(member->name, name) == 0) {
            struct cfg_day week[7];
            member->has_hours = config_read_hours(build, entry, week);
            if (member->has_hours)
                memcpy(member->hours, week, sizeof(week));
            return;
        }
        config_nearest_try(&best, name, member->name);
    }
    if (best.word != NULL)
        config_flaw(build, entry, NULL,
                    "nobody in backup is called %s" CONFIG_REMEDY "did you mean %s_hours?", name, best.word);
    else
        config_flaw(build, entry, NULL,
                    "nobody in backup is called %s" CONFIG_REMEDY
                    "write the name as in backup, with _hours behind it",
                    name);
}

void config_set_source(struct config_build *build, const struct config_entry *entry)
{
    struct config *cfg = build->cfg;
    struct cfg_source source;
    if (!config_read_number(build, entry, NULL, entry->key, source.number))
        return;
    source.message = config_message_named(build, entry, NULL, config_ini_value(build->doc, entry), NULL);
    if (source.message < 0)
        return;
    for (unsigned i = 0; i < cfg->source_count; i++) {
        if (strcmp(cfg->source[i].number, source.number) == 0) {
            config_flaw(build, entry, NULL,
                        "this number stands above already" CONFIG_REMEDY "keep one of the two");
            return;
        }
    }
    if (cfg->source_count == TB_SOURCES_MAX) {
        config_flaw(build, entry, NULL, "more than %d numbers" CONFIG_REMEDY "leave out some",
                    TB_SOURCES_MAX);
        return;
    }
    cfg->source[cfg->source_count++] = source;
}
