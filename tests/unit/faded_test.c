/* What is kept of those who made room: never less than was put, and rarely anything of others. */
#include "core/faded.h"

#include "support/unit.h"

static struct faded *empty(void)
{
    struct faded *faded = calloc(1, sizeof *faded);
    assert_non_null(faded);
    return faded;
}

static void test_minutes(void **state)
{
    static const struct {
        int64_t wall_ms;
        uint32_t minute;
    } ROWS[] = {{-1, 1},
                {0, 1},
                {59999, 1},
                {60000, 2},
                {INT64_C(1776276000000), 29604601},
                {INT64_MAX, FADED_UNDATED - 1}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        assert_int_equal(faded_minute(ROWS[i].wall_ms), ROWS[i].minute);
    assert_int_equal(faded_wall_ms(29604601), INT64_C(1776276060000)); /* a minute late, never early */
    assert_int_equal(faded_wall_ms(FADED_UNDATED - 1), INT64_C(257698037580000));
}

static void test_the_most_counts(void **state)
{
    struct faded *faded = empty();
    (void)state;
    assert_int_equal(faded_get(faded, 7), FADED_NOTHING);
    faded_put(faded, 7, 500);
    assert_int_equal(faded_get(faded, 7), 500);
    assert_int_equal(faded_get(faded, 8), FADED_NOTHING);
    faded_put(faded, 7, 400);
    assert_int_equal(faded_get(faded, 7), 500);
    faded_put(faded, 7, FADED_KEEP_OUT);
    faded_put(faded, 7, FADED_UNDATED);
    assert_int_equal(faded_get(faded, 7), FADED_KEEP_OUT);
    free(faded);
}

/* The header's figures: of 100 000 none too little, of strangers one in a hundred too much. */
static void test_a_hundred_thousand(void **state)
{
    enum { MANY = 100000 };
    struct faded *faded = empty();
    unsigned wrong = 0;
    (void)state;
    for (uint64_t key = 1; key <= MANY; key++)
        faded_put(faded, key * 997, (uint32_t)key);
    for (uint64_t key = 1; key <= MANY; key++)
        assert_true(faded_get(faded, key * 997) >= key);
    for (uint64_t key = MANY + 1; key <= 2 * MANY; key++)
        wrong += faded_get(faded, key * 997) != FADED_NOTHING;
    assert_in_range(wrong, MANY / 200, MANY / 75);
    free(faded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minutes),
        cmocka_unit_test(test_the_most_counts),
        cmocka_unit_test(test_a_hundred_thousand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
