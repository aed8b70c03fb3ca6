/* A person is erased: what stays is that calls and texts happened, for the report's sums, and whatever keeps
 * texts away from the number.
 *
 * Words about them may stand in any text, so every text must be read, and for a million calls that takes a
 * second and more. So the order itself, kept in meta until it is carried out, and what the core goes by are
 * one transaction with the other records; the rows are then gone through from the newest to the oldest, a
 * slice between two commits. The order outlives a power cut, and is begun anew after it: nothing is lost by
 * erasing twice. What came after the order is not touched: its ids are higher than those that stand in it. */
#include "shell/ledger_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The number follows; the value is the highest ids of texts, calls and leads when it was given. */
#define ORDER     LEDGER_META_FORGET
#define ORDER_END LEDGER_META_FORGET_END

/* Rows in one transaction: a few milliseconds where their pages must come from a slow card. A ledger that is
 * not longer is done with in the transaction of the order itself. */
#define SLICE_ROWS 1024

/* Digits that tell a person's number however it is written. Abroad its country's code may be left out, and
 * the rest has seven at least nearly everywhere. */
enum { NATIONAL_DIGITS = 10, ABROAD_DIGITS = 7 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Do these digits stand in the words, whatever stands between them? */
static bool has_digits(const char *words, const char *digits, size_t count)
{
    char last[TB_NUMBER_MAX] = "";

    for (; *words != '\0'; words++) {
        if (!is_digit(*words))
            continue;
        memmove(last, last + 1, count - 1);
        last[count - 1] = *words;
        if (memcmp(last, digits, count) == 0)
            return true;
    }
    return false;
}

/* names(words, number): 1 if the words give the number away. What is no telephone number counts as it is. */
static void sql_names(sqlite3_context *context, int count, sqlite3_value **value)
{
    const char *words = (const char *)sqlite3_value_text(value[0]);
    const char *number = (const char *)sqlite3_value_text(value[1]);
    bool names = false;

    (void)count;
    if (words != NULL && number != NULL) {
        size_t length = strlen(number);
        if (number[0] == '+' && length > 1 && length <= TB_NUMBER_MAX) {
            size_t digits = number[1] == '1' ? NATIONAL_DIGITS : ABROAD_DIGITS;
            digits = digits < length ? digits : length - 1;
            names = has_digits(words, number + length - digits, digits);
        } else {
            names = strstr(words, number) != NULL;
        }
    }
    sqlite3_result_int(context, names);
}

#define FUNCTION_FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)

#define TO_DESK   "direction='out' AND kind IN ('relay','alert')"
#define FROM_DESK "direction='in' AND number IN (SELECT number FROM temp.forget_desk)"

/* ?1 is the number, ?2 the first and ?3 the last id. Words about a person stand in more places than in texts
 * from and to them: in what relays their words to the desk, in what the agent wrote to the box for them or of
 * them, and in what the box told the desk. There they go by their number in any spelling, by its last digits,
 * or by a lead's small number, which says nothing any more: so notes and lists lose their words whoever they
 * are about. Rather too much is erased than too little. What relays is younger than what it relays: from the
 * newest to the oldest, a relay is erased while its source still tells whose it is. */
static const char desk_sql[] = "INSERT OR IGNORE INTO temp.forget_desk SELECT number FROM main.texts "
                               "WHERE id BETWEEN ?2 AND ?3 AND " TO_DESK;
static const char relayed_sql[] =
    "UPDATE texts SET body=NULL WHERE body IS NOT NULL AND id IN"
    " (SELECT relays FROM texts WHERE id BETWEEN ?2 AND ?3 AND number=?1 AND relays>0)";
static const char relays_sql[] =
    "UPDATE texts SET body=NULL WHERE id BETWEEN ?2 AND ?3 AND body IS NOT NULL AND relays>0 AND EXISTS"
    " (SELECT 1 FROM texts AS source WHERE source.id=texts.relays AND source.direction='in'"
    " AND source.number=?1)";
static const char texts_sql[] =
    "UPDATE texts SET body=NULL,number=iif(number=?1,'',number) WHERE id BETWEEN ?2 AND ?3"
    " AND (number=?1 OR (body IS NOT NULL AND (names(body,?1)"
    " OR (" TO_DESK " AND (body LIKE '% note: %' OR body LIKE '% replied: ''%'"
    " OR (substr(?1,1,1)='+' AND instr(body,substr(?1,-4))>0)))"
    /* NOTE may be misspelt, or stand behind the lead's number */
    " OR (" FROM_DESK " AND (body LIKE '%note%' OR"
    " ltrim(body,' .,:;#*\"''(-'||char(9,10,13)) LIKE 'n%')))))";
static const char calls_sql[] =
    "UPDATE calls SET number='',name='',called='' WHERE id BETWEEN ?2 AND ?3 AND number=?1";
static const char leads_sql[] = "DELETE FROM leads WHERE id BETWEEN ?2 AND ?3 AND number=?1";

#define SPAN(table)                                                                                          \
    "SELECT min(id),count(*) FROM (SELECT id FROM " table " WHERE id<=?1 ORDER BY id DESC LIMIT ?2)"

enum { OF_TEXTS, OF_CALLS, OF_LEADS, TABLES };
static const char *const span_sql[TABLES] = {SPAN("texts"), SPAN("calls"), SPAN("leads")};

/* In this order: who the desk is must be known of all texts before their words are judged. */
enum { PHASES = 4 };
static const struct phase {
    int table;
    const char *sql[3];
} phases[PHASES] = {{OF_TEXTS, {desk_sql}},
                    {OF_TEXTS, {relayed_sql, relays_sql, texts_sql}},
                    {OF_CALLS, {calls_sql}},
                    {OF_LEADS, {leads_sql}}};

/* At once: what the core goes by, and what a restart would hand back to it. Later a person may have called
 * again, and what is known of them since stays. */
static const char *const person_sql[] = {
    "UPDATE people SET name='',texted_wall=NULL,texted_mono=NULL,texted_boot=NULL,typed=0,mark=''"
    " WHERE number=?1",
    "DELETE FROM people WHERE number=?1 AND opted_out=0 AND doubtful=0 AND undeliverable=0",
    "DELETE FROM leads WHERE " LEDGER_LEAD_OPEN " AND number=?1",
};

/* ---- statements ---- */

static bool run(struct ledger *self, const char *sql, const char *number, int64_t from, int64_t to)
{
    sqlite3_stmt *stmt = ledger_prepare(self, sql);

    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_text(stmt, 1, number, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_count(stmt) == 3) {
        (void)sqlite3_bind_int64(stmt, 2, from);
        (void)sqlite3_bind_int64(stmt, 3, to);
    }
    bool ok = ledger_note(self, sqlite3_step(stmt));
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* The newest of a table's rows up to an id, rows of them: the first one's id. *all: none is before it. */
static bool find_span(struct ledger *self, int table, int64_t to, int64_t rows, int64_t *from, bool *all)
{
    sqlite3_stmt *stmt = ledger_prepare(self, span_sql[table]);

    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_int64(stmt, 1, to);
    (void)sqlite3_bind_int64(stmt, 2, rows);
    int rc = sqlite3_step(stmt);
    *from = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    *all = rc == SQLITE_ROW && sqlite3_column_int64(stmt, 1) < rows;
    bool ok = ledger_note(self, rc);
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* One slice of one phase, from the newest row up to *to; *to becomes where the next one begins. */
static bool erase_span(struct ledger *self, const struct phase *phase, const char *number, int64_t rows,
                       int64_t *to, bool *all)
{
    int64_t from = 0;
    bool ok = find_span(self, phase->table, *to, rows, &from, all);

    for (size_t i = 0; ok && i < TB_COUNT(phase->sql) && phase->sql[i] != NULL; i++)
        ok = run(self, phase->sql[i], number, from, *to);
    *to = from - 1;
    return ok;
}

/* The newest rows of every table. *all: there were no more. */
static bool erase_newest(struct ledger *self, const char *number, const int64_t until[TABLES], int64_t rows,
                         bool *all)
{
    bool ok = true;

    *all = true;
    for (size_t i = 0; ok && i < PHASES; i++) {
        int64_t to = until[phases[i].table];
        bool whole = false;
        ok = erase_span(self, &phases[i], number, rows, &to, &whole);
        *all = *all && whole;
    }
    return ok;
}

/* Freed bytes are overwritten too, and a place for the desk's numbers is there. */
static bool begin_erasing(struct ledger *self, bool anew)
{
    return ledger_exec(self, "PRAGMA secure_delete=ON;"
                             "CREATE TEMP TABLE IF NOT EXISTS forget_desk(number TEXT PRIMARY KEY) "
                             "WITHOUT ROWID") &&
           (!anew || ledger_exec(self, "DELETE FROM temp.forget_desk"));
}

static bool end_erasing(struct ledger *self, bool ok)
{
    return ok ? ledger_exec(self, "PRAGMA secure_delete=OFF")
              : (sqlite3_exec(self->db, "PRAGMA secure_delete=OFF", NULL, NULL, NULL), false);
}

/* ---- orders ---- */

/* As it stands in meta. */
static void order_value(const int64_t until[TABLES], char out[LEDGER_ORDER_MAX])
{
    (void)snprintf(out, LEDGER_ORDER_MAX, "%" PRId64 " %" PRId64 " %" PRId64, until[OF_TEXTS],
                   until[OF_CALLS], until[OF_LEADS]);
}

/* One that cannot be read is for all that is there. */
static void read_order(const char *value, int64_t until[TABLES])
{
    if (sscanf(value, "%" SCNd64 " %" SCNd64 " %" SCNd64, &until[OF_TEXTS], &until[OF_CALLS],
               &until[OF_LEADS]) != 3)
        until[OF_TEXTS] = until[OF_CALLS] = until[OF_LEADS] = LEDGER_ID_MAX;
}

static bool keep_order(struct ledger *self, const char *number, const int64_t until[TABLES])
{
    char value[LEDGER_ORDER_MAX];
    sqlite3_stmt *stmt =
        ledger_prepare(self, "INSERT OR REPLACE INTO meta(key,value) VALUES('" ORDER "'||?1,?2)");

    if (stmt == NULL)
        return false;
    order_value(until, value);
    (void)sqlite3_bind_text(stmt, 1, number, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(stmt, 2, value, -1, SQLITE_STATIC);
    bool ok = ledger_note(self, sqlite3_step(stmt));
    (void)sqlite3_finalize(stmt);
    self->forgetting = true;
    return ok;
}

/* Unless it has been given once more meanwhile. */
static bool drop_order(struct ledger *self, const struct ledger_sweep *sweep)
{
    sqlite3_stmt *stmt = ledger_prepare(self, "DELETE FROM meta WHERE key='" ORDER "'||?1 AND value=?2");

    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_text(stmt, 1, sweep->number, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(stmt, 2, sweep->order, -1, SQLITE_STATIC);
    bool ok = ledger_note(self, sqlite3_step(stmt));
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* The next order behind that number ("": the first), number "" if there is none. */
static bool next_order(struct ledger *self, const char *behind, struct ledger_sweep *out)
{
    sqlite3_stmt *stmt =
        ledger_prepare(self, "SELECT substr(key,length('" ORDER "')+1),value FROM meta WHERE key>'" ORDER
                             "'||?1 AND key<'" ORDER_END "' ORDER BY key LIMIT 1");

    *out = (struct ledger_sweep){.phase = 0};
    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_text(stmt, 1, behind, -1, SQLITE_STATIC);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        const unsigned char *number = sqlite3_column_text(stmt, 0), *value = sqlite3_column_text(stmt, 1);
        (void)snprintf(out->number, sizeof out->number, "%s", number != NULL ? (const char *)number : "");
        (void)snprintf(out->order, sizeof out->order, "%s", value != NULL ? (const char *)value : "");
    }
    bool ok = ledger_note(self, rc);
    (void)sqlite3_finalize(stmt);
    return ok;
}

#define IN_ORDERS    "key>'" ORDER "' AND key<'" ORDER_END "'"
#define IS_ODD(what) "(length(CAST(" what " AS BLOB))>=?1 OR instr(CAST(" what " AS BLOB),x'00')>0)"

/* What damage has made of an order. Nobody has a number longer than ours, and such a row would be found again
 * and again, never dropped; one whose value makes no sense is for all that is there. */
static bool mend_orders(struct ledger *self)
{
    static const struct {
        const char *sql;
        int room;
    } mends[] = {
        {"DELETE FROM meta WHERE " IN_ORDERS " AND " IS_ODD("key"), sizeof ORDER - 1 + TB_NUMBER_MAX},
        {"UPDATE meta SET value='' WHERE " IN_ORDERS " AND " IS_ODD("value"), LEDGER_ORDER_MAX}};
    bool ok = true;

    for (size_t i = 0; ok && i < TB_COUNT(mends); i++) {
        sqlite3_stmt *stmt = ledger_prepare(self, mends[i].sql);
        if (stmt == NULL)
            return false;
        (void)sqlite3_bind_int(stmt, 1, mends[i].room);
        ok = ledger_note(self, sqlite3_step(stmt));
        (void)sqlite3_finalize(stmt);
    }
    return ok;
}

static bool find_until(struct ledger *self, int64_t until[TABLES])
{
    return ledger_number(self, "SELECT max(id) FROM texts", &until[OF_TEXTS]) &&
           ledger_number(self, "SELECT max(id) FROM calls", &until[OF_CALLS]) &&
           ledger_number(self, "SELECT max(id) FROM leads", &until[OF_LEADS]);
}

bool ledger_forget(struct ledger *self, const char *number)
{
    int64_t until[TABLES];
    bool all = true;

    if (number[0] == '\0')
        return true; /* withheld callers have no number in common */
    bool ok = begin_erasing(self, false) && find_until(self, until);
    for (size_t i = 0; ok && i < TB_COUNT(person_sql); i++)
        ok = run(self, person_sql[i], number, 0, 0);
    ok =
        ok && erase_newest(self, number, until, SLICE_ROWS, &all) && (all || keep_order(self, number, until));
    return end_erasing(self, ok);
}

/* ---- carrying them out ---- */

bool ledger_forgetting(const struct ledger *self)
{
    return self->forgetting;
}

bool ledger_forget_find(struct ledger *self)
{
    struct ledger_sweep first;
    bool ok = next_order(self, "", &first);

    self->sweep = (struct ledger_sweep){.phase = 0};
    self->forgetting = ok && first.number[0] != '\0';
    return ok;
}

/* Rather a start with what a full disk could not erase yet than none. */
void ledger_forget_newest(struct ledger *self)
{
    struct ledger_sweep order;
    int64_t until[TABLES];
    char behind[TB_NUMBER_MAX] = "";
    bool all;

    if (!self->forgetting || !ledger_begin(self))
        return;
    bool ok = begin_erasing(self, true) && mend_orders(self);
    while (ok && (ok = next_order(self, behind, &order)) && order.number[0] != '\0') {
        read_order(order.order, until);
        ok = erase_newest(self, order.number, until, LEDGER_RESTORE_ROWS, &all);
        memcpy(behind, order.number, sizeof behind);
    }
    if (!end_erasing(self, ok) || !ledger_commit(self))
        ledger_roll_back(self);
}

/* One slice of what is under way; next is what then is. */
static bool sweep_on(struct ledger *self, struct ledger_sweep *next)
{
    const struct phase *phase = &phases[next->phase];
    int64_t until[TABLES];
    bool all;

    read_order(next->order, until);
    if (!next->begun)
        next->to = until[phase->table];
    next->begun = true;
    if (!erase_span(self, phase, next->number, SLICE_ROWS, &next->to, &all))
        return false;
    if (!all)
        return true;
    next->begun = false;
    if (++next->phase < PHASES)
        return true;
    return drop_order(self, next) && next_order(self, "", next);
}

bool ledger_forget_slice(struct ledger *self, bool *more)
{
    struct ledger_sweep next = self->sweep;

    *more = self->forgetting;
    if (!self->forgetting)
        return true;
    if (!ledger_begin(self))
        return false;
    bool ok = (next.number[0] != '\0' || (mend_orders(self) && next_order(self, "", &next))) &&
              begin_erasing(self, next.phase == 0 && !next.begun) &&
              (next.number[0] == '\0' || sweep_on(self, &next));
    if (!end_erasing(self, ok) || !ledger_commit(self)) {
        ledger_roll_back(self);
        return false;
    }
    self->sweep = next;
    *more = self->forgetting = next.number[0] != '\0';
    return true;
}

bool ledger_forget_set_up(struct ledger *self)
{
    return ledger_note(
        self, sqlite3_create_function(self->db, "names", 2, FUNCTION_FLAGS, NULL, sql_names, NULL, NULL));
}
