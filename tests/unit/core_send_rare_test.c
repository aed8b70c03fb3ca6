/* Texts under way when something rare comes between: another text's reference, a report for the wrong one, a
 * second line that is free, an hour that closes behind the first part, a day without the agent's phone. */
#include "support/core_past.h"
#include "support/core_say.h"

/* A report of the centre, as of now. */
static void report(struct rig *rig, uint8_t ref, const char *to, unsigned status)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_report r = {.to = to,
                           .ref = ref,
                           .status = (uint8_t)status,
                           .time_s = rig->now.wall_ms / 1000,
                           .discharge_s = rig->now.wall_ms / 1000};
    assert_true(sms_encode_report(&r, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CDS: 25\r\n%s", hex);
    rig_line(rig, 0, words);
}

static enum text_state state_of(const struct rig *rig)
{
    return rig_text_record(rig, TEXT_AUTO, CALLER_A)->state;
}

static struct config *two_parts(void)
{
    struct config *cfg = config_new();
    memset(cfg->message[MSG_TEXT].text, 'x', 200);
    cfg->message[MSG_TEXT].text[200] = '\0';
    cfg->remind = false;
    return cfg;
}

/* The n-th text to `to`. */
static const struct rig_sent *sent_to(const struct rig *rig, const char *to, unsigned n)
{
    for (unsigned i = 0; i < rig->sent_count; i++)
        if (strcmp(rig->sent[i].to, to) == 0 && n-- == 0)
            return &rig->sent[i];
    fail_msg("no such text to %s", to);
    return NULL;
}

/* --- lines --- */

/* Neither line is sure of its network: the one that rang tries it itself. */
static void test_a_stand_in_without_a_network(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "other");
    cfg->line[1].stand_in = true;
    struct rig *rig = rig_new(cfg);
    rig_on(rig, "AT+CREG?", "\r\n+CREG: 0,2\r\n\r\nOK\r\n", -1);
    rig_on(rig, "AT+CEREG?", "\r\n+CEREG: 0,2\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_link(rig, 1, true);
    rig_run(rig, 10000);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(sent_to(rig, CALLER_A, 0)->line, 0);
    rig_free(rig);
}

static struct rig *two_lines(void)
{
    struct config *cfg = config_new();
    config_line(cfg, "other");
    return rig_ready(cfg);
}

/* So many words that their relay has two parts. */
static void say_long_on(struct rig *rig, unsigned line)
{
    char words[161];
    memset(words, 'y', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    say_on(rig, line, CALLER_A, words);
}

/* Between two parts a line is still able: the first one, which is free and looks before it, leaves the rest
 * to it. */
static void test_the_rest_of_a_relay_stays_on_its_line(void **state)
{
    struct rig *rig = two_lines();
    (void)state;
    rig_rule_for(rig, 1, "AT+CMGS=", "\r\n> ", 1);
    rig_rule_for(rig, 1, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", 2); /* congestion */
    say_long_on(rig, 1);
    rig_run(rig, 500);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    assert_int_equal(sent_to(rig, AGENT, 0)->line, 1);
    assert_int_equal(sent_to(rig, AGENT, 1)->line, 1);
    assert_int_equal(sent_to(rig, AGENT, 1)->ref, sent_to(rig, AGENT, 0)->ref);
    rig_free(rig);
}

/* Begun by another line, since its own was away: it stays there when that is back. */
static void test_the_rest_of_a_relay_stays_where_it_began(void **state)
{
    struct rig *rig = two_lines();
    (void)state;
    rig_rule_for(rig, 0, "AT+CMGS=", "", 1); /* no prompt, and then no link */
    rig_rule_for(rig, 1, "AT+CMGS=", "\r\n> ", 1);
    rig_rule_for(rig, 1, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", 3);
    say_long_on(rig, 0);
    rig_run(rig, 500);
    rig_link(rig, 0, false);
    rig_run(rig, 500);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    assert_int_equal(sent_to(rig, AGENT, 0)->line, 1);
    assert_int_equal(sent_to(rig, AGENT, 1)->line, 1);
    rig_free(rig);
}

/* --- what was made ready --- */

/* A text of a former life that belongs to no call goes to its own caller, not to the one of the latest call.
 */
static void test_a_text_without_a_call(void **state)
{
    struct config *cfg = config_holding();
    (void)state;
    config_hours(cfg, 16 * 60, 18 * 60);
    struct rig *rig = rig_new(cfg);
    core_restore_ids(rig->core, &(struct last_ids){.call = 100, .text = 200});
    restore_text(rig, 60, 0, TEXT_AUTO, TEXT_HELD, CALLER_A, "Hello from before.", 1000, false);
    go(rig, 1000);
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 3 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

/* The agent's long words to another lead take the reference that was meant for it while it rings. */
static void test_another_long_text_while_it_rings(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    char words[200] = "1 ";
    (void)state;
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 5000);
    memset(words + 2, 'y', sizeof words - 3);
    words[sizeof words - 1] = '\0';
    rig_ring(rig, 0, CALLER_A);
    core_desk(rig->core, 0, 0, &(struct text_record){.id = 77}, words, CONTENT_WORDS, &rig->now, rig->out);
    rig_perform(rig);
    rig_run(rig, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 4);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_int_equal(sent_to(rig, CALLER_A, 0)->ref, sent_to(rig, CALLER_A, 1)->ref);
    assert_int_not_equal(sent_to(rig, CALLER_A, 0)->ref, sent_to(rig, CALLER_B, 3)->ref);
    rig_free(rig);
}

/* The hours of a held text go by behind its first part: half a message is worse than a late end. */
static void test_hours_that_end_between_two_parts(void **state)
{
    struct config *cfg = two_parts();
    (void)state;
    config_hours(cfg, 10 * 60, 10 * 60 + 2);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    struct rig *rig = rig_ready(cfg);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 19 * HOUR_MS_T);
    assert_int_equal(state_of(rig), TEXT_HELD);
    rig_on(rig, "AT+CMGS=", "\r\n> ", 1);
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", 6);
    rig_run(rig, HOUR_MS_T + MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_true(sent_to(rig, CALLER_A, 1)->at_ms - sent_to(rig, CALLER_A, 0)->at_ms > 2 * MINUTE_MS);
    assert_int_equal(state_of(rig), TEXT_ACCEPTED);
    rig_free(rig);
}

/* --- refusals --- */

/* Told again on the next day, should it still be so. */
static void test_account_trouble_is_told_once_a_day(void **state)
{
    struct rig *rig = rig_ready(config_new());
    unsigned told = 0;
    (void)state;
    for (int day = 0; day < 2; day++) {
        rig_on(rig, "\x1a", "\r\n+CMS ERROR: 8\r\n", 1);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 25 * HOUR_MS_T);
    }
    for (unsigned i = 0; i < rig->sent_count; i++)
        told += strcmp(rig->sent[i].to, AGENT) == 0 && strstr(rig->sent[i].text, "CMS 8") != NULL &&
                strstr(rig->sent[i].text, "0143") == NULL;
    assert_int_equal(told, 2);
    rig_free(rig);
}

/* 28 blames the number; it is believed once the SIM has shown that it may text anybody. */
static void test_an_unknown_subscriber(void **state)
{
    (void)state;
    for (int proven = 0; proven < 2; proven++) {
        struct rig *rig = rig_ready(config_new());
        if (proven) {
            rig_call(rig, 0, CALLER_B, 3000);
            rig_run(rig, 5000);
        }
        rig_on(rig, "\x1a", "\r\n+CMS ERROR: 28\r\n", 1);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, MINUTE_MS);
        assert_int_equal(state_of(rig), TEXT_FAILED);
        assert_int_equal(people_find(&rig->core->people, CALLER_A)->undeliverable, proven);
        rig_free(rig);
    }
}

/* A day without a word to the agent that the network took: the relay is given up, and the lead's words stay
 * unread. */
static void test_a_relay_that_is_given_up(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 8\r\n", -1);
    say(rig, CALLER_A, "Is it free?");
    rig_run(rig, 30 * HOUR_MS_T);
    const struct text_record *words = rig_text_record(rig, TEXT_RECEIVED, CALLER_A);
    bool given_up = false;
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct text_record *text = &rig->record[i].record.text;
        given_up = given_up || (rig->record[i].record.kind == RECORD_TEXT && text->kind == TEXT_RELAY &&
                                text->relays == words->id && text->state == TEXT_EXPIRED);
    }
    assert_true(given_up);
    assert_int_equal(words->state, TEXT_STATE_RECEIVED);
    rig_free(rig);
}

/* --- reports --- */

/* The report came before the reference did: that settles the text, and the reference changes nothing. */
static void test_a_reference_behind_the_report(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5 * MINUTE_MS);
    report(rig, 77, CALLER_A, 0);
    assert_int_equal(state_of(rig), TEXT_DELIVERED);
    rig_line(rig, 0, "+CMGS: 77");
    rig_run(rig, 1000);
    assert_int_equal(state_of(rig), TEXT_DELIVERED);
    rig_free(rig);
}

