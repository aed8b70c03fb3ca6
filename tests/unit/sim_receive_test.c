/* Texts that arrive: direct, stored, acknowledged or not, full stores, both modes. */
#include "modemsim/sim_recv.h"
#include "sms/sms.h"

#include "support/sim_rig.h"

static struct sim_probe *probe(const char *init)
{
    return sim_rig("generic", SIM_LATENCY_NONE, init);
}

static const char FROM[] = "+12025550144";

/* The text of the first PDU in what left the modem. */
static const char *text_in(const char *out)
{
    static char utf8[SMS_TEXT_MAX];
    struct sms_pdu pdu;
    const char *hex = strstr(out, "07912160");

    assert_non_null(hex);
    assert_true(sms_decode(hex, strspn(hex, "0123456789ABCDEF"), true, &pdu));
    const struct sms_body *const parts[] = {&pdu.body};
    (void)sms_join(parts, 1, utf8, sizeof(utf8));
    return utf8;
}

static void assert_in(struct sim_probe *p, bool acked)
{
    const struct sim_event *e = probe_event(p, SIM_EV_SMS_IN);
    assert_non_null(e);
    assert_string_equal(e->number, FROM);
    assert_int_equal(e->acked, acked);
}

static const char *arrive(struct sim_probe *p, const char *text)
{
    assert_true(sim_sms(&p->sim, FROM, text, p->now));
    probe_run(p, 0);
    return probe_take(p);
}

static void test_direct_with_ack(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CSMS=1;+CNMI=2,2,0,1,0");
    const char *out = arrive(p, "Hello {box}");
    assert_has(out, "\r\n+CMT: ,");
    assert_string_equal(text_in(out), "Hello {box}");
    assert_null(probe_event(p, SIM_EV_SMS_IN));
    assert_string_equal(arrive(p, "second"), ""); /* waits behind the first */
    assert_string_equal(text_in(probe_at(p, "AT+CNMA")), "second");
    assert_in(p, true);
    assert_has(probe_at(p, "AT+CNMA=1"), "OK");
    assert_in(p, true);
    assert_has(probe_at(p, "AT+CNMA"), "+CMS ERROR: 340");
    assert_has(probe_at(p, "AT+CNMA=7"), "+CMS ERROR: 304");
    assert_has(probe_at(p, "AT+CMGL=4"), "\r\nOK\r\n"); /* nothing was stored */
    free(p);
}

static void test_direct_not_acknowledged(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CSMS=1;+CNMI=2,2,0,1,0");
    assert_has(arrive(p, "one"), "+CMT");
    (void)arrive(p, "two");
    probe_run(p, SIM_ACK_MS - 1);
    assert_string_equal(probe_take(p), "");
    probe_run(p, 1);
    assert_string_equal(text_in(probe_take(p)), "one"); /* again, and still before the second */
    assert_in(p, false);
    assert_has(probe_at(p, "AT+CNMA=2"), "OK"); /* could not be taken */
    assert_in(p, false);
    probe_run(p, SIM_ACK_MS);
    assert_string_equal(text_in(probe_take(p)), "one");
    assert_string_equal(text_in(probe_at(p, "AT+CNMA")), "two");
    sim_power(&p->sim, false, p->now); /* what was not acknowledged comes again */
    sim_power(&p->sim, true, p->now);
    (void)probe_at(p, "ATE0;+CSMS=1;+CNMI=2,2,0,1,0");
    (void)probe_at(p, "AT+CPMS=\"SM\",\"SM\",\"SM\"");
    assert_string_equal(text_in(probe_at(p, "AT+CMGL=4")), "two"); /* stored: no CNMI was set when it came */
    free(p);
}

static void test_direct_without_ack(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CNMI=2,2,0,0,0"); /* phase 2: acknowledged before the host has it */
    assert_has(arrive(p, "one"), "+CMT");
    assert_in(p, true);
    assert_has(arrive(p, "two"), "+CMT");
    free(p);
}

