/* One person, one spelling; and who may be texted (RULES.md 4.1). */
#include "core/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct spelling {
    const char *raw;
    int ton;
    const char *country;
    const char *want; /* NULL: refused */
};

static const struct spelling SPELLINGS[] = {
    /* people, in the United States */
    {"2025550143", -1, "US", "+12025550143"},
    {"(202) 555-0143", -1, "US", "+12025550143"},
    {"202.555.0143", -1, "US", "+12025550143"},
    {"202/555-0143", -1, "us", "+12025550143"},
    {"1-202-555-0143", -1, "US", "+12025550143"},
    {"12025550143", -1, "US", "+12025550143"},
    {"+1 202 555 0143", -1, "US", "+12025550143"},
    {"  +1 (202) 555-0143  ", -1, "US", "+12025550143"},
    {"(+1) 202 555 0143", -1, "US", "+12025550143"},
    {"011 1 202 555 0143", -1, "US", "+12025550143"},
    {"tel:+1-202-555-0143", -1, "US", "+12025550143"},
    {"TEL:2025550143", -1, "US", "+12025550143"},
    {"202\u00a0555\u20110143", -1, "US", "+12025550143"},
    {"\u202a+1 (202) 555\u20130143\u202c", -1, "US", "+12025550143"},
    {"011 44 20 7946 0123", -1, "US", "+442079460123"},
    {"00442079460123", -1, "US", "+442079460123"},
    {"0012025550143", -1, "US", "+12025550143"},
    {"+44 (0)20 7946 0123", -1, "US", "+442079460123"},
    {"202-555-0143", -1, "CA", "+12025550143"},
    {"787-555-0143", -1, "PR", "+17875550143"},
    {"911", -1, "US", "911"},
    {"55501", -1, "US", "55501"},
    {"555-014", -1, "US", "555014"},
    {"+55501", -1, "US", "55501"},
    /* spoofed, but one caller */
    {"0000000000", -1, "US", "+10000000000"},
    {"1234567890", -1, "US", "+11234567890"},
    {"0112345678", -1, "US", "+10112345678"},
    /* modems */
    {"2025550143", 2, "US", "+12025550143"},
    {"2025550143", 0, "US", "+12025550143"},
    {"12025550143", 0, "US", "+12025550143"},
    {"12025550143", 1, "US", "+12025550143"},
    {"+12025550143", 1, "US", "+12025550143"},
    {"+12025550143", 0, "US", "+12025550143"},
    {"442079460123", 1, "US", "+442079460123"},
    {"0012025550143", 1, "US", "+12025550143"},
    {"55501", 1, "US", "55501"},
    {"55501", 3, "US", "55501"},
    {"AMAZON", 5, "US", NULL},
    {"12025550143", 5, "US", NULL},
    {"002B00310032003000320035003500350030003100340033", 1, "US", "+12025550143"},
    {"002b00310032003000320035003500350030003100340033", 1, "US", "+12025550143"},
    {"0032003000320035003500350030003100340033", 0, "US", "+12025550143"},
    {"003900310031", 0, "US", "911"},
    {"0041004D0041", 0, "US", NULL},
    {"00310030002B", 0, "US", NULL},
    /* not numbers */
    {"", -1, "US", NULL},
    {" - ", -1, "US", NULL},
    {"+", -1, "US", NULL},
    {"++12025550143", -1, "US", NULL},
    {"1+2025550143", -1, "US", NULL},
    {"1-800-FLOWERS", -1, "US", NULL},
    {"202-555-0143 x12", -1, "US", NULL},
    {"202-555-0143 ext 5", -1, "US", NULL},
    {"202-555-0143;ext=5", -1, "US", NULL},
    {"202-555-0143, 202-555-0144", -1, "US", NULL},
    {"*67 202 555 0143", -1, "US", NULL},
    {"#31#2025550143", -1, "US", NULL},
    {"anonymous", -1, "US", NULL},
    {"202555\xFF"
     "0143",
     -1, "US", NULL},
    {"555-0143", -1, "US", NULL}, /* without area code it could be anybody */
    {"20255501431", -1, "US", NULL},
    {"442079460123", -1, "US", NULL},
    {"120255501430", -1, "US", NULL},
    {"+0123456789", -1, "US", NULL},
    {"+1234567890123456", -1, "US", NULL},
    {"00440", -1, "US", "00440"},
    {"0044123", -1, "US", NULL},
    {"12345678901234567890123456", -1, "US", NULL},
    /* elsewhere */
    {"020 7946 0123", -1, "GB", "+442079460123"},
    {"07700 900123", -1, "GB", "+447700900123"},
    {"7700900123", 2, "GB", "+447700900123"},
    {"447700900123", -1, "GB", "+447700900123"},
    {"+44 (0) 7700 900123", -1, "GB", "+447700900123"},
    {"0044 7700 900123", -1, "GB", "+447700900123"},
    {"00 1 202 555 0143", -1, "GB", "+12025550143"},
    {"999", -1, "GB", "999"},
    {"012345678", -1, "GB", NULL},
    {"0011 1 202 555 0143", -1, "AU", "+12025550143"},
    {"0491 570 156", -1, "AU", "+61491570156"},
    {"021 555 0123", -1, "NZ", "+64215550123"},
    {"085 012 3456", -1, "IE", "+353850123456"},
    {"030 123456", -1, "DE", "+4930123456"},
    {"0171 1234567", -1, "DE", "+491711234567"},
    {"0664 1234567", -1, "AT", "+436641234567"},
    {"079 123 45 67", -1, "CH", "+41791234567"},
    {"06 12 34 56 78", -1, "FR", "+33612345678"},
    {"612 345 678", -1, "ES", "+34612345678"},
    {"912 345 678", -1, "PT", "+351912345678"},
    {"06 1234567", -1, "IT", "+39061234567"},
    {"0039 06 1234567", -1, "IT", "+39061234567"},
    {"347 123 4567", -1, "IT", "+393471234567"},
    {"06 12345678", -1, "NL", "+31612345678"},
    {"0470 12 34 56", -1, "BE", "+32470123456"},
    {"55 1234 5678", -1, "MX", "+525512345678"},
    {"(11) 91234-5678", -1, "BR", "+5511912345678"},
    {"098765 43210", -1, "IN", "+919876543210"},
    {"082 123 4567", -1, "ZA", "+27821234567"},
    {"06 20 123 4567", -1, "HU", "+36201234567"},
    {"010 1 202 555 0143", -1, "JP", "+12025550143"},
    /* nowhere we know */
    {"+12025550143", -1, "XX", "+12025550143"},
    {"0012025550143", -1, "XX", "+12025550143"},
    {"12025550143", 1, "", "+12025550143"},
    {"2025550143", -1, "XX", NULL},
    {"2025550143", -1, NULL, NULL},
};

