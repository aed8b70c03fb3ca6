/* Spans and moments as people type them. */
#include "core/command_time.h"

#include "support/command_words.h"

struct row {
    const char *low, *want; /* want NULL: no time */
};

static const struct row ROWS[] = {{"2h", "for=120"},
                                  {"2 h", "for=120"},
                                  {"2 hours", "for=120"},
                                  {"for 30 min", "for=30"},
                                  {"1h30", "for=90"},
                                  {"1h30m", "for=90"},
                                  {"1 hour and 30 minutes", "for=90"},
                                  {"1.5h", "for=90"},
                                  {"1/2 hour", "for=30"},
                                  {"half an hour", "for=30"},
                                  {"an hour", "for=60"},
                                  {"two hours", "for=120"},
                                  {"3 days", "for=4320"},
                                  {"1w", "for=10080"},
                                  {"until 5pm", "until=next@17:00"},
                                  {"until 5:30 pm", "until=next@17:30"},
                                  {"till 17:00", "until=next@17:00"},
                                  {"until 5", "until=next@5:00?"},
                                  {"until 12", "until=next@0:00?"},
                                  {"until noon", "until=next@12:00"},
                                  {"until midnight", "until=next@0:00"},
                                  {"until tomorrow", "until=tomorrow"},
                                  {"5pm", "until=next@17:00"},
                                  {"today", "until=today"},
                                  {"until 12 am", "until=next@0:00"},
                                  {"until 5p", "until=next@17:00"},
                                  {"until 8 oclock", "until=next@8:00?"},
                                  {"until mon", "until=day1"},
                                  {"until monday", "until=day1"},
                                  {"till next tues", "until=day2"},
                                  {"until mon 8am", "until=day1@8:00"},
                                  {"until 8am monday", "until=day1@8:00"},
                                  {"until monday at 8:30 am", "until=day1@8:30"},
                                  {"until tomorrow 8am", "until=tomorrow@8:00"},
                                  {"until 12/24", "until=12/24/0"},
                                  {"until 12/24/26", "until=12/24/2026"},
                                  {"until 2026-12-24 9am", "until=12/24/2026@9:00"},
                                  {"until dec 24", "until=12/24/0"},
                                  {"until december 24th", "until=12/24/0"},
                                  {"until 24 dec", "until=12/24/0"},
                                  {"until 2/29", "until=2/29/0"},
                                  {"until dec 24 at noon", "until=12/24/0@12:00"},
                                  {"for 3 days", "for=4320"},
                                  {"mon", "until=day1"},
                                  {"until 2/29/28", "until=2/29/2028"},
                                  {"in 2 hours", "for=120"},
                                  {"2.25h", "for=135"},
                                  {"1.123456h", NULL},
                                  {"1 day 2h", "for=1560"},
                                  {"366 days", "for=527040"},
                                  {"1h 15", "for=75"},
                                  {"until 11:59pm", "until=next@23:59"},
                                  {"until 00:00", "until=next@0:00"},
                                  {"until 09:00", "until=next@9:00"},
                                  {"until 23", "until=next@23:00"},
                                  {"until 5.30 pm", "until=next@17:30"},
                                  {"until sat", "until=day6"},
                                  {"until sunday night", NULL},
                                  {"tonight", "until=today"},
                                  {"until today 6pm", "until=today@18:00"},
                                  {"until 6pm today", "until=today@18:00"},
                                  {"until tmrw at noon", "until=tomorrow@12:00"},
                                  {"until jan 1st", "until=1/1/0"},
                                  {"until 1st of january", "until=1/1/0"},
                                  {"until 12-24", "until=12/24/0"},
                                  {"until 1/1/2030", "until=1/1/2030"},
                                  {"until sept 5 8am", "until=9/5/0@8:00"},
                                  {"until 5 sept", "until=9/5/0"},
                                  {"", NULL},
                                  {"for", NULL},
                                  {"2", NULL},
                                  {"367 days", NULL},
                                  {"-2h", NULL},
                                  {"2hh", NULL},
                                  {"2 bananas", NULL},
                                  {"1.5.5h", NULL},
                                  {"until 24", NULL},
                                  {"until 5:60", NULL},
                                  {"until 5:5", NULL},
                                  {"until 0am", NULL},
                                  {"until the 24th", NULL},
                                  {"until 12/24/1999", NULL},
                                  {"until 12/24/26/1", NULL},
                                  {"until 0/1", NULL},
                                  {"until 4/31", NULL},
                                  {"until feb 30", NULL},
                                  {"until mon mon", NULL},
                                  {"until 5pm 6pm", NULL},
                                  {"until tomorrow today", NULL},
                                  {"until 123456", NULL},
                                  {"until noonish", NULL},
                                  {"until 2100-02-29", NULL}};

static const char *const BAD[] = {"2",          "until",         "until 25:00",  "until 13pm", "until later",
                                  "999999h",    "99999w",        "0h",           "until foo",  "until 13/45",
                                  "until 2/30", "until 2/29/27", "until mon tue"};

static void check(const char *low, const char *want)
{
    struct command_when when;
    char got[SHOWN_MAX] = "";
    bool read = command_time_read(low, &when);
    if (read)
        show_when(&when, got);
    if (read != (want != NULL) || (read && strcmp(got, want) != 0))
        fail_msg("\"%s\": %s, not %s", low, read ? got : "none", want != NULL ? want : "none");
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        check(ROWS[i].low, ROWS[i].want);
    for (size_t i = 0; i < TB_COUNT(BAD); i++)
        check(BAD[i], NULL);
}

static void test_begins(void **state)
{
    (void)state;
    assert_true(command_time_begins("2h"));
    assert_true(command_time_begins(" until foo"));
    assert_true(command_time_begins("for a bit"));
    assert_false(command_time_begins("the showing"));
    assert_false(command_time_begins(""));
    assert_false(command_time_begins("forever"));
}

/* Any characters: a value inside its bounds, or none. */
static void test_hostile(void **state)
{
    static const char ALPHABET[] = "0123456789 /-:.,apmhdwuntil forodecj\x01\x02";
    uint64_t seed = 0x71e5;
    (void)state;
    for (unsigned round = 0; round < 200000; round++) {
        char low[32];
        struct command_when when;
        unsigned n = unit_below(&seed, sizeof low);
        for (unsigned i = 0; i < n; i++)
            low[i] = ALPHABET[unit_below(&seed, sizeof ALPHABET - 1)];
        low[n] = '\0';
        if (!command_time_read(low, &when))
            continue;
        assert_int_not_equal(when.kind, COMMAND_WHEN_NONE);
        assert_in_range(when.minute + 1, 0, 1440);
        assert_in_range(when.minutes, 0, COMMAND_DAYS_MAX * 1440);
        if (when.day == COMMAND_DAY_DATE)
            assert_true(when.month >= 1 && when.month <= 12 && when.mday >= 1 && when.mday <= 31);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_begins),
                                       cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
