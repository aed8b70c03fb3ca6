/* RFC 4180, and nothing that a spreadsheet would run. */
#include "shell/csv.h"
#include "support/unit.h"

static struct csv csv;

static void expect(const char *record)
{
    csv_end(&csv);
    if (csv.length != strlen(record) || memcmp(csv.bytes, record, csv.length) != 0)
        fail_msg("<%.*s>, not <%s>", (int)csv.length, csv.bytes, record);
    csv_begin(&csv);
}

static void test_fields(void **state)
{
    (void)state;
    csv_begin(&csv);
    csv_field(&csv, "a");
    csv_field(&csv, NULL);
    csv_field(&csv, "b c");
    csv_field(&csv, "");
    expect("a,,b c,\r\n");
    csv_field(&csv, NULL); /* an empty first one is one too */
    csv_field(&csv, "x");
    expect(",x\r\n");
    csv_field(&csv, "a,b");
    csv_field(&csv, "say \"hi\"");
    csv_field(&csv, "two\nlines");
    csv_field(&csv, "two\r\nlines");
    csv_field(&csv, " ahead");
    expect("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"two\r\nlines\",\" ahead\"\r\n");
}

static void test_words_are_no_formulas(void **state)
{
    (void)state;
    static const struct {
        const char *words, *record;
    } rows[] = {
        {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"\r\n"},
        {"+1+1", "\"'+1+1\"\r\n"},
        {"-2", "\"'-2\"\r\n"},
        {"@SUM(A1)", "\"'@SUM(A1)\"\r\n"},
        {"\t=1", "\"'\t=1\"\r\n"},
        {"\r=1", "\"'\r=1\"\r\n"},
        {"\n=1", "\"'\n=1\"\r\n"},
        {"a=b", "a=b\r\n"},
        {"Elm St 12 - 14", "Elm St 12 - 14\r\n"},
        {"", "\r\n"},
        {NULL, "\r\n"},
    };

    csv_begin(&csv);
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        csv_words(&csv, rows[i].words);
        expect(rows[i].record);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    csv_begin(&csv);
    csv_number(&csv, "+12025550143");
    csv_number(&csv, "911");
    csv_number(&csv, "+1+cmd");
    csv_number(&csv, "=cmd|x");
    csv_number(&csv, NULL);
    expect("+12025550143,911,\"'+1+cmd\",\"'=cmd|x\",\r\n");
}

static void test_seconds(void **state)
{
    (void)state;
    csv_begin(&csv);
    csv_seconds(&csv, 0);
    csv_seconds(&csv, 950);
    csv_seconds(&csv, 61234);
    csv_seconds(&csv, -250);
    expect("0.0,0.9,61.2,-0.2\r\n");
}

/* The longest text there is fits, every character doubled; more than that is cut, and the record is whole. */
static void test_the_longest_record(void **state)
{
    (void)state;
    static char words[3 * TB_BODY_MAX];

    memset(words, '"', TB_BODY_MAX - 1);
    csv_begin(&csv);
    csv_field(&csv, "2026-04-15T14:00:00-04:00");
    csv_words(&csv, words);
    csv_end(&csv);
    assert_int_equal(csv.length, 25 + 1 + 2 * (TB_BODY_MAX - 1) + 2 + 2);
    memset(words, '"', sizeof words - 1);
    csv_begin(&csv);
    csv_words(&csv, words);
    csv_words(&csv, words);
    csv_end(&csv);
    assert_true(csv.length <= sizeof csv.bytes);
    assert_memory_equal(csv.bytes + csv.length - 6, "\",\"\"\r\n", 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_words_are_no_formulas),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_seconds),
        cmocka_unit_test(test_the_longest_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
