/* Address books as phones and mail programs export them; and what they never should. */
#include "shell/vcard.h"

#include "support/unit.h"

static struct contacts table;
static struct vcard_report report;

struct want {
    const char *number, *name;
};

static bool read_text(const char *text)
{
    return vcard_read((const uint8_t *)text, strlen(text), "US", &table, &report);
}

static void read_file(const char *name)
{
    char path[300];
    size_t length = 0;
    (void)snprintf(path, sizeof path, "%s/tests/vectors/vcf/%s", TB_SOURCE_DIR, name);
    char *bytes = unit_file(path, &length);
    assert_true(vcard_read((const uint8_t *)bytes, length, "US", &table, &report));
    free(bytes);
}

static void holds(const struct want *want, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = contacts_name(&table, want[i].number);
        if (name == NULL || strcmp(name, want[i].name) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", want[i].number, name != NULL ? name : "(absent)",
                     want[i].name);
    }
    assert_int_equal(table.count, count);
}

static void test_iphone(void **state)
{
    static const struct want WANT[] = {{"+15125550172", "Ann Lee"},
                                       {"+15125550119", "Ann Lee"},
                                       {"+15125550133", "José O'Neil, Jr."},
                                       {"+15125550134", "Acme Title; Escrow"},
                                       {"+15125550135", "Zoë Müller"}};
    (void)state;
    read_file("iphone-3.0.vcf");
    holds(WANT, TB_COUNT(WANT));
    assert_int_equal(report.cards, 5);
    assert_int_equal(report.without_number, 1);
    assert_int_equal(report.count, 0);
}

static void test_android(void **state)
{
    static const struct want WANT[] = {{"+15125550141", "Jürg Müller"},
                                       {"+15125550142", "Jürg Müller"},
                                       {"+15125550143", "Jürg Müller"},
                                       {"611", "Plumber"},
                                       {"+442079460123", "Plumber"}};
    (void)state;
    read_file("android-2.1.vcf");
    holds(WANT, TB_COUNT(WANT));
    assert_int_equal(report.count, 0);
}

static void test_outlook(void **state)
{
    static const struct want WANT[] = {{"+15125550151", "Peña Núñez - \"Nina\""},
                                       {"+15125550152", "Peña Núñez - \"Nina\""}};
    (void)state;
    read_file("outlook-2.1.vcf");
    holds(WANT, TB_COUNT(WANT));
    assert_int_equal(report.count, 0);
}

static void test_version_4(void **state)
{
    static const struct want WANT[] = {
        {"+15125550161", "Dr. Kim Park"}, {"+15125550162", "Dr. Kim Park"}, {"+15125550163", "lower case"}};
    (void)state;
    read_file("google-4.0.vcf");
    holds(WANT, TB_COUNT(WANT));
    assert_int_equal(report.count, 0);
}

static void test_utf16(void **state)
{
    static const struct want WANT[] = {{"+15125550171", "Zoë 🏠"}};
    (void)state;
    read_file("utf16.vcf");
    holds(WANT, TB_COUNT(WANT));
}

static void test_broken(void **state)
{
    static const struct want WANT[] = {
        {"+15125550181", "No end"}, {"+15125550183", "=4="}, {"+15125550184", "=4="}};
    static const struct {
        int line;
        const char *piece;
    } FINDINGS[] = {{5, "\"555-0182\" is no number"},
                    {2, "no END:VCARD"},
                    {12, "FLOWERS"},
                    {18, "\"512-555-01\""},
                    {16, "ends in the middle"}};
    (void)state;
    read_file("broken.vcf");
    holds(WANT, TB_COUNT(WANT));
    assert_int_equal(report.cards, 3);
    assert_int_equal(report.count, TB_COUNT(FINDINGS));
    for (size_t i = 0; i < TB_COUNT(FINDINGS); i++) {
        assert_int_equal(report.finding[i].line, FINDINGS[i].line);
        assert_non_null(strstr(report.finding[i].words, FINDINGS[i].piece));
    }
}

