/* Every text that can leave the box: the messages of an ini, the box's answers to callers, its alerts, and
 * its answers to the agent, each with usual arguments of the longer sort, its encoding and its number of
 * parts.
 *
 *     build/words textback.ini
 *
 * Status 1 if one of the box's own words needs UCS-2, or more parts than it has a reason for: what is the
 * agent's own writing costs what it costs. 2 if the ini cannot be read, 64 for wrong usage. */
#include "words.h"

#include "core/alert_words.h"
#include "core/core.h"
#include "core/forwarding.h"
#include "core/policy.h"
#include "core/report_words.h"
#include "core/template.h"
#include "sms/sms_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

void show(struct list *list, const char *name, unsigned most)
{
    struct sms_plan plan;

    if (!sms_plan_text(list->out, &plan)) {
        (void)printf("%s: cannot be sent\n", name);
        list->bad++;
        return;
    }
    bool bad = most > 0 && (plan.alphabet != SMS_GSM7 || plan.parts > most);
    list->bad += bad;
    (void)printf("%-22s %s %u part%s %3u characters%s  %s\n", name,
                 plan.alphabet == SMS_GSM7 ? "GSM-7" : "UCS-2", plan.parts, plan.parts == 1 ? ", " : "s,",
                 plan.units, bad ? "  TOO MUCH" : "", list->out);
}

static void messages(struct list *list)
{
    const struct config *config = list->config;
    static const struct template_promise promise = {.time = "12:29 pm"};

    (void)printf("\nTo callers, as the ini has them\n");
    for (uint16_t i = 0; i < config->message_count; i++) {
        char name[sizeof config->message[i].name + 16];
        if (!template_render(config, (int16_t)i, &promise, list->out))
            continue;
        show(list, config->message[i].name, 0);
        (void)snprintf(name, sizeof name, "%s, no promise", config->message[i].name);
        if (strstr(config->message[i].text, "{callback}") != NULL ||
            strstr(config->message[i].text, "{time}") != NULL)
            if (template_render(config, (int16_t)i, NULL, list->out))
                show(list, name, 0);
    }
}

static void to_callers(struct list *list)
{
    char phone[TB_NUMBER_MAX];

    number_pretty(list->config->phone, list->config->country, phone, sizeof phone);
    (void)printf("\nTo callers, the box's own\n");
    SHOW("STOP", desk_stop, list->config->broker);
    SHOW("START", desk_start, list->config->broker);
    SHOW("HELP", desk_help, list->config->agent, list->config->broker, phone, false);
    SHOW("HELP after STOP", desk_help, list->config->agent, list->config->broker, phone, true);
    desk_covered(list->out, sizeof list->out, list->config->agent, list->config->broker, WHO);
    show(list, "away, covered", 2); /* a name, a firm, a number and how to stop */
}

static void calls(struct list *list)
{
    static const enum text_state STATES[] = {TEXT_ACCEPTED, TEXT_PREPARED, TEXT_HELD,
                                             TEXT_FAILED,   TEXT_IN_DOUBT, TEXT_EXPIRED};

    (void)printf("\nTo the agent, of calls\n");
    for (size_t i = 0; i < TB_COUNT(STATES); i++)
        SHOW(text_state_word(STATES[i]), alert_missed, "512-555-0172 (Alexandra Agent)", AT,
             alert_text(STATES[i]), 12);
    for (enum skip_reason reason = REASON_NONE; reason < REASON_COUNT; reason++)
        if (alert_skipped(reason) != NULL)
            SHOW(skip_reason_word(reason), alert_missed, WHO, AT, alert_skipped(reason), 12);
    SHOW("withheld", alert_withheld, AT);
    SHOW("agent", alert_hidden, AT, true);
    SHOW("own_number", alert_hidden, AT, false);
    SHOW("called again", desk_called_again, WHO, 3, 12);
    SHOW("blocked", alert_missed, WHO, AT, alert_blocked(), 12);
    SHOW("may be an opt-out", alert_missed, WHO, AT, alert_maybe_out(), 12);
    SHOW_ALONE("last by itself", alert_last);
    SHOW("summary", alert_summary, 12);
    alert_promised(list->out, sizeof list->out, BY);
    show(list, "promised", 1);
    char rest[80];
    alert_client_promised(rest, sizeof rest, BY);
    SHOW("client, promised", alert_missed, "512-555-0172 (Alexandra Agent)", AT, rest, 12);
    SHOW("offered", desk_offer, WHO, AT, 1, 12);
    SHOW("offered, urgent", desk_offer, WHO, AT, 3, 12);
}

