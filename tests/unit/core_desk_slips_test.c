/* The desk: words that do not arrive, and orders with slips in them. */
#include "support/core_desk_rig.h"

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
    assert_non_null(strstr(rig_last_to(rig, AGENT), "LIST STATUS DONE/TAKE/(UN)BLOCK/CLIENT"));
    assert_non_null(strstr(rig_last_to(rig, AGENT), "VOICEMAIL OFF"));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* With one lead open, whose words just came: an order in capitals with words behind it reaches nobody. */
static void test_an_order_in_capitals_is_no_word_for_a_lead(void **state)
{
    static const struct {
        const char *text, *answer; /* NULL: it goes to the lead */
    } ROWS[] = {
        {"REPORT last month",
         "Not sent, it looks like an order to me, written REPORT. HELP lists them. To send "
         "it: 1 REPORT last month"},
        {"AWAY next week",
         "Not sent, it looks like an order to me, written AWAY until Mon. HELP lists them. To "
         "send it: 1 AWAY next week"},
        {"BACK at 5",
         "Not sent, it looks like an order to me, written BACK. HELP lists them. To send it: 1 BACK "
         "at 5"},
        {"Back at 5", NULL},
        {"DONE WITH OAK ST", NULL},
        {"1 BACK at 6", NULL},
        {"(1) BACK at 7", NULL},
    };
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, CALLER_A, "Hello?");
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        unsigned before = rig_sent_to(rig, CALLER_A);
        tell(rig, AGENT, ROWS[i].text);
        assert_int_equal(rig_sent_to(rig, CALLER_A) - before, ROWS[i].answer == NULL);
        expect(rig, AGENT, ROWS[i].answer != NULL ? ROWS[i].answer : "Sent to 0143");
    }
    called(rig, CALLER_B);
    tell(rig, AGENT, "BACK at 5"); /* for whom would not be clear either */
    expect(rig, AGENT,
           "Not sent, it looks like an order to me, written BACK. HELP lists them. To send it, put a lead's "
           "number first.");
    rig_free(rig);
}

/* Two codes at once would be a riddle: the newer text says which one counts, if one was still waited for. */
static void test_a_newer_code_says_that_the_older_is_void(void **state)
{
    char first[5], want[DESK_WORDS_MAX];
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "CLIENT 202-555-0143");
    assert_null(strstr(rig_last_to(rig, AGENT), "no longer counts"));
    memcpy(first, code_in(rig), sizeof first);
    tell(rig, AGENT, "SKIP 202-555-0144");
    (void)snprintf(want, sizeof want, " do nothing. The code %s before it no longer counts.", first);
    assert_non_null(strstr(rig_last_to(rig, AGENT), want));
    char second[5];
    memcpy(second, code_in(rig), sizeof second);
    tell(rig, AGENT, first);
    expect(rig, AGENT, "That is not the code. 2 tries left.");
    tell(rig, AGENT, second);
    expect(rig, AGENT, "202-555-0144 gets no texts from me any more. UNBLOCK undoes it.");
    tell(rig, AGENT, "CLIENT 202-555-0143"); /* none waits: it was used */
    assert_null(strstr(rig_last_to(rig, AGENT), "no longer counts"));
    rig_run(rig, 11 * MINUTE_MS);
    tell(rig, AGENT, "CLIENT 202-555-0143"); /* nor this one: it has run out */
    assert_null(strstr(rig_last_to(rig, AGENT), "no longer counts"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typed_words_that_fail_are_told),
        cmocka_unit_test(test_words_too_long_for_a_text),
        cmocka_unit_test(test_pictures_and_nothing_from_the_agent),
        cmocka_unit_test(test_slips_are_answered_and_reach_nobody),
        cmocka_unit_test(test_a_newer_code_says_that_the_older_is_void),
        cmocka_unit_test(test_an_order_in_capitals_is_no_word_for_a_lead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
