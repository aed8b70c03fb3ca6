/* Texts of several parts, delivery reports of each, and SIGTERM in the midst. */
#include "support/core_rig.h"

/* Some 230 characters: two parts. */
static struct config *two_parts(void)
{
    struct config *cfg = config_new();
    config_message(
        cfg, MSG_TEXT, "text",
        "Hi, this is {agent} with {broker}. Sorry I missed your call. I will call you back as soon as I am "
        "out of this showing. If you called about a property, text me the address and I will pull the "
        "details for you right away.");
    return cfg;
}

static void report_ton(struct rig *rig, unsigned line, uint8_t ref, const char *to, unsigned status,
                       int64_t sent_s)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    unsigned octets;
    struct sms_report r = {.smsc = "+12025550159",
                           .to = to,
                           .ref = ref,
                           .status = (uint8_t)status,
                           .time_s = sent_s,
                           .discharge_s = sent_s + 2,
                           .tz_quarters = -16};
    assert_true(sms_encode_report(&r, hex, sizeof hex, &octets) > 0);
    (void)snprintf(words, sizeof words, "+CDS: %u\r\n%s", octets, hex);
    rig_line(rig, line, words);
}

static void report(struct rig *rig, uint8_t ref, const char *to, unsigned status)
{
    report_ton(rig, 0, ref, to, status, rig->now.wall_ms / 1000);
}

static enum text_state auto_state(const struct rig *rig)
{
    return rig_text_record(rig, TEXT_AUTO, CALLER_A)->state;
}

static void test_two_parts_in_order(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_int_equal(rig->sent[0].seq, 1);
    assert_int_equal(rig->sent[1].seq, 2);
    assert_int_equal(rig->sent[1].total, 2);
    const struct text_record *text = rig_text_record(rig, TEXT_AUTO, CALLER_A);
    assert_int_equal(text->parts, 2);
    assert_int_equal(text->state, TEXT_ACCEPTED);
    unsigned parts = 0;
    bool reference = false;
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        parts += record->kind == RECORD_PART && record->part.text == text->id && record->part.status == -1;
        reference = reference || (record->kind == RECORD_META && strcmp(record->meta.key, "concat_ref") == 0);
    }
    assert_int_equal(parts, 2);
    assert_true(reference); /* it goes on after a restart */
    rig_free(rig);
}

/* A phone puts parts together by sender, reference and number of parts: two texts must not share them. */
static void test_no_reference_twice_in_a_row(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 1000);
    const struct rig_sent *of_a = NULL, *of_b = NULL;
    for (unsigned i = 0; i < rig->sent_count; i++) {
        const struct rig_sent *sent = &rig->sent[i];
        const struct rig_sent **first = strcmp(sent->to, CALLER_A) == 0   ? &of_a
                                        : strcmp(sent->to, CALLER_B) == 0 ? &of_b
                                                                          : NULL;
        if (first == NULL)
            continue;
        if (*first == NULL)
            *first = sent;
        assert_int_equal(sent->ref, (*first)->ref); /* the parts of one have one */
    }
    assert_non_null(of_a);
    assert_non_null(of_b);
    assert_int_not_equal(of_a->ref, of_b->ref);
    rig_free(rig);
}

/* The network reports on the first part while the second still waits for its prompt: judged when all have
 * left. */
static void report_between(unsigned status, enum text_state want)
{
    struct rig *rig = rig_ready(two_parts());
    rig_on(rig, "\x1a", "\r\n+CMGS: 60\r\n\r\nOK\r\n", 1);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", 1); /* the second is tried again a while later */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(auto_state(rig), TEXT_SENDING);
    report(rig, 60, CALLER_A, status);
    assert_int_equal(auto_state(rig), TEXT_SENDING);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(auto_state(rig), want);
    assert_int_equal(rig_person_record(rig, CALLER_A)->last_texted.set, want != TEXT_FAILED);
    rig_free(rig);
}

static void test_report_between_the_parts(void **state)
{
    (void)state;
    report_between(0x46, TEXT_FAILED);
    report_between(0, TEXT_ACCEPTED); /* the other part has none yet */
}

static void test_second_part_refused_is_tried_again_alone(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMGS: 60\r\n\r\nOK\r\n", 1);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", 2);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 30000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 4);
    assert_int_equal(rig->sent[0].seq, 1);
    for (unsigned i = 1; i < 4; i++)
        assert_int_equal(rig->sent[i].seq, 2);
    assert_int_equal(auto_state(rig), TEXT_ACCEPTED);
    /* between them the ledger never says prepared: after a power cut part 1 must not go twice */
    bool sending = false;
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        if (record->kind != RECORD_TEXT || record->text.kind != TEXT_AUTO)
            continue;
        if (sending)
            assert_int_not_equal(record->text.state, TEXT_PREPARED);
        sending = sending || record->text.state == TEXT_SENDING;
    }
    rig_free(rig);
}

