/* The command engine: priorities, one completion for each command, unsolicited lines anywhere, late answers. */
#include "at/at_engine.h"
#include "base/now.h"
#include "support/unit.h"

/* What the engine did since the last look, as words: "sent AT" -> "AT|", Ctrl-Z "^Z", ESC "^[",
 * events "=tag OK", "line", "line+pdu", "prompt tag". */
struct rig {
    struct at_engine at;
    int64_t now;
    char log[2048];
    size_t used;
    unsigned completed[256];
};

static void say(struct rig *rig, const char *a, const char *b)
{
    int n = snprintf(rig->log + rig->used, sizeof rig->log - rig->used, "%s%s|", a, b);
    rig->used += (size_t)n;
    assert_true(rig->used < sizeof rig->log);
}

static void note_event(struct rig *rig, const struct at_event *event)
{
    static const char *const RESULTS[] = {"OK", "ERROR", "CME", "CMS", "TIMEOUT", "LOST"};
    char words[64];

    switch (event->kind) {
    case AT_EVENT_NONE:
        break;
    case AT_EVENT_LINE:
        if (event->pdu != NULL) {
            char both[1200];
            (void)snprintf(both, sizeof both, "%s+%s", event->line, event->pdu);
            say(rig, both, "");
        } else {
            say(rig, event->line, "");
        }
        break;
    case AT_EVENT_PROMPT:
        (void)snprintf(words, sizeof words, "prompt %u", event->tag);
        say(rig, words, "");
        break;
    case AT_EVENT_DONE:
        assert_true(event->tag < 256);
        rig->completed[event->tag]++;
        (void)snprintf(words, sizeof words, "=%u %s", event->tag, RESULTS[event->result]);
        if (event->code != AT_CODE_NONE)
            (void)snprintf(words, sizeof words, "=%u %s %d", event->tag, RESULTS[event->result], event->code);
        say(rig, words, event->body_sent ? " sent" : event->prompted ? " prompted" : "");
        break;
    case AT_EVENT_NOISE:
        say(rig, "noise", "");
        break;
    }
}

static void pump(struct rig *rig)
{
    char out[TB_AT_COMMAND_MAX + 2];
    size_t n;
    while ((n = at_pump(&rig->at, rig->now, out, sizeof out)) > 0) {
        if (out[0] == 0x1b) {
            assert_int_equal(n, 1);
            say(rig, "^[", "");
            continue;
        }
        assert_true(out[n - 1] == '\r');
        out[n - 1] = '\0';
        say(rig, "> ", out);
    }
}

static void feed_bytes(struct rig *rig, const char *bytes, size_t length)
{
    while (length > 0) {
        struct at_event event;
        size_t used = at_feed(&rig->at, (const uint8_t *)bytes, length, rig->now, &event);
        assert_true(used >= 1 && used <= length);
        note_event(rig, &event);
        pump(rig);
        bytes += used;
        length -= used;
    }
}

static void feed(struct rig *rig, const char *line)
{
    char bytes[1400];
    int n = snprintf(bytes, sizeof bytes, "\r\n%s\r\n", line);
    feed_bytes(rig, bytes, (size_t)n);
}

static void wait_ms(struct rig *rig, int64_t ms)
{
    struct at_event event;
    int64_t end = rig->now + ms;
    while (at_deadline(&rig->at) <= end) {
        int64_t due = at_deadline(&rig->at);
        if (due > rig->now)
            rig->now = due;
        while (at_tick(&rig->at, rig->now, &event))
            note_event(rig, &event);
        pump(rig);
        assert_true(at_deadline(&rig->at) > rig->now);
    }
    rig->now = end;
    pump(rig);
}

static void expect(struct rig *rig, const char *want)
{
    rig->log[rig->used] = '\0';
    assert_string_equal(rig->log, want);
    rig->used = 0;
    rig->log[0] = '\0';
}

static void start(struct rig *rig, uint16_t gap_ms)
{
    memset(rig, 0, sizeof *rig);
    rig->now = 1000;
    at_init(&rig->at, gap_ms);
}

