/* Rows back into records, at start. */
#include "base/copy.h"
#include "shell/ledger_private.h"

#include <stdio.h>
#include <string.h>

struct ledger_window ledger_window_at(bool wall_ok, int64_t wall_ms)
{
    const int64_t hour = INT64_C(3600000);

    return (struct ledger_window){.wall_ok = wall_ok,
                                  .wall_ms = wall_ms,
                                  .calls_ms = 26 * hour,
                                  .reports_ms = 72 * hour,
                                  .caps_ms = 25 * hour};
}

/* ---- columns ---- */

/* Reads a row from left to right. A word that is not known, or a number out of range, makes the row bad. */
struct row {
    struct ledger *ledger;
    sqlite3_stmt *stmt;
    int at;
    bool bad;
};

static int64_t take_number(struct row *row)
{
    return sqlite3_column_int64(row->stmt, row->at++);
}

static int64_t take_within(struct row *row, int64_t low, int64_t high)
{
    int64_t value = take_number(row);

    if (value < low || value > high) {
        row->bad = true;
        return low;
    }
    return value;
}

/* Of a call, a text or a lead: such as leave room for those to come. */
static int64_t take_id(struct row *row)
{
    return take_within(row, 1, LEDGER_ID_MAX);
}

/* The same, or 0 for none. */
static int64_t take_reference(struct row *row)
{
    return take_within(row, 0, LEDGER_ID_MAX);
}

static bool take_flag(struct row *row)
{
    return take_number(row) != 0;
}

static uint64_t take_fingerprint(struct row *row)
{
    int64_t bits = take_number(row);
    uint64_t fingerprint;

    (void)memcpy(&fingerprint, &bits, sizeof fingerprint);
    return fingerprint;
}

/* Valid until the next step; "" for NULL. */
static const char *take_text(struct row *row)
{
    const unsigned char *text = sqlite3_column_text(row->stmt, row->at++);

    return text != NULL ? (const char *)text : "";
}

static void take_string(struct row *row, char *out, size_t cap)
{
    tb_copy(out, cap, take_text(row)); /* a hundred thousand persons have two each */
}

/* Milliseconds in the next column. False if there are none, or more than any clock has ever counted. */
static bool take_ms(struct row *row, int64_t *ms)
{
    bool there = sqlite3_column_type(row->stmt, row->at) != SQLITE_NULL;

    *ms = take_number(row);
    if (*ms >= -TB_MS_BELIEVED && *ms <= TB_MS_BELIEVED)
        return there;
    *ms = 0;
    return false;
}

/* An instant that no clock can have told is not known; the row may still say that somebody is out. */
static struct stamp take_stamp(struct row *row)
{
    struct stamp stamp = {0};

    stamp.wall_ok = take_ms(row, &stamp.wall_ms);
    stamp.set = sqlite3_column_type(row->stmt, row->at) != SQLITE_NULL;
    bool mono_ok = take_ms(row, &stamp.mono_ms);
    bool has_boot = sqlite3_column_type(row->stmt, row->at) != SQLITE_NULL;
    stamp.this_boot = take_number(row) == row->ledger->boot && has_boot && mono_ok;
    return stamp;
}

/* ---- words ---- */

static const char *outcome_word(int value)
{
    return call_outcome_word((enum call_outcome)value);
}
static const char *verdict_word(int value)
{
    return call_verdict_word((enum call_verdict)value);
}
static const char *reason_word(int value)
{
    return skip_reason_word((enum skip_reason)value);
}
static const char *kind_word(int value)
{
    return text_kind_word((enum text_kind)value);
}
static const char *state_word(int value)
{
    return text_state_word((enum text_state)value);
}
static const char *person_word(int value)
{
    return person_kind_word((enum person_kind)value);
}
static const char *mark_word(int value)
{
    return person_mark_word((enum person_mark)value);
}
static const char *lead_word(int value)
{
    return lead_state_word((enum lead_state)value);
}
static const char *direction_word(int value)
{
    return value == TEXT_OUT ? "out" : "in";
}

/* The value, 0 to last, whose word stands in the next column. */
static int take_word(struct row *row, const char *(*word)(int value), int last)
{
    const char *text = take_text(row);

    for (int value = 0; value <= last; value++) {
        if (strcmp(word(value), text) == 0)
            return value;
    }
    row->bad = true;
    return 0;
}

/* ---- rows ---- */

static void take_meta(struct row *row, struct record *out)
{
    out->kind = RECORD_META;
    take_string(row, out->meta.key, sizeof out->meta.key);
    take_string(row, out->meta.value, sizeof out->meta.value);
}

