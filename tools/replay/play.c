#include "play.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { HEAR_MS = 3000, SLACK_MS = 400000 };

void play_note(struct play *self, const char *format, ...)
{
    struct bytes words = {.at = NULL};
    va_list arguments;

    va_start(arguments, format);
    bytes_vformat(&words, format, arguments);
    va_end(arguments);
    fake_log(&self->modem, "--", words.at, words.length);
    bytes_free(&words);
}

size_t play_stuck(struct play *self, const char *format, ...)
{
    va_list arguments;

    if (self->stuck.length > 0)
        return PLAY_STUCK;
    va_start(arguments, format);
    bytes_vformat(&self->stuck, format, arguments);
    va_end(arguments);
    return PLAY_STUCK;
}

/* --- steps that concern the box as a whole --- */

static size_t close_port(struct play *self, size_t at)
{
    if (!play_gate(self))
        return PLAY_STUCK;
    play_deliver(self);
    vbox_port(&self->box, false);
    play_note(self, "port closed");
    bytes_clear(&self->modem.in);
    self->modem.out_first = self->modem.out_count; /* said into the void */
    return at + 1;
}

static size_t open_port(struct play *self, size_t at)
{
    fake_port_reset(&self->modem);
    fake_settings_lost(&self->modem);
    vbox_port(&self->box, true);
    play_note(self, "port open again");
    self->reopened = true;
    return at + 1;
}

static size_t kill_daemon(struct play *self, size_t at)
{
    play_deliver(self);
    vbox_kill(&self->box);
    play_note(self, "SIGKILL");
    bytes_clear(&self->modem.in);
    return at + 1;
}

static size_t start_daemon(struct play *self, size_t at)
{
    vbox_start(&self->box);
    play_note(self, "daemon started");
    self->modem.armed = false;
    self->modem.served = 0;
    self->modem.heard_ms = self->modem.now_ms;
    return at + 1;
}

static size_t play_step(struct play *self, size_t at)
{
    const struct step *step = &self->script->step[at];

    switch (step->kind) {
    case STEP_NOTE:
    case STEP_FILE:
        break;
    case STEP_CLOCK:
        vbox_step_clock(&self->box, step->number);
        play_note(self, "wall clock stepped by %" PRId64 " s", step->number);
        break;
    case STEP_SEND:
        return play_send(self, at);
    case STEP_EXPECT:
        return play_expect(self, at);
    case STEP_WAIT:
        return play_wait(self, at);
    case STEP_CLOSE_PORT:
        return close_port(self, at);
    case STEP_OPEN_PORT:
        return open_port(self, at);
    case STEP_KILL:
        return kill_daemon(self, at);
    case STEP_START:
        return start_daemon(self, at);
    }
    return at + 1;
}

/* --- the whole --- */

bool play_init(struct play *self, const struct script *script, const struct patterns *patterns,
               const struct settings *settings, struct bytes *why)
{
    *self = (struct play){.script = script, .deadline_ms = SLACK_MS};
    if (!vbox_init(&self->box, settings, why))
        return false;
    fake_init(&self->modem, patterns, script, self->box.now.mono_ms);
    self->sent_once = bytes_room(NULL, script->count, sizeof *self->sent_once);
    self->resume_ms = bytes_room(NULL, script->count, sizeof *self->resume_ms);
    memset(self->sent_once, 0, script->count * sizeof *self->sent_once);
    memset(self->resume_ms, 0, script->count * sizeof *self->resume_ms);
    self->deadline_ms += self->box.now.mono_ms;
    for (size_t i = 0; i < script->count; i++)
        if (script->step[i].kind == STEP_WAIT)
            self->deadline_ms += script->step[i].number;
    return true;
}

void play_free(struct play *self)
{
    if (self->sent_once != NULL)
        fake_free(&self->modem);
    vbox_free(&self->box);
    free(self->sent_once);
    free(self->resume_ms);
    bytes_free(&self->tail);
    bytes_free(&self->got);
    bytes_free(&self->stuck);
}

/* Clock steps that stand before everything else are made before the daemon starts. Returns the step after
 * them. */
static size_t lead_clock(struct play *self)
{
    size_t i = 0;

    for (; i < self->script->count; i++) {
        const struct step *step = &self->script->step[i];
        if (step->kind == STEP_CLOCK)
            vbox_step_clock(&self->box, step->number);
        else if (step->kind != STEP_FILE && step->kind != STEP_NOTE && !step->noted)
            break;
    }
    return i;
}

static const struct step *first_of(const struct script *script, enum step_kind kind)
{
    for (size_t i = 0; i < script->count; i++)
        if (script->step[i].kind == kind)
            return &script->step[i];
    return NULL;
}

/* A modem that boots at the beginning is silent till then; a line at the very beginning finds a host that
 * talks. */
static void begin(struct play *self)
{
    const struct script *script = self->script;
    const struct step *first = NULL, *send = first_of(script, STEP_SEND);
    struct bytes boot = {.at = NULL};

    for (size_t i = 0; i < script->count && first == NULL; i++) {
        const struct step *step = &script->step[i];
        bool aside = step->kind == STEP_FILE || step->kind == STEP_CLOCK || step->noted;
        if (step->kind == STEP_SEND || !aside)
            first = step;
    }
    if (send != NULL)
        bytes_add(&boot, bytes_string(&send->text), send->text.length);
    bytes_text(&boot, "\n");
    if (first != NULL && first->kind == STEP_WAIT &&
        pattern_find(self->modem.patterns, PATTERN_BOOT, boot.at, boot.length, 0, NULL))
        self->modem.silent = true;
    if (first != NULL && first->kind == STEP_SEND)
        (void)play_pump(self, HEAR_MS, NULL, play_is_served, NULL);
    bytes_free(&boot);
}

void play_run(struct play *self)
{
    size_t at = 0, lead = lead_clock(self);

    vbox_start(&self->box);
    begin(self);
    while (at != PLAY_STUCK && at < self->script->count)
        if (at < lead && self->script->step[at].kind == STEP_CLOCK)
            at++; /* done */
        else
            at = play_step(self, at);
    self->deadline_ms = TB_NEVER;
}
