/* After a life: is on the disk what was said to be, and nothing by halves? */
#include "world.h"

#include "shell/ledger.h"

#include <sqlite3.h>
#include <string.h>

/* What the file has of one call or text. */
struct row {
    char state[16], reason[20], number[TB_NUMBER_MAX];
};

static sqlite3_stmt *query(struct world *w, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(ledger_handle(w->disk.ledger), sql, -1, &stmt, NULL) != SQLITE_OK)
        rules_break(w, RULE_LEDGER_SOUND, "%s: %s", sql, sqlite3_errmsg(ledger_handle(w->disk.ledger)));
    return stmt;
}

static void take(sqlite3_stmt *stmt, int column, char *out, size_t cap)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    (void)snprintf(out, cap, "%s", text != NULL ? text : "");
}

static bool find(struct world *w, const char *sql, int64_t id, struct row *out)
{
    sqlite3_stmt *stmt = query(w, sql);
    bool found = false;

    *out = (struct row){.state = ""};
    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_int64(stmt, 1, id);
    found = sqlite3_step(stmt) == SQLITE_ROW;
    if (found) {
        take(stmt, 0, out->state, sizeof out->state);
        take(stmt, 1, out->reason, sizeof out->reason);
        take(stmt, 2, out->number, sizeof out->number);
    }
    (void)sqlite3_finalize(stmt);
    return found;
}

static struct row call_row(const struct call_record *call)
{
    struct row row;

    (void)snprintf(row.state, sizeof row.state, "%s", call_verdict_word(call->verdict));
    (void)snprintf(row.reason, sizeof row.reason, "%s", skip_reason_word(call->reason));
    (void)snprintf(row.number, sizeof row.number, "%s", call->number);
    return row;
}

static struct row text_row(const struct text_record *text)
{
    struct row row = {.reason = ""};

    (void)snprintf(row.state, sizeof row.state, "%s", text_state_word(text->state));
    (void)snprintf(row.number, sizeof row.number, "%s", text->number);
    return row;
}

static bool same(const struct row *a, const struct row *b)
{
    return strcmp(a->state, b->state) == 0 && strcmp(a->reason, b->reason) == 0 &&
           strcmp(a->number, b->number) == 0;
}

static bool find_call(struct world *w, int64_t id, struct row *out)
{
    return find(w, "SELECT verdict,reason,number FROM calls WHERE id=?", id, out);
}

static bool find_text(struct world *w, int64_t id, struct row *out)
{
    return find(w, "SELECT state,'',number FROM texts WHERE id=?", id, out);
}

/* The last word of a commit on one thing. */
static const struct record *last_of(const struct world *w, unsigned asked, enum record_kind kind, int64_t id)
{
    for (unsigned i = asked; i-- > 0;) {
        const struct record *record = &w->disk.item[i].record;
        if (record->kind == kind && (kind == RECORD_CALL ? record->call.id : record->text.id) == id)
            return record;
    }
    return NULL;
}

/* Whether the commit under way is on the disk, by all it changed: done and undone count what speaks for
 * either. */
static void weigh(struct world *w, unsigned asked, unsigned *done, unsigned *undone)
{
    struct row row, want, had;

    for (unsigned i = 0; i < asked; i++) {
        const struct record *record = &w->disk.item[i].record;
        bool call = record->kind == RECORD_CALL;
        if (!call && record->kind != RECORD_TEXT)
            continue;
        int64_t id = call ? record->call.id : record->text.id;
        record = last_of(w, asked, record->kind, id);
        want = call ? call_row(&record->call) : text_row(&record->text);
        bool kept = call ? w->call[id].kept.id != 0 : w->text[id].kept.id != 0;
        had = call ? call_row(&w->call[id].kept) : text_row(&w->text[id].kept);
        bool found = call ? find_call(w, id, &row) : find_text(w, id, &row);
        if (kept && same(&want, &had))
            continue;
        *done += found && same(&row, &want);
        *undone += kept ? found && same(&row, &had) : !found;
    }
}

static void forget_what_is_lost(struct world *w, bool done)
{
    uint64_t durable = done && w->asked > 0 ? w->disk.item[w->asked - 1].sequence : w->kept_sequence;
    unsigned left = 0;

    for (unsigned i = 0; i < w->refusal_count; i++) {
        if (w->refusal[i].sequence > durable)
            continue;
        w->refusal[left] = w->refusal[i];
        w->refusal[left++].sequence = 0;
    }
    w->refusal_count = left;
    for (unsigned i = 1; i <= w->call_top || i <= w->text_top; i++) {
        struct text_fact *text = &w->text[i];
        w->call[i].live = w->call[i].kept;
        if (w->call[i].kept.id == 0) /* the id may be given to another call */
            w->call[i] = (struct call_fact){.held = false};
        text->live = text->kept;
        text->sending = 0;
        if (text->kept.id == 0)
            *text = (struct text_fact){.sending = 0};
    }
    for (unsigned i = 0; i < w->sent_count; i++) {
        const struct text_record *kept = &w->text[w->sent[i].id].kept;
        bool known = kept->id == w->sent[i].id && kept->state != TEXT_PREPARED && kept->state != TEXT_HELD;
        w->sent[i].lost = w->sent[i].lost || !known;
    }
}

static void compare_all(struct world *w)
{
    struct row row, want;

    for (unsigned i = 1; (i <= w->call_top || i <= w->text_top); i++) {
        if (w->call[i].kept.id != 0 && !rules_forgot(w, w->call[i].kept.number)) {
            want = call_row(&w->call[i].kept);
            if (!find_call(w, i, &row) || !same(&row, &want))
                rules_break(w, RULE_LEDGER_KEEPS, "call %u was kept as %s %s %s and is %s %s %s", i,
                            want.number, want.state, want.reason, row.number, row.state, row.reason);
        }
        if (w->text[i].kept.id != 0 && !rules_forgot(w, w->text[i].kept.number)) {
            want = text_row(&w->text[i].kept);
            if (!find_text(w, i, &row) || !same(&row, &want))
                rules_break(w, RULE_LEDGER_KEEPS, "text %u was kept as %s %s and is %s %s", i, want.number,
                            want.state, row.number, row.state);
        }
    }
}

void rules_reopened(struct world *w, unsigned asked)
{
    unsigned done = 0, undone = 0;

    weigh(w, asked, &done, &undone);
    if (done > 0 && undone > 0 && !w->forgot)
        rules_break(w, RULE_LEDGER_KEEPS, "a commit is there by halves: %u of it and %u not", done, undone);
    for (unsigned i = 0; i < asked && done > 0; i++)
        rules_durable(w, &w->disk.item[i].record);
    forget_what_is_lost(w, done > 0);
    compare_all(w);
}
