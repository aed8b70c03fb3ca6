/* The network's time: digits and zone to the instant they mean. */
#include "modem/network_time.h"

#include "support/unit.h"

#include <time.h>

static void test_local_digits_and_universal_ones(void **state)
{
    static const struct {
        const char *text;
        bool universal, digits_are_utc;
        const char *want; /* NULL: nobody can tell */
    } ROWS[] = {
        {"26/04/15,14:31:02-16", false, false, "2026-04-15T18:31:02"}, /* case clk-01 */
        {"26/04/15,14:31:02-16", false, true, "2026-04-15T14:31:02"},
        {"26/04/15,14:31:02-16", true, false, "2026-04-15T14:31:02"},
        {"26/04/15,14:31:02+00", false, false, "2026-04-15T14:31:02"},
        {"26/04/15,00:15:00+23", false, false, "2026-04-14T18:30:00"},
        {"26/12/31,23:45:00-14", false, false, "2027-01-01T03:15:00"},
        {"28/02/28,20:00:00-20", false, false, "2028-02-29T01:00:00"},
        {"26/04/15,14:31:02", false, false, NULL}, /* case clk-03 */
        {"26/04/15,14:31:02", false, true, NULL},
        {"26/04/15,14:31:02", true, false, NULL},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct network_time at;
        int64_t wall_ms = -1;
        char text[40];
        assert_true(network_time_read(ROWS[i].text, &at));
        at.universal = ROWS[i].universal;
        bool known = network_time_utc(&at, ROWS[i].digits_are_utc, &wall_ms);
        assert_int_equal(known, ROWS[i].want != NULL);
        if (!known)
            continue;
        assert_int_equal(wall_ms % 1000, 500); /* the middle of the second */
        time_t seconds = (time_t)(wall_ms / 1000);
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        assert_true(strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm) > 0);
        assert_string_equal(text, ROWS[i].want);
    }
}

/* Every day that a modem may tell, against the C library's calendar. */
static void test_every_day(void **state)
{
    char text[64];
    unsigned days = 0;
    (void)state;
    for (int year = NETWORK_TIME_YEAR_MIN; year <= NETWORK_TIME_YEAR_MAX; year++)
        for (int month = 1; month <= 12; month++)
            for (int mday = 1; mday <= 31; mday++) {
                struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = mday, .tm_hour = 23};
                struct network_time at;
                time_t want = timegm(&tm);
                (void)snprintf(text, sizeof text, "%02d/%02d/%02d,23:00:00+00", year % 100, month, mday);
                bool real = tm.tm_mon == month - 1; /* timegm() carries 31 April over into May */
                assert_int_equal(network_time_read(text, &at), real);
                if (!real)
                    continue;
                assert_int_equal(at.digits_s, want);
                days++;
            }
    assert_int_equal(days, 35 * 365 + 9);
}

/* Any bytes, any cut: an answer, and nothing read past the end (ASan looks). */
static void test_any_bytes(void **state)
{
    static const char ALPHABET[] = "0123456789/:,+- \"Xx";
    uint64_t seed = 7;
    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        struct network_time at;
        int64_t wall_ms;
        char text[40] = "\"26/04/15,14:31:02-16\"";
        size_t length = strlen(text);
        for (unsigned k = 0; k < 1 + i % 6; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            text[(seed >> 33) % length] = ALPHABET[(seed >> 45) % (sizeof ALPHABET - 1)];
        }
        text[(seed >> 20) % (length + 1)] = '\0';
        if (network_time_read(text, &at) && network_time_utc(&at, false, &wall_ms))
            assert_in_range(wall_ms, INT64_C(1767139200000), INT64_C(2871849600000)); /* 2025-12-31, 2061 */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local_digits_and_universal_ones),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
