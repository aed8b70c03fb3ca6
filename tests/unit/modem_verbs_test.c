/* What can be asked of a modem that is ready, and what it tells: sending, hanging up, stores, health,
 * restarts, links. */
#include "support/modem_rig.h"

static struct modem_event *last(struct mrig *rig, enum modem_event_kind kind)
{
    return &rig->last[kind];
}

static void body(struct mrig *rig)
{
    char out[64];
    size_t n = modem_body(&rig->modem, "0011", rig->now, out, sizeof out);
    mrig_host(rig, out, n);
}

static void test_send(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_PROMPT], 1);
    assert_int_equal(last(rig, MODEM_EVENT_PROMPT)->argument, 77);
    body(rig);
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_SENT], 1);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->argument, 77);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_OK);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->reference, 12);
    assert_true(last(rig, MODEM_EVENT_SENT)->body_sent);
    assert_int_equal(mrig_count(rig, 0, "AT+CMGS=26|^Z|"), 1);
    free(rig);
}

static void test_ok_without_a_reference(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_on(rig, "\x1a", "\r\nOK\r\n", 1);
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    mrig_settle(rig);
    body(rig);
    mrig_settle(rig);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_OK);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->reference, -1);
    free(rig);
}

static void test_abandon(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    char out[8];
    (void)state;
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    mrig_settle(rig);
    size_t n = modem_abandon(&rig->modem, rig->now, out, sizeof out);
    mrig_host(rig, out, n);
    mrig_line(rig, "OK");
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_LOST);
    assert_false(last(rig, MODEM_EVENT_SENT)->body_sent);
    free(rig);
}

static void test_late_reference(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_on(rig, "\x1a", "", 1);
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    mrig_settle(rig);
    body(rig);
    mrig_run(rig, 200000);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_TIMEOUT);
    mrig_line(rig, "+CMGS: 31");
    assert_int_equal(rig->events[MODEM_EVENT_LATE_REFERENCE], 1);
    assert_int_equal(last(rig, MODEM_EVENT_LATE_REFERENCE)->reference, 31);
    mrig_line(rig, "OK");
    assert_int_equal(rig->events[MODEM_EVENT_SENT], 1);
    free(rig);
}

static void test_hang_up(void **state)
{
    static const struct {
        const char *chup, *ath, *wire;
        enum at_result result;
    } ROWS[] = {
        {"\r\nOK\r\n", "\r\nOK\r\n", "AT+CHUP|", AT_RESULT_OK},
        {"\r\nERROR\r\n", "\r\nOK\r\n", "AT+CHUP|ATH|", AT_RESULT_OK},
        {"", "\r\nOK\r\n", "AT+CHUP|ATH|",
         AT_RESULT_OK}, /* can stay unanswered: asterisk-chan-quectel issue 3 */
        {"\r\nERROR\r\n", "\r\nERROR\r\n", "AT+CHUP|ATH|", AT_RESULT_ERROR},
        {"", "", "AT+CHUP|ATH|", AT_RESULT_TIMEOUT},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_ready(NULL);
        size_t mark = rig->wire_length;
        mrig_on(rig, "AT+CHUP", ROWS[i].chup, -1);
        mrig_on(rig, "ATH", ROWS[i].ath, -1);
        assert_true(modem_hang_up(&rig->modem));
        mrig_run(rig, 10000);
        assert_string_equal(rig->wire + mark, ROWS[i].wire);
        assert_int_equal(rig->events[MODEM_EVENT_HUNG_UP], 1);
        assert_int_equal(last(rig, MODEM_EVENT_HUNG_UP)->result, ROWS[i].result);
        free(rig);
    }
}

static void test_call_list(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_on(rig, "AT+CLCC", "\r\n+CLCC: 1,1,4,0,0,\"2025550143\",129\r\n\r\n+CLCC: 2,1,5,0,0\r\n\r\nOK\r\n",
            1);
    modem_list_calls(&rig->modem);
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_URC], 2);
    assert_int_equal(rig->events[MODEM_EVENT_CALLS], 1);
    modem_list_calls(&rig->modem); /* none: a bare OK is an answer */
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_CALLS], 2);
    assert_int_equal(last(rig, MODEM_EVENT_CALLS)->result, AT_RESULT_OK);
    free(rig);
}

