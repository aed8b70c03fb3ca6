/* A former life, read back: who may be texted, what was under way, and what of it can still be told. */
#include "base/copy.h"
#include "core/core_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

static const struct call_record *restored_call(const struct core *self, int64_t id)
{
    for (uint16_t i = 0; i < self->restored_count; i++)
        if (self->restored[i].id == id)
            return &self->restored[i];
    return NULL;
}

/* Which of the restored calls can be done without: one that was told of, else one that has its verdict (its
 * text comes back by itself), else the oldest. */
static uint16_t least_needed(const struct core *self)
{
    for (uint16_t i = 0; i < self->restored_count; i++)
        if (self->restored[i].verdict != VERDICT_NONE && self->restored[i].alerted)
            return i;
    for (uint16_t i = 0; i < self->restored_count; i++)
        if (self->restored[i].verdict != VERDICT_NONE)
            return i;
    return 0;
}

static void restore_call(struct core *self, const struct call_record *call)
{
    if (self->restored_count == RESTORED_MAX) {
        uint16_t place = least_needed(self);
        self->restored_count--;
        memmove(&self->restored[place], &self->restored[place + 1],
                (size_t)(self->restored_count - place) * sizeof self->restored[0]);
    }
    self->restored[self->restored_count++] = *call;
}

/* The text as it is on record. False, and nothing changed, if its words are not. */
static bool fill(const struct core *self, struct text *text, const struct text_record *record)
{
    if (record->body == NULL || !outbox_write(text, record->body))
        return false;
    const char *body = text->record.body;
    text->record = *record;
    text->record.body = body;
    text->record.parts = (uint8_t)text->plan.parts;
    text->line = core_line_named(self, record->line);
    return true;
}

static struct text *put_back(struct core *self, const struct text_record *record)
{
    struct text *text = outbox_add(&self->outbox, NULL);

    if (text == NULL || fill(self, text, record))
        return text;
    outbox_free(text);
    return NULL;
}

/* The relay of an incoming text: wanted again until its own record turns up. Its id comes at core_start(). */
static void want_relay(struct core *self, const struct text_record *source)
{
    struct text *text = outbox_add(&self->outbox, NULL);
    char words[TB_BODY_MAX];

    if (text == NULL)
        return;
    int length = snprintf(words, sizeof words, "From %s: %.*s", source->number, (int)sizeof words - 64,
                          source->body != NULL ? source->body : "");
    while (length > 0 && !outbox_write(text, words)) /* as long as a text can be: its end is in the ledger */
        words[length -= length > 100 ? 100 : length] = '\0';
    if (length <= 0) {
        outbox_free(text);
        return;
    }
    text->source = *source;
    text->source.body = NULL;
    text->line = core_line_named(self, source->line);
    text->record.kind = TEXT_RELAY;
    text->record.state = source->body != NULL ? TEXT_PREPARED : TEXT_ACCEPTED; /* erased: nothing to tell */
    text->record.relays = source->id;
    tb_copy(text->record.number, sizeof text->record.number,
            self->config->phone[0] != '\0' ? self->config->phone : AGENT_UNKNOWN);
    tb_copy(text->record.line, sizeof text->record.line, source->line);
}

static struct text *wanted_relay(struct core *self, int64_t source)
{
    for (uint16_t i = 0; i < self->outbox.top; i++) {
        struct text *text = &self->outbox.text[i];
        if (text->used && text->record.id == 0 && text->record.relays == source && source != 0)
            return text;
    }
    return NULL;
}

static void restore_relay(struct core *self, const struct text_record *record)
{
    struct text *wanted = wanted_relay(self, record->relays);

    switch (record->state) {
    case TEXT_PREPARED:
    case TEXT_SENDING:
    case TEXT_IN_DOUBT:
        if (wanted == NULL) /* of a partial message, or a piece of a very long one */
            wanted = put_back(self, record);
        else if (!fill(self, wanted, record) /* its own words, with our note behind them */
                 && wanted->record.state != TEXT_PREPARED)
            return; /* nor are there those of the message */
        if (wanted == NULL)
            return;
        wanted->record.state = TEXT_PREPARED;
        /* Whether the agent has it no software can know; told twice is better than never, and it says so. */
        if (record->state != TEXT_PREPARED)
            core_mark_again(wanted);
        break;
    case TEXT_ACCEPTED:
    case TEXT_DELIVERED:
        if (wanted != NULL)
            wanted->record.state = TEXT_ACCEPTED; /* only the incoming text's own state is behind */
        break;
    case TEXT_FAILED:
    case TEXT_EXPIRED:
    case TEXT_HELD:
    case TEXT_STATE_RECEIVED:
    case TEXT_STATE_RELAYED:
    case TEXT_STATE_PARTIAL:
        break;
    }
}

