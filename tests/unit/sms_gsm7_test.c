/* The alphabet and the packing by themselves. The tables are also played in full from
 * tests/vectors/pdu/coding.txt. */
#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

/* Each character has one code, each code one character: decode(encode(c)) == c over all of Unicode's first
 * plane. */
static void test_encode_is_the_inverse(void **state)
{
    unsigned plain = 0, extended = 0;
    (void)state;
    for (uint32_t c = 1; c <= 0x110000; c++) {
        uint8_t code[2];
        unsigned n = sms_gsm7_encode(c, code);
        if (n == 1) {
            plain++;
            assert_int_not_equal(code[0], SMS_GSM7_ESCAPE);
            assert_int_equal(sms_gsm7_plain(code[0], 0), c);
        } else if (n == 2) {
            extended++;
            assert_int_equal(code[0], SMS_GSM7_ESCAPE);
            assert_int_equal(sms_gsm7_extended(code[1], 0, 0), c);
        }
    }
    assert_int_equal(plain, 127);
    assert_int_equal(extended, 10);
}

static void test_never_substitutes(void **state)
{
    static const uint32_t OUTSIDE[] = {0x00,      0x1B,      0x7F,
                                       '`',       '\t',      0xE7 /* c cedilla, only C is in */,
                                       0xE1,      0xED,      0x391 /* Greek A */,
                                       0x3A9 + 1, 0x2018,    0x20AB,
                                       0x1F3E1,   UINT32_MAX};
    uint8_t code[2];
    (void)state;
    for (size_t i = 0; i < sizeof OUTSIDE / sizeof OUTSIDE[0]; i++)
        assert_int_equal(sms_gsm7_encode(OUTSIDE[i], code), 0);
}

static void test_tables_known(void **state)
{
    (void)state;
    assert_true(sms_gsm7_has_lock(0) && sms_gsm7_has_lock(1) && !sms_gsm7_has_lock(2) &&
                sms_gsm7_has_lock(3));
    assert_false(sms_gsm7_has_lock(4) || sms_gsm7_has_lock(255));
    assert_true(sms_gsm7_has_single(0) && sms_gsm7_has_single(3));
    assert_false(sms_gsm7_has_single(4) || sms_gsm7_has_single(255));
    /* a table we lack, and bits a septet does not have */
    assert_int_equal(sms_gsm7_plain(0xC1, 9), 'A');
    assert_int_equal(sms_gsm7_extended(0xA8, 9, 9), '{');
}

static void test_packing(void **state)
{
    /* "hellohello", the example every paper on SMS has */
    static const uint8_t PACKED[] = {0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37};
    uint8_t octets[9] = {0};
    (void)state;
    for (size_t i = 0; i < 10; i++)
        sms_gsm7_put(octets, i, (uint8_t) "hellohello"[i]);
    assert_memory_equal(octets, PACKED, sizeof PACKED);
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(sms_gsm7_get(octets, i), "hellohello"[i]);
    assert_int_equal(sms_gsm7_cover(0), 0);
    assert_int_equal(sms_gsm7_cover(6), 7);
    assert_int_equal(sms_gsm7_cover(7), 8);
    assert_int_equal(sms_gsm7_cover(140), 160);
}

static void test_utf8(void **state)
{
    static const char *const BAD[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC2",
                                      "\xC2\x41",
                                      "\xE0\x9F\xBF",
                                      "\xE2\x82",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF0\x9F\x8F",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xFF"};
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        const char *at = BAD[i];
        assert_int_equal(sms_utf8_next(&at), SMS_UTF_BAD);
        assert_ptr_equal(at, BAD[i]);
    }
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        if (c == 0xD800)
            c = 0xE000;
        char bytes[5];
        size_t n = sms_utf8_put(c, bytes);
        bytes[n] = '\0';
        const char *at = bytes;
        assert_int_equal(sms_utf8_next(&at), c);
        assert_ptr_equal(at, bytes + n);
        assert_int_equal(sms_utf8_next(&at), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_is_the_inverse),
        cmocka_unit_test(test_never_substitutes),
        cmocka_unit_test(test_tables_known),
        cmocka_unit_test(test_packing),
        cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
