/* The call tracker: time and lines in, notes out. Each row of a script is "ms line"; what came of it is one
 * string. */
#include "core/calls.h"

#include "support/calls_rare.h"
#include "support/unit.h"

struct play {
    struct calls calls;
    struct tb_now now;
    char log[2048];
    size_t used;
    int64_t next_id;
};

static void say(struct play *play, const char *words)
{
    int n = snprintf(play->log + play->used, sizeof play->log - play->used, "%s|", words);
    play->used += (size_t)n;
    assert_true(play->used < sizeof play->log);
}

static void take(struct play *play, const struct call_notes *notes)
{
    char words[120];
    for (uint8_t i = 0; i < notes->count; i++) {
        struct call *call = notes->note[i].call;
        int64_t id = call != NULL ? call->record.id : 0;
        switch (notes->note[i].kind) {
        case CALL_NOTE_OPENED:
            assert_int_equal(id, 0);
            call->record.id = ++play->next_id;
            (void)snprintf(words, sizeof words, "open%d", (int)play->next_id);
            break;
        case CALL_NOTE_RANG:
            continue; /* a record; not of interest here */
        case CALL_NOTE_ENDED:
            (void)snprintf(words, sizeof words, "%d:end%d %s", (int)play->now.mono_ms, (int)id,
                           call_outcome_word(call->record.outcome));
            break;
        case CALL_NOTE_DUE:
            (void)snprintf(words, sizeof words, "%d:due%d %s%s", (int)play->now.mono_ms, (int)id,
                           call->record.number[0] != '\0' ? call->record.number : "-",
                           call->phase == CALL_PHASE_ENDED ? "" : " rings");
            calls_decided(&play->calls, call);
            break;
        case CALL_NOTE_HANG_UP:
            (void)snprintf(words, sizeof words, "%d:hangup", (int)play->now.mono_ms);
            break;
        case CALL_NOTE_LIST:
            (void)snprintf(words, sizeof words, "%d:list", (int)play->now.mono_ms);
            break;
        case CALL_NOTE_OVERFLOW:
            (void)snprintf(words, sizeof words, "overflow");
            break;
        }
        say(play, words);
    }
    calls_sweep(&play->calls);
}

static void run_to(struct play *play, int64_t when)
{
    for (unsigned guard = 0; calls_deadline(&play->calls) <= when; guard++) {
        struct call_notes notes = {.count = 0};
        assert_true(guard < 1000);
        if (calls_deadline(&play->calls) > play->now.mono_ms)
            play->now.mono_ms = calls_deadline(&play->calls);
        calls_tick(&play->calls, &play->now, &notes);
        take(play, &notes);
    }
    play->now.mono_ms = when;
}

static void line(struct play *play, const char *words)
{
    struct call_notes notes = {.count = 0};
    struct urc urc;
    if (strcmp(words, "hung") == 0) {
        calls_hung_up(&play->calls);
    } else if (strcmp(words, "listed") == 0 || strcmp(words, "list failed") == 0) {
        calls_listed(&play->calls, strcmp(words, "listed") == 0, &play->now, &notes);
    } else if (strcmp(words, "lost") == 0) {
        calls_interrupted(&play->calls, &play->now, &notes);
    } else {
        urc_parse(words, NULL, &urc);
        assert_int_not_equal(urc.kind, URC_UNKNOWN);
        calls_urc(&play->calls, &urc, &play->now, &notes);
    }
    take(play, &notes);
}

static void start(struct play *play, const struct call_rules *rules)
{
    struct call_rules filled = *rules;
    memset(play, 0, sizeof *play);
    if (filled.give_up_ms == 0)
        filled.give_up_ms = 60000;
    if (filled.clip_lag_ms == 0)
        filled.clip_lag_ms = 1000;
    memcpy(filled.country, "US", 3);
    calls_init(&play->calls, &filled);
    play->now.wall_ok = true;
}

/* How many of them came out otherwise. */
static unsigned wrong_among(const struct script *scripts, size_t count)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const struct script *script = &scripts[i];
        struct play play;
        start(&play, &script->rules);
        for (size_t s = 0; script->step[s].line != NULL; s++) {
            run_to(&play, script->step[s].at_ms);
            line(&play, script->step[s].line);
        }
        run_to(&play, play.now.mono_ms + 120000);
        if (strcmp(play.log, script->want) != 0) {
            print_error("%s:\n  got  %s\n  want %s\n", script->name, play.log, script->want);
            wrong++;
        }
        assert_false(calls_busy(&play.calls));
        assert_int_equal(calls_deadline(&play.calls), TB_NEVER);
    }
    return wrong;
}

