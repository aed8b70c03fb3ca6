/* From an open port to READY or a stated reason, against modems that refuse, stall, lock and restart. */
#include "support/modem_rig.h"

static void test_ready(void **state)
{
    struct mrig *rig = mrig_ready(NULL);
    static const char *const ORDER[] = {"^[|AT|",     "ATE0|",     "AT+CMEE=1|",         "ATS0=0|",
                                        "AT+CLIP=1|", "AT+CPIN?|", "AT+CCWA=1|",         "AT+CMGF=0|",
                                        "AT+CSMS=1|", "AT+CPMS=",  "AT+CNMI=2,2,0,1,0|", "AT+CREG?|"};
    const char *at = rig->wire;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ORDER); i++) {
        at = strstr(at, ORDER[i]);
        if (at == NULL)
            fail_msg("%s is missing or too early in %s", ORDER[i], rig->wire);
    }
    assert_true(strncmp(rig->wire, "^[|AT|", 6) == 0);
    assert_int_equal(rig->modem.missing, 0);
    assert_true(rig->modem.acknowledge);
    assert_string_equal(rig->modem.model, "TESTMODEM");
    assert_string_equal(rig->modem.number, "+12025550101");
    assert_string_equal(modem_why_words(rig->modem.why), "");
    assert_true(modem_can_send(&rig->modem));
    free(rig);
}

static void test_any_answer_to_at_will_do(void **state)
{
    static const char *const ANSWERS[] = {"\r\nOK\r\n", "\r\nERROR\r\n", "AT\r\r\nOK\r\n",
                                          "\r\n+CME ERROR: 100\r\n"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ANSWERS); i++) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT", ANSWERS[i], 1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 2000);
        assert_true(modem_is_armed(&rig->modem));
        free(rig);
    }
}

struct reason {
    const char *name, *prefix, *reply, *pin;
    enum modem_why why;
    int64_t after_ms;
};

static const struct reason REASONS[] = {
    {"no answer", "AT", "", NULL, MODEM_WHY_NO_ANSWER, 30000},
    {"no SIM", "AT+CPIN?", "\r\n+CME ERROR: 10\r\n", NULL, MODEM_WHY_NO_SIM, 5000},
    {"no SIM in words", "AT+CPIN?", "\r\n+CME ERROR: SIM not inserted\r\n", NULL, MODEM_WHY_NO_SIM, 5000},
    {"SIM failure", "AT+CPIN?", "\r\n+CME ERROR: 13\r\n", NULL, MODEM_WHY_SIM_FAILURE, 5000},
    {"SIM wrong", "AT+CPIN?", "\r\n+CME ERROR: 15\r\n", NULL, MODEM_WHY_SIM_FAILURE, 5000},
    {"PIN wanted", "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", NULL, MODEM_WHY_PIN_WANTED, 5000},
    {"PIN wrong", "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", "0000", MODEM_WHY_PIN_WRONG, 5000},
    {"PUK", "AT+CPIN?", "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", "0000", MODEM_WHY_PUK, 5000},
    {"denied", "AT+CREG?", "\r\n+CREG: 0,3\r\n\r\nOK\r\n", NULL, MODEM_WHY_DENIED, 10000},
    {"not registered", "AT+CREG?", "\r\n+CREG: 0,2\r\n\r\nOK\r\n", NULL, MODEM_WHY_NOT_REGISTERED, 10000},
    {"state 11", "AT+CREG?", "\r\n+CREG: 0,11\r\n\r\nOK\r\n", NULL, MODEM_WHY_NOT_REGISTERED, 10000},
    {"no SIM by state", "AT+CPIN?", "\r\n+CPIN: NOT INSERTED\r\n\r\nOK\r\n", NULL, MODEM_WHY_NO_SIM, 120000},
    {"network lock", "AT+CPIN?", "\r\n+CPIN: PH-NET PIN\r\n\r\nOK\r\n", NULL, MODEM_WHY_SIM_FAILURE, 120000},
    {"SIM busy for ever", "AT+CPIN?", "\r\n+CME ERROR: 14\r\n", NULL, MODEM_WHY_SIM_FAILURE, 180000},
};

