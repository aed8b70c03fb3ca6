/* The command engine when answers are late or the link is lost: nothing is credited to the wrong command. */
#include "support/at_rig.h"

/* A command timed out; its answer comes after all, when the next one is under way. */
static void test_late_answer_never_completes_the_next(void **state)
{
    static const struct {
        const char *name, *late[3];
        const char *next, *next_answer; /* next_answer NULL: a send */
        const char *want;
    } ROWS[] = {
        {"its line and OK, next has a line", {"+CSQ: 9,99", "OK"}, "AT+CPIN?", "+CPIN:", "+CSQ: 9,99|"},
        {"its line and ERROR, next has a line", {"+CSQ: 9,99", "ERROR"}, "AT+CPIN?", "+CPIN:", "+CSQ: 9,99|"},
        {"OK alone, next has a line", {"OK"}, "AT+CPIN?", "+CPIN:", ""},
        {"its line and OK, next is plain", {"+CSQ: 9,99", "OK"}, "ATE0", "", "+CSQ: 9,99|"},
        {"its line and OK, next is a send", {"+CSQ: 9,99", "OK"}, "", NULL, "+CSQ: 9,99|"},
        {"OK alone, next is a send", {"OK"}, "", NULL, ""},
        {"ERROR alone, next is a send", {"ERROR"}, "", NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig rig;
        start(&rig, 0);
        submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
        pump(&rig);
        wait_ms(&rig, 5000);
        if (ROWS[i].next_answer != NULL)
            submit(&rig, ROWS[i].next, ROWS[i].next_answer, 2, AT_PRIORITY_SETUP);
        else
            submit_send(&rig, 2, AT_PRIORITY_TEXT);
        wait_ms(&rig, 1000);
        assert_true(at_has(&rig.at, 2));
        rig.used = 0;
        for (size_t l = 0; l < 3 && ROWS[i].late[l] != NULL; l++)
            feed(&rig, ROWS[i].late[l]);
        rig.log[rig.used] = '\0';
        if (strcmp(rig.log, ROWS[i].want) != 0)
            fail_msg("%s: %s", ROWS[i].name, rig.log);
        assert_int_equal(rig.completed[2], 0);
        assert_true(at_has(&rig.at, 2));
    }
}

static void test_late_answer_while_idle_is_dropped(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 5000);
    submit(&rig, "ATE0", "", 2, AT_PRIORITY_SETUP);
    pump(&rig);
    expect(&rig, "> AT+CSQ|=1 TIMEOUT|");
    wait_ms(&rig, 100);
    feed(&rig, "OK"); /* inside the quiet time */
    expect(&rig, "");
    wait_ms(&rig, 1000);
    feed(&rig, "OK");
    expect(&rig, "> ATE0|=2 OK|"); /* nothing is owed any more */
}

/* Of two quiet times the longer one holds. */
static void test_forgiven_twice(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    at_forgive(&rig.at, rig.now + 400);
    at_forgive(&rig.at, rig.now + 100);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    wait_ms(&rig, 399);
    expect(&rig, "");
    wait_ms(&rig, 1);
    expect(&rig, "> ATE0|");
}

/* Bring-up sent AT twice before the modem awoke and forgave it; both answers come while the network thinks.
 */
static void send_with_late(struct rig *rig, const char *answer)
{
    start(rig, 0);
    submit(rig, "AT", "", 1, AT_PRIORITY_SETUP);
    pump(rig);
    wait_ms(rig, 5000);
    at_forgive(&rig->at, rig->now + 400);
    wait_ms(rig, 400);
    submit_send(rig, 2, AT_PRIORITY_TEXT);
    pump(rig);
    feed_bytes(rig, "> ", 2);
    body(rig);
    wait_ms(rig, 1000);
    rig->used = 0;
    feed(rig, answer);
    expect(rig, "");
}

static void test_a_forgiven_answer_is_no_result_of_a_text(void **state)
{
    struct rig rig;
    (void)state;
    send_with_late(&rig, "OK");
    feed(&rig, "+CMS ERROR: 41");
    expect(&rig, "=2 CMS 41 sent|");
    send_with_late(&rig, "OK");
    feed(&rig, "+CMGS: 7");
    feed(&rig, "OK");
    expect(&rig, "+CMGS: 7|=2 OK sent|");
    send_with_late(&rig, "+CME ERROR: 14");
    feed(&rig, "+CMGS: 7");
    feed(&rig, "OK");
    expect(&rig, "+CMGS: 7|=2 OK sent|");
}

/* Of two that may both be late, the one by which nothing is sent again. */
static void test_of_two_answers_the_harmless_one(void **state)
{
    struct rig rig;
    (void)state;
    send_with_late(&rig, "+CME ERROR: 14");
    feed(&rig, "OK");
    wait_ms(&rig, 30000);
    expect(&rig, "=2 OK sent|");
    send_with_late(&rig, "OK");
    feed(&rig, "ERROR");
    wait_ms(&rig, 30000);
    expect(&rig, "=2 OK sent|");
    send_with_late(&rig, "+CME ERROR: 14");
    wait_ms(&rig, 30000);
    expect(&rig, "=2 CME 14 sent|");
}

