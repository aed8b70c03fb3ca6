/* Held texts at their hour: caps make them wait for their turn, and a day after the call they are too late.
 */
#include "core/contacts.h"
#include "support/core_rig.h"

static void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 20000);
}

static void test_the_cap_of_an_hour_spreads_them(void **state)
{
    struct config *cfg = config_holding();
    struct rig *rig = rig_ready(cfg);
    (void)state;
    cfg->max_per_hour = 1;
    rig_run(rig, AT(22, 0));
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    called(rig, CALLER_C);
    rig_run(rig, 12 * HOUR_MS_T + 10 * MINUTE_MS); /* ten past ten */
    assert_int_equal(rig_sent_to(rig, CALLER_A) + rig_sent_to(rig, CALLER_B) + rig_sent_to(rig, CALLER_C), 1);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A) + rig_sent_to(rig, CALLER_B) + rig_sent_to(rig, CALLER_C), 2);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 1);
    rig_free(rig);
}

/* Its turn does not come within a day: it expires, and nothing is sent later. */
static void test_the_cap_of_a_day_outlasts_them(void **state)
{
    struct config *cfg = config_holding();
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_run(rig, AT(17, 50));
    called(rig, CALLER_A); /* open: this one is the day's */
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_run(rig, 15 * MINUTE_MS);
    called(rig, CALLER_B);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_B)->state, TEXT_HELD);
    for (int i = 0; i < 30; i++) { /* the cap stays used up */
        caps_add(&rig->core->caps, &(struct stamp){.set = true,
                                                   .this_boot = true,
                                                   .mono_ms = rig->now.mono_ms,
                                                   .wall_ms = rig->now.wall_ms,
                                                   .wall_ok = true});
    }
    cfg->max_per_day = 1;
    rig_run(rig, 23 * HOUR_MS_T);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_B)->state, TEXT_HELD);
    rig_run(rig, 2 * HOUR_MS_T);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_B)->state, TEXT_EXPIRED);
    rig_run(rig, 48 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 0);
    rig_free(rig);
}

/* Who has become a contact of the agent since the call is judged as one at the release. */
static void test_a_contact_by_then_is_no_lead(void **state)
{
    struct config *cfg = config_holding();
    struct rig *rig = rig_ready(cfg);
    struct contacts *contacts = calloc(1, sizeof *contacts);
    (void)state;
    assert_non_null(contacts);
    rig_run(rig, AT(22, 0));
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_HELD);
    assert_int_equal(contacts_add(contacts, CALLER_A, "Ann"), CONTACTS_ADDED);
    contacts_sort(contacts);
    rig_event(rig, &(struct event){.kind = EVENT_CONTACTS, .contacts = contacts});
    rig_run(rig, 13 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    assert_string_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->error, "contact");
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
    free(contacts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_cap_of_an_hour_spreads_them),
        cmocka_unit_test(test_the_cap_of_a_day_outlasts_them),
        cmocka_unit_test(test_a_contact_by_then_is_no_lead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
