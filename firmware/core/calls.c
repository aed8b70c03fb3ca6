/* Call tracker: what a line of the modem means for the calls. */
#include "core/calls_private.h"

#include "base/copy.h"
#include "core/number.h"
#include "core/people.h"
#include "sms/sms_utf.h"

#include <stdio.h>
#include <string.h>

enum {
    LEAST_CADENCE_MS = 1000,  /* closer RINGs are one ring told twice */
    SAME_END_MS = 10000,      /* SIMCom ends one call with up to three lines; so long they belong to it */
    TOLD_MS = 10 * 60 * 1000, /* networks take their time to write about a call that they could not place */
    LATE_LINE_MS = 1000,      /* a +CLIP or call list row that crossed with the end of its call */
};

/* True while signs may still be those of the call that was given up. The hang-up itself may wait for minutes,
 * behind a text that a modem never answers. */
static bool is_hanging_up(struct calls *self, const struct tb_now *now)
{
    if (now->mono_ms - self->hung_up_sign_ms >= CALLS_SILENCE_MS)
        self->hanging_up = false;
    return self->hanging_up;
}

static void ring(struct calls *self, const struct tb_now *now, struct call_notes *out)
{
    struct call *call = calls_ringing(self);

    /* the last RING of the call that was just given up, or the first of the next */
    if (is_hanging_up(self, now)) {
        self->hung_up_sign_ms = now->mono_ms;
        if (call != NULL)
            call->last_sign_ms = now->mono_ms;
        return;
    }
    if (call != NULL && call->phase == CALL_PHASE_TALKING) {
        calls_end(self, call, CALL_ANSWERED, now, out);
        call = NULL;
    }
    if (call == NULL)
        call = calls_promote(self);
    if (call == NULL) {
        call = calls_open(self, CALL_PHASE_RINGING, now, out);
        if (call != NULL)
            call->rang = true;
        return;
    }
    int64_t since = now->mono_ms - call->last_ring_ms;
    if (!call->rang || since >= LEAST_CADENCE_MS) {
        call->cadence_ms = call->rang ? since : 0;
        call->rang = true;
        call->last_ring_ms = now->mono_ms;
        call->record.last_ring = stamp_now(now);
        calls_note(out, CALL_NOTE_RANG, call);
    }
    call->last_sign_ms = now->mono_ms;
    call->listing = false;
}

/* The call that ended a moment ago without a number; once its answer is given it is swept away. */
static struct call *just_ended_unnamed(struct calls *self, const struct tb_now *now)
{
    for (size_t i = 0; i < self->top; i++) {
        struct call *call = &self->call[i];
        if (call->phase == CALL_PHASE_ENDED && !call->withheld && call->record.number[0] == '\0' &&
            now->mono_ms - call->ended_ms <= self->rules.clip_lag_ms)
            return call;
    }
    return NULL;
}

static bool is_stale(const struct calls *self, const char *number, int64_t within_ms,
                     const struct tb_now *now)
{
    for (size_t i = 0; i < PAST_MAX; i++)
        if (now->mono_ms - self->past[i].ended_ms < within_ms && strcmp(number, self->past[i].number) == 0)
            return true;
    return false;
}

/* A sign that `number` ("" if withheld) rings now: +CLIP, or a call list row. */
static struct call *caller(struct calls *self, const char *number, const struct tb_now *now,
                           struct call_notes *out)
{
    struct call *call = calls_ringing(self);
    bool hanging_up = is_hanging_up(self, now);

    if (call != NULL && hanging_up && number[0] != '\0' && strcmp(number, self->hung_up_number) == 0 &&
        strcmp(number, call->record.number) != 0)
        return NULL; /* the last +CLIP of the call that was given up */
    if (call == NULL) {
        if (hanging_up && (number[0] == '\0' || strcmp(number, self->hung_up_number) == 0))
            return NULL;
        struct call *ended = just_ended_unnamed(self, now);
        if (ended != NULL) {
            calls_give_number(self, ended, number, now, out);
            return ended;
        }
        if (is_stale(self, number, LATE_LINE_MS, now))
            return NULL;
        call = calls_promote(self);
        if (call == NULL)
            call = calls_open(self, CALL_PHASE_RINGING, now, out);
        if (call == NULL)
            return NULL;
    }
    if (number[0] != '\0' && call->record.number[0] != '\0' && strcmp(number, call->record.number) != 0) {
        /* Another caller under the same RING: the former one left without a word (call attendant issue 114).
         */
        calls_end(self, call, CALL_MISSED, now, out);
        call = calls_waiting(self, number);
        if (call != NULL) {
            call->phase = CALL_PHASE_RINGING;
            self->ringing = (int8_t)(call - self->call);
        } else {
            call = calls_open(self, CALL_PHASE_RINGING, now, out);
        }
        if (call == NULL)
            return NULL;
    }
    call->last_sign_ms = now->mono_ms;
    call->listed = true;
    calls_give_number(self, call, number, now, out);
    return call;
}

