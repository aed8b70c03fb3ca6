/* Any bytes: encodings, line ends, long values, continuation lines, and the lines that errors name. */
#include "config_fixture.h"

#include "shell/config_ini.h"
#include "shell/config_near.h"
#include "shell/config_report.h"
#include "shell/config_text.h"

static struct parsed *parse_vector(const char *name)
{
    size_t length;
    uint8_t *bytes = read_vector(name, &length);
    struct parsed *p = parse_bytes(bytes, length);
    free(bytes);
    return p;
}

static void test_encodings(void **state)
{
    (void)state;
    static const char *const names[] = {"utf8-bom-crlf.ini", "utf16le-bom.ini", "utf16be-bom.ini",
                                        "utf16le.ini",       "utf16be-cr.ini",  "cp1252-cr.ini",
                                        "utf8-nul.ini"};
    struct parsed *model = parse_vector("utf8.ini");
    expect_counts(model, 0, 0);
    assert_string_equal(model->cfg.agent, "Jos\u00e9 Nu\u00f1ez");
    assert_string_equal(model->cfg.phone, "+12025550100");
    assert_string_equal(
        model->cfg.message[0].text,
        "Hi, this is {agent} with {broker} - sorry I missed you... I'll call within {callback}. Price: 5 "
        "\u20ac; \"Reply STOP\" to opt out.");
    for (size_t i = 0; i < TB_COUNT(names); i++) {
        struct parsed *p = parse_vector(names[i]);
        if (memcmp(&p->cfg, &model->cfg, sizeof(p->cfg)) != 0)
            (void)fprintf(stderr, "%s differs\n", names[i]);
        assert_memory_equal(&p->cfg, &model->cfg, sizeof(p->cfg));
        assert_int_equal(p->report.count, model->report.count);
        for (unsigned k = 0; k < p->report.count; k++) {
            assert_int_equal(p->report.finding[k].line, model->report.finding[k].line);
            assert_string_equal(p->report.finding[k].text, model->report.finding[k].text);
        }
        free(p);
    }
    expect_finding(model, CONFIG_NOTE, 9, "\u2014 is sent as -");
    expect_finding(model, CONFIG_NOTE, 10, "\u2019 is sent as '");
    expect_finding(model, CONFIG_NOTE, 5, "\u2013 is read as -");
    free(model);
}

static void test_field_cases(void **state)
{
    (void)state;
    struct parsed *p = parse_vector("cfg-01.ini");
    expect_counts(p, 0, 4);
    assert_string_equal(p->cfg.message[0].text, "Sorry I missed you, text me here.");
    assert_string_equal(p->cfg.phone, "+12025550100");
    free(p);
    p = parse_vector("cfg-02.ini");
    expect_counts(p, 0, 4);
    assert_string_equal(p->cfg.message[0].text, "Sorry I missed you, text me here.");
    assert_true(p->cfg.textable && p->cfg.has_hours);
    free(p);
    p = parse_vector("cfg-04.ini");
    expect_counts(p, 0, 4);
    assert_int_equal(strlen(p->cfg.message[0].text), 311);
    assert_int_equal(p->cfg.repeat_ms, 24 * 3600000);
    free(p);
    p = parse_vector("cfg-05.ini");
    expect_counts(p, 2, 4);
    expect_finding(p, CONFIG_ERROR, 7, "blanks before phone");
    expect_finding(p, CONFIG_ERROR, 8, "\"this line is bad\" is no setting");
    assert_string_equal(p->cfg.message[0].text, "Missed you ; text me back");
    assert_string_equal(p->cfg.phone, "+12025550100");
    assert_true(p->cfg.textable);
    free(p);
}

/* The value of the first entry, by our feed through inih. */
static struct config_doc *read_doc(const char *text, struct config_report *report)
{
    struct config_doc *doc = malloc(sizeof(*doc));
    assert_non_null(doc);
    config_report_begin(report, "x");
    config_ini_read(doc, (const uint8_t *)text, strlen(text), report);
    return doc;
}

