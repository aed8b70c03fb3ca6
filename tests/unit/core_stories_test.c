/* STORIES.md, the situations that need the core alone and stand nowhere else: S7, S8, S10 to S14, S20, S21,
 * S24 to S31, S34. First words, S9 and the voicemail are in core_hello_test.c, the desk (S2, S3, S15 to S19,
 * S23, S32, S33) in core_desk_*_test.c, the team (S35, S36) in core_team_test.c. The rig's day begins at
 * 14:00 on Wednesday 2026-04-15. */
#include "support/core_cut.h"
#include "support/core_say.h"

static void expect(const struct rig *rig, const char *to, const char *words)
{
    if (strcmp(rig_last_to(rig, to), words) != 0)
        fail_msg("%s got <%s>, not <%s>", to, rig_last_to(rig, to), words);
}

static void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 5000);
}

/* --- the radio misbehaves --- */

static void test_s7_no_signal(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 331\r\n", -1);
    rig_on(rig, "AT+CREG?", "\r\n+CREG: 0,2\r\n\r\nOK\r\n", -1);
    rig_on(rig, "AT+CEREG?", "\r\n+CEREG: 0,2\r\n\r\nOK\r\n", -1);
    rig_line(rig, 0, "+CREG: 2"); /* the elevator */
    rig_line(rig, 0, "+CEREG: 2");
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 20 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_forget_rules(rig);
    rig_line(rig, 0, "+CREG: 1");
    rig_line(rig, 0, "+CEREG: 1");
    rig_run(rig, 3 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0); /* twenty minutes late it would be no answer any more */
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: I could not text in time. Call them. (lead 1)");
    called(rig, CALLER_B);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

static void test_s8_the_contract_refuses_texts(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char number[TB_NUMBER_MAX];
    unsigned told = 0;
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 50\r\n", -1);
    for (int i = 0; i < 6; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 143 + i);
        called(rig, number);
        rig_run(rig, MINUTE_MS);
    }
    assert_true(rig_count_wired(rig, 0, "^Z") < 60); /* no storm */
    rig_forget_rules(rig);                           /* paid */
    rig_run(rig, 15 * MINUTE_MS);
    for (unsigned i = 0; i < rig->sent_count; i++)
        told += strncmp(rig->sent[i].text, "The network refuses my texts (CMS 50).", 38) == 0;
    assert_true(told >= 1);
    called(rig, "+12025550171");
    assert_int_equal(rig_sent_to(rig, "+12025550171"), 1); /* by itself */
    rig_free(rig);
}

static void test_s10_the_modem_hangs_in_mid_call(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 2000);
    rig_link(rig, 0, false); /* it re-enumerates */
    rig_run(rig, 5000);
    rig_link(rig, 0, true);
    rig_run(rig, 10000);
    assert_true(core_is_armed(rig->core));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_s11_power_cut_mid_send(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", -1); /* its result never comes */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig = rig_cut(rig, config_new(), 30000);
    rig_run(rig, 20 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    bool told = false;
    for (unsigned i = 0; i < rig->sent_count; i++)
        told =
            told ||
            strcmp(rig->sent[i].text,
                   "Missed 202-555-0143 at 2:00p: I cannot tell if my text left. Call them. (lead 1)") == 0;
    assert_true(told);
    rig_free(rig);
}

static void test_s12_the_card_is_full(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true;
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = true});
    rig_settle(rig);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    bool told = false;
    for (unsigned i = 0; i < rig->record_count; i++)
        told = told || (rig->record[i].body != NULL &&
                        strstr(rig->record[i].body, "My memory card is full or broken"));
    assert_true(told);
    rig_free(rig);
}

static void test_s13_no_clock_at_boot(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 20 * 60, 21 * 60); /* closed, if only the box knew */
    struct rig *rig = rig_new(cfg);
    rig->now.wall_ok = false;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 1000);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Sorry I missed you. I can call within 15 minutes. Alex Agent"); /* as if open */
    expect(rig, AGENT,
           "Missed 202-555-0143: texted. They expect your call. (lead 1)"); /* no date is made up */
    assert_false(rig_call_record(rig, 1)->began.wall_ok);
    tell(rig, CALLER_A, "stop");
    rig->now.wall_ok = true;
    rig->now.wall_ms += 400 * 24 * HOUR_MS_T; /* the clock is set, a year on */
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_OPTED_OUT); /* an opt-out does not expire */
    rig_free(rig);
}

/* --- leads --- */

