/* The time of day: where it comes from, and that no change of it fires a timer or loses one. */
#include "support/core_say.h"

#define NEW_YORK_TIME "\r\n+CCLK: \"26/04/15,15:31:02-16\"\r\n\r\nOK\r\n" /* 19:31:02 UTC */
#define UNSET         "\r\n+CCLK: \"80/01/06,00:00:12+00\"\r\n\r\nOK\r\n"
#define DAY_MS_T      (24 * HOUR_MS_T)

/* A board without a clock: it believes in 1970, and knows that it does. */
static struct rig *without_a_clock(struct config *cfg, const char *answer)
{
    struct rig *rig = rig_new(cfg);
    rig->now.wall_ms = 1000;
    rig->now.wall_ok = false;
    rig_on(rig, "AT+CCLK?", answer, -1);
    rig_start(rig);
    for (unsigned i = 0; i < cfg->line_count; i++)
        rig_link(rig, i, true);
    return rig;
}

static void test_network_time_is_taken_once_armed(void **state)
{
    struct rig *rig = without_a_clock(config_new(), NEW_YORK_TIME);
    (void)state;
    rig_run(rig, 200);
    assert_true(core_is_armed(rig->core));
    assert_int_equal(rig_count_wired(rig, 0, "AT+CCLK?"), 1);
    assert_non_null(strstr(rig->log, "the network says it is 2026-04-15T19:31:02Z"));
    assert_true(strstr(rig->wire, "AT+CCLK?") > strstr(rig->wire, "AT+CNMI")); /* nothing waited for it */
    assert_true(rig->now.wall_ok);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 3:31p: texted. Call by 3:46 pm. (lead 1)");
    assert_true(rig_call_record(rig, 1)->began.wall_ok);
    rig_free(rig);
}

/* Asked again once an hour, or when the modem has news: never more than two commands a minute. */
static void test_how_often_it_is_asked(void **state)
{
    static const struct {
        const char *answer;
        unsigned least, most; /* questions in the second to the seventh hour */
        bool known;
    } ROWS[] = {
        {NEW_YORK_TIME, 6, 6, true},
        {UNSET, 65, 73, false},
        {"\r\n+CCLK: \"XX/XX/XX,XX:XX:XX+00\"\r\n\r\nOK\r\n", 65, 73, false},
        {"\r\n+CCLK: \"26/04/15,14:31:02\"\r\n\r\nOK\r\n", 65, 73, false}, /* no zone: no meaning */
        {"\r\nERROR\r\n", 65, 73, false},
        {"\r\n+CME ERROR: 100\r\n", 65, 73, false},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = without_a_clock(config_new(), ROWS[i].answer);
        rig_run(rig, HOUR_MS_T);
        assert_int_equal(rig->now.wall_ok, ROWS[i].known);
        size_t mark = rig_mark(rig);
        rig_run(rig, 6 * HOUR_MS_T);
        assert_in_range(rig_count_wired(rig, mark, "AT+CCLK?"), ROWS[i].least, ROWS[i].most);
        for (unsigned minute = 0; minute < 30; minute++) {
            mark = rig_mark(rig);
            rig_run(rig, MINUTE_MS);
            assert_in_range(rig_count_wired(rig, mark, "AT"), 1, 2);
        }
        rig_free(rig);
    }
}

/* An operator without a name is asked for as well: the two take turns. */
static void test_the_name_and_the_time_take_turns(void **state)
{
    struct rig *rig = without_a_clock(config_new(), UNSET);
    (void)state;
    rig_on(rig, "AT+COPS?", "\r\n+COPS: 0\r\n\r\nOK\r\n", -1);
    rig_run(rig, HOUR_MS_T);
    size_t mark = rig_mark(rig);
    rig_run(rig, HOUR_MS_T);
    assert_in_range(rig_count_wired(rig, mark, "AT+CCLK?"), 8, 12);
    assert_in_range(rig_count_wired(rig, mark, "AT+COPS?"), 46, 52);
    rig_free(rig);
}

