/* The matrix of core_matrix_test.c, once the text to the caller is on its way. */
#include "support/core_matrix_table.h"

static void test_before_the_prompt(void **state)
{
    (void)state;
    table(PHASE_PROMPT);
}

static void test_after_ctrl_z(void **state)
{
    (void)state;
    table(PHASE_BODY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before_the_prompt),
        cmocka_unit_test(test_after_ctrl_z),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
