/* The report's figures (S37): they add up, trials are not in them, and a period has what is its own. */
#include "ledger/in_folder.h"
#include "ledger/sample.h"

#include "shell/report.h"

#include <sqlite3.h>

#define A "+12025550143"
#define B "+12025550144"
#define C "+12025550145"

/* A call that ended at this ms, and the text that it got seconds later. */
static void texted_call(struct ledger *ledger, int64_t id, const char *number, int64_t ended, int64_t seconds)
{
    struct record call = sample_call(id, number, VERDICT_TEXT, REASON_NONE);
    struct record text = sample_text(id, id, TEXT_AUTO, TEXT_DELIVERED, "Sorry");

    call.call.began = sample_stamp(ended - 6000);
    call.call.ended = sample_stamp(ended);
    text.text.sent = sample_stamp(ended + seconds * 1000);
    (void)snprintf(text.text.number, sizeof text.text.number, "%s", number);
    keep(ledger, call);
    keep(ledger, text);
}

static void skipped_call(struct ledger *ledger, int64_t id, enum skip_reason reason)
{
    keep(ledger, sample_call(id, C, VERDICT_SKIP, reason));
}

static void wrote(struct ledger *ledger, int64_t id, const char *number)
{
    struct record text = sample_text(id, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "Is it for sale?");

    (void)snprintf(text.text.number, sizeof text.text.number, "%s", number);
    keep(ledger, text);
}

static void add(void *arg, const char *reason, int64_t calls)
{
    int64_t *sum = arg;

    assert_true(reason[0] != '\0' && calls > 0);
    *sum += calls;
}

/* Read, and whatever is read, its reasons add up. */
static struct report_figures figures_of(struct ledger *ledger, const struct report_period *period)
{
    struct report_figures figures;
    int64_t sum = 0;

    assert_true(report_read(ledger, period, &figures, add, &sum));
    assert_int_equal(sum, figures.calls);
    return figures;
}

static struct report_figures figures_between(struct ledger *ledger, int64_t from, int64_t to)
{
    struct report_period period = {.from_ms = SAMPLE_WALL + from, .to_ms = SAMPLE_WALL + to};

    return figures_of(ledger, &period);
}

static void an_empty_ledger(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct report_period all = {.all = true, .to_ms = SAMPLE_WALL};
    struct report_figures figures = figures_of(ledger, &all);

    assert_int_equal(figures.calls + figures.texted + figures.replied + figures.opted_out, 0);
    assert_false(figures.dated || figures.to_text.known || figures.to_human.known);
    ledger_close(ledger);
}

static void numbers_add_up(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record ringing = sample_call(9, C, VERDICT_NONE, REASON_NONE);
    struct record failed = sample_text(8, 8, TEXT_AUTO, TEXT_FAILED, "Sorry");

    texted_call(ledger, 1, A, 6000, 2);
    texted_call(ledger, 2, A, 7000, 4);
    texted_call(ledger, 3, B, 8000, 9);
    skipped_call(ledger, 4, REASON_REPEAT);
    skipped_call(ledger, 5, REASON_REPEAT);
    skipped_call(ledger, 6, REASON_ANSWERED);
    skipped_call(ledger, 7, REASON_WITHHELD);
    keep(ledger, sample_call(8, C, VERDICT_TEXT, REASON_NONE));
    keep(ledger, failed);
    keep(ledger, ringing);
    wrote(ledger, 20, A);
    wrote(ledger, 21, A);
    wrote(ledger, 22, C);
    struct report_figures figures = figures_between(ledger, 0, 60000);
    assert_int_equal(figures.calls, 8); /* the one that rings is not decided */
    assert_int_equal(figures.answered, 1);
    assert_int_equal(figures.texted, 3);  /* the one that failed was not */
    assert_int_equal(figures.replied, 1); /* one person, who wrote twice; C was not texted */
    assert_true(figures.to_text.known);
    assert_int_equal(figures.to_text.ms, 4000);
    ledger_close(ledger);
}

static void trial_calls_are_left_out(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record trial = sample_call(1, A, VERDICT_TEXT, REASON_NONE);
    struct report_period all = {.all = true, .to_ms = SAMPLE_WALL + 60000};

    trial.call.test = true;
    keep(ledger, trial);
    keep(ledger, sample_text(1, 1, TEXT_AUTO, TEXT_DELIVERED, "Sorry"));
    wrote(ledger, 2, A);
    struct report_figures figures = figures_of(ledger, &all);
    assert_int_equal(figures.calls + figures.texted + figures.replied, 0);
    assert_false(figures.to_text.known);
    ledger_close(ledger);
}

