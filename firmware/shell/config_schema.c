#include "shell/config_schema.h"

#include "base/check.h"
#include "shell/config_near.h"
#include "shell/config_set.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SECONDS(n) ((int64_t)(n)*1000)
#define MINUTES(n) SECONDS((n)*60)
#define HOURS(n)   MINUTES((n)*60)
#define DAYS(n)    HOURS((int64_t)(n)*24)

#define AT(field)        offsetof(struct config, field)
#define LINE_AT(field)   offsetof(struct cfg_line, field)
#define SIZE(field)      sizeof(((const struct config *)0)->field)
#define LINE_SIZE(field) sizeof(((const struct cfg_line *)0)->field)

static const char *const SECTIONS[CONFIG_SECTIONS] = {
    "agent", "message", "reply", "hours", "people", "team", "alerts", "line", "sources", "report", "box"};

/* Columns: section, key, setter, field, least, most, words, may be empty. Defaults: config_schema_defaults.
 */
static const struct config_key KEYS[] = {
    {CONFIG_AGENT, false, "name", config_set_text, AT(agent), 0, SIZE(agent), NULL},
    {CONFIG_AGENT, false, "broker", config_set_text, AT(broker), 0, SIZE(broker), NULL},
    {CONFIG_AGENT, false, "phone", config_set_number, AT(phone), 0, 0, NULL},
    {CONFIG_AGENT, true, "license", config_set_text, AT(license), 0, SIZE(license), NULL},
    {CONFIG_AGENT, true, "state", config_set_state, AT(state), 0, SIZE(state), NULL},
    {CONFIG_AGENT, true, "carrier", config_set_carrier, AT(carrier), 0, SIZE(carrier), NULL},
    {CONFIG_AGENT, true, "country", config_set_country, AT(country), 0, 0, NULL},
    {CONFIG_AGENT, true, "timezone", config_set_zone, AT(zone), 0, 0, NULL},

    {CONFIG_REPLY, false, "when", config_set_either, AT(when_ring), 0, 0, "hangup|ring"},
    {CONFIG_REPLY, false, "wait", config_set_duration, AT(wait_ms), 0, HOURS(1), NULL},
    {CONFIG_REPLY, false, "give_up", config_set_duration, AT(give_up_ms), 0, MINUTES(10), NULL},
    {CONFIG_REPLY, false, "repeat", config_set_duration, AT(repeat_ms), 0, DAYS(365), NULL},
    {CONFIG_REPLY, false, "callback", config_set_duration, AT(callback_ms), MINUTES(1), DAYS(7), NULL},
    {CONFIG_REPLY, false, "max_age", config_set_duration, AT(max_age_ms), SECONDS(5), DAYS(1), NULL},
    {CONFIG_REPLY, false, "min_ring", config_set_duration, AT(min_ring_ms), 0, MINUTES(2), NULL},
    {CONFIG_REPLY, false, "max_per_hour", config_set_count, AT(max_per_hour), 1, TB_CAP_MAX, NULL},
    {CONFIG_REPLY, false, "max_per_day", config_set_count, AT(max_per_day), 1, TB_CAP_MAX, NULL},
    {CONFIG_REPLY, false, "max_parts", config_set_small_count, AT(max_parts), 1, 10, NULL},

    {CONFIG_HOURS, false, "open", config_set_open, 0, 0, 0, NULL},
    {CONFIG_HOURS, false, "closed", config_set_answer, AT(closed), 0, 0, NULL},
    {CONFIG_HOURS, true, "holidays", config_set_holidays, 0, 0, 0, NULL},
    {CONFIG_HOURS, false, "holiday", config_set_answer, AT(holiday), 0, 0, NULL},
    {CONFIG_HOURS, true, "special", config_set_special, 0, 0, 0, NULL},

    {CONFIG_PEOPLE, true, "clients", config_set_rules, 0, CFG_RULE_CLIENT, 0, NULL},
    {CONFIG_PEOPLE, true, "skip", config_set_rules, 0, CFG_RULE_SKIP, 0, NULL},
    {CONFIG_PEOPLE, true, "allow", config_set_rules, 0, CFG_RULE_ALLOW, 0, NULL},
    {CONFIG_PEOPLE, false, "client", config_set_message_or_none, AT(client), 0, 0, NULL},
    {CONFIG_PEOPLE, false, "contacts", config_set_file, AT(contacts), 0, SIZE(contacts), NULL},
    {CONFIG_PEOPLE, false, "contact", config_set_message_or_none, AT(contact), 0, 0, NULL},

    {CONFIG_TEAM, true, "backup", config_set_backup, 0, 0, 0, NULL},
    {CONFIG_TEAM, false, "escalate", config_set_duration, AT(escalate_ms), 0, DAYS(1), NULL},

    {CONFIG_ALERTS, false, "missed", config_set_yesno, AT(missed), 0, 0, NULL},
    {CONFIG_ALERTS, false, "remind", config_set_yesno, AT(remind), 0, 0, NULL},
    {CONFIG_ALERTS, false, "report", config_set_report, AT(report), 0, 0, NULL},
    {CONFIG_ALERTS, false, "urgent_call", config_set_yesno, AT(urgent_call), 0, 0, NULL},

    {CONFIG_LINE, false, "port", config_set_port, LINE_AT(port), 0, LINE_SIZE(port), NULL},
    {CONFIG_LINE, true, "pin", config_set_pin, LINE_AT(pin), 0, 0, NULL},
    {CONFIG_LINE, false, "message", config_set_message, LINE_AT(message), 0, 0, NULL},
    {CONFIG_LINE, false, "modem", config_set_modem, LINE_AT(modem), 0, LINE_SIZE(modem), NULL},
    {CONFIG_LINE, true, "init", config_set_init, 0, 0, 0, NULL},
    {CONFIG_LINE, true, "number", config_set_number, LINE_AT(number), 0, 0, NULL},
    {CONFIG_LINE, true, "smsc", config_set_number, LINE_AT(smsc), 0, 0, NULL},
    {CONFIG_LINE, false, "stand_in", config_set_yesno, LINE_AT(stand_in), 0, 0, NULL},
    {CONFIG_LINE, true, "missed_sender", config_set_sender, LINE_AT(missed_sender), 0, 0, NULL},
    {CONFIG_LINE, true, "missed_pattern", config_set_text, LINE_AT(missed_pattern), 0,
     LINE_SIZE(missed_pattern), NULL},

    {CONFIG_REPORT, true, "commission", config_set_money, AT(commission), 0, 0, NULL},
    {CONFIG_REPORT, true, "close_rate", config_set_rate, AT(close_rate), 0, 0, NULL},
    {CONFIG_REPORT, false, "csv", config_set_yesno, AT(csv), 0, 0, NULL},

    {CONFIG_BOX, true, "board", config_set_board, AT(board), 0, 0, NULL},
    {CONFIG_BOX, false, "log_numbers", config_set_either, AT(log_numbers_full), 0, 0, "masked|full"},
    {CONFIG_BOX, false, "keep", config_set_duration, AT(keep_ms), DAYS(1), DAYS(36500), NULL},
    {CONFIG_BOX, false, "ssh", config_set_yesno, AT(ssh), 0, 0, NULL},
    {CONFIG_BOX, true, "ssh_key", config_set_ssh_key, AT(ssh_key), 0, SIZE(ssh_key), NULL},
};

