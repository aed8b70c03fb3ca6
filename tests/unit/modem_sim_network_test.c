/* The modem driver on the simulated modem: dialling and forwards where the far side is not of our own making.
 */
#include "modem/modem.h"

#include "modemsim/sim_profile.h"
#include "modemsim/simmodem.h"
#include "support/unit.h"

static const char AGENT[] = "+12025550100", CALLER[] = "+12025550143";

struct world {
    struct sim sim;
    struct modem modem;
    int64_t now;
    unsigned events[MODEM_EVENT_NOISE + 1];
    struct modem_event last[MODEM_EVENT_NOISE + 1];
    int64_t at[MODEM_EVENT_NOISE + 1]; /* when the last one came */
    struct urc urc;
};

static void note(struct world *w, const struct modem_event *event)
{
    w->events[event->kind]++;
    w->last[event->kind] = *event;
    w->at[event->kind] = w->now;
}

static bool drain(struct world *w)
{
    char bytes[TB_AT_COMMAND_MAX + 2];
    struct modem_event event;
    bool busy = false;
    size_t n;

    for (; modem_next(&w->modem, w->now, &event); busy = true)
        note(w, &event);
    for (; (n = modem_pump(&w->modem, w->now, bytes, sizeof bytes)) > 0; busy = true)
        sim_host_bytes(&w->sim, bytes, n, w->now);
    return busy;
}

static void settle(struct world *w)
{
    char bytes[256];
    struct modem_event event;
    size_t n;

    do {
        sim_tick(&w->sim, w->now);
        while ((n = sim_read(&w->sim, bytes, sizeof bytes, w->now)) > 0) {
            for (size_t done = 0; done < n;) {
                done += modem_feed(&w->modem, (const uint8_t *)bytes + done, n - done, w->now, &event);
                note(w, &event);
                (void)drain(w);
            }
        }
    } while (drain(w));
}

static void run(struct world *w, int64_t ms)
{
    int64_t end = w->now + ms;

    settle(w);
    while (w->now < end) {
        int64_t due = tb_earlier(sim_deadline(&w->sim), modem_deadline(&w->modem));
        w->now = due > w->now ? due : w->now + 1;
        w->now = tb_earlier(w->now, end);
        settle(w);
    }
}

static struct world *ready(const char *profile, enum sim_latency latency)
{
    static const struct modem_setup SETUP = {.profile = "auto"};
    struct world *w = calloc(1, sizeof *w);

    assert_non_null(w);
    sim_init(&w->sim, sim_profile_by_name(profile), 7, latency);
    modem_init(&w->modem, &SETUP);
    modem_link_up(&w->modem, 0);
    run(w, 20000);
    assert_true(modem_is_armed(&w->modem));
    memset(w->events, 0, sizeof w->events);
    return w;
}

static void test_ring_the_agent(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++) {
        for (unsigned latency = SIM_LATENCY_NONE; latency <= SIM_LATENCY_REALISTIC; latency++) {
            struct world *w = ready(sim_profile_name(i), (enum sim_latency)latency);
            bool voice = !sim_profile_by_name(sim_profile_name(i))->no_voice;
            assert_int_equal(modem_dial(&w->modem, AGENT, w->now), voice);
            if (!voice) {
                free(w);
                continue;
            }
            run(w, 10000);
            assert_int_equal(w->last[MODEM_EVENT_DIALLED].result, AT_RESULT_OK);
            assert_true(modem_hang_up(&w->modem));
            run(w, 5000);
            assert_int_equal(w->last[MODEM_EVENT_HUNG_UP].result, AT_RESULT_OK);
            assert_int_equal(w->events[MODEM_EVENT_DIAL_OVER], 0);
            assert_int_equal(w->events[MODEM_EVENT_URC], 0);
            assert_true(modem_dial(&w->modem, AGENT, w->now));
            run(w, 1000);
            assert_true(sim_hangup(&w->sim, NULL, w->now)); /* the agent declines */
            run(w, 1000);
            assert_int_equal(w->events[MODEM_EVENT_DIAL_OVER], 1);
            assert_int_equal(w->events[MODEM_EVENT_URC], 0);
            free(w);
        }
    }
}