static void test_second_part_refused_for_good_fails_the_text(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMGS: 60\r\n\r\nOK\r\n", 1);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 21\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 30000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_int_equal(auto_state(rig), TEXT_FAILED);
    /* of what is remembered for reports too: one under way keeps its place there for good */
    int64_t id = rig_text_record(rig, TEXT_AUTO, CALLER_A)->id;
    assert_int_equal(outbox_sent(&rig->core->outbox, id)->record.state, TEXT_FAILED);
    rig_free(rig);
}

static void test_link_lost_between_parts(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig_on(rig, "\x1a", "\r\n+CMGS: 60\r\n\r\nOK\r\n", 1);
    rig_on(rig, "AT+CMGS=", "\r\n> ", 1);
    rig_on(rig, "AT+CMGS=", "", 1); /* the second prompt does not come */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_link(rig, 0, false);
    rig_run(rig, 2000);
    rig_link(rig, 0, true);
    rig_run(rig, 20000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_int_equal(rig->sent[1].seq, 2);
    assert_int_equal(auto_state(rig), TEXT_ACCEPTED);
    rig_free(rig);
}

static void test_term_lets_all_parts_leave(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    struct event stop = {.kind = EVENT_STOP};
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_false(core_is_quiet(rig->core));
    rig_event(rig, &stop);
    rig_call(rig, 0, CALLER_B, 3000); /* nothing new is begun */
    assert_false(core_is_quiet(rig->core));
    rig_line(rig, 0, "+CMGS: 60");
    rig_line(rig, 0, "OK");
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    assert_int_equal(auto_state(rig), TEXT_ACCEPTED);
    assert_true(core_is_quiet(rig->core));
    assert_int_equal(rig_sent_to(rig, CALLER_B), 0);
    assert_int_equal(rig_sent_to(rig, AGENT), 0);
    rig_free(rig);
}

/* --- reports --- */

static void test_report_of_each_part(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig->modem[0].reference = 60; /* case rep-05 */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    report(rig, 61, CALLER_A, 0x00);
    assert_int_equal(auto_state(rig), TEXT_ACCEPTED);
    report(rig, 60, CALLER_A, 0x00);
    assert_int_equal(auto_state(rig), TEXT_DELIVERED);
    rig_free(rig);
}

static void test_one_failed_part_fails_the_text(void **state)
{
    struct rig *rig = rig_ready(two_parts());
    (void)state;
    rig->modem[0].reference = 60;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    report(rig, 61, CALLER_A, 0x46);
    assert_int_equal(auto_state(rig), TEXT_FAILED);
    report(rig, 60, CALLER_A, 0x00);
    assert_int_equal(auto_state(rig), TEXT_FAILED);
    rig_free(rig);
}

static void test_report_statuses(void **state)
{
    static const struct {
        unsigned status;
        enum text_state want;
        const char *error;
        bool undeliverable;
    } ROWS[] = {
        {0x00, TEXT_DELIVERED, "", false},         {0x01, TEXT_ACCEPTED, "", false},
        {0x02, TEXT_ACCEPTED, "", false},          {0x20, TEXT_ACCEPTED, "", false},
        {0x30, TEXT_ACCEPTED, "", false},          {0x3f, TEXT_ACCEPTED, "", false},
        {0x40, TEXT_FAILED, "report 0x40", true},  {0x41, TEXT_FAILED, "report 0x41", true},
        {0x43, TEXT_FAILED, "report 0x43", true},  {0x45, TEXT_FAILED, "report 0x45", true},
        {0x44, TEXT_FAILED, "report 0x44", false}, {0x46, TEXT_FAILED, "report 0x46", false},
        {0x47, TEXT_FAILED, "report 0x47", false}, {0x63, TEXT_FAILED, "report 0x63", false},
        {0x7f, TEXT_FAILED, "report 0x7F", false}, {0x80, TEXT_ACCEPTED, "", false},
        {0xff, TEXT_ACCEPTED, "", false},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(config_new());
        rig->modem[0].reference = 50;
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 1000);
        report(rig, 50, CALLER_A, ROWS[i].status);
        rig_run(rig, 1000);
        const struct text_record *text = rig_text_record(rig, TEXT_AUTO, CALLER_A);
        const struct person_record *person = rig_person_record(rig, CALLER_A);
        if (text->state != ROWS[i].want || strcmp(text->error, ROWS[i].error) != 0 ||
            person->undeliverable != ROWS[i].undeliverable)
            fail_msg("status %02x: %s, %s, undeliverable %d", ROWS[i].status, text_state_word(text->state),
                     text->error, person->undeliverable);
        assert_int_equal(rig_sent_to(rig, AGENT), ROWS[i].want == TEXT_FAILED ? 2 : 1);
        rig_free(rig);
    }
}

