/* Fuzzes the alphabets: UTF-8, GSM-7 with its tables, the packing of septets, the plan of parts and TP-UD.
 *
 * Any text: each alphabet and header either refuses it, or cuts it into as few parts as the standard needs,
 * none longer than its 140 octets, none inside a character, which read back and joined are the text. Any
 * septets: packed and unpacked they are the same, and each has one character that leads back to it. Any
 * octets as TP-UD are read within their bounds.
 *
 * The first byte chooses: bit 0 the 16-bit reference, bit 1 UCS-2, bits 2 to 7 the end of a cut buffer. */
#include "base/check.h"
#include "fuzz_main.h"
#include "sms/sms.h"
#include "sms/sms_gsm7.h"
#include "sms/sms_userdata.h"
#include "sms/sms_utf.h"

#include <string.h>

enum { TEXT_ROOM = 8192, SEPTETS_ROOM = 512 };

/* Returns how many bytes of it are UTF-8; each character, written again, is what was read. */
static size_t check_utf8(const char *text)
{
    const char *at = text;

    for (;;) {
        const char *from = at;
        char bytes[4];
        uint32_t c = sms_utf8_next(&at);
        if (c == 0 || c == SMS_UTF_BAD) {
            CHECK(at == from && (c != 0 || *at == '\0'));
            return (size_t)(at - text);
        }
        size_t n = sms_utf8_put(c, bytes);
        CHECK(n == (size_t)(at - from) && memcmp(bytes, from, n) == 0);
        CHECK(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
        uint8_t code[2];
        unsigned septets = sms_gsm7_encode(c, code);
        CHECK(septets <= 2);
        CHECK(septets != 1 || (code[0] != SMS_GSM7_ESCAPE && sms_gsm7_plain(code[0], 0) == c));
        CHECK(septets != 2 || (code[0] == SMS_GSM7_ESCAPE && sms_gsm7_extended(code[1], 0, 0) == c));
    }
}

/* Septets or UTF-16 units between two places of a text, counted without the planner. */
static unsigned count_units(const char *from, const char *to, enum sms_alphabet alphabet)
{
    unsigned units = 0;

    while (from < to) {
        uint8_t code[2];
        uint32_t c = sms_utf8_next(&from);
        CHECK(c != 0 && c != SMS_UTF_BAD);
        units += alphabet == SMS_GSM7 ? sms_gsm7_encode(c, code) : sms_utf16_units(c);
    }
    CHECK(from == to); /* a cut inside a character would lead past it */
    return units;
}

/* 23.040 clause 9.2.3.24.1: what one part holds beside its header. */
static unsigned room_of(const struct sms_plan *plan, unsigned header)
{
    if (plan->parts == 1)
        return plan->alphabet == SMS_GSM7 ? 160 : 70;
    return plan->alphabet == SMS_GSM7 ? 160 - (header * 8 + 6) / 7 : (140 - header) / 2;
}

static void check_plan(const char *text, const struct sms_plan *plan, unsigned header)
{
    enum { WIDEST = 2 }; /* septets of a character of the extension, UTF-16 units of one beyond them */
    unsigned room = room_of(plan, header), sum = 0;

    CHECK(plan->parts >= 1 && plan->parts <= SMS_PARTS_MAX);
    CHECK(plan->start[0] == 0 && plan->start[plan->parts] == strlen(text));
    for (unsigned i = 0; i < plan->parts; i++) {
        unsigned units = count_units(text + plan->start[i], text + plan->start[i + 1], plan->alphabet);
        CHECK(units <= room && (units > 0 || plan->parts == 1));
        CHECK(i + 1 == plan->parts || units + WIDEST > room); /* full but for a character that did not fit */
        sum += units;
    }
    CHECK(sum == plan->units);
    CHECK(plan->parts == 1 || sum > (plan->alphabet == SMS_GSM7 ? 160U : 70U));
}

/* A reader swallows a byte-order mark at the start, so such a text does not come back as it was. */
static bool has_mark(const char *text)
{
    return strncmp(text, "\xEF\xBB\xBF", 3) == 0 || strncmp(text, "\xEF\xBF\xBE", 3) == 0;
}

/* Cut short it is the beginning of the whole, up to the character that does not fit. */
static void check_cut(const struct sms_body *const bodies[], unsigned parts, const char *whole, size_t cap)
{
    static char cut[SMS_TEXT_MAX];

    memset(cut, 'x', cap + 1);
    size_t n = sms_join(bodies, parts, cut, cap);
    CHECK(cut[cap] == 'x');
    CHECK(cap == 0 ? n == 0 : n < cap && cut[n] == '\0' && memcmp(cut, whole, n) == 0);
    CHECK(cap == 0 || strlen(whole) < cap || n + 4 >= cap);
}

static void check_parts(const char *text, const struct sms_plan *plan, bool wide, size_t cut)
{
    static struct sms_pdu pdu[SMS_PARTS_MAX];
    static char back[SMS_TEXT_MAX];
    const struct sms_body *bodies[SMS_PARTS_MAX];

    for (unsigned i = 0; i < plan->parts; i++) {
        uint8_t ud[SMS_USERDATA_OCTETS_MAX];
        struct sms_piece piece = {.text = text, .plan = plan, .part = i, .ref = 0x1234, .wide_ref = wide};
        size_t n = sms_userdata_write(&piece, ud);
        CHECK(n >= 1 && n <= SMS_USERDATA_OCTETS_MAX);
        CHECK(plan->alphabet == SMS_GSM7 ? n == 1 + (ud[0] * 7U + 7) / 8 : n == 1U + ud[0]);
        struct sms_octets in = {ud, n};
        pdu[i] = (struct sms_pdu){0};
        CHECK(sms_userdata_read(&in, plan->parts > 1, plan->alphabet, &pdu[i]));
        CHECK(pdu[i].concat.present == (plan->parts > 1));
        CHECK(plan->parts == 1 ||
              (pdu[i].concat.seq == i + 1 && pdu[i].concat.total == plan->parts &&
               pdu[i].concat.ref == (wide ? 0x1234 : 0x34) && pdu[i].concat.wide == wide));
        unsigned units = count_units(text + plan->start[i], text + plan->start[i + 1], plan->alphabet);
        CHECK(pdu[i].body.count == units * (plan->alphabet == SMS_GSM7 ? 1U : 2U));
        bodies[i] = &pdu[i].body;
    }
    CHECK(sms_join(bodies, plan->parts, back, sizeof back) == strlen(back));
    CHECK(has_mark(text) || strcmp(back, text) == 0);
    check_cut(bodies, plan->parts, back, cut);
}

static void check_text(const char *text, bool wide, bool ucs2, size_t cut)
{
    static char folded[TEXT_ROOM], again[TEXT_ROOM];
    unsigned header = wide ? SMS_HEADER_WIDE : SMS_HEADER_NARROW;
    struct sms_plan plan;

    if (sms_plan_as(text, ucs2 ? SMS_UCS2 : SMS_GSM7, header, &plan)) {
        check_plan(text, &plan, header);
        check_parts(text, &plan, wide, cut);
    } else if (!ucs2 && sms_plan_as(text, SMS_UCS2, header, &plan)) {
        CHECK(count_units(text, text + strlen(text), SMS_UCS2) > 0); /* a character that GSM-7 has not */
    }
    bool valid = check_utf8(text) == strlen(text);
    size_t n = sms_fold(text, folded, sizeof folded);
    CHECK(valid == (n != SMS_FOLD_FAILED) && (!valid || n <= strlen(text)));
    CHECK(!valid || (sms_fold(folded, again, sizeof again) == n && strcmp(folded, again) == 0));
}

static void check_septets(const uint8_t *data, size_t size)
{
    uint8_t packed[SEPTETS_ROOM * 7 / 8 + 2] = {0};
    size_t n = size < SEPTETS_ROOM ? size : SEPTETS_ROOM, octets = (n * 7 + 7) / 8;

    for (size_t i = 0; i < n; i++)
        sms_gsm7_put(packed, i, data[i]);
    for (size_t i = 0; i < n; i++)
        CHECK(sms_gsm7_get(packed, i) == (data[i] & 0x7F));
    CHECK(packed[octets] == 0 && (n % 8 == 0 || packed[octets - 1] >> ((n * 7 - 1) % 8) <= 1));
    for (size_t i = 0; i < n; i++) {
        uint8_t septet = data[i] & 0x7F, language = data[i] >> 4 & 7, code[2];
        uint32_t c = sms_gsm7_plain(septet, 0);
        if (septet != SMS_GSM7_ESCAPE)
            CHECK(sms_gsm7_encode(c, code) == 1 && code[0] == septet);
        CHECK(sms_gsm7_plain(septet, language) != 0);
        CHECK(sms_gsm7_extended(septet, language, language) != 0);
    }
}

/* Whatever TP-UD says, what is read lies inside of it: an exact copy, so that a read behind it is noticed. */
static void check_userdata(const uint8_t *data, size_t size, enum sms_alphabet alphabet)
{
    static char text[SMS_TEXT_MAX];

    for (int header = 0; header < 2; header++) {
        struct sms_pdu pdu = {0};
        struct sms_octets in = {data, size};
        const struct sms_body *const body = &pdu.body;
        if (!sms_userdata_read(&in, header == 1, alphabet, &pdu)) {
            CHECK(size == 0 || header == 1);
            continue;
        }
        CHECK(pdu.body.alphabet == alphabet && pdu.body.count <= SMS_BODY_MAX);
        CHECK(alphabet == SMS_GSM7 ? pdu.body.count <= data[0] && pdu.body.count <= (size - 1) * 8 / 7
                                   : pdu.body.count <= data[0] && pdu.body.count <= size - 1);
        CHECK(alphabet != SMS_UCS2 || pdu.body.count % 2 == 0);
        size_t n = sms_join(&body, 1, text, sizeof text);
        CHECK(n == strlen(text) && check_utf8(text) == n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[TEXT_ROOM];

    if (size == 0)
        return 0;
    size_t length = size - 1 < sizeof text ? size - 1 : sizeof text - 1;
    memcpy(text, data + 1, length);
    text[length] = '\0';
    check_text(text, (data[0] & 1) != 0, (data[0] & 2) != 0, data[0] >> 2);
    check_septets(data + 1, size - 1);
    check_userdata(data + 1, size - 1, SMS_GSM7);
    check_userdata(data + 1, size - 1, SMS_UCS2);
    check_userdata(data + 1, size - 1, SMS_8BIT);
    return 0;
}
