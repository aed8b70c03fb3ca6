/* Messages as callers will get them: do they fit, and do they say who writes and how to stop. */
#include "core/template.h"
#include "shell/config_set.h"
#include "sms/sms.h"
#include "sms/sms_utf.h"

#include <string.h>
#include <strings.h>

static bool holds(const char *text, const char *word)
{
    return word[0] != '\0' && strcasestr(text, word) != NULL;
}

/* The first word of a name will do: "Alex" for "Alex Agent". */
static bool names_agent(const struct config *cfg, const char *text)
{
    char first[TB_NAME_MAX];
    size_t length = strcspn(cfg->agent, " ");
    memcpy(first, cfg->agent, length);
    first[length] = '\0';
    return cfg->agent[0] == '\0' || holds(text, first);
}

/* STOP in capitals, or words that can mean nothing else. "Stop by the open house" does not count. */
static bool tells_how_to_stop(const char *text)
{
    static const char *const phrases[] = {"reply stop", "text stop", "send stop",
                                          "opt out",    "opt-out",   "unsubscribe"};
    static const char *const words[] = {"STOP", "ALTO", "PARAR"};
    for (size_t i = 0; i < TB_COUNT(phrases); i++) {
        if (holds(text, phrases[i]))
            return true;
    }
    for (size_t i = 0; i < TB_COUNT(words); i++) {
        if (strstr(text, words[i]) != NULL)
            return true;
    }
    return false;
}

/* The text without the characters that GSM-7 lacks; each is replaced by one that it has. */
static void without_foreign(const char *text, char out[TB_MESSAGE_MAX])
{
    size_t n = 0;
    while (*text != '\0') {
        const char *next = text;
        char one[5] = "";
        struct sms_plan plan;
        (void)sms_utf8_next(&next);
        CHECK(next > text && next - text <= 4);
        memcpy(one, text, (size_t)(next - text));
        bool keep = sms_plan_text(one, &plan) && plan.alphabet == SMS_GSM7;
        n += (size_t)snprintf(out + n, TB_MESSAGE_MAX - n, "%s", keep ? one : "x");
        text = next;
    }
}

/* Characters over the limit, at least 1. */
static unsigned excess(const struct sms_plan *plan, unsigned max_parts)
{
    unsigned single = plan->alphabet == SMS_GSM7 ? 160 : 70;
    unsigned each = plan->alphabet == SMS_GSM7 ? 153 : 67;
    unsigned most = max_parts == 1 ? single : each * max_parts;
    return plan->units > most ? plan->units - most : 1;
}

/* Adds the error about a text that needs too many parts. */
static void flaw_parts(struct config_build *build, const struct config_entry *entry,
                       const struct cfg_message *message, const char *text, const struct sms_plan *plan)
{
    unsigned most = build->cfg->max_parts;
    if (entry == NULL) {
        const struct config_entry *limit = config_entry_of(build->doc, CONFIG_REPLY, "max_parts");
        config_report_add(
            build->report, CONFIG_ERROR, limit != NULL ? limit->line : 1,
            "[reply] max_parts: the built-in message %s needs %u texts, max_parts allows %u" CONFIG_REMEDY
            "raise max_parts, or write a shorter %s under [message]",
            message->name, plan->parts, most, message->name);
        return;
    }
    char plain[TB_MESSAGE_MAX];
    struct sms_plan without;
    without_foreign(text, plain);
    if (plan->alphabet == SMS_UCS2 && sms_plan_text(plain, &without) && without.parts <= most)
        config_flaw(build, entry, NULL,
                    "it needs %u texts, max_parts allows %u, since it holds letters outside the "
                    "short alphabet" CONFIG_REMEDY "see which with --check, or raise max_parts",
                    plan->parts, most);
    else
        config_flaw(build, entry, NULL,
                    "it needs %u texts, max_parts allows %u" CONFIG_REMEDY
                    "shorten it by %u character%s, or raise max_parts",
                    plan->parts, most, excess(plan, most), excess(plan, most) == 1 ? "" : "s");
}

/* Fits with and without a promise kept. */
static bool fits(struct config_build *build, const struct config_entry *entry, int16_t i,
                 const struct template_promise *promise)
{
    const struct cfg_message *message = &build->cfg->message[i];
    char text[TB_MESSAGE_MAX];
    struct sms_plan plan = {.parts = 0};
    if (!template_render(build->cfg, i, promise, text)) {
        if (strlen(message->text) > 0 && i == build->cfg->after_hours_message && promise == NULL &&
            entry != NULL)
            config_flaw(build, entry, NULL,
                        "nothing is left of it when no call back is promised" CONFIG_REMEDY
                        "add a sentence without {callback} and {time}");
        else if (entry != NULL)
            config_flaw(build, entry, NULL,
                        "the filled-in text is longer than %d characters" CONFIG_REMEDY "shorten it",
                        TB_MESSAGE_MAX - 1);
        return false;
    }
    if (!sms_plan_text(text, &plan))
        plan =
            (struct sms_plan){.alphabet = SMS_UCS2, .parts = SMS_PARTS_MAX + 1, .units = SMS_PARTS_MAX * 67};
    if (plan.parts <= build->cfg->max_parts)
        return true;
    flaw_parts(build, entry, message, text, &plan);
    return false;
}

