/* The command engine: priorities, one completion for each command, unsolicited lines anywhere. */
#include "support/at_rig.h"

static void test_one_after_another(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    assert_true(at_is_idle(&rig.at));
    assert_int_equal(at_deadline(&rig.at), TB_NEVER);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    submit(&rig, "AT+CMEE=1", "", 2, AT_PRIORITY_SETUP);
    pump(&rig);
    expect(&rig, "> ATE0|");
    assert_true(at_has(&rig.at, 1) && at_has(&rig.at, 2) && !at_has(&rig.at, 3));
    feed(&rig, "OK");
    expect(&rig, "=1 OK|> AT+CMEE=1|");
    feed(&rig, "ERROR");
    expect(&rig, "=2 ERROR|");
    assert_true(at_is_idle(&rig.at));
}

static void test_priorities(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    for (unsigned p = AT_PRIORITY_IDLE + 1; p-- > AT_PRIORITY_CALL;) {
        char text[16];
        (void)snprintf(text, sizeof text, "AT+P%u", p);
        submit(&rig, text, "", (uint16_t)(10 + p), (enum at_priority)p);
        (void)snprintf(text, sizeof text, "AT+Q%u", p);
        submit(&rig, text, "", (uint16_t)(20 + p), (enum at_priority)p);
    }
    pump(&rig);
    for (unsigned i = 0; i < 15; i++)
        feed(&rig, "OK");
    feed(&rig, "OK");
    expect(&rig, "> AT+P0|=10 OK|> AT+Q0|=20 OK|> AT+P1|=11 OK|> AT+Q1|=21 OK|> AT+P2|=12 OK|> AT+Q2|=22 OK|"
                 "> AT+P3|=13 OK|> AT+Q3|=23 OK|> AT+P4|=14 OK|> AT+Q4|=24 OK|> AT+P5|=15 OK|> AT+Q5|=25 OK|"
                 "> AT+P6|=16 OK|> AT+Q6|=26 OK|> AT+P7|=17 OK|> AT+Q7|=27 OK|");
}

static void test_text_overtakes_housekeeping_in_the_queue_not_in_flight(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    submit(&rig, "AT+CMGL=4", "", 2, AT_PRIORITY_STORE);
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    expect(&rig, "> AT+CSQ|");
    feed(&rig, "+CSQ: 20,99");
    feed(&rig, "OK");
    expect(&rig, "+CSQ: 20,99|=1 OK|> AT+CMGS=3|");
}

static void test_queue_full_and_one_past(void **state)
{
    struct rig rig;
    struct at_command command = {.text = "AT", .timeout_ms = 1000};
    (void)state;
    start(&rig, 0);
    for (unsigned i = 0; i < TB_AT_QUEUE_MAX; i++) {
        command.tag = (uint16_t)i;
        assert_true(at_submit(&rig.at, &command));
    }
    command.tag = 200;
    assert_false(at_submit(&rig.at, &command));
    assert_false(at_has(&rig.at, 200));
    pump(&rig);
    for (unsigned i = 0; i < TB_AT_QUEUE_MAX; i++)
        feed(&rig, "OK");
    for (unsigned i = 0; i < TB_AT_QUEUE_MAX; i++)
        assert_int_equal(rig.completed[i], 1);
    assert_int_equal(rig.completed[200], 0);
}

static void test_deadline_of_a_command(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 4999);
    expect(&rig, "> AT+CSQ|");
    wait_ms(&rig, 1);
    expect(&rig, "=1 TIMEOUT|");
    wait_ms(&rig, 100000);
    expect(&rig, "");
}

static void test_gap_between_result_and_next_command(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 20);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    submit(&rig, "ATS0=0", "", 2, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "OK");
    expect(&rig, "> ATE0|=1 OK|");
    wait_ms(&rig, 19);
    expect(&rig, "");
    wait_ms(&rig, 1);
    expect(&rig, "> ATS0=0|");
}

static void test_send_prompt_body_result(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 7, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "\r\n> ", 4);
    expect(&rig, "> AT+CMGS=7|prompt 7|");
    body(&rig);
    feed(&rig, "+CMGS: 12");
    feed(&rig, "OK");
    expect(&rig, "body|+CMGS: 12|=7 OK sent|");
}

static void test_send_refused_before_and_after_the_prompt(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    pump(&rig);
    feed(&rig, "+CMS ERROR: 304");
    expect(&rig, "> AT+CMGS=1|=1 CMS 304|");
    submit_send(&rig, 2, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, ">", 1);
    feed(&rig, "+CMS ERROR: 500"); /* while the ledger is awaited */
    expect(&rig, "> AT+CMGS=2|prompt 2|=2 CMS 500 prompted|");
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, ">", 1);
    body(&rig);
    feed(&rig, "+CMS ERROR: 41");
    expect(&rig, "> AT+CMGS=3|prompt 3|body|=3 CMS 41 sent|");
    submit_send(&rig, 4, AT_PRIORITY_TEXT);
    pump(&rig);
    feed(&rig, "OK"); /* in place of a prompt: nothing was sent */
    expect(&rig, "> AT+CMGS=4|=4 ERROR|");
}

