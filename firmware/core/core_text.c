/* A text's life but for the radio: made, recorded, settled, and what its end means for the caller and the
 * agent. */
#include "base/copy.h"
#include "core/core_private.h"

#include <stdio.h>
#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000 };

/* There is a text for that line to send, or for another one in its place. */
static void note_news(struct core *self, uint8_t line)
{
    self->news |= UINT64_C(1) << line;
}

static struct text *add(struct core *self, struct actions *out)
{
    int64_t yielded;
    struct text *text = outbox_add(&self->outbox, &yielded);

    if (yielded != 0)
        action_log(out, LOG_PRIORITY_WARNING, "outbox full: text %lld to the agent gave way",
                   (long long)yielded);
    return text;
}

static void head(struct core *self, struct text *text, enum text_kind kind, const char *number, uint8_t line,
                 const struct tb_now *now)
{
    text->line = line;
    text->record.id = ++self->last.text;
    text->record.kind = kind;
    text->record.state = TEXT_PREPARED;
    text->record.created = stamp_now(now);
    tb_copy(text->record.line, sizeof text->record.line, self->config->line[line].name);
    tb_copy(text->record.number, sizeof text->record.number, number);
    note_news(self, line);
}

struct text *core_text_new(struct core *self, enum text_kind kind, const char *number, uint8_t line,
                           const char *body, const struct tb_now *now, struct actions *out)
{
    struct text *text = add(self, out);

    if (text == NULL || body[0] == '\0' || !outbox_write(text, body)) {
        action_log(out, LOG_PRIORITY_ERROR, "a %s text could not be written: %s", text_kind_word(kind),
                   text == NULL ? "outbox full" : "no words, or too many");
        if (text != NULL)
            outbox_free(text);
        return NULL;
    }
    head(self, text, kind, number, line, now);
    if (kind == TEXT_ALERT)
        text->expires_ms = now->mono_ms + DAY_MS;
    if (kind == TEXT_TYPED)
        text->expires_ms = now->mono_ms + TYPED_MS;
    return text;
}

struct text *core_text_prepared(struct core *self, const struct line *line, const char *number,
                                const struct tb_now *now, struct actions *out)
{
    struct text *text = add(self, out);

    if (text == NULL)
        return NULL;
    memcpy(text->body, line->prepared.body, sizeof line->prepared.body);
    text->plan = line->prepared.plan;
    text->record.parts = (uint8_t)text->plan.parts;
    head(self, text, TEXT_AUTO, number, (uint8_t)core_line_index(self, line), now);
    return text;
}

/* The person's window was opened by this very text. */
static bool is_that_text(const struct person *person, const struct text_record *record)
{
    if (person->texted_this_boot && record->sent.this_boot)
        return person->texted_mono == record->sent.mono_ms;
    return person->texted_wall_ok && record->sent.wall_ok && person->texted_wall == record->sent.wall_ms;
}

/* A text that never left opens no window. What the agent typed may have moved one that was open, and leaves
 * it so. */
void core_forget_texted(struct core *self, const struct text_record *record, struct actions *out)
{
    struct person *person = people_find(&self->people, record->number);

    bool opens = record->kind == TEXT_AUTO || record->kind == TEXT_TYPED;
    if (!opens || person == NULL || (record->kind == TEXT_TYPED && !person->anew) || !record->sent.set ||
        !person->texted || !is_that_text(person, record))
        return;
    person->texted = false;
    core_record_person(self, out, record->number, "");
}

/* Why it was given up is known to the agent, is the agent's own doing, or comes to the same as a text. */
static bool is_told_otherwise(const char *error)
{
    static const char *const WHY[] = {THEY_WROTE, OPTED_OUT, MAYBE_OUT, ANSWERED, DONE_WITH, FORGOTTEN};
    static const enum skip_reason TEXTED[] = {REASON_REPEAT, REASON_CONVERSATION}; /* while it was held */

    for (size_t i = 0; i < TB_COUNT(WHY); i++)
        if (strcmp(error, WHY[i]) == 0)
            return true;
    for (size_t i = 0; i < TB_COUNT(TEXTED); i++)
        if (strcmp(error, skip_reason_word(TEXTED[i])) == 0)
            return true;
    return false;
}

/* What became of the text for a call. A call that was told of before (a held text) is told of again if its
 * text will not come after all. */
static void tell_of_call(struct core *self, struct call_record *call, const struct text_record *text,
                         const struct tb_now *now, struct actions *out)
{
    struct call *live = core_live_call(self, call->id);
    bool bad = text->state != TEXT_ACCEPTED && !is_told_otherwise(text->error);

    if (live != NULL)
        call = &live->record; /* it still rings: its own record is the true one */
    if (call->alerted && bad) {
        call->alerted = false;
        core_alert_call(self, call, text, now, out);
    } else if (!call->alerted) {
        core_alert_call(self, call, text, now, out);
    } else if (text->state == TEXT_ACCEPTED && text->promise_ms > 0) {
        core_lead_promised(self, call->number, text->promise_ms, now,
                           out); /* a client's: told of beforehand */
    }
}

