/* The ladder by itself: which rung when, how long each pulse, and never too many. */
#include "modem/recovery.h"

#include "base/now.h"
#include "support/unit.h"

enum { KEY = 1 << MODEM_CONTROL_KEY, RESET = 1 << MODEM_CONTROL_RESET, SWITCH = 1 << MODEM_CONTROL_SWITCH };
enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, ACTS_MAX = 200 };

struct act_at {
    int64_t at;
    struct recovery_act act;
};

struct ladder {
    struct recovery recovery;
    struct recovery_view view;
    struct modem_power power;
    int64_t now;
    struct act_at act[ACTS_MAX];
    unsigned acts;
    bool disk_stalls;
    int64_t off_after_key_ms; /* STATUS falls so long after a key release, -1 never */
};

static struct ladder *ladder_new(unsigned controls, int powered)
{
    struct ladder *l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->power = (struct modem_power){.on_ms = 500, .off_ms = 2500, .reset_ms = 200, .boot_ms = 10000};
    l->view = (struct recovery_view){.trouble = RECOVERY_SILENT,
                                     .link = true,
                                     .powered = powered,
                                     .controls = controls,
                                     .power = &l->power};
    l->now = 1000;
    l->off_after_key_ms = -1;
    recovery_init(&l->recovery);
    return l;
}

static void settle(struct ladder *l)
{
    struct recovery_act act;

    while ((act = recovery_step(&l->recovery, &l->view, l->now)).kind != RECOVERY_ACT_NONE) {
        assert_true(l->acts < ACTS_MAX);
        l->act[l->acts++] = (struct act_at){l->now, act};
        if (act.kind == RECOVERY_ACT_COUNT && act.count > 0 && !l->disk_stalls)
            recovery_go(&l->recovery);
        if (act.kind == RECOVERY_ACT_LEVEL && act.control == MODEM_CONTROL_KEY && !act.active &&
            l->off_after_key_ms == 0 && l->view.powered >= 0)
            l->view.powered = !l->view.powered;
    }
}

static void run(struct ladder *l, int64_t ms)
{
    int64_t end = l->now + ms;

    settle(l);
    for (unsigned guard = 0; recovery_deadline(&l->recovery, &l->view) <= end; guard++) {
        assert_true(guard < 1000);
        int64_t due = recovery_deadline(&l->recovery, &l->view);
        if (due > l->now)
            l->now = due;
        settle(l);
        assert_true(recovery_deadline(&l->recovery, &l->view) > l->now); /* no busy loop */
    }
    l->now = end;
    settle(l);
}

static unsigned count_of(const struct ladder *l, enum recovery_act_kind kind)
{
    unsigned n = 0;
    for (unsigned i = 0; i < l->acts; i++)
        n += l->act[i].act.kind == kind;
    return n;
}

static void expect_rungs(const struct ladder *l, const enum recovery_rung *want, unsigned count)
{
    unsigned n = 0;
    for (unsigned i = 0; i < l->acts; i++) {
        if (l->act[i].act.kind != RECOVERY_ACT_COUNT || l->act[i].act.count == 0)
            continue;
        if (n < count && l->act[i].act.rung != want[n])
            fail_msg("rung %u: %s", n, recovery_rung_words(l->act[i].act.rung));
        n++;
    }
    assert_true(n >= count);
}

/* The n-th time that `control` was driven: how long it was active. */
static int64_t pulse(const struct ladder *l, enum modem_control control, unsigned n)
{
    int64_t from = -1;
    for (unsigned i = 0; i < l->acts; i++) {
        const struct recovery_act *act = &l->act[i].act;
        if (act->kind != RECOVERY_ACT_LEVEL || act->control != control)
            continue;
        if (act->active) {
            assert_int_equal(from, -1); /* never driven twice without a release */
            from = l->act[i].at;
        } else {
            assert_true(from >= 0);
            if (n-- == 0)
                return l->act[i].at - from;
            from = -1;
        }
    }
    return -1;
}

static void test_without_wires_only_the_command(void **state)
{
    struct ladder *l = ladder_new(0, -1);
    (void)state;
    run(l, 44 * SECOND);
    assert_int_equal(l->acts, 0); /* the bring-up asks AT meanwhile */
    run(l, 2 * SECOND);
    assert_int_equal(count_of(l, RECOVERY_ACT_RADIO), 1);
    run(l, 24 * HOUR);
    assert_int_equal(count_of(l, RECOVERY_ACT_LEVEL), 0);
    assert_in_range(count_of(l, RECOVERY_ACT_RADIO), 8, 12); /* a day of a dead modem */
    run(l, 10 * (int64_t)(24 * HOUR));
    assert_in_range(count_of(l, RECOVERY_ACT_RADIO), 40, 52);
    free(l);
}

