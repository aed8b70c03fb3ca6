/* Texts that leave: prompt, body, network, parts, reports. */
#include "sms/sms.h"

#include "support/sim_rig.h"

static const char TO[] = "+12025550143";

/* AT+CMGS and the body of one part; the answer. */
static const char *send_part(struct sim_probe *p, const char *to, const char *text, unsigned part)
{
    static char hex[SMS_HEX_MAX + 1];
    char line[32];
    struct sms_plan plan;
    unsigned octets = 0;

    assert_true(sms_plan_text(text, &plan));
    struct sms_submit s = {.to = to, .text = text, .plan = &plan, .part = part, .ref = 7, .report = true};
    size_t len = sms_encode_submit(&s, hex, sizeof(hex), &octets);
    assert_true(len > 0);
    (void)snprintf(line, sizeof(line), "AT+CMGS=%u", octets);
    assert_string_equal(probe_at(p, line), "\r\n> ");
    probe_write(p, hex);
    probe_write(p, "\x1A");
    return probe_take(p);
}

static void test_one_part(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    assert_string_equal(send_part(p, TO, "Hello {you}", 0), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
    assert_non_null(probe_event(p, SIM_EV_PROMPT));
    const struct sim_event *e = probe_event(p, SIM_EV_SMS_PART);
    assert_non_null(e);
    assert_string_equal(e->number, TO);
    assert_int_equal(e->ref, 1);
    assert_int_equal(e->seq, 1);
    assert_int_equal(e->total, 1);
    assert_memory_equal(e->text, "00", 2);
    e = probe_event(p, SIM_EV_SMS_OUT);
    assert_non_null(e);
    assert_string_equal(e->text, "Hello {you}");
    assert_int_equal(e->total, 1);
    assert_int_equal(e->ref, 1);
    assert_string_equal(send_part(p, TO, "again", 0), "\r\n+CMGS: 2\r\n\r\nOK\r\n");
    free(p);
}

static void test_parts_in_any_order(void **state)
{
    static const unsigned ORDER[] = {2, 0, 2, 1}; /* the third comes twice */
    char text[400];
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    for (size_t i = 0; i < sizeof(text) - 1; i++)
        text[i] = (char)('a' + i % 26);
    text[sizeof(text) - 1] = '\0';
    for (size_t i = 0; i < TB_COUNT(ORDER); i++) {
        assert_null(probe_event(p, SIM_EV_SMS_OUT));
        assert_has(send_part(p, TO, text, ORDER[i]), "OK");
        (void)send_part(p, "+12025550144", "between", 0); /* another recipient's text does not disturb */
        const struct sim_event *e = probe_event(p, SIM_EV_SMS_PART);
        assert_non_null(e);
        assert_int_equal(e->seq, ORDER[i] + 1);
        assert_int_equal(e->total, 3);
        assert_non_null(probe_event(p, SIM_EV_SMS_PART));
        e = probe_event(p, SIM_EV_SMS_OUT);
        if (i + 1 == TB_COUNT(ORDER)) {
            assert_string_equal(e->text, text);
            assert_int_equal(e->total, 3);
            assert_int_equal(e->ref, 7);
            e = probe_event(p, SIM_EV_SMS_OUT);
        }
        assert_string_equal(e->text, "between");
    }
    free(p);
}

/* More unfinished texts than a recipient's phone holds: the oldest yields, the newest is whole. */
static void test_unfinished(void **state)
{
    char text[200], to[16];
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    for (int i = 0; i <= SIM_JOIN_MAX; i++) {
        (void)snprintf(to, sizeof(to), "+120255501%02d", i);
        assert_has(send_part(p, to, text, 0), "OK");
    }
    assert_has(send_part(p, to, text, 1), "OK");
    assert_string_equal(probe_event(p, SIM_EV_SMS_OUT)->number, to);
    assert_has(send_part(p, "+12025550100", text, 1), "OK"); /* its first part is forgotten */
    assert_null(probe_event(p, SIM_EV_SMS_OUT));
    free(p);
}

static void test_numbers(void **state)
{
    static const char *const ROWS[][2] = {{"+12025550143", "+12025550143"},
                                          {"2025550143", "+12025550143"},
                                          {"12025550143", "+12025550143"},
                                          {"01144207946001", "+44207946001"},
                                          {"72345", "72345"},
                                          {"+442079460018", "+442079460018"}};
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        assert_has(send_part(p, ROWS[i][0], "x", 0), "OK");
        assert_string_equal(probe_event(p, SIM_EV_SMS_OUT)->number, ROWS[i][1]);
    }
    free(p);
}

