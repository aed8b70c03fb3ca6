/* A box that does not know the time of day, or is told another one: what it then leaves open, and for how
 * long. */
#include "support/core_past.h"
#include "support/core_say.h"

static void report(struct rig *rig, uint8_t ref, int64_t time_s)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_report r = {.to = CALLER_A, .ref = ref, .time_s = time_s, .discharge_s = time_s};
    assert_true(sms_encode_report(&r, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CDS: 25\r\n%s", hex);
    rig_line(rig, 0, words);
}

static enum text_state state_of(const struct rig *rig)
{
    return rig_text_record(rig, TEXT_AUTO, CALLER_A)->state;
}

/* A text whose result never came. */
static struct rig *in_doubt(bool wall_ok)
{
    struct rig *rig = rig_new(config_new());
    rig->now.wall_ok = wall_ok;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(state_of(rig), TEXT_IN_DOUBT);
    return rig;
}

/* A report of another hour than the text's is about another text; without a clock nobody can tell. */
static void test_a_report_settles_a_doubt_of_its_time_only(void **state)
{
    static const struct {
        bool wall_ok;
        int off_min;
        enum text_state want;
    } ROWS[] = {{true, 0, TEXT_DELIVERED},
                {true, -60, TEXT_IN_DOUBT},
                {true, 60, TEXT_IN_DOUBT},
                {false, 0, TEXT_IN_DOUBT}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = in_doubt(ROWS[i].wall_ok);
        report(rig, 77, rig->now.wall_ms / 1000 + ROWS[i].off_min * INT64_C(60));
        if (state_of(rig) != ROWS[i].want)
            fail_msg("row %zu: %s", i, text_state_word(state_of(rig)));
        rig_free(rig);
    }
}

/* Nobody knows whether it is open: the text of a former life is held until the clock is known, and open. */
static void test_a_held_text_waits_for_the_clock(void **state)
{
    struct past_call past = {.outcome = CALL_MISSED,
                             .verdict = VERDICT_HOLD,
                             .last_ring_ms = 60000,
                             .ended_ms = 60000,
                             .alerted = true};
    struct config *cfg = config_holding();
    (void)state;
    config_hours(cfg, 13 * 60, 18 * 60); /* it is 14:00 */
    struct rig *rig = rig_new(cfg);
    restore_call(rig, 50, CALLER_A, &past);
    restore_text(rig, 60, 50, TEXT_AUTO, TEXT_HELD, CALLER_A, "Sorry.", 60000, false);
    rig->now.wall_ok = false;
    go(rig, HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig->now.wall_ok = true;
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_report_settles_a_doubt_of_its_time_only),
        cmocka_unit_test(test_a_held_text_waits_for_the_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
