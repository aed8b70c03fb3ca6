/* What the agent's texts ask for, and that ordinary sentences ask for nothing. */
#include "core/command.h"

#include "support/command_words.h"

static const char *const KINDS[] = {"none", "ack",      "bad",     "to",      "help",   "status",   "list",
                                    "done", "take",     "block",   "unblock", "client", "skip",     "forget",
                                    "note", "pause",    "resume",  "away",    "back",   "callback", "say",
                                    "test", "testbusy", "testoff", "report",  "code"};
static const char *const FAULTS[] = {"",        "no-lead",  "two-leads",  "no-words", "no-name",
                                     "no-time", "bad-time", "bad-number", "order"};

/* A command as one line: "bad:done no-lead", "to 1 |words|". */
static void show(const char *text, char out[SHOWN_MAX])
{
    struct command command;
    command_parse(text, "US", &command);
    out[0] = '\0';
    add(out, "%s", KINDS[command.kind]);
    if (command.kind == COMMAND_BAD)
        add(out, ":%s %s", KINDS[command.meant], FAULTS[command.fault]);
    else
        assert_int_equal(command.meant, command.kind);
    if (command.target.kind == COMMAND_TARGET_LEAD)
        add(out, " %u", command.target.lead);
    else if (command.target.kind == COMMAND_TARGET_TAIL)
        add(out, " ~%s", command.target.number);
    else if (command.target.kind == COMMAND_TARGET_NUMBER)
        add(out, " %s", command.target.number);
    if (command.when.kind != COMMAND_WHEN_NONE)
        add(out, " ");
    show_when(&command.when, out);
    if (command.covering[0] != '\0')
        add(out, " cover=%s", command.covering);
    if (command.kind == COMMAND_CODE)
        add(out, " %s", command.code);
    if (command.kind == COMMAND_TO_LEAD || command.kind == COMMAND_NOTE || command.kind == COMMAND_SAY)
        add(out, " |%.*s|", (int)command.words.length, command.words.at);
}

struct row {
    const char *text, *want;
};

