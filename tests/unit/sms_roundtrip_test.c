/* decode(encode(x)) == x for random texts, both ways across the air. */
#include "sms/sms.h"
#include "sms/sms_utf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES 20000
#define TEXT_MAX 8192

static uint64_t seed = 0x9E3779B97F4A7C15U;

static uint32_t any(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32) % below;
}

static const char *const GSM7[] = {"a", "Z", " ",  "e", "@", "£", "é", "Ω", "ñ",  "\n", "\r", "¿", "à",
                                   "0", "?", "\f", "€", "[", "]", "{", "}", "\\", "^",  "~",  "|"};

/* Any scalar value but NUL and the two byte-order marks, which a reader must swallow at the start. */
static uint32_t any_character(void)
{
    for (;;) {
        uint32_t c = any(4) == 0 ? 0x1F300 + any(0x400) : any(8) == 0 ? any(0x110000) : any(0x3000);
        if (c != 0 && (c < 0xD800 || c > 0xDFFF) && c != 0xFEFF && c != 0xFFFE)
            return c;
    }
}

/* Lengths crowd round the borders of one and of a few parts. */
static void random_text(char *text)
{
    static const unsigned NEAR[] = {0, 70, 160, 134, 306, 459, 201, 1000};
    unsigned kind = any(3);
    unsigned length = any(4) == 0 ? any(200) : NEAR[any(8)] + any(12);
    size_t n = 0;
    for (unsigned i = 0; i < length && n < TEXT_MAX - 8; i++) {
        if (kind == 0 || (kind == 1 && any(20) != 0)) {
            const char *piece = GSM7[any(10) != 0 ? any(4) : any((uint32_t)TB_COUNT(GSM7))];
            n += (size_t)snprintf(text + n, TEXT_MAX - n, "%s", piece);
        } else {
            n += sms_utf8_put(any_character(), text + n);
        }
    }
    text[n] = '\0';
}

static void random_number(char *out)
{
    size_t n = 0;
    if (any(3) != 0)
        out[n++] = '+';
    unsigned digits = 1 + any(20);
    while (digits-- > 0)
        out[n++] = (char)('0' + any(10));
    out[n] = '\0';
}

struct message {
    char text[TEXT_MAX];
    char number[SMS_ADDRESS_MAX];
    struct sms_plan plan;
    uint16_t ref;
    bool wide, flag;
    int quarters;
    int64_t time_s;
};

static void check_part(const struct message *m, unsigned part, const struct sms_pdu *pdu)
{
    assert_string_equal(pdu->address, m->number);
    assert_int_equal(pdu->toa, m->number[0] == '+' ? 0x91 : 0x81);
    assert_int_equal(pdu->body.alphabet, m->plan.alphabet);
    assert_int_equal(pdu->concat.present, m->plan.parts > 1);
    if (m->plan.parts > 1) {
        assert_int_equal(pdu->concat.wide, m->wide);
        assert_int_equal(pdu->concat.ref, m->wide ? m->ref : m->ref & 0xFF);
        assert_int_equal(pdu->concat.total, m->plan.parts);
        assert_int_equal(pdu->concat.seq, part + 1);
    }
}

static void there_and_back(const struct message *m, bool submit)
{
    static struct sms_pdu pdus[SMS_PARTS_MAX];
    static char text[SMS_TEXT_MAX];
    const struct sms_body *bodies[SMS_PARTS_MAX];
    for (unsigned i = 0; i < m->plan.parts; i++) {
        char hex[SMS_NETWORK_HEX_MAX];
        unsigned octets = 0;
        struct sms_submit s = {.to = m->number,
                               .text = m->text,
                               .plan = &m->plan,
                               .part = i,
                               .ref = (uint8_t)m->ref,
                               .report = m->flag,
                               .validity = (uint8_t)m->ref};
        struct sms_deliver d = {.smsc = m->flag ? "+12025550159" : NULL,
                                .from = m->number,
                                .text = m->text,
                                .plan = &m->plan,
                                .part = i,
                                .ref = m->ref,
                                .wide_ref = m->wide,
                                .flash = m->flag,
                                .more_to_come = m->flag,
                                .time_s = m->time_s,
                                .tz_quarters = m->quarters};
        size_t n = submit ? sms_encode_submit(&s, hex, SMS_HEX_MAX, &octets)
                          : sms_encode_deliver(&d, hex, sizeof hex, &octets);
        assert_true(n > 0 && octets > 0 && n == strlen(hex));
        assert_int_equal(n / 2 - octets, submit || !m->flag ? 1 : 8);
        assert_true(sms_decode(hex, n, !submit, &pdus[i]));
        check_part(m, i, &pdus[i]);
        assert_int_equal(submit ? pdus[i].report_wanted : pdus[i].more_to_come, m->flag);
        if (submit)
            assert_int_equal(pdus[i].validity, (uint8_t)m->ref);
        assert_int_equal(pdus[i].has_time, !submit);
        assert_int_equal(pdus[i].time_s, submit ? 0 : m->time_s);
        assert_int_equal(pdus[i].tz_quarters, submit ? 0 : m->quarters);
        bodies[i] = &pdus[i].body;
    }
    size_t length = sms_join(bodies, m->plan.parts, text, sizeof text);
    assert_int_equal(length, strlen(m->text));
    assert_string_equal(text, m->text);
}

static void test_messages(void **state)
{
    static struct message m;
    unsigned several = 0, ucs2 = 0;
    (void)state;
    for (unsigned i = 0; i < MESSAGES; i++) {
        random_text(m.text);
        random_number(m.number);
        m.ref = (uint16_t)any(65536);
        m.flag = any(2) != 0;
        m.quarters = (int)any(113) - 56;
        m.time_s = 946771200 + (int64_t)any(3155000) * 1000 + any(1000); /* 2000-01-02 to 2099 */
        m.wide = false;
        assert_true(sms_plan_text(m.text, &m.plan));
        several += m.plan.parts > 1;
        ucs2 += m.plan.alphabet == SMS_UCS2;
        there_and_back(&m, true);
        there_and_back(&m, false);
        m.wide = true;
        assert_true(sms_plan_as(m.text, m.plan.alphabet, SMS_HEADER_WIDE, &m.plan));
        there_and_back(&m, false);
    }
    print_message("%d messages, %u of several parts, %u UCS-2\n", MESSAGES, several, ucs2);
    assert_true(several > MESSAGES / 4 && ucs2 > MESSAGES / 4);
}

/* Every cut of a text: the pair, whatever it is, stays whole. */
static void test_pairs_at_borders(void **state)
{
    static const char *const PAIRS[] = {"€", "[", "🏡"};
    static struct message m;
    (void)state;
    m = (struct message){.number = "+12025550143", .ref = 0};
    for (size_t p = 0; p < TB_COUNT(PAIRS); p++) {
        for (unsigned at = 50; at < 320; at++) {
            memset(m.text, 'a', at);
            (void)snprintf(m.text + at, sizeof m.text - at, "%s%0160d", PAIRS[p], 0);
            assert_true(sms_plan_text(m.text, &m.plan));
            there_and_back(&m, true);
            /* each part is a whole text by itself */
            for (unsigned i = 0; i + 1 < m.plan.parts; i++)
                assert_true(((unsigned char)m.text[m.plan.start[i + 1]] & 0xC0) != 0x80);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_messages),
                                       cmocka_unit_test(test_pairs_at_borders)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