/* Each reason is stated, stays without a storm of commands, and goes away with its cause. */
static bool play_reason(const struct reason *row)
{
    struct mrig *rig = mrig_new(NULL);
    bool good;

    rig->tell_pin = row->pin;
    mrig_on(rig, row->prefix, row->reply, -1);
    mrig_on(rig, "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", -1);
    mrig_on(rig, "AT+CEREG?", "\r\n+CEREG: 0,4\r\n\r\nOK\r\n",
            strncmp(row->prefix, "AT+CREG", 7) == 0 ? -1 : 0);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, row->after_ms);
    good = rig->modem.why == row->why;
    if (!good)
        print_error("%s: %s\n", row->name, modem_why_words(rig->modem.why));
    assert_false(modem_is_armed(&rig->modem));
    assert_true(strlen(modem_why_words(rig->modem.why)) > 0);
    size_t mark = rig->wire_length;
    mrig_run(rig, 600000);
    unsigned commands = mrig_count(rig, mark, "|");
    if (commands > 1300) { /* two a second at most, while AT is tried */
        print_error("%s: %u commands in ten minutes\n", row->name, commands);
        good = false;
    }
    assert_true(mrig_count(rig, 0, "AT+CPIN=") <= 1);
    rig->rules = 0;
    mrig_run(rig, 60000);
    if (!modem_is_armed(&rig->modem)) {
        print_error("%s: does not recover: %s\n", row->name, modem_why_words(rig->modem.why));
        good = false;
    }
    free(rig);
    return good;
}

static void test_reasons(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(REASONS); i++)
        wrong += !play_reason(&REASONS[i]);
    assert_int_equal(wrong, 0);
}

static void test_pin_with_one_try_left_is_not_risked(void **state)
{
    static const struct {
        const char *tries;
        unsigned sent;
    } ROWS[] = {{"\r\n+CPINR: SIM PIN,3,3\r\n\r\nOK\r\n", 1},
                {"\r\n+CPINR: SIM PIN,2,3\r\n\r\nOK\r\n", 1},
                {"\r\n+CPINR: SIM PIN,1,3\r\n\r\nOK\r\n", 0},
                {"\r\n+CPINR: SIM PIN,0,3\r\n\r\nOK\r\n", 0},
                {"\r\nERROR\r\n", 1}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_new(NULL);
        rig->tell_pin = "0000";
        mrig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", -1);
        mrig_on(rig, "AT+CPINR", ROWS[i].tries, -1);
        mrig_on(rig, "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", -1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 120000);
        assert_int_equal(mrig_count(rig, 0, "AT+CPIN="), ROWS[i].sent);
        assert_int_equal(rig->modem.why, MODEM_WHY_PIN_WRONG);
        free(rig);
    }
}

static void test_right_pin_goes_on_to_ready(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    rig->tell_pin = "0000";
    mrig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", 1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 5000);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(mrig_count(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    free(rig);
}

static void test_pin_that_is_not_answered_counts_as_tried(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    rig->tell_pin = "0000";
    mrig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CPIN=", "", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 29000);
    assert_int_equal(rig->modem.why, MODEM_WHY_PIN_WRONG);
    free(rig);
}

static void test_missing_centre_number(void **state)
{
    static const struct modem_setup WITH = {.profile = "auto", .smsc = "+12025550159"};
    (void)state;
    for (unsigned with = 0; with < 2; with++) {
        struct mrig *rig = mrig_new(with ? &WITH : NULL);
        mrig_on(rig, "AT+CSCA?", "\r\n+CSCA: \"\",129\r\n\r\nOK\r\n", -1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 3000);
        assert_true(
            modem_is_armed(&rig->modem)); /* it answers calls, and may still text where the network knows */
        assert_int_equal(rig->modem.missing, with ? 0 : MODEM_MISSING_SMSC);
        assert_int_equal(mrig_count(rig, 0, "AT+CSCA=\"+12025550159\",145|"), with);
        free(rig);
    }
}

/* Each optional command may be refused, in any way, or not be answered: the box goes on and says what is
 * missing. */
