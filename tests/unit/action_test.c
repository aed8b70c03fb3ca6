/* Actions are data: each keeps a copy of what it is given, in order; and every value on record has its word.
 */
#include "core/action.h"

#include "support/unit.h"

static struct actions *fresh(void)
{
    struct actions *actions = calloc(1, sizeof *actions);
    assert_non_null(actions);
    actions_clear(actions);
    return actions;
}

static void test_copies_in_order(void **state)
{
    struct actions *out = fresh();
    char bytes[] = "AT\r", body[] = "Hello", pdu[] = "0791";
    struct record text = {.kind = RECORD_TEXT, .text = {.id = 3, .body = body}};
    struct record silent = {.kind = RECORD_TEXT, .text = {.id = 4, .body = NULL}};
    struct record part = {.kind = RECORD_WAITING_PART, .waiting = {.fingerprint = 5, .pdu = pdu}};
    struct record call = {.kind = RECORD_CALL, .call = {.id = 6}};
    (void)state;
    action_send(out, 2, bytes, 3);
    action_record(out, 1, &text);
    action_record(out, 2, &silent);
    action_record(out, 3, &part);
    action_record(out, 4, &call);
    action_log(out, LOG_PRIORITY_NOTICE, "line %s: %d", "main", 7);
    action_plain(out, ACTION_REOPEN, 1);
    memset(bytes, 'x', 3);
    memset(body, 'x', 5);
    memset(pdu, 'x', 4);
    memset(&call, 0, sizeof call);
    assert_int_equal(out->count, 7);
    assert_memory_equal(out->list[0].bytes, "AT\r", 4);
    assert_int_equal(out->list[0].length, 3);
    assert_int_equal(out->list[0].line, 2);
    assert_string_equal(out->list[1].record->text.body, "Hello");
    assert_null(out->list[2].record->text.body);
    assert_string_equal(out->list[3].record->waiting.pdu, "0791");
    assert_int_equal(out->list[4].record->call.id, 6);
    assert_int_equal(out->list[4].sequence, 4);
    assert_string_equal(out->list[5].bytes, "line main: 7");
    assert_int_equal(out->list[5].priority, LOG_PRIORITY_NOTICE);
    assert_int_equal(out->list[6].kind, ACTION_REOPEN);
    assert_int_equal(out->list[6].line, 1);
    actions_clear(out);
    assert_int_equal(out->count, 0);
    free(out);
}

static void test_long_log_is_cut(void **state)
{
    struct actions *out = fresh();
    char text[2000];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    action_log(out, LOG_PRIORITY_ERROR, "%s", text);
    assert_in_range(strlen(out->list[0].bytes), 100, 511);
    free(out);
}

static void test_room_ends_before_the_place_does(void **state)
{
    struct actions *out = fresh();
    static char body[8 * 1024];
    struct record text = {.kind = RECORD_TEXT, .text = {.body = body}};
    (void)state;
    memset(body, 'a', sizeof body - 1);
    assert_true(actions_room(out));
    while (actions_room(out)) /* by number */
        action_plain(out, ACTION_STATUS, 0);
    assert_true(out->count + 100 <= TB_ACTIONS_MAX);
    actions_clear(out);
    while (actions_room(out)) /* by size */
        action_record(out, 1, &text);
    assert_true(sizeof out->arena - out->used >= 16 * 1024U);
    free(out);
}

static void test_sends_go_first_in_their_order(void **state)
{
    struct actions *out = fresh();
    (void)state;
    action_log(out, LOG_PRIORITY_INFO, "one");
    action_send(out, 0, "A", 1);
    action_plain(out, ACTION_STATUS, 0);
    action_send(out, 1, "B", 1);
    action_log(out, LOG_PRIORITY_INFO, "two");
    actions_sends_first(out);
    assert_int_equal(out->count, 5);
    assert_string_equal(out->list[0].bytes, "A");
    assert_string_equal(out->list[1].bytes, "B");
    assert_string_equal(out->list[2].bytes, "one");
    assert_int_equal(out->list[3].kind, ACTION_STATUS);
    assert_string_equal(out->list[4].bytes, "two");
    free(out);
}

static void test_words_of_the_contract(void **state)
{
    (void)state;
    assert_string_equal(call_outcome_word(CALL_RINGING), "ringing");
    assert_string_equal(call_outcome_word(CALL_MISSED), "missed");
    assert_string_equal(call_outcome_word(CALL_GAVE_UP), "gave_up");
    assert_string_equal(call_outcome_word(CALL_ANSWERED), "answered");
    assert_string_equal(call_outcome_word(CALL_INTERRUPTED), "interrupted");
    assert_string_equal(call_verdict_word(VERDICT_NONE), "");
    assert_string_equal(call_verdict_word(VERDICT_TEXT), "text");
    assert_string_equal(call_verdict_word(VERDICT_HOLD), "hold");
    assert_string_equal(call_verdict_word(VERDICT_SKIP), "skip");
    static const char *const STATES[] = {"prepared", "sending", "accepted", "delivered", "failed", "in_doubt",
                                         "expired",  "held",    "received", "relayed",   "partial"};
    for (size_t i = 0; i < TB_COUNT(STATES); i++)
        assert_string_equal(text_state_word((enum text_state)i), STATES[i]);
    static const char *const KINDS[] = {"auto", "confirm", "typed", "relay", "alert", "received"};
    for (size_t i = 0; i < TB_COUNT(KINDS); i++)
        assert_string_equal(text_kind_word((enum text_kind)i), KINDS[i]);
    static const char *const PEOPLE[] = {"lead", "client", "contact", "skip", "agent", "team"};
    for (size_t i = 0; i < TB_COUNT(PEOPLE); i++)
        assert_string_equal(person_kind_word((enum person_kind)i), PEOPLE[i]);
    static const char *const REASONS[] = {
        "",          "withheld",      "short_code", "invalid",      "toll_free", "premium",  "special",
        "foreign",   "own_number",    "agent",      "team",         "skip_list", "client",   "contact",
        "opted_out", "undeliverable", "repeat",     "conversation", "cap_hour",  "cap_day",  "too_old",
        "too_short", "paused",        "closed",     "holiday",      "answered",  "no_config"};
    assert_int_equal(TB_COUNT(REASONS), REASON_COUNT);
    for (size_t i = 0; i < TB_COUNT(REASONS); i++)
        assert_string_equal(skip_reason_word((enum skip_reason)i), REASONS[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_in_order),
        cmocka_unit_test(test_long_log_is_cut),
        cmocka_unit_test(test_room_ends_before_the_place_does),
        cmocka_unit_test(test_sends_go_first_in_their_order),
        cmocka_unit_test(test_words_of_the_contract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