static void submit(struct rig *rig, const char *text, const char *answer, uint16_t tag, enum at_priority priority)
{
    struct at_command command = {.priority = priority, .timeout_ms = 5000, .tag = tag, .argument = tag};
    (void)snprintf(command.text, sizeof command.text, "%s", text);
    (void)snprintf(command.answer, sizeof command.answer, "%s", answer);
    assert_true(at_submit(&rig->at, &command));
}

static void submit_send(struct rig *rig, uint16_t tag, enum at_priority priority)
{
    struct at_command command = {.body = true, .priority = priority, .timeout_ms = 60000, .tag = tag, .argument = tag};
    (void)snprintf(command.text, sizeof command.text, "AT+CMGS=%u", tag);
    assert_true(at_submit(&rig->at, &command));
}

static void body(struct rig *rig)
{
    char out[64];
    size_t n = at_body(&rig->at, "0011", rig->now, out, sizeof out);
    assert_int_equal(n, 5);
    assert_memory_equal(out, "0011\x1a", 5);
    say(rig, "body", "");
}

static void test_one_after_another(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    assert_true(at_is_idle(&rig.at));
    assert_int_equal(at_deadline(&rig.at), TB_NEVER);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    submit(&rig, "AT+CMEE=1", "", 2, AT_PRIORITY_SETUP);
    pump(&rig);
    expect(&rig, "> ATE0|");
    assert_true(at_has(&rig.at, 1) && at_has(&rig.at, 2) && !at_has(&rig.at, 3));
    feed(&rig, "OK");
    expect(&rig, "=1 OK|> AT+CMEE=1|");
    feed(&rig, "ERROR");
    expect(&rig, "=2 ERROR|");
    assert_true(at_is_idle(&rig.at));
}

static void test_priorities(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    for (unsigned p = AT_PRIORITY_IDLE + 1; p-- > AT_PRIORITY_CALL;) {
        char text[16];
        (void)snprintf(text, sizeof text, "AT+P%u", p);
        submit(&rig, text, "", (uint16_t)(10 + p), (enum at_priority)p);
        (void)snprintf(text, sizeof text, "AT+Q%u", p);
        submit(&rig, text, "", (uint16_t)(20 + p), (enum at_priority)p);
    }
    pump(&rig);
    for (unsigned i = 0; i < 15; i++)
        feed(&rig, "OK");
    feed(&rig, "OK");
    expect(&rig, "> AT+P0|=10 OK|> AT+Q0|=20 OK|> AT+P1|=11 OK|> AT+Q1|=21 OK|> AT+P2|=12 OK|> AT+Q2|=22 OK|"
                 "> AT+P3|=13 OK|> AT+Q3|=23 OK|> AT+P4|=14 OK|> AT+Q4|=24 OK|> AT+P5|=15 OK|> AT+Q5|=25 OK|"
                 "> AT+P6|=16 OK|> AT+Q6|=26 OK|> AT+P7|=17 OK|> AT+Q7|=27 OK|");
}

static void test_text_overtakes_housekeeping_in_the_queue_not_in_flight(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    submit(&rig, "AT+CMGL=4", "", 2, AT_PRIORITY_STORE);
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    expect(&rig, "> AT+CSQ|");
    feed(&rig, "+CSQ: 20,99");
    feed(&rig, "OK");
    expect(&rig, "+CSQ: 20,99|=1 OK|> AT+CMGS=3|");
}

static void test_queue_full_and_one_past(void **state)
{
    struct rig rig;
    struct at_command command = {.text = "AT", .timeout_ms = 1000};
    (void)state;
    start(&rig, 0);
    for (unsigned i = 0; i < TB_AT_QUEUE_MAX; i++) {
        command.tag = (uint16_t)i;
        assert_true(at_submit(&rig.at, &command));
    }
    command.tag = 200;
    assert_false(at_submit(&rig.at, &command));
    assert_false(at_has(&rig.at, 200));
    pump(&rig);
    for (unsigned i = 0; i < TB_AT_QUEUE_MAX; i++)
        feed(&rig, "OK");
    for (unsigned i = 0; i < TB_AT_QUEUE_MAX; i++)
        assert_int_equal(rig.completed[i], 1);
    assert_int_equal(rig.completed[200], 0);
}