static void test_each_command_refused(void **state)
{
    static const struct {
        const char *prefix;
        unsigned missing;
    } ROWS[] = {
        {"ATE0", 0},
        {"AT+CMEE=1", 0},
        {"ATS0=0", 0},
        {"AT+CFUN?", 0},
        {"AT+CLIP=1", MODEM_MISSING_CLIP},
        {"AT+CRC=1", 0},
        {"AT+CGMM", 0},
        {"AT+CCWA=1", MODEM_MISSING_WAITING},
        {"AT+CNAP=1", 0},
        {"AT+CDIP=1", 0},
        {"AT+CMGF=0", MODEM_MISSING_PDU},
        {"AT+CSMS=1", 0},
        {"AT+CPMS", 0},
        {"AT+CNMI", MODEM_MISSING_NEWS | MODEM_MISSING_REPORTS},
        {"AT+CSCA?", 0},
        {"AT+CNUM", 0},
        {"AT+CREG=1", 0},
        {"AT+CEREG=1", 0},
        {"AT+CREG?", 0},  /* LTE registration tells */
        {"AT+CEREG?", 0}, /* and the other way round */
        {"AT+COPS?", 0},
    };
    static const char *const REFUSALS[] = {"\r\nERROR\r\n", "\r\n+CME ERROR: 3\r\n",
                                           "\r\n+CMS ERROR: 303\r\n", "\r\nCOMMAND NOT SUPPORT\r\n",
                                           "\r\n+CME ERROR: unknown\r\n"};
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        for (size_t r = 0; r < TB_COUNT(REFUSALS); r++) {
            struct mrig *rig = mrig_new(NULL);
            mrig_on(rig, ROWS[i].prefix, REFUSALS[r], -1);
            modem_link_up(&rig->modem, rig->now);
            mrig_run(rig, 30000);
            if (!modem_is_armed(&rig->modem) || rig->modem.missing != ROWS[i].missing) {
                print_error("%s refused by %s: %s, missing %x\n", ROWS[i].prefix, REFUSALS[r] + 2,
                            modem_why_words(rig->modem.why), rig->modem.missing);
                wrong++;
            }
            free(rig);
        }
    }
    assert_int_equal(wrong, 0);
}

static void test_sim_query_refused_states_a_reason_or_goes_on(void **state)
{
    static const char *const REFUSALS[] = {
        "\r\nERROR\r\n",         "\r\nCOMMAND NOT SUPPORT\r\n", "\r\n+CME ERROR: 3\r\n",
        "\r\n+CME ERROR: 4\r\n", "\r\n+CME ERROR: unknown\r\n", "\r\n+CMS ERROR: 303\r\n"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(REFUSALS); i++) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT+CPIN?", REFUSALS[i], -1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 180000);
        if (rig->modem.why == MODEM_WHY_STARTING)
            fail_msg("%s: %s", REFUSALS[i] + 2, modem_why_words(rig->modem.why));
        free(rig);
    }
}

