/* The desk, as STORIES.md tells it: what the agent writes, what the box answers, what the lead gets. The
 * rig's day begins at 14:00 on Wednesday 2026-04-15. */
#include "support/core_cut.h"
#include "support/core_say.h"

static void expect(const struct rig *rig, const char *to, const char *words)
{
    if (strcmp(rig_last_to(rig, to), words) != 0)
        fail_msg("%s got <%s>, not <%s>", to, rig_last_to(rig, to), words);
}

static struct config *without_reminders(void)
{
    struct config *cfg = config_new();
    cfg->remind = false;
    return cfg;
}

static void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 5000);
}

static const struct lead_record *lead_record(const struct rig *rig, const char *number)
{
    for (unsigned i = rig->record_count; i-- > 0;)
        if (rig->record[i].record.kind == RECORD_LEAD &&
            strcmp(rig->record[i].record.lead.number, number) == 0)
            return &rig->record[i].record.lead;
    fail_msg("no lead %s", number);
    return NULL;
}

/* --- S15, S16, S17: leads, relays, answers --- */

static void test_s15_list_and_done(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "list");
    expect(rig, AGENT, "No open leads. I will text you when somebody calls.");
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    expect(rig, AGENT, "Missed 202-555-0144 at 2:00p: texted. Call by 2:15 pm. (lead 2)");
    tell(rig, CALLER_B, "the blue one on Oak");
    expect(rig, AGENT, "From 0144 (lead 2, 2:00p): the blue one on Oak");
    tell(rig, AGENT, "LIST");
    expect(rig, AGENT, "1) 0143 2:00p no reply\n2) 0144 2:00p replied: 'the blue one on Oak'");
    tell(rig, AGENT, "Done 1");
    expect(rig, AGENT, "Lead 1 (0143) is done.");
    assert_int_equal(lead_record(rig, CALLER_A)->state, LEAD_DONE);
    assert_true(lead_record(rig, CALLER_A)->answered.set);
    tell(rig, AGENT, "LIST");
    expect(rig, AGENT, "2) 0144 2:00p replied: 'the blue one on Oak'"); /* its number is stable */
    tell(rig, AGENT, "DONE 1");
    expect(rig, AGENT, "There is no open lead 1. LIST shows them.");
    tell(rig, AGENT, "DONE 0144");
    expect(rig, AGENT, "Lead 2 (0144) is done.");
    tell(rig, AGENT, "DONE 0144");
    expect(rig, AGENT,
           "Which 0144? Write the lead's number or the whole phone number. LIST shows open leads.");
    rig_free(rig);
}

static void test_a_long_list_is_texts_of_whole_rows(void **state)
{
    struct config *cfg = config_new();
    char number[TB_NUMBER_MAX];
    (void)state;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg);
    for (int i = 0; i < 12; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 110 + i);
        called(rig, number);
    }
    unsigned before = rig->sent_count;
    tell(rig, AGENT, "LIST");
    assert_int_equal(rig->sent_count - before, 3);
    expect(rig, AGENT, "11) 0120 2:01p no reply\n12) 0121 2:01p no reply");
    rig_free(rig);
}

/* One accent must not make a list of five dear; and who said STOP is not waiting for an answer. */
static void test_a_list_in_two_alphabets(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    called(rig, CALLER_C);
    tell(rig, CALLER_B,
         "\xC2\xBF"
         "Est\xC3\xA1?");
    tell(rig, CALLER_C, "stop");
    unsigned before = rig->sent_count;
    tell(rig, AGENT, "LIST");
    assert_int_equal(rig->sent_count - before, 3);
    assert_string_equal(rig->sent[before].text, "1) 0143 2:00p no reply");
    assert_string_equal(rig->sent[before + 1].text, "2) 0144 2:00p replied: '\xC2\xBF"
                                                    "Est\xC3\xA1?'");
    assert_string_equal(rig->sent[before + 2].text, "3) 0145 2:00p said STOP");
    tell(rig, AGENT, "1 I call you");
    tell(rig, AGENT, "LIST");
    assert_string_equal(rig->sent[rig->sent_count - 3].text, "1) 0143 2:00p (answered) no reply");
    rig_free(rig);
}

