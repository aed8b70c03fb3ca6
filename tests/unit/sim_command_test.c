/* The virtual modem's command lines: forms, echo, errors, settings, what each family knows. */
#include "support/sim_rig.h"

static struct sim_probe *probe(const char *profile)
{
    struct sim_probe *p = malloc(sizeof(*p));
    assert_non_null(p);
    probe_init(p, profile, SIM_LATENCY_NONE);
    assert_string_equal(probe_at(p, "ATE0"), "ATE0\r\r\nOK\r\n");
    return p;
}

struct dialogue {
    const char *command, *answer;
};

static void play(struct sim_probe *p, const struct dialogue *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = probe_at(p, lines[i].command);
        if (strcmp(got, lines[i].answer) != 0)
            fail_msg("%s: <%s>, not <%s>", lines[i].command, got, lines[i].answer);
    }
}

static void test_line_forms(void **state)
{
    static const struct dialogue LINES[] = {
        {"AT", "\r\nOK\r\n"},
        {"at", "\r\nOK\r\n"},
        {"", ""},
        {"hello", ""},
        {"\x1B\x1A"
         "AT",
         "\r\nOK\r\n"},
        {"garbage AT", "\r\nOK\r\n"},
        {"AU\bT", "\r\nOK\r\n"},
        {"AT+CREG?;+CSQ", "\r\n+CREG: 0,1\r\n\r\n+CSQ: 20,99\r\n\r\nOK\r\n"},
        {"AT+CREG?;+NONSENSE;+CSQ", "\r\n+CREG: 0,1\r\n\r\nERROR\r\n"},
        {"ATE0V1Q0", "\r\nOK\r\n"},
        {"ATS0=2", "\r\nOK\r\n"},
        {"ATS0?", "\r\n002\r\n\r\nOK\r\n"},
        {"ATS0=0;+CMEE=2", "\r\nOK\r\n"},
        {"ATS=1", "\r\nERROR\r\n"},
        {"ATY", "\r\nERROR\r\n"},
        {"ATE7", "\r\nERROR\r\n"},
        {"AT&D2&C1X4L0M0", "\r\nOK\r\n"},
        {"ATD+12025550143", "\r\nNO CARRIER\r\n"}, /* a data call */
        {"ATD*#21#;", "\r\nNO CARRIER\r\n"},
        {"ATD1234567890123456789012345;", "\r\nNO CARRIER\r\n"},
        {"ATD+12025550143;H", "\r\nOK\r\n"},
        {"ATA", "\r\nNO CARRIER\r\n"},
        {"AT+CSQ-", "\r\nERROR\r\n"},
        {"AT+CREG=\"1", "\r\n+CME ERROR: incorrect parameters\r\n"},
    };
    (void)state;
    struct sim_probe *p = probe("generic");
    play(p, LINES, TB_COUNT(LINES));
    free(p);
}

static void test_long_line(void **state)
{
    static char line[SIM_LINE_MAX + 100];
    (void)state;
    struct sim_probe *p = probe("generic");
    memset(line, 'A', sizeof(line) - 1);
    assert_string_equal(probe_at(p, line), "\r\nERROR\r\n");
    assert_string_equal(probe_at(p, "AT"), "\r\nOK\r\n");
    free(p);
}

static void test_result_forms(void **state)
{
    static const struct dialogue LINES[] = {
        {"AT+CPMS=\"XX\"", "\r\n+CMS ERROR: 302\r\n"},
        {"AT+CREG=9", "\r\nERROR\r\n"},
        {"AT+CMEE=1", "\r\nOK\r\n"},
        {"AT+CREG=9", "\r\n+CME ERROR: 50\r\n"},
        {"AT+CMEE=2", "\r\nOK\r\n"},
        {"AT+CREG=9", "\r\n+CME ERROR: incorrect parameters\r\n"},
        {"AT+CMGR=99", "\r\n+CMS ERROR: invalid memory index\r\n"},
        {"AT+CMEE?", "\r\n+CMEE: 2\r\n\r\nOK\r\n"},
        {"AT+CMEE=?", "\r\n+CMEE: (0-2)\r\n\r\nOK\r\n"},
        {"ATV0", "0\r"},
        {"AT+CMEE?", "+CMEE: 2\r\n0\r"},
        {"AT+NONSENSE", "4\r"},
        {"ATV1", "\r\nOK\r\n"},
        {"ATQ1", ""},
        {"AT", ""},
    };
    (void)state;
    struct sim_probe *p = probe("generic");
    play(p, LINES, TB_COUNT(LINES));
    assert_has(probe_at(p, "ATZ"), "OK"); /* quiet off, echo on again */
    assert_string_equal(probe_at(p, "AT"), "AT\r\r\nOK\r\n");
    free(p);
}