static void test_scripts(void **state)
{
    (void)state;
    assert_int_equal(wrong_among(SCRIPTS, TB_COUNT(SCRIPTS)), 0);
}

static void test_rare_scripts(void **state)
{
    (void)state;
    assert_int_equal(wrong_among(RARE_SCRIPTS, TB_COUNT(RARE_SCRIPTS)), 0);
}

static void test_names_and_called_numbers(void **state)
{
    static const char *const LINES[] = {"RING",
                                        "+CLIP: \"2025550143\",129,,,\"Lee, Ann\",0",
                                        "+CDIP: \"2025550101\",129",
                                        "+CNAP: \"ANN LEE\",0",
                                        "+CNAP: \"ANN LEE\",0",
                                        "+CDIP: \"\",128"};
    struct play play;
    (void)state;
    start(&play, &(struct call_rules){0});
    line(&play, "+CNAP: \"NOBODY\",0"); /* without a call it is about nobody */
    for (size_t i = 0; i < TB_COUNT(LINES); i++)
        line(&play, LINES[i]);
    assert_string_equal(play.calls.call[0].record.name, "ANN LEE");
    assert_string_equal(play.calls.call[0].record.called, "+12025550101");
    assert_string_equal(play.calls.call[0].record.number, A);
}

/* The ledger has it once. */
static void test_the_called_number_told_again(void **state)
{
    static const char CALLED[] = "+CDIP: \"2025550101\",129";
    struct call_notes notes = {.count = 0};
    struct play play;
    struct urc urc;
    (void)state;
    start(&play, &(struct call_rules){0});
    line(&play, "RING");
    for (int times = 0; times < 2; times++) {
        urc_parse(CALLED, NULL, &urc);
        calls_urc(&play.calls, &urc, &play.now, &notes);
    }
    assert_int_equal(notes.count, 1);
}

/* The modem's bytes may be read after the moment in which a timer was due, before it is looked at. */
static void test_lines_read_late(void **state)
{
    struct play play;
    (void)state;
    start(&play, &(struct call_rules){0});
    line(&play, "RING");
    line(&play, "NO CARRIER");
    play.now.mono_ms = 5000;
    line(&play, CLIP_A); /* too late for the first */
    run_to(&play, 6000);
    line(&play, "NO CARRIER");
    run_to(&play, 10000);
    assert_string_equal(play.log, "open1|0:end1 missed|open2|5000:due1 -|6000:end2 missed|6000:due2 " A "|");

    start(&play, &(struct call_rules){.when_ring = true});
    line(&play, "RING");
    line(&play, CLIP_A);
    play.now.mono_ms = 5000;
    line(&play, "NO CARRIER");
    assert_int_equal(calls_deadline(&play.calls), 2000); /* due while it rang: no new wait begins */
    run_to(&play, 6000);
    assert_string_equal(play.log, "open1|5000:end1 missed|5000:due1 " A "|");
}

/* The network tells by text of a call that it could not place, ten minutes after the box had one of that
 * caller: it is a second one, also where the place of the first in the table has not been taken yet. */
static void test_told_of_a_caller_of_before(void **state)
{
    struct call_notes notes = {.count = 0};
    struct play play;
    (void)state;
    start(&play, &(struct call_rules){.wait_ms = 1200000});
    line(&play, "RING");
    line(&play, CLIP_A);
    line(&play, "^CONN:1,0");
    line(&play, "MISSED_CALL: 09:12PM 2025550144"); /* waits behind it in the table */
    line(&play, "NO CARRIER");
    run_to(&play, 11 * 60000);
    assert_string_equal(play.log, "open1|open2|0:end2 missed|0:end1 answered|0:due1 " A "|");
    assert_false(calls_told(&play.calls, B, &play.now, &notes));
    assert_true(calls_told(&play.calls, A, &play.now, &notes));
    take(&play, &notes);
    assert_non_null(strstr(play.log, "end3 missed|"));
}