/* The box loses its power while it rings; the phone goes on ringing when it is back. */
static void test_a_call_through_a_power_cut_is_told_of_once(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig = rig_cut(rig, without_reminders(), 4000);
    rig_run(rig, 3000);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_int_equal(lead_record(rig, CALLER_A)->calls, 1);
    rig_run(rig, MINUTE_MS);
    called(rig, CALLER_A); /* a call of its own */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "called again."));
    rig_free(rig);
}

static void test_report_is_asked_for_and_answered(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->report = CFG_REPORT_NONE;
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "report");
    assert_int_equal(rig->asked, 1);
    struct report_figures figures = {.dated = true,
                                     .from_ms = WALL_START - 14 * 24 * HOUR_MS_T,
                                     .to_ms = WALL_START,
                                     .calls = 41,
                                     .texted = 36,
                                     .replied = 14};
    rig_event(rig, &(struct event){.kind = EVENT_REPORT, .figures = &figures});
    rig_run(rig, 5000);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "41 missed, 36 texted, 14 replied"));
    rig_free(rig);
}

static void test_s16_addresses_are_tagged_and_kept(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "1402 Oak St");
    expect(rig, AGENT, "From 0143 (2:00p): 1402 Oak St [address?]");
    assert_string_equal(lead_record(rig, CALLER_A)->address, "1402 Oak St");
    tell(rig, CALLER_A, "This is Ann. 5 pm at 77 W 3rd?");
    expect(rig, AGENT, "From 0143 (Ann, 2:00p): This is Ann. 5 pm at 77 W 3rd? [address? time? name?]");
    tell(rig, CALLER_A, "2 bed\n2 bath");
    expect(rig, AGENT, "From 0143 (Ann, 2:00p): 2 bed\n2 bath");
    assert_string_equal(lead_record(rig, CALLER_A)->last_text, "2 bed 2 bath");
    assert_string_equal(lead_record(rig, CALLER_A)->address, "1402 Oak St");
    rig_free(rig);
}

static void test_s17_answer_by_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    tell(rig, AGENT, "1 It's still available, want to see it at 5? \xF0\x9F\x8F\xA1");
    expect(rig, CALLER_A, "It's still available, want to see it at 5? \xF0\x9F\x8F\xA1");
    expect(rig, AGENT, "Sent to 0143");
    assert_int_equal(rig_text_record(rig, TEXT_TYPED, CALLER_A)->state, TEXT_ACCEPTED);
    assert_true(lead_record(rig, CALLER_A)->answered.set);
    assert_true(rig_person_record(rig, CALLER_A)->last_typed);
    called(rig, CALLER_A); /* they talk: no automatic text */
    assert_int_equal(rig_call_record(rig, 3)->reason, REASON_CONVERSATION);
    tell(rig, AGENT, "see you there");
    expect(rig, AGENT, "Not sent: for which lead? 1) 0143 2) 0144. Put the number first, like: 1 your words");
    tell(rig, AGENT, "7 see you there");
    expect(rig, AGENT, "There is no open lead 7. LIST shows them.");
    rig_free(rig);
}

static void test_s17_a_bare_answer_to_the_only_lead(void **state)
{
    static const char *const NEVER[] = {"ok", "Thanks!", "\xF0\x9F\x91\x8D", "Liked \"1402 Oak St\""};
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "On my way"); /* they have written nothing yet */
    expect(rig, AGENT, "Not sent: for which lead? 1) 0143. Put the number first, like: 1 your words");
    tell(rig, CALLER_A, "Is it free?");
    unsigned before = rig->sent_count;
    for (size_t i = 0; i < TB_COUNT(NEVER); i++)
        tell(rig, AGENT, NEVER[i]);
    assert_int_equal(rig->sent_count, before);
    tell(rig, AGENT, "Yes, at 5");
    expect(rig, CALLER_A, "Yes, at 5");
    expect(rig, AGENT, "Sent to 0143");
    rig_run(rig, 16 * MINUTE_MS);
    tell(rig, AGENT, "And bring a coat");
    expect(rig, CALLER_A, "Yes, at 5");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Not sent: for which lead?"));
    rig_free(rig);
}

