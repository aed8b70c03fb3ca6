/* What is asked of the network beyond texts: calls of our own, and the SIM's forwards. */
#include "support/modem_rig.h"

static const char AGENT[] = "+12025550100";

static struct modem_event *last(struct mrig *rig, enum modem_event_kind kind)
{
    return &rig->last[kind];
}

/* A modem with one rule, and where its wire begins. */
static struct mrig *with_rule(const char *prefix, const char *reply, size_t *mark)
{
    struct mrig *rig = mrig_ready(NULL);
    mrig_on(rig, prefix, reply, -1);
    *mark = rig->wire_length;
    return rig;
}

static void assert_wire(struct mrig *rig, size_t mark, const char *want)
{
    assert_string_equal(rig->wire + mark, want);
}

static void test_dial_and_hang_up(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("ATD", "\r\nOK\r\n", &mark);
    (void)state;
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_DIALLED], 1);
    assert_int_equal(last(rig, MODEM_EVENT_DIALLED)->result, AT_RESULT_OK);
    assert_false(last(rig, MODEM_EVENT_DIALLED)->cut);
    assert_false(modem_dial(&rig->modem, AGENT, rig->now)); /* one is up */
    mrig_line(rig, "+CLCC: 1,0,3,0,0,\"+12025550100\",145");
    mrig_run(rig, 10000);
    assert_true(modem_hang_up(&rig->modem));
    mrig_settle(rig);
    mrig_line(rig, "NO CARRIER"); /* of the hang-up */
    assert_int_equal(rig->events[MODEM_EVENT_HUNG_UP], 1);
    assert_int_equal(rig->events[MODEM_EVENT_DIAL_OVER], 0);
    assert_int_equal(rig->events[MODEM_EVENT_URC], 0);
    assert_wire(rig, mark, "ATD+12025550100;|AT+CHUP|");
    assert_true(modem_dial(&rig->modem, "2025550100", rig->now));
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_DIALLED], 2);
    free(rig);
}

static void test_dial_fails(void **state)
{
    static const struct {
        const char *reply;
        enum at_result result;
        int code;
    } ROWS[] = {
        {"\r\nERROR\r\n", AT_RESULT_ERROR, AT_CODE_NONE},
        {"\r\n+CME ERROR: 30\r\n", AT_RESULT_CME, 30},
        {"\r\nNO CARRIER\r\n", AT_RESULT_NO_CALL, CALL_NO_CARRIER},
        {"\r\nBUSY\r\n", AT_RESULT_NO_CALL, CALL_BUSY},
        {"\r\nVOICE CALL: BEGIN\r\n\r\nNO ANSWER\r\n", AT_RESULT_NO_CALL, CALL_NO_ANSWER},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        size_t mark;
        struct mrig *rig = with_rule("ATD", ROWS[i].reply, &mark);
        assert_true(modem_dial(&rig->modem, AGENT, rig->now));
        mrig_settle(rig);
        assert_int_equal(rig->events[MODEM_EVENT_DIALLED], 1);
        assert_int_equal(last(rig, MODEM_EVENT_DIALLED)->result, ROWS[i].result);
        assert_int_equal(last(rig, MODEM_EVENT_DIALLED)->code, ROWS[i].code);
        mrig_line(rig, "NO CARRIER"); /* once more, for the same end */
        assert_int_equal(rig->events[MODEM_EVENT_URC], 0);
        assert_true(modem_dial(&rig->modem, AGENT, rig->now)); /* and may be tried again */
        free(rig);
    }
}

static void test_far_end_refuses_later(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("ATD", "\r\nOK\r\n", &mark);
    (void)state;
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_settle(rig);
    mrig_line(rig, "+CCWA: \"+12025550143\",145,1"); /* a caller meanwhile: the core's business */
    assert_int_equal(rig->events[MODEM_EVENT_URC], 1);
    mrig_line(rig, "BUSY");
    assert_int_equal(rig->events[MODEM_EVENT_DIAL_OVER], 1);
    assert_int_equal(rig->events[MODEM_EVENT_URC], 1);
    mrig_line(rig, "RING"); /* who waited rings now, and gives up */
    mrig_line(rig, "NO CARRIER");
    assert_int_equal(rig->events[MODEM_EVENT_URC], 3);
    free(rig);
}

