/* The modem speaks, or time passes; and the dialogue of a submission. */
#include "play.h"

#include <string.h>

enum { BODY_MS = 30000, REWINDS_MAX = 5 };

static bool found(const struct play *self, enum pattern pattern, const struct bytes *text,
                  struct match *match)
{
    return pattern_find(self->modem.patterns, pattern, bytes_string(text), text->length, 0, match);
}

/* The script settles the submission it has been waiting for. */
static void settle(struct play *self, size_t at)
{
    struct fake *modem = &self->modem;
    struct submission *submission = &modem->submission[self->submission];
    struct match m;
    bool error = found(self, PATTERN_CMS, &self->tail, &m), later = false;

    self->sending = false;
    if (!error && strstr(bytes_string(&self->tail), "+CMGS:") != NULL) {
        submission->outcome = OUTCOME_ACCEPTED;
        return;
    }
    if (!error && strstr(bytes_string(&self->tail), "ERROR") == NULL)
        return;
    submission->outcome = OUTCOME_REFUSED;
    for (size_t i = at + 1; i < self->script->count && !later; i++)
        later = step_expects(&self->script->step[i], "AT+CMGS");
    if (later)
        return; /* else it is the script's last word on this recipient */
    modem->refusal = bytes_room(modem->refusal, modem->refusal_count + 1, sizeof *modem->refusal);
    struct sticky *refusal = &modem->refusal[modem->refusal_count++];
    *refusal = (struct sticky){.key = bytes_copy(submission->to)};
    if (error)
        bytes_add(&refusal->answer, self->tail.at + m.begin[0], m.end[0] - m.begin[0]);
    else
        bytes_text(&refusal->answer, "ERROR");
}

static bool is_prompt(const struct bytes *text)
{
    return memchr(bytes_string(text), '>', text->length) != NULL;
}

size_t play_send(struct play *self, size_t at)
{
    const struct step *step = &self->script->step[at];
    struct fake *modem = &self->modem;

    if (!step->answer && found(self, PATTERN_GATED, &step->text, NULL) && !play_gate(self))
        return PLAY_STUCK;
    if (self->sent_once[at] && !is_prompt(&step->text))
        return at + 1;
    shelf_fill(&modem->shelf, at);
    bool was_silent = modem->silent;
    if (!step->answer && !self->sending)
        bytes_clear(&self->tail);
    bytes_add(&self->tail, bytes_string(&step->text), step->text.length);
    if (is_prompt(&step->text) && modem->has_command && !self->sending && modem->owner == OWNER_PROMISED) {
        modem->in_body = true;
        modem->owner = OWNER_SCRIPT;
        bytes_clear(&modem->body);
    }
    fake_say(modem, bytes_string(&step->text), step->text.length, 0);
    play_deliver(self);
    if (found(self, PATTERN_FINAL, &self->tail, NULL) && !found(self, PATTERN_DOWN, &step->text, NULL)) {
        modem->silent = false;
        if (self->sending)
            settle(self, at);
        bytes_clear(&self->tail);
    } else if (was_silent && !found(self, PATTERN_BOOT, &step->text, NULL)) {
        modem->silent = true;
    }
    return at + 1;
}

size_t play_early(const struct play *self, size_t at)
{
    const struct script *script = self->script;

    while (at < script->count) {
        const struct step *step = &script->step[at];
        if (step_expects(step, "AT+CMGS"))
            return at;
        if (step->kind == STEP_WAIT || step->kind == STEP_NOTE)
            at++;
        else if (step->kind == STEP_EXPECT && step->optional)
            at = script_after_answers(script, at);
        else
            return PLAY_STUCK;
    }
    return PLAY_STUCK;
}

size_t play_wait(struct play *self, size_t at)
{
    int64_t now = self->box.now.mono_ms;
    size_t early = play_early(self, at);
    struct want want = {.kind = WANT_COMMAND, .prefix = "AT+CMGS="};

    if (self->resume_ms[at] == 0)
        self->resume_ms[at] = now + self->script->step[at].number;
    int64_t left = self->resume_ms[at] - now;
    switch (play_pump(self, left > 0 ? left : 0, early != PLAY_STUCK ? &want : NULL, NULL, NULL)) {
    case GOT_COMMAND:
        return play_submission(self, early, at);
    case GOT_STUCK:
        return PLAY_STUCK;
    case GOT_NOTHING:
    case GOT_BODY:
    case GOT_ESCAPE:
    case GOT_STOPPED:
        break;
    }
    self->resume_ms[at] = 0;
    return at + 1;
}

/* --- AT+CMGS --- */

/* The body has come, or will not: who is it for? */
static size_t take_body(struct play *self, size_t at, size_t back, enum got got)
{
    struct fake *modem = &self->modem;

    if (got == GOT_STUCK)
        return PLAY_STUCK;
    if (got != GOT_BODY) {
        play_note(self, "no body after the prompt (%s)", got == GOT_ESCAPE ? "ESC" : "nothing for 30 s");
        modem->in_body = false;
        if (got == GOT_ESCAPE)
            fake_answer(modem, "\r\nOK\r\n");
        return back;
    }
    struct submission *submission = fake_record(modem, bytes_string(&self->got), self->got.length);
    if (submission->bad && ++self->rewinds > REWINDS_MAX)
        return play_stuck(self, "step %zu: only bad submissions come", at);
    if (submission->bad || strcmp(submission->to, REPLAY_AGENT) == 0) {
        fake_settle(modem, submission);
        return back;
    }
    self->sending = true;
    self->submission = modem->submission_count - 1;
    bytes_clear(&self->tail);
    return at + 1; /* meanwhile the modem answers: a text sent again would go out */
}

size_t play_submission(struct play *self, size_t at, size_t back)
{
    const struct script *script = self->script;
    struct want body = {.kind = WANT_BODY};
    struct fake *modem = &self->modem;
    size_t i = at + 1;

    bytes_clear(&modem->command);
    bytes_text(&modem->command, bytes_string(&self->got));
    modem->has_command = true;
    modem->owner = OWNER_PROMISED;
    self->sending = false;
    bytes_clear(&self->tail);
    while (i < script->count && !step_expects(&script->step[i], SCRIPT_BODY)) {
        const struct step *step = &script->step[i];
        if (step->kind == STEP_SEND) {
            size_t next = play_send(self, i);
            if (!is_prompt(&step->text))
                self->sent_once[i] = true;
            if (next == PLAY_STUCK ||
                (found(self, PATTERN_FINAL, &step->text, NULL) && modem->owner != OWNER_SCRIPT))
                return next; /* refused before the prompt */
            i = next;
        } else if (step->kind == STEP_WAIT) {
            if (play_pump(self, step->number, NULL, NULL, NULL) == GOT_STUCK)
                return PLAY_STUCK;
            i++;
        } else {
            return i;
        }
    }
    return take_body(self, i, back, play_pump(self, BODY_MS, &body, NULL, NULL));
}