/* A word or two that may have been meant for the box reach no lead; an address in another form is one. */
static void test_what_looks_like_an_order_or_an_address(void **state)
{
    static const char *const ORDERS[] = {
        "lst",         "hlp",        "LIST ALL", "HELP LIST",         "stop",
        "unsubscribe", "remove him", "code",     "test my phone off", "TEST FORWARDING"};
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Is it free?");
    for (size_t i = 0; i < TB_COUNT(ORDERS); i++) {
        tell(rig, AGENT, ORDERS[i]);
        if (strstr(rig_last_to(rig, AGENT), "Not sent, it looks like an order to me.") == NULL)
            fail_msg("%s: %s", ORDERS[i], rig_last_to(rig, AGENT));
    }
    tell(rig, AGENT, "reply 1 yes");
    expect(rig, AGENT, "Not sent: for which lead? 1) 0143. Put the number first, like: 1 your words");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    tell(rig, AGENT, "(1) yes");
    expect(rig, CALLER_A, "yes");
    tell(rig, AGENT, "0143 ok then");
    expect(rig, CALLER_A, "ok then");
    tell(rig, AGENT, "1402 Oak St it is"); /* no lead ends so: words */
    expect(rig, CALLER_A, "1402 Oak St it is");
    tell(rig, AGENT, "Sure");
    expect(rig, CALLER_A, "Sure");
    rig_free(rig);
}

/* Two telephones that answer by themselves must not go on for ever. */
static void test_an_agents_phone_that_answers_by_itself(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    unsigned before = rig->sent_count;
    for (int i = 0; i < 5; i++)
        tell(rig, AGENT, "I am driving, I will see your message later");
    assert_int_equal(rig->sent_count - before, 1);
    rig_free(rig);
}

static void test_strangers_command_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_B, "DONE 1");
    tell(rig, CALLER_B, "LIST");
    assert_int_equal(rig_sent_to(rig, CALLER_B), 0);
    assert_int_equal(lead_record(rig, CALLER_A)->state, LEAD_OPEN);
    expect(rig, AGENT, "From 0144 (lead 2, 2:00p): LIST");
    rig_free(rig);
}

static void test_who_said_stop_is_not_written_to(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Stop");
    unsigned before = rig_sent_to(rig, CALLER_A);
    tell(rig, AGENT, "1 please come back");
    expect(rig, AGENT, "Not sent: 0143 said STOP. Call instead.");
    assert_int_equal(rig_sent_to(rig, CALLER_A), before);
    rig_free(rig);
}

static void test_a_doubtful_stop_waits_for_the_agent(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->repeat_ms = 0;
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Can we cancel the 5 pm showing?");
    expect(rig, AGENT,
           "From 0143 (2:00p): Can we cancel the 5 pm showing? [time?] [May be an opt-out. If so BLOCK 1, "
           "else just answer.]");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_PAUSED);
    tell(rig, AGENT, "1 Sure, 6 then?"); /* the agent has decided: it was none */
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 3)->verdict, VERDICT_TEXT);
    tell(rig, CALLER_A, "can we cancel the 6 pm showing?");
    tell(rig, AGENT, "block 1");
    expect(rig, AGENT, "Blocked 0143: no automatic texts to them. UNBLOCK 202-555-0143 undoes it.");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 4)->reason, REASON_OPTED_OUT);
    assert_true(rig_person_record(rig, CALLER_A)->opted_out && rig_person_record(rig, CALLER_A)->blocked);
    tell(rig, CALLER_A, "START"); /* lifts their own STOP, never the agent's block */
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 5)->reason, REASON_OPTED_OUT);
    rig_free(rig);
}

/* --- words that do not arrive --- */

static void test_typed_words_that_fail_are_told(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 1\r\n", 1);
    tell(rig, AGENT, "1 Yes, at 5");
    expect(rig, AGENT, "Not sent to 0143: CMS 1. Call them.");
    rig_forget_rules(rig);
    rig_on(rig, "\x1a", "", 1);
    tell(rig, AGENT, "1 Yes, at 6");
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_TYPED, CALLER_A)->state, TEXT_IN_DOUBT);
    bool told = false;
    for (unsigned i = 0; i < rig->sent_count; i++)
        told = told || strcmp(rig->sent[i].text, "I cannot tell if your words reached 0143. Call them.") == 0;
    assert_true(told);
    rig_free(rig);
}