/* A modem that answers when the far end does: the text goes first, and the ringing ends. */
static void test_dial_gives_way(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("ATD", "", &mark);
    (void)state;
    rig->cut_reply = "\r\nNO CARRIER\r\n";
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_run(rig, 3000);
    mrig_line(rig, "RING"); /* passes at any moment */
    assert_int_equal(rig->events[MODEM_EVENT_URC], 1);
    assert_true(modem_read(&rig->modem, "", 3)); /* a stored message can wait */
    mrig_run(rig, 3000);
    assert_wire(rig, mark, "ATD+12025550100;|");
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    mrig_settle(rig);
    assert_int_equal(last(rig, MODEM_EVENT_DIALLED)->result, AT_RESULT_NO_CALL);
    assert_true(last(rig, MODEM_EVENT_DIALLED)->cut);
    assert_int_equal(rig->events[MODEM_EVENT_PROMPT], 1);
    assert_wire(rig, mark, "ATD+12025550100;|^M|AT+CMGS=26|");
    free(rig);
}

static void test_dial_unanswered(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("ATD", "", &mark);
    (void)state;
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_run(rig, 61000);
    assert_int_equal(last(rig, MODEM_EVENT_DIALLED)->result, AT_RESULT_TIMEOUT);
    assert_false(modem_dial(&rig->modem, AGENT, rig->now)); /* it may ring all the same */
    mrig_line(rig, "NO CARRIER");
    assert_int_equal(rig->events[MODEM_EVENT_DIAL_OVER], 1);
    free(rig);
}

static void test_what_cannot_be_dialled(void **state)
{
    static const char *const NUMBERS[] = {"",
                                          "+",
                                          "911",
                                          "112",
                                          "+123456",
                                          "*#21#",
                                          "2025550100;",
                                          "+1202555010 0",
                                          "Ann",
                                          "++2025550100",
                                          "1234567890123456",
                                          "2025550100,1"};
    struct mrig *rig = mrig_ready(NULL);
    size_t mark = rig->wire_length;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NUMBERS); i++)
        if (modem_dial(&rig->modem, NUMBERS[i], rig->now))
            fail_msg("%s was dialled", NUMBERS[i]);
    mrig_settle(rig);
    assert_wire(rig, mark, "");
    free(rig);
}

static void test_when_nothing_is_dialled_or_asked(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    size_t mark = rig->wire_length;
    (void)state;
    modem_list_calls(&rig->modem); /* busy */
    assert_false(modem_dial(&rig->modem, AGENT, rig->now));
    assert_false(modem_query_forward(&rig->modem, MODEM_FORWARD_BUSY, rig->now));
    assert_false(modem_erase_forward(&rig->modem, MODEM_FORWARD_BUSY, rig->now));
    mrig_settle(rig);
    mrig_line(rig, "+CEREG: 0");
    mrig_line(rig, "+CREG: 6"); /* for messages only: no call comes about */
    assert_true(modem_is_armed(&rig->modem));
    assert_false(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_line(rig, "+CREG: 0");
    assert_false(modem_dial(&rig->modem, AGENT, rig->now));
    assert_false(modem_query_forward(&rig->modem, MODEM_FORWARD_BUSY, rig->now));
    assert_wire(rig, mark, "AT+CLCC|");
    free(rig);
}

static void test_lost_while_dialling(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("ATD", "", &mark);
    (void)state;
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_settle(rig);
    mrig_line(rig, "RDY");
    assert_int_equal(last(rig, MODEM_EVENT_DIALLED)->result, AT_RESULT_LOST);
    mrig_run(rig, 3000);
    mrig_line(rig, "NO CARRIER"); /* a caller's */
    assert_int_equal(rig->events[MODEM_EVENT_DIAL_OVER], 0);
    assert_int_equal(rig->events[MODEM_EVENT_URC], 1);
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    mrig_settle(rig);
    modem_link_down(&rig->modem);
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_DIALLED], 2);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 3000);
    assert_true(modem_dial(&rig->modem, AGENT, rig->now));
    free(rig);
}

