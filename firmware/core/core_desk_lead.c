/* Orders of the desk about one lead, or one number. */
#include "core/core_desk.h"

#include "base/copy.h"
#include "core/desk_say.h"

#include <stdio.h>
#include <string.h>

/* Whom an order is about. */
struct subject {
    struct lead *lead; /* NULL: no open lead */
    char number[TB_NUMBER_MAX];
    char who[DESK_WHO_MAX];
};

static void by_lead(const struct core *core, struct lead *lead, struct subject *out)
{
    out->lead = lead;
    tb_copy(out->number, sizeof out->number, lead->record.number);
    core_lead_who(core, lead, out->who);
}

/* False, and the desk has been told, if there is nobody of that kind. */
static bool find(struct turn *turn, const struct command_target *target, struct subject *out)
{
    struct core *core = turn->core;
    struct lead *lead = NULL;

    *out = (struct subject){.lead = NULL};
    switch (target->kind) {
    case COMMAND_TARGET_LEAD:
        lead = leads_numbered(&core->leads, target->lead);
        break;
    case COMMAND_TARGET_TAIL:
        lead = leads_ending(&core->leads, target->number);
        break;
    case COMMAND_TARGET_NUMBER:
        lead = leads_find(&core->leads, target->number);
        tb_copy(out->number, sizeof out->number, target->number);
        desk_who(out->who, target->number, core->config->country, true);
        break;
    case COMMAND_TARGET_NONE:
        break;
    }
    if (lead != NULL)
        by_lead(core, lead, out);
    if (out->number[0] != '\0')
        return true;
    if (target->kind == COMMAND_TARGET_TAIL)
        desk_no_such_tail(turn->words, sizeof turn->words, target->number);
    else
        desk_no_such_lead(turn->words, sizeof turn->words, target->lead);
    desk_answer(turn);
    return false;
}

/* Orders that work on open leads only. */
static bool find_lead(struct turn *turn, const struct command_target *target, struct subject *out)
{
    if (!find(turn, target, out))
        return false;
    if (out->lead != NULL)
        return true;
    desk_no_such_tail(turn->words, sizeof turn->words, out->who);
    desk_answer(turn);
    return false;
}

/* The number has a person's record; the desk's own numbers have none of this kind. */
static struct person *person_of(struct turn *turn, const struct subject *subject)
{
    struct core *core = turn->core;
    struct person *person =
        core_member(core, subject->number) < 0 ? people_get(&core->people, subject->number) : NULL;

    if (person == NULL) {
        desk_bad_command(turn->words, sizeof turn->words, COMMAND_BLOCK, COMMAND_BAD_NUMBER, 0);
        desk_answer(turn);
    }
    return person;
}

/* --- words --- */

/* The name of whoever else has the lead; NULL if it is free or the member's own. */
static const char *other_owner(const struct turn *turn, const struct lead *lead)
{
    int owner = core_member(turn->core, lead->record.owner);

    return lead->record.owner[0] == '\0' || owner < 0 || owner == (int)turn->member
               ? NULL
               : core_member_name(turn->core, (unsigned)owner);
}

static bool may_write(struct turn *turn, const struct lead *lead, const char *who)
{
    const struct person *person = people_find(&turn->core->people, lead->record.number);
    const char *owner = other_owner(turn, lead);

    if (person != NULL && person->stopped)
        desk_not_sent_stop(turn->words, sizeof turn->words, who);
    else if (owner != NULL)
        desk_owned(turn->words, sizeof turn->words, lead->record.n, owner, turn->member == 0);
    else
        return true;
    desk_answer(turn);
    return false;
}

/* The desk has seen their words and writes on: it was no STOP. */
static void settle_doubt(struct turn *turn, const char *number)
{
    struct person *person = people_find(&turn->core->people, number);

    if (person == NULL || !person->doubtful)
        return;
    person->doubtful = false;
    core_record_person(turn->core, turn->out, number, "");
}

void desk_send(struct turn *turn, struct lead *lead, const char *words)
{
    struct core *core = turn->core;
    char who[DESK_WHO_MAX];

    core_lead_who(core, lead, who);
    if (!may_write(turn, lead, who))
        return;
    struct text *text = core_text_new(core, TEXT_TYPED, lead->record.number,
                                      core_line_named(core, lead->record.line), words, turn->now, turn->out);
    if (text == NULL) {
        desk_too_long(turn->words, sizeof turn->words);
        desk_answer(turn);
        return;
    }
    text->author = (uint8_t)turn->member;
    text->record.relays = turn->source->id;
    core_record_text(core, turn->out, &text->record);
    settle_doubt(turn, lead->record.number);
    core_cancel_waiting(core, lead->record.number, ANSWERED, turn->now, turn->out);
    if (lead->record.owner[0] == '\0')
        core_lead_take(core, lead, turn->member, turn->line, turn->now, turn->out);
}