static void test_stores(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    size_t mark = rig->wire_length;
    (void)state;
    assert_true(modem_read(&rig->modem, "", 3));
    mrig_settle(rig);
    assert_true(modem_read(&rig->modem, "SM", 4));
    mrig_settle(rig);
    assert_true(modem_read(&rig->modem, "SR", 8));
    mrig_settle(rig);
    assert_true(modem_delete(&rig->modem, "SR", 8));
    mrig_settle(rig);
    assert_true(modem_delete(&rig->modem, "SM", 4));
    mrig_settle(rig);
    assert_true(modem_list_store(&rig->modem, ""));
    assert_false(modem_list_store(&rig->modem, "")); /* one is enough */
    mrig_settle(rig);
    assert_string_equal(rig->wire + mark, "AT+CMGR=3|AT+CMGR=4|AT+CPMS=\"SR\";+CMGR=8|AT+CMGD=8|"
                                          "AT+CPMS=\"SM\";+CMGD=4|AT+CMGL=4|");
    assert_int_equal(rig->events[MODEM_EVENT_READ], 3);
    assert_int_equal(rig->events[MODEM_EVENT_DELETED], 2);
    assert_int_equal(last(rig, MODEM_EVENT_DELETED)->argument, 4);
    assert_int_equal(rig->events[MODEM_EVENT_LISTED], 1);
    free(rig);
}

/* A store that could not be chosen: the next command names its own again, and never deletes from the wrong
 * one. */
static void test_refused_store_is_not_taken_for_chosen(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_on(rig, "AT+CPMS=\"SR\"", "\r\n+CMS ERROR: 321\r\n", -1);
    assert_true(modem_read(&rig->modem, "SR", 8));
    mrig_settle(rig);
    size_t mark = rig->wire_length;
    assert_true(modem_delete(&rig->modem, "SM", 8));
    mrig_settle(rig);
    assert_string_equal(rig->wire + mark, "AT+CPMS=\"SM\";+CMGD=8|");
    free(rig);
}

/* Several queued at once: each goes with its own store, whatever the order. */
static void test_queued_store_commands_keep_their_store(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    const char *store = "SM";
    (void)state;
    size_t mark = rig->wire_length;
    mrig_on(rig, "AT+CPMS=\"SR\"", "\r\n+CMS ERROR: 321\r\n", -1);
    assert_true(modem_read(&rig->modem, "SR", 8));
    assert_true(modem_delete(&rig->modem, "SR", 8));
    assert_true(modem_delete(&rig->modem, "SM", 1));
    mrig_settle(rig);
    for (char *p = rig->wire + mark; *p != '\0';) {
        char *end = strchr(p, '|');
        bool refused = false;
        if (strncmp(p, "AT+CPMS=\"SR\"", 12) == 0)
            refused = true;
        else if (strncmp(p, "AT+CPMS=\"SM\"", 12) == 0)
            store = "SM";
        if (!refused && strncmp(end - 7, "+CMGD=8", 7) == 0)
            fail_msg("slot 8 of %s was deleted: %s", store, rig->wire + mark);
        p = end + 1;
    }
    free(rig);
}

