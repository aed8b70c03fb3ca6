/* Orders and states that come together rarely. */
#include "support/core_past.h"
#include "support/core_say.h"

static void assert_says(const struct rig *rig, const char *words)
{
    if (strstr(rig_last_to(rig, AGENT), words) == NULL)
        fail_msg("<%s>, not <%s>", rig_last_to(rig, AGENT), words);
}

/* DONE and the like for a number that is nobody's: said, and nothing changes. */
static void test_orders_about_a_number_without_a_lead(void **state)
{
    static const char *const ORDERS[] = {"DONE 202-555-0199", "TAKE 202-555-0199",
                                         "NOTE 202-555-0199 two bedrooms"};
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ORDERS); i++) {
        unsigned before = rig_sent_to(rig, AGENT);
        tell(rig, AGENT, ORDERS[i]);
        assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
        assert_says(rig, "202-555-0199");
        assert_int_equal(leads_count(&rig->core->leads), 0);
    }
    assert_int_equal(rig_sent_to(rig, "+12025550199"), 0);
    rig_free(rig);
}

/* By its button: a text would wait for the disk. */
static void test_status_says_that_the_card_fails(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event down = {.kind = EVENT_BUTTON, .pressed = true}, up = {.kind = EVENT_BUTTON};
    (void)state;
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = true});
    rig_run(rig, MINUTE_MS);
    down.at_ms = rig->now.mono_ms;
    up.at_ms = rig->now.mono_ms + 200;
    rig_event(rig, &down);
    rig_event(rig, &up);
    rig_run(rig, MINUTE_MS);
    assert_says(rig, "My memory card fails: replace it.");
    rig_free(rig);
}

/* As many lines as fit, and how many more there are. */
static void test_status_of_many_lines(void **state)
{
    static const char *const NAMES[] = {"listings on Main Street", "listings by the river",
                                        "open houses on Sunday"};
    struct config *cfg = config_new();
    char whole[4 * SMS_TEXT_MAX] = "";
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NAMES); i++)
        config_line(cfg, NAMES[i]);
    struct rig *rig = rig_new(cfg);
    rig_on(rig, "AT+COPS?", "\r\n+COPS: 0,0,\"A Network With A Long Name\"\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    for (unsigned line = 0; line < cfg->line_count; line++)
        rig_link(rig, line, true);
    rig_run(rig, MINUTE_MS);
    unsigned first = rig->sent_count;
    tell(rig, AGENT, "STATUS");
    for (unsigned i = first; i < rig->sent_count; i++)
        (void)snprintf(whole + strlen(whole), sizeof whole - strlen(whole), "%s", rig->sent[i].text);
    if (strstr(whole, "main: Signal good (5/5), A Network With") == NULL ||
        strstr(whole, "; 2 more lines") == NULL)
        fail_msg("<%s>", whole);
    rig_free(rig);
}

/* when = ring, and the power went while it rang and after the alert: the call is on record as interrupted. */
static void test_a_call_that_was_told_and_rang_on(void **state)
{
    struct past_call past = {.outcome = CALL_RINGING,
                             .verdict = VERDICT_TEXT,
                             .last_ring_ms = 90000,
                             .ended_ms = -1,
                             .alerted = true};
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 50, CALLER_A, &past);
    restore_text(rig, 60, 50, TEXT_AUTO, TEXT_ACCEPTED, CALLER_A, "Sorry.", 95000, true);
    past.verdict = VERDICT_SKIP;
    past.outcome = CALL_MISSED;
    past.ended_ms = 90000;
    past.alerted = false;
    restore_call(rig, 51, CALLER_B, &past);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 50)->outcome, CALL_INTERRUPTED);
    assert_true(rig_call_record(rig, 50)->ended.set);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_true(rig_call_record(rig, 51)->alerted); /* skipped, and its alert was lost */
    rig_free(rig);
}

/* Another SIM is put in before the attempt of its PIN was on the disk: it is tried, with this one, once. */
static void test_a_sim_changed_before_its_pin_was_tried(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    (void)snprintf(cfg->line[0].pin, sizeof cfg->line[0].pin, "0000");
    struct rig *rig = rig_new(cfg);
    rig->disk_stalls = true;
    rig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", -1);
    rig_on(rig, "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", -1);
    rig_on(rig, "AT+CCID", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n", 1);
    rig_on(rig, "AT+CCID", "\r\n+CCID: 8901260000000000002\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    rig_line(rig, 0, "RDY");
    rig_run(rig, 20000);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 0);
    rig->disk_stalls = false;
    rig_durable(rig, rig->sequence);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    const char *tried = "";
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_META &&
            strcmp(rig->record[i].record.meta.key, "pin_tried.main") == 0)
            tried = rig->record[i].record.meta.value;
    assert_string_equal(tried, "0000 8901260000000000002");
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders_about_a_number_without_a_lead),
        cmocka_unit_test(test_status_says_that_the_card_fails),
        cmocka_unit_test(test_status_of_many_lines),
        cmocka_unit_test(test_a_call_that_was_told_and_rang_on),
        cmocka_unit_test(test_a_sim_changed_before_its_pin_was_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