static void test_s14_in_a_showing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_call(rig, 0, CALLER_A, 6000);
    int64_t ended = rig->now.mono_ms;
    rig_run(rig, 5000);
    assert_int_equal(rig->sent_count, 2);
    assert_string_equal(rig->sent[0].to, CALLER_A); /* the caller first, the agent behind */
    assert_true(rig->sent[0].at_ms - ended < 1000);
    expect(rig, CALLER_A, "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: texted. Call by 2:15 pm. (lead 1)");
    rig_free(rig);
}

/* Where the network tells which number was dialled; elsewhere a second line is the way. */
static void test_s20_ad_sources(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->source_count = 1;
    cfg->source[0] = (struct cfg_source){.number = "+12025550177", .message = MSG_SELLER};
    struct rig *rig = rig_ready(cfg);
    rig_line(rig, 0, "RING");
    rig_line(rig, 0, "+CLIP: \"2025550143\",129");
    rig_line(rig, 0, "+CDIP: \"2025550177\",129");
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 3000);
    expect(rig, CALLER_A, "Selling? Alex Agent");
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    rig_free(rig);
}

static void test_s21_seller_line(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_line(cfg, "seller");
    cfg->line[1].message = MSG_SELLER;
    struct rig *rig = rig_ready(cfg);
    rig_call(rig, 1, CALLER_A, 3000);
    rig_run(rig, 5000);
    expect(rig, CALLER_A, "Selling? Alex Agent");
    for (unsigned i = 0; i < rig->sent_count; i++)
        if (strcmp(rig->sent[i].to, CALLER_A) == 0)
            assert_int_equal(rig->sent[i].line, 1);
    tell(rig, AGENT, "1 Let us talk");
    for (unsigned i = 0; i < rig->sent_count; i++)
        if (strcmp(rig->sent[i].to, CALLER_A) == 0)
            assert_int_equal(rig->sent[i].line, 1); /* the agent's answer too */
    rig_free(rig);
}

/* --- people who must not get the lead text --- */

static void test_s24_own_numbers_and_the_skip_list(void **state)
{
    static const struct {
        const char *number;
        enum skip_reason reason;
    } ROWS[] = {{AGENT, REASON_AGENT},
                {BOX, REASON_OWN_NUMBER},
                {"+12025550161", REASON_TEAM},
                {"+12025550162", REASON_SKIP_LIST},
                {"+13035550163", REASON_SKIP_LIST}};
    struct config *cfg = config_new();
    (void)state;
    cfg->backup_count = 1;
    cfg->escalate_ms = HOUR_MS_T;
    (void)snprintf(cfg->backup[0].number, TB_NUMBER_MAX, "+12025550161");
    config_rule(cfg, CFG_RULE_SKIP, "+12025550162", false);
    config_rule(cfg, CFG_RULE_SKIP, "+1303", true); /* the other side's office */
    struct rig *rig = rig_ready(cfg);
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        called(rig, ROWS[i].number);
        assert_int_equal(rig_call_record(rig, (int64_t)i + 1)->reason, ROWS[i].reason);
        assert_null(rig_text_record(rig, TEXT_AUTO, ROWS[i].number));
    }
    assert_int_equal(leads_count(&rig->core->leads), 0);
    rig_free(rig);
}

static void test_s25_opted_out_in_march_calls_in_june(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, CALLER_A, "STOP");
    rig->now.wall_ms += INT64_C(90) * 24 * HOUR_MS_T;
    rig = rig_cut(rig, config_new(), MINUTE_MS);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "wants no texts. Call them."));
    tell(rig, CALLER_A, "START");
    called(rig, CALLER_A);
    assert_non_null(strstr(rig_last_to(rig, CALLER_A), "Sorry I missed you."));
    rig_free(rig);
}

static void test_s26_withheld_number(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    called(rig, "");
    assert_int_equal(rig->sent_count, 1);
    expect(rig, AGENT, "A call without a number came at 2:00p. I could not text it.");
    assert_int_equal(leads_count(&rig->core->leads), 0);
    rig_free(rig);
}

static void test_s27_spam_wave(void **state)
{
    struct config *cfg = config_new();
    char number[TB_NUMBER_MAX];
    unsigned summaries = 0, told = 0, limit = 0;
    (void)state;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg); /* max_per_hour 20 */
    for (int i = 0; i < 30; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 110 + i);
        called(rig, number);
        rig_run(rig, MINUTE_MS);
    }
    rig_run(rig, 2 * HOUR_MS_T);
    for (unsigned i = 0; i < rig->sent_count; i++) {
        const struct rig_sent *sent = &rig->sent[i];
        if (strcmp(sent->to, AGENT) != 0)
            continue;
        told++;
        summaries += strstr(sent->text, "9 more calls or notices") != NULL;
        limit += strstr(sent->text, "hourly limit is reached") != NULL;
    }
    assert_int_equal(rig->sent_count - told, 20);
    assert_int_equal(summaries, 1);
    assert_int_equal(limit, 1); /* the first over the limit by itself: it may be a lead */
    assert_int_equal(told, 22);
    rig_free(rig);
}

