/* A modem that hangs, as the whole core deals with it: on record before it is restarted, and never for ever.
 */
#include "support/core_rig.h"

#define SECOND_MS INT64_C(1000)

static void wires(struct rig *rig, unsigned line, unsigned controls)
{
    rig_event(rig, &(struct event){.kind = EVENT_CONTROLS,
                                   .line = (uint8_t)line,
                                   .controls = controls,
                                   .power = {.reset_ms = 200}});
}

static const char *recorded(const struct rig *rig, const char *key)
{
    const char *value = NULL;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_META && strcmp(rig->record[i].record.meta.key, key) == 0)
            value = rig->record[i].record.meta.value;
    return value;
}

static void hang(struct rig *rig, unsigned line)
{
    rig_rule_for(rig, (int)line, "AT", "", -1);
}

static void test_silent_modem_climbs_the_ladder_and_comes_back(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    wires(rig, 0, 1U << MODEM_CONTROL_RESET | 1U << MODEM_CONTROL_KEY);
    hang(rig, 0);
    size_t mark = rig_mark(rig);
    rig_run(rig, 150 * SECOND_MS); /* silence is known after 70 s, two health checks */
    assert_int_equal(rig_count_wired(rig, mark, "AT+CFUN=1,1|"), 1);
    assert_string_equal(recorded(rig, "recovery.main"), "1");
    assert_int_equal(rig->driven[MODEM_CONTROL_RESET], 0);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig->driven[MODEM_CONTROL_RESET], 1);
    assert_false(rig->active[MODEM_CONTROL_RESET]);
    rig_forget_rules(rig);
    rig_run(rig, 10000);
    assert_true(core_is_armed(rig->core));
    rig_run(rig, 61 * MINUTE_MS);
    assert_string_equal(recorded(rig, "recovery.main"), ""); /* forgiven */
    rig_free(rig);
}

/* What may be no modem at all is asked AT, and not restarted. */
static void test_guessed_port_is_sent_no_restart(void **state)
{
    (void)state;
    for (int home = 0; home <= 1; home++) {
        struct rig *rig = rig_new(config_new());
        struct record record = {.kind = RECORD_META, .meta = {.key = "port.main", .value = "somewhere"}};
        if (home)
            core_restore(rig->core, &record, &rig->now);
        rig_start(rig);
        hang(rig, 0);
        rig_event(rig, &(struct event){.kind = EVENT_LINK_UP, .bytes = (const uint8_t *)"somewhere"});
        rig_run(rig, 3 * MINUTE_MS);
        assert_int_equal(rig_wired(rig, 0, "AT+CFUN=1,1|"), home);
        rig_free(rig);
    }
}

/* Lines without end are no sign of life. */
static void test_noise_is_not_life(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    hang(rig, 0);
    size_t mark = rig_mark(rig);
    for (unsigned i = 0; i < 160; i++) {
        rig_line(rig, 0, "^BOOT:20952548,0,0,0,75");
        rig_line(rig, 0, "^RSSI:18");
        rig_run(rig, 1000);
    }
    assert_int_equal(rig_count_wired(rig, mark, "AT+CFUN=1,1|"), 1);
    assert_false(core_is_armed(rig->core));
    rig_free(rig);
}

static void test_restart_waits_for_its_record_and_a_dead_disk_does_not_stop_it(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    hang(rig, 0);
    rig->disk_stalls = true;
    size_t mark = rig_mark(rig);
    rig_run(rig, 5 * MINUTE_MS);
    assert_string_equal(recorded(rig, "recovery.main"), "1");
    assert_false(rig_wired(rig, mark, "AT+CFUN=1,1|"));
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = true});
    rig_run(rig, 5000);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CFUN=1,1|"), 1);
    rig_free(rig);
}

static void test_count_of_a_former_life_holds_back(void **state)
{
    struct rig *rig = rig_new(config_new());
    struct record record = {.kind = RECORD_META, .meta = {.key = "recovery.main", .value = "6"}};
    (void)state;
    core_restore(rig->core, &record, &rig->now);
    rig_start(rig);
    hang(rig, 0);
    rig_link(rig, 0, true);
    rig_run(rig, 59 * MINUTE_MS);
    assert_false(rig_wired(rig, 0, "AT+CFUN=1,1|"));
    rig_run(rig, 2 * MINUTE_MS);
    assert_true(rig_wired(rig, 0, "AT+CFUN=1,1|"));
    assert_string_equal(recorded(rig, "recovery.main"), "7");
    rig_free(rig);
}

