/* Sending: retries by class, what is never re-sent, links that break, long texts, reports, SIGTERM. */
#include "support/core_rig.h"

struct refusal {
    const char *reply;
    bool at_prompt;       /* in place of the prompt, else after Ctrl-Z */
    unsigned least, most; /* Ctrl-Z (at_prompt: AT+CMGS) within max_age, refused each time */
    enum text_state state;
    const char *error;
    bool undeliverable;
};

static const struct refusal REFUSALS[] = {
    {"\r\n+CMS ERROR: 41\r\n", false, 6, 60, TEXT_EXPIRED, "CMS 41", false},
    {"\r\n+CMS ERROR: 331\r\n", false, 6, 60, TEXT_EXPIRED, "CMS 331", false},
    {"\r\n+CMS ERROR: 314\r\n", false, 6, 60, TEXT_EXPIRED, "CMS 314", false},
    {"\r\n+CME ERROR: 14\r\n", false, 6, 60, TEXT_EXPIRED, "CME 14", false},
    {"\r\n+CMS ERROR: 21\r\n", false, 1, 2, TEXT_FAILED, "CMS 21", false},
    {"\r\n+CMS ERROR: 1\r\n", false, 1, 1, TEXT_FAILED, "CMS 1", true},
    /* no proof yet that this SIM may text anyone */
    {"\r\n+CMS ERROR: 28\r\n", false, 1, 2, TEXT_FAILED, "CMS 28", false},
    {"\r\n+CMS ERROR: 69\r\n", false, 1, 2, TEXT_FAILED, "CMS 69", false},
    {"\r\n+CMS ERROR: 8\r\n", false, 1, 1, TEXT_FAILED, "CMS 8", false},
    {"\r\n+CMS ERROR: 50\r\n", false, 1, 1, TEXT_FAILED, "CMS 50", false},
    {"\r\n+CMS ERROR: 27\r\n", false, 2, 2, TEXT_FAILED, "CMS 27", false},
    {"\r\n+CMS ERROR: 500\r\n", false, 2, 2, TEXT_FAILED, "CMS 500", false},
    {"\r\nERROR\r\n", false, 2, 2, TEXT_FAILED, "error", false},
    {"\r\n+CMS ERROR: 512\r\n", false, 3, 5, TEXT_FAILED, "CMS 512", false},
    /* two for the caller, two for the alert to the agent */
    {"\r\n+CMS ERROR: 304\r\n", true, 4, 4, TEXT_FAILED, "CMS 304", false},
    {"\r\nERROR\r\n", true, 4, 4, TEXT_FAILED, "error", false},
    {"\r\n+CMS ERROR: 330\r\n", false, 1, 3, TEXT_FAILED, "CMS 330", false},
    {"\r\n+CMS ERROR: 322\r\n", false, 2, 4, TEXT_FAILED, "CMS 322", false},
};

static bool play_refusal(const struct refusal *row)
{
    struct rig *rig = rig_ready(config_new());
    size_t mark = rig_mark(rig);
    unsigned tries;

    rig_on(rig, row->at_prompt ? "AT+CMGS=" : "\x1a", row->reply, -1);
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    int64_t end = rig->now.mono_ms;
    if (row->at_prompt) { /* nothing of it may be typed as a command */
        rig_run(rig, 1);
        tries = rig_count_wired(rig, mark, "AT+CMGS=");
        assert_int_equal(rig->sent_count, 0);
    } else {
        rig_run(rig, 6 * MINUTE_MS);
        tries = rig_sent_to(rig, CALLER_A);
    }
    const struct text_record *text = rig_text_record(rig, TEXT_AUTO, CALLER_A);
    const struct person_record *person = rig_person_record(rig, CALLER_A);
    bool undeliverable = person != NULL && person->undeliverable;
    bool good = tries >= row->least && tries <= row->most && text->state == row->state &&
                strcmp(text->error, row->error) == 0 && undeliverable == row->undeliverable;
    if (!good)
        print_error("%s at %s: %u tries, state %s, error %s, undeliverable %d\n", row->error,
                    row->at_prompt ? "prompt" : "result", tries, text_state_word(text->state), text->error,
                    undeliverable);
    for (unsigned i = 0; i < rig->sent_count; i++)
        assert_true(strcmp(rig->sent[i].to, CALLER_A) != 0 || rig->sent[i].at_ms - end <= 5 * MINUTE_MS);
    rig_free(rig);
    return good;
}

static void test_refusals_by_class(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(REFUSALS); i++)
        wrong += !play_refusal(&REFUSALS[i]);
    assert_int_equal(wrong, 0);
}

static void test_temporary_refusals_then_success(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 314\r\n", 1); /* case snd-11 */
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 42\r\n", 1);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 512\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 4);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    assert_string_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->error, "");
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: texted. Call by 2:15 pm. (lead 1)");
    rig_free(rig);
}

