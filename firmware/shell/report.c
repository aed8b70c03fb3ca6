#include "shell/report.h"

#include "shell/ledger.h"
#include "shell/ledger_sql.h"
#include "shell/optouts.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* A column's instant is in the period; ?1 and ?2 are NULL where there is none. */
#define WITHIN(wall) "(?1 IS NULL OR (" wall ">=?1 AND " wall "<?2))"
/* The calls that count. */
#define CALLS "c.verdict IS NOT NULL AND c.outcome<>'ringing' AND c.test=0 AND " WITHIN("c.began_wall")
/* The automatic texts that left the box, each with its call. */
#define TEXTED                                                                                               \
    "texts t JOIN calls c ON c.id=t.call WHERE t.kind='auto' AND t.direction='out'"                          \
    " AND t.state IN " LEDGER_LEFT " AND " CALLS
#define TO_TEXT LEDGER_MS("c.ended", "t.sent")
/* A lead is opened when its first call's text is settled, a day later at the most; an earlier lead of that
 * person has calls of its own. */
#define TO_HUMAN_OF_CALL                                                                                     \
    "(SELECT " LEDGER_MS("e.ended",                                                                          \
                         "l.answered") " FROM temp.report_ends e WHERE e.number=l.number"                    \
                                       " AND e.ended_wall<=l.opened_wall AND "                               \
                                       "e.ended_wall>max(l.opened_wall-86400000,coalesce(l.before,0))"       \
                                       " ORDER BY e.id DESC LIMIT 1)"
#define TO_HUMAN "coalesce(" TO_HUMAN_OF_CALL "," LEDGER_MS("l.opened", "l.answered") ")"

static const char calls_sql[] = "SELECT count(*), min(c.began_wall), sum(c.reason IS 'answered') FROM calls c"
                                " WHERE " CALLS;
static const char texted_sql[] = "SELECT count(*) FROM " TEXTED;
static const char reasons_sql[] =
    "SELECT coalesce(c.reason,'message:'||c.message) AS r, count(*) FROM calls c"
    " WHERE " CALLS " GROUP BY r ORDER BY r";
static const char opted_out_sql[] = "SELECT count(*) FROM people WHERE opted_out=1";

/* Small tables of this connection's own: the ledger has no index by number, which the daemon never needs. */
static const char *const before_sql[] = {
    "BEGIN",
    "CREATE TEMP TABLE report_writers AS SELECT number, max(id) AS latest FROM main.texts"
    " WHERE direction='in' AND number<>'' AND (?1 IS NULL OR coalesce(created_wall,?1)>=?1) GROUP BY number",
    "CREATE INDEX temp.report_writers_number ON report_writers(number)",
    "CREATE TEMP TABLE report_ends AS SELECT number, id, ended_wall, ended_mono, ended_boot FROM main.calls"
    " WHERE number<>'' AND test=0 AND ended_wall IS NOT NULL"
    " AND (?1 IS NULL OR (ended_wall>=?1-86400000 AND ended_wall<?2))",
    "CREATE INDEX temp.report_ends_number ON report_ends(number, id)",
};
static const char replied_sql[] =
    "SELECT count(*) FROM (SELECT c.number AS number, min(t.id) AS first FROM " TEXTED
    " GROUP BY c.number) AS once"
    " WHERE EXISTS (SELECT 1 FROM temp.report_writers w WHERE w.number=once.number AND w.latest>once.first)";
static const char to_text_sql[] = "SELECT ms FROM (SELECT " TO_TEXT " AS ms FROM " TEXTED
                                  " AND c.verdict='text') WHERE ms IS NOT NULL ORDER BY ms";
/* Of the leads only what is asked for, and none of those before the period that TO_HUMAN has no use for: they
 * are sorted in memory. */
static const char to_human_sql[] =
    "WITH l AS (SELECT id, number, opened_wall, opened_mono, opened_boot, answered_wall, answered_mono,"
    " answered_boot, lag(opened_wall) OVER (PARTITION BY number ORDER BY id) AS before FROM leads"
    " WHERE ?1 IS NULL OR opened_wall>=?1-86400000)"
    " SELECT ms FROM (SELECT " TO_HUMAN " AS ms FROM l WHERE l.answered_mono IS NOT NULL AND " WITHIN(
        "l.opened_wall") ") WHERE ms IS NOT NULL ORDER BY ms";

struct reading {
    sqlite3 *db;
    const struct report_period *period;
    bool failed;
};

static sqlite3_stmt *query(struct reading *self, const char *sql)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(self->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        self->failed = true;
        return NULL;
    }
    if (!self->period->all && sqlite3_bind_parameter_count(stmt) > 0) {
        (void)sqlite3_bind_int64(stmt, 1, self->period->from_ms);
        (void)sqlite3_bind_int64(stmt, 2,
                                 self->period->to_ms); /* refused without harm where there is no ?2 */
    }
    return stmt;
}

