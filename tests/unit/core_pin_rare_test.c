/* The PIN where a SIM, a link or the card goes while it is tried: never twice with one SIM, and no attempt
 * forgotten. */
#include "support/core_rig.h"

#define SIM_A "8901260000000000001"
#define SIM_B "8901260000000000002"

static const char WANTED[] = "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n";
static const char TAKEN[] = "\r\nOK\r\n";
static const char NO_SIM[] = "\r\n+CME ERROR: 10\r\n";

/* A SIM that wants its PIN `times` times, and says `answer` to it. */
static struct rig *locked(int times, const char *answer)
{
    struct config *cfg = config_new();
    (void)snprintf(cfg->line[0].pin, sizeof cfg->line[0].pin, "0000");
    struct rig *rig = rig_new(cfg);
    rig_on(rig, "AT+CPIN?", WANTED, times);
    rig_on(rig, "AT+CPIN=", answer, -1);
    return rig;
}

static void begin(struct rig *rig)
{
    rig_on(rig, "AT+CCID", "\r\n+CCID: " SIM_A "\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
}

static unsigned tried(const struct rig *rig)
{
    return rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|");
}

/* What a next start would know. */
static const char *on_record(const struct rig *rig)
{
    const char *value = "none";
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_META &&
            strcmp(rig->record[i].record.meta.key, "pin_tried.main") == 0)
            value = rig->record[i].record.meta.value;
    return value;
}

/* Swapped without a word from the modem, before the attempt was on the disk: it is made with this one, and is
 * its. */
static void test_another_sim_before_the_attempt_is_durable(void **state)
{
    struct rig *rig = locked(-1, "\r\n+CME ERROR: 16\r\n");
    (void)state;
    rig->disk_stalls = true;
    rig_on(rig, "AT+CCID", "\r\n+CCID: " SIM_B "\r\n\r\nOK\r\n", 1);
    begin(rig);
    rig_run(rig, 1000);
    assert_string_equal(on_record(rig), "0000 " SIM_B);
    rig_run(rig, 40000); /* the query has come round again */
    assert_int_equal(tried(rig), 0);
    assert_string_equal(on_record(rig), "0000 " SIM_A);
    rig->disk_stalls = false;
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(tried(rig), 1);
    assert_string_equal(on_record(rig), "0000 " SIM_A);
    rig_free(rig);
}

/* A card that fails may have lost the record: a PIN tried again after each start would lock the SIM. */
static void test_no_pin_is_tried_while_the_card_fails(void **state)
{
    struct rig *rig = locked(-1, "\r\n+CME ERROR: 16\r\n");
    (void)state;
    rig_on(rig, "AT+CCID", "\r\n+CCID: " SIM_A "\r\n\r\nOK\r\n", -1);
    rig_start(rig);
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = true});
    rig_link(rig, 0, true);
    rig_run(rig, 5 * MINUTE_MS);
    assert_int_equal(tried(rig), 0);
    rig_event(rig, &(struct event){.kind = EVENT_LEDGER, .failing = false});
    rig_run(rig, MINUTE_MS);
    assert_int_equal(tried(rig), 1);
    rig_free(rig);
}

/* A refusal without a code is one all the same: the SIM that somebody opens elsewhere does not make it
 * forgotten. */
static void test_a_refusal_without_a_code(void **state)
{
    struct rig *rig = locked(-1, "\r\nERROR\r\n");
    (void)state;
    begin(rig);
    rig_run(rig, 5000);
    assert_int_equal(tried(rig), 1);
    rig_forget_rules(rig);
    rig_run(rig, MINUTE_MS);
    assert_true(core_is_armed(rig->core));
    assert_string_equal(on_record(rig), "0000 " SIM_A);
    rig_free(rig);
}

/* Sent, and the link went before an answer: it may have been refused. */
static void test_a_pin_whose_answer_was_lost_counts_as_tried(void **state)
{
    struct rig *rig = locked(-1, "");
    (void)state;
    begin(rig);
    rig_run(rig, 1000);
    assert_int_equal(tried(rig), 1);
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(tried(rig), 1);
    assert_string_equal(on_record(rig), "0000 " SIM_A);
    rig_free(rig);
}

/* Not even sent, since this modem needs its time between an answer and the next command: it may be tried
 * later. */
static void test_a_pin_that_waited_for_its_modem(void **state)
{
    struct rig *rig = locked(-1, "\r\n+CME ERROR: 16\r\n");
    (void)state;
    (void)snprintf(rig->cfg->line[0].modem, sizeof rig->cfg->line[0].modem, "huawei");
    core_init(rig->core, rig->cfg, 1);
    rig_on(rig, "AT^ICCID?", "\r\n^ICCID: " SIM_A "\r\n\r\nOK\r\n", -1);
    begin(rig);
    for (int i = 0; i < 5000 && strcmp(on_record(rig), "0000 " SIM_A) != 0; i++)
        rig_run(rig, 1);
    assert_int_equal(tried(rig), 0);
    rig_link(rig, 0, false);
    assert_string_equal(on_record(rig), "");
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(tried(rig), 1);
    rig_free(rig);
}

/* The modem starts anew behind the OK: whether the PIN was right shows when the SIM is open, and no sooner.
 */
static void test_a_restart_behind_the_pin(void **state)
{
    struct rig *rig = locked(1, TAKEN);
    (void)state;
    begin(rig);
    rig_run(rig, 500);
    assert_int_equal(tried(rig), 1);
    rig_line(rig, 0, "RDY");
    assert_string_equal(on_record(rig), "0000 " SIM_A);
    rig_run(rig, 10000);
    assert_true(core_is_armed(rig->core));
    assert_string_equal(on_record(rig), "");
    rig_free(rig);
}

/* Pulled behind its PIN: the SIM that comes next and is open says nothing about that one's PIN. */
static void test_a_sim_pulled_behind_its_pin(void **state)
{
    struct rig *rig = locked(1, TAKEN);
    (void)state;
    rig_on(rig, "AT+CPIN?", NO_SIM, 1);
    begin(rig);
    rig_run(rig, 20000);
    assert_true(core_is_armed(rig->core));
    assert_int_equal(tried(rig), 1);
    assert_string_equal(on_record(rig), "0000 " SIM_A);
    rig_free(rig);
}

/* Pulled before its PIN could be tried: nothing was. */
static void test_a_sim_pulled_before_its_pin(void **state)
{
    struct rig *rig = locked(1, TAKEN);
    (void)state;
    rig->disk_stalls = true;
    rig_on(rig, "AT+CPIN?", NO_SIM, 1);
    begin(rig);
    rig_run(rig, MINUTE_MS);
    assert_true(core_is_armed(rig->core));
    assert_int_equal(tried(rig), 0);
    assert_string_equal(on_record(rig), "");
    rig->disk_stalls = false;
    rig_run(rig, MINUTE_MS);
    assert_int_equal(tried(rig), 0);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_another_sim_before_the_attempt_is_durable),
        cmocka_unit_test(test_no_pin_is_tried_while_the_card_fails),
        cmocka_unit_test(test_a_refusal_without_a_code),
        cmocka_unit_test(test_a_pin_whose_answer_was_lost_counts_as_tried),
        cmocka_unit_test(test_a_pin_that_waited_for_its_modem),
        cmocka_unit_test(test_a_restart_behind_the_pin),
        cmocka_unit_test(test_a_sim_pulled_behind_its_pin),
        cmocka_unit_test(test_a_sim_pulled_before_its_pin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
