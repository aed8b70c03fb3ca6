/* STOP and its kin: what a caller's words ask of us, done at once. RULES.md 1.3. */
#include "core/core_private.h"
#include "core/optout.h"

#include <stdio.h>

/* One answer in ten minutes: two machines that ask each other for help must not go on for ever. */
static bool answered_lately(const struct core *self, const char *number, const struct tb_now *now)
{
    enum { LATELY_MS = 10 * 60 * 1000 };

    for (uint16_t i = 0; i < self->outbox.top; i++) {
        const struct text *text = &self->outbox.text[i];
        if (text->used && text->record.kind == TEXT_CONFIRM && number_equal(text->record.number, number))
            return true;
    }
    for (size_t i = 0; i < SENT_MAX; i++) {
        const struct text_record *record = &self->outbox.sent[i].record;
        if (record->id != 0 && record->kind == TEXT_CONFIRM && number_equal(record->number, number) &&
            stamp_age(&record->created, now) < LATELY_MS)
            return true;
    }
    return false;
}

static void answer(struct core *self, uint8_t line, const char *number, const char *words,
                   const struct tb_now *now, struct actions *out)
{
    enum number_class class = number_classify(number, self->config->country);

    if (class == NUMBER_SHORT_CODE || class == NUMBER_INVALID)
        return; /* a service, not a person */
    struct text *text = core_text_new(self, TEXT_CONFIRM, number, line, words, now, out);

    if (text == NULL)
        return;
    text->expires_ms = now->mono_ms + CONFIRM_MS;
    core_record_text(self, out, &text->record);
}

/* What waits for this number and was not typed by the agent goes no more. */
static void cancel_waiting(struct core *self, const char *number, const struct tb_now *now,
                           struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++) {
        struct text *text = &self->outbox.text[i];
        if (text->used && text->record.kind == TEXT_AUTO && !text->in_flight &&
            number_equal(text->record.number, number))
            core_send_settle(self, text, TEXT_EXPIRED, OPTED_OUT, now, out);
    }
}

static const char *stop(struct core *self, uint8_t line, struct person *person, const char *number,
                        const struct tb_now *now, struct actions *out)
{
    char words[TB_NAME_MAX + 120];
    bool known = person->stopped;

    person->stopped = true;
    core_record_person(self, out, number, "");
    cancel_waiting(self, number, now, out);
    if (!known) {
        (void)snprintf(words, sizeof words,
                       "%s%syou will get no more automatic texts from this number. Reply START to undo.",
                       self->config->broker, self->config->broker[0] != '\0' ? ": " : "");
        answer(self, line, number, words, now, out);
    }
    return " [opted out: no more automatic texts. Call them if you must.]";
}

static const char *start(struct core *self, uint8_t line, struct person *person, const char *number,
                         const struct tb_now *now, struct actions *out)
{
    char words[TB_NAME_MAX + 120];

    if (!person->stopped)
        return "";
    person->stopped = false;
    core_record_person(self, out, number, "");
    (void)snprintf(words, sizeof words,
                   "%s%syou may get texts from this number again. Reply STOP to opt out.",
                   self->config->broker, self->config->broker[0] != '\0' ? ": " : "");
    answer(self, line, number, words, now, out);
    return " [opted in again]";
}

static void help(struct core *self, uint8_t line, const char *number, const struct tb_now *now,
                 struct actions *out)
{
    char words[2 * TB_NAME_MAX + 120], phone[TB_NUMBER_MAX];

    if (answered_lately(self, number, now))
        return;
    number_pretty(self->config->phone, self->config->country, phone, sizeof phone);
    (void)snprintf(words, sizeof words,
                   "This is %s with %s. To reach me call %s. Reply STOP to get no more texts.",
                   self->config->agent, self->config->broker, phone);
    answer(self, line, number, words, now, out);
}

const char *core_optout_heed(struct core *self, uint8_t line, const char *number, const char *body,
                             const struct tb_now *now, struct actions *out)
{
    struct person *person = people_get(&self->people, number);

    if (person == NULL || number_equal(number, self->config->phone))
        return ""; /* a name or a short code; or the agent, whose words are commands */
    switch (optout_classify(body)) {
    case OPTOUT_STOP:
        return stop(self, line, person, number, now, out);
    case OPTOUT_START:
        return start(self, line, person, number, now, out);
    case OPTOUT_HELP:
        help(self, line, number, now, out);
        return "";
    case OPTOUT_MAYBE:
        return " [may be an opt-out: if so, do not text them again]";
    case OPTOUT_NONE:
        break;
    }
    return "";
}
