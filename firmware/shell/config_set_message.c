/* [message], and keys whose value is the name of a message. */
#include "core/template.h"
#include "shell/config_near.h"
#include "shell/config_set.h"

#include <string.h>
#include <strings.h>

/* Built in, in the order of their slots behind `text`. GSM-7; with names of common length one part. A first
 * text names agent, broker and the way to stop; after_hours promises no time; client may leave the broker
 * out. */
static const struct {
    const char *name, *text;
} BUILTIN[] = {
    {"seller",
     "Hi, {agent} with {broker}. Sorry I missed you. Thinking of selling? Text me the address for a "
     "home-value estimate. I can call within {callback}. Reply STOP to opt out."},
    {"urgent",
     "Hi, {agent} with {broker}. Sorry I missed you. I'll call within {callback}. Text me the address and "
     "the best time. Reply STOP to opt out."},
    {"after_hours",
     "Hi, {agent} with {broker}. Sorry I missed your call, I'm off for now. Text me what you need and "
     "I'll get back to you. Reply STOP to opt out."},
    {"client",
     "Hi, {agent} here. I can't pick up right now. I'll call you by {time}. If it can't wait, text me. Reply "
     "STOP to opt out."},
};

bool config_builtin_name(const char *name)
{
    if (strcasecmp(name, "text") == 0)
        return true;
    for (size_t i = 0; i < TB_COUNT(BUILTIN); i++) {
        if (strcasecmp(name, BUILTIN[i].name) == 0)
            return true;
    }
    return false;
}

void config_message_slots(struct config *cfg)
{
    (void)snprintf(cfg->message[0].name, sizeof(cfg->message[0].name), "text");
    for (size_t i = 0; i < TB_COUNT(BUILTIN); i++)
        (void)snprintf(cfg->message[i + 1].name, sizeof(cfg->message[0].name), "%s", BUILTIN[i].name);
    cfg->message_count = TB_COUNT(BUILTIN) + 1;
    cfg->after_hours_message = CONFIG_AFTER_HOURS_SLOT;
}

void config_builtin_messages(struct config *cfg)
{
    for (size_t i = 0; i < TB_COUNT(BUILTIN); i++) {
        struct cfg_message *message = &cfg->message[i + 1];
        if (message->text[0] == '\0')
            (void)snprintf(message->text, sizeof(message->text), "%s", BUILTIN[i].text);
    }
}

/* --- names --- */

/* A name in lower case: one word of letters, digits, _ and -, letters of any script. */
static bool read_name(const char *written, char out[sizeof(((struct cfg_message *)0)->name)])
{
    size_t n = 0;
    for (; written[n] != '\0'; n++) {
        char c = config_lower(written[n]);
        bool letter = (c >= 'a' && c <= 'z') || config_is_digit(c) || c == '_' || c == '-' ||
                      ((unsigned char)c >= 0x80);
        if (!letter || n + 1 >= sizeof(((struct cfg_message *)0)->name))
            return false;
        out[n] = c;
    }
    out[n] = '\0';
    return n > 0;
}

int16_t config_message_named(struct config_build *build, const struct config_entry *entry, const char *at,
                             const char *name, const char *also)
{
    const struct config *cfg = build->cfg;
    int16_t found = template_find(cfg, name);
    if (found >= 0)
        return found;
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (unsigned i = 0; i < cfg->message_count; i++)
        config_nearest_try(&best, name, cfg->message[i].name);
    if (best.word != NULL)
        config_flaw(build, entry, at, "there is no message \"%s\"" CONFIG_REMEDY "did you mean %s?",
                    config_excerpt(name).s, best.word);
    else
        config_flaw(build, entry, at,
                    "there is no message \"%s\"" CONFIG_REMEDY
                    "write the name of one that stands under [message]%s",
                    config_excerpt(name).s, also != NULL ? also : "");
    return -1;
}

void config_set_message(struct config_build *build, const struct config_key *key,
                        const struct config_entry *entry, void *field)
{
    (void)key;
    int16_t message = config_message_named(build, entry, NULL, config_ini_value(build->doc, entry), NULL);
    if (message >= 0)
        *(int16_t *)field = message;
}

static void set_answer(struct config_build *build, const struct config_entry *entry,
                       struct cfg_answer *answer, const char *also)
{
    const char *value = config_ini_value(build->doc, entry);
    if (strcasecmp(value, "none") == 0) {
        *answer = (struct cfg_answer){CFG_ANSWER_NONE, -1};
        return;
    }
    int16_t message = config_message_named(build, entry, NULL, value, also);
    if (message >= 0)
        *answer = (struct cfg_answer){CFG_ANSWER_MESSAGE, message};
}

void config_set_answer(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, void *field)
{
    (void)key;
    if (strcasecmp(config_ini_value(build->doc, entry), "hold") == 0)
        *(struct cfg_answer *)field = (struct cfg_answer){CFG_ANSWER_HOLD, -1};
    else
        set_answer(build, entry, field, ", or hold, or none");
}

