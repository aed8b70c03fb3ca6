/* The core at its bounds: tables full, fields empty, records that make no sense. It says so and goes on. */
#include "support/core_rig.h"

static void direct(struct rig *rig, const char *hex)
{
    char words[600];
    (void)snprintf(words, sizeof words, "+CMT: \"\",30\r\n%s", hex);
    rig_line(rig, 0, words);
}

static const char *alert(const struct rig *rig)
{
    const char *words = "";
    for (unsigned r = 0; r < rig->record_count; r++)
        if (rig->record[r].record.kind == RECORD_TEXT && rig->record[r].record.text.kind == TEXT_ALERT &&
            rig->record[r].body != NULL)
            words = rig->record[r].body;
    return words;
}

/* --- words for the agent, one per reason that is left --- */

static void short_ring(struct config *cfg)
{
    cfg->min_ring_ms = 10000;
}
static void hour_full(struct config *cfg)
{
    cfg->max_per_hour = 0;
}
static void day_full(struct config *cfg)
{
    cfg->max_per_day = 0;
}
static void closed_none(struct config *cfg)
{
    config_hours(cfg, 0, 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
}
static void holiday_none(struct config *cfg)
{
    cfg->holiday_count = 1;
    cfg->holiday_day[0] = (int32_t)(WALL_START / (24 * HOUR_MS_T));
    cfg->holiday = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
}
static void no_words(struct config *cfg)
{
    cfg->message[MSG_TEXT].text[0] = '\0';
}

static void test_words_for_each_reason(void **state)
{
    static const struct {
        void (*make)(struct config *cfg);
        enum skip_reason reason;
        const char *words;
    } ROWS[] = {
        {short_ring, REASON_TOO_SHORT, "rang too short, not texted."},
        {hour_full, REASON_CAP_HOUR,
         "not texted: the hourly limit is reached. Call back. Further ones come as one summary. (lead 1)"},
        {day_full, REASON_CAP_DAY,
         "not texted: the daily limit is reached. Call back. Further ones come as one summary. (lead 1)"},
        {closed_none, REASON_CLOSED, "not texted: closed. Call back. (lead 1)"},
        {holiday_none, REASON_HOLIDAY, "not texted: holiday. Call back. (lead 1)"},
        {no_words, REASON_NO_CONFIG, "not texted: textback.ini is not complete. Call back. (lead 1)"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct config *cfg = config_new();
        char want[160];
        ROWS[i].make(cfg);
        struct rig *rig = rig_ready(cfg);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 1000);
        assert_int_equal(rig_call_record(rig, 1)->reason, ROWS[i].reason);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
        (void)snprintf(want, sizeof want, "Missed 202-555-0143 at 2:00p: %s", ROWS[i].words);
        assert_string_equal(alert(rig), want);
        rig_free(rig);
    }
}

static void test_untrusted_clock_names_no_time(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig->now.wall_ok = false;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143: texted. They expect your call. (lead 1)");
    rig_free(rig);
}

static void test_dead_number_and_conversation_words(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    people_get(&rig->core->people, CALLER_A)->undeliverable = true;
    people_texted(people_get(&rig->core->people, CALLER_B), &rig->now, true);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_string_equal(
        alert(rig),
        "Missed 202-555-0143 at 2:00p: texts do not reach this number (a landline?). Call back. (lead 1)");
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 1000);
    assert_string_equal(alert(rig),
                        "Missed 202-555-0144 at 2:00p: you are texting with them. Call back. (lead 2)");
    rig_free(rig);
}

static void test_no_agent_number_records_all_and_sends_nothing_to_it(void **state)
{
    struct config *cfg = config_new();
    cfg->phone[0] = '\0';
    cfg->textable = false;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    direct(rig, "07912120550591F9040B912120550541F300006240510103546902CF25");
    rig_run(rig, 10000);
    assert_int_equal(rig->sent_count, 0);
    assert_true(rig_call_record(rig, 1)->alerted);
    assert_non_null(rig_text_record(rig, TEXT_RECEIVED, CALLER_A));
    rig_free(rig);
}

/* --- tables full --- */

