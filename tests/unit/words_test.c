/* A text as plain words. */
#include "core/words.h"

#include "support/unit.h"

static void check_words(const char *raw, const char *want)
{
    static struct words text;
    char got[400] = "";
    words_read(raw, &text);
    for (size_t i = 0; i < text.count; i++)
        (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i > 0 ? " " : "",
                       words_at(&text, i));
    assert_string_equal(got, want);
}

static void test_words(void **state)
{
    (void)state;
    check_words("Don't STOP, s'il vous plaît!", "dont stop sil vous plait");
    check_words("Größe Æsop Œuvre Łódź ñandú", "grosse aesop oeuvre lodz nandu");
    check_words("Đừng nhắn tin", "dung nhan tin");
    check_words("СТОП ﬁ", "стоп");
    check_words("1402-B Oak/Elm", "1402 b oak elm");
    check_words("aa bbb cccc", "aa b c");
    check_words("\xc3stop\xc3", "stop");
    check_words("", "");
}

static void test_marks(void **state)
{
    static struct words text;
    (void)state;
    words_read("Stop. Why? Go, now\n- Ann", &text);
    assert_int_equal(text.count, 5);
    assert_int_equal(text.mark[0], WORDS_MARK_CAPITAL);
    assert_int_equal(text.mark[1], WORDS_MARK_HARD | WORDS_MARK_CAPITAL);
    assert_int_equal(text.mark[2], WORDS_MARK_HARD | WORDS_MARK_ASKED | WORDS_MARK_CAPITAL);
    assert_int_equal(text.mark[3], WORDS_MARK_COMMA);
    assert_int_equal(text.mark[4], WORDS_MARK_LINE | WORDS_MARK_SIGN | WORDS_MARK_CAPITAL);
    assert_int_equal(text.mark[5], 0);
    assert_string_equal(words_at(&text, 5), "");
}

static void test_quote(void **state)
{
    static struct words text;
    (void)state;
    words_read("Liked \"Reply STOP to opt out\" yes", &text);
    assert_true(words_drop_quote(&text));
    assert_int_equal(text.count, 2);
    assert_string_equal(words_at(&text, 1), "yes");
    words_read("I said \"stop\"", &text);
    assert_false(words_drop_quote(&text));
    words_read("Le gusta \"no\"", &text);
    assert_true(words_drop_quote(&text));
    words_read("Le dije \"no\"", &text); /* a person's words: "I told them" */
    assert_false(words_drop_quote(&text));
    words_read("\"", &text);
    assert_false(words_drop_quote(&text));
    words_read("", &text);
    assert_false(words_drop_quote(&text));
}

/* At the bound and one past it. */
static void test_bounds(void **state)
{
    static struct words text;
    static char raw[2 * (WORDS_MAX + 2)];
    (void)state;
    for (size_t i = 0; i < WORDS_MAX + 1; i++)
        memcpy(raw + 2 * i, "a ", 3);
    raw[2 * WORDS_MAX] = '\0';
    words_read(raw, &text);
    assert_int_equal(text.count, WORDS_MAX);
    raw[2 * WORDS_MAX] = 'a';
    words_read(raw, &text);
    assert_int_equal(text.count, WORDS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_marks),
                                       cmocka_unit_test(test_quote), cmocka_unit_test(test_bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
