#include "fake.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_REFERENCE = 100 };

/* References that the script gives itself are kept free: its reports must find their own text. */
static void reserve_references(struct fake *self)
{
    for (size_t i = 0; i < self->script->count; i++) {
        const struct step *step = &self->script->step[i];
        struct match m;
        size_t from = 0;
        while (step->kind == STEP_SEND &&
               pattern_find(self->patterns, PATTERN_REFERENCE, bytes_string(&step->text), step->text.length,
                            from, &m)) {
            self->reserved[strtoul(step->text.at + m.begin[1], NULL, 10) & 255] = true;
            from = m.end[0];
        }
    }
}

void fake_settings_lost(struct fake *self)
{
    self->cmgf = 0;
    self->clip = 0;
    self->csms = 0;
    (void)snprintf(self->news, sizeof self->news, "0,0,0,0,0");
}

void fake_port_reset(struct fake *self)
{
    self->echo = true;
    self->in_body = false;
    self->silent = false;
    bytes_clear(&self->line);
    bytes_clear(&self->body);
    self->owner = OWNER_DEFAULT;
    self->has_command = false;
    self->body_done = false;
    self->served = 0;
    self->heard_ms = self->now_ms;
    self->armed = false;
}

void fake_init(struct fake *self, const struct patterns *patterns, const struct script *script,
               int64_t now_ms)
{
    *self = (struct fake){.patterns = patterns,
                          .script = script,
                          .maker = fake_maker(script->modem),
                          .now_ms = now_ms,
                          .begin_ms = now_ms,
                          .boot_ms = INT64_MIN / 2,
                          .seed = 0x9e3779b97f4a7c15,
                          .cfun = 1,
                          .memory = "SM",
                          .pin = "READY",
                          .reference = FIRST_REFERENCE};
    for (size_t i = 0; i < REGISTRATIONS; i++)
        (void)snprintf(self->registration[i], sizeof self->registration[i], "1");
    fake_settings_lost(self);
    fake_port_reset(self);
    shelf_init(&self->shelf, script, patterns);
    reserve_references(self);
}

static void free_sticky(struct sticky *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(list[i].key);
        bytes_free(&list[i].answer);
    }
    free(list);
}

static void free_strings(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(list[i]);
    free(list);
}

void fake_free(struct fake *self)
{
    shelf_free(&self->shelf);
    bytes_free(&self->in);
    bytes_free(&self->line);
    bytes_free(&self->body);
    bytes_free(&self->command);
    bytes_free(&self->body_text);
    bytes_free(&self->transcript);
    for (size_t i = 0; i < self->out_count; i++)
        bytes_free(&self->out[i].text);
    free(self->out);
    free_sticky(self->sticky, self->sticky_count);
    free_sticky(self->refusal, self->refusal_count);
    free_strings(self->commands, self->command_count);
    free_strings(self->fault, self->fault_count);
    for (size_t i = 0; i < self->submission_count; i++)
        submission_free(&self->submission[i]);
    free(self->submission);
    for (size_t i = 0; i < self->happening_count; i++)
        free(self->happening[i].words);
    free(self->happening);
}

void fake_log(struct fake *self, const char *who, const char *text, size_t length)
{
    bytes_format(&self->transcript, "%9.3f %s ", (double)(self->now_ms - self->begin_ms) / 1000, who);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\r' || c == '\n')
            bytes_text(&self->transcript, c == '\r' ? "\\r" : "\\n");
        else if (c < ' ' || c > '~')
            bytes_format(&self->transcript, "\\x%02x", c);
        else
            bytes_add(&self->transcript, &text[i], 1);
    }
    bytes_text(&self->transcript, "\n");
}

void fake_fault(struct fake *self, const char *format, ...)
{
    char words[256];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < self->fault_count; i++)
        if (strcmp(self->fault[i], words) == 0)
            return;
    self->fault = bytes_room(self->fault, self->fault_count + 1, sizeof *self->fault);
    self->fault[self->fault_count++] = bytes_copy(words);
}
