/* FORGET while something about the person is in the air: it leaves as it is, and no record of it names them.
 */
#include "support/core_desk_rig.h"

/* Of the records from `first` on: none holds the number or those words. */
static void assert_unnamed(const struct rig *rig, unsigned first, const char *number, const char *words)
{
    for (unsigned i = first; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        if (record->kind != RECORD_TEXT)
            continue;
        assert_string_not_equal(record->text.number, number);
        if (rig->record[i].body != NULL && strstr(rig->record[i].body, words) != NULL)
            fail_msg("<%s> is on record", rig->record[i].body);
    }
}

/* Their words are on their way to the agent, more of them wait behind, and so do another person's. */
static void test_their_words_are_in_the_air(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_C);
    rig_on(rig, "AT+CMGS=", "", 1); /* the prompt is still to come */
    say(rig, CALLER_A, "I am Ann Lee");
    rig_run(rig, 500);
    say(rig, CALLER_A, "Call me at 5"); /* these have not left yet: they do not */
    say(rig, CALLER_B, "Is it free?");
    rig->core->inbox.part[3] = (struct waiting_part){.used = true, .fingerprint = 9, .sender = CALLER_B};
    core_forget(rig->core, CALLER_A, &rig->now, rig->out);
    rig_perform(rig);
    unsigned first = rig->record_count; /* those till here are erased by the FORGET that comes behind them */
    assert_true(rig->core->inbox.part[3].used); /* of somebody else */
    rig->modem[0].body = true;
    rig_say(rig, 0, "\r\n> ");
    rig_run(rig, MINUTE_MS);
    unsigned ann = 0, five = 0, other = 0;
    for (unsigned i = 0; i < rig->sent_count; i++) {
        ann += strstr(rig->sent[i].text, "I am Ann Lee") != NULL;
        five += strstr(rig->sent[i].text, "at 5") != NULL;
        other += strstr(rig->sent[i].text, "Is it free?") != NULL;
    }
    assert_int_equal(ann, 1);
    assert_int_equal(five, 0);
    assert_int_equal(other, 1);
    assert_unnamed(rig, first, CALLER_A, "Ann Lee");
    assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
    rig_free(rig);
}

/* An alert that names them waits for the modem, the number as people write it there or in full: it leaves as
 * it is. */
static void test_an_alert_names_them(void **state)
{
    static const struct {
        const char *number, *words;
    } ROWS[] = {{CALLER_A, "Missed 202-555-0143, call back."},
                {"+442079460123", "Missed +442079460123, call back."}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(without_reminders());
        rig_link(rig, 0, false);
        rig_event(rig, &(struct event){.kind = EVENT_NOTICE, .bytes = (const uint8_t *)ROWS[i].words});
        rig_event(rig, &(struct event){.kind = EVENT_TICK}); /* its actions are done with */
        core_forget(rig->core, ROWS[i].number, &rig->now, rig->out);
        rig_perform(rig);
        unsigned first = rig->record_count;
        rig_link(rig, 0, true);
        rig_run(rig, MINUTE_MS);
        expect(rig, AGENT, ROWS[i].words);
        assert_int_equal(rig_text_record(rig, TEXT_ALERT, AGENT)->state, TEXT_ACCEPTED);
        assert_unnamed(rig, first, ROWS[i].number, ROWS[i].words);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_their_words_are_in_the_air),
        cmocka_unit_test(test_an_alert_names_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
