/* Final results, and what is none. */
#include "at/at_result.h"
#include "support/unit.h"

enum { NOT_FINAL = 99 };

static const struct {
    const char *line;
    int result, code;
} ROWS[] = {
    {"OK", AT_RESULT_OK, AT_CODE_NONE},
    {"ok", AT_RESULT_OK, AT_CODE_NONE},
    {"ERROR", AT_RESULT_ERROR, AT_CODE_NONE},
    {"COMMAND NOT SUPPORT", AT_RESULT_ERROR, AT_CODE_NONE}, /* Huawei: matrix-appservice-sms issue 10 */
    {"NOT SUPPORT", AT_RESULT_ERROR, AT_CODE_NONE},
    {"+CME ERROR: 14", AT_RESULT_CME, CME_SIM_BUSY},
    {"+CME ERROR:14", AT_RESULT_CME, CME_SIM_BUSY},
    {"+CME ERROR: SIM busy", AT_RESULT_CME, CME_SIM_BUSY}, /* SIM800: TinyGSM issue 496 */
    {"+CME ERROR: SIM not inserted", AT_RESULT_CME, CME_SIM_NOT_INSERTED},
    {"+CME ERROR: SIM PIN required", AT_RESULT_CME, CME_SIM_PIN},
    {"+CME ERROR: SIM PUK required", AT_RESULT_CME, CME_SIM_PUK},
    {"+CME ERROR: SIM failure", AT_RESULT_CME, CME_SIM_FAILURE},
    {"+CME ERROR: SIM wrong", AT_RESULT_CME, CME_SIM_WRONG},
    {"+CME ERROR: incorrect password", AT_RESULT_CME, CME_WRONG_PASSWORD},
    {"+cme error: sim BUSY", AT_RESULT_CME, CME_SIM_BUSY},
    {"+CME ERROR: something new", AT_RESULT_CME, AT_CODE_NONE},
    {"+CME ERROR:", AT_RESULT_CME, AT_CODE_NONE},
    {"+CME ERROR: -1", AT_RESULT_CME, AT_CODE_NONE},
    {"+CMS ERROR: 21", AT_RESULT_CMS, 21},
    {"+CMS ERROR: 500", AT_RESULT_CMS, 500},
    {"+CMS ERROR: 9999", AT_RESULT_CMS, 9999},
    {"+CMS ERROR: 10000", AT_RESULT_CMS, AT_CODE_NONE},
    {"+CMS ERROR: 99999999999999999999", AT_RESULT_CMS, AT_CODE_NONE},
    {"+CMS ERROR: SIM busy", AT_RESULT_CMS, CMS_SIM_BUSY},
    {"+CMS ERROR: memory full", AT_RESULT_CMS, CMS_MEMORY_FULL},
    {"+CMS ERROR: no network service", AT_RESULT_CMS, CMS_NO_NETWORK},
    {"+CMS ERROR: network timeout", AT_RESULT_CMS, CMS_NETWORK_TIMEOUT},
    {"+CMS ERROR: SIM not inserted", AT_RESULT_CMS, 310},
    {"+CMS ERROR: Unknown error", AT_RESULT_CMS, AT_CODE_NONE}, /* T-SIM7600X issue 85 */
    /* not final: they end a call (field case end-13), or say something else */
    {"NO CARRIER", NOT_FINAL, AT_CODE_NONE},
    {"BUSY", NOT_FINAL, AT_CODE_NONE},
    {"NO ANSWER", NOT_FINAL, AT_CODE_NONE},
    {"REMOTE CALL END", NOT_FINAL, AT_CODE_NONE},
    {"CONNECT", NOT_FINAL, AT_CODE_NONE},
    {"OKAY", NOT_FINAL, AT_CODE_NONE},
    {"O", NOT_FINAL, AT_CODE_NONE},
    {"ERRORS", NOT_FINAL, AT_CODE_NONE},
    {"+CME", NOT_FINAL, AT_CODE_NONE},
    {"", NOT_FINAL, AT_CODE_NONE},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        enum at_result result = AT_RESULT_LOST;
        int code = 1234;
        bool final = at_result_parse(ROWS[i].line, &result, &code);
        if (final != (ROWS[i].result != NOT_FINAL) || (final && (int)result != ROWS[i].result) ||
            code != ROWS[i].code)
            fail_msg("%s: final %d, result %d, code %d", ROWS[i].line, final, (int)result, code);
    }
}

static void test_calls_that_did_not_come_about(void **state)
{
    static const struct {
        const char *line;
        int code;
    } DIALS[] = {{"NO CARRIER", 3}, {"no carrier", 3}, {"NO DIALTONE", 6}, {"NO DIAL TONE", 6},  {"BUSY", 7},
                 {"NO ANSWER", 8},  {"OK", -7},        {"ERROR", -7},      {"NO CARRIER 1", -7}, {"", -7}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(DIALS); i++) {
        int code = -7;
        bool ended = at_result_parse_dial(DIALS[i].line, &code);
        if (ended != (DIALS[i].code >= 0) || code != DIALS[i].code)
            fail_msg("%s: %d, code %d", DIALS[i].line, ended, code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines),
                                       cmocka_unit_test(test_calls_that_did_not_come_about)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