static void test_more_calls_than_the_table_holds(void **state)
{
    struct config *cfg = config_new();
    char words[80];
    cfg->wait_ms = HOUR_MS_T / 30;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    for (int i = 0; i <= TB_CALLS_OPEN_MAX; i++) {
        (void)snprintf(words, sizeof words, "MISSED_CALL: 09:12PM 2025550%03d", 100 + i);
        rig_line(rig, 0, words);
    }
    assert_non_null(strstr(rig->log, "more calls at once"));
    assert_int_equal(rig->core->last.call, TB_CALLS_OPEN_MAX);
    rig_free(rig);
}

static void test_outbox_full_leaves_messages_to_the_network(void **state)
{
    struct config *cfg = config_new();
    char words[80];
    cfg->max_per_hour = cfg->max_per_day = 1000;
    struct rig *rig = rig_ready(cfg);
    struct event notice = {.kind = EVENT_NOTICE, .bytes = (const uint8_t *)"A notice of the shell."};
    (void)state;
    rig_link(rig, 0, false); /* nothing can leave */
    for (int i = 0; i < 3; i++)
        rig_event(rig, &notice);
    for (int i = 0; i < TB_OUTBOX_MAX + 5; i++) {
        char hex[SMS_NETWORK_HEX_MAX];
        struct sms_plan plan;
        (void)snprintf(words, sizeof words, "Message number %d", i);
        assert_true(sms_plan_text(words, &plan));
        struct sms_deliver d = {.from = CALLER_B, .text = words, .plan = &plan, .time_s = 1776276000 + i};
        assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
        direct(rig, hex);
    }
    /* what finds no room for its relay is not taken: no record, so no acknowledgement, and it comes again */
    assert_non_null(strstr(rig->log, "left to the network"));
    unsigned taken = 0;
    for (unsigned i = 0; i < rig->record_count; i++)
        taken +=
            rig->record[i].record.kind == RECORD_TEXT && rig->record[i].record.text.kind == TEXT_RECEIVED;
    assert_in_range(taken, TB_OUTBOX_MAX - 56, TB_OUTBOX_MAX - 44);
    rig_free(rig);
}

/* The modem takes AT+CNMA for the latest message: 27.005. */
static void test_a_message_that_comes_before_the_acknowledgement_of_another(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char words[80];
    (void)state;
    rig->disk_stalls = true;
    size_t mark = rig_mark(rig);
    for (int i = 0; i < 19; i++) {
        char hex[SMS_NETWORK_HEX_MAX];
        struct sms_plan plan;
        (void)snprintf(words, sizeof words, "Message number %d", i);
        assert_true(sms_plan_text(words, &plan));
        struct sms_deliver d = {.from = CALLER_B, .text = words, .plan = &plan, .time_s = 1776276000 + i};
        assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
        direct(rig, hex);
    }
    assert_false(rig_wired(rig, mark, "AT+CNMA"));
    rig->disk_stalls = false;
    rig_run(rig, 10000);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CNMA|"), 1);
    rig_free(rig);
}

static void test_more_notices_than_the_read_queue_holds(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char words[40];
    (void)state;
    rig_ring(rig, 0, CALLER_A); /* nothing is read meanwhile */
    for (int i = 0; i < STORE_QUEUE_MAX + 6; i++) {
        (void)snprintf(words, sizeof words, "+CMTI: \"SM\",%d", i);
        rig_line(rig, 0, words);
    }
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 10000);
    assert_int_equal(rig_count_wired(rig, mark, "+CMGR="), STORE_QUEUE_MAX);
    assert_true(rig_count_wired(rig, mark, "+CMGL=4") >= 1); /* the rest by a list */
    rig_free(rig);
}

static void test_slots_beyond_belief(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CMGL",
           "\r\n+CMGL: 99999,0,,21\r\n07912120550591F9040B912120550541F300006240510103546902CF25\r\n"
           "\r\n+CMGL: "
           "3,0,,"
           "40\r\n07912120550591F9040B912120550541F400006240510103546917C3B01B9404CDCB65509A0E7ABB4146799A1CC"
           "EFF00\r\n"
           "\r\n+CMGL: "
           "3,0,,"
           "40\r\n07912120550591F9040B912120550541F400006240510103546917C3B01B9404CDCB65509A0E7ABB4146799A1CC"
           "EFF00\r\n\r\nOK\r\n",
           1);
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "+CMTI: \"SM\",99999");
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    assert_int_equal(rig_count_wired(rig, mark, "+CMGD=3|"), 1);
    assert_int_equal(rig_count_wired(rig, mark, "+CMGD=99999|"), 0);
    rig_free(rig);
}

