/* Messages that come in rarely: to other ports, into two stores at once, unasked for, while the card fails.
 */
#include "support/core_past.h"
#include "support/core_say.h"

/* From +1 202 555 0143: the words "Hello". */
#define HELLO "07912120550591F9040B912120550541F30000624051010354690548656C6C6F"

static unsigned received(const struct rig *rig)
{
    unsigned count = 0;
    for (unsigned i = 0; i < rig->record_count; i++)
        count += rig->record[i].record.kind == RECORD_TEXT &&
                 rig->record[i].record.text.kind == TEXT_RECEIVED &&
                 rig->record[i].record.text.state == TEXT_STATE_RECEIVED;
    return count;
}

/* The PDU of a text, as a store has it. */
static void pdu_of(const char *from, const char *text, int64_t time_s, char hex[SMS_NETWORK_HEX_MAX])
{
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    struct sms_deliver d = {.from = from, .text = text, .plan = &plan, .time_s = time_s};
    assert_true(sms_encode_deliver(&d, hex, SMS_NETWORK_HEX_MAX, NULL) > 0);
}

/* Ports other than those of a picture's notice: there are no words in it, and nothing to fetch. */
static void test_a_message_to_another_port(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    /* 8-bit, port 5505 (a ringing tone), otherwise as the picture of core_edges_test */
    rig_line(
        rig, 0,
        "+CMT: \"\",30\r\n07912120550591F9440B912120550541F40004624051010354690C060504158123F00106226170");
    rig_run(rig, 1000);
    assert_int_equal(received(rig), 1);
    assert_null(strstr(rig_last_to(rig, AGENT), "picture"));
    rig_free(rig);
}

/* The same number in the SIM's store and in the modem's own: both are read, and both go. */
static void test_one_place_in_two_stores(void **state)
{
    struct config *cfg = config_new();
    cfg->phone[0] = '\0'; /* no relay holds up the modem */
    struct rig *rig = rig_ready(cfg);
    char sm[SMS_NETWORK_HEX_MAX], me[SMS_NETWORK_HEX_MAX], first[800], second[800];
    (void)state;
    pdu_of(CALLER_A, "in the SIM", WALL_START / 1000, sm);
    pdu_of(CALLER_A, "in the modem", WALL_START / 1000 + 60, me);
    (void)snprintf(first, sizeof first, "\r\n+CMGR: 0,,30\r\n%s\r\n\r\nOK\r\n", sm);
    (void)snprintf(second, sizeof second, "\r\n+CMGR: 0,,30\r\n%s\r\n\r\nOK\r\n", me);
    rig_on(rig, "AT+CMGR=3", first, 1);
    rig_on(rig, "AT+CPMS=\"ME\";+CMGR=3", second, 1);
    rig->disk_stalls = true; /* nothing may be deleted yet */
    rig_line(rig, 0, "+CMTI: \"SM\",3");
    rig_line(rig, 0, "+CMTI: \"ME\",3");
    rig_run(rig, 1000);
    assert_int_equal(received(rig), 2);
    assert_false(rig_wired(rig, 0, "+CMGD=3"));
    rig->disk_stalls = false;
    rig_run(rig, 5000);
    assert_int_equal(rig_count_wired(rig, 0, "+CMGD=3"), 2);
    rig_free(rig);
}

/* The second half of an answer, behind the time that it had: its words are taken, but nobody knows any more
 * which place they are in. At the next look they are found there again, are known, and go. */
static void test_half_an_answer_comes_late(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CMGR=3", "\r\n+CMGR: 0,,30\r\n", 1);
    rig_line(rig, 0, "+CMTI: \"SM\",3");
    while (rig->core->line[0].reading)
        rig_run(rig, 1000);
    rig_say(rig, 0, HELLO "\r\n");
    rig_run(rig, 5000);
    assert_int_equal(received(rig), 1);
    assert_false(rig_wired(rig, 0, "CMGD"));
    rig_on(rig, "AT+CMGL=4", "\r\n+CMGL: 3,0,,30\r\n" HELLO "\r\n\r\nOK\r\n", 1);
    rig_run(rig, 13 * HOUR_MS_T);
    assert_int_equal(received(rig), 1);
    assert_int_equal(rig_count_wired(rig, 0, "CMGD=3"), 1);
    rig_free(rig);
}