static void test_forwards(void **state)
{
    static const struct {
        const char *reply;
        enum at_result result;
        int active;
        const char *number;
    } ROWS[] = {
        {"\r\n+CCFC: 1,1,\"+12025550199\",145\r\n\r\nOK\r\n", AT_RESULT_OK, 1, "+12025550199"},
        {"\r\n+CCFC: 0,7\r\n\r\nOK\r\n", AT_RESULT_OK, 0, ""},
        {"\r\n+CCFC: 0\r\n\r\nOK\r\n", AT_RESULT_OK, 0, ""},
        {"\r\n+CCFC: 0,1\r\n+CCFC: 1,2,\"+12025550198\",145\r\n\r\nOK\r\n", AT_RESULT_OK, 0, ""},
        {"\r\n+CCFC: 1,5,\"2025550199\",129\r\n+CCFC: 0,1\r\n\r\nOK\r\n", AT_RESULT_OK, 1, "2025550199"},
        {"\r\n+CCFC: 1,4,\"2025550199\",129\r\n\r\nOK\r\n", AT_RESULT_OK, -1, ""}, /* fax alone */
        {"\r\nOK\r\n", AT_RESULT_OK, -1, ""},
        {"\r\nERROR\r\n", AT_RESULT_ERROR, -1, ""},
        {"\r\n+CCFC: 0,1\r\n\r\n+CME ERROR: 30\r\n", AT_RESULT_CME, -1, ""},
        {"", AT_RESULT_TIMEOUT, -1, ""},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        size_t mark;
        struct mrig *rig = with_rule("AT+CCFC", ROWS[i].reply, &mark);
        assert_true(modem_query_forward(&rig->modem, MODEM_FORWARD_NO_REPLY, rig->now));
        mrig_run(rig, 60000);
        const struct modem_event *event = last(rig, MODEM_EVENT_FORWARD);
        assert_int_equal(rig->events[MODEM_EVENT_FORWARD], 1);
        assert_int_equal(event->argument, MODEM_FORWARD_NO_REPLY);
        if (event->result != ROWS[i].result || event->urc.value != ROWS[i].active ||
            strcmp(event->urc.number, ROWS[i].number) != 0)
            fail_msg("row %zu: result %d, active %d, <%s>", i, (int)event->result, (int)event->urc.value,
                     event->urc.number);
        assert_int_equal(mrig_count(rig, mark, "AT+CCFC=2,2|"), 1);
        assert_int_equal(rig->events[MODEM_EVENT_URC], 0);
        free(rig);
    }
}

