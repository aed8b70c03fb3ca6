#include "at/at_engine.h"

#include "at/at_field.h"
#include "base/hex.h"
#include "base/now.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    PROMPT_TIMEOUT_MS = 15000, /* slowest prompt seen is a few seconds, on a modem busy with registration */
    BODY_WAIT_MS = 30000,      /* how long a prompt may stay open while the ledger's disk stalls */
    ESCAPE_TIMEOUT_MS = 2000,
    QUIET_AFTER_TIMEOUT_MS = 300, /* a late answer of the timed-out command gets this long to come first */
    OWED_MS = 10000,              /* after this a final is taken for the command in flight */
    DOUBT_MS = 15000,     /* so long after a time-out not every answer to a body is believed at once */
    HELD_MS = 30000,      /* but after this, in which networks have answered */
    CUT_FROM_MS = 125,    /* V.250 5.6.1: a character that comes earlier aborts nothing */
    CUT_TIMEOUT_MS = 500, /* a modem that has not heeded it by then will not */
    CTRL_Z = 0x1a,
    ESCAPE = 0x1b
};

void at_init(struct at_engine *self, uint16_t gap_ms)
{
    memset(self, 0, sizeof *self);
    at_line_init(&self->splitter);
    self->gap_ms = gap_ms;
    self->phase = AT_IDLE;
}

void at_renew(struct at_engine *self, uint16_t gap_ms, int64_t now_ms)
{
    int64_t doubt_until_ms = self->lost_in_flight ? now_ms + DOUBT_MS : self->doubt_until_ms;
    int64_t mixed_until_ms = self->lost_in_flight ? now_ms + DOUBT_MS : self->mixed_until_ms;

    at_init(self, gap_ms);
    self->doubt_until_ms = doubt_until_ms;
    self->mixed_until_ms = mixed_until_ms;
}

bool at_submit(struct at_engine *self, const struct at_command *command)
{
    if (self->queued == TB_AT_QUEUE_MAX)
        return false;
    uint8_t place = self->queued;
    while (place > 0 && self->queue[place - 1].priority > command->priority) {
        self->queue[place] = self->queue[place - 1];
        place--;
    }
    self->queue[place] = *command;
    self->queued++;
    return true;
}

static void take_first(struct at_engine *self)
{
    self->current = self->queue[0];
    self->queued--;
    memmove(&self->queue[0], &self->queue[1], self->queued * sizeof self->queue[0]);
}

/* When the first of the queue may go. A body command waits for what a timed-out one still owes: an error that
 * comes late would be taken for its own, and its text be sent again although it left. */
static int64_t start_ms(const struct at_engine *self)
{
    bool waits = self->queue[0].body && self->body_owed && self->owed_until_ms > self->not_before_ms;
    return waits ? self->owed_until_ms : self->not_before_ms;
}

/* Something urgent waits behind a command that is not worth it. */
static bool wants_cut(const struct at_engine *self)
{
    return self->phase == AT_WAIT_FINAL && !self->cut && self->queued > 0 &&
           self->queue[0].priority < self->current.yields_to;
}

/* The character that ends it: a CR, since one that comes too late is an empty line and no part of the next.
 */
static size_t cut_short(struct at_engine *self, int64_t now_ms, char *out)
{
    if (!wants_cut(self) || now_ms < self->cut_from_ms)
        return 0;
    self->cut = true;
    self->due_ms = tb_earlier(self->due_ms, now_ms + CUT_TIMEOUT_MS);
    out[0] = '\r';
    return 1;
}

