/* Whatever host, callers, network and user do in whatever order: the model stays inside its memory, its
 * deadline moves on, and once the faults are gone it works. Seeds are fixed; a run prints the one that fails.
 */
#include "modemsim/sim_probe.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t state_of;

static unsigned pick(unsigned n)
{
    state_of = state_of * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state_of >> 33) % n;
}

static const char *const SAID[] = {"AT\r",
                                   "ATE0\r",
                                   "ATE1V0\r",
                                   "ATV1Q0\r",
                                   "AT+CMGF=0\r",
                                   "AT+CMGF=1\r",
                                   "AT+CMGS=19\r",
                                   "AT+CMGS=\"+12025550143\"\r",
                                   "0011000B912120550541F30000A705C8329BFD06\x1A",
                                   "Hello\x1A",
                                   "\x1B",
                                   "AT+CSMS=1;+CNMI=2,2,0,1,0\r",
                                   "AT+CNMI=2,1,0,2,0\r",
                                   "AT+CNMA\r",
                                   "AT+CMGL=4\r",
                                   "AT+CMGL=\"ALL\"\r",
                                   "AT+CMGR=1\r",
                                   "AT+CMGD=1,4\r",
                                   "AT+CMGD=1\r",
                                   "AT+CPMS=\"ME\",\"ME\",\"ME\"\r",
                                   "AT+CPMS=\"MT\"\r",
                                   "AT+CPMS=\"SR\"\r",
                                   "AT+CSCS=\"UCS2\"\r",
                                   "AT+CSCS=\"GSM\"\r",
                                   "AT+CLIP=1;+CCWA=1;+CRC=1\r",
                                   "AT+CLCC\r",
                                   "AT+CHUP\r",
                                   "ATA\r",
                                   "AT+CHLD=1\r",
                                   "AT+CHLD=12\r",
                                   "AT+CFUN=1,1\r",
                                   "AT+CFUN=4\r",
                                   "AT+CFUN=1\r",
                                   "AT+CPIN=\"0000\"\r",
                                   "AT+CPIN=\"12345678\",\"0000\"\r",
                                   "AT+CMGW=19\r",
                                   "AT+CMSS=1\r",
                                   "AT+CSDH=1;+CSMP=49,167,0,8\r",
                                   "AT&F\r",
                                   "ATS0=1\r",
                                   "AT+CLCC=1\r",
                                   "ATD+12025550100;\r",
                                   "AT+CCFC=2,2\r",
                                   "AT+CCFC=5,4\r",
                                   "AT+CCFC=4,3,\"+12025550198\",145\r",
                                   "AT+QINDCFG=\"ccinfo\",1;^DSCI=1\r",
                                   "AT+CSCA=\"\"\r",
                                   "AT+CSCA=\"+12063130004\",145\r",
                                   "AT+COPS?;+CNUM;+CCLK?\r"};

static void host(struct sim_probe *p)
{
    static const char LIKELY[] = "AT+=?\",;0F\r\x1A\x1B";
    char noise[64];
    size_t n = 1 + pick(sizeof(noise) - 1);

    if (pick(8) != 0) {
        const char *said = SAID[pick(TB_COUNT(SAID))];
        size_t cut = pick(20) == 0; /* now and then without its end */
        sim_host_bytes(&p->sim, said, strlen(said) - cut, p->now);
        return;
    }
    for (size_t i = 0; i < n; i++)
        noise[i] = (char)(pick(2) == 0 ? (unsigned char)LIKELY[pick(sizeof(LIKELY) - 1)] : pick(256));
    sim_host_bytes(&p->sim, noise, n, p->now);
}

static void world(struct sim_probe *p)
{
    static const char *const WHO[] = {"+12025550143", "2025550144", "72345", "+442079460018"};
    char text[300];

    switch (pick(6)) {
    case 0:
        (void)sim_call(&p->sim, WHO[pick(4)], pick(4), 100 + pick(6000), pick(4) == 0, p->now);
        break;
    case 1:
        (void)sim_hangup(&p->sim, NULL, p->now);
        break;
    case 2:
        memset(text, 'a' + (char)pick(26), sizeof(text));
        text[pick(sizeof(text))] = '\0';
        text[sizeof(text) - 1] = '\0';
        (void)sim_sms(&p->sim, pick(5) == 0 ? "AMAZON" : WHO[pick(4)], pick(4) == 0 ? "Olá 🏠" : text, p->now);
        break;
    case 3:
        (void)sim_report(&p->sim, pick(8), pick(256), p->now);
        break;
    case 4:
        sim_power(&p->sim, pick(3) != 0, p->now);
        break;
    default:
        break;
    }
}

static void fault(struct sim_probe *p)
{
    const char *name, *help;
    char spec[48];

    if (pick(3) == 0) {
        (void)sim_fault(&p->sim, "clear", p->now);
        return;
    }
    if (!sim_fault_list(pick(60), &name, &help))
        name = "cms-500";
    (void)snprintf(spec, sizeof(spec), "%s%s", name, pick(2) == 0 ? "-once" : "");
    (void)sim_fault(&p->sim, spec, p->now);
}

/* The same sequence for the same seed, and at its end a modem that works. */
static void run(uint64_t seed)
{
    struct sim_probe *p = malloc(sizeof(*p));

    assert_non_null(p);
    state_of = seed;
    probe_init(p, sim_profile_name(pick(12)), pick(2) == 0 ? SIM_LATENCY_NONE : SIM_LATENCY_REALISTIC);
    for (int i = 0; i < 400; i++) {
        unsigned what = pick(10);
        if (what < 6)
            host(p);
        else if (what < 9)
            world(p);
        else
            fault(p);
        probe_run(p, pick(4) == 0 ? pick(20000) : pick(50));
        (void)probe_take(p);
        p->event_count = 0;
    }
    (void)sim_fault(&p->sim, "clear", p->now);
    sim_power(&p->sim, false, p->now);
    sim_power(&p->sim, true, p->now);
    probe_run(p, 60000);
    (void)sim_hangup(&p->sim, NULL, p->now);
    probe_write(p, "\x1B");
    if (strstr(probe_at(p, "ATE0V1Q0"), "OK") == NULL)
        fail_msg("seed %llu: does not answer", (unsigned long long)seed);
    (void)probe_at(p, "AT+CMGD=1,4;+CMGF=0;+CSCA=\"+12063130004\",145");
    (void)probe_at(p, "AT+CMGS=19");
    probe_write(p, "0011000B912120550541F30000A705C8329BFD06\x1A");
    probe_run(p, 5000);
    if (strstr(probe_take(p), "+CMGS: ") == NULL)
        fail_msg("seed %llu: does not send", (unsigned long long)seed);
    free(p);
}

static void test_anything(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++)
        run(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_anything)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
