/* [agent]: phone numbers, state, carrier, country, time zone. */
#include "core/number.h"
#include "shell/config_near.h"
#include "shell/config_set.h"
#include "shell/zone.h"

#include <string.h>
#include <strings.h>

/* Fixed, so that a file means the same whatever the clock of a box without battery says; cfg_zone reaches
 * twenty years and more from here for zones that change twice a year. */
#define ZONE_FROM_S INT64_C(1735689600) /* 2025-01-01 */

/* Probed with a number, so that number.c alone knows which countries share country code 1. */
bool config_in_nanp(const char *country)
{
    char number[NUMBER_MAX];
    return number_normalise("2025550100", -1, country, number) && strcmp(number, "+12025550100") == 0;
}

bool config_read_number(struct config_build *build, const struct config_entry *entry, const char *at,
                        const char *written, char out[TB_NUMBER_MAX])
{
    char number[NUMBER_MAX];
    const char *country = build->cfg->country;
    if (!number_normalise(written, -1, country, number) || number[0] != '+') {
        config_flaw(build, entry, at, "\"%s\" is no phone number" CONFIG_REMEDY "write it like %s",
                    config_excerpt(written).s,
                    config_in_nanp(country) ? "202-555-0100" : "+44 20 7946 0000, with + and country code");
        return false;
    }
    if (number_classify(number, country) == NUMBER_INVALID) {
        config_flaw(build, entry, at,
                    "there can be no number \"%s\"" CONFIG_REMEDY "look at its digits again",
                    config_excerpt(written).s);
        return false;
    }
    memcpy(out, number, strlen(number) + 1);
    return true;
}

void config_set_number(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    char number[TB_NUMBER_MAX];
    if (config_read_number(build, entry, NULL, value, number))
        memcpy(field, number, strlen(number) + 1);
}

static const struct {
    char code[3];
    const char *name;
} STATES[] = {
    {"AL", "Alabama"},        {"AK", "Alaska"},
    {"AZ", "Arizona"},        {"AR", "Arkansas"},
    {"CA", "California"},     {"CO", "Colorado"},
    {"CT", "Connecticut"},    {"DE", "Delaware"},
    {"DC", "D.C."},           {"FL", "Florida"},
    {"GA", "Georgia"},        {"HI", "Hawaii"},
    {"ID", "Idaho"},          {"IL", "Illinois"},
    {"IN", "Indiana"},        {"IA", "Iowa"},
    {"KS", "Kansas"},         {"KY", "Kentucky"},
    {"LA", "Louisiana"},      {"ME", "Maine"},
    {"MD", "Maryland"},       {"MA", "Massachusetts"},
    {"MI", "Michigan"},       {"MN", "Minnesota"},
    {"MS", "Mississippi"},    {"MO", "Missouri"},
    {"MT", "Montana"},        {"NE", "Nebraska"},
    {"NV", "Nevada"},         {"NH", "New Hampshire"},
    {"NJ", "New Jersey"},     {"NM", "New Mexico"},
    {"NY", "New York"},       {"NC", "North Carolina"},
    {"ND", "North Dakota"},   {"OH", "Ohio"},
    {"OK", "Oklahoma"},       {"OR", "Oregon"},
    {"PA", "Pennsylvania"},   {"RI", "Rhode Island"},
    {"SC", "South Carolina"}, {"SD", "South Dakota"},
    {"TN", "Tennessee"},      {"TX", "Texas"},
    {"UT", "Utah"},           {"VT", "Vermont"},
    {"VA", "Virginia"},       {"WA", "Washington"},
    {"WV", "West Virginia"},  {"WI", "Wisconsin"},
    {"WY", "Wyoming"},        {"PR", "Puerto Rico"},
    {"GU", "Guam"},           {"VI", "Virgin Islands"},
    {"AS", "American Samoa"}, {"MP", "Northern Mariana Islands"},
};

