/* The whole core on the in-process simulator: every profile, with and without latency, and its faults by
 * name. What the fake modem of the other tests could get wrong, this one, which nobody wrote for them, gets
 * right. */
#include "modemsim/sim_profile.h"
#include "modemsim/simmodem.h"
#include "support/core_rig.h"

struct world {
    struct config *cfg;
    struct core *core;
    struct actions *out;
    struct sim *sim;
    struct tb_now now;
    uint64_t sequence, durable;
    unsigned texts_to_a, texts_to_agent, commands, clocks;
    char first_to_agent[TB_BODY_MAX], last_to_agent[TB_BODY_MAX];
};

static void perform(struct world *w)
{
    for (uint16_t i = 0; i < w->out->count; i++) {
        const struct action *action = &w->out->list[i];
        if (action->kind == ACTION_SEND)
            sim_host_bytes(w->sim, action->bytes, action->length, w->now.mono_ms);
        else if (action->kind == ACTION_RECORD)
            w->sequence = action->sequence;
        else if (action->kind == ACTION_CLOCK) {
            w->clocks++;
            w->now.wall_ms = action->wall_ms + w->now.mono_ms - action->at_ms;
            w->now.wall_ok = true;
        }
    }
}

static void step(struct world *w, const struct event *event)
{
    (void)core_step(w->core, event, &w->now, w->out);
    perform(w);
}

static void take_events(struct world *w)
{
    static struct sim_event event;
    while (sim_next_event(w->sim, &event)) {
        w->commands += event.kind == SIM_EV_COMMAND;
        if (event.kind != SIM_EV_SMS_OUT)
            continue;
        if (strcmp(event.number, CALLER_A) == 0)
            w->texts_to_a++;
        if (strcmp(event.number, AGENT) == 0) {
            w->texts_to_agent++;
            if (w->first_to_agent[0] == '\0')
                (void)snprintf(w->first_to_agent, sizeof w->first_to_agent, "%s", event.text);
            (void)snprintf(w->last_to_agent, sizeof w->last_to_agent, "%s", event.text);
        }
    }
}

static void settle(struct world *w)
{
    for (unsigned guard = 0, busy = 1; busy; guard++) {
        char bytes[512];
        size_t n;
        assert_true(guard < 20000);
        busy = 0;
        sim_tick(w->sim, w->now.mono_ms);
        while ((n = sim_read(w->sim, bytes, sizeof bytes, w->now.mono_ms)) > 0) {
            for (size_t done = 0; done < n;) {
                struct event event = {
                    .kind = EVENT_BYTES, .bytes = (const uint8_t *)bytes + done, .length = n - done};
                done += core_step(w->core, &event, &w->now, w->out);
                perform(w);
            }
            busy = 1;
        }
        take_events(w);
        if (w->durable < w->sequence) {
            w->durable = w->sequence;
            step(w, &(struct event){.kind = EVENT_DURABLE, .sequence = w->durable});
            busy = 1;
        }
        if (core_deadline(w->core, &w->now) <= w->now.mono_ms) {
            step(w, &(struct event){.kind = EVENT_TICK});
            busy = 1;
        }
    }
}

static void run(struct world *w, int64_t ms)
{
    int64_t end = w->now.mono_ms + ms;
    settle(w);
    for (unsigned guard = 0; guard < 2000000; guard++) {
        int64_t due = tb_earlier(core_deadline(w->core, &w->now), sim_deadline(w->sim));
        if (due > end)
            break;
        if (due <= w->now.mono_ms)
            due = w->now.mono_ms + 1;
        w->now.wall_ms += due - w->now.mono_ms;
        w->now.mono_ms = due;
        settle(w);
    }
    w->now.wall_ms += end - w->now.mono_ms;
    w->now.mono_ms = end;
    settle(w);
}

static struct world *begin_at(const char *profile, enum sim_latency latency, const char *fault, bool wall_ok)
{
    struct world *w = calloc(1, sizeof *w);
    w->cfg = config_new();
    w->core = calloc(1, core_size(1));
    w->out = calloc(1, sizeof *w->out);
    w->sim = calloc(1, sizeof *w->sim);
    assert_true(w->cfg && w->core && w->out && w->sim);
    w->now = (struct tb_now){.mono_ms = 0, .wall_ms = wall_ok ? WALL_START : 5000, .wall_ok = wall_ok};
    sim_init(w->sim, sim_profile_by_name(profile), 1, latency);
    if (fault != NULL)
        assert_true(sim_fault(w->sim, fault, 0));
    core_init(w->core, w->cfg, 1);
    core_start(w->core, &w->now, w->out);
    perform(w);
    step(w, &(struct event){.kind = EVENT_LINK_UP});
    run(w, 60000);
    return w;
}

