/* The patterns of the one light, as an eye sees them. */
#include "core/light.h"
#include "support/unit.h"

enum { STEP_MS = 20, WATCHED_MS = 8000, SAMPLES = WATCHED_MS / STEP_MS };

static double most(double a, double b)
{
    return a > b ? a : b;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static void watch(enum light light, bool out[SAMPLES])
{
    const struct light_pattern *p = light_pattern(light);
    unsigned step = 0;
    int left = p->step_ms[0];

    for (int i = 0; i < SAMPLES; i++) {
        out[i] = step % 2 == 0 && p->step_ms[0] > 0;
        left -= STEP_MS;
        if (left > 0 || p->count == 1)
            continue;
        step = (step + 1) % p->count;
        left = p->step_ms[step];
    }
}

/* What one notices of a light without a clock: how much of the time it is lit, how often it comes on, how
 * long the longest darkness and the longest light last, and how many flashes come close together. */
struct look {
    double lit, rate, dark, light, flashes;
};

static struct look look_at(enum light light)
{
    bool seen[SAMPLES];
    struct look look = {0};
    int run = 0, group = 0;

    watch(light, seen);
    for (int i = 0; i < SAMPLES; i++) {
        bool rises = i > 0 && seen[i] && !seen[i - 1];
        look.lit += seen[i];
        run = i > 0 && seen[i] == seen[i - 1] ? run + 1 : 1;
        if (seen[i])
            look.light = most(look.light, run * STEP_MS);
        else
            look.dark = most(look.dark, run * STEP_MS);
        if (rises)
            look.rate += 1000.0 / WATCHED_MS;
        if (rises && light_pattern(light)->count > 1) {
            int dark = 0;
            for (int k = i - 1; k >= 0 && !seen[k]; k--)
                dark += STEP_MS;
            group = dark < 600 ? group + 1 : 1;
            look.flashes = most(look.flashes, group);
        }
    }
    look.lit /= SAMPLES;
    return look;
}

/* 1: one differs so much from the other in some way that nobody takes it for the same: a third of the time
 * more lit, twice as often, twice as long dark or lit (from a tenth of a second on), or another count of
 * flashes where they can be counted. */
static double distance(const struct look *a, const struct look *b)
{
    double far = (most(a->lit, b->lit) - least(a->lit, b->lit)) / 0.33;
    double slow = least(a->rate, b->rate), quick = most(a->rate, b->rate);

    far = most(far, quick >= 2 * most(slow, 0.1) ? 1 : 0);
    far = most(far, most(a->dark, b->dark) >= 2 * most(least(a->dark, b->dark), 100) ? 1 : 0);
    far = most(far, most(a->light, b->light) >= 2 * most(least(a->light, b->light), 100) ? 1 : 0);
    if (a->flashes != b->flashes && a->flashes <= 4 && b->flashes <= 4)
        far = most(far, 1);
    return far;
}

static void test_no_two_lights_look_alike(void **state)
{
    (void)state;
    for (int i = 0; i < LIGHTS; i++) {
        for (int k = 0; k < i; k++) {
            struct look a = look_at((enum light)i), b = look_at((enum light)k);
            if (distance(&a, &b) < 1)
                fail_msg("lights %d and %d look alike", i, k);
        }
    }
    struct look same = look_at(LIGHT_PIN);
    assert_true(distance(&same, &same) == 0);
}

static void test_counted_flashes_count(void **state)
{
    (void)state;
    assert_true(look_at(LIGHT_NO_SIM).flashes == 1);
    assert_true(look_at(LIGHT_PIN).flashes == 2);
    assert_true(look_at(LIGHT_NO_SIGNAL).flashes == 3);
}

static void test_a_pattern_can_be_seen_and_ends(void **state)
{
    (void)state;
    for (int i = 0; i < LIGHTS; i++) {
        const struct light_pattern *p = light_pattern((enum light)i);
        unsigned whole = 0;
        assert_true(p->count == 1 || p->count % 2 == 0);
        assert_true(p->count <= LIGHT_STEPS_MAX);
        for (int k = 0; k < p->count && p->count > 1; k++) {
            assert_in_range(p->step_ms[k], 50, 2000); /* an eye misses less, and looks no longer */
            whole += p->step_ms[k];
        }
        assert_in_range(whole, 0, 4000);
    }
}

static void test_steady_needs_no_timer(void **state)
{
    (void)state;
    assert_int_equal(light_pattern(LIGHT_ARMED)->count, 1);
    assert_true(look_at(LIGHT_ARMED).lit == 1);
    assert_int_equal(light_pattern(LIGHT_OFF)->count, 1);
    assert_true(look_at(LIGHT_OFF).lit == 0);
    for (int i = 0; i < LIGHTS; i++)
        if (i != LIGHT_ARMED && i != LIGHT_OFF)
            assert_true(light_pattern((enum light)i)->count > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_two_lights_look_alike),
        cmocka_unit_test(test_counted_flashes_count),
        cmocka_unit_test(test_a_pattern_can_be_seen_and_ends),
        cmocka_unit_test(test_steady_needs_no_timer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