static void test_message_news_from_best_to_plain(void **state)
{
    static const struct {
        const char *refused[6];
        bool csms;
        const char *taken;
        unsigned missing;
    } ROWS[] = {
        {{NULL}, true, "AT+CNMI=2,2,0,1,0|", 0},
        {{"AT+CNMI=2,2,0,1,0"}, true, "AT+CNMI=2,2,0,2,0|", 0}, /* A7670X refuses ds=1: sms-server issue 12 */
        {{"AT+CNMI=2,2,0,1,0", "AT+CNMI=2,2,0,2,0"}, true, "AT+CNMI=2,2,0,0,0|", MODEM_MISSING_REPORTS},
        {{"AT+CNMI=2,2"}, true, "AT+CNMI=2,1,0,1,0|", 0},
        {{NULL}, false, "AT+CNMI=2,1,0,1,0|", 0},
        {{"AT+CNMI=2,1,0,1,0"}, false, "AT+CNMI=2,1,0,2,0|", 0},
        {{"AT+CNMI=2,1,0,1,0", "AT+CNMI=2,1,0,2,0"}, false, "AT+CNMI=2,1,0,0,0|", MODEM_MISSING_REPORTS},
        {{"AT+CNMI=2"}, false, "AT+CNMI=1,1,0,1,0|", 0},
        {{"AT+CNMI=2", "AT+CNMI=1,1,0"}, false, "AT+CNMI=1,1|", MODEM_MISSING_REPORTS},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_new(NULL);
        for (size_t r = 0; r < 6 && ROWS[i].refused[r] != NULL; r++)
            mrig_on(rig, ROWS[i].refused[r], "\r\n+CMS ERROR: 303\r\n", -1);
        if (!ROWS[i].csms)
            mrig_on(rig, "AT+CSMS=1", "\r\nERROR\r\n", -1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 5000);
        const char *last = rig->wire;
        for (const char *p = rig->wire; (p = strstr(p, "AT+CNMI=")) != NULL; p++)
            last = p;
        if (strncmp(last, ROWS[i].taken, strlen(ROWS[i].taken)) != 0 || rig->modem.missing != ROWS[i].missing)
            fail_msg("row %zu: %.30s, missing %x", i, last, rig->modem.missing);
        assert_int_equal(mrig_count(rig, 0, "AT+CSMS=0"), ROWS[i].csms ? 0 : 1); /* on from a former life? */
        if (!ROWS[i].csms) {
            assert_false(rig->modem.acknowledge);
            assert_int_equal(mrig_count(rig, 0, "AT+CNMI=2,2"), 0); /* never mt=2 without phase 2+ */
        }
        free(rig);
    }
}

/* In the midst of it, with no other sign: all is set again. Two such in a row are no restarts but a modem's
 * way. */
static void test_echo_that_comes_back_begins_anew(void **state)
{
    (void)state;
    for (int times = 1; times <= 9; times += 8) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT+CSCA?", "AT+CSCA?\r\r\n+CSCA: \"+12063130004\",145\r\n\r\nOK\r\n", times);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 15000);
        assert_true(modem_is_armed(&rig->modem));
        assert_int_equal(mrig_count(rig, 0, "AT+CNMI=2,2,0,1,0|"), times == 1 ? 2 : 3);
        free(rig);
    }
}

/* Its power failed just then: that is not its way, and the caller's number is wanted from it. */
static void test_a_step_that_was_not_answered_once_is_asked_again(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CLIP=1", "", 2);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 60000);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(rig->modem.missing, 0);
    assert_int_equal(mrig_count(rig, 0, "AT+CLIP=1|"), 4);
    free(rig);
}

static void test_sim_busy_then_ready(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CPIN?", "\r\n+CME ERROR: SIM busy\r\n", 1); /* case snd-08 */
    mrig_on(rig, "AT+CPIN?", "\r\n+CME ERROR: 14\r\n", 1);
    mrig_on(rig, "AT+CMGF=0", "\r\n+CMS ERROR: 314\r\n", 2);
    mrig_on(rig, "AT+CLIP=1", "\r\n+CME ERROR: 14\r\n", 2);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 15000);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(rig->modem.missing, 0);
    free(rig);
}

