/* What max_per_hour and max_per_day count. */
#include "core/policy.h"

#include "support/core_config.h"

static void test_caps_keep_the_newest(void **state)
{
    struct caps *caps = calloc(1, sizeof *caps);
    struct tb_now now = {.mono_ms = 0, .wall_ok = true};
    (void)state;
    assert_non_null(caps);
    for (int i = 0; i < TB_CAP_MAX + 10; i++) {
        now.mono_ms = i * 1000;
        struct stamp stamp = stamp_now(&now);
        caps_add(caps, &stamp);
    }
    assert_int_equal(caps->count, TB_CAP_MAX);
    assert_int_equal(caps_within(caps, INT64_MAX, &now), TB_CAP_MAX);
    assert_int_equal(caps_within(caps, 1000, &now), 1);
    assert_int_equal(caps_within(caps, 10 * 1000, &now), 10);
    free(caps);
}

static void test_caps_of_a_former_boot_go_by_the_wall(void **state)
{
    struct caps caps = {.count = 0};
    struct tb_now now = {.mono_ms = 5000, .wall_ms = WALL_START, .wall_ok = true};
    struct stamp stamp = {
        .set = true, .wall_ok = true, .wall_ms = WALL_START - 30 * MINUTE_MS, .mono_ms = 99999999};
    (void)state;
    caps_add(&caps, &stamp);
    assert_int_equal(caps_within(&caps, HOUR_MS_T, &now), 1);
    now.wall_ms += 31 * MINUTE_MS;
    assert_int_equal(caps_within(&caps, HOUR_MS_T, &now), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_caps_keep_the_newest),
        cmocka_unit_test(test_caps_of_a_former_boot_go_by_the_wall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
