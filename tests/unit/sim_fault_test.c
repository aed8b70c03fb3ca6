/* Every fault of the table does what its line of help says. */
#include "support/sim_rig.h"

static struct sim_probe *probe(const char *init)
{
    return sim_rig("generic", SIM_LATENCY_NONE, init);
}

#define A "+12025550143"
static const char BODY[] = "0011000B912120550541F30000A705C8329BFD06\x1A";

static void fault(struct sim_probe *p, const char *spec)
{
    if (!sim_fault(&p->sim, spec, p->now))
        fail_msg("no fault %s", spec);
    probe_run(p, 0);
}

static const char *send_text(struct sim_probe *p)
{
    (void)probe_at(p, "AT+CMGS=19");
    probe_write(p, BODY);
    return probe_take(p);
}

/* One call of one ring, with all its lines. */
static const char *one_call(struct sim_probe *p)
{
    (void)probe_take(p);
    assert_true(sim_call(&p->sim, A, 1, 3000, false, p->now));
    probe_run(p, 5000);
    return probe_take(p);
}

static void test_names(void **state)
{
    const char *name, *help;
    (void)state;
    struct sim_probe *p = probe("AT");
    unsigned n = 0;
    for (; sim_fault_list(n, &name, &help); n++) {
        assert_true(strlen(name) > 2);
        assert_true(strlen(help) > 10);
        if (strcmp(name, "cms-CODE") != 0)
            assert_true(sim_fault(&p->sim, name, p->now));
    }
    assert_true(n > 40);
    assert_false(sim_fault(&p->sim, "gremlins", p->now));
    assert_false(sim_fault(&p->sim, "", p->now));
    assert_false(sim_fault(&p->sim, "cms-", p->now));
    assert_false(sim_fault(&p->sim, "cms-x", p->now));
    assert_false(sim_fault(&p->sim, "no-prompt 0", p->now));
    assert_false(sim_fault(&p->sim, "no-prompt many", p->now));
    assert_false(sim_fault(&p->sim, "pin-once", p->now)); /* a state is not counted */
    assert_false(sim_fault(&p->sim, "a-name-that-is-longer-than-any-in-the-table", p->now));
    free(p);
}

static void test_prompts(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CMEE=1");
    fault(p, "prompt-crlf-once");
    assert_string_equal(probe_at(p, "AT+CMGS=19"), "\r\n>\r\n");
    probe_write(p, "\x1B");
    fault(p, "prompt-bare-once");
    assert_string_equal(probe_at(p, "AT+CMGS=19"), ">");
    probe_write(p, "\x1B");
    fault(p, "urc-before-prompt-once");
    assert_string_equal(probe_at(p, "AT+CMGS=19"), "\r\n+CTZV: -16,1\r\n\r\n> ");
    probe_write(p, "\x1B");
    fault(p, "no-prompt-once");
    assert_string_equal(probe_at(p, "AT+CMGS=19"), "");
    assert_string_equal(probe_at(p, "AT"), ""); /* taken for the body */
    probe_write(p, "\x1B");
    assert_has(probe_take(p), "OK");
    assert_has(send_text(p), "+CMGS: 1");
    free(p);
}

static void test_results(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CMEE=1");
    fault(p, "no-result-once");
    assert_string_equal(send_text(p), "");
    assert_non_null(probe_event(p, SIM_EV_SMS_OUT)); /* the recipient has it */
    assert_has(probe_at(p, "AT"), "OK");
    fault(p, "no-result-lost-once");
    assert_string_equal(send_text(p), "");
    assert_null(probe_event(p, SIM_EV_SMS_OUT));
    fault(p, "ok-without-ref-once");
    assert_string_equal(send_text(p), "\r\nOK\r\n");
    fault(p, "late-result-once");
    assert_string_equal(send_text(p), "");
    assert_has(probe_at(p, "AT"), "OK"); /* it answers meanwhile */
    assert_has(send_text(p), "+CMGS: 5");
    probe_run(p, 45000);
    assert_has(probe_take(p), "\r\n+CMGS: 4\r\n\r\nOK\r\n");
    fault(p, "smsc-empty");
    assert_has(probe_at(p, "AT+CSCA?"), "+CSCA: \"\",129");
    assert_has(send_text(p), "+CMS ERROR: 330");
    assert_has(probe_at(p, "AT+CSCA=\"+12063130004\",145"), "OK");
    assert_has(send_text(p), "+CMGS: 6");
    free(p);
}

