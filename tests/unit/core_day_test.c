/* Whole days of modems that hang, vanish and come back, with nobody there to help. A bad hour costs the same
 * in the evening as in the morning, an hour of silence costs next to nothing, what can be armed is armed, and
 * no caller is lost or texted twice. */
#include "modemsim/sim_profile.h"
#include "support/core_world.h"

enum {
    HOURS = 24,
    REARM_MS = 60 * 1000,
    SILENT_STEPS = 4500, /* an hour: AT is tried every two seconds and times out, the port is opened anew */
    GONE_STEPS = 20      /* an hour without a port: nothing to do but to wait */
};

struct hour {
    unsigned long steps, done, commands;
};

static void caller_number(unsigned n, char out[TB_NUMBER_MAX])
{
    static const unsigned AREAS[] = {203, 205, 206, 207, 208, 209, 210, 212, 213, 214};

    assert_true(n < 98 * TB_COUNT(AREAS));
    (void)snprintf(out, TB_NUMBER_MAX, "+1%03u55501%02u", AREAS[n / 98], n % 98 + 2);
}

/* Somebody calls that line and gives up; they are texted once. */
static void call_is_answered(struct world *w, unsigned line)
{
    char number[TB_NUMBER_MAX];

    caller_number(w->rung_count, number);
    assert_true(sim_call(&w->line[line].sim, number, 2, 3000, false, w->now.mono_ms));
    world_run(w, 30000);
    if (w->line[line].sim.profile->no_voice)
        return; /* it does not ring there */
    if (world_took(w, number) != 1)
        fail_msg("line %u at %lld s: %s has %u texts", line, (long long)(w->now.mono_ms / 1000), number,
                 world_took(w, number));
}

static void rearmed(struct world *w, const char *after)
{
    if (!world_until(w, world_is_armed, REARM_MS))
        fail_msg("not armed again after %s at %lld s", after, (long long)(w->now.mono_ms / 1000));
}

static void fault(struct world *w, unsigned line, const char *name, int64_t for_ms)
{
    struct sim *sim = &w->line[line].sim;

    assert_true(sim_fault(sim, name, w->now.mono_ms));
    world_run(w, for_ms);
    assert_true(sim_fault(sim, "clear", w->now.mono_ms));
    sim_power(sim, true, w->now.mono_ms);
    rearmed(w, name);
    call_is_answered(w, line);
}

static void pull(struct world *w, unsigned line, bool power, int64_t for_ms)
{
    if (power)
        sim_power(&w->line[line].sim, false, w->now.mono_ms);
    world_plug(w, line, false);
    world_run(w, for_ms);
    sim_power(&w->line[line].sim, true, w->now.mono_ms);
    world_plug(w, line, true);
    rearmed(w, "plugged in");
    call_is_answered(w, line);
}

/* A plug that does not sit: twenty times in and out, then in the middle of a call. */
static void flap(struct world *w, unsigned line)
{
    char number[TB_NUMBER_MAX];

    for (unsigned i = 0; i < 20; i++) {
        world_plug(w, line, i % 2 != 0);
        world_run(w, 700);
    }
    rearmed(w, "flapping");
    caller_number(w->rung_count, number);
    assert_true(sim_call(&w->line[line].sim, number, 0, 3000, false, w->now.mono_ms));
    world_run(w, 4000);
    pull(w, line, false, 1500);
    (void)sim_hangup(&w->line[line].sim, number, w->now.mono_ms);
    world_run(w, 60000);
    assert_in_range(world_took(w, number), 0, 1);
}

/* Everything that goes wrong, on each line. */
static void bad_hour(struct world *w, struct hour *hour)
{
    static const char *const FAULTS[] = {"restart", "restart-quiet", "power-down", "no-answer", "deny"};
    int64_t end = w->now.mono_ms + HOUR_MS_T;
    unsigned long steps = w->steps, done = w->done, commands = 0;

    for (unsigned i = 0; i < w->lines; i++)
        commands += w->line[i].commands;
    for (unsigned i = 0; i < w->lines; i++) {
        flap(w, i);
        fault(w, i, "silent", 3 * MINUTE_MS);
        pull(w, i, true, 2 * MINUTE_MS);
        for (unsigned f = 0; f < TB_COUNT(FAULTS); f++)
            fault(w, i, FAULTS[f], MINUTE_MS);
    }
    world_run(w, end - w->now.mono_ms);
    *hour = (struct hour){.steps = w->steps - steps, .done = w->done - done};
    for (unsigned i = 0; i < w->lines; i++)
        hour->commands += w->line[i].commands;
    hour->commands -= commands;
    assert_false(w->spun);
}