static void test_settings(void **state)
{
    static const struct dialogue LINES[] = {
        {"AT+CLIP?", "\r\n+CLIP: 0,1\r\n\r\nOK\r\n"},
        {"AT+CLIP=1;+CRC=1;+CCWA=1;+CNAP=1;+CDIP=1;+COLP=1", "\r\nOK\r\n"},
        {"AT+CLIP?;+CRC?;+CCWA?", "\r\n+CLIP: 1,1\r\n\r\n+CRC: 1\r\n\r\n+CCWA: 1\r\n\r\nOK\r\n"},
        {"AT+CCWA=1,2", "\r\n+CCWA: 1,1\r\n\r\nOK\r\n"},
        {"AT+CMGF=1", "\r\nOK\r\n"},
        {"AT+CMGF", "\r\nOK\r\n"},
        {"AT+CMGF?", "\r\n+CMGF: 0\r\n\r\nOK\r\n"},
        {"AT+CSMS=1", "\r\n+CSMS: 1,1,1\r\n\r\nOK\r\n"},
        {"AT+CSMS?", "\r\n+CSMS: 1,1,1,1\r\n\r\nOK\r\n"},
        {"AT+CSMS=2", "\r\n+CMS ERROR: 302\r\n"},
        {"AT+CNMI=2,2,0,1,0", "\r\nOK\r\n"},
        {"AT+CNMI?", "\r\n+CNMI: 2,2,0,1,0\r\n\r\nOK\r\n"},
        {"AT+CNMI=2,1", "\r\nOK\r\n"},
        {"AT+CNMI?", "\r\n+CNMI: 2,1,0,0,0\r\n\r\nOK\r\n"},
        {"AT+CNMI=2,9", "\r\n+CMS ERROR: 304\r\n"},
        {"AT+CSMP=49,167,0,8", "\r\nOK\r\n"},
        {"AT+CSMP?", "\r\n+CSMP: 49,167,0,8\r\n\r\nOK\r\n"},
        {"AT+CSMP=300", "\r\n+CMS ERROR: 305\r\n"},
        {"AT+CSDH=1;+CTZU=1;+CTZR=1;+CGSMS=1;+CMMS=1;+CVHU=0", "\r\nOK\r\n"},
        {"AT+CSCS=\"UCS2\"", "\r\nOK\r\n"},
        {"AT+CNUM", "\r\n+CNUM: \"\",\"002B00310032003000320035003500350030003100300031\",145\r\n\r\nOK\r\n"},
        {"AT+CSCS?", "\r\n+CSCS: \"0055004300530032\"\r\n\r\nOK\r\n"},
        {"AT+CSCS=\"GSM\"", "\r\nOK\r\n"},
        {"AT+CSCS=\"KLINGON\"", "\r\nERROR\r\n"},
        {"AT+IPR=115200;+IFC=0,0;+CGDCONT=1,\"IP\",\"a;b\"", "\r\nOK\r\n"},
    };
    (void)state;
    struct sim_probe *p = probe("generic");
    play(p, LINES, TB_COUNT(LINES));
    assert_has(probe_at(p, "AT+CNMI=?"), "+CNMI: (0,1,2,3),(0,1,2,3),(0,1,2,3),(0,1,2),(0,1)");
    assert_has(probe_at(p, "AT+CSCS=?"), "(\"GSM\",\"IRA\",\"UCS2\")");
    assert_has(probe_at(p, "AT+CSMS=?"), "+CSMS: (0,1)");
    free(p);
}

