/* Families of modems: which table fits which model, and that every table is sound. */
#include "modem/profile.h"

#include "at/at_engine.h"
#include "support/unit.h"

static void test_models(void **state)
{
    static const struct {
        const char *model, *want;
    } ROWS[] = {
        {"EC25", "ec25"},
        {"EC25E", "ec25"},
        {"EG25", "ec25"},
        {"EG25-G", "ec25"},
        {"EC21", "ec25"},
        {"EP06", "ec25"},
        {"SIM7600G-H", "sim7600"},
        {"SIMCOM_SIM7600G-H", "sim7600"},
        {"simcom_sim7600e", "sim7600"},
        {"SIM5360A", "sim7600"},
        {"A7670E-FASE", "a7670"},
        {"A7672SA", "a7670"},
        {"SIM7670G-MNGV", "a7670"},
        {"SIM7672E", "a7670"},
        {"SIM800", "generic"},
        {"SIMCOM_SIM800L", "generic"},
        {"E1550", "generic"},
        {"SARA-U201", "generic"},
        {"TESTMODEM", "generic"},
        {"", "generic"},
        {"EC", "generic"},
        {"XEC25", "generic"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        if (strcmp(profile_by_model(ROWS[i].model)->name, ROWS[i].want) != 0)
            fail_msg("%s: %s", ROWS[i].model, profile_by_model(ROWS[i].model)->name);
}

static void test_names(void **state)
{
    (void)state;
    assert_ptr_equal(profile_by_name("generic"), &profile_generic);
    assert_ptr_equal(profile_by_name("SIM7600"), &profile_sim7600);
    assert_ptr_equal(profile_by_name("a7670"), &profile_a7670);
    assert_ptr_equal(profile_by_name("Ec25"), &profile_ec25);
    assert_null(profile_by_name("auto"));
    assert_null(profile_by_name(""));
    assert_null(profile_by_name("ec2"));
}

static void test_tables_are_sound(void **state)
{
    unsigned i = 0;
    (void)state;
    assert_ptr_equal(profile_at(0), &profile_generic);
    for (const struct modem_profile *p; (p = profile_at(i)) != NULL; i++) {
        assert_ptr_equal(profile_by_name(p->name), p);
        assert_in_range(p->gap_ms, 0, 100); /* QUIRKS: 20 to 100 ms */
        assert_in_range(p->clip_may_lag_ms, 100, 2000);
        for (unsigned m = 0; m < PROFILE_MATCHES_MAX && p->model[m] != NULL; m++)
            assert_ptr_equal(profile_by_model(p->model[m]), p);
        for (unsigned c = 0; c < PROFILE_INIT_MAX && p->init[c] != NULL; c++) {
            assert_true(strncmp(p->init[c], "AT", 2) == 0);
            assert_true(strlen(p->init[c]) < TB_AT_COMMAND_MAX);
        }
    }
    assert_true(i >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_models), cmocka_unit_test(test_names),
                                       cmocka_unit_test(test_tables_are_sound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
