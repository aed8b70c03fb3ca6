/* What is read of a long ledger is not gathered in memory. */
#include "ledger/in_folder.h"
#include "ledger/sample.h"
#include "shell/report.h"
#include "textbackctl/views.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

enum {
    CALLS = 30000,
    /* Of SQLite's own memory. Gathered there, the report's helpers take 4.8 MB, the leads' keys 1.3 MB and
     * whole leads more. Else the report takes 2.5 MB, most of it the cache of its temporary database, and the
     * leads 0.5 MB. */
    REPORT_MAX = 3400 * 1000,
    LEADS_MAX = 800 * 1000
};

/* Each from somebody else, each a lead that somebody called back. */
static void fill(struct ledger *ledger)
{
    assert_true(ledger_begin(ledger));
    for (int64_t id = 1; id <= CALLS; id++) {
        char number[TB_NUMBER_MAX];
        (void)snprintf(number, sizeof number, "+1202%07d", (int)(id * 7919 % 10000000));
        struct record call = sample_call(id, number, VERDICT_TEXT, REASON_NONE);
        struct record text = sample_text(id, id, TEXT_AUTO, TEXT_DELIVERED, "Sorry");
        struct record lead = sample_lead(id, 1, number, LEAD_DONE);
        call.call.ended = sample_stamp(id * 1000);
        text.text.sent = sample_stamp(id * 1000 + 2000);
        lead.lead.opened = sample_stamp(id * 1000 + 3000);
        lead.lead.touched = lead.lead.answered = sample_stamp(id * 1000 + 60000);
        (void)snprintf(lead.lead.last_text, sizeof lead.lead.last_text, "Is the house on %s still for sale?",
                       number);
        assert_true(ledger_apply(ledger, &call) && ledger_apply(ledger, &text) &&
                    ledger_apply(ledger, &lead));
    }
    assert_true(ledger_commit(ledger));
}

static int make_ledger(void **state)
{
    struct ledger *ledger;

    (void)make_folder_in_memory(state);
    ledger = opened();
    fill(ledger);
    ledger_close(ledger);
    return 0;
}

static struct ledger *reader(void)
{
    char why[256];
    struct ledger *ledger = ledger_open_reader(dir, why, sizeof why);

    assert_non_null(ledger);
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "PRAGMA cache_size=-64; PRAGMA temp.cache_size=-64",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_memory_highwater(1);
    return ledger;
}

static void read_report(struct ledger *ledger)
{
    const struct report_period all = {.all = true, .to_ms = SAMPLE_WALL};
    struct report_figures figures;

    assert_true(report_read(ledger, &all, &figures, NULL, NULL));
    assert_int_equal(figures.calls, CALLS);
    assert_true(figures.to_text.known && figures.to_human.known);
    assert_int_equal(figures.to_text.ms, 2000);
    assert_int_equal(figures.to_human.ms, 60000);
}

static void a_report_of_all_time(void **state)
{
    (void)state;
    struct ledger *ledger = reader();

    read_report(ledger);
    assert_in_range(sqlite3_memory_highwater(0), 1, REPORT_MAX);
    ledger_close(ledger);
}

struct seen {
    int64_t rows;
    char touched[40]; /* of the row before */
};

static bool see(void *arg, json_t *row)
{
    struct seen *seen = arg;
    const char *touched = json_string_value(json_object_get(row, "touched"));

    assert_non_null(touched);
    assert_true(seen->rows == 0 || strcmp(touched, seen->touched) < 0);
    (void)snprintf(seen->touched, sizeof seen->touched, "%s", touched);
    seen->rows++;
    return true;
}

static void leads_in_their_order(void **state)
{
    (void)state;
    struct ledger *ledger = reader();
    struct seen seen = {.rows = 0};

    assert_true(view_each(ledger, VIEW_LEADS_WHOLE, see, &seen));
    assert_int_equal(seen.rows, CALLS);
    assert_in_range(sqlite3_memory_highwater(0), 1, LEADS_MAX);
    ledger_close(ledger);
}

/* Nowhere to put them: then it is memory after all. */
static void without_a_place_for_files(void **state)
{
    (void)state;
    struct ledger *ledger = reader();
    struct seen seen = {.rows = 0};
    struct rlimit before, none;

    assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    read_report(ledger);
    assert_true(sqlite3_memory_highwater(1) > REPORT_MAX); /* or the limits above prove nothing */
    assert_true(view_each(ledger, VIEW_LEADS_WHOLE, see, &seen));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(seen.rows, CALLS);
    assert_true(sqlite3_memory_highwater(0) > LEADS_MAX);
    ledger_close(ledger);
}

int main(void)
{
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_PMASZ, 4), SQLITE_OK); /* pages that are sorted in memory */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_of_all_time),
        cmocka_unit_test(leads_in_their_order),
        cmocka_unit_test(without_a_place_for_files),
    };
    return cmocka_run_group_tests(tests, make_ledger, remove_folder);
}
