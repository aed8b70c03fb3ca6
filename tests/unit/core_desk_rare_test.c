/* The desk: bare words at the edge of an order, names that are none, and settings that change behind an
 * order. */
#include "support/core_desk_rig.h"
#include "support/core_past.h"

#define ISA "+12025550161"

/* One lead, whose words have just come: what of the agent's goes to them. */
static void test_bare_words(void **state)
{
    static const struct {
        const char *text, *sent; /* NULL: it is asked back */
    } ROWS[] = {
        {"Hi", "Hi"},
        {"5 pm works", "5 pm works"},
        {"1 pm works", "1 pm works"},
        {"Tell me more", "Tell me more"},
        {"(1 It is free", "It is free"},
        {"(1) It is free", "It is free"},
        {"0143 It is free", "It is free"},
        {"reply 1 yes", NULL},
        {"voicemail on", NULL},
        {"lst", NULL},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(without_reminders());
        called(rig, CALLER_A);
        tell(rig, CALLER_A, "Is it free?");
        unsigned before = rig_sent_to(rig, CALLER_A);
        tell(rig, AGENT, ROWS[i].text);
        if (rig_sent_to(rig, CALLER_A) != before + (ROWS[i].sent != NULL) ||
            (ROWS[i].sent != NULL && strcmp(rig_last_to(rig, CALLER_A), ROWS[i].sent) != 0) ||
            (ROWS[i].sent == NULL && strstr(rig_last_to(rig, AGENT), "Not sent") == NULL))
            fail_msg("%s: <%s> <%s>", ROWS[i].text, rig_last_to(rig, CALLER_A), rig_last_to(rig, AGENT));
        rig_free(rig);
    }
}

/* A name with more letters than any message has, and one that the ini has no more. */
static void test_messages_that_are_none(void **state)
{
    struct record said = {.kind = RECORD_META, .meta = {.key = "desk.say", .value = "gone"}};
    struct rig *rig = begin();
    (void)state;
    restore(rig, &said);
    go(rig, 1000);
    tell(rig, AGENT, "STATUS");
    assert_null(strstr(rig_last_to(rig, AGENT), "gone"));
    tell(rig, AGENT, "SAY sellersellersellersellersellersellersellerseller");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "seller, "));
    assert_string_equal(rig->core->desk.say, "gone");
    tell(rig, AGENT, "SAY seller");
    tell(rig, AGENT, "STATUS");
    assert_non_null(strstr(rig_last_to(rig, AGENT), "Callers get \"seller\"."));
    rig_free(rig);
}

/* SKIP of a number that never called: marked, and there is no lead to be closed. */
static void test_skip_of_a_stranger(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, AGENT, "SKIP 202-555-0144");
    tell(rig, AGENT, code_in(rig));
    assert_int_equal(people_find(&rig->core->people, CALLER_B)->mark, MARK_SKIP);
    assert_int_equal(leads_count(&rig->core->leads), 0);
    called(rig, CALLER_B);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_SKIP_LIST);
    rig_free(rig);
}

/* --- what changes meanwhile --- */

/* DONE while the words are on their way: they arrive, and that is told by the number. */
static void test_done_before_the_words_have_left(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    rig->disk_stalls = true;
    say(rig, AGENT, "1 Yes, at 5");
    rig_run(rig, 500);
    say(rig, AGENT, "DONE 1");
    rig->disk_stalls = false;
    rig_run(rig, MINUTE_MS);
    assert_string_equal(rig_last_to(rig, CALLER_A), "Yes, at 5");
    bool told = false;
    for (unsigned i = 0; i < rig->sent_count; i++)
        told = told || (strcmp(rig->sent[i].to, AGENT) == 0 &&
                        strcmp(rig->sent[i].text, "Sent to 202-555-0143") == 0);
    assert_true(told);
    rig_free(rig);
}

static struct config *with_isa(void)
{
    struct config *cfg = without_reminders();
    cfg->escalate_ms = HOUR_MS_T;
    cfg->backup_count = 1;
    (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, "Isa");
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, ISA);
    return cfg;
}

static void without_isa(struct rig *rig)
{
    struct config *alone = without_reminders();
    rig_event(rig, &(struct event){.kind = EVENT_CONFIG, .config = alone});
    free(rig->cfg);
    rig->cfg = alone;
}

/* Isa has left the team before her words to the lead had left the box: the agent hears that they did. */
static void test_words_of_one_who_left(void **state)
{
    struct rig *rig = rig_ready(with_isa());
    (void)state;
    called(rig, CALLER_A);
    tell(rig, ISA, "TAKE 1");
    unsigned before = rig_sent_to(rig, ISA);
    rig->disk_stalls = true;
    say(rig, ISA, "1 Yes, at 5");
    rig_run(rig, 500);
    without_isa(rig);
    rig->disk_stalls = false;
    rig_run(rig, MINUTE_MS);
    assert_string_equal(rig_last_to(rig, CALLER_A), "Yes, at 5");
    expect(rig, AGENT, "Sent to 0143");
    assert_int_equal(rig_sent_to(rig, ISA), before);
    rig_free(rig);
}

/* And the agent hears what came of her TEST. */
static void test_a_trial_of_one_who_left(void **state)
{
    (void)state;
    for (int tried = 0; tried < 2; tried++) {
        struct rig *rig = rig_ready(with_isa());
        tell(rig, ISA, "TEST");
        unsigned before = rig_sent_to(rig, ISA);
        without_isa(rig);
        if (tried)
            called(rig, CALLER_A);
        rig_run(rig, 11 * MINUTE_MS);
        assert_int_equal(rig_sent_to(rig, ISA), before);
        assert_int_equal(rig_sent_to(rig, AGENT), 1);
        assert_true((strstr(rig_last_to(rig, AGENT), "It works") != NULL) == tried);
        rig_free(rig);
    }
}

/* Asked twice, and both SIMs have one: it is turned off once each. */
static void test_voicemail_off_twice(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    config_line(cfg, "seller");
    struct rig *rig = rig_new(cfg);
    rig->core->line[0].voicemail.known = rig->core->line[1].voicemail.known = false;
    rig_on(rig, "AT+CCFC=1,2", "\r\n+CCFC: 1,1,\"+12025550199\",145\r\n\r\nOK\r\n", 2);
    rig_on(rig, "AT+CCFC=", "\r\n+CCFC: 0,1\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_link(rig, 1, true);
    rig_run(rig, 5 * MINUTE_MS);
    size_t mark = rig_mark(rig);
    say(rig, AGENT, "VOICEMAIL OFF");
    say(rig, AGENT, "Voicemail off.");
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, mark, "AT+CCFC=1,4"), 2);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bare_words),
        cmocka_unit_test(test_messages_that_are_none),
        cmocka_unit_test(test_skip_of_a_stranger),
        cmocka_unit_test(test_done_before_the_words_have_left),
        cmocka_unit_test(test_words_of_one_who_left),
        cmocka_unit_test(test_a_trial_of_one_who_left),
        cmocka_unit_test(test_voicemail_off_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