static void test_wrong_format_is_mended_and_tried_at_once(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    size_t mark = rig_mark(rig);
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 304\r\n", 1); /* case snd-12 */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    const char *mended = strstr(rig->wire + mark, "AT+CMGF=0|");
    assert_non_null(mended);
    assert_non_null(strstr(mended, "AT+CMGS="));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_missing_centre_number_is_written_from_the_ini(void **state)
{
    struct config *cfg = config_new();
    (void)snprintf(cfg->line[0].smsc, sizeof cfg->line[0].smsc, "+12025550159");
    struct rig *rig = rig_ready(cfg);
    (void)state;
    size_t mark = rig_mark(rig);
    assert_false(rig_wired(rig, 0, "AT+CSCA=\"")); /* not unasked */
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 330\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_true(rig_wired(rig, mark, "AT+CSCA=\"+12025550159\",145|"));
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    rig_free(rig);
}

static void test_failed_text_tells_the_agent_and_opens_no_window(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 21\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: my text failed. Call them. (lead 1)");
    rig_call(rig, 0, CALLER_A, 3000); /* failed does not count */
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 2)->verdict, VERDICT_TEXT);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    rig_free(rig);
}

/* A text that failed leaves the window of the one before it as it was. */
static void test_failed_text_keeps_the_former_window(void **state)
{
    struct config *cfg = config_new();
    cfg->repeat_ms = HOUR_MS_T;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, HOUR_MS_T);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 21\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000); /* outside the window: texted, and failed */
    rig_run(rig, MINUTE_MS);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 3)->verdict, VERDICT_TEXT);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 4)->reason, REASON_REPEAT);
    rig_free(rig);
}

static void test_expired_after_a_try_opens_no_window(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", -1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 6 * MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: I could not text in time. Call them. (lead 1)");
    rig_forget_rules(rig);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 2)->verdict, VERDICT_TEXT);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    rig_free(rig);
}

static void test_account_trouble_is_told_once(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static const char *const CALLERS[] = {CALLER_A, CALLER_B, CALLER_C, "+12025550146"};
    unsigned told = 0;
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 50\r\n", -1);
    for (size_t i = 0; i < TB_COUNT(CALLERS); i++) {
        rig_call(rig, 0, CALLERS[i], 3000);
        rig_run(rig, MINUTE_MS);
    }
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        if (record->kind == RECORD_TEXT && record->text.kind == TEXT_ALERT &&
            record->text.state == TEXT_PREPARED && !record->text.sent.set &&
            strstr(record->text.body, "refuses my texts") != NULL)
            told++;
    }
    assert_int_equal(told, 1);
    rig_free(rig);
}

static void test_three_people_refused_in_a_row_is_the_account(void **state)
{
    struct rig *rig = rig_ready(config_new());
    static const char *const CALLERS[] = {CALLER_A, CALLER_B, CALLER_C};
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 21\r\n", -1);
    for (size_t i = 0; i < TB_COUNT(CALLERS); i++) {
        rig_call(rig, 0, CALLERS[i], 3000);
        rig_run(rig, MINUTE_MS);
        bool told = false;
        for (unsigned t = 0; t < rig->sent_count; t++)
            told = told || strstr(rig->sent[t].text, "refuses my texts") != NULL;
        assert_int_equal(told, i == 2);
    }
    rig_free(rig);
}

static void test_no_result_is_in_doubt_and_never_sent_again(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 119000);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state,
                     TEXT_SENDING); /* case reg-07: 120 s and more */
    rig_run(rig, 10 * MINUTE_MS);
    const struct text_record *text = rig_text_record(rig, TEXT_AUTO, CALLER_A);
    assert_int_equal(text->state, TEXT_IN_DOUBT);
    assert_string_equal(text->error, "timeout");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: I cannot tell if my text left. Call them. (lead 1)");
    rig_call(rig, 0, CALLER_A, 3000); /* in doubt counts as texted */
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 2)->reason, REASON_REPEAT);
    rig_free(rig);
}

static void test_late_reference_settles_the_doubt(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    rig_line(rig, 0, "+CMGS: 31");
    rig_line(rig, 0, "OK");
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* The answer to a text that timed out must not settle the text that came next. */
static void test_late_answer_does_not_settle_the_next_text(void **state)
{
    static const char *const LATE[] = {"\r\n+CMS ERROR: 41\r\n", "\r\nERROR\r\n",
                                       "\r\n+CMGS: 31\r\n\r\nOK\r\n"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(LATE); i++) {
        struct rig *rig = rig_ready(config_new());
        rig_on(rig, "\x1a", "", 1);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 170000);
        rig_on(rig, "\x1a", "", 1); /* B's result takes its time too */
        rig_call(rig, 0, CALLER_B, 3000);
        int64_t limit_ms = rig->now.mono_ms + 5 * MINUTE_MS;
        while (rig_text_record(rig, TEXT_AUTO, CALLER_A)->state != TEXT_IN_DOUBT) {
            assert_true(rig->now.mono_ms < limit_ms);
            rig_run(rig, 100);
        }
        rig_run(rig, 2000);
        rig_say(rig, 0, LATE[i]);
        rig_settle(rig);
        rig_run(rig, 10000);
        if (rig_sent_to(rig, CALLER_B) == 1) /* under way: its own answer comes now */
            rig_say(rig, 0, "\r\n+CMGS: 32\r\n\r\nOK\r\n");
        rig_run(rig, 2 * MINUTE_MS);
        if (rig_sent_to(rig, CALLER_B) != 1)
            fail_msg("%s: B has %u texts", LATE[i] + 2, rig_sent_to(rig, CALLER_B));
        assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
        rig_free(rig);
    }
}