static void test_news_are_asked_for_with_the_next_check(void **state)
{
    static const char *const NEWS[] = {"+CTZV: \"-16\"", "*PSUTTZ: 2026,4,15,19,31,2,\"-16\",1",
                                       "^NWTIME: 26/04/15,15:31:02-16,01", "+CTZE: \"-16\",1"};
    (void)state;
    struct rig *rig = without_a_clock(config_new(), NEW_YORK_TIME);
    rig_run(rig, 2 * MINUTE_MS);
    for (size_t i = 0; i < TB_COUNT(NEWS); i++) {
        size_t mark = rig_mark(rig);
        for (unsigned times = 0; times < 50; times++)
            rig_line(rig, 0, NEWS[i]);
        assert_int_equal(rig_count_wired(rig, mark, "AT"), 0);
        rig_run(rig, MINUTE_MS);
        assert_int_equal(rig_count_wired(rig, mark, "AT+CCLK?"), 1);
        rig_run(rig, MINUTE_MS);
        assert_int_equal(rig_count_wired(rig, mark, "AT+CCLK?"), 1);
    }
    unsigned clocks = rig->clocks;
    rig_run(rig, MINUTE_MS);
    for (unsigned times = 0; times < 500; times++) /* told without end: the clock is set once a minute */
        rig_line(rig, 0, "+CTZE: \"-16\",1,\"2026/04/15,15:40:02\"");
    assert_in_range(rig->clocks - clocks, 0, 1);
    rig_free(rig);
}

/* A box with a better clock asks for nothing, believes nothing, and says once that the modem differs. */
static void test_a_better_clock_counts(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    int64_t before = rig->now.wall_ms;
    for (unsigned i = 0; i < 3; i++)
        rig_line(rig, 0, "+CCLK: \"26/04/15,14:00:02-16\""); /* right */
    assert_null(strstr(rig->log, "modem's clock"));
    for (unsigned i = 0; i < 3; i++)
        rig_line(rig, 0, "+CCLK: \"26/04/15,18:00:02-16\""); /* UTC digits, local zone: MKRNB issue 28 */
    const char *said = strstr(rig->log, "the modem's clock says 2026-04-15T22:00:02Z, 14401 s before the "
                                        "box's, which counts; so much lies between two zones");
    assert_non_null(said);
    assert_null(strstr(said + 20, "modem's clock"));
    assert_int_equal(rig->now.wall_ms, before);
    assert_int_equal(rig->clocks, 0);
    rig_run(rig, 3 * HOUR_MS_T);
    assert_false(rig_wired(rig, 0, "AT+CCLK?"));
    rig_free(rig);
    static const char *const NO_ZONES[] = {"+CCLK: \"26/04/15,13:31:02-16\"",
                                           "+CCLK: \"26/04/15,13:28:30-16\""};
    for (size_t i = 0; i < TB_COUNT(NO_ZONES);
         i++) { /* a minute more or less than the half hour between zones */
        rig = rig_ready(config_new());
        rig_line(rig, 0, NO_ZONES[i]);
        assert_non_null(strstr(rig->log, " s behind the box's, which counts\n"));
        rig_free(rig);
    }
}

/* A family whose clock runs in UTC, and one network of two. */
static void test_only_one_line_is_asked(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "second");
    struct rig *rig = without_a_clock(cfg, "\r\nERROR\r\n");
    rig_run(rig, HOUR_MS_T);
    unsigned first = rig_count_wired(rig, 0, "AT+CCLK?");
    assert_in_range(first, 10, 14);
    rig_link(rig, 0, false); /* now the other one is */
    size_t mark = rig_mark(rig);
    rig_forget_rules(rig);
    rig_on(rig, "AT+CCLK?", NEW_YORK_TIME, -1);
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CCLK?"), 1);
    assert_true(rig->now.wall_ok);
    rig_free(rig);
}

/* --- jumps --- */

struct jump {
    int64_t by_ms;
    bool lost; /* and nobody knows the time from then on */
};

static const struct jump JUMPS[] = {
    {HOUR_MS_T, false},        {-HOUR_MS_T, false},
    {90 * DAY_MS_T, false},    {-90 * DAY_MS_T, false},
    {365 * DAY_MS_T, false},   {-365 * DAY_MS_T, false},
    {36500 * DAY_MS_T, false}, {-20000 * DAY_MS_T, false},
    {365 * DAY_MS_T, true},    {0, true},
};