/* What a text of a former life promises: its words differ from those without a promise. */
static int64_t promised_ms(const struct core *self, const struct text *text)
{
    char plain[TB_MESSAGE_MAX];
    int16_t message = template_find(self->config, text->call.message);

    return message >= 0 && core_render(self, message, NULL, plain) && strcmp(plain, text->body) != 0
               ? core_callback_ms(self)
               : 0;
}

static void restore_waiting(struct core *self, const struct text_record *record, const struct tb_now *now)
{
    struct text *text = put_back(self, record);

    if (text == NULL)
        return;
    if (record->kind == TEXT_ALERT)
        text->expires_ms = now->mono_ms + DAY_MS;
    if (record->kind == TEXT_CONFIRM) { /* within five minutes or never */
        int64_t old_ms = stamp_age(&record->created, now);
        text->expires_ms = old_ms < CONFIRM_MS ? now->mono_ms + CONFIRM_MS - old_ms : now->mono_ms;
    }
    if (record->kind == TEXT_TYPED) {
        int64_t old_ms = stamp_age(&record->created, now);
        text->expires_ms = old_ms < TYPED_MS ? now->mono_ms + TYPED_MS - old_ms : now->mono_ms;
    }
    if (record->kind != TEXT_AUTO)
        return;
    const struct call_record *call = restored_call(self, record->call);
    int64_t age_ms = INT64_MAX;
    if (call != NULL) {
        text->call = *call;
        text->record.promise_ms = promised_ms(self, text);
        age_ms = stamp_age(call->ended.set ? &call->ended : &call->last_ring, now);
    } else {
        age_ms = stamp_age(&record->created, now);
    }
    if (record->state == TEXT_HELD && age_ms == INT64_MAX)
        age_ms = 0; /* no clock can tell yet; when one can, a held text is judged again */
    int64_t limit_ms = record->state == TEXT_HELD ? DAY_MS : self->config->max_age_ms;
    text->expires_ms = age_ms < limit_ms ? now->mono_ms + limit_ms - age_ms : now->mono_ms;
    if (record->state == TEXT_HELD)
        text->release_ms = now->wall_ms; /* its true moment is found when it is asked for */
}

/* An alert that was under way: whether the agent has it no software can know. */
static void restore_alert(struct core *self, const struct text_record *record, const struct tb_now *now)
{
    struct text *text = put_back(self, record);

    if (text == NULL)
        return;
    text->record.state = TEXT_PREPARED;
    text->expires_ms = now->mono_ms + DAY_MS;
    core_mark_again(text);
}

/* FORGET has erased the words of a text that was still to leave. A relay of them is another matter: what it
 * relays may be somebody else's, and is wanted all the same. */
static bool is_erased(const struct text_record *record)
{
    return record->body == NULL && (record->state == TEXT_PREPARED || record->state == TEXT_HELD ||
                                    (record->state == TEXT_SENDING && !text_is_for_lead(record->kind)));
}

/* Kept till core_start() puts its end on record. Many make room for texts that have their words: they come
 * again with the next start. */
static void restore_erased(struct core *self, const struct text_record *record)
{
    struct text *wanted = record->kind == TEXT_RELAY ? wanted_relay(self, record->relays) : NULL;

    if (wanted != NULL && wanted->record.state == TEXT_PREPARED && record->state == TEXT_SENDING)
        core_mark_again(wanted);
    struct text *text = self->outbox.top < TB_OUTBOX_MAX / 2 ? outbox_add(&self->outbox, NULL) : NULL;
    if (text == NULL)
        return;
    text->record = *record;
    text->record.state = TEXT_EXPIRED;
    tb_copy(text->record.error, sizeof text->record.error, FORGOTTEN);
}