static void test_words_too_long_for_a_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static char words[TB_BODY_MAX];
    struct text_record source = {.id = 77};
    (void)state;
    called(rig, CALLER_A);
    (void)snprintf(words, sizeof words, "1 ");
    for (size_t i = 2; i + 3 < sizeof words; i += 2)
        memcpy(words + i, "\xC3\xA1", 3);
    core_desk(rig->core, 0, 0, &source, words, CONTENT_WORDS, &rig->now, rig->out);
    rig_perform(rig);
    rig_run(rig, 5000);
    expect(rig, AGENT,
           "Not sent: too long for one text. Send it in pieces, each with the lead's number first.");
    rig_free(rig);
}

static void test_pictures_and_nothing_from_the_agent(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct text_record source = {.id = 77};
    (void)state;
    called(rig, CALLER_A);
    core_desk(rig->core, 0, 0, &source, "(sent a picture)", CONTENT_PICTURE, &rig->now, rig->out);
    rig_perform(rig);
    rig_run(rig, 5000);
    expect(rig, AGENT,
           "I cannot open pictures or very long messages. Nothing was sent. Write it as a short text.");
    unsigned before = rig->sent_count;
    tell(rig, AGENT, "");
    assert_int_equal(rig->sent_count, before);
    rig_free(rig);
}

/* --- slips --- */

static void test_slips_are_answered_and_reach_nobody(void **state)
{
    static const struct {
        const char *text, *answer;
    } ROWS[] = {
        {"done", "Which lead? For example: DONE 1. LIST shows them. Nothing was sent."},
        {"1 done", "The command comes first: DONE 1. Nothing was sent."},
        {"away until foo",
         "I cannot read that time. For example: AWAY until Mon, until 5pm, until Mon 8am, until 12/24"},
        {"say", "Which message? For example: SAY seller"},
        {"say nonsense",
         "There is no message \"nonsense\". There are: text, seller, after_hours, client, sign, again. For "
         "example: SAY seller"},
        {"help", NULL},
    };
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Hello?");
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        tell(rig, AGENT, ROWS[i].text);
        if (ROWS[i].answer != NULL)
            expect(rig, AGENT, ROWS[i].answer);
    }
    assert_non_null(strstr(rig_last_to(rig, AGENT), "LIST STATUS DONE/TAKE/BLOCK"));
    assert_non_null(strstr(rig_last_to(rig, AGENT), "VOICEMAIL OFF"));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* --- S18: the promise --- */