/* Mon-Sat 08:00-20:00, Sun 12:00-18:00: nobody is promised a call back in the middle of the night unasked. */
static void default_hours(struct config *cfg)
{
    cfg->has_hours = true;
    cfg->open[0] = (struct cfg_day){.count = 1, .span = {{12 * 60, 18 * 60}}};
    for (int day = 1; day < 7; day++)
        cfg->open[day] = (struct cfg_day){.count = 1, .span = {{8 * 60, 20 * 60}}};
}

void config_schema_defaults(struct config *cfg)
{
    memset(cfg, 0, sizeof(*cfg));
    memcpy(cfg->country, "US", sizeof("US"));
    config_message_slots(cfg);
    default_hours(cfg);
    cfg->repeat_message = -1;
    cfg->give_up_ms = SECONDS(12);
    cfg->repeat_ms = HOURS(12);
    cfg->callback_ms = MINUTES(15);
    cfg->max_age_ms = MINUTES(5);
    cfg->max_per_hour = 20;
    cfg->max_per_day = 100;
    cfg->max_parts = 3;
    cfg->closed = (struct cfg_answer){CFG_ANSWER_MESSAGE, cfg->after_hours_message};
    cfg->holiday =
        (struct cfg_answer){CFG_ANSWER_MESSAGE, -1}; /* not written: the same as closed, see config_parse.c */
    cfg->client = (struct cfg_answer){CFG_ANSWER_MESSAGE, CONFIG_CLIENT_SLOT};
    cfg->contact = (struct cfg_answer){CFG_ANSWER_NONE, -1};
    (void)snprintf(cfg->contacts, sizeof(cfg->contacts), "contacts.vcf");
    cfg->escalate_ms = MINUTES(5);
    cfg->missed = cfg->remind = true;
    cfg->report = CFG_REPORT_MONTHLY;
    cfg->csv = true;
    cfg->keep_ms = DAYS(730);
}