void config_set_state(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    const char *value = config_ini_value(build->doc, entry);
    if (strcmp(build->cfg->country, "US") != 0) {
        config_set_text(build, key, entry, field);
        return;
    }
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (size_t i = 0; i < TB_COUNT(STATES); i++) {
        if (strcasecmp(value, STATES[i].code) == 0 || strcasecmp(value, STATES[i].name) == 0) {
            memcpy(field, STATES[i].code, sizeof(STATES[i].code));
            return;
        }
        config_nearest_try(&best, value, STATES[i].name);
    }
    if (best.word != NULL && strlen(value) > 2)
        config_flaw(build, entry, NULL, "\"%s\" is no state" CONFIG_REMEDY "did you mean %s?",
                    config_excerpt(value).s, best.word);
    else
        config_flaw(build, entry, NULL, "\"%s\" is no state" CONFIG_REMEDY "write its two letters, like TX",
                    config_excerpt(value).s);
}

/* "AT&T", "T-Mobile", "U.S. Cellular" -> att, tmobile, uscellular. */
static void plain_carrier(const char *value, char *out, size_t cap)
{
    size_t n = 0;
    for (; *value != '\0' && n + 1 < cap; value++) {
        char c = config_lower(*value);
        if ((c >= 'a' && c <= 'z') || config_is_digit(c))
            out[n++] = c;
    }
    out[n] = '\0';
}

void config_set_carrier(struct config_build *build, const struct config_key *key,
                        const struct config_entry *entry, void *field)
{
    static const char *const known[] = {"att",  "tmobile", "verizon", "uscellular", "visible",
                                        "mint", "metro",   "cricket", "googlefi",   "other"};
    const char *value = config_ini_value(build->doc, entry);
    char word[32];
    plain_carrier(value, word, sizeof(word));
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (size_t i = 0; i < TB_COUNT(known); i++) {
        if (strcmp(word, known[i]) == 0) {
            (void)snprintf(field, (size_t)key->max, "%s", word);
            return;
        }
        config_nearest_try(&best, word, known[i]);
    }
    if (best.word != NULL) {
        config_flaw(build, entry, NULL, "\"%s\" is no carrier" CONFIG_REMEDY "did you mean %s?",
                    config_excerpt(value).s, best.word);
        return;
    }
    config_warn(build, entry,
                "the forwarding codes of \"%s\" are not known to the box" CONFIG_REMEDY
                "ask that carrier for its codes for unanswered calls",
                config_excerpt(value).s);
    (void)snprintf(field, (size_t)key->max, "%s", word);
}

void config_set_country(struct config_build *build, const struct config_key *key,
                        const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    bool usa = strcasecmp(value, "USA") == 0 || strcasecmp(value, "United States") == 0;
    const char *code = usa ? "US" : value;
    if (strlen(code) != 2 || !number_country_known(code)) {
        config_flaw(build, entry, NULL,
                    "\"%s\" is no country that the box knows" CONFIG_REMEDY "write its two letters, like US",
                    config_excerpt(value).s);
        return;
    }
    char *out = field;
    for (size_t i = 0; i < 2; i++)
        out[i] = (char)(code[i] >= 'a' && code[i] <= 'z' ? code[i] - 'a' + 'A' : code[i]);
    out[2] = '\0';
}

void config_set_zone(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    char nearest[ZONE_NAME_MAX];
    if (zone_fill(value, ZONE_FROM_S, field))
        return;
    if (!zone_nearest(value, nearest))
        config_flaw(build, entry, NULL,
                    "\"%s\" is no time zone" CONFIG_REMEDY
                    "write it like America/New_York, America/Chicago, America/Denver or America/Los_Angeles",
                    config_excerpt(value).s);
    else if (strcasecmp(nearest, value) != 0 || !zone_fill(nearest, ZONE_FROM_S, field))
        config_flaw(build, entry, NULL, "\"%s\" is no time zone" CONFIG_REMEDY "write %s",
                    config_excerpt(value).s, nearest);
}

void config_assume_zone(struct config *cfg)
{
    bool us = strcmp(cfg->country, "US") == 0;
    if (!zone_fill(us ? "America/New_York" : "UTC", ZONE_FROM_S, &cfg->zone)) {
        /* No zone database at all: hours are wrong then, but calls are answered. */
        memset(&cfg->zone, 0, sizeof(cfg->zone));
        memcpy(cfg->zone.name, "UTC", sizeof("UTC"));
        cfg->zone.count = 1;
        cfg->zone.transition[0].at_s = INT64_MIN;
    }
    cfg->zone.assumed = true;
}
