#include "textbackctl/views.h"

#include "base/check.h"
#include "shell/ledger.h"
#include "shell/ledger_sql.h"

#include <sqlite3.h>
#include <stdio.h>

/* ---- views ---- */

/* A view is a query whose columns are the Contract's keys in order. */
struct shape {
    const char *select;
    const char *where; /* of one key, ?1; NULL if it has none */
    const char *order; /* by an index, */
    const char *keys;  /* or by keys in order, so that of all rows no more than these are sorted in memory */
    const struct view_column *columns;
    int count;
};

static const struct view_column call_columns[] = {
    {"id", VIEW_NUMBER},           {"line", VIEW_WORDS},           {"number", VIEW_WORDS_OR_NULL},
    {"name", VIEW_WORDS_OR_NULL},  {"called", VIEW_WORDS_OR_NULL}, {"began", VIEW_TIME},
    {"ended", VIEW_TIME},          {"outcome", VIEW_WORDS},        {"verdict", VIEW_WORDS_OR_NULL},
    {"reason", VIEW_WORDS_OR_NULL}};

static const struct view_column text_columns[] = {
    {"id", VIEW_NUMBER},          {"call", VIEW_NUMBER_OR_NULL},
    {"direction", VIEW_WORDS},    {"number", VIEW_WORDS_OR_NULL},
    {"body", VIEW_WORDS},         {"state", VIEW_WORDS},
    {"parts", VIEW_NUMBER},       {"created", VIEW_TIME},
    {"sent", VIEW_TIME},          {"settled", VIEW_TIME},
    {"error", VIEW_WORDS_OR_NULL}};

static const struct view_column person_columns[] = {
    {"number", VIEW_WORDS},   {"name", VIEW_WORDS_OR_NULL}, {"kind", VIEW_WORDS},
    {"opted_out", VIEW_FLAG}, {"undeliverable", VIEW_FLAG}, {"last_texted", VIEW_TIME}};

static const struct view_column lead_columns[] = {{"n", VIEW_NUMBER},
                                                  {"number", VIEW_WORDS},
                                                  {"line", VIEW_WORDS},
                                                  {"opened", VIEW_TIME},
                                                  {"state", VIEW_WORDS},
                                                  {"last_text", VIEW_WORDS_OR_NULL},
                                                  {"address", VIEW_WORDS_OR_NULL},
                                                  {"owner", VIEW_WORDS_OR_NULL},
                                                  {"promised", VIEW_TIME},
                                                  /* of VIEW_LEADS_WHOLE only */
                                                  {"name", VIEW_WORDS_OR_NULL},
                                                  {"calls", VIEW_NUMBER},
                                                  {"touched", VIEW_TIME},
                                                  {"note", VIEW_WORDS_OR_NULL}};
enum { LEAD_CONTRACT_COLUMNS = 9 };

/* verdict and reason are null while it rings, even where (when = ring) the verdict has been taken by then */
static const char calls_sql[] = "SELECT id,line,number,name,called,began_wall,ended_wall,outcome,"
                                " CASE WHEN outcome<>'ringing' THEN verdict END,"
                                " CASE WHEN outcome<>'ringing' THEN coalesce(reason,'message:'||message) END"
                                " FROM calls";

static const char texts_sql[] = "SELECT id,call,direction," LEDGER_TEXT_NUMBER ",body,state,parts,"
                                "created_wall,sent_wall,settled_wall,error FROM texts";

static const char people_sql[] = "SELECT number,name,kind,opted_out,undeliverable,texted_wall FROM people";

static const char leads_sql[] =
    "SELECT n,number,line,opened_wall,state,last_text,address,owner,promised_wall,"
    "name,calls,touched_wall,note FROM leads";

/* What is to be done in the order in which the desk numbers it, then what was done, the latest first. */
static const char leads_keys[] =
    "SELECT id FROM leads ORDER BY"
    " state='done', CASE WHEN state<>'done' THEN n END, touched_wall DESC, id DESC";

static const struct shape shapes[] = {
    [VIEW_CALLS] = {calls_sql, "id=?1", "id", NULL, call_columns, TB_COUNT(call_columns)},
    [VIEW_TEXTS] = {texts_sql, "call=?1", "id", NULL, text_columns, TB_COUNT(text_columns)},
    [VIEW_PEOPLE] = {people_sql, NULL, "number", NULL, person_columns, TB_COUNT(person_columns)},
    [VIEW_LEADS] = {leads_sql, "id=?1", NULL, leads_keys, lead_columns, LEAD_CONTRACT_COLUMNS},
    [VIEW_LEADS_WHOLE] = {leads_sql, "id=?1", NULL, leads_keys, lead_columns, TB_COUNT(lead_columns)},
};

