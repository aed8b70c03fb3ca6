/* From a call to its verdict, and from the verdict to a text. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/hours.h"
#include "core/template.h"

#include <stdio.h>
#include <string.h>

enum { HELD_MS = 24 * 3600 * 1000, MINUTE_MS = 60 * 1000 };

struct call_rules core_call_rules(const struct config *config, const struct modem_profile *profile)
{
    struct call_rules rules = {.when_ring = config->when_ring,
                               .wait_ms = config->wait_ms,
                               .give_up_ms = config->give_up_ms,
                               .clip_lag_ms = profile->clip_may_lag_ms};

    memcpy(rules.country, config->country, sizeof rules.country);
    return rules;
}

/* True if what is prepared is what this verdict wants said now. */
static bool is_prepared(const struct core *self, const struct prepared *prepared,
                        const struct call_record *call, const struct policy_verdict *verdict, int64_t minute)
{
    return prepared->call == call->id && prepared->message == verdict->message &&
           prepared->promise == verdict->promise &&
           (!verdict->promise || prepared->callback_ms == core_callback_ms(self)) &&
           (!verdict->promise || prepared->minute == minute);
}

bool core_render(const struct core *self, int16_t message, const struct template_promise *promise,
                 char body[TB_MESSAGE_MAX])
{
    char covering[TB_NUMBER_MAX];

    if (message != POLICY_MESSAGE_COVERED)
        return template_render(self->config, message, promise, body);
    number_pretty(self->desk.covering, self->config->country, covering, sizeof covering);
    desk_covered(body, TB_MESSAGE_MAX, self->config->agent, self->config->broker, covering);
    return true;
}

/* Renders the text of a verdict and encodes its first part, unless that is done already. False if there is
 * nothing to say. */
static bool prepare(struct core *self, struct line *line, const struct call_record *call,
                    const struct policy_verdict *verdict, const struct tb_now *now)
{
    struct prepared *prepared = &line->prepared;
    int64_t callback_ms = core_callback_ms(self);
    int64_t minute = now->wall_ok ? (now->wall_ms + callback_ms) / MINUTE_MS : -1;

    if (is_prepared(self, prepared, call, verdict, minute))
        return true;
    struct template_promise words = template_promise(self->config, callback_ms, *now);
    prepared->call = 0;
    if (!core_render(self, verdict->message, verdict->promise ? &words : NULL, prepared->body) ||
        !sms_plan_text(prepared->body, &prepared->plan))
        return false;
    prepared->message = verdict->message;
    prepared->promise = verdict->promise;
    prepared->callback_ms = verdict->promise ? callback_ms : 0;
    prepared->minute = minute;
    prepared->ref = (uint8_t)(self->concat_ref + 1);
    struct sms_submit submit = {.to = call->number,
                                .text = prepared->body,
                                .plan = &prepared->plan,
                                .ref = prepared->ref,
                                .report = true,
                                .validity = SMS_VALIDITY_1_HOUR};
    if (sms_encode_submit(&submit, prepared->hex, sizeof prepared->hex, &prepared->octets) == 0)
        prepared->hex[0] = '\0';
    prepared->call = call->id;
    return true;
}

static void set_verdict(const struct core *self, struct call_record *call,
                        const struct policy_verdict *verdict)
{
    call->verdict = verdict->verdict;
    call->reason = verdict->reason;
    call->message[0] = '\0';
    if (verdict->verdict != VERDICT_SKIP && verdict->message == POLICY_MESSAGE_COVERED)
        tb_copy(call->message, sizeof call->message, POLICY_COVERED_NAME);
    else if (verdict->verdict != VERDICT_SKIP && verdict->message >= 0)
        tb_copy(call->message, sizeof call->message, self->config->message[verdict->message].name);
}

/* The caller's own text, in the outbox and on its way to the ledger. */
static struct text *answer(struct core *self, struct line *line, struct call_record *call,
                           const struct policy_verdict *verdict, int64_t age_ms, const struct tb_now *now,
                           struct actions *out)
{
    struct text *text = prepare(self, line, call, verdict, now)
                            ? core_text_prepared(self, line, call->number, now, out)
                            : NULL;
    if (text == NULL)
        return NULL;
    text->record.call = call->id;
    text->record.promise_ms = line->prepared.callback_ms;
    if (verdict->verdict == VERDICT_HOLD) {
        text->record.state = TEXT_HELD;
        text->expires_ms = now->mono_ms + HELD_MS - age_ms;
        text->release_ms = now->wall_ok ? hours_release(self->config, now->wall_ms / 1000) : TB_NEVER;
        if (text->release_ms != TB_NEVER)
            text->release_ms *= 1000;
    } else {
        text->expires_ms = now->mono_ms + self->config->max_age_ms - age_ms;
    }
    return text;
}

