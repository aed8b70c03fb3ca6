/* The network's missed-call text as a second trigger: off by default, then a call like any other. */
#include "support/core_say.h"

#define NETWORK "55501"
#define WORDS   "You missed a call from "

static struct config *told(void)
{
    struct config *cfg = config_new();
    cfg->remind = false;
    (void)snprintf(cfg->line[0].missed_sender, sizeof cfg->line[0].missed_sender, NETWORK);
    (void)snprintf(cfg->line[0].missed_pattern, sizeof cfg->line[0].missed_pattern,
                   "missed a call from {number}");
    return cfg;
}

/* A text of the network that is `age_s` old. */
static void late(struct rig *rig, const char *from, const char *text, int64_t age_s)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    struct sms_deliver d = {
        .from = from, .text = text, .plan = &plan, .time_s = rig->now.wall_ms / 1000 - age_s};
    assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CMT: \"\",30\r\n%s", hex);
    rig_line(rig, 0, words);
    rig_run(rig, 5000);
}

static void network(struct rig *rig, const char *caller)
{
    char text[100];
    (void)snprintf(text, sizeof text, WORDS "%s", caller);
    late(rig, NETWORK, text, 0);
}

static unsigned calls_on_record(const struct rig *rig)
{
    int64_t most = 0;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_CALL && rig->record[i].record.call.id > most)
            most = rig->record[i].record.call.id;
    return (unsigned)most;
}

static void test_it_is_a_missed_call(void **state)
{
    struct rig *rig = rig_ready(told());
    (void)state;
    network(rig, "+1 202 555 0143");
    const struct call_record *call = rig_call_record(rig, 1);
    assert_string_equal(call->number, CALLER_A);
    assert_int_equal(call->outcome, CALL_MISSED);
    assert_int_equal(call->verdict, VERDICT_TEXT);
    assert_string_equal(call->message, "text");
    assert_true(call->ended.set);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 1); /* the alert about the call, and nothing else */
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: texted. Call by 2:15 pm. (lead 1)");
    assert_int_equal(rig_sent_to(rig, NETWORK), 0);
    assert_null(strstr(rig_last_to(rig, CALLER_A), "missed a call from"));
    for (unsigned i = 0; i < rig->record_count; i++) { /* on record, as a text that nobody waits for */
        const struct text_record *text = &rig->record[i].record.text;
        if (rig->record[i].record.kind == RECORD_TEXT && text->direction == TEXT_IN) {
            assert_string_equal(text->number, NETWORK);
            assert_int_equal(text->state, TEXT_STATE_RELAYED);
        }
    }
    tell(rig, CALLER_A, "is it free?"); /* a lead like any other */
    assert_string_equal(rig_last_to(rig, AGENT), "From 0143 (2:00p): is it free?");
    rig_free(rig);
}

static void test_policy_is_the_same(void **state)
{
    struct config *cfg = told();
    (void)state;
    config_rule(cfg, CFG_RULE_SKIP, CALLER_B, false);
    cfg->min_ring_ms = 5000; /* nobody knows how long it rang */
    struct rig *rig = rig_ready(cfg);
    network(rig, "202-555-0143");
    assert_int_equal(rig_call_record(rig, 1)->verdict, VERDICT_TEXT);
    rig_run(rig, 30 * MINUTE_MS);
    network(rig, "202-555-0143"); /* called again */
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_REPEAT);
    network(rig, "202-555-0144");
    assert_int_equal(rig_call_record(rig, 3)->reason, REASON_SKIP_LIST);
    network(rig, "202-555-0100");
    assert_int_equal(rig_call_record(rig, 4)->reason, REASON_AGENT);
    network(rig, "800-555-0199");
    assert_int_equal(rig_call_record(rig, 5)->reason, REASON_TOLL_FREE);
    network(rig, "+44 20 7946 0018");
    assert_int_equal(rig_call_record(rig, 6)->reason, REASON_FOREIGN);
    tell(rig, AGENT, "PAUSE 1h");
    network(rig, "202-555-0145");
    assert_int_equal(rig_call_record(rig, 7)->reason, REASON_PAUSED);
    assert_int_equal(calls_on_record(rig), 7);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B) + rig_sent_to(rig, CALLER_C), 0);
    rig_free(rig);
}

/* It rang, and the network writes all the same: one call. */
static void test_a_call_that_rang_is_not_told_twice(void **state)
{
    struct rig *rig = rig_ready(told());
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    network(rig, "202-555-0143");
    assert_int_equal(calls_on_record(rig), 1);
    network(rig, "202-555-0143");
    rig_run(rig, 8 * MINUTE_MS);
    network(rig, "202-555-0143");
    assert_int_equal(calls_on_record(rig), 1);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    network(rig, "202-555-0144"); /* told first, then it rings again */
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 2000);
    assert_int_equal(calls_on_record(rig), 3); /* that one is a call of its own */
    assert_int_equal(rig_call_record(rig, 3)->reason, REASON_REPEAT);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