static void test_link_lost_before_ctrl_z_sends_again(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->disk_stalls = true; /* the prompt is open */
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig->sent_count, 0);
    rig_link(rig, 0, false);
    rig->disk_stalls = false;
    rig_run(rig, 5000);
    assert_int_equal(rig->sent_count, 0);
    rig_link(rig, 0, true);
    rig_run(rig, 5000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    rig_free(rig);
}

static void test_link_lost_after_ctrl_z_is_in_doubt(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_link(rig, 0, false);
    rig_run(rig, 1000);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    assert_string_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->error, "link lost");
    rig_link(rig, 0, true);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_modem_restart_between_cmgs_and_prompt(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CMGS=", "\r\nRDY\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_link_down_while_it_rings_texts_later(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 2000);
    rig_link(rig, 0, false);
    rig_run(rig, 20000);
    assert_int_equal(rig_call_record(rig, 1)->outcome, CALL_INTERRUPTED);
    rig_link(rig, 0, true);
    rig_run(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

static void test_link_away_too_long_expires(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_ring(rig, 0, CALLER_A);
    rig_run(rig, 2000);
    rig_link(rig, 0, false);
    rig_run(rig, 6 * MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_EXPIRED);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    assert_string_equal(rig_last_to(rig, AGENT),
                        "Missed 202-555-0143 at 2:00p: I could not text in time. Call them. (lead 1)");
    rig_free(rig);
}

/* --- a boot that was over before its last line --- */

/* Power is back, AT is answered, the text leaves, and only then comes PB DONE: its result is on the way. */
static void test_last_line_of_a_boot_lets_the_result_come(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "PB DONE");
    rig_run(rig, 3000);
    assert_false(rig_wired(rig, mark, "AT+CLIP=1|"));
    rig_line(rig, 0, "+CMGS: 7");
    rig_line(rig, 0, "OK");
    rig_run(rig, 3000);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_ACCEPTED);
    assert_true(rig_wired(rig, mark, "AT+CLIP=1|")); /* it may have been a restart all the same */
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

static void test_last_line_of_a_boot_does_not_wait_long(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    size_t mark = rig_mark(rig);
    rig_line(rig, 0, "PB DONE");
    rig_run(rig, 15000);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    assert_true(rig_wired(rig, mark, "AT+CLIP=1|"));
    assert_true(core_is_armed(rig->core));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* Two results are owed by now, the caller's and the alert's: the one that comes is for neither. */
static void test_late_reference_is_not_for_an_older_text(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "\x1a", "", 2);
    rig_call(rig, 0, CALLER_A, 3000);
    while (rig_sent_to(rig, AGENT) == 0)
        rig_run(rig, 1000);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    rig_line(rig, 0, "RDY");
    rig_line(rig, 0, "+CMGS: 9");
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_text_record(rig, TEXT_AUTO, CALLER_A)->state, TEXT_IN_DOUBT);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals_by_class),
        cmocka_unit_test(test_temporary_refusals_then_success),
        cmocka_unit_test(test_wrong_format_is_mended_and_tried_at_once),
        cmocka_unit_test(test_missing_centre_number_is_written_from_the_ini),
        cmocka_unit_test(test_failed_text_tells_the_agent_and_opens_no_window),
        cmocka_unit_test(test_failed_text_keeps_the_former_window),
        cmocka_unit_test(test_expired_after_a_try_opens_no_window),
        cmocka_unit_test(test_account_trouble_is_told_once),
        cmocka_unit_test(test_three_people_refused_in_a_row_is_the_account),
        cmocka_unit_test(test_no_result_is_in_doubt_and_never_sent_again),
        cmocka_unit_test(test_late_reference_settles_the_doubt),
        cmocka_unit_test(test_late_answer_does_not_settle_the_next_text),
        cmocka_unit_test(test_link_lost_before_ctrl_z_sends_again),
        cmocka_unit_test(test_link_lost_after_ctrl_z_is_in_doubt),
        cmocka_unit_test(test_modem_restart_between_cmgs_and_prompt),
        cmocka_unit_test(test_link_down_while_it_rings_texts_later),
        cmocka_unit_test(test_link_away_too_long_expires),
        cmocka_unit_test(test_last_line_of_a_boot_lets_the_result_come),
        cmocka_unit_test(test_last_line_of_a_boot_does_not_wait_long),
        cmocka_unit_test(test_late_reference_is_not_for_an_older_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
