/* Any bytes in: a value or false, never out of bounds (the sanitizers watch), never invalid UTF-8. */
#include "sms/sms.h"
#include "sms/sms_octets.h"
#include "sms/sms_utf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 200000

static uint64_t seed = 0xD1B54A32D192ED03U;

static uint32_t any(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 32) % below;
}

static const char *const SEEDS[] = {
    "07912120550591F9040B912120550541F400006240510103546917C3B01B9404CDCB65509A0E7ABB4146799A1CCEFF00",
    "07912120550591F9440B912120550541F400006240510103546917050003070303D273509A0E7ABB41CFF01A34A5FF00",
    "07912120550591F9440B912120550541F40008624051010354691C050003210202DFE10020002D002000630061",
    "07912120550591F9440B912120550541F400006240510103546917032401020017E7F44D18148ED7376990F23D2FFC00",
    "07912120550591F9040DD041E19039AD66CF0000624051010354690AC8340800DAA06A9B1400",
    "07912120550591F906320B912120550541F3624051010354696240510113006930",
    "0071000B912120550541F300000BA0050003A70202C2E170381C0E87C3E170381C0E87C3",
    "00199C0B912120550541F300006240510103546902E834",
};

/* A buffer of exactly the size, so that one byte too far is seen. */
static void try_bytes(const char *bytes, size_t n)
{
    char *exact = malloc(n > 0 ? n : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, n);
    for (int side = 0; side < 2; side++) {
        struct sms_pdu *pdu = malloc(sizeof *pdu);
        assert_non_null(pdu);
        bool ok = sms_decode(exact, n, side == 0, pdu);
        assert_true(ok || (pdu->body.count == 0 && pdu->address[0] == '\0'));
        assert_true(memchr(pdu->address, '\0', sizeof pdu->address) != NULL);
        assert_true(pdu->body.count <= SMS_BODY_MAX);
        if (pdu->concat.present)
            assert_true(pdu->concat.seq >= 1 && pdu->concat.seq <= pdu->concat.total);
        char text[SMS_BODY_MAX * 3 + 1];
        const struct sms_body *one[] = {&pdu->body};
        size_t length = sms_join(one, 1, text, sizeof text);
        assert_int_equal(strlen(text), length);
        struct sms_plan plan;
        assert_true(sms_plan_text(text, &plan)); /* so it is UTF-8 */
        assert_true(sms_plan_text(pdu->address, &plan));
        assert_null(strpbrk(pdu->address, "\r\n"));
        free(pdu);
    }
    free(exact);
}

static void test_random_octets(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ROUNDS / 2; i++) {
        uint8_t octets[SMS_PDU_OCTETS_MAX + 8];
        char hex[2 * sizeof octets + 1];
        size_t n = any(sizeof octets + 1);
        for (size_t k = 0; k < n; k++)
            octets[k] = (uint8_t)any(256);
        if (any(2) != 0 && n > 4) { /* past the gates more often */
            octets[0] = 0;
            octets[1] = (uint8_t)(any(4) | any(2) << 6);
            octets[2] = (uint8_t)any(24);
            octets[3] = (uint8_t)(any(2) != 0 ? 0xD0 : 0x91);
        }
        try_bytes(hex, sms_to_hex(octets, n, hex, sizeof hex));
    }
}

static void test_mutations(void **state)
{
    static const char HEX[] = "0123456789ABCDEFabcdef";
    (void)state;
    for (unsigned i = 0; i < ROUNDS / 2; i++) {
        char text[256];
        const char *from = SEEDS[any((uint32_t)TB_COUNT(SEEDS))];
        size_t n = strlen(from);
        memcpy(text, from, n);
        for (uint32_t changes = 1 + any(6); changes > 0; changes--)
            text[any((uint32_t)n)] = HEX[any(22)];
        if (any(8) == 0)
            text[any((uint32_t)n)] = (char)any(256);
        if (any(4) == 0)
            n = any((uint32_t)n + 1);
        try_bytes(text, n);
    }
}

static void test_lengths(void **state)
{
    char hex[2 * SMS_PDU_OCTETS_MAX + 3];
    (void)state;
    memset(hex, '0', sizeof hex);
    for (size_t n = 0; n <= sizeof hex; n++)
        try_bytes(hex, n);
    /* every length octet at its worst, everything present and everything missing */
    for (unsigned at = 0; at < 40; at++) {
        memset(hex, '0', sizeof hex);
        memset(hex + 2 * (size_t)at, 'F', 2);
        for (size_t n = 0; n <= sizeof hex - 3; n += 2)
            try_bytes(hex, n);
    }
}

/* Bodies that no decoder would make. */
static void test_join(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct sms_body bodies[4];
        const struct sms_body *parts[4];
        unsigned n = any(5);
        for (unsigned p = 0; p < n; p++) {
            unsigned char *raw = (unsigned char *)bodies[p].data;
            bodies[p] = (struct sms_body){.alphabet = (enum sms_alphabet)any(3),
                                          .lock_table = (uint8_t)any(6),
                                          .single_table = (uint8_t)any(6),
                                          .count = (uint8_t)any(256)};
            for (unsigned k = 0; k < SMS_BODY_MAX; k++)
                raw[k] = (uint8_t)(any(4) == 0 ? 0xD8 + any(8) : any(6) == 0 ? 0x1B : any(256));
            parts[p] = &bodies[p];
        }
        char whole[4 * SMS_BODY_MAX * 3 + 1], cut[4 * SMS_BODY_MAX * 3 + 1];
        struct sms_plan plan;
        size_t length = sms_join(parts, n, whole, sizeof whole);
        assert_int_equal(strlen(whole), length);
        assert_true(sms_plan_text(whole, &plan));
        size_t cap = any((uint32_t)length + 2);
        size_t shorter = sms_join(parts, n, cut, cap);
        assert_true(cap == 0 ? shorter == 0 : shorter < cap);
        assert_memory_equal(cut, whole, shorter);
        if (cap > 0) {
            assert_int_equal(strlen(cut), shorter);
            assert_true(sms_plan_text(cut, &plan));
            assert_true(shorter == length || shorter + 4 >= cap); /* only what did not fit is missing */
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_octets), cmocka_unit_test(test_mutations),
                                       cmocka_unit_test(test_lengths), cmocka_unit_test(test_join)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