static void test_normalise(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SPELLINGS); i++) {
        const struct spelling *row = &SPELLINGS[i];
        char out[NUMBER_MAX], again[NUMBER_MAX];
        memset(out, 'x', sizeof out);
        bool ok = number_normalise(row->raw, row->ton, row->country, out);
        if (ok != (row->want != NULL) || strcmp(out, ok ? row->want : "") != 0)
            fail_msg("%s (ton %d, %s): got %s", row->raw, row->ton, row->country, out);
        if (ok) { /* normal stays normal */
            assert_true(number_normalise(out, -1, row->country, again));
            assert_string_equal(again, out);
        }
    }
}

static void test_countries(void **state)
{
    (void)state;
    assert_true(number_country_known("US") && number_country_known("gb") && number_country_known("za"));
    assert_false(number_country_known("XX") || number_country_known("") || number_country_known("USA") ||
                 number_country_known(NULL));
}

struct judged {
    const char *number;
    const char *country;
    enum number_class want;
};

static const struct judged JUDGED[] = {
    {"", "US", NUMBER_WITHHELD},
    {"+12025550143", "US", NUMBER_OK},
    {"+12125550100", "US", NUMBER_OK},
    {"+12025550199", "US", NUMBER_OK},
    {"+12122345678", "US", NUMBER_OK},
    {"+19899999999", "US", NUMBER_OK},
    {"+17875550143", "US", NUMBER_OK}, /* Puerto Rico */
    {"+13405550143", "US", NUMBER_OK}, /* US Virgin Islands */
    {"+12025550143", "us", NUMBER_OK},
    /* short codes */
    {"911", "US", NUMBER_SHORT_CODE},
    {"55501", "US", NUMBER_SHORT_CODE},
    {"888777", "US", NUMBER_SHORT_CODE},
    {"12", "US", NUMBER_INVALID},
    {"1", "US", NUMBER_INVALID},
    {"1234567", "US", NUMBER_INVALID},
    {"2025550143", "US", NUMBER_INVALID},
    /* shape */
    {"+10225550143", "US", NUMBER_INVALID},
    {"+11225550143", "US", NUMBER_INVALID},
    {"+12020550143", "US", NUMBER_INVALID},
    {"+12021550143", "US", NUMBER_INVALID},
    {"+12022110143", "US", NUMBER_INVALID},
    {"+12029110143", "US", NUMBER_INVALID},
    {"+12112340143", "US", NUMBER_INVALID},
    {"+19115550143", "US", NUMBER_INVALID},
    {"+12925550143", "US", NUMBER_INVALID},
    {"+19995550143", "US", NUMBER_INVALID},
    {"+13705550143", "US", NUMBER_INVALID},
    {"+13795550143", "US", NUMBER_INVALID},
    {"+19605550143", "US", NUMBER_INVALID},
    {"+19695550143", "US", NUMBER_INVALID},
    {"+1202555014", "US", NUMBER_INVALID},
    {"+120255501433", "US", NUMBER_INVALID},
    {"+10000000000", "US", NUMBER_INVALID},
    /* classes */
    {"+18005550143", "US", NUMBER_TOLL_FREE},
    {"+18335550143", "US", NUMBER_TOLL_FREE},
    {"+18445550143", "US", NUMBER_TOLL_FREE},
    {"+18555550143", "US", NUMBER_TOLL_FREE},
    {"+18665550143", "US", NUMBER_TOLL_FREE},
    {"+18775550143", "US", NUMBER_TOLL_FREE},
    {"+18885550143", "US", NUMBER_TOLL_FREE},
    {"+18225550143", "US", NUMBER_TOLL_FREE},
    {"+18805550143", "US", NUMBER_TOLL_FREE},
    {"+18875550143", "US", NUMBER_TOLL_FREE},
    {"+18895550143", "US", NUMBER_TOLL_FREE},
    {"+18085550143", "US", NUMBER_OK}, /* Hawaii */
    {"+19005550143", "US", NUMBER_PREMIUM},
    {"+12029760143", "US", NUMBER_PREMIUM},
    {"+15005550143", "US", NUMBER_SPECIAL},
    {"+15215550143", "US", NUMBER_SPECIAL},
    {"+15295550143", "US", NUMBER_SPECIAL},
    {"+15205550143", "US", NUMBER_OK}, /* Tucson */
    {"+15335550143", "US", NUMBER_SPECIAL},
    {"+15445550143", "US", NUMBER_SPECIAL},
    {"+15665550143", "US", NUMBER_SPECIAL},
    {"+15775550143", "US", NUMBER_SPECIAL},
    {"+15885550143", "US", NUMBER_SPECIAL},
    {"+17005550143", "US", NUMBER_SPECIAL},
    {"+17105550143", "US", NUMBER_SPECIAL},
    {"+16005550143", "US", NUMBER_SPECIAL},
    {"+16225550143", "US", NUMBER_SPECIAL},
    {"+12025551212", "US", NUMBER_SPECIAL},
    {"+12025550099", "US", NUMBER_SPECIAL},
    {"+12025550200", "US", NUMBER_SPECIAL},
    /* code 1, other countries */
    {"+12425550143", "US", NUMBER_FOREIGN},
    {"+18765550143", "US", NUMBER_FOREIGN},
    {"+16585550143", "US", NUMBER_FOREIGN},
    {"+18095550143", "US", NUMBER_FOREIGN},
    {"+14165550143", "US", NUMBER_FOREIGN},
    {"+12045550143", "US", NUMBER_FOREIGN},
    {"+19425550143", "US", NUMBER_FOREIGN},
    {"+12575550143", "US", NUMBER_FOREIGN},
    {"+14165550143", "CA", NUMBER_OK},
    {"+12025550143", "CA", NUMBER_OK},
    {"+18765550143", "CA", NUMBER_FOREIGN},
    /* other codes */
    {"+441632960143", "US", NUMBER_FOREIGN},
    {"+201255501430", "US", NUMBER_FOREIGN},
    {"+441632960143", "GB", NUMBER_OK},
    {"+12025550143", "GB", NUMBER_FOREIGN},
    {"+353850123456", "GB", NUMBER_FOREIGN},
    {"+12025550143", "XX", NUMBER_FOREIGN},
    {"+2901234", "US", NUMBER_FOREIGN},
    /* not normal, so not sent to */
    {"+123456", "GB", NUMBER_INVALID},
    {"+1234567890123456", "US", NUMBER_INVALID},
    {"+", "US", NUMBER_INVALID},
    {"+0123456789", "US", NUMBER_INVALID},
    {"+1202555014a", "US", NUMBER_INVALID},
    {"AMAZON", "US", NUMBER_INVALID},
    {"*62", "US", NUMBER_INVALID},
    {"anonymous", "US", NUMBER_INVALID},
};

