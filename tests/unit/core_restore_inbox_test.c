/* A former life read back: incoming messages, their relays, and parts that wait. */
#include "support/core_past.h"

static void test_received_message_is_relayed_again(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, "Hello there", 1000, false);
    go(rig, 20000);
    assert_int_equal(rig->sent_count, 1);
    assert_string_equal(rig_last_to(rig, AGENT), "From +12025550144: Hello there");
    assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
    rig_free(rig);
}

static void restore_relay(struct rig *rig, int64_t id, int64_t of, enum text_state state)
{
    struct record record = {.kind = RECORD_TEXT,
                            .text = {.id = id,
                                     .relays = of,
                                     .direction = TEXT_OUT,
                                     .kind = TEXT_RELAY,
                                     .state = state,
                                     .line = "main",
                                     .number = AGENT,
                                     .parts = 1,
                                     .body = "From +12025550144: Hello there"}};
    record.text.created = ago(rig, 1000, false);
    restore(rig, &record);
}

static void test_relay_in_each_state(void **state)
{
    static const struct {
        enum text_state state;
        unsigned relays;
        const char *words;
    } ROWS[] = {
        {TEXT_PREPARED, 1, "From +12025550144: Hello there"},
        {TEXT_SENDING, 1, "(maybe again) From +12025550144: Hello there"},
        {TEXT_IN_DOUBT, 1, "(maybe again) From +12025550144: Hello there"},
        {TEXT_ACCEPTED, 0, ""},
        {TEXT_DELIVERED, 0, ""},
        {TEXT_FAILED, 1, "From +12025550144: Hello there"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, "Hello there", 1000, false);
        restore_relay(rig, 10, 9, ROWS[i].state);
        go(rig, 20000);
        if (rig->sent_count != ROWS[i].relays || strcmp(rig_last_to(rig, AGENT), ROWS[i].words) != 0)
            fail_msg("%s: %u relays, %s", text_state_word(ROWS[i].state), rig->sent_count,
                     rig_last_to(rig, AGENT));
        assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
        if (ROWS[i].state == TEXT_PREPARED) { /* the same record goes on, and keeps its birth */
            assert_int_equal(rig_text_record(rig, TEXT_RELAY, AGENT)->id, 10);
            assert_true(rig_text_record(rig, TEXT_RELAY, AGENT)->created.set);
        }
        rig_free(rig);
    }
}

/* The note of ours is part of the words: it must not get lost between two lives. */
static void test_relay_goes_on_in_its_own_words(void **state)
{
    static const enum text_state STATES[] = {TEXT_PREPARED, TEXT_SENDING, TEXT_IN_DOUBT};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(STATES); i++) {
        struct rig *rig = begin();
        struct record record = {.kind = RECORD_TEXT,
                                .text = {.id = 10,
                                         .relays = 9,
                                         .kind = TEXT_RELAY,
                                         .state = STATES[i],
                                         .line = "main",
                                         .number = AGENT,
                                         .parts = 1,
                                         .body = "From +12025550144: STOP [opted out]"}};
        restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, "STOP", 1000, false);
        restore(rig, &record);
        go(rig, 20000);
        assert_int_equal(rig->sent_count, 1);
        assert_non_null(strstr(rig_last_to(rig, AGENT), "From +12025550144: STOP [opted out]"));
        /* under its own id, so that the next life finds it settled */
        assert_int_equal(rig_text_record(rig, TEXT_RELAY, AGENT)->id, 10);
        assert_int_equal(rig_text_record(rig, TEXT_RELAY, AGENT)->state, TEXT_ACCEPTED);
        rig_free(rig);
    }
}

/* Of a relay whose words no text can hold (a damaged disk), or are erased, there are still those of the
 * message, if it has them. */
