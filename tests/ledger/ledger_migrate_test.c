/* A ledger that an older textback left behind is brought up to date with all that is in it. */
#include "ledger/in_folder.h"
#include "ledger/sample.h"

#include <sqlite3.h>

/* What released versions wrote. Never edited: such files are out there. */
/* clang-format off */
static const char schema_1[] =
    "CREATE TABLE boots(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE calls(id INTEGER PRIMARY KEY CHECK(id>0),"
    " line TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, called TEXT NOT NULL,"
    " began_wall INTEGER, began_mono INTEGER, began_boot INTEGER,"
    " last_ring_wall INTEGER, last_ring_mono INTEGER, last_ring_boot INTEGER,"
    " ended_wall INTEGER, ended_mono INTEGER, ended_boot INTEGER,"
    " outcome TEXT NOT NULL CHECK(outcome IN ('ringing','missed','gave_up','answered','interrupted')),"
    " verdict TEXT CHECK(verdict IN ('text','hold','skip')),"
    " reason TEXT CHECK(reason IN ('withheld','short_code','invalid','toll_free','premium','special','foreign',"
    "  'own_number','agent','team','skip_list','client','contact','opted_out','undeliverable','repeat',"
    "  'conversation','cap_hour','cap_day','too_old','too_short','paused','closed','holiday','answered',"
    "  'no_config')),"
    " message TEXT,"
    " alerted INTEGER NOT NULL CHECK(alerted IN (0,1)),"
    " CHECK((verdict IS 'skip') = (reason IS NOT NULL)),"
    " CHECK((verdict IS 'text' OR verdict IS 'hold') = (message IS NOT NULL))) STRICT;"
    "CREATE INDEX calls_open ON calls(id) WHERE (verdict IS NULL OR outcome='ringing');"
    "CREATE TABLE texts(id INTEGER PRIMARY KEY CHECK(id>0), call INTEGER, relays INTEGER,"
    " direction TEXT NOT NULL CHECK(direction IN ('out','in')),"
    " kind TEXT NOT NULL CHECK(kind IN ('auto','confirm','typed','relay','alert','received')),"
    " state TEXT NOT NULL CHECK(state IN ('prepared','sending','accepted','delivered','failed','in_doubt',"
    "  'expired','held','received','relayed','partial')),"
    " line TEXT NOT NULL, number TEXT NOT NULL, parts INTEGER NOT NULL CHECK(parts BETWEEN 0 AND 255),"
    " created_wall INTEGER, created_mono INTEGER, created_boot INTEGER,"
    " sent_wall INTEGER, sent_mono INTEGER, sent_boot INTEGER,"
    " settled_wall INTEGER, settled_mono INTEGER, settled_boot INTEGER,"
    " error TEXT, body TEXT,"
    " CHECK((direction='in') = (kind='received')),"
    " CHECK((direction='in') = (state IN ('received','relayed','partial'))),"
    " CHECK(kind<>'auto' OR call IS NOT NULL)) STRICT;"
    "CREATE UNIQUE INDEX texts_one_auto_a_call ON texts(call) WHERE kind='auto' AND direction='out';"
    "CREATE INDEX texts_open ON texts(id) WHERE state IN ('prepared','sending','held','received','partial');"
    "CREATE INDEX texts_call ON texts(call) WHERE call IS NOT NULL;"
    "CREATE TABLE parts(text INTEGER NOT NULL, seq INTEGER NOT NULL CHECK(seq BETWEEN 1 AND 255),"
    " ref INTEGER NOT NULL CHECK(ref BETWEEN 0 AND 255),"
    " status INTEGER NOT NULL CHECK(status BETWEEN -1 AND 255),"
    " PRIMARY KEY(text, seq)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE waiting_parts(n INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL UNIQUE, line TEXT NOT NULL,"
    " received_wall INTEGER, received_mono INTEGER, received_boot INTEGER,"
    " pdu TEXT NOT NULL) STRICT;"
    "CREATE TABLE seen(n INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL UNIQUE,"
    " at_wall INTEGER, at_mono INTEGER, at_boot INTEGER) STRICT;"
    "CREATE TABLE people(number TEXT PRIMARY KEY, name TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK(kind IN ('lead','client','contact','skip','agent','team')),"
    " opted_out INTEGER NOT NULL CHECK(opted_out IN (0,1)),"
    " undeliverable INTEGER NOT NULL CHECK(undeliverable IN (0,1)),"
    " texted_wall INTEGER, texted_mono INTEGER, texted_boot INTEGER,"
    " typed INTEGER NOT NULL CHECK(typed IN (0,1)), touched_wall INTEGER) STRICT, WITHOUT ROWID;"
    "CREATE INDEX people_opted_out ON people(number) WHERE opted_out=1;"
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "PRAGMA application_id=1413634124; PRAGMA user_version=1;";

static const char data_1[] =
    "INSERT INTO boots VALUES(1,'an-older-boot'),(2,'" SAMPLE_BOOT "');"
    "INSERT INTO calls VALUES(41,'main','+12025550143','SMITH','',1776276000123,1000000,2,1776276005123,1005000,2,"
    " 1776276006123,1006000,2,'missed','hold',NULL,'text',0);"
    "INSERT INTO calls VALUES(42,'main','+12025550144','','',NULL,5,1,NULL,6,1,NULL,7,1,'gave_up','skip','repeat',"
    " NULL,0);"
    "INSERT INTO texts VALUES(77,41,NULL,'out','auto','held','main','+12025550143',2,1776276006123,1006000,2,"
    " NULL,NULL,NULL,NULL,NULL,NULL,NULL,'Sorry I missed you');"
    "INSERT INTO texts VALUES(78,NULL,NULL,'in','received','received','main','+12025550144',1,1776276006123,1006000,"
    " 2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'12 Elm St');"
    "INSERT INTO people VALUES('+12025550144','Sam','lead',1,0,1776276006124,1006001,2,1,1776276006124);"
    "INSERT INTO people VALUES('+12025550145','','client',0,1,NULL,NULL,NULL,0,NULL);"
    "INSERT INTO waiting_parts VALUES(1,99,'main',1776276007123,1007000,2,'0791');"
    "INSERT INTO seen VALUES(1,98,1776276007123,1007000,2);"
    "INSERT INTO meta VALUES('concat_ref','9'),('.max_call','50');";
/* clang-format on */

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
