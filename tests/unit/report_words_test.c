/* S37's line: short, true, and in one part. */
#include "core/report_words.h"
#include "sms/sms.h"
#include "support/unit.h"

/* New York's, with both of 2026's changes. */
static const struct cfg_zone zone = {
    .count = 3, .transition = {{INT64_MIN, -5 * 3600}, {1772953200, -4 * 3600}, {1793512800, -5 * 3600}}};

#define HOUR   INT64_C(3600000)
#define OCT_1  INT64_C(1790827200000) /* 2026-10-01 00:00 in New York, and so on */
#define NOV_1  INT64_C(1793505600000)
#define NOV_16 INT64_C(1794805200000)
#define NOV_23 (NOV_16 + 7 * 24 * HOUR)
#define NOV_30 (NOV_23 + 7 * 24 * HOUR)
#define DEC_1  (NOV_30 + 24 * HOUR)
#define DEC_31 (DEC_1 + 30 * 24 * HOUR)

static struct report_figures october(void)
{
    return (struct report_figures){.dated = true,
                                   .from_ms = OCT_1,
                                   .to_ms = NOV_1,
                                   .calls = 43,
                                   .answered = 2,
                                   .texted = 36,
                                   .replied = 14,
                                   .opted_out = 2,
                                   .to_text = {true, 4200}};
}

static void expect(const struct report_figures *figures, const char *words)
{
    char out[REPORT_WORDS_MAX];

    report_line(out, sizeof out, figures, &zone);
    if (strcmp(out, words) != 0)
        fail_msg("<%s>, not <%s>", out, words);
}

static void test_s37_the_line_of_the_story(void **state)
{
    (void)state;
    struct report_figures figures = october();

    expect(&figures, "Oct: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s.");
    figures.opted_out = 0;
    expect(&figures, "Oct: 41 missed, 36 texted, 14 replied, median 4 s.");
    figures.to_text.known = false;
    expect(&figures, "Oct: 41 missed, 36 texted, 14 replied.");
    figures.answered = figures.calls;
    expect(&figures, "Oct: no missed calls.");
}

/* A month's name stands for that month, not for a year that ends with it. */
static void test_a_year(void **state)
{
    (void)state;
    struct report_figures figures = october();

    figures.from_ms =
        OCT_1 - 365 * 24 * HOUR + HOUR; /* that long ago the zone's table knows the winter alone */
    expect(&figures, "Oct 1-Oct 31: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s.");
}

static void test_medians(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *words;
    } rows[] = {{0, "under 1 s"},  {999, "under 1 s"}, {1000, "1 s"},     {1499, "1 s"},      {1500, "2 s"},
                {119400, "119 s"}, {119500, "2 min"},  {149000, "2 min"}, {3600000, "60 min"}};
    struct report_figures figures = october();
    char words[REPORT_WORDS_MAX];

    figures.opted_out = 0;
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        figures.to_text.ms = rows[i].ms;
        (void)snprintf(words, sizeof words, "Oct: 41 missed, 36 texted, 14 replied, median %s.",
                       rows[i].words);
        expect(&figures, words);
    }
}

static void test_periods(void **state)
{
    (void)state;
    static const struct {
        int64_t from_ms, to_ms;
        const char *words;
    } rows[] = {
        {NOV_16, NOV_23, "Nov 16-22"},
        {NOV_30, NOV_30 + 7 * 24 * HOUR, "Nov 30-Dec 6"},
        {NOV_1, DEC_1, "Nov"}, /* with a day of 25 hours */
        {NOV_1, NOV_16 + 14 * HOUR, "Nov 1-16"},
        {NOV_1, NOV_1 + 9 * HOUR, "Nov 1"},
        {NOV_1, NOV_1 + 24 * HOUR, "Nov 1"},
        {NOV_1, NOV_1, "Nov 1"}, /* asked at the very turn */
        {OCT_1, DEC_1, "Oct 1-Nov 30"},
        {OCT_1, NOV_1 + HOUR, "Oct 1-Nov 1"},
        {DEC_31, DEC_31 + 48 * HOUR, "Dec 31-Jan 1"},
        {DEC_1, DEC_31 + 24 * HOUR, "Dec"},
    };
    struct report_figures figures = {.calls = 0};
    char words[REPORT_WORDS_MAX];

    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        figures.from_ms = rows[i].from_ms;
        figures.to_ms = rows[i].to_ms;
        (void)snprintf(words, sizeof words, "%s: no missed calls.", rows[i].words);
        expect(&figures, words);
    }
}

static void test_the_longest_is_one_part_of_gsm_7(void **state)
{
    (void)state;
    static const int64_t many = 9999999;
    struct report_figures figures = {.from_ms = NOV_30 - 2 * 24 * HOUR,
                                     .to_ms = DEC_31,
                                     .calls = many,
                                     .texted = many,
                                     .replied = many,
                                     .opted_out = many,
                                     .to_text = {true, INT64_C(365) * 24 * HOUR}};
    char out[REPORT_WORDS_MAX];
    struct sms_plan plan;

    report_line(out, sizeof out, &figures, &zone);
    assert_true(sms_plan_text(out, &plan));
    assert_int_equal(plan.parts, 1);
    assert_true(strlen(out) < 120 && out[strlen(out) - 1] == '.'); /* nothing was cut, with room to spare */
}

static void expect_worth(int64_t replied, double commission, double close_rate, const char *words)
{
    char out[REPORT_WORDS_MAX] = "Oct.";

    report_worth(out, sizeof out, replied, commission, close_rate);
    if (strcmp(out + 4, words) != 0)
        fail_msg("<%s>, not <%s>", out + 4, words);
}

static void test_worth(void **state)
{
    (void)state;
    expect_worth(14, 9000, 0.02, " About $2,520 if 2% of those who replied close.");
    expect_worth(1, 9000.50, 0.025, " About $225 if 2.5% of those who replied close.");
    expect_worth(1400, 9000, 0.1, " About $1,260,000 if 10% of those who replied close.");
    expect_worth(1, 1000, 1, " About $1,000 if 100% of those who replied close.");
    expect_worth(14, 9000, 0, ""); /* not known */
    expect_worth(14, 0, 0.02, "");
    expect_worth(0, 9000, 0.02, "");
    expect_worth(1, 1, 0.4, "");      /* no dollar */
    expect_worth(14, 1e14, 0.02, ""); /* a slip */
}

/* With the longest line that has room for it, and with the next one, which goes without. */
static void test_worth_has_room_or_is_left_out(void **state)
{
    static const char WORDS[] = " About $2,520 if 2% of those who replied close.";
    char out[REPORT_WORDS_MAX];
    struct sms_plan plan;

    (void)state;
    for (size_t length = 1; length < sizeof out; length++) {
        bool fits = length + strlen(WORDS) < sizeof out;
        memset(out, 'x', length);
        out[length] = '\0';
        report_worth(out, sizeof out, 14, 9000, 0.02);
        assert_int_equal(strlen(out), length + (fits ? strlen(WORDS) : 0));
        assert_true(sms_plan_text(out, &plan) && plan.alphabet == SMS_GSM7 && plan.parts == 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s37_the_line_of_the_story),
        cmocka_unit_test(test_a_year),
        cmocka_unit_test(test_medians),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_the_longest_is_one_part_of_gsm_7),
        cmocka_unit_test(test_worth),
        cmocka_unit_test(test_worth_has_room_or_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