size_t at_pump(struct at_engine *self, int64_t now_ms, char *out, size_t cap)
{
    CHECK(cap > TB_AT_COMMAND_MAX);
    if (self->escape_due) {
        self->escape_due = false;
        out[0] = ESCAPE;
        return 1;
    }
    if (self->phase != AT_IDLE)
        return cut_short(self, now_ms, out);
    if (self->queued == 0 || now_ms < start_ms(self))
        return 0;
    take_first(self);
    /* Where commands follow each other, each may get the answer of the one before. */
    if (at_is_mixed(self, now_ms))
        self->mixed_until_ms = now_ms + DOUBT_MS;
    self->phase = self->current.body ? AT_WAIT_PROMPT : AT_WAIT_FINAL;
    self->answered = false;
    self->reference_seen = false;
    self->echoed = false;
    self->cut = false;
    self->cut_from_ms = now_ms + CUT_FROM_MS;
    self->due_ms = now_ms + (self->current.body ? PROMPT_TIMEOUT_MS : self->current.timeout_ms);
    int length = snprintf(out, cap, "%s\r", self->current.text);
    return length > 0 ? (size_t)length : 0;
}

size_t at_body(struct at_engine *self, const char *hex, int64_t now_ms, char *out, size_t cap)
{
    int length = snprintf(out, cap, "%s%c", hex, CTRL_Z);

    CHECK(self->phase == AT_PROMPTED && length > 0 && (size_t)length < cap);
    self->phase = AT_WAIT_RESULT;
    self->due_ms = now_ms + self->current.timeout_ms;
    return (size_t)length;
}

size_t at_abandon(struct at_engine *self, int64_t now_ms, char *out, size_t cap)
{
    CHECK(self->phase == AT_PROMPTED && cap > 0);
    out[0] = ESCAPE;
    self->phase = AT_ESCAPED;
    self->due_ms = now_ms + ESCAPE_TIMEOUT_MS;
    return 1;
}

static void complete(struct at_engine *self, enum at_result result, int code, struct at_event *event)
{
    *event = (struct at_event){.kind = AT_EVENT_DONE,
                               .tag = self->current.tag,
                               .argument = self->current.argument,
                               .result = self->phase == AT_ESCAPED ? AT_RESULT_LOST : result,
                               .code = code,
                               .sent = true,
                               .prompted = self->phase == AT_PROMPTED || self->phase == AT_ESCAPED ||
                                           self->phase == AT_WAIT_RESULT,
                               .body_sent = self->phase == AT_WAIT_RESULT,
                               .cut = self->cut,
                               .echoed = self->echoed};
    self->phase = AT_IDLE;
    self->cut = false;
    self->held = false;
}

bool at_tick(struct at_engine *self, int64_t now_ms, struct at_event *event)
{
    event->kind = AT_EVENT_NONE;
    if (self->phase == AT_IDLE || now_ms < self->due_ms)
        return false;
    if (self->held) { /* nothing better came: it was the answer */
        complete(self, self->held_result, self->held_code, event);
        return true;
    }
    /* A prompt that may still come, or is open, would swallow the next command as message text. */
    if (self->phase == AT_WAIT_PROMPT || self->phase == AT_PROMPTED)
        self->escape_due = true;
    if (self->owed < UINT8_MAX)
        self->owed++;
    self->owed_until_ms = now_ms + OWED_MS;
    self->body_owed = self->phase == AT_WAIT_RESULT;
    self->owed_line_seen = false;
    memcpy(self->owed_answer, self->current.answer, sizeof self->owed_answer);
    self->not_before_ms = now_ms + QUIET_AFTER_TIMEOUT_MS;
    self->doubt_until_ms = now_ms + DOUBT_MS;
    self->mixed_until_ms = now_ms + DOUBT_MS;
    complete(self, AT_RESULT_TIMEOUT, AT_CODE_NONE, event);
    return true;
}

int64_t at_deadline(const struct at_engine *self)
{
    if (self->phase != AT_IDLE)
        return wants_cut(self) ? tb_earlier(self->due_ms, self->cut_from_ms) : self->due_ms;
    return self->queued > 0 ? start_ms(self) : TB_NEVER;
}

