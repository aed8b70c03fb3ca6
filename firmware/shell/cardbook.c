#include "shell/cardbook.h"

#include "base/calendar.h"
#include "core/hours.h"
#include "shell/csv.h"
#include "shell/ledger.h"
#include "shell/ledger_sql.h"

#include <dirent.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum book_kind { BOOK_CALLS, BOOK_TEXTS, BOOK_KINDS };

/* ---- what is in them ---- */

/* A row that was made while the clock was not trusted is of the month of the row before it, else of the one
 * after. own: its instant; of the outer x, and of p inside. */
#define WHEN(table, own)                                                                                     \
    "coalesce(" own ","                                                                                      \
    "(SELECT " own " FROM " table " p WHERE p.id<x.id AND " own " IS NOT NULL ORDER BY p.id DESC LIMIT 1),"  \
    "(SELECT " own " FROM " table " p WHERE p.id>x.id AND " own " IS NOT NULL ORDER BY p.id LIMIT 1))"
#define IN_MONTH(table, own) WHEN(table, own) " BETWEEN ?1 AND ?2-1"
#define CALL_TIME            "began_wall"
#define TEXT_TIME            "coalesce(sent_wall,created_wall)"
/* Ids rise with time, but for clocks set right and texts held overnight: what is behind so many rows without
 * one of the month, or of the two days before it, is older than the month, and the past is not read every
 * hour. As many as a start looks at: years of one line. */
#define WALK_ROWS  16384
#define TWO_DAYS   INT64_C(172800000)
#define CALLS_WALK "SELECT id," CALL_TIME " FROM calls ORDER BY id DESC"
#define TEXTS_WALK "SELECT id," TEXT_TIME " FROM texts ORDER BY id DESC"

/* Of rows that were saved from a damaged ledger others are missing, and words: they are left to the file that
 * was there then. */
#define AFTER_DAMAGE(key) "id>coalesce((SELECT CAST(value AS INTEGER) FROM main.meta WHERE key='" key "'),0)"
/* From when on the ledger knows all: its first row with a time. */
#define WHOLE_SINCE(table, own, key)                                                                         \
    "SELECT " own " FROM " table " WHERE " own " IS NOT NULL AND " AFTER_DAMAGE(key) " ORDER BY id LIMIT 1"

/* ?1 and ?2 are where the month begins and ends, ?3 and ?4 the newest call and text before it.
 *
 * Small tables of this connection's own, gone with its transaction: the ledger has no index by number. */
static const char *const before_sql[] = {
    ("CREATE TEMP TABLE book_writers AS SELECT number, max(id) AS latest FROM main.texts"
     " WHERE direction='in' AND number<>'' AND id>?4 GROUP BY number"),
    "CREATE INDEX temp.book_writers_number ON book_writers(number)",
    "CREATE TEMP TABLE book_leads AS SELECT * FROM main.leads WHERE answered_wall>=?1 AND touched_wall>=?1",
    "CREATE INDEX temp.book_leads_number ON book_leads(number, id)",
};

/* clang-format off */
static const char calls_sql[] =
    "SELECT x.began_wall, x.line, x.number, x.name, x.outcome, x.verdict,"
    " coalesce(x.reason,'message:'||x.message), t.state, " LEDGER_MS("x.ended", "t.sent") ","
    " EXISTS (SELECT 1 FROM temp.book_writers w WHERE w.number=x.number AND w.latest>t.id"
    "  AND t.state IN " LEDGER_LEFT "),"
    " (SELECT " LEDGER_MS("x.ended", "l.answered") " FROM temp.book_leads l WHERE l.number=x.number"
    "  AND l.touched_wall>=x.ended_wall AND l.answered_wall>=x.ended_wall"
    "  AND l.opened_wall<=x.ended_wall+86400000 ORDER BY l.id LIMIT 1)"
    " FROM calls x LEFT JOIN texts t ON t.call=x.id AND t.kind='auto' AND t.direction='out'"
    " WHERE x.test=0 AND x.outcome<>'ringing' AND x.id>?3"
    " AND x." AFTER_DAMAGE(LEDGER_META_MAX_CALL) " AND " IN_MONTH("calls", CALL_TIME) " ORDER BY x.id";

