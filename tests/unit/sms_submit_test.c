/* SUBMIT, octet by octet, and what is refused. */
#include "sms/sms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static size_t encode(const char *to, const char *text, unsigned part, bool report, char *hex, size_t cap,
                     unsigned *octets)
{
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    struct sms_submit s = {.to = to,
                           .text = text,
                           .plan = &plan,
                           .part = part,
                           .ref = 0xA7,
                           .report = report,
                           .validity = SMS_VALIDITY_1_HOUR};
    return sms_encode_submit(&s, hex, cap, octets);
}

/* Each PDU was put together by hand from 23.040. */
static const struct {
    const char *to, *text;
    bool report;
    const char *hex;
} ROWS[] = {
    {"+12025550143", "hellohello", true,
     "00"
     "31"
     "00"
     "0B912120550541F3"
     "00"
     "00"
     "0B"
     "0A"
     "E8329BFD4697D9EC37"},
    {"+12025550143", "hellohello", false,
     "00"
     "11"
     "00"
     "0B912120550541F3"
     "00"
     "00"
     "0B"
     "0A"
     "E8329BFD4697D9EC37"},
    {"55501", "hi", false,
     "00"
     "11"
     "00"
     "0581550 5F1"
     "00"
     "00"
     "0B"
     "02"
     "E834"},
    {"+441632960143", "á🏡", true,
     "00"
     "31"
     "00"
     "0C91446123691034"
     "00"
     "08"
     "0B"
     "06"
     "00E1D83CDFE1"},
    {"+12025550143", "", false,
     "00"
     "11"
     "00"
     "0B912120550541F3"
     "00"
     "00"
     "0B"
     "00"},
};

static void test_octets(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        char hex[SMS_HEX_MAX], want[SMS_HEX_MAX];
        unsigned octets = 0;
        size_t n = 0;
        for (const char *p = ROWS[i].hex; *p != '\0'; p++) {
            if (*p != ' ')
                want[n++] = *p;
        }
        want[n] = '\0';
        assert_int_equal(encode(ROWS[i].to, ROWS[i].text, 0, ROWS[i].report, hex, sizeof hex, &octets), n);
        assert_string_equal(hex, want);
        assert_int_equal(octets, n / 2 - 1);
    }
}

static void test_parts(void **state)
{
    char text[2 * 153 + 1], hex[SMS_HEX_MAX];
    unsigned octets = 0;
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(encode("+12025550143", text, 1, true, hex, sizeof hex, &octets), 2 * 155);
    assert_int_equal(octets, 154);
    /* header, one fill bit, then the first septet */
    assert_memory_equal(hex, "0071000B912120550541F300000BA0050003A70202C2", 44);
    assert_int_equal(encode("+12025550143", text, 2, true, hex, sizeof hex, &octets), 0);
    assert_int_equal(octets, 0);
}

static void test_longest(void **state)
{
    char text[160 + 1], hex[SMS_HEX_MAX];
    unsigned octets = 0;
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(encode("+12345678901234567890", text, 0, true, hex, sizeof hex, &octets),
                     SMS_HEX_MAX - 1);
    assert_int_equal(encode("+12345678901234567890", text, 0, true, hex, sizeof hex - 1, &octets), 0);
    assert_string_equal(hex, "");
    assert_int_equal(encode("+12345678901234567890", text, 0, true, hex, 0, &octets), 0);
}

static void test_numbers(void **state)
{
    static const char *const BAD[] = {
        "", "+", "+1202555014a", "+1202*", "Realty", "+123456789012345678901", "1 2", "++1"};
    char hex[SMS_HEX_MAX];
    unsigned octets = 9;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        assert_int_equal(encode(BAD[i], "hi", 0, false, hex, sizeof hex, &octets), 0);
        assert_int_equal(octets, 0);
        assert_string_equal(hex, "");
    }
    assert_true(encode("*62#", "hi", 0, false, hex, sizeof hex, &octets) > 0);
}

/* A plan that belongs to another text is refused, not read past. */
static void test_wrong_plan(void **state)
{
    char hex[SMS_HEX_MAX];
    unsigned octets = 0;
    struct sms_plan plan;
    (void)state;
    struct sms_submit s = {.to = "+12025550143", .text = "short", .plan = &plan};
    assert_true(sms_plan_text("a longer one", &plan));
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    assert_true(sms_plan_text("short", &plan));
    plan.alphabet = SMS_8BIT;
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    plan.alphabet = SMS_GSM7;
    plan.parts = SMS_PARTS_MAX + 1;
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    plan.parts = 0;
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    plan = (struct sms_plan){.alphabet = SMS_GSM7, .parts = 2, .start = {0, 9, 5}};
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    s.text = "sh\u00e1rt"; /* not GSM-7, same alphabet claimed */
    plan = (struct sms_plan){.alphabet = SMS_GSM7, .parts = 1, .start = {0, 6}};
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    s.text = "sh\xE1rt"; /* not UTF-8 */
    plan = (struct sms_plan){.alphabet = SMS_UCS2, .parts = 1, .start = {0, 5}};
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    char text[162];
    memset(text, 'a', 161);
    text[161] = '\0';
    s.text = text;
    plan = (struct sms_plan){.alphabet = SMS_GSM7, .parts = 1, .start = {0, 161}};
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
    plan = (struct sms_plan){.alphabet = SMS_UCS2, .parts = 2, .start = {0, 70, 161}};
    assert_int_equal(sms_encode_submit(&s, hex, sizeof hex, &octets), 0);
}

static void test_decode(void **state)
{
    char hex[SMS_HEX_MAX];
    unsigned octets = 0;
    struct sms_pdu pdu;
    struct sms_plan plan;
    (void)state;
    assert_true(sms_plan_text("hi", &plan));
    struct sms_submit s = {
        .to = "+12025550143", .text = "hi", .plan = &plan, .reject_duplicates = true, .validity = 11};
    size_t n = sms_encode_submit(&s, hex, sizeof hex, &octets);
    assert_int_equal(hex[3], '5');
    assert_false(sms_decode(hex, n, true, &pdu));
    assert_int_equal(pdu.body.count, 0);
    assert_true(sms_decode(hex, n, false, &pdu));
    assert_int_equal(pdu.kind, SMS_SUBMIT);
    assert_int_equal(pdu.validity, 11);
    assert_false(pdu.report_wanted || pdu.has_time || pdu.concat.present || pdu.more_to_come);
    /* as modems store them: with a reference; without validity; with an absolute one */
    static const char *const STORED[] = {"00019C0B912120550541F300000"
                                         "2E834",
                                         "00199C0B912120550541F3000062405101035469"
                                         "02E834"};
    for (size_t i = 0; i < TB_COUNT(STORED); i++) {
        assert_true(sms_decode(STORED[i], strlen(STORED[i]), false, &pdu));
        assert_int_equal(pdu.ref, 0x9C);
        assert_int_equal(pdu.validity, 0);
        assert_int_equal(pdu.body.count, 2);
        assert_string_equal(pdu.address, "+12025550143");
    }
    /* other types of the phone's side */
    assert_false(sms_decode("0000000000", 10, false, &pdu));
    assert_false(sms_decode("00029C0B912120550541F30000", 26, false, &pdu));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_octets),  cmocka_unit_test(test_parts),      cmocka_unit_test(test_longest),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_wrong_plan), cmocka_unit_test(test_decode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