static void test_stored(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CNMI=2,1,0,0,0;+CPMS=\"SM\",\"SM\",\"SM\"");
    assert_string_equal(arrive(p, "one"), "\r\n+CMTI: \"SM\",1\r\n");
    assert_string_equal(arrive(p, "two"), "\r\n+CMTI: \"SM\",2\r\n");
    assert_in(p, true);
    assert_has(probe_at(p, "AT+CPMS?"), "+CPMS: \"SM\",2,30,\"SM\",2,30,\"SM\",2,30");
    assert_has(probe_at(p, "AT+CMGL"), "+CMGL: 1,0,,");
    assert_has(probe_at(p, "AT+CMGL=0"), "\r\nOK\r\n"); /* they are read now */
    const char *out = probe_at(p, "AT+CMGR=2");
    assert_has(out, "+CMGR: 1,,");
    assert_string_equal(text_in(out), "two");
    assert_has(probe_at(p, "AT+CMGD=?"), "+CMGD: (1,2),(0-4)");
    assert_string_equal(probe_at(p, "AT+CMGD=1"), "\r\nOK\r\n");
    assert_has(probe_at(p, "AT+CMGR=1"), "+CMS ERROR: 321");
    assert_has(probe_at(p, "AT+CMGR=31"), "+CMS ERROR: 321");
    assert_has(probe_at(p, "AT+CMGD=31"), "+CMS ERROR: 321");
    assert_has(probe_at(p, "AT+CMGD=1,9"), "+CMS ERROR: 304");
    assert_string_equal(arrive(p, "three"), "\r\n+CMTI: \"SM\",1\r\n"); /* the free slot is used again */
    free(p);
}

static void test_delete_flags(void **state)
{
    static const char *const LEFT[] = {"+CPMS: 3,", "+CPMS: 2,", "+CPMS: 2,", "+CPMS: 0,"};
    char line[24];
    (void)state;
    for (int flag = 1; flag <= 4; flag++) {
        struct sim_probe *p = probe("AT+CNMI=2,1,0,0,0");
        (void)arrive(p, "read");
        (void)probe_at(p, "AT+CMGR=1");
        (void)arrive(p, "unread");
        (void)probe_at(p, "AT+CMGW=19,2");
        probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
        (void)probe_at(p, "AT+CMGW=19,3");
        probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
        (void)snprintf(line, sizeof(line), "AT+CMGD=1,%d", flag);
        assert_has(probe_at(p, line), "OK");
        assert_has(probe_at(p, "AT+CPMS=\"SM\""), flag == 3 ? "+CPMS: 1," : LEFT[flag - 1]);
        free(p);
    }
}

static void test_other_stores(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CNMI=2,1,0,0,0;+CPMS=\"ME\",\"ME\",\"ME\"");
    assert_string_equal(arrive(p, "one"), "\r\n+CMTI: \"ME\",1\r\n");
    assert_has(probe_at(p, "AT+CPMS=\"SM\""), "+CPMS: 0,30,1,50,1,50");
    assert_has(probe_at(p, "AT+CPMS=\"MT\""), "+CPMS: 1,80,");
    assert_has(probe_at(p, "AT+CMGL=4"), "+CMGL: 31,0,"); /* behind the SIM's slots */
    assert_has(probe_at(p, "AT+CPMS=\"SM\",\"SR\""), "+CMS ERROR: 302");
    assert_has(probe_at(p, "AT+CNMI=2,0,0,0,0"), "OK");
    assert_string_equal(arrive(p, "two"), ""); /* stored without a word */
    assert_has(probe_at(p, "AT+CNMI=0,2,0,0,0"), "OK");
    assert_string_equal(arrive(p, "three"), "");
    assert_has(probe_at(p, "AT+CPMS?"), "\"ME\",3,50");
    assert_has(probe_at(p, "AT+CNMI=2,1,0,0,0;+CSCS=\"UCS2\";+CPMS=\"0053004D\""), "+CPMS: 0,30");
    free(p);
}