static void test_relay_without_words_of_its_own(void **state)
{
    static char long_words[TB_BODY_MAX + 1];
    static const struct {
        enum text_state state;
        const char *own, *message, *sent; /* NULL: none */
    } ROWS[] = {
        {TEXT_PREPARED, "From \xff", "Hello there", "From +12025550144: Hello there"},
        {TEXT_PREPARED, long_words, "Hello there", "From +12025550144: Hello there"},
        {TEXT_SENDING, "From \xff", "Hello there", "(maybe again) From +12025550144: Hello there"},
        {TEXT_IN_DOUBT, NULL, "Hello there", "(maybe again) From +12025550144: Hello there"},
        {TEXT_IN_DOUBT, NULL, NULL, NULL},
    };
    (void)state;
    memset(long_words, 'a', TB_BODY_MAX);
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        struct record record = {.kind = RECORD_TEXT,
                                .text = {.id = 10,
                                         .relays = 9,
                                         .direction = TEXT_OUT,
                                         .kind = TEXT_RELAY,
                                         .state = ROWS[i].state,
                                         .line = "main",
                                         .number = AGENT,
                                         .parts = 1,
                                         .body = ROWS[i].own}};
        restore_text(rig, 9, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_B, ROWS[i].message, 1000, false);
        restore(rig, &record);
        go(rig, 20000);
        assert_int_equal(rig->sent_count, ROWS[i].sent != NULL);
        if (ROWS[i].sent != NULL)
            assert_string_equal(rig_last_to(rig, AGENT), ROWS[i].sent);
        assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
        rig_free(rig);
    }
}

/* Erased, and the message too, or long told: nothing is left to tell. */
static void test_relay_without_any_words(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_text(rig, 10, 0, TEXT_RELAY, TEXT_IN_DOUBT, AGENT, NULL, 1000, true);
    go(rig, 20000);
    assert_int_equal(rig->sent_count, 0);
    assert_null(outbox_find(&rig->core->outbox, 10));
    rig_free(rig);
}

static void test_relay_without_its_message_goes_on(void **state)
{
    struct rig *rig = begin();
    (void)state;
    restore_relay(rig, 10, 9, TEXT_PREPARED); /* a partial one, or its first half */
    go(rig, 20000);
    assert_int_equal(rig->sent_count, 1);
    rig_free(rig);
}

static void test_seen_message_is_known(void **state)
{
    static const char HEX[] = "07912120550591F9040B912120550541F300006240510103546902CF25";
    struct rig *rig = begin();
    struct record record = {.kind = RECORD_SEEN,
                            .seen = {.fingerprint = inbox_fingerprint(HEX, sizeof HEX - 1)}};
    char words[128];
    (void)state;
    restore(rig, &record);
    go(rig, 1000);
    size_t mark = rig_mark(rig);
    (void)snprintf(words, sizeof words, "+CMT: \"\",21\r\n%s", HEX);
    rig_line(rig, 0, words);
    rig_run(rig, 1000);
    assert_int_equal(rig->sent_count, 0);
    assert_true(rig_wired(rig, mark, "AT+CNMA|"));
    rig_free(rig);
}

static void test_waiting_part_meets_its_kin(void **state)
{
    static const char FIRST[] = /* case pdu-04 */
        "07912120550591F9440B912120550541F40000624051010354690D05000341020100D9F23C0402";
    static const char SECOND[] =
        "07912120550591F9440B912120550541F400006240510103546919050003410202B46936FB7D07B1D3737ADA7D06C56442";
    struct rig *rig = begin();
    struct record record = {
        .kind = RECORD_WAITING_PART,
        .waiting = {.fingerprint = inbox_fingerprint(FIRST, sizeof FIRST - 1), .line = "main", .pdu = FIRST}};
    char words[160];
    (void)state;
    record.waiting.received = ago(rig, HOUR_MS_T, false);
    restore(rig, &record);
    record.waiting.pdu = "zz"; /* damaged on the card */
    restore(rig, &record);
    go(rig, 1000);
    (void)snprintf(words, sizeof words, "+CMT: \"\",41\r\n%s", SECOND);
    rig_line(rig, 0, words);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT), "From 202-555-0144 (2:00p): @Yes! Zillow listing 12B");
    rig_free(rig);
}

