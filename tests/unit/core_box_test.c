/* The box around the calls: alerts and their fold, restarts, reload, several lines, status, health. */
#include "support/core_cut.h"
#include "support/core_rig.h"

#include "sms/sms_network.h"

/* --- alerts --- */

static void test_alerts_beyond_thirty_an_hour_fold_into_one(void **state)
{
    struct config *cfg = config_new();
    cfg->max_per_hour = 1000;
    cfg->max_per_day = 1000;
    cfg->remind = false;
    struct rig *rig = rig_ready(cfg);
    char number[24];
    (void)state;
    int64_t first = rig->now.mono_ms;
    for (int i = 0; i < 45; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 110 + i);
        rig_call(rig, 0, number, 2000);
        rig_run(rig, 8000);
    }
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 30);
    assert_int_equal(rig->sent_count, 75); /* callers are never held back by that */
    rig_run(rig, first + HOUR_MS_T - rig->now.mono_ms - 1000);
    assert_int_equal(rig_sent_to(rig, AGENT), 30);
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 31);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "15 more calls or notices came that I could not text you one by one. LIST "
                        "shows open leads.");
    rig_free(rig);
}

static struct config *storm_config(void)
{
    struct config *cfg = config_new();
    cfg->max_per_hour = cfg->max_per_day = 1000;
    cfg->remind = false;
    return cfg;
}

/* Three calls more than are told of one by one. */
static struct rig *after_a_storm(void)
{
    struct rig *rig = rig_ready(storm_config());
    char number[24];
    for (int i = 0; i < 33; i++) {
        (void)snprintf(number, sizeof number, "+1202555%04d", 110 + i);
        rig_call(rig, 0, number, 2000);
        rig_run(rig, 8000);
    }
    return rig;
}

static void test_a_power_cut_forgets_no_folded_alert(void **state)
{
    struct rig *rig = after_a_storm();
    (void)state;
    assert_int_equal(rig_sent_to(rig, AGENT), 30);
    rig = rig_cut(rig, storm_config(), MINUTE_MS);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_int_equal(strncmp(rig_last_to(rig, AGENT), "3 more calls or notices", 23), 0);
    rig = rig_cut(rig, storm_config(), MINUTE_MS);
    rig_run(rig, 70 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 0); /* not told again */
    rig_free(rig);
}

/* The summary's moment comes, and an alert of that moment takes the place. */
static void test_a_summary_that_finds_no_place_loses_no_count(void **state)
{
    struct rig *rig = after_a_storm();
    (void)state;
    rig_advance(rig, core_alerts_deadline(rig->core) - 1);
    rig->core->alerts.at_ms[rig->core->alerts.next] += 5000; /* as if one had just taken the place */
    rig_run(rig, 4000);
    assert_int_equal(rig_sent_to(rig, AGENT), 30);
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, AGENT), 31);
    assert_int_equal(strncmp(rig_last_to(rig, AGENT), "3 more calls or notices", 23), 0);
    rig_free(rig);
}

static void test_missed_no_sends_no_alert_but_settles_the_call(void **state)
{
    struct config *cfg = config_new();
    cfg->missed = false;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_call(rig, 0, "", 3000);
    rig_run(rig, 10000);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    assert_true(rig_call_record(rig, 1)->alerted && rig_call_record(rig, 2)->alerted);
    rig_free(rig);
}