static void reads_as(const char *text, const char *value)
{
    static struct config_report report;
    struct config_doc *doc = read_doc(text, &report);
    assert_int_equal(report.errors, 0);
    assert_true(doc->entry_count > 0);
    assert_string_equal(config_ini_value(doc, &doc->entry[0]), value);
    config_ini_free(doc);
    free(doc);
}

/* Around inih's line of 200 bytes nothing is lost, whatever stands where pieces meet. */
static void test_long_values(void **state)
{
    (void)state;
    static const char *const patterns[] = {"x", " ;x", "a b", "  ab", "= ;#[]:", "\u00e9", "\u20ac ", "; ; "};
    for (size_t length = 1; length <= 3000; length += length < 620 ? 1 : 97) {
        for (size_t k = 0; k < TB_COUNT(patterns); k++) {
            char value[3100], text[3200];
            size_t n = 0, step = strlen(patterns[k]);
            while (n + step + 1 <= length) {
                memcpy(value + n, patterns[k], step);
                n += step;
            }
            value[n++] = 'z'; /* so that the end is no blank */
            value[n] = '\0';
            (void)snprintf(text, sizeof(text), "[message]\nkey = %s\n", value);
            reads_as(text, value + strspn(value, " "));
        }
    }
}

/* Lines, not values, of exactly these lengths. */
static void test_lines_of_200(void **state)
{
    (void)state;
    for (size_t length = 190; length <= 410; length++) {
        char line[512], text[600];
        memset(line, 'v', sizeof(line));
        memcpy(line, "text = ", 7);
        line[length - 1] = 'e';
        line[length] = '\0';
        for (int ending = 0; ending < 3; ending++) {
            static const char *const endings[] = {"\n", "\r\n", ""};
            (void)snprintf(text, sizeof(text), "[message]\n%s%s", line, endings[ending]);
            reads_as(text, line + 7);
        }
        (void)snprintf(text, sizeof(text), "[message]\na = 1\n%s\n",
                       line); /* and as a bad line: one error only */
        memset(strchr(text + 15, '='), 'x', 1);
        struct parsed *p = parse_text(text);
        assert_non_null(finding_on(p, CONFIG_ERROR, 3));
        free(p);
    }
}

static void test_continuation(void **state)
{
    (void)state;
    reads_as("[a]\nk = one\n two\n\tthree \n", "one two three");
    reads_as("[a]\nk =\n one\n", "one");
    reads_as("[a]\nk = one  \n\n; remark\n# another\n  two", "one two");
    reads_as("[a]\nk = a\n b = c\n", "a b = c"); /* b is no key */
    reads_as("[a]\nk = a\n [x]\n", "a [x]");
    reads_as("[a]\nk = a ; b # c : d = e\n", "a ; b # c : d = e");
    reads_as("[a]\nk=a\r b\r\n c\n", "a b c");
    reads_as("[a]\n;k = 0\n#k = 0\nk = 1", "1");
    reads_as("[a]\nk\u00a0=\u00a0a\u00a0b\n\u00a0c\n", "a b c");
    reads_as("[a]\nk = a\x01\x02\x03\x04\x05\x06\x1a"
             "b\x7f",
             "ab");
    reads_as("[a]\nk = \u202a+1 202\u202c\u200e\n", "+1 202");
    reads_as("[a]\nk = \xf0\x9f\x91\xa9\u200d\xf0\x9f\x92\xbb\n", "\xf0\x9f\x91\xa9\u200d\xf0\x9f\x92\xbb");
}

/* What follows a bad line belongs to it, not to the value above. */
static void test_after_a_bad_line(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("vip = {agent} {broker} STOP\n  wait = 1\n  lost\nbad\n  lost too\n = also\n");
    expect_counts(p, 2, 0);
    expect_finding(p, CONFIG_ERROR, 10, "blanks before wait");
    expect_finding(p, CONFIG_ERROR, 12, "\"bad\"");
    assert_string_equal(p->cfg.message[5].text, "{agent} {broker} STOP");
    free(p);
}

