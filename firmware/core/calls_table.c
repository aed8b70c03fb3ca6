/* Call tracker: the calls of one line, from their beginning to their verdict. */
#include "core/calls_private.h"

#include "base/copy.h"
#include "core/people.h"

#include <stdio.h>
#include <string.h>

enum {
    LEAST_RING_MS = 2000 /* `when = ring`: not before so much ringing */
};

void calls_init(struct calls *self, const struct call_rules *rules)
{
    memset(self, 0, sizeof *self);
    self->rules = *rules;
    self->ringing = -1;
    for (size_t i = 0; i < PAST_MAX; i++)
        self->past[i].ended_ms = INT64_MIN / 2;
}

void calls_set_rules(struct calls *self, const struct call_rules *rules)
{
    self->rules = *rules;
}

void calls_note(struct call_notes *out, enum call_note_kind kind, struct call *call)
{
    if (out->count < CALL_NOTES_MAX)
        out->note[out->count++] = (struct call_note){.kind = kind, .call = call};
}

struct call *calls_ringing(struct calls *self)
{
    return self->ringing >= 0 ? &self->call[self->ringing] : NULL;
}

/* When the answer is due, from what is known of the call now. */
static void set_due(struct calls *self, struct call *call)
{
    bool known = call->record.number[0] != '\0';
    int64_t due = TB_NEVER;

    if (call->decided)
        return;
    if (call->phase == CALL_PHASE_ENDED) {
        due = call->ended_ms;
        if (call->record.outcome != CALL_ANSWERED)
            due += known ? self->rules.wait_ms : self->rules.clip_lag_ms;
    }
    if (self->rules.when_ring && known && call->phase != CALL_PHASE_TALKING) {
        int64_t ringing_due = call->last_sign_ms + self->rules.wait_ms; /* set when the number came */
        if (ringing_due < call->first_ring_ms + LEAST_RING_MS)
            ringing_due = call->first_ring_ms + LEAST_RING_MS;
        if (call->phase == CALL_PHASE_ENDED && ringing_due > call->ended_ms)
            ringing_due = call->ended_ms;
        due = ringing_due;
    }
    call->due_ms = due;
}

/* Slots from top on are free and not looked at: with one call at a time a step touches one. */
static struct call *free_slot(struct calls *self)
{
    for (size_t i = 0; i < self->top; i++)
        if (self->call[i].phase == CALL_PHASE_FREE)
            return &self->call[i];
    return self->top < TB_CALLS_OPEN_MAX ? &self->call[self->top++] : NULL;
}

struct call *calls_open(struct calls *self, enum call_phase phase, const struct tb_now *now,
                        struct call_notes *out)
{
    struct call *call = free_slot(self);

    if (call == NULL) {
        calls_note(out, CALL_NOTE_OVERFLOW, NULL);
        return NULL;
    }
    memset(call, 0, sizeof *call);
    call->phase = phase;
    call->record.outcome = CALL_RINGING;
    call->record.began = call->record.last_ring = stamp_now(now);
    call->first_ring_ms = call->last_ring_ms = call->last_sign_ms = now->mono_ms;
    call->due_ms = TB_NEVER;
    if (phase == CALL_PHASE_RINGING)
        self->ringing = (int8_t)(call - self->call);
    calls_note(out, CALL_NOTE_OPENED, call);
    return call;
}

static void remember(struct calls *self, const char *number, int64_t ended_ms)
{
    tb_copy(self->past[self->past_next].number, sizeof self->past[0].number, number);
    self->past[self->past_next].ended_ms = ended_ms;
    self->past_next = (uint8_t)((self->past_next + 1) % PAST_MAX);
}

void calls_end(struct calls *self, struct call *call, enum call_outcome outcome, const struct tb_now *now,
               struct call_notes *out)
{
    if (call->phase == CALL_PHASE_TALKING)
        outcome = CALL_ANSWERED;
    if (self->ringing == call - self->call)
        self->ringing = -1;
    call->phase = CALL_PHASE_ENDED;
    call->ended_ms = now->mono_ms;
    call->record.outcome = outcome;
    call->record.ended = stamp_now(now);
    remember(self, call->record.number, now->mono_ms);
    set_due(self, call);
    calls_note(out, CALL_NOTE_ENDED, call);
}

/* The waiting call that came first becomes the ringing one. */
struct call *calls_promote(struct calls *self)
{
    struct call *first = NULL;

    for (size_t i = 0; i < self->top; i++) {
        struct call *call = &self->call[i];
        if (call->phase == CALL_PHASE_WAITING &&
            (first == NULL || call->first_ring_ms < first->first_ring_ms))
            first = call;
    }
    if (first != NULL) {
        first->phase = CALL_PHASE_RINGING;
        self->ringing = (int8_t)(first - self->call);
    }
    return first;
}

struct call *calls_waiting(struct calls *self, const char *number)
{
    for (size_t i = 0; i < self->top; i++)
        if (self->call[i].phase == CALL_PHASE_WAITING && strcmp(self->call[i].record.number, number) == 0)
            return &self->call[i];
    return NULL;
}

void calls_hang_up(struct calls *self, struct call *call, const struct tb_now *now, struct call_notes *out)
{
    self->hanging_up = true;
    self->spare_end = true;
    self->hung_up_ms = self->hung_up_sign_ms = now->mono_ms;
    memcpy(self->hung_up_number, call->record.number, sizeof self->hung_up_number);
    calls_note(out, CALL_NOTE_HANG_UP, call);
    calls_end(self, call, CALL_GAVE_UP, now, out);
    (void)calls_promote(self);
}

void calls_give_number(struct calls *self, struct call *call, const char *number, const struct tb_now *now,
                       struct call_notes *out)
{
    if (number[0] == '\0' || call->record.number[0] != '\0')
        return;
    tb_copy(call->record.number, sizeof call->record.number, number);
    call->last_sign_ms = now->mono_ms;
    if (call->phase == CALL_PHASE_ENDED)
        remember(self, number, call->ended_ms);
    set_due(self, call);
    calls_note(out, CALL_NOTE_RANG, call);
}

bool calls_restore(struct calls *self, const struct call_record *record, int64_t due_ms)
{
    struct call *call = free_slot(self);

    if (call == NULL)
        return false;
    memset(call, 0, sizeof *call);
    call->record = *record;
    call->phase = CALL_PHASE_ENDED;
    call->ended_ms = due_ms;
    call->due_ms = due_ms;
    return true;
}

void calls_decided(struct calls *self, struct call *call)
{
    (void)self;
    call->decided = true;
    call->due_ms = TB_NEVER;
}

void calls_sweep(struct calls *self)
{
    for (size_t i = 0; i < self->top; i++)
        if (self->call[i].phase == CALL_PHASE_ENDED && self->call[i].decided)
            self->call[i].phase = CALL_PHASE_FREE;
    while (self->top > 0 && self->call[self->top - 1].phase == CALL_PHASE_FREE)
        self->top--;
}

struct call *calls_find(struct calls *self, int64_t id)
{
    for (size_t i = 0; i < self->top; i++)
        if (self->call[i].phase != CALL_PHASE_FREE && self->call[i].record.id == id)
            return &self->call[i];
    return NULL;
}

bool calls_busy(const struct calls *self)
{
    for (size_t i = 0; i < self->top; i++)
        if (self->call[i].phase == CALL_PHASE_RINGING || self->call[i].phase == CALL_PHASE_WAITING)
            return true;
    return false;
}