static void test_s27_toll_free_and_short_rings(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->min_ring_ms = 4000;
    struct rig *rig = rig_ready(cfg);
    called(rig, "+18005550143");
    called(rig, CALLER_A); /* rang for three seconds */
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_TOLL_FREE);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_TOO_SHORT);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

static void test_s28_landline(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->repeat_ms = 0;
    struct rig *rig = rig_ready(cfg);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 1\r\n", 1);
    called(rig, CALLER_A);
    expect(rig, AGENT, "Missed 202-555-0143 at 2:00p: my text failed. Call them. (lead 1)");
    size_t mark = rig_mark(rig);
    called(rig, CALLER_A);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_UNDELIVERABLE); /* learned */
    assert_int_equal(rig_count_wired(rig, mark, "AT+CMGS="), 1);             /* the agent's alert alone */
    assert_non_null(strstr(rig_last_to(rig, AGENT), "a landline?"));
    rig_free(rig);
}

/* --- time --- */

static void test_s29_late_call(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 8 * 60, 20 * 60);
    struct rig *rig = rig_ready(cfg);
    rig_run(rig, 8 * HOUR_MS_T + 40 * MINUTE_MS); /* 22:40 */
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "We are closed. Alex Agent"); /* at once, and without a promise */
    unsigned sent = rig->sent_count;
    rig_run(rig, 9 * HOUR_MS_T);
    assert_int_equal(rig->sent_count, sent); /* nothing else leaves at night */
    rig_free(rig);
}

static void test_s30_open_house(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 8 * 60, 12 * 60); /* closed at 14:00 */
    cfg->special_count = 1;
    cfg->special[0] = (struct cfg_special){.day = 20558, .span = {13 * 60, 16 * 60}, .message = MSG_LINE};
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "You called the sign line.");
    rig_run(rig, 2 * HOUR_MS_T);
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "We are closed. Alex Agent");
    rig_free(rig);
}

static void test_s31_holiday(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->holiday_count = 1;
    cfg->holiday_day[0] = 20558; /* 2026-04-15 */
    cfg->holiday = (struct cfg_answer){.kind = CFG_ANSWER_MESSAGE, .message = MSG_SELLER};
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);
    expect(rig, CALLER_A, "Selling? Alex Agent");
    rig_run(rig, 24 * HOUR_MS_T);
    called(rig, CALLER_B);
    expect(rig, CALLER_B, "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    rig_free(rig);
}

/* --- two at once --- */

static void test_s34_two_calls_within_three_seconds(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 2000);
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "+CCWA: \"+12025550144\",145,1");
    assert_true(rig_wired(rig, mark, "AT+CHUP")); /* the first one is given up at once, to free the line */
    rig_line(rig, 0, "NO CARRIER");
    rig_ring(rig, 0, CALLER_B);
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    assert_string_equal(rig->sent[0].to, CALLER_A);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s7_no_signal),
        cmocka_unit_test(test_s8_the_contract_refuses_texts),
        cmocka_unit_test(test_s10_the_modem_hangs_in_mid_call),
        cmocka_unit_test(test_s11_power_cut_mid_send),
        cmocka_unit_test(test_s12_the_card_is_full),
        cmocka_unit_test(test_s13_no_clock_at_boot),
        cmocka_unit_test(test_s14_in_a_showing),
        cmocka_unit_test(test_s20_ad_sources),
        cmocka_unit_test(test_s21_seller_line),
        cmocka_unit_test(test_s24_own_numbers_and_the_skip_list),
        cmocka_unit_test(test_s25_opted_out_in_march_calls_in_june),
        cmocka_unit_test(test_s26_withheld_number),
        cmocka_unit_test(test_s27_spam_wave),
        cmocka_unit_test(test_s27_toll_free_and_short_rings),
        cmocka_unit_test(test_s28_landline),
        cmocka_unit_test(test_s29_late_call),
        cmocka_unit_test(test_s30_open_house),
        cmocka_unit_test(test_s31_holiday),
        cmocka_unit_test(test_s34_two_calls_within_three_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
