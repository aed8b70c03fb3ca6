/* Calls that the host places on the virtual modem, and the forwards of its SIM. */
#include "support/sim_rig.h"

static const char A[] = "+12025550143";

#define READY "AT+CLIP=1;+CCWA=1;+CMEE=1"
#define DIAL  "ATD+12025550100;"

static void fault(struct sim_probe *p, const char *spec)
{
    assert_true(sim_fault(&p->sim, spec, p->now));
}

static void test_dial_and_hang_up(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_string_equal(probe_at(p, DIAL), "\r\nOK\r\n");
    assert_string_equal(probe_at(p, "AT+CLCC"), "\r\n+CLCC: 1,0,3,0,0,\"+12025550100\",145\r\n\r\nOK\r\n");
    assert_has(probe_at(p, "AT+CPAS"), "+CPAS: 4");
    assert_string_equal(probe_at(p, DIAL), "\r\nNO CARRIER\r\n"); /* one is up */
    probe_run(p, 10000);
    assert_string_equal(probe_take(p), "");
    assert_string_equal(probe_at(p, "AT+CHUP"), "\r\nOK\r\n");
    assert_string_equal(probe_at(p, "AT+CLCC"), "\r\nOK\r\n");
    assert_string_equal(probe_at(p, DIAL), "\r\nOK\r\n");
    assert_string_equal(probe_at(p, "ATH"), "\r\nOK\r\n");
    probe_run(p, 100000);
    assert_string_equal(probe_take(p), "");
    assert_null(probe_event(p, SIM_EV_CALL_END)); /* no caller is gone */
    free(p);
}

static void test_far_end(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_has(probe_at(p, DIAL), "OK");
    probe_run(p, 60000);
    assert_string_equal(probe_take(p), "\r\nNO ANSWER\r\n");
    assert_has(probe_at(p, DIAL), "OK");
    assert_true(sim_hangup(&p->sim, "+12025550100", p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\nBUSY\r\n");
    fault(p, "dial-busy-once");
    assert_string_equal(probe_at(p, DIAL), "\r\nOK\r\n\r\nBUSY\r\n");
    fault(p, "dial-refused-once");
    assert_string_equal(probe_at(p, DIAL), "\r\n+CME ERROR: 30\r\n");
    fault(p, "no-end-once");
    assert_has(probe_at(p, DIAL), "OK");
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "");
    assert_false(sim_hangup(&p->sim, NULL, p->now));
    fault(p, "deny");
    assert_has(probe_at(p, DIAL), "NO CARRIER");
    assert_null(probe_event(p, SIM_EV_CALL_END));
    free(p);
}

static void test_state_lines(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("sim7600", "AT+CLCC=1");
    assert_has(probe_at(p, DIAL), "+CLCC: 1,0,2,0,0,\"+12025550100\",145\r\n\r\n+CLCC: 1,0,3,0,0,");
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\n+CLCC: 1,0,6,0,0,\"+12025550100\",145\r\n\r\nVOICE CALL: END\r\n"
                                       "\r\nBUSY\r\n");
    free(p);
    p = sim_rig_quiet("ec25", "AT+QINDCFG=\"ccinfo\",1;^DSCI=1");
    const char *said = probe_at(p, DIAL);
    assert_has(said, "+QIND: \"ccinfo\",1,0,3,0,0,\"+12025550100\",145");
    assert_has(said, "^DSCI: 1,0,3,0,+12025550100,145");
    free(p);
}

static void test_a_caller_meanwhile(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_has(probe_at(p, DIAL), "OK");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\n+CCWA: \"+12025550143\",145,1,,0\r\n");
    const char *rows = probe_at(p, "AT+CLCC");
    assert_has(rows, "+CLCC: 1,0,3,0,0,\"+12025550100\",145");
    assert_has(rows, "+CLCC: 2,1,5,0,0,\"+12025550143\",145");
    assert_has(probe_at(p, "AT+CHUP"), "OK\r\n\r\nRING\r\n"); /* ends ours alone */
    assert_null(probe_event(p, SIM_EV_CALL_END));
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 0);
    assert_has(probe_take(p), "NO CARRIER");
    assert_string_equal(probe_event(p, SIM_EV_CALL_END)->number, A);
    /* and one who waits gives up before ours ends */
    assert_has(probe_at(p, DIAL), "OK");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_event(p, SIM_EV_CALL_END)->number, A);
    assert_has(probe_at(p, "AT+CLCC"), "+CLCC: 1,0,3");
    free(p);
}