static void waiting(struct calls *self, const char *number, const struct tb_now *now, struct call_notes *out)
{
    struct call *first = calls_ringing(self);

    if (first == NULL) {
        (void)caller(self, number, now, out);
        return;
    }
    if (strcmp(number, first->record.number) == 0 && number[0] != '\0')
        return; /* repeated for the call that rings by now */
    struct call *second = calls_waiting(self, number);
    if (second != NULL) {
        second->last_sign_ms = now->mono_ms;
        return;
    }
    second = calls_open(self, CALL_PHASE_WAITING, now, out);
    if (second == NULL)
        return;
    calls_give_number(self, second, number, now, out);
    if (first->phase == CALL_PHASE_RINGING)
        calls_hang_up(self, first, now, out); /* both are texted; the line is free for the second at once */
}

/* The end line of a call that was given up may come after the hang-up was answered: then it does not end the
 * one that took its place, unless that has rung since. */
static bool is_spare_end(struct calls *self, const struct call *call, const struct tb_now *now)
{
    bool spare = self->spare_end && now->mono_ms - self->hung_up_ms < SAME_END_MS && call != NULL &&
                 call->first_ring_ms <= self->hung_up_ms && !call->rang;

    self->spare_end = false;
    return spare;
}

/* An end that names its call, or "" for the one that rings. */
static void ended(struct calls *self, const char *number, enum call_outcome outcome, const struct tb_now *now,
                  struct call_notes *out)
{
    struct call *call = calls_ringing(self);

    if (is_hanging_up(self, now) && (number[0] == '\0' || strcmp(number, self->hung_up_number) == 0))
        return; /* of the call that was given up */
    if (number[0] == '\0' && is_spare_end(self, call, now))
        return;
    bool fits = call != NULL && (call->record.number[0] == '\0' || strcmp(call->record.number, number) == 0);
    if (number[0] != '\0' && !fits)
        call = calls_waiting(self, number);
    if (call == NULL && number[0] != '\0') {
        struct call *unnamed = just_ended_unnamed(self, now);
        if (unnamed != NULL) {
            calls_give_number(self, unnamed, number, now, out);
            return;
        }
        if (is_stale(self, number, SAME_END_MS, now))
            return;
        /* first seen at its end: a missed call all the same, and none of the one that rings */
        call = calls_open(self, self->ringing >= 0 ? CALL_PHASE_WAITING : CALL_PHASE_RINGING, now, out);
    }
    if (call == NULL)
        return;
    calls_give_number(self, call, number, now, out);
    calls_end(self, call, outcome, now, out);
}

/* Picked up at the modem. On record at once: after a cut it must not count as missed. */
static void talking(struct call *call, struct call_notes *out)
{
    call->phase = CALL_PHASE_TALKING;
    call->record.outcome = CALL_ANSWERED;
    calls_note(out, CALL_NOTE_RANG, call);
}

static void call_state(struct calls *self, const struct urc *urc, const char *number,
                       const struct tb_now *now, struct call_notes *out)
{
    struct call *call;

    if (!urc->incoming)
        return;
    switch (urc->call) {
    case CALL_STATE_INCOMING:
        (void)caller(self, number, now, out);
        break;
    case CALL_STATE_WAITING:
        waiting(self, number, now, out);
        break;
    case CALL_STATE_RELEASED:
        ended(self, number, CALL_MISSED, now, out);
        break;
    case CALL_STATE_ACTIVE:
        call = calls_ringing(self);
        if (call != NULL)
            talking(call, out);
        break;
    case CALL_STATE_HELD:
    case CALL_STATE_DIALING:
    case CALL_STATE_ALERTING:
        break;
    }
}

/* The call that a name or a called number belongs to: the ringing one, or the one that just ended. */
static struct call *described(struct calls *self, const struct tb_now *now)
{
    struct call *call = calls_ringing(self);
    return call != NULL ? call : just_ended_unnamed(self, now);
}

/* A name as the modem sent it may be in any character set, or cut: what is no UTF-8 becomes a question mark,
 * so that the alert that shows it can always be sent. */
static void clean_name(const char *name, char out[TB_NAME_MAX])
{
    size_t used = 0;

    while (*name != '\0' && used + 4 < TB_NAME_MAX) {
        uint32_t c = sms_utf8_next(&name);
        if (c == SMS_UTF_BAD) {
            name++;
            c = '?';
        }
        used += sms_utf8_put(c, out + used);
    }
    out[used] = '\0';
}

static void describe(struct calls *self, const struct urc *urc, const char *number, const struct tb_now *now,
                     struct call_notes *out)
{
    struct call *call = described(self, now);
    char name[TB_NAME_MAX];