static const char *contact_name(const struct core *self, const char *number)
{
    return self->contacts != NULL ? contacts_name(self->contacts, number) : NULL;
}

/* A call of a former life has no monotonic times of its own, only stamps. */
static bool is_restored(const struct call *call)
{
    return call->first_ring_ms == 0;
}

/* How long it rang; INT64_MAX if no clock can tell. */
static int64_t rang_ms(const struct call *call, const struct tb_now *now)
{
    const struct stamp *began = &call->record.began, *ended = &call->record.ended;

    if (call->told)
        return INT64_MAX;
    if (!is_restored(call))
        return (call->phase == CALL_PHASE_ENDED ? call->ended_ms : now->mono_ms) - call->first_ring_ms;
    if (began->this_boot && ended->this_boot)
        return ended->mono_ms - began->mono_ms;
    return began->wall_ok && ended->wall_ok ? ended->wall_ms - began->wall_ms : INT64_MAX;
}

bool core_is_own_sim(const struct core *self, const char *number)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (number_equal(self->line[i].own, number))
            return true;
    return false;
}

static struct policy_verdict decide(struct core *self, struct line *line, const struct call *call,
                                    int64_t age_ms, const struct tb_now *now)
{
    const char *number = call->record.number;
    struct tb_now ended = *now;
    struct policy_facts facts = {.number = number,
                                 .called = call->record.called,
                                 .own_number = core_is_own_sim(self, number) ? number : "",
                                 .line = (uint8_t)core_line_index(self, line),
                                 .answered = call->record.outcome == CALL_ANSWERED,
                                 .contact = contact_name(self, number) != NULL,
                                 .waiting = outbox_waiting(&self->outbox),
                                 .age_ms = age_ms};

    facts.rang_ms = rang_ms(call, now);
    facts.test = call->record.test;
    core_desk_facts(self, &facts, now);
    if (age_ms != INT64_MAX) {
        ended.mono_ms -= age_ms;
        ended.wall_ms -= age_ms;
    }
    return policy_decide(self->config, &self->people, &self->caps, &facts, &ended, now);
}

void core_log_verdict(const struct core *self, const struct call_record *call, struct actions *out)
{
    char number[TB_NUMBER_MAX];

    action_log(out, LOG_PRIORITY_INFO, "call %lld from %s on line %s: %s %s%s", (long long)call->id,
               core_log_number(self, call->number, number), call->line, call_verdict_word(call->verdict),
               call->verdict == VERDICT_SKIP ? skip_reason_word(call->reason) : "message:",
               call->verdict == VERDICT_SKIP ? "" : call->message);
}

/* A text to this caller that has not left yet opens no window so far, and is a text all the same. */
static void answer_once(struct core *self, const char *number, struct policy_verdict *verdict)
{
    bool open = verdict->verdict != VERDICT_SKIP && outbox_open(&self->outbox, number) != NULL;
    bool held = verdict->verdict == VERDICT_HOLD && outbox_held(&self->outbox, number) != NULL;

    if (open || held)
        *verdict = (struct policy_verdict){.verdict = VERDICT_SKIP, .reason = REASON_REPEAT, .message = -1};
}

/* The agent hears of a client first: whatever the box can say to a client, the agent can say better. Only so
 * long does the client's text wait. */
static void tell_of_client(struct core *self, struct text *text, const struct tb_now *now,
                           struct actions *out)
{
    enum { LONGEST_MS = 20 * 1000 };
    int64_t before = self->last.text;

    core_paperwork(self, out);
    core_alert_call(self, &text->call, &text->record, now, out);
    if (self->last.text == before)
        return; /* alerts are off, or fold */
    text->after = before + 1;
    text->retry_ms = now->mono_ms + LONGEST_MS;
}

static void take_verdict(struct core *self, struct line *line, struct call *call, const struct tb_now *now,
                         struct actions *out)
{
    int64_t age_ms = call->phase == CALL_PHASE_ENDED ? now->mono_ms - call->ended_ms : 0;
    struct text *text = NULL;