/* The answer of one place comes late, as that of the next: which was not read, and must not go for it. A list
 * says of each where it lies. */
static void test_an_answer_of_another_place(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char other[SMS_NETWORK_HEX_MAX], rows[1000];
    (void)state;
    pdu_of(CALLER_B, "Can I see it?", WALL_START / 1000, other);
    (void)snprintf(rows, sizeof rows, "\r\n+CMGL: 1,1,,30\r\n" HELLO "\r\n+CMGL: 2,0,,30\r\n%s\r\n\r\nOK\r\n",
                   other);
    rig_on(rig, "AT+CMGR=1", "", 1);
    rig_on(rig, "AT+CPMS=\"SM\";+CMGR=2", "\r\n+CMGR: 0,,30\r\n" HELLO "\r\n\r\nOK\r\n", 1);
    rig_on(rig, "AT+CMGL=4", "\r\nOK\r\n", 1); /* of CMGR=2: an empty place? */
    rig_on(rig, "AT+CMGL=4", rows, 1);
    rig_line(rig, 0, "+CMTI: \"SM\",1");
    rig_line(rig, 0, "+CMTI: \"SM\",2");
    rig_run(rig, 30000);
    assert_int_equal(received(rig), 1);
    assert_false(rig_wired(rig, 0, "+CMGD"));
    rig_run(rig, 2 * MINUTE_MS); /* with a health check */
    assert_int_equal(received(rig), 2);
    assert_int_equal(rig_count_wired(rig, 0, "+CMGD=1|"), 1);
    assert_int_equal(rig_count_wired(rig, 0, "+CMGD=2|"), 1);
    rig_free(rig);
}

/* On the disk as far as the core was told, but the card fails: the network keeps the message until it works
 * again. */
static void test_nothing_is_acknowledged_while_the_card_fails(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = true});
    rig_run(rig, 1000);
    say(rig, CALLER_A, "Is it free?");
    rig_run(rig, 5000);
    assert_true(rig->durable == rig->sequence);
    assert_false(rig_wired(rig, 0, "AT+CNMA"));
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = false});
    rig_settle(rig);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CNMA"), 1);
    rig_free(rig);
}

/* Answers to HELP that have not left yet count, each for whom it is: two machines must not go on for ever. */
static void test_answers_that_wait_are_counted(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true; /* confirmations wait for it */
    for (int i = 0; i < 5; i++) {
        say(rig, CALLER_A, "HELP");
        say(rig, CALLER_B, "HELP");
    }
    rig->disk_stalls = false;
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 3);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 3);
    rig_free(rig);
}

/* A sender whose texts are to mean missed calls, without the words by which they do: texts as any others. */
static void test_a_sender_of_missed_calls_without_a_pattern(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    (void)snprintf(cfg->line[0].missed_sender, sizeof cfg->line[0].missed_sender, "55501");
    struct rig *rig = rig_ready(cfg);
    tell(rig, "55501", "You missed a call from +1 202 555 0143");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "You missed a call from"));
    rig_free(rig);
}

/* Whoever the agent has told the box to leave alone is no lead: their words come without a question about
 * STOP. */
static void test_words_of_somebody_to_be_left_alone(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_rule(cfg, CFG_RULE_SKIP, CALLER_A, false);
    struct rig *rig = rig_ready(cfg);
    tell(rig, CALLER_B, "Can we cancel the showing?");
    char asked[SMS_TEXT_MAX];
    (void)snprintf(asked, sizeof asked, "%s", rig_last_to(rig, AGENT));
    tell(rig, CALLER_A, "Can we cancel the showing?");
    const char *plain = rig_last_to(rig, AGENT);
    assert_non_null(strstr(plain, "Can we cancel the showing?"));
    assert_true(strlen(plain) < strlen(asked)); /* the lead's has the question behind it */
    rig_free(rig);
}

/* --- of a former life --- */

