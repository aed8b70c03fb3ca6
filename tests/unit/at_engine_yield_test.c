/* Commands that are not worth waiting for: dialling, and what is cut short for something urgent. */
#include "support/at_rig.h"

static void submit_dial(struct rig *rig, uint16_t tag)
{
    struct at_command command = {.text = "ATD+12025550100;",
                                 .dials = true,
                                 .priority = AT_PRIORITY_AGENT,
                                 .yields_to = AT_PRIORITY_STORE,
                                 .timeout_ms = 60000,
                                 .tag = tag,
                                 .argument = tag};
    assert_true(at_submit(&rig->at, &command));
}

static void dial(struct rig *rig)
{
    start(rig, 0);
    submit_dial(rig, 1);
    pump(rig);
    expect(rig, "> ATD+12025550100;|");
}

static void test_results_of_dialling(void **state)
{
    static const struct {
        const char *line, *want;
    } ROWS[] = {
        {"OK", "=1 OK|"},
        {"ERROR", "=1 ERROR|"},
        {"+CME ERROR: 30", "=1 CME 30|"},
        {"NO CARRIER", "=1 NO CALL 3|"},
        {"NO DIALTONE", "=1 NO CALL 6|"},
        {"BUSY", "=1 NO CALL 7|"},
        {"NO ANSWER", "=1 NO CALL 8|"},
        {"RING", "RING|"},
        {"REMOTE CALL END", "REMOTE CALL END|"},
        {"ATD+12025550100;", ""}, /* its echo */
        {"atd12025550100;", ""},
        {"ATDX", "ATDX|"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig rig;
        dial(&rig);
        feed(&rig, ROWS[i].line);
        expect(&rig, ROWS[i].want);
    }
}

/* To everybody else NO CARRIER is the end of a call, before and after. */
static void test_only_dialling_ends_by_no_carrier(void **state)
{
    struct rig rig;
    (void)state;
    dial(&rig);
    feed(&rig, "OK");
    feed(&rig, "NO CARRIER");
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    pump(&rig);
    feed(&rig, "BUSY");
    expect(&rig, "=1 OK|NO CARRIER|> AT+CSQ|BUSY|");
}

static void test_gap_behind_no_carrier(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 20);
    submit_dial(&rig, 1);
    pump(&rig);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    feed(&rig, "NO CARRIER");
    expect(&rig, "> ATD+12025550100;|=1 NO CALL 3|");
    wait_ms(&rig, 19);
    expect(&rig, "");
    wait_ms(&rig, 1);
    expect(&rig, "> AT+CSQ|");
}

/* Which commands are urgent enough. */
static void test_what_cuts_it_short(void **state)
{
    (void)state;
    for (unsigned priority = AT_PRIORITY_CALL; priority <= AT_PRIORITY_IDLE; priority++) {
        struct rig rig;
        dial(&rig);
        wait_ms(&rig, 1000);
        submit(&rig, "AT", "", 2, (enum at_priority)priority);
        pump(&rig);
        expect(&rig, priority < AT_PRIORITY_STORE ? "^M|" : "");
    }
}

static void test_cut_for_a_text(void **state)
{
    struct rig rig;
    (void)state;
    dial(&rig);
    wait_ms(&rig, 1000);
    submit_send(&rig, 2, AT_PRIORITY_TEXT);
    submit(&rig, "AT+CHUP", "", 3, AT_PRIORITY_CALL);
    pump(&rig);
    pump(&rig); /* one character is enough */
    feed(&rig, "RING");
    feed(&rig, "NO CARRIER");
    feed(&rig, "OK");
    expect(&rig, "^M|RING|=1 NO CALL 3 cut|> AT+CHUP|=3 OK|> AT+CMGS=2|");
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    feed(&rig, "+CMGS: 7");
    feed(&rig, "OK");
    expect(&rig, "prompt 2|body|+CMGS: 7|=2 OK sent|");
}

/* V.250 5.6.1: not in the first 125 ms. */
static void test_cut_not_at_once(void **state)
{
    struct rig rig;
    (void)state;
    dial(&rig);
    submit_send(&rig, 2, AT_PRIORITY_TEXT);
    pump(&rig);
    assert_int_equal(at_deadline(&rig.at), rig.now + 125);
    wait_ms(&rig, 124);
    expect(&rig, "");
    wait_ms(&rig, 1);
    expect(&rig, "^M|");
    feed(&rig, "OK"); /* it had been taken just then: the CR was an empty line */
    expect(&rig, "=1 OK cut|> AT+CMGS=2|");
}

/* A modem that does not heed it: half a second, and the pause that a late answer is given. Its late result is
 * not the text's. */
static void test_cut_ignored(void **state)
{
    struct rig rig;
    (void)state;
    dial(&rig);
    wait_ms(&rig, 1000);
    submit_send(&rig, 2, AT_PRIORITY_TEXT);
    pump(&rig);
    wait_ms(&rig, 499);
    expect(&rig, "^M|");
    wait_ms(&rig, 1);
    expect(&rig, "=1 TIMEOUT cut|");
    wait_ms(&rig, 300);
    feed(&rig, "ERROR");
    feed_bytes(&rig, "> ", 2);
    expect(&rig, "> AT+CMGS=2|prompt 2|");
}

static void test_cut_never_puts_its_deadline_off(void **state)
{
    struct rig rig;
    (void)state;
    dial(&rig);
    wait_ms(&rig, 59800);
    submit(&rig, "AT+CHUP", "", 2, AT_PRIORITY_CALL);
    pump(&rig);
    assert_int_equal(at_deadline(&rig.at), rig.now + 200);
    wait_ms(&rig, 200);
    expect(&rig, "^M|=1 TIMEOUT cut|");
}

static void test_ordinary_commands_are_never_cut(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+COPS?", "+COPS:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 1000);
    submit(&rig, "AT+CHUP", "", 2, AT_PRIORITY_CALL);
    pump(&rig);
    expect(&rig, "> AT+COPS?|");
    assert_int_equal(at_deadline(&rig.at), rig.now + 4000);
}

/* The mark belongs to the command that was cut, not to the next. */
static void test_link_lost_behind_a_cut(void **state)
{
    struct at_event event;
    struct rig rig;
    (void)state;
    dial(&rig);
    wait_ms(&rig, 1000);
    submit(&rig, "AT+CHUP", "", 2, AT_PRIORITY_CALL);
    pump(&rig);
    while (at_lost(&rig.at, &event))
        note_event(&rig, &event);
    expect(&rig, "^M|=1 LOST cut|=2 LOST|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_of_dialling),
        cmocka_unit_test(test_only_dialling_ends_by_no_carrier),
        cmocka_unit_test(test_gap_behind_no_carrier),
        cmocka_unit_test(test_what_cuts_it_short),
        cmocka_unit_test(test_cut_for_a_text),
        cmocka_unit_test(test_cut_not_at_once),
        cmocka_unit_test(test_cut_ignored),
        cmocka_unit_test(test_cut_never_puts_its_deadline_off),
        cmocka_unit_test(test_ordinary_commands_are_never_cut),
        cmocka_unit_test(test_link_lost_behind_a_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