static void test_s18_promise_is_reminded_of(void **state)
{
    struct rig *rig = rig_ready(config_new()); /* callback 15 minutes */
    (void)state;
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 11 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    rig_run(rig, MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call by 2:15 pm. DONE 1 when called.");
    rig_run(rig, 3 * MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call now. DONE 1 when called.");
    rig_run(rig, 15 * MINUTE_MS);
    expect(rig, AGENT, "0143 still waits for your call, promised by 2:15 pm. DONE 1 when called.");
    assert_int_equal(rig_sent_to(rig, AGENT), before + 3);
    rig_run(rig, 8 * HOUR_MS_T); /* +45, +105 and +225 minutes; then it is evening */
    assert_int_equal(rig_sent_to(rig, AGENT), before + 6);
    rig_run(rig, 48 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 6);
    assert_false(lead_record(rig, CALLER_A)->promised.set);
    rig_free(rig);
}

static void test_s18_done_take_and_an_answer_keep_it(void **state)
{
    static const char *const WORDS[] = {"DONE 1", "TAKE 1", "1 I call you at 3"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(WORDS); i++) {
        struct rig *rig = rig_ready(config_new());
        called(rig, CALLER_A);
        tell(rig, AGENT, WORDS[i]);
        unsigned before = rig_sent_to(rig, AGENT);
        rig_run(rig, 5 * HOUR_MS_T);
        assert_int_equal(rig_sent_to(rig, AGENT), before);
        rig_free(rig);
    }
}

static void test_s18_many_promises_are_one_reminder(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    called(rig, CALLER_B);
    called(rig, CALLER_C);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 13 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    expect(rig, AGENT,
           "3 leads wait for your call: 1) 0143 2) 0144 3) 0145. DONE 1 when called, LIST shows all.");
    rig_free(rig);
}

static void test_s18_promise_survives_a_cut(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    rig = rig_cut(rig, config_new(), 2 * MINUTE_MS);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 11 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    expect(rig, AGENT, "0143 expects your call by 2:15 pm. DONE 1 when called.");
    rig =
        rig_cut(rig, config_new(), 3 * HOUR_MS_T); /* what was missed is told once, not one upon the other */
    before = rig_sent_to(rig, AGENT);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before + (before == 0));
    rig_free(rig);
}

static void test_s18_short_promise_has_no_word_before(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->callback_ms = 5 * MINUTE_MS;
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 4 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    rig_run(rig, MINUTE_MS);
    expect(rig, AGENT, "0143 expects your call now. DONE 1 when called.");
    rig_free(rig);
}

static void test_remind_no_keeps_still(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 5 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    rig_free(rig);
}

/* --- S19 --- */

static void test_s19_three_calls_are_urgent(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    for (int i = 0; i < 3; i++) {
        called(rig, CALLER_A);
        rig_run(rig, MINUTE_MS);
    }
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    expect(rig, AGENT, "202-555-0143 called 3 times, urgent? Call back. (lead 1)");
    rig_run(rig, 11 * MINUTE_MS);
    called(rig, CALLER_A); /* much later: a burst of its own */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "called again"));
    rig_free(rig);
}

/* --- S32, S33: away and pause --- */

static void test_s33_pause(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "PAUSE 2h");
    expect(rig, AGENT, "Paused until 4:00 pm: callers get no text, I still alert you. RESUME ends it.");
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_PAUSED);
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: not texted: paused. Call back. (lead 1)");
    rig = rig_cut(rig, config_new(), MINUTE_MS); /* it survives */
    called(rig, CALLER_B);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 0);
    rig_run(rig, 2 * HOUR_MS_T);
    expect(rig, AGENT, "Your pause is over. Callers get your text again.");
    called(rig, CALLER_C);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 1);
    tell(rig, AGENT, "pause");
    tell(rig, AGENT, "resume");
    expect(rig, AGENT, "Callers get your text again. PAUSE 2h stops it for a while.");
    called(rig, "+12025550146");
    assert_int_equal(rig_sent_to(rig, "+12025550146"), 1);
    rig_free(rig);
}

/* The code in the latest text to the agent. */
static const char *code_in(const struct rig *rig)
{
    static char code[5];
    const char *at = strstr(rig_last_to(rig, AGENT), "Reply ");
    assert_non_null(at);
    (void)snprintf(code, sizeof code, "%.4s", at + 6);
    assert_int_equal(strspn(code, "0123456789"), 4);
    return code;
}

static void test_a_long_pause_wants_the_code(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "PAUSE until Mon");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "to pause for more than 12 hours"));
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    tell(rig, AGENT, "PAUSE 3d");
    tell(rig, AGENT, code_in(rig));
    expect(rig, AGENT, "Paused until Sat 2:00 pm: callers get no text, I still alert you. RESUME ends it.");
    rig_free(rig);
}

