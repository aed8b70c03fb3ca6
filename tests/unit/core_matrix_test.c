/* Every modem family x everything that can go wrong with it x every phase of a call. When it no longer goes
 * wrong the box is armed again by itself, no call that it heard and no words are lost, nobody is texted
 * twice, and whatever text did not surely arrive the agent knows of. Here: until the text begins;
 * core_matrix_send_test.c has the rest. */
#include "support/core_matrix_table.h"

static void test_idle(void **state)
{
    (void)state;
    table(PHASE_IDLE);
}

static void test_ringing(void **state)
{
    (void)state;
    table(PHASE_RINGING);
}

static void test_giving_up(void **state)
{
    (void)state;
    table(PHASE_GIVE_UP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_ringing),
        cmocka_unit_test(test_giving_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
