/* Texts on their way out: who goes first, who yields when it is full, what a report finds. */
#include "core/outbox.h"

#include "support/unit.h"

#define A     "+12025550143"
#define B     "+12025550144"
#define AGENT "+12025550100"

static struct outbox *fresh(void)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);
    assert_non_null(outbox);
    return outbox;
}

static struct text *add(struct outbox *outbox, int64_t id, enum text_kind kind, const char *number)
{
    struct text *text = outbox_add(outbox, NULL);
    assert_non_null(text);
    assert_true(outbox_write(text, "Hello"));
    text->record.id = id;
    text->record.kind = kind;
    (void)snprintf(text->record.number, sizeof text->record.number, "%s", number);
    return text;
}

static bool fits_any(const void *context, const struct text *text)
{
    const char *not_to = context;
    return not_to == NULL || strcmp(text->record.number, not_to) != 0;
}

static int64_t next_id(struct outbox *outbox, int64_t now_ms, const char *not_to)
{
    struct text *text = outbox_next(outbox, now_ms, fits_any, not_to);
    return text != NULL ? text->record.id : 0;
}

static void test_callers_before_the_agent_then_by_age(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    add(outbox, 1, TEXT_ALERT, AGENT);
    add(outbox, 4, TEXT_AUTO, A);
    add(outbox, 3, TEXT_CONFIRM, B);
    add(outbox, 2, TEXT_RELAY, AGENT);
    add(outbox, 5, TEXT_TYPED, A);
    static const int64_t ORDER[] = {3, 4, 5, 1, 2};
    for (size_t i = 0; i < TB_COUNT(ORDER); i++) {
        assert_int_equal(next_id(outbox, 0, NULL), ORDER[i]);
        outbox_free(outbox_find(outbox, ORDER[i]));
    }
    assert_int_equal(next_id(outbox, 0, NULL), 0);
    free(outbox);
}

static void test_what_does_not_wait_is_not_next(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    add(outbox, 1, TEXT_AUTO, A)->retry_ms = 500;
    add(outbox, 2, TEXT_AUTO, A)->in_flight = true;
    add(outbox, 3, TEXT_AUTO, A)->record.state = TEXT_HELD;
    add(outbox, 4, TEXT_AUTO, B);
    assert_int_equal(next_id(outbox, 499, NULL), 4);
    assert_int_equal(next_id(outbox, 499, B), 0); /* which does not fit the line */
    assert_int_equal(next_id(outbox, 500, NULL), 1);
    free(outbox);
}

static void test_full_the_oldest_alert_yields(void **state)
{
    struct outbox *outbox = fresh();
    int64_t yielded = 77;
    (void)state;
    for (int64_t i = 1; i <= TB_OUTBOX_MAX; i++) {
        enum text_kind kind = i % 4 == 0 ? TEXT_ALERT : TEXT_AUTO;
        add(outbox, i, kind, A);
    }
    outbox_find(outbox, 4)->in_flight = true; /* under way: not this one */
    struct text *text = outbox_add(outbox, &yielded);
    assert_non_null(text);
    assert_int_equal(yielded, 8);
    assert_int_equal(text->record.id, 0);
    assert_string_equal(text->body, "");
    assert_null(outbox_find(outbox, 8));
    assert_non_null(outbox_find(outbox, 4));
    text->record.kind = TEXT_AUTO;
    for (int64_t i = 12; i <= TB_OUTBOX_MAX; i += 4) {
        text = outbox_add(outbox, &yielded);
        assert_int_equal(yielded, i);
        text->record.kind = TEXT_AUTO;
    }
    assert_null(outbox_add(outbox, &yielded)); /* better things only */
    assert_int_equal(yielded, 0);
    outbox_free(outbox_find(outbox, 1));
    assert_non_null(outbox_add(outbox, &yielded));
    assert_int_equal(yielded, 0);
    free(outbox);
}