const char *config_schema_section_word(enum config_section section)
{
    CHECK(section < CONFIG_SECTIONS);
    return SECTIONS[section];
}

enum config_section config_schema_section_named(const char *name, const char **line_name)
{
    *line_name = NULL;
    for (unsigned i = 0; i < CONFIG_SECTIONS; i++) {
        size_t length = strlen(SECTIONS[i]);
        if (strncasecmp(name, SECTIONS[i], length) != 0)
            continue;
        const char *behind = name + length;
        if (i == CONFIG_LINE && (*behind == ' ' || *behind == '\0')) {
            *line_name = behind + strspn(behind, " ");
            return CONFIG_LINE;
        }
        if (*behind == '\0')
            return (enum config_section)i;
    }
    return CONFIG_SECTIONS;
}

const char *config_schema_nearest_section(const char *name)
{
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (unsigned i = 0; i < CONFIG_SECTIONS; i++)
        config_nearest_try(&best, name, SECTIONS[i]);
    return best.word;
}

const struct config_key *config_schema_find(enum config_section section, const char *key)
{
    for (size_t i = 0; i < TB_COUNT(KEYS); i++) {
        if (KEYS[i].section == section && strcasecmp(KEYS[i].name, key) == 0)
            return &KEYS[i];
    }
    return NULL;
}

const char *config_schema_nearest_key(enum config_section section, const char *key)
{
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (size_t i = 0; i < TB_COUNT(KEYS); i++) {
        if (KEYS[i].section == section)
            config_nearest_try(&best, key, KEYS[i].name);
    }
    return best.word;
}

enum config_section config_schema_home(const char *key, enum config_section except)
{
    for (size_t i = 0; i < TB_COUNT(KEYS); i++) {
        if (KEYS[i].section != except && strcasecmp(KEYS[i].name, key) == 0)
            return KEYS[i].section;
    }
    return except != CONFIG_MESSAGE && config_builtin_name(key) ? CONFIG_MESSAGE : CONFIG_SECTIONS;
}

bool config_schema_known(const char *key)
{
    return config_schema_home(key, CONFIG_SECTIONS) != CONFIG_SECTIONS;
}

bool config_schema_section(const char *line)
{
    char name[CONFIG_WORD_MAX] = "";
    if (line[0] != '[')
        return false;
    line += 1 + strspn(line + 1, " ");
    size_t length = strcspn(line, "]");
    if (line[length] != ']' || length >= sizeof(name))
        return false;
    while (length > 0 && line[length - 1] == ' ')
        length--;
    memcpy(name, line, length);
    name[length] = '\0';
    const char *line_name;
    return config_schema_section_named(name, &line_name) != CONFIG_SECTIONS;
}

bool config_schema_is_for_later(const struct config_key *key)
{
    static const char *const later[] = {"ssh", "ssh_key"};

    for (size_t i = 0; i < TB_COUNT(later); i++)
        if (strcmp(key->name, later[i]) == 0)
            return true;
    return false;
}