static void test_no_port_and_no_wires_is_waited_for(void **state)
{
    struct ladder *l = ladder_new(0, -1);
    (void)state;
    l->view.link = false;
    run(l, 24 * HOUR);
    assert_int_equal(l->acts, 0);
    assert_true(recovery_deadline(&l->recovery, &l->view) == TB_NEVER);
    free(l);
}

static void test_rungs_in_order_then_those_by_wire_again(void **state)
{
    static const enum recovery_rung WANT[] = {RECOVERY_RADIO, RECOVERY_RESET, RECOVERY_KEY,   RECOVERY_SWITCH,
                                              RECOVERY_RESET, RECOVERY_KEY,   RECOVERY_SWITCH};
    struct ladder *l = ladder_new(KEY | RESET | SWITCH, -1);
    (void)state;
    run(l, 6 * HOUR);
    expect_rungs(l, WANT, TB_COUNT(WANT));
    assert_int_equal(pulse(l, MODEM_CONTROL_RESET, 0), 200);
    assert_int_equal(pulse(l, MODEM_CONTROL_SWITCH, 0), 5000);
    free(l);
}

static void test_nothing_is_done_before_its_count_is_durable(void **state)
{
    struct ladder *l = ladder_new(KEY | RESET, -1);
    (void)state;
    l->disk_stalls = true;
    run(l, HOUR);
    assert_int_equal(l->acts, 1);
    assert_int_equal(l->act[0].act.kind, RECOVERY_ACT_COUNT);
    assert_int_equal(l->act[0].act.count, 1);
    l->disk_stalls = false;
    recovery_go(&l->recovery);
    run(l, 0);
    assert_int_equal(count_of(l, RECOVERY_ACT_RADIO), 1);
    free(l);
}

static void test_key_of_a_running_modem_turns_it_off_first(void **state)
{
    struct ladder *l = ladder_new(KEY, 1);
    (void)state;
    l->view.link = false;
    l->off_after_key_ms = 0;
    run(l, 100 * SECOND);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 0), 2500);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 1), 500);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 2), -1);
    assert_int_equal(l->view.powered, 1);
    free(l);
}

static void test_one_that_will_not_go_off_is_not_pulsed_on(void **state)
{
    struct ladder *l = ladder_new(KEY, 1);
    (void)state;
    l->view.link = false;
    run(l, 100 * SECOND);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 0), 2500);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 1), -1);
    free(l);
}

/* A key that only turns on is no way to turn one off: its pulse is the short one, however the modem looks. */
static void test_a_key_without_a_long_pulse(void **state)
{
    (void)state;
    for (int powered = -1; powered <= 1; powered += 2) {
        struct ladder *l = ladder_new(KEY, powered);
        l->view.link = false;
        l->power.off_ms = 0;
        run(l, 30 * MINUTE);
        assert_true(count_of(l, RECOVERY_ACT_LEVEL) >= 6);
        for (unsigned n = 0; n < count_of(l, RECOVERY_ACT_LEVEL) / 2; n++)
            assert_int_equal(pulse(l, MODEM_CONTROL_KEY, n), 500);
        free(l);
    }
}

static void test_without_status_short_and_long_in_turn(void **state)
{
    struct ladder *l = ladder_new(KEY, -1);
    (void)state;
    l->view.link = false;
    run(l, 20 * MINUTE);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 0), 500);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 1), 2500);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 2), 500);
    free(l);
}

static void test_a_modem_that_is_off_at_the_start_is_turned_on_uncounted(void **state)
{
    struct ladder *l = ladder_new(KEY, 0);
    (void)state;
    l->view.link = false;
    l->off_after_key_ms = 0;
    run(l, 9 * SECOND);
    assert_int_equal(l->acts, 0); /* a board may be turning it on itself */
    run(l, 2 * SECOND);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 0), 500);
    assert_int_equal(count_of(l, RECOVERY_ACT_COUNT), 0);
    free(l);
    l = ladder_new(KEY, 0);
    l->view.link = false; /* and it stays off */
    run(l, 24 * HOUR);
    assert_in_range(count_of(l, RECOVERY_ACT_COUNT), 5, 12);
    assert_int_equal(l->act[0].act.kind, RECOVERY_ACT_LEVEL);
    free(l);
}