static const char texts_sql[] =
    "SELECT " TEXT_TIME ", direction, " LEDGER_TEXT_NUMBER ", kind, state, body FROM texts x"
    " WHERE id>?4 AND " AFTER_DAMAGE(LEDGER_META_MAX_TEXT)
    " AND " IN_MONTH("texts", TEXT_TIME) " ORDER BY id";
/* clang-format on */

/* In front of the headings a byte order mark: without it spreadsheets take UTF-8 for Windows-1252. */
static const struct {
    const char *sql, *whole_since, *prefix, *headings;
} books[BOOK_KINDS] = {
    [BOOK_CALLS] = {calls_sql, WHOLE_SINCE("calls", CALL_TIME, LEDGER_META_MAX_CALL), "textback-",
                    "\xef\xbb\xbftime,line,number,name,outcome,verdict,reason,text,seconds_to_text,"
                    "replied,seconds_to_answer\r\n"},
    [BOOK_TEXTS] = {texts_sql, WHOLE_SINCE("texts", "coalesce(created_wall,sent_wall)", LEDGER_META_MAX_TEXT),
                    "textback-texts-", "\xef\xbb\xbftime,direction,number,kind,state,body\r\n"},
};

/* ---- one month of one kind ---- */

struct month {
    enum book_kind kind;
    int year;
    unsigned month;
    int64_t from_ms, to_ms;
    int64_t calls_before, texts_before; /* ids: what is newer may be of the month */
    char name[48];
};

struct book {
    sqlite3 *db;
    const struct cardbook_wish *wish;
    struct cardbook_result *result;
    bool unread; /* the ledger, to its end */
    struct csv csv;
    char old[CSV_RECORD_MAX]; /* as much of the present file, to compare */
};

static const char *text_of(sqlite3_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt, column);
}

/* 2026-10-05T14:02:11-04:00 */
static void time_field(const struct book *self, struct csv *csv, sqlite3_stmt *stmt, int column)
{
    char words[48];
    struct hours_clock clock;
    int64_t seconds = sqlite3_column_int64(stmt, column) / 1000;

    if (sqlite3_column_type(stmt, column) == SQLITE_NULL || seconds < 0) {
        csv_field(csv, NULL);
        return;
    }
    hours_local(self->wish->zone, seconds, &clock);
    int ahead = (int)((int64_t)clock.day * 24 * 60 + clock.minute - seconds / 60);
    (void)snprintf(words, sizeof words, "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", clock.year,
                   (unsigned)clock.month, (unsigned)clock.mday, clock.minute / 60, clock.minute % 60,
                   (int)(seconds % 60), ahead < 0 ? '-' : '+', abs(ahead) / 60, abs(ahead) % 60);
    csv_field(csv, words);
}

static void seconds_field(struct csv *csv, sqlite3_stmt *stmt, int column)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        csv_field(csv, NULL);
    else
        csv_seconds(csv, sqlite3_column_int64(stmt, column));
}

static void call_record(struct book *self, sqlite3_stmt *stmt)
{
    struct csv *csv = &self->csv;

    time_field(self, csv, stmt, 0);
    csv_words(csv, text_of(stmt, 1));
    csv_number(csv, text_of(stmt, 2));
    csv_words(csv, text_of(stmt, 3));
    for (int column = 4; column <= 7; column++)
        csv_field(csv, text_of(stmt, column));
    seconds_field(csv, stmt, 8);
    csv_field(csv, sqlite3_column_int(stmt, 9) != 0 ? "yes" : "no");
    seconds_field(csv, stmt, 10);
}

