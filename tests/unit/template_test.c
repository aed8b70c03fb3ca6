/* What callers read: placeholders, and sentences that go when no promise is kept. */
#include "base/check.h"
#include "core/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AFTER "I'm off for now."

static struct config *config_with(const char *text)
{
    struct config *cfg = calloc(1, sizeof(*cfg));
    assert_non_null(cfg);
    (void)snprintf(cfg->agent, sizeof(cfg->agent), "Alex Agent");
    (void)snprintf(cfg->broker, sizeof(cfg->broker), "Example Realty, Inc.");
    (void)snprintf(cfg->phone, sizeof(cfg->phone), "+12025550100");
    (void)snprintf(cfg->license, sizeof(cfg->license), "01234567");
    memcpy(cfg->country, "US", 3);
    cfg->callback_ms = 15 * 60000;
    cfg->zone = (struct cfg_zone){.count = 1, .transition = {{INT64_MIN, -4 * 3600}}};
    cfg->message_count = 2;
    cfg->after_hours_message = 1;
    (void)snprintf(cfg->message[0].name, sizeof(cfg->message[0].name), "text");
    (void)snprintf(cfg->message[0].text, sizeof(cfg->message[0].text), "%s", text);
    (void)snprintf(cfg->message[1].name, sizeof(cfg->message[1].name), "after_hours");
    (void)snprintf(cfg->message[1].text, sizeof(cfg->message[1].text), AFTER);
    return cfg;
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"Hi, {agent} with {broker}.", "Hi, Alex Agent with Example Realty, Inc.."},
        {"{phone}", "202-555-0100"},
        {"{license}!", "01234567!"},
        {"{callback}", "15 minutes"},
        {"By {time}.", "By 2:29 pm."},
        {"{AGENT}{Agent}", "Alex AgentAlex Agent"},
        {"no words", "no words"},
        {"a } b {agent} }", "a } b Alex Agent }"},
        {"smile :} 50% \\n \"x\"", "smile :} 50% \\n \"x\""},
        {"{nobody} {agent}", "{nobody} {agent}"}, /* refused at load; never reaches a caller */
        {"{agent", "{agent"},
        {"two  blanks stay. {agent}", "two  blanks stay. Alex Agent"},
    };
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        struct config *cfg = config_with(rows[i].text);
        struct template_promise promise = {.time = "2:29 pm"};
        char out[TB_MESSAGE_MAX];
        assert_true(template_render(cfg, 0, &promise, out));
        assert_string_equal(out, rows[i].want);
        free(cfg);
    }
}

/* Where nothing is left and the words in their place have no room either, nothing is sent. */
static void test_no_promise_and_no_room(void **state)
{
    (void)state;
    struct config *cfg = config_with("By {time}.");
    char out[TB_MESSAGE_MAX];
    memset(cfg->message[1].text, 'x', TB_MESSAGE_MAX - 10);
    (void)snprintf(cfg->message[1].text + TB_MESSAGE_MAX - 10, 9, "{agent}");
    assert_false(template_render(cfg, 0, NULL, out));
    assert_string_equal(out, "");
    free(cfg);
}

static void test_no_promise(void **state)
{
    (void)state;
    static const struct {
        const char *text, *none, *no_clock;
    } rows[] = {
        {"Hi. I'll call within {callback}. Bye.", "Hi. Bye.", "Hi. I'll call within 15 minutes. Bye."},
        {"Hi. I'll call by {time}. Bye.", "Hi. Bye.", "Hi. Bye."},
        {"I'll call within {callback}. Bye.", "Bye.", "I'll call within 15 minutes. Bye."},
        {"Hi! Call by {time}", "Hi!", "Hi!"},
        {"Hi?  By {time}!  Bye", "Hi?  Bye", "Hi?  Bye"},
        {"{callback}", AFTER, "15 minutes"},
        {"By {time}. In {callback}!", AFTER, "In 15 minutes!"},
        {"Rated 4.9 by all. Within {callback}.", "Rated 4.9 by all.", "Rated 4.9 by all. Within 15 minutes."},
        {"I call in 1.5 hours or {callback} and so on", AFTER, "I call in 1.5 hours or 15 minutes and so on"},
        {"(Soon, in {callback}.) Bye.", "Bye.", "(Soon, in 15 minutes.) Bye."},
        {"Wait... I call in {callback}... Bye.", "Wait... Bye.", "Wait... I call in 15 minutes... Bye."},
        {"With {broker} I call in {callback}. Bye.", "Bye.",
         "With Example Realty, Inc. I call in 15 minutes. Bye."},
        {"He said \"call me.\" In {callback}?! Ok", "He said \"call me.\" Ok",
         "He said \"call me.\" In 15 minutes?! Ok"},
    };
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        struct config *cfg = config_with(rows[i].text);
        struct template_promise no_clock = {.time = ""};
        char out[TB_MESSAGE_MAX];
        assert_true(template_render(cfg, 0, NULL, out));
        assert_string_equal(out, rows[i].none);
        assert_true(template_render(cfg, 0, &no_clock, out));
        assert_string_equal(out, rows[i].no_clock);
        free(cfg);
    }
}

