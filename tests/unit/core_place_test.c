/* Where each line's modem is plugged in: kept once it answers, for the next life. */
#include "support/core_rig.h"

static void link_at(struct rig *rig, const char *place)
{
    struct event event = {
        .kind = EVENT_LINK_UP, .bytes = (const uint8_t *)place, .length = place != NULL ? strlen(place) : 0};
    rig_event(rig, &event);
    rig_settle(rig);
}

static unsigned places_on_record(const struct rig *rig, const char *value)
{
    unsigned count = 0;
    for (size_t i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_META &&
            strcmp(rig->record[i].record.meta.key, "port.main") == 0 &&
            (value == NULL || strcmp(rig->record[i].record.meta.value, value) == 0))
            count++;
    return count;
}

static void test_a_place_is_kept_when_the_modem_answers(void **state)
{
    static const char home[] = "1-1.2 02 1e0e:9001 0123";
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig_start(rig);
    assert_string_equal(core_line_place(rig->core, 0), "");
    link_at(rig, home);
    rig_run(rig, 10000);
    assert_true(core_line_answers(rig->core, 0));
    assert_string_equal(core_line_place(rig->core, 0), home);
    assert_int_equal(places_on_record(rig, home), 1);
    rig_link(rig, 0, false);
    assert_false(core_line_answers(rig->core, 0));
    link_at(rig, home); /* the same: nothing new to write */
    rig_run(rig, 10000);
    rig_link(rig, 0, false);
    link_at(rig, NULL); /* named in the ini: tells nothing about the place */
    rig_run(rig, 10000);
    assert_int_equal(places_on_record(rig, NULL), 1);
    rig_free(rig);
}

static void test_a_silent_port_is_no_place(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig_on(rig, "AT", "", -1);
    rig_start(rig);
    link_at(rig, "1-1.3 00 10c4:ea60 ");
    rig_run(rig, 2 * MINUTE_MS);
    assert_false(core_line_answers(rig->core, 0));
    assert_string_equal(core_line_place(rig->core, 0), "");
    assert_int_equal(places_on_record(rig, NULL), 0);
    rig_free(rig);
}

static void test_a_place_of_a_former_life(void **state)
{
    struct record mine = {.kind = RECORD_META, .meta = {.key = "port.main", .value = "/dev/ttyAMA0"}};
    struct record gone = {.kind = RECORD_META, .meta = {.key = "port.gone", .value = "1-1.2 02 1e0e:9001 "}};
    struct rig *rig = rig_new(config_new());
    (void)state;
    core_restore(rig->core, &mine, &rig->now);
    core_restore(rig->core, &gone, &rig->now);
    assert_string_equal(core_line_place(rig->core, 0), "/dev/ttyAMA0");
    rig_free(rig);
}

/* --- the number of its SIM --- */

static void test_a_number_is_kept_for_the_next_life(void **state)
{
    struct record kept = {.kind = RECORD_META, .meta = {.key = "number.main", .value = CALLER_B}};
    struct rig *rig = rig_new(config_new());
    unsigned records = 0;
    (void)state;
    core_restore(rig->core, &kept, &rig->now);
    assert_true(core_is_own_sim(rig->core, CALLER_B)); /* the modem has said nothing yet */
    rig_on(rig, "AT+CNUM", "\r\n+CNUM: \"\",\"" CALLER_A "\",145\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 10000);
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, 10000);
    assert_true(core_is_own_sim(rig->core, CALLER_A) && !core_is_own_sim(rig->core, CALLER_B));
    for (unsigned i = 0; i < rig->record_count; i++)
        records += rig->record[i].record.kind == RECORD_META &&
                   strcmp(rig->record[i].record.meta.key, "number.main") == 0 &&
                   strcmp(rig->record[i].record.meta.value, CALLER_A) == 0;
    assert_int_equal(records, 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_number_is_kept_for_the_next_life),
        cmocka_unit_test(test_a_place_is_kept_when_the_modem_answers),
        cmocka_unit_test(test_a_silent_port_is_no_place),
        cmocka_unit_test(test_a_place_of_a_former_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
