/* Plain values: text, words, numbers, lengths of time. */
#include "shell/config_near.h"
#include "shell/config_set.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { DIGITS_MAX = 12 }; /* more cannot be meant, and fewer cannot overflow */

void config_set_text(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    const char *value = config_ini_value(build->doc, entry);
    size_t length = strlen(value);
    if (length >= (size_t)key->max) {
        config_flaw(build, entry, NULL,
                    "it has %zu bytes, and %" PRId64 " is the most" CONFIG_REMEDY "shorten it", length,
                    key->max - 1);
        return;
    }
    size_t quotes = length >= 2 && value[0] == '"' && value[length - 1] == '"';
    if (quotes)
        config_warn(build, entry, "the quotes count as part of it" CONFIG_REMEDY "take them away");
    memcpy(field, value, length + 1);
}

void config_set_yesno(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    for (size_t i = 0; i < TB_COUNT(yes); i++) {
        bool said_yes = strcasecmp(value, yes[i]) == 0;
        if (said_yes || strcasecmp(value, no[i]) == 0) {
            *(bool *)field = said_yes;
            return;
        }
    }
    config_flaw(build, entry, NULL, "\"%s\" is neither yes nor no" CONFIG_REMEDY "write yes or no",
                config_excerpt(value).s);
}

void config_set_either(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, void *field)
{
    const char *value = config_ini_value(build->doc, entry);
    size_t first = strcspn(key->words, "|");
    const char *second = key->words + first + 1;
    if (strcasecmp(value, second) == 0)
        *(bool *)field = true;
    else if (strlen(value) == first && strncasecmp(value, key->words, first) == 0)
        *(bool *)field = false;
    else
        config_flaw(build, entry, NULL, "\"%s\" is not a choice here" CONFIG_REMEDY "write %.*s or %s",
                    config_excerpt(value).s, (int)first, key->words, second);
}

void config_set_report(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, void *field)
{
    static const char *const words[] = {"monthly", "weekly", "none"};
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    for (unsigned i = 0; i < TB_COUNT(words); i++) {
        if (strcasecmp(value, words[i]) == 0) {
            *(enum cfg_report *)field = (enum cfg_report)i;
            return;
        }
    }
    config_flaw(build, entry, NULL,
                "\"%s\" is not a choice here" CONFIG_REMEDY "write monthly, weekly or none",
                config_excerpt(value).s);
}

/* Reads digits. False if there are none or too many; *at is behind them. */
static bool read_digits(const char **at, int64_t *number)
{
    *number = 0;
    int n = 0;
    for (; config_is_digit(**at); (*at)++) {
        if (++n <= DIGITS_MAX)
            *number = *number * 10 + (**at - '0');
    }
    return n > 0 && n <= DIGITS_MAX;
}

static bool read_count(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, int64_t *number)
{
    const char *value = config_ini_value(build->doc, entry);
    const char *at = value;
    if (read_digits(&at, number) && *at == '\0' && *number >= key->min && *number <= key->max)
        return true;
    config_flaw(build, entry, NULL,
                "\"%s\" is not possible" CONFIG_REMEDY "write a number from %" PRId64 " to %" PRId64,
                config_excerpt(value).s, key->min, key->max);
    return false;
}

void config_set_count(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    int64_t number;
    if (read_count(build, key, entry, &number))
        *(uint16_t *)field = (uint16_t)number;
}

void config_set_small_count(struct config_build *build, const struct config_key *key,
                            const struct config_entry *entry, void *field)
{
    int64_t number;
    if (read_count(build, key, entry, &number))
        *(uint8_t *)field = (uint8_t)number;
}

void config_duration_text(int64_t ms, char *out, size_t cap)
{
    static const struct {
        int64_t ms;
        char letter;
    } units[] = {{86400000, 'd'}, {3600000, 'h'}, {60000, 'm'}, {1000, 's'}};
    for (size_t i = 0; i < TB_COUNT(units); i++) {
        if (ms > 0 && ms % units[i].ms == 0) {
            (void)snprintf(out, cap, "%" PRId64 "%c", ms / units[i].ms, units[i].letter);
            return;
        }
    }
    (void)snprintf(out, cap, "0");
}

