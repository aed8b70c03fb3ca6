/* What feeds the watchdog: a core whose deadlines lie in the future, not a loop that merely turns. */
#include "shell/progress.h"

#include "base/now.h"
#include "support/unit.h"

static void test_idle_for_an_hour_is_progress(void **state)
{
    struct progress progress;
    (void)state;
    progress_init(&progress);
    assert_true(progress_made(&progress, TB_NEVER, 1000));
    assert_true(progress_made(&progress, 3601001, 3601000));
    assert_true(progress_made(&progress, 3601000, 3601000)); /* something has come due just now */
}

static void test_a_deadline_that_stays_in_the_past_is_none(void **state)
{
    struct progress progress;
    (void)state;
    progress_init(&progress);
    for (int64_t now_ms = 1000; now_ms < 1000 + PROGRESS_STUCK_MS; now_ms += 10)
        assert_true(progress_made(&progress, 500, now_ms));
    assert_false(progress_made(&progress, 500, 1000 + PROGRESS_STUCK_MS));
    assert_false(progress_made(&progress, 0, 1000 + 2 * PROGRESS_STUCK_MS));
}

static void test_one_turn_without_arrears_clears_it(void **state)
{
    struct progress progress;
    (void)state;
    progress_init(&progress);
    assert_true(progress_made(&progress, 500, 1000));
    assert_true(progress_made(&progress, 21000, 20000));
    assert_true(progress_made(&progress, 500, 20500 + PROGRESS_STUCK_MS));
    assert_true(progress_made(&progress, 500, 20499 + 2 * PROGRESS_STUCK_MS));
    assert_false(progress_made(&progress, 500, 20500 + 2 * PROGRESS_STUCK_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idle_for_an_hour_is_progress),
        cmocka_unit_test(test_a_deadline_that_stays_in_the_past_is_none),
        cmocka_unit_test(test_one_turn_without_arrears_clears_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