static void take_person(struct row *row, struct record *out)
{
    struct person_record *person = &out->person;

    out->kind = RECORD_PERSON;
    take_string(row, person->number, sizeof person->number);
    take_string(row, person->name, sizeof person->name);
    person->kind = (enum person_kind)take_word(row, person_word, PERSON_TEAM);
    person->opted_out = take_flag(row);
    person->undeliverable = take_flag(row);
    person->last_texted = take_stamp(row);
    person->last_typed = take_flag(row);
    person->stopped = take_flag(row);
    person->blocked = take_flag(row);
    person->doubtful = take_flag(row);
    person->mark = (enum person_mark)take_word(row, mark_word, MARK_SKIP);
}

static void take_lead(struct row *row, struct record *out)
{
    struct lead_record *lead = &out->lead;

    out->kind = RECORD_LEAD;
    lead->id = take_id(row);
    lead->n = (uint16_t)take_within(row, 1, UINT16_MAX);
    take_string(row, lead->number, sizeof lead->number);
    take_string(row, lead->name, sizeof lead->name);
    take_string(row, lead->line, sizeof lead->line);
    lead->state = (enum lead_state)take_word(row, lead_word, LEAD_DONE);
    lead->calls = (uint16_t)take_within(row, 0, UINT16_MAX);
    lead->reminders = (uint8_t)take_within(row, 0, UINT8_MAX);
    lead->told = (uint8_t)take_within(row, 0, UINT8_MAX);
    lead->opened = take_stamp(row);
    lead->touched = take_stamp(row);
    lead->promised = take_stamp(row);
    lead->answered = take_stamp(row);
    take_string(row, lead->last_text, sizeof lead->last_text);
    take_string(row, lead->address, sizeof lead->address);
    take_string(row, lead->note, sizeof lead->note);
    take_string(row, lead->owner, sizeof lead->owner);
}

static void take_call(struct row *row, struct record *out)
{
    struct call_record *call = &out->call;

    out->kind = RECORD_CALL;
    call->id = take_id(row);
    take_string(row, call->line, sizeof call->line);
    take_string(row, call->number, sizeof call->number);
    take_string(row, call->name, sizeof call->name);
    take_string(row, call->called, sizeof call->called);
    call->began = take_stamp(row);
    call->last_ring = take_stamp(row);
    call->ended = take_stamp(row);
    call->outcome = (enum call_outcome)take_word(row, outcome_word, CALL_INTERRUPTED);
    call->verdict = (enum call_verdict)take_word(row, verdict_word, VERDICT_SKIP);
    call->reason = (enum skip_reason)take_word(row, reason_word, REASON_COUNT - 1);
    take_string(row, call->message, sizeof call->message);
    call->alerted = take_flag(row);
    call->test = take_flag(row);
}

static void take_text_record(struct row *row, struct record *out)
{
    struct text_record *text = &out->text;

    out->kind = RECORD_TEXT;
    text->id = take_id(row);
    text->call = take_reference(row);
    text->relays = take_reference(row);
    text->direction = (enum text_direction)take_word(row, direction_word, TEXT_IN);
    text->kind = (enum text_kind)take_word(row, kind_word, TEXT_RECEIVED);
    text->state = (enum text_state)take_word(row, state_word, TEXT_STATE_PARTIAL);
    take_string(row, text->line, sizeof text->line);
    take_string(row, text->number, sizeof text->number);
    text->parts = (uint8_t)take_within(row, 0, UINT8_MAX);
    text->created = take_stamp(row);
    text->sent = take_stamp(row);
    text->settled = take_stamp(row);
    take_string(row, text->error, sizeof text->error);
    text->body = sqlite3_column_type(row->stmt, row->at) == SQLITE_NULL ? NULL : take_text(row);
}

static void take_part(struct row *row, struct record *out)
{
    out->kind = RECORD_PART;
    out->part.text = take_id(row);
    out->part.seq = (uint8_t)take_within(row, 1, UINT8_MAX);
    out->part.ref = (uint8_t)take_within(row, 0, UINT8_MAX);
    out->part.status = (int16_t)take_within(row, -1, UINT8_MAX);
}

static void take_waiting(struct row *row, struct record *out)
{
    out->kind = RECORD_WAITING_PART;
    out->waiting.fingerprint = take_fingerprint(row);
    take_string(row, out->waiting.line, sizeof out->waiting.line);
    out->waiting.received = take_stamp(row);
    out->waiting.pdu = take_text(row);
}

static void take_seen(struct row *row, struct record *out)
{
    out->kind = RECORD_SEEN;
    out->seen.fingerprint = take_fingerprint(row);
    out->seen.at = take_stamp(row);
}

/* ---- queries ---- */

#define STAMP(x) x "_wall," x "_mono," x "_boot,"
#define CALL_COLUMNS                                                                                         \
    "SELECT id,line,number,name,called," STAMP("began") STAMP("last_ring")                                   \
        STAMP("ended") "outcome,verdict,reason,message,alerted,test FROM calls "