static void test_write(void **state)
{
    struct outbox *outbox = fresh();
    static char longest[TB_BODY_MAX + 1];
    (void)state;
    struct text *text = outbox_add(outbox, NULL);
    assert_true(outbox_write(text, "Hello"));
    assert_int_equal(text->record.parts, 1);
    memset(longest, 'a', 161);
    assert_true(outbox_write(text, longest));
    assert_int_equal(text->record.parts, 2);
    assert_false(outbox_write(text, "\xff"));
    assert_string_equal(text->body, longest); /* nothing is changed */
    assert_int_equal(text->plan.parts, 2);
    memset(longest, 'a', sizeof longest - 1);
    assert_false(outbox_write(text, longest));
    longest[32 * 153] = '\0';
    assert_true(outbox_write(text, longest));
    longest[32 * 153] = 'a';
    longest[32 * 153 + 1] = '\0';
    assert_false(outbox_write(text, longest));
    free(outbox);
}

static void test_held(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    add(outbox, 1, TEXT_AUTO, A);
    assert_null(outbox_held(outbox, A));
    add(outbox, 2, TEXT_AUTO, A)->record.state = TEXT_HELD;
    assert_int_equal(outbox_held(outbox, A)->record.id, 2);
    assert_null(outbox_held(outbox, B));
    free(outbox);
}

static void test_deadline(void **state)
{
    struct outbox *outbox = fresh();
    struct tb_now now = {.mono_ms = 1000, .wall_ms = 50000, .wall_ok = true};
    (void)state;
    assert_int_equal(outbox_deadline(outbox, &now), TB_NEVER);
    struct text *held = add(outbox, 1, TEXT_AUTO, A);
    held->record.state = TEXT_HELD;
    held->release_ms = 58000;
    assert_int_equal(outbox_deadline(outbox, &now), 9000);
    now.wall_ok = false;
    assert_int_equal(outbox_deadline(outbox, &now), TB_NEVER);
    held->expires_ms = 20000;
    assert_int_equal(outbox_deadline(outbox, &now), 20000);
    struct text *retry = add(outbox, 2, TEXT_AUTO, B);
    retry->retry_ms = 3000;
    assert_int_equal(outbox_deadline(outbox, &now), 3000);
    now.mono_ms = 3000; /* it may go now; whether it can is not a matter of time */
    assert_int_equal(outbox_deadline(outbox, &now), 20000);
    retry->in_flight = true;
    retry->expires_ms = 4000;
    assert_int_equal(outbox_deadline(outbox, &now), 20000);
    now.wall_ok = true;
    now.wall_ms = 99999; /* overdue: at once */
    assert_int_equal(outbox_deadline(outbox, &now), 3000);
    free(outbox);
}

static struct sent_text *remember(struct outbox *outbox, int64_t id, const char *number,
                                  enum text_state state, int ref)
{
    struct text_record record = {.id = id, .state = state, .parts = 1, .body = "gone"};
    (void)snprintf(record.number, sizeof record.number, "%s", number);
    struct sent_text *sent = outbox_remember(outbox, &record);
    assert_null(sent->record.body);
    if (ref >= 0) {
        sent->refs[0] = (uint8_t)ref;
        sent->status[0] = -1;
    }
    return sent;
}

static void test_match_by_reference_and_recipient_the_latest_wins(void **state)
{
    struct outbox *outbox = fresh();
    uint8_t part = 9;
    (void)state;
    remember(outbox, 1, A, TEXT_ACCEPTED, 50);
    remember(outbox, 2, B, TEXT_ACCEPTED, 50);
    remember(outbox, 3, A, TEXT_IN_DOUBT, -1); /* reference unknown: it is not 0 */
    assert_int_equal(outbox_match(outbox, 50, A, &part)->record.id, 1);
    assert_int_equal(part, 0);
    assert_int_equal(outbox_match(outbox, 50, B, &part)->record.id, 2);
    assert_null(outbox_match(outbox, 0, A, &part));
    assert_null(outbox_match(outbox, 51, A, &part));
    remember(outbox, 300, A, TEXT_ACCEPTED, 50); /* references come round */
    assert_int_equal(outbox_match(outbox, 50, A, &part)->record.id, 300);
    struct sent_text *two = remember(outbox, 301, A, TEXT_ACCEPTED, 60);
    two->record.parts = 2;
    two->refs[1] = 61;
    two->status[1] = -1;
    assert_int_equal(outbox_match(outbox, 61, A, &part)->record.id, 301);
    assert_int_equal(part, 1);
    free(outbox);
}