static void test_records_without_words(void **state)
{
    struct rig *rig = begin();
    struct record relay = {.kind = RECORD_TEXT,
                           .text = {.id = 61,
                                    .kind = TEXT_RELAY,
                                    .state = TEXT_PREPARED,
                                    .line = "main",
                                    .number = AGENT,
                                    .relays = 60,
                                    .parts = 1}};
    struct past_call past = {
        .outcome = CALL_MISSED, .verdict = VERDICT_TEXT, .last_ring_ms = 90000, .ended_ms = 90000};
    (void)state;
    restore_text(rig, 60, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, CALLER_A, "Is it free?", 1000, false);
    restore(rig, &relay); /* without its words: made anew from those of the lead */
    restore_text(rig, 62, 0, TEXT_ALERT, TEXT_PREPARED, AGENT, NULL, 1000, false); /* nothing to say */
    restore_call(rig, 50, CALLER_B, &past);
    go(rig, MINUTE_MS);
    unsigned relays = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        relays += strstr(rig->sent[i].text, "Is it free?") != NULL;
    assert_int_equal(relays, 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 2); /* and the alert about the call */
    rig_free(rig);
}

/* A text of a former life without a promise in its words promises nothing in this one either; nor does one
 * whose message the settings have no more. */
static void test_a_promise_is_only_what_was_said(void **state)
{
    static const char PROMISE[] = "Sorry I missed you. I can call within 15 minutes. Alex Agent";
    static const struct {
        const char *body, *message;
        bool promised;
    } ROWS[] = {
        {PROMISE, "text", true}, {"Sorry I missed you. Alex Agent", "text", false}, {PROMISE, "gone", false}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = begin();
        struct record call = {.kind = RECORD_CALL,
                              .call = {.id = 50,
                                       .line = "main",
                                       .number = CALLER_A,
                                       .outcome = CALL_MISSED,
                                       .verdict = VERDICT_TEXT}};
        call.call.began = call.call.last_ring = call.call.ended = ago(rig, 60000, false);
        (void)snprintf(call.call.message, sizeof call.call.message, "%s", ROWS[i].message);
        restore(rig, &call);
        restore_text(rig, 60, 50, TEXT_AUTO, TEXT_PREPARED, CALLER_A, ROWS[i].body, 60000, false);
        go(rig, MINUTE_MS);
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        assert_int_equal(leads_find(&rig->core->leads, CALLER_A)->record.promised.set, ROWS[i].promised);
        rig_free(rig);
    }
}

/* Held for a day by the wall clock, which was wrong when the box began: it is too late for the text. */
static void test_a_held_text_that_the_clock_finds_too_old(void **state)
{
    struct config *cfg = config_holding();
    struct past_call past = {.outcome = CALL_MISSED,
                             .verdict = VERDICT_HOLD,
                             .last_ring_ms = HOUR_MS_T,
                             .ended_ms = HOUR_MS_T,
                             .alerted = true};
    (void)state;
    config_hours(cfg, 16 * 60, 18 * 60);
    struct rig *rig = rig_new(cfg);
    restore_call(rig, 50, CALLER_A, &past);
    restore_text(rig, 60, 50, TEXT_AUTO, TEXT_HELD, CALLER_A, "Sorry.", HOUR_MS_T, false);
    go(rig, MINUTE_MS);
    rig->now.wall_ms += 2 * 24 * HOUR_MS_T;
    rig_run(rig, 3 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_to_another_port),
        cmocka_unit_test(test_one_place_in_two_stores),
        cmocka_unit_test(test_half_an_answer_comes_late),
        cmocka_unit_test(test_an_answer_of_another_place),
        cmocka_unit_test(test_nothing_is_acknowledged_while_the_card_fails),
        cmocka_unit_test(test_answers_that_wait_are_counted),
        cmocka_unit_test(test_a_sender_of_missed_calls_without_a_pattern),
        cmocka_unit_test(test_words_of_somebody_to_be_left_alone),
        cmocka_unit_test(test_records_without_words),
        cmocka_unit_test(test_a_promise_is_only_what_was_said),
        cmocka_unit_test(test_a_held_text_that_the_clock_finds_too_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
