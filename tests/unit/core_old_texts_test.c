/* Texts that lay on the SIM when it was in a phone, and parts whose rest never came: shown and heeded, but
 * never answered, no orders, and no taking back of a STOP. */
#include "support/core_say.h"

#define A_YEAR_S (INT64_C(365) * 24 * 3600)

/* A row of the list of stored texts, read in a phone a year before the box starts. */
static void stored(struct rig *rig, const char *from, const char *text)
{
    char hex[SMS_NETWORK_HEX_MAX], answer[SMS_NETWORK_HEX_MAX + 48];
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    struct sms_deliver d = {
        .from = from, .text = text, .plan = &plan, .time_s = WALL_START / 1000 - A_YEAR_S};
    assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
    (void)snprintf(answer, sizeof answer, "\r\n+CMGL: 1,1,,30\r\n%s\r\n\r\nOK\r\n", hex);
    rig_on(rig, "AT+CMGL", answer, 1);
    rig_run(rig, 15 * MINUTE_MS); /* it looks now and then */
}

static bool has_stopped(const struct rig *rig, const char *number)
{
    const struct person *person = people_find(&rig->core->people, number);
    return person != NULL && person->stopped;
}

static void test_an_old_stop_counts_and_is_not_answered(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    stored(rig, CALLER_A, "STOP");
    assert_true(has_stopped(rig, CALLER_A));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

/* They said STOP to this box; the START is of before. */
static void test_an_old_start_takes_back_no_stop(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, CALLER_A, "STOP");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    stored(rig, CALLER_A, "START");
    assert_true(has_stopped(rig, CALLER_A));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_an_old_text_of_the_agent_is_no_order(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    stored(rig, AGENT, "PAUSE 2h");
    assert_int_equal(rig->sent_count, 0);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* Half a text, given up after hours: its STOP counts, and a confirmation would come out of the blue. */
static void test_half_a_stop_is_not_answered_hours_later(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char text[400];
    (void)state;
    (void)snprintf(text, sizeof text, "Stop texting me. %*s", 160, "I mean it");
    say_part(rig, CALLER_A, text, 0);
    rig_run(rig, INBOX_PART_WAIT_MS + MINUTE_MS);
    assert_true(has_stopped(rig, CALLER_A));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_true(rig_sent_to(rig, AGENT) > 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_old_stop_counts_and_is_not_answered),
        cmocka_unit_test(test_an_old_start_takes_back_no_stop),
        cmocka_unit_test(test_an_old_text_of_the_agent_is_no_order),
        cmocka_unit_test(test_half_a_stop_is_not_answered_hours_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
