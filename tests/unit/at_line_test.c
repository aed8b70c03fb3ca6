/* Bytes -> lines and prompts: every form of line end, noise and prompt seen in the field, whole and in
 * fragments. */
#include "at/at_line.h"
#include "support/unit.h"

struct cut {
    const char *name, *bytes;
    size_t length;
    const char *want; /* lines joined by '|', '>' for a prompt, '!' for an over-long line */
};

#define CUT(name, bytes, want)                                                                               \
    {                                                                                                        \
        name, bytes, sizeof(bytes) - 1, want                                                                 \
    }

static const struct cut CUTS[] = {
    CUT("CR LF around", "\r\nRING\r\n", "RING|"),
    CUT("CR CR LF", "\r\r\nRING\r\r\n", "RING|"),
    CUT("bare LF", "\n+CPIN: READY\n\nOK\n", "+CPIN: READY|OK|"),
    CUT("LF LF between CR LF (par-06)", "\r\n+CPIN: READY\n\nOK\r\n", "+CPIN: READY|OK|"),
    CUT("bare CR behind an echo", "AT+CLIP=1\r\r\nOK\r\n", "AT+CLIP=1|OK|"),
    CUT("bare CR only", "RING\rRING\r", "RING|RING|"),
    CUT("LF CR", "RING\n\rRING\n\r", "RING|RING|"),
    CUT("Ctrl-Z ends an echoed body (par-05)", "0011000B91\x1a\r\n+CMGS: 7\r\n", "0011000B91|+CMGS: 7|"),
    CUT("ESC ends what was there", "AT+CM\x1b\r\nOK\r\n", "AT+CM|OK|"),
    CUT("ends alone are nothing", "\r\n\r\n\r\r\n\n\x1a\x1b", ""),
    CUT("no end, no line", "RING", ""),
    CUT("NULs in front (par-08)", "\0\0\r\nRING\r\n", "RING|"),
    CUT("NULs inside", "RI\0N\0G\r\n", "RING|"),
    CUT("NULs behind", "NO CARRIER\0\0\r\n\0", "NO CARRIER|"),
    CUT("high noise in front", "\xff\xfe\xf8\r\n\xf8NO CARRIER\r\n", "NO CARRIER|"),
    CUT("high noise inside", "NO\xff CARR\x80IER\r\n", "NO CARRIER|"),
    CUT("control bytes inside", "\x01RI\x07N\x7fG\x08\r\n", "RING|"),
    CUT("high bytes in quotes stay", "+CNAP: \"Jos\xe9\"\r\n", "+CNAP: \"Jos\xe9\"|"),
    CUT("high bytes behind quotes go", "+CNAP: \"J\xe9\"\xe9,0\r\n", "+CNAP: \"J\xe9\",0|"),
    CUT("NUL in quotes goes", "+CNAP: \"A\0B\"\r\n", "+CNAP: \"AB\"|"),
    CUT("a quote does not reach into the next line", "+CLIP: \"1\r\nR\xff\xffING\r\n", "+CLIP: \"1|RING|"),
    CUT("tab is a blank", "NO\tCARRIER\r\n", "NO CARRIER|"),
    CUT("outer blanks go", "  \t RING \t \r\n", "RING|"),
    CUT("inner blanks stay", "+CREG: 2,1,  B\r\n", "+CREG: 2,1,  B|"),
    CUT("blank line is nothing", "   \r\n", ""),
    CUT("prompt with blank", "\r\n> ", ">"),
    CUT("prompt with CR LF (par-02)", "\r\r\n>\r\n", ">"),
    CUT("prompt with nothing before it", ">", ">"),
    CUT("prompt right behind an echo", "AT+CMGS=26\r\r\n> ", "AT+CMGS=26|>"),
    CUT("prompt after blanks and NULs", "\r\n \0 > ", ">"),
    CUT("line behind a prompt", "\r\n> \r\n+CMGS: 3\r\n", ">+CMGS: 3|"),
    CUT("line glued to a prompt", "> RING\r\n", ">RING|"),
    CUT("two prompts", "\r\n> \r\n> ", ">>"),
    CUT("> inside a line is none", "+X: a>b\r\n", "+X: a>b|"),
    CUT("> in quotes is none", "+CNAP: \">\"\r\n", "+CNAP: \">\"|"),
    CUT("two URCs glued", "\r\n+CREG: 5\r\n\r\n+CGREG: 0\r\n", "+CREG: 5|+CGREG: 0|"),
};

