/* textbackd --check: what callers will read, and what it costs. */
#include "core/template.h"
#include "modem/port_choice.h"
#include "port/discover.h"
#include "shell/config_report.h"
#include "sms/sms.h"
#include "sms/sms_utf.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_CHARACTERS = 6 };

/* A character that costs more than its place: in UCS-2 one that GSM-7 lacks, in GSM-7 one that counts twice.
 */
static bool is_costly(const char *character, enum sms_alphabet alphabet)
{
    struct sms_plan plan;
    return sms_plan_text(character, &plan) &&
           (alphabet == SMS_GSM7 ? plan.units > 1 : plan.alphabet != SMS_GSM7);
}

/* The costly characters of a text, each once, and the text with every one of them replaced by a plain one. */
struct costly {
    unsigned count;
    char shown[SHOWN_CHARACTERS * 8];
    char plain[TB_MESSAGE_MAX];
};

static void find_costly(const char *text, enum sms_alphabet alphabet, struct costly *found)
{
    size_t n = 0;
    memset(found, 0, sizeof(*found));
    while (*text != '\0') {
        const char *next = text;
        char one[5] = "";
        (void)sms_utf8_next(&next);
        CHECK(next > text && next - text <= 4);
        memcpy(one, text, (size_t)(next - text));
        bool costly = is_costly(one, alphabet);
        n += (size_t)snprintf(found->plain + n, sizeof(found->plain) - n, "%s", costly ? "x" : one);
        if (costly && strstr(found->shown, one) == NULL && found->count++ < SHOWN_CHARACTERS) {
            size_t used = strlen(found->shown);
            (void)snprintf(found->shown + used, sizeof(found->shown) - used, "%s%s", used > 0 ? " " : "",
                           one);
        }
        text = next;
    }
}

/* "the á makes this 2 texts instead of 1" */
static void print_cost(FILE *out, const char *text, const struct sms_plan *plan)
{
    struct costly found;
    struct sms_plan without;
    find_costly(text, plan->alphabet, &found);
    if (found.count == 0 || !sms_plan_text(found.plain, &without))
        return;
    const char *more = found.count > SHOWN_CHARACTERS ? " ..." : "", *s = found.count == 1 ? "s" : "";
    if (without.parts < plan->parts)
        (void)fprintf(out, "    the %s%s make%s this %u texts instead of %u\n", found.shown, more, s,
                      plan->parts, without.parts);
    else if (plan->alphabet == SMS_GSM7)
        (void)fprintf(out, "    %s%s count%s as two characters\n", found.shown, more, s);
    else
        (void)fprintf(out, "    the %s%s make%s each part hold 70 characters, not 160\n", found.shown, more,
                      s);
}

/* What is not filled in shows as its placeholder, whose own characters say nothing of the length. */
static const char AGENT[] = "{agent}", BROKER[] = "{broker}";

static bool print_unfilled(FILE *out, const char *text)
{
    bool agent = strstr(text, AGENT) != NULL, broker = strstr(text, BROKER) != NULL;
    if (!agent && !broker)
        return false;
    (void)fprintf(out, "    %s\n    (its length shows once %s%s%s %s filled in)\n", text, agent ? AGENT : "",
                  agent && broker ? " and " : "", broker ? BROKER : "", agent && broker ? "are" : "is");
    return true;
}

static void print_rendered(FILE *out, const char *text)
{
    struct sms_plan plan;
    if (print_unfilled(out, text) || !sms_plan_text(text, &plan))
        return;
    unsigned single = plan.alphabet == SMS_GSM7 ? 160 : 70, each = plan.alphabet == SMS_GSM7 ? 153 : 67;
    (void)fprintf(out, "    %s\n    (%s, %u of %u characters, %u part%s)\n", text,
                  plan.alphabet == SMS_GSM7 ? "GSM-7" : "UCS-2", plan.units,
                  plan.parts == 1 ? single : plan.parts * each, plan.parts, plan.parts == 1 ? "" : "s");
    print_cost(out, text, &plan);
}

static void print_message(FILE *out, const struct config *cfg, int16_t i)
{
    static const struct template_promise promise = {.time = "2:29 pm"};
    const struct cfg_message *message = &cfg->message[i];
    char text[TB_MESSAGE_MAX], bare[TB_MESSAGE_MAX];
    if (!template_render(cfg, i, &promise, text))
        return;
    (void)fprintf(out, "%s:\n", message->name);
    print_rendered(out, text);
    if (template_render(cfg, i, NULL, bare) && strcmp(text, bare) != 0) {
        (void)fprintf(out, "  and when no call back is promised (closed, paused, away):\n");
        print_rendered(out, bare);
    }
    (void)fprintf(out, "\n");
}

/* The sockets of `port = usb:...` where nothing is plugged in at present. No warning: it may come yet, and
 * the file may be for another machine. */
static void print_empty_sockets(FILE *out, const struct config *cfg)
{
    struct port_info *list = malloc(DISCOVER_MAX * sizeof(*list));
    struct port_line *wish = malloc(sizeof(*wish));
    char words[200];
    CHECK(list != NULL && wish != NULL);
    size_t count = discover_list(list, DISCOVER_MAX);
    for (unsigned i = 0; i < cfg->line_count; i++) {
        port_line_init(wish, "", 0);
        port_line_wish(wish, cfg->line[i].port);
        if (wish->wish != PORT_SOCKET || port_has_socket(wish->wanted, list, count))
            continue;
        port_missing_words(wish, list, count, words, sizeof(words));
        (void)fprintf(out, "line %s: no modem now: %s\n\n", cfg->line[i].name, words);
    }
    free(wish);
    free(list);
}

int config_check(const char *path, FILE *out)
{
    struct config *cfg = malloc(sizeof(*cfg));
    struct config_report *report = malloc(sizeof(*report));
    CHECK(cfg != NULL && report != NULL);
    enum config_status status = config_load(path, cfg, report);
    if (status != CONFIG_UNREADABLE) {
        if (cfg->agent[0] == '\0')
            memcpy(cfg->agent, AGENT, sizeof(AGENT));
        if (cfg->broker[0] == '\0')
            memcpy(cfg->broker, BROKER, sizeof(BROKER));
        for (unsigned i = 0; i < cfg->message_count; i++)
            print_message(out, cfg, (int16_t)i);
        if (!cfg->textable)
            (void)fprintf(out, "callers get no text until name, broker, phone and text are right\n\n");
        print_empty_sockets(out, cfg);
    }
    config_report_print(report, out);
    if (report->errors > 0 && status != CONFIG_UNREADABLE)
        (void)fprintf(
            out,
            "until that is right, a box keeps to its last good settings; one that has none leaves out the "
            "wrong lines, and their defaults count\n");
    if (report->errors == 0 && report->warnings == 0)
        (void)fprintf(out, "%s is good\n", report->file);
    else if (report->errors == 0)
        (void)fprintf(out, "%s is good; look at the %u warning%s\n", report->file, report->warnings,
                      report->warnings == 1 ? "" : "s");
    unsigned errors = report->errors;
    free(report);
    free(cfg);
    return errors > 0 ? 2 : 0;
}
