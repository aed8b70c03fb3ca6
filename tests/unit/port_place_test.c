/* Where a modem is, in words: what the ledger keeps of it, and what `port = usb:...` may say. */
#include "modem/port_choice.h"

#include "support/unit.h"

static void test_places_in_words(void **state)
{
    static const char *const bad[] = {"",
                                      "1-1.2",
                                      "1-1.2 02",
                                      "1-1.2 02 1e0e",
                                      "1-1.2 2 1e0e:9001 ",
                                      "usb 02 1e0e:9001 ",
                                      "1-1.2 02 1e0e-9001 ",
                                      "1-1.2 0g 1e0e:9001 ",
                                      "/dev/a b",
                                      "1-1.2 02 1e0e:9001"};
    struct port_info usb = {.node = "/dev/ttyUSB2",
                            .usb_path = "1-1.2",
                            .serial = "AB 12",
                            .vendor = 0x1e0e,
                            .product = 0x9001,
                            .interface = 2};
    struct port_info pins = {.node = "/dev/ttyAMA0"};
    struct port_place place;
    char words[PORT_PLACE_MAX], long_words[200];

    (void)state;
    port_place_write(&usb, words, sizeof words);
    assert_string_equal(words, "1-1.2 02 1e0e:9001 AB 12");
    assert_true(port_place_read(words, &place));
    assert_true(place.known && place.vendor == 0x1e0e && place.product == 0x9001 && place.interface == 2);
    assert_string_equal(place.usb_path, "1-1.2");
    assert_string_equal(place.serial, "AB 12");
    assert_string_equal(place.node, "");
    port_place_write(&pins, words, sizeof words);
    assert_true(port_place_read(words, &place));
    assert_string_equal(place.node, "/dev/ttyAMA0");
    for (size_t i = 0; i < TB_COUNT(bad); i++)
        if (port_place_read(bad[i], &place) || place.known)
            fail_msg("\"%s\" is no place", bad[i]);
    memset(long_words, 'x', sizeof long_words - 1);
    long_words[sizeof long_words - 1] = '\0';
    assert_false(port_place_read(long_words, &place));
    long_words[0] = '/';
    assert_false(port_place_read(long_words, &place));
}

static void test_usb_paths(void **state)
{
    static const struct {
        const char *words;
        bool want;
    } ROWS[] = {{"1-1", true},      {"1-1.2", true},
                {"10-14.3", true},  {"1-1.2.3.4.5.6", true},
                {"", false},        {"1", false},
                {"1-", false},      {"-1", false},
                {"1-1.", false},    {"1-1.2.3.4.5.6.7", false},
                {"1-1:1.2", false}, {"usb1", false},
                {"1-1 ", false},    {"1.1", false},
                {"1-1..2", false},  {"1111-1", false},
                {"1-1111", false},  {"../1-1", false}};

    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        if (port_is_usb_path(ROWS[i].words) != ROWS[i].want)
            fail_msg("\"%s\"", ROWS[i].words);
}

/* Which socket was looked at, and what there is instead. */
static void test_what_is_missing(void **state)
{
    const struct port_info list[] = {{.node = "/dev/ttyAMA0"},
                                     {.node = "/dev/ttyUSB0", .usb_path = "1-1.2"},
                                     {.node = "/dev/ttyUSB1", .usb_path = "1-1.2"},
                                     {.node = "/dev/ttyACM0", .usb_path = "1-1.3"}};
    struct port_line line;
    char words[160], narrow[64];

    (void)state;
    port_line_init(&line, "", 0);
    port_line_wish(&line, "usb:1-1.9");
    port_missing_words(&line, list, TB_COUNT(list), words, sizeof words);
    assert_string_equal(words, "nothing is in usb:1-1.9; there is usb:1-1.2 (/dev/ttyUSB0), usb:1-1.3 "
                               "(/dev/ttyACM0)");
    port_missing_words(&line, list, 1, words, sizeof words);
    assert_string_equal(words, "nothing is in usb:1-1.9; no serial port on USB is there");
    port_missing_words(&line, list, TB_COUNT(list), narrow, sizeof narrow);
    assert_string_equal(narrow, "nothing is in usb:1-1.9; there is usb:1-1.2 (/dev/ttyUSB0), ...");
    port_line_wish(&line, "usb:1-1.3");
    port_missing_words(&line, list, TB_COUNT(list), words, sizeof words);
    assert_non_null(strstr(words, "what is in usb:1-1.3 is no modem's, or another line's; there is"));
    port_line_wish(&line, "auto");
    port_missing_words(&line, NULL, 0, words, sizeof words);
    assert_string_equal(words, "none was found; no serial port on USB is there");
    for (size_t cap = 1; cap < sizeof words; cap++) { /* whatever room there is */
        memset(words, 'x', sizeof words);
        port_missing_words(&line, list, TB_COUNT(list), words, cap);
        assert_true(strlen(words) < cap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_places_in_words),
                                       cmocka_unit_test(test_usb_paths),
                                       cmocka_unit_test(test_what_is_missing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