struct reading {
    struct ledger *ledger;
    const struct shape *shape;
    view_row *each;
    void *arg;
};

static sqlite3_stmt *prepare(const struct reading *self, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    return sqlite3_prepare_v2(ledger_handle(self->ledger), sql, -1, &stmt, NULL) == SQLITE_OK ? stmt : NULL;
}

static sqlite3_stmt *prepare_rows(const struct reading *self, bool by_key)
{
    const struct shape *shape = self->shape;
    char sql[2048];

    int n = snprintf(sql, sizeof sql, "%s%s%s%s%s", shape->select, by_key ? " WHERE " : "",
                     by_key ? shape->where : "", shape->order != NULL ? " ORDER BY " : "",
                     shape->order != NULL ? shape->order : "");
    CHECK(n > 0 && (size_t)n < sizeof sql);
    return prepare(self, sql);
}

static bool read_rows(const struct reading *self, sqlite3_stmt *stmt)
{
    int rc = SQLITE_DONE;
    bool going_on = true;

    while (going_on && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        json_t *row = view_object(stmt, self->shape->columns, self->shape->count);
        going_on = self->each(self->arg, row);
        json_decref(row);
    }
    return going_on && rc == SQLITE_DONE;
}

/* key 0: every row */
static bool read_by(const struct reading *self, int64_t key)
{
    sqlite3_stmt *stmt = prepare_rows(self, key != 0);

    if (stmt != NULL && key != 0)
        (void)sqlite3_bind_int64(stmt, 1, key);
    bool ok = stmt != NULL && read_rows(self, stmt);
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* The first key comes when all are sorted: beyond what SQLite's cache holds in a file, if there is a place
 * for one, else in memory. */
static int first_key(const struct reading *self, sqlite3_stmt *keys)
{
    int rc = ledger_spill(self->ledger, true) ? sqlite3_step(keys) : SQLITE_ERROR;

    if (rc == SQLITE_ROW || rc == SQLITE_DONE)
        return rc;
    (void)sqlite3_reset(keys);
    return ledger_spill(self->ledger, false) ? sqlite3_step(keys) : SQLITE_ERROR;
}

static bool read_in_order(const struct reading *self)
{
    sqlite3_stmt *keys = prepare(self, self->shape->keys), *rows = prepare_rows(self, true);
    bool ok = keys != NULL && rows != NULL;
    int rc = ok ? first_key(self, keys) : SQLITE_ERROR;

    for (; ok && rc == SQLITE_ROW; rc = sqlite3_step(keys)) {
        (void)sqlite3_bind_int64(rows, 1, sqlite3_column_int64(keys, 0));
        ok = read_rows(self, rows);
        (void)sqlite3_reset(rows);
    }
    (void)sqlite3_finalize(keys);
    (void)sqlite3_finalize(rows);
    return ok && rc == SQLITE_DONE;
}

/* key 0: every row */
static bool each_of(struct ledger *ledger, enum view view, int64_t key, view_row *each, void *arg)
{
    const struct reading reading = {.ledger = ledger, .shape = &shapes[view], .each = each, .arg = arg};

    return key == 0 && reading.shape->keys != NULL ? read_in_order(&reading) : read_by(&reading, key);
}

bool view_each(struct ledger *ledger, enum view view, view_row *each, void *arg)
{
    return each_of(ledger, view, 0, each, arg);
}

static bool append(void *arg, json_t *row)
{
    json_t *array = arg;

    return json_array_append(array, row) == 0;
}

static json_t *array_of(struct ledger *ledger, enum view view, int64_t key)
{
    json_t *array = json_array();

    if (each_of(ledger, view, key, append, array))
        return array;
    json_decref(array);
    return NULL;
}

json_t *view_texts(struct ledger *ledger)
{
    return array_of(ledger, VIEW_TEXTS, 0);
}

json_t *view_people(struct ledger *ledger)
{
    return array_of(ledger, VIEW_PEOPLE, 0);
}

json_t *view_call(struct ledger *ledger, int64_t id)
{
    json_t *array = array_of(ledger, VIEW_CALLS, id);
    json_t *call = json_incref(json_array_get(array, 0));

    json_decref(array);
    return call;
}

json_t *view_texts_of_call(struct ledger *ledger, int64_t id)
{
    return array_of(ledger, VIEW_TEXTS, id);
}

bool view_is_test(struct ledger *ledger, int64_t id)
{
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT test FROM calls WHERE id=?1"; /* an older ledger has no such column: no test */
    bool ok = sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL) == SQLITE_OK &&
              sqlite3_bind_int64(stmt, 1, id) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW &&
              sqlite3_column_int(stmt, 0) != 0;

    (void)sqlite3_finalize(stmt);
    return ok;
}
