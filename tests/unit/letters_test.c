/* What the characters of all scripts mean, at both ends of every range: in words, in commands, in numbers. */
#include "core/command_line.h"
#include "core/number.h"
#include "core/words.h"
#include "sms/sms_utf.h"
#include "support/unit.h"

#define MANY(...) ((const uint32_t[]){__VA_ARGS__, 0})

/* front, the character c, back. */
static const char *around(const char *front, uint32_t c, const char *back)
{
    static char text[64];
    char letter[8] = "";

    (void)sms_utf8_put(c, letter);
    (void)snprintf(text, sizeof text, "%s%s%s", front, letter, back);
    return text;
}

static const struct words *read_around(const char *front, uint32_t c, const char *back)
{
    static struct words text;

    words_read(around(front, c, back), &text);
    return &text;
}

static void assert_words(const uint32_t *c, const char *first, const char *second)
{
    for (; *c != 0; c++) {
        const struct words *text = read_around("st", *c, "op");
        if (strcmp(words_at(text, 0), first) != 0 || strcmp(words_at(text, 1), second) != 0)
            fail_msg("U+%04X: %s, %s", (unsigned)*c, words_at(text, 0), words_at(text, 1));
    }
}

static void test_what_does_not_part_a_word(void **state)
{
    (void)state;
    assert_words(MANY(0x300, 0x36F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0xFE00, 0xFE0F, 0xE0000,
                      0xE01EF, 0xFEFF, 0xAD, '\'', '`', 0xB4, 0x2018, 0x2019, 0x2BC),
                 "stop", "");
}

static void test_what_parts_words(void **state)
{
    (void)state;
    assert_words(MANY(' ', '@', '[', '{', 0xBF, 0xD7, 0xF7, 0x2B0, 0x200A, 0x2010, 0x2029, 0x2070, 0x3040,
                      0x3100, 0x318F, 0x33FF, 0xA4D0, 0xABFF, 0xD7A4, 0xF8FF, 0xFB00, 0xFDFF, 0xFE10, 0xFE6F,
                      0xFEFD, 0xFF20, 0xFF3B, 0xFF5B, 0x24B5, 0x24EA, 0x1D3FF, 0x1D6A4, 0x1F12F, 0x1F14A,
                      0x1F16A, 0x1F18A, 0x1F6D0, 0xE01F0),
                 "st", "op");
}

static void test_styled_letters_are_letters(void **state)
{
    (void)state;
    assert_words(MANY('a', 'A', 0xE0, 0xFF21, 0xFF41, 0x24B6, 0x24D0, 0x1D400, 0x1F130, 0x1F150, 0x1F170),
                 "staop", "");
    assert_words(MANY('z', 'Z', 0x17E, 0xFF3A, 0xFF5A, 0x24CF, 0x24E9, 0x1D6A3, 0x1F149, 0x1F169, 0x1F189),
                 "stzop", "");
    assert_words(MANY(0xE6, 0xC6), "staeop", "");
    assert_words(MANY(0x153, 0x152), "stoeop", "");
    assert_words(MANY(0xDF, 0x1E9E), "stssop", "");
    assert_words(MANY(0xFE, 0xDE), "stthop", "");
}

static void test_letters_of_other_scripts_stay(void **state)
{
    static const uint32_t ROWS[] = {0x180,  0x2AF,  0x370,  0x430,  0x44F,  0x1FFF, 0x3041, 0x30FF, 0x3105,
                                    0x318E, 0x3400, 0xA4CF, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE70, 0xFEFC};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        char want[64];
        (void)snprintf(want, sizeof want, "%s", around("st", ROWS[i], "op"));
        assert_words(MANY(ROWS[i]), want, "");
    }
    assert_words(MANY(0x410), "st\u0430op", "");
    assert_words(MANY(0x42F), "st\u044fop", "");
    assert_string_equal(words_at(read_around("say ", 0x1F6D1, "now"), 1), "stop");
}

static void assert_marks(const uint32_t *c, const char *front, const char *back, unsigned mark)
{
    for (; *c != 0; c++) {
        const struct words *text = read_around(front, *c, back);
        if (text->mark[1] != mark)
            fail_msg("U+%04X: %u", (unsigned)*c, text->mark[1]);
    }
}

static void test_marks_between_words(void **state)
{
    (void)state;
    assert_marks(MANY('\n', '\r', 0x2028, 0x2029), "no", "go", WORDS_MARK_LINE);
    assert_marks(MANY('?', 0xBF, 0xFF1F), "no", "go", WORDS_MARK_HARD | WORDS_MARK_ASKED);
    assert_marks(MANY('.', '!', ';', 0xA1, 0x2026, 0x3002, 0xFF01), "no", "go", WORDS_MARK_HARD);
    assert_marks(MANY(',', ':', 0xFF0C), "no", "go", WORDS_MARK_COMMA);
    assert_marks(MANY('-', '~', '_', 0x2010, 0x2015, 0x2212), "no ", "go", WORDS_MARK_SIGN);
    assert_marks(MANY('-', 0x2010), "no", " go", WORDS_MARK_SIGN);
    assert_marks(MANY('-', 0x2010, 0x2016, 0x200A, '(', '"'), "no", "go", 0);
    assert_marks(MANY(0x2016, 0x200A, '(', ' '), "no ", "go", 0);
    assert_marks(MANY('-', '~'), "no\t", "go", WORDS_MARK_SIGN);
    assert_marks(MANY('-', '~'), "no --", "go", WORDS_MARK_SIGN);
    assert_marks(MANY('A', 'Z', 0xC0, 0xDE), "no ", "go", WORDS_MARK_CAPITAL);
    assert_marks(MANY('a', 0xBA, 0xE0, 0x410), "no ", "go", 0);
}

