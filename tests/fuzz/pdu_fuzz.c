/* Fuzzes the PDU decoder, the joiner and, with what they give, the encoder.
 *
 * libFuzzer: clang -fsanitize=fuzzer,address,undefined; with -DFUZZ_MAIN a plain program that plays the files
 * given as arguments, so that a finding becomes a test.
 *
 * The first byte chooses: bit 0 from the network or not, bit 1 the rest is hex text as it comes from a modem,
 * else it is octets and put into hex here, which lets the fuzzer reach the fields sooner. */
#include "base/check.h"
#include "fuzz_main.h"
#include "sms/sms.h"
#include "sms/sms_octets.h"
#include "sms/sms_utf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHOICE_NETWORK 1
#define CHOICE_HEX     2

/* A reader swallows a byte-order mark at the start, so such a text does not come back as it was. */
static bool has_mark(const char *text)
{
    return strncmp(text, "\xEF\xBB\xBF", 3) == 0 || strncmp(text, "\xEF\xBF\xBE", 3) == 0;
}

static void there_and_back(const char *text, const struct sms_plan *plan)
{
    struct sms_pdu pdus[SMS_PARTS_MAX];
    const struct sms_body *bodies[SMS_PARTS_MAX];
    char back[SMS_BODY_MAX * 3 + 1];
    for (unsigned i = 0; i < plan->parts; i++) {
        char hex[SMS_HEX_MAX];
        unsigned octets = 0;
        struct sms_submit s = {
            .to = "+12025550143", .text = text, .plan = plan, .part = i, .ref = 7, .report = true};
        size_t n = sms_encode_submit(&s, hex, sizeof hex, &octets);
        CHECK(n > 0 && octets == n / 2 - 1);
        CHECK(sms_decode(hex, n, false, &pdus[i]));
        CHECK(plan->parts == 1 || (pdus[i].concat.seq == i + 1 && pdus[i].concat.total == plan->parts));
        bodies[i] = &pdus[i].body;
    }
    (void)sms_join(bodies, plan->parts, back, sizeof back);
    CHECK(has_mark(text) || strcmp(text, back) == 0);
}

static void check_fold(const char *text)
{
    char folded[SMS_BODY_MAX * 3 + 1], again[SMS_BODY_MAX * 3 + 1];
    size_t n = sms_fold(text, folded, sizeof folded);
    CHECK(n != SMS_FOLD_FAILED && n <= strlen(text));
    CHECK(sms_fold(folded, again, sizeof again) == n && strcmp(folded, again) == 0);
}

/* One line of text: it stands in logs, in files and in a text to the agent. */
static void check_address(const struct sms_pdu *pdu)
{
    const char *at = pdu->address;

    CHECK(memchr(pdu->address, '\0', sizeof pdu->address) != NULL);
    for (uint32_t c = sms_utf8_next(&at); c != 0; c = sms_utf8_next(&at))
        CHECK(c != SMS_UTF_BAD && c >= ' ');
    CHECK(pdu->alphanumeric || strspn(pdu->address, "+0123456789*#abc") == strlen(pdu->address));
}

static void check_pdu(const struct sms_pdu *pdu)
{
    char text[SMS_BODY_MAX * 3 + 1], twice[2 * SMS_BODY_MAX * 3 + 1];
    const struct sms_body *bodies[] = {&pdu->body, &pdu->body};
    struct sms_plan plan;
    check_address(pdu);
    CHECK(pdu->has_time || pdu->time_s == 0);
    CHECK(pdu->tz_quarters >= -56 && pdu->tz_quarters <= 56);
    CHECK(pdu->body.count <= SMS_BODY_MAX);
    CHECK(!pdu->concat.present || (pdu->concat.seq >= 1 && pdu->concat.seq <= pdu->concat.total));
    CHECK(sms_join(bodies, 1, text, sizeof text) == strlen(text));
    CHECK(sms_join(bodies, 2, twice, sizeof twice) == strlen(twice));
    CHECK(sms_plan_text(text, &plan)); /* valid UTF-8, and a part is never more than a few */
    there_and_back(text, &plan);
    check_fold(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sms_pdu pdu;
    char hex[2 * (SMS_PDU_OCTETS_MAX + 1) + 1];
    if (size == 0)
        return 0;
    bool network = (data[0] & CHOICE_NETWORK) != 0;
    bool ok = false;
    if ((data[0] & CHOICE_HEX) != 0)
        ok = sms_decode((const char *)data + 1, size - 1, network, &pdu);
    else
        ok = sms_decode(hex, sms_to_hex(data + 1, size - 1, hex, sizeof hex), network, &pdu);
    if (ok)
        check_pdu(&pdu);
    return 0;
}
