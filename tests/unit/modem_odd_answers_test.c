/* Modems that answer one command never, another too often "busy", and what is asked of them again. */
#include "support/modem_rig.h"

static const char SIM_BUSY[] = "\r\n+CME ERROR: 14\r\n";
static const char NO_SIM[] = "\r\n+CME ERROR: 10\r\n";

static bool armed_after(struct mrig *rig, int64_t ms)
{
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, ms);
    return modem_is_armed(&rig->modem);
}

/* Calls are texted all the same; that no text announces itself is said. */
static void test_news_of_texts_never_answered(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CNMI", "", 4); /* twice in each of two bring-ups */
    assert_true(armed_after(rig, 60000));
    assert_int_equal(mrig_count(rig, 0, "AT+CNMI"), 4);
    assert_int_equal(rig->modem.missing, MODEM_MISSING_NEWS);
    free(rig);
}

/* Neither the SIM nor the network is done without: both are asked again however often nothing came. */
static void test_sim_and_network_are_never_passed_over(void **state)
{
    static const struct {
        const char *query;
        int times; /* unanswered until bring-up begins anew */
    } ROWS[] = {{"AT+CPIN?", 4}, {"AT+CREG?", 2}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, ROWS[i].query, "", ROWS[i].times);
        assert_true(armed_after(rig, 60000));
        assert_int_equal(mrig_count(rig, 0, "ATE0|"), 2);
        assert_int_equal(mrig_count(rig, 0, ROWS[i].query), ROWS[i].times + 1);
        free(rig);
    }
}

/* After a minute of it the rest goes on, and what is missing is asked for again later. */
static void test_a_setting_that_stays_busy(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CCWA=1", SIM_BUSY, 62); /* once more by the first check */
    assert_false(armed_after(rig, 55000));
    mrig_run(rig, 10000);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(rig->modem.missing, MODEM_MISSING_WAITING);
    mrig_run(rig, 10 * 60000);
    assert_int_equal(rig->modem.missing, 0);
    free(rig);
}

/* Only a SIM that is ready ends the wait for it. */
static void test_a_locked_sim_does_not_end_the_wait(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CPIN?", NO_SIM, 1);
    assert_false(armed_after(rig, 1000));
    mrig_line(rig, "+CPIN: SIM PIN");
    mrig_run(rig, 1000);
    assert_int_equal(mrig_count(rig, 0, "AT+CPIN?|"), 1);
    mrig_line(rig, "+CPIN: READY");
    mrig_run(rig, 1000);
    assert_int_equal(mrig_count(rig, 0, "AT+CPIN?|"), 2);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

/* Nor does one that still searches. */
static void test_a_search_does_not_end_the_wait(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CREG?", "\r\n+CREG: 0,2\r\n\r\nOK\r\n", 1);
    mrig_on(rig, "AT+CEREG?", "\r\n+CEREG: 0,2\r\n\r\nOK\r\n", 1);
    assert_false(armed_after(rig, 1000));
    mrig_line(rig, "+CREG: 0");
    mrig_run(rig, 1000);
    assert_int_equal(mrig_count(rig, 0, "AT+CREG?|"), 1);
    mrig_line(rig, "+CREG: 1");
    mrig_run(rig, 1000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

/* The modem's own memory, where the SIM's is refused: there the texts are read and deleted from then on. */
static void test_texts_in_the_modems_own_memory(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CPMS=\"SM\"", "\r\n+CMS ERROR: 302\r\n", -1);
    assert_true(armed_after(rig, 2000));
    assert_string_equal(rig->modem.store, "ME");
    size_t mark = rig->wire_length;
    assert_true(modem_read(&rig->modem, "", 3));
    mrig_run(rig, 1000);
    assert_int_equal(mrig_count(rig, mark, "AT+CMGR=3|"), 1);
    assert_int_equal(mrig_count(rig, mark, "AT+CPMS=\"SM\""), 0);
    free(rig);
}

/* A network that refuses the SIM may take a text for all that, also before the modem was ever ready. */
static void test_texts_may_be_tried_where_the_network_refuses(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CREG?", "\r\n+CREG: 0,3\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CEREG?", "\r\n+CEREG: 0,3\r\n\r\nOK\r\n", -1);
    assert_false(armed_after(rig, 10000));
    assert_int_equal(rig->modem.why, MODEM_WHY_DENIED);
    assert_true(modem_can_send(&rig->modem));
    free(rig);
}

/* Of a check that was refused nobody learns whether echo is off, so that an echo is no sign of a restart yet.
 */
static void test_a_refused_check_says_nothing_of_echo(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CSQ", "\r\nERROR\r\n", 2);
    mrig_on(rig, "AT+CSQ", "AT+CSQ\r\r\n+CSQ: 20,99\r\n\r\nOK\r\n", 1);
    rig->echo = true; /* in the bring-up, which else would tell */
    modem_link_up(&rig->modem, rig->now);
    while (!modem_is_armed(&rig->modem))
        mrig_run(rig, 1);
    rig->echo = false;
    mrig_run(rig, 150000);
    assert_int_equal(mrig_count(rig, 0, "AT+CSQ|"), 3);
    assert_int_equal(rig->events[MODEM_EVENT_HEALTHY], 3); /* any answer shows it alive */
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 0);
    free(rig);
}

/* Without a registration of any kind, that it has no voice over LTE is not what keeps callers out. */
static void test_no_voice_where_there_is_no_network(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CGMM", "\r\nEG25-G\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+QCFG=\"ims\"", "\r\n+QCFG: \"ims\",1,0\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CREG?", "\r\n+CREG: 0,0\r\n\r\nOK\r\n", -1);
    assert_true(armed_after(rig, 120000));
    assert_int_equal(rig->modem.missing, MODEM_MISSING_IMS | MODEM_MISSING_VOICE);
    mrig_line(rig, "+CEREG: 2");
    assert_int_equal(rig->modem.missing, MODEM_MISSING_IMS);
    mrig_line(rig, "+CEREG: 1");
    assert_int_equal(rig->modem.missing, MODEM_MISSING_IMS | MODEM_MISSING_VOICE);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_news_of_texts_never_answered),
        cmocka_unit_test(test_sim_and_network_are_never_passed_over),
        cmocka_unit_test(test_a_setting_that_stays_busy),
        cmocka_unit_test(test_a_locked_sim_does_not_end_the_wait),
        cmocka_unit_test(test_a_search_does_not_end_the_wait),
        cmocka_unit_test(test_texts_in_the_modems_own_memory),
        cmocka_unit_test(test_texts_may_be_tried_where_the_network_refuses),
        cmocka_unit_test(test_a_refused_check_says_nothing_of_echo),
        cmocka_unit_test(test_no_voice_where_there_is_no_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