/* Nor does a sender without an address keep parts of two lives apart. */
static void test_waiting_part_of_nobody_meets_its_kin(void **state)
{
    static const char FIRST[] = "07912120550591F9440081000062405101035469"
                                "0D05000341020100D9F23C0402";
    static const char SECOND[] =
        "07912120550591F944008100006240510103546919050003410202B46936FB7D07B1D3737ADA7D06C56442";
    struct rig *rig = begin();
    struct record record = {
        .kind = RECORD_WAITING_PART,
        .waiting = {.fingerprint = inbox_fingerprint(FIRST, sizeof FIRST - 1), .line = "main", .pdu = FIRST}};
    char words[160];
    (void)state;
    record.waiting.received = ago(rig, HOUR_MS_T, false);
    restore(rig, &record);
    go(rig, 1000);
    (void)snprintf(words, sizeof words, "+CMT: \"\",35\r\n%s", SECOND);
    rig_line(rig, 0, words);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT), "From unknown (2:00p): @Yes! Zillow listing 12B");
    rig_free(rig);
}

/* Received before any clock could tell when: shown late, not never. */
static void test_waiting_part_of_unknown_age_is_shown_late(void **state)
{
    static const char LONE[] = /* case inc-10 */
        "07912120550591F9440B912120550541F4000062405101035469210500035502018C69F99C0E4287D966D0DB0C0A83D86FF7"
        "19442FE3"
        "E920";
    struct rig *rig = begin();
    struct record record = {
        .kind = RECORD_WAITING_PART,
        .waiting = {.fingerprint = 55, .line = "main", .pdu = LONE, .received = {.set = true}}};
    (void)state;
    restore(rig, &record);
    go(rig, 1000);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig->sent_count, 0);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig->sent_count, 1);
    rig_free(rig);
}

/* A stranger's longest messages, each a part short, all due at once at the start: relayed in pieces, nothing
 * overflows. */
static void test_hostile_long_messages_fall_due_together(void **state)
{
    struct rig *rig = begin();
    static char text[32 * 153 * 3 + 1];
    struct sms_plan plan;
    char hex[SMS_NETWORK_HEX_MAX];
    (void)state;
    for (unsigned i = 0; i < 32 * 76; i++)
        memcpy(text + 1 + 3 * (size_t)i, "\xe2\x82\xac", 4);
    for (unsigned m = 0; m < 3; m++) {
        text[0] = (char)('x' + m);
        assert_true(sms_plan_text(text, &plan) && plan.parts == 32);
        for (unsigned p = 0; p < 31; p++) {
            struct sms_deliver d = {.from = CALLER_B,
                                    .text = text,
                                    .plan = &plan,
                                    .part = p,
                                    .ref = (uint16_t)m,
                                    .time_s = 1776276000};
            struct record record = {.kind = RECORD_WAITING_PART,
                                    .waiting = {.fingerprint = 1 + m * 100 + p,
                                                .line = "main",
                                                .pdu = hex,
                                                .received = ago(rig, 48 * HOUR_MS_T, false)}};
            assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
            restore(rig, &record);
        }
    }
    go(rig, MINUTE_MS);
    unsigned euros = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        for (const char *p = rig->sent[i].text; (p = strstr(p, "\xe2\x82\xac")) != NULL; p += 3)
            euros++;
    assert_int_equal(euros, 3 * 31 * 76);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_received_message_is_relayed_again),
        cmocka_unit_test(test_relay_in_each_state),
        cmocka_unit_test(test_relay_goes_on_in_its_own_words),
        cmocka_unit_test(test_relay_without_words_of_its_own),
        cmocka_unit_test(test_relay_without_any_words),
        cmocka_unit_test(test_relay_without_its_message_goes_on),
        cmocka_unit_test(test_seen_message_is_known),
        cmocka_unit_test(test_waiting_part_meets_its_kin),
        cmocka_unit_test(test_waiting_part_of_nobody_meets_its_kin),
        cmocka_unit_test(test_waiting_part_of_unknown_age_is_shown_late),
        cmocka_unit_test(test_hostile_long_messages_fall_due_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