static void test_wrong_bodies(void **state)
{
    static const char *const ROWS[][2] = {
        {"AT+CMGS=18", "0011000B912120550541F30000A705C8329BFD06"}, /* one more than it says */
        {"AT+CMGS=20", "0011000B912120550541F30000A705C8329BFD0"},  /* half an octet */
        {"AT+CMGS=19", "0011000B912120550541F30000A705C8329BFDXY"}, /* no hex */
        {"AT+CMGS=12", "000400000000000000000000000000"},           /* not a SUBMIT */
        {"AT+CMGS=20", ""},
        {"AT+CMGS=1", "0D11"}};
    static char over[SIM_BODY_MAX + 10];
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    memset(over, '0', sizeof(over) - 1);
    for (size_t i = 0; i <= TB_COUNT(ROWS); i++) {
        bool last = i == TB_COUNT(ROWS);
        assert_string_equal(probe_at(p, last ? "AT+CMGS=20" : ROWS[i][0]), "\r\n> ");
        probe_write(p, last ? over : ROWS[i][1]);
        probe_write(p, "\x1A");
        assert_string_equal(probe_take(p), "\r\n+CMS ERROR: 304\r\n");
    }
    assert_null(probe_event(p, SIM_EV_SMS_PART));
    assert_null(probe_event(p, SIM_EV_SMS_REFUSED));
    assert_string_equal(probe_at(p, "AT+CMGS=0"), "\r\n+CMS ERROR: 304\r\n");
    assert_string_equal(probe_at(p, "AT+CMGS=165"), "\r\n+CMS ERROR: 304\r\n");
    assert_string_equal(probe_at(p, "AT+CMGS"), "\r\nERROR\r\n");
    free(p);
}

static void test_escape(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    (void)probe_at(p, "AT+CMGS=20");
    probe_write(p, "0011AX\b\x1B");
    assert_string_equal(probe_take(p), "\r\nOK\r\n");
    assert_string_equal(probe_at(p, "AT"), "\r\nOK\r\n");
    free(p);
}

static void test_refused_by_network(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0;+CMEE=1");
    assert_true(sim_fault(&p->sim, "cms-21-once", p->now));
    assert_string_equal(send_part(p, TO, "x", 0), "\r\n+CMS ERROR: 21\r\n");
    const struct sim_event *e = probe_event(p, SIM_EV_SMS_REFUSED);
    assert_string_equal(e->number, TO);
    assert_int_equal(e->error, 21);
    assert_null(probe_event(p, SIM_EV_SMS_OUT));
    assert_has(send_part(p, TO, "x", 0), "+CMGS: 1");
    assert_true(sim_fault(&p->sim, "cms-41 2", p->now));
    assert_has(send_part(p, TO, "x", 0), "+CMS ERROR: 41");
    assert_has(send_part(p, TO, "x", 0), "+CMS ERROR: 41");
    assert_has(send_part(p, TO, "x", 0), "+CMGS: 2");
    assert_true(sim_fault(&p->sim, "deny", p->now));
    assert_has(send_part(p, TO, "x", 0), "+CMS ERROR: 331");
    assert_true(sim_fault(&p->sim, "clear", p->now));
    assert_has(probe_at(p, "AT+CMGS=13"), "> "); /* to nobody */
    probe_write(p, "00110000810000A705C8329BFD06\x1A");
    assert_has(probe_take(p), "+CMS ERROR: 28");
    free(p);
}

