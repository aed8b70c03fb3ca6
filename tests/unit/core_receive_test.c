/* Incoming messages: durable before acknowledged or deleted, each once to the agent. */
#include "support/core_rig.h"

/* "Is it still for sale?" from +1 202 555 0144: case par-01 */
#define SALE "07912120550591F9040B912120550541F400006240510103546915C939284D07CDE969361B647ECB41F330BBFC03"
/* "Can I see it on Friday?" from +1 202 555 0144: case inc-02 */
#define FRIDAY                                                                                               \
    "07912120550591F9040B912120550541F400006240510103546917C3B01B9404CDCB65509A0E7ABB4146799A1CCEFF00"
/* "OK" from +1 202 555 0143: case par-07 */
#define OK_TEXT "07912120550591F9040B912120550541F300006240510103546902CF25"

static void direct(struct rig *rig, const char *hex)
{
    char words[600];
    (void)snprintf(words, sizeof words, "+CMT: \"\",%zu\r\n%s", strlen(hex) / 2 - 8, hex);
    rig_line(rig, 0, words);
}

/* A message from the network, by its words; long ones in as many parts as it takes. Returns the number of
 * parts. */
static unsigned network_pdu(const char *from, const char *text, unsigned part, uint16_t ref, int64_t time_s,
                            char *hex)
{
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    struct sms_deliver d = {.smsc = "+12025550159",
                            .from = from,
                            .text = text,
                            .plan = &plan,
                            .part = part,
                            .ref = ref,
                            .time_s = time_s,
                            .tz_quarters = -16};
    assert_true(sms_encode_deliver(&d, hex, SMS_NETWORK_HEX_MAX, NULL) > 0);
    return plan.parts;
}

static void say(struct rig *rig, const char *from, const char *text)
{
    char hex[SMS_NETWORK_HEX_MAX];
    unsigned parts = 1;
    for (unsigned p = 0; p < parts; p++) {
        parts = network_pdu(from, text, p, 9, rig->now.wall_ms / 1000, hex);
        direct(rig, hex);
    }
}

/* mt=1: messages are stored, not shown */
static struct rig *storing(struct config *cfg)
{
    struct rig *rig = rig_new(cfg);
    rig_on(rig, "AT+CSMS=1", "\r\nERROR\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    assert_true(core_is_armed(rig->core));
    return rig;
}

static void test_direct_message_is_relayed(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    direct(rig, SALE);
    rig_run(rig, 1000);
    assert_int_equal(rig->sent_count, 1);
    assert_string_equal(rig_last_to(rig, AGENT), "From 202-555-0144 (2:00p): Is it still for sale?");
    const struct text_record *in = rig_text_record(rig, TEXT_RECEIVED, CALLER_B);
    assert_int_equal(in->state, TEXT_STATE_RELAYED);
    assert_int_equal(rig_text_record(rig, TEXT_RELAY, AGENT)->relays, in->id);
    rig_free(rig);
}

/* A caller's text is given up after so many answers; a lead's words are not. */
static void test_relay_that_is_refused_and_refused_comes_in_the_end(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 21\r\n", 6);
    direct(rig, SALE);
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_RELAYED);
    assert_int_equal(rig->sent[rig->sent_count - 1].result, RIG_TAKEN);
    assert_string_equal(rig->sent[6].text, "From 202-555-0144 (2:00p): Is it still for sale?");
    rig_free(rig);
}

static void test_no_acknowledgement_before_durable(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true;
    size_t mark = rig_mark(rig);
    direct(rig, SALE);
    rig_run(rig, 3000);
    assert_false(rig_wired(rig, mark, "AT+CNMA"));
    uint64_t needed = 0; /* the text and its fingerprint */
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_SEEN ||
            (rig->record[i].record.kind == RECORD_TEXT && rig->record[i].record.text.direction == TEXT_IN))
            needed = rig->record[i].sequence;
    for (uint64_t s = rig->durable; s < needed; s++) {
        rig_durable(rig, s);
        rig_settle(rig);
        assert_false(rig_wired(rig, mark, "AT+CNMA"));
    }
    rig_durable(rig, rig->sequence);
    rig_settle(rig);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CNMA|"), 1);
    rig_free(rig);
}

