/* A part of a long text says STOP and the rest is still on its way: nothing automatic leaves meanwhile. */
#include "support/core_say.h"

static void says_stop_in_part(struct rig *rig)
{
    char text[400];
    (void)snprintf(text, sizeof text, "Stop texting me. %*s", 160, "I mean it");
    say(rig, CALLER_B, "Is it free?"); /* somebody else's words say nothing of them */
    say_part(rig, CALLER_B,
             "It is the one on the corner, with the blue door and the two old trees before it, "
             "if I am not mistaken, and there was a sign at the fence with this number on it, "
             "was there not?",
             0);
    say_part(rig, CALLER_A, text, 0);
}

static void test_a_call_meanwhile(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    says_stop_in_part(rig);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_call_record(rig, 1)->verdict, VERDICT_SKIP);
    rig_call(rig, 0, CALLER_C, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 1);
    rig_free(rig);
}

static void test_a_text_that_waits_to_be_tried_again(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 41\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    says_stop_in_part(rig);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

static void test_a_held_text_whose_hour_comes(void **state)
{
    struct rig *rig = rig_ready(config_holding());
    (void)state;
    rig_run(rig, AT(22, 0));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 12 * HOUR_MS_T - MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_HELD);
    says_stop_in_part(rig);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_meanwhile),
        cmocka_unit_test(test_a_text_that_waits_to_be_tried_again),
        cmocka_unit_test(test_a_held_text_whose_hour_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
