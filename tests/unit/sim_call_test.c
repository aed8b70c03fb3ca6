/* Callers: what the modem says about them, by family, and when. */
#include "support/sim_rig.h"

static const char A[] = "+12025550143", B[] = "+12025550144";

#define READY   "AT+CLIP=1;+CCWA=1;+CMEE=1"
#define CLIP_A  "\r\n+CLIP: \"+12025550143\",145,\"\",0,\"\",0\r\n"
#define RING    "\r\nRING\r\n"
#define CARRIER "\r\nNO CARRIER\r\n"

static void assert_end(struct sim_probe *p, const char *number, bool by_host)
{
    const struct sim_event *e = probe_event(p, SIM_EV_CALL_END);
    assert_non_null(e);
    assert_string_equal(e->number, number);
    assert_int_equal(e->by_host, by_host);
}

static void test_with_clip(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_true(sim_call(&p->sim, A, 2, 5000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), RING CLIP_A);
    probe_run(p, 4999);
    assert_string_equal(probe_take(p), "");
    probe_run(p, 1);
    assert_string_equal(probe_take(p), RING CLIP_A);
    assert_null(probe_event(p, SIM_EV_CALL_END));
    probe_run(p, 5000); /* two rings and the pause behind the second */
    assert_string_equal(probe_take(p), CARRIER);
    assert_end(p, A, false);
    assert_string_equal(probe_event(p, SIM_EV_RING)->number, A);
    assert_non_null(probe_event(p, SIM_EV_RING));
    assert_null(probe_event(p, SIM_EV_RING));
    assert_int_equal(sim_deadline(&p->sim), TB_NEVER);
    free(p);
}

static void test_without_clip(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CRC=1");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 20000);
    assert_string_equal(probe_take(p), "\r\n+CRING: VOICE\r\n\r\n+CRING: VOICE\r\n\r\n+CRING: VOICE\r\n"
                                       "\r\n+CRING: VOICE\r\n\r\n+CRING: VOICE\r\n");
    assert_has(probe_at(p, "AT+CLCC"), "+CLCC: 1,1,4,0,0,\"+12025550143\",145\r\n\r\nOK");
    assert_has(probe_at(p, "AT+CPAS"), "+CPAS: 3");
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    assert_false(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 60000);
    assert_string_equal(probe_take(p), CARRIER);
    assert_end(p, A, false);
    assert_string_equal(probe_at(p, "AT+CLCC"), "\r\nOK\r\n");
    free(p);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *profile, *number;
        bool withheld;
        const char *line;
    } ROWS[] = {{"generic", "+12025550143", false, "+CLIP: \"+12025550143\",145,\"\",0,\"\",0\r\n"},
                {"generic", "2025550143", false, "+CLIP: \"2025550143\",129,\"\",0,\"\",0\r\n"},
                {"generic", "+12025550143", true, "+CLIP: \"\",128,\"\",0,\"\",1\r\n"},
                {"ec25", "+12025550143", true, "+CLIP: \"\",128,,,,1\r\n"},
                {"sim7600", "+12025550143", false, "+CLIP: \"+12025550143\",145,,,,0\r\n"}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct sim_probe *p = sim_rig_quiet(ROWS[i].profile, READY);
        assert_true(sim_call(&p->sim, ROWS[i].number, 1, 300, ROWS[i].withheld, p->now));
        probe_run(p, 1000);
        assert_has(probe_take(p), ROWS[i].line);
        assert_end(p, ROWS[i].number, false); /* the network knows who it was */
        free(p);
    }
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_false(sim_call(&p->sim, "nobody", 1, 300, false, p->now));
    assert_false(sim_call(&p->sim, "", 1, 300, false, p->now));
    assert_false(sim_call(&p->sim, "+", 1, 300, false, p->now));
    assert_false(sim_call(&p->sim, "+123456789012345678901234567", 1, 300, false, p->now));
    assert_false(sim_call(&p->sim, A, 1, 0, false, p->now));
    free(p);
}

static void test_hang_up(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_at(p, "AT+CHUP"), "\r\nOK\r\n");
    assert_end(p, A, true);
    probe_run(p, 20000);
    assert_string_equal(probe_take(p), "");
    assert_string_equal(probe_at(p, "ATH"), "\r\nOK\r\n"); /* nobody there: fine too */
    free(p);
}

static void test_waiting(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 1000);
    (void)probe_take(p);
    assert_true(sim_call(&p->sim, B, 4, 5000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "\r\n+CCWA: \"+12025550144\",145,1,,0\r\n");
    assert_has(probe_at(p, "AT+CLCC"), "+CLCC: 2,1,5,0,0,\"+12025550144\",145");
    assert_true(sim_call(&p->sim, "+12025550145", 1, 5000, false, p->now)); /* a third hears busy */
    probe_run(p, 0);
    assert_end(p, "+12025550145", false);
    assert_string_equal(probe_take(p), "");
    assert_string_equal(probe_at(p, "AT+CHUP"),
                        "\r\nOK\r\n" RING "\r\n+CLIP: \"+12025550144\",145,\"\",0,\"\",0\r\n");
    assert_end(p, A, true);
    probe_run(p, 30000); /* gives up 4 * 5 s after the call began */
    assert_has(probe_take(p), CARRIER);
    assert_end(p, B, false);
    free(p);
}

static void test_waiting_goes_first(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_true(sim_call(&p->sim, A, 3, 5000, false, p->now));
    assert_true(sim_call(&p->sim, B, 0, 5000, false, p->now));
    assert_true(sim_hangup(&p->sim, B, p->now));
    probe_run(p, 0);
    assert_end(p, B, false);
    (void)probe_take(p);
    assert_true(sim_call(&p->sim, B, 0, 5000, false, p->now));
    probe_run(p, 15000); /* now the first gives up, and the second rings at once */
    assert_has(probe_take(p), CARRIER RING "\r\n+CLIP: \"+12025550144\"");
    assert_end(p, A, false);
    free(p);
}

