/* What is no ledger, or no longer one, is set aside; what can be saved is; opt-outs always are. */
#include "ledger/past.h"

#include "shell/optouts.h"

#include <sys/stat.h>

/* ---- files that are no ledger ---- */

static void assert_set_aside(void)
{
    struct ledger *ledger = must_open(LEDGER_SET_ASIDE);

    assert_string_not_equal(why, "");
    assert_true(exists("ledger.db.bad-1"));
    assert_out(ledger, "+12025550143");
    assert_true(ledger_quick_check(ledger));
    ledger_close(ledger);
    ledger = must_open(LEDGER_OK); /* once */
    assert_string_equal(why, "");
    assert_out(ledger, "+12025550143");
    ledger_close(ledger);
}

static void garbage(void **state)
{
    (void)state;
    make_past();
    sample_write(sample_path(dir, "ledger.db"),
                 "this is not a database, and long enough to tell................"
                 "................................................................",
                 128);
    assert_set_aside();
    char *kept = sample_read(sample_path(dir, "ledger.db.bad-1"));
    assert_non_null(strstr(kept, "this is not a database"));
    free(kept);
}

static void a_truncated_file(void **state)
{
    (void)state;
    struct stat st;

    make_past();
    assert_int_equal(stat(sample_path(dir, "ledger.db"), &st), 0);
    assert_int_equal(truncate(sample_path(dir, "ledger.db"), st.st_size / 2), 0);
    assert_set_aside();
}

static void a_header_without_the_rest(void **state)
{
    (void)state;
    make_past();
    assert_int_equal(truncate(sample_path(dir, "ledger.db"), 60), 0);
    assert_set_aside();
}

static void a_file_of_a_newer_version(void **state)
{
    (void)state;
    make_past();
    run_sql("ledger.db", "PRAGMA user_version=99");
    assert_set_aside();
    run_sql("ledger.db.bad-1",
            "INSERT INTO meta(key,value) VALUES('whole','yes')"); /* it is kept as it was */
}

/* A newer textback made it, with a column more, and an older one was installed again: whom it has texted must
 * not be forgotten. */
static void what_a_newer_version_knew_is_carried_over(void **state)
{
    (void)state;
    make_past();
    run_sql("ledger.db", "PRAGMA user_version=99; ALTER TABLE people ADD COLUMN mood TEXT;"
                         "CREATE TABLE moods(name TEXT)");
    assert_set_aside();
    struct ledger *ledger = must_open(LEDGER_OK);
    struct collected all = sample_restore(ledger, 0);
    assert_non_null(collected_get(&all, RECORD_PERSON, 1));
    assert_int_equal(collected_get(&all, RECORD_CALL, 0)->call.id, 41);
    assert_non_null(collected_get(&all, RECORD_TEXT, 0));
    collected_free(&all);
    ledger_close(ledger);
}

static void a_file_of_an_unknown_version(void **state)
{
    (void)state;
    make_past();
    run_sql("ledger.db", "PRAGMA user_version=-3");
    assert_set_aside();
}

static void somebody_elses_database(void **state)
{
    (void)state;
    make_past();
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    run_sql("ledger.db", "CREATE TABLE calls(id)");
    assert_set_aside();
}

static void a_table_is_missing(void **state)
{
    (void)state;
    make_past();
    run_sql("ledger.db", "DROP TABLE parts");
    assert_set_aside();
}

static void a_folder_in_its_place(void **state)
{
    (void)state;
    make_past();
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    assert_int_equal(mkdir(sample_path(dir, "ledger.db"), 0700), 0);
    assert_set_aside();
}

static void an_empty_file_is_a_new_ledger(void **state)
{
    (void)state;
    make_past();
    sample_write(sample_path(dir, "ledger.db"), "", 0);
    struct ledger *ledger = must_open(LEDGER_FRESH);
    assert_out(ledger, "+12025550143");
    ledger_close(ledger);
}

static void a_lost_file_is_a_new_ledger(void **state)
{
    (void)state;
    make_past();
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    struct ledger *ledger = must_open(LEDGER_FRESH);
    assert_out(ledger, "+12025550143");
    ledger_close(ledger);
}

static void a_few_are_kept(void **state)
{
    (void)state;
    char rubbish[8192];

    (void)memset(rubbish, 'r', sizeof rubbish);
    make_past();
    for (int i = 0; i < 6; i++) {
        sample_write(sample_path(dir, "ledger.db"), rubbish, sizeof rubbish);
        ledger_close(must_open(LEDGER_SET_ASIDE));
    }
    assert_false(exists("ledger.db.bad-1") || exists("ledger.db.bad-2") || exists("ledger.db.bad-3"));
    assert_true(exists("ledger.db.bad-4") && exists("ledger.db.bad-5") && exists("ledger.db.bad-6"));
}