/* --- odd messages --- */

static void test_picture_message_is_announced(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    /* 8-bit, ports 2948 -> 9200 (WAP push), from +1 202 555 0144 */
    direct(rig, "07912120550591F9440B912120550541F40004624051010354690C0605040B8423F00106226170");
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "202-555-0144 sent a picture or long message I cannot open at 2:00p: call.");
    unsigned told = rig_sent_to(rig, AGENT);
    rig_run(rig, 60 * 60 * 1000); /* the centre tells of it again, since nobody has fetched it */
    direct(rig, "07912120550591F9440B912120550541F40004624051110354690C0605040B8423F00206226170");
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, AGENT), told);
    rig_free(rig);
}

static void test_part_whose_place_is_taken_is_shown_alone(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (unsigned i = 0; i < 2; i++) { /* part 1 of 2 with one reference, twice, in other words */
        char hex[SMS_NETWORK_HEX_MAX], text[200];
        struct sms_plan plan;
        memset(text, i == 0 ? 'a' : 'b', 170);
        text[170] = '\0';
        assert_true(sms_plan_text(text, &plan));
        struct sms_deliver d = {
            .from = CALLER_B, .text = text, .plan = &plan, .ref = 7, .time_s = 1776276000};
        assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
        direct(rig, hex);
    }
    rig_run(rig, 1000);
    assert_true(rig_sent_to(rig, AGENT) >= 1);
    assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_PARTIAL);
    rig_free(rig);
}

/* --- records that make no sense --- */

static void restore(struct rig *rig, struct record record)
{
    core_restore(rig->core, &record, &rig->now);
}

static void test_nonsense_on_the_disk(void **state)
{
    static char endless[TB_BODY_MAX * 2];
    struct rig *rig = rig_new(config_new());
    (void)state;
    memset(endless, 'a', sizeof endless - 1);
    restore(rig,
            (struct record){.kind = RECORD_TEXT, .text = {.id = 1, .kind = TEXT_ALERT, .number = AGENT}});
    restore(rig, (struct record){.kind = RECORD_TEXT,
                                 .text = {.id = 2, .kind = TEXT_ALERT, .number = AGENT, .body = "\xff\xff"}});
    restore(rig, (struct record){.kind = RECORD_TEXT,
                                 .text = {.id = 3,
                                          .kind = TEXT_RECEIVED,
                                          .direction = TEXT_IN,
                                          .state = TEXT_STATE_RECEIVED,
                                          .number = CALLER_B,
                                          .line = "gone",
                                          .body = endless}});
    restore(rig, (struct record){.kind = RECORD_TEXT,
                                 .text = {.id = 4,
                                          .kind = TEXT_RECEIVED,
                                          .direction = TEXT_IN,
                                          .state = TEXT_STATE_RECEIVED,
                                          .number = CALLER_C}});
    restore(rig, (struct record){
                     .kind = RECORD_TEXT,
                     .text = {.id = 5, .kind = TEXT_AUTO, .state = TEXT_DELIVERED, .number = CALLER_C}});
    restore(rig, (struct record){.kind = RECORD_PART, .part = {.text = 5, .seq = 0}});
    restore(rig, (struct record){.kind = RECORD_PART, .part = {.text = 5, .seq = 200}});
    restore(rig, (struct record){.kind = RECORD_WAITING_PART_GONE, .waiting = {.fingerprint = 5}});
    restore(rig, (struct record){.kind = RECORD_PERSON, .person = {.number = "nobody"}});
    restore(rig, (struct record){.kind = RECORD_META, .meta = {.key = "concat_ref", .value = "77"}});
    restore(rig, (struct record){.kind = RECORD_META, .meta = {.key = "something", .value = "new"}});
    restore(rig,
            (struct record){.kind = RECORD_META, .meta = {.key = "pin_tried.gone", .value = "123456789012"}});
    core_restore_ids(rig->core, &(struct last_ids){.call = 10, .text = 10});
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_true(core_is_armed(rig->core));
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* One bound for every time that a damaged ledger may hold: TB_MS_BELIEVED. */
static void test_restored_callback_is_believed_up_to_the_bound(void **state)
{
    static const struct {
        const char *value;
        int64_t ms;
    } ROWS[] = {{"600000 900000", 600000},
                {"1000000000000000 900000", TB_MS_BELIEVED},
                {"1000000000000001 900000", 900000},
                {"-1 900000", 900000},
                {"soon", 900000}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_new(config_new());
        struct record meta = {.kind = RECORD_META, .meta = {.key = "desk.callback"}};
        (void)snprintf(meta.meta.value, sizeof meta.meta.value, "%s", ROWS[i].value);
        restore(rig, meta);
        assert_int_equal(core_callback_ms(rig->core), ROWS[i].ms);
        rig_start(rig);
        rig_link(rig, 0, true);
        rig_run(rig, MINUTE_MS);
        rig_call(rig, 0, CALLER_A, 3000);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        rig_run(rig, HOUR_MS_T);
        rig_free(rig);
    }
}

static void test_restored_text_to_no_number_fails_and_says_so(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    restore(rig, (struct record){.kind = RECORD_TEXT,
                                 .text = {.id = 2,
                                          .kind = TEXT_TYPED,
                                          .state = TEXT_PREPARED,
                                          .number = "AMAZON",
                                          .line = "main",
                                          .created = stamp_now(&rig->now),
                                          .body = "Hi"}});
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_TYPED, "AMAZON")->state, TEXT_FAILED);
    assert_string_equal(rig_text_record(rig, TEXT_TYPED, "AMAZON")->error, "bad number");
    rig_free(rig);
}