bool at_lost(struct at_engine *self, struct at_event *event)
{
    self->header[0] = '\0';
    self->owed = 0;
    self->body_owed = false;
    self->escape_due = false;
    self->not_before_ms = 0;
    at_line_init(&self->splitter);
    if (self->phase == AT_IDLE) {
        if (self->queued == 0)
            return false;
        take_first(self);
        self->phase = AT_WAIT_FINAL;
        complete(self, AT_RESULT_LOST, AT_CODE_NONE, event);
        event->sent = false;
        return true;
    }
    self->lost_in_flight = true;
    complete(self, AT_RESULT_LOST, AT_CODE_NONE, event);
    return true;
}

void at_forgive(struct at_engine *self, int64_t not_before_ms)
{
    self->owed = 0;
    self->body_owed = false;
    if (self->not_before_ms < not_before_ms)
        self->not_before_ms = not_before_ms;
}

bool at_is_mixed(const struct at_engine *self, int64_t now_ms)
{
    return now_ms < self->mixed_until_ms;
}

bool at_has(const struct at_engine *self, uint16_t tag)
{
    if (self->phase != AT_IDLE && self->current.tag == tag)
        return true;
    for (uint8_t i = 0; i < self->queued; i++)
        if (self->queue[i].tag == tag)
            return true;
    return false;
}

bool at_is_idle(const struct at_engine *self)
{
    return self->phase == AT_IDLE && self->queued == 0;
}

/* First line of a pair: its PDU follows on the next line (27.005 3.4.1, 3.4.2). */
static bool opens_pair(const struct at_engine *self, const char *line)
{
    if (at_starts_with(line, "+CMT:") || at_starts_with(line, "+CDS:") || at_starts_with(line, "+CBM:"))
        return true;
    return self->phase == AT_WAIT_FINAL && self->current.pdu_lines &&
           at_starts_with(line, self->current.answer);
}

/* Even a damaged PDU begins with its service centre's length and holds no blank; any other line means that
 * the header's second line was lost on the way. */
static bool is_pdu(const char *line)
{
    return tb_hex_digit(line[0]) >= 0 && tb_hex_digit(line[1]) >= 0 && strchr(line, ' ') == NULL;
}

/* A final result that a timed-out command still owed must not complete the one in flight. */
static bool is_late(const struct at_engine *self, enum at_result result, int64_t now_ms)
{
    if (self->owed == 0 || now_ms >= self->owed_until_ms)
        return false;
    if (self->owed_line_seen)
        return true;
    switch (self->phase) {
    case AT_WAIT_PROMPT:
        return true;
    case AT_WAIT_RESULT:
        return result == AT_RESULT_OK && !self->reference_seen;
    case AT_WAIT_FINAL:
        return result == AT_RESULT_OK && self->current.answer[0] != '\0' && !self->current.may_be_empty &&
               !self->answered;
    case AT_IDLE:
    case AT_PROMPTED:
    case AT_ESCAPED:
        break;
    }
    return false;
}

/* What ends a body beyond doubt is +CMGS with OK, or +CMS ERROR (27.005 3.5.1). "OK" alone, +CME ERROR and
 * ERROR are answers of some modems too. So soon after a time-out, forgiven or not, they may be the late
 * answer of another command while the network still thinks. */
static bool is_doubtful(const struct at_engine *self, enum at_result result, int64_t now_ms)
{
    bool sure = result == AT_RESULT_CMS || (result == AT_RESULT_OK && self->reference_seen);

    return self->phase == AT_WAIT_RESULT && !sure && (self->held || now_ms < self->doubt_until_ms);
}

/* Kept for a while, in case something better comes; of two, the one by which nothing is sent again. */
static void hold(struct at_engine *self, enum at_result result, int code, int64_t now_ms)
{
    if (self->held && self->held_result == AT_RESULT_OK)
        return;
    if (!self->held)
        self->due_ms = tb_earlier(self->due_ms, now_ms + HELD_MS);
    self->held = true;
    self->held_result = result;
    self->held_code = code;
}

static void on_final(struct at_engine *self, enum at_result result, int code, int64_t now_ms,
                     struct at_event *event)
{
    bool late = is_late(self, result, now_ms);