static void test_deadline_of_a_command(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 4999);
    expect(&rig, "> AT+CSQ|");
    wait_ms(&rig, 1);
    expect(&rig, "=1 TIMEOUT|");
    wait_ms(&rig, 100000);
    expect(&rig, "");
}

static void test_gap_between_result_and_next_command(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 20);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    submit(&rig, "ATS0=0", "", 2, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "OK");
    expect(&rig, "> ATE0|=1 OK|");
    wait_ms(&rig, 19);
    expect(&rig, "");
    wait_ms(&rig, 1);
    expect(&rig, "> ATS0=0|");
}

static void test_send_prompt_body_result(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 7, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "\r\n> ", 4);
    expect(&rig, "> AT+CMGS=7|prompt 7|");
    body(&rig);
    feed(&rig, "+CMGS: 12");
    feed(&rig, "OK");
    expect(&rig, "body|+CMGS: 12|=7 OK sent|");
}

static void test_send_refused_before_and_after_the_prompt(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    pump(&rig);
    feed(&rig, "+CMS ERROR: 304");
    expect(&rig, "> AT+CMGS=1|=1 CMS 304|");
    submit_send(&rig, 2, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, ">", 1);
    feed(&rig, "+CMS ERROR: 500"); /* while the ledger is awaited */
    expect(&rig, "> AT+CMGS=2|prompt 2|=2 CMS 500 prompted|");
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, ">", 1);
    body(&rig);
    feed(&rig, "+CMS ERROR: 41");
    expect(&rig, "> AT+CMGS=3|prompt 3|body|=3 CMS 41 sent|");
    submit_send(&rig, 4, AT_PRIORITY_TEXT);
    pump(&rig);
    feed(&rig, "OK"); /* in place of a prompt: nothing was sent */
    expect(&rig, "> AT+CMGS=4|=4 ERROR|");
}

static void test_prompt_that_never_comes_is_closed(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 60000);
    rig.log[rig.used] = '\0';
    /* the ESC goes before the next command, else a late prompt eats it */
    assert_non_null(strstr(rig.log, "> AT+CMGS=1|=1 TIMEOUT|^[|> AT+CSQ|"));
    assert_int_equal(rig.completed[1], 1);
    assert_int_equal(rig.completed[2], 1);
}

static void test_open_prompt_is_not_kept_for_ever(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    wait_ms(&rig, 60000);
    expect(&rig, "> AT+CMGS=1|prompt 1|=1 TIMEOUT prompted|^[|");
}

static void test_abandoned_send(void **state)
{
    struct rig rig;
    char out[4];
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    assert_int_equal(at_abandon(&rig.at, rig.now, out, sizeof out), 1);
    assert_int_equal(out[0], 0x1b);
    feed(&rig, "OK");
    expect(&rig, "> AT+CMGS=1|prompt 1|=1 LOST prompted|> AT+CSQ|");
    feed(&rig, "+CSQ: 1,99");
    feed(&rig, "OK");
    expect(&rig, "+CSQ: 1,99|=2 OK|");
    /* the modem says nothing to ESC */
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    assert_int_equal(at_abandon(&rig.at, rig.now, out, sizeof out), 1);
    wait_ms(&rig, 3000);
    expect(&rig, "> AT+CMGS=3|prompt 3|=3 LOST prompted|");
}

static void test_stray_prompt_gets_esc(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    feed_bytes(&rig, "\r\n> ", 4); /* a former life's send */
    expect(&rig, "^[|");
    feed(&rig, "OK"); /* the answer to ESC belongs to nobody */
    expect(&rig, "");
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    feed_bytes(&rig, "\r\n> ", 4);
    expect(&rig, "> AT+CSQ|^[|");
}

