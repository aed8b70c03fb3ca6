/* when = ring: the text is under way before the call has ended, and the call's record must not suffer from
 * that. */
#include "core/contacts.h"
#include "support/core_rig.h"

/* The radio takes nothing while it rings; what is written of the call once the text has left is the call as
 * it ended. */
static void test_a_text_that_leaves_after_the_end_keeps_the_end(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->when_ring = true;
    struct rig *rig = rig_ready(cfg);
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 331\r\n", 3);
    rig_call(rig, 0, CALLER_A, 7000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_run(rig, 3 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    const struct call_record *call = rig_call_record(rig, 1);
    assert_int_equal(call->verdict, VERDICT_TEXT);
    assert_int_equal(call->outcome, CALL_MISSED);
    assert_true(call->ended.set);
    assert_true(call->ended.mono_ms > call->began.mono_ms + 5000);
    assert_true(call->alerted);
    assert_true(rig_text_record(rig, TEXT_AUTO, CALLER_A)->sent.mono_ms > call->ended.mono_ms);
    rig_free(rig);
}

/* contacts.vcf names the caller, and the ledger knows their kind. */
static void test_a_contact_is_named(void **state)
{
    struct contacts *contacts = calloc(1, sizeof *contacts);
    struct config *cfg = config_new();
    (void)state;
    assert_non_null(contacts);
    assert_int_equal(contacts_add(contacts, CALLER_A, "Ann"), CONTACTS_ADDED);
    contacts_sort(contacts);
    cfg->contact = (struct cfg_answer){.kind = CFG_ANSWER_MESSAGE, .message = MSG_SELLER};
    struct rig *rig = rig_ready(cfg);
    rig_event(rig, &(struct event){.kind = EVENT_CONTACTS, .contacts = contacts});
    rig_call(rig, 0, CALLER_A, 6000);
    rig_run(rig, 30000);
    assert_string_equal(rig_last_to(rig, CALLER_A), "Selling? Alex Agent");
    assert_string_equal(rig_call_record(rig, 1)->name, "Ann");
    assert_int_equal(rig_person_record(rig, CALLER_A)->kind, PERSON_CONTACT);
    rig_call(rig, 0, CALLER_B, 6000);
    rig_run(rig, 30000);
    assert_int_equal(rig_person_record(rig, CALLER_B)->kind, PERSON_LEAD);
    rig_free(rig);
    free(contacts);
}

/* The finger left the button long after it came, and both were heard of at once. */
static void test_a_press_heard_of_as_a_whole(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event down = {.kind = EVENT_BUTTON, .pressed = true, .at_ms = rig->now.mono_ms};
    struct event up = {.kind = EVENT_BUTTON, .at_ms = rig->now.mono_ms + 20000};
    (void)state;
    rig_event(rig, &down);
    assert_int_equal(rig->powered_off, 0);
    rig_event(rig, &up);
    assert_int_equal(rig->powered_off, 1);
    rig_event(rig, &down); /* again, while it turns itself off */
    rig_event(rig, &up);
    assert_int_equal(rig->powered_off, 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_text_that_leaves_after_the_end_keeps_the_end),
        cmocka_unit_test(test_a_contact_is_named),
        cmocka_unit_test(test_a_press_heard_of_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