static void text_record(struct book *self, sqlite3_stmt *stmt)
{
    struct csv *csv = &self->csv;

    time_field(self, csv, stmt, 0);
    csv_field(csv, text_of(stmt, 1));
    csv_number(csv, text_of(stmt, 2));
    csv_field(csv, text_of(stmt, 3));
    csv_field(csv, text_of(stmt, 4));
    csv_words(csv, text_of(stmt, 5));
}

static sqlite3_stmt *query(struct book *self, const char *sql, const struct month *month)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(self->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        self->unread = true;
        return NULL;
    }
    (void)sqlite3_bind_int64(stmt, 1, month->from_ms); /* refused without harm where there is no such place */
    (void)sqlite3_bind_int64(stmt, 2, month->to_ms);
    (void)sqlite3_bind_int64(stmt, 3, month->calls_before);
    (void)sqlite3_bind_int64(stmt, 4, month->texts_before);
    return stmt;
}

static bool is_stopped(const struct book *self)
{
    return self->wish->stop != NULL && atomic_load(self->wish->stop);
}

static bool next_row(struct book *self, sqlite3_stmt *stmt)
{
    if (is_stopped(self)) {
        self->unread = true;
        return false;
    }
    int rc = stmt != NULL ? sqlite3_step(stmt) : SQLITE_DONE;

    self->unread = self->unread || (rc != SQLITE_ROW && rc != SQLITE_DONE);
    return rc == SQLITE_ROW;
}

/* Back from the newest row. 0 if there is none so old. */
static int64_t walk_back(struct book *self, const char *sql, const struct month *month)
{
    sqlite3_stmt *stmt = query(self, sql, month);
    int64_t id = 0;
    unsigned old = 0;

    while (old < WALK_ROWS && next_row(self, stmt)) {
        id = sqlite3_column_int64(stmt, 0);
        if (sqlite3_column_type(stmt, 1) != SQLITE_NULL)
            old = sqlite3_column_int64(stmt, 1) < month->from_ms - TWO_DAYS ? old + 1 : 0;
    }
    (void)sqlite3_finalize(stmt);
    return old == WALK_ROWS ? id : 0;
}

/* ---- from rows to a file ---- */

/* Takes some bytes of what the file is to be; false: no more of them are wanted. */
typedef bool take_bytes(struct book *self, FILE *file, const char *bytes, size_t length);

static bool write_bytes(struct book *self, FILE *file, const char *bytes, size_t length)
{
    (void)self;
    return fwrite(bytes, 1, length, file) == length;
}

static bool same_bytes(struct book *self, FILE *file, const char *bytes, size_t length)
{
    return fread(self->old, 1, length, file) == length && memcmp(self->old, bytes, length) == 0;
}

static bool for_each_record(struct book *self, const struct month *month, take_bytes *take, FILE *file)
{
    const char *headings = books[month->kind].headings;
    bool going_on = take(self, file, headings, strlen(headings));
    sqlite3_stmt *stmt = query(self, books[month->kind].sql, month);

    while (going_on && next_row(self, stmt)) {
        csv_begin(&self->csv);
        if (month->kind == BOOK_CALLS)
            call_record(self, stmt);
        else
            text_record(self, stmt);
        csv_end(&self->csv);
        going_on = take(self, file, self->csv.bytes, self->csv.length);
    }
    (void)sqlite3_finalize(stmt);
    return going_on && !self->unread;
}

static bool has_rows(struct book *self, const struct month *month)
{
    sqlite3_stmt *stmt = query(self, books[month->kind].sql, month);
    bool any = next_row(self, stmt);

    (void)sqlite3_finalize(stmt);
    return any;
}

static bool is_up_to_date(struct book *self, const struct month *month, const char *path)
{
    FILE *file = fopen(path, "re");
    bool same = file != NULL && for_each_record(self, month, same_bytes, file) && fgetc(file) == EOF;

    if (file != NULL)
        (void)fclose(file);
    return same;
}

