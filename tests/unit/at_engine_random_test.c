/* Any order of commands, lines, prompts, time and lost links: each accepted command completes once, never
 * twice, and the engine never falls silent. Every seed is printed with its failure and can be played again.
 */
#include "at/at_engine.h"
#include "base/now.h"
#include "support/unit.h"

enum { SEEDS = 600, STEPS = 400, TAGS = 4096 };

struct run {
    struct at_engine at;
    uint64_t seed, state;
    int64_t now;
    uint16_t next_tag;
    uint8_t completed[TAGS];
    bool prompted;
    uint16_t prompted_tag;
};

static const char *const LINES[] = {
    "OK",
    "ERROR",
    "+CMS ERROR: 41",
    "+CME ERROR: 14",
    "RING",
    "NO CARRIER",
    "+CMGS: 5",
    "+CSQ: 20,99",
    "+CMT: \"\",38",
    "0791212055",
    "+CDS: 25",
    "+CMGL: 0,1,,40",
    "AT+CSQ",
    "> ",
    ">",
    "\r\r\n>\r\n",
    "+CPIN: READY",
    "garbage \xff\x01",
    "OK\r\nOK",
    "",
};

static void on_event(struct run *run, const struct at_event *event)
{
    switch (event->kind) {
    case AT_EVENT_DONE:
        if (event->tag == 0 || event->tag >= run->next_tag || ++run->completed[event->tag] != 1)
            fail_msg("seed %llu: tag %u completed %u times", (unsigned long long)run->seed, event->tag,
                     run->completed[event->tag]);
        if (run->prompted && run->prompted_tag == event->tag)
            run->prompted = false;
        assert_true(event->prompted || !event->body_sent);
        break;
    case AT_EVENT_PROMPT:
        assert_false(run->prompted);
        run->prompted = true;
        run->prompted_tag = event->tag;
        break;
    case AT_EVENT_LINE:
        assert_non_null(event->line);
        break;
    case AT_EVENT_NONE:
    case AT_EVENT_NOISE:
        break;
    }
}

static void pump(struct run *run)
{
    char out[TB_AT_COMMAND_MAX + 2];
    for (unsigned guard = 0; at_pump(&run->at, run->now, out, sizeof out) > 0; guard++)
        assert_true(guard < 4);
}

static void submit(struct run *run)
{
    struct at_command command = {.priority = (enum at_priority)unit_below(&run->state, AT_PRIORITY_IDLE + 1),
                                 .timeout_ms = 1 + unit_below(&run->state, 6000),
                                 .tag = run->next_tag};
    static const char *const ANSWERS[] = {"", "+CSQ:", "+CMGL:", "+CPIN:"};
    unsigned kind = unit_below(&run->state, 5);

    if (run->next_tag >= TAGS - 1)
        return;
    (void)snprintf(command.text, sizeof command.text, "AT+X%u", run->next_tag);
    command.body = kind == 4;
    if (kind < 4)
        (void)snprintf(command.answer, sizeof command.answer, "%s", ANSWERS[kind]);
    command.pdu_lines = kind == 2;
    command.may_be_empty = unit_below(&run->state, 2) == 0;
    command.dials = unit_below(&run->state, 4) == 0;
    command.yields_to = (enum at_priority)unit_below(&run->state, AT_PRIORITY_IDLE + 1);
    if (at_submit(&run->at, &command))
        run->next_tag++;
}

static void feed(struct run *run)
{
    char bytes[64];
    struct at_event event;
    int n = snprintf(bytes, sizeof bytes, "\r\n%s\r\n", LINES[unit_below(&run->state, TB_COUNT(LINES))]);
    size_t length = (size_t)n, done = 0;
    if (unit_below(&run->state, 10) == 0)
        length = unit_below(&run->state, (unsigned)length + 1); /* cut off */
    while (done < length) {
        done += at_feed(&run->at, (const uint8_t *)bytes + done, length - done, run->now, &event);
        on_event(run, &event);
        pump(run);
    }
}

static void answer_prompt(struct run *run)
{
    char out[32];
    if (!run->prompted)
        return;
    run->prompted = false;
    if (unit_below(&run->state, 4) == 0)
        assert_int_equal(at_abandon(&run->at, run->now, out, sizeof out), 1);
    else
        assert_int_equal(at_body(&run->at, "AB", run->now, out, sizeof out), 3);
}

static void step(struct run *run)
{
    struct at_event event;
    unsigned choice = unit_below(&run->state, 100);

    if (choice < 25)
        submit(run);
    else if (choice < 70)
        feed(run);
    else if (choice < 80)
        answer_prompt(run);
    else if (choice < 98)
        run->now += unit_below(&run->state, 2000);
    else
        while (at_lost(&run->at, &event))
            on_event(run, &event);
    while (at_tick(&run->at, run->now, &event))
        on_event(run, &event);
    pump(run);
}

static void play(uint64_t seed)
{
    struct run *run = calloc(1, sizeof *run);
    struct at_event event;

    assert_non_null(run);
    run->seed = seed;
    run->state = seed * 2654435761U + 1;
    run->next_tag = 1;
    at_init(&run->at, (uint16_t)(seed % 3 * 20));
    for (unsigned i = 0; i < STEPS; i++)
        step(run);
    /* nobody answers any more: all that is open ends by its own deadline */
    for (unsigned guard = 0; !at_is_idle(&run->at); guard++) {
        if (guard > 1000)
            fail_msg("seed %llu: never idle", (unsigned long long)seed);
        int64_t due = at_deadline(&run->at);
        assert_true(due != TB_NEVER);
        run->now = due > run->now ? due : run->now;
        while (at_tick(&run->at, run->now, &event))
            on_event(run, &event);
        pump(run);
    }
    for (uint16_t tag = 1; tag < run->next_tag; tag++)
        if (run->completed[tag] != 1)
            fail_msg("seed %llu: tag %u completed %u times", (unsigned long long)seed, tag,
                     run->completed[tag]);
    free(run);
}

static void test_each_command_completes_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        play(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_command_completes_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