static void test_long(void **state)
{
    char text[500];
    (void)state;
    struct sim_probe *p = probe("AT+CSMS=1;+CNMI=2,2,0,1,0");
    memset(text, 'z', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    assert_has(arrive(p, text), "+CMT");
    for (int part = 1; part < 4; part++)
        assert_has(probe_at(p, "AT+CNMA"), "+CMT");
    assert_string_equal(probe_at(p, "AT+CNMA"), "\r\nOK\r\n");
    assert_false(sim_sms(&p->sim, FROM, "\xFF", p->now));
    assert_false(sim_sms(&p->sim, "+1234567890123456789012345", "x", p->now));
    free(p);
}

static void test_senders(void **state)
{
    static const char *const SENDER[] = {"AMAZON", "72345", "2025550144", "+442079460018"};
    static const char *const SHOWN[] = {"AMAZON", "72345", "+12025550144", "+442079460018"};
    (void)state;
    struct sim_probe *p = probe("AT+CNMI=2,1,0,0,0");
    for (size_t i = 0; i < TB_COUNT(SENDER); i++) {
        assert_true(sim_sms(&p->sim, SENDER[i], "x", p->now));
        probe_run(p, 0);
        assert_string_equal(probe_event(p, SIM_EV_SMS_IN)->number, SHOWN[i]);
    }
    free(p);
}

static void test_full_store(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig("sim7600", SIM_LATENCY_NONE, "AT+CNMI=2,1,0,0,0");
    for (int i = 0; i < 30; i++)
        assert_has(arrive(p, "x"), "+CMTI: \"SM\",");
    while (probe_event(p, SIM_EV_SMS_IN) != NULL)
        ;
    assert_string_equal(arrive(p, "one too many"), "\r\n+SMS FULL\r\n");
    assert_string_equal(arrive(p, "two too many"), "");
    assert_null(probe_event(p, SIM_EV_SMS_IN));
    probe_run(p, 3600000);
    assert_string_equal(probe_take(p), "");
    assert_has(probe_at(p, "AT+CMGD=4"), "OK\r\n\r\n+CMTI: \"SM\",4\r\n"); /* room for one */
    assert_string_equal(text_in(probe_at(p, "AT+CMGR=4")), "one too many");
    assert_has(probe_at(p, "AT+CMGD=1,4"), "+CMTI: \"SM\",0\r\n");
    assert_has(probe_at(p, "AT+CMGR=1"), "\r\n+CMS ERROR: 321");
    free(p);
}

static void test_inbox_of_the_network_is_bounded(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CFUN=4");
    for (int i = 0; i < SIM_INBOX_MAX; i++)
        assert_true(sim_sms(&p->sim, FROM, "x", p->now));
    assert_false(sim_sms(&p->sim, FROM, "x", p->now));
    probe_run(p, 1000);
    assert_string_equal(probe_take(p), "");
    assert_has(probe_at(p, "AT+CFUN=1"), "+CMTI: \"SM\",30\r\n"); /* all at once, as far as there is room */
    free(p);
}

static void test_text_mode(void **state)
{
    (void)state;
    struct sim_probe *p = probe("AT+CMGF=1;+CNMI=2,2,0,0,0");
    sim_set_clock(&p->sim, INT64_C(1776276000000), -16, p->now);
    assert_string_equal(arrive(p, "Hello"),
                        "\r\n+CMT: \"+12025550144\",,\"26/04/15,14:00:00-16\"\r\nHello\r\n");
    assert_has(probe_at(p, "AT+CSDH=1;+CSCS=\"GSM\""), "OK");
    assert_has(arrive(p, "@ é"), "\",145,4,0,0,\"+12063130004\",145,3\r\n  \x05\r\n");
    assert_has(probe_at(p, "AT+CSCS=\"IRA\";+CNMI=2,1,0,0,0"), "OK");
    assert_has(arrive(p, "é[x]"), "+CMTI");
    assert_has(probe_at(p, "AT+CMGR=1"),
               "+CMGR: \"REC UNREAD\",\"+12025550144\",,\"26/04/15,14:00:00-16\",145,4,"
               "0,0,\"+12063130004\",145,6\r\n?[x]\r\n");
    assert_has(arrive(p, "Olá"), "+CMTI");
    assert_has(probe_at(p, "AT+CMGL=\"ALL\""), "+CMGL: 2,\"REC UNREAD\",\"+12025550144\",");
    assert_has(probe_at(p, "AT+CMGR=2"), "\r\n004F006C00E1\r\n");
    assert_has(probe_at(p, "AT+CSCS=\"UCS2\";+CMGR=1"),
               "\"002B00310032003000320035003500350030003100340034\"");
    assert_has(probe_at(p, "AT+CMGR=1"), "\r\n00E9005B0078005D\r\n");
    assert_has(probe_at(p, "AT+CMGL=\"SOME\""), "+CMS ERROR: 305");
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_direct_with_ack),
                                       cmocka_unit_test(test_direct_not_acknowledged),
                                       cmocka_unit_test(test_direct_without_ack),
                                       cmocka_unit_test(test_stored),
                                       cmocka_unit_test(test_delete_flags),
                                       cmocka_unit_test(test_other_stores),
                                       cmocka_unit_test(test_long),
                                       cmocka_unit_test(test_senders),
                                       cmocka_unit_test(test_full_store),
                                       cmocka_unit_test(test_inbox_of_the_network_is_bounded),
                                       cmocka_unit_test(test_text_mode)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
