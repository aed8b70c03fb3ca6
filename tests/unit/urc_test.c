/* One line -> one value, for every line shape on file: tests/vectors/at/urc.txt. */
#include "modem/urc.h"

#include "support/unit.h"

#include <stdarg.h>
#include <time.h>

static const char *const KINDS[] = {
    [URC_UNKNOWN] = "unknown",
    [URC_RING] = "ring",
    [URC_CALLER] = "caller",
    [URC_WAITING] = "waiting",
    [URC_CALL_STATE] = "call",
    [URC_CALL_END] = "end",
    [URC_CALL_ANSWERED] = "answered",
    [URC_MISSED] = "missed",
    [URC_CALLER_NAME] = "name",
    [URC_CALLED_NUMBER] = "called",
    [URC_DELIVER] = "deliver",
    [URC_REPORT] = "report",
    [URC_STORED] = "stored",
    [URC_REPORT_STORED] = "report_stored",
    [URC_STORE_FULL] = "full",
    [URC_STORED_ROW] = "row",
    [URC_STORED_ONE] = "one",
    [URC_REFERENCE] = "reference",
    [URC_BOOT] = "boot",
    [URC_BOOT_DONE] = "boot_done",
    [URC_POWER_DOWN] = "power_down",
    [URC_SIM] = "sim",
    [URC_REGISTRATION] = "registration",
    [URC_REGISTRATION_LTE] = "lte",
    [URC_SIGNAL] = "signal",
    [URC_OPERATOR] = "operator",
    [URC_SMSC] = "smsc",
    [URC_OWN_NUMBER] = "own",
    [URC_RADIO] = "radio",
    [URC_PIN_TRIES] = "tries",
    [URC_FORWARD] = "forward",
    [URC_CLOCK] = "clock",
    [URC_CLOCK_NEWS] = "clock_news",
    [URC_IMS] = "ims",
    [URC_VOICE] = "voice",
};

struct summary {
    char text[512];
    size_t used;
};

static void add(struct summary *s, const char *format, ...) TB_PRINTF(2, 3);

static void add(struct summary *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(s->text + s->used, sizeof s->text - s->used, format, arguments);
    va_end(arguments);
    assert_true(n >= 0 && s->used + (size_t)n < sizeof s->text);
    s->used += (size_t)n;
}

/* The digits as they are meant, and the zone in quarters of an hour. */
static void summarise_clock(const struct network_time *at, struct summary *s)
{
    time_t digits = (time_t)at->digits_s;
    struct tm tm;
    char text[40];

    assert_non_null(gmtime_r(&digits, &tm));
    assert_true(strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm) > 0);
    add(s, " %s%s", text, at->universal ? "Z" : "");
    if (at->has_zone)
        add(s, " zone=%+d", at->zone_quarters);
}

static void summarise(const struct urc *urc, struct summary *s)
{
    static const char *const SIMS[] = {[SIM_READY] = "ready",
                                       [SIM_PIN] = "pin",
                                       [SIM_PUK] = "puk",
                                       [SIM_ABSENT] = "absent",
                                       [SIM_OTHER] = "other"};

    s->used = 0;
    add(s, "%s", KINDS[urc->kind]);
    if (urc->kind == URC_UNKNOWN)
        return; /* whatever else it holds means nothing */
    if (urc->index != -1)
        add(s, " index=%d", (int)urc->index);
    if (urc->kind == URC_CALL_STATE)
        add(s, " %s state=%d", urc->incoming ? "in" : "out", (int)urc->call);
    if (urc->number[0] != '\0')
        add(s, " number=%s", urc->number);
    if (urc->ton != -1)
        add(s, " ton=%d", (int)urc->ton);
    if (urc->name[0] != '\0')
        add(s, " name=%s", urc->name);
    if (urc->duration_s != 0)
        add(s, " duration=%d", (int)urc->duration_s);
    if (urc->store[0] != '\0')
        add(s, " store=%s", urc->store);
    if (urc->value != -1)
        add(s, " value=%d", (int)urc->value);
    if (urc->kind == URC_SIM)
        add(s, " sim=%s", SIMS[urc->sim]);
    if (urc->kind == URC_CLOCK)
        summarise_clock(&urc->time, s);
    if (urc->pdu != NULL)
        add(s, " pdu");
}