static void test_without_csms_nothing_is_acknowledged_and_messages_are_stored(void **state)
{
    struct rig *rig = storing(config_new());
    (void)state;
    assert_false(rig_wired(rig, 0, "AT+CNMI=2,2"));
    assert_true(rig_wired(rig, 0, "AT+CNMI=2,1"));
    direct(rig, SALE); /* some send it all the same */
    rig_run(rig, 1000);
    assert_false(rig_wired(rig, 0, "AT+CNMA"));
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

static void test_damaged_message_is_acknowledged_too(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "+CMT: \"\",6\r\n0791210255G1XY"); /* case inc-07 */
    rig_run(rig, 1000);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CNMA|"), 1);
    assert_non_null(strstr(rig->log, "0791210255G1XY"));
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_line(rig, 0, "+CMT: \"\",6\r\n0791210255G1XY"); /* delivered again: acknowledged, not told again */
    rig_run(rig, 1000);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CNMA|"), 2);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    direct(rig, FRIDAY);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "From 202-555-0144 (2:00p): Can I see it on Friday? [time?]");
    rig_free(rig);
}

static void test_read_commit_delete_in_this_order(void **state)
{
    struct rig *rig = storing(config_new());
    (void)state;
    rig->disk_stalls = true;
    rig_durable(rig, rig->sequence);
    size_t mark = rig_mark(rig);
    rig_on(rig, "AT+CMGR=3", "\r\n+CMGR: 0,,40\r\n" FRIDAY "\r\n\r\nOK\r\n", -1);
    rig_line(rig, 0, "+CMTI: \"SM\",3");
    rig_run(rig, 3000);
    assert_true(rig_wired(rig, mark, "AT+CMGR=3|"));
    assert_false(rig_wired(rig, mark, "AT+CMGD"));
    uint64_t needed = 0;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_SEEN)
            needed = rig->record[i].sequence;
    for (uint64_t s = rig->durable; s < needed; s++) {
        rig_durable(rig, s);
        rig_settle(rig);
        assert_false(rig_wired(rig, mark, "AT+CMGD"));
    }
    rig_durable(rig, rig->sequence);
    rig_settle(rig);
    assert_int_equal(rig_count_wired(rig, mark, "+CMGD=3|"), 1);
    rig_free(rig);
}

static void test_delete_that_fails_relays_once(void **state)
{
    struct rig *rig = storing(config_new());
    (void)state;
    rig_on(rig, "AT+CMGR=0", "\r\n+CMGR: 0,,40\r\n" FRIDAY "\r\n\r\nOK\r\n", -1); /* case inc-06 */
    rig_on(rig, "AT+CMGL", "\r\n+CMGL: 0,1,,40\r\n" FRIDAY "\r\n\r\nOK\r\n", -1);
    rig_on(rig, "AT+CMGD", "\r\n+CMS ERROR: 321\r\n", -1);
    rig_line(rig, 0, "+CMTI: \"SM\",0");
    rig_run(rig, 30 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

static void test_index_that_names_nothing_lists_the_store(void **state)
{
    static const char *const NOTICES[] = {"+CMTI: \"SM\",-1", "+CMTI: ,-1", "+CMTI: \"SM\"", "+SMS FULL",
                                          "^SMMEMFULL:\"SM\""};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NOTICES); i++) {
        struct rig *rig = storing(config_new());
        size_t mark = rig_mark(rig);
        rig_on(rig, "AT+CMGL", "\r\n+CMGL: 4,0,,40\r\n" FRIDAY "\r\n\r\nOK\r\n",
               1); /* cases inc-02, inc-03 */
        rig_line(rig, 0, NOTICES[i]);
        rig_run(rig, 2000);
        assert_int_equal(rig_sent_to(rig, AGENT), 1);
        assert_true(rig_wired(rig, mark, "+CMGD=4|"));
        rig_free(rig);
    }
}