static void test_busy_without_waiting(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CLIP=1");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 0);
    (void)probe_take(p);
    assert_true(sim_call(&p->sim, B, 0, 5000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), "");
    assert_end(p, B, false);
    free(p);
}

static void test_chld(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", READY);
    assert_has(probe_at(p, "AT+CHLD=0"), "+CME ERROR: 3");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    assert_true(sim_call(&p->sim, B, 0, 5000, false, p->now));
    assert_has(probe_at(p, "AT+CHLD=0"), "OK"); /* busy tone for the one who waits */
    assert_end(p, B, true);
    assert_true(sim_call(&p->sim, B, 0, 5000, false, p->now));
    assert_has(probe_at(p, "AT+CHLD=12"), "OK");
    assert_end(p, B, true);
    assert_has(probe_at(p, "AT+CHLD=12"), "+CME ERROR: 21");
    assert_true(sim_call(&p->sim, B, 0, 5000, false, p->now));
    assert_has(probe_at(p, "AT+CHLD=1"), "OK"); /* ends the first, takes the second */
    assert_end(p, A, true);
    assert_has(probe_at(p, "AT+CPAS"), "+CPAS: 4");
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_take(p), CARRIER);
    free(p);
}

static void test_answered(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("sim7600", "AT+CLIP=1;+CLCC=1");
    assert_true(sim_call(&p->sim, A, 3, 5000, false, p->now));
    probe_run(p, 0);
    assert_has(probe_take(p), "\r\n+CLCC: 1,1,4,0,0,\"+12025550143\",145\r\n" RING);
    assert_has(probe_at(p, "ATA"), "VOICE CALL: BEGIN");
    probe_run(p, 60000); /* who talks does not give up */
    assert_null(probe_event(p, SIM_EV_CALL_END));
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    probe_run(p, 10);
    assert_has(probe_take(p), "+CLCC: 1,1,6,0,0,\"+12025550143\",145\r\n\r\nVOICE CALL: END: 000041");
    free(p);
    p = sim_rig_quiet("generic", "ATS0=2"); /* picks up by itself at the second ring */
    assert_true(sim_call(&p->sim, A, 4, 5000, false, p->now));
    probe_run(p, 5000);
    assert_has(probe_at(p, "AT+CLCC"), "+CLCC: 1,1,0");
    free(p);
}

static void test_end_lines(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("sim7600", "AT+CLIP=1");
    assert_true(sim_call(&p->sim, A, 1, 5000, false, p->now));
    probe_run(p, 6000);
    assert_has(probe_take(p), "\r\nVOICE CALL: END\r\n\r\nMISSED_CALL: 02:00PM +12025550143\r\n" CARRIER);
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 0);
    assert_string_equal(probe_at(p, "ATH"), "\r\nVOICE CALL: END\r\n\r\nOK\r\n");
    free(p);
    p = sim_rig_quiet("ec25", "AT+CLIP=1;+QINDCFG=\"ccinfo\",1;^DSCI=1");
    assert_true(sim_call(&p->sim, A, 1, 5000, false, p->now));
    probe_run(p, 4000);
    assert_has(probe_take(p), "\r\n+QIND: \"ccinfo\",1,1,4,0,0,\"+12025550143\",145\r\n"
                              "\r\n^DSCI: 1,1,4,0,+12025550143,145\r\n" RING);
    probe_run(p, 1000);
    assert_has(probe_take(p), "\r\n+QIND: \"ccinfo\",1,1,-1,0,0,\"+12025550143\",145\r\n"
                              "\r\n^DSCI: 1,1,6,0,+12025550143,145\r\n" CARRIER);
    free(p);
}

/* The end of a call becomes an event when the first of its lines has been read to its last octet, not before.
 */
static void test_end_is_stamped_when_read(void **state)
{
    char buf[8];
    struct sim_event ev = {.kind = SIM_EV_COMMAND};
    size_t n, all = 0;
    (void)state;
    struct sim_probe *p = sim_rig_quiet("sim7600", "AT+CLIP=1");
    assert_true(sim_call(&p->sim, A, 0, 5000, false, p->now));
    probe_run(p, 0);
    assert_true(sim_hangup(&p->sim, NULL, p->now));
    while ((n = sim_read(&p->sim, buf, sizeof(buf), p->now)) > 0) {
        all += n;
        if (sim_next_event(&p->sim, &ev))
            break;
    }
    assert_int_equal(ev.kind, SIM_EV_CALL_END);
    assert_int_equal(all, strlen("\r\nVOICE CALL: END\r\n"));
    free(p);
}

static void test_ucs2(void **state)
{
    (void)state;
    struct sim_probe *p = sim_rig_quiet("generic", "AT+CLIP=1;+CSCS=\"UCS2\"");
    assert_true(sim_call(&p->sim, "112", 1, 5000, false, p->now));
    probe_run(p, 0);
    assert_has(probe_take(p), "+CLIP: \"003100310032\",129");
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_with_clip),
                                       cmocka_unit_test(test_without_clip),
                                       cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_hang_up),
                                       cmocka_unit_test(test_waiting),
                                       cmocka_unit_test(test_waiting_goes_first),
                                       cmocka_unit_test(test_busy_without_waiting),
                                       cmocka_unit_test(test_chld),
                                       cmocka_unit_test(test_answered),
                                       cmocka_unit_test(test_end_lines),
                                       cmocka_unit_test(test_end_is_stamped_when_read),
                                       cmocka_unit_test(test_ucs2)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