static void test_nothing_to_say(void **state)
{
    (void)state;
    struct config *cfg = config_with("");
    struct template_promise promise = {.time = "2:29 pm"};
    char out[TB_MESSAGE_MAX] = "left over";
    assert_false(template_render(cfg, 0, &promise, out)); /* no text defined */
    assert_string_equal(out, "");
    static const int16_t nowhere[] = {-1, 2, INT16_MAX, INT16_MIN};
    for (size_t i = 0; i < TB_COUNT(nowhere); i++)
        assert_false(template_render(cfg, nowhere[i], &promise, out));
    (void)snprintf(cfg->message[1].text, sizeof(cfg->message[1].text), "In {callback}.");
    (void)snprintf(cfg->message[0].text, sizeof(cfg->message[0].text), "In {callback}.");
    assert_false(template_render(cfg, 1, NULL, out)); /* after_hours has nothing to fall back to */
    assert_false(template_render(cfg, 0, NULL, out));
    assert_string_equal(out, "");
    cfg->after_hours_message = -1;
    assert_false(template_render(cfg, 0, NULL, out));
    free(cfg);
}

static void test_size(void **state)
{
    (void)state;
    struct config *cfg = config_with("");
    char out[TB_MESSAGE_MAX];
    char *text = cfg->message[0].text;
    memset(text, 'x', TB_MESSAGE_MAX - 1);
    assert_true(template_render(cfg, 0, NULL, out)); /* exactly what fits */
    assert_int_equal(strlen(out), TB_MESSAGE_MAX - 1);
    memcpy(text, "{agent}", 7); /* three more than its braces */
    assert_false(template_render(cfg, 0, NULL, out));
    assert_string_equal(out, "");
    memcpy(text, "{phone} ", 8);
    text[TB_MESSAGE_MAX - 6] = '\0'; /* seven characters become twelve */
    assert_true(template_render(cfg, 0, NULL, out));
    assert_int_equal(strlen(out), TB_MESSAGE_MAX - 1);
    free(cfg);
}

static void test_promise(void **state)
{
    (void)state;
    struct config *cfg = config_with("By {time}.");
    struct tb_now now = {.wall_ms = INT64_C(1776276899999),
                         .wall_ok = true}; /* 2026-04-15 14:14:59 in New York */
    assert_string_equal(template_promise(cfg, cfg->callback_ms, now).time, "2:29 pm");
    cfg->callback_ms = 10 * 3600000;
    assert_string_equal(template_promise(cfg, cfg->callback_ms, now).time, "12:14 am");
    now.wall_ok = false;
    assert_string_equal(template_promise(cfg, cfg->callback_ms, now).time, "");
    free(cfg);
}

static void test_duration(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *words;
    } rows[] = {
        {60000, "1 minute"},   {15 * 60000, "15 minutes"}, {60 * 60000, "1 hour"}, {90 * 60000, "90 minutes"},
        {7200000, "2 hours"},  {86400000, "1 day"},        {172800000, "2 days"},  {36 * 3600000, "36 hours"},
        {90000, "90 seconds"}, {1000, "1 second"},         {0, "0 seconds"}};
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        char out[32];
        template_duration_words(rows[i].ms, out, sizeof(out));
        assert_string_equal(out, rows[i].words);
    }
}

static void test_find(void **state)
{
    (void)state;
    struct config *cfg = config_with("x");
    assert_int_equal(template_find(cfg, "text"), 0);
    assert_int_equal(template_find(cfg, "After_Hours"), 1);
    assert_int_equal(template_find(cfg, "after"), -1);
    assert_int_equal(template_find(cfg, ""), -1);
    free(cfg);
}

static void test_next(void **state)
{
    (void)state;
    const char *at = "{agent} and {or} {time}", *begin;
    enum template_word word;
    assert_true(template_next(&at, &begin, &word));
    assert_int_equal(word, TEMPLATE_AGENT);
    assert_false(template_next(&at, &begin, &word)); /* {or} */
    assert_non_null(begin);
    assert_true(strncmp(begin, "{or}", 4) == 0);
    at = "none";
    assert_false(template_next(&at, &begin, &word));
    assert_null(begin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_no_promise),
        cmocka_unit_test(test_no_promise_and_no_room),
        cmocka_unit_test(test_nothing_to_say),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_promise),
        cmocka_unit_test(test_duration),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