static void test_numbers_that_are_none_are_kept_to_be_shown(void **state)
{
    struct play play;
    (void)state;
    start(&play, &(struct call_rules){0});
    line(&play, "RING");
    line(&play, "+CLIP: \"*67*2025550143#12345678\",129");
    assert_true(strlen(play.calls.call[0].record.number) > 3);
    assert_true(strlen(play.calls.call[0].record.number) < TB_NUMBER_MAX);
}

/* Neither shows a number, and they are two all the same. */
static void test_two_withheld_at_once(void **state)
{
    struct play play;
    (void)state;
    start(&play, &(struct call_rules){.give_up_ms = 60000});
    line(&play, "RING");
    line(&play, "+CLIP: \"\",128");
    line(&play, "+CCWA: \"\",128,1");
    assert_non_null(strstr(play.log, "open1|"));
    assert_non_null(strstr(play.log, "open2|"));
}

static void test_table_full_and_one_past(void **state)
{
    struct play play;
    char words[80];
    (void)state;
    start(&play, &(struct call_rules){.wait_ms = 600000});
    for (int i = 0; i <= TB_CALLS_OPEN_MAX; i++) {
        (void)snprintf(words, sizeof words, "MISSED_CALL: 09:12PM 2025550%03d", 100 + i);
        line(&play, words);
    }
    assert_non_null(strstr(play.log, "open32|"));
    assert_null(strstr(play.log, "open33|"));
    assert_non_null(strstr(play.log, "overflow|"));
    line(&play, "RING"); /* every way in says so and goes on */
    line(&play, CLIP_A);
    line(&play, "+CCWA: \"2025550144\",129,1");
    run_to(&play, 700000);
    line(&play, "RING");
    assert_non_null(strstr(play.log, "open33|"));
}

/* All of them end, however many there are. */
static void test_restart_with_many_calls(void **state)
{
    struct play play;
    char words[80];
    (void)state;
    start(&play, &(struct call_rules){0});
    line(&play, "RING");
    line(&play, CLIP_A);
    line(&play, "^CONN:1,0");
    for (int i = 0; i < 20; i++) {
        (void)snprintf(words, sizeof words, "+CCWA: \"2025550%03d\",129,1", 150 + i);
        line(&play, words);
    }
    for (unsigned i = 0; i < 4 && calls_busy(&play.calls); i++)
        line(&play, "lost");
    assert_false(calls_busy(&play.calls));
}

static void test_restored_call_is_due(void **state)
{
    struct play play;
    struct call_record record = {.id = 7, .number = A, .outcome = CALL_INTERRUPTED};
    (void)state;
    start(&play, &(struct call_rules){0});
    for (int i = 0; i < TB_CALLS_OPEN_MAX; i++)
        assert_true(calls_restore(&play.calls, &record, 500));
    assert_false(calls_restore(&play.calls, &record, 500));
    assert_int_equal(calls_deadline(&play.calls), 500);
    assert_false(calls_busy(&play.calls));
    run_to(&play, 1000);
    assert_non_null(strstr(play.log, "500:due7 " A "|"));
    assert_int_equal(calls_deadline(&play.calls), TB_NEVER);
}

static void test_new_rules_count_at_once(void **state)
{
    struct play play;
    struct call_rules rules = {.give_up_ms = 5000, .clip_lag_ms = 1000, .country = "US"};
    (void)state;
    start(&play, &(struct call_rules){0});
    line(&play, "RING");
    line(&play, CLIP_A);
    run_to(&play, 4000);
    calls_set_rules(&play.calls, &rules);
    run_to(&play, 6000);
    assert_non_null(strstr(play.log, "5000:hangup|"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_rare_scripts),
        cmocka_unit_test(test_names_and_called_numbers),
        cmocka_unit_test(test_the_called_number_told_again),
        cmocka_unit_test(test_lines_read_late),
        cmocka_unit_test(test_told_of_a_caller_of_before),
        cmocka_unit_test(test_numbers_that_are_none_are_kept_to_be_shown),
        cmocka_unit_test(test_two_withheld_at_once),
        cmocka_unit_test(test_table_full_and_one_past),
        cmocka_unit_test(test_restart_with_many_calls),
        cmocka_unit_test(test_restored_call_is_due),
        cmocka_unit_test(test_new_rules_count_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
