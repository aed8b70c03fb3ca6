#include "core/outbox.h"

#include "base/copy.h"
#include "core/number.h"

#include <string.h>

bool text_is_for_lead(enum text_kind kind)
{
    switch (kind) {
    case TEXT_AUTO:
    case TEXT_CONFIRM:
    case TEXT_TYPED:
        return true;
    case TEXT_RELAY:
    case TEXT_ALERT:
    case TEXT_RECEIVED:
        break;
    }
    return false;
}

/* Of a full outbox: every text of it is in use. */
static struct text *oldest_alert(struct outbox *self)
{
    struct text *oldest = NULL;

    for (uint16_t i = 0; i < self->top; i++) {
        struct text *text = &self->text[i];
        if (text->record.kind == TEXT_ALERT && !text->in_flight && !text->unrecorded &&
            (oldest == NULL || text->record.id < oldest->record.id))
            oldest = text;
    }
    return oldest;
}

struct text *outbox_add(struct outbox *self, int64_t *yielded)
{
    struct text *text = NULL;

    if (yielded != NULL)
        *yielded = 0;
    for (uint16_t i = 0; i < self->top && text == NULL; i++)
        if (!self->text[i].used)
            text = &self->text[i];
    if (text == NULL && self->top < TB_OUTBOX_MAX)
        text = &self->text[self->top++];
    if (text == NULL) {
        text = oldest_alert(self);
        if (text == NULL)
            return NULL;
        if (yielded != NULL)
            *yielded = text->record.id;
        struct sent_text *sent = outbox_sent(self, text->record.id); /* if a part of it has left */
        if (sent != NULL)
            sent->record.state = TEXT_EXPIRED;
    }
    memset(text, 0, offsetof(struct text, body));
    text->body[0] = '\0';
    memset(&text->plan, 0, sizeof *text - offsetof(struct text, plan));
    text->used = true;
    text->expires_ms = TB_NEVER;
    text->record.body = text->body;
    text->record.direction = TEXT_OUT;
    return text;
}

unsigned outbox_room(const struct outbox *self)
{
    unsigned taken = 0;

    for (uint16_t i = 0; i < self->top; i++) {
        const struct text *text = &self->text[i];
        taken += text->used && (text->record.kind != TEXT_ALERT || text->in_flight || text->unrecorded);
    }
    return TB_OUTBOX_MAX - taken;
}

void outbox_free(struct text *text)
{
    CHECK(!text->unrecorded); /* its papers come first */
    text->used = false;
}

bool outbox_write(struct text *text, const char *body)
{
    struct sms_plan plan;

    if (strlen(body) >= sizeof text->body || !sms_plan_text(body, &plan))
        return false;
    tb_copy(text->body, sizeof text->body, body);
    text->plan = plan;
    text->record.parts = (uint8_t)text->plan.parts;
    return true;
}

struct text *outbox_find(struct outbox *self, int64_t id)
{
    for (uint16_t i = 0; i < self->top; i++)
        if (self->text[i].used && self->text[i].record.id == id)
            return &self->text[i];
    return NULL;
}

static bool waits(const struct text *text)
{
    return text->used && text->record.state == TEXT_PREPARED && !text->in_flight;
}

static bool goes_before(const struct text *a, const struct text *b)
{
    bool a_lead = text_is_for_lead(a->record.kind);

    if (a_lead != text_is_for_lead(b->record.kind))
        return a_lead;
    return a->record.id < b->record.id;
}

struct text *outbox_next(struct outbox *self, int64_t now_ms, bool (*fits)(const void *, const struct text *),
                         const void *context)
{
    struct text *next = NULL;

    for (uint16_t i = 0; i < self->top; i++) {
        struct text *text = &self->text[i];
        if (waits(text) && text->retry_ms <= now_ms && now_ms < text->expires_ms &&
            (next == NULL || goes_before(text, next)) && fits(context, text))
            next = text;
    }
    return next;
}

struct text *outbox_open(struct outbox *self, const char *number)
{
    for (uint16_t i = 0; i < self->top; i++) {
        struct text *text = &self->text[i];
        if (text->used && text->record.kind == TEXT_AUTO && text->record.state != TEXT_HELD &&
            number_equal(text->record.number, number))
            return text;
    }
    return NULL;
}

unsigned outbox_waiting(const struct outbox *self)
{
    unsigned count = 0;

    for (uint16_t i = 0; i < self->top; i++) {
        const struct text *text = &self->text[i];
        count += text->used && text->record.kind == TEXT_AUTO && text->record.state != TEXT_HELD &&
                 !text->record.sent.set;
    }
    return count;
}