static void test_words_for_each_kind_of_caller(void **state)
{
    static const struct {
        const char *clip, *words;
    } ROWS[] = {
        {"\"55501\",129", "Missed 55501 at 2:00p: a service number, not texted."},
        {"\"0000000000\",129", "Missed 000-000-0000 at 2:00p: not a real number, not texted."},
        {"\"+18005550143\",145", "Missed 800-555-0143 at 2:00p: a toll-free number, not texted."},
        {"\"9005550143\",129", "Missed 900-555-0143 at 2:00p: a special number, not texted."},
        {"\"+441632960143\",145", "Missed +441632960143 at 2:00p: a foreign number, not texted. To text it, "
                                  "add it to allow in textback.ini. (lead 1)"},
        {"\"2025550100\",129",
         "A call at 2:00p showed your own number, so I texted nobody: your carrier hides callers. "
         "Ask it to pass their number on when forwarding."},
        {"\"2025550101\",129",
         "A call at 2:00p showed my own number, so I texted nobody: your carrier hides callers. "
         "Ask it to pass their number on when forwarding."},
        {"\"2025550143\",129,,,\"Lee, Ann\",0",
         "Missed 202-555-0143 (Lee, Ann) at 2:00p: texted. Call by 2:15 pm. (lead 1)"},
        {"\"2025550150\",129", "Missed 202-555-0150 at 2:00p: your team, not texted."},
        {"\"2025550151\",129", "Missed 202-555-0151 at 2:00p: on your skip list, not texted."},
        {"\"2025550152\",129", "Missed 202-555-0152 at 2:00p: your client, not texted. Call back. (lead 1)"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct config *cfg = config_new();
        char line[120];
        cfg->backup_count = 1;
        cfg->escalate_ms = HOUR_MS_T;
        (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, "+12025550150");
        config_rule(cfg, CFG_RULE_SKIP, "+12025550151", false);
        config_rule(cfg, CFG_RULE_CLIENT, "+12025550152", false);
        cfg->client = (struct cfg_answer){.kind = CFG_ANSWER_NONE, .message = -1};
        struct rig *rig = rig_ready(cfg);
        rig_line(rig, 0, "RING");
        (void)snprintf(line, sizeof line, "+CLIP: %s", ROWS[i].clip);
        rig_line(rig, 0, line);
        rig_run(rig, 3000);
        rig_line(rig, 0, "NO CARRIER");
        rig_run(rig, 3000);
        const char *words = "";
        for (unsigned r = 0; r < rig->record_count; r++)
            if (rig->record[r].record.kind == RECORD_TEXT && rig->record[r].record.text.kind == TEXT_ALERT &&
                rig->record[r].body != NULL && strcmp(rig->record[r].record.text.number, AGENT) == 0)
                words = rig->record[r].body;
        if (strcmp(words, ROWS[i].words) != 0)
            fail_msg("%s: %s", ROWS[i].clip, words);
        rig_free(rig);
    }
}

static void test_agent_waits_while_a_caller_rings(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_ring(rig, 0, CALLER_B);
    rig_line(rig, 0, "+CMGS: 9");
    rig_line(rig, 0, "OK"); /* A is settled: the alert is ready, and waits */
    rig_run(rig, 3000);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    rig_line(rig, 0, "NO CARRIER");
    rig_run(rig, 3000);
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    assert_string_equal(rig->sent[1].to, CALLER_B); /* the caller first */
    rig_free(rig);
}

static void test_notice_of_the_shell(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct event event = {.kind = EVENT_NOTICE,
                          .bytes = (const uint8_t *)"textback.ini has an error in line 7."};
    (void)state;
    rig_event(rig, &event);
    rig_run(rig, 1000);
    assert_string_equal(rig_last_to(rig, AGENT), "textback.ini has an error in line 7.");
    rig_free(rig);
}

static const char *why(const struct rig *rig)
{
    struct core_line_status status;
    core_line_status(rig->core, 0, &status);
    return status.why;
}

/* --- restarts --- */

static void test_restart_between_calls_sets_all_again(void **state)
{
    static const char *const SIGNS[] = {"Call Ready",
                                        "SMS Ready",
                                        "RDY",
                                        "*ATREADY: 1",
                                        "PB DONE",
                                        "+QIND: SMS DONE",
                                        "NORMAL POWER DOWN",
                                        "UNDER-VOLTAGE POWER DOWN",
                                        "+CFUN: 1"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SIGNS); i++) {
        struct rig *rig = rig_ready(config_new());
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 4000);
        size_t mark = rig_mark(rig);
        rig_line(rig, 0, SIGNS[i]); /* cases rst-02, rst-05 */
        rig_run(rig, 2000);
        if (!rig_wired(rig, mark, "AT+CLIP=1|") || !rig_wired(rig, mark, "ATE0|") ||
            !rig_wired(rig, mark, "AT+CNMI="))
            fail_msg("%s: %s", SIGNS[i], rig->wire + mark);
        rig_call(rig, 0, CALLER_B, 3000);
        rig_run(rig, 1000);
        assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
        rig_free(rig);
    }
}