static void test_the_one_in_doubt(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    assert_null(outbox_in_doubt(outbox, A));
    remember(outbox, 1, A, TEXT_ACCEPTED, 50);
    remember(outbox, 2, A, TEXT_IN_DOUBT, -1);
    remember(outbox, 3, B, TEXT_IN_DOUBT, -1);
    assert_int_equal(outbox_in_doubt(outbox, A)->record.id, 2);
    remember(outbox, 4, A, TEXT_IN_DOUBT, -1);
    assert_null(outbox_in_doubt(outbox, A)); /* one of two: nobody knows */
    free(outbox);
}

/* A report may come before the reference of the text that it is for, or that reference never. */
static void test_a_report_is_not_for_one_in_doubt_while_it_could_be_for_another(void **state)
{
    struct outbox *outbox = fresh();
    struct text_record doubt = {.id = 2, .state = TEXT_IN_DOUBT, .parts = 1, .number = A};
    struct text_record taken = {.id = 3, .state = TEXT_ACCEPTED, .parts = 1, .number = A};
    (void)state;

    (void)outbox_remember(outbox, &doubt);
    struct text *other = add(outbox, 4, TEXT_TYPED, B), *text = add(outbox, 5, TEXT_TYPED, A);
    other->in_flight = true;
    assert_int_equal(outbox_in_doubt(outbox, A)->record.id, 2);
    text->in_flight = true;
    assert_null(outbox_in_doubt(outbox, A));
    text->in_flight = false;
    assert_int_equal(outbox_in_doubt(outbox, A)->record.id, 2);
    struct sent_text *sent = outbox_remember(outbox, &taken);
    assert_null(outbox_in_doubt(outbox, A));
    outbox_sent(outbox, 2)->record.state = TEXT_DELIVERED;
    assert_null(outbox_in_doubt(outbox, A)); /* the one that was taken is in no doubt */
    outbox_sent(outbox, 2)->record.state = TEXT_IN_DOUBT;
    sent->refs[0] = 7;
    sent->status[0] = -1; /* its reference is known */
    assert_int_equal(outbox_in_doubt(outbox, A)->record.id, 2);
    free(outbox);
}

static void test_remembering_is_bounded_and_the_oldest_goes(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    for (int64_t i = 1; i <= SENT_MAX + 5; i++)
        remember(outbox, i, A, TEXT_ACCEPTED, 1);
    assert_null(outbox_sent(outbox, 5));
    assert_non_null(outbox_sent(outbox, 6));
    assert_non_null(outbox_sent(outbox, SENT_MAX + 5));
    assert_null(outbox_sent(outbox, 0));
    remember(outbox, 6, A, TEXT_DELIVERED, -1); /* known: the same place, its references stay */
    assert_int_equal(outbox_sent(outbox, 6)->record.state, TEXT_DELIVERED);
    assert_int_equal(outbox_sent(outbox, 6)->refs[0], 1);
    free(outbox);
}

/* A text held for a day has a lower number than all that left meanwhile. */
static void test_one_under_way_is_not_forgotten_for_others(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    remember(outbox, 1, A, TEXT_SENDING, -1);
    for (int64_t id = 2; id < 2 + 2 * SENT_MAX; id++)
        remember(outbox, id, B, TEXT_ACCEPTED, 7);
    assert_non_null(outbox_sent(outbox, 1));
    assert_null(outbox_sent(outbox, 2));
    free(outbox);
}