static void test_erase_is_checked(void **state)
{
    static const struct {
        const char *erase, *query, *wire;
        enum at_result result;
        int active;
    } ROWS[] = {
        {"\r\nOK\r\n", "\r\n+CCFC: 0,1\r\n\r\nOK\r\n", "AT+CCFC=3,4|AT+CCFC=3,2|", AT_RESULT_OK, 0},
        {"\r\nOK\r\n", "\r\n+CCFC: 1,1,\"+12025550199\",145\r\n\r\nOK\r\n", "AT+CCFC=3,4|AT+CCFC=3,2|",
         AT_RESULT_OK, 1},
        {"\r\nOK\r\n", "\r\nERROR\r\n", "AT+CCFC=3,4|AT+CCFC=3,2|", AT_RESULT_ERROR, -1},
        {"\r\n+CME ERROR: 4\r\n", "\r\nOK\r\n", "AT+CCFC=3,4|", AT_RESULT_CME, -1},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        size_t mark;
        struct mrig *rig = with_rule("AT+CCFC=3,4", ROWS[i].erase, &mark);
        mrig_on(rig, "AT+CCFC=3,2", ROWS[i].query, -1);
        assert_true(modem_erase_forward(&rig->modem, MODEM_FORWARD_UNREACHABLE, rig->now));
        mrig_settle(rig);
        assert_wire(rig, mark, ROWS[i].wire);
        assert_int_equal(rig->events[MODEM_EVENT_FORWARD], 1);
        assert_int_equal(last(rig, MODEM_EVENT_FORWARD)->argument, MODEM_FORWARD_UNREACHABLE);
        assert_int_equal(last(rig, MODEM_EVENT_FORWARD)->result, ROWS[i].result);
        assert_int_equal(last(rig, MODEM_EVENT_FORWARD)->urc.value, ROWS[i].active);
        free(rig);
    }
}

/* The network takes its time, and a caller's text does not wait for it. */
static void test_forward_gives_way(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("AT+CCFC", "", &mark);
    (void)state;
    assert_true(modem_query_forward(&rig->modem, MODEM_FORWARD_BUSY, rig->now));
    mrig_run(rig, 2000);
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_AGENT));
    mrig_run(rig, 800);
    assert_wire(rig, mark, "AT+CCFC=1,2|^M|AT+CMGS=26|");
    assert_int_equal(last(rig, MODEM_EVENT_FORWARD)->result, AT_RESULT_TIMEOUT);
    assert_true(last(rig, MODEM_EVENT_FORWARD)->cut);
    mrig_line(rig, "+CCFC: 1,1,\"+12025550199\",145"); /* too late, and of no known reason */
    mrig_line(rig, "OK");
    char out[16];
    size_t n = modem_body(&rig->modem, "0011", rig->now, out, sizeof out);
    mrig_host(rig, out, n);
    mrig_settle(rig);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_OK);
    assert_false(modem_query_forward(&rig->modem, MODEM_FORWARD_NO_REPLY, rig->now));
    mrig_run(rig, 58000);
    assert_false(modem_query_forward(&rig->modem, MODEM_FORWARD_NO_REPLY, rig->now));
    mrig_run(rig, 3000);
    assert_true(modem_query_forward(&rig->modem, MODEM_FORWARD_NO_REPLY, rig->now));
    free(rig);
}

/* The check behind an erasure finds no room. */
static void test_erase_with_a_full_queue(void **state)
{
    size_t mark;
    struct mrig *rig = with_rule("AT+CCFC", "", &mark);
    (void)state;
    assert_true(modem_erase_forward(&rig->modem, MODEM_FORWARD_BUSY, rig->now));
    mrig_settle(rig);
    while (modem_read(&rig->modem, "", 3))
        ;
    mrig_line(rig, "OK");
    assert_int_equal(rig->events[MODEM_EVENT_FORWARD], 1);
    assert_int_equal(last(rig, MODEM_EVENT_FORWARD)->result, AT_RESULT_LOST);
    assert_int_equal(last(rig, MODEM_EVENT_FORWARD)->urc.value, -1);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dial_and_hang_up),
        cmocka_unit_test(test_dial_fails),
        cmocka_unit_test(test_far_end_refuses_later),
        cmocka_unit_test(test_dial_gives_way),
        cmocka_unit_test(test_dial_unanswered),
        cmocka_unit_test(test_what_cannot_be_dialled),
        cmocka_unit_test(test_when_nothing_is_dialled_or_asked),
        cmocka_unit_test(test_lost_while_dialling),
        cmocka_unit_test(test_forwards),
        cmocka_unit_test(test_erase_is_checked),
        cmocka_unit_test(test_forward_gives_way),
        cmocka_unit_test(test_erase_with_a_full_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
