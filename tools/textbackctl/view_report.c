/* The figures of a period. */
#include "base/check.h"
#include "shell/ledger.h"
#include "shell/optouts.h"
#include "textbackctl/views.h"

#include <sqlite3.h>
#include <stdlib.h>

/* Calls of the period; ?1 and ?2 are NULL without one. */
#define IN_PERIOD "(?1 IS NULL OR (c.began_wall>=?1 AND c.began_wall<?2))"
/* The automatic texts that left the box, each with its call. */
#define TEXTED                                                                                               \
    "texts t JOIN calls c ON c.id=t.call WHERE t.kind='auto' AND t.direction='out'"                          \
    " AND t.state IN ('sending','accepted','delivered','in_doubt') AND " IN_PERIOD
/* Seconds: by the monotonic clock within a boot, else by the wall clock, else NULL. */
#define SECONDS(from, to)                                                                                    \
    "(CASE WHEN " from "_boot=" to "_boot THEN " to "_mono-" from "_mono"                                    \
    " ELSE " to "_wall-" from "_wall END)/1000.0"

#define TO_TEXT   SECONDS("c.ended", "t.sent")
#define TO_PERSON SECONDS("c.ended", "h.sent")

static const char calls_sql[] = "SELECT count(*), min(c.began_wall) FROM calls c WHERE " IN_PERIOD;
static const char texted_sql[] = "SELECT count(*) FROM " TEXTED;
/* Small tables of this connection's own: the ledger has no index by number, which the daemon never needs. */
static const char helpers_sql[] =
    "DROP TABLE IF EXISTS temp.writers; DROP TABLE IF EXISTS temp.typed;"
    "CREATE TEMP TABLE writers AS SELECT number, max(id) AS latest FROM main.texts WHERE direction='in'"
    " GROUP BY number;"
    "CREATE INDEX temp.writers_number ON writers(number);"
    "CREATE TEMP TABLE typed AS SELECT number, id, sent_wall, sent_mono, sent_boot FROM main.texts"
    " WHERE kind='typed' AND sent_mono IS NOT NULL;"
    "CREATE INDEX temp.typed_number ON typed(number, id)";
static const char replied_sql[] =
    "SELECT count(*) FROM (SELECT c.number AS number, min(t.id) AS first FROM " TEXTED
    " GROUP BY c.number) AS once"
    " WHERE EXISTS (SELECT 1 FROM writers w WHERE w.number=once.number AND w.latest>once.first)";
static const char text_seconds_sql[] = "SELECT s FROM (SELECT " TO_TEXT " AS s FROM " TEXTED
                                       " AND c.verdict='text') WHERE s IS NOT NULL ORDER BY s";
/* For each texted call the first text typed to that caller after it. */
static const char human_seconds_sql[] =
    "SELECT s FROM (SELECT (SELECT " TO_PERSON
    " FROM typed h WHERE h.number=c.number AND h.id>t.id ORDER BY h.id LIMIT 1) AS s FROM " TEXTED ")"
    " WHERE s IS NOT NULL ORDER BY s";
static const char reasons_sql[] =
    "SELECT coalesce(c.reason,'message:'||c.message) AS r, count(*) FROM calls c"
    " WHERE c.verdict IS NOT NULL AND c.outcome<>'ringing' AND " IN_PERIOD " GROUP BY r ORDER BY r";
static const char opted_out_sql[] = "SELECT count(*) FROM people WHERE opted_out=1";

struct report {
    struct sqlite3 *db;
    const struct view_period *period;
    bool failed;
};

static sqlite3_stmt *query(struct report *self, const char *sql)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(self->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        self->failed = true;
        return NULL;
    }
    if (self->period->set) {
        (void)sqlite3_bind_int64(stmt, 1, self->period->from_ms);
        (void)sqlite3_bind_int64(stmt, 2, self->period->to_ms);
    }
    return stmt;
}

static bool next_row(struct report *self, sqlite3_stmt *stmt)
{
    int rc = stmt != NULL ? sqlite3_step(stmt) : SQLITE_DONE;

    self->failed = self->failed || (rc != SQLITE_ROW && rc != SQLITE_DONE);
    return rc == SQLITE_ROW;
}

/* First column of the one row. *second: the second column as a time, if wanted. */
static json_t *count_of(struct report *self, const char *sql, json_t **second)
{
    sqlite3_stmt *stmt = query(self, sql);
    json_t *count = json_integer(next_row(self, stmt) ? sqlite3_column_int64(stmt, 0) : 0);

    if (second != NULL)
        *second = stmt == NULL || sqlite3_column_type(stmt, 1) == SQLITE_NULL
                      ? json_null()
                      : view_time(sqlite3_column_int64(stmt, 1));
    (void)sqlite3_finalize(stmt);
    return count;
}

/* Of rows that come sorted. null if there are none. */
static json_t *median_of(struct report *self, const char *sql)
{
    double *values = NULL;
    size_t count = 0, room = 0;
    sqlite3_stmt *stmt = query(self, sql);

    while (next_row(self, stmt)) {
        if (count == room) {
            room = room * 2 + 64;
            double *more = reallocarray(values, room, sizeof *values);
            CHECK(more != NULL);
            values = more;
        }
        values[count++] = sqlite3_column_double(stmt, 0);
    }
    (void)sqlite3_finalize(stmt);
    double median = count == 0 ? 0 : (values[(count - 1) / 2] + values[count / 2]) / 2;
    free(values);
    return count == 0 ? json_null()
                      : json_real((double)(int64_t)(median * 1000 + (median < 0 ? -0.5 : 0.5)) / 1000);
}

static json_t *reasons_of(struct report *self)
{
    json_t *reasons = json_object();
    sqlite3_stmt *stmt = query(self, reasons_sql);

    while (next_row(self, stmt))
        (void)json_object_set_new(reasons, (const char *)sqlite3_column_text(stmt, 0),
                                  json_integer(sqlite3_column_int64(stmt, 1)));
    (void)sqlite3_finalize(stmt);
    return reasons;
}

static json_t *opted_out_of(struct report *self, const char *state_dir)
{
    if (!self->period->set)
        return count_of(self, opted_out_sql, NULL);
    int64_t count = optouts_between(state_dir, self->period->from_ms, self->period->to_ms);
    self->failed = self->failed || count < 0;
    return json_integer(count);
}

json_t *view_report(struct ledger *ledger, const struct view_period *period, int64_t now_ms)
{
    struct report self = {.db = ledger_handle(ledger), .period = period};
    json_t *report = json_object(), *first;

    self.failed = sqlite3_exec(self.db, helpers_sql, NULL, NULL, NULL) != SQLITE_OK;
    json_t *calls = count_of(&self, calls_sql, &first);
    if (period->set) {
        json_decref(first);
        first = view_time(period->from_ms);
    }
    (void)json_object_set_new(report, "from", first);
    (void)json_object_set_new(report, "to", view_time(period->set ? period->to_ms : now_ms));
    (void)json_object_set_new(report, "calls", calls);
    (void)json_object_set_new(report, "texted", count_of(&self, texted_sql, NULL));
    (void)json_object_set_new(report, "replied", count_of(&self, replied_sql, NULL));
    (void)json_object_set_new(report, "median_text_s", median_of(&self, text_seconds_sql));
    (void)json_object_set_new(report, "median_human_s", median_of(&self, human_seconds_sql));
    (void)json_object_set_new(report, "opted_out", opted_out_of(&self, ledger_dir(ledger)));
    (void)json_object_set_new(report, "reasons", reasons_of(&self));
    if (!self.failed)
        return report;
    json_decref(report);
    return NULL;
}
