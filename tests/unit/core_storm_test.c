/* A storm of calls: everybody has one record and one verdict, the caps hold, and nothing grows without bound.
 * The whole of it, with 10 000 calls: tests/bench/storm_bench.c. */
#include "support/core_storm.h"

static void weather(unsigned lines, unsigned calls, uint16_t per_hour, uint16_t per_day)
{
    struct storm *storm = storm_new(lines, calls, per_hour, per_day);

    storm_rage(storm);
    struct storm_sums sums = storm_check(storm);
    assert_in_range(sums.texted, per_hour / 2, per_day); /* the box did not go mute */
    assert_in_range(storm_most_within(storm, HOUR_MS_T), 1, per_hour);
    assert_in_range(storm_most_within(storm, 24 * HOUR_MS_T), 1, per_day);
    assert_in_range(storm->most_texts, 1, TB_OUTBOX_MAX);
    assert_in_range(storm->most_open, 1, TB_CALLS_OPEN_MAX);
    assert_in_range(storm->w->most, 1, TB_ACTIONS_MAX);
    assert_in_range(storm->w->used, 1, sizeof storm->w->out->arena / 2);
    storm_free(storm);
}

static void test_one_line(void **state)
{
    (void)state;
    weather(1, 800, 40, 60);
}

static void test_sixteen_lines(void **state)
{
    (void)state;
    weather(16, 1600, 300, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_sixteen_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