static void test_acknowledge_only_where_it_is_wanted(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    assert_true(modem_acknowledge(&rig->modem));
    mrig_settle(rig);
    assert_int_equal(mrig_count(rig, 0, "AT+CNMA|"), 1);
    free(rig);
    rig = mrig_new(NULL);
    mrig_on(rig, "AT+CSMS=1", "\r\nERROR\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 3000);
    assert_true(modem_acknowledge(&rig->modem));
    mrig_settle(rig);
    assert_int_equal(mrig_count(rig, 0, "AT+CNMA|"), 0);
    free(rig);
}

static void test_nothing_can_be_queued_without_a_link(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    char out[TB_AT_COMMAND_MAX + 2];
    (void)state;
    assert_false(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    assert_false(modem_hang_up(&rig->modem));
    assert_false(modem_can_send(&rig->modem));
    assert_int_equal(rig->modem.why, MODEM_WHY_NO_PORT);
    assert_int_equal(modem_pump(&rig->modem, rig->now, out, sizeof out), 0);
    assert_int_equal(modem_deadline(&rig->modem), TB_NEVER);
    free(rig);
}

static void test_link_down_completes_what_was_in_flight(void **state)
{
    static const struct {
        bool body, at_once;
    } ROWS[] = {{false, false}, {true, false}, {false, true}, {true, true}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_ready(NULL);
        mrig_on(rig, "\x1a", "", -1);
        assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
        mrig_settle(rig);
        if (ROWS[i].body)
            body(rig);
        assert_true(modem_hang_up(&rig->modem));
        assert_true(modem_read(&rig->modem, "", 3));
        modem_link_down(&rig->modem);
        if (ROWS[i].at_once) /* back before anybody looked */
            modem_link_up(&rig->modem, rig->now);
        mrig_settle(rig);
        assert_int_equal(rig->events[MODEM_EVENT_SENT], 1);
        assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_LOST);
        assert_int_equal(last(rig, MODEM_EVENT_SENT)->body_sent, ROWS[i].body);
        assert_int_equal(rig->events[MODEM_EVENT_HUNG_UP], 1);
        assert_int_equal(rig->events[MODEM_EVENT_READ], 1);
        if (!ROWS[i].at_once) {
            assert_int_equal(rig->modem.state, MODEM_NO_LINK);
            modem_link_up(&rig->modem, rig->now);
        }
        mrig_run(rig, 3000);
        assert_true(modem_is_armed(&rig->modem));
        free(rig);
    }
}

static void test_restart_completes_what_was_in_flight(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_on(rig, "\x1a", "", -1);
    assert_true(modem_send(&rig->modem, 26, 77, AT_PRIORITY_TEXT));
    mrig_settle(rig);
    body(rig);
    mrig_line(rig, "RDY");
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 1);
    assert_int_equal(last(rig, MODEM_EVENT_SENT)->result, AT_RESULT_LOST);
    assert_true(last(rig, MODEM_EVENT_SENT)->body_sent);
    mrig_run(rig, 3000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_health(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_run(rig, 60000);
    unsigned healthy = rig->events[MODEM_EVENT_HEALTHY];
    assert_true(healthy >= 1);
    mrig_run(rig, 600000);
    assert_int_equal(rig->events[MODEM_EVENT_HEALTHY], healthy + 10);
    mrig_on(rig, "AT+CSQ", "", 1); /* one miss is nothing */
    mrig_run(rig, 120000);
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 0);
    mrig_on(rig, "AT+CSQ", "\r\nERROR\r\n", 1); /* an error is an answer */
    mrig_run(rig, 120000);
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 0);
    mrig_on(rig, "AT+CSQ", "", 2);
    mrig_run(rig, 120000);
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 1);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static const char ECHOED[] = "AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n";

/* A restart with no line of its own: the echo that was off is back. Echo that never went is none. */
static void test_echo_back_on_means_a_restart(void **state)
{
    (void)state;
    for (int was_off = 0; was_off < 2; was_off++) {
        struct mrig *rig = mrig_new(NULL);
        rig->echo = !was_off;
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 150000);
        assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 0);
        if (was_off)
            mrig_on(rig, "AT+CSQ", ECHOED, 1);
        size_t mark = rig->wire_length;
        mrig_run(rig, 120000);
        assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], was_off);
        assert_int_equal(mrig_count(rig, mark, "AT+CLIP=1|"), was_off ? 2 : 0);
        assert_true(modem_is_armed(&rig->modem));
        free(rig);
    }
}

/* Also when it came before the first check, behind which a text went. One that echoes the check alone is
 * brought up twice for it, and no more. */
static void test_echo_back_on_before_the_first_check(void **state)
{
    (void)state;
    for (int times = 1; times <= 9; times += 8) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT+CSQ", ECHOED, times);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 5 * 60000);
        assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], times == 1 ? 1 : 2);
        assert_true(modem_is_armed(&rig->modem));
        free(rig);
    }
}

/* Where the echo stays on, a setting that is not as it was made tells; one that never was is no sign. */
static void test_a_setting_undone_means_a_restart(void **state)
{
    (void)state;
    for (int was_made = 0; was_made < 2; was_made++) {
        struct mrig *rig = mrig_new(NULL);
        rig->echo = true;
        if (was_made)
            mrig_on(rig, "AT+CREG?", "\r\n+CREG: 1,1\r\n\r\nOK\r\n", 4);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 150000);
        mrig_line(rig, "+CREG: 0,1"); /* unasked: some write their cell so */
        assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 0);
        mrig_run(rig, 150000);
        assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], was_made);
        assert_int_equal(mrig_count(rig, 0, "AT+CREG?|"), was_made ? 6 : 1);
        assert_true(modem_is_armed(&rig->modem));
        free(rig);
    }
}

