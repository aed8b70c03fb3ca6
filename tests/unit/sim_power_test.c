/* Power, restarts, and what takes time where latency is realistic. */
#include "support/sim_rig.h"

static struct sim_probe *probe(const char *init)
{
    return sim_rig("generic", SIM_LATENCY_NONE, init);
}

#define A "+12025550143"

static const char SETTINGS[] = "AT+CLIP?;+CNMI?;+CSMS?;+CCWA?";
static const char FRESH[] =
    "\r\n+CLIP: 0,1\r\n\r\n+CNMI: 1,1,0,0,0\r\n\r\n+CSMS: 0,1,1,1\r\n\r\n+CCWA: 0\r\n\r\nOK\r\n";
static const char SET[] = "AT+CLIP=1;+CNMI=2,2,0,1,0;+CSMS=1;+CCWA=1";

static void fault(struct sim_probe *p, const char *spec)
{
    assert_true(sim_fault(&p->sim, spec, p->now));
    probe_run(p, 0);
}

static void test_restarts_wipe_settings(void **state)
{
    static const char *const HOW[] = {"restart", "restart-quiet", "AT+CFUN=1,1", "AT+CRESET", "power"};
    static const char *const LINES[] = {
        "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n",
        "\r\nSMS Ready\r\n", "\r\nOK\r\n\r\nRDY\r\n", "\r\nOK\r\n\r\nRDY\r\n", "\r\nRDY\r\n"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(HOW); i++) {
        struct sim_probe *p = probe(SET);
        (void)probe_take(p);
        if (HOW[i][0] == 'A') {
            assert_has(probe_at(p, HOW[i]), LINES[i]);
        } else if (HOW[i][0] == 'p') {
            sim_power(&p->sim, false, p->now);
            assert_string_equal(probe_at(p, "AT"), "");
            sim_power(&p->sim, true, p->now);
            probe_run(p, 0);
            assert_has(probe_take(p), LINES[i]);
        } else {
            fault(p, HOW[i]);
            assert_has(probe_take(p), LINES[i]);
        }
        assert_string_equal(probe_at(p, "ATE0"), "ATE0\r\r\nOK\r\n"); /* echo is on again */
        assert_string_equal(probe_at(p, SETTINGS), FRESH);
        free(p);
    }
}

static void test_messages_outlive_power(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CNMI=2,1,0,0,0");
    assert_true(sim_sms(&p->sim, A, "kept", p->now));
    probe_run(p, 0);
    sim_power(&p->sim, false, p->now);
    assert_true(sim_sms(&p->sim, A, "held by the network", p->now));
    probe_run(p, 100000);
    sim_power(&p->sim, true, p->now);
    sim_power(&p->sim, true, p->now); /* it is on: nothing happens */
    assert_has(probe_at(p, "AT"), "+CMTI: \"SM\",2");
    assert_has(probe_at(p, "AT+CPMS?"), "+CPMS: \"SM\",2,30");
    free(p);
}

static void test_power_cuts_calls(void **state)
{
    (void)state;
    struct sim_probe *p = probe(SET);
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    assert_true(sim_call(&p->sim, "+12025550144", 0, 5000, false, p->now));
    probe_run(p, 0);
    (void)probe_take(p);
    fault(p, "power-down");
    assert_non_null(probe_event(p, SIM_EV_CALL_END));
    assert_non_null(probe_event(p, SIM_EV_CALL_END));
    probe_run(p, 60000);
    assert_string_equal(probe_take(p), "\r\nNORMAL POWER DOWN\r\n");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now)); /* not reachable */
    probe_run(p, 0);
    assert_non_null(probe_event(p, SIM_EV_CALL_END));
    assert_int_equal(sim_deadline(&p->sim), TB_NEVER);
    free(p);
}

static void test_radio_off(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CREG=1");
    assert_has(probe_at(p, "AT+CFUN=4"), "+CREG: 0");
    assert_has(probe_at(p, "AT+CSQ"), "99,99");
    assert_has(probe_at(p, "AT+CFUN?"), "+CFUN: 4");
    assert_has(probe_at(p, "AT+CFUN=9"), "ERROR");
    assert_has(probe_at(p, "AT+CFUN=1"), "+CREG: 1");
    free(p);
}

static void test_boot_takes_its_time(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("sim7600", SIM_LATENCY_REALISTIC, SET);
    sim_power(&p->sim, false, p->now);
    sim_power(&p->sim, true, p->now);
    (void)probe_take(p);
    probe_run(p, 5000);
    assert_string_equal(probe_at(p, "AT"), "");
    probe_run(p, 1000);
    assert_has(probe_take(p), "\r\nRDY\r\n");
    assert_has(probe_at(p, "ATE0"), "OK");
    assert_has(probe_at(p, "AT+CMEE=1;+CNMI=2,1"), "+CMS ERROR: 314"); /* too early */
    assert_has(probe_at(p, "AT+CREG?"), "+CREG: 0,2");
    probe_run(p, 10000);
    assert_string_equal(probe_take(p), "\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n");
    assert_has(probe_at(p, "AT+CNMI=2,1"), "OK");
    assert_has(probe_at(p, "AT+CREG?"), "+CREG: 0,1");
    free(p);
    p = probe("AT");
    fault(p, "slow-boot");
    fault(p, "restart");
    assert_string_equal(probe_at(p, "AT"), "");
    probe_run(p, 8000);
    assert_has(probe_at(p, "AT"), "OK");
    free(p);
}

