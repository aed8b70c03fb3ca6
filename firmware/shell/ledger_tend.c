/* Keeping the file well: the log's length, the check after arming, retention. */
#include "shell/ledger_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2 MB of log: seldom enough for a card, short enough to be read again in no time after a power cut. */
#define TIDY_PAGES 512

void ledger_tidy(struct ledger *self)
{
    if (self->db == NULL || self->wal_pages < TIDY_PAGES)
        return;
    self->wal_pages = 0; /* a failed one is tried again when as much has been written once more */
    (void)sqlite3_wal_checkpoint_v2(self->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* "Page 7: unable to get the page. error code=266": the disk gave nothing back, which says nothing of the
 * page. */
static bool is_disk_fault(const char *word)
{
    const char *code = strstr(word, "error code=");

    return code != NULL && (strtol(code + strlen("error code="), NULL, 10) & 0xff) == SQLITE_IOERR;
}

static bool judge(struct ledger *self, const char *word)
{
    if (strcmp(word, "ok") == 0)
        return true;
    self->fault = is_disk_fault(word) ? LEDGER_FAULT_IO : LEDGER_FAULT_DAMAGED;
    self->rc = is_disk_fault(word) ? SQLITE_IOERR_READ : SQLITE_CORRUPT;
    (void)snprintf(self->why, sizeof self->why, "quick_check: %s", word);
    return false;
}

bool ledger_quick_check(struct ledger *self)
{
    sqlite3_stmt *stmt = ledger_prepare(self, "PRAGMA quick_check(1)");
    bool sound = false;

    if (stmt == NULL)
        return false;
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        const unsigned char *word = sqlite3_column_text(stmt, 0);
        sound = judge(self, word != NULL ? (const char *)word : "");
    } else {
        (void)ledger_note(self, rc);
    }
    (void)sqlite3_finalize(stmt);
    return sound;
}

/* ---- retention ---- */

/* Rows deleted in one transaction: some milliseconds on a slow card. */
#define PRUNE_SLICE 256

/* The last row of this slice: of the oldest few, up to the last that is sure to be too old. Ids rise with
 * time, so what has no date, or one that has not come yet, is as old as what comes behind it. NULL: none. */
#define SLICE_END(table, wall)                                                                               \
    "(SELECT min(a,b) FROM (SELECT"                                                                          \
    " (SELECT max(id) FROM (SELECT id FROM " table " ORDER BY id LIMIT ?2)) AS a,"                           \
    " (SELECT max(id) FROM (SELECT id," wall " AS at FROM " table " WHERE " wall "<=?3 ORDER BY id"          \
    " LIMIT ?2) WHERE at<?1) AS b))"

/* Dated, and young: it stays, whatever date comes behind it, for a clock may have been back for a while. */
#define YOUNG(wall) "coalesce(" wall " BETWEEN ?1 AND ?3,0)"

/* What each statement deletes, and how it finds its slice. The newest row always stays: it holds the highest
 * id. The oldest are first in the table, so nothing is scanned. ?1 is the oldest instant kept, ?3 is now; a
 * statement that has not all of them is bound all the same, which SQLite refuses without harm. */
/* clang-format off */
static const char *const prune_sql[] = {
    "DELETE FROM calls WHERE id<=" SLICE_END("calls", "began_wall")
    " AND id<(SELECT max(id) FROM calls) AND NOT " YOUNG("began_wall"),
    "DELETE FROM parts WHERE text<=" SLICE_END("texts", "created_wall")
    " AND text<(SELECT max(id) FROM texts)"
    " AND NOT EXISTS (SELECT 1 FROM texts WHERE id=text AND " YOUNG("created_wall") ")",
    "DELETE FROM texts WHERE id<=" SLICE_END("texts", "created_wall")
    " AND id<(SELECT max(id) FROM texts) AND NOT " YOUNG("created_wall"),
    "DELETE FROM leads WHERE id<=" SLICE_END("leads", "touched_wall")
    " AND id<(SELECT max(id) FROM leads) AND state='done' AND NOT " YOUNG("touched_wall"),
    "DELETE FROM waiting_parts WHERE n IN (SELECT n FROM waiting_parts WHERE received_wall<?1 LIMIT ?2)",
    "DELETE FROM boots WHERE n<=(SELECT max(n) FROM boots)-1000",
};
/* clang-format on */

static bool prune_one(struct ledger *self, const char *sql, int64_t oldest, int64_t now, bool *more)
{
    sqlite3_stmt *stmt = ledger_prepare(self, sql);

    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_int64(stmt, 1, oldest);
    (void)sqlite3_bind_int64(stmt, 2, PRUNE_SLICE);
    (void)sqlite3_bind_int64(stmt, 3, now);
    bool ok = ledger_note(self, sqlite3_step(stmt));
    *more = *more || sqlite3_changes(self->db) > 0;
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* Persons have no order in time, so a slice is a range of numbers, and the next call takes the next range. */
static bool prune_people(struct ledger *self, int64_t oldest, bool *more)
{
    sqlite3_stmt *stmt =
        ledger_prepare(self, "SELECT max(number) FROM (SELECT number FROM people WHERE number>?1 "
                             "ORDER BY number LIMIT ?2)");
    char last[TB_NUMBER_MAX] = "";

    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_text(stmt, 1, self->prune_after, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(stmt, 2, PRUNE_SLICE);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW && sqlite3_column_type(stmt, 0) == SQLITE_TEXT)
        (void)snprintf(last, sizeof last, "%s", (const char *)sqlite3_column_text(stmt, 0));
    bool ok = ledger_note(self, rc);
    (void)sqlite3_finalize(stmt);
    if (!ok || last[0] == '\0') {
        self->prune_after[0] = '\0'; /* round: the next call begins anew */
        return ok;
    }
    stmt = ledger_prepare(
        self, "DELETE FROM people WHERE number>?2 AND number<=?3 AND opted_out=0 AND "
              "undeliverable=0 AND doubtful=0 AND mark='' AND coalesce(texted_wall,touched_wall)<?1");
    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_int64(stmt, 1, oldest);
    (void)sqlite3_bind_text(stmt, 2, self->prune_after, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(stmt, 3, last, -1, SQLITE_STATIC);
    ok = ledger_note(self, sqlite3_step(stmt));
    (void)sqlite3_finalize(stmt);
    (void)snprintf(self->prune_after, sizeof self->prune_after, "%s", last);
    *more = true;
    return ok;
}

static int64_t at_least(int64_t ms, int64_t floor)
{
    return ms > floor ? ms : floor;
}

bool ledger_prune(struct ledger *self, const struct ledger_keep *keep, bool *more)
{
    int64_t keep_ms = at_least(keep->keep_ms, LEDGER_KEEP_MIN_MS), now = keep->now_wall_ms;

    *more = false;
    if (!ledger_begin(self))
        return false;
    bool ok = true;
    for (size_t i = 0; ok && i < TB_COUNT(prune_sql); i++)
        ok = prune_one(self, prune_sql[i], now - keep_ms, now, more);
    if (ok && prune_people(self, now - at_least(keep_ms, keep->repeat_ms), more))
        return ledger_commit(self);
    ledger_roll_back(self);
    return false;
}
