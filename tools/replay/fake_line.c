/* The scripted modem's line: bytes of the host become commands and bodies, answers wait until they are due.
 */
#include "fake.h"

#include <stdlib.h>
#include <string.h>

enum { CTRL_Z = 26, ESCAPE = 27, LATENCY_MIN_MS = 1, LATENCY_SPREAD_MS = 5 };

void fake_host(struct fake *self, const char *bytes, size_t length)
{
    bytes_add(&self->in, bytes, length);
    self->heard_ms = self->now_ms;
}

/* Nothing overtakes what was said before it: a serial line. */
static void queue(struct fake *self, const char *text, size_t length, int64_t delay_ms)
{
    int64_t due = self->now_ms + delay_ms;

    if (self->out_first == self->out_count) {
        for (size_t i = 0; i < self->out_count; i++)
            bytes_free(&self->out[i].text);
        self->out_first = self->out_count = 0;
    }
    if (self->out_count > self->out_first && self->out[self->out_count - 1].due_ms > due)
        due = self->out[self->out_count - 1].due_ms;
    self->out = bytes_room(self->out, self->out_count + 1, sizeof *self->out);
    struct said *said = &self->out[self->out_count++];
    *said = (struct said){.due_ms = due};
    bytes_add(&said->text, text, length);
}

void fake_say(struct fake *self, const char *text, size_t length, int64_t delay_ms)
{
    fake_log(self, "<<", text, length);
    queue(self, text, length, delay_ms);
    fake_observe(self, text, length);
}

void fake_answer(struct fake *self, const char *text)
{
    self->seed ^= self->seed << 13;
    self->seed ^= self->seed >> 7;
    self->seed ^= self->seed << 17;
    fake_say(self, text, strlen(text), LATENCY_MIN_MS + (int64_t)(self->seed % LATENCY_SPREAD_MS));
}

int64_t fake_deadline(const struct fake *self)
{
    return self->out_first < self->out_count ? self->out[self->out_first].due_ms : INT64_MAX;
}

static bool is_wanted(const struct want *want, const char *command)
{
    if (want == NULL || want->kind != WANT_COMMAND)
        return false;
    return fake_matches(command, want->prefix) || (want->or_submission && fake_matches(command, "AT+CMGS="));
}

/* A whole line of the host. True if it is wanted by the player. */
static bool take_command(struct fake *self, const struct want *want, struct bytes *text)
{
    const char *at = bytes_string(&self->line);
    size_t length = self->line.length;

    while (length > 0 && strchr("\x1a\x1b ", at[0]) != NULL) { /* the NUL too: strchr finds it at the end */
        at++;
        length--;
    }
    while (length > 0 && strchr("\x1a\x1b ", at[length - 1]) != NULL)
        length--;
    if (length == 0)
        return false;
    char *command = bytes_room(NULL, length + 1, 1);
    for (size_t i = 0; i < length; i++)
        if ((command[i] = at[i]) == '\0')
            command[i] = '?';
    command[length] = '\0';
    self->commands = bytes_room(self->commands, self->command_count + 1, sizeof *self->commands);
    self->commands[self->command_count++] = command;
    fake_log(self, ">>", command, length);
    self->served++;
    self->heard_ms = self->now_ms;
    if (is_wanted(want, command)) {
        bytes_clear(text);
        bytes_text(text, command);
        return true;
    }
    if (!self->silent)
        fake_default(self, command);
    return false;
}

static void echo_back(struct fake *self, const struct bytes *text, const char *end)
{
    if (!self->echo || self->silent)
        return;
    queue(self, bytes_string(text), text->length, 0);
    queue(self, end, strlen(end), 0);
}

static enum got take_line(struct fake *self, char end, const struct want *want, struct bytes *text)
{
    if (end == '\r' && self->line.length > 0)
        echo_back(self, &self->line, "\r");
    bool wanted = take_command(self, want, text);
    bytes_clear(&self->line);
    return wanted ? GOT_COMMAND : GOT_NOTHING;
}

/* Ctrl-Z or ESC ends a body. */
static enum got take_body(struct fake *self, char end, const struct want *want, struct bytes *text)
{
    bool escaped = end == ESCAPE;

    self->in_body = false;
    fake_log(self, escaped ? ">> ESC after" : ">> Ctrl-Z after", bytes_string(&self->body),
             self->body.length);
    echo_back(self, &self->body, escaped ? "" : "\x1a");
    bool at_once = want != NULL && want->kind == WANT_BODY;
    if (self->owner == OWNER_SCRIPT && (at_once || !escaped)) {
        struct bytes *to = at_once ? text : &self->body_text;
        bytes_clear(to);
        bytes_add(to, bytes_string(&self->body), self->body.length);
        bytes_clear(&self->body);
        self->body_done = !at_once;
        self->body_escaped = escaped;
        return !at_once ? GOT_NOTHING : escaped ? GOT_ESCAPE : GOT_BODY;
    }
    if (escaped)
        fake_answer(self, "\r\nOK\r\n");
    else
        fake_settle(self, fake_record(self, bytes_string(&self->body), self->body.length));
    bytes_clear(&self->body);
    return GOT_NOTHING;
}

static enum got take_byte(struct fake *self, char byte, const struct want *want, struct bytes *text)
{
    if (self->in_body && (byte == CTRL_Z || byte == ESCAPE))
        return take_body(self, byte, want, text);
    if (self->in_body) {
        bytes_add(&self->body, &byte, 1);
    } else if (byte == '\r' || byte == '\n') {
        return take_line(self, byte, want, text);
    } else if (byte == CTRL_Z || byte == ESCAPE) {
        bytes_clear(&self->line);
    } else {
        bytes_add(&self->line, &byte, 1);
    }
    return GOT_NOTHING;
}

enum got fake_serve(struct fake *self, const struct want *want, struct bytes *text)
{
    enum got got = GOT_NOTHING;
    size_t used = 0;

    if (want != NULL && want->kind == WANT_BODY && self->body_done) {
        self->body_done = false;
        bytes_clear(text);
        bytes_add(text, bytes_string(&self->body_text), self->body_text.length);
        return self->body_escaped ? GOT_ESCAPE : GOT_BODY;
    }
    while (got == GOT_NOTHING && used < self->in.length)
        got = take_byte(self, self->in.at[used++], want, text);
    bytes_drop(&self->in, used);
    return got;
}