    if (call == NULL)
        return;
    clean_name(urc->name, name);
    if (urc->kind == URC_CALLED_NUMBER) {
        if (number[0] == '\0' || strcmp(call->record.called, number) == 0)
            return;
        tb_copy(call->record.called, sizeof call->record.called, number);
    } else {
        if (name[0] == '\0' || strcmp(call->record.name, name) == 0)
            return;
        memcpy(call->record.name, name, sizeof call->record.name);
    }
    calls_note(out, CALL_NOTE_RANG, call);
}

/* What no number can be made of, as far as it can be shown. */
static void raw_number(const char *text, char out[NUMBER_MAX])
{
    size_t used = 0;

    for (; *text != '\0' && used + 1 < NUMBER_MAX; text++)
        if (*text > ' ' && *text < 0x7f)
            out[used++] = *text;
    out[used] = '\0';
}

void calls_urc(struct calls *self, const struct urc *urc, const struct tb_now *now, struct call_notes *out)
{
    char number[NUMBER_MAX] = "";
    struct call *call;

    if (urc->number[0] != '\0' && !number_normalise(urc->number, urc->ton, self->rules.country, number))
        raw_number(urc->number, number); /* shown, never texted */
    switch (urc->kind) {
    case URC_RING:
        ring(self, now, out);
        break;
    case URC_CALLER:
        call = caller(self, number, now, out);
        if (call != NULL && number[0] == '\0')
            call->withheld = true;
        if (call != NULL)
            describe(self, urc, "", now, out);
        break;
    case URC_WAITING:
        waiting(self, number, now, out);
        break;
    case URC_CALL_STATE:
        call_state(self, urc, number, now, out);
        break;
    case URC_CALL_END:
        ended(self, "", urc->duration_s > 0 ? CALL_ANSWERED : CALL_MISSED, now, out);
        break;
    case URC_CALL_ANSWERED:
        call = calls_ringing(self);
        if (call != NULL)
            talking(call, out);
        break;
    case URC_MISSED:
        ended(self, number, CALL_MISSED, now, out);
        break;
    case URC_CALLER_NAME:
    case URC_CALLED_NUMBER:
        describe(self, urc, number, now, out);
        break;
    case URC_UNKNOWN:
    case URC_DELIVER:
    case URC_REPORT:
    case URC_STORED:
    case URC_REPORT_STORED:
    case URC_STORE_FULL:
    case URC_STORED_ROW:
    case URC_STORED_ONE:
    case URC_REFERENCE:
    case URC_BOOT:
    case URC_BOOT_DONE:
    case URC_POWER_DOWN:
    case URC_SIM:
    case URC_REGISTRATION:
    case URC_REGISTRATION_LTE:
    case URC_SIGNAL:
    case URC_OPERATOR:
    case URC_SMSC:
    case URC_OWN_NUMBER:
    case URC_RADIO:
    case URC_PIN_TRIES:
    case URC_FORWARD:
    case URC_CLOCK:
    case URC_CLOCK_NEWS:
    case URC_IMS:
    case URC_VOICE:
        break;
    }
}

static bool was_seen(const struct calls *self, const char *number, int64_t from_ms)
{
    for (size_t i = 0; i < self->top; i++)
        if (self->call[i].phase != CALL_PHASE_FREE && strcmp(self->call[i].record.number, number) == 0)
            return true;
    for (size_t i = 0; i < PAST_MAX; i++)
        if (self->past[i].ended_ms > from_ms && strcmp(self->past[i].number, number) == 0)
            return true;
    return false;
}

bool calls_told(struct calls *self, const char *number, const struct tb_now *then, struct call_notes *out)
{
    if (was_seen(self, number, then->mono_ms - TOLD_MS))
        return false;
    struct call *call = calls_open(self, CALL_PHASE_WAITING, then, out); /* RING and +CLIP speak of others */
    if (call == NULL)
        return true;
    call->told = true;
    calls_give_number(self, call, number, then, out);
    calls_end(self, call, CALL_MISSED, then, out);
    return true;
}

void calls_listed(struct calls *self, bool ok, const struct tb_now *now, struct call_notes *out)
{
    struct call *call = calls_ringing(self);

    if (call == NULL || !call->listing)
        return;
    call->listing = false;
    if (!ok)
        call->list_failed = true;
    else if (!call->listed)
        calls_end(self, call, CALL_MISSED, now, out);
}

void calls_hung_up(struct calls *self)
{
    self->hanging_up = false;
}

void calls_interrupted(struct calls *self, const struct tb_now *now, struct call_notes *out)
{
    self->hanging_up = false;
    for (size_t i = 0; i < self->top && out->count < CALL_NOTES_MAX; i++) {
        struct call *call = &self->call[i];
        if (call->phase != CALL_PHASE_FREE && call->phase != CALL_PHASE_ENDED)
            calls_end(self, call, CALL_INTERRUPTED, now, out);
    }
}