/* A port that is gone with a modem that can be switched: the key brings it back. */
static void test_lost_port_gets_the_key(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    wires(rig, 0, 1U << MODEM_CONTROL_KEY);
    rig_event(rig, &(struct event){.kind = EVENT_POWERED, .powered = false});
    rig_link(rig, 0, false);
    rig_run(rig, 2 * MINUTE_MS);
    assert_true(rig->driven[MODEM_CONTROL_KEY] >= 1);
    assert_true(rig->level_sequence > 0);
    assert_false(rig->active[MODEM_CONTROL_KEY]);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

static void test_power_down_line_is_followed_by_the_key(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    wires(rig, 0, 1U << MODEM_CONTROL_KEY);
    size_t mark = rig_mark(rig);
    hang(rig, 0);
    rig_line(rig, 0, "UNDER-VOLTAGE POWER DOWN");
    rig_run(rig, 90 * SECOND_MS);
    assert_false(rig_wired(rig, mark, "AT+CFUN=1,1|"));
    assert_int_equal(rig->driven[MODEM_CONTROL_KEY], 1);
    rig_free(rig);
}

static void test_another_line_tells_what_only_a_person_can_mend(void **state)
{
    static const struct {
        const char *reply, *words;
    } ROWS[] = {
        {"\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", "PUK"},
        {"\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", "PIN"},
        {"\r\n+CME ERROR: 10\r\n", "SIM card"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct config *cfg = config_new();
        config_line(cfg, "seller");
        struct rig *rig = rig_new(cfg);
        rig_start(rig);
        rig_link(rig, 0, true);
        rig_run(rig, 1000);
        rig_rule_for(rig, 1, "AT+CPIN?", ROWS[i].reply, -1);
        rig_link(rig, 1, true);
        rig_run(rig, 10 * MINUTE_MS);
        const char *told = rig_last_to(rig, AGENT);
        assert_int_equal(rig_sent_to(rig, AGENT), 1); /* once */
        if (strstr(told, "seller") == NULL || strstr(told, ROWS[i].words) == NULL)
            fail_msg("%s", told);
        rig_forget_rules(rig);
        rig_run(rig, 2 * MINUTE_MS);
        assert_int_equal(rig_sent_to(rig, AGENT), 2);
        assert_non_null(strstr(rig_last_to(rig, AGENT), "takes calls again"));
        rig_free(rig);
    }
}

static void test_line_that_does_not_answer_is_told_by_another_after_the_second_try(void **state)
{
    struct config *cfg = config_new();
    config_line(cfg, "seller");
    struct rig *rig = rig_ready(cfg);
    (void)state;
    hang(rig, 1);
    rig_run(rig, 150 * SECOND_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

/* Modems ring that never say they are registered: the restart can wait for the call. */
static void test_restart_waits_while_a_call_rings(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true;
    rig_on(rig, "AT+CREG?", "\r\n+CREG: 1,2\r\n\r\nOK\r\n", -1);
    rig_on(rig, "AT+CEREG?", "\r\n+CEREG: 1,2\r\n\r\nOK\r\n", -1);
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "+CREG: 2");
    rig_line(rig, 0, "+CEREG: 2");
    rig_run(rig, 31 * MINUTE_MS);
    assert_string_equal(recorded(rig, "recovery.main"), "1");
    rig_ring(rig, 0, CALLER_A);
    rig->disk_stalls = false;
    rig_durable(rig, rig->sequence);
    rig_run(rig, 2000);
    assert_false(rig_wired(rig, mark, "AT+CFUN=1,1|"));
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 2000);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CFUN=1,1|"), 1);
    rig_free(rig);
}

/* Its Ctrl-Z has left: the restart stands behind its result, however long that takes. */
static void test_restart_waits_for_the_result_of_a_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    size_t mark = rig_mark(rig);
    rig->disk_stalls = true;
    rig_line(rig, 0, "+CREG: 2");
    rig_line(rig, 0, "+CEREG: 2");
    rig_run(rig, 31 * MINUTE_MS);
    assert_string_equal(recorded(rig, "recovery.main"), "1");
    rig->disk_stalls = false;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_durable(rig, rig->sequence);
    rig_run(rig, 5000);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CMGS="), 1);
    assert_false(rig_wired(rig, mark, "AT+CFUN=1,1|"));
    rig_line(rig, 0, "+CMGS: 7");
    rig_line(rig, 0, "OK");
    rig_run(rig, 500);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CFUN=1,1|"), 1);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* A level that nobody sees any more says nothing: the ladder is that of a board without the wire. */
static void test_status_wire_that_is_gone_says_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    wires(rig, 0, 1U << MODEM_CONTROL_RESET | 1U << MODEM_CONTROL_KEY);
    rig_event(rig, &(struct event){.kind = EVENT_POWERED, .powered = false});
    rig_event(rig, &(struct event){.kind = EVENT_POWERED, .gone = true});
    hang(rig, 0);
    size_t mark = rig_mark(rig);
    rig_run(rig, 150 * SECOND_MS);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CFUN=1,1|"), 1);
    assert_int_equal(rig->driven[MODEM_CONTROL_KEY], 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silent_modem_climbs_the_ladder_and_comes_back),
        cmocka_unit_test(test_guessed_port_is_sent_no_restart),
        cmocka_unit_test(test_noise_is_not_life),
        cmocka_unit_test(test_restart_waits_for_its_record_and_a_dead_disk_does_not_stop_it),
        cmocka_unit_test(test_count_of_a_former_life_holds_back),
        cmocka_unit_test(test_lost_port_gets_the_key),
        cmocka_unit_test(test_power_down_line_is_followed_by_the_key),
        cmocka_unit_test(test_another_line_tells_what_only_a_person_can_mend),
        cmocka_unit_test(test_line_that_does_not_answer_is_told_by_another_after_the_second_try),
        cmocka_unit_test(test_restart_waits_while_a_call_rings),
        cmocka_unit_test(test_restart_waits_for_the_result_of_a_text),
        cmocka_unit_test(test_status_wire_that_is_gone_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
