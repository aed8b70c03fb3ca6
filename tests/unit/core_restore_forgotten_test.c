/* A former life read back after FORGET: texts and calls that were under way and have lost their words, or
 * whose they were. They come to an end, and nobody is told of nobody. */
#include "support/core_past.h"

static const struct text_record *last_record(const struct rig *rig, int64_t id)
{
    for (unsigned i = rig->record_count; i > 0; i--)
        if (rig->record[i - 1].record.kind == RECORD_TEXT && rig->record[i - 1].record.text.id == id)
            return &rig->record[i - 1].record.text;
    fail_msg("of text %lld there is no further record", (long long)id);
    return NULL;
}

static void test_texts_without_words_come_to_an_end(void **state)
{
    static const struct {
        enum text_kind kind;
        enum text_state state;
        const char *to;
        enum text_state want;
    } ROWS[] = {
        {TEXT_ALERT, TEXT_PREPARED, AGENT, TEXT_EXPIRED}, {TEXT_ALERT, TEXT_SENDING, AGENT, TEXT_EXPIRED},
        {TEXT_RELAY, TEXT_PREPARED, AGENT, TEXT_EXPIRED}, {TEXT_RELAY, TEXT_SENDING, AGENT, TEXT_EXPIRED},
        {TEXT_AUTO, TEXT_PREPARED, "", TEXT_EXPIRED},     {TEXT_AUTO, TEXT_HELD, "", TEXT_EXPIRED},
        {TEXT_AUTO, TEXT_SENDING, "", TEXT_IN_DOUBT},     {TEXT_TYPED, TEXT_PREPARED, "", TEXT_EXPIRED},
        {TEXT_TYPED, TEXT_SENDING, "", TEXT_IN_DOUBT},    {TEXT_CONFIRM, TEXT_PREPARED, "", TEXT_EXPIRED},
        {TEXT_CONFIRM, TEXT_SENDING, "", TEXT_IN_DOUBT},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        restore_text(rig, 9, 0, ROWS[i].kind, ROWS[i].state, ROWS[i].to, NULL, 1000,
                     ROWS[i].state == TEXT_SENDING);
        rig_start(rig); /* whatever the modem does */
        const struct text_record *record = last_record(rig, 9);
        if (record->state != ROWS[i].want)
            fail_msg("%s, %s: %s", text_kind_word(ROWS[i].kind), text_state_word(ROWS[i].state),
                     text_state_word(record->state));
        if (ROWS[i].want == TEXT_EXPIRED)
            assert_string_equal(record->error, "forgotten");
        rig_link(rig, 0, true);
        rig_run(rig, 2 * MINUTE_MS);
        if (rig->sent_count != 0)
            fail_msg("%s, %s: <%s> leaves", text_kind_word(ROWS[i].kind), text_state_word(ROWS[i].state),
                     rig->sent[0].text);
        rig_free(rig);
    }
}

/* A lead's words, erased before the desk had them: the box has no more to do about them. */
static void test_words_that_are_erased_are_not_relayed(void **state)
{
    struct rig *rig = begin();
    struct record relay = {.kind = RECORD_TEXT,
                           .text = {.id = 10,
                                    .relays = 9,
                                    .kind = TEXT_RELAY,
                                    .state = TEXT_PREPARED,
                                    .direction = TEXT_OUT,
                                    .line = "main",
                                    .number = AGENT,
                                    .parts = 1}};
    (void)state;
    restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, "", NULL, 1000, false);
    restore(rig, &relay);
    go(rig, 2 * MINUTE_MS);
    assert_int_equal(last_record(rig, 9)->state, TEXT_STATE_RELAYED);
    assert_int_equal(last_record(rig, 10)->state, TEXT_EXPIRED);
    assert_int_equal(rig->sent_count, 0);
    rig_free(rig);
}