static void test_restored_long_relay_under_way_is_told_again_as_far_as_it_fits(void **state)
{
    static char body[32 * 153 - 25];
    struct rig *rig = rig_new(config_new());
    (void)state;
    memset(body, 'a', sizeof body - 1);
    restore(rig, (struct record){.kind = RECORD_TEXT,
                                 .text = {.id = 3,
                                          .kind = TEXT_RECEIVED,
                                          .direction = TEXT_IN,
                                          .state = TEXT_STATE_RECEIVED,
                                          .number = CALLER_B,
                                          .line = "main",
                                          .body = body}});
    restore(rig, (struct record){.kind = RECORD_TEXT,
                                 .text = {.id = 4,
                                          .relays = 3,
                                          .kind = TEXT_RELAY,
                                          .state = TEXT_SENDING,
                                          .number = AGENT,
                                          .line = "main",
                                          .body = body}});
    core_restore_ids(rig->core, &(struct last_ids){.call = 10, .text = 10});
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

static void test_report_without_a_date_settles_no_doubt(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    rig_line(rig, 0, "+CDS: 25\r\n07912120550591F906320B912120550541F3FFFFFFFFFFFFFFFFFFFFFFFFFFFF00");
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    rig_free(rig);
}

static void test_second_failed_report_changes_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->modem[0].reference = 0x32;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    for (unsigned i = 0; i < 2; i++) {
        rig_line(rig, 0, "+CDS: 25\r\n07912120550591F906320B912120550541F3624051010354696240510113006946");
        rig_run(rig, 1000);
    }
    assert_int_equal(rig_sent_to(rig, AGENT), 2); /* texted; did not reach */
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_for_each_reason),
        cmocka_unit_test(test_untrusted_clock_names_no_time),
        cmocka_unit_test(test_dead_number_and_conversation_words),
        cmocka_unit_test(test_no_agent_number_records_all_and_sends_nothing_to_it),
        cmocka_unit_test(test_more_calls_than_the_table_holds),
        cmocka_unit_test(test_outbox_full_leaves_messages_to_the_network),
        cmocka_unit_test(test_a_message_that_comes_before_the_acknowledgement_of_another),
        cmocka_unit_test(test_more_notices_than_the_read_queue_holds),
        cmocka_unit_test(test_slots_beyond_belief),
        cmocka_unit_test(test_picture_message_is_announced),
        cmocka_unit_test(test_part_whose_place_is_taken_is_shown_alone),
        cmocka_unit_test(test_nonsense_on_the_disk),
        cmocka_unit_test(test_restored_callback_is_believed_up_to_the_bound),
        cmocka_unit_test(test_restored_text_to_no_number_fails_and_says_so),
        cmocka_unit_test(test_restored_long_relay_under_way_is_told_again_as_far_as_it_fits),
        cmocka_unit_test(test_report_without_a_date_settles_no_doubt),
        cmocka_unit_test(test_second_failed_report_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
