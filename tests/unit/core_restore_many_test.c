/* More calls to settle than there is room for, which a box without network for weeks may have: those yield
 * that the agent knows of, then those whose text comes back by itself, and the rest are told. */
#include "support/core_past.h"

/* Of a former boot, hours ago; the agent has or has not heard. */
static void past(struct rig *rig, int64_t id, enum call_verdict verdict, bool alerted)
{
    char number[NUMBER_MAX];
    struct past_call call = {.outcome = CALL_GAVE_UP,
                             .verdict = verdict,
                             .last_ring_ms = 2 * HOUR_MS_T,
                             .ended_ms = 2 * HOUR_MS_T,
                             .alerted = alerted};

    (void)snprintf(number, sizeof number, "+1202200%04d", (int)id);
    restore_call(rig, id, number, &call);
}

static bool is_kept(const struct rig *rig, int64_t id)
{
    for (uint16_t i = 0; i < rig->core->restored_count; i++)
        if (rig->core->restored[i].id == id)
            return true;
    return false;
}

static void test_who_yields(void **state)
{
    struct rig *rig = begin();
    (void)state;
    past(rig, 1, VERDICT_NONE, false);
    past(rig, 2, VERDICT_TEXT, false);
    past(rig, 3, VERDICT_SKIP, true);
    for (int64_t id = 4; id <= RESTORED_MAX; id++)
        past(rig, id, VERDICT_NONE, false);
    assert_int_equal(rig->core->restored_count, RESTORED_MAX);
    assert_true(is_kept(rig, 3));

    past(rig, 1001, VERDICT_NONE, false); /* the one that the agent knows of */
    assert_false(is_kept(rig, 3));
    past(rig, 1002, VERDICT_NONE, false); /* the one that has its verdict */
    assert_false(is_kept(rig, 2));
    past(rig, 1003, VERDICT_NONE, false); /* the oldest */
    assert_false(is_kept(rig, 1));
    assert_int_equal(rig->core->restored_count, RESTORED_MAX);
    for (int64_t id = 4; id <= RESTORED_MAX; id++)
        assert_true(is_kept(rig, id));
    for (int64_t id = 1001; id <= 1003; id++)
        assert_true(is_kept(rig, id));
    rig_free(rig);
}

/* All of them are settled in the end, over several steps: each gets a verdict on record. */
static void test_all_are_settled(void **state)
{
    struct rig *rig = begin();
    (void)state;
    for (int64_t id = 1; id <= RESTORED_MAX; id++)
        past(rig, id, VERDICT_NONE, false);
    go(rig, 10 * MINUTE_MS);
    assert_int_equal(rig->core->restored_count, 0);
    for (int64_t id = 1; id <= RESTORED_MAX; id++) {
        const struct call_record *call = rig_call_record(rig, id);
        if (call == NULL || call->verdict != VERDICT_SKIP || call->reason != REASON_TOO_OLD || !call->alerted)
            fail_msg("call %d: %s %s %d", (int)id,
                     call != NULL ? call_verdict_word(call->verdict) : "no record",
                     call != NULL ? skip_reason_word(call->reason) : "", call != NULL && call->alerted);
    }
    assert_true(rig_sent_to(rig, AGENT) > 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_yields),
        cmocka_unit_test(test_all_are_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