static void test_silence_asks_for_the_port_to_be_reopened(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    mrig_on(rig, "AT", "", -1);
    mrig_run(rig, 300000);
    assert_in_range(rig->events[MODEM_EVENT_REOPEN], 2, 4);
    assert_int_equal(rig->modem.why, MODEM_WHY_NO_ANSWER);
    assert_false(modem_can_send(&rig->modem));
    free(rig);
}

static void test_registration_comes_and_goes(void **state)
{
    static const struct {
        const char *line;
        enum modem_why why;
        unsigned missing;
    } ROWS[] = {
        {"+CREG: 2", MODEM_WHY_NONE, 0}, /* LTE still holds it */
        {"+CEREG: 0", MODEM_WHY_NOT_REGISTERED, 0},
        {"+CREG: 3", MODEM_WHY_DENIED, 0},
        {"+CREG: 6,\"8B37\",\"0A265185\",7", MODEM_WHY_NONE, MODEM_MISSING_VOICE}, /* SMS only: case reg-02 */
        {"+CREG: 5", MODEM_WHY_NONE, 0},
        {"+CREG: 0", MODEM_WHY_NOT_REGISTERED, 0},
        {"+CEREG: 1", MODEM_WHY_NONE, 0},
    };
    struct mrig *rig = mrig_ready(NULL);
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        mrig_line(rig, ROWS[i].line);
        if (rig->modem.why != ROWS[i].why || rig->modem.missing != ROWS[i].missing)
            fail_msg("%s: %s, missing %x", ROWS[i].line, modem_why_words(rig->modem.why), rig->modem.missing);
        assert_true(modem_can_send(&rig->modem));
        assert_int_equal(modem_is_armed(&rig->modem), ROWS[i].why == MODEM_WHY_NONE);
    }
    free(rig);
}

static void test_service_centre_and_pdu_mode_on_demand(void **state)
{
    static const struct modem_setup SETUP = {.profile = "auto", .smsc = "12025550159"};
    struct mrig *rig = mrig_ready(&SETUP);
    size_t mark = rig->wire_length;
    (void)state;
    assert_true(modem_write_smsc(&rig->modem));
    modem_assert_pdu_mode(&rig->modem);
    mrig_settle(rig);
    assert_string_equal(rig->wire + mark, "AT+CSCA=\"12025550159\",129|AT+CMGF=0|");
    free(rig);
    rig = mrig_ready(NULL);
    assert_false(modem_write_smsc(&rig->modem));
    free(rig);
}

static void test_noise(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    char bytes[TB_AT_LINE_MAX * 2];
    (void)state;
    memset(bytes, 'x', sizeof bytes - 3);
    memcpy(bytes + sizeof bytes - 3, "\r\n", 3);
    mrig_say(rig, bytes);
    mrig_settle(rig);
    assert_int_equal(rig->events[MODEM_EVENT_NOISE], 1);
    free(rig);
}

static void test_every_reason_has_words(void **state)
{
    (void)state;
    assert_string_equal(modem_why_words(MODEM_WHY_NONE), "");
    for (unsigned why = MODEM_WHY_NO_PORT; why <= MODEM_WHY_DENIED; why++)
        assert_true(strlen(modem_why_words((enum modem_why)why)) > 10);
    assert_string_equal(modem_why_words((enum modem_why)99), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_send),
        cmocka_unit_test(test_ok_without_a_reference),
        cmocka_unit_test(test_abandon),
        cmocka_unit_test(test_late_reference),
        cmocka_unit_test(test_hang_up),
        cmocka_unit_test(test_call_list),
        cmocka_unit_test(test_stores),
        cmocka_unit_test(test_refused_store_is_not_taken_for_chosen),
        cmocka_unit_test(test_queued_store_commands_keep_their_store),
        cmocka_unit_test(test_acknowledge_only_where_it_is_wanted),
        cmocka_unit_test(test_nothing_can_be_queued_without_a_link),
        cmocka_unit_test(test_link_down_completes_what_was_in_flight),
        cmocka_unit_test(test_restart_completes_what_was_in_flight),
        cmocka_unit_test(test_health),
        cmocka_unit_test(test_echo_back_on_means_a_restart),
        cmocka_unit_test(test_echo_back_on_before_the_first_check),
        cmocka_unit_test(test_a_setting_undone_means_a_restart),
        cmocka_unit_test(test_silence_asks_for_the_port_to_be_reopened),
        cmocka_unit_test(test_registration_comes_and_goes),
        cmocka_unit_test(test_service_centre_and_pdu_mode_on_demand),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_every_reason_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
