/* The months on the card when the clock was wrong for a while: a call does not go from them because a later
 * one has an earlier date. */
#include "ledger/on_card.h"
#include "ledger/sample.h"
#include "shell/cardbook.h"

#include <unistd.h>

#define A "+12025550143"

/* With the text that it got. */
static void call_at(struct ledger *ledger, int64_t id, int64_t ms)
{
    struct record call = sample_call(id, A, VERDICT_TEXT, REASON_NONE);
    struct record text = sample_text(id, id, TEXT_AUTO, TEXT_DELIVERED, "Sorry, I missed you");

    call.call.began = call.call.last_ring = call.call.ended = sample_stamp(ms);
    text.text.created = text.text.sent = sample_stamp(ms);
    keep(ledger, call);
    keep(ledger, text);
}

static unsigned lines_of(const char *name)
{
    char *got = sample_read(sample_path(card, name));
    unsigned lines = 0;

    for (const char *c = got; *c != '\0'; c++)
        lines += *c == '\n';
    free(got);
    return lines;
}

/* Of a month so many calls and texts, and the headings. */
static void expect_month(struct ledger *ledger, int64_t now, const char *calls, const char *texts,
                         unsigned count)
{
    const struct cardbook_wish wish = {
        .dir = card, .zone = &zone, .dated = true, .create = true, .now_ms = SAMPLE_WALL + now};
    struct cardbook_result result;

    assert_true(cardbook_write(ledger, &wish, &result));
    assert_int_equal(result.failed, 0);
    assert_int_equal(lines_of(calls), count + 1);
    assert_int_equal(lines_of(texts), count + 1);
}

/* For some calls the clock was in another year, as one set by hand is; then it was right again. */
static void a_clock_that_stepped_back_and_forth(void **state)
{
    (void)state;
    struct ledger *ledger = opened();

    call_at(ledger, 1, 0);
    call_at(ledger, 2, DAY);
    expect_month(ledger, DAY, CALLS, TEXTS, 2);
    call_at(ledger, 3, -400 * DAY);
    expect_month(ledger, DAY, CALLS, TEXTS, 2);
    call_at(ledger, 4, 2 * DAY);
    expect_month(ledger, 3 * DAY, CALLS, TEXTS, 3);
    ledger_close(ledger);
}

/* It had been ahead by two months: what comes now is earlier than all that there is, and its month goes on.
 */
static void a_clock_that_was_ahead(void **state)
{
    (void)state;
    struct ledger *ledger = opened();

    call_at(ledger, 1, 61 * DAY);
    expect_month(ledger, 61 * DAY, "textback-2026-06.csv", "textback-texts-2026-06.csv", 1);
    for (int64_t id = 2; id <= 4; id++) {
        call_at(ledger, id, id * DAY);
        expect_month(ledger, id * DAY, CALLS, TEXTS, (unsigned)id - 1);
    }
    ledger_close(ledger);
}

/* The past is not read to its end for it, but far enough. */
static void a_long_past_behind(void **state)
{
    (void)state;
    struct ledger *ledger = opened();

    assert_true(ledger_begin(ledger));
    for (int64_t id = 1; id <= 20000; id++) {
        struct record call = sample_call(id, A, VERDICT_SKIP, REASON_REPEAT);
        call.call.began = sample_stamp((id < 15000 ? -400 : 0) * DAY + id);
        assert_true(ledger_apply(ledger, &call));
    }
    assert_true(ledger_commit(ledger));
    call_at(ledger, 20001, -400 * DAY);
    call_at(ledger, 20002, DAY);
    const struct cardbook_wish wish = {
        .dir = card, .zone = &zone, .dated = true, .create = true, .now_ms = SAMPLE_WALL + DAY};
    struct cardbook_result result;
    assert_true(cardbook_write(ledger, &wish, &result));
    assert_int_equal(lines_of(CALLS), 1 + 5001 + 1);
    ledger_close(ledger);
}

#define ON_CARD(test) cmocka_unit_test_setup_teardown(test, make_folders, remove_folders)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_CARD(a_clock_that_stepped_back_and_forth),
        ON_CARD(a_clock_that_was_ahead),
        ON_CARD(a_long_past_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
