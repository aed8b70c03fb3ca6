/* Fuzzes the command engine with any mixture of commands, bytes, bodies, time and lost links: each accepted
 * command completes once, and what is open at the end ends by its own deadline.
 *
 * The input is a list of operations, one letter each:  c P T   submit (priority, timeout);  s   submit a
 * send; l TEXT \n   bytes from the modem with CR LF;  r N BYTES   raw bytes;  t N   time goes by;  b / e body
 * or ESC to an open prompt;  x   the link is lost. */
#include "at/at_engine.h"
#include "base/check.h"
#include "base/now.h"
#include "fuzz_main.h"

#include <string.h>

enum { TAGS = 1024 };

struct run {
    struct at_engine at;
    int64_t now;
    uint16_t next_tag;
    uint8_t completed[TAGS];
};

static void on_event(struct run *run, const struct at_event *event)
{
    if (event->kind == AT_EVENT_DONE) {
        CHECK(event->tag > 0 && event->tag < run->next_tag);
        CHECK(++run->completed[event->tag] == 1);
        CHECK(event->prompted || !event->body_sent);
    } else if (event->kind == AT_EVENT_LINE) {
        CHECK(event->line != NULL && strlen(event->line) < TB_AT_LINE_MAX);
    }
}

static void pump(struct run *run)
{
    struct at_event event;
    char out[TB_AT_COMMAND_MAX + 2];

    while (at_tick(&run->at, run->now, &event))
        on_event(run, &event);
    for (unsigned guard = 0; at_pump(&run->at, run->now, out, sizeof out) > 0; guard++)
        CHECK(guard < 4);
}

static void feed(struct run *run, const uint8_t *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        struct at_event event;
        size_t used = at_feed(&run->at, bytes + done, length - done, run->now, &event);
        CHECK(used >= 1 && used <= length - done);
        done += used;
        on_event(run, &event);
        pump(run);
    }
}

static void submit(struct run *run, uint8_t how, uint8_t timeout, bool body)
{
    static const char *const ANSWERS[] = {"", "+CSQ:", "+CMGL:", "+CPIN:"};
    struct at_command command = {.text = "AT+CSQ",
                                 .priority = (enum at_priority)(how % (AT_PRIORITY_IDLE + 1)),
                                 .timeout_ms = 1U + timeout * 100U,
                                 .tag = run->next_tag,
                                 .body = body,
                                 .may_be_empty = (how & 0x40) != 0,
                                 .dials = (how & 0x80) != 0,
                                 .yields_to = (how & 0x80) != 0 ? AT_PRIORITY_STORE : AT_PRIORITY_CALL,
                                 .pdu_lines = how >> 4 == 2};

    if (run->next_tag >= TAGS - 1)
        return;
    memcpy(command.answer, ANSWERS[how >> 4 & 3], strlen(ANSWERS[how >> 4 & 3]) + 1);
    if (at_submit(&run->at, &command))
        run->next_tag++;
}

static void answer_prompt(struct run *run, bool escape)
{
    char out[16];

    if (run->at.phase != AT_PROMPTED)
        return;
    CHECK(escape ? at_abandon(&run->at, run->now, out, sizeof out) == 1
                 : at_body(&run->at, "00AB", run->now, out, sizeof out) == 5);
}

static void lose(struct run *run)
{
    struct at_event event;
    while (at_lost(&run->at, &event))
        on_event(run, &event);
    CHECK(at_is_idle(&run->at));
}

static size_t operate(struct run *run, const uint8_t *data, size_t size)
{
    const uint8_t *end;
    size_t used = 1;

    switch (data[0]) {
    case 'c':
        if (size >= 3)
            submit(run, data[1], data[2], false);
        return 3;
    case 's':
        submit(run, AT_PRIORITY_TEXT, 50, true);
        break;
    case 'l':
        end = memchr(data + 1, '\n', size - 1);
        used = end != NULL ? (size_t)(end - data) : size;
        feed(run, (const uint8_t *)"\r\n", 2);
        feed(run, data + 1, used - 1);
        feed(run, (const uint8_t *)"\r\n", 2);
        break;
    case 'r':
        if (size < 2)
            return size;
        used = 2U + data[1] < size ? 2U + data[1] : size;
        feed(run, data + 2, used - 2);
        break;
    case 't':
        run->now += size >= 2 ? data[1] * INT64_C(100) : 0;
        return 2;
    case 'b':
    case 'e':
        answer_prompt(run, data[0] == 'e');
        break;
    case 'x':
        lose(run);
        break;
    default:
        break;
    }
    return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct run run;

    memset(&run, 0, sizeof run);
    run.next_tag = 1;
    at_init(&run.at, 0);
    for (size_t done = 0; done < size; pump(&run))
        done += operate(&run, data + done, size - done);
    for (unsigned guard = 0; !at_is_idle(&run.at); guard++) {
        CHECK(guard < 1000 && at_deadline(&run.at) != TB_NEVER);
        if (at_deadline(&run.at) > run.now)
            run.now = at_deadline(&run.at);
        pump(&run);
    }
    for (uint16_t tag = 1; tag < run.next_tag; tag++)
        CHECK(run.completed[tag] == 1);
    return 0;
}