static void test_identity(void **state)
{
    static const struct dialogue LINES[] = {
        {"AT+CGMI;+CGMM;+CGMR", "\r\ntextback\r\n\r\nmodemsim\r\n\r\nmodemsim 1\r\n\r\nOK\r\n"},
        {"AT+CGSN", "\r\n490154203237518\r\n\r\nOK\r\n"},
        {"AT+CIMI", "\r\n310260123456789\r\n\r\nOK\r\n"},
        {"AT+CCID", "\r\n+CCID: 8901260123456789012\r\n\r\nOK\r\n"},
        {"AT+CNUM", "\r\n+CNUM: \"\",\"+12025550101\",145\r\n\r\nOK\r\n"},
        {"AT+CSCA?", "\r\n+CSCA: \"+12063130004\",145\r\n\r\nOK\r\n"},
        {"AT+CSCA=\"12063130005\",145", "\r\nOK\r\n"},
        {"AT+CSCA?", "\r\n+CSCA: \"+12063130005\",145\r\n\r\nOK\r\n"},
        {"AT+CSCA=\"none\"", "\r\n+CMS ERROR: 304\r\n"},
        {"AT+COPS?", "\r\n+COPS: 0,0,\"Sim Network\",7\r\n\r\nOK\r\n"},
        {"AT+COPS=3,2;+COPS?", "\r\n+COPS: 0,2,\"310260\",7\r\n\r\nOK\r\n"},
        {"AT+CCLK?", "\r\n+CCLK: \"26/04/15,14:00:00-16\"\r\n\r\nOK\r\n"},
        {"AT+CPAS", "\r\n+CPAS: 0\r\n\r\nOK\r\n"},
        {"AT+CBC", "\r\n+CBC: 0,100,4100\r\n\r\nOK\r\n"},
        {"AT+CFUN?", "\r\n+CFUN: 1\r\n\r\nOK\r\n"},
        {"AT+CPBS?;+CPBR=1,250", "\r\n+CPBS: \"SM\",0,250\r\n\r\nOK\r\n"},
        {"AT+CLCK=\"SC\",2", "\r\n+CLCK: 0\r\n\r\nOK\r\n"},
        {"AT+CLCK=\"SC\",1,\"1111\"", "\r\nERROR\r\n"},
        {"AT+CLCK=\"AO\",2", "\r\nERROR\r\n"},
        {"AT+QCCID;+ICCID",
         "\r\n+QCCID: 8901260123456789012\r\n\r\n+ICCID: 8901260123456789012\r\n\r\nOK\r\n"},
        {"AT+GCAP", "\r\n+GCAP: +CGSM\r\n\r\nOK\r\n"},
        {"AT+COPS=9", "\r\nERROR\r\n"},
        {"AT+CCLK=\"26/01/01,00:00:00+00\"", "\r\nOK\r\n"},
        {"AT+CLIP=-1", "\r\nERROR\r\n"},
        {"AT+CLIP= 1", "\r\nOK\r\n"},
        {"AT+CREG=2;+CREG?", "\r\n+CREG: 2,1,\"1A2B\",\"01C3D4E5\",7\r\n\r\nOK\r\n"},
    };
    (void)state;
    struct sim_probe *p = probe("generic");
    p->now = 0;
    play(p, LINES, 11);
    sim_set_clock(&p->sim, INT64_C(1776276000000), -16, p->now);
    play(p, LINES + 11, TB_COUNT(LINES) - 11);
    free(p);
}

static void test_clock_of_other_days(void **state)
{
    static const struct {
        int64_t s;
        const char *stamp;
    } DAYS[] = {{INT64_C(1709164800), "24/02/29,00:00:00+00"}, /* leap day */
                {INT64_C(1735689599), "24/12/31,23:59:59+00"},
                {INT64_C(1735689600), "25/01/01,00:00:00+00"},
                {INT64_C(946684800), "00/01/01,00:00:00+00"}};
    (void)state;
    struct sim_probe *p = probe("generic");
    for (size_t i = 0; i < TB_COUNT(DAYS); i++) {
        sim_set_clock(&p->sim, DAYS[i].s * 1000, 0, p->now);
        assert_has(probe_at(p, "AT+CCLK?"), DAYS[i].stamp);
    }
    free(p);
}

/* Every profile is complete, answers and says who it is. */
static void test_profiles(void **state)
{
    static const char *const MODEL[] = {"modemsim", "SIM868",     "SIM7600",    "A7670",
                                        "SIM7670",  "EC25",       "EP06",       "EC200T",
                                        "E1550",    "LARA-R6001", "SARA-R510S", "LE910C4"};
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++) {
        struct sim_probe *p = probe(sim_profile_name(i));
        assert_true(i < TB_COUNT(MODEL));
        assert_has(probe_at(p, "AT+CGMM"), MODEL[i]);
        assert_has(probe_at(p, "AT+CMGS=20"), ">");
        assert_has(probe_at(p, "\x1B"), "OK");
        free(p);
    }
    assert_null(sim_profile_by_name("nokia3310"));
}