static void test_quotation_marks(void **state)
{
    static const uint32_t ROWS[] = {'"', 0x201C, 0x201F, 0xAB, 0xBB};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        const struct words *text = read_around("Liked ", ROWS[i], "stop\" now");
        assert_int_equal(text->quote_from, 1);
        assert_int_equal(text->quote_to, 2);
    }
    assert_int_equal(read_around("Liked ", 0x2020, "stop now")->quote_from, UINT16_MAX);
}

/* --- commands --- */

static void assert_low(const uint32_t *c, char want)
{
    for (; *c != 0; c++) {
        char low[COMMAND_LOW_MAX];
        const char *text = around("a", *c, "b");
        command_low((struct command_span){.at = text, .length = strlen(text)}, low);
        if (low[1] != want || low[strlen(low) - 1] != 'b')
            fail_msg("U+%04X: %d", (unsigned)*c, low[1]);
    }
}

static void test_characters_of_commands(void **state)
{
    (void)state;
    assert_low(MANY(0x1F, '\t', 0xA0, 0xAD, 0x2000, 0x200F, 0x2028, 0x202F, 0x205F, 0x206F, 0x3000, 0xFE00,
                    0xFE0F, 0xFEFF),
               ' ');
    assert_low(MANY(0x2010, 0x2015, '-'), '-');
    assert_low(MANY('z', 'Z'), 'z');
    assert_low(MANY('7'), '7');
    assert_low(MANY(0xAA, 0xC0, 0x1FFF, 0x2C00, 0xD7FF), COMMAND_LOW_LETTER);
    assert_low(MANY('"', '\'', '*', 0xA9, 0xAB, 0xBB, 0xBF, 0x2016, 0x2027, 0x2030, 0x205E, 0x2070, 0x2BFF,
                    0xE000, 0xFE10, 0x1F600),
               COMMAND_LOW_SYMBOL);
}

static void test_blanks_and_lists_of_letters(void **state)
{
    struct command_span span = command_trim(" \t\r\nab \n\r\t", 10);
    (void)state;
    assert_int_equal(span.length, 2);
    assert_memory_equal(span.at, "ab", 2);
    span = command_trim(" \t\r\n", 4);
    assert_int_equal(span.length, 0);
}

/* --- numbers --- */

static void test_what_may_stand_between_digits(void **state)
{
    static const uint32_t BETWEEN[] = {' ',    '\t',   '-',    '.',    '(',    ')',    '/',    0xA0,
                                       0x2000, 0x2015, 0x202F, 0x2212, 0x202A, 0x202E, 0x2066, 0x2069};
    static const uint32_t NEVER[] = {',',    ';',    '\'',   0x9F,   0xA1,  0x2016,
                                     0x2029, 0x2030, 0x2065, 0x206A, 0x2211};
    char out[NUMBER_MAX];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(BETWEEN); i++) {
        if (!number_normalise(around("202", BETWEEN[i], "555-0143"), -1, "US", out))
            fail_msg("U+%04X", (unsigned)BETWEEN[i]);
        assert_string_equal(out, "+12025550143");
    }
    for (size_t i = 0; i < TB_COUNT(NEVER); i++) {
        if (number_normalise(around("202", NEVER[i], "555-0143"), -1, "US", out))
            fail_msg("U+%04X: %s", (unsigned)NEVER[i], out);
    }
}

static void test_countries_in_either_case_and_lost_plus(void **state)
{
    char out[NUMBER_MAX];
    (void)state;
    assert_true(number_normalise("020 7946 0958", -1, "gb", out));
    assert_string_equal(out, "+442079460958");
    assert_true(number_normalise("442079460958", -1, "GB", out)); /* the '+' was lost */
    assert_string_equal(out, "+442079460958");
    assert_false(number_normalise("332079460958", -1, "GB", out)); /* neither ours nor told to be foreign */
    assert_false(number_normalise("4420794609581", -1, "GB", out));
    assert_true(number_normalise("002B00310032003000320035003500350030003100340033", -1, "US", out));
    assert_string_equal(out, "+12025550143");
    assert_false(number_normalise("22025550143", -1, "US", out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_does_not_part_a_word),
        cmocka_unit_test(test_what_parts_words),
        cmocka_unit_test(test_styled_letters_are_letters),
        cmocka_unit_test(test_letters_of_other_scripts_stay),
        cmocka_unit_test(test_marks_between_words),
        cmocka_unit_test(test_quotation_marks),
        cmocka_unit_test(test_characters_of_commands),
        cmocka_unit_test(test_blanks_and_lists_of_letters),
        cmocka_unit_test(test_what_may_stand_between_digits),
        cmocka_unit_test(test_countries_in_either_case_and_lost_plus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