/* More late answers than the network keeps: the oldest are lost, nothing else happens. */
static void test_many_late_results(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CMEE=1");
    fault(p, "late-result");
    for (int i = 0; i < SIM_SUBMITS_MAX + 2; i++)
        assert_string_equal(send_text(p), "");
    probe_run(p, 50000);
    assert_has(probe_take(p), "+CMGS: 4");
    free(p);
}

static void test_answers(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CMEE=1");
    fault(p, "no-answer-once");
    assert_string_equal(probe_at(p, "AT+CLIP=1;+CSQ"), "");
    assert_has(probe_at(p, "AT+CLIP?"), "+CLIP: 1,1"); /* it was carried out */
    fault(p, "no-answer-once");
    assert_string_equal(probe_at(p, "AT+CMGS=19"), "");
    probe_write(p, "\x1B");
    (void)probe_take(p);
    fault(p, "late-answer-once");
    assert_string_equal(probe_at(p, "AT+CREG?"), "");
    assert_string_equal(probe_at(p, "AT+CLIP?"), "\r\n+CLIP: 1,1\r\n\r\nOK\r\n");
    probe_run(p, 10000);
    assert_string_equal(probe_take(p), "\r\n+CREG: 0,1\r\n\r\nOK\r\n");
    fault(p, "at-error-once");
    assert_string_equal(probe_at(p, "AT"), "\r\nERROR\r\n");
    assert_string_equal(probe_at(p, "AT"), "\r\nOK\r\n");
    fault(p, "urc-noise-once");
    assert_string_equal(probe_at(p, "AT+CSQ"),
                        "\r\n+CTZV: -16,1\r\n\r\n+CSQ: 20,99\r\n\r\n+CGEV: NW DETACH\r\n\r\nOK\r\n");
    fault(p, "echo-on");
    assert_string_equal(probe_at(p, "ATE0"), "ATE0\r\r\nOK\r\n");
    assert_string_equal(probe_at(p, "AT"), "AT\r\r\nOK\r\n");
    free(p);
}

static void test_octets(void **state)
{
    char buf[64];
    int reads = 0;
    (void)state;
    struct sim_probe *p = probe("AT+CMEE=1");
    fault(p, "garbage-once");
    assert_string_equal(probe_at(p, "AT"), "\1\xFF\x80\1\xFE\r\nOK\r\n");
    fault(p, "crlf-mess");
    bool odd = false;
    for (int i = 0; i < 20; i++) {
        const char *out = probe_at(p, "AT");
        assert_has(out, "OK");
        odd = odd || strcmp(out, "\r\nOK\r\n") != 0;
    }
    assert_true(odd);
    fault(p, "clear");
    fault(p, "fragments");
    sim_host_bytes(&p->sim, "AT\r", 3, p->now);
    for (int64_t at = p->now; at < p->now + 40; at++) {
        size_t n = sim_read(&p->sim, buf, sizeof(buf), at);
        assert_true(n <= 1);
        reads += n == 1;
    }
    assert_int_equal(reads, strlen("\r\nOK\r\n"));
    free(p);
}

static void test_silent(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CLIP=1;+CNMI=2,1,0,0,0");
    while (probe_event(p, SIM_EV_COMMAND) != NULL)
        ;
    fault(p, "silent");
    assert_string_equal(probe_at(p, "AT+CLIP=0"), "");
    assert_string_equal(probe_event(p, SIM_EV_COMMAND)->text, "AT+CLIP=0"); /* the host's try is seen */
    assert_string_equal(one_call(p), "");
    assert_non_null(probe_event(p, SIM_EV_CALL_END));
    assert_true(sim_sms(&p->sim, A, "later", p->now));
    probe_run(p, 1000);
    probe_write(p, "AT+CMGS=19\r0011\x1A");
    assert_string_equal(probe_take(p), "");
    fault(p, "clear");
    assert_has(probe_take(p), "+CMTI: \"SM\",1");
    assert_has(probe_at(p, "AT+CLIP?"), "+CLIP: 1,1"); /* nothing was carried out */
    fault(p, "silent");
    sim_power(&p->sim, false, p->now);
    sim_power(&p->sim, true, p->now);
    assert_has(probe_at(p, "AT"), "OK"); /* a power cycle cures it */
    free(p);
}

#define CLIP_LINE "\r\n+CLIP: \"+12025550143\",145,\"\",0,\"\",0\r\n"