static void test_family_commands(void **state)
{
    (void)state;
    struct sim_probe *p = probe("ec25");
    assert_has(probe_at(p, "AT+QURCCFG=\"urcport\",\"usbat\""), "OK");
    assert_has(probe_at(p, "AT+QINDCFG=\"ccinfo\",1,0;^DSCI=1"), "OK");
    assert_has(probe_at(p, "AT^DSCI?"), "^DSCI: 1");
    assert_has(probe_at(p, "AT+CLCC=1"), "ERROR");
    free(p);
    p = probe("a7670");
    assert_has(probe_at(p, "AT+CNMI=2,1,0,1,0"), "+CMS ERROR: 303");
    assert_has(probe_at(p, "AT+CNMI=2,1,0,2,0"), "OK");
    assert_has(probe_at(p, "AT+CNMI=?"), "(0,2)");
    assert_has(probe_at(p, "AT+CLCC=1;+MSTK=0,0;+CLTS=1"), "OK");
    assert_has(probe_at(p, "AT+QCFG=\"ims\""), "ERROR");
    assert_has(probe_at(p, "AT+CIREG?"), "+CIREG: 0,1");
    free(p);
    p = probe("ep06");
    assert_has(probe_at(p, "AT+QINDCFG=\"ccinfo\",1,0"), "ERROR");
    assert_has(probe_at(p, "AT^DSCI=1"), "OK");
    assert_has(probe_at(p, "AT+QCFG=\"ims\""), "+QCFG: \"ims\",1,1");
    assert_has(probe_at(p, "AT+QCFG=\"usbnet\",1"), "\r\nOK");
    free(p);
    p = probe("huawei");
    assert_has(probe_at(p, "AT+NOSUCH=1"), "\r\nCOMMAND NOT SUPPORT\r\n");
    assert_null(strstr(probe_at(p, "AT+NOSUCH=1"), "ERROR"));
    assert_has(probe_at(p, "AT^CVOICE?"), "^CVOICE:0,8000,16,20");
    assert_has(probe_at(p, "AT+CEREG?"), "ERROR");
    free(p);
    p = probe("ublox");
    assert_has(probe_at(p, "AT+UCALLSTAT=1;+UPSV=0"), "OK");
    assert_has(probe_at(p, "AT+UCALLSTAT?"), "+UCALLSTAT: 1");
    free(p);
    p = probe("telit");
    assert_has(probe_at(p, "AT#QSS=1"), "OK");
    assert_has(probe_at(p, "AT+UCALLSTAT=1"), "ERROR");
    free(p);
}

static void test_test_forms(void **state)
{
    static const char *const FORMS[] = {
        "+CMGS", "+CMGW", "+CMSS", "+CMGR", "+CMGL",  "+CMGD", "+CNMA",  "+CPMS", "+CHUP",
        "+CHLD", "+CPAS", "+CCWA", "+CPIN", "+CPINR", "+CLCK", "+CIMI",  "+CNUM", "+CSCA",
        "+CPBS", "+CPBR", "+CGMI", "+CGMM", "+CGMR",  "+CGSN", "+CSQ",   "+COPS", "+CFUN",
        "+CBC",  "+CLIP", "+CRC",  "+CREG", "+CMGF",  "+CSDH", "+CGSMS", "+CCID", "+CLCC"};
    char line[32];
    (void)state;
    struct sim_probe *p = probe("generic");
    for (size_t i = 0; i < TB_COUNT(FORMS); i++) {
        (void)snprintf(line, sizeof(line), "AT%s=?", FORMS[i]);
        assert_has(probe_at(p, line), "\r\nOK\r\n");
    }
    assert_has(probe_at(p, "AT+CMGF=1;+CMGL=?"), "\"REC UNREAD\"");
    free(p);
}

static void test_commands_are_events(void **state)
{
    (void)state;
    struct sim_probe *p = probe("generic");
    (void)probe_at(p, "AT+CSQ;+CREG?");
    assert_string_equal(probe_event(p, SIM_EV_COMMAND)->text, "ATE0");
    assert_string_equal(probe_event(p, SIM_EV_COMMAND)->text, "AT+CSQ;+CREG?");
    assert_null(probe_event(p, SIM_EV_COMMAND));
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_forms),   cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_result_forms), cmocka_unit_test(test_settings),
        cmocka_unit_test(test_identity),     cmocka_unit_test(test_clock_of_other_days),
        cmocka_unit_test(test_profiles),     cmocka_unit_test(test_family_commands),
        cmocka_unit_test(test_test_forms),   cmocka_unit_test(test_commands_are_events)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