    if (is_restored(call))
        age_ms = stamp_age(call->record.ended.set ? &call->record.ended : &call->record.last_ring, now);
    const char *name = contact_name(self, call->record.number);
    if (name != NULL && call->record.name[0] == '\0')
        tb_copy(call->record.name, sizeof call->record.name, name);
    call->record.test = call->record.test || core_trial_waits(self, now);
    struct policy_verdict verdict = decide(self, line, call, age_ms, now);
    answer_once(self, call->record.number, &verdict);
    set_verdict(self, &call->record, &verdict);
    if (verdict.verdict != VERDICT_SKIP) {
        text = answer(self, line, &call->record, &verdict, age_ms, now, out);
        if (text == NULL) { /* no words, or nowhere to put them: the agent must call */
            bool mute = line->prepared.call != call->record.id;
            verdict = (struct policy_verdict){
                .verdict = VERDICT_SKIP, .reason = mute ? REASON_NO_CONFIG : REASON_TOO_OLD, .message = -1};
            set_verdict(self, &call->record, &verdict);
        }
    }
    if (text != NULL) { /* it may leave in this very step; its papers follow in the next */
        text->call = call->record;
        text->call_unrecorded = true;
        core_unrecorded(self, text);
    } else {
        core_record_call(self, out, &call->record);
        core_log_verdict(self, &call->record, out);
    }
    if (text != NULL && text->record.state == TEXT_PREPARED && !call->record.test &&
        policy_kind(self->config, people_find(&self->people, call->record.number), call->record.number) ==
            PERSON_CLIENT)
        tell_of_client(self, text, now, out);
    if (text != NULL && text->record.state == TEXT_HELD)
        core_paperwork(self, out); /* nothing is urgent: the call, its text and the alert are one commit */
    if (text == NULL || text->record.state == TEXT_HELD)
        core_alert_call(self, text != NULL ? &text->call : &call->record, text != NULL ? &text->record : NULL,
                        now, out);
    calls_decided(&line->calls, call);
}

/* The phone rings and it is known who calls: everything but the verdict itself is made ready. */
static void prepare_answer(struct core *self, struct line *line, const struct call *call,
                           const struct tb_now *now)
{
    if (call->phase != CALL_PHASE_RINGING || call->record.number[0] == '\0')
        return;
    struct call ahead = *call;
    ahead.record.test = core_trial_waits(self, now);
    struct policy_verdict verdict = decide(self, line, &ahead, 0, now);
    if (verdict.verdict != VERDICT_TEXT)
        return;
    (void)people_get(&self->people,
                     call->record.number); /* its place in memory is touched now, not at the end */
    (void)prepare(self, line, &call->record, &verdict, now);
}

static void open_record(struct core *self, struct line *line, struct call *call, const struct tb_now *now,
                        struct actions *out)
{
    char number[TB_NUMBER_MAX];

    call->record.id = ++self->last.call;
    tb_copy(call->record.line, sizeof call->record.line,
            self->config->line[core_line_index(self, line)].name);
    core_record_call(self, out, &call->record);
    core_hello_call(self, now, out);
    action_log(out, LOG_PRIORITY_INFO, "call %lld on line %s rings, %s", (long long)call->record.id,
               call->record.line,
               call->record.number[0] != '\0' ? core_log_number(self, call->record.number, number)
                                              : "no number yet");
}

struct call *core_live_call(struct core *self, int64_t id)
{
    for (unsigned i = 0; i < self->line_count; i++) {
        struct call *call = calls_find(&self->line[i].calls, id);
        if (call != NULL)
            return call;
    }
    return NULL;
}

/* A text that was begun while it still rang keeps a copy of the call for later: it must not grow stale. */
static void refresh_copy(struct core *self, const struct call *call)
{
    struct text *text = call->decided ? outbox_of_call(&self->outbox, call->record.id) : NULL;

    if (text != NULL)
        text->call = call->record;
}

void core_calls_notes(struct core *self, struct line *line, const struct call_notes *notes,
                      const struct tb_now *now, struct actions *out)
{
    for (uint8_t i = 0; i < notes->count; i++) {
        struct call *call = notes->note[i].call;
        switch (notes->note[i].kind) {
        case CALL_NOTE_OPENED:
            open_record(self, line, call, now, out);
            break;
        case CALL_NOTE_RANG:
        case CALL_NOTE_ENDED:
            refresh_copy(self, call);
            if (notes->note[i].kind == CALL_NOTE_RANG || now->mono_ms < call->due_ms)
                core_record_call(self, out, &call->record); /* else the verdict records it at once */
            prepare_answer(self, line, call, now);
            break;
        case CALL_NOTE_DUE:
            take_verdict(self, line, call, now, out);
            break;
        case CALL_NOTE_HANG_UP:
            if (!modem_hang_up(&line->modem))
                calls_hung_up(&line->calls);
            break;
        case CALL_NOTE_LIST:
            modem_list_calls(&line->modem);
            break;
        case CALL_NOTE_OVERFLOW:
            action_log(out, LOG_PRIORITY_ERROR,
                       "more calls at once than the box can hold: one was not recorded");
            break;
        }
    }
    calls_sweep(&line->calls);
}

void core_calls_tick(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    while (actions_room(out) && calls_deadline(&line->calls) <= now->mono_ms) {
        struct call_notes notes = {.count = 0};
        calls_tick(&line->calls, now, &notes);
        if (notes.count == 0)
            break;
        core_calls_notes(self, line, &notes, now, out);
    }
}