static void no_folder_is_told(void **state)
{
    (void)state;
    struct ledger *ledger;

    sample_write(sample_path(dir, "file"), "", 0);
    assert_int_equal(ledger_open(sample_path(dir, "file"), SAMPLE_BOOT, &ledger, why, sizeof why),
                     LEDGER_FAILED);
    assert_null(ledger);
    assert_string_not_equal(why, "");
    assert_int_equal(ledger_open(sample_path(dir, "a/b"), SAMPLE_BOOT, &ledger, why, sizeof why),
                     LEDGER_FAILED);
    assert_string_not_equal(why, "");
}

/* ---- damage found later ---- */

/* Overwrites the page on which a table's rows are. */
static void spoil(const char *table)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    char page[4096];

    assert_int_equal(sqlite3_open(sample_path(dir, "ledger.db"), &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_schema WHERE name=?1", -1, &stmt, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    long root = sqlite3_column_int(stmt, 0);
    (void)sqlite3_finalize(stmt);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    (void)memset(page, 0x5a, sizeof page);
    FILE *file = fopen(sample_path(dir, "ledger.db"), "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, (root - 1) * (long)sizeof page, SEEK_SET), 0);
    assert_int_equal(fwrite(page, sizeof page, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static void what_can_be_saved_is(void **state)
{
    (void)state;
    struct last_ids ids;

    make_past();
    spoil("seen");
    struct ledger *ledger = must_open(LEDGER_OK); /* nothing has read that page yet */
    assert_false(ledger_quick_check(ledger));
    assert_int_equal(ledger_fault(ledger), LEDGER_FAULT_DAMAGED);
    assert_true(ledger_set_aside(ledger));
    assert_true(exists("ledger.db.bad-1"));
    assert_true(ledger_quick_check(ledger));
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    assert_true(collected_get(&all, RECORD_PERSON, 0)->person.opted_out);
    assert_true(collected_get(&all, RECORD_PERSON, 1)->person.last_texted.this_boot);
    assert_int_equal(collected_get(&all, RECORD_CALL, 0)->call.id, 41);
    assert_int_equal(collected_get(&all, RECORD_TEXT, 0)->text.id, 77); /* counts for the caps */
    assert_string_equal(collected_get(&all, RECORD_TEXT, 1)->text.body, "unsent words");
    assert_string_equal(collected_get(&all, RECORD_META, 0)->meta.value, "9");
    assert_int_equal(collected_count(&all, RECORD_META),
                     1); /* the floor of the ids is the ledger's own affair */
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.call, 42);
    assert_int_equal(ids.text, 78);
    collected_free(&all);
    struct record next = sample_call(43, "+12025550146", VERDICT_NONE, REASON_NONE);
    sample_store(ledger, &next, 1);
    ledger_close(ledger);
}

static void people_that_cannot_be_read_are_known_by_the_plain_file(void **state)
{
    (void)state;
    make_past();
    spoil("people");
    struct ledger *ledger = must_open(LEDGER_SET_ASIDE); /* joining with the plain file finds it at once */
    assert_out(ledger, "+12025550143");
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_get(&all, RECORD_CALL, 0)->call.id, 41);
    collected_free(&all);
    ledger_close(ledger);
}

/* ---- a power cut in the midst of it ---- */

static void move_file(const char *from, const char *to)
{
    assert_int_equal(rename(sample_path(dir, from), sample_path(dir, to)), 0);
}

static void assert_past(struct ledger *ledger)
{
    struct last_ids ids;
    struct collected all = sample_restore(ledger, 0);

    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    assert_int_equal(collected_get(&all, RECORD_CALL, 0)->call.id, 41);
    assert_string_equal(collected_get(&all, RECORD_TEXT, 1)->text.body, "unsent words");
    assert_true(ledger_max_ids(ledger, &ids));
    assert_int_equal(ids.call, 42);
    assert_int_equal(ids.text, 78);
    collected_free(&all);
}

static void cut_before_the_fresh_one_was_made(void **state)
{
    (void)state;
    make_past();
    move_file("ledger.db", "ledger.db.bad-1");
    bool blind;
    struct ledger *fallback =
        ledger_open_fallback(dir, SAMPLE_BOOT, &blind); /* the card is read-only by then */
    assert_false(blind);
    assert_past(fallback);
    ledger_close(fallback);
    struct ledger *ledger = must_open(LEDGER_FRESH);
    assert_past(ledger);
    struct record sent = sample_text(78, 0, TEXT_ALERT, TEXT_DELIVERED, NULL);
    sample_store(ledger, &sent, 1);
    ledger_close(ledger);
    ledger = must_open(LEDGER_OK); /* and carried over once: what came after stays */
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM texts WHERE state='prepared'"), 0);
    ledger_close(ledger);
}

/* Fresh ones that note what is to be carried over into them, and hold nothing yet. */
static void cut_before_it_was_carried_over(void **state)
{
    (void)state;
    make_past();
    move_file("ledger.db", "ledger.db.bad-1");
    ledger_close(must_open(LEDGER_FRESH));
    run_sql("ledger.db", "DELETE FROM texts; DELETE FROM calls; DELETE FROM people; DELETE FROM meta;"
                         "INSERT INTO meta VALUES('.salvage','1')");
    bool blind;
    struct ledger *fallback = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
    assert_false(blind);
    assert_past(fallback);
    ledger_close(fallback);
    move_file("ledger.db", "ledger.db.bad-2"); /* and set aside itself */
    struct ledger *ledger = must_open(LEDGER_FRESH);
    assert_past(ledger);
    ledger_close(ledger);
    assert_past(ledger = must_open(LEDGER_OK));
    ledger_close(ledger);
}

/* The log holds what the database has not got yet. */
static void cut_before_the_log_was_moved(void **state)
{
    (void)state;
    make_past();
    struct ledger *ledger = must_open(LEDGER_OK);
    struct record sent = sample_text(78, 0, TEXT_ALERT, TEXT_DELIVERED, NULL);
    sample_store(ledger, &sent, 1);
    assert_int_equal(link(sample_path(dir, "ledger.db-wal"), sample_path(dir, "log")), 0);
    (void)sqlite3_db_config(ledger_handle(ledger), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    ledger_close(ledger);
    if (!exists("ledger.db-wal"))
        move_file("log", "ledger.db-wal");
    move_file("ledger.db", "ledger.db.bad-1");
    ledger = must_open(LEDGER_FRESH);
    assert_int_equal(count_of(ledger, "SELECT count(*) FROM texts WHERE state='prepared'"), 0);
    assert_true(exists("ledger.db.bad-1-wal"));
    ledger_close(ledger);
}

/* ---- the two records of opt-outs ---- */

static void the_ledger_knows_what_the_file_lost(void **state)
{
    (void)state;
    make_past();
    assert_int_equal(unlink(sample_path(dir, OPTOUTS_FILE)), 0);
    ledger_close(must_open(LEDGER_OK));
    char *text = sample_read(sample_path(dir, OPTOUTS_FILE));
    assert_non_null(strstr(text, "+ +12025550143"));
    free(text);
}

static void the_file_knows_what_the_ledger_lost(void **state)
{
    (void)state;
    make_past();
    run_sql("ledger.db", "DELETE FROM people");
    struct ledger *ledger = must_open(LEDGER_OK);
    assert_out(ledger, "+12025550143");
    ledger_close(ledger);
}

static void a_start_takes_out_of_both(void **state)
{
    (void)state;
    struct record back = sample_person("+12025550143", false);

    make_past();
    struct ledger *ledger = must_open(LEDGER_OK);
    sample_store(ledger, &back, 1);
    ledger_close(ledger);
    ledger = must_open(LEDGER_OK);
    struct collected all = sample_restore(ledger, 0);
    assert_false(collected_get(&all, RECORD_PERSON, 0)->person.opted_out);
    collected_free(&all);
    ledger_close(ledger);
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    ledger = must_open(LEDGER_FRESH);
    all = sample_restore(ledger, 0);
    assert_int_equal(all.count, 0);
    collected_free(&all);
    ledger_close(ledger);
}

/* The change is in the file before the transaction commits, with the time of what came with it. */
static void the_file_is_never_behind(void **state)
{
    (void)state;
    struct ledger *ledger = must_open(LEDGER_FRESH);
    struct record person = sample_person("+12025550143", true);

    assert_true(ledger_begin(ledger));
    assert_true(ledger_apply(ledger, &person));
    assert_false(exists(OPTOUTS_FILE));
    assert_true(ledger_commit(ledger));
    char *text = sample_read(sample_path(dir, OPTOUTS_FILE));
    assert_int_equal(strncmp(text, "2026-04-15T18:00:06Z + +12025550143 ", 36), 0);
    free(text);
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(garbage),
        IN_MEMORY(a_truncated_file),
        IN_MEMORY(a_header_without_the_rest),
        IN_MEMORY(a_file_of_a_newer_version),
        IN_MEMORY(what_a_newer_version_knew_is_carried_over),
        IN_MEMORY(a_file_of_an_unknown_version),
        IN_MEMORY(somebody_elses_database),
        IN_MEMORY(a_table_is_missing),
        IN_MEMORY(a_folder_in_its_place),
        IN_MEMORY(an_empty_file_is_a_new_ledger),
        IN_MEMORY(a_lost_file_is_a_new_ledger),
        IN_MEMORY(a_few_are_kept),
        IN_MEMORY(no_folder_is_told),
        IN_MEMORY(what_can_be_saved_is),
        IN_MEMORY(people_that_cannot_be_read_are_known_by_the_plain_file),
        IN_MEMORY(cut_before_the_fresh_one_was_made),
        IN_MEMORY(cut_before_it_was_carried_over),
        IN_MEMORY(cut_before_the_log_was_moved),
        IN_MEMORY(the_ledger_knows_what_the_file_lost),
        IN_MEMORY(the_file_knows_what_the_ledger_lost),
        IN_MEMORY(a_start_takes_out_of_both),
        IN_MEMORY(the_file_is_never_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