/* A second report of the same text cannot take back the first, which the agent has been told of. */
static void test_delivered_behind_failed(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    report(rig, 0, CALLER_A, 0x46);
    assert_int_equal(state_of(rig), TEXT_FAILED);
    report(rig, 0, CALLER_A, 0);
    assert_int_equal(state_of(rig), TEXT_FAILED);
    rig_free(rig);
}

/* One report says nothing about a long text in doubt: whose part would it be? */
static void test_a_report_and_a_long_text_in_doubt(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    for (int i = 0; i < 300 && state_of(rig) != TEXT_IN_DOUBT; i++)
        rig_run(rig, 1000);
    report(rig, 77, CALLER_A, 0);
    rig_run(rig, 1000);
    assert_int_equal(state_of(rig), TEXT_IN_DOUBT);
    rig_free(rig);
}

/* Its reference is on record, and the power went before its result was: only a report with that one is about
 * it. */
static void test_a_report_and_a_reference_of_a_former_life(void **state)
{
    struct rig *rig = begin();
    struct record part = {.kind = RECORD_PART, .part = {.text = 9, .seq = 1, .ref = 50, .status = -1}};
    (void)state;
    restore_text(rig, 9, 7, TEXT_AUTO, TEXT_SENDING, CALLER_A, "Sorry.", 10000, true);
    restore(rig, &part);
    go(rig, 1000);
    assert_int_equal(state_of(rig), TEXT_IN_DOUBT);
    report(rig, 51, CALLER_A, 0);
    assert_int_equal(state_of(rig), TEXT_IN_DOUBT);
    report(rig, 50, CALLER_A, 0);
    assert_int_equal(state_of(rig), TEXT_DELIVERED);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_stand_in_without_a_network),
        cmocka_unit_test(test_the_rest_of_a_relay_stays_on_its_line),
        cmocka_unit_test(test_the_rest_of_a_relay_stays_where_it_began),
        cmocka_unit_test(test_a_text_without_a_call),
        cmocka_unit_test(test_another_long_text_while_it_rings),
        cmocka_unit_test(test_hours_that_end_between_two_parts),
        cmocka_unit_test(test_account_trouble_is_told_once_a_day),
        cmocka_unit_test(test_an_unknown_subscriber),
        cmocka_unit_test(test_a_relay_that_is_given_up),
        cmocka_unit_test(test_a_reference_behind_the_report),
        cmocka_unit_test(test_delivered_behind_failed),
        cmocka_unit_test(test_a_report_and_a_long_text_in_doubt),
        cmocka_unit_test(test_a_report_and_a_reference_of_a_former_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