static void test_sim_query_dropped_during_boot(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CPIN?", "", 1); /* case sim-03 */
    mrig_on(rig, "AT+CPIN?", "\r\n+CME ERROR: 14\r\n", 1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 15000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_ready_line_ends_the_wait_early(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CPIN?", "\r\n+CME ERROR: 10\r\n", 1); /* asked again after 5 s by itself */
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 1000);
    assert_int_equal(rig->modem.why, MODEM_WHY_NO_SIM);
    mrig_line(rig, "+CPIN: READY");
    mrig_run(rig, 1000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
    rig = mrig_new(NULL);
    mrig_on(rig, "AT+CREG?", "\r\n+CREG: 0,2\r\n\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CEREG?", "\r\n+CEREG: 0,2\r\n\r\nOK\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 120000);
    assert_int_equal(rig->modem.why, MODEM_WHY_NOT_REGISTERED);
    assert_true(modem_can_send(&rig->modem));
    rig->rules = 0;
    mrig_line(rig, "+CREG: 1");
    mrig_run(rig, 1000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_radio_off_is_switched_on(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CFUN?", "\r\n+CFUN: 0\r\n\r\nOK\r\n", 1); /* case rst-10 */
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 5000);
    assert_int_equal(mrig_count(rig, 0, "AT+CFUN=1|"), 1);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_garbled_start_then_at_until_an_answer(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT", "\xff\x80T\r", 1); /* case rst-11: auto-baud */
    mrig_on(rig, "AT", "", 2);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 5000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_boot_of_eleven_seconds(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT", "", -1); /* case rst-03 */
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 11000);
    rig->rules = 0;
    mrig_line(rig, "RDY");
    mrig_run(rig, 2000);
    mrig_line(rig, "+CPIN: READY");
    mrig_run(rig, 5000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_after_long_silence_a_bare_ok_arms_too(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT", "", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 300000);
    assert_true(rig->events[MODEM_EVENT_REOPEN] >= 1);
    rig->rules = 0;
    mrig_on(rig, "AT+CPMS", "\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CSCA?", "\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CNUM", "\r\nOK\r\n", -1);
    mrig_on(rig, "AT+CSMS=1", "\r\nOK\r\n", -1);
    mrig_run(rig, 60000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

/* A SIM lists its numbers for voice, data and fax: the first is for voice. */
static void test_several_numbers_of_its_own(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CNUM",
            "\r\n+CNUM: \"\",\"+12025550143\",145\r\n+CNUM: \"\",\"+12025550144\",145\r\n\r\nOK\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 3000);
    assert_string_equal(rig->modem.number, "+12025550143");
    free(rig);
}

static void test_a_second_line_is_no_model(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CGMM", "\r\nEC25\r\nEC25EFAR06A05M4G\r\n\r\nOK\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 3000);
    assert_string_equal(rig->modem.model, "EC25");
    free(rig);
}

/* A ring during bring-up is seen as early as can be. */
static void test_call_during_bringup(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CCWA=1", "\r\nRING\r\n\r\n+CLIP: \"+12025550143\",145\r\n\r\nOK\r\n", 1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 3000);
    assert_int_equal(rig->events[MODEM_EVENT_URC], 2);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

static void test_boot_line_during_bringup_starts_over(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CCWA=1", "\r\nRDY\r\n", 1); /* it restarted in the midst */
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 10000);
    assert_true(modem_is_armed(&rig->modem));
    assert_int_equal(mrig_count(rig, 0, "ATE0|"), 2);
    assert_int_equal(rig->events[MODEM_EVENT_RESTARTED], 1);
    free(rig);
}

static void test_setting_that_is_never_answered_does_not_stop_the_rest(void **state)
{
    struct mrig *rig = mrig_new(NULL);
    (void)state;
    mrig_on(rig, "AT+CNAP=1", "", 3); /* twice unanswered: from the start once more */
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 60000);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready),
        cmocka_unit_test(test_any_answer_to_at_will_do),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_pin_with_one_try_left_is_not_risked),
        cmocka_unit_test(test_right_pin_goes_on_to_ready),
        cmocka_unit_test(test_pin_that_is_not_answered_counts_as_tried),
        cmocka_unit_test(test_missing_centre_number),
        cmocka_unit_test(test_each_command_refused),
        cmocka_unit_test(test_sim_query_refused_states_a_reason_or_goes_on),
        cmocka_unit_test(test_message_news_from_best_to_plain),
        cmocka_unit_test(test_echo_that_comes_back_begins_anew),
        cmocka_unit_test(test_a_step_that_was_not_answered_once_is_asked_again),
        cmocka_unit_test(test_sim_busy_then_ready),
        cmocka_unit_test(test_sim_query_dropped_during_boot),
        cmocka_unit_test(test_ready_line_ends_the_wait_early),
        cmocka_unit_test(test_radio_off_is_switched_on),
        cmocka_unit_test(test_garbled_start_then_at_until_an_answer),
        cmocka_unit_test(test_boot_of_eleven_seconds),
        cmocka_unit_test(test_after_long_silence_a_bare_ok_arms_too),
        cmocka_unit_test(test_several_numbers_of_its_own),
        cmocka_unit_test(test_a_second_line_is_no_model),
        cmocka_unit_test(test_call_during_bringup),
        cmocka_unit_test(test_boot_line_during_bringup_starts_over),
        cmocka_unit_test(test_setting_that_is_never_answered_does_not_stop_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