/* Whom FORGET has erased, and an alert that gave way with a part of it gone, keep no place for good. */
static void test_a_place_that_nobody_needs_is_used_again(void **state)
{
    struct outbox *outbox = fresh();
    int64_t yielded;
    (void)state;
    for (int64_t id = 1; id <= TB_OUTBOX_MAX; id++)
        add(outbox, id, TEXT_ALERT, AGENT);
    struct sent_text *erased = remember(outbox, TB_OUTBOX_MAX + 1, A, TEXT_SENDING, 7);
    struct sent_text *alert = remember(outbox, 1, AGENT, TEXT_SENDING, 8);
    erased->record.id = 0;
    assert_non_null(outbox_add(outbox, &yielded));
    assert_int_equal(yielded, 1);
    for (int64_t id = 2 * TB_OUTBOX_MAX; id < 2 * TB_OUTBOX_MAX + SENT_MAX; id++)
        remember(outbox, id, B, TEXT_ACCEPTED, 9);
    assert_int_not_equal(erased->record.id, 0);
    assert_int_not_equal(alert->record.id, 1);
    free(outbox);
}

static void test_kinds_for_leads(void **state)
{
    (void)state;
    assert_true(text_is_for_lead(TEXT_AUTO) && text_is_for_lead(TEXT_CONFIRM) &&
                text_is_for_lead(TEXT_TYPED));
    assert_false(text_is_for_lead(TEXT_RELAY) || text_is_for_lead(TEXT_ALERT) ||
                 text_is_for_lead(TEXT_RECEIVED));
}

/* Full of alerts: the oldest yields that the radio does not have and whose papers are made. */
static void test_alerts_under_way_do_not_yield(void **state)
{
    struct outbox *outbox = fresh();
    int64_t yielded = -1;
    (void)state;
    for (int64_t id = TB_OUTBOX_MAX; id >= 1; id--) /* the oldest stands last */
        add(outbox, id, TEXT_ALERT, AGENT);
    outbox_find(outbox, 1)->in_flight = true;
    outbox_find(outbox, 2)->unrecorded = true;
    assert_int_equal(outbox_room(outbox), TB_OUTBOX_MAX - 2);
    assert_non_null(outbox_add(outbox, &yielded));
    assert_int_equal(yielded, 3);
    assert_non_null(outbox_find(outbox, 1));
    assert_non_null(outbox_find(outbox, 2));
    assert_null(outbox_find(outbox, 3));
    outbox_find(outbox, 4)->record.kind = TEXT_RELAY; /* what is not an alert never does */
    assert_non_null(outbox_add(outbox, NULL));
    assert_non_null(outbox_find(outbox, 4));
    free(outbox);
}

/* The text to the caller, whatever else is about that call or in its place. */
static void test_the_text_of_a_call(void **state)
{
    struct outbox *outbox = fresh();
    (void)state;
    assert_null(outbox_of_call(outbox, 7));
    add(outbox, 1, TEXT_ALERT, AGENT)->record.call = 7;
    add(outbox, 2, TEXT_AUTO, B)->record.call = 8;
    struct text *gone = add(outbox, 3, TEXT_AUTO, A);
    gone->record.call = 7;
    outbox_free(gone);
    assert_null(outbox_of_call(outbox, 7));
    add(outbox, 4, TEXT_AUTO, A)->record.call = 7;
    assert_int_equal(outbox_of_call(outbox, 7)->record.id, 4);
    free(outbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_callers_before_the_agent_then_by_age),
        cmocka_unit_test(test_what_does_not_wait_is_not_next),
        cmocka_unit_test(test_full_the_oldest_alert_yields),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_match_by_reference_and_recipient_the_latest_wins),
        cmocka_unit_test(test_the_one_in_doubt),
        cmocka_unit_test(test_a_report_is_not_for_one_in_doubt_while_it_could_be_for_another),
        cmocka_unit_test(test_remembering_is_bounded_and_the_oldest_goes),
        cmocka_unit_test(test_one_under_way_is_not_forgotten_for_others),
        cmocka_unit_test(test_a_place_that_nobody_needs_is_used_again),
        cmocka_unit_test(test_kinds_for_leads),
        cmocka_unit_test(test_alerts_under_way_do_not_yield),
        cmocka_unit_test(test_the_text_of_a_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