void core_unrecorded(struct core *self, struct text *text)
{
    if (!text->unrecorded)
        self->unrecorded++;
    text->unrecorded = true;
    text->durable = UINT64_MAX;
}

static void record_one(struct core *self, struct text *text, struct actions *out)
{
    bool sending = text->record.state == TEXT_SENDING;
    char value[8];

    text->unrecorded = false;
    self->unrecorded--;
    if (text->call_unrecorded) {
        text->call_unrecorded = false;
        core_record_call(self, out, &text->call);
        core_log_verdict(self, &text->call, out);
    }
    if (sending && text->plan.parts > 1) {
        (void)snprintf(value, sizeof value, "%u", (unsigned)self->concat_ref);
        core_record_meta(self, out, "concat_ref", value);
    }
    core_record_text(self, out, &text->record);
    if (sending && (text->record.kind == TEXT_AUTO || text->record.kind == TEXT_TYPED))
        core_record_person(self, out, text->record.number, text->call.name);
    text->durable = self->sequence;
}

void core_paperwork(struct core *self, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && self->unrecorded > 0 && actions_room(out); i++)
        if (self->outbox.text[i].used && self->outbox.text[i].unrecorded)
            record_one(self, &self->outbox.text[i], out);
}

/* What waited for this text to go first. */
static void let_follow(struct core *self, int64_t id, const struct tb_now *now)
{
    for (uint16_t i = 0; i < self->outbox.top; i++) {
        struct text *text = &self->outbox.text[i];
        if (!text->used || text->after != id)
            continue;
        text->after = 0;
        text->retry_ms = now->mono_ms;
        note_news(self, text->line);
    }
}

/* Nothing more will be tried: its last state goes to the ledger, to the agent, and out of memory. */
void core_send_settle(struct core *self, struct text *text, enum text_state state, const char *error,
                      const struct tb_now *now, struct actions *out)
{
    char number[TB_NUMBER_MAX];

    if (text->unrecorded)
        record_one(self, text, out);
    text->record.state = state;
    text->record.settled = stamp_now(now);
    if (error != text->record.error)
        tb_copy(text->record.error, sizeof text->record.error, error);
    core_record_text(self, out, &text->record);
    action_log(out, state == TEXT_ACCEPTED ? LOG_PRIORITY_INFO : LOG_PRIORITY_WARNING,
               "text %lld to %s: %s%s%s", (long long)text->record.id,
               core_log_number(self, text->record.number, number), text_state_word(state),
               error[0] != '\0' ? ", " : "", error);
    /* in any state what is remembered since its first part left: under way, it would keep its place for good
     */
    if (state == TEXT_ACCEPTED || state == TEXT_IN_DOUBT ||
        outbox_sent(&self->outbox, text->record.id) != NULL)
        (void)outbox_remember(&self->outbox, &text->record);
    if (text->record.kind == TEXT_RELAY && state == TEXT_ACCEPTED && text->source.id != 0) {
        struct lead *lead = leads_find(&self->leads, text->source.number);
        if (lead != NULL)
            lead->relayed_ms = now->mono_ms > 0 ? now->mono_ms : 1;
        if (text->source.state == TEXT_STATE_RECEIVED)
            text->source.state = TEXT_STATE_RELAYED;
        text->source.settled = stamp_now(now);
        text->source.body = NULL;
        core_record_text(self, out, &text->source);
    }
    if ((state == TEXT_FAILED || state == TEXT_EXPIRED) &&
        text->next_part == 0) /* of a long one a part has left */
        core_forget_texted(self, &text->record, out);
    struct text_record record = text->record;
    struct call_record call = text->call;
    uint8_t author = text->author;
    outbox_free(text);
    if (record.kind == TEXT_ALERT)
        let_follow(self, record.id, now);
    if (record.kind == TEXT_TYPED)
        core_desk_typed(self, &record, author, now, out);
    if (record.kind == TEXT_AUTO)
        tell_of_call(self, &call, &record, now, out);
    if (state == TEXT_ACCEPTED)
        core_send_reported(self, record.id, now, out);
}

void core_remember_undeliverable(struct core *self, const char *number, struct actions *out)
{
    struct person *person = people_get(&self->people, number);

    if (person == NULL || person->undeliverable || number_equal(number, self->config->phone))
        return;
    person->undeliverable = true;
    core_record_person(self, out, number, "");
}

void core_takes_texts(struct core *self, const char *number, struct actions *out)
{
    struct person *person = people_find(&self->people, number);

    if (person == NULL || !person->undeliverable)
        return;
    person->undeliverable = false;
    core_record_person(self, out, number, "");
}
