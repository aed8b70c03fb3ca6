/* A ledger that is damaged here and there is believed as far as it can be, and no word of STOP goes with the
 * rest; so is one on a card that cannot be written. */
#include "ledger/past.h"

#include "shell/optouts.h"

#include <fcntl.h>
#include <sys/stat.h>

/* ---- damage here and there ---- */

/* The header says that nobody may write: no card that is read-only, so it must not run without a memory. */
static void a_header_that_forbids_writing(void **state)
{
    (void)state;
    make_past();
    int fd = open(sample_path(dir, "ledger.db"), O_WRONLY);
    assert_int_equal(pwrite(fd, "\x1b", 1, 18), 1);
    assert_int_equal(close(fd), 0);
    struct ledger *ledger = must_open(LEDGER_SET_ASIDE);
    assert_out(ledger, "+12025550143");
    keep(ledger, sample_person("+12025550146", true));
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 3);
    assert_int_equal(collected_count(&all, RECORD_CALL), 1);
    collected_free(&all);
    ledger_close(ledger);
    ledger_close(must_open(LEDGER_OK));
}

/* A flag that is neither yes nor no, and an index that has lost a row: whoever said STOP stays out. */
static void damage_takes_nobodys_word_away(void **state)
{
    (void)state;
    static const char *const damage[] = {
        "PRAGMA ignore_check_constraints=ON; UPDATE people SET opted_out=5 WHERE number='+12025550143'",
        "PRAGMA ignore_check_constraints=ON; UPDATE people SET opted_out=5",
        "PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE name='people_opted_out'"};

    for (size_t i = 0; i < TB_COUNT(damage); i++) {
        make_past();
        run_sql("ledger.db", damage[i]);
        if (i == 2) { /* written without the index, which comes back empty */
            run_sql("ledger.db", "UPDATE people SET opted_out=1");
            run_sql("ledger.db",
                    "PRAGMA writable_schema=ON; CREATE TABLE x(y); CREATE INDEX z ON x(y);"
                    "UPDATE sqlite_schema SET name='people_opted_out',tbl_name='people',"
                    "sql='CREATE INDEX people_opted_out ON people(number) WHERE opted_out=1' WHERE name='z'");
        }
        struct ledger *ledger = must_open(LEDGER_OK);
        assert_out(ledger, "+12025550143");
        if (i > 0)
            assert_out(ledger, "+12025550144");
        ledger_close(ledger);
        assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
        (void)unlink(sample_path(dir, OPTOUTS_FILE));
    }
}

/* What no clock can have told is not known: the person stays, and whoever reckons with it cannot overflow. */
static void an_instant_beyond_belief_is_not_known(void **state)
{
    (void)state;
    make_past();
    run_sql("ledger.db",
            "UPDATE people SET texted_mono=-9223372036854775807-1, texted_wall=9223372036854775807,"
            "texted_boot=(SELECT max(n) FROM boots)");
    struct ledger *ledger = must_open(LEDGER_OK);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    for (size_t i = 0; i < 2; i++) {
        const struct stamp *texted = &collected_get(&all, RECORD_PERSON, i)->person.last_texted;
        assert_true(texted->set && !texted->this_boot && !texted->wall_ok);
        assert_int_equal(texted->mono_ms, 0);
    }
    collected_free(&all);
    ledger_close(ledger);
}

/* An id after which there is none: damage where it would be handed over, passed over where it is long past.
 */
static void nobody_counts_on_from_the_highest_number_there_is(void **state)
{
    (void)state;
    static const char *const damage[] = {"UPDATE calls SET id=9223372036854775807 WHERE id=41",
                                         "UPDATE texts SET id=9223372036854775807 WHERE id=78",
                                         "UPDATE calls SET id=9223372036854775807 WHERE id=42"};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL);
    struct last_ids ids;

    for (size_t i = 0; i < TB_COUNT(damage); i++) {
        make_past();
        run_sql("ledger.db", damage[i]);
        struct ledger *ledger = must_open(LEDGER_OK);
        struct collected all = {0};
        bool ok = ledger_restore(ledger, &sample_collect, &all, &window);
        assert_int_equal(ok, i == 2);
        assert_true(ok || ledger_fault(ledger) == LEDGER_FAULT_DAMAGED);
        assert_true(ledger_max_ids(ledger, &ids));
        assert_true(ids.call >= 41 && ids.call <= 42 && ids.text >= 77 && ids.text <= 78);
        collected_free(&all);
        ledger_close(ledger);
        assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    }
}

/* The plain file holds no such number: noted anew at each start it would grow without end. */
static void a_number_longer_than_any_is_nobody(void **state)
{
    (void)state;
    char *once, *twice;

    make_past();
    run_sql("ledger.db", "UPDATE people SET number='+1202555014312025550143120255501431' WHERE opted_out=1");
    ledger_close(must_open(LEDGER_OK));
    once = sample_read(sample_path(dir, OPTOUTS_FILE));
    ledger_close(must_open(LEDGER_OK));
    twice = sample_read(sample_path(dir, OPTOUTS_FILE));
    assert_string_equal(once, twice);
    assert_null(strstr(once, "3120255"));
    free(once);
    free(twice);
}

/* ---- a card that cannot be written ---- */

static void a_fallback_remembers_what_can_be_read(void **state)
{
    (void)state;
    make_past();
    bool blind = true;
    struct ledger *ledger = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
    assert_non_null(ledger);
    assert_false(blind);
    assert_out(ledger, "+12025550143");
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    assert_true(collected_get(&all, RECORD_PERSON, 1)->person.last_texted.this_boot);
    collected_free(&all);
    struct record person = sample_person("+12025550199", true);
    sample_store(ledger, &person, 1);
    ledger_close(ledger);
    /* the ledger gone, the plain file is enough; with neither it is an empty one */
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    ledger = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
    assert_false(blind);
    assert_out(ledger, "+12025550143");
    ledger_close(ledger);
    ledger = ledger_open_fallback("/nowhere", SAMPLE_BOOT, &blind);
    assert_non_null(ledger);
    assert_false(blind);
    ledger_close(ledger);
}

/* Who is not in it may have said STOP all the same. */
static void a_fallback_says_that_it_could_not_read(void **state)
{
    (void)state;
    bool blind = false;

    make_past();
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    assert_int_equal(mkdir(sample_path(dir, "ledger.db"), 0700), 0);
    struct ledger *ledger = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
    assert_non_null(ledger);
    assert_true(blind);
    ledger_close(ledger);
    assert_int_equal(rmdir(sample_path(dir, "ledger.db")), 0);
    assert_int_equal(unlink(sample_path(dir, OPTOUTS_FILE)), 0);
    assert_int_equal(mkdir(sample_path(dir, OPTOUTS_FILE), 0700), 0);
    ledger = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
    assert_non_null(ledger);
    assert_true(blind);
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(a_header_that_forbids_writing),
        IN_MEMORY(an_instant_beyond_belief_is_not_known),
        IN_MEMORY(damage_takes_nobodys_word_away),
        IN_MEMORY(nobody_counts_on_from_the_highest_number_there_is),
        IN_MEMORY(a_number_longer_than_any_is_nobody),
        IN_MEMORY(a_fallback_remembers_what_can_be_read),
        IN_MEMORY(a_fallback_says_that_it_could_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