/* The relay went with who was forgotten, since its words looked like theirs; it was of somebody else's. */
static void test_words_of_another_are_relayed_anew(void **state)
{
    static const enum text_state STATES[] = {TEXT_PREPARED, TEXT_SENDING};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(STATES); i++) {
        struct rig *rig = begin();
        struct record relay = {.kind = RECORD_TEXT,
                               .text = {.id = 10,
                                        .relays = 9,
                                        .kind = TEXT_RELAY,
                                        .state = STATES[i],
                                        .direction = TEXT_OUT,
                                        .line = "main",
                                        .number = AGENT,
                                        .parts = 1}};
        restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, "Lot 0143?", 1000, false);
        restore(rig, &relay);
        go(rig, 2 * MINUTE_MS);
        assert_int_equal(rig_sent_to(rig, AGENT), 1);
        assert_non_null(strstr(rig_last_to(rig, AGENT), "Lot 0143?"));
        assert_int_equal(strstr(rig_last_to(rig, AGENT), "(maybe again)") != NULL, STATES[i] == TEXT_SENDING);
        assert_int_equal(last_record(rig, 9)->state, TEXT_STATE_RELAYED);
        assert_int_equal(last_record(rig, 10)->state, TEXT_EXPIRED);
        rig_free(rig);
    }
}

/* The agent had not been told of the call yet; nor is there anybody to tell of any more. One whose number was
 * withheld is told of as ever. */
static void test_a_call_of_nobody_is_not_told(void **state)
{
    static const struct past_call past = {CALL_MISSED, VERDICT_TEXT, 10000, 10000, false, false};
    static const enum text_state STATES[] = {TEXT_PREPARED, TEXT_SENDING, TEXT_EXPIRED};
    struct record withheld = {.kind = RECORD_CALL,
                              .call = {.id = 7,
                                       .line = "main",
                                       .outcome = CALL_MISSED,
                                       .verdict = VERDICT_SKIP,
                                       .reason = REASON_WITHHELD}};
    struct rig *rig;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(STATES); i++) {
        rig = begin();
        restore_call(rig, 7, "", &past);
        restore_text(rig, 9, 7, TEXT_AUTO, STATES[i], "", NULL, 10000, STATES[i] == TEXT_SENDING);
        go(rig, 2 * MINUTE_MS);
        if (rig->sent_count != 0)
            fail_msg("<%s> leaves", rig->sent[0].text);
        assert_true(rig_call_record(rig, 7)->alerted);
        rig_free(rig);
    }
    rig = begin();
    withheld.call.began = withheld.call.last_ring = withheld.call.ended = ago(rig, 10000, false);
    restore(rig, &withheld);
    go(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

/* Nor is one that was not to be texted, or that was a TEST before the power went. */
static void test_a_skipped_call_of_nobody_is_not_told(void **state)
{
    (void)state;
    for (int test = 0; test < 2; test++) {
        struct record call = {.kind = RECORD_CALL,
                              .call = {.id = 7,
                                       .line = "main",
                                       .outcome = CALL_MISSED,
                                       .verdict = VERDICT_SKIP,
                                       .reason = REASON_REPEAT,
                                       .test = test != 0}};
        struct rig *rig = begin();
        call.call.began = call.call.last_ring = call.call.ended = ago(rig, 10000, false);
        restore(rig, &call);
        go(rig, 2 * MINUTE_MS);
        if (rig->sent_count != 0)
            fail_msg("<%s> leaves", rig->sent[0].text);
        assert_true(rig_call_record(rig, 7)->alerted);
        rig_free(rig);
    }
}

/* Should they be many, they take no place from alerts that have their words. */
static void test_texts_without_words_make_room(void **state)
{
    struct rig *rig = begin();
    (void)state;
    for (int i = 0; i < TB_OUTBOX_MAX; i++)
        restore_text(rig, 1000 + i, 0, TEXT_RELAY, TEXT_PREPARED, AGENT, NULL, 1000, false);
    for (int i = 0; i < TB_OUTBOX_MAX / 2; i++)
        restore_text(rig, 2000 + i, 0, TEXT_ALERT, TEXT_PREPARED, AGENT, "Missed somebody.", 1000, false);
    restore_text(rig, 3000, 0, TEXT_ALERT, TEXT_PREPARED, AGENT, NULL, 1000, false);
    rig_start(rig);
    for (int i = 0; i < TB_OUTBOX_MAX / 2; i++)
        assert_non_null(outbox_find(&rig->core->outbox, 2000 + i));
    assert_int_equal(last_record(rig, 1000)->state, TEXT_EXPIRED);
    assert_null(outbox_find(&rig->core->outbox, 1000));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_without_words_come_to_an_end),
        cmocka_unit_test(test_words_that_are_erased_are_not_relayed),
        cmocka_unit_test(test_words_of_another_are_relayed_anew),
        cmocka_unit_test(test_a_call_of_nobody_is_not_told),
        cmocka_unit_test(test_a_skipped_call_of_nobody_is_not_told),
        cmocka_unit_test(test_texts_without_words_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
