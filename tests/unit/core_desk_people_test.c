/* The desk: orders about people, and the code that some of them ask for: CLIENT (S23), BLOCK, NOTE, FORGET.
 */
#include "support/core_desk_rig.h"

/* --- codes --- */

static void test_codes(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "CLIENT 1");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "within 10 minutes to make 0143 your client."));
    char code[5], wrong[12];
    (void)snprintf(code, sizeof code, "%s", code_in(rig));
    (void)snprintf(wrong, sizeof wrong, "%04u", (unsigned)(atoi(code) + 1) % 10000U);
    tell(rig, AGENT, wrong);
    expect(rig, AGENT, "That is not the code. 2 tries left.");
    tell(rig, AGENT, code);
    expect(rig, AGENT,
           "0143 is your client now: your client words if they call. SKIP and UNBLOCK change it.");
    assert_int_equal(rig_person_record(rig, CALLER_A)->mark, MARK_CLIENT);
    assert_int_equal(rig_person_record(rig, CALLER_A)->kind, PERSON_CLIENT);
    tell(rig, AGENT, "SKIP 1");
    (void)snprintf(code, sizeof code, "%s", code_in(rig));
    (void)snprintf(wrong, sizeof wrong, "%04u", (unsigned)(atoi(code) + 1) % 10000U);
    for (int i = 0; i < 3; i++)
        tell(rig, AGENT, wrong);
    expect(rig, AGENT,
           "Wrong code, too many tries. Nothing was changed. Send the command again for a new code.");
    unsigned typed = rig_sent_to(rig, CALLER_A);
    tell(rig, AGENT, code); /* is now mere words, and those go to nobody */
    assert_int_equal(rig_sent_to(rig, CALLER_A), typed);
    tell(rig, AGENT, "SKIP 1");
    (void)snprintf(code, sizeof code, "%s", code_in(rig));
    rig_run(rig, 11 * MINUTE_MS);
    tell(rig, AGENT, code);
    assert_int_equal(rig_person_record(rig, CALLER_A)->mark, MARK_CLIENT);
    tell(rig, AGENT, "SKIP 0143");
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT, "0143 gets no texts from me any more. UNBLOCK undoes it.");
    tell(rig, AGENT, "4711");
    expect(rig, AGENT,
           "I am waiting for no code, or it has run out. Send the command again. Words for a lead: 1 your "
           "words");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_SKIP_LIST);
    tell(rig, AGENT, "UNBLOCK 202-555-0143");
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT, "Unblocked 202-555-0143: if they call, they get your text again.");
    assert_int_equal(rig_person_record(rig, CALLER_A)->mark, MARK_NONE);
    tell(rig, AGENT, "CLIENT 9");
    expect(rig, AGENT, "There is no open lead 9. LIST shows them.");
    tell(rig, AGENT, "BLOCK 202-555-0100"); /* the agent's own */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "I cannot read that number"));
    rig_free(rig);
}

/* Four digits so soon after a code are one, however late, and never words for a lead. */
static void test_a_late_code_goes_to_nobody(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    char code[5];
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "SKIP 1");
    (void)snprintf(code, sizeof code, "%s", code_in(rig));
    rig_run(rig, 8 * MINUTE_MS);
    tell(rig, CALLER_A, "Is it free?");
    rig_run(rig, 3 * MINUTE_MS);
    tell(rig, AGENT, code);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "I am waiting for no code"));
    tell(rig, AGENT, "Yes it is");
    expect(rig, CALLER_A, "Yes it is");
    rig_free(rig);
}

static void test_unblock_never_lifts_a_stop(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "stop");
    tell(rig, AGENT, "BLOCK 1");
    tell(rig, AGENT, "UNBLOCK 1");
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT, "Your block of 0143 is lifted, but they said STOP: only their START lifts that.");
    assert_true(rig_person_record(rig, CALLER_A)->opted_out);
    assert_false(rig_person_record(rig, CALLER_A)->blocked);
    rig_free(rig);
}

static void test_block_by_number_before_they_ever_called(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "Block 202 555 0145");
    expect(rig, AGENT, "Blocked 202-555-0145: no automatic texts to them. UNBLOCK 202-555-0145 undoes it.");
    called(rig, CALLER_C);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 0);
    rig_free(rig);
}

static void test_note_is_kept_and_shown(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "note 1 wants a garden");
    expect(rig, AGENT, "Noted for 0143. Nothing was sent to them.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    tell(rig, AGENT, "LIST");
    expect(rig, AGENT, "1) 0143 2:00p note: wants a garden");
    rig_free(rig);
}

static void test_forget(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "stop");
    tell(rig, AGENT, "FORGET 202-555-0143");
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT, "Everything about that number is erased, but not that they want no texts.");
    bool recorded = false;
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        recorded = recorded || (record->kind == RECORD_FORGET && strcmp(record->forget, CALLER_A) == 0);
        if (recorded && record->kind == RECORD_TEXT) /* nothing names them after that */
            assert_string_not_equal(record->text.number, CALLER_A);
    }
    assert_true(recorded);
    assert_null(leads_find(&rig->core->leads, CALLER_A));
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_OPTED_OUT);
    rig_free(rig);
}