#define PERSON_COLUMNS                                                                                       \
    "SELECT number,name,kind,opted_out,undeliverable," STAMP(                                                \
        "texted") "typed,stopped,blocked,doubtful,mark FROM people "
#define LEAD_COLUMNS                                                                                         \
    "SELECT id,n,number,name,line,state,calls,reminders,told," STAMP("opened") STAMP("touched")              \
        STAMP("promised") STAMP("answered") "last_text,address,note,owner FROM leads "
#define TEXT_COLUMNS                                                                                         \
    "id,call,relays,direction,kind,state,line,number,parts," STAMP("created") STAMP("sent")                  \
        STAMP("settled") "error,"

/* Settled, but still of use: a report may come, or it counts for a cap. ?1 the row before the window, ?2 and
 * ?3 where reports and caps begin. The wall clock may be unknown: then it counts. */
#define TEXT_USED                                                                                            \
    "(direction='out' AND ((state IN ('accepted','in_doubt') AND coalesce(sent_wall,created_wall,?2)>=?2)"   \
    " OR (kind='auto' AND coalesce(sent_wall,created_wall,?3)>=?3)))"

struct query {
    const char *sql;
    void (*take)(struct row *row, struct record *out);
};

static const struct query queries_first[] = {
    {"SELECT key,value FROM meta WHERE key NOT LIKE '.%' ORDER BY key", take_meta},
    {PERSON_COLUMNS "WHERE opted_out=1", take_person},
    /* The others; and whoever is out and whom a damaged index has lost: it must not take their word away. */
    {PERSON_COLUMNS "NOT INDEXED WHERE opted_out IS NOT 1 OR number NOT IN"
                    "(SELECT number FROM people WHERE opted_out=1)",
     take_person},
};

/* Open rows before the window: the newest of them, should something have gone wrong for years. */
#define OPEN_MAX "4096"
#define CALLS_OLD_OPEN                                                                                       \
    "WHERE " LEDGER_CALL_OPEN                                                                                \
    " AND id<=?1 AND id>=(SELECT coalesce(min(id),0) FROM (SELECT id FROM calls WHERE " LEDGER_CALL_OPEN     \
    " ORDER BY id DESC LIMIT " OPEN_MAX "))"
#define TEXTS_OLD_OPEN                                                                                       \
    "WHERE " LEDGER_TEXT_OPEN                                                                                \
    " AND id<=?1 AND id>=(SELECT coalesce(min(id),0) FROM (SELECT id FROM texts WHERE " LEDGER_TEXT_OPEN     \
    " ORDER BY id DESC LIMIT " OPEN_MAX "))"

/* ?1 the newest row before the window, ?2 where the window begins */
static const struct query queries_calls[] = {
    {CALL_COLUMNS CALLS_OLD_OPEN " ORDER BY id", take_call},
    {CALL_COLUMNS "WHERE id>?1 AND (" LEDGER_CALL_OPEN
                  " OR ((verdict='hold' OR alerted=0) AND coalesce(began_wall,?2)>=?2)) ORDER BY id",
     take_call},
};

/* CROSS: texts first, whatever SQLite thinks of the size of either. */
static const struct query queries_texts[] = {
    {"SELECT " TEXT_COLUMNS "body FROM texts " TEXTS_OLD_OPEN " ORDER BY id", take_text_record},
    {"SELECT " TEXT_COLUMNS "CASE WHEN " LEDGER_TEXT_OPEN " THEN body END FROM texts WHERE id>?1 AND "
     "(" LEDGER_TEXT_OPEN " OR " TEXT_USED ") ORDER BY id",
     take_text_record},
    {"SELECT text,seq,ref,status FROM texts CROSS JOIN parts ON text=id " TEXTS_OLD_OPEN " ORDER BY text,seq",
     take_part},
    {"SELECT text,seq,ref,status FROM texts CROSS JOIN parts ON text=id WHERE id>?1 AND "
     "(" LEDGER_TEXT_OPEN " OR " TEXT_USED ") ORDER BY text,seq",
     take_part},
};

static const struct query queries_last[] = {
    {LEAD_COLUMNS "WHERE " LEDGER_LEAD_OPEN
                  " AND id>=(SELECT coalesce(min(id),0) FROM (SELECT id FROM leads WHERE " LEDGER_LEAD_OPEN
                  " ORDER BY id DESC LIMIT " OPEN_MAX ")) ORDER BY id",
     take_lead},
    {"SELECT fingerprint,line," STAMP("received") "pdu FROM waiting_parts ORDER BY n", take_waiting},
    {"SELECT fingerprint,at_wall,at_mono,at_boot FROM seen ORDER BY n", take_seen},
};