static void test_s32_away_with_a_colleague(void **state)
{
    static const char COVERING[] = "+15125550151";
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "AWAY until Mon covering 512-555-0151");
    assert_non_null(
        strstr(rig_last_to(rig, AGENT), "within 10 minutes to send your callers to 512-555-0151."));
    called(rig, CALLER_A);
    assert_non_null(
        strstr(rig_last_to(rig, CALLER_A), "I can call within 15 minutes")); /* not yet confirmed */
    tell(rig, AGENT, "AWAY until Mon covering 512-555-0151");
    tell(rig, AGENT, code_in(rig));
    expect(
        rig, AGENT,
        "Away until Mon 8:00 am: callers are told to reach 512-555-0151, alerts go there too. BACK ends it.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_B);
    expect(rig, CALLER_B,
           "Hi, this is Example Realty for Alex Agent. I am away right now; please call or text "
           "512-555-0151, who will help you. Reply STOP to opt out.");
    assert_string_equal(rig_call_record(rig, 2)->message, "away");
    assert_int_equal(rig_sent_to(rig, COVERING), 1); /* the alert goes there too */
    unsigned before = rig_sent_to(rig, AGENT);
    rig_run(rig, 30 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT) - before,
                     3 /* of the first call's promise: none of the second's */);
    rig_run(rig, 5 * 24 * HOUR_MS_T);
    expect(rig, AGENT, "You are no longer away. Callers get your usual text again. LIST shows open leads.");
    called(rig, CALLER_C);
    assert_non_null(strstr(rig_last_to(rig, CALLER_C), "I can call within 15 minutes"));
    rig_free(rig);
}

static void test_away_without_a_colleague_promises_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "away");
    expect(rig, AGENT, "Away: callers get your after-hours text, no call-back is promised. BACK ends it.");
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "We are closed. Alex Agent");
    tell(rig, AGENT, "back");
    expect(rig, AGENT, "Welcome back. Callers get your usual text again. LIST shows open leads.");
    called(rig, CALLER_B);
    assert_non_null(strstr(rig_last_to(rig, CALLER_B), "I can call within 15 minutes"));
    rig_free(rig);
}

static void test_times_without_a_clock(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->now.wall_ok = false;
    tell(rig, AGENT, "AWAY until Mon");
    expect(rig, AGENT, "I do not know the time yet. Say how long instead, like: PAUSE 2h, AWAY 3d");
    tell(rig, AGENT, "PAUSE 2h");
    expect(rig, AGENT, "Paused: callers get no text, I still alert you. RESUME ends it.");
    rig_run(rig, 2 * HOUR_MS_T);
    expect(rig, AGENT, "Your pause is over. Callers get your text again.");
    rig_free(rig);
}

/* --- CALLBACK and SAY --- */

static void test_callback_changes_the_promise(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "CALLBACK 30m");
    expect(rig, AGENT, "Callers are now promised a call within 30 minutes. CALLBACK OFF promises none.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Sorry I missed you. I can call within 30 minutes. Alex Agent");
    tell(rig, AGENT, "callback off");
    expect(rig, AGENT, "From now on no call-back time is promised. CALLBACK 15m turns it on again.");
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "Sorry I missed you. Alex Agent");
    rig_free(rig);
}

static void test_say_chooses_the_message(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "SAY Seller");
    expect(rig, AGENT,
           "Unknown callers now get the message \"seller\". SAY text goes back to the usual one.");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Selling? Alex Agent");
    tell(rig, AGENT, "say text");
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    rig_free(rig);
}

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

static void test_callback_ends_when_the_ini_says_something_new(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    struct rig *rig = rig_ready(config_new());
    tell(rig, AGENT, "CALLBACK 30m");
    tell(rig, AGENT, "status");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "CALLBACK 30 minutes."));
    cfg->callback_ms = 20 * MINUTE_MS;
    rig = rig_cut(rig, cfg, MINUTE_MS);
    called(rig, CALLER_A);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "I can call within 20 minutes."));
    rig_free(rig);
}

static void test_s32_who_stands_in_knows_and_reads(void **state)
{
    static const char COVERING[] = "+15125550151";
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "AWAY until Mon covering 512-555-0151");
    tell(rig, AGENT, code_in(rig));
    bool introduced = false;
    for (unsigned i = 0; i < rig->record_count; i++)
        introduced = introduced || (rig->record[i].body != NULL &&
                                    strstr(rig->record[i].body, "is away until Mon 8:00 am and "
                                                                "sends callers to you") != NULL);
    assert_true(introduced);
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "I want to see it");
    expect(rig, COVERING, "From 0143 (2:00p): I want to see it");
    tell(rig, COVERING, "1 Come at five");
    expect(
        rig, COVERING,
        "I am Alex Agent's box and take orders from Alex Agent only; I have passed this on. Answer callers "
        "from your own phone.");
    expect(rig, AGENT, "From 512-555-0151 (2:00p): 1 Come at five");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(leads_count(&rig->core->leads), 1); /* a colleague is no lead */
    rig_free(rig);
}

