/* What textback.ini says, as values. Filled by the shell's reader (firmware/shell/config.h); the core only
 * reads it. No pointers inside: a configuration can be copied, kept and compared whole. */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include "base/limits.h"

#include <stdbool.h>
#include <stdint.h>

struct cfg_message {
    char name[32];
    char text[TB_MESSAGE_MAX]; /* UTF-8, typographic punctuation folded, placeholders still inside */
};

/* An answer that is a message or one of the two words that are not allowed as message names. */
enum cfg_answer_kind { CFG_ANSWER_MESSAGE, CFG_ANSWER_HOLD, CFG_ANSWER_NONE };
struct cfg_answer {
    enum cfg_answer_kind kind;
    int16_t message; /* index into messages[], -1 unless kind is CFG_ANSWER_MESSAGE */
};

enum cfg_rule_kind { CFG_RULE_CLIENT, CFG_RULE_SKIP, CFG_RULE_ALLOW };
struct cfg_rule {
    char number[TB_NUMBER_MAX]; /* E.164, or its beginning where prefix is set */
    bool prefix;
    enum cfg_rule_kind kind;
};

struct cfg_span {
    uint16_t from_min,
        to_min; /* minutes after local midnight, from < to <= 1440; spans over midnight are split */
};
struct cfg_day {
    uint8_t count;
    struct cfg_span span[TB_SPANS_MAX];
};
struct cfg_special {
    int32_t day; /* local days since 1970-01-01 */
    struct cfg_span span;
    int16_t message;
};

struct cfg_member {
    char name[TB_LINE_NAME_MAX];
    char number[TB_NUMBER_MAX];
    bool has_hours;
    struct cfg_day hours[7]; /* 0 = Sunday */
};

struct cfg_source {
    char number[TB_NUMBER_MAX];
    int16_t message;
};

struct cfg_line {
    char name[TB_LINE_NAME_MAX];
    char port[256];  /* "auto", "usb:" and a USB socket, or a path */
    char pin[9];     /* 4-8 digits, empty if none */
    int16_t message; /* -1: the box's own text */
    char modem[32];  /* profile name or "auto" */
    uint8_t init_count;
    char init[TB_INIT_MAX][96];
    char number[TB_NUMBER_MAX];
    char smsc[TB_NUMBER_MAX];
    bool stand_in;
    char missed_sender[TB_NUMBER_MAX];
    char missed_pattern[128];
};

struct cfg_transition {
    int64_t at_s; /* UTC seconds */
    int32_t offset_s;
};
struct cfg_zone {
    char name[64];
    bool assumed;   /* no timezone was written: America/New_York was taken */
    uint16_t count; /* at least 1 when loaded; transition[0].at_s is INT64_MIN */
    struct cfg_transition transition[TB_ZONE_MAX];
};

enum cfg_report { CFG_REPORT_MONTHLY, CFG_REPORT_WEEKLY, CFG_REPORT_NONE };

struct config {
    /* name, broker, phone and text are sound: callers may be texted. Else calls are recorded and alerted
     * only. */
    bool textable;

    /* [agent] */
    char agent[TB_NAME_MAX], broker[TB_NAME_MAX], phone[TB_NUMBER_MAX], license[32], state[8], carrier[32];
    char country[3]; /* ISO 3166 alpha-2 */
    struct cfg_zone zone;

    /* [message]; message[0] is always `text` (empty if not textable) */
    uint16_t message_count;
    struct cfg_message message[TB_MESSAGES_MAX];
    int16_t repeat_message; /* the message named `repeat`, -1 if not defined */
    int16_t after_hours_message;

    /* [reply] */
    bool when_ring;
    int64_t wait_ms, give_up_ms, repeat_ms, callback_ms, max_age_ms, min_ring_ms;
    uint16_t max_per_hour, max_per_day;
    uint8_t max_parts;

    /* [hours] */
    bool has_hours;         /* false: always open. The reader sets it: `open` has a default */
    struct cfg_day open[7]; /* 0 = Sunday */
    struct cfg_answer closed, holiday;
    uint16_t holiday_count;
    int32_t holiday_day[TB_DAYS_MAX]; /* local days since 1970-01-01 */
    uint16_t special_count;
    struct cfg_special special[TB_DAYS_MAX];

    /* [people] */
    uint16_t rule_count;
    struct cfg_rule rule[TB_RULES_MAX];
    struct cfg_answer client;  /* message or none */
    char contacts[256];        /* file name on the card */
    struct cfg_answer contact; /* message or none */

    /* [team] */
    uint8_t backup_count;
    struct cfg_member backup[TB_BACKUPS_MAX];
    int64_t escalate_ms;

    /* [alerts] */
    bool missed, remind, urgent_call;
    enum cfg_report report;

    /* [line NAME], at least one */
    uint8_t line_count;
    struct cfg_line line[TB_LINES_MAX];

    /* [sources] */
    uint8_t source_count;
    struct cfg_source source[TB_SOURCES_MAX];

    /* [report] */
    double commission, close_rate;
    bool csv;

    /* [box] */
    char board[32];
    bool log_numbers_full;
    int64_t keep_ms;
    bool ssh;
    char ssh_key[512];
};

#endif
