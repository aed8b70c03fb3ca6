/* Any bytes as textback.ini: a complete configuration or clear errors, and every message can be rendered. An
 * editor that ends its lines otherwise changes nothing. */
#include "base/check.h"
#include "core/hours.h"
#include "core/template.h"
#include "shell/config.h"
#include "sms/sms_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUZZ_INPUT_MAX (CONFIG_FILE_MAX + 1)
#include "fuzz_main.h"

static void check_spans(const struct cfg_day week[7])
{
    for (int day = 0; day < 7; day++) {
        CHECK(week[day].count <= TB_SPANS_MAX);
        for (int i = 0; i < week[day].count; i++) {
            CHECK(week[day].span[i].from_min < week[day].span[i].to_min);
            CHECK(week[day].span[i].to_min <= 1440);
            CHECK(i == 0 || week[day].span[i - 1].to_min < week[day].span[i].from_min);
        }
    }
}

static void check_answer(const struct config *cfg, const struct cfg_answer *answer)
{
    CHECK(answer->kind != CFG_ANSWER_MESSAGE ||
          (answer->message >= 0 && answer->message < cfg->message_count));
    CHECK(answer->kind != CFG_ANSWER_MESSAGE || cfg->message[answer->message].text[0] != '\0' ||
          answer->message == 0);
}

/* What the core relies on, whatever the file says. */
static void check_config(const struct config *cfg)
{
    CHECK(cfg->message_count >= 5 && cfg->message_count <= TB_MESSAGES_MAX);
    CHECK(cfg->line_count >= 1 && cfg->line_count <= TB_LINES_MAX);
    CHECK(cfg->zone.count >= 1 && cfg->zone.count <= TB_ZONE_MAX &&
          cfg->zone.transition[0].at_s == INT64_MIN);
    CHECK(cfg->max_parts >= 1 && cfg->max_parts <= 10);
    CHECK(cfg->callback_ms > 0 && cfg->max_age_ms > 0);
    CHECK(cfg->textable == (cfg->agent[0] != '\0' && cfg->broker[0] != '\0' && cfg->phone[0] != '\0' &&
                            cfg->message[0].text[0] != '\0'));
    check_answer(cfg, &cfg->closed);
    check_answer(cfg, &cfg->holiday);
    check_answer(cfg, &cfg->client);
    check_answer(cfg, &cfg->contact);
    check_spans(cfg->open);
    for (int i = 0; i < cfg->special_count; i++)
        CHECK(cfg->special[i].message >= 0 && cfg->special[i].message < cfg->message_count &&
              cfg->special[i].span.from_min < cfg->special[i].span.to_min);
    for (int i = 0; i < cfg->backup_count; i++)
        check_spans(cfg->backup[i].hours);
}

static void render_all(const struct config *cfg, bool sound)
{
    struct tb_now now = {.wall_ms = INT64_C(1776276000000), .wall_ok = true};
    struct template_promise promise = template_promise(cfg, cfg->callback_ms, now);
    for (int16_t i = -1; i <= cfg->message_count; i++) {
        for (int kept = 0; kept < 2; kept++) {
            char text[TB_MESSAGE_MAX];
            struct sms_plan plan;
            bool said = template_render(cfg, i, kept ? &promise : NULL, text);
            CHECK(said == (text[0] != '\0'));
            if (said)
                CHECK(sms_plan_text(text, &plan));
            if (said && sound && i == 0)
                CHECK(plan.parts <= cfg->max_parts);
            if (i == cfg->after_hours_message)
                CHECK(said);
        }
    }
    (void)hours_state(cfg, now);
    (void)hours_release(cfg, now.wall_ms / 1000);
    (void)hours_quiet(cfg, now.wall_ms / 1000);
}

struct outcome {
    enum config_status status;
    struct config cfg;
    struct config_report report;
};

static void parse(const uint8_t *data, size_t size, struct outcome *out)
{
    out->status = config_parse("textback.ini", data, size, &out->cfg, &out->report);
}

static void check_report(const struct outcome *got)
{
    CHECK((got->status == CONFIG_SOUND) == (got->report.errors == 0));
    for (unsigned i = 0; i < got->report.count; i++)
        CHECK(got->report.finding[i].line >= 1 && strlen(got->report.finding[i].text) < CONFIG_WORDS_MAX &&
              got->report.finding[i].remedy < CONFIG_WORDS_MAX);
}

static void check_same(const struct outcome *a, const struct outcome *b)
{
    CHECK(a->status == b->status && a->report.errors == b->report.errors &&
          a->report.count == b->report.count);
    for (unsigned i = 0; i < a->report.count; i++)
        CHECK(a->report.finding[i].line == b->report.finding[i].line &&
              strcmp(a->report.finding[i].text, b->report.finding[i].text) == 0);
    CHECK(a->cfg.message_count == b->cfg.message_count && a->cfg.line_count == b->cfg.line_count &&
          a->cfg.rule_count == b->cfg.rule_count && a->cfg.backup_count == b->cfg.backup_count &&
          a->cfg.special_count == b->cfg.special_count && a->cfg.textable == b->cfg.textable);
    for (int i = 0; i < a->cfg.message_count; i++)
        CHECK(strcmp(a->cfg.message[i].text, b->cfg.message[i].text) == 0);
    CHECK(strcmp(a->cfg.phone, b->cfg.phone) == 0 &&
          memcmp(a->cfg.open, b->cfg.open, sizeof a->cfg.open) == 0);
}

/* The same lines with CR LF. Only where each octet is a character and no line ends in CR already. */
static void check_crlf(const uint8_t *data, size_t size, const struct outcome *plain)
{
    uint8_t *wide = malloc(2 * size + 1);
    size_t n = 0;

    CHECK(wide != NULL);
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '\n')
            wide[n++] = '\r';
        wide[n++] = data[i];
    }
    if (n <= CONFIG_FILE_MAX) {
        static struct outcome again;
        parse(wide, n, &again);
        check_same(plain, &again);
    }
    free(wide);
}

static bool octets_are_characters(const uint8_t *data, size_t size)
{
    return memchr(data, 0, size) == NULL && memchr(data, '\r', size) == NULL &&
           (size < 2 || !((data[0] == 0xFF && data[1] == 0xFE) || (data[0] == 0xFE && data[1] == 0xFF)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct outcome got;

    parse(data, size, &got);
    check_report(&got);
    check_config(&got.cfg);
    render_all(&got.cfg, got.status == CONFIG_SOUND);
    if (size > 0 && octets_are_characters(data, size))
        check_crlf(data, size, &got);
    return 0;
}
