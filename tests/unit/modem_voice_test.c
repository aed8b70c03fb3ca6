/* Voice apart from texts: what each family tells of it, when it is asked, and that the box stays armed. */
#include "support/modem_rig.h"

static const char IMS_ON[] = "\r\n+QCFG: \"ims\",1,1\r\n\r\nOK\r\n";
static const char IMS_OFF[] = "\r\n+QCFG: \"ims\",1,0\r\n\r\nOK\r\n";
static const char LTE_ONLY[] = "\r\n+CREG: 0,0\r\n\r\nOK\r\n";

enum { MINUTE = 60000, ALL = MODEM_NO_CALLS | MODEM_MISSING_IMS | MODEM_MISSING_LTE };

/* A modem of that model, armed; `answer` to its voice question. */
static struct mrig *rig_of(const char *model, const char *question, const char *answer)
{
    static char said[80];
    struct mrig *rig = mrig_new(NULL);

    (void)snprintf(said, sizeof said, "\r\n%s\r\n\r\nOK\r\n", model);
    mrig_on(rig, "AT+CGMM", said, -1);
    if (question != NULL)
        mrig_on(rig, question, answer, -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 2000);
    assert_true(modem_is_armed(&rig->modem));
    return rig;
}

static unsigned lacks(const struct mrig *rig)
{
    return rig->modem.missing & (unsigned)ALL;
}

/* What each family is asked, and what its answers mean after two of them. */
static void test_every_family(void **state)
{
    static const struct {
        const char *model, *question, *answer;
        unsigned lacks;
    } ROWS[] = {
        {"EG25-G", "AT+QCFG=\"ims\"", IMS_ON, 0},
        {"EG25-G", "AT+QCFG=\"ims\"", IMS_OFF, MODEM_MISSING_IMS},
        {"EG25-G", "AT+QCFG=\"ims\"", "\r\n+QCFG: \"ims\",0,1\r\n\r\nOK\r\n", 0},
        {"EC200U", "AT+QCFG=\"ims\"", "\r\n+QCFG: \"ims\",1\r\n\r\nOK\r\n",
         0}, /* nobody knows what it means */
        {"SIM7600G-H", "AT+CIREG?", "\r\n+CIREG: 0,0\r\n\r\nOK\r\n", MODEM_MISSING_IMS},
        {"A7670SA", "AT+CIREG?", "\r\n+CIREG: 0,1\r\n\r\nOK\r\n", 0},
        {"A7670SA", "AT+CIREG?", "\r\n+CIREG: 0,1,4\r\n\r\nOK\r\n", MODEM_MISSING_IMS}, /* texts alone */
        {"SIM7670G-MNGV", "AT+CIREG?", "\r\n+CIREG: 0,1\r\n\r\nOK\r\n", MODEM_MISSING_MODEL},
        {"LARA-R6001", "AT+CIREG?", "\r\n+CIREG: 2,0\r\n\r\nOK\r\n", MODEM_MISSING_IMS},
        {"SARA-R510S", "AT+CIREG?", "\r\nERROR\r\n", MODEM_MISSING_MODEL},
        {"LE910C4-NF", "AT+CIREG?", "\r\n+CIREG: 2,1\r\n\r\nOK\r\n", 0},
        {"E3372", "AT^CVOICE?", "\r\n^CVOICE:0,8000,16,20\r\n\r\nOK\r\n", 0},
        {"E3372", "AT^CVOICE?", "\r\n^CVOICE:1\r\n\r\nOK\r\n", MODEM_MISSING_MODEL},
        {"E1550", "AT^CVOICE?", "\r\nCOMMAND NOT SUPPORT\r\n", MODEM_MISSING_LTE},
        {"SIMCOM_SIM868", NULL, NULL, MODEM_MISSING_LTE},
        {"TESTMODEM", NULL, NULL, 0},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = rig_of(ROWS[i].model, ROWS[i].question, ROWS[i].answer);
        mrig_run(rig, 3 * MINUTE);
        if (lacks(rig) != ROWS[i].lacks || !modem_is_armed(&rig->modem))
            fail_msg("%s: %s: lacks %x", ROWS[i].model, ROWS[i].answer, lacks(rig));
        if (ROWS[i].question != NULL)
            assert_true(mrig_count(rig, 0, ROWS[i].question) >= 1);
        free(rig);
    }
}

/* The generic profile asks nothing of the kind; bring-up asks nothing before it is armed. */
static void test_asked_only_when_armed(void **state)
{
    struct mrig *rig = rig_of("TESTMODEM", NULL, NULL);
    (void)state;
    mrig_run(rig, 10 * MINUTE);
    assert_int_equal(mrig_count(rig, 0, "CIREG") + mrig_count(rig, 0, "QCFG"), 0);
    free(rig);
    rig = rig_of("EG25-G", "AT+QCFG=\"ims\"", IMS_ON);
    const char *registration = strstr(rig->wire, "AT+CEREG?|"), *asked = strstr(rig->wire, "AT+QCFG");
    assert_true(registration != NULL && asked > registration);
    free(rig);
}

