/* A ledger with a past, for tests of what becomes of it once its files are damaged. */
#ifndef TESTS_LEDGER_PAST_H
#define TESTS_LEDGER_PAST_H

#include "ledger/in_folder.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

static char why[256];

static inline struct ledger *must_open(enum ledger_open_result want)
{
    struct ledger *ledger;
    enum ledger_open_result got = ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why);

    if (got != want)
        fail_msg("ledger_open: %d, not %d: %s", got, want, why);
    return ledger;
}

static inline bool exists(const char *name)
{
    return access(sample_path(dir, name), F_OK) == 0;
}

static inline void run_sql(const char *name, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(sample_path(dir, name), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static inline int64_t count_of(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return count;
}

/* A ledger with a past, closed: one person out, one texted, an open call, a delivered text. */
static inline void make_past(void)
{
    struct ledger *ledger = must_open(LEDGER_FRESH);
    const struct record records[] = {
        sample_person("+12025550143", true),
        sample_person("+12025550144", false),
        sample_call(41, "+12025550145", VERDICT_NONE, REASON_NONE),
        sample_call(42, "+12025550144", VERDICT_TEXT, REASON_NONE),
        sample_text(77, 42, TEXT_AUTO, TEXT_DELIVERED, "words"),
        sample_text(78, 0, TEXT_ALERT, TEXT_PREPARED, "unsent words"),
        sample_meta("concat", "9"),
    };

    sample_store(ledger, records, TB_COUNT(records));
    ledger_close(ledger);
}

static inline void assert_out(struct ledger *ledger, const char *number)
{
    struct collected all = sample_restore(ledger, 0);

    for (size_t i = 0;; i++) {
        const struct record *person = collected_get(&all, RECORD_PERSON, i);
        if (person == NULL)
            fail_msg("%s is not known", number);
        else if (strcmp(person->person.number, number) == 0) {
            assert_true(person->person.opted_out);
            break;
        }
    }
    collected_free(&all);
}

#endif