static void restore_text(struct core *self, const struct text_record *record, const struct tb_now *now)
{
    if (record->direction == TEXT_IN) {
        if (record->state == TEXT_STATE_RECEIVED)
            want_relay(self, record);
        return;
    }
    if (record->kind == TEXT_AUTO && record->sent.set) { /* the ledger hands over a day of them */
        struct stamp now_stamp = stamp_now(now);
        bool datable = record->sent.wall_ok || record->sent.this_boot;
        caps_add(&self->caps, datable ? &record->sent : &now_stamp);
    }
    if (is_erased(record)) {
        restore_erased(self, record);
        return;
    }
    if (record->kind == TEXT_RELAY)
        restore_relay(self, record);
    if (record->kind == TEXT_ALERT && record->state == TEXT_SENDING) {
        restore_alert(self, record, now);
        return;
    }
    switch (record->state) {
    case TEXT_PREPARED:
    case TEXT_HELD:
        if (record->kind != TEXT_RELAY)
            restore_waiting(self, record, now);
        break;
    case TEXT_SENDING:
        if (record->kind == TEXT_RELAY)
            break; /* it waits again, under its own id */
        (void)outbox_remember(&self->outbox, record);
        break;
    case TEXT_ACCEPTED:
    case TEXT_IN_DOUBT:
        (void)outbox_remember(&self->outbox, record);
        break;
    case TEXT_DELIVERED:
    case TEXT_FAILED:
    case TEXT_EXPIRED:
    case TEXT_STATE_RECEIVED:
    case TEXT_STATE_RELAYED:
    case TEXT_STATE_PARTIAL:
        break;
    }
}

static void restore_part(struct core *self, const struct part_record *part)
{
    struct sent_text *sent = outbox_sent(&self->outbox, part->text);

    if (sent == NULL || part->seq == 0 || part->seq > SMS_PARTS_MAX)
        return;
    sent->refs[part->seq - 1] = part->ref;
    sent->status[part->seq - 1] = part->status;
}

static void restore_meta(struct core *self, const char *key, const char *value, const struct tb_now *now)
{
    static const char port[] = "port.", number[] = "number.";
    struct line *line;

    if (strncmp(key, "desk.", 5) == 0) {
        core_desk_restore(self, key, value, now);
    } else if (strncmp(key, "hello.", 6) == 0) {
        core_hello_restore(self, key + 6);
    } else if (strncmp(key, "voicemail.", 10) == 0) {
        core_voicemail_restore(self, key + 10, value, now);
    } else if (strncmp(key, "leg.", 4) == 0) {
        core_trial_restore(self, key);
    } else if (strcmp(key, "report.told") == 0) {
        tb_copy(self->reports.told, sizeof self->reports.told, value);
    } else if (strcmp(key, "alerts.folded") == 0) {
        core_alerts_restore(self, value);
    } else if (strcmp(key, "zone_told") == 0) {
        self->zone_told = true;
    } else if (strcmp(key, "notice") == 0) {
        tb_copy(self->notice, sizeof self->notice, value);
    } else if (strcmp(key, "concat_ref") == 0) {
        self->concat_ref = (uint8_t)strtoul(value, NULL, 10);
    } else if (strncmp(key, port, sizeof port - 1) == 0) {
        line = core_line_of(self, key + sizeof port - 1);
        if (line != NULL)
            tb_copy(line->home, sizeof line->home, value);
    } else if (strncmp(key, number, sizeof number - 1) == 0) {
        line = core_line_of(self, key + sizeof number - 1);
        if (line != NULL)
            tb_copy(line->own, sizeof line->own, value);
    } else {
        (void)core_tend_restore(self, key, value, now);
    }
}

void core_restore_ids(struct core *self, const struct last_ids *ids)
{
    self->last = *ids;
    self->leads.last_id = ids->lead;
}

void core_restore(struct core *self, const struct record *record, const struct tb_now *now)
{
    struct sms_pdu pdu;

    switch (record->kind) {
    case RECORD_CALL:
        restore_call(self, &record->call);
        break;
    case RECORD_TEXT:
        restore_text(self, &record->text, now);
        break;
    case RECORD_PART:
        restore_part(self, &record->part);
        break;
    case RECORD_WAITING_PART:
        if (sms_decode(record->waiting.pdu, strlen(record->waiting.pdu), true, &pdu) &&
            pdu.kind == SMS_DELIVER) {
            core_name_sender(self, &pdu);
            (void)inbox_restore_part(&self->inbox, &pdu, record->waiting.fingerprint,
                                     core_line_named(self, record->waiting.line), &record->waiting.received);
        }
        break;
    case RECORD_WAITING_PART_GONE:
        break;
    case RECORD_SEEN:
        inbox_restore_seen(&self->inbox, record->seen.fingerprint);
        break;
    case RECORD_PERSON:
        people_restore(&self->people, &record->person);
        break;
    case RECORD_LEAD:
        leads_restore(&self->leads, &record->lead);
        break;
    case RECORD_FORGET:
        break;
    case RECORD_META:
        restore_meta(self, record->meta.key, record->meta.value, now);
        break;
    }
}