struct restore {
    struct ledger *ledger;
    const struct ledger_sink *sink;
    void *arg;
    int64_t bound[3]; /* parameters ?1 .. ?3 */
    bool bad_row;
};

static bool hand_over(struct restore *self, const struct query *query)
{
    struct record record;
    sqlite3_stmt *stmt = ledger_prepare(self->ledger, query->sql);
    int rc;

    if (stmt == NULL)
        return false;
    for (int i = 0; i < sqlite3_bind_parameter_count(stmt); i++)
        (void)sqlite3_bind_int64(stmt, i + 1, self->bound[i]);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct row row = {.ledger = self->ledger, .stmt = stmt};
        query->take(&row, &record);
        self->bad_row = self->bad_row || row.bad;
        if (!row.bad)
            self->sink->record(self->arg, &record);
    }
    bool ok = ledger_note(self->ledger, rc);
    (void)sqlite3_finalize(stmt);
    return ok;
}

static bool hand_over_all(struct restore *self, const struct query *queries, size_t count)
{
    bool ok = true;

    for (size_t i = 0; i < count; i++)
        ok = hand_over(self, &queries[i]) && ok; /* what can be read is handed over even so */
    return ok;
}

/* Steps back from the newest row to the first that is surely older than since. */
static bool find_window(struct restore *self, const char *newest_first, int64_t since)
{
    sqlite3_stmt *stmt = ledger_prepare(self->ledger, newest_first);
    int64_t before = 0;
    int steps = 0, rc = SQLITE_DONE;

    if (stmt == NULL)
        return false;
    while (steps++ < LEDGER_RESTORE_ROWS && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        before = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_type(stmt, 1) != SQLITE_NULL && sqlite3_column_int64(stmt, 1) < since)
            break;
    }
    self->bound[0] = rc == SQLITE_ROW ? before : 0; /* DONE: the table is shorter than the window */
    bool ok = ledger_note(self->ledger, rc);
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* It cannot be earlier than this. */
static bool find_now(struct ledger *self, const struct ledger_window *window, int64_t *now)
{
    *now = window->wall_ms;
    return window->wall_ok ||
           ledger_number(self,
                         "SELECT max(coalesce((SELECT began_wall FROM calls ORDER BY id DESC LIMIT 1),0),"
                         "coalesce((SELECT created_wall FROM texts ORDER BY id DESC LIMIT 1),0))",
                         now);
}

bool ledger_restore(struct ledger *self, const struct ledger_sink *sink, void *arg,
                    const struct ledger_window *window)
{
    struct restore restore = {.ledger = self, .sink = sink, .arg = arg};
    int64_t now;

    bool ok = hand_over_all(&restore, queries_first, TB_COUNT(queries_first));
    ok = find_now(self, window, &now) && ok;
    restore.bound[1] = now - window->calls_ms;
    ok = find_window(&restore, "SELECT id,began_wall FROM calls ORDER BY id DESC", now - window->calls_ms) &&
         hand_over_all(&restore, queries_calls, TB_COUNT(queries_calls)) && ok;
    restore.bound[1] = now - window->reports_ms;
    restore.bound[2] = now - window->caps_ms;
    int64_t longest = window->reports_ms > window->caps_ms ? window->reports_ms : window->caps_ms;
    ok = find_window(&restore, "SELECT id,created_wall FROM texts ORDER BY id DESC", now - longest) &&
         hand_over_all(&restore, queries_texts, TB_COUNT(queries_texts)) && ok;
    ok = hand_over_all(&restore, queries_last, TB_COUNT(queries_last)) && ok;
    if (ok && restore.bad_row) {
        self->fault = LEDGER_FAULT_DAMAGED;
        (void)snprintf(self->why, sizeof self->why, "a row holds what textback never writes");
        return false;
    }
    return ok;
}

/* The floor is what an earlier file, set aside, had reached. What no box has ever counted to is passed over.
 */
#define MAX_ID(table, meta)                                                                                  \
    "SELECT max(coalesce((SELECT max(id) FROM " table " WHERE id<=" LEDGER_ID_MAX_SQL "),0),"                \
    "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key='" meta "' AND "                            \
    "CAST(value AS INTEGER)<=" LEDGER_ID_MAX_SQL "),0))"

bool ledger_max_ids(struct ledger *self, struct last_ids *ids)
{
    *ids = (struct last_ids){0};
    return ledger_number(self, MAX_ID("calls", LEDGER_META_MAX_CALL), &ids->call) &&
           ledger_number(self, MAX_ID("texts", LEDGER_META_MAX_TEXT), &ids->text) &&
           ledger_number(self, MAX_ID("leads", LEDGER_META_MAX_LEAD), &ids->lead);
}