static void test_names(void **state)
{
    static const struct want ROWS[] = {{"FN:Ann", "Ann"},
                                       {"FN: Ann \t Lee ", "Ann Lee"},
                                       {"N:Lee;Ann", "Ann Lee"},
                                       {"N:Lee", "Lee"},
                                       {"N:;Ann", "Ann"},
                                       {"N:Le\\;e;Ann", "Ann Le;e"},
                                       {"ORG:Acme;Sales", "Acme"},
                                       {"FN:a\\, b\\nc\\\\d", "a, b c\\d"},
                                       {"FN:\\é", "é"},
                                       {"FN:x\\", "x\\"},
                                       {"FN:Ann\nFN:Bob", "Ann"},
                                       {"FN:\nN:Lee;Ann", "Ann Lee"},
                                       {"item1.FN:Ann", "Ann"},
                                       {"fn;charset=utf-8:Ann", "Ann"},
                                       {"FN;ENCODING=QUOTED-PRINTABLE:A=6E=\n=6E", "Ann"},
                                       {"FN;QUOTED-PRINTABLE:A=6e=6E=00", "Ann"},
                                       {"FN;ENCODING=Quoted-Printable:=ZZ=4", "=ZZ=4"},
                                       {"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Jos=E9", "José"},
                                       {"FN;CHARSET=windows-1252:Jos\xe9 \x96 \x80", "José - €"},
                                       {"FN:A\n nn", "Ann"},
                                       {"FN:A\r\n\tnn", "Ann"},
                                       {"FN:a:b", "a:b"},
                                       {"FN:\x01\x02z", "z"},
                                       {"NICKNAME:x", ""}};
    char text[400];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        (void)snprintf(text, sizeof text, "BEGIN:VCARD\n%s\nTEL:512-555-0172\nEND:VCARD\n", ROWS[i].number);
        assert_true(read_text(text));
        const char *name = contacts_name(&table, "+15125550172");
        if (name == NULL || strcmp(name, ROWS[i].name) != 0)
            fail_msg("%s: \"%s\"", ROWS[i].number, name != NULL ? name : "(absent)");
    }
}

static void test_numbers(void **state)
{
    static const char *const GOOD[] = {"TEL:512-555-0172",
                                       "TEL;CELL:5125550172",
                                       "TEL;TYPE=CELL,VOICE:+1 512 555 0172",
                                       "tel:(512) 555-0172",
                                       "TEL;VALUE=uri:tel:+1-512-555-0172",
                                       "item12.TEL;type=pref:512.555.0172",
                                       "TEL;TYPE=\"a:b;c\":512 555 0172",
                                       "TEL:512-555-0172 ext. 5",
                                       "TEL:512-555-0172x5",
                                       "TEL:512-555-0172p55",
                                       "TEL:512-555-0172,,1",
                                       "TEL:512-555-\n 0172",
                                       "TEL;ENCODING=QUOTED-PRINTABLE:512=2D555=\n-0172",
                                       "TEL:\xc2\xa0"
                                       "512\xe2\x80\x93"
                                       "555 0172",

                                       "TEL:512\\-555\\-0172"};
    static const char *const BAD[] = {
        "TEL:555-0172",
        "TEL:call me",
        "TEL:*67",
        "TEL:512-555-0172 home",
        "TEL:99999999999999999999999999",
        "TEL:1111111111111111111111111111111111111111111111111111111111111111111111111111"};
    char text[400];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(GOOD); i++) {
        (void)snprintf(text, sizeof text, "BEGIN:VCARD\nFN:Ann\n%s\nEND:VCARD\n", GOOD[i]);
        assert_true(read_text(text));
        if (report.count != 0 || contacts_name(&table, "+15125550172") == NULL)
            fail_msg("%s", GOOD[i]);
    }
    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        (void)snprintf(text, sizeof text, "BEGIN:VCARD\nFN:Ann\n%s\nEND:VCARD\n", BAD[i]);
        assert_true(read_text(text));
        if (report.count != 1 || table.count != 0 || report.finding[0].line != 3)
            fail_msg("%s", BAD[i]);
    }
}