static struct world *begin(const char *profile, enum sim_latency latency)
{
    return begin_at(profile, latency, NULL, true);
}

static void end(struct world *w)
{
    free(w->cfg);
    free(w->core);
    free(w->out);
    free(w->sim);
    free(w);
}

static void test_every_profile_arms_and_texts_back(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++)
        for (unsigned slow = 0; slow < 2; slow++) {
            struct world *w = begin(sim_profile_name(i), slow ? SIM_LATENCY_REALISTIC : SIM_LATENCY_NONE);
            if (!core_is_armed(w->core))
                fail_msg("%s: not armed", sim_profile_name(i));
            bool voice = !sim_profile_by_name(sim_profile_name(i))->no_voice;
            assert_int_equal(
                strstr(w->first_to_agent, "This modem cannot be called: no voice on this model.") != NULL,
                !voice);
            assert_int_equal(w->texts_to_agent, 2); /* its first words, and the SIM's own voicemail */
            assert_non_null(strstr(w->last_to_agent, "Reply VOICEMAIL OFF"));
            w->texts_to_agent = 0;
            assert_true(sim_call(w->sim, CALLER_A, 2, 3000, false, w->now.mono_ms));
            run(w, 60000);
            if (!voice) { /* texts go, but nobody can ring it */
                assert_int_equal(w->texts_to_a + w->texts_to_agent, 0);
                assert_true(sim_sms(w->sim, AGENT, "STATUS", w->now.mono_ms));
                run(w, 60000);
                assert_int_equal(w->texts_to_agent, 1);
                assert_non_null(strstr(w->last_to_agent, "): no voice on this model. It cannot be called: "
                                                         "do not forward to it, get another modem."));
                end(w);
                continue;
            }
            if (w->texts_to_a != 1 || w->texts_to_agent != 1)
                fail_msg("%s: %u texts, %u alerts", sim_profile_name(i), w->texts_to_a, w->texts_to_agent);
            assert_true(sim_sms(w->sim, CALLER_A, "Is it still for sale?", w->now.mono_ms));
            run(w, 60000);
            assert_int_equal(w->texts_to_agent, 2);
            assert_string_equal(w->last_to_agent, "From 0143 (2:02p): Is it still for sale?");
            end(w);
        }
}

static void test_power_off_and_on_again(void **state)
{
    struct world *w = begin("generic", SIM_LATENCY_REALISTIC);
    (void)state;
    sim_power(w->sim, false, w->now.mono_ms);
    run(w, 5 * MINUTE_MS);
    assert_false(core_is_armed(w->core));
    sim_power(w->sim, true, w->now.mono_ms);
    run(w, 2 * MINUTE_MS);
    assert_true(core_is_armed(w->core));
    assert_true(sim_call(w->sim, CALLER_A, 2, 3000, false, w->now.mono_ms));
    run(w, 60000);
    assert_int_equal(w->texts_to_a, 1);
    end(w);
}

/* A restart that shows in nothing but the family's last boot line, or in nothing but the echo. */
static void test_quiet_restart_of_every_profile(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++) {
        struct world *w = begin(sim_profile_name(i), SIM_LATENCY_REALISTIC);
        assert_true(sim_fault(w->sim, "restart-quiet", w->now.mono_ms));
        run(w, 5 * MINUTE_MS);
        if (!core_is_armed(w->core) || w->sim->set[SET_CLIP] == 0 || w->sim->set[SET_ECHO] != 0)
            fail_msg("%s: not brought up again", sim_profile_name(i));
        end(w);
    }
}

