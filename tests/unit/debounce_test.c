/* A wire's level counts once it has stood still. */
#include "base/debounce.h"
#include "support/unit.h"

static void test_a_bounce_counts_once_and_with_the_time_of_its_first_change(void **state)
{
    struct debounce d;
    (void)state;
    debounce_init(&d, false);
    assert_int_equal(d.due_ms, TB_NEVER);
    assert_true(debounce_change(&d, 1000));
    assert_true(debounce_change(&d, 1002));
    assert_true(debounce_change(&d, 1007));
    assert_int_equal(d.due_ms, 1007 + DEBOUNCE_MS);
    assert_false(debounce_settle(&d, true, 1006 + DEBOUNCE_MS)); /* not yet */
    assert_false(d.level);
    assert_true(debounce_settle(&d, true, 1007 + DEBOUNCE_MS));
    assert_true(d.level);
    assert_int_equal(d.since_ms, 1000);
    assert_int_equal(d.due_ms, TB_NEVER);
}

static void test_a_spike_is_nothing(void **state)
{
    struct debounce d;
    (void)state;
    debounce_init(&d, true);
    assert_true(debounce_change(&d, 50));
    assert_true(debounce_change(&d, 51));
    assert_false(debounce_settle(&d, true, 50 + 2 * DEBOUNCE_MS));
    assert_true(d.level);
    assert_int_equal(d.due_ms, TB_NEVER);
}

static void test_what_was_missed_in_between_does_not_matter(void **state)
{
    struct debounce d; /* the kernel keeps 16 changes: how many there were says nothing, the level now does */
    (void)state;
    debounce_init(&d, false);
    for (int i = 0; i < 16; i++)
        assert_true(debounce_change(&d, 100 + i));
    assert_true(debounce_settle(&d, true, 1000));
    assert_true(debounce_change(&d, 5000));
    assert_true(debounce_settle(&d, false, 5000 + DEBOUNCE_MS));
    assert_int_equal(d.since_ms, 5000);
}

static void test_an_open_wire_is_given_up_and_a_busy_one_is_not(void **state)
{
    struct debounce d;
    unsigned n = 0;
    (void)state;
    debounce_init(&d, false);
    for (int64_t at = 0; debounce_change(&d, at) && n < 10000; at++)
        n++;
    assert_int_equal(n, DEBOUNCE_NOISE - 1);
    debounce_init(&d, false);
    for (int i = 0; i < 4 * DEBOUNCE_NOISE; i++) { /* pressed all day long, with rests between */
        assert_true(debounce_change(&d, i * 1000));
        assert_true(debounce_settle(&d, i % 2 == 0, i * 1000 + DEBOUNCE_MS));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bounce_counts_once_and_with_the_time_of_its_first_change),
        cmocka_unit_test(test_a_spike_is_nothing),
        cmocka_unit_test(test_what_was_missed_in_between_does_not_matter),
        cmocka_unit_test(test_an_open_wire_is_given_up_and_a_busy_one_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