static bool next_row(struct reading *self, sqlite3_stmt *stmt)
{
    int rc = stmt != NULL ? sqlite3_step(stmt) : SQLITE_DONE;

    self->failed = self->failed || (rc != SQLITE_ROW && rc != SQLITE_DONE);
    return rc == SQLITE_ROW;
}

static int64_t count_of(struct reading *self, const char *sql)
{
    sqlite3_stmt *stmt = query(self, sql);
    int64_t count = next_row(self, stmt) ? sqlite3_column_int64(stmt, 0) : 0;

    (void)sqlite3_finalize(stmt);
    return count;
}

static void run(struct reading *self, const char *sql)
{
    sqlite3_stmt *stmt = query(self, sql);

    (void)next_row(self, stmt);
    (void)sqlite3_finalize(stmt);
}

static bool grow(struct reading *self, int64_t **values, size_t *room)
{
    int64_t *more = reallocarray(*values, *room * 2 + 64, sizeof **values);

    self->failed = self->failed || more == NULL;
    if (more == NULL)
        return false;
    *room = *room * 2 + 64;
    *values = more;
    return true;
}

/* Of rows that come sorted; of two in the middle their mean. */
static struct report_median median_of(struct reading *self, const char *sql)
{
    int64_t *values = NULL;
    size_t count = 0, room = 0;
    struct report_median median = {.known = false};
    sqlite3_stmt *stmt = query(self, sql);

    while (next_row(self, stmt) && (count < room || grow(self, &values, &room)))
        values[count++] = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    if (count > 0)
        median =
            (struct report_median){.known = true, .ms = (values[(count - 1) / 2] + values[count / 2]) / 2};
    free(values);
    return median;
}

static void read_calls(struct reading *self, struct report_figures *out)
{
    sqlite3_stmt *stmt = query(self, calls_sql);

    if (next_row(self, stmt)) {
        out->calls = sqlite3_column_int64(stmt, 0);
        out->dated = !self->period->all || sqlite3_column_type(stmt, 1) != SQLITE_NULL;
        out->from_ms = self->period->all ? sqlite3_column_int64(stmt, 1) : self->period->from_ms;
        out->answered = sqlite3_column_int64(stmt, 2);
    }
    (void)sqlite3_finalize(stmt);
}

static int64_t read_opted_out(struct reading *self, const char *dir)
{
    if (self->period->all)
        return count_of(self, opted_out_sql);
    if (dir[0] == '\0')
        return 0;
    int64_t count = optouts_between(dir, self->period->from_ms, self->period->to_ms);
    self->failed = self->failed || count < 0;
    return count;
}

static void read_reasons(struct reading *self, report_reason *each, void *arg)
{
    sqlite3_stmt *stmt = query(self, reasons_sql);

    while (next_row(self, stmt))
        each(arg, (const char *)sqlite3_column_text(stmt, 0), sqlite3_column_int64(stmt, 1));
    (void)sqlite3_finalize(stmt);
}

static bool read_all(struct reading *self, const char *dir, struct report_figures *out, report_reason *each,
                     void *arg)
{
    *out = (struct report_figures){.to_ms = self->period->to_ms};
    self->failed = false;
    for (size_t i = 0; i < TB_COUNT(before_sql) && !self->failed; i++)
        run(self, before_sql[i]);
    read_calls(self, out);
    out->texted = count_of(self, texted_sql);
    out->replied = count_of(self, replied_sql);
    out->to_text = median_of(self, to_text_sql);
    out->to_human = median_of(self, to_human_sql);
    out->opted_out = read_opted_out(self, dir);
    if (each != NULL && !self->failed)
        read_reasons(self, each, arg);
    (void)sqlite3_exec(self->db, "ROLLBACK", NULL, NULL, NULL); /* and the helpers are gone */
    return !self->failed;
}

bool report_read(struct ledger *ledger, const struct report_period *period, struct report_figures *out,
                 report_reason *each, void *arg)
{
    struct reading self = {.db = ledger_handle(ledger), .period = period};

    CHECK(sqlite3_get_autocommit(self.db)); /* the ROLLBACK is to be of this one's own */
    /* Of all time the helpers are as long as the ledger: into a file beyond what SQLite's cache holds, if
     * there is a place for one. */
    if (period->all && ledger_spill(ledger, true) && read_all(&self, ledger_dir(ledger), out, each, arg))
        return true;
    return ledger_spill(ledger, false) && read_all(&self, ledger_dir(ledger), out, each, arg);
}