/* Warns about what a first text should say. */
static void check_words(struct config_build *build, const struct config_entry *entry, int16_t i)
{
    static const struct template_promise promise = {.time = "12:29 pm"};
    const struct config *cfg = build->cfg;
    char text[TB_MESSAGE_MAX], bare[TB_MESSAGE_MAX];
    bool client = strcmp(cfg->message[i].name, "client") == 0;
    if (!template_render(cfg, i, &promise, text) || !template_render(cfg, i, NULL, bare))
        return;
    if (!names_agent(cfg, text))
        config_warn(build, entry, "it does not say who writes" CONFIG_REMEDY "put {agent} into it");
    if (!client && cfg->broker[0] != '\0' && !holds(text, cfg->broker))
        config_warn(build, entry, "it does not name your brokerage" CONFIG_REMEDY "put {broker} into it");
    if (!tells_how_to_stop(text))
        config_warn(build, entry, "it does not say how to stop" CONFIG_REMEDY "add: Reply STOP to opt out.");
    else if (!tells_how_to_stop(bare))
        config_warn(build, entry,
                    "when no call back is promised, how to stop is left out with it" CONFIG_REMEDY
                    "put the STOP into a sentence without {callback} or {time}");
    if (strcmp(cfg->state, "CA") == 0 && cfg->license[0] != '\0' && !client && !holds(text, cfg->license))
        config_warn(build, entry,
                    "California wants your license number in a first text" CONFIG_REMEDY
                    "put {license} into it");
}

/* True if a text uses {license} and there is none. */
static bool lacks_license(const struct config *cfg, const char *text)
{
    const char *begin;
    enum template_word word;
    while (cfg->license[0] == '\0' && template_next(&text, &begin, &word)) {
        if (word == TEMPLATE_LICENSE)
            return true;
    }
    return false;
}

/* A message in use: `text`, one the file defines, or a built-in one that a setting names. */
static bool in_use(const struct config *cfg, int16_t i)
{
    bool used = i == cfg->after_hours_message ||
                (cfg->closed.kind == CFG_ANSWER_MESSAGE && cfg->closed.message == i) ||
                (cfg->holiday.kind == CFG_ANSWER_MESSAGE && cfg->holiday.message == i) ||
                (cfg->client.kind == CFG_ANSWER_MESSAGE && cfg->client.message == i) ||
                (cfg->contact.kind == CFG_ANSWER_MESSAGE && cfg->contact.message == i);
    for (unsigned k = 0; k < cfg->special_count; k++)
        used = used || cfg->special[k].message == i;
    for (unsigned k = 0; k < cfg->source_count; k++)
        used = used || cfg->source[k].message == i;
    for (unsigned k = 0; k < cfg->line_count; k++)
        used = used || cfg->line[k].message == i;
    return used;
}

static void check_message(struct config_build *build, int16_t i)
{
    static const struct template_promise promise = {
        .time = "12:29 pm"}; /* as long as the words for a time can be */
    struct config *cfg = build->cfg;
    struct cfg_message *message = &cfg->message[i];
    const struct config_entry *entry = config_entry_of(build->doc, CONFIG_MESSAGE, message->name);
    if (message->text[0] == '\0' || (entry == NULL && !in_use(cfg, i)))
        return;
    bool sound = false;
    if (entry != NULL && lacks_license(cfg, message->text))
        config_flaw(build, entry, NULL,
                    "it uses {license}, but there is no license" CONFIG_REMEDY
                    "write license = your number below [agent]");
    else
        sound = fits(build, entry, i, &promise) && fits(build, entry, i, NULL);
    if (!sound && entry != NULL) {
        message->text[0] = '\0';
        config_builtin_messages(cfg); /* a built-in one stands in for its unsound override */
    }
    if (sound && entry != NULL)
        check_words(build, entry, i);
}

void config_check_messages(struct config_build *build)
{
    struct config *cfg = build->cfg;
    check_message(build, cfg->after_hours_message); /* first, since others fall back to it */
    for (unsigned i = 0; i < cfg->message_count; i++) {
        if ((int16_t)i != cfg->after_hours_message)
            check_message(build, (int16_t)i);
    }
}