static void test_one_that_said_it_powers_down_gets_the_key_not_a_command(void **state)
{
    struct ladder *l = ladder_new(KEY, -1);
    (void)state;
    recovery_answered(&l->recovery, l->now);
    l->view.told_off = true;
    run(l, MINUTE);
    assert_int_equal(count_of(l, RECOVERY_ACT_RADIO), 0);
    assert_int_equal(pulse(l, MODEM_CONTROL_KEY, 0), 500);
    free(l);
}

static void test_counts_of_a_former_life_hold_back(void **state)
{
    struct ladder *l = ladder_new(KEY | RESET, -1);
    (void)state;
    recovery_restore(&l->recovery, 5, l->now);
    run(l, 14 * MINUTE);
    assert_int_equal(l->acts, 0);
    run(l, 2 * MINUTE);
    assert_int_equal(l->act[0].act.count, 6);
    free(l);
}

/* A modem that works for three minutes after each restart and then hangs, with a box that is restarted too.
 */
static void test_flapping_is_rare_in_the_end(void **state)
{
    struct ladder *l = ladder_new(KEY | RESET, -1);
    unsigned rungs = 0;
    (void)state;
    for (int64_t day = 24 * HOUR, end = l->now + 3 * day; l->now < end;) {
        l->view.trouble = RECOVERY_SILENT;
        run(l, 2 * MINUTE);
        if (count_of(l, RECOVERY_ACT_COUNT) == 0)
            continue;
        rungs += count_of(l, RECOVERY_ACT_COUNT);
        run(l, 10 * SECOND); /* to the end of its pulse */
        l->acts = 0;
        recovery_answered(&l->recovery, l->now);
        l->view.trouble = RECOVERY_WELL;
        run(l, 3 * MINUTE);
        uint32_t count = l->recovery.count;
        recovery_init(&l->recovery);
        recovery_restore(&l->recovery, count, l->now);
    }
    assert_in_range(rungs, 12, 24);
    free(l);
}

static void test_an_hour_of_health_forgives(void **state)
{
    struct ladder *l = ladder_new(0, -1);
    (void)state;
    run(l, MINUTE);
    assert_int_equal(l->recovery.count, 1);
    recovery_answered(&l->recovery, l->now);
    l->view.trouble = RECOVERY_WELL;
    run(l, HOUR - 1);
    assert_int_equal(l->recovery.count, 1);
    run(l, 1);
    assert_int_equal(l->recovery.count, 0);
    assert_int_equal(l->act[l->acts - 1].act.kind, RECOVERY_ACT_COUNT);
    assert_int_equal(l->act[l->acts - 1].act.count, 0);
    free(l);
}

static void test_other_troubles_and_their_patience(void **state)
{
    static const struct {
        enum recovery_trouble trouble;
        int64_t from_ms, to_ms;
    } ROWS[] = {
        {RECOVERY_STUCK, 5 * MINUTE - 1, 5 * MINUTE + 1},
        {RECOVERY_SIM, 10 * MINUTE - 1, 10 * MINUTE + 1},
        {RECOVERY_NETWORK, 30 * MINUTE - 1, 30 * MINUTE + 1},
        {RECOVERY_WELL, 48 * HOUR, 0},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct ladder *l = ladder_new(KEY, -1);
        l->view.trouble = ROWS[i].trouble;
        run(l, ROWS[i].from_ms);
        assert_int_equal(l->acts, 0);
        if (ROWS[i].to_ms > 0) {
            run(l, ROWS[i].to_ms - ROWS[i].from_ms);
            assert_int_equal(count_of(l, RECOVERY_ACT_RADIO), 1);
        }
        free(l);
    }
}

static void test_no_network_is_no_reason_to_cut_the_power(void **state)
{
    struct ladder *l = ladder_new(KEY | RESET | SWITCH, 1);
    (void)state;
    l->view.trouble = RECOVERY_NETWORK;
    run(l, 48 * (int64_t)HOUR);
    assert_int_equal(count_of(l, RECOVERY_ACT_LEVEL), 0);
    assert_in_range(count_of(l, RECOVERY_ACT_RADIO), 5, 16);
    free(l);
}