enum { AFTERNOON_STEPS = 9 };

static void caller(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 5000);
}

/* Promises and their reminders, a pause, the window of `repeat`, the cap of an hour. */
static void step_of_the_afternoon(struct rig *rig, unsigned step)
{
    switch (step) {
    case 0:
        caller(rig, CALLER_A);
        break;
    case 1:
        rig_run(rig, 6 * MINUTE_MS);
        tell(rig, AGENT, "PAUSE 1h");
        break;
    case 2:
        rig_run(rig, 5 * MINUTE_MS);
        caller(rig, CALLER_B); /* hears nothing */
        break;
    case 3:
        rig_run(rig, 30 * MINUTE_MS);
        break;
    case 4:
        rig_run(rig, 40 * MINUTE_MS); /* the pause is over */
        caller(rig, CALLER_A);        /* was texted before */
        break;
    case 5:
        caller(rig, CALLER_C);
        tell(rig, AGENT, "AWAY 30m");
        break;
    case 6:
        rig_run(rig, 20 * MINUTE_MS);
        caller(rig, CALLER_B);
        caller(rig, "+12025550146"); /* one too many in this hour */
        break;
    case 7:
        rig_run(rig, 45 * MINUTE_MS);
        caller(rig, "+12025550147"); /* an hour after CALLER_C's */
        break;
    default:
        rig_run(rig, 30 * MINUTE_MS);
        break;
    }
}

static struct rig *afternoon(const struct jump *jump, unsigned before_step)
{
    struct config *cfg = config_new();
    cfg->max_per_hour = 2;
    struct rig *rig = rig_ready(cfg);
    for (unsigned step = 0; step < AFTERNOON_STEPS; step++) {
        if (jump != NULL && step == before_step) {
            rig->now.wall_ms += jump->by_ms;
            rig->now.wall_ok = !jump->lost;
        }
        step_of_the_afternoon(rig, step);
    }
    return rig;
}

/* The same texts to the same people at the same moments, whatever the wall clock does. */
static void test_jumps_fire_nothing_and_lose_nothing(void **state)
{
    struct rig *want = afternoon(NULL, 0);
    unsigned wrong = 0;
    (void)state;
    assert_int_equal(rig_sent_to(want, CALLER_A), 1);
    assert_int_equal(rig_sent_to(want, CALLER_B), 1);
    assert_int_equal(rig_sent_to(want, CALLER_C), 1);
    assert_int_equal(rig_sent_to(want, "+12025550146"), 0);
    assert_int_equal(rig_sent_to(want, "+12025550147"), 1);
    assert_true(rig_sent_to(want, AGENT) > 12);
    for (size_t i = 0; i < TB_COUNT(JUMPS); i++)
        for (unsigned step = 1; step < AFTERNOON_STEPS; step++) {
            struct rig *got = afternoon(&JUMPS[i], step);
            unsigned k = 0;
            while (k < got->sent_count && k < want->sent_count &&
                   strcmp(got->sent[k].to, want->sent[k].to) == 0 &&
                   got->sent[k].at_ms == want->sent[k].at_ms && got->sent[k].kind == want->sent[k].kind)
                k++;
            if (k < got->sent_count || k < want->sent_count) {
                print_error("jump %zu before step %u: text %u is <%s>, not <%s>\n", i, step, k,
                            k < got->sent_count ? got->sent[k].text : "",
                            k < want->sent_count ? want->sent[k].text : "");
                wrong++;
            }
            rig_free(got);
        }
    rig_free(want);
    assert_int_equal(wrong, 0);
}