static bool check_row(char *row, unsigned number)
{
    static const char ARROW[] = " ==> ", PDU[] = " [pdu]";
    struct summary got;
    struct urc urc;

    char *want = strstr(row, ARROW);
    if (want == NULL)
        return false;
    *want = '\0';
    want += sizeof ARROW - 1;
    char *pdu = strstr(row, PDU);
    if (pdu != NULL)
        *pdu = '\0';
    memset(&urc, 0xA5, sizeof urc); /* everything is set, whatever was there */
    urc_parse(row, pdu != NULL ? "07912120550591F9" : NULL, &urc);
    summarise(&urc, &got);
    if (strcmp(got.text, want) == 0)
        return true;
    print_error("urc.txt:%u: %s: got %s\n", number, row, got.text);
    return false;
}

static void test_every_line_on_file(void **state)
{
    size_t length;
    unsigned number = 0, rows = 0, wrong = 0;
    char *text = unit_file(TB_SOURCE_DIR "/tests/vectors/at/urc.txt", &length);
    (void)state;
    for (char *row = text, *next; row != NULL; row = next) {
        next = strchr(row, '\n');
        if (next != NULL)
            *next++ = '\0';
        number++;
        if (row[0] == '#' || row[0] == '\0')
            continue;
        wrong += !check_row(row, number);
        rows++;
    }
    free(text);
    assert_int_equal(wrong, 0);
    assert_true(rows > 230);
}

static void test_every_kind_is_on_file(void **state)
{
    size_t length;
    char *text = unit_file(TB_SOURCE_DIR "/tests/vectors/at/urc.txt", &length);
    (void)state;
    for (size_t i = 0; i < TB_COUNT(KINDS); i++) {
        char want[40];
        assert_non_null(KINDS[i]);
        (void)snprintf(want, sizeof want, " ==> %s", KINDS[i]);
        if (strstr(text, want) == NULL)
            fail_msg("no row of kind %s", KINDS[i]);
    }
    free(text);
}

/* Names and numbers longer than their place are cut, never run over; a number that long is none. */
static void test_long_fields(void **state)
{
    char line[1024], digits[301];
    struct urc urc;
    (void)state;
    memset(digits, '7', 300);
    digits[300] = '\0';
    (void)snprintf(line, sizeof line, "+CLIP: \"%s\",145,,,\"%s\",0", digits, digits);
    urc_parse(line, NULL, &urc);
    assert_int_equal(urc.kind, URC_CALLER);
    assert_int_equal(strlen(urc.number), sizeof urc.number - 1);
    assert_int_equal(strlen(urc.name), sizeof urc.name - 1);
    assert_int_equal(urc.ton, 1);
    (void)snprintf(line, sizeof line, "MISSED_CALL: 09:12PM %s", digits);
    urc_parse(line, NULL, &urc);
    assert_int_equal(urc.kind, URC_MISSED);
    (void)snprintf(line, sizeof line, "+CMTI: \"%s\",3", digits);
    urc_parse(line, NULL, &urc);
    assert_int_equal(urc.kind, URC_STORED);
    assert_int_equal(urc.index, 3);
    assert_int_equal(strlen(urc.store), sizeof urc.store - 1);
}

/* Any prefix of any line on file is read without upset: modems are cut off in mid-line. */
static void test_every_line_cut_anywhere(void **state)
{
    size_t length;
    char *text = unit_file(TB_SOURCE_DIR "/tests/vectors/at/urc.txt", &length);
    char *save = NULL;
    (void)state;
    for (char *row = strtok_r(text, "\n", &save); row != NULL; row = strtok_r(NULL, "\n", &save)) {
        char *arrow = strstr(row, " ==> ");
        if (arrow == NULL)
            continue;
        for (char *end = arrow; end >= row; end--) {
            struct urc urc;
            *end = '\0';
            urc_parse(row, "00", &urc);
            assert_true((size_t)urc.kind < TB_COUNT(KINDS));
        }
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_line_on_file), cmocka_unit_test(test_every_kind_is_on_file),
        cmocka_unit_test(test_long_fields), cmocka_unit_test(test_every_line_cut_anywhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