struct text *outbox_of_call(struct outbox *self, int64_t call)
{
    for (uint16_t i = 0; i < self->top; i++)
        if (self->text[i].used && self->text[i].record.kind == TEXT_AUTO && self->text[i].record.call == call)
            return &self->text[i];
    return NULL;
}

struct text *outbox_held(struct outbox *self, const char *number)
{
    for (uint16_t i = 0; i < self->top; i++) {
        struct text *text = &self->text[i];
        if (text->used && text->record.state == TEXT_HELD && number_equal(text->record.number, number))
            return text;
    }
    return NULL;
}

int64_t outbox_deadline(const struct outbox *self, const struct tb_now *now)
{
    int64_t due = TB_NEVER;

    for (uint16_t i = 0; i < self->top; i++) {
        const struct text *text = &self->text[i];
        if (!text->used || text->in_flight)
            continue;
        due = tb_earlier(due, text->expires_ms);
        if (waits(text) && text->retry_ms > now->mono_ms)
            due = tb_earlier(due, text->retry_ms);
        if (text->record.state == TEXT_HELD && now->wall_ok && text->release_ms != TB_NEVER)
            due = tb_earlier(
                due, now->mono_ms + (text->release_ms > now->wall_ms ? text->release_ms - now->wall_ms : 0));
    }
    return due;
}

static bool is_under_way(const struct sent_text *sent)
{
    return sent->record.id != 0 && sent->record.state == TEXT_SENDING; /* 0: nobody's since FORGET */
}

struct sent_text *outbox_remember(struct outbox *self, const struct text_record *record)
{
    struct sent_text *sent = outbox_sent(self, record->id);

    if (sent == NULL) {
        /* One that is under way does not make room: after a start it is still to be settled. */
        for (unsigned i = 0; i < SENT_MAX && is_under_way(&self->sent[self->sent_next]); i++)
            self->sent_next = (uint16_t)((self->sent_next + 1) % SENT_MAX);
        sent = &self->sent[self->sent_next];
        self->sent_next = (uint16_t)((self->sent_next + 1) % SENT_MAX);
        memset(sent, 0, sizeof *sent);
        for (size_t i = 0; i < SMS_PARTS_MAX; i++)
            sent->status[i] = -2; /* no reference known */
    }
    sent->record = *record;
    sent->record.body = NULL;
    return sent;
}

struct sent_text *outbox_sent(struct outbox *self, int64_t id)
{
    for (size_t i = 0; i < SENT_MAX; i++)
        if (self->sent[i].record.id == id && id > 0)
            return &self->sent[i];
    return NULL;
}

struct sent_text *outbox_match(struct outbox *self, uint8_t ref, const char *number, uint8_t *part)
{
    struct sent_text *match = NULL;

    for (size_t i = 0; i < SENT_MAX; i++) {
        struct sent_text *sent = &self->sent[i];
        if (sent->record.id == 0 || !number_equal(sent->record.number, number) ||
            (match != NULL && match->record.id > sent->record.id))
            continue;
        for (uint8_t p = 0; p < sent->record.parts && p < SMS_PARTS_MAX; p++) {
            if (sent->status[p] != -2 && sent->refs[p] == ref) {
                match = sent;
                *part = p;
            }
        }
    }
    return match;
}

/* It is being handed to the network: a report may come before its reference does. */
static bool is_leaving(const struct outbox *self, const char *number)
{
    for (uint16_t i = 0; i < self->top; i++)
        if (self->text[i].used && self->text[i].in_flight &&
            number_equal(self->text[i].record.number, number))
            return true;
    return false;
}

/* The network has it under a reference that nobody was told, or may have. */
static bool lacks_reference(const struct sent_text *sent)
{
    bool lacks = sent->record.state == TEXT_IN_DOUBT;

    for (uint8_t p = 0; p < sent->record.parts && p < SMS_PARTS_MAX; p++)
        lacks = lacks || (sent->record.state == TEXT_ACCEPTED && sent->status[p] == -2);
    return lacks;
}

struct sent_text *outbox_in_doubt(struct outbox *self, const char *number)
{
    struct sent_text *match = NULL;

    if (is_leaving(self, number))
        return NULL;
    for (size_t i = 0; i < SENT_MAX; i++) {
        struct sent_text *sent = &self->sent[i];
        if (sent->record.id == 0 || !lacks_reference(sent) || !number_equal(sent->record.number, number))
            continue;
        if (match != NULL)
            return NULL;
        match = sent;
    }
    return match != NULL && match->record.state == TEXT_IN_DOUBT ? match : NULL;
}