static void test_warning_is_no_restart(void **state)
{
    static const char *const LINES[] = {"UNDER-VOLTAGE WARNNING", "+CPIN: READY",         "+CREG: 1",
                                        "*ISIMAID: \"A0\"",       "+CGEV: EPS PDN ACT 1", "^RSSI: 12"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(LINES); i++) {
        struct rig *rig = rig_ready(config_new());
        size_t mark = rig_mark(rig);
        rig_line(rig, 0, LINES[i]);
        rig_run(rig, 1000);
        assert_string_equal(rig->wire + mark, "");
        rig_free(rig);
    }
}

/* --- reload --- */

static void test_reload_takes_what_is_new_and_keeps_nothing_of_the_old(void **state)
{
    struct config *first = config_new(), *second = config_new();
    struct event reload = {.kind = EVENT_CONFIG, .config = second};
    (void)state;
    (void)snprintf(first->line[0].smsc, sizeof first->line[0].smsc, "+12025550159");
    first->line[0].init_count = 1;
    (void)snprintf(first->line[0].init[0], sizeof first->line[0].init[0], "AT+OLD");
    (void)snprintf(second->line[0].smsc, sizeof second->line[0].smsc, "+12025550160");
    second->line[0].init_count = 1;
    (void)snprintf(second->line[0].init[0], sizeof second->line[0].init[0], "AT+NEW");
    config_message(second, MSG_TEXT, "text", "New words.");
    second->when_ring = true;
    struct rig *rig = rig_ready(first);
    assert_true(rig_wired(rig, 0, "AT+OLD|"));
    rig_event(rig, &reload);
    memset(first, 0x5a, sizeof *first); /* core.h: the caller may use it again */
    rig->cfg = second;
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "RDY");
    rig_run(rig, 2000);
    assert_true(rig_wired(rig, mark, "AT+NEW|"));
    assert_false(rig_wired(rig, mark, "AT+OLD|"));
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 330\r\n", 1);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 30000);
    assert_string_equal(rig_last_to(rig, CALLER_A), "New words.");
    assert_true(rig_wired(rig, mark, "AT+CSCA=\"+12025550160\",145|"));
    rig_free(rig);
    free(first);
}

static void test_reload_while_it_rings_counts_for_that_call(void **state)
{
    struct config *first = config_new(), *second = config_new();
    struct event reload = {.kind = EVENT_CONFIG, .config = second};
    struct rig *rig = rig_ready(first);
    (void)state;
    config_rule(second, CFG_RULE_SKIP, CALLER_A, false);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 1000);
    rig_event(rig, &reload);
    rig->cfg = second;
    rig_line(rig, 0, "NO CARRIER");
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_SKIP_LIST);
    rig_free(rig);
    free(first);
}

static void test_unsound_config_records_and_alerts_only(void **state)
{
    struct config *cfg = config_new();
    cfg->textable = false;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_NO_CONFIG);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    rig_free(rig);
}

/* --- several lines --- */

static void test_reply_leaves_by_the_line_that_rang(void **state)
{
    struct config *cfg = config_new();
    config_line(cfg, "sign");
    cfg->line[1].message = MSG_LINE;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_call(rig, 1, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig->sent[0].line, 1);
    assert_string_equal(rig->sent[0].text, "You called the sign line.");
    assert_string_equal(rig_call_record(rig, 1)->line, "sign");
    rig_free(rig);
}

