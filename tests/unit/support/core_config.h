/* A sound configuration for tests of the core, as the reader would give it for cases/textback.ini. */
#ifndef TESTS_SUPPORT_CORE_CONFIG_H
#define TESTS_SUPPORT_CORE_CONFIG_H

#include "core/config.h"
#include "unit.h"

enum { MSG_TEXT, MSG_SELLER, MSG_AFTER_HOURS, MSG_CLIENT, MSG_LINE, MSG_REPEAT, MSG_COUNT };

#define AGENT    "+12025550100"
#define BOX      "+12025550101"
#define CALLER_A "+12025550143"
#define CALLER_B "+12025550144"
#define CALLER_C "+12025550145"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS_T (60 * MINUTE_MS)

/* 2026-04-15 14:00 in New York, a Wednesday */
#define WALL_START INT64_C(1776276000000)
#define NEW_YORK   (-4 * 3600)

static inline void config_message(struct config *cfg, int i, const char *name, const char *text)
{
    (void)snprintf(cfg->message[i].name, sizeof cfg->message[i].name, "%s", name);
    (void)snprintf(cfg->message[i].text, sizeof cfg->message[i].text, "%s", text);
    if (cfg->message_count <= i)
        cfg->message_count = (uint8_t)(i + 1);
}

static inline void config_line(struct config *cfg, const char *name)
{
    struct cfg_line *line = &cfg->line[cfg->line_count++];
    memset(line, 0, sizeof *line);
    (void)snprintf(line->name, sizeof line->name, "%s", name);
    (void)snprintf(line->port, sizeof line->port, "auto");
    (void)snprintf(line->modem, sizeof line->modem, "auto");
    line->message = -1;
}

/* The same hours on every day, minutes after midnight. */
static inline void config_hours(struct config *cfg, uint16_t from, uint16_t to)
{
    cfg->has_hours = true;
    for (int i = 0; i < 7; i++)
        cfg->open[i] = (struct cfg_day){.count = 1, .span = {{from, to}}};
}

static inline void config_rule(struct config *cfg, enum cfg_rule_kind kind, const char *number, bool prefix)
{
    struct cfg_rule *rule = &cfg->rule[cfg->rule_count++];
    *rule = (struct cfg_rule){.kind = kind, .prefix = prefix};
    (void)snprintf(rule->number, sizeof rule->number, "%s", number);
}

static inline struct config *config_new(void)
{
    struct config *cfg = calloc(1, sizeof *cfg);
    assert_non_null(cfg);
    cfg->textable = true;
    (void)snprintf(cfg->agent, sizeof cfg->agent, "Alex Agent");
    (void)snprintf(cfg->broker, sizeof cfg->broker, "Example Realty");
    (void)snprintf(cfg->phone, sizeof cfg->phone, AGENT);
    (void)snprintf(cfg->country, sizeof cfg->country, "US");
    cfg->zone.count = 1;
    cfg->zone.transition[0] = (struct cfg_transition){.at_s = INT64_MIN, .offset_s = NEW_YORK};
    config_message(cfg, MSG_TEXT, "text", "Sorry I missed you. I can call within {callback}. {agent}");
    config_message(cfg, MSG_SELLER, "seller", "Selling? {agent}");
    config_message(cfg, MSG_AFTER_HOURS, "after_hours", "We are closed. {agent}");
    config_message(cfg, MSG_CLIENT, "client", "Hello client.");
    config_message(cfg, MSG_LINE, "sign", "You called the sign line.");
    config_message(cfg, MSG_REPEAT, "again", "Hello again.");
    cfg->repeat_message = -1;
    cfg->after_hours_message = MSG_AFTER_HOURS;
    cfg->give_up_ms = 60000;
    cfg->repeat_ms = 12 * HOUR_MS_T;
    cfg->callback_ms = 15 * MINUTE_MS;
    cfg->max_age_ms = 5 * MINUTE_MS;
    cfg->max_per_hour = 20;
    cfg->max_per_day = 100;
    cfg->max_parts = 3;
    cfg->closed = cfg->holiday = (struct cfg_answer){.kind = CFG_ANSWER_MESSAGE, .message = MSG_AFTER_HOURS};
    cfg->client = (struct cfg_answer){.kind = CFG_ANSWER_MESSAGE, .message = MSG_CLIENT};
    cfg->contact = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
    cfg->missed = cfg->remind = true;
    config_line(cfg, "main");
    return cfg;
}

/* Open 10:00 to 18:00 every day, held outside; AT: from the rig's 14:00. */
#define AT(hour, minute) (((hour)*60 + (minute)) * MINUTE_MS - 14 * HOUR_MS_T)
static inline struct config *config_holding(void)
{
    struct config *cfg = config_new();

    config_hours(cfg, 10 * 60, 18 * 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    cfg->give_up_ms = 12000;
    return cfg;
}

#endif
