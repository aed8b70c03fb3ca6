/* Whether the system's clock is set by the network's time, and what is made of the file that says it. */
#include "clock/setting.h"

#include "shell/clock_line.h"
#include "support/unit.h"

#define NOW INT64_C(1776276000000)

static void test_the_rule(void **state)
{
    static const struct {
        int64_t off_ms, age_ms;
        bool better;
        enum setting_verdict want;
    } ROWS[] = {
        {0, 0, false, SETTING_LEAVE},
        {999, 0, false, SETTING_LEAVE},
        {-999, 59999, false, SETTING_LEAVE},
        {1000, 0, false, SETTING_SLEW},
        {-1000, 0, false, SETTING_SLEW},
        {2999, 60000, false, SETTING_SLEW},
        {-2999, 0, false, SETTING_SLEW},
        {3000, 0, false, SETTING_STEP},
        {-3000, 0, false, SETTING_STEP},
        {INT64_C(56) * 365 * 86400 * 1000, 5, false, SETTING_STEP}, /* a Pi that woke up in 1970 */
        {0, 60001, false, SETTING_STALE},
        {5000, -1, false, SETTING_STALE},
        {5000, 0, true, SETTING_BETTER},
        {0, 0, true, SETTING_BETTER},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        int64_t mono_ms = 7000000, offset_ms = -1;
        struct setting said = {.wall_ms = NOW - ROWS[i].age_ms, .at_ms = mono_ms - ROWS[i].age_ms};
        enum setting_verdict got =
            setting_decide(&said, NOW - ROWS[i].off_ms, mono_ms, ROWS[i].better, &offset_ms);
        if (got != ROWS[i].want)
            fail_msg("row %zu: %d", i, (int)got);
        if (got == SETTING_SLEW || got == SETTING_STEP || got == SETTING_LEAVE)
            assert_int_equal(offset_ms, ROWS[i].off_ms); /* however long the file lay there */
        else
            assert_int_equal(offset_ms, 0);
    }
}

static void test_times_that_cannot_be_now(void **state)
{
    static const int64_t BAD[] = {0, 1, TB_OLDEST_WALL_MS - 1, SETTING_NEWEST_MS, INT64_C(999999999999999)};
    int64_t offset_ms;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        struct setting said = {.wall_ms = BAD[i], .at_ms = 100};
        assert_int_equal(setting_decide(&said, NOW, 100, false, &offset_ms), SETTING_NONSENSE);
    }
    struct setting edge = {.wall_ms = TB_OLDEST_WALL_MS, .at_ms = 100};
    assert_int_equal(setting_decide(&edge, NOW, 100, false, &offset_ms), SETTING_STEP);
    edge.wall_ms = SETTING_NEWEST_MS - 1;
    assert_int_equal(setting_decide(&edge, NOW, 100, false, &offset_ms), SETTING_STEP);
}

/* What is written is what is read; the longest line has its place. */
static void test_what_is_written(void **state)
{
    static const struct setting ROWS[] = {{NOW, 500}, {0, 0}, {INT64_C(999999999999999), NOW}};
    char line[2 * CLOCK_LINE_MAX];
    struct setting said;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        int length = snprintf(line, sizeof line, CLOCK_LINE, ROWS[i].wall_ms, ROWS[i].at_ms);
        assert_true(setting_read(line, (size_t)length, &said));
        assert_true(said.wall_ms == ROWS[i].wall_ms && said.at_ms == ROWS[i].at_ms);
    }
    assert_true(snprintf(line, sizeof line, CLOCK_LINE, INT64_MIN, INT64_MIN) < CLOCK_LINE_MAX);
    assert_string_equal(CLOCK_LINE_MARK, "textback-clock 1 "); /* of another release: not read */
}

static void test_the_file(void **state)
{
    static const char *const BAD[] = {
        "",
        "\n",
        "textback-clock 1 ",
        "textback-clock 1 1776276000000",
        "textback-clock 1 1776276000000\n",
        "textback-clock 1 1776276000000 \n",
        "textback-clock 1 1776276000000 500",
        "textback-clock 1 1776276000000 500 \n",
        "textback-clock 1 1776276000000 500\n\n",
        "textback-clock 1 1776276000000 500\nx",
        "textback-clock 1  1776276000000 500\n",
        "textback-clock 1 1776276000000  500\n",
        "textback-clock 1 +1776276000000 500\n",
        "textback-clock 1 -1776276000000 500\n",
        "textback-clock 1 1776276000000 -500\n",
        "textback-clock 1 1776276000000.5 500\n",
        "textback-clock 1 0x1776276000000 500\n",
        "textback-clock 1 9999999999999999 500\n",
        "textback-clock 1 1776276000000 99999999999999999999999\n",
        "textback-clock 2 1776276000000 500\n",
        "Textback-clock 1 1776276000000 500\n",
        " textback-clock 1 1776276000000 500\n",
    };
    static const char GOOD[] = "textback-clock 1 1776276000000 500\n";
    struct setting said;
    char longer[200];
    (void)state;
    assert_true(setting_read(GOOD, sizeof GOOD - 1, &said));
    assert_int_equal(said.wall_ms, NOW);
    assert_int_equal(said.at_ms, 500);
    for (size_t i = 0; i < TB_COUNT(BAD); i++)
        if (setting_read(BAD[i], strlen(BAD[i]), &said))
            fail_msg("taken: %s", BAD[i]);
    for (size_t cut = 0; cut < sizeof GOOD - 1; cut++) {
        char *exact = malloc(cut + 1); /* nothing behind it: ASan sees a read too far */
        assert_non_null(exact);
        memcpy(exact, GOOD, cut);
        char *own = realloc(exact, cut > 0 ? cut : 1);
        assert_non_null(own);
        assert_false(setting_read(own, cut, &said));
        free(own);
    }
    memcpy(longer, GOOD, sizeof GOOD);
    memset(longer + sizeof GOOD - 2, '0', 150);
    assert_false(setting_read(longer, 150, &said));
    assert_false(setting_read("textback-clock 1 17762\0 500\n", 28, &said));
}

/* Any byte changed: either it is refused, or it is a line of the same shape. */
static void test_any_byte_changed(void **state)
{
    static const char GOOD[] = "textback-clock 1 1776276000000 500\n";
    struct setting said;
    (void)state;
    for (size_t i = 0; i < sizeof GOOD - 1; i++)
        for (int c = 0; c < 256; c++) {
            char bytes[sizeof GOOD];
            memcpy(bytes, GOOD, sizeof bytes);
            bytes[i] = (char)c;
            bool digit = c >= '0' && c <= '9' && GOOD[i] >= '0' && GOOD[i] <= '9' && i > 15;
            assert_int_equal(setting_read(bytes, sizeof GOOD - 1, &said), digit || bytes[i] == GOOD[i]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_rule),         cmocka_unit_test(test_times_that_cannot_be_now),
        cmocka_unit_test(test_what_is_written),  cmocka_unit_test(test_the_file),
        cmocka_unit_test(test_any_byte_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