/* INT64_MAX: it knows nothing with a time. */
static int64_t whole_since_ms(struct book *self, const struct month *month)
{
    sqlite3_stmt *stmt = query(self, books[month->kind].whole_since, month);
    int64_t since_ms = next_row(self, stmt) ? sqlite3_column_int64(stmt, 0) : INT64_MAX;

    (void)sqlite3_finalize(stmt);
    return since_ms;
}

/* What time_field() has written. */
static bool read_time(const char *line, int64_t *out_s)
{
    int year, month, mday, hour, minute, second, ahead_hours, ahead_minutes;
    char sign;

    if (sscanf(line, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d,", &year, &month, &mday, &hour, &minute, &second,
               &sign, &ahead_hours, &ahead_minutes) != 9)
        return false;
    int32_t day = calendar_day(year, month, mday);
    int64_t ahead_s = ((int64_t)ahead_hours * 60 + ahead_minutes) * 60;
    *out_s = ((int64_t)day * 24 + hour) * 3600 + (int64_t)minute * 60 + second -
             (sign == '-' ? -ahead_s : ahead_s);
    return day >= 0;
}

/* Does the month begin with that second, as the ledger knows it? */
static bool begins_with(struct book *self, const struct month *month, int64_t first_s)
{
    sqlite3_stmt *stmt = query(self, books[month->kind].sql, month);
    bool any = next_row(self, stmt);

    while (any && sqlite3_column_type(stmt, 0) == SQLITE_NULL)
        any = next_row(self, stmt);
    bool same = any && sqlite3_column_int64(stmt, 0) / 1000 == first_s;
    (void)sqlite3_finalize(stmt);
    return same;
}

/* Does the file begin before what the ledger knows in full? Then it holds what nobody else does; unless the
 * ledger knows that beginning, and had a row of a later date before it: the clock was ahead. */
static bool tells_more(struct book *self, const struct month *month, const char *path)
{
    int64_t since_ms = whole_since_ms(self, month), first_s = 0;
    bool found = false;

    if (since_ms <= month->from_ms)
        return false;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    while (!found && fgets(self->old, sizeof self->old, file) != NULL)
        found = read_time(self->old, &first_s);
    (void)fclose(file);
    return found && first_s < since_ms / 1000 && !begins_with(self, month, first_s);
}

/* A rename is not atomic on vfat, but leaves either file whole far more likely than writing in place. */
static bool replace(struct book *self, const struct month *month, const char *path)
{
    char beside[4096 + 8];

    (void)snprintf(beside, sizeof beside, "%s.new", path);
    FILE *file = fopen(beside, "we");
    if (file == NULL)
        return false;
    bool ok =
        for_each_record(self, month, write_bytes, file) && fflush(file) == 0 && fsync(fileno(file)) == 0;
    ok = fclose(file) == 0 && ok;
    ok = ok && rename(beside, path) == 0;
    if (!ok)
        (void)unlink(beside);
    return ok;
}

static void write_month(struct book *self, struct month *month)
{
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/%s", self->wish->dir, month->name);
    bool there = access(path, F_OK) == 0;
    if (self->unread || (!there && !self->wish->create))
        return;
    if (month->kind == BOOK_CALLS)
        month->calls_before = walk_back(self, CALLS_WALK, month);
    month->texts_before = walk_back(self, TEXTS_WALK, month);
    for (size_t i = 0; i < TB_COUNT(before_sql); i++) {
        sqlite3_stmt *stmt = query(self, before_sql[i], month);
        (void)next_row(self, stmt);
        (void)sqlite3_finalize(stmt);
    }
    if (!has_rows(self, month))
        self->result->unknown += there && self->wish->all && !self->unread;
    else if (is_up_to_date(self, month, path) || self->unread)
        return;
    else if (!self->wish->forget && tells_more(self, month, path))
        self->result->unknown += self->wish->all;
    else if (replace(self, month, path))
        self->result->written++;
    else if (!self->unread)
        self->result->failed++;
}

