/* The box about itself, at moments that are rare: a modem that does not say what it is, a button while it
 * ends, leads of a former life that need nothing more, a ring of the agent's phone whose answer comes for
 * another one. */
#include "support/core_past.h"
#include "support/core_say.h"

/* A modem that refuses its name and a setting is known by its family, not as one that was never heard. */
static void test_status_of_a_modem_without_a_name(void **state)
{
    struct rig *rig = rig_new(config_new());
    struct core_line_status status;
    (void)state;
    rig_on(rig, "AT+CGMM", "\r\nERROR\r\n", -1);
    rig_on(rig, "AT+CCWA=1", "\r\nERROR\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    core_line_status(rig->core, 0, &status);
    assert_string_equal(status.modem, "generic");
    assert_int_equal(status.missing, MODEM_MISSING_WAITING);
    rig_free(rig);
}

/* A modem without voice is of use where the network tells by text who called. */
static void test_deaf_unless_the_network_writes(void **state)
{
    (void)state;
    for (int writes = 0; writes < 2; writes++) {
        struct config *cfg = config_new();
        if (writes)
            (void)snprintf(cfg->line[0].missed_pattern, sizeof cfg->line[0].missed_pattern,
                           "call from {number}");
        struct rig *rig = rig_new(cfg);
        rig_on(rig, "AT+CGMM", "\r\nSIM7670G-MNGV\r\n\r\nOK\r\n", -1);
        rig_start(rig);
        rig_link(rig, 0, true);
        rig_run(rig, 2000);
        assert_int_equal(core_line_is_deaf(rig->core, 0), !writes);
        rig_free(rig);
    }
}

/* Of several lines each is named: where its texts go and its calls do not, and in what STATUS says of it. */
static void test_a_second_line_without_voice(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "sign");
    struct rig *rig = rig_new(cfg);
    rig_rule_for(rig, 1, "AT+CGMM", "\r\nEG25-G\r\n\r\nOK\r\n", -1);
    rig_rule_for(rig, 1, "AT+QCFG=\"ims\"", "\r\n+QCFG: \"ims\",1,0\r\n\r\nOK\r\n", -1);
    rig_rule_for(rig, 1, "AT+COPS?", "\r\n+COPS: 0\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_link(rig, 1, true);
    rig_run(rig, 5 * MINUTE_MS);
    assert_string_equal(
        rig_last_to(rig, AGENT),
        "sign: Calls may not reach me: no voice service: the network has not let this modem make calls "
        "(IMS off). Test with TEST.");
    unsigned first = rig->sent_count;
    char whole[3 * SMS_TEXT_MAX] = "";
    tell(rig, AGENT, "STATUS");
    for (unsigned i = first; i < rig->sent_count; i++)
        (void)snprintf(whole + strlen(whole), sizeof whole - strlen(whole), "%s", rig->sent[i].text);
    if (strstr(whole, "main: Signal good (5/5), Test; sign: Signal good (5/5)") == NULL ||
        strstr(whole, "sign, EG25-G (") == NULL)
        fail_msg("<%s>", whole);
    rig_free(rig);
}

static void test_a_notice_without_words(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_event(rig, &(struct event){.kind = EVENT_NOTICE, .bytes = (const uint8_t *)""});
    rig_run(rig, 1000);
    assert_int_equal(rig->sent_count, 0);
    assert_null(strstr(rig->log, "could not be written"));
    rig_free(rig);
}

/* --- the button --- */

static void press(struct rig *rig, bool down)
{
    rig_event(rig, &(struct event){.kind = EVENT_BUTTON, .pressed = down, .at_ms = rig->now.mono_ms});
    rig_settle(rig);
}

static void short_press(struct rig *rig)
{
    press(rig, true);
    rig_run(rig, 200);
    press(rig, false);
}

/* While it turns itself off it begins nothing, whatever the finger does. */
static void test_a_press_while_it_ends(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    press(rig, true);
    rig_run(rig, 4000);
    press(rig, false);
    assert_int_equal(rig->powered_off, 1);
    short_press(rig);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    assert_int_equal(rig->powered_off, 1);
    rig_free(rig);
}

/* With no line to leave by, what STATUS says waits for one. */
static void test_a_press_while_no_line_is_armed(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_link(rig, 0, false);
    short_press(rig);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

/* --- leads of a former life --- */

static void restore_lead(struct rig *rig, struct record *record)
{
    record->kind = RECORD_LEAD;
    record->lead.id = 5;
    record->lead.n = 1;
    record->lead.state = LEAD_OPEN;
    record->lead.calls = 1;
    (void)snprintf(record->lead.number, sizeof record->lead.number, CALLER_A);
    (void)snprintf(record->lead.line, sizeof record->lead.line, "main");
    record->lead.opened = record->lead.touched = ago(rig, HOUR_MS_T, false);
    restore(rig, record);
}

/* A box that never learns the time of day cannot know when the day of a promise is over: eight reminders are
 * enough. */
static void test_reminders_without_a_clock(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig->now.wall_ok = false;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 12 * HOUR_MS_T);
    const struct lead *lead = leads_find(&rig->core->leads, CALLER_A);
    assert_int_equal(lead->record.reminders, 7);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(lead->record.reminders, 8);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    rig_run(rig, 40 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    rig_free(rig);
}

/* A lead that the desk has answered goes to nobody else of the team. */
static void test_an_answered_lead_is_not_handed_on(void **state)
{
    (void)state;
    for (int answered = 0; answered < 2; answered++) {
        struct record record = {.lead = {.told = 0}};
        struct config *cfg = config_new();
        cfg->escalate_ms = 5 * MINUTE_MS;
        cfg->backup_count = 1;
        (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, "Isa");
        (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, "+12025550161");
        struct rig *rig = rig_new(cfg);
        if (answered)
            record.lead.answered = ago(rig, MINUTE_MS, false);
        restore_lead(rig, &record);
        go(rig, 30 * MINUTE_MS);
        assert_int_equal(rig_sent_to(rig, "+12025550161") > 0, !answered);
        rig_free(rig);
    }
}

/* --- the ring of the agent's phone --- */

/* An answer ends the ring of its own line alone, and one that leaves open whether it rings ends none. */
static void test_answers_to_the_ring(void **state)
{
    static const struct {
        bool up;
        unsigned line;
        enum modem_event_kind kind;
        enum at_result result;
        bool up_after;
    } ROWS[] = {
        {true, 0, MODEM_EVENT_DIALLED, AT_RESULT_OK, true},
        {true, 0, MODEM_EVENT_DIALLED, AT_RESULT_TIMEOUT, true},
        {true, 0, MODEM_EVENT_DIALLED, AT_RESULT_NO_CALL, false},
        {true, 0, MODEM_EVENT_DIAL_OVER, AT_RESULT_OK, false},
        {true, 1, MODEM_EVENT_DIALLED, AT_RESULT_NO_CALL, true},
        {true, 1, MODEM_EVENT_DIAL_OVER, AT_RESULT_OK, true},
        {false, 0, MODEM_EVENT_DIALLED, AT_RESULT_OK, false},
    };
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "other");
    struct rig *rig = rig_ready(cfg);
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct modem_event event = {.kind = ROWS[i].kind, .result = ROWS[i].result};
        rig->core->ring.up = ROWS[i].up;
        rig->core->ring.line = 0;
        core_ring_event(rig->core, &rig->core->line[ROWS[i].line], &event);
        if (rig->core->ring.up != ROWS[i].up_after)
            fail_msg("row %zu", i);
    }
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_of_a_modem_without_a_name),
        cmocka_unit_test(test_deaf_unless_the_network_writes),
        cmocka_unit_test(test_a_second_line_without_voice),
        cmocka_unit_test(test_a_notice_without_words),
        cmocka_unit_test(test_a_press_while_it_ends),
        cmocka_unit_test(test_a_press_while_no_line_is_armed),
        cmocka_unit_test(test_reminders_without_a_clock),
        cmocka_unit_test(test_an_answered_lead_is_not_handed_on),
        cmocka_unit_test(test_answers_to_the_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