static void test_prompt_that_never_comes_is_closed(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 60000);
    rig.log[rig.used] = '\0';
    /* the ESC goes before the next command, else a late prompt eats it */
    assert_non_null(strstr(rig.log, "> AT+CMGS=1|=1 TIMEOUT|^[|> AT+CSQ|"));
    assert_int_equal(rig.completed[1], 1);
    assert_int_equal(rig.completed[2], 1);
}

static void test_open_prompt_is_not_kept_for_ever(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    wait_ms(&rig, 60000);
    expect(&rig, "> AT+CMGS=1|prompt 1|=1 TIMEOUT prompted|^[|");
}

static void test_abandoned_send(void **state)
{
    struct rig rig;
    char out[4];
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    assert_int_equal(at_abandon(&rig.at, rig.now, out, sizeof out), 1);
    assert_int_equal(out[0], 0x1b);
    feed(&rig, "OK");
    expect(&rig, "> AT+CMGS=1|prompt 1|=1 LOST prompted|> AT+CSQ|");
    feed(&rig, "+CSQ: 1,99");
    feed(&rig, "OK");
    expect(&rig, "+CSQ: 1,99|=2 OK|");
    /* the modem says nothing to ESC */
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    assert_int_equal(at_abandon(&rig.at, rig.now, out, sizeof out), 1);
    wait_ms(&rig, 3000);
    expect(&rig, "> AT+CMGS=3|prompt 3|=3 LOST prompted|");
}

static void test_stray_prompt_gets_esc(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    feed_bytes(&rig, "\r\n> ", 4); /* a former life's send */
    expect(&rig, "^[|");
    feed(&rig, "OK"); /* the answer to ESC belongs to nobody */
    expect(&rig, "");
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    feed_bytes(&rig, "\r\n> ", 4);
    expect(&rig, "> AT+CSQ|^[|");
}

static void test_unsolicited_inside_a_command(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CREG?", "+CREG:", 1, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "RING"); /* case par-04 */
    feed(&rig, "+CLIP: \"+12025550143\",145,\"\",0,\"\",0");
    feed(&rig, "+CREG: 0,1");
    feed(&rig, "NO CARRIER"); /* no result of ours */
    feed(&rig, "BUSY");
    feed(&rig, "OK");
    expect(&rig,
           "> AT+CREG?|RING|+CLIP: \"+12025550143\",145,\"\",0,\"\",0|+CREG: 0,1|NO CARRIER|BUSY|=1 OK|");
}

static void test_message_between_send_and_prompt(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT); /* case par-01 */
    pump(&rig);
    feed(&rig, "+CMT: \"\",38");
    feed(&rig, "0791212055");
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    feed(&rig, "+CMTI: \"SM\",3");
    feed(&rig, "+CMGS: 44");
    feed(&rig, "RING");
    feed(&rig, "OK");
    expect(&rig,
           "> AT+CMGS=1|+CMT: \"\",38+0791212055|prompt 1|body|+CMTI: \"SM\",3|+CMGS: 44|RING|=1 OK sent|");
}

static void test_pairs(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    feed(&rig, "+CMT: ,25");
    feed(&rig, "07AB");
    feed(&rig, "+CDS: 25");
    feed(&rig, "07CD");
    feed(&rig, "+CMT: \"\",6");
    feed(&rig, "0791210255G1XY"); /* damaged, still its PDU: case inc-07 */
    expect(&rig, "+CMT: ,25+07AB|+CDS: 25+07CD|+CMT: \"\",6+0791210255G1XY|");
    /* rows of a list are pairs while it is asked, and not else */
    feed(&rig, "+CMGL: 0,1,,40");
    expect(&rig, "+CMGL: 0,1,,40|");
    struct at_command list = {
        .text = "AT+CMGL=4", .answer = "+CMGL:", .pdu_lines = true, .timeout_ms = 1000, .tag = 1};
    assert_true(at_submit(&rig.at, &list));
    pump(&rig);
    feed(&rig, "+CMGL: 0,1,,40");
    feed(&rig, "07EF");
    feed(&rig, "RING");
    feed(&rig, "+CMGL: 1,1,,40");
    feed(&rig, "07EF");
    feed(&rig, "OK");
    expect(&rig, "> AT+CMGL=4|+CMGL: 0,1,,40+07EF|RING|+CMGL: 1,1,,40+07EF|=1 OK|");
}

