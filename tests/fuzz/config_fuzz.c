/* Any bytes as textback.ini: a complete configuration or clear errors, and every message can be rendered.
 * Built without libFuzzer (FUZZ_MAIN) it runs over the files named as arguments. */
#include "base/check.h"
#include "core/hours.h"
#include "core/template.h"
#include "shell/config.h"
#include "sms/sms_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config *cfg = malloc(sizeof(*cfg));
    struct config_report *report = malloc(sizeof(*report));
    CHECK(cfg != NULL && report != NULL);
    enum config_status status = config_parse("textback.ini", data, size, cfg, report);
    CHECK((status == CONFIG_SOUND) == (report->errors == 0));
    for (unsigned i = 0; i < report->count; i++)
        CHECK(report->finding[i].line >= 1 && strlen(report->finding[i].text) < CONFIG_WORDS_MAX &&
              report->finding[i].remedy < CONFIG_WORDS_MAX);
    check_config(cfg);
    render_all(cfg, status == CONFIG_SOUND);
    free(report);
    free(cfg);
    return 0;
}

#ifdef FUZZ_MAIN
int main(int argc, char **argv)
{
    static uint8_t bytes[CONFIG_FILE_MAX + 1];
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL)
            return 1;
        size_t length = fread(bytes, 1, sizeof(bytes), file);
        (void)fclose(file);
        (void)LLVMFuzzerTestOneInput(bytes, length);
    }
    return 0;
}
#endif
