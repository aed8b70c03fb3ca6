/* The comma-separated fields of one AT line. */
#include "at/at_field.h"
#include "support/unit.h"

struct walk {
    const char *line, *prefix;
    const char *want; /* fields in [] or, if quoted, in {}; NULL: the prefix does not match */
};

static const struct walk WALKS[] = {
    {"+CLIP: \"+12025550143\",145,\"\",0,\"\",0", "+CLIP:", "{+12025550143}[145]{}[0]{}[0]"},
    {"+CLIP: \"2025550143\",129,,,\"Lee, Ann\",0", "+CLIP:", "{2025550143}[129][][]{Lee, Ann}[0]"},
    {"+CLIP: \"1\",129,,,\"a \"b\" c\",0", "+CLIP:", "{1}[129][][]{a \"b\" c}[0]"},
    {"+CLIP: \"1\",129,,,\"a\", b\",0", "+CLIP:", "{1}[129][][]{a}[b\"][0]"},
    {"+clip:\"1\"", "+CLIP:", "{1}"},
    {"+CLIP: ", "+CLIP:", "[]"},
    {"+CLIP:", "+CLIP:", "[]"},
    {"+CLIP: ,", "+CLIP:", "[][]"},
    {"+CLIP: \"open,129", "+CLIP:", "[\"open][129]"},
    {"+CLIP: \"x\"  , 129 ,  ", "+CLIP:", "{x}[129][]"},
    {"+CLIP: \"x\"y,1", "+CLIP:", "[\"x\"y][1]"},
    {"+CLIP: \"", "+CLIP:", "[\"]"},
    {"+CLIP: \"\"", "+CLIP:", "{}"},
    {"+CREG: 2,1,000B,2816, B, C2816", "+CREG:", "[2][1][000B][2816][B][C2816]"},
    {"+CMTI: ,-1", "+CMTI:", "[][-1]"},
    {"+CLI", "+CLIP:", NULL},
    {"", "+CLIP:", NULL},
    {"+CMGS: 4", "+CLIP:", NULL},
};

static void walk(const char *line, const char *prefix, char *out, size_t cap)
{
    struct at_field f;
    char text[64];
    bool quoted;
    size_t used = 0;

    out[0] = '\0';
    assert_true(at_field_open(&f, line, prefix));
    while (at_field_text(&f, text, sizeof text, &quoted)) {
        int n = snprintf(out + used, cap - used, quoted ? "{%s}" : "[%s]", text);
        used += (size_t)n;
    }
    assert_string_equal(text, "");
    assert_false(quoted);
    assert_false(at_field_skip(&f));
}

static void test_walks(void **state)
{
    char got[256];
    struct at_field f;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(WALKS); i++) {
        if (WALKS[i].want == NULL) {
            assert_false(at_field_open(&f, WALKS[i].line, WALKS[i].prefix));
            continue;
        }
        walk(WALKS[i].line, WALKS[i].prefix, got, sizeof got);
        if (strcmp(got, WALKS[i].want) != 0)
            fail_msg("%s: got %s", WALKS[i].line, got);
    }
}

static void test_text_is_cut_to_its_room(void **state)
{
    struct at_field f;
    char text[4];
    (void)state;
    assert_true(at_field_open(&f, "\"abcdef\",12345,x", ""));
    assert_true(at_field_text(&f, text, sizeof text, NULL));
    assert_string_equal(text, "abc");
    assert_true(at_field_text(&f, text, sizeof text, NULL));
    assert_string_equal(text, "123");
    assert_true(at_field_text(&f, text, 1, NULL));
    assert_string_equal(text, "");
    assert_false(at_field_skip(&f));
}

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int32_t value;
    } ROWS[] = {
        {"0", true, 0},
        {"-1", true, -1},
        {"+7", true, 7},
        {"001", true, 1},
        {"000041", true, 41},
        {"1000000", true, 1000000},
        {"1000001", false, 0},
        {"-1000000", true, -1000000},
        {"99999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+", false, 0},
        {"12x", false, 0},
        {"x12", false, 0},
        {"0x10", false, 0},
        {"1 2", false, 0},
        {"\"5\"", true, 5},
        {" 5 ", true, 5},
        {"--1", false, 0},
        {"00000000000001", true, 1},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct at_field f;
        int32_t value = 77;
        char line[64];
        (void)snprintf(line, sizeof line, "%s,8", ROWS[i].text);
        assert_true(at_field_open(&f, line, ""));
        bool ok = at_field_int(&f, &value);
        if (ok != ROWS[i].ok || value != (ok ? ROWS[i].value : 77))
            fail_msg("%s: %d %d", ROWS[i].text, ok, (int)value);
        assert_true(at_field_int(&f, &value)); /* consumed all the same */
        assert_int_equal(value, 8);
        assert_false(at_field_int(&f, &value));
    }
}

/* More zeros than there is room for: the true value or none, never another one. */
static void test_a_long_number_is_never_cut(void **state)
{
    static const char *const ROWS[] = {"0000000000000000000123456", "000000000000000000001",
                                       "10000000000000000000"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct at_field f;
        int32_t value = 0;
        assert_true(at_field_open(&f, ROWS[i], ""));
        if (at_field_int(&f, &value))
            assert_int_equal(value, atoll(ROWS[i]));
    }
}

static void test_prefixes(void **state)
{
    (void)state;
    assert_true(at_starts_with("RING", "RING") && at_starts_with("ring ring", "RING") &&
                at_starts_with("x", ""));
    assert_false(at_starts_with("RIN", "RING") || at_starts_with("", "R") || at_starts_with("XRING", "RING"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walks), cmocka_unit_test(test_text_is_cut_to_its_room),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_a_long_number_is_never_cut),
        cmocka_unit_test(test_prefixes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
