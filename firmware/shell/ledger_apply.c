/* One record into its table. */
#include "shell/ledger_private.h"
#include "shell/optouts.h"

#include <string.h>

/* Where the next parameter of a statement goes. */
struct binder {
    struct ledger *ledger;
    sqlite3_stmt *stmt;
    int at;
};

static void bind_number(struct binder *b, int64_t value)
{
    (void)sqlite3_bind_int64(b->stmt, b->at++, value);
}

static void bind_text(struct binder *b, const char *value)
{
    (void)sqlite3_bind_text(b->stmt, b->at++, value, -1, SQLITE_STATIC);
}

static void bind_null(struct binder *b)
{
    (void)sqlite3_bind_null(b->stmt, b->at++);
}

static void bind_text_or_null(struct binder *b, const char *value)
{
    if (value[0] == '\0')
        bind_null(b);
    else
        bind_text(b, value);
}

static void bind_number_or_null(struct binder *b, int64_t value)
{
    if (value == 0)
        bind_null(b);
    else
        bind_number(b, value);
}

static void bind_stamp(struct binder *b, const struct stamp *stamp)
{
    struct ledger *ledger = b->ledger;

    if (stamp->set && stamp->wall_ok) {
        bind_number(b, stamp->wall_ms);
        if (!ledger->wall_known || stamp->wall_ms > ledger->wall_ms)
            ledger->wall_ms = stamp->wall_ms;
        ledger->wall_known = true;
    } else {
        bind_null(b);
    }
    if (stamp->set)
        bind_number(b, stamp->mono_ms);
    else
        bind_null(b);
    if (stamp->set && stamp->this_boot)
        bind_number(b, ledger->boot);
    else
        bind_null(b);
}

static void bind_call(struct binder *b, const struct call_record *call)
{
    bind_number(b, call->id);
    bind_text(b, call->line);
    bind_text(b, call->number);
    bind_text(b, call->name);
    bind_text(b, call->called);
    bind_stamp(b, &call->began);
    bind_stamp(b, &call->last_ring);
    bind_stamp(b, &call->ended);
    bind_text(b, call_outcome_word(call->outcome));
    bind_text_or_null(b, call_verdict_word(call->verdict));
    bind_text_or_null(b, skip_reason_word(call->verdict == VERDICT_SKIP ? call->reason : REASON_NONE));
    bind_text_or_null(b, call->verdict == VERDICT_TEXT || call->verdict == VERDICT_HOLD ? call->message : "");
    bind_number(b, call->alerted);
    bind_number(b, call->test);
}

static void bind_text_record(struct binder *b, const struct text_record *text)
{
    bind_number(b, text->id);
    bind_number_or_null(b, text->call);
    bind_number_or_null(b, text->relays);
    bind_text(b, text->direction == TEXT_IN ? "in" : "out");
    bind_text(b, text_kind_word(text->kind));
    bind_text(b, text_state_word(text->state));
    bind_text(b, text->line);
    bind_text(b, text->number);
    bind_number(b, text->parts);
    bind_stamp(b, &text->created);
    bind_stamp(b, &text->sent);
    bind_stamp(b, &text->settled);
    bind_text_or_null(b, text->error);
    if (text->body == NULL)
        bind_null(b);
    else
        bind_text(b, text->body);
}

static void bind_person(struct binder *b, const struct person_record *person)
{
    bind_text(b, person->number);
    bind_text(b, person->name);
    bind_text(b, person_kind_word(person->kind));
    bind_number(b, person->opted_out);
    bind_number(b, person->undeliverable);
    bind_stamp(b, &person->last_texted);
    bind_number(b, person->last_typed);
    bind_number(b, person->stopped);
    bind_number(b, person->blocked);
    bind_number(b, person->doubtful);
    bind_text(b, person_mark_word(person->mark));
    if (b->ledger->wall_known)
        bind_number(b, b->ledger->wall_ms);
    else
        bind_null(b);
}

static void bind_lead(struct binder *b, const struct lead_record *lead)
{
    bind_number(b, lead->id);
    bind_number(b, lead->n);
    bind_text(b, lead->number);
    bind_text(b, lead->name);
    bind_text(b, lead->line);
    bind_text(b, lead_state_word(lead->state));
    bind_number(b, lead->calls);
    bind_number(b, lead->reminders);
    bind_number(b, lead->told);
    bind_stamp(b, &lead->opened);
    bind_stamp(b, &lead->touched);
    bind_stamp(b, &lead->promised);
    bind_stamp(b, &lead->answered);
    bind_text(b, lead->last_text);
    bind_text(b, lead->address);
    bind_text(b, lead->note);
    bind_text(b, lead->owner);
}