/* While another one rings: it is neither ended nor given that number. */
static void test_it_does_not_touch_a_ringing_call(void **state)
{
    struct rig *rig = rig_ready(told());
    (void)state;
    rig_line(rig, 0, "RING"); /* no number yet */
    network(rig, "202-555-0143");
    assert_int_equal(rig_call_record(rig, 2)->verdict, VERDICT_TEXT);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_line(rig, 0, "RING");
    rig_line(rig, 0, "+CLIP: \"+12025550144\",145,\"\",0,\"\",0");
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 2000);
    assert_string_equal(rig_call_record(rig, 1)->number, CALLER_B);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_ring(rig, 0, CALLER_C);
    network(rig, "202-555-0145"); /* it is the very one that rings */
    assert_int_equal(calls_on_record(rig), 3);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 2000);
    assert_int_equal(rig_sent_to(rig, CALLER_C), 1);
    rig_free(rig);
}

/* E is when the network wrote it: what waited for a box that was off is too old, as any call would be. */
static void test_one_that_is_hours_old(void **state)
{
    static const struct {
        int64_t age_s;
        bool clock, texted;
    } ROWS[] = {
        {0, true, true},           {240, true, true},        {301, true, false}, {6 * 3600, true, false},
        {13 * 86400, true, false}, {15 * 86400, true, true}, /* no centre keeps a text so long: somebody's
                                                                clock is wrong */
        {-7200, true, true},                                 /* written in the future */
        {6 * 3600, false, true},                             /* nobody can tell */
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(told());
        rig->now.wall_ok = ROWS[i].clock;
        late(rig, NETWORK, WORDS "202-555-0143", ROWS[i].age_s);
        if (rig_sent_to(rig, CALLER_A) != (ROWS[i].texted ? 1 : 0))
            fail_msg("row %zu", i);
        if (!ROWS[i].texted)
            assert_int_equal(rig_call_record(rig, 1)->reason, REASON_TOO_OLD);
        assert_int_equal(rig_sent_to(rig, AGENT), 1); /* who hears of it either way */
        rig_free(rig);
    }
}

/* Anything else is a text: from whom it may be, in whatever words, and with the keys not set. */
static void test_what_is_no_such_text(void **state)
{
    static const struct {
        const char *from, *text;
        bool off;
    } ROWS[] = {
        {NETWORK, WORDS "202-555-0143", true},
        {"55502", WORDS "202-555-0143", false},
        {CALLER_B, WORDS "202-555-0143", false},
        {NETWORK, WORDS "Private", false},
        {NETWORK, "Your bill is ready. Call 202-555-0143", false},
        {NETWORK, "", false},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct config *cfg = ROWS[i].off ? config_new() : told();
        cfg->remind = false;
        struct rig *rig = rig_ready(cfg);
        late(rig, ROWS[i].from, ROWS[i].text, 0);
        if (calls_on_record(rig) != 0 || rig_sent_to(rig, CALLER_A) != 0)
            fail_msg("row %zu is a call", i);
        if (rig_sent_to(rig, AGENT) != 1 || strncmp(rig_last_to(rig, AGENT), "From ", 5) != 0)
            fail_msg("row %zu: %s", i, rig_last_to(rig, AGENT));
        rig_free(rig);
    }
}

/* The agent is the agent, whatever the ini says; a name is known in any capitals. */
static void test_senders(void **state)
{
    struct config *cfg = told();
    (void)state;
    (void)snprintf(cfg->line[0].missed_sender, sizeof cfg->line[0].missed_sender, AGENT);
    struct rig *rig = rig_ready(cfg);
    late(rig, AGENT, WORDS "202-555-0143", 0);
    assert_int_equal(calls_on_record(rig), 0);
    rig_free(rig);
    cfg = told();
    (void)snprintf(cfg->line[0].missed_sender, sizeof cfg->line[0].missed_sender, "MyCarrier");
    rig = rig_ready(cfg);
    late(rig, "MYCARRIER", WORDS "202-555-0143", 0);
    assert_int_equal(calls_on_record(rig), 1);
    late(rig, "MYCARRIER2", WORDS "202-555-0144", 0);
    assert_int_equal(calls_on_record(rig), 1);
    rig_free(rig);
}

/* More than the table holds, and a thousand of them: none crashes the box or texts anybody twice. */
static void test_a_flood(void **state)
{
    struct config *cfg = told();
    char caller[32];
    (void)state;
    cfg->max_per_hour = 5;
    struct rig *rig = rig_ready(cfg);
    for (unsigned i = 0; i < 300; i++) {
        (void)snprintf(caller, sizeof caller, "202-555-%04u", 110 + i % 60);
        network(rig, caller);
    }
    for (unsigned i = 0; i < 60; i++) {
        (void)snprintf(caller, sizeof caller, "+1202555%04u", 110 + i);
        assert_in_range(rig_sent_to(rig, caller), 0, 1);
    }
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_a_missed_call),
        cmocka_unit_test(test_policy_is_the_same),
        cmocka_unit_test(test_a_call_that_rang_is_not_told_twice),
        cmocka_unit_test(test_it_does_not_touch_a_ringing_call),
        cmocka_unit_test(test_one_that_is_hours_old),
        cmocka_unit_test(test_what_is_no_such_text),
        cmocka_unit_test(test_senders),
        cmocka_unit_test(test_a_flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