    if (late ||
        self->phase == AT_IDLE) { /* with nothing in flight it belongs to nobody (field case par-13) */
        if (self->owed > 0)
            self->owed--;
        self->owed_line_seen = false;
        self->body_owed = false;
        return;
    }
    if (self->phase == AT_PROMPTED && result == AT_RESULT_OK)
        return; /* no command ends well while its body is awaited */
    if (is_doubtful(self, result, now_ms)) {
        hold(self, result, code, now_ms);
        return;
    }
    self->not_before_ms = now_ms + self->gap_ms;
    if (self->phase == AT_WAIT_PROMPT && result == AT_RESULT_OK)
        result = AT_RESULT_ERROR; /* "OK" in place of a prompt: nothing was sent */
    complete(self, result, code, event);
}

static void note_answer(struct at_engine *self, const char *line)
{
    if (self->phase == AT_WAIT_RESULT && at_starts_with(line, "+CMGS:"))
        self->reference_seen = true;
    if (self->phase != AT_IDLE && self->current.answer[0] != '\0' &&
        at_starts_with(line, self->current.answer))
        self->answered = true;
    else if (self->owed > 0 && self->owed_answer[0] != '\0' && at_starts_with(line, self->owed_answer))
        self->owed_line_seen = true;
}

static void on_line(struct at_engine *self, int64_t now_ms, struct at_event *event)
{
    const char *line = self->splitter.text;
    enum at_result result;
    int code;

    if (self->header[0] != '\0') {
        if (is_pdu(line)) {
            self->pair_given = true;
            *event = (struct at_event){.kind = AT_EVENT_LINE, .line = self->header, .pdu = line};
            return;
        }
        self->header[0] = '\0';
    }
    if (at_is_echo(line) && self->phase != AT_IDLE && strcasecmp(line, self->current.text) == 0)
        self->echoed = true;
    if (at_is_echo(line))
        return;
    if (self->phase == AT_WAIT_FINAL && self->current.dials && at_result_parse_dial(line, &code)) {
        self->not_before_ms = now_ms + self->gap_ms;
        complete(self, AT_RESULT_NO_CALL, code, event);
        return;
    }
    if (at_result_parse(line, &result, &code)) {
        on_final(self, result, code, now_ms, event);
        return;
    }
    note_answer(self, line);
    if (opens_pair(self, line)) {
        strncpy(self->header, line, sizeof self->header - 1);
        self->header[sizeof self->header - 1] = '\0';
        return;
    }
    *event = (struct at_event){.kind = AT_EVENT_LINE, .line = line};
}

static void on_prompt(struct at_engine *self, int64_t now_ms, struct at_event *event)
{
    if (self->phase == AT_WAIT_PROMPT) {
        self->phase = AT_PROMPTED;
        self->due_ms = now_ms + BODY_WAIT_MS;
        event->kind = AT_EVENT_PROMPT;
        event->tag = self->current.tag;
        event->argument = self->current.argument;
    } else if (self->phase == AT_IDLE || self->phase == AT_WAIT_FINAL) {
        self->escape_due = true; /* the prompt of an abandoned send: close it, or it eats the next command */
    }
}

size_t at_feed(struct at_engine *self, const uint8_t *bytes, size_t length, int64_t now_ms,
               struct at_event *event)
{
    size_t used = 0;

    *event = (struct at_event){.kind = AT_EVENT_NONE};
    if (self->pair_given) {
        self->pair_given = false;
        self->header[0] = '\0';
    }
    switch (at_line_feed(&self->splitter, bytes, length, &used)) {
    case AT_TOKEN_NONE:
        break;
    case AT_TOKEN_LINE:
        on_line(self, now_ms, event);
        break;
    case AT_TOKEN_PROMPT:
        on_prompt(self, now_ms, event);
        break;
    case AT_TOKEN_OVERLONG:
        event->kind = AT_EVENT_NOISE;
        break;
    }
    return used;
}
