/* STOP and its kin: what a caller's words ask of us, done at once. RULES.md 1.3. */
#include "core/core_private.h"
#include "core/optout.h"

#include <stdio.h>

/* Three answers in ten minutes: two machines that ask each other for help must not go on for ever. */
static bool answered_lately(const struct core *self, const char *number, const struct tb_now *now)
{
    enum { LATELY_MS = 10 * 60 * 1000, MOST = 3 };
    unsigned answers = 0;

    for (uint16_t i = 0; i < self->outbox.top; i++) {
        const struct text *text = &self->outbox.text[i];
        answers +=
            text->used && text->record.kind == TEXT_CONFIRM && number_equal(text->record.number, number);
    }
    for (size_t i = 0; i < SENT_MAX; i++) {
        const struct text_record *record = &self->outbox.sent[i].record;
        answers += record->id != 0 && record->kind == TEXT_CONFIRM && number_equal(record->number, number) &&
                   stamp_age(&record->created, now) < LATELY_MS;
    }
    return answers >= MOST;
}

static void answer(struct core *self, uint8_t line, const char *number, const char *words,
                   const struct tb_now *now, struct actions *out)
{
    enum number_class class = number_classify(number, self->config->country);

    if (class == NUMBER_SHORT_CODE || class == NUMBER_INVALID || class == NUMBER_TOLL_FREE)
        return; /* a service, not a person */
    struct text *text = core_text_new(self, TEXT_CONFIRM, number, line, words, now, out);

    if (text == NULL)
        return;
    text->expires_ms = now->mono_ms + CONFIRM_MS;
    core_record_text(self, out, &text->record);
}

void core_cancel_waiting(struct core *self, const char *number, const char *why, const struct tb_now *now,
                         struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++) {
        struct text *text = &self->outbox.text[i];
        if (text->used && text->record.kind == TEXT_AUTO && !text->in_flight &&
            number_equal(text->record.number, number))
            core_send_settle(self, text, TEXT_EXPIRED, why, now, out);
    }
}

static const char *stop(struct core *self, uint8_t line, struct person *person, const char *number,
                        bool may_answer, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];
    bool known = person->stopped;

    person->stopped = true;
    core_record_person(self, out, number, "");
    core_cancel_waiting(self, number, OPTED_OUT, now, out);
    if (!known && may_answer) {
        desk_stop(words, sizeof words, self->config->broker);
        answer(self, line, number, words, now, out);
    }
    return " [said STOP: I text them no more, a call is fine]";
}

static const char *start(struct core *self, uint8_t line, struct person *person, const char *number,
                         bool may_answer, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    if ((!person->stopped && !person->doubtful) || !may_answer)
        return ""; /* one that nobody waits for may be older than their STOP */
    person->stopped = person->doubtful = false;
    core_record_person(self, out, number, "");
    desk_start(words, sizeof words, self->config->broker);
    answer(self, line, number, words, now, out);
    return " [opted in again]";
}

static void help(struct core *self, uint8_t line, const char *number, bool stopped, const struct tb_now *now,
                 struct actions *out)
{
    char words[DESK_WORDS_MAX], phone[TB_NUMBER_MAX];

    if (answered_lately(self, number, now))
        return;
    number_pretty(self->config->phone, self->config->country, phone, sizeof phone);
    desk_help(words, sizeof words, self->config->agent, self->config->broker, phone, stopped);
    answer(self, line, number, words, now, out);
}

/* The rest may come in seconds, or never, and then it takes hours until what there is counts as the whole. A
 * text that leaves meanwhile would be one too many; a doubt that passes by itself costs one at most. */
bool core_stop_in_part(const struct core *self, const char *number)
{
    char words[SMS_TEXT_MAX];
    unsigned left = self->inbox.waiting;

    for (size_t i = 0; i < TB_PARTS_IN_MAX && left > 0; i++) {
        const struct waiting_part *part = &self->inbox.part[i];
        const struct sms_body *alone = &part->body;
        left -= part->used;
        if (!part->used || !number_equal(part->sender, number))
            continue;
        (void)sms_join(&alone, 1, words, sizeof words);
        if (optout_classify(words) == OPTOUT_STOP)
            return true;
    }
    return false;
}

/* A word of theirs that may mean STOP: nothing automatic goes until the desk has decided. */
static void doubt(struct core *self, struct person *person, const char *number, const struct tb_now *now,
                  struct actions *out)
{
    core_cancel_waiting(self, number, MAYBE_OUT, now, out);
    if (people_opted_out(person) || person->doubtful)
        return;
    person->doubtful = true;
    core_record_person(self, out, number, "");
}

struct relay_notes core_optout_heed(struct core *self, uint8_t line, const char *number, const char *body,
                                    bool may_answer, const struct tb_now *now, struct actions *out,
                                    bool *order)
{
    struct person *person = people_get(&self->people, number);
    struct relay_notes notes = {.words = ""};

    *order = true;
    if (person == NULL) {
        *order = false; /* a name or a short code */
        return notes;
    }
    switch (optout_classify(body)) {
    case OPTOUT_STOP:
        notes.words = stop(self, line, person, number, may_answer, now, out);
        break;
    case OPTOUT_START:
        notes.words = start(self, line, person, number, may_answer, now, out);
        break;
    case OPTOUT_HELP:
        if (may_answer)
            help(self, line, number, person->stopped, now, out);
        break;
    case OPTOUT_MAYBE:
        doubt(self, person, number, now, out);
        notes.maybe_stop = true;
        *order = false;
        break;
    case OPTOUT_NONE:
        *order = false;
        break;
    }
    return notes;
}