static void test_unsolicited_inside_a_command(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CREG?", "+CREG:", 1, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "RING"); /* case par-04 */
    feed(&rig, "+CLIP: \"+12025550143\",145,\"\",0,\"\",0");
    feed(&rig, "+CREG: 0,1");
    feed(&rig, "NO CARRIER"); /* no result of ours */
    feed(&rig, "BUSY");
    feed(&rig, "OK");
    expect(&rig, "> AT+CREG?|RING|+CLIP: \"+12025550143\",145,\"\",0,\"\",0|+CREG: 0,1|NO CARRIER|BUSY|=1 OK|");
}

static void test_message_between_send_and_prompt(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit_send(&rig, 1, AT_PRIORITY_TEXT); /* case par-01 */
    pump(&rig);
    feed(&rig, "+CMT: \"\",38");
    feed(&rig, "0791212055");
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    feed(&rig, "+CMTI: \"SM\",3");
    feed(&rig, "+CMGS: 44");
    feed(&rig, "RING");
    feed(&rig, "OK");
    expect(&rig, "> AT+CMGS=1|+CMT: \"\",38+0791212055|prompt 1|body|+CMTI: \"SM\",3|+CMGS: 44|RING|=1 OK sent|");
}

static void test_pairs(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    feed(&rig, "+CMT: ,25");
    feed(&rig, "07AB");
    feed(&rig, "+CDS: 25");
    feed(&rig, "07CD");
    feed(&rig, "+CMT: \"\",6");
    feed(&rig, "0791210255G1XY"); /* damaged, still its PDU: case inc-07 */
    expect(&rig, "+CMT: ,25+07AB|+CDS: 25+07CD|+CMT: \"\",6+0791210255G1XY|");
    /* rows of a list are pairs while it is asked, and not else */
    feed(&rig, "+CMGL: 0,1,,40");
    expect(&rig, "+CMGL: 0,1,,40|");
    struct at_command list = {.text = "AT+CMGL=4", .answer = "+CMGL:", .pdu_lines = true, .timeout_ms = 1000, .tag = 1};
    assert_true(at_submit(&rig.at, &list));
    pump(&rig);
    feed(&rig, "+CMGL: 0,1,,40");
    feed(&rig, "07EF");
    feed(&rig, "RING");
    feed(&rig, "+CMGL: 1,1,,40");
    feed(&rig, "07EF");
    feed(&rig, "OK");
    expect(&rig, "> AT+CMGL=4|+CMGL: 0,1,,40+07EF|RING|+CMGL: 1,1,,40+07EF|=1 OK|");
}

/* The second line was lost: what follows is itself and not its PDU. */
static void test_header_without_its_pdu(void **state)
{
    static const char *const ROWS[] = {
        "RING", "NO CARRIER", "+CLIP: \"1\",129", "^CEND:1,0,104,16", "*ATREADY: 1", "BUSY", "NO ANSWER",
        "REMOTE CALL END", "VOICE CALL: END", "VOICE CALL: BEGIN", "MISSED_CALL: 09:12PM 2025550143", "RDY",
        "Call Ready", "SMS Ready", "SMS DONE", "PB DONE", "NORMAL POWER DOWN", "+CMT: \"\",9",
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig rig;
        start(&rig, 0);
        feed(&rig, "+CMT: \"\",38");
        feed(&rig, ROWS[i]);
        feed(&rig, "07AB"); /* closes the pair that the last row opens */
        rig.log[rig.used] = '\0';
        const char *got = strncmp(rig.log, "noise|", 6) == 0 ? rig.log + 6 : rig.log;
        char want[128];
        if (strncmp(ROWS[i], "+CMT:", 5) == 0)
            (void)snprintf(want, sizeof want, "%s+07AB|", ROWS[i]);
        else
            (void)snprintf(want, sizeof want, "%s|07AB|", ROWS[i]);
        if (strcmp(got, want) != 0)
            fail_msg("behind +CMT: got %s for %s", got, want);
    }
}

static void test_final_behind_a_header_completes(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "ATE0", "", 1, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "+CMT: \"\",38");
    feed(&rig, "OK");
    assert_int_equal(rig.completed[1], 1);
}