/* An answer takes 10 to 30 ms and its octets the time of the line. */
static void test_latency_of_answers(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("generic", SIM_LATENCY_REALISTIC, "AT+CNMI=2,1,0,0,0");
    for (int i = 0; i < 20; i++) {
        (void)probe_take(p);
        probe_write(p, "AT+CGMI;+CGMM;+CGMR;+CGSN;+CIMI\r");
        probe_run(p, 9);
        assert_string_equal(probe_take(p), "");
        probe_run(p, 36); /* it is out: a hundred octets take 9 ms */
        assert_has(probe_take(p), "OK\r\n");
    }
    free(p);
}

/* What the host sends while a command runs waits for it; an unsolicited line does not. */
static void test_order(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("generic", SIM_LATENCY_REALISTIC, "AT+CLIP=0");
    (void)probe_take(p);
    probe_write(p, "AT+CSQ\rAT+CREG?\r");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 9);
    assert_string_equal(probe_take(p), "\r\nRING\r\n");
    probe_run(p, 91);
    assert_string_equal(probe_take(p), "\r\n+CSQ: 20,99\r\n\r\nOK\r\n\r\n+CREG: 0,1\r\n\r\nOK\r\n");
    free(p);
}

static void test_latency_of_a_text(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("generic", SIM_LATENCY_REALISTIC, "AT");
    while (probe_event(p, SIM_EV_COMMAND) != NULL)
        ;
    (void)probe_take(p);
    probe_write(p, "AT+CMGS=19\r");
    probe_run(p, 14);
    assert_string_equal(probe_take(p), "");
    assert_null(probe_event(p, SIM_EV_PROMPT));
    probe_run(p, 36);
    assert_string_equal(probe_take(p), "\r\n> ");
    assert_non_null(probe_event(p, SIM_EV_PROMPT));
    probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
    assert_non_null(probe_event(p, SIM_EV_SMS_OUT)); /* at its Ctrl-Z */
    probe_write(p, "AT\r");                          /* waits for the network too */
    probe_run(p, 1499);
    assert_string_equal(probe_take(p), "");
    probe_run(p, 2600);
    assert_string_equal(probe_take(p), "\r\n+CMGS: 1\r\n\r\nOK\r\n\r\nOK\r\n");
    free(p);
}

static void test_same_seed_same_bytes(void **state)
{
    static char first[PROBE_OUT_MAX];
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct sim_probe *p = sim_rig("ec25", SIM_LATENCY_REALISTIC, SET);
        probe_write(p, "AT+CGMI\r");
        assert_true(sim_call(&p->sim, A, 3, 5000, false, p->now));
        assert_true(sim_sms(&p->sim, A, "Hello", p->now));
        char trace[PROBE_OUT_MAX];
        size_t n = 0;
        trace[0] = '\0';
        for (int i = 0; i < 4000; i++) { /* every octet with its 5 ms */
            probe_run(p, 5);
            const char *out = probe_take(p);
            memcpy(trace + n, out, strlen(out));
            n += strlen(out);
            trace[n++] = '.';
        }
        trace[n] = '\0';
        if (round == 0)
            memcpy(first, trace, n + 1);
        else
            assert_string_equal(first, trace);
        free(p);
    }
}

static void test_too_much_input_and_output(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("generic", SIM_LATENCY_REALISTIC, "AT");
    for (int i = 0; i < 2000; i++) /* while the first command runs: what does not fit is lost */
        sim_host_bytes(&p->sim, "AT+CSQ\r", 7, p->now);
    probe_run(p, 60000);
    (void)probe_take(p);
    assert_has(probe_at(p, "\r\rAT"), "OK");
    free(p);
    p = probe("AT");
    for (int i = 0; i < 2000; i++) /* and nobody reads */
        sim_host_bytes(&p->sim, "AT+CSQ\r", 7, p->now);
    probe_run(p, 0);
    assert_true(p->sim.tx.lost > 0);
    assert_true(p->sim.events_lost > 0);
    assert_has(probe_at(p, "AT"), "OK");
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_restarts_wipe_settings),
                                       cmocka_unit_test(test_messages_outlive_power),
                                       cmocka_unit_test(test_power_cuts_calls),
                                       cmocka_unit_test(test_radio_off),
                                       cmocka_unit_test(test_boot_takes_its_time),
                                       cmocka_unit_test(test_latency_of_answers),
                                       cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_latency_of_a_text),
                                       cmocka_unit_test(test_same_seed_same_bytes),
                                       cmocka_unit_test(test_too_much_input_and_output)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