/* A text of more parts than a recipient's phone is asked to hold: its parts are taken and shown. */
static void test_too_many_parts(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    assert_has(probe_at(p, "AT+CMGS=25"), "> ");
    probe_write(p, "0051000B912120550541F30000A70B050003FFFF01906536FB0D\x1A");
    assert_has(probe_take(p), "+CMGS: 1");
    assert_int_equal(probe_event(p, SIM_EV_SMS_PART)->total, 255);
    assert_null(probe_event(p, SIM_EV_SMS_OUT));
    free(p);
}

static void test_centre(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    assert_has(probe_at(p, "AT+CSCA=\"\""), "OK");
    assert_has(send_part(p, TO, "x", 0), "+CMS ERROR: 330");
    assert_string_equal(probe_at(p, "AT+CMGS=19"), "\r\n> "); /* a centre of its own in the PDU */
    probe_write(p, "07912160130300F40011000B912120550541F30000A705C8329BFD06\x1A");
    assert_has(probe_take(p), "+CMS ERROR: 304"); /* the length is without the centre */
    (void)probe_at(p, "AT+CMGS=19");
    probe_write(p, "07912160130300F411000B912120550541F30000A705C8329BFD06\x1A");
    assert_has(probe_take(p), "+CMGS: ");
    free(p);
}

static void test_report(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0;+CNMI=2,1,0,1,0");
    assert_false(sim_report(&p->sim, 1, 0, p->now));
    assert_has(send_part(p, TO, "x", 0), "+CMGS: 1");
    probe_run(p, 600000);
    assert_string_equal(probe_take(p), ""); /* none by itself */
    assert_true(sim_report(&p->sim, 1, 0x45, p->now));
    probe_run(p, 0);
    const char *line = probe_take(p);
    assert_has(line, "\r\n+CDS: ");
    struct sms_pdu pdu;
    const char *hex = strchr(line + 2, '\n') + 1;
    assert_true(sms_decode(hex, strcspn(hex, "\r"), true, &pdu));
    assert_int_equal(pdu.kind, SMS_STATUS_REPORT);
    assert_int_equal(pdu.ref, 1);
    assert_int_equal(pdu.status, 0x45);
    assert_string_equal(pdu.address, TO);
    assert_false(sim_report(&p->sim, 256, 0, p->now));
    assert_false(sim_report(&p->sim, 1, 256, p->now));
    assert_string_equal(probe_at(p, "AT+CMGS=19"), "\r\n> "); /* a text that asks for no report gets none */
    probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
    assert_has(probe_take(p), "+CMGS: 2");
    assert_false(sim_report(&p->sim, 2, 0, p->now));
    free(p);
}

