/* A ledger that an older textback left behind is brought up to date with all that is in it. */
#include "ledger/in_folder.h"
#include "ledger/old_ledger.h"
#include "ledger/sample.h"

#include <sqlite3.h>

static void sql(const char *path, const char *words)
{
    sqlite3 *db;
    char *error = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, words, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s", error);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static struct ledger *open_version_1(void)
{
    struct ledger *ledger;
    char why[256];

    sql(sample_path(dir, "ledger.db"), schema_1);
    sql(sample_path(dir, "ledger.db"), data_1);
    if (ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why) != LEDGER_OK)
        fail_msg("%s", why);
    return ledger;
}

static int64_t number_of(struct ledger *ledger, const char *query)
{
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), query, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return value;
}

static void assert_calls(const struct collected *all)
{
    const struct call_record *held = &collected_get(all, RECORD_CALL, 0)->call;
    const struct call_record *skipped = &collected_get(all, RECORD_CALL, 1)->call;

    assert_int_equal(collected_count(all, RECORD_CALL), 2);
    assert_int_equal(held->id, 41);
    assert_string_equal(held->name, "SMITH");
    assert_string_equal(held->message, "text");
    assert_int_equal(held->verdict, VERDICT_HOLD);
    assert_true(held->ended.this_boot && held->ended.wall_ms == SAMPLE_WALL + 6000);
    assert_false(held->test);
    assert_int_equal(skipped->reason, REASON_REPEAT);
    assert_true(skipped->began.set && !skipped->began.wall_ok && !skipped->began.this_boot);
}

static void assert_people(const struct collected *all)
{
    const struct person_record *out = &collected_get(all, RECORD_PERSON, 0)->person;
    const struct person_record *client = &collected_get(all, RECORD_PERSON, 1)->person;

    assert_int_equal(collected_count(all, RECORD_PERSON), 2);
    assert_string_equal(out->number, "+12025550144");
    assert_string_equal(out->name, "Sam");
    assert_true(out->opted_out && out->last_typed);
    assert_false(out->blocked || out->doubtful);
    assert_int_equal(out->last_texted.wall_ms, SAMPLE_WALL + 6001);
    assert_true(client->undeliverable && !client->opted_out);
    assert_int_equal(client->kind, PERSON_CLIENT);
    assert_int_equal(client->mark, MARK_NONE);
}

static void everything_of_version_1_is_there(void **state)
{
    (void)state;
    struct ledger *ledger = open_version_1();
    struct last_ids ids;
    struct collected all = sample_restore(ledger, 8000);

    assert_calls(&all);
    assert_people(&all);
    assert_int_equal(collected_count(&all, RECORD_TEXT), 2);
    assert_string_equal(collected_get(&all, RECORD_TEXT, 0)->text.body, "Sorry I missed you");
    assert_int_equal(collected_get(&all, RECORD_TEXT, 0)->text.parts, 2);
    assert_string_equal(collected_get(&all, RECORD_TEXT, 1)->text.body, "12 Elm St");
    assert_string_equal(collected_get(&all, RECORD_WAITING_PART, 0)->waiting.pdu, "0791");
    assert_int_equal(collected_get(&all, RECORD_SEEN, 0)->seen.fingerprint, 98);
    assert_string_equal(collected_get(&all, RECORD_META, 0)->meta.value, "9");
    assert_int_equal(collected_count(&all, RECORD_LEAD), 0);
    collected_free(&all);
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.call, 50);
    assert_int_equal(ids.text, 78);
    assert_int_equal(ids.lead, 0);
    ledger_close(ledger);
}

static void it_takes_what_version_1_could_not(void **state)
{
    (void)state;
    struct ledger *ledger = open_version_1();
    struct record lead = sample_lead(1, 7, "+12025550144", LEAD_OPEN);
    struct record test = sample_call(51, "+12025550144", VERDICT_TEXT, REASON_NONE);
    struct record blocked = sample_person("+12025550145", true);

    assert_int_equal(number_of(ledger, "PRAGMA user_version"), 2);
    test.call.test = true;
    blocked.person.blocked = true;
    blocked.person.mark = MARK_CLIENT;
    const struct record records[] = {lead, test, blocked};
    sample_store(ledger, records, TB_COUNT(records));
    assert_int_equal(number_of(ledger, "SELECT count(*) FROM leads WHERE n=7"), 1);
    assert_int_equal(number_of(ledger, "SELECT sum(test) FROM calls"), 1);
    assert_int_equal(number_of(ledger, "SELECT blocked FROM people WHERE mark='client'"), 1);
    ledger_close(ledger);
}

/* The same tables, columns and indexes as in a ledger that begins today: no step was forgotten or told
 * apart. */
static void the_same_schema_as_a_fresh_one(void **state)
{
    (void)state;
    static const char columns[] =
        "SELECT group_concat(x, ';') FROM (SELECT m.type||' '||m.name||' '||coalesce(c.name||' '||c.type||' "
        "'||"
        "c.\"notnull\"||' '||coalesce(c.dflt_value,'-'),'') AS x FROM sqlite_schema m LEFT JOIN"
        " pragma_table_info(m.name) c WHERE m.name NOT LIKE 'sqlite_%' ORDER BY x)";
    struct ledger *ledgers[] = {open_version_1(), ledger_open_memory(SAMPLE_BOOT)};
    char *words[2];

    for (size_t i = 0; i < TB_COUNT(ledgers); i++) {
        sqlite3_stmt *stmt;
        assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledgers[i]), columns, -1, &stmt, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        words[i] = strdup((const char *)sqlite3_column_text(stmt, 0));
        assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
        ledger_close(ledgers[i]);
    }
    assert_non_null(strstr(words[0], "leads"));
    assert_string_equal(words[0], words[1]);
    free(words[0]);
    free(words[1]);
}

/* A reader changes nothing: it asks for the daemon. */
static void a_reader_leaves_it_as_it_is(void **state)
{
    (void)state;
    char why[256];

    sql(sample_path(dir, "ledger.db"), schema_1);
    assert_null(ledger_open_reader(dir, why, sizeof why));
    assert_non_null(strstr(why, "older version (1)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(everything_of_version_1_is_there),
        IN_MEMORY(it_takes_what_version_1_could_not),
        IN_MEMORY(the_same_schema_as_a_fresh_one),
        IN_MEMORY(a_reader_leaves_it_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