/* No call is left without a verdict that the agent knows of, no text is left open, nobody has two. */
static void all_settled(const struct world *w)
{
    for (unsigned i = 1; i < WORLD_CALLS_MAX && w->call[i].id != 0; i++) {
        if (w->call[i].verdict == VERDICT_NONE || !w->call[i].alerted)
            fail_msg("call %u from %s is left open", i, w->call[i].number);
        if (world_took(w, w->call[i].number) > 1)
            fail_msg("%s is texted twice", w->call[i].number);
    }
    for (unsigned i = 1; i < WORLD_TEXTS_MAX; i++)
        if (w->text[i].number[0] != '\0' &&
            (w->text[i].state == TEXT_PREPARED || w->text[i].state == TEXT_SENDING))
            fail_msg("text %u to %s is left open", i, w->text[i].number);
}

static struct config *busy_config(unsigned lines)
{
    struct config *cfg = config_new();

    cfg->max_per_hour = cfg->max_per_day = TB_CAP_MAX;
    for (unsigned i = 1; i < lines; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "l%u", i);
        config_line(cfg, name);
    }
    return cfg;
}

static struct world *armed_world(unsigned lines, const char *profile)
{
    struct world *w = world_new(busy_config(lines), profile, 1);

    assert_true(world_until(w, world_is_armed, MINUTE_MS));
    world_run(w, MINUTE_MS);
    return w;
}

static void test_a_day_of_bad_hours_is_flat(void **state)
{
    struct world *w = armed_world(2, NULL);
    struct hour first, hour;
    (void)state;
    printf("hour: steps, actions, commands\n");
    bad_hour(w, &hour); /* it differs: nobody is known yet */
    bad_hour(w, &first);
    for (unsigned i = 2; i < HOURS; i++) {
        bad_hour(w, &hour);
        printf("%u: %lu, %lu, %lu\n", i, hour.steps, hour.done, hour.commands);
        if (hour.steps * 10 > first.steps * 12 || hour.done * 10 > first.done * 12 ||
            hour.commands * 10 > first.commands * 12)
            fail_msg("hour %u costs %lu steps, %lu actions, %lu commands; the first %lu, %lu, %lu", i,
                     hour.steps, hour.done, hour.commands, first.steps, first.done, first.commands);
    }
    world_run(w, HOUR_MS_T);
    printf("most octets of one step's actions: %u of %zu\n", w->used, sizeof w->out->arena);
    assert_true(w->used < sizeof w->out->arena / 2);
    all_settled(w);
    world_free(w);
}

/* Steps of each hour of a day that begins with this; at its end it is mended, and armed at once. */
static void lasting(const char *profile, bool gone, unsigned long most)
{
    struct world *w = armed_world(1, profile);

    if (gone)
        world_plug(w, 0, false);
    else
        assert_true(sim_fault(&w->line[0].sim, "silent", w->now.mono_ms));
    for (unsigned i = 0; i < HOURS; i++) {
        unsigned long steps = w->steps;
        world_run(w, HOUR_MS_T);
        if (w->steps - steps > most)
            fail_msg("%s, hour %u: %lu steps", profile, i, w->steps - steps);
    }
    assert_false(world_is_armed(w));
    (void)sim_fault(&w->line[0].sim, "clear", w->now.mono_ms);
    world_plug(w, 0, true);
    rearmed(w, "a day");
    call_is_answered(w, 0);
    world_free(w);
}

static void test_a_day_of_silence_costs_an_at_now_and_then(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++)
        lasting(sim_profile_name(i), false, SILENT_STEPS);
}

static void test_a_day_without_a_modem_costs_nothing(void **state)
{
    (void)state;
    for (unsigned i = 0; sim_profile_name(i) != NULL; i++)
        lasting(sim_profile_name(i), true, GONE_STEPS);
}

/* With a wire to RESET nobody needs to come; and a modem that hangs again and again is not reset all day. */
static void test_a_day_of_hanging_with_a_wire_to_reset(void **state)
{
    struct world *w = armed_world(1, "generic");
    struct event wires = {.kind = EVENT_CONTROLS,
                          .controls = 1U << MODEM_CONTROL_RESET,
                          .power = {.reset_ms = 200, .boot_ms = 10000}};
    unsigned hung = 0;
    (void)state;
    world_step(w, &wires);
    for (unsigned i = 0; i < HOURS; i++) {
        if (world_is_armed(w)) {
            assert_true(sim_fault(&w->line[0].sim, "silent", w->now.mono_ms));
            hung++;
        }
        world_run(w, HOUR_MS_T);
    }
    printf("hung %u times, %u pulses\n", hung, w->line[0].levels / 2);
    assert_true(world_until(w, world_is_armed, 7 * HOUR_MS_T)); /* the longest wait is six hours */
    assert_true(hung >= 5);
    assert_in_range(w->line[0].levels / 2, 1, hung);
    call_is_answered(w, 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_day_of_bad_hours_is_flat),
        cmocka_unit_test(test_a_day_of_silence_costs_an_at_now_and_then),
        cmocka_unit_test(test_a_day_without_a_modem_costs_nothing),
        cmocka_unit_test(test_a_day_of_hanging_with_a_wire_to_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