/* A caller, and a text, while a modem waits for the agent to pick up. */
static void test_a_caller_goes_first(void **state)
{
    (void)state;
    struct world *w = ready("generic", SIM_LATENCY_REALISTIC);
    assert_true(sim_fault(&w->sim, "dial-late", w->now));
    assert_true(modem_dial(&w->modem, AGENT, w->now));
    run(w, 2000);
    assert_true(sim_call(&w->sim, CALLER, 0, 5000, false, w->now));
    run(w, 100);
    assert_int_equal(w->last[MODEM_EVENT_URC].urc.kind, URC_WAITING);
    assert_int_equal(w->events[MODEM_EVENT_DIALLED], 0);
    int64_t asked = w->now;
    assert_true(modem_send(&w->modem, 19, 5, AT_PRIORITY_TEXT));
    run(w, 500);
    assert_int_equal(w->last[MODEM_EVENT_DIALLED].result, AT_RESULT_NO_CALL);
    assert_true(w->last[MODEM_EVENT_DIALLED].cut);
    assert_int_equal(w->events[MODEM_EVENT_PROMPT], 1);
    assert_true(w->at[MODEM_EVENT_PROMPT] - asked < 150);
    assert_int_equal(w->events[MODEM_EVENT_DIAL_OVER], 0);
    free(w);
}

static void test_hang_up_while_it_waits(void **state)
{
    (void)state;
    struct world *w = ready("generic", SIM_LATENCY_NONE);
    assert_true(sim_fault(&w->sim, "dial-late", w->now));
    assert_true(modem_dial(&w->modem, AGENT, w->now));
    run(w, 10000);
    assert_true(modem_hang_up(&w->modem));
    run(w, 100);
    assert_true(w->last[MODEM_EVENT_DIALLED].cut);
    assert_int_equal(w->last[MODEM_EVENT_HUNG_UP].result, AT_RESULT_OK);
    assert_true(modem_dial(&w->modem, AGENT, w->now));
    free(w);
}

static int ask(struct world *w, bool erase, enum modem_forward reason)
{
    unsigned before = w->events[MODEM_EVENT_FORWARD];

    assert_true(erase ? modem_erase_forward(&w->modem, reason, w->now)
                      : modem_query_forward(&w->modem, reason, w->now));
    run(w, 10000);
    assert_int_equal(w->events[MODEM_EVENT_FORWARD], before + 1);
    assert_int_equal(w->last[MODEM_EVENT_FORWARD].argument, reason);
    return w->last[MODEM_EVENT_FORWARD].urc.value;
}

static void test_erase_the_voicemail(void **state)
{
    (void)state;
    for (unsigned latency = SIM_LATENCY_NONE; latency <= SIM_LATENCY_REALISTIC; latency++) {
        struct world *w = ready("ec25", (enum sim_latency)latency);
        assert_int_equal(ask(w, false, MODEM_FORWARD_ALWAYS), 0);
        assert_int_equal(ask(w, false, MODEM_FORWARD_NO_REPLY), 1);
        assert_string_equal(w->last[MODEM_EVENT_FORWARD].urc.number, "+12025550199");
        assert_true(sim_fault(&w->sim, "forward-stays-once", w->now));
        assert_int_equal(ask(w, true, MODEM_FORWARD_NO_REPLY), 1);
        assert_int_equal(ask(w, true, MODEM_FORWARD_NO_REPLY), 0);
        assert_true(sim_fault(&w->sim, "forward-refused-once", w->now));
        assert_int_equal(ask(w, true, MODEM_FORWARD_BUSY), -1);
        assert_int_equal(w->last[MODEM_EVENT_FORWARD].result, AT_RESULT_CME);
        free(w);
    }
}

/* A text comes while the home network is asked, and the modem does nothing else meanwhile. */
static void test_a_text_while_the_network_is_asked(void **state)
{
    (void)state;
    struct world *w = ready("generic", SIM_LATENCY_REALISTIC);
    assert_true(modem_query_forward(&w->modem, MODEM_FORWARD_NO_REPLY, w->now));
    run(w, 200);
    assert_true(modem_send(&w->modem, 19, 5, AT_PRIORITY_TEXT));
    run(w, 5000);
    assert_int_equal(w->last[MODEM_EVENT_FORWARD].result, AT_RESULT_TIMEOUT);
    assert_true(w->last[MODEM_EVENT_FORWARD].cut);
    assert_int_equal(w->last[MODEM_EVENT_FORWARD].urc.value, -1);
    assert_int_equal(w->events[MODEM_EVENT_PROMPT],
                     1); /* as soon as the modem could, none of its lines misread */
    assert_int_equal(w->events[MODEM_EVENT_SENT], 0);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ring_the_agent),
        cmocka_unit_test(test_a_caller_goes_first),
        cmocka_unit_test(test_hang_up_while_it_waits),
        cmocka_unit_test(test_erase_the_voicemail),
        cmocka_unit_test(test_a_text_while_the_network_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