static void test_s32_covered_by_one_of_the_team(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    cfg->escalate_ms = HOUR_MS_T;
    cfg->backup_count = 2;
    (void)snprintf(cfg->backup[0].number, TB_NUMBER_MAX, "+12025550161");
    (void)snprintf(cfg->backup[1].number, TB_NUMBER_MAX, "+12025550162");
    struct rig *rig = rig_ready(cfg);
    tell(rig, AGENT, "AWAY 3d covering 202-555-0162");
    tell(rig, AGENT, code_in(rig));
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, "+12025550161"), 1); /* the offer */
    assert_int_equal(rig_sent_to(rig, "+12025550162"),
                     1); /* callers are told to call there: so the alert goes too */
    rig_free(rig);
}

/* The box loses its power in the middle of a trial: which leg it was is not known any more. */
static void test_a_trial_through_a_power_cut_claims_nothing(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "TEST BUSY");
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 42\r\n", -1);
    called(rig, CALLER_A);
    rig = rig_cut(rig, without_reminders(), 30000);
    rig_run(rig, MINUTE_MS);
    assert_false(rig->core->desk.leg_seen[DESK_LEG_BUSY]);
    assert_null(strstr(rig_last_to(rig, AGENT), "It works"));
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Missed 202-555-0143"));
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
    assert_string_equal(rig->sent[first].text,
                        "Missed 202-555-0143 at 2:00p: your client, I am texting them. Call back. (lead 1)");
    assert_string_equal(rig->sent[first + 1].to, CALLER_A);
    assert_int_equal(rig->sent_count, first + 2); /* and once is enough */
    rig_free(rig);
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

/* --- S2, S3: TEST --- */

static void test_s2_guided_test(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A); /* texted before: a test does not mind */
    tell(rig, AGENT, "TEST");
    expect(rig, AGENT, "Call your cell from another phone now and let it ring. I tell you what I see.");
    rig_run(rig, 13000);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_true(rig_call_record(rig, 2)->test);
    expect(rig, AGENT,
           "It works: a call from 202-555-0143 came 18 s after you asked. Text sent at once when it ended. "
           "Not yours? Call back. Next: TEST BUSY.");
    called(rig, CALLER_B); /* no test any more */
    assert_false(rig_call_record(rig, 3)->test);
    rig = rig_cut(rig, without_reminders(), MINUTE_MS);
    tell(rig, AGENT, "status");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Forwarding tested: no answer."));
    tell(rig, AGENT, "test busy");
    called(rig, "+18005550143");
    expect(rig, AGENT,
           "It works: a call from 800-555-0143 came 5.0 s after you asked. No text: a toll-free number, not "
           "texted. Not yours? Call back. "
           "Next: TEST OFF.");
    tell(rig, AGENT, "test off");
    rig_run(rig, 11 * MINUTE_MS);
    expect(rig, AGENT,
           "No call reached me (phone off). Dial *#004# on your cell to see if that forward is set. Then "
           "send TEST again.");
    rig_free(rig);
}

static void test_status(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "STATUS");
    expect(rig, AGENT, "On. Signal good (5/5), Test. No open leads. Forwarding not tested: send TEST.");
    called(rig, CALLER_A);
    tell(rig, AGENT, "pause 1h");
    tell(rig, AGENT, "say seller");
    tell(rig, AGENT, "status");
    expect(rig, AGENT,
           "On. Signal good (5/5), Test. 1 open lead. Paused until 3:00 pm. Forwarding not tested: send "
           "TEST. Callers get \"seller\".");
    rig_free(rig);
}

/* --- how leads end --- */

static void test_a_lead_nobody_closes_closes_by_itself(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    rig_run(rig, 73 * HOUR_MS_T);
    called(rig, CALLER_B);
    assert_int_equal(lead_record(rig, CALLER_A)->state, LEAD_DONE);
    assert_false(lead_record(rig, CALLER_A)->answered.set);
    assert_int_equal(lead_record(rig, CALLER_B)->n, 2);
    rig_free(rig);
}