static void a_period_has_its_own(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record undated = sample_call(3, C, VERDICT_SKIP, REASON_REPEAT);
    struct record out = sample_person(C, true);

    texted_call(ledger, 1, A, 6000, 1);  /* began at 0 */
    texted_call(ledger, 2, B, 16000, 3); /* began at 10000 */
    undated.call.began = sample_stamp_no_wall(0);
    keep(ledger, undated);
    keep(ledger, out);
    wrote(ledger, 20, A);
    struct report_figures first = figures_between(ledger, 0, 10000),
                          second = figures_between(ledger, 10000, 10001);
    assert_int_equal(first.calls, 1);
    assert_int_equal(first.replied, 1);
    assert_int_equal(first.to_text.ms, 1000);
    assert_int_equal(first.opted_out, 1);
    assert_int_equal(second.calls, 1);
    assert_int_equal(second.replied, 0);
    assert_int_equal(second.to_text.ms, 3000);
    assert_int_equal(second.opted_out, 0);
    assert_true(second.dated && second.from_ms == SAMPLE_WALL + 10000);
    ledger_close(ledger);
}

/* ---- to a person's answer ---- */

static void lead(struct ledger *ledger, int64_t id, const char *number, int64_t opened_at,
                 int64_t answered_at)
{
    struct record record = sample_lead(id, (unsigned)id, number, LEAD_DONE);

    record.lead.opened = sample_stamp(opened_at);
    if (answered_at > 0)
        record.lead.answered = sample_stamp(answered_at);
    keep(ledger, record);
}

static void an_answer_counts_from_the_end_of_the_call(void **state)
{
    (void)state;
    struct ledger *ledger = opened();

    texted_call(ledger, 1, A, 6000, 1);
    lead(ledger, 1, A, 8000, 66000); /* opened when its text was settled */
    struct report_figures figures = figures_between(ledger, 0, 100000);
    assert_true(figures.to_human.known);
    assert_int_equal(figures.to_human.ms, 60000);
    ledger_close(ledger);
}

static void or_from_the_opening_where_no_call_opened_it(void **state)
{
    (void)state;
    static const int64_t DAY = 24 * 3600 * 1000;
    struct ledger *ledger = opened();

    texted_call(ledger, 1, A, 6000, 1); /* the earlier lead's */
    lead(ledger, 1, A, 8000, 0);
    lead(ledger, 2, A, 50000, 53000); /* they wrote */
    texted_call(ledger, 2, B, 6000, 1);
    lead(ledger, 3, B, 6001 + DAY, 11001 + DAY); /* so long after that it cannot be that call */
    lead(ledger, 4, C, 20000, 27000);
    struct report_figures figures = figures_between(ledger, 0, 2 * DAY);
    assert_int_equal(figures.to_human.ms, 5000);                           /* the median of 3, 5 and 7 s */
    assert_int_equal(figures_between(ledger, 0, 25000).to_human.ms, 7000); /* only C's was opened then */
    ledger_close(ledger);
}

/* ---- where it cannot be read ---- */

static void a_ledger_without_tables(void **state)
{
    (void)state;
    struct ledger *ledger = ledger_open_memory(SAMPLE_BOOT);
    struct report_period all = {.all = true};
    struct report_figures figures;

    assert_true(report_read(ledger, &all, &figures, NULL, NULL));
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "DROP TABLE leads", NULL, NULL, NULL), SQLITE_OK);
    assert_false(report_read(ledger, &all, &figures, NULL, NULL));
    assert_true(ledger_begin(ledger)); /* it has left nothing open */
    assert_true(ledger_commit(ledger));
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(an_empty_ledger),
        IN_MEMORY(numbers_add_up),
        IN_MEMORY(trial_calls_are_left_out),
        IN_MEMORY(a_period_has_its_own),
        IN_MEMORY(an_answer_counts_from_the_end_of_the_call),
        IN_MEMORY(or_from_the_opening_where_no_call_opened_it),
        cmocka_unit_test(a_ledger_without_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
