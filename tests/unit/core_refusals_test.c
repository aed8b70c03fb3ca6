/* What a refusal sets off, code by code: a look at the SIM, and no answer to services that write STOP. */
#include "support/core_say.h"

/* Was the SIM asked after, within seconds of a text that was refused so? */
static bool looks_at_sim(const char *refusal)
{
    struct rig *rig = rig_ready(config_new());
    char reply[48];

    rig_run(rig, MINUTE_MS);
    (void)snprintf(reply, sizeof reply, "\r\n%s\r\n", refusal);
    rig_on(rig, "AT+CMGS=", reply, 1);
    size_t mark = rig_mark(rig);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1500);
    bool looks = rig_wired(rig, mark, "AT+CPIN?");
    rig_free(rig);
    return looks;
}

/* 27.005 3.2.5 and 27.007 9.2.1: not inserted, PIN, PUK, failure, wrong; 14 is busy, and passes. */
static void test_codes_that_speak_of_the_sim(void **state)
{
    static const int SIM[] = {10, 11, 12, 13, 15, 16}, OTHER[] = {4, 14, 17, 20, 31};
    char refusal[32];
    (void)state;
    for (int cms = 0; cms < 2; cms++) {
        for (size_t i = 0; i < TB_COUNT(SIM); i++) {
            (void)snprintf(refusal, sizeof refusal, cms ? "+CMS ERROR: %d" : "+CME ERROR: %d",
                           SIM[i] + (cms ? 300 : 0));
            if (!looks_at_sim(refusal))
                fail_msg("%s", refusal);
        }
        for (size_t i = 0; i < TB_COUNT(OTHER); i++) {
            (void)snprintf(refusal, sizeof refusal, cms ? "+CMS ERROR: %d" : "+CME ERROR: %d",
                           OTHER[i] + (cms ? 300 : 0));
            if (looks_at_sim(refusal))
                fail_msg("%s", refusal);
        }
    }
    assert_false(looks_at_sim("ERROR"));
}

/* A short code, a toll-free number or one that nobody can have: heeded, and not answered. */
static void test_services_get_no_confirmation(void **state)
{
    static const char *const SERVICES[] = {"55501", "+18005550143", "+10025550143"};
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SERVICES); i++) {
        tell(rig, SERVICES[i], "STOP");
        assert_int_equal(rig_sent_to(rig, SERVICES[i]), 0);
        assert_true(people_opted_out(people_find(&rig->core->people, SERVICES[i])));
    }
    tell(rig, CALLER_A, "STOP");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_that_speak_of_the_sim),
        cmocka_unit_test(test_services_get_no_confirmation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