/* V.250 5.6.1: any octet ends it, but not one that comes too early. */
static void test_answer_waits_for_the_far_end(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    fault(p, "dial-late");
    assert_string_equal(probe_at(p, DIAL), "");
    assert_string_equal(probe_at(p, "AT+CSQ"), ""); /* 60 ms old: swallowed */
    probe_run(p, 5);                                /* 125 ms by now */
    probe_write(p, "\r");
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\nNO CARRIER\r\n");
    assert_has(probe_at(p, "AT+CLCC"), "OK");
    assert_string_equal(probe_at(p, DIAL), "");
    probe_run(p, 60000);
    assert_string_equal(probe_take(p), "\r\nNO ANSWER\r\n");
    assert_string_equal(probe_at(p, DIAL), "");
    probe_run(p, 1000);
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_write(p, "\rAT+CSQ\r");
    probe_run(p, 0);
    const char *said = probe_take(p);
    assert_has(said, "NO CARRIER\r\n\r\n+CSQ: 20,99");
    assert_has(said, "OK\r\n\r\nRING\r\n"); /* who waited */
    free(p);
    p = sim_rig_quiet("generic", READY);
    fault(p, "dial-late");
    assert_string_equal(probe_at(p, DIAL), "");
    sim_power(&p->sim, false, p->now); /* nothing of it is left */
    sim_power(&p->sim, true, p->now);
    probe_run(p, 10000);
    (void)probe_take(p);
    assert_has(probe_at(p, "AT"), "OK");
    free(p);
}

struct dialogue {
    const char *command, *answer;
};

#define OK     "\r\nOK\r\n"
#define VM     "\r\n+CCFC: 1,1,\"+12025550199\",145,,,20\r\n\r\nOK\r\n"
#define OFF    "\r\n+CCFC: 0,7\r\n\r\nOK\r\n"
#define TO(n)  "\r\n+CCFC: 1,1,\"" n "\",129\r\n\r\nOK\r\n"
#define CME(n) "\r\n+CME ERROR: " n "\r\n"

static void test_forwards(void **state)
{
    static const struct dialogue LINES[] = {
        {"AT+CCFC=?", "\r\n+CCFC: (0-5)\r\n\r\nOK\r\n"},
        {"AT+CCFC", "\r\nERROR\r\n"},
        {"AT+CCFC=0,2", OFF},
        {"AT+CCFC=1,2", OFF},
        {"AT+CCFC=2,2", VM},
        {"AT+CCFC=3,2", OFF},
        {"AT+CCFC=2,0", OK}, /* off, its number is kept */
        {"AT+CCFC=2,2", OFF},
        {"AT+CCFC=2,1", OK},
        {"AT+CCFC=2,2", VM},
        {"AT+CCFC=2,4", OK},
        {"AT+CCFC=2,2", OFF},
        {"AT+CCFC=2,1", CME("50")}, /* to nowhere */
        {"AT+CCFC=1,3", CME("50")},
        {"AT+CCFC=1,3,\"2025550198\",129", OK},
        {"AT+CCFC=1,2", TO("2025550198")},
        {"AT+CCFC=0,2", OFF},
        {"AT+CCFC=5,3,\"2025550197\",129", OK},
        {"AT+CCFC=3,2", TO("2025550197")},
        {"AT+CCFC=0,2", OFF},
        {"AT+CCFC=4,4", OK},
        {"AT+CCFC=3,2", OFF},
        {"AT+CCFC=4,2", CME("50")},
        {"AT+CCFC=6,2", CME("50")},
        {"AT+CCFC=1,5", CME("50")},
        {"AT+CCFC=1,x", CME("50")},
        {"AT+CCFC=-1,2", CME("50")},
    };
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    for (size_t i = 0; i < TB_COUNT(LINES); i++) {
        const char *got = probe_at(p, LINES[i].command);
        if (strcmp(got, LINES[i].answer) != 0)
            fail_msg("%s: <%s>, not <%s>", LINES[i].command, got, LINES[i].answer);
    }
    free(p);
}

static void test_forward_faults(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    fault(p, "forward-stays-once");
    assert_string_equal(probe_at(p, "AT+CCFC=2,4"), OK);
    assert_string_equal(probe_at(p, "AT+CCFC=2,2"), VM);
    fault(p, "forward-refused-once");
    assert_string_equal(probe_at(p, "AT+CCFC=2,4"), CME("4"));
    sim_power(&p->sim, false, p->now); /* it is the network that remembers */
    sim_power(&p->sim, true, p->now);
    probe_run(p, 10000);
    (void)probe_at(p, "ATE0;+CMEE=1");
    assert_string_equal(probe_at(p, "AT+CCFC=2,2"), VM);
    fault(p, "deny");
    assert_string_equal(probe_at(p, "AT+CCFC=2,2"), CME("30"));
    free(p);
}

/* A round trip through the home network, and nothing else is carried out meanwhile. */
static void test_forward_takes_its_time(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("generic", SIM_LATENCY_REALISTIC, "AT+CMEE=1");
    assert_string_equal(probe_at(p, "AT+CCFC=2,2"), "");
    probe_write(p, "\rAT+CSQ\r");
    probe_run(p, 800);
    assert_string_equal(probe_take(p), "");
    probe_run(p, 4000);
    assert_string_equal(probe_take(p), VM "\r\n+CSQ: 20,99\r\n\r\nOK\r\n");
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dial_and_hang_up),
        cmocka_unit_test(test_far_end),
        cmocka_unit_test(test_state_lines),
        cmocka_unit_test(test_a_caller_meanwhile),
        cmocka_unit_test(test_answer_waits_for_the_far_end),
        cmocka_unit_test(test_forwards),
        cmocka_unit_test(test_forward_faults),
        cmocka_unit_test(test_forward_takes_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