/* Lost and found again: believed at the second "no", and at once when it is back. */
static void test_ims_comes_and_goes(void **state)
{
    struct mrig *rig = rig_of("EG25-G", NULL, NULL);
    (void)state;
    mrig_on(rig, "AT+QCFG=\"ims\"", IMS_OFF, 1);
    mrig_on(rig, "AT+QCFG=\"ims\"", IMS_ON, 1);
    mrig_on(rig, "AT+QCFG=\"ims\"", IMS_OFF, 2);
    mrig_on(rig, "AT+QCFG=\"ims\"", IMS_ON, -1);
    modem_link_down(&rig->modem);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 2000);
    assert_int_equal(lacks(rig), 0); /* IMS comes up later than the registration */
    mrig_run(rig, MINUTE);
    assert_int_equal(lacks(rig), 0);
    mrig_run(rig, 5 * MINUTE);
    assert_int_equal(lacks(rig), 0); /* one "no" */
    unsigned told = rig->events[MODEM_EVENT_STATE];
    mrig_run(rig, MINUTE);
    assert_int_equal(lacks(rig), MODEM_MISSING_IMS); /* two */
    assert_true(rig->events[MODEM_EVENT_STATE] > told);
    mrig_run(rig, MINUTE);
    assert_int_equal(lacks(rig), 0);
    mrig_line(rig, "+CIREGU: 0");
    mrig_line(rig, "+CIREGU: 0"); /* unasked lines count alike */
    assert_int_equal(lacks(rig), MODEM_MISSING_IMS);
    mrig_line(rig, "+CIREGU: 1");
    assert_int_equal(lacks(rig), 0);
    free(rig);
}

/* Nothing but LTE, and no IMS: no call can come, so none is placed either. With 2G or 3G beside it, one can.
 */
static void test_circuit_switched_registration_counts(void **state)
{
    (void)state;
    for (int circuit = 0; circuit < 2; circuit++) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT+CGMM", "\r\nEG25-G\r\n\r\nOK\r\n", -1);
        mrig_on(rig, "AT+QCFG=\"ims\"", IMS_OFF, -1);
        if (!circuit)
            mrig_on(rig, "AT+CREG?", LTE_ONLY, -1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 2 * MINUTE);
        assert_true(modem_is_armed(&rig->modem)); /* texts go */
        assert_int_equal(lacks(rig), MODEM_MISSING_IMS | (circuit ? 0U : (unsigned)MODEM_MISSING_VOICE));
        assert_int_equal(modem_dial(&rig->modem, "+12025550143", rig->now), circuit);
        free(rig);
    }
    struct mrig *rig = rig_of("SIM7670G", NULL, NULL);
    assert_false(modem_dial(&rig->modem, "+12025550143", rig->now));
    free(rig);
}

/* A question that is refused gives way to the next; one that is not answered is never asked again. */
static void test_refused_and_unanswered(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CGMM", "\r\nA7670SA\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CIREG?", "\r\n+CME ERROR: 4\r\n", -1);
    mrig_on(rig, "AT+CAVIMS?", "\r\n+CAVIMS: 0\r\n\r\nOK\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 4 * MINUTE);
    assert_int_equal(mrig_count(rig, 0, "AT+CIREG?|"), 1);
    assert_int_equal(lacks(rig), MODEM_MISSING_IMS);
    free(rig);

    rig = rig_of("EG25-G", "AT+QCFG=\"ims\"", "");
    mrig_run(rig, 10 * MINUTE);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(mrig_count(rig, 0, "AT+QCFG=\"ims\"|"), 1);
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 0);
    modem_link_down(&rig->modem);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 10 * MINUTE);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(mrig_count(rig, 0, "AT+QCFG=\"ims\"|"), 1);
    assert_int_equal(lacks(rig), 0); /* nothing is claimed that nobody told */
    free(rig);
}

/* An idle hour: two commands a minute at most, whatever is the matter. */
static void test_idle_minute(void **state)
{
    static const struct {
        const char *voice, *operator_name;
    } ROWS[] = {
        {IMS_ON, "\r\n+COPS: 0,0,\"Test\",7\r\n\r\nOK\r\n"},
        {IMS_OFF, "\r\n+COPS: 0,0,\"Test\",7\r\n\r\nOK\r\n"},
        {IMS_OFF, "\r\n+COPS: 0\r\n\r\nOK\r\n"},
        {"\r\nERROR\r\n", "\r\nERROR\r\n"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT+CGMM", "\r\nEG25-G\r\n\r\nOK\r\n", -1);
        mrig_on(rig, "AT+QCFG=\"ims\"", ROWS[i].voice, -1);
        mrig_on(rig, "AT+COPS?", ROWS[i].operator_name, -1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, MINUTE / 2);
        for (int minute = 0; minute < 60; minute++) {
            size_t mark = rig->wire_length;
            mrig_run(rig, MINUTE);
            if (mrig_count(rig, mark, "|") > 2)
                fail_msg("row %zu, minute %d: %s", i, minute, rig->wire + mark);
        }
        free(rig);
    }
}

/* EP06 knows ^DSCI alone; a modem without "all" gets its lines on USB. */
static void test_the_other_command_only_after_a_refusal(void **state)
{
    struct mrig *rig = rig_of("EG25-G", NULL, NULL);
    (void)state;
    assert_int_equal(mrig_count(rig, 0, "usbat") + mrig_count(rig, 0, "DSCI"), 0);
    free(rig);
    rig = mrig_new(NULL);
    mrig_on(rig, "AT+CGMM", "\r\nEP06\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+QURCCFG=\"urcport\",\"all\"", "\r\nERROR\r\n", -1);
    mrig_on(rig, "AT+QINDCFG", "\r\n+CME ERROR: 58\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 2000);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(
        mrig_count(rig, 0, "AT+QURCCFG=\"urcport\",\"usbat\"|AT+QINDCFG=\"ccinfo\",1,0|AT^DSCI=1|"), 1);
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_family),
        cmocka_unit_test(test_asked_only_when_armed),
        cmocka_unit_test(test_ims_comes_and_goes),
        cmocka_unit_test(test_circuit_switched_registration_counts),
        cmocka_unit_test(test_refused_and_unanswered),
        cmocka_unit_test(test_idle_minute),
        cmocka_unit_test(test_the_other_command_only_after_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
