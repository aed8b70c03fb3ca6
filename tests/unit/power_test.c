/* Pulses of the board before those of the family, and when the ladder wants to be asked again. */
#include "modem/power.h"

#include "base/now.h"
#include "modem/recovery.h"
#include "support/unit.h"

static const struct modem_power family = {.on_ms = 500, .off_ms = 2500, .reset_ms = 200, .boot_ms = 10000};

static void test_each_pulse_of_the_board_counts_by_itself(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 16; set++) {
        struct modem_power board = {.on_ms = set & 1 ? 51 : 0,
                                    .off_ms = set & 2 ? 52 : 0,
                                    .reset_ms = set & 4 ? 53 : 0,
                                    .boot_ms = set & 8 ? 54 : 0};
        struct modem_power got = modem_power_on_board(&family, &board);
        assert_int_equal(got.on_ms, set & 1 ? 51 : 500);
        assert_int_equal(got.off_ms, set & 2 ? 52 : 2500);
        assert_int_equal(got.reset_ms, set & 4 ? 53 : 200);
        assert_int_equal(got.boot_ms, set & 8 ? 54 : 10000);
    }
}

static void test_when_the_ladder_is_to_be_asked(void **state)
{
    struct recovery recovery;
    struct recovery_view view = {
        .trouble = RECOVERY_SILENT, .powered = -1, .controls = 1 << MODEM_CONTROL_KEY, .power = &family};
    (void)state;
    recovery_init(&recovery);
    assert_int_equal(recovery_deadline(&recovery, &view), 0); /* silent since when is not known: at once */
    assert_int_equal(recovery_step(&recovery, &view, 1000).kind, RECOVERY_ACT_NONE);
    int64_t due = recovery_deadline(&recovery, &view);
    assert_true(due > 1000 && due != TB_NEVER);
    view.trouble = RECOVERY_WELL;
    assert_int_equal(recovery_deadline(&recovery, &view), 0); /* that is news to it */
    assert_int_equal(recovery_step(&recovery, &view, 2000).kind, RECOVERY_ACT_NONE);
    assert_int_equal(recovery_deadline(&recovery, &view), TB_NEVER); /* well, and nothing to forget */
    view.trouble = RECOVERY_SILENT;
    view.controls = 0; /* nothing that it could do */
    (void)recovery_step(&recovery, &view, 3000);
    assert_int_equal(recovery_deadline(&recovery, &view), TB_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_pulse_of_the_board_counts_by_itself),
        cmocka_unit_test(test_when_the_ladder_is_to_be_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
