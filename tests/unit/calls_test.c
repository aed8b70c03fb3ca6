/* The call tracker: time and lines in, notes out. Each row of a script is "ms line"; what came of it is one string. */
#include "core/calls.h"

#include "support/unit.h"

#define A "+12025550143"
#define B "+12025550144"
#define CLIP_A "+CLIP: \"+12025550143\",145"
#define CLIP_B "+CLIP: \"+12025550144\",145"
#define WITHHELD "+CLIP: \"\",128,\"\",0,\"\",1"

struct script {
    const char *name;
    struct call_rules rules; /* zeros: the usual */
    struct {
        int at_ms;
        const char *line; /* NULL: end. "hung" the hang-up is answered, "listed"/"list failed", "lost" */
    } step[24];
    const char *want;
};

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

/* Times count from 0; after the last step two minutes pass. */
static const struct script SCRIPTS[] = {
    {"normal end", {0}, {{0, "RING"}, {10, CLIP_A}, {4000, "NO CARRIER"}}, "open1|4000:end1 missed|4000:due1 " A "|"},
    {"CLIP first", {0}, {{0, CLIP_A}, {10, "RING"}, {4000, "NO CARRIER"}}, "open1|4000:end1 missed|4000:due1 " A "|"},
    {"CLIP late in the ring",
     {0},
     {{0, "RING"}, {3000, "RING"}, {3500, CLIP_A}, {4000, "NO CARRIER"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"CLIP after the end",
     {0},
     {{0, "RING"}, {300, "NO CARRIER"}, {700, CLIP_A}},
     "open1|300:end1 missed|700:due1 " A "|"},
    {"CLIP too late after the end opens no call of its own text",
     {0},
     {{0, "RING"}, {300, "NO CARRIER"}},
     "open1|300:end1 missed|1300:due1 -|"},
    {"CLIP that crosses with the end",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {300, "NO CARRIER"}, {320, CLIP_A}},
     "open1|300:end1 missed|300:due1 " A "|"},
    {"withheld",
     {0},
     {{0, "RING"}, {10, WITHHELD}, {3000, "RING"}, {3010, WITHHELD}, {6000, "NO CARRIER"}},
     "open1|6000:end1 missed|7000:due1 -|"},
    {"no CLIP ever", {0}, {{0, "RING"}, {3000, "RING"}, {6000, "NO CARRIER"}}, "open1|6000:end1 missed|7000:due1 -|"},
    {"a stale number is never used (cid-02)",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "NO CARRIER"}, {9000, "RING"}, {12000, "RING"}, {15000, "NO CARRIER"}},
     "open1|3000:end1 missed|3000:due1 " A "|open2|15000:end2 missed|16000:due2 -|"},
    {"the same caller again half a second later",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "NO CARRIER"}, {3500, "RING"}, {3510, CLIP_A}, {6000, "NO CARRIER"}},
     "open1|3000:end1 missed|3000:due1 " A "|open2|6000:end2 missed|6000:due2 " A "|"},
    {"a new caller right after one without number",
     {0},
     {{0, "RING"}, {300, "NO CARRIER"}, {600, "RING"}, {610, CLIP_B}, {3000, "NO CARRIER"}},
     "open1|300:end1 missed|open2|1300:due1 -|3000:end2 missed|3000:due2 " B "|"},
    {"CRING and ^CEND (end-03)",
     {0},
     {{0, "+CRING: VOICE"}, {10, "+CLIP: \"+12025550143\",145,,,,0"}, {5000, "+CRING: VOICE"}, {8000, "^CEND:1,0,104,16"}},
     "open1|8000:end1 missed|8000:due1 " A "|"},
    {"BUSY", {0}, {{0, "RING"}, {10, CLIP_A}, {4000, "BUSY"}}, "open1|4000:end1 missed|4000:due1 " A "|"},
    {"NO ANSWER", {0}, {{0, "RING"}, {10, CLIP_A}, {4000, "NO ANSWER"}}, "open1|4000:end1 missed|4000:due1 " A "|"},
    {"REMOTE CALL END",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {4000, "REMOTE CALL END"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"three ends of one call (end-02)",
     {0},
     {{0, "RING"},
      {10, CLIP_A},
      {4000, "VOICE CALL: END"},
      {4010, "MISSED_CALL: 09:12PM 2025550143"},
      {4020, "NO CARRIER"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"MISSED_CALL gives the number of a call without CLIP",
     {0},
     {{0, "RING"}, {4000, "NO CARRIER"}, {4100, "MISSED_CALL: 09:12PM 2025550143"}},
     "open1|4000:end1 missed|4100:due1 " A "|"},
    {"MISSED_CALL alone is a call",
     {0},
     {{0, "MISSED_CALL: 09:12PM 2025550143"}},
     "open1|0:end1 missed|0:due1 " A "|"},
    {"MISSED_CALL of another caller while one rings",
     {0},
     {{0, "RING"},
      {10, CLIP_A},
      {2000, "MISSED_CALL: 09:12PM 2025550144"},
      {4000, "RING"},
      {4010, CLIP_A},
      {6000, "NO CARRIER"}},
     "open1|open2|2000:end2 missed|2000:due2 " B "|6000:end1 missed|6000:due1 " A "|"},
    {"answered at the modem, with its duration",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {20, "VOICE CALL: BEGIN"}, {8000, "VOICE CALL: END: 000041"}},
     "open1|8000:end1 answered|8000:due1 " A "|"},
    {"duration alone tells that it was answered",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {50000, "^CEND:1,41,104,16"}},
     "open1|12010:end1 missed|12010:due1 " A "|"},
    {"^CONN", {0}, {{0, "RING"}, {10, CLIP_A}, {3000, "^CONN:1,0"}, {90000, "NO CARRIER"}},
     "open1|90000:end1 answered|90000:due1 " A "|"},
    {"list rows instead of RING, outgoing ones ignored (cid-08)",
     {0},
     {{0, "+CLCC: 1,0,2,0,0,\"2025550144\",129,\"\""},
      {2000, "+CLCC: 1,0,6,0,0,\"2025550144\",129,\"\""},
      {4000, "+CLCC: 1,1,4,0,0,\"2025550143\",129,\"\""},
      {7000, "+CLCC: 1,1,6,0,0,\"2025550143\",129,\"\""}},
     "open1|7000:end1 missed|7000:due1 " A "|"},
    {"a list row without number, then CLIP (cid-10)",
     {0},
     {{0, "RING"}, {5, "+CLCC: 1,1,4,0,0"}, {10, CLIP_A}, {4000, "NO CARRIER"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"first seen at its release (reg-06)",
     {0},
     {{0, "+CLCC: 1,1,6,0,0,\"2025550143\",129,\"\""}},
     "open1|0:end1 missed|0:due1 " A "|"},
    {"released row without a number and no call is nothing", {0}, {{0, "+CLCC: 1,1,6,0,0"}}, ""},
    {"ccinfo -1 (end-07)",
     {0},
     {{0, "+QIND: \"ccinfo\",2,1,4,0,0,\"2025550143\",129"},
      {10, "RING"},
      {4000, "+QIND: \"ccinfo\",2,1,-1,0,0,\"2025550143\",129"},
      {4010, "NO CARRIER"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"^DSCI",
     {0},
     {{0, "^DSCI: 2,1,4,0,\"2025550143\",129"}, {10, "RING"}, {4000, "^DSCI: 2,1,6,0,\"2025550143\",129"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"UCALLSTAT", {0}, {{0, "+UCALLSTAT: 1,4"}, {5, "RING"}, {10, CLIP_A}, {4000, "+UCALLSTAT: 1,6"}},
     "open1|4000:end1 missed|4000:due1 " A "|"},
    {"UCALLSTAT answered",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {2000, "+UCALLSTAT: 1,0"}, {20000, "+UCALLSTAT: 1,6"}},
     "open1|20000:end1 answered|20000:due1 " A "|"},
    /* silence */
    {"silence after one RING", {0}, {{0, "RING"}, {10, CLIP_A}}, "open1|12010:end1 missed|12010:due1 " A "|"},
    {"silence after a cadence, the list is empty",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {12501, "listed"}},
     "open1|12500:list|12501:end1 missed|12501:due1 " A "|"},
    {"silence after a cadence of 3 s",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "RING"}, {7501, "listed"}},
     "open1|7500:list|7501:end1 missed|7501:due1 " A "|"},
    {"silence, the list shows it, then empty",
     {0},
     {{0, "RING"},
      {10, CLIP_A},
      {5000, "RING"},
      {12510, "+CLCC: 1,1,4,0,0,\"2025550143\",129"},
      {12511, "listed"},
      {20012, "listed"}},
     "open1|12500:list|20010:list|20012:end1 missed|20012:due1 " A "|"},
    {"silence, the list fails: 12 s",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {12501, "list failed"}},
     "open1|12500:list|17000:end1 missed|17000:due1 " A "|"},
    {"RING comes back while the list is asked",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {12505, "RING"}, {12510, "listed"}, {14000, "NO CARRIER"}},
     "open1|12500:list|14000:end1 missed|14000:due1 " A "|"},
    {"another CLIP under the same RING (end-04)",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {5010, CLIP_B}, {8000, "NO CARRIER"}},
     "open1|5010:end1 missed|open2|5010:due1 " A "|8000:end2 missed|8000:due2 " B "|"},
    /* a second caller */
    {"call waiting: the first is given up at once",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"2025550144\",129,1"}, {3100, "hung"}, {4000, "RING"}, {4010, CLIP_B},
      {6000, "NO CARRIER"}},
     "open1|open2|3000:hangup|3000:end1 gave_up|3000:due1 " A "|6000:end2 missed|6000:due2 " B "|"},
    {"call waiting repeated, in each shape",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"2025550144\",129,1,,0"}, {3100, "hung"},
      {5000, "+CCWA: \"2025550144\",129,1,,0,,,"}, {6000, "RING"}, {7000, "+CCWA: \"2025550144\",129,1"},
      {8000, "NO CARRIER"}},
     "open1|open2|3000:hangup|3000:end1 gave_up|3000:due1 " A "|8000:end2 missed|8000:due2 " B "|"},
    {"the first one's NO CARRIER before its hang-up is answered does not end the second",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"2025550144\",129,1"}, {3050, "NO CARRIER"}, {3100, "hung"},
      {5000, "RING"}, {5010, CLIP_B}, {8000, "NO CARRIER"}},
     "open1|open2|3000:hangup|3000:end1 gave_up|3000:due1 " A "|8000:end2 missed|8000:due2 " B "|"},
    {"the first one's last RING and CLIP cross with the hang-up",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"2025550144\",129,1"}, {3020, "RING"}, {3030, CLIP_A}, {3100, "hung"},
      {5000, "RING"}, {5010, CLIP_B}, {8000, "NO CARRIER"}},
     "open1|open2|3000:hangup|3000:end1 gave_up|3000:due1 " A "|8000:end2 missed|8000:due2 " B "|"},
    {"the waiting one never rings: silence",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"2025550144\",129,1"}, {3100, "hung"}},
     "open1|open2|3000:hangup|3000:end1 gave_up|3000:due1 " A "|15000:end2 missed|15000:due2 " B "|"},
    {"a withheld second caller",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"\",128,1"}, {3100, "hung"}, {5000, "RING"}, {7000, "NO CARRIER"}},
     "open1|open2|3000:hangup|3000:end1 gave_up|3000:due1 " A "|7000:end2 missed|8000:due2 -|"},
    {"call waiting for the one that rings is no second caller",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "+CCWA: \"2025550143\",129,1"}, {5000, "NO CARRIER"}},
     "open1|5000:end1 missed|5000:due1 " A "|"},
    {"call waiting with nobody ringing is a call",
     {0},
     {{0, "+CCWA: \"2025550143\",129,1"}, {5000, "NO CARRIER"}},
     "open1|5000:end1 missed|5000:due1 " A "|"},
    {"call waiting while one is talked to: it is not ours to end",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {100, "VOICE CALL: BEGIN"}, {3000, "+CCWA: \"2025550144\",129,1"}, {20000, "NO CARRIER"}},
     "open1|open2|15000:end2 missed|15000:due2 " B "|20000:end1 answered|20000:due1 " A "|"},
    {"second caller 0.3 s after the first gave up",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {3000, "NO CARRIER"}, {3300, "RING"}, {3310, CLIP_B}, {6000, "NO CARRIER"}},
     "open1|3000:end1 missed|3000:due1 " A "|open2|6000:end2 missed|6000:due2 " B "|"},
    /* give up */
    {"give up, no NO CARRIER follows",
     {.give_up_ms = 12000},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {10000, "RING"}, {12100, "hung"}},
     "open1|12000:hangup|12000:end1 gave_up|12000:due1 " A "|"},
    {"give up, its last RING and NO CARRIER come after",
     {.give_up_ms = 12000},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {10000, "RING"}, {12010, "RING"}, {12020, CLIP_A}, {12050, "NO CARRIER"},
      {12100, "hung"}},
     "open1|12000:hangup|12000:end1 gave_up|12000:due1 " A "|"},
    {"another caller while the hang-up is not yet answered",
     {.give_up_ms = 12000},
     {{0, "RING"}, {10, CLIP_A}, {5000, "RING"}, {10000, "RING"}, {12500, "RING"}, {12510, CLIP_B}, {15000, "hung"},
      {16000, "NO CARRIER"}},
     "open1|12000:hangup|12000:end1 gave_up|12000:due1 " A "|open2|16000:end2 missed|16000:due2 " B "|"},
    /* when = ring, wait */
    {"while it rings: not before two seconds",
     {.when_ring = true},
     {{0, "RING"}, {10, CLIP_A}, {5000, "NO CARRIER"}},
     "open1|2000:due1 " A " rings|5000:end1 missed|"},
    {"while it rings, but it ends before",
     {.when_ring = true},
     {{0, "RING"}, {10, CLIP_A}, {1000, "NO CARRIER"}},
     "open1|1000:end1 missed|1000:due1 " A "|"},
    {"while it rings, the number comes late",
     {.when_ring = true},
     {{0, "RING"}, {3000, CLIP_A}, {5000, "NO CARRIER"}},
     "open1|3000:due1 " A " rings|5000:end1 missed|"},
    {"while it rings, with a wait after the number",
     {.when_ring = true, .wait_ms = 4000},
     {{0, "RING"}, {1000, CLIP_A}, {3000, "RING"}, {7000, "NO CARRIER"}},
     "open1|5000:due1 " A " rings|7000:end1 missed|"},
    {"while it rings, wait longer than the ring: at the end",
     {.when_ring = true, .wait_ms = 30000},
     {{0, "RING"}, {10, CLIP_A}, {5000, "NO CARRIER"}},
     "open1|5000:end1 missed|5000:due1 " A "|"},
    {"while it rings and is answered before",
     {.when_ring = true},
     {{0, "RING"}, {10, CLIP_A}, {1000, "VOICE CALL: BEGIN"}, {30000, "VOICE CALL: END: 000029"}},
     "open1|2000:due1 " A " rings|30000:end1 answered|"},
    {"wait after the end", {.wait_ms = 30000}, {{0, "RING"}, {10, CLIP_A}, {5000, "NO CARRIER"}},
     "open1|5000:end1 missed|35000:due1 " A "|"},
    {"wait does not hold up an answered one",
     {.wait_ms = 30000},
     {{0, "RING"}, {10, CLIP_A}, {20, "^CONN:1,0"}, {5000, "NO CARRIER"}},
     "open1|5000:end1 answered|5000:due1 " A "|"},
    {"the number comes after the end: the wait still counts from the end",
     {.wait_ms = 30000},
     {{0, "RING"}, {300, "NO CARRIER"}, {900, CLIP_A}},
     "open1|300:end1 missed|30300:due1 " A "|"},
    /* the modem goes away */
    {"modem restarts while two are there",
     {0},
     {{0, "RING"}, {10, CLIP_A}, {20, "^CONN:1,0"}, {3000, "+CCWA: \"2025550144\",129,1"}, {4000, "lost"}},
     "open1|open2|4000:end1 answered|4000:end2 interrupted|4000:due1 " A "|4000:due2 " B "|"},
    {"restart with nobody there", {0}, {{0, "lost"}}, ""},
    {"lines about other things", {0}, {{0, "+CMTI: \"SM\",3"}, {10, "+CREG: 1"}, {20, "NO CARRIER"}, {30, "^CONN:1,0"}}, ""},
};

static void test_scripts(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SCRIPTS); i++) {
        const struct script *script = &SCRIPTS[i];
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
    assert_int_equal(wrong, 0);
}

static void test_names_and_called_numbers(void **state)
{
    static const char *const LINES[] = {"RING", "+CLIP: \"2025550143\",129,,,\"Lee, Ann\",0", "+CDIP: \"2025550101\",129",
                                        "+CNAP: \"ANN LEE\",0", "+CNAP: \"ANN LEE\",0", "+CDIP: \"\",128"};
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
        cmocka_unit_test(test_names_and_called_numbers),
        cmocka_unit_test(test_numbers_that_are_none_are_kept_to_be_shown),
        cmocka_unit_test(test_table_full_and_one_past),
        cmocka_unit_test(test_restart_with_many_calls),
        cmocka_unit_test(test_restored_call_is_due),
        cmocka_unit_test(test_new_rules_count_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
