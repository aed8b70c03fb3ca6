/* Call tracker: silence, give_up and the moment at which an answer is due. */
#include "core/calls_private.h"

#include <stddef.h>

/* True if the modem's list of calls can tell whether a silent call still rings. */
static bool may_ask(const struct call *call)
{
    return call->phase == CALL_PHASE_RINGING && call->cadence_ms > 0 && !call->listing && !call->list_failed;
}

/* When silence is to be looked into: the list is asked after 1.5 cadences; without a cadence or a list, 12 s.
 */
static int64_t silence_deadline(const struct call *call)
{
    if (call->phase != CALL_PHASE_RINGING && call->phase != CALL_PHASE_WAITING)
        return TB_NEVER;
    if (may_ask(call))
        return call->last_sign_ms + call->cadence_ms + call->cadence_ms / 2;
    return call->last_sign_ms + CALLS_SILENCE_MS;
}

static int64_t give_up_deadline(const struct calls *self, const struct call *call)
{
    return call->phase == CALL_PHASE_RINGING ? call->first_ring_ms + self->rules.give_up_ms : TB_NEVER;
}

static int64_t due_deadline(const struct call *call)
{
    return call->phase != CALL_PHASE_FREE && !call->decided ? call->due_ms : TB_NEVER;
}

static bool tick_call(struct calls *self, struct call *call, const struct tb_now *now, struct call_notes *out)
{
    if (now->mono_ms >= due_deadline(call)) {
        call->due_ms = TB_NEVER;
        calls_note(out, CALL_NOTE_DUE, call);
    } else if (now->mono_ms >= give_up_deadline(self, call)) {
        calls_hang_up(self, call, now, out);
    } else if (now->mono_ms >= silence_deadline(call)) {
        if (may_ask(call)) {
            call->listing = true;
            call->listed = false;
            calls_note(out, CALL_NOTE_LIST, call);
        } else {
            calls_end(self, call, CALL_MISSED, now, out);
        }
    } else {
        return false;
    }
    return true;
}

void calls_tick(struct calls *self, const struct tb_now *now, struct call_notes *out)
{
    for (size_t i = 0; i < self->top; i++)
        if (tick_call(self, &self->call[i], now, out))
            return;
}

int64_t calls_deadline(const struct calls *self)
{
    int64_t due = TB_NEVER;

    for (size_t i = 0; i < self->top; i++) {
        const struct call *call = &self->call[i];
        if (call->phase == CALL_PHASE_FREE)
            continue;
        due = tb_earlier(due, due_deadline(call));
        due = tb_earlier(due, give_up_deadline(self, call));
        due = tb_earlier(due, silence_deadline(call));
    }
    return due;
}
