/* Calls whose verdict or alert meets something rare: hours that end while it rings, names from two places, a
 * full outbox, calls of a former life that were half settled, a colleague who covers and is told already. */
#include "support/core_past.h"
#include "support/core_say.h"

#include "core/contacts.h"

#define ISA "+12025550161"

static unsigned alerts(const struct rig *rig, const char *to)
{
    unsigned count = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        count += strcmp(rig->sent[i].to, to) == 0 && rig->sent[i].kind == TEXT_ALERT;
    return count;
}

static void meta(struct rig *rig, const char *key, const char *value)
{
    struct record record = {.kind = RECORD_META};
    (void)snprintf(record.meta.key, sizeof record.meta.key, "%s", key);
    (void)snprintf(record.meta.value, sizeof record.meta.value, "%s", value);
    restore(rig, &record);
}

/* --- verdicts --- */

/* A client's text is made ready while the office is open; it promises nothing if that has closed by the end.
 */
static void test_the_office_closes_while_a_client_rings(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 9 * 60, 14 * 60 + 1); /* the day of the rig is at 2 pm */
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    config_message(cfg, MSG_CLIENT, "client", "Hello client. I call within {callback}.");
    struct rig *rig = rig_ready(cfg);
    rig_run(rig, 50000);
    rig_call(rig, 0, CALLER_A, 20000);
    rig_run(rig, 30000);
    assert_string_equal(rig_last_to(rig, CALLER_A), "Hello client.");
    rig_free(rig);
}

/* An answer that names no message is none: the agent must call. */
static void test_hours_that_name_no_message(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    config_hours(cfg, 0, 60);
    cfg->closed.message = -1;
    struct rig *rig = rig_ready(cfg);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_NO_CONFIG);
    assert_string_equal(rig_call_record(rig, 1)->message, "");
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

/* The name that the network tells goes before that of the phone book: it is of this call. */
static void test_a_contact_with_a_name_of_the_network(void **state)
{
    struct contacts *contacts = calloc(1, sizeof *contacts);
    (void)state;
    assert_non_null(contacts);
    assert_int_equal(contacts_add(contacts, CALLER_A, "Ann"), CONTACTS_ADDED);
    contacts_sort(contacts);
    struct rig *rig = rig_ready(config_new());
    rig_event(rig, &(struct event){.kind = EVENT_CONTACTS, .contacts = contacts});
    rig_ring(rig, 0, CALLER_A);
    rig_line(rig, 0, "+CNAP: \"ANN LEE\",0");
    rig_run(rig, 3000);
    rig_line(rig, 0, "NO CARRIER");
    rig_call(rig, 0, CALLER_A, 3000);
    assert_string_equal(rig_call_record(rig, 1)->name, "ANN LEE");
    assert_string_equal(rig_call_record(rig, 2)->name, "Ann");
    rig_free(rig);
    free(contacts);
}

/* 256 texts that may not yield: the caller gets none, and the log says that nobody could be told either. */
static void test_a_call_while_the_outbox_is_full(void **state)
{
    struct rig *rig = rig_ready(config_new());
    struct text *text;
    (void)state;
    while ((text = outbox_add(&rig->core->outbox, NULL)) != NULL) {
        text->record.kind = TEXT_TYPED;
        text->retry_ms = TB_NEVER;
    }
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 1000);
    assert_int_equal(rig_call_record(rig, 1)->verdict, VERDICT_SKIP);
    assert_int_equal(rig_call_record(rig, 1)->reason, REASON_TOO_OLD);
    assert_int_equal(rig->sent_count, 0);
    assert_non_null(strstr(rig->log, "a alert text could not be written: outbox full"));
    rig_free(rig);
}

/* --- of a former life --- */

/* The agent's trial is texted although it was texted before, also where the power went behind it. */
static void test_a_trial_that_was_cut(void **state)
{
    struct rig *rig = begin();
    struct record call = {
        .kind = RECORD_CALL,
        .call = {.id = 50, .line = "main", .number = CALLER_A, .outcome = CALL_MISSED, .test = true}};
    struct record person = {.kind = RECORD_PERSON, .person = {.number = CALLER_A}};
    (void)state;
    call.call.began = ago(rig, 70000, false);
    call.call.last_ring = call.call.ended = ago(rig, 60000, false);
    person.person.last_texted = ago(rig, HOUR_MS_T, false);
    restore(rig, &person);
    restore(rig, &call);
    call.call.id = 51;
    call.call.test = false;
    restore(rig, &call);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 50)->verdict, VERDICT_TEXT);
    assert_int_equal(rig_call_record(rig, 51)->reason, REASON_REPEAT);
    rig_free(rig);
}