static void test_numbers_go_on_after_a_cut(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, AGENT, "DONE 1");
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_B);
    assert_int_equal(lead_record(rig, CALLER_B)->n, 2); /* "1 see you at 5" was for another */
    rig_free(rig);
}

static void test_somebody_picks_up_the_box(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, CALLER_A);
    rig_ring(rig, 0, CALLER_A);
    rig_line(rig, 0, "VOICE CALL: BEGIN");
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 3000);
    if (rig_call_record(rig, 2)->reason == REASON_ANSWERED)
        assert_true(lead_record(rig, CALLER_A)->answered.set);
    else
        fail_msg("not answered but %s", skip_reason_word(rig_call_record(rig, 2)->reason));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s15_list_and_done),
        cmocka_unit_test(test_a_long_list_is_texts_of_whole_rows),
        cmocka_unit_test(test_a_list_in_two_alphabets),
        cmocka_unit_test(test_a_call_through_a_power_cut_is_told_of_once),
        cmocka_unit_test(test_report_is_asked_for_and_answered),
        cmocka_unit_test(test_s16_addresses_are_tagged_and_kept),
        cmocka_unit_test(test_s17_answer_by_text),
        cmocka_unit_test(test_s17_a_bare_answer_to_the_only_lead),
        cmocka_unit_test(test_what_looks_like_an_order_or_an_address),
        cmocka_unit_test(test_an_agents_phone_that_answers_by_itself),
        cmocka_unit_test(test_strangers_command_nothing),
        cmocka_unit_test(test_who_said_stop_is_not_written_to),
        cmocka_unit_test(test_a_doubtful_stop_waits_for_the_agent),
        cmocka_unit_test(test_typed_words_that_fail_are_told),
        cmocka_unit_test(test_words_too_long_for_a_text),
        cmocka_unit_test(test_pictures_and_nothing_from_the_agent),
        cmocka_unit_test(test_slips_are_answered_and_reach_nobody),
        cmocka_unit_test(test_s18_promise_is_reminded_of),
        cmocka_unit_test(test_s18_done_take_and_an_answer_keep_it),
        cmocka_unit_test(test_s18_many_promises_are_one_reminder),
        cmocka_unit_test(test_s18_promise_survives_a_cut),
        cmocka_unit_test(test_s18_short_promise_has_no_word_before),
        cmocka_unit_test(test_remind_no_keeps_still),
        cmocka_unit_test(test_s19_three_calls_are_urgent),
        cmocka_unit_test(test_s33_pause),
        cmocka_unit_test(test_a_long_pause_wants_the_code),
        cmocka_unit_test(test_s32_away_with_a_colleague),
        cmocka_unit_test(test_away_without_a_colleague_promises_nothing),
        cmocka_unit_test(test_times_without_a_clock),
        cmocka_unit_test(test_callback_changes_the_promise),
        cmocka_unit_test(test_say_chooses_the_message),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_a_late_code_goes_to_nobody),
        cmocka_unit_test(test_callback_ends_when_the_ini_says_something_new),
        cmocka_unit_test(test_s32_who_stands_in_knows_and_reads),
        cmocka_unit_test(test_s23_a_clients_promise_is_reminded_of),
        cmocka_unit_test(test_blocked_is_the_agents_own_word),
        cmocka_unit_test(test_s32_covered_by_one_of_the_team),
        cmocka_unit_test(test_a_trial_through_a_power_cut_claims_nothing),
        cmocka_unit_test(test_unblock_never_lifts_a_stop),
        cmocka_unit_test(test_block_by_number_before_they_ever_called),
        cmocka_unit_test(test_note_is_kept_and_shown),
        cmocka_unit_test(test_forget),
        cmocka_unit_test(test_forget_what_is_under_way),
        cmocka_unit_test(test_s23_a_marked_client_gets_client_words),
        cmocka_unit_test(test_s23_the_clients_text_waits_only_so_long),
        cmocka_unit_test(test_s23_alerts_off),
        cmocka_unit_test(test_s2_guided_test),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_a_lead_nobody_closes_closes_by_itself),
        cmocka_unit_test(test_numbers_go_on_after_a_cut),
        cmocka_unit_test(test_somebody_picks_up_the_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