/* Lines count as an editor counts them, whatever ends them. */
static void test_line_numbers(void **state)
{
    (void)state;
    static const char *const files[] = {
        "\n\n[reply]\n\nwait = x\n", "\r\n\r\n[reply]\r\n\r\nwait = x", "\r\r[reply]\r\rwait = x\r",
        "\xef\xbb\xbf\n\r\n[reply]\r\rwait = x\n", "\v\n\n[reply]\n\nwait = x\n"};
    for (size_t i = 0; i < TB_COUNT(files); i++) {
        struct parsed *p = parse_text(files[i]);
        assert_non_null(finding_on(p, CONFIG_ERROR, 5));
        free(p);
    }
}

static void test_value_lines(void **state)
{
    (void)state;
    static struct config_report report;
    struct config_doc *doc = read_doc("[a]\nk = one\n\n two\n three\nm = x\n", &report);
    const char *value = config_ini_value(doc, &doc->entry[0]);
    assert_string_equal(value, "one two three");
    assert_int_equal(config_ini_line(doc, value), 2);
    assert_int_equal(config_ini_line(doc, value + 4), 4);
    assert_int_equal(config_ini_line(doc, value + 8), 5);
    assert_int_equal(config_ini_line(doc, config_ini_value(doc, &doc->entry[1])), 6);
    config_ini_free(doc);
    free(doc);
}

/* Decoded lines, '|' behind each. */
static void expect_lines(const char *bytes, size_t length, const char *want)
{
    struct config_text text;
    char got[512] = "";
    config_text_begin(&text, (const uint8_t *)bytes, length);
    while (config_text_next(&text)) {
        strcat(got, text.line);
        strcat(got, "|");
    }
    config_text_end(&text);
    assert_string_equal(got, want);
}

#define LINES(bytes, want) expect_lines(bytes, sizeof(bytes) - 1, want)

static void test_decoding(void **state)
{
    (void)state;
    LINES("", "");
    LINES("a", "a|");
    LINES("a\n", "a|");
    LINES("\xff\xfe", "");
    LINES("\xff\xfe"
          "a\0",
          "a|");
    LINES("\xff\xfe"
          "a\0b",
          "a|"); /* half a unit */
    LINES("\xfe\xff\0a\0\r\0\n\0b", "a|b|");
    LINES("\xff\xfe\0\0a\0\0\0\n\0\0\0b\0\0\0", "a|b|"); /* UTF-32: its NULs are dropped */
    LINES("\xff\xfe\x3d\xd8\x00\xde", "\xf0\x9f\x98\x80|");
    LINES("\xff\xfe\x3d\xd8"
          "a\0",
          "\xef\xbf\xbd"
          "a|"); /* half a pair */
    LINES("\xff\xfe\x00\xde"
          "a\0",
          "\xef\xbf\xbd"
          "a|");
    LINES("caf\xe9\ncaf\xc3\xa9\n", "caf\u00e9|caf\u00e9|"); /* mixed, line by line */
    LINES("\x93hi\x94 \x85 \x80", "\"hi\" ... \u20ac|");
    LINES("\x81", "\xef\xbf\xbd|");
    LINES("\xc0\xaf", "\u00c0\u00af|");      /* overlong is not UTF-8 */
    LINES("\xed\xa0\x80", "\u00ed \u20ac|"); /* nor is a surrogate */
    LINES("\xe2\x82", "\u00e2'|");
    LINES("a\0b\0\0c", "abc|");
    LINES("\0[\0a\0]", "[a]|");
}

static void test_unreadable(void **state)
{
    (void)state;
    struct parsed *p = parse_more("; \x81 in a remark\nvip = {agent} \x81 {broker} STOP\n");
    expect_counts(p, 1, 0);
    expect_finding(p, CONFIG_ERROR, 10, "a character of this line cannot be read");
    free(p);
}