/* Told, as the ledger says, although it has no verdict: it gets one, and is not told again. */
static void test_a_call_told_before_its_verdict(void **state)
{
    struct past_call past = {
        .outcome = CALL_MISSED, .last_ring_ms = HOUR_MS_T, .ended_ms = HOUR_MS_T, .alerted = true};
    struct rig *rig = begin();
    (void)state;
    restore_call(rig, 50, CALLER_A, &past);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_call_record(rig, 50)->reason, REASON_TOO_OLD);
    assert_int_equal(rig->sent_count, 0);
    rig_free(rig);
}

/* Whose opt-out is not in memory any more: it counts as their own, not as a BLOCK of the agent's. */
static void test_an_opt_out_that_memory_has_not(void **state)
{
    struct rig *rig = begin();
    struct record call = {.kind = RECORD_CALL,
                          .call = {.id = 50,
                                   .line = "main",
                                   .number = CALLER_A,
                                   .outcome = CALL_MISSED,
                                   .verdict = VERDICT_SKIP,
                                   .reason = REASON_OPTED_OUT}};
    (void)state;
    call.call.began = ago(rig, 70000, false);
    call.call.last_ring = call.call.ended = ago(rig, 60000, false);
    restore(rig, &call);
    go(rig, MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_non_null(strstr(rig_last_to(rig, AGENT), "wants no texts. Call them."));
    rig_free(rig);
}

/* --- who covers --- */

static struct rig *covered_by(const char *number)
{
    struct config *cfg = config_new();
    char until[40];
    cfg->remind = false;
    cfg->escalate_ms = HOUR_MS_T;
    cfg->backup_count = 1;
    (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, "Isa");
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, ISA);
    struct rig *rig = rig_new(cfg);
    (void)snprintf(until, sizeof until, "wall %lld", (long long)(rig->now.wall_ms + 24 * HOUR_MS_T));
    meta(rig, "desk.away", until);
    meta(rig, "desk.covering", number);
    meta(rig, "desk.of_tomorrow", "a key of another version"); /* passed over */
    go(rig, 1000);
    return rig;
}

/* The offer of the lead is news enough for a colleague who covers; of the next call they hear as the agent
 * does. */
static void test_a_colleague_of_the_team_covers(void **state)
{
    struct rig *rig = covered_by(ISA);
    (void)state;
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(alerts(rig, ISA), 1);
    assert_non_null(strstr(rig_last_to(rig, ISA), "TAKE 1"));
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(alerts(rig, ISA), 2);
    assert_string_equal(rig_last_to(rig, ISA), rig_last_to(rig, AGENT));
    unsigned before = rig_sent_to(rig, ISA);
    tell(rig, CALLER_A, "Is it free?");
    assert_int_equal(rig_sent_to(rig, ISA), before + 1);
    rig_free(rig);
}

/* The ini has made the number that covers the agent's own: nothing comes twice. */
static void test_the_agent_covers(void **state)
{
    struct rig *rig = covered_by(AGENT);
    (void)state;
    rig_run(rig, 5000); /* they hear that nobody covers */
    unsigned before = alerts(rig, AGENT);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 5000);
    assert_int_equal(alerts(rig, AGENT), before + 1);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_office_closes_while_a_client_rings),
        cmocka_unit_test(test_hours_that_name_no_message),
        cmocka_unit_test(test_a_contact_with_a_name_of_the_network),
        cmocka_unit_test(test_a_call_while_the_outbox_is_full),
        cmocka_unit_test(test_a_trial_that_was_cut),
        cmocka_unit_test(test_a_call_told_before_its_verdict),
        cmocka_unit_test(test_an_opt_out_that_memory_has_not),
        cmocka_unit_test(test_a_colleague_of_the_team_covers),
        cmocka_unit_test(test_the_agent_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