/* The second line was lost: what follows is itself and not its PDU. */
static void test_header_without_its_pdu(void **state)
{
    static const char *const ROWS[] = {
        "RING",
        "NO CARRIER",
        "+CLIP: \"1\",129",
        "^CEND:1,0,104,16",
        "*ATREADY: 1",
        "BUSY",
        "NO ANSWER",
        "REMOTE CALL END",
        "VOICE CALL: END",
        "VOICE CALL: BEGIN",
        "MISSED_CALL: 09:12PM 2025550143",
        "RDY",
        "Call Ready",
        "SMS Ready",
        "SMS DONE",
        "PB DONE",
        "NORMAL POWER DOWN",
        "+CMT: \"\",9",
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig rig;
        start(&rig, 0);
        feed(&rig, "+CMT: \"\",38");
        feed(&rig, ROWS[i]);
        feed(&rig, "07AB"); /* closes the pair that the last row opens */
        rig.log[rig.used] = '\0';
        const char *got = strncmp(rig.log, "noise|", 6) == 0 ? rig.log + 6 : rig.log;
        char want[128];
        if (strncmp(ROWS[i], "+CMT:", 5) == 0)
            (void)snprintf(want, sizeof want, "%s+07AB|", ROWS[i]);
        else
            (void)snprintf(want, sizeof want, "%s|07AB|", ROWS[i]);
        if (strcmp(got, want) != 0)
            fail_msg("behind +CMT: got %s for %s", got, want);
    }
}

static void test_final_behind_a_header_completes(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "+CMT: \"\",38");
    feed(&rig, "OK");
    assert_int_equal(rig.completed[1], 1);
}

static void test_echo(void **state)
{
    static const char *const ECHOES[] = {"AT",       "ATE0", "AT+CLIP=1", "AT^CURC=0", "AT*X",
                                         "AT#QSS=1", "AT$X", "AT&C1",     "ATH",       "ATI",
                                         "ATS0=0",   "ATZ",  "at+cmgs=26"};
    static const char *const NONE[] = {"ATREADY", "A", "ATTENTION", "0011000B91"};
    struct rig rig;
    (void)state;
    start(&rig, 0);
    for (size_t i = 0; i < TB_COUNT(ECHOES); i++)
        feed(&rig, ECHOES[i]);
    expect(&rig, "");
    for (size_t i = 0; i < TB_COUNT(NONE); i++)
        feed(&rig, NONE[i]);
    expect(&rig, "ATREADY|A|ATTENTION|0011000B91|");
    submit_send(&rig, 1, AT_PRIORITY_TEXT); /* case par-05 */
    pump(&rig);
    feed_bytes(&rig, "AT+CMGS=26\r\r\n> ", 15);
    body(&rig);
    feed_bytes(&rig, "0011\x1a\r\n+CMGS: 7\r\n\r\nOK\r\n", 23);
    expect(&rig, "> AT+CMGS=1|prompt 1|body|0011|+CMGS: 7|=1 OK sent|");
}

static void test_results_that_belong_to_nobody(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    feed(&rig, "OK"); /* case par-13: another program on the port */
    feed(&rig, "ERROR");
    feed(&rig, "+CMS ERROR: 500");
    expect(&rig, "");
    submit(&rig, "AT+CPIN?", "+CPIN:", 1, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "+CPIN: READY");
    feed(&rig, "OK");
    expect(&rig, "> AT+CPIN?|+CPIN: READY|=1 OK|");
}

static void test_overlong_line_is_noise(void **state)
{
    static char bytes[TB_AT_LINE_MAX + 8];
    struct rig rig;
    (void)state;
    start(&rig, 0);
    memset(bytes, 'A', sizeof bytes);
    bytes[sizeof bytes - 1] = '\r';
    feed_bytes(&rig, bytes, sizeof bytes);
    feed(&rig, "RING");
    expect(&rig, "noise|RING|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_another),
        cmocka_unit_test(test_priorities),
        cmocka_unit_test(test_text_overtakes_housekeeping_in_the_queue_not_in_flight),
        cmocka_unit_test(test_queue_full_and_one_past),
        cmocka_unit_test(test_deadline_of_a_command),
        cmocka_unit_test(test_gap_between_result_and_next_command),
        cmocka_unit_test(test_send_prompt_body_result),
        cmocka_unit_test(test_send_refused_before_and_after_the_prompt),
        cmocka_unit_test(test_prompt_that_never_comes_is_closed),
        cmocka_unit_test(test_open_prompt_is_not_kept_for_ever),
        cmocka_unit_test(test_abandoned_send),
        cmocka_unit_test(test_stray_prompt_gets_esc),
        cmocka_unit_test(test_unsolicited_inside_a_command),
        cmocka_unit_test(test_message_between_send_and_prompt),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_header_without_its_pdu),
        cmocka_unit_test(test_final_behind_a_header_completes),
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_results_that_belong_to_nobody),
        cmocka_unit_test(test_overlong_line_is_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