static void test_another_line_stands_in_only_if_it_may(void **state)
{
    (void)state;
    for (unsigned may = 0; may < 2; may++) {
        struct config *cfg = config_new();
        config_line(cfg, "second");
        cfg->line[1].stand_in = may != 0;
        struct rig *rig = rig_ready(cfg);
        rig_ring(rig, 0, CALLER_A);
        rig_run(rig, 2000);
        rig_link(rig, 0, false);
        rig_run(rig, MINUTE_MS);
        assert_int_equal(rig_sent_to(rig, CALLER_A), may);
        if (may)
            assert_int_equal(rig->sent[0].line, 1);
        rig_free(rig);
    }
}

/* A report on one line's text fails: the alert may leave by another line, but must not lie about until
 * something else happens there. */
static void test_alert_for_another_line_leaves_soon(void **state)
{
    struct config *cfg = config_new();
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_report r = {.to = CALLER_A,
                           .ref = 5,
                           .status = 0x46,
                           .time_s = WALL_START / 1000,
                           .discharge_s = WALL_START / 1000};
    (void)state;
    config_line(cfg, "second");
    struct rig *rig = rig_ready(cfg);
    rig->modem[1].reference = 5;
    rig_call(rig, 1, CALLER_A, 3000);
    rig_run(rig, 1000);
    unsigned before = rig_sent_to(rig, AGENT);
    assert_true(sms_encode_report(&r, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CDS: 25\r\n%s", hex);
    rig_line(rig, 1, words);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, AGENT), before + 1);
    rig_free(rig);
}

/* --- status and health --- */

/* No name is made up for what has not been heard. */
static void test_status_before_any_modem_has_answered(void **state)
{
    struct rig *rig = rig_new(config_new());
    struct core_line_status status;
    (void)state;
    rig_start(rig);
    core_line_status(rig->core, 0, &status);
    assert_string_equal(status.modem, "");
    assert_string_equal(status.profile, "");
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    core_line_status(rig->core, 0, &status);
    assert_string_equal(status.modem, "TESTMODEM");
    assert_string_equal(status.profile, "generic");
    rig_link(rig, 0, false); /* it was there */
    core_line_status(rig->core, 0, &status);
    assert_string_equal(status.modem, "TESTMODEM");
    rig_free(rig);
}

static void test_status_of_a_line(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct core_line_status status;
    (void)state;
    core_line_status(rig->core, 0, &status);
    assert_string_equal(status.name, "main");
    assert_string_equal(status.modem, "TESTMODEM");
    assert_string_equal(status.operator_name, "Test");
    assert_string_equal(status.number, BOX);
    assert_string_equal(status.why, "");
    assert_int_equal(status.signal, 20);
    assert_true(status.armed);
    assert_int_equal(status.missing, 0);
    assert_true(rig->status > 0);
    assert_true(core_is_quiet(rig->core));
    rig_free(rig);
}

static void test_missing_words(void **state)
{
    char words[200], small[12];
    (void)state;
    core_missing_words(0, words, sizeof words);
    assert_string_equal(words, "");
    core_missing_words(MODEM_MISSING_VOICE | MODEM_MISSING_REPORTS, words, sizeof words);
    assert_string_equal(words, "no delivery reports, no voice service");
    core_missing_words(MODEM_MISSING_VOICE | MODEM_MISSING_IMS, words, sizeof words);
    assert_string_equal(words, "no voice service: the network has not let this modem make calls (IMS off); "
                               "test with TEST");
    core_missing_words(MODEM_MISSING_MODEL | MODEM_MISSING_IMS | MODEM_MISSING_VOICE, words, sizeof words);
    assert_string_equal(words, "no voice on this model");
    core_missing_words(~0U, words, sizeof words);
    assert_non_null(strstr(words, "smsc"));
    core_missing_words(~0U, small, sizeof small);
    assert_int_equal(strlen(small), sizeof small - 1);
}