/* It answered, or the network came back, while the count was on its way to a slow disk. */
static void test_one_that_came_back_by_itself_is_left_alone(void **state)
{
    static const enum recovery_trouble now[] = {RECOVERY_WELL, RECOVERY_STUCK, RECOVERY_NETWORK};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(now); i++) {
        struct ladder *l = ladder_new(KEY | RESET | SWITCH, 1);
        l->recovery.count = 1; /* RESET is next */
        l->disk_stalls = true;
        run(l, MINUTE);
        assert_int_equal(count_of(l, RECOVERY_ACT_COUNT), 1);
        recovery_answered(&l->recovery, l->now);
        l->view.trouble = now[i];
        recovery_go(&l->recovery);
        run(l, 10 * SECOND);
        assert_int_equal(count_of(l, RECOVERY_ACT_LEVEL), 0);
        assert_int_equal(l->recovery.count, 2); /* it stays on record, and holds the next one back */
        free(l);
    }
}

static void random_view(struct ladder *l, uint64_t *seed)
{
    l->view.trouble = (enum recovery_trouble)unit_below(seed, 5);
    l->view.link = unit_below(seed, 4) > 0;
    l->view.told_off = unit_below(seed, 8) == 0;
    l->view.powered = (int)unit_below(seed, 3) - 1;
    l->disk_stalls = unit_below(seed, 3) == 0;
    if (unit_below(seed, 4) == 0)
        recovery_answered(&l->recovery, l->now);
    if (unit_below(seed, 3) == 0)
        recovery_go(&l->recovery); /* late, or for nothing */
}

/* Each level is driven and released, one at a time; by how many acts the counts rose. */
static unsigned check_acts(struct ladder *l, int *driven)
{
    unsigned counts = 0;

    for (unsigned i = 0; i < l->acts; i++) {
        const struct recovery_act *act = &l->act[i].act;
        if (act->kind == RECOVERY_ACT_COUNT && act->count > 0)
            counts++;
        if (act->kind != RECOVERY_ACT_LEVEL)
            continue;
        assert_true(act->active ? *driven < 0 : *driven == (int)act->control);
        *driven = act->active ? (int)act->control : -1;
    }
    l->acts = 0;
    return counts;
}

/* Wires that flap, answers and ports that come and go, a disk that stalls, any number from the ledger: it
 * ends, no wire stays driven, and the rungs become rare. */
static void test_whatever_it_sees(void **state)
{
    uint64_t seed = 11;
    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        struct ladder *l = ladder_new((unsigned)unit_below(&seed, 8), (int)unit_below(&seed, 3) - 1);
        int driven = -1;
        unsigned rungs = 0;
        if (round % 3 == 0)
            l->power = (struct modem_power){.boot_ms = round % 2 == 0 ? 0 : 60000};
        if (round % 5 == 0)
            recovery_restore(&l->recovery, UINT32_MAX, l->now);
        for (unsigned i = 0; i < 200; i++) {
            random_view(l, &seed);
            run(l, (int64_t)unit_below(&seed, 5 * MINUTE));
            rungs += check_acts(l, &driven);
        }
        l->view.trouble = RECOVERY_WELL;
        l->disk_stalls = false;
        run(l, 2 * MINUTE);
        (void)check_acts(l, &driven);
        assert_int_equal(driven, -1);
        assert_in_range(rungs, 0, 10); /* 8 h of it: seven in the first two, then one in six */
        run(l, 61 * MINUTE);
        assert_int_equal(l->recovery.count, 0);
        free(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_wires_only_the_command),
        cmocka_unit_test(test_no_port_and_no_wires_is_waited_for),
        cmocka_unit_test(test_rungs_in_order_then_those_by_wire_again),
        cmocka_unit_test(test_nothing_is_done_before_its_count_is_durable),
        cmocka_unit_test(test_key_of_a_running_modem_turns_it_off_first),
        cmocka_unit_test(test_one_that_will_not_go_off_is_not_pulsed_on),
        cmocka_unit_test(test_a_key_without_a_long_pulse),
        cmocka_unit_test(test_without_status_short_and_long_in_turn),
        cmocka_unit_test(test_a_modem_that_is_off_at_the_start_is_turned_on_uncounted),
        cmocka_unit_test(test_one_that_said_it_powers_down_gets_the_key_not_a_command),
        cmocka_unit_test(test_counts_of_a_former_life_hold_back),
        cmocka_unit_test(test_flapping_is_rare_in_the_end),
        cmocka_unit_test(test_an_hour_of_health_forgives),
        cmocka_unit_test(test_other_troubles_and_their_patience),
        cmocka_unit_test(test_no_network_is_no_reason_to_cut_the_power),
        cmocka_unit_test(test_one_that_came_back_by_itself_is_left_alone),
        cmocka_unit_test(test_whatever_it_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