static void test_echo(void **state)
{
    static const char *const ECHOES[] = {"AT", "ATE0", "AT+CLIP=1", "AT^CURC=0", "AT*X", "AT#QSS=1", "AT$X", "AT&C1",
                                         "ATH", "ATI", "ATS0=0", "ATZ", "at+cmgs=26"};
    static const char *const NONE[] = {"ATREADY", "A", "ATTENTION", "0011000B91"};
    struct rig rig;
    (void)state;
    start(&rig, 0);
    for (size_t i = 0; i < TB_COUNT(ECHOES); i++)
        feed(&rig, ECHOES[i]);
    expect(&rig, "");
    for (size_t i = 0; i < TB_COUNT(NONE); i++)
        feed(&rig, NONE[i]);
    expect(&rig, "ATREADY|A|ATTENTION|0011000B91|");
    submit_send(&rig, 1, AT_PRIORITY_TEXT); /* case par-05 */
    pump(&rig);
    feed_bytes(&rig, "AT+CMGS=26\r\r\n> ", 15);
    body(&rig);
    feed_bytes(&rig, "0011\x1a\r\n+CMGS: 7\r\n\r\nOK\r\n", 23);
    expect(&rig, "> AT+CMGS=1|prompt 1|body|0011|+CMGS: 7|=1 OK sent|");
}

static void test_results_that_belong_to_nobody(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    feed(&rig, "OK"); /* case par-13: another program on the port */
    feed(&rig, "ERROR");
    feed(&rig, "+CMS ERROR: 500");
    expect(&rig, "");
    submit(&rig, "AT+CPIN?", "+CPIN:", 1, AT_PRIORITY_SETUP);
    pump(&rig);
    feed(&rig, "+CPIN: READY");
    feed(&rig, "OK");
    expect(&rig, "> AT+CPIN?|+CPIN: READY|=1 OK|");
}

static void test_overlong_line_is_noise(void **state)
{
    static char bytes[TB_AT_LINE_MAX + 8];
    struct rig rig;
    (void)state;
    start(&rig, 0);
    memset(bytes, 'A', sizeof bytes);
    bytes[sizeof bytes - 1] = '\r';
    feed_bytes(&rig, bytes, sizeof bytes);
    feed(&rig, "RING");
    expect(&rig, "noise|RING|");
}

/* A command timed out; its answer comes after all, when the next one is under way. */
static void test_late_answer_never_completes_the_next(void **state)
{
    static const struct {
        const char *name, *late[3];
        const char *next, *next_answer; /* next_answer NULL: a send */
        const char *want;
    } ROWS[] = {
        {"its line and OK, next has a line", {"+CSQ: 9,99", "OK"}, "AT+CPIN?", "+CPIN:", "+CSQ: 9,99|"},
        {"its line and ERROR, next has a line", {"+CSQ: 9,99", "ERROR"}, "AT+CPIN?", "+CPIN:", "+CSQ: 9,99|"},
        {"OK alone, next has a line", {"OK"}, "AT+CPIN?", "+CPIN:", ""},
        {"its line and OK, next is plain", {"+CSQ: 9,99", "OK"}, "ATE0", "", "+CSQ: 9,99|"},
        {"its line and OK, next is a send", {"+CSQ: 9,99", "OK"}, "", NULL, "+CSQ: 9,99|"},
        {"OK alone, next is a send", {"OK"}, "", NULL, ""},
        {"ERROR alone, next is a send", {"ERROR"}, "", NULL, ""},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig rig;
        start(&rig, 0);
        submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
        pump(&rig);
        wait_ms(&rig, 5000);
        if (ROWS[i].next_answer != NULL)
            submit(&rig, ROWS[i].next, ROWS[i].next_answer, 2, AT_PRIORITY_SETUP);
        else
            submit_send(&rig, 2, AT_PRIORITY_TEXT);
        wait_ms(&rig, 1000);
        assert_true(at_has(&rig.at, 2));
        rig.used = 0;
        for (size_t l = 0; l < 3 && ROWS[i].late[l] != NULL; l++)
            feed(&rig, ROWS[i].late[l]);
        rig.log[rig.used] = '\0';
        if (strcmp(rig.log, ROWS[i].want) != 0)
            fail_msg("%s: %s", ROWS[i].name, rig.log);
        assert_int_equal(rig.completed[2], 0);
        assert_true(at_has(&rig.at, 2));
    }
}