/* IMS goes and comes back: STATUS says so, and the line stays armed for texts. */
static void test_voice_health(void **state)
{
    static const char WORDS[] = "no voice service: the network has not let this modem make calls (IMS off)";
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++) {
        const struct sim_profile *profile = sim_profile_by_name(sim_profile_name(i));
        if (profile->voice_off == NULL || strchr(profile->voice_off, '+') == NULL ||
            strcmp(profile->name, "ec200") == 0) /* cannot tell: one field alone */
            continue;
        struct world *w = begin(profile->name, SIM_LATENCY_REALISTIC);
        for (int off = 1; off >= 0; off--) {
            struct core_line_status line;
            assert_true(sim_fault(w->sim, off ? "ims-off" : "clear", w->now.mono_ms));
            unsigned told = w->texts_to_agent;
            run(w, 10 * MINUTE_MS);
            assert_true(core_is_armed(w->core));
            assert_int_equal(w->texts_to_agent - told, off); /* unasked, once */
            assert_true(!off || strstr(w->last_to_agent, "Calls may not reach me: no voice service") != NULL);
            core_line_status(w->core, 0, &line);
            if (strcmp(core_voice_words(line.missing), off ? WORDS : "") != 0)
                fail_msg("%s, off %d: %s", profile->name, off, core_voice_words(line.missing));
            assert_true(sim_sms(w->sim, AGENT, "STATUS", w->now.mono_ms));
            run(w, 60000);
            assert_int_equal(strstr(w->last_to_agent, WORDS) != NULL, off);
        }
        end(w);
    }
}

/* Whatever the fault: nobody is texted twice, and once it is gone the box answers again. */
static void test_every_fault_by_name(void **state)
{
    const char *name, *help;
    unsigned wrong = 0;
    (void)state;
    for (unsigned i = 0; sim_fault_list(i, &name, &help); i++) {
        struct world *w = begin("generic", SIM_LATENCY_REALISTIC);
        char spec[64];
        (void)snprintf(spec, sizeof spec, "%s 2", name);
        if (!sim_fault(w->sim, spec, w->now.mono_ms))
            (void)sim_fault(w->sim, name, w->now.mono_ms);
        (void)sim_call(w->sim, CALLER_A, 2, 3000, false, w->now.mono_ms);
        run(w, 10 * MINUTE_MS);
        if (w->texts_to_a > 1) {
            print_error("%s (%s): %u texts\n", name, help, w->texts_to_a);
            wrong++;
        }
        (void)sim_fault(w->sim, "clear", w->now.mono_ms);
        sim_power(w->sim, true, w->now.mono_ms);
        run(w, 5 * MINUTE_MS);
        if (!core_is_armed(w->core)) {
            print_error("%s (%s): not armed again\n", name, help);
            wrong++;
        }
        unsigned before = w->texts_to_a;
        w->now.mono_ms += 13 * HOUR_MS_T; /* out of the window */
        w->now.wall_ms += 13 * HOUR_MS_T;
        run(w, 2 * MINUTE_MS);
        (void)sim_call(w->sim, CALLER_A, 2, 3000, false, w->now.mono_ms);
        run(w, 5 * MINUTE_MS);
        if (w->texts_to_a != before + 1) {
            print_error("%s (%s): %u texts after it\n", name, help, w->texts_to_a - before);
            wrong++;
        }
        end(w);
    }
    assert_int_equal(wrong, 0);
}

static void test_idle_hour(void **state)
{
    struct world *w = begin("generic", SIM_LATENCY_NONE);
    (void)state;
    run(w, 2 * MINUTE_MS);
    unsigned before = w->commands;
    run(w, HOUR_MS_T);
    assert_in_range(w->commands - before, 50, 120);
    end(w);
}

/* A box without a clock takes each family's; one that the network has not told the time is none. */
static void test_every_profile_tells_the_time(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++) {
        struct world *w = begin_at(sim_profile_name(i), SIM_LATENCY_REALISTIC, NULL, false);
        int64_t off_ms = w->now.wall_ms - (WALL_START + w->now.mono_ms);
        if (w->clocks != 1 || off_ms < -2000 || off_ms > 2000)
            fail_msg("%s: told %u times, %lld ms off", sim_profile_name(i), w->clocks, (long long)off_ms);
        end(w);
        w = begin_at(sim_profile_name(i), SIM_LATENCY_NONE, "clock-unset", false);
        run(w, HOUR_MS_T);
        assert_false(w->now.wall_ok);
        unsigned before = w->commands;
        run(w, HOUR_MS_T);
        assert_in_range(w->commands - before, 50, 120);
        assert_true(sim_call(w->sim, CALLER_A, 2, 3000, false, w->now.mono_ms));
        run(w, 60000);
        assert_int_equal(w->texts_to_a, w->sim->profile->no_voice ? 0 : 1);
        end(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_profile_arms_and_texts_back),
        cmocka_unit_test(test_quiet_restart_of_every_profile),
        cmocka_unit_test(test_voice_health),
        cmocka_unit_test(test_power_off_and_on_again),
        cmocka_unit_test(test_every_fault_by_name),
        cmocka_unit_test(test_idle_hour),
        cmocka_unit_test(test_every_profile_tells_the_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
