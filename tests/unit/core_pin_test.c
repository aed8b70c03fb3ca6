/* The PIN of the SIM: each value is tried once, ever, and only when that is on record. */
#include "support/core_rig.h"

static struct rig *locked(const char *pin)
{
    struct config *cfg = config_new();
    (void)snprintf(cfg->line[0].pin, sizeof cfg->line[0].pin, "%s", pin);
    struct rig *rig = rig_new(cfg);
    rig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", -1);
    return rig;
}

static const char *why(const struct rig *rig)
{
    struct core_line_status status;
    core_line_status(rig->core, 0, &status);
    return status.why;
}

static void test_pin_is_tried_once_when_that_is_durable(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig->disk_stalls = true;
    rig_on(rig, "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    rig_durable(rig, rig->sequence);
    rig_settle(rig);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN="), 1); /* case sim-01 */
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN="), 1);
    rig_free(rig);
}

static void test_slow_disk_does_not_call_the_pin_wrong(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig->disk_stalls = true;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS); /* the query has come round again */
    assert_string_not_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
    rig_free(rig);
}

static void test_pin_that_never_left_is_tried_after_the_link_is_back(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig->disk_stalls = true;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    rig_link(rig, 0, false); /* recorded, and not yet sent */
    rig->disk_stalls = false;
    rig_run(rig, 2000);
    rig_link(rig, 0, true);
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    rig_free(rig);
}

static void test_pin_tried_in_a_former_life_is_not_tried_again(void **state)
{
    struct rig *rig = locked("0000");
    struct record record = {.kind = RECORD_META, .meta = {.key = "pin_tried.main", .value = "0000"}};
    (void)state;
    core_restore(rig->core, &record, &rig->now);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
    rig_free(rig);
}

static void test_new_pin_in_the_ini_is_tried(void **state)
{
    struct rig *rig = locked("0000");
    struct config *changed = config_new();
    struct event reload = {.kind = EVENT_CONFIG, .config = changed};
    struct record record = {.kind = RECORD_META, .meta = {.key = "pin_tried.main", .value = "0000"}};
    (void)state;
    core_restore(rig->core, &record, &rig->now);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    (void)snprintf(changed->line[0].pin, sizeof changed->line[0].pin, "1234");
    rig_event(rig, &reload);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"1234\"|"), 1);
    rig_free(rig);
    free(changed);
}

static void test_pin_that_is_wanted_and_not_set(void **state)
{
    struct rig *rig = locked("");
    (void)state;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WANTED));
    assert_false(core_is_armed(rig->core));
    rig_free(rig);
}

static void test_right_pin_arms(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 500);
    rig_forget_rules(rig); /* taken: the query says READY from now on */
    rig_run(rig, 10000);
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pin_is_tried_once_when_that_is_durable),
        cmocka_unit_test(test_slow_disk_does_not_call_the_pin_wrong),
        cmocka_unit_test(test_pin_that_never_left_is_tried_after_the_link_is_back),
        cmocka_unit_test(test_pin_tried_in_a_former_life_is_not_tried_again),
        cmocka_unit_test(test_new_pin_in_the_ini_is_tried),
        cmocka_unit_test(test_pin_that_is_wanted_and_not_set),
        cmocka_unit_test(test_right_pin_arms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