static void test_stored_messages_are_found_at_start_and_now_and_then(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig_on(rig, "AT+CMGL", "\r\n+CMGL: 1,0,,40\r\n" FRIDAY "\r\n\r\nOK\r\n", 1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_on(rig, "AT+CMGL", "\r\n+CMGL: 2,0,,21\r\n" OK_TEXT "\r\n\r\nOK\r\n",
           1); /* its notice was lost: case end-11 */
    rig_run(rig, 15 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    rig_free(rig);
}

static void test_sent_messages_in_the_store_alarm_nobody(void **state)
{
    struct rig *rig = rig_new(config_new());
    (void)state;
    rig_on(rig, "AT+CMGL",
           "\r\n+CMGL: 1,3,,17\r\n0001000B912120550541F3000002CF25\r\n"
           "\r\n+CMGL: 2,2,,17\r\n0011000B912120550541F30000AA02CF25\r\n\r\nOK\r\n",
           1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    assert_int_equal(rig->sent_count, 0);
    rig_free(rig);
}

static void test_three_at_once_in_order(void **state)
{
    struct rig *rig = storing(config_new());
    (void)state;
    rig_on(rig, "AT+CMGR=1", /* case inc-02: one, two, three */
           "\r\n+CMGR: 0,,22\r\n07912120550591F9040B912120550541F3000062405101035469036F7719\r\n\r\nOK\r\n",
           1);
    rig_on(rig, "AT+CMGR=2",
           "\r\n+CMGR: 0,,22\r\n07912120550591F9040B912120550541F300006240510103546903F4FB1B\r\n\r\nOK\r\n",
           1);
    rig_on(
        rig, "AT+CMGR=3",
        "\r\n+CMGR: 0,,24\r\n07912120550591F9040B912120550541F30000624051010354690574B4BC5C06\r\n\r\nOK\r\n",
        1);
    rig_say(rig, 0, "\r\n+CMTI: \"SM\",1\r\n\r\n+CMTI: \"SM\",2\r\n\r\n+CMTI: \"SM\",3\r\n");
    rig_run(rig, 2000);
    assert_int_equal(rig->sent_count, 3);
    assert_string_equal(rig->sent[0].text, "From 202-555-0143 (2:00p): one");
    assert_string_equal(rig->sent[1].text, "From 0143 (2:00p): two");
    assert_string_equal(rig->sent[2].text, "From 0143 (2:00p): three");
    rig_free(rig);
}

static void test_copy_by_another_way_is_one_relay(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    direct(rig, FRIDAY);
    rig_on(rig, "AT+CMGR=1", "\r\n+CMGR: 0,,40\r\n" FRIDAY "\r\n\r\nOK\r\n", 1); /* case inc-08 */
    rig_line(rig, 0, "+CMTI: \"SM\",1");
    direct(rig, FRIDAY);
    rig_run(rig, 2000);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_true(rig_wired(rig, 0, "+CMGD=1|")); /* the copy is cleared away */
    rig_free(rig);
}

static void test_message_while_sending_to_a_caller(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CMGS=", "\r\n+CMT: \"\",38\r\n" SALE "\r\n\r\n> ", 1); /* case par-01 */
    rig_on(rig, "AT+CMGR=3", "\r\n+CMGR: 0,,21\r\n" OK_TEXT "\r\n\r\nOK\r\n", 1);
    rig_on(rig, "\x1a", "\r\n+CMTI: \"SM\",3\r\n\r\n+CMGS: 44\r\n\r\nOK\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 3); /* two relays and the alert */
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    rig_free(rig);
}

static void test_nothing_is_read_or_deleted_while_it_rings(void **state)
{
    struct rig *rig = storing(config_new());
    (void)state;
    rig_on(rig, "AT+CMGR=3", "\r\n+CMGR: 0,,40\r\n" FRIDAY "\r\n\r\nOK\r\n", 1);
    rig_ring(rig, 0, CALLER_A);
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "+CMTI: \"SM\",3");
    rig_run(rig, 3000);
    assert_false(rig_wired(rig, mark, "AT+CMG"));
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 3000);
    const char *text = strstr(rig->wire + mark, "AT+CMGS="), *read = strstr(rig->wire + mark, "AT+CMGR=3");
    assert_true(text != NULL && read != NULL && text < read);
    rig_free(rig);
}

static void test_long_message_in_any_order(void **state)
{
    static const char *const PDUS[] = {
        /* case pdu-01: parts 3, 1, 2 */
        "07912120550591F9440B912120550541F400006240510103546917050003070303D273509A0E7ABB41CFF01A34A5FF00",
        "07912120550591F9440B912120550541F400006240510103546914050003070301906536FBCD022541F3F01D04",
        "07912120550591F9440B912120550541F400006240510103546912050003070302F2EFBA1C344F9FDD2C10"};
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (size_t i = 0; i < TB_COUNT(PDUS); i++) {
        assert_int_equal(rig->sent_count, 0);
        direct(rig, PDUS[i]);
    }
    rig_run(rig, 1000);
    assert_int_equal(rig->sent_count, 1);
    assert_string_equal(rig->sent[0].text,
                        "From 202-555-0144 (2:00p): Hello, I saw your sign, is it on Oak St?");
    unsigned waiting = 0, gone = 0;
    for (unsigned i = 0; i < rig->record_count; i++) {
        waiting += rig->record[i].record.kind == RECORD_WAITING_PART;
        gone += rig->record[i].record.kind == RECORD_WAITING_PART_GONE;
    }
    assert_int_equal(waiting, 2);
    assert_int_equal(gone, 2);
    rig_free(rig);
}

static void test_lone_part_is_shown_after_hours(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    direct(rig, /* case inc-10 */
           "07912120550591F9440B912120550541F4000062405101035469210500035502018C69F99C0E4287D966D0DB0C0A83D86"
           "FF719442FE3"
           "E920");
    rig_run(rig, HOUR_MS_T);
    assert_int_equal(rig->sent_count, 0);
    rig_run(rig, 12 * HOUR_MS_T);
    assert_int_equal(rig->sent_count, 1);
    assert_non_null(strstr(rig->sent[0].text, "part 2 of 2 did not arrive"));
    assert_int_equal(rig_text_record(rig, TEXT_RECEIVED, CALLER_B)->state, TEXT_STATE_PARTIAL);
    rig_free(rig);
}

static void test_answering_machine_is_relayed_once_and_never_answered(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (unsigned i = 0; i < 6; i++) { /* case pol-01 */
        say(rig, CALLER_A, "I am driving and will answer later. Auto-reply.");
        rig_run(rig, 2000);
    }
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    say(rig, CALLER_A, "Yes");
    rig_run(rig, 2000);
    say(rig, CALLER_A, "Yes"); /* a person says so twice */
    rig_run(rig, 2000);
    assert_int_equal(rig_sent_to(rig, AGENT), 3);
    rig_free(rig);
}

static void test_senders_and_odd_words(void **state)
{
    static const struct {
        const char *from, *text, *want;
    } ROWS[] = {
        {"2025550144", "Hi", "From 202-555-0144 (2:00p): Hi"},
        {"AMAZON", "Your code is 1", "From AMAZON (2:00p): Your code is 1"},
        {"55501", "Hi", "From 55501 (2:00p): Hi"},
        {CALLER_B, "", "From 202-555-0144 (2:00p): (empty text)"},
        {CALLER_B,
         "S\xc3\xad, ma\xc3\xb1"
         "ana",
         "From 202-555-0144 (2:00p): S\xc3\xad, ma\xc3\xb1"
         "ana"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(config_new());
        say(rig, ROWS[i].from, ROWS[i].text);
        rig_run(rig, 1000);
        assert_int_equal(rig->sent_count, 1);
        assert_string_equal(rig->sent[0].text, ROWS[i].want);
        rig_free(rig);
    }
}

/* As long as a message can be, in characters of three octets: nothing is lost, nothing overflows. */
static void test_longest_message_is_relayed_whole(void **state)
{
    static const struct {
        const char *character;
        unsigned count;
    } ROWS[] = {
        {"a", 32 * 153}, {"\xc3\xa9", 32 * 153}, {"\xe4\xbd\xa0", 32 * 67}, {"\xe2\x82\xac", 32 * 76}};
    (void)state;
    for (size_t r = 0; r < TB_COUNT(ROWS); r++) {
        struct rig *rig = rig_ready(config_new());
        static char text[20000];
        size_t length = strlen(ROWS[r].character), got = 0;
        for (unsigned i = 0; i < ROWS[r].count; i++)
            memcpy(text + i * length, ROWS[r].character, length + 1);
        say(rig, CALLER_B, text);
        rig_run(rig, 2000);
        for (unsigned i = 0; i < rig->sent_count; i++)
            for (const char *p = rig->sent[i].text; (p = strstr(p, ROWS[r].character)) != NULL; p += length)
                got++;
        if (length > 1)
            assert_int_equal(got, ROWS[r].count);
        else
            assert_true(got >= ROWS[r].count);
        rig_free(rig);
    }
}

/* They call while the rest is still to come: nobody has paused the box. */
static void test_a_call_after_the_first_part_of_a_stop(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char text[200] = "STOP texting me. ", hex[SMS_NETWORK_HEX_MAX];
    (void)state;
    memset(text + strlen(text), 'x', sizeof text - 1 - strlen(text));
    assert_int_equal(network_pdu(CALLER_A, text, 0, 9, rig->now.wall_ms / 1000, hex), 2);
    direct(rig, hex);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_PAUSED);
    assert_non_null(
        strstr(rig_last_to(rig, AGENT), "may have written STOP, not texted. Call back. (lead 1)"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_direct_message_is_relayed),
        cmocka_unit_test(test_relay_that_is_refused_and_refused_comes_in_the_end),
        cmocka_unit_test(test_no_acknowledgement_before_durable),
        cmocka_unit_test(test_without_csms_nothing_is_acknowledged_and_messages_are_stored),
        cmocka_unit_test(test_damaged_message_is_acknowledged_too),
        cmocka_unit_test(test_read_commit_delete_in_this_order),
        cmocka_unit_test(test_delete_that_fails_relays_once),
        cmocka_unit_test(test_index_that_names_nothing_lists_the_store),
        cmocka_unit_test(test_stored_messages_are_found_at_start_and_now_and_then),
        cmocka_unit_test(test_sent_messages_in_the_store_alarm_nobody),
        cmocka_unit_test(test_three_at_once_in_order),
        cmocka_unit_test(test_copy_by_another_way_is_one_relay),
        cmocka_unit_test(test_message_while_sending_to_a_caller),
        cmocka_unit_test(test_nothing_is_read_or_deleted_while_it_rings),
        cmocka_unit_test(test_long_message_in_any_order),
        cmocka_unit_test(test_lone_part_is_shown_after_hours),
        cmocka_unit_test(test_answering_machine_is_relayed_once_and_never_answered),
        cmocka_unit_test(test_senders_and_odd_words),
        cmocka_unit_test(test_longest_message_is_relayed_whole),
        cmocka_unit_test(test_a_call_after_the_first_part_of_a_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