static void troubles(struct list *list)
{
    (void)printf("\nTo the agent, of troubles\n");
    SHOW_ALONE("card", alert_card);
    SHOW("contract", alert_account, "CMS 50");
    SHOW("landline", alert_not_reached, WHO, false, true);
    SHOW("not reached", alert_not_reached, WHO, false, false);
    SHOW("typed, landline", alert_not_reached, WHO, true, true);
    SHOW("typed, not reached", alert_not_reached, WHO, true, false);
    SHOW_ALONE("damaged text", alert_damaged);
    SHOW("clock", alert_clock, BY);
    SHOW("no calls", desk_no_calls, 12);
    SHOW_ALONE("silenced", desk_silenced);
    SHOW("voicemail", desk_voicemail, "", WHO);
    SHOW("voicemail, line", desk_voicemail, LINE, WHO);
    SHOW_ALONE("voicemail off", desk_voicemail_begun);
    SHOW("voicemail is not on", desk_voicemail_not_on, true);
    SHOW("voicemail not known", desk_voicemail_not_on, false);
    SHOW("voicemail is off", desk_voicemail_done, LINE, true);
    SHOW("voicemail stays", desk_voicemail_done, LINE, false);
}

static void hello(struct list *list)
{
    static const char *const CARRIERS[] = {"",        "att",  "tmobile", "verizon", "uscellular",
                                           "visible", "mint", "metro",   "cricket", "googlefi"};
    struct forwarding codes;

    (void)printf("\nTo the agent, first words\n");
    for (size_t i = 0; i < TB_COUNT(CARRIERS); i++) {
        if (!forwarding_codes(CARRIERS[i], "+15125550140", &codes))
            continue;
        struct desk_hello words = {.line = "",
                                   .signal = "Signal good (4/5)",
                                   .operator_name = "T-Mobile",
                                   .number = "512-555-0140",
                                   .codes = codes.on,
                                   .other_codes = codes.other_on,
                                   .remark = codes.other_on[0] != '\0' ? codes.remark : ""};
        desk_hello(list->out, sizeof list->out, &words);
        show(list, CARRIERS[i][0] != '\0' ? CARRIERS[i] : "any carrier",
             3); /* codes, and what is not certain */
    }
    struct desk_hello unknown = {.line = "", .signal = "Signal unknown", .operator_name = "", .number = ""};
    desk_hello(list->out, sizeof list->out, &unknown);
    show(list, "no number", 1);
}

static void reports(struct list *list)
{
    struct report_figures figures = {.from_ms = INT64_C(1774929600000), /* a week over the end of a month */
                                     .to_ms = INT64_C(1775534400000),
                                     .calls = 4100,
                                     .texted = 3600,
                                     .replied = 1400,
                                     .opted_out = 200,
                                     .to_text = {true, 119000}};

    (void)printf("\nTo the agent, REPORT\n");
    SHOW("report", report_line, &figures, &list->config->zone);
    report_worth(list->out, REPORT_WORDS_MAX, figures.replied, 9000, 0.025);
    show(list, "report, worth", 1);
    figures.calls = 0;
    SHOW("report, no calls", report_line, &figures, &list->config->zone);
    SHOW_ALONE("no date", report_no_date);
    SHOW_ALONE("no records", report_unreadable);
}

int main(int argc, char **argv)
{
    static struct config config;
    static struct config_report report;

    bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (asked || argc != 2 || argv[1][0] == '-') {
        (void)fputs(
            "usage: words FILE.ini\n"
            "  every text that the box can send with these settings, its encoding, parts and characters\n"
            "  status 1: one of the box's own costs more than it must; 2: FILE.ini cannot be read\n",
            asked ? stdout : stderr);
        return asked ? EXIT_SUCCESS : EX_USAGE;
    }
    if (config_load(argv[1], &config, &report) == CONFIG_UNREADABLE) {
        config_report_print(&report, stderr);
        return 2;
    }
    struct list list = {.config = &config};
    messages(&list);
    to_callers(&list);
    calls(&list);
    troubles(&list);
    hello(&list);
    words_desk(&list);
    words_trials(&list);
    reports(&list);
    return list.bad > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
