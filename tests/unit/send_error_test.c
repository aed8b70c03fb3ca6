/* What a refused AT+CMGS tells: RULES.md 4.2 and 4.3, code by code. */
#include "core/send_error.h"

#include "support/unit.h"

static void test_cms_codes(void **state)
{
    static const struct {
        int from, to;
        enum send_class want;
    } ROWS[] = {
        {1, 1, SEND_NUMBER},        {8, 8, SEND_ACCOUNT},       {10, 10, SEND_ACCOUNT},
        {17, 17, SEND_TEMPORARY},   {21, 21, SEND_TEXT},        {22, 22, SEND_TEMPORARY},
        {27, 27, SEND_ONCE_MORE},   {28, 30, SEND_NUMBER},      {38, 38, SEND_TEMPORARY},
        {41, 42, SEND_TEMPORARY},   {47, 47, SEND_TEMPORARY},   {50, 50, SEND_ACCOUNT},
        {69, 69, SEND_NUMBER},      {96, 96, SEND_TEXT},        {111, 111, SEND_TEXT},
        {127, 127, SEND_TEXT},      {302, 305, SEND_FORMAT},    {310, 318, SEND_TEMPORARY},
        {321, 321, SEND_TEXT},      {322, 322, SEND_FULL},      {330, 330, SEND_NO_SMSC},
        {331, 332, SEND_TEMPORARY}, {350, 350, SEND_ONCE_MORE}, {500, 500, SEND_ONCE_MORE},
        {512, 520, SEND_VENDOR},    {9999, 9999, SEND_VENDOR},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        for (int code = ROWS[i].from; code <= ROWS[i].to; code++)
            if (send_error_class(AT_RESULT_CMS, code, true) != ROWS[i].want)
                fail_msg("CMS %d: class %d", code, (int)send_error_class(AT_RESULT_CMS, code, true));
}

static void test_other_results(void **state)
{
    (void)state;
    assert_int_equal(send_error_class(AT_RESULT_CME, CME_SIM_BUSY, true), SEND_TEMPORARY);
    assert_int_equal(send_error_class(AT_RESULT_ERROR, AT_CODE_NONE, true), SEND_ONCE_MORE);
    /* refused before the prompt: the modem took the length for a number, say. Mend the format, once */
    assert_int_equal(send_error_class(AT_RESULT_ERROR, AT_CODE_NONE, false), SEND_FORMAT);
    assert_int_equal(send_error_class(AT_RESULT_CMS, AT_CODE_NONE, true), SEND_ONCE_MORE);
    assert_int_equal(send_error_class(AT_RESULT_CMS, 41, false), SEND_TEMPORARY);
}

/* Every code there is has a class, and only what the network may get over is tried for long. */
static void test_tries(void **state)
{
    (void)state;
    for (int code = -1; code < 10000; code++) {
        enum send_class class = send_error_class(AT_RESULT_CMS, code, true);
        unsigned retries = send_error_retries(class);
        assert_true(class == SEND_TEMPORARY ? retries > 100 : retries <= 3);
    }
    assert_int_equal(send_error_retries(SEND_NUMBER), 0);
    assert_int_equal(send_error_retries(SEND_TEXT), 0);
    assert_int_equal(send_error_retries(SEND_ACCOUNT), 0);
    assert_int_equal(send_error_retries(SEND_ONCE_MORE), 1);
    assert_int_equal(send_error_retries(SEND_FORMAT), 1);
    assert_true(send_error_retries(SEND_NO_SMSC) <= 2); /* no retry storm: case snd-07 */
    assert_true(send_error_retries(SEND_VENDOR) >= 1);
    assert_true(send_error_retries(SEND_FULL) >= 1);
}

static void test_back_off_grows_to_a_minute(void **state)
{
    int before = 0;
    (void)state;
    assert_int_equal(send_error_backoff_ms(0), 0);
    for (unsigned failures = 1; failures < 20; failures++) {
        int ms = send_error_backoff_ms(failures);
        assert_true(ms >= before && ms <= 60000);
        before = ms;
    }
    assert_int_equal(send_error_backoff_ms(1), 2000);
    assert_int_equal(send_error_backoff_ms(6), 60000);
    assert_int_equal(send_error_backoff_ms(255), 60000);
}

static void test_words(void **state)
{
    static const struct {
        enum at_result result;
        int code;
        const char *want;
    } ROWS[] = {
        {AT_RESULT_CMS, 21, "CMS 21"},
        {AT_RESULT_CME, 14, "CME 14"},
        {AT_RESULT_CMS, AT_CODE_NONE, "error"},
        {AT_RESULT_CME, AT_CODE_NONE, "error"},
        {AT_RESULT_ERROR, AT_CODE_NONE, "error"},
        {AT_RESULT_OK, AT_CODE_NONE, "error"},
        {AT_RESULT_TIMEOUT, AT_CODE_NONE, "timeout"},
        {AT_RESULT_LOST, AT_CODE_NONE, "link lost"},
    };
    char words[24];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        send_error_words(ROWS[i].result, ROWS[i].code, words, sizeof words);
        assert_string_equal(words, ROWS[i].want);
    }
}

static void test_every_report_status(void **state)
{
    (void)state;
    for (unsigned status = 0; status < 256; status++) {
        enum report_meaning want = REPORT_PENDING;
        if (status == 0)
            want = REPORT_DELIVERED;
        else if ((status >= 0x40 && status <= 0x43) || status == 0x45)
            want = REPORT_FAILED_NUMBER;
        else if (status >= 0x40 && status < 0x80)
            want = REPORT_FAILED;
        if (report_meaning(status) != want)
            fail_msg("status %02x: %d", status, (int)report_meaning(status));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cms_codes), cmocka_unit_test(test_other_results),
        cmocka_unit_test(test_tries),     cmocka_unit_test(test_back_off_grows_to_a_minute),
        cmocka_unit_test(test_words),     cmocka_unit_test(test_every_report_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
