/* What is folded, what is left alone. */
#include "sms/sms_fold.h"
#include "sms/sms_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

/* The least that must be folded: the table of cases/run_cases.py. */
static const struct {
    const char *from, *to;
} TABLE[] = {
    {"\u2018", "'"},
    {"\u2019", "'"},
    {"\u201a", "'"},
    {"\u201b", "'"},
    {"\u201c", "\""},
    {"\u201d", "\""},
    {"\u201e", "\""},
    {"\u2013", "-"},
    {"\u2014", "-"},
    {"\u2012", "-"},
    {"\u2015", "-"},
    {"\u2212", "-"},
    {"\u2010", "-"},
    {"\u2011", "-"},
    {"\u2026", "..."},
    {"\u00a0", " "},
    {"\u202f", " "},
    {"\u2009", " "},
    {"\u2007", " "},
    {"\u00ad", ""},
    {"\u200b", ""},
    {"\u2060", ""},
    {"\ufeff", ""},
    {"\u2022", "*"},
    {"\u00b4", "'"},
    {"`", "'"},
    {"\t", " "},
    /* and their kin */
    {"\u201f", "\""},
    {"\u2000", " "},
    {"\u200a", " "},
    {"\u205f", " "},
    {"\u3000", " "},
    {"\u2032", "'"},
    {"\u2033", "\""},
    {"\u2035", "'"},
    {"\u2036", "\""},
    {"\u2039", "'"},
    {"\u203a", "'"},
    {"\u00ab", "\""},
    {"\u00bb", "\""},
    {"\u2043", "-"},
    {"\u2023", "*"},
    {"\u25aa", "*"},
    {"\u25cf", "*"},
    {"\u25e6", "*"},
    {"\u2024", "."},
    {"\u2025", ".."},
    {"\u2044", "/"},
    {"\u2028", "\n"},
    {"\u2029", "\n"},
    {"\u02bc", "'"},
    /* invisible, and the text is GSM-7 without them: phones put them round a copied number */
    {"\u202a\u202c", ""},
    {"\u200e", ""},
    {"\u200d", ""},
    {"\u2066\u2069", ""},
    {"\ufe0f", ""},
};

static const char *const UNTOUCHED[] = {
    "",
    "Plain text: 123, it's \"so\" - and *so* /...",
    "á í ó ú ñ é ü ç Ç ¿ ¡ € £ [x] {y} ~ ^ | \\",
    "line\nbreak\r\n",
    "Ελληνικά, Ω",
    "年 ™ © · × ½",
    "Hawai\u02bbi",            /* the okina is a letter */
    "👨\u200d👩\u200d👧 ❤\ufe0f", /* joiners belong to the emoji */
    "\u05d0\u200f(1)",         /* and direction marks to Hebrew */
};

static void check(const char *from, const char *to)
{
    char out[256];
    assert_int_equal(sms_fold(from, out, sizeof out), strlen(to));
    assert_string_equal(out, to);
    char again[256];
    assert_int_equal(sms_fold(out, again, sizeof again), strlen(out));
    assert_string_equal(again, out);
}

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(TABLE); i++) {
        char from[32], to[32];
        struct sms_plan plan;
        (void)snprintf(from, sizeof from, "a%sb%s", TABLE[i].from, TABLE[i].from);
        (void)snprintf(to, sizeof to, "a%sb%s", TABLE[i].to, TABLE[i].to);
        check(from, to);
        assert_true(strlen(to) <= strlen(from));
        assert_true(sms_plan_text(to, &plan));
        assert_int_equal(plan.alphabet, SMS_GSM7);
    }
}

static void test_untouched(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(UNTOUCHED); i++)
        check(UNTOUCHED[i], UNTOUCHED[i]);
}

static void test_mixed(void **state)
{
    (void)state;
    check("I\u2019m \u201cin\u201d\u00a0\u2026 José \u2013 call", "I'm \"in\" ... José - call");
    check("\u201cmañana\u201d 🏡", "\"mañana\" 🏡"); /* folded though UCS-2 is needed anyhow */
    check("call \u202a202-555-0143\u202c", "call 202-555-0143");
}

static void test_failures(void **state)
{
    char out[8];
    (void)state;
    assert_int_equal(sms_fold("12345678", out, sizeof out), SMS_FOLD_FAILED);
    assert_string_equal(out, "");
    assert_int_equal(sms_fold("1234567", out, sizeof out), 7);
    assert_int_equal(sms_fold("12345\u2026", out, sizeof out),
                     SMS_FOLD_FAILED); /* "..." does not fit whole */
    assert_int_equal(sms_fold("1234\u2026", out, sizeof out), 7);
    assert_int_equal(sms_fold("a\xE2\x80", out, sizeof out), SMS_FOLD_FAILED);
    assert_string_equal(out, "");
    assert_int_equal(sms_fold("", out, 0), SMS_FOLD_FAILED);
    assert_int_equal(sms_fold("a", out, 0), SMS_FOLD_FAILED);
    assert_int_equal(sms_fold("", out, 1), 0);
    assert_int_equal(sms_fold("\u00ad", out, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_untouched),
                                       cmocka_unit_test(test_mixed), cmocka_unit_test(test_failures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