static void check(const struct row *rows, size_t count)
{
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        char got[SHOWN_MAX];
        show(rows[i].text, got);
        if (strcmp(got, rows[i].want) != 0) {
            print_error("\"%s\": %s, not %s\n", rows[i].text, got, rows[i].want);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

static const struct row PLAIN[] = {{"HELP", "help"},
                                   {"help", "help"},
                                   {"Help!", "help"},
                                   {"?", "help"},
                                   {" help please", "help"},
                                   {"/help", "help"},
                                   {"commands", "help"},
                                   {"hepl", "help"},
                                   {"STATUS", "status"},
                                   {"status?", "status"},
                                   {"Status pls", "status"},
                                   {"statis", "status"},
                                   {"statsu", "status"},
                                   {"LIST", "list"},
                                   {"list", "list"},
                                   {"List.", "list"},
                                   {"lisst", "list"},
                                   {"leads", "list"},
                                   {"list now please, thanks", "list"},
                                   {"*list*", "list"},
                                   {"“List”", "list"},
                                   {"LIST\n", "list"},
                                   {"resume", "resume"},
                                   {"RESUME!", "resume"},
                                   {"resum", "resume"},
                                   {"unpause", "resume"},
                                   {"back", "back"},
                                   {"BACK", "back"},
                                   {"Back.", "back"},
                                   {"bakc", "back"},
                                   {"report", "report"},
                                   {"REPORT", "report"},
                                   {"reprot", "report"},
                                   {"TEST", "test"},
                                   {"test busy", "testbusy"},
                                   {"Test Off", "testoff"},
                                   {"TEST: BUSY", "testbusy"},
                                   {"test unreachable", "testoff"},
                                   {"test phone off", "testoff"},
                                   {"test please", "test"},
                                   {"tset", "test"},
                                   {"say seller", "say |seller|"},
                                   {"SAY after_hours", "say |after_hours|"},
                                   {"say \"seller\"", "say |seller|"},
                                   {"Say: Seller", "say |Seller|"},
                                   {"4821", "code 4821"},
                                   {"4821.", "code 4821"},
                                   {" 4821 ", "code 4821"},
                                   {"code 4821", "code 4821"},
                                   {"CODE: 4821", "code 4821"}};

static void test_plain(void **state)
{
    (void)state;
    check(PLAIN, TB_COUNT(PLAIN));
}

static const struct row TARGETS[] = {{"DONE 1", "done 1"},
                                     {"done 1", "done 1"},
                                     {"Done 12", "done 12"},
                                     {"done1", "done 1"},
                                     {"done #1", "done 1"},
                                     {"done: 1", "done 1"},
                                     {"Done 1.", "done 1"},
                                     {"done 1 please", "done 1"},
                                     {"done 1, thanks!", "done 1"},
                                     {"done with 1", "done 1"},
                                     {"done lead 1", "done 1"},
                                     {"done no. 1", "done 1"},
                                     {"doen 1", "done 1"},
                                     {"donne 1", "done 1"},
                                     {"done 0172", "done ~0172"},
                                     {"done 512-555-0172", "done +15125550172"},
                                     {"take 2", "take 2"},
                                     {"TAKE 2!", "take 2"},
                                     {"taek 2", "take 2"},
                                     {"take lead 3", "take 3"},
                                     {"block 1", "block 1"},
                                     {"blok 1", "block 1"},
                                     {"BLOCK 512-555-0172", "block +15125550172"},
                                     {"block (512) 555-0172", "block +15125550172"},
                                     {"block +1 512 555 0172", "block +15125550172"},
                                     {"Block 512.555.0172.", "block +15125550172"},
                                     {"block number 512 555 0172 please", "block +15125550172"},
                                     {"block 512–555–0172", "block +15125550172"},
                                     {"block +44 20 7946 0123", "block +442079460123"},
                                     {"block 55501", "block 55501"},
                                     {"unblock 1", "unblock 1"},
                                     {"un-block 1", "unblock 1"},
                                     {"un block 512-555-0172", "unblock +15125550172"},
                                     {"unblok 3", "unblock 3"},
                                     {"client 1", "client 1"},
                                     {"Client 512-555-0172", "client +15125550172"},
                                     {"skip 1", "skip 1"},
                                     {"SKIP 0172", "skip ~0172"},
                                     {"forget 512-555-0172", "forget +15125550172"},
                                     {"forgte 1", "forget 1"},
                                     {"note 1 wants 3 bed", "note 1 |wants 3 bed|"},
                                     {"NOTE 1: wants a pool, not now", "note 1 |wants a pool, not now|"},
                                     {"note #12 call Tue", "note 12 |call Tue|"},
                                     {"note 0172 pre-approved", "note ~0172 |pre-approved|"},
                                     {"note 512-555-0172 José likes it", "note +15125550172 |José likes it|"},
                                     {"note1 hello", "note 1 |hello|"},
                                     {"note 1 please", "note 1 |please|"},
                                     /* what is missing */
                                     {"done", "bad:done no-lead"},
                                     {"Done!", "bad:done no-lead"},
                                     {"take", "bad:take no-lead"},
                                     {"block", "bad:block no-lead"},
                                     {"block him", "bad:block no-lead"},
                                     {"Block them please", "bad:block no-lead"},
                                     {"take it", "bad:take no-lead"},
                                     {"blok", "bad:block no-lead"},
                                     {"blok him", "bad:block no-lead"},
                                     {"forgte it", "bad:forget no-lead"},
                                     {"skip", "bad:skip no-lead"},
                                     {"client", "bad:client no-lead"},
                                     {"note", "bad:note no-lead"},
                                     {"note call her tomorrow", "bad:note no-lead"},
                                     {"Note that she is picky", "bad:note no-lead"},
                                     {"note 1", "bad:note no-words 1"},
                                     {"note 1:", "bad:note no-words 1"},
                                     {"forget it", "bad:forget no-lead"},
                                     {"done 1 2", "bad:done two-leads"},
                                     {"done 1 and 2", "bad:done two-leads"},
                                     {"done 1, 2, 3", "bad:done two-leads"},
                                     {"block 555-0172", "bad:block bad-number"},
                                     {"block 5125550", "bad:block bad-number"},
                                     {"unblock 1 2", "bad:unblock two-leads"},
                                     {"say", "bad:say no-name"},
                                     {"1 done", "bad:done order 1"},
                                     {"1 DONE!", "bad:done order 1"},
                                     {"2 take", "bad:take order 2"},
                                     {"1 block please", "bad:block order 1"},
                                     {"1 note call her", "bad:note order 1"},
                                     {"callback", "bad:callback no-time"}};

static void test_targets(void **state)
{
    (void)state;
    check(TARGETS, TB_COUNT(TARGETS));
}

static const struct row TIMES[] = {
    {"PAUSE", "pause"},
    {"pause 2h", "pause for=120"},
    {"Pause 2 hours", "pause for=120"},
    {"pause 90 minutes please", "pause for=90"},
    {"puase 2h", "pause for=120"},
    {"pause: 2h.", "pause for=120"},
    {"pause until 5", "pause until=next@5:00?"},
    {"AWAY", "away"},
    {"away until Mon", "away until=day1"},
    {"AWAY until Mon covering 512-555-0151", "away until=day1 cover=+15125550151"},
    {"away covering 512-555-0151", "away cover=+15125550151"},
    {"away covering (512) 555-0151 until Mon", "away until=day1 cover=+15125550151"},
    {"away until 12/24, covering Bob 512-555-0151 please", "away until=12/24/0 cover=+15125550151"},
    {"away 2d covered by +1 512 555 0151", "away for=2880 cover=+15125550151"},
    {"awya until Fri", "away until=day5"},
    {"callback 30m", "callback for=30"},
    {"CALLBACK 30", "callback for=30"},
    {"callback in 1 hour", "callback for=60"},
    {"call back 30 min", "callback for=30"},
    {"callback 1h", "callback for=60"},
    {"callback off", "callback for=0"},
    {"callback none", "callback for=0"},
    {"callback 0", "callback for=0"},
    {"callback", "bad:callback no-time"},
    {"pause until 12/24/2019", "bad:pause bad-time"},
    {"pause until 12/24/2200", "bad:pause bad-time"},
    {"pause until 12/24/2199", "pause until=12/24/2199"},
    {"pause 123h", "pause for=7380"},
    {"calback 15m", "callback for=15"},
    {"pause 2", "bad:pause bad-time"},
    {"pause until later", "bad:pause bad-time"},
    {"pause for a bit", "bad:pause bad-time"},
    {"away until foo", "bad:away bad-time"},
    {"away until Mon covering", "bad:away bad-number until=day1"},
    {"away covering Bob", "bad:away bad-number"},
    {"away until Mon covering 555-0151", "bad:away bad-number until=day1"},
    {"callback until 5pm", "bad:callback bad-time until=next@17:00"},
    {"callback 5 bananas", "bad:callback bad-time"}};

static void test_times(void **state)
{
    (void)state;
    check(TIMES, TB_COUNT(TIMES));
}

static const struct row TO_LEAD[] = {{"1 It's still available", "to 1 |It's still available|"},
                                     {"1: yes", "to 1 |yes|"},
                                     {"1) Yes, 5 pm?", "to 1 |Yes, 5 pm?|"},
                                     {"1)5 pm works", "to 1 |5 pm works|"},
                                     {"1. yes", "to 1 |yes|"},
                                     {"1 - yes", "to 1 |yes|"},
                                     {"1, yes", "to 1 |yes|"},
                                     {"#1 yes", "to 1 |yes|"},
                                     {"12 hi\nthere ", "to 12 |hi\nthere|"},
                                     {"1 ok", "to 1 |ok|"},
                                     {"1 thanks", "to 1 |thanks|"},
                                     {"1 👍", "to 1 |👍|"},
                                     {"1 ¿Cuándo?", "to 1 |¿Cuándo?|"},
                                     {"1 é", "to 1 |é|"},
                                     {"1 5 pm works", "to 1 |5 pm works|"},
                                     {"2 5pm?", "to 2 |5pm?|"},
                                     {"1 1402 Oak is open", "to 1 |1402 Oak is open|"},
                                     {"#1 bed unit is open", "to 1 |bed unit is open|"},
                                     {"1: 2 beds", "to 1 |2 beds|"},
                                     {"1 done deal!", "to 1 |done deal!|"},
                                     {"1 help is on the way", "to 1 |help is on the way|"},
                                     {"to 1 yes", "to 1 |yes|"},
                                     {"lead 2 yes", "to 2 |yes|"},
                                     {"1 Take the second left", "to 1 |Take the second left|"},
                                     {"1\nyes", "to 1 |yes|"},
                                     {"1 and a half baths", "to 1 |and a half baths|"},
                                     {"1 to be honest it is gone", "to 1 |to be honest it is gone|"},
                                     {"999 hi", "to 999 |hi|"},
                                     {"1 “quoted”", "to 1 |“quoted”|"},
                                     {"1", "bad:to no-words 1"},
                                     {"#1", "bad:to no-words 1"},
                                     {"1:", "bad:to no-words 1"},
                                     {"1 2", "bad:to two-leads 1"},
                                     {"1 2 done", "bad:to two-leads 1"},
                                     {"1, 2 are gone", "bad:to two-leads 1"},
                                     {"1 and 2 are gone", "bad:to two-leads 1"},
                                     {"1 & 2 yes", "bad:to two-leads 1"}};

static void test_to_lead(void **state)
{
    (void)state;
    check(TO_LEAD, TB_COUNT(TO_LEAD));
}

/* Each help word is read as the command it stands for. */
static void test_help_words(void **state)
{
    (void)state;
    for (enum command_kind kind = COMMAND_TO_LEAD; kind <= COMMAND_REPORT; kind++) {
        struct command command;
        const char *words = kind == COMMAND_FORGET ? "FORGET 512-555-0172" : command_words(kind);
        command_parse(words, "US", &command);
        assert_int_equal(command.kind, kind);
    }
    assert_string_equal(command_words(COMMAND_NONE), "");
    assert_string_equal(command_words(COMMAND_CODE), "the code");
}

static void test_needs_code(void **state)
{
    static const char *const YES[] = {"unblock 1",           "client 1",  "skip 1",
                                      "forget 512-555-0172", "pause 13h", "away covering 512-555-0151"};
    static const char *const NO[] = {"pause",          "pause 12h", "pause until 5pm",
                                     "away until Mon", "block 1",   "done 1",
                                     "test",           "away",      "hello"};
    struct command command;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(YES); i++) {
        command_parse(YES[i], "US", &command);
        assert_true(command_needs_code(&command));
    }
    for (size_t i = 0; i < TB_COUNT(NO); i++) {
        command_parse(NO[i], "US", &command);
        assert_false(command_needs_code(&command));
    }
}

/* Long texts are words, never commands; a borrowed span lies inside the text. */
static void test_hostile(void **state)
{
    static const char *const BITS[] = {
        "done", "1",    " ",    "note",        "until", "mon", "5pm", "covering", "512-555-0172", ",",
        "\xff", "é",    "👍",    "away",        "pause", ":",   "2h",  "\n",       "block",        "un",
        "-",    "call", "back", "99999999999", "/",     "say", "“",   "0",        "please",       "\xf0\x9f"};
    uint64_t seed = 0xc0de;
    char text[4000] = "done 1 ";
    struct command command;
    (void)state;
    memset(text + 7, '.', sizeof text - 8);
    memcpy(text + 3000, "and call me", 11);
    command_parse(text, "US", &command);
    assert_int_equal(command.kind, COMMAND_NONE);
    memcpy(text, "note 1 ", 7);
    command_parse(text, "US", &command);
    assert_int_equal(command.kind, COMMAND_NOTE);
    for (unsigned round = 0; round < 50000; round++) {
        text[0] = '\0';
        for (unsigned n = unit_below(&seed, 14); n > 0; n--)
            (void)snprintf(text + strlen(text), 300, "%s%s", BITS[unit_below(&seed, TB_COUNT(BITS))],
                           unit_below(&seed, 2) ? " " : "");
        command_parse(text, "US", &command);
        assert_in_range(command.kind, COMMAND_NONE, COMMAND_CODE);
        assert_true((command.kind == COMMAND_BAD) == (command.fault != COMMAND_FINE));
        assert_true(command.words.at >= text &&
                    command.words.at + command.words.length <= text + strlen(text));
        if (command.kind == COMMAND_TO_LEAD || command.kind == COMMAND_NOTE)
            assert_true(command.words.length > 0 && command.target.kind != COMMAND_TARGET_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain),      cmocka_unit_test(test_targets),
                                       cmocka_unit_test(test_times),      cmocka_unit_test(test_to_lead),

                                       cmocka_unit_test(test_help_words), cmocka_unit_test(test_needs_code),
                                       cmocka_unit_test(test_hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