static void test_failed_report_opens_no_window_but_a_landline_is_remembered(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct rig *rig = rig_ready(config_new());
        rig->modem[0].reference = 50;
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 1000);
        report(rig, 50, CALLER_A, i == 0 ? 0x46 : 0x45);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 1000);
        if (i == 0)
            assert_int_equal(rig_call_record(rig, 2)->verdict, VERDICT_TEXT);
        else
            assert_int_equal(rig_call_record(rig, 2)->reason, REASON_UNDELIVERABLE);
        rig_free(rig);
    }
}

static void test_report_for_somebody_else_or_another_reference(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->modem[0].reference = 50;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    report(rig, 50, CALLER_B, 0x00);
    report(rig, 51, CALLER_A, 0x00);
    report(rig, 50, "AMAZON", 0x00);
    assert_int_equal(auto_state(rig), TEXT_ACCEPTED);
    rig_free(rig);
}

static void test_report_settles_a_doubt_only_if_its_time_fits(void **state)
{
    static const struct {
        const char *name;
        int64_t before_s; /* the report speaks of a text sent so long before ours */
        enum text_state want;
    } ROWS[] = {{"of now", 0, TEXT_DELIVERED},
                {"clocks a little apart", 30, TEXT_DELIVERED},
                {"of yesterday", 86400, TEXT_IN_DOUBT},
                {"of last week", 7 * 86400, TEXT_IN_DOUBT}};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = rig_ready(config_new());
        rig_on(rig, "\x1a", "", 1);
        rig_call(rig, 0, CALLER_A, 3000);
        int64_t sent_s = rig->now.wall_ms / 1000;
        rig_link(rig, 0, false);
        rig_link(rig, 0, true);
        rig_run(rig, 2000);
        assert_int_equal(auto_state(rig), TEXT_IN_DOUBT);
        report_ton(rig, 0, 77, CALLER_A, 0x00, sent_s - ROWS[i].before_s);
        if (auto_state(rig) != ROWS[i].want)
            fail_msg("%s: %s", ROWS[i].name, text_state_word(auto_state(rig)));
        rig_free(rig);
    }
}

static void test_report_settles_no_doubt_between_two(void **state)
{
    struct config *cfg = config_new();
    cfg->repeat_ms = 0;
    struct rig *rig = rig_ready(cfg);
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        rig_forget_rules(rig);
        rig_on(rig, "\x1a", "", 1);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_link(rig, 0, false);
        rig_link(rig, 0, true);
        rig_run(rig, 2000);
    }
    assert_int_equal(rig_sent_to(rig, CALLER_A), 2);
    report(rig, 77, CALLER_A, 0x00);
    assert_int_equal(auto_state(rig), TEXT_IN_DOUBT);
    rig_free(rig);
}

static void test_unreadable_stored_report_blocks_nothing(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CPMS=\"SR\"", "\r\n+CMS ERROR: 321\r\n", -1); /* case rep-06 */
    rig_call(rig, 0, CALLER_A, 3000);
    rig_line(rig, 0, "+CDSI: \"SR\",8");
    rig_line(rig, 0, "+CDSI: \"SM\",0"); /* case rep-07: a bare OK */
    rig_run(rig, 1000);
    rig_call(rig, 0, CALLER_B, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_B), 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_parts_in_order),
        cmocka_unit_test(test_no_reference_twice_in_a_row),
        cmocka_unit_test(test_report_between_the_parts),
        cmocka_unit_test(test_second_part_refused_is_tried_again_alone),
        cmocka_unit_test(test_second_part_refused_for_good_fails_the_text),
        cmocka_unit_test(test_link_lost_between_parts),
        cmocka_unit_test(test_term_lets_all_parts_leave),
        cmocka_unit_test(test_report_of_each_part),
        cmocka_unit_test(test_one_failed_part_fails_the_text),
        cmocka_unit_test(test_report_statuses),
        cmocka_unit_test(test_failed_report_opens_no_window_but_a_landline_is_remembered),
        cmocka_unit_test(test_report_for_somebody_else_or_another_reference),
        cmocka_unit_test(test_report_settles_a_doubt_only_if_its_time_fits),
        cmocka_unit_test(test_report_settles_no_doubt_between_two),
        cmocka_unit_test(test_unreadable_stored_report_blocks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