static void test_idle_hour_costs_one_check_a_minute(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_run(rig, 2 * MINUTE_MS);
    size_t mark = rig_mark(rig);
    unsigned alive = rig->alive;
    rig_run(rig, HOUR_MS_T);
    assert_in_range(rig_count_wired(rig, mark, "AT+CSQ|"), 59, 61);
    assert_in_range(rig_count_wired(rig, mark, "AT"), 59,
                    2 * 61); /* the goal: at most two commands a minute */
    assert_in_range(rig->alive - alive, 59, 61);
    rig_free(rig);
}

static void test_silent_modem_is_reopened(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT", "", -1);
    rig_run(rig, 10 * MINUTE_MS);
    assert_false(core_is_armed(rig->core));
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_NO_ANSWER));
    assert_in_range(rig->reopened, 1, 10);
    rig_forget_rules(rig);
    rig_run(rig, 10000);
    if (!core_is_armed(rig->core))
        fail_msg("%s: %s", why(rig), rig->wire + rig->wire_length - 200);
    rig_free(rig);
}

static void test_overlong_line_is_logged_and_survived(void **state)
{
    static char bytes[TB_AT_LINE_MAX * 2 + 3];
    struct rig *rig = rig_ready(config_new());
    (void)state;
    memset(bytes, 'x', sizeof bytes - 3);
    memcpy(bytes + sizeof bytes - 3, "\r\n", 3);
    rig_say(rig, 0, bytes);
    rig_settle(rig);
    assert_non_null(strstr(rig->log, "over-long"));
    rig_call(rig, 0, CALLER_A, 2000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_log_masks_numbers_unless_told(void **state)
{
    (void)state;
    for (unsigned full = 0; full < 2; full++) {
        struct config *cfg = config_new();
        cfg->log_numbers_full = full != 0;
        struct rig *rig = rig_ready(cfg);
        rig_call(rig, 0, CALLER_A, 2000);
        rig_run(rig, 1000);
        assert_int_equal(strstr(rig->log, CALLER_A) != NULL, full);
        assert_int_equal(strstr(rig->log, "...0143") != NULL, !full);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alerts_beyond_thirty_an_hour_fold_into_one),
        cmocka_unit_test(test_a_power_cut_forgets_no_folded_alert),
        cmocka_unit_test(test_a_summary_that_finds_no_place_loses_no_count),
        cmocka_unit_test(test_missed_no_sends_no_alert_but_settles_the_call),
        cmocka_unit_test(test_words_for_each_kind_of_caller),
        cmocka_unit_test(test_agent_waits_while_a_caller_rings),
        cmocka_unit_test(test_notice_of_the_shell),
        cmocka_unit_test(test_restart_between_calls_sets_all_again),
        cmocka_unit_test(test_warning_is_no_restart),
        cmocka_unit_test(test_reload_takes_what_is_new_and_keeps_nothing_of_the_old),
        cmocka_unit_test(test_reload_while_it_rings_counts_for_that_call),
        cmocka_unit_test(test_unsound_config_records_and_alerts_only),
        cmocka_unit_test(test_reply_leaves_by_the_line_that_rang),
        cmocka_unit_test(test_another_line_stands_in_only_if_it_may),
        cmocka_unit_test(test_alert_for_another_line_leaves_soon),
        cmocka_unit_test(test_status_before_any_modem_has_answered),
        cmocka_unit_test(test_status_of_a_line),
        cmocka_unit_test(test_missing_words),
        cmocka_unit_test(test_idle_hour_costs_one_check_a_minute),
        cmocka_unit_test(test_silent_modem_is_reopened),
        cmocka_unit_test(test_overlong_line_is_logged_and_survived),
        cmocka_unit_test(test_log_masks_numbers_unless_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