/* Some modems say OK and no more: believed once the network has had its time, and at once when all is well.
 */
static void test_a_bare_ok_is_believed_in_the_end(void **state)
{
    struct rig rig;
    (void)state;
    send_with_late(&rig, "OK");
    wait_ms(&rig, 29999);
    expect(&rig, "");
    wait_ms(&rig, 1);
    expect(&rig, "=2 OK sent|");
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    rig.used = 0;
    feed(&rig, "OK");
    expect(&rig, "=3 OK sent|");
}

static void test_link_lost_completes_all(void **state)
{
    struct rig rig;
    struct at_event event;
    unsigned lost = 0;
    (void)state;
    start(&rig, 0);
    assert_false(at_lost(&rig.at, &event));
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    rig.used = 0;
    while (at_lost(&rig.at, &event)) {
        assert_int_equal(event.result, AT_RESULT_LOST);
        note_event(&rig, &event);
        lost++;
    }
    expect(&rig, "=1 LOST sent|=3 LOST|=2 LOST|");
    assert_int_equal(lost, 3);
    assert_true(at_is_idle(&rig.at));
    assert_int_equal(at_deadline(&rig.at), TB_NEVER);
    feed(&rig, "OK");
    expect(&rig, "");
}

/* The port was gone for a while, and with it the answer to what was under way; it comes behind Ctrl-Z. */
static void test_what_was_lost_may_still_be_answered(void **state)
{
    struct rig rig;
    struct at_event event;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CMGL=4", "+CMGL:", 1, AT_PRIORITY_STORE);
    pump(&rig);
    while (at_lost(&rig.at, &event))
        note_event(&rig, &event);
    wait_ms(&rig, 5000);
    at_renew(&rig.at, 0, rig.now);
    submit_send(&rig, 2, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    rig.used = 0;
    feed(&rig, "+CME ERROR: 14");
    feed(&rig, "+CMGS: 7");
    feed(&rig, "OK");
    expect(&rig, "+CMGS: 7|=2 OK sent|");
}

/* Answers may go on being late by one for as long as commands follow each other, and no longer. */
static void test_mixed_until_all_is_quiet(void **state)
{
    struct rig rig;
    struct at_event event;
    (void)state;
    start(&rig, 0);
    assert_false(at_is_mixed(&rig.at, rig.now));
    submit(&rig, "AT+CMGR=1", "+CMGR:", 1, AT_PRIORITY_STORE);
    pump(&rig);
    wait_ms(&rig, rig.at.due_ms - rig.now);
    for (int i = 0; i < 3; i++) {
        wait_ms(&rig, 14000);
        assert_true(at_is_mixed(&rig.at, rig.now));
        submit(&rig, "AT", "", 2, AT_PRIORITY_STORE);
        pump(&rig);
        feed(&rig, "OK");
    }
    wait_ms(&rig, 14999);
    assert_true(at_is_mixed(&rig.at, rig.now));
    at_renew(&rig.at, 0, rig.now); /* as it was, since nothing was lost */
    assert_true(at_is_mixed(&rig.at, rig.now));
    wait_ms(&rig, 1);
    assert_false(at_is_mixed(&rig.at, rig.now));
    submit(&rig, "AT+CMGR=2", "+CMGR:", 3, AT_PRIORITY_STORE);
    pump(&rig);
    assert_false(at_is_mixed(&rig.at, rig.now));
    while (at_lost(&rig.at, &event))
        note_event(&rig, &event);
    at_renew(&rig.at, 0, rig.now);
    assert_true(at_is_mixed(&rig.at, rig.now));
}

/* A fragment of the old link must not glue to the first line of the new one. */
static void test_link_lost_forgets_half_lines(void **state)
{
    struct rig rig;
    struct at_event event;
    (void)state;
    start(&rig, 0);
    feed(&rig, "+CMT: \"\",38");
    feed_bytes(&rig, "+CLIP: \"12", 10);
    assert_false(at_lost(&rig.at, &event));
    feed_bytes(&rig, "07AB\r\nRING\r\n", 12);
    expect(&rig, "07AB|RING|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_late_answer_never_completes_the_next),
        cmocka_unit_test(test_late_answer_while_idle_is_dropped),
        cmocka_unit_test(test_forgiven_twice),
        cmocka_unit_test(test_a_forgiven_answer_is_no_result_of_a_text),
        cmocka_unit_test(test_of_two_answers_the_harmless_one),
        cmocka_unit_test(test_a_bare_ok_is_believed_in_the_end),
        cmocka_unit_test(test_link_lost_completes_all),
        cmocka_unit_test(test_what_was_lost_may_still_be_answered),
        cmocka_unit_test(test_mixed_until_all_is_quiet),
        cmocka_unit_test(test_link_lost_forgets_half_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