/* How the value could have been meant, for the advice: "15" as minutes, "1h30m" and "1.5h" as they say. */
static void guess_duration(const char *value, char *out, size_t cap)
{
    const char *at = value;
    int64_t number;
    if (!read_digits(&at, &number) || number == 0 || number > 100000) {
        (void)snprintf(out, cap, "write it like 90s, 15m, 12h or 2d");
        return;
    }
    at += strspn(at, " ");
    char unit = config_lower(*at);
    if (unit == 's' || unit == 'm' || unit == 'h' || unit == 'd') {
        size_t letters = 0; /* "15 minutes": one word behind the number */
        while (at[letters] != '\0' && !config_is_digit(at[letters]) && at[letters] != ' ')
            letters++;
        if (at[letters] == '\0') {
            (void)snprintf(out, cap, "write %" PRId64 "%c", number, unit);
            return;
        }
    }
    if (*at == '\0')
        (void)snprintf(out, cap, "write %" PRId64 "m for minutes (or s, h, d for seconds, hours, days)",
                       number);
    else
        (void)snprintf(out, cap, "write one number and one letter, like 90s, 15m, 12h or 2d");
}

void config_set_duration(struct config_build *build, const struct config_key *key,
                         const struct config_entry *entry, void *field)
{
    static const struct {
        char letter;
        int64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'\0', 0}};
    const char *value = config_ini_value(build->doc, entry);
    const char *at = value;
    int64_t number;
    bool read = read_digits(&at, &number);
    size_t unit = 0;
    while (read && unit < TB_COUNT(units) && config_lower(*at) != units[unit].letter)
        unit++;
    if (!read || unit == TB_COUNT(units) || (*at != '\0' && at[1] != '\0') || (*at == '\0' && number != 0)) {
        char advice[96];
        guess_duration(value, advice, sizeof(advice));
        config_flaw(build, entry, NULL, "\"%s\" is no length of time" CONFIG_REMEDY "%s",
                    config_excerpt(value).s, advice);
        return;
    }
    bool huge = number > key->max / 1000; /* first, so that the product below cannot overflow */
    int64_t ms = huge ? 0 : number * units[unit].ms;
    if (huge || ms < key->min || ms > key->max) {
        char least[24], most[24];
        config_duration_text(key->min, least, sizeof(least));
        config_duration_text(key->max, most, sizeof(most));
        config_flaw(build, entry, NULL, "\"%s\" is not possible" CONFIG_REMEDY "write a time from %s to %s",
                    config_excerpt(value).s, least, most);
        return;
    }
    *(int64_t *)field = ms;
}

/* Reads 1234.56, commas between digits allowed. False if it is something else; *at is behind it. */
static bool read_decimal(const char **at, double *number)
{
    const char *p = *at;
    double scale = 1;
    bool point = false;
    int digits = 0;
    *number = 0;
    for (; config_is_digit(*p) || (*p == '.' && !point) || (*p == ',' && !point && digits > 0); p++) {
        if (*p == '.') {
            point = true;
        } else if (*p != ',') {
            digits++;
            *number = *number * 10 + (*p - '0');
            scale = point ? scale * 10 : scale;
        }
    }
    *number /= scale;
    *at = p;
    return digits > 0 && digits <= DIGITS_MAX;
}

void config_set_money(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    const char *at = value + (value[0] == '$' ? 1 : 0);
    double number;
    at += strspn(at, " ");
    if (read_decimal(&at, &number) && *at == '\0')
        *(double *)field = number;
    else
        config_flaw(build, entry, NULL,
                    "\"%s\" is no amount of money" CONFIG_REMEDY "write dollars, like 9000",
                    config_excerpt(value).s);
}

void config_set_rate(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    const char *at = value;
    double number = 0;
    bool read = read_decimal(&at, &number);
    at += strspn(at, " ");
    bool percent = *at == '%';
    if (percent) {
        at++;
        number /= 100;
    }
    if (read && *at == '\0' && number <= 1 && (percent || number < 1))
        *(double *)field = number;
    else
        config_flaw(build, entry, NULL,
                    "\"%s\" is no share of leads" CONFIG_REMEDY "write a percentage, like 2%%",
                    config_excerpt(value).s);
}