static void test_calls(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CLIP=1");
    fault(p, "clip-missing-once");
    assert_string_equal(one_call(p), "\r\nRING\r\n\r\nNO CARRIER\r\n");
    fault(p, "clip-first-once");
    assert_string_equal(one_call(p), CLIP_LINE "\r\nRING\r\n\r\nNO CARRIER\r\n");
    fault(p, "clip-late-once");
    assert_true(sim_call(&p->sim, A, 1, 3000, false, p->now));
    probe_run(p, 699);
    assert_string_equal(probe_take(p), "\r\nRING\r\n");
    probe_run(p, 1);
    assert_string_equal(probe_take(p), CLIP_LINE);
    probe_run(p, 5000);
    fault(p, "clip-late-once"); /* who gives up first is never named */
    assert_true(sim_call(&p->sim, A, 1, 300, false, p->now));
    probe_run(p, 5000);
    assert_has(probe_take(p), "\r\nRING\r\n\r\nNO CARRIER\r\n");
    fault(p, "clip-name-once");
    assert_has(one_call(p), "+CLIP: \"+12025550143\",145,\"\",,\"Doe, \\\"Jo\\\" J\",0\r\n");
    fault(p, "clip-161");
    assert_has(one_call(p), "+CLIP: \"2025550143\",161,");
    fault(p, "clear");
    fault(p, "no-end-once");
    assert_string_equal(one_call(p), "\r\nRING\r\n" CLIP_LINE);
    fault(p, "missed-only-once");
    assert_has(one_call(p), CLIP_LINE "\r\nMISSED_CALL: 02:00PM +12025550143\r\n");
    fault(p, "hangup-unanswered-once");
    while (probe_event(p, SIM_EV_CALL_END) != NULL)
        ;
    assert_true(sim_call(&p->sim, A, 0, 3000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_at(p, "AT+CHUP"), "");
    assert_true(probe_event(p, SIM_EV_CALL_END)->by_host);
    free(p);
    p = sim_rig("sim7600", SIM_LATENCY_NONE, "AT+CLCC=1"); /* no word of the end on any channel */
    fault(p, "no-end-once");
    assert_true(sim_call(&p->sim, A, 0, 3000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_at(p, "AT+CHUP"), "\r\nOK\r\n");
    free(p);
}

static void test_messages(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CSMS=1;+CNMI=2,2,0,1,0");
    fault(p, "duplicate-cmt-once");
    assert_true(sim_sms(&p->sim, A, "twice", p->now));
    probe_run(p, 0);
    assert_has(probe_take(p), "+CMT");
    assert_has(probe_at(p, "AT+CNMA"), "+CMT");
    assert_string_equal(probe_at(p, "AT+CNMA"), "\r\nOK\r\n");
    fault(p, "cmt-stored-once");
    assert_true(sim_sms(&p->sim, A, "both", p->now));
    assert_has(probe_at(p, "AT+CNMA"), "OK");
    assert_has(probe_at(p, "AT+CMGL=4"), "+CMGL: 1,0");
    fault(p, "delete-fails-once");
    assert_has(probe_at(p, "AT+CMGD=1"), "+CMS ERROR: 500");
    assert_has(probe_at(p, "AT+CMGD=1"), "OK");
    fault(p, "cmti-minus-once");
    assert_has(probe_at(p, "AT+CNMI=2,1,0,0,0"), "OK");
    assert_true(sim_sms(&p->sim, A, "where", p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\n+CMTI: \"SM\",-1\r\n");
    fault(p, "sim-full");
    assert_has(probe_at(p, "AT+CPMS?"), "\"SM\",30,30,");
    assert_true(sim_sms(&p->sim, A, "waits", p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "");
    assert_has(probe_at(p, "AT+CMGD=1,1"), "+CMTI: \"SM\",2"); /* the unread one in slot 1 stays */
    free(p);
}

static void test_refused(void **state)
{
    static const char *const ROWS[][3] = {{"cnmi-refused", "AT+CNMI=2,1,0,0,0", "+CMS ERROR: 303"},
                                          {"csms-refused", "AT+CSMS=1", "+CMS ERROR: 303"},
                                          {"ccwa-refused", "AT+CCWA=1", "ERROR"},
                                          {"clip-refused", "AT+CLIP=1", "ERROR"},
                                          {"crc-refused", "AT+CRC=1", "ERROR"},
                                          {"cpms-refused", "AT+CPMS=\"SM\"", "+CMS ERROR: 302"},
                                          {"pdu-refused", "AT+CMGF=0", "+CMS ERROR: 303"}};
    (void)state;
    struct sim_probe *p = probe("AT");
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        fault(p, ROWS[i][0]);
        assert_has(probe_at(p, ROWS[i][1]), ROWS[i][2]);
        fault(p, "clear");
        assert_has(probe_at(p, ROWS[i][1]), "OK");
    }
    assert_has(probe_at(p, "AT+CSMS=0"), "OK");
    free(p);
}

static void test_card(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CMEE=1;+CREG=1");
    fault(p, "pin");
    assert_string_equal(probe_take(p), "\r\n+CREG: 0\r\n");
    assert_has(probe_at(p, "AT+CPIN?"), "+CPIN: SIM PIN");
    assert_has(probe_at(p, "AT+CIMI"), "+CME ERROR: 11");
    assert_has(probe_at(p, "AT+CMGS=19"), "+CMS ERROR: 311");
    assert_has(probe_at(p, "AT+CPINR=\"SIM PIN\""), "\r\n+CPINR: SIM PIN,3,3\r\n\r\nOK\r\n");
    assert_has(probe_at(p, "AT+CPIN=\"1111\""), "+CME ERROR: 16");
    assert_has(probe_at(p, "AT+SPIC"), "+SPIC: 2,10,0,0");
    assert_has(probe_at(p, "AT+CPIN=\"0000\""), "+CPIN: READY");
    assert_has(probe_at(p, "AT+CREG?"), "+CREG: 1,1");
    assert_has(probe_at(p, "AT+CPIN=\"0000\""), "+CME ERROR: 3");
    fault(p, "restart"); /* asks again, with no line behind that which says so */
    assert_has(probe_take(p), "+CPIN: SIM PIN\r\n");
    (void)probe_at(p, "ATE0;+CMEE=1");
    for (int i = 0; i < 3; i++)
        assert_has(probe_at(p, "AT+CPIN=\"1111\""), "+CME ERROR: 16");
    assert_has(probe_at(p, "AT+CPIN?"), "+CPIN: SIM PUK");
    assert_has(probe_at(p, "AT+CMGF=0;+CMGL"), "+CMS ERROR: 316");
    assert_has(probe_at(p, "AT+QPINC?"), "+QPINC: \"SC\",0,10");
    assert_has(probe_at(p, "AT+CPIN=\"11111111\",\"2222\""), "+CME ERROR: 16");
    assert_has(probe_at(p, "AT+CPINR"), "+CPINR: SIM PUK,9,10");
    assert_has(probe_at(p, "AT+CPIN=\"12345678\",\"2222\""), "SMS Ready"); /* the rest of the boot lines */
    assert_has(probe_at(p, "AT+CPIN?"), "+CPIN: READY");
    assert_has(probe_at(p, "AT+CLCK=\"SC\",1,\"2222\""), "OK"); /* the new PIN is in force */
    fault(p, "clear");
    fault(p, "no-sim");
    assert_has(probe_at(p, "AT+CPIN?"), "+CME ERROR: 10");
    assert_has(probe_at(p, "AT+CMGS=19"), "+CMS ERROR: 310");
    fault(p, "clear");
    fault(p, "puk");
    assert_has(probe_at(p, "AT+CPIN?"), "+CPIN: SIM PUK");
    fault(p, "clear");
    fault(p, "sim-busy");
    assert_has(probe_at(p, "AT+CPIN?"), "+CME ERROR: 14");
    assert_has(probe_at(p, "AT+CNMI=2,1"), "+CMS ERROR: 314");
    assert_has(probe_at(p, "AT+CCWA=1"), "+CME ERROR: 14");
    free(p);
}

static void test_network(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CREG=1;+CEREG=2;+CGREG=1");
    fault(p, "deny");
    assert_string_equal(probe_take(p), "\r\n+CREG: 3\r\n\r\n+CGREG: 3\r\n\r\n+CEREG: 3\r\n");
    assert_has(probe_at(p, "AT+COPS?"), "+COPS: 0\r\n");
    assert_string_equal(one_call(p), ""); /* not reachable */
    assert_non_null(probe_event(p, SIM_EV_CALL_END));
    fault(p, "clear");
    assert_has(probe_take(p), "+CEREG: 1,\"1A2B\",\"01C3D4E5\",7\r\n");
    fault(p, "search");
    assert_has(probe_at(p, "AT+CREG?"), "+CREG: 1,2");
    fault(p, "clear");
    fault(p, "signal-unknown");
    assert_has(probe_at(p, "AT+CSQ"), "+CSQ: 99,99");
    fault(p, "clock-unset");
    assert_has(probe_at(p, "AT+CCLK?"), "+CCLK: \"80/01/06,");
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),    cmocka_unit_test(test_prompts),
        cmocka_unit_test(test_results),  cmocka_unit_test(test_many_late_results),
        cmocka_unit_test(test_answers),  cmocka_unit_test(test_octets),
        cmocka_unit_test(test_silent),   cmocka_unit_test(test_calls),
        cmocka_unit_test(test_messages), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_card),     cmocka_unit_test(test_network)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
