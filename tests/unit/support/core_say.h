/* People who write to the box. */
#ifndef TESTS_SUPPORT_CORE_SAY_H
#define TESTS_SUPPORT_CORE_SAY_H

#include "core_rig.h"

/* A short text arrives on that line. Each has a time stamp of its own, or it would be a copy. */
static inline void say_on(struct rig *rig, unsigned line, const char *from, const char *text)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    struct sms_deliver d = {
        .from = from, .text = text, .plan = &plan, .time_s = WALL_START / 1000 + rig->record_count};
    assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CMT: \"\",30\r\n%s", hex);
    rig_line(rig, line, words);
}

static inline void say(struct rig *rig, const char *from, const char *text)
{
    say_on(rig, 0, from, text);
}

/* And what comes of it within seconds. */
static inline void tell(struct rig *rig, const char *from, const char *text)
{
    say(rig, from, text);
    rig_run(rig, 5000);
}

/* One part, from 0, of a text that has several; its rest may never come. */
static inline void say_part(struct rig *rig, const char *from, const char *text, unsigned part)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan) && plan.parts > part + 1);
    struct sms_deliver d = {
        .from = from, .text = text, .plan = &plan, .part = part, .ref = 9, .time_s = WALL_START / 1000};
    assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CMT: \"\",30\r\n%s", hex);
    rig_line(rig, 0, words);
}

#endif