/* Their words wait for the agent, a part of a message for its kin, a text for its hour: all of it goes. */
static void test_forget_what_is_under_way(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 15 * 60, 18 * 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_HELD);
    rig->core->inbox.part[3] = (struct waiting_part){.used = true, .fingerprint = 9, .sender = CALLER_A};
    core_forget(rig->core, CALLER_A, &rig->now, rig->out);
    rig_perform(rig);
    assert_false(rig->core->inbox.part[3].used);
    rig_run(rig, 2 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

/* --- S23: client --- */

static void test_s23_a_marked_client_gets_client_words(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "CLIENT 202-555-0143");
    tell(rig, AGENT, code_in(rig));
    unsigned first = rig->sent_count;
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Hello client.");
    assert_string_equal(rig->sent[first].to, AGENT); /* the agent hears of it first */
    assert_string_equal(
        rig->sent[first].text,
        "Missed 202-555-0143 at 2:00p: your client, I am texting them. Call by 2:15 pm. (lead 1)");
    assert_string_equal(rig->sent[first + 1].to, CALLER_A);
    assert_int_equal(rig->sent_count, first + 2); /* and once is enough */
    rig_free(rig);
}

/* LIST: who never had the text has not failed to reply to it. */
static void test_list_tells_whom_no_text_reached(void **state)
{
    struct config *cfg = config_holding();
    (void)state;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_C, false);
    cfg->client = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
    struct rig *rig = rig_ready(cfg);
    rig_rule_for(rig, 0, "\x1a", "\r\n+CMS ERROR: 50\r\n", 1); /* the first text is the caller's */
    called(rig, CALLER_A);
    rig_forget_rules(rig);
    called(rig, CALLER_B);
    called(rig, CALLER_C);
    tell(rig, AGENT, "LIST");
    expect(rig, AGENT, "1) 0143 2:00p not texted\n2) 0144 2:00p no reply\n3) 0145 2:00p not texted");
    rig = rig_cut(rig, config_holding(), MINUTE_MS); /* it is remembered */
    tell(rig, AGENT, "LIST");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "0143 2:00p not texted\n"));
    assert_non_null(strstr(rig_last_to(rig, AGENT), "0144 2:00p no reply"));
    rig_run(rig, AT(19, 0) - rig->now.mono_ms);
    called(rig, "+12025550146");                                    /* a text that waits for the morning */
    people_get(&rig->core->people, CALLER_B)->undeliverable = true; /* the report said so */
    tell(rig, AGENT, "LIST");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "p not texted yet"));
    assert_non_null(strstr(rig_last_to(rig, AGENT), "0144 2:00p not reached"));
    tell(rig, CALLER_A, "Are you there?");
    tell(rig, AGENT, "LIST");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "p replied: 'Are you there?'"));
    rig_free(rig);
}

/* No promise in the text, none in the alert; and no time of which no clock can tell. */
static void test_s23_a_client_is_promised_nothing(void **state)
{
    static const char *const WANT[] = {
        "Missed 202-555-0143 at 2:00p: your client, I am texting them. Call back. (lead 1)",
        "Missed 202-555-0143: your client, I am texting them. They expect your call. (lead 1)"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(WANT); i++) {
        struct config *cfg = config_new();
        config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
        cfg->callback_ms = i == 0 ? 0 : cfg->callback_ms;
        struct rig *rig = rig_ready(cfg);
        rig->now.wall_ok = i == 0;
        called(rig, CALLER_A);
        expect(rig, AGENT, WANT[i]);
        rig_free(rig);
    }
}

/* The agent's own phone is out of reach: the client is not kept waiting for it. */
static void test_s23_the_clients_text_waits_only_so_long(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    struct rig *rig = rig_ready(cfg);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 42\r\n", 2);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_run(rig, 20000);
    expect(rig, CALLER_A, "Hello client.");
    rig_free(rig);
}

static void test_s23_a_clients_promise_is_reminded_of(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    (void)snprintf(cfg->message[MSG_CLIENT].text, sizeof cfg->message[MSG_CLIENT].text,
                   "I'll call you by {time}.");
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "I'll call you by 2:15 pm.");
    rig_run(rig, 12 * MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call by 2:15 pm. DONE 1 when called.");
    rig_free(rig);
}

static void test_blocked_is_the_agents_own_word(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "BLOCK 202-555-0143");
    called(rig, CALLER_A);
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: blocked by you, not texted. Call back. (lead 1)");
    rig_free(rig);
}

static void test_s23_alerts_off(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->missed = false;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    struct rig *rig = rig_ready(cfg);
    unsigned first = rig->sent_count;
    called(rig, CALLER_A);
    assert_string_equal(rig->sent[first].to, CALLER_A);
    assert_int_equal(rig->sent_count, first + 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_a_late_code_goes_to_nobody),
        cmocka_unit_test(test_unblock_never_lifts_a_stop),
        cmocka_unit_test(test_block_by_number_before_they_ever_called),
        cmocka_unit_test(test_note_is_kept_and_shown),
        cmocka_unit_test(test_forget),
        cmocka_unit_test(test_forget_what_is_under_way),
        cmocka_unit_test(test_s23_a_marked_client_gets_client_words),
        cmocka_unit_test(test_s23_the_clients_text_waits_only_so_long),
        cmocka_unit_test(test_s23_a_client_is_promised_nothing),
        cmocka_unit_test(test_list_tells_whom_no_text_reached),
        cmocka_unit_test(test_s23_a_clients_promise_is_reminded_of),
        cmocka_unit_test(test_blocked_is_the_agents_own_word),
        cmocka_unit_test(test_s23_alerts_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
