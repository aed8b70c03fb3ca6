/* The AT engine under virtual time, and what it did as one string. */
#ifndef TESTS_SUPPORT_AT_RIG_H
#define TESTS_SUPPORT_AT_RIG_H

#include "at/at_engine.h"
#include "base/now.h"
#include "unit.h"

/* What the engine did since the last look, as words: "sent AT" -> "AT|", Ctrl-Z "^Z", ESC "^[",
 * events "=tag OK", "line", "line+pdu", "prompt tag". */
struct rig {
    struct at_engine at;
    int64_t now;
    char log[2048];
    size_t used;
    unsigned completed[256];
};

static inline void say(struct rig *rig, const char *a, const char *b)
{
    int n = snprintf(rig->log + rig->used, sizeof rig->log - rig->used, "%s%s|", a, b);
    rig->used += (size_t)n;
    assert_true(rig->used < sizeof rig->log);
}

static inline void note_event(struct rig *rig, const struct at_event *event)
{
    static const char *const RESULTS[] = {"OK", "ERROR", "CME", "CMS", "TIMEOUT", "LOST", "NO CALL"};
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
        say(rig, words,
            event->body_sent  ? " sent"
            : event->prompted ? " prompted"
            : event->cut      ? " cut"
                              : "");
        break;
    case AT_EVENT_NOISE:
        say(rig, "noise", "");
        break;
    }
}

static inline void pump(struct rig *rig)
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
        if (n == 1) {
            say(rig, "^M", "");
            continue;
        }
        out[n - 1] = '\0';
        say(rig, "> ", out);
    }
}

static inline void feed_bytes(struct rig *rig, const char *bytes, size_t length)
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

static inline void feed(struct rig *rig, const char *line)
{
    char bytes[1400];
    int n = snprintf(bytes, sizeof bytes, "\r\n%s\r\n", line);
    feed_bytes(rig, bytes, (size_t)n);
}

static inline void wait_ms(struct rig *rig, int64_t ms)
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

static inline void expect(struct rig *rig, const char *want)
{
    rig->log[rig->used] = '\0';
    assert_string_equal(rig->log, want);
    rig->used = 0;
    rig->log[0] = '\0';
}

static inline void start(struct rig *rig, uint16_t gap_ms)
{
    memset(rig, 0, sizeof *rig);
    rig->now = 1000;
    at_init(&rig->at, gap_ms);
}

static inline void submit(struct rig *rig, const char *text, const char *answer, uint16_t tag,
                          enum at_priority priority)
{
    struct at_command command = {.priority = priority, .timeout_ms = 5000, .tag = tag, .argument = tag};
    (void)snprintf(command.text, sizeof command.text, "%s", text);
    (void)snprintf(command.answer, sizeof command.answer, "%s", answer);
    assert_true(at_submit(&rig->at, &command));
}

static inline void submit_send(struct rig *rig, uint16_t tag, enum at_priority priority)
{
    struct at_command command = {
        .body = true, .priority = priority, .timeout_ms = 60000, .tag = tag, .argument = tag};
    (void)snprintf(command.text, sizeof command.text, "AT+CMGS=%u", tag);
    assert_true(at_submit(&rig->at, &command));
}

static inline void body(struct rig *rig)
{
    char out[64];
    size_t n = at_body(&rig->at, "0011", rig->now, out, sizeof out);
    assert_int_equal(n, 5);
    assert_memory_equal(out, "0011\x1a", 5);
    say(rig, "body", "");
}

#endif