/* A held text leaves when the clock of then shows opening hours, once, within its day. */
static void test_a_held_text_goes_by_the_clock_of_then(void **state)
{
    static const struct {
        int64_t by_ms;
        int64_t after_ms; /* the jump at 11 pm until it leaves; -1: never */
    } ROWS[] = {
        {0, 11 * HOUR_MS_T},
        {HOUR_MS_T, 10 * HOUR_MS_T},
        {-HOUR_MS_T, 12 * HOUR_MS_T},
        {12 * HOUR_MS_T, 0},
        {-DAY_MS_T, 11 * HOUR_MS_T},
        {-365 * DAY_MS_T, 11 * HOUR_MS_T},
        {365 * DAY_MS_T, 11 * HOUR_MS_T},
        {-20 * HOUR_MS_T, 7 * HOUR_MS_T},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct config *cfg = config_new();
        config_hours(cfg, 10 * 60, 18 * 60);
        cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
        struct rig *rig = rig_ready(cfg);
        rig_run(rig, 8 * HOUR_MS_T);
        caller(rig, CALLER_A);
        assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_HELD);
        rig_run(rig, 9 * HOUR_MS_T - (rig->now.wall_ms - WALL_START));
        rig->now.wall_ms += ROWS[i].by_ms;
        int64_t jump_ms = rig->now.mono_ms;
        rig_run(rig, 26 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, CALLER_A), ROWS[i].after_ms < 0 ? 0 : 1);
        for (unsigned k = 0; k < rig->sent_count && ROWS[i].after_ms >= 0; k++)
            if (strcmp(rig->sent[k].to, CALLER_A) == 0 &&
                (rig->sent[k].at_ms < jump_ms + ROWS[i].after_ms ||
                 rig->sent[k].at_ms > jump_ms + ROWS[i].after_ms + 2 * MINUTE_MS))
                fail_msg("row %zu: after %lld min", i,
                         (long long)((rig->sent[k].at_ms - jump_ms) / MINUTE_MS));
        rig_free(rig);
    }
}

/* Without a clock: open, no date in words or on record, and no reminder or report is made up. */
static void test_nothing_is_dated_without_a_clock(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 10 * 60, 11 * 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    struct rig *rig = without_a_clock(cfg, UNSET);
    rig_run(rig, 1000);
    caller(rig, CALLER_A);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "within 15 minutes")); /* untrusted counts as open */
    tell(rig, CALLER_A, "is it free?");
    tell(rig, AGENT, "LIST");
    tell(rig, AGENT, "STATUS");
    tell(rig, AGENT, "PAUSE 2h");
    tell(rig, AGENT, "AWAY until 5 pm");
    tell(rig, AGENT, "REPORT");
    rig_run(rig, 3 * HOUR_MS_T);
    assert_int_equal(rig->asked, 0);
    assert_true(rig_sent_to(rig, AGENT) > 8); /* the reminders came too */
    for (unsigned i = 0; i < rig->sent_count; i++) {
        const char *text = rig->sent[i].text;
        static const char *const DATED[] = {"1970", "Jan ", ":00p", " am", ":00a", "Thu", "Wed"};
        for (size_t k = 0; k < TB_COUNT(DATED); k++)
            if (strstr(text, DATED[k]) != NULL)
                fail_msg("a time nobody knows: %s", text);
        for (const char *at = strchr(text, ':'); at != NULL; at = strchr(at + 1, ':'))
            if (at > text && at[-1] >= '0' && at[-1] <= '9' && at[1] >= '0' && at[1] <= '9')
                fail_msg("a time nobody knows: %s", text);
    }
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        if (record->kind == RECORD_CALL)
            assert_false(record->call.began.wall_ok || record->call.ended.wall_ok);
        if (record->kind == RECORD_TEXT)
            assert_false(record->text.created.wall_ok || record->text.sent.wall_ok);
        if (record->kind == RECORD_PERSON)
            assert_false(record->person.last_texted.wall_ok);
    }
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network_time_is_taken_once_armed),
        cmocka_unit_test(test_how_often_it_is_asked),
        cmocka_unit_test(test_the_name_and_the_time_take_turns),
        cmocka_unit_test(test_news_are_asked_for_with_the_next_check),
        cmocka_unit_test(test_a_better_clock_counts),
        cmocka_unit_test(test_only_one_line_is_asked),
        cmocka_unit_test(test_jumps_fire_nothing_and_lose_nothing),
        cmocka_unit_test(test_a_held_text_goes_by_the_clock_of_then),
        cmocka_unit_test(test_nothing_is_dated_without_a_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