static void test_classify(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(JUDGED); i++) {
        enum number_class got = number_classify(JUDGED[i].number, JUDGED[i].country);
        if (got != JUDGED[i].want)
            fail_msg("%s (%s): class %d, wanted %d", JUDGED[i].number, JUDGED[i].country, (int)got,
                     (int)JUDGED[i].want);
    }
}

/* Every area code has a class, and the shape rule alone leaves the plan's size. */
static void test_all_area_codes(void **state)
{
    unsigned ok = 0;
    (void)state;
    for (unsigned area = 0; area < 1000; area++) {
        char number[NUMBER_MAX];
        (void)snprintf(number, sizeof number, "+1%03u2345678", area);
        enum number_class c = number_classify(number, "US");
        bool shape =
            area >= 200 && area % 100 != 11 && area / 10 % 10 != 9 && area / 10 != 37 && area / 10 != 96;
        assert_int_equal(c == NUMBER_INVALID, !shape);
        ok += c == NUMBER_OK;
    }
    assert_int_equal(ok, 692 - 17 - 1 - 24 - 21 - 56);
}

static void test_equal(void **state)
{
    (void)state;
    assert_true(number_equal("+12025550143", "+12025550143"));
    assert_false(number_equal("+12025550143", "+12025550144"));
    assert_false(number_equal("+12025550143", ""));
    assert_false(number_equal("", ""));
}