static void bind_part(struct binder *b, const struct part_record *part)
{
    bind_number(b, part->text);
    bind_number(b, part->seq);
    bind_number(b, part->ref);
    bind_number(b, part->status);
}

/* The 64 bits as they are: SQLite's integers are signed. */
static void bind_fingerprint(struct binder *b, uint64_t fingerprint)
{
    int64_t bits;

    (void)memcpy(&bits, &fingerprint, sizeof bits);
    bind_number(b, bits);
}

static bool finish(struct ledger *self, sqlite3_stmt *stmt)
{
    bool ok = ledger_note(self, sqlite3_step(stmt));

    (void)sqlite3_reset(stmt);
    return ok;
}

static enum ledger_stmt stmt_of(enum record_kind kind)
{
    switch (kind) {
    case RECORD_CALL:
        return STMT_CALL;
    case RECORD_TEXT:
        return STMT_TEXT;
    case RECORD_PART:
        return STMT_PART;
    case RECORD_WAITING_PART:
        return STMT_WAITING;
    case RECORD_WAITING_PART_GONE:
        return STMT_WAITING_GONE;
    case RECORD_SEEN:
        return STMT_SEEN;
    case RECORD_PERSON:
        return STMT_PERSON;
    case RECORD_LEAD:
        return STMT_LEAD;
    case RECORD_META:
        return STMT_META;
    case RECORD_FORGET:
        break;
    }
    tb_check_failed("record kind", __FILE__, __LINE__);
}

static void bind_record(struct binder *b, const struct record *record)
{
    switch (record->kind) {
    case RECORD_CALL:
        bind_call(b, &record->call);
        break;
    case RECORD_TEXT:
        bind_text_record(b, &record->text);
        break;
    case RECORD_PART:
        bind_part(b, &record->part);
        break;
    case RECORD_WAITING_PART:
        bind_fingerprint(b, record->waiting.fingerprint);
        bind_text(b, record->waiting.line);
        bind_stamp(b, &record->waiting.received);
        bind_text(b, record->waiting.pdu);
        break;
    case RECORD_WAITING_PART_GONE:
        bind_fingerprint(b, record->waiting.fingerprint);
        break;
    case RECORD_SEEN:
        bind_fingerprint(b, record->seen.fingerprint);
        bind_stamp(b, &record->seen.at);
        break;
    case RECORD_PERSON:
        bind_person(b, &record->person);
        break;
    case RECORD_LEAD:
        bind_lead(b, &record->lead);
        break;
    case RECORD_META:
        bind_text(b, record->meta.key);
        bind_text(b, record->meta.value);
        break;
    case RECORD_FORGET:
        break; /* several statements: ledger_forget() */
    }
}

/* What goes with a record besides its own row. */
static bool follow_up(struct ledger *self, const struct record *record)
{
    if (record->kind == RECORD_SEEN) {
        (void)sqlite3_bind_int(self->stmt[STMT_SEEN_TRIM], 1, TB_SEEN_MAX);
        return finish(self, self->stmt[STMT_SEEN_TRIM]);
    }
    if (record->kind == RECORD_PERSON && self->optouts != NULL &&
        !optouts_note(self->optouts, record->person.number, record->person.opted_out))
        return ledger_note(self, SQLITE_NOMEM);
    return true;
}

static bool upsert(struct ledger *self, const struct record *record)
{
    struct binder binder = {.ledger = self, .stmt = self->stmt[stmt_of(record->kind)], .at = 1};

    bind_record(&binder, record);
    bool ok = finish(self, binder.stmt);
    (void)sqlite3_clear_bindings(binder.stmt); /* they point into the record */
    return ok && follow_up(self, record);
}

bool ledger_apply(struct ledger *self, const struct record *record)
{
    CHECK(!sqlite3_get_autocommit(self->db));
    if (record->kind == RECORD_FORGET ? ledger_forget(self, record->forget) : upsert(self, record))
        return true;
    if (self->fault != LEDGER_FAULT_REFUSED)
        ledger_roll_back(self);
    return false;
}