static void test_bounds(void **state)
{
    (void)state;
    char *big = malloc(CONFIG_FILE_MAX + 1);
    assert_non_null(big);
    memset(big, ';', CONFIG_FILE_MAX + 1);
    struct parsed *p = parse_bytes(big, CONFIG_FILE_MAX + 1);
    assert_int_equal(p->status, CONFIG_UNREADABLE);
    expect_counts(p, 1, 0);
    expect_finding(p, CONFIG_ERROR, 1, "the file is larger than 256 KB");
    assert_false(p->cfg.textable);
    assert_int_equal(p->cfg.line_count, 1);
    assert_true(p->cfg.zone.count > 0);
    free(p);

    memcpy(big, SOUND_HEAD, SOUND_LINES); /* one line of almost all the file */
    memset(big, 'k', CONFIG_FILE_MAX);
    memcpy(big, "[x]\n", 4);
    p = parse_bytes(big, CONFIG_FILE_MAX);
    assert_non_null(finding_on(p, CONFIG_ERROR, 2));
    free(p);

    size_t n = 0; /* more settings than there is room for, then more sections */
    for (int i = 0; i < CONFIG_ENTRIES_MAX + 10; i++)
        n += (size_t)sprintf(big + n, "%s", i == 0 ? "[box]\n" : "a=1\n");
    p = parse_bytes(big, n);
    assert_int_equal(p->report.count, CONFIG_FINDINGS_MAX);
    assert_true(p->report.errors > CONFIG_FINDINGS_MAX);
    free(p);
    n = 0;
    for (int i = 0; i < CONFIG_HEADERS_MAX + 10; i++)
        n += (size_t)sprintf(big + n, "[box]\n");
    n += (size_t)sprintf(big + n, "ssh = yes\n  and more\n");
    p = parse_bytes(big, n);
    expect_finding(p, CONFIG_ERROR, CONFIG_HEADERS_MAX, "more than 256 section lines");
    assert_false(p->cfg.ssh);
    free(p);
    free(big);
}

/* Limits of lists: clear words, and the rest stays in force. */
static void test_list_bounds(void **state)
{
    (void)state;
    char *more = malloc(64 * 1024);
    assert_non_null(more);
    size_t n = (size_t)sprintf(more, "[people]\nskip = ");
    for (int i = 0; i <= TB_RULES_MAX; i++)
        n += (size_t)sprintf(more + n, "202556%04d,\n ", i);
    (void)sprintf(more + n, "\n");
    struct parsed *p = parse_more(more);
    expect_counts(p, 1, 0);
    expect_finding(p, CONFIG_ERROR, 10 + TB_RULES_MAX, "more than 1024 numbers");
    assert_int_equal(p->cfg.rule_count, TB_RULES_MAX);
    free(p);

    n = (size_t)sprintf(more, "[hours]\nholidays = ");
    for (int i = 0; i <= TB_DAYS_MAX; i++)
        n += (size_t)sprintf(more + n, "2026-%02d-%02d, ", 1 + i / 28, 1 + i % 28);
    n += (size_t)sprintf(more + n, "\nspecial = ");
    for (int i = 0; i <= TB_DAYS_MAX; i++)
        n += (size_t)sprintf(more + n, "2026-%02d-%02d 9am-5pm seller, ", 1 + i / 28, 1 + i % 28);
    p = parse_more(more);
    expect_counts(p, 2, 0);
    assert_int_equal(p->cfg.holiday_count, TB_DAYS_MAX);
    assert_int_equal(p->cfg.special_count, TB_DAYS_MAX);
    free(p);

    n = 0;
    for (int i = 0; i <= TB_MESSAGES_MAX; i++)
        n += (size_t)sprintf(more + n, "m%d = {agent} {broker} STOP\n", i);
    n += (size_t)sprintf(more + n, "[sources]\n");
    for (int i = 0; i <= TB_SOURCES_MAX; i++)
        n += (size_t)sprintf(more + n, "202-556-%04d = seller\n", i);
    for (int i = 0; i <= TB_LINES_MAX; i++)
        n += (size_t)sprintf(more + n, "[line l%d]\nport = auto\n", i);
    n += (size_t)sprintf(more + n, "init = AT1 AT2 AT3 AT4 AT5 AT6 AT7 AT8 AT9\n");
    p = parse_more(more);
    expect_counts(p, 6 + 1 + 1,
                  0); /* messages, sources, lines; the keys of the last line have nowhere to go */
    assert_int_equal(p->cfg.message_count, TB_MESSAGES_MAX);
    assert_int_equal(p->cfg.source_count, TB_SOURCES_MAX);
    assert_int_equal(p->cfg.line_count, TB_LINES_MAX);
    free(p);
    free(more);

    p = parse_more("[line x]\ninit = AT1 AT2 AT3 AT4 AT5 AT6 AT7 AT8 AT9\n");
    expect_counts(p, 1, 0);
    assert_int_equal(p->cfg.line[0].init_count, 0);
    free(p);
}