static void check_shown(const char *number, const char *country, const char *pretty, const char *masked)
{
    char out[32];
    number_pretty(number, country, out, sizeof out);
    assert_string_equal(out, pretty);
    number_masked(number, out, sizeof out);
    assert_string_equal(out, masked);
}

static void test_shown(void **state)
{
    char small[6];
    (void)state;
    check_shown("+12025550143", "US", "202-555-0143", "...0143");
    check_shown("+12025550143", "CA", "202-555-0143", "...0143");
    check_shown("+12025550143", "GB", "+12025550143", "...0143");
    check_shown("+441632960143", "US", "+441632960143", "...0143");
    check_shown("+1202555014", "US", "+1202555014", "...5014");
    check_shown("55501", "US", "55501", "55501");
    check_shown("911", "US", "911", "911");
    check_shown("5550143", "US", "5550143", "...0143");
    check_shown("", "US", "", "");
    check_shown("Müller & Co", "US", "Müller & Co", "Müller & Co");
    number_pretty("+12025550143", "US", small, sizeof small);
    assert_string_equal(small, "202-5");
    number_masked("+12025550143", small, sizeof small);
    assert_string_equal(small, "...01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalise),      cmocka_unit_test(test_countries),
        cmocka_unit_test(test_classify),       cmocka_unit_test(test_equal),
        cmocka_unit_test(test_all_area_codes), cmocka_unit_test(test_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
