/* Any values in the tables of a ledger, written through SQLite: what no patch of bytes would find.
 *
 * A list of operations. Each begins with a letter, a table and a column or row:
 *   i T C R + 8 octets   row R of column C becomes that integer
 *   t T C R N + N octets ... that text          b T C R N + N octets   ... that blob
 *   n T C R              ... NULL               r T C R + 8 octets     ... that real number
 *   m T N                8 * N more rows like the latest one, with keys of their own */
#ifndef TESTS_FUZZ_FUZZ_VALUES_H
#define TESTS_FUZZ_FUZZ_VALUES_H

#include "base/check.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *const FUZZ_TABLES[] = {"calls", "texts", "parts", "people",       "leads",
                                          "seen",  "meta",  "boots", "waiting_parts"};

/* Name of a column by its number; false if the table has none. */
static inline bool fuzz_column(sqlite3 *db, const char *table, unsigned which, char *out, size_t cap)
{
    sqlite3_stmt *stmt;
    char sql[160];

    (void)snprintf(sql, sizeof sql,
                   "SELECT name FROM pragma_table_info('%s') LIMIT 1 OFFSET %u%%(SELECT count(*) FROM "
                   "pragma_table_info('%s'))",
                   table, which, table);
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return false;
    bool found = sqlite3_step(stmt) == SQLITE_ROW;
    if (found)
        (void)snprintf(out, cap, "%s", (const char *)sqlite3_column_text(stmt, 0));
    (void)sqlite3_finalize(stmt);
    return found;
}

static inline void fuzz_bind(sqlite3_stmt *stmt, uint8_t kind, const uint8_t *data, size_t size)
{
    uint8_t eight[8] = {0};
    int64_t integer;
    double real;

    memcpy(eight, data, size < 8 ? size : 8);
    memcpy(&integer, eight, 8);
    memcpy(&real, eight, 8);
    if (kind == 'i')
        (void)sqlite3_bind_int64(stmt, 1, integer);
    else if (kind == 'r')
        (void)sqlite3_bind_double(stmt, 1, real);
    else if (kind == 't')
        (void)sqlite3_bind_text(stmt, 1, (const char *)data, (int)size, SQLITE_TRANSIENT);
    else if (kind == 'b')
        (void)sqlite3_bind_blob(stmt, 1, data, (int)size, SQLITE_TRANSIENT);
}

/* Where a rule that is left refuses it, nothing is changed. */
static inline void fuzz_set(sqlite3 *db, const char *table, const uint8_t *what, const uint8_t *data,
                            size_t size)
{
    sqlite3_stmt *stmt;
    char column[64], key[64], sql[400];

    if (!fuzz_column(db, table, what[2], column, sizeof column) ||
        !fuzz_column(db, table, 0, key, sizeof key))
        return;
    (void)snprintf(sql, sizeof sql,
                   "UPDATE OR IGNORE %s SET %s=?1 WHERE %s=(SELECT %s FROM %s LIMIT 1 OFFSET %u%%(SELECT "
                   "max(1,count(*)) FROM %s))",
                   table, column, key, key, table, what[3], table);
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return;
    fuzz_bind(stmt, what[0], data, size);
    (void)sqlite3_step(stmt);
    (void)sqlite3_finalize(stmt);
}

static inline void fuzz_more(sqlite3 *db, const char *table, unsigned rows)
{
    char sql[400], columns[300] = "", name[64], key[64];
    unsigned n = 1;

    if (!fuzz_column(db, table, 0, key, sizeof key))
        return;
    for (; fuzz_column(db, table, n, name, sizeof name) && strcmp(name, key) != 0; n++) {
        size_t used = strlen(columns);
        (void)snprintf(columns + used, sizeof columns - used, ",%s", name);
    }
    int length =
        snprintf(sql, sizeof sql,
                 "INSERT OR IGNORE INTO %s(%s%s) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT "
                 "x+1 FROM c LIMIT %u) SELECT %s+x%s FROM c,(SELECT * FROM %s ORDER BY 1 DESC LIMIT 1)",
                 table, key, columns, rows, key, columns, table);
    if (length > 0 && (size_t)length < sizeof sql)
        (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static inline void fuzz_values(const char *path, const uint8_t *data, size_t size)
{
    sqlite3 *db;

    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, "PRAGMA ignore_check_constraints=ON; PRAGMA synchronous=OFF; BEGIN", NULL, NULL,
                       NULL) == SQLITE_OK);
    while (size >= 4) {
        const char *table = FUZZ_TABLES[data[1] % TB_COUNT(FUZZ_TABLES)];
        size_t head = 4, n = 0;
        if (data[0] == 'm')
            head = 3;
        else if ((data[0] == 't' || data[0] == 'b') && size >= 5)
            n = data[head++];
        else if (data[0] == 'i' || data[0] == 'r')
            n = 8;
        n = n < size - head ? n : size - head;
        if (data[0] == 'm')
            fuzz_more(db, table, data[2] * 8U);
        else
            fuzz_set(db, table, data, data + head, n);
        data += head + n;
        size -= head + n;
    }
    CHECK(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

#endif