void config_set_message_or_none(struct config_build *build, const struct config_key *key,
                                const struct config_entry *entry, void *field)
{
    (void)key;
    if (strcasecmp(config_ini_value(build->doc, entry), "hold") == 0)
        config_flaw(build, entry, NULL,
                    "hold is not possible here" CONFIG_REMEDY "write the name of a message, or none");
    else
        set_answer(build, entry, field, ", or none");
}

/* --- texts --- */

static bool check_placeholders(struct config_build *build, const struct config_entry *entry,
                               const char *value)
{
    const char *at = value, *begin;
    enum template_word word;
    while (template_next(&at, &begin, &word)) {
    }
    if (begin == NULL)
        return true;
    char inside[32];
    size_t length = strcspn(begin + 1, "{}");
    if (begin[1 + length] != '}' || length >= sizeof(inside)) {
        config_flaw(build, entry, begin,
                    "there is a { that opens no placeholder" CONFIG_REMEDY
                    "write a ( instead, or one of {agent} {broker} {phone} {license} {callback} {time}");
        return false;
    }
    memcpy(inside, begin + 1, length);
    inside[length] = '\0';
    struct config_nearest best = {NULL, CONFIG_FAR};
    for (unsigned i = 0; i < TEMPLATE_WORDS; i++)
        config_nearest_try(&best, inside, template_word_name((enum template_word)i));
    if (best.word != NULL)
        config_flaw(build, entry, begin, "{%s} is no placeholder" CONFIG_REMEDY "did you mean {%s}?", inside,
                    best.word);
    else
        config_flaw(build, entry, begin,
                    "{%s} is no placeholder" CONFIG_REMEDY
                    "use {agent} {broker} {phone} {license} {callback} {time}, or no braces",
                    inside);
    return false;
}

/* "12h", "yes", "20": a setting that slipped under [message], and would be sent to callers as it is. */
static bool looks_like_setting(const char *value)
{
    size_t digits = 0;
    while (config_is_digit(value[digits]))
        digits++;
    if (digits > 0 &&
        (value[digits] == '\0' || (value[digits + 1] == '\0' && strchr("smhdSMHD", value[digits]))))
        return true;
    return strcasecmp(value, "yes") == 0 || strcasecmp(value, "no") == 0;
}

/* True if the words of an entry can be sent as they stand; else an error was added. */
static bool is_sound_text(struct config_build *build, const struct config_entry *entry, const char *value)
{
    size_t length = strlen(value);
    enum config_section home = config_schema_home(entry->key, CONFIG_MESSAGE);
    if (length == 0) {
        config_flaw(build, entry, NULL, "it is empty" CONFIG_REMEDY "write what callers should get%s",
                    config_builtin_name(entry->key) ? "" : ", or take the line away");
        return false;
    }
    if (home != CONFIG_SECTIONS && looks_like_setting(value)) {
        config_flaw(build, entry, NULL,
                    "\"%s\" is a setting, not a text for callers" CONFIG_REMEDY "move this line below [%s]",
                    config_excerpt(value).s, config_schema_section_word(home));
        return false;
    }
    if (length >= TB_MESSAGE_MAX) {
        config_flaw(build, entry, NULL,
                    "the text has %zu characters" CONFIG_REMEDY "shorten it to at most %d", length,
                    TB_MESSAGE_MAX - 1);
        return false;
    }
    if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
        config_warn(build, entry, "the quotes are sent as well" CONFIG_REMEDY "take them away");
    return check_placeholders(build, entry, value);
}

void config_define_message(struct config_build *build, const struct config_entry *entry)
{
    struct config *cfg = build->cfg;
    struct cfg_message message = {.name = ""};
    if (!read_name(entry->key, message.name)) {
        config_flaw(build, entry, NULL,
                    "\"%s\" cannot be the name of a message" CONFIG_REMEDY
                    "use one word of at most %zu letters, like open_house",
                    entry->key, sizeof(message.name) - 1);
        return;
    }
    if (strcmp(message.name, "hold") == 0 || strcmp(message.name, "none") == 0) {
        config_flaw(build, entry, NULL,
                    "%s has a meaning of its own" CONFIG_REMEDY "give the message another name",
                    message.name);
        return;
    }
    int16_t slot = template_find(cfg, message.name);
    if (slot < 0 && cfg->message_count == TB_MESSAGES_MAX) {
        config_flaw(build, entry, NULL,
                    "more than %d messages" CONFIG_REMEDY "leave out those that are not used",
                    TB_MESSAGES_MAX);
        return;
    }
    const char *value = config_ini_value(build->doc, entry);
    if (is_sound_text(build, entry, value))
        memcpy(message.text, value, strlen(value) + 1);
    if (slot < 0)
        slot =
            (int16_t)cfg->message_count++; /* also if the text is bad: what names it is not wrong for that */
    cfg->message[slot] = message;
    if (strcmp(message.name, "repeat") == 0)
        cfg->repeat_message = slot;
}