/* What is shown of a value that is no number ends with a whole character: it goes into the log. */
static void test_shown_whole(void **state)
{
    (void)state;
    static const char CARD[] = "BEGIN:VCARD\nFN:A\nTEL:%.*s\xc3\xa9\xc3\xa9\nTEL:512-555-0172\nEND:VCARD\n";
    for (int length = 36; length <= 41; length++) {
        char text[200];
        (void)snprintf(text, sizeof text, CARD, length, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        assert_true(read_text(text));
        assert_int_equal(report.count, 1);
        const char *quote = strrchr(report.finding[0].words, '"');
        assert_true(quote != NULL && (unsigned char)quote[-1] != 0xc3);
        assert_non_null(strstr(quote, "is no number I can read"));
    }
}

static void test_nothing(void **state)
{
    static const char *const ROWS[] = {
        "",         "\n\n",        "hello", "TEL:512-555-0172", "END:VCARD", "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "\xff\xfe", "\xef\xbb\xbf"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        assert_false(read_text(ROWS[i]));
        assert_int_equal(table.count, 0);
        assert_int_equal(report.count, 1);
    }
    assert_false(vcard_read(NULL, 0, "US", &table, &report));
}

/* Thousands of cards; one more than fits; more findings than have room; a photo longer than a line. */
static void test_many(void **state)
{
    size_t cap = 3 * 1024 * 1024, n = 0;
    char *text = malloc(cap);
    (void)state;
    assert_non_null(text);
    for (unsigned i = 0; i <= CONTACTS_MAX; i++)
        n += (size_t)snprintf(
            text + n, cap - n,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person %u\r\nitem1.TEL:512-%03u-%04u\r\nEND:VCARD\r\n", i,
            200 + i / 10000, i % 10000);
    assert_true(vcard_read((const uint8_t *)text, n, "US", &table, &report));
    assert_int_equal(table.count, CONTACTS_MAX);
    assert_int_equal(report.cards, CONTACTS_MAX + 1);
    assert_int_equal(report.count, 1);
    assert_string_equal(contacts_name(&table, "+15122001234"), "Person 1234");
    n = (size_t)snprintf(text, cap, "BEGIN:VCARD\nFN:Ann\n");
    for (unsigned i = 0; i < VCARD_FINDINGS_MAX + 5; i++)
        n += (size_t)snprintf(text + n, cap - n, "TEL:x%u\n", i);
    n += (size_t)snprintf(text + n, cap - n, "PHOTO;ENCODING=b:");
    memset(text + n, 'A', 100000);
    n += 100000;
    for (unsigned i = 0; i <= VCARD_NUMBERS_MAX; i++)
        n += (size_t)snprintf(text + n, cap - n, "\nTEL:512-555-01%02u", i);
    n += (size_t)snprintf(text + n, cap - n, "\nEND:VCARD\n");
    assert_true(vcard_read((const uint8_t *)text, n, "US", &table, &report));
    assert_int_equal(report.count, VCARD_FINDINGS_MAX);
    assert_int_equal(report.more, 6);
    assert_int_equal(table.count, VCARD_NUMBERS_MAX);
    free(text);
}

static void test_too_large(void **state)
{
    size_t length = VCARD_BYTES_MAX + 100;
    char *text = malloc(length);
    static const char CARD[] = "BEGIN:VCARD\nFN:Ann\nTEL:512-555-0172\nEND:VCARD\n";
    (void)state;
    assert_non_null(text);
    memset(text, '\n', length);
    memcpy(text, CARD, sizeof CARD - 1);
    memcpy(text + length - sizeof CARD, CARD, sizeof CARD - 1);
    assert_true(vcard_read((const uint8_t *)text, length, "US", &table, &report));
    assert_int_equal(report.cards, 1);
    assert_int_equal(report.finding[0].line, 0);
    free(text);
}

/* Samples cut at every byte and with bytes changed: a table and a report inside their bounds. */
static void test_hostile(void **state)
{
    static const char *const FILES[] = {"iphone-3.0.vcf", "android-2.1.vcf", "outlook-2.1.vcf",
                                        "google-4.0.vcf", "utf16.vcf",       "broken.vcf"};
    uint64_t seed = 0xcafe;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(FILES); i++) {
        char path[300];
        size_t length = 0;
        (void)snprintf(path, sizeof path, "%s/tests/vectors/vcf/%s", TB_SOURCE_DIR, FILES[i]);
        char *bytes = unit_file(path, &length);
        for (size_t cut = 0; cut < length; cut++) {
            uint8_t *copy = malloc(cut + 1); /* exactly as long as it is, for the sanitizer */
            assert_non_null(copy);
            memcpy(copy, bytes, cut);
            for (unsigned k = unit_below(&seed, 4); k > 0 && cut > 0; k--)
                copy[unit_below(&seed, (unsigned)cut)] =
                    (uint8_t) "\0\n\r=:; \xff\\\"B."[unit_below(&seed, 12)];
            (void)!vcard_read(copy, cut, "US", &table, &report);
            assert_true(table.count <= CONTACTS_MAX && report.count <= VCARD_FINDINGS_MAX);
            free(copy);
        }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_iphone),      cmocka_unit_test(test_android), cmocka_unit_test(test_outlook),
        cmocka_unit_test(test_version_4),   cmocka_unit_test(test_utf16),   cmocka_unit_test(test_broken),
        cmocka_unit_test(test_names),       cmocka_unit_test(test_numbers), cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_shown_whole), cmocka_unit_test(test_many),    cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