void core_desk_typed(struct core *self, const struct text_record *text, unsigned author,
                     const struct tb_now *now, struct actions *out)
{
    struct lead *lead = leads_find(&self->leads, text->number);
    unsigned member = author < core_members(self) ? author : 0; /* the ini may have changed */
    char words[DESK_WORDS_MAX], who[DESK_WHO_MAX];

    if (lead != NULL)
        core_lead_who(self, lead, who);
    else
        desk_who(who, text->number, self->config->country, true);
    if (text->state == TEXT_ACCEPTED) {
        desk_sent(words, sizeof words, who);
        if (lead != NULL)
            core_lead_answered(self, lead, now, out);
    } else if (text->state == TEXT_IN_DOUBT) {
        desk_sent_maybe(words, sizeof words, who);
    } else {
        desk_not_sent(words, sizeof words, who, text->error);
    }
    core_tell(self, member, core_line_named(self, text->line), words, now, out);
}

/* --- orders --- */

static void done(struct turn *turn, const struct subject *subject)
{
    struct core *core = turn->core;
    struct lead *lead = subject->lead;
    int owner = core_member(core, lead->record.owner);
    char words[DESK_WORDS_MAX];

    desk_done(turn->words, sizeof turn->words, subject->who, lead->record.n, "");
    desk_answer(turn);
    desk_done(words, sizeof words, subject->who, lead->record.n, core_member_name(core, turn->member));
    if (owner > 0 && owner != (int)turn->member)
        core_tell(core, (unsigned)owner, turn->line, words, turn->now, turn->out);
    if (owner < 0) /* it was offered to them, and is no more to be had */
        core_tell_others(core, lead, (int)turn->member, turn->line, words, turn->now, turn->out);
    if (turn->member != 0)
        core_tell(core, 0, turn->line, words, turn->now, turn->out);
    core_lead_done(core, lead, turn->now, turn->out);
}

/* The first to take it has it; the agent may take it from anybody. */
static void take(struct turn *turn, const struct subject *subject)
{
    const char *owner = other_owner(turn, subject->lead);

    if (owner != NULL && turn->member != 0) {
        desk_taken(turn->words, sizeof turn->words, subject->who, subject->lead->record.n, owner);
        desk_answer(turn);
        return;
    }
    char whole[DESK_WHO_MAX];
    desk_who(whole, subject->number, turn->core->config->country, true);
    desk_took(turn->words, sizeof turn->words, whole, subject->lead->record.n);
    desk_answer(turn);
    core_lead_take(turn->core, subject->lead, turn->member, turn->line, turn->now, turn->out);
}

static void block(struct turn *turn, const struct subject *subject)
{
    struct person *person = person_of(turn, subject);
    char undo[DESK_WHO_MAX + 10];

    if (person == NULL)
        return;
    person->blocked = true;
    person->doubtful = false;
    core_record_person(turn->core, turn->out, subject->number, "");
    core_cancel_waiting(turn->core, subject->number, OPTED_OUT, turn->now, turn->out);
    char whole[DESK_WHO_MAX];
    desk_who(whole, subject->number, turn->core->config->country, true);
    (void)snprintf(undo, sizeof undo, "UNBLOCK %s", whole);
    desk_blocked(turn->words, sizeof turn->words, subject->who, undo);
    desk_answer(turn);
}

/* Takes back what the desk said of them: a block, a SKIP, a CLIENT, a doubt. Never their own STOP. */
static void unblock(struct turn *turn, const struct subject *subject)
{
    struct person *person = person_of(turn, subject);

    if (person == NULL)
        return;
    person->blocked = person->doubtful = false;
    person->mark = MARK_NONE;
    core_record_person(turn->core, turn->out, subject->number, "");
    desk_unblocked(turn->words, sizeof turn->words, subject->who, person->stopped);
    desk_answer(turn);
}