/* One snapshot for comparing and writing; its helpers go with it. */
static void in_snapshot(struct book *self, struct month *month)
{
    if (is_stopped(self) || sqlite3_exec(self->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
        self->unread = true;
        return;
    }
    write_month(self, month);
    (void)sqlite3_exec(self->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- which months ---- */

/* False if there is no such month. */
static bool set_month(struct month *self, enum book_kind kind, int year, unsigned month,
                      const struct cfg_zone *zone)
{
    int32_t from = calendar_day(year, (int)month, 1);
    int32_t to = month < 12 ? calendar_day(year, (int)month + 1, 1) : calendar_day(year + 1, 1, 1);

    if (from < 0 || to < 0)
        return false;
    *self = (struct month){.kind = kind,
                           .year = year,
                           .month = month,
                           .from_ms = hours_utc(zone, from, 0) * 1000,
                           .to_ms = hours_utc(zone, to, 0) * 1000};
    (void)snprintf(self->name, sizeof self->name, "%s%04d-%02u.csv", books[kind].prefix, year, month);
    return true;
}

/* Is this file of the folder one of ours, for which month? */
static bool read_name(struct month *self, const char *name, const struct cfg_zone *zone)
{
    int year;
    unsigned month;

    for (enum book_kind kind = BOOK_CALLS; kind < BOOK_KINDS; kind++) {
        size_t prefix = strlen(books[kind].prefix);
        if (strncmp(name, books[kind].prefix, prefix) == 0 &&
            sscanf(name + prefix, "%4d-%2u.csv", &year, &month) == 2 &&
            set_month(self, kind, year, month, zone) && strcmp(name, self->name) == 0)
            return true;
    }
    return false;
}

/* What a power cut left of a file that was being written: names of persons that nobody would erase. */
static void sweep(const struct book *self, const char *name)
{
    char path[4096], whole[64];
    struct month month;
    size_t length = strlen(name);

    if (length < 5 || length - 4 >= sizeof whole || strcmp(name + length - 4, ".new") != 0)
        return;
    (void)snprintf(whole, sizeof whole, "%.*s", (int)(length - 4), name);
    if (!read_name(&month, whole, self->wish->zone))
        return;
    (void)snprintf(path, sizeof path, "%s/%s", self->wish->dir, name);
    (void)unlink(path);
}

static void write_existing(struct book *self)
{
    DIR *folder = opendir(self->wish->dir);
    const struct dirent *entry;
    struct month month;

    if (folder == NULL) {
        self->result->failed++;
        return;
    }
    while ((entry = readdir(folder)) != NULL) {
        sweep(self, entry->d_name);
        if (read_name(&month, entry->d_name, self->wish->zone))
            in_snapshot(self, &month);
    }
    (void)closedir(folder);
}

/* This month and the last one: what began there may end here. */
static void write_recent(struct book *self)
{
    struct hours_clock today;
    struct month month;

    hours_local(self->wish->zone, self->wish->now_ms / 1000, &today);
    for (enum book_kind kind = BOOK_CALLS; kind < BOOK_KINDS; kind++) {
        int year = today.month > 1 ? today.year : today.year - 1;
        unsigned last = today.month > 1 ? today.month - 1U : 12;
        if (set_month(&month, kind, year, last, self->wish->zone))
            in_snapshot(self, &month);
        if (set_month(&month, kind, today.year, today.month, self->wish->zone))
            in_snapshot(self, &month);
    }
}

bool cardbook_write(struct ledger *ledger, const struct cardbook_wish *wish, struct cardbook_result *out)
{
    struct book *self = calloc(1, sizeof *self);

    *out = (struct cardbook_result){.written = 0};
    if (self == NULL)
        return false;
    self->db = ledger_handle(ledger);
    self->wish = wish;
    self->result = out;
    if (wish->all)
        write_existing(self);
    if (wish->dated)
        write_recent(self);
    bool ok = !self->unread;
    free(self);
    return ok;
}