static void test_late_answer_while_idle_is_dropped(void **state)
{
    struct rig rig;
    (void)state;
    start(&rig, 0);
    submit(&rig, "AT+CSQ", "+CSQ:", 1, AT_PRIORITY_IDLE);
    pump(&rig);
    wait_ms(&rig, 5000);
    submit(&rig, "ATE0", "", 2, AT_PRIORITY_SETUP);
    pump(&rig);
    expect(&rig, "> AT+CSQ|=1 TIMEOUT|");
    wait_ms(&rig, 100);
    feed(&rig, "OK"); /* inside the quiet time */
    expect(&rig, "");
    wait_ms(&rig, 1000);
    feed(&rig, "OK");
    expect(&rig, "> ATE0|=2 OK|"); /* nothing is owed any more */
}

static void test_link_lost_completes_all(void **state)
{
    struct rig rig;
    struct at_event event;
    unsigned lost = 0;
    (void)state;
    start(&rig, 0);
    assert_false(at_lost(&rig.at, &event));
    submit_send(&rig, 1, AT_PRIORITY_TEXT);
    pump(&rig);
    feed_bytes(&rig, "> ", 2);
    body(&rig);
    submit(&rig, "AT+CSQ", "+CSQ:", 2, AT_PRIORITY_IDLE);
    submit_send(&rig, 3, AT_PRIORITY_TEXT);
    rig.used = 0;
    while (at_lost(&rig.at, &event)) {
        assert_int_equal(event.result, AT_RESULT_LOST);
        note_event(&rig, &event);
        lost++;
    }
    expect(&rig, "=1 LOST sent|=3 LOST|=2 LOST|");
    assert_int_equal(lost, 3);
    assert_true(at_is_idle(&rig.at));
    assert_int_equal(at_deadline(&rig.at), TB_NEVER);
    feed(&rig, "OK");
    expect(&rig, "");
}

/* A fragment of the old link must not glue to the first line of the new one. */
static void test_link_lost_forgets_half_lines(void **state)
{
    struct rig rig;
    struct at_event event;
    (void)state;
    start(&rig, 0);
    feed(&rig, "+CMT: \"\",38");
    feed_bytes(&rig, "+CLIP: \"12", 10);
    assert_false(at_lost(&rig.at, &event));
    feed_bytes(&rig, "07AB\r\nRING\r\n", 12);
    expect(&rig, "07AB|RING|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_another),
        cmocka_unit_test(test_priorities),
        cmocka_unit_test(test_text_overtakes_housekeeping_in_the_queue_not_in_flight),
        cmocka_unit_test(test_queue_full_and_one_past),
        cmocka_unit_test(test_deadline_of_a_command),
        cmocka_unit_test(test_gap_between_result_and_next_command),
        cmocka_unit_test(test_send_prompt_body_result),
        cmocka_unit_test(test_send_refused_before_and_after_the_prompt),
        cmocka_unit_test(test_prompt_that_never_comes_is_closed),
        cmocka_unit_test(test_open_prompt_is_not_kept_for_ever),
        cmocka_unit_test(test_abandoned_send),
        cmocka_unit_test(test_stray_prompt_gets_esc),
        cmocka_unit_test(test_unsolicited_inside_a_command),
        cmocka_unit_test(test_message_between_send_and_prompt),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_header_without_its_pdu),
        cmocka_unit_test(test_final_behind_a_header_completes),
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_results_that_belong_to_nobody),
        cmocka_unit_test(test_overlong_line_is_noise),
        cmocka_unit_test(test_late_answer_never_completes_the_next),
        cmocka_unit_test(test_late_answer_while_idle_is_dropped),
        cmocka_unit_test(test_link_lost_completes_all),
        cmocka_unit_test(test_link_lost_forgets_half_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
