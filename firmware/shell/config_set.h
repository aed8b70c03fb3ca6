/* Setters: one for each type of value. Used by the table in config_schema.c. */
#ifndef SHELL_CONFIG_SET_H
#define SHELL_CONFIG_SET_H

#include "shell/config_report.h"
#include "shell/config_schema.h"

/* Adds an error about an entry: "[section] key: ...". at: the character in its value that is wrong, NULL for
 * the line of the key. */
void config_flaw(struct config_build *build, const struct config_entry *entry, const char *at,
                 const char *format, ...) TB_PRINTF(4, 5);

/* The same as a warning, which changes nothing. */
void config_warn(struct config_build *build, const struct config_entry *entry, const char *format, ...)
    TB_PRINTF(3, 4);

/* The first entry of that section and key, ignoring case; NULL if there is none. */
const struct config_entry *config_entry_of(const struct config_doc *doc, enum config_section section,
                                           const char *key);

/* Cuts the next item out of a list separated by commas; blanks around it do not count. *at moves behind it.
 * False at the end. Items may be empty, and one that does not fit is cut at cap - 1. *begin is where it
 * stands. */
bool config_next_item(const char **at, char *out, size_t cap, const char **begin);

/* ASCII only, so that no locale changes what a file means. */
bool config_is_digit(char c);
char config_lower(char c);

/* config_set_plain.c */
config_setter config_set_text, config_set_yesno, config_set_either, config_set_count, config_set_small_count,
    config_set_duration, config_set_report, config_set_money, config_set_rate;
/* "15m" for 900000: the form a duration is written in. */
void config_duration_text(int64_t ms, char *out, size_t cap);

/* config_set_agent.c */
config_setter config_set_number, config_set_state, config_set_carrier, config_set_country, config_set_zone;

/* True if numbers of that country are written with ten digits behind country code 1. */
bool config_in_nanp(const char *country);
/* The zone where none is written or the one written is unknown: New York for the US, else UTC. */
void config_assume_zone(struct config *cfg);

/* config_set_line.c */
config_setter config_set_port, config_set_pin, config_set_modem, config_set_init, config_set_sender,
    config_set_file, config_set_ssh_key;

/* config_set_board.c: looks into the folder of boards */
config_setter config_set_board;

/* config_set_hours.c */
config_setter config_set_open, config_set_holidays, config_set_special;
/* Reads opening hours into seven days; false if there was an error. */
bool config_read_hours(struct config_build *build, const struct config_entry *entry, struct cfg_day week[7]);

/* config_set_people.c */
config_setter config_set_rules, config_set_backup;
/* NAME_hours of [team]; `name` is what stands before _hours. */
void config_set_member_hours(struct config_build *build, const struct config_entry *entry, const char *name);
/* NUMBER = message of [sources]. */
void config_set_source(struct config_build *build, const struct config_entry *entry);
/* A number in normal form that can be a person's; else false and an error. */
bool config_read_number(struct config_build *build, const struct config_entry *entry, const char *at,
                        const char *written, char out[TB_NUMBER_MAX]);

/* config_set_message.c */
enum { CONFIG_AFTER_HOURS_SLOT = 3, CONFIG_CLIENT_SLOT = 4 }; /* in cfg->message, see config_message_slots */
config_setter config_set_answer, config_set_message_or_none, config_set_message;
/* NAME = text of [message]. */
void config_define_message(struct config_build *build, const struct config_entry *entry);
/* Gives every built-in message that has no text its own. */
void config_builtin_messages(struct config *cfg);
/* Room for `text` and the built-in messages, in the order in which they stand in cfg->message. */
void config_message_slots(struct config *cfg);
/* True for text, seller, urgent, after_hours, client. */
bool config_builtin_name(const char *name);
/* Index of a message as named in a value, else -1 and an error. at: where the name stands in the value. */
int16_t config_message_named(struct config_build *build, const struct config_entry *entry, const char *at,
                             const char *name, const char *also);

/* config_message_check.c */
/* Every message in use, filled as far as it can grow: parts, words that are missing. Leaves unsound ones
 * empty. */
void config_check_messages(struct config_build *build);

/* config_check_settings.c */
/* Settings that are right by themselves but not together. */
void config_check_settings(struct config_build *build);

#endif