static void test_reports_by_setting(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("ec25", "AT+CMGF=0;+CNMI=2,1,0,2,0");
    assert_has(send_part(p, TO, "x", 0), "+CMGS: 1");
    assert_true(sim_report(&p->sim, 1, 0, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\n+CDSI: \"SM\",0\r\n"); /* it is in SR, whatever the line says */
    assert_string_equal(probe_at(p, "AT+CMGR=0"), "\r\nOK\r\n");
    assert_has(probe_at(p, "AT+CPMS=\"SR\""), "+CPMS: 1,20,");
    assert_has(probe_at(p, "AT+CMGR=0"), "+CMGR: 0,,");
    assert_has(probe_at(p, "AT+CNMI=2,1,0,0,0"), "OK");
    assert_true(sim_report(&p->sim, 1, 0, p->now));
    probe_run(p, 1000);
    assert_string_equal(probe_take(p), "");
    free(p);
    p = sim_rig_quiet("generic", "AT+CMGF=0;+CNMI=2,1,0,2,0");
    assert_has(send_part(p, TO, "x", 0), "+CMGS: 1");
    assert_true(sim_report(&p->sim, 1, 0, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\n+CDSI: \"SR\",1\r\n");
    assert_has(probe_at(p, "AT+CMGF=1;+CPMS=\"SR\""), "OK");
    assert_has(probe_at(p, "AT+CMGR=1"), "+CMGR: \"REC UNREAD\",6,1,\"+12025550143\",145,\"26/04/15,14:00:");
    free(p);
}

static void test_text_mode(void **state)
{
    static const char *const ROWS[][4] = {
        /* charset, recipient, body, what arrives */
        {"IRA", "+12025550143", "Hello", "Hello"},
        {"IRA", "+12025550143", "two\rlines", "two\nlines"},
        {"IRA", "+12025550143", "caf\xC3\xA9", "caf??"},
        {"GSM", "2025550143", "caf\x05 \x02", "café $"},
        {"UCS2", "002B00310032003000320035003500350030003100340033", "004F006C00E10020D83CDFE0", "Olá 🏠"}};
    char line[96];
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=1;+CSMP=49,167,0,0");
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        (void)snprintf(line, sizeof(line), "AT+CSCS=\"%s\";+CMGS=\"%s\"", ROWS[i][0], ROWS[i][1]);
        assert_string_equal(probe_at(p, line), "\r\n> ");
        probe_write(p, ROWS[i][2]);
        probe_write(p, "\x1A");
        assert_has(probe_take(p), "+CMGS: ");
        const struct sim_event *e = probe_event(p, SIM_EV_SMS_OUT);
        assert_string_equal(e->text, ROWS[i][3]);
        assert_string_equal(e->number, TO);
    }
    assert_true(sim_report(&p->sim, 1, 0, p->now)); /* AT+CSMP=49: with report */
    assert_has(probe_at(p, "AT+CSCS=\"IRA\";+CMGS=\"12025550143\",145"), "> ");
    probe_write(p, "x\x1A");
    assert_string_equal(probe_event(p, SIM_EV_SMS_OUT)->number, TO);
    assert_has(probe_at(p, "AT+CMGS=\"nobody\""), "+CMS ERROR: 305");
    assert_has(probe_at(p, "AT+CMGS=\"+12025550143\""), "> ");
    for (int i = 0; i < 20; i++)
        probe_write(p, "0123456789");
    probe_write(p, "\x1A");
    assert_has(probe_take(p), "+CMS ERROR: 305"); /* it cuts nothing into parts */
    free(p);
}

static void test_write_and_send_stored(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CMGF=0");
    assert_string_equal(probe_at(p, "AT+CMGW=18"), "\r\n> ");
    probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
    assert_has(probe_take(p), "+CMS ERROR: 304");
    assert_string_equal(probe_at(p, "AT+CMGW=19"), "\r\n> ");
    probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
    assert_string_equal(probe_take(p), "\r\n+CMGW: 1\r\n\r\nOK\r\n");
    assert_has(probe_at(p, "AT+CMGR=1"), "+CMGR: 2,,19\r\n0011000B");
    assert_has(probe_at(p, "AT+CMGF=1;+CMGR=1"), "+CMGR: \"STO UNSENT\",\"+12025550143\",\r\nHello");
    assert_has(probe_at(p, "AT+CMSS=1"), "+CMGS: 1"); /* this modem names it so */
    assert_string_equal(probe_event(p, SIM_EV_SMS_OUT)->text, "Hello");
    assert_has(probe_at(p, "AT+CMSS=2"), "+CMS ERROR: 321");
    assert_has(probe_at(p, "AT+CMGL=\"STO SENT\""), "+CMGL: 1,\"STO SENT\"");
    assert_has(probe_at(p, "AT+CMGW=\"+12025550143\""), "> ");
    probe_write(p, "draft\x1A");
    assert_has(probe_take(p), "+CMGW: 2");
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_part),
                                       cmocka_unit_test(test_parts_in_any_order),
                                       cmocka_unit_test(test_unfinished),
                                       cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_wrong_bodies),
                                       cmocka_unit_test(test_escape),
                                       cmocka_unit_test(test_refused_by_network),
                                       cmocka_unit_test(test_too_many_parts),
                                       cmocka_unit_test(test_centre),
                                       cmocka_unit_test(test_report),
                                       cmocka_unit_test(test_reports_by_setting),
                                       cmocka_unit_test(test_text_mode),
                                       cmocka_unit_test(test_write_and_send_stored)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