static void test_report(void **state)
{
    (void)state;
    static struct config_report report;
    config_report_begin(&report, "f");
    for (int i = 0; i < CONFIG_FINDINGS_MAX; i++)
        config_report_add(&report, i % 2 ? CONFIG_WARNING : CONFIG_NOTE, 1, "w");
    config_report_add(&report, CONFIG_WARNING, 1, "does not fit");
    for (int i = 0; i < CONFIG_FINDINGS_MAX + 2; i++)
        config_report_add(&report, CONFIG_ERROR, i, "%0400d", i); /* longer than a finding */
    assert_int_equal(report.count, CONFIG_FINDINGS_MAX);
    assert_int_equal(report.errors, CONFIG_FINDINGS_MAX + 2);
    for (unsigned i = 0; i < report.count; i++)
        assert_int_equal(report.finding[i].severity, CONFIG_ERROR);
    for (size_t pad = 0; pad < 8; pad++) { /* a character is never cut */
        config_report_begin(&report, "f");
        char text[600];
        memset(text, 'x', pad);
        for (size_t n = pad; n + 4 < sizeof(text); n += 4)
            memcpy(text + n, "\xf0\x9f\x98\x80", 5);
        config_report_add(&report, CONFIG_ERROR, 1, "%s" CONFIG_REMEDY "%s", text, text);
        struct config_excerpt cut = config_excerpt(text);
        const char *whole = strstr(text, "\xf0\x9f");
        assert_int_equal((strlen(report.finding[0].text) - (size_t)(whole - text)) % 4, 0);
        assert_int_equal((strlen(cut.s) - 3 - (size_t)(whole - text)) % 4, 0);
    }
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(config_distance("", ""), 0);
    assert_int_equal(config_distance("abc", ""), 3);
    assert_int_equal(config_distance("", "abc"), 3);
    assert_int_equal(config_distance("Phone", "phone"), 0);
    assert_int_equal(config_distance("phnoe", "phone"), 1);
    assert_int_equal(config_distance("licence", "license"), 1);
    assert_int_equal(config_distance("repaet", "repeat"), 1);
    assert_int_equal(config_distance("kitten", "sitting"), 3);
    char lengthy[100];
    memset(lengthy, 'x', sizeof(lengthy));
    lengthy[64] = '\0';
    assert_int_equal(config_distance(lengthy, "x"), CONFIG_FAR);
    assert_int_equal(config_distance("x", lengthy), CONFIG_FAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encodings),    cmocka_unit_test(test_field_cases),
        cmocka_unit_test(test_long_values),  cmocka_unit_test(test_lines_of_200),
        cmocka_unit_test(test_continuation), cmocka_unit_test(test_after_a_bad_line),
        cmocka_unit_test(test_line_numbers), cmocka_unit_test(test_value_lines),
        cmocka_unit_test(test_decoding),     cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_bounds),       cmocka_unit_test(test_list_bounds),
        cmocka_unit_test(test_report),       cmocka_unit_test(test_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