/* A text that was under way when the power went: nobody knows; it is never sent again by itself. */
static void settle_in_doubt(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (size_t i = 0; i < SENT_MAX && actions_room(out); i++) {
        struct sent_text *sent = &self->outbox.sent[i];
        if (sent->record.id == 0 || sent->record.state != TEXT_SENDING)
            continue;
        sent->record.state = TEXT_IN_DOUBT;
        sent->record.settled = stamp_now(now);
        core_record_text(self, out, &sent->record);
        if (sent->record.kind == TEXT_TYPED && sent->record.number[0] != '\0')
            core_desk_typed(self, &sent->record, 0, now, out);
    }
}

static void settle_erased(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++) {
        struct text *text = &self->outbox.text[i];
        if (!text->used || text->record.state != TEXT_EXPIRED)
            continue;
        text->record.settled = stamp_now(now);
        core_record_text(self, out, &text->record);
        outbox_free(text);
    }
}

static void start_relays(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++) {
        struct text *text = &self->outbox.text[i];
        if (!text->used || text->record.kind != TEXT_RELAY)
            continue;
        if (text->record.id == 0 && text->record.state != TEXT_ACCEPTED) {
            text->record.id = ++self->last.text;
            text->record.created = stamp_now(now);
            core_record_text(self, out, &text->record);
        } else if (text->record.state == TEXT_ACCEPTED) {
            text->source.state = TEXT_STATE_RELAYED;
            core_record_text(self, out, &text->source);
            outbox_free(text);
        }
    }
}

/* The latest text for a call, as far as memory has it. */
static const struct text_record *text_of_call(const struct core *self, int64_t call)
{
    for (uint16_t i = 0; i < self->outbox.top; i++)
        if (self->outbox.text[i].used && self->outbox.text[i].record.call == call)
            return &self->outbox.text[i].record;
    for (size_t i = 0; i < SENT_MAX; i++)
        if (self->outbox.sent[i].record.id != 0 && self->outbox.sent[i].record.call == call)
            return &self->outbox.sent[i].record;
    return NULL;
}

/* Of whom FORGET has erased who they were. Whoever withheld their number has a verdict that says so, or is
 * none to tell of. */
static bool is_of_nobody(const struct call_record *call)
{
    return call->number[0] == '\0' && !(call->verdict == VERDICT_SKIP && call->reason == REASON_WITHHELD);
}

/* A call without a verdict gets one now; one whose alert was lost is told. */
static void settle_call(struct core *self, struct call_record *call, const struct tb_now *now,
                        struct actions *out)
{
    struct line *line = &self->line[core_line_named(self, call->line)];
    bool rang_on = call->outcome == CALL_RINGING;

    if (rang_on)
        call->outcome = CALL_INTERRUPTED;
    if (!call->ended.set)
        call->ended = call->last_ring;
    if (call->verdict == VERDICT_NONE) {
        if (calls_restore(&line->calls, call, now->mono_ms))
            core_calls_tick(self, line, now, out);
        return;
    }
    if (!call->alerted && is_of_nobody(call)) {
        call->alerted = true;
        core_record_call(self, out, call);
        return;
    }
    const struct text_record *text = text_of_call(self, call->id);
    struct text_record lost = {.state = TEXT_IN_DOUBT};
    bool waits = text != NULL && (text->state == TEXT_PREPARED || text->state == TEXT_HELD);
    if (text == NULL && call->verdict != VERDICT_SKIP)
        text = &lost; /* a text was decided on, and memory has it no more: the agent must hear of the call */
    if (!call->alerted && !waits)
        core_alert_call(self, call, text, now, out);
    else if (rang_on)
        core_record_call(self, out, call);
}

/* What one step has no room for goes on in the next: self->started stays false till then. */
static bool start_some(struct core *self, const struct tb_now *now, struct actions *out)
{
    settle_in_doubt(self, now, out);
    settle_erased(self, now, out);
    start_relays(self, now, out);
    while (self->restored_count > 0 && actions_room(out)) {
        struct call_record call = self->restored[--self->restored_count];
        settle_call(self, &call, now, out);
    }
    return actions_room(out);
}

void core_start(struct core *self, const struct tb_now *now, struct actions *out)
{
    actions_clear(out);
    core_team_check(self, out);
    core_leads_start(self, now);
    self->started = start_some(self, now, out);
}

void core_start_rest(struct core *self, const struct tb_now *now, struct actions *out)
{
    if (!self->started)
        self->started = start_some(self, now, out);
}
