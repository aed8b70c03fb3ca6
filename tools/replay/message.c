#include "message.h"

#include <stdlib.h>
#include <string.h>

static bool is_part(const struct submission *s)
{
    return s->decoded && s->pdu.concat.present && s->pdu.concat.total > 1;
}

static bool same_message(const struct message *message, const struct submission *s)
{
    const struct sms_concat *a = &message->first->pdu.concat, *b = &s->pdu.concat;

    return is_part(message->first) && strcmp(message->first->to, s->to) == 0 && a->ref == b->ref &&
           a->wide == b->wide && a->total == b->total;
}

static struct message *new_message(struct messages *self, const struct submission *s, unsigned total)
{
    self->at = bytes_room(self->at, self->count + 1, sizeof *self->at);
    struct message *message = &self->at[self->count++];
    *message = (struct message){.first = s, .total = total};
    message->part = bytes_room(NULL, total + 1, sizeof(const struct submission *));
    for (unsigned i = 0; i <= total; i++)
        message->part[i] = NULL;
    return message;
}

/* The latest message that this part may belong to: a second copy of a part begins another one. */
static struct message *find(struct messages *self, const struct submission *s)
{
    for (size_t i = self->count; i > 0; i--)
        if (same_message(&self->at[i - 1], s))
            return self->at[i - 1].part[s->pdu.concat.seq] == NULL ? &self->at[i - 1] : NULL;
    return NULL;
}

static void add(struct messages *self, const struct submission *s)
{
    if (!is_part(s)) {
        new_message(self, s, 1)->part[1] = s;
        return;
    }
    struct message *message = find(self, s);
    if (message == NULL)
        message = new_message(self, s, s->pdu.concat.total);
    if (s->outcome != OUTCOME_REFUSED)
        message->part[s->pdu.concat.seq] = s;
    else
        message->tries++;
}

static void finish(struct message *message)
{
    const struct sms_body *body[SMS_PARTS_MAX];
    struct bytes plain = {.at = NULL};
    unsigned bodies = 0;

    message->accepted = true;
    message->joined = true;
    bytes_add(&plain, "", 0);
    for (unsigned i = 1; i <= message->total; i++) {
        const struct submission *s = message->part[i];
        message->accepted = message->accepted && s != NULL && s->outcome == OUTCOME_ACCEPTED;
        if (s == NULL)
            continue;
        message->parts++;
        message->joined = message->joined && s->decoded && bodies < SMS_PARTS_MAX;
        bytes_text(&plain, s->text);
        if (message->joined)
            body[bodies++] = &s->pdu.body;
    }
    message->text = plain.at;
    if (!message->joined || bodies == 0)
        return;
    free(message->text);
    message->text = bytes_room(NULL, SMS_TEXT_MAX, 1);
    (void)sms_join(body, bodies, message->text, SMS_TEXT_MAX);
}

/* What the person did last before the text. */
static const struct happening *before(const struct fake *modem, const struct submission *s)
{
    const struct happening *last = NULL;

    for (size_t i = 0; i < modem->happening_count; i++) {
        const struct happening *h = &modem->happening[i];
        if (strcmp(h->number, s->to) == 0 && h->at_ms <= s->at_ms + 1)
            last = h;
    }
    return last;
}

/* A text to somebody who has just sent a keyword is its confirmation: one for each keyword. */
static void classify(struct messages *self, const struct fake *modem)
{
    const struct happening **answered =
        bytes_room(NULL, modem->happening_count, sizeof(const struct happening *));
    size_t count = 0;

    for (size_t i = 0; i < self->count; i++) {
        struct message *message = &self->at[i];
        const struct happening *h = before(modem, message->first);
        message->kind = strcmp(message->first->to, REPLAY_AGENT) == 0 ? MESSAGE_AGENT : MESSAGE_TEXT_BACK;
        if (message->kind == MESSAGE_AGENT || h == NULL || !h->is_text ||
            !pattern_find(modem->patterns, PATTERN_STOPISH, h->words, strlen(h->words), 0, NULL))
            continue;
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known = known || answered[k] == h;
        if (known)
            continue;
        message->kind = MESSAGE_CONFIRMATION;
        if (message->accepted)
            answered[count++] = h;
    }
    free(answered);
}

void messages_join(struct messages *self, const struct fake *modem)
{
    *self = (struct messages){.at = NULL};
    for (size_t i = 0; i < modem->submission_count; i++)
        add(self, &modem->submission[i]);
    for (size_t i = 0; i < self->count; i++)
        finish(&self->at[i]);
    classify(self, modem);
}

void messages_free(struct messages *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->at[i].part);
        free(self->at[i].text);
    }
    free(self->at);
}
