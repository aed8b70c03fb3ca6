/* Whose line is it, while a call of the box's own may be up? */
#include "modem/own_call.h"

#include "support/unit.h"

struct step {
    int64_t at_ms;
    const char *line; /* or "dial", "end" */
    enum own_call_sign want;
};

struct script {
    const char *name;
    struct step step[9];
};

static const struct script SCRIPTS[] = {
    {"nothing was dialled",
     {{0, "NO CARRIER", OWN_CALL_NOT},
      {10, "VOICE CALL: BEGIN", OWN_CALL_NOT},
      {20, "+CLCC: 1,0,2,0,0,\"2025550144\",129", OWN_CALL_NOT},
      {30, "end", OWN_CALL_NOT},
      {40, "NO CARRIER", OWN_CALL_NOT}}},
    {"the far end refuses",
     {{0, "dial", OWN_CALL_NOT}, {4000, "BUSY", OWN_CALL_OVER}, {6000, "NO CARRIER", OWN_CALL_NOT}}},
    {"three lines for one end",
     {{0, "dial", OWN_CALL_NOT},
      {4000, "+CLCC: 1,0,6,0,0,\"2025550144\",129", OWN_CALL_OVER},
      {4005, "VOICE CALL: END", OWN_CALL_ITS},
      {5999, "NO CARRIER", OWN_CALL_ITS},
      {6000, "NO CARRIER", OWN_CALL_NOT}}},
    {"its states, and the far end picks up",
     {{0, "dial", OWN_CALL_NOT},
      {10, "+CLCC: 1,0,3,0,0,\"2025550144\",129", OWN_CALL_ITS},
      {20, "VOICE CALL: BEGIN", OWN_CALL_ITS},
      {30, "^CONN:1,0", OWN_CALL_ITS},
      {40, "VOICE CALL: END: 000004", OWN_CALL_OVER}}},
    {"a caller waits meanwhile",
     {{0, "dial", OWN_CALL_NOT},
      {10, "+CCWA: \"+12025550143\",145,1", OWN_CALL_NOT},
      {20, "+CLCC: 2,1,5,0,0,\"+12025550143\",145", OWN_CALL_NOT},
      {30, "+CLIP: \"+12025550143\",145", OWN_CALL_NOT},
      {40, "NO CARRIER", OWN_CALL_OVER},
      {50, "RING", OWN_CALL_NOT},
      {60, "NO CARRIER", OWN_CALL_NOT}}}, /* who rings by now has given up */
    {"hung up",
     {{0, "dial", OWN_CALL_NOT},
      {9000, "end", OWN_CALL_NOT},
      {9010, "VOICE CALL: END", OWN_CALL_ITS},
      {9020, "+CLCC: 1,0,6,0,0,\"2025550144\",129", OWN_CALL_ITS},
      {11000, "NO CARRIER", OWN_CALL_NOT}}},
    {"states without a direction, the far end picks up and hangs up",
     {{0, "dial", OWN_CALL_NOT},
      {10, "+UCALLSTAT: 1,2", OWN_CALL_ITS},
      {20, "+UCALLSTAT: 1,3", OWN_CALL_ITS},
      {30, "+UCALLSTAT: 1,0", OWN_CALL_ITS},
      {35, "+UCALLSTAT: 2,5", OWN_CALL_NOT}, /* a caller waits */
      {40, "+UCALLSTAT: 1,6", OWN_CALL_OVER},
      {41, "NO CARRIER", OWN_CALL_ITS},
      {50, "+UCALLSTAT: 2,6", OWN_CALL_NOT}}},
    {"an end that was never told",
     {{0, "dial", OWN_CALL_NOT},
      {90000, "VOICE CALL: BEGIN", OWN_CALL_NOT},
      {90001, "NO CARRIER", OWN_CALL_NOT}}},
    {"dialled again within the tail of the former",
     {{0, "dial", OWN_CALL_NOT},
      {1000, "BUSY", OWN_CALL_OVER},
      {1500, "dial", OWN_CALL_NOT},
      {1600, "NO CARRIER", OWN_CALL_OVER}}},
};

static void test_scripts(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SCRIPTS); i++) {
        struct own_call own = {.until_ms = 0};
        for (const struct step *step = SCRIPTS[i].step; step->line != NULL; step++) {
            enum own_call_sign got = OWN_CALL_NOT;
            struct urc urc;
            if (strcmp(step->line, "dial") == 0) {
                own_call_begin(&own, 1000 + step->at_ms);
            } else if (strcmp(step->line, "end") == 0) {
                own_call_end(&own, 1000 + step->at_ms);
            } else {
                urc_parse(step->line, NULL, &urc);
                assert_int_not_equal(urc.kind, URC_UNKNOWN);
                got = own_call_urc(&own, &urc, 1000 + step->at_ms);
            }
            if (got != step->want)
                fail_msg("%s: %s at %d: %d", SCRIPTS[i].name, step->line, (int)step->at_ms, (int)got);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_scripts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
