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
        {"EC200T", "ec200"},
        {"EC200U-CN", "ec200"},
        {"SIM800", "sim800"},
        {"SIMCOM_SIM800L", "sim800"},
        {"SIMCOM_SIM868", "sim800"},
        {"E1550", "huawei"},
        {"E3372", "huawei"},
        {"K3765", "huawei"},
        {"MU509", "huawei"},
        {"ME909s-120", "huawei"},
        {"ME910C1-E1", "generic"}, /* Telit's, not Huawei's */
        {"SARA-U201", "ublox"},
        {"LARA-R6001", "ublox"},
        {"TOBY-L210", "ublox"},
        {"LE910C1-NF", "telit"},
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
    assert_ptr_equal(profile_by_name("sim800"), &profile_sim800);
    assert_ptr_equal(profile_by_name("ec200"), &profile_ec200);
    assert_ptr_equal(profile_by_name("huawei"), &profile_huawei);
    assert_ptr_equal(profile_by_name("ublox"), &profile_ublox);
    assert_ptr_equal(profile_by_name("telit"), &profile_telit);
    assert_null(profile_by_name("auto"));
    assert_null(profile_by_name(""));
    assert_null(profile_by_name("ec2"));
}

/* Which models can be called, and which of them without 2G and 3G. */
static void test_voice(void **state)
{
    static const struct {
        const char *model;
        bool voice, lte;
    } ROWS[] = {
        {"SIMCOM_SIM7600G-H", true, true},
        {"SIM5360A", true, false},
        {"SIM7670G-MNGV", false, true},
        {"SIM7672E", true, true},
        {"A7670E-FASE", true, true},
        {"A7670E-LNXY-UBL", false, true},
        {"A7670SA", true, true},
        {"EG25-G", true, true},
        {"EC200T", true, true},
        {"SIM800", true, false},
        {"SIMCOM_SIM868", true, false},
        {"E1550", true, false},
        {"E3372", true, true},
        {"SARA-U201", true, false},
        {"SARA-R410M-02B", false, true},
        {"SARA-R510S", false, true},
        {"LARA-R6001", true, true},
        {"LE910C4-NF", true, true},
        {"anything", true, true},
        {"", true, true},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        const struct modem_profile *p = profile_by_model(ROWS[i].model);
        if (profile_has_voice(p, ROWS[i].model) != ROWS[i].voice ||
            profile_has_lte(p, ROWS[i].model) != ROWS[i].lte)
            fail_msg("%s as %s", ROWS[i].model, p->name);
    }
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
            bool other = p->init[c][0] == '?'; /* for modems that refuse the one before */
            assert_true(c > 0 || !other);
            assert_true(strncmp(p->init[c] + other, "AT", 2) == 0);
            assert_true(strlen(p->init[c]) < TB_AT_COMMAND_MAX);
        }
        for (unsigned v = 0; v < PROFILE_VOICE_MAX && p->voice[v].ask != NULL; v++) {
            assert_true(strncmp(p->voice[v].ask, "AT", 2) == 0);
            assert_in_range(strlen(p->voice[v].answer), 1, sizeof((struct at_command *)NULL)->answer - 1);
        }
        /* A pulse to turn it on never turns it off, nor is it pulsed again while it boots. */
        assert_true(p->power.on_ms == 0 || p->power.boot_ms >= 5000);
        assert_true(p->power.off_ms == 0 || p->power.off_ms > p->power.on_ms);
    }
    assert_int_equal(i, 9);
}

static void test_usb(void **state)
{
    static const struct {
        uint16_t vendor, product;
        uint8_t at, second, protocol;
    } ROWS[] = {
        {0x2c7c, 0x0125, 2, 3, 0},
        {0x2c7c, 0x6026, 3, 4, 0},
        {0x1e0e, 0x9001, 2, 3, 0},
        {0x1e0e, 0x9011, 4, 5, 0},
        {0x1e0e, 0x9018, MODEM_USB_ASK, MODEM_USB_NONE, 0}, /* ECM: not the same on every firmware */
        {0x12d1, 0x1506, MODEM_USB_ASK, MODEM_USB_NONE, 2},
        {0x1546, 0x1102, 0, 2, 0},
        {0x05c6, 0x908b, 1, 2, 0},
        {0x1bc7, 0x1201, 4, 5, 0},
        {0x1bc7, 0x1033, 1, 2, 0},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        const struct modem_usb *row = profile_usb(ROWS[i].vendor, ROWS[i].product);
        if (row == NULL || row->at_interface != ROWS[i].at || row->second_interface != ROWS[i].second ||
            row->at_protocol != ROWS[i].protocol)
            fail_msg("%04x:%04x", ROWS[i].vendor, ROWS[i].product);
    }
    assert_null(profile_usb(0x1546, 0x01a8)); /* a GNSS receiver */
    assert_null(profile_usb(0x05c6, 0x9000)); /* anybody's */
    assert_null(profile_usb(0x0403, 0x6001)); /* a serial adapter */
    assert_null(profile_usb(0, 0));
}

/* Every row is found as itself: none stands twice, none behind another. */
static void test_usb_tables_are_sound(void **state)
{
    const struct modem_profile *p;
    (void)state;
    for (unsigned i = 0; (p = profile_at(i)) != NULL; i++)
        for (const struct modem_usb *row = p->usb; row != NULL && row->vendor != 0; row++) {
            assert_ptr_equal(profile_usb(row->vendor, row->product), row);
            if (row->product == 0)
                assert_int_equal(row->at_interface, MODEM_USB_ASK);
            assert_true(row->at_interface < 16 || row->at_interface == MODEM_USB_ASK);
            assert_true(row->second_interface < 16 || row->second_interface == MODEM_USB_NONE);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models), cmocka_unit_test(test_names),
        cmocka_unit_test(test_voice),  cmocka_unit_test(test_tables_are_sound),
        cmocka_unit_test(test_usb),    cmocka_unit_test(test_usb_tables_are_sound)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
