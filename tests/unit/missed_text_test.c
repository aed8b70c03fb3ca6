/* The network's text about a missed call: whose call it was, or that it is no such text. */
#include "core/missed_text.h"

#include "support/unit.h"

#define FROM "missed a call from {number}"

static void test_texts_and_patterns(void **state)
{
    static const struct {
        const char *pattern, *body, *want; /* NULL: no such text */
    } ROWS[] = {
        {FROM, "You missed a call from +1 202 555 0143", "+12025550143"},
        {FROM, "You missed a call from 202-555-0143", "+12025550143"},
        {FROM, "You missed a call from (202) 555-0143.", "+12025550143"},
        {FROM, "you MISSED  A\r\ncall\tfrom\xc2\xa0 2025550143 ", "+12025550143"},
        {FROM, "missed a call from2025550143", "+12025550143"},
        {"Missed  A call\nfrom {NUMBER} ", "Missed a call from 2025550143", "+12025550143"},
        /* what stands behind may look like more digits */
        {FROM, "You missed a call from 202-555-0143 04/15 2:31pm", "+12025550143"},
        {FROM, "You missed a call from 2025550143 10:30", "+12025550143"},
        {FROM, "You missed a call from 202-555-0143 (3 times)", "+12025550143"},
        {FROM, "You missed a call from 202-555-0143, 202-555-0144", "+12025550143"}, /* one a text */
        {FROM " at", "You missed a call from 202-555-0143 at 2:31", "+12025550143"},
        {FROM " at", "You missed a call from 202-555-0143", NULL},
        {FROM ".", "You missed a call from 202.555.0143.", "+12025550143"},
        {"{number} called you", "Carrier: +44 20 7946 0018 called you.", "+442079460018"},
        {"{number} called you", "Ref 99: 202-555-0143 called you", "+12025550143"},
        {"you've missed a call from {number}", "You\xe2\x80\x99ve missed a call from 2025550143",
         "+12025550143"},
        {"perdida de {number}", "Llamada perdida de +12025550143", "+12025550143"},
        {"Пропущен звонок {number}", "Пропущен звонок +12025550143", "+12025550143"},
        /* the first place that fits may not be it */
        {"from {number}", "Message from us: a call from 202-555-0143", "+12025550143"},
        {FROM, "missed a missed a call from 2025550143", "+12025550143"},
        /* none */
        {FROM, "You missed a call from Private", NULL},
        {FROM, "You missed a call from unknown number", NULL},
        {FROM, "You missed 2 calls. Call 202-555-0143", NULL},
        {FROM, "You missed a call from", NULL},
        {FROM, "You missed a call from 555-0143", NULL}, /* without area code: nobody's */
        {FROM, "You missed a call from 12345", NULL},    /* a service */
        {FROM, "You missed a call from 911", NULL},
        {FROM, "You missed a call from 000-000-0000", NULL},
        {FROM, "You missed a call from 20255501431234567", NULL},
        {FROM, "You missed a call from 2025550143202555014420255501452025550146", NULL},
        {FROM, "You missed a call from +", NULL},
        {FROM, "You missed a call from ()()()----....", NULL},
        {FROM, "", NULL},
        {FROM, " ", NULL},
        {"{number} called you", "called you", NULL},
        /* unsound patterns match nothing */
        {"missed a call from", "missed a call from 2025550143", NULL},
        {"{number}", "2025550143", NULL},
        {"({number})", "(2025550143)", NULL},
        {"{number} and {number}", "2025550143 and 2025550144", NULL},
        {"", "2025550143", NULL},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        char number[NUMBER_MAX] = "x";
        bool got = missed_text_caller(ROWS[i].pattern, ROWS[i].body, "US", number);
        if (got != (ROWS[i].want != NULL) || strcmp(number, got ? ROWS[i].want : "") != 0)
            fail_msg("%s: %s: got <%s>", ROWS[i].pattern, ROWS[i].body, number);
    }
}

static void test_sound_patterns(void **state)
{
    static const char *const BAD[] = {"",
                                      "{number}",
                                      "missed a call",
                                      "{numbr} called",
                                      "{number}{number} called",
                                      "  {number}  ",
                                      "+1 ({number})",
                                      "{ number } called"};
    (void)state;
    assert_true(missed_text_sound(FROM));
    assert_true(missed_text_sound("{number} called"));
    assert_true(missed_text_sound("от {number}"));
    for (size_t i = 0; i < TB_COUNT(BAD); i++)
        if (missed_text_sound(BAD[i]))
            fail_msg("sound: %s", BAD[i]);
}

/* Beyond what is looked at there is nothing; any bytes are read without upset, and in bounded time. */
static void test_long_and_odd_bodies(void **state)
{
    char *body = calloc(1, 20000), number[NUMBER_MAX];
    uint64_t seed = 3;
    (void)state;
    assert_non_null(body);
    memset(body, 'x', 400);
    memcpy(body + 400, "missed a call from 2025550143", 30);
    assert_true(missed_text_caller(FROM, body, "US", number));
    memset(body, 'x', 600);
    memcpy(body + 600, "missed a call from 2025550143", 30);
    assert_false(missed_text_caller(FROM, body, "US", number));
    memset(body, '1', 19999);
    assert_false(missed_text_caller("f{number}f", body, "US", number));
    assert_false(missed_text_caller("{number} called", body, "US", number));
    memset(body, ' ', 19999);
    assert_false(missed_text_caller(FROM, body, "US", number));
    for (unsigned i = 0; i < 20000; i++) {
        char text[64] = "You missed a call from +1 202 555 0143 at 2:31", pattern[32] = FROM;
        for (unsigned k = 0; k <= i % 4; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            text[(seed >> 33) % 47] = (char)(seed >> 45);
            pattern[(seed >> 40) % 27] = (char)(seed >> 50);
        }
        if (missed_text_caller(i % 2 == 0 ? FROM : pattern, text, "US", number))
            assert_true(number[0] == '+' && strlen(number) < NUMBER_MAX);
        else
            assert_string_equal(number, "");
    }
    free(body);
}

/* Only so much of a text is looked at: a number on the edge of that is the caller's, or none, never a part
 * of it, which could be somebody else's. */
static void test_no_part_of_a_number(void **state)
{
    static const char *const COUNTRIES[] = {"US", "DE", "GB"};
    char body[700], out[NUMBER_MAX];
    (void)state;
    for (size_t c = 0; c < TB_COUNT(COUNTRIES); c++)
        for (int blanks = 430; blanks < 520; blanks++) {
            (void)snprintf(body, sizeof body, "%0*d missed a call from +49 1512 3456789", blanks, 0);
            for (int i = 0; i < blanks; i++)
                body[i] = 'x';
            if (missed_text_caller("missed a call from {number}", body, COUNTRIES[c], out))
                assert_string_equal(out, "+4915123456789");
        }
    assert_false(missed_text_caller(FROM, "missed a call from +49 15123/456789", "DE", out));
    assert_false(missed_text_caller(FROM, "missed a call from +49 15123\u2011456789", "DE", out));
    assert_true(missed_text_caller(FROM, "missed a call from +49 15123456789\u2014bye", "DE", out));
    assert_true(missed_text_caller(FROM, "missed a call from +49 15123456789/bye", "DE", out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_and_patterns),
        cmocka_unit_test(test_sound_patterns),
        cmocka_unit_test(test_long_and_odd_bodies),
        cmocka_unit_test(test_no_part_of_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
