/* More people than memory has room for: nobody who said STOP is texted, nobody twice within `repeat`, and a
 * STOP that comes then counts as any. */
#include "support/core_say.h"

enum { MANY = TB_PEOPLE_MAX + 5000 };

static const char *number_of(unsigned i, char out[TB_NUMBER_MAX])
{
    (void)snprintf(out, TB_NUMBER_MAX, "+1%03u234%04u", 212 + i / 10000, i % 10000);
    return out;
}

/* A former life with so many people that all were texted, or said STOP, an hour ago. Opted-out ones first, as
 * the ledger has them. */
static struct rig *crowd(unsigned opted_out)
{
    struct rig *rig = rig_new(config_new());

    rig->cfg->max_per_hour = rig->cfg->max_per_day = TB_CAP_MAX;
    for (unsigned i = 0; i < MANY; i++) {
        struct record record = {
            .kind = RECORD_PERSON,
            .person = {.opted_out = i < opted_out,
                       .stopped = i < opted_out,
                       .last_texted = {.set = true, .wall_ok = true, .wall_ms = WALL_START - HOUR_MS_T}}};
        (void)number_of(i, record.person.number);
        core_restore(rig->core, &record, &rig->now);
    }
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    assert_true(core_is_armed(rig->core));
    return rig;
}

static int64_t call(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, MINUTE_MS);
    return rig->core->last.call;
}

static void check_call(struct rig *rig, const char *number, enum call_verdict verdict,
                       enum skip_reason reason)
{
    unsigned before = rig_sent_to(rig, number);
    const struct call_record *record = rig_call_record(rig, call(rig, number));

    if (record->verdict != verdict || record->reason != reason)
        fail_msg("%s: %s %s", number, call_verdict_word(record->verdict), skip_reason_word(record->reason));
    assert_int_equal(rig_sent_to(rig, number) - before, verdict == VERDICT_TEXT);
}

static void test_nobody_who_said_stop_is_texted(void **state)
{
    struct rig *rig = crowd(MANY);
    char number[TB_NUMBER_MAX];
    (void)state;
    for (unsigned i = 0; i < 20; i++)
        check_call(rig, number_of(i * (MANY / 20), number), VERDICT_SKIP, REASON_OPTED_OUT);
    check_call(rig, number_of(MANY - 1, number), VERDICT_SKIP, REASON_OPTED_OUT);
    check_call(rig, CALLER_A, VERDICT_TEXT, REASON_NONE);
    check_call(rig, CALLER_A, VERDICT_SKIP, REASON_REPEAT);
    rig_free(rig);
}

static void test_a_stop_counts_where_there_is_no_room(void **state)
{
    struct rig *rig = crowd(MANY);
    char number[TB_NUMBER_MAX];
    (void)state;
    say(rig, CALLER_A, "STOP");
    rig_run(rig, 2000);
    assert_true(rig_person_record(rig, CALLER_A)->opted_out);
    for (unsigned i = 0; i < 20; i++) /* others come back into memory */
        check_call(rig, number_of(MANY - 1 - i, number), VERDICT_SKIP, REASON_OPTED_OUT);
    check_call(rig, CALLER_A, VERDICT_SKIP, REASON_OPTED_OUT);
    rig_free(rig);
}

static void test_nobody_is_texted_twice_within_repeat(void **state)
{
    struct rig *rig = crowd(100);
    char number[TB_NUMBER_MAX];
    (void)state;
    check_call(rig, CALLER_A, VERDICT_TEXT, REASON_NONE);
    for (unsigned i = 0; i < 20; i++)
        check_call(rig, number_of(100 + i * (MANY / 21), number), VERDICT_SKIP, REASON_REPEAT);
    check_call(rig, number_of(MANY - 1, number), VERDICT_SKIP, REASON_REPEAT);
    check_call(rig, number_of(99, number), VERDICT_SKIP, REASON_OPTED_OUT);
    rig_run(rig, rig->cfg->repeat_ms);
    check_call(rig, number_of(100, number), VERDICT_TEXT, REASON_NONE);
    check_call(rig, CALLER_A, VERDICT_TEXT, REASON_NONE);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_who_said_stop_is_texted),
        cmocka_unit_test(test_a_stop_counts_where_there_is_no_room),
        cmocka_unit_test(test_nobody_is_texted_twice_within_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