/* Feeds the bytes in pieces of at most `piece`, the first one `first` bytes long. */
static void split(const char *bytes, size_t length, size_t first, size_t piece, char *out, size_t cap)
{
    struct at_line line;
    size_t done = 0, used_out = 0;

    at_line_init(&line);
    out[0] = '\0';
    while (done < length) {
        size_t want = done < first ? first - done : piece, used = 0;
        if (want > length - done)
            want = length - done;
        size_t end = done + want;
        while (done < end) {
            enum at_token token = at_line_feed(&line, (const uint8_t *)bytes + done, end - done, &used);
            assert_true(used >= 1 && used <= end - done);
            done += used;
            int n = 0;
            if (token == AT_TOKEN_LINE) {
                assert_int_equal(strlen(line.text), line.length);
                assert_true(line.length > 0 && line.text[0] != ' ' && line.text[line.length - 1] != ' ');
                n = snprintf(out + used_out, cap - used_out, "%s|", line.text);
            } else if (token == AT_TOKEN_PROMPT) {
                n = snprintf(out + used_out, cap - used_out, ">");
            } else if (token == AT_TOKEN_OVERLONG) {
                n = snprintf(out + used_out, cap - used_out, "!");
            } else {
                assert_int_equal(done, end);
            }
            used_out += (size_t)n;
            assert_true(used_out < cap);
        }
    }
}

static void test_forms(void **state)
{
    char got[4096];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(CUTS); i++) {
        split(CUTS[i].bytes, CUTS[i].length, CUTS[i].length, 1, got, sizeof got);
        if (strcmp(got, CUTS[i].want) != 0)
            fail_msg("%s: got %s", CUTS[i].name, got);
    }
}

static void test_one_byte_at_a_time_equals_whole(void **state)
{
    char got[4096];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(CUTS); i++) {
        split(CUTS[i].bytes, CUTS[i].length, 0, 1, got, sizeof got);
        if (strcmp(got, CUTS[i].want) != 0)
            fail_msg("%s, byte by byte: got %s", CUTS[i].name, got);
    }
}

static void test_cut_at_every_byte(void **state)
{
    char got[4096];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(CUTS); i++) {
        for (size_t at = 0; at <= CUTS[i].length; at++) {
            split(CUTS[i].bytes, CUTS[i].length, at, CUTS[i].length, got, sizeof got);
            if (strcmp(got, CUTS[i].want) != 0)
                fail_msg("%s, cut at %zu: got %s", CUTS[i].name, at, got);
        }
    }
}

static void test_any_fragments_of_one_stream(void **state)
{
    char stream[8192], whole[8192], got[8192];
    size_t length = 0;
    uint64_t seed = 42;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(CUTS); i++) {
        memcpy(stream + length, CUTS[i].bytes, CUTS[i].length);
        length += CUTS[i].length;
        stream[length++] = '\n';
    }
    split(stream, length, length, 1, whole, sizeof whole);
    for (unsigned run = 0; run < 200; run++) {
        split(stream, length, unit_below(&seed, 20), 1 + unit_below(&seed, 30), got, sizeof got);
        assert_string_equal(got, whole);
    }
}

static void feed_long(size_t letters, char *got, size_t cap)
{
    static char bytes[3 * TB_AT_LINE_MAX];
    memset(bytes, 'A', letters);
    memcpy(bytes + letters, "\r\nRING\r\n", 9);
    split(bytes, letters + 8, 0, 7, got, cap);
}

static void test_longest_line_and_one_past(void **state)
{
    static char got[3 * TB_AT_LINE_MAX];
    (void)state;
    feed_long(TB_AT_LINE_MAX - 1, got, sizeof got);
    assert_int_equal(strlen(got), TB_AT_LINE_MAX - 1 + strlen("|RING|"));
    assert_string_equal(got + TB_AT_LINE_MAX - 1, "|RING|");
    feed_long(TB_AT_LINE_MAX, got, sizeof got);
    assert_string_equal(got, "!RING|");
    feed_long(2 * TB_AT_LINE_MAX, got, sizeof got);
    assert_string_equal(got, "!RING|");
}

static void test_overlong_is_skipped_whole(void **state)
{
    static char bytes[2 * TB_AT_LINE_MAX], got[TB_AT_LINE_MAX];
    (void)state;
    /* a '>' or a quote behind the limit belongs to the line that is skipped */
    memset(bytes, 'A', sizeof bytes);
    bytes[TB_AT_LINE_MAX + 5] = '>';
    bytes[TB_AT_LINE_MAX + 9] = '"';
    memcpy(bytes + sizeof bytes - 12, "\r\nR\xffING\r\n> ", 12);
    split(bytes, sizeof bytes - 1, 0, 1, got, sizeof got);
    assert_string_equal(got, "!RING|>");
}

static void test_no_bytes(void **state)
{
    struct at_line line;
    size_t used = 7;
    (void)state;
    at_line_init(&line);
    assert_int_equal(at_line_feed(&line, (const uint8_t *)"", 0, &used), AT_TOKEN_NONE);
    assert_int_equal(used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_one_byte_at_a_time_equals_whole),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_any_fragments_of_one_stream),
        cmocka_unit_test(test_longest_line_and_one_past),
        cmocka_unit_test(test_overlong_is_skipped_whole),
        cmocka_unit_test(test_no_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