static void mark(struct turn *turn, const struct subject *subject, enum person_mark mark)
{
    struct person *person = person_of(turn, subject);

    if (person == NULL)
        return;
    person->mark = mark;
    core_record_person(turn->core, turn->out, subject->number, "");
    if (mark == MARK_CLIENT) {
        desk_marked_client(turn->words, sizeof turn->words, subject->who);
    } else {
        desk_marked_skip(turn->words, sizeof turn->words, subject->who);
        if (subject->lead != NULL)
            core_lead_done(turn->core, subject->lead, turn->now, turn->out);
        core_cancel_waiting(turn->core, subject->number, skip_reason_word(REASON_SKIP_LIST), turn->now,
                            turn->out);
    }
    desk_answer(turn);
}

static void forget(struct turn *turn, const struct subject *subject)
{
    struct core *core = turn->core;
    struct person *person = person_of(turn, subject);
    struct record record = {.kind = RECORD_FORGET};

    if (person == NULL)
        return;
    bool opted_out = people_opted_out(person);
    people_forget(person);
    core_forget(core, subject->number, turn->now, turn->out);
    if (subject->lead != NULL)
        leads_close(subject->lead);
    tb_copy(record.forget, sizeof record.forget, subject->number);
    (void)core_record(core, turn->out, &record);
    desk_forgotten(turn->words, sizeof turn->words, "that number", opted_out);
    desk_answer(turn);
}

static void note(struct turn *turn, const struct subject *subject, const struct command_span *words)
{
    struct lead_record *record = &subject->lead->record;
    size_t cap = sizeof record->note;

    desk_say(record->note, cap, "%.*s",
             (int)(words->length < cap ? words->length : desk_whole(words->at, cap - 1)), words->at);
    core_lead_record(turn->core, subject->lead, turn->out);
    desk_noted(turn->words, sizeof turn->words, subject->who);
    desk_answer(turn);
}

static void words_to(struct turn *turn, const struct subject *subject, const struct command_span *span)
{
    char words[TB_BODY_MAX];

    (void)snprintf(words, sizeof words, "%.*s",
                   (int)(span->length < sizeof words ? span->length : sizeof words - 1), span->at);
    desk_send(turn, subject->lead, words);
}

static void about_number(struct turn *turn, const struct command *command, const struct subject *subject)
{
    if (command->kind == COMMAND_BLOCK)
        block(turn, subject);
    else if (command->kind == COMMAND_UNBLOCK)
        unblock(turn, subject);
    else if (command->kind == COMMAND_FORGET)
        forget(turn, subject);
    else
        mark(turn, subject, command->kind == COMMAND_CLIENT ? MARK_CLIENT : MARK_SKIP);
}

static void about_lead(struct turn *turn, const struct command *command, const struct subject *subject)
{
    if (command->kind == COMMAND_DONE)
        done(turn, subject);
    else if (command->kind == COMMAND_TAKE)
        take(turn, subject);
    else if (command->kind == COMMAND_NOTE)
        note(turn, subject, &command->words);
    else
        words_to(turn, subject, &command->words);
}

void desk_lead_order(struct turn *turn, const struct command *command)
{
    struct subject subject;
    bool lead = command->kind == COMMAND_DONE || command->kind == COMMAND_TAKE ||
                command->kind == COMMAND_NOTE || command->kind == COMMAND_TO_LEAD;

    if (lead && find_lead(turn, &command->target, &subject))
        about_lead(turn, command, &subject);
    else if (!lead && find(turn, &command->target, &subject))
        about_number(turn, command, &subject);
}

bool desk_what(struct turn *turn, const struct command *command, char *out, size_t cap)
{
    struct subject subject;
    char covering[TB_NUMBER_MAX];

    if (command->kind == COMMAND_PAUSE) {
        (void)snprintf(out, cap, "pause for more than 12 hours");
        return true;
    }
    if (command->kind == COMMAND_AWAY) {
        if (!desk_may_cover(turn, command->covering))
            return false;
        number_pretty(command->covering, turn->core->config->country, covering, sizeof covering);
        (void)snprintf(out, cap, "send your callers to %s", covering);
        return true;
    }
    if (!find(turn, &command->target, &subject))
        return false;
    if (command->kind == COMMAND_UNBLOCK)
        (void)snprintf(out, cap, "unblock %s", subject.who);
    else if (command->kind == COMMAND_CLIENT)
        (void)snprintf(out, cap, "make %s your client", subject.who);
    else if (command->kind == COMMAND_SKIP)
        (void)snprintf(out, cap, "never text %s", subject.who);
    else
        (void)snprintf(out, cap, "erase everything about %s", subject.who);
    return true;
}
