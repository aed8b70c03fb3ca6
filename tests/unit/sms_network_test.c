/* What the simulator sends: names, reports, stamps. Texts: sms_roundtrip_test.c. */
#include "sms/sms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

#define APRIL 1776263445 /* 2026-04-15 14:30:45 UTC */

static size_t deliver(const char *from, const char *smsc, int64_t time_s, int quarters, char *hex)
{
    struct sms_plan plan;
    assert_true(sms_plan_text("OK", &plan));
    struct sms_deliver d = {
        .smsc = smsc, .from = from, .text = "OK", .plan = &plan, .time_s = time_s, .tz_quarters = quarters};
    return sms_encode_deliver(&d, hex, SMS_NETWORK_HEX_MAX, NULL);
}

static void test_field_pdu(void **state)
{
    char hex[SMS_NETWORK_HEX_MAX];
    (void)state;
    assert_true(deliver("+12025550143", "+12025550199", APRIL, -16, hex) > 0);
    assert_string_equal(hex, "07912120550591F9040B912120550541F300006240510103546902CF25"); /* case par-07 */
}

static void test_senders(void **state)
{
    static const struct {
        const char *from;
        bool ok, name;
    } ROWS[] = {
        {"+12025550143", true, false},
        {"55501", true, false},
        {"", true, false},
        {"AMAZON", true, true},
        {"cab", true, true},
        {"Müller & Co", true, true},
        {"Example", true, true},
        {"12345678", true, false},
        {"Realty12", true, true},
        {"TwelveLetter", false, true},
        {"[Realty]{}", false, true},
        {"Ω", true, true},
        {"á", false, true},
        {"123abc456xyz", false, true},
        {"\xFF", false, true},
        {"+123456789012345678901", false, false},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        char hex[SMS_NETWORK_HEX_MAX];
        struct sms_pdu pdu;
        size_t n = deliver(ROWS[i].from, NULL, APRIL, 0, hex);
        assert_int_equal(n > 0, ROWS[i].ok);
        if (!ROWS[i].ok)
            continue;
        assert_true(sms_decode(hex, n, true, &pdu));
        assert_string_equal(pdu.address, ROWS[i].from);
        assert_int_equal(pdu.alphanumeric, ROWS[i].name);
        assert_int_equal(pdu.body.count, 2);
    }
}

static void test_stamps(void **state)
{
    char hex[SMS_NETWORK_HEX_MAX];
    struct sms_pdu pdu;
    (void)state;
    /* each day of the century, so each month's length and leap year */
    for (int64_t t = 946684800; t < 4102444800; t += 86400 - 7) {
        int quarters = (int)(t % 113) - 56;
        size_t n = deliver("1", NULL, t, quarters, hex);
        if (n == 0) { /* the zone moved it out of the century */
            int64_t local = t + (int64_t)quarters * 900;
            assert_true(local < 946684800 || local >= 4102444800);
            continue;
        }
        assert_true(sms_decode(hex, n, true, &pdu));
        assert_true(pdu.has_time);
        assert_int_equal(pdu.time_s, t);
        assert_int_equal(pdu.tz_quarters, quarters);
    }
    assert_int_equal(deliver("1", NULL, APRIL, 57, hex), 0);
    assert_int_equal(deliver("1", NULL, APRIL, -57, hex), 0);
    assert_int_equal(deliver("1", NULL, 946684799, 0, hex), 0);
    assert_int_equal(deliver("1", NULL, 4102444800, 0, hex), 0);
    assert_int_equal(deliver("1", NULL, -1, 56, hex), 0);
    assert_int_equal(deliver("1", NULL, INT64_MIN, -56, hex), 0);
    assert_int_equal(deliver("1", NULL, INT64_MAX, 56, hex), 0);
    assert_int_equal(deliver("1", "none", APRIL, 0, hex), 0);
    assert_string_equal(hex, "");
}

static void test_report(void **state)
{
    char hex[SMS_NETWORK_HEX_MAX];
    unsigned octets = 0;
    struct sms_pdu pdu;
    struct sms_report r = {.smsc = "+12025550199",
                           .to = "+12025550143",
                           .ref = 0x32,
                           .status = 0x30,
                           .time_s = APRIL,
                           .discharge_s = APRIL + 15,
                           .tz_quarters = -16};
    (void)state;
    assert_true(sms_encode_report(&r, hex, sizeof hex, &octets) > 0);
    assert_int_equal(octets, 25);
    assert_string_equal(
        hex, "07912120550591F906320B912120550541F3624051010354696240510113006930"); /* case rep-04 */
    assert_true(sms_decode(hex, strlen(hex), true, &pdu));
    assert_int_equal(pdu.kind, SMS_STATUS_REPORT);
    assert_int_equal(pdu.discharge_s - pdu.time_s, 15);
    assert_false(pdu.more_to_come);
    assert_int_equal(sms_encode_report(&r, hex, 66, &octets), 0);
    assert_int_equal(octets, 0);
    r.discharge_s = 0;
    assert_int_equal(sms_encode_report(&r, hex, sizeof hex, NULL), 0);
    r.discharge_s = APRIL;
    r.to = "";
    assert_true(sms_encode_report(&r, hex, sizeof hex, NULL) > 0);
    r.to = "+1x";
    assert_int_equal(sms_encode_report(&r, hex, sizeof hex, NULL), 0);
    assert_int_equal(sms_encode_report(&r, hex, 0, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_field_pdu), cmocka_unit_test(test_senders),
                                       cmocka_unit_test(test_stamps), cmocka_unit_test(test_report)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
