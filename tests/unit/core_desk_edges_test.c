/* The desk where two things meet: a STOP and words under way, FORGET and a text
 * in flight, night and a team in a hurry, many leads at once. */
#include "support/core_cut.h"
#include "support/core_say.h"

#define ISA "+12025550161"

static void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 8000);
}

static struct config *without_reminders(void)
{
    struct config *cfg = config_new();
    cfg->remind = false;
    return cfg;
}

static bool was_told(const struct rig *rig, const char *to, const char *words)
{
    for (unsigned i = 0; i < rig->sent_count; i++)
        if (strcmp(rig->sent[i].to, to) == 0 && strstr(rig->sent[i].text, words) != NULL)
            return true;
    return false;
}

/* --- STOP and its kin overtake what waits --- */

static void test_words_that_wait_do_not_go_to_who_says_stop(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, CALLER_A);
    rig_on(rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", 1);
    say(rig, AGENT, "1 Shall we say five?");
    rig_run(rig, 100); /* refused for now: it waits for its second try */
    assert_int_equal(rig_sent_to(rig, CALLER_A), before + 1);
    say(rig, CALLER_A, "STOP");
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), before + 2); /* that try, and the one confirmation */
    assert_string_equal(rig_last_to(rig, CALLER_A), "Example Realty: you will get no more automatic texts "
                                                    "from this number. Reply START to "
                                                    "undo.");
    assert_true(was_told(rig, AGENT, "Not sent to 0143: opted out. Call them."));
    assert_int_equal(rig_text_record(rig, TEXT_TYPED, CALLER_A)->state, TEXT_EXPIRED);
    rig_free(rig);
}

/* The report comes when the agent was told that they left. They open no window, and end none. */
static void test_words_that_did_not_arrive(void **state)
{
    (void)state;
    for (unsigned texted = 0; texted < 2; texted++) {
        struct rig *rig = rig_ready(without_reminders());
        if (texted == 1)
            called(rig, CALLER_A);
        else
            say(rig, CALLER_A, "Is it free?");
        rig->modem[0].reference = 0x32;
        say(rig, AGENT, "1 Yes it is.");
        rig_run(rig, MINUTE_MS);
        rig_line(rig, 0, "+CDS: 25\r\n07912120550591F906320B912120550541F3624051010354696240510113006946");
        assert_int_equal(rig_text_record(rig, TEXT_TYPED, CALLER_A)->state, TEXT_FAILED);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, MINUTE_MS);
        assert_true(was_told(rig, AGENT, "Your text did not reach 202-555-0143. Call them."));
        assert_int_equal(rig_sent_to(rig, CALLER_A), 2); /* those words, and one automatic text */
        rig_free(rig);
    }
}

static void test_words_under_way_do_not_go_again_to_who_says_stop(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    unsigned before = rig_sent_to(rig, CALLER_A);
    rig_on(rig, "\x1a", "", 1); /* no result yet */
    say(rig, AGENT, "1 Shall we say five?");
    rig_run(rig, 100);
    say(rig, CALLER_A, "STOP");
    rig_line(rig, 0, "+CMS ERROR: 41");
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), before + 2);
    assert_true(was_told(rig, AGENT, "Not sent to 0143: opted out. Call them."));
    rig_free(rig);
}

/* The automatic text is refused after they wrote what may be a STOP: no second
 * try. */
static void test_a_doubt_ends_the_tries_of_a_text_under_way(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 100);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    say(rig, CALLER_A, "please cancel the 5 pm");
    rig_line(rig, 0, "+CMS ERROR: 41");
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    rig_free(rig);
}

/* --- the promise and the night --- */

/* Leads by their words, so that their places are taken in order; then calls in
 * another order: the one that is due first has the last place. */
static void test_more_reminders_than_one_text_holds(void **state)
{
    enum { MANY = 20 };
    struct rig *rig = rig_ready(config_new());
    char number[TB_NUMBER_MAX];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(number, sizeof number, "+12025550%03d", 110 + i);
        tell(rig, number, "Hello?");
    }
    for (int i = MANY - 1; i >= 0; i--) {
        (void)snprintf(number, sizeof number, "+12025550%03d", 110 + i);
        rig_call(rig, 0, number, 1000);
        rig_run(rig, 8000);
    }
    rig_run(rig, 30 * MINUTE_MS); /* the rig fails if the core never comes to rest */
    assert_true(was_told(rig, AGENT, "leads wait for your call"));
    rig_free(rig);
}

static struct config *hasty_team(void)
{
    struct config *cfg = without_reminders();
    cfg->escalate_ms = 0;
    cfg->backup_count = 1;
    (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, "Isa");
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, ISA);
    return cfg;
}

static void test_a_team_that_is_told_at_once_sleeps_at_night(void **state)
{
    struct rig *rig = rig_ready(hasty_team());
    (void)state;
    rig->now.wall_ms += 9 * HOUR_MS_T; /* 23:00 */
    called(rig, CALLER_A);
    assert_false(was_told(rig, ISA, "Nobody has"));
    rig_run(rig, 8 * HOUR_MS_T);
    assert_false(was_told(rig, ISA, "Nobody has"));
    assert_false(was_told(rig, AGENT, "Nobody of the team"));
    rig_run(rig, 2 * HOUR_MS_T);
    assert_true(was_told(rig, AGENT, "Nobody of the team took 0143."));
    rig_free(rig);
}

/* Promised while the box did not know the time; it learns that it is night. */
static void test_no_reminder_at_night_of_a_promise_without_a_clock(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig->now.wall_ms += 8 * HOUR_MS_T; /* 22:00 */
    rig->now.wall_ok = false;
    called(rig, CALLER_A);
    rig->now.wall_ok = true;
    rig_run(rig, 5 * HOUR_MS_T);
    assert_false(was_told(rig, AGENT, "expects your call"));
    assert_false(was_told(rig, AGENT, "still waits"));
    rig_free(rig);
}

/* A held text that could not leave in its hours does not leave in the night,
 * however long texts may be. */
static void test_a_held_text_is_not_tried_into_the_night(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    config_hours(cfg, 15 * 60, 20 * 60);
    cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    cfg->max_age_ms = 24 * HOUR_MS_T;
    struct rig *rig = rig_ready(cfg);
    called(rig, CALLER_A);                                  /* at 14:00 */
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 331\r\n", -1); /* no network */
    rig_run(rig, 8 * HOUR_MS_T);
    rig_forget_rules(rig); /* 22:00 */
    rig_run(rig, 9 * HOUR_MS_T);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

/* --- FORGET --- */

static void forget(struct rig *rig, const char *words)
{
    char code[8];
    tell(rig, AGENT, words);
    (void)snprintf(code, sizeof code, "%s",
                   rig->core->desk.code[0].digits); /* as if the text had come through */
    assert_int_equal(strlen(code), 4);
    say(rig, AGENT, code);
}

/* Lead rows, calls and texts of that number written after the erasure. */
static unsigned named_after_forget(const struct rig *rig, const char *number)
{
    unsigned named = 0, i = 0;
    while (i < rig->record_count && rig->record[i].record.kind != RECORD_FORGET)
        i++;
    assert_true(i < rig->record_count);
    for (; i < rig->record_count; i++) {
        const struct record *record = &rig->record[i].record;
        named += record->kind == RECORD_LEAD && strcmp(record->lead.number, number) == 0;
        named += record->kind == RECORD_CALL && strcmp(record->call.number, number) == 0;
        named += record->kind == RECORD_TEXT && strcmp(record->text.number, number) == 0;
    }
    return named;
}

static void test_forget_while_their_text_waits_opens_no_lead_again(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 41\r\n", -1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 100);
    forget(rig, "FORGET 202-555-0143");
    rig_forget_rules(rig);
    rig_run(rig, 10 * MINUTE_MS);
    assert_null(leads_find(&rig->core->leads, CALLER_A));
    assert_int_equal(named_after_forget(rig, CALLER_A), 0);
    assert_false(was_told(rig, AGENT, "Missed"));
    rig_free(rig);
}

/* Blocked and forgotten while the radio has their text: it is not tried again,
 * though it names nobody. */
static void test_forget_ends_the_tries_of_a_text_in_flight(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    say(rig, AGENT, "FORGET 202-555-0143");
    rig_run(rig, 1000);
    char code[8] = "", blocked[64];
    assert_int_equal(sscanf(rig_last_to(rig, AGENT), "Reply %4s within", code), 1);
    rig_on(rig, "\x1a", "", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 100);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    (void)snprintf(blocked, sizeof blocked, "BLOCK 202-555-0143");
    say(rig, AGENT, blocked);
    say(rig, AGENT, code);
    rig_line(rig, 0, "+CMS ERROR: 41");
    rig_run(rig, 10 * MINUTE_MS);
    assert_true(was_told(rig, AGENT, "Everything about that number is erased"));
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_int_equal(named_after_forget(rig, CALLER_A), 0);
    assert_false(was_told(rig, AGENT, "Missed"));
    rig_free(rig);
}

/* Nobody has decided whether they meant STOP: that may not be forgotten. */
static void test_forget_keeps_the_doubt(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    tell(rig, CALLER_A, "please cancel the 5 pm");
    forget(rig, "FORGET 202-555-0143");
    rig_run(rig, 5000);
    called(rig, CALLER_A);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 0);
    rig_free(rig);
}

/* --- what comes in pieces --- */

/* The first part of two, of the agent's words to a lead. */
static void first_part(struct rig *rig, const char *from, const char *text)
{
    char hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    assert_int_equal(plan.parts, 2);
    struct sms_deliver d = {.from = from, .text = text, .plan = &plan, .ref = 7, .time_s = WALL_START / 1000};
    assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
    (void)snprintf(words, sizeof words, "+CMT: \"\",30\r\n%s", hex);
    rig_line(rig, 0, words);
}

static void test_half_an_order_is_not_carried_out(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    called(rig, CALLER_A);
    first_part(rig, AGENT,
               "1 The house is open from two until five on Saturday and from one until four on Sunday, and I "
               "can show it to you on any other day, if you call me the evening before. Bring boots.");
    rig_run(rig, INBOX_PART_WAIT_MS + MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_true(was_told(rig, AGENT, "Not sent: a part of your text did not arrive. Send it again."));
    rig_free(rig);
}

/* --- steps that have much to do --- */

static struct config *large_team(void)
{
    struct config *cfg = without_reminders();
    cfg->escalate_ms = HOUR_MS_T;
    for (cfg->backup_count = 0; cfg->backup_count < TB_BACKUPS_MAX; cfg->backup_count++) {
        struct cfg_member *member = &cfg->backup[cfg->backup_count];
        (void)snprintf(member->name, sizeof member->name, "Member %u", cfg->backup_count);
        (void)snprintf(member->number, sizeof member->number, "+12025550%03u", 161U + cfg->backup_count);
    }
    return cfg;
}

/* Texts to the agent that all end at that moment, so that a step begins with many things done. */
static void expire_many(struct rig *rig, int64_t at_ms)
{
    enum { MANY = 63 };
    actions_clear(rig->out);
    for (int i = 0; i < MANY; i++) {
        core_tell(rig->core, 0, 0, "Something.", &rig->now, rig->out);
        rig_perform(rig);
        actions_clear(rig->out);
    }
    for (uint16_t i = 0; i < rig->core->outbox.top; i++)
        if (rig->core->outbox.text[i].used)
            rig->core->outbox.text[i].expires_ms = at_ms;
}

/* All but one part of the longest text there is, in the widest alphabet. */
static void long_text(struct rig *rig, const char *from)
{
    char text[SMS_TEXT_MAX] = "", hex[SMS_NETWORK_HEX_MAX], words[SMS_NETWORK_HEX_MAX + 32];
    struct sms_plan plan;
    for (int i = 0; i < 67 * 31 + 1; i++)
        memcpy(text + strlen(text), "\xe4\xb8\xad", 4);
    assert_true(sms_plan_text(text, &plan));
    assert_int_equal(plan.parts, 32);
    for (unsigned part = 0; part + 1 < plan.parts; part++) {
        struct sms_deliver d = {
            .from = from, .text = text, .plan = &plan, .part = part, .ref = 7, .time_s = WALL_START / 1000};
        assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
        (void)snprintf(words, sizeof words, "+CMT: \"\",30\r\n%s", hex);
        rig_line(rig, 0, words);
    }
}

static void test_a_long_text_to_a_large_team_fits_into_a_step(void **state)
{
    struct rig *rig = rig_ready(large_team());
    (void)state;
    called(rig, CALLER_A);
    leads_find(&rig->core->leads, CALLER_A)->record.told = 0xff;
    long_text(rig, CALLER_A);
    rig_run(rig, 1000);
    rig_link(rig, 0, false);
    int64_t due = inbox_deadline(&rig->core->inbox, &rig->now);
    expire_many(rig, due);
    rig_run(rig, due - rig->now.mono_ms + 1000);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    for (unsigned member = 0; member < core_members(rig->core); member++)
        assert_true(was_told(rig, core_member_number(rig->core, member), "From 0143"));
    rig_free(rig);
}

/* After a week without a call sixty leads have gone quiet; the next one closes them. */
static void test_many_idle_leads_are_closed_with_room_to_spare(void **state)
{
    struct rig *rig = rig_ready(large_team());
    char number[TB_NUMBER_MAX];
    (void)state;
    for (int i = 0; i < LEADS_MAX; i++) {
        (void)snprintf(number, sizeof number, "+1202444%04d", 2000 + i);
        tell(rig, number, "Hello?");
    }
    assert_int_equal(leads_count(&rig->core->leads), LEADS_MAX);
    rig_link(rig, 0, false);
    rig_run(rig, 7 * 24 * HOUR_MS_T);
    expire_many(rig, rig->now.mono_ms + 1000);
    struct text *text = core_text_new(rig->core, TEXT_AUTO, CALLER_A, 0, "Hello", &rig->now, rig->out);
    text->call = (struct call_record){.id = 99, .verdict = VERDICT_TEXT, .number = CALLER_A, .line = "main"};
    text->expires_ms = rig->now.mono_ms + 1000;
    actions_clear(rig->out);
    rig_run(rig, 2000);
    assert_non_null(leads_find(&rig->core->leads, CALLER_A));
    for (int i = 0; i < LEADS_MAX; i++) { /* and step by step all of them are */
        (void)snprintf(number, sizeof number, "+1202445%04d", 2000 + i);
        (void)core_lead_wrote(rig->core, number, 0, "Hello?", &rig->now, rig->out);
        rig_perform(rig);
        actions_clear(rig->out);
    }
    assert_null(leads_find(&rig->core->leads, "+12024442063"));
    rig_free(rig);
}

/* --- another ini --- */

static void test_what_waits_for_a_former_number_goes_to_the_new_one(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    struct config *fresh = without_reminders(), *old = rig->cfg;
    (void)state;
    called(rig, CALLER_A);
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 41\r\n", 2);
    say(rig, CALLER_A, "Is it free?"); /* its relay is refused for now */
    unsigned before = rig_sent_to(rig, AGENT);
    (void)snprintf(fresh->phone, sizeof fresh->phone, "+12025550109"); /* the agent has another phone */
    struct event event = {.kind = EVENT_CONFIG, .config = fresh};
    rig_event(rig, &event);
    rig->cfg = fresh;
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    assert_string_equal(rig_last_to(rig, "+12025550109"), "From 0143 (2:00p): Is it free?");
    free(old);
    rig_free(rig);
}

/* --- nowhere to put it, and a power cut --- */

/* Half a text has waited long enough, but the outbox is full of better things: it goes on waiting. */
static void test_half_a_text_waits_for_room_in_the_outbox(void **state)
{
    struct rig *rig = rig_ready(without_reminders());
    (void)state;
    first_part(
        rig, CALLER_A,
        "The house with the blue door on the corner, is it open from two until five on Saturday or from "
        "one until four on Sunday, and may I bring my sister, who knows about roofs and so on?");
    rig_link(rig, 0, false);
    rig_run(rig, INBOX_PART_WAIT_MS - MINUTE_MS);
    for (int i = 0; i < TB_OUTBOX_MAX; i++) {
        actions_clear(rig->out);
        struct text *text =
            core_text_new(rig->core, TEXT_RELAY, AGENT, 0, "From 0144: hm", &rig->now, rig->out);
        assert_non_null(text);
        text->expires_ms = rig->now.mono_ms + 10 * MINUTE_MS;
    }
    actions_clear(rig->out);
    rig_run(rig, 5 * MINUTE_MS);
    rig_link(rig, 0, true);
    rig_run(rig, 20 * MINUTE_MS);
    assert_true(was_told(rig, AGENT, "[part 2 of 2 did not arrive]"));
    rig_free(rig);
}

static void test_a_promise_is_kept_across_a_power_cut(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 41\r\n", -1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 100); /* decided on and not yet taken */
    rig = rig_cut(rig, config_new(), 1000);
    rig_run(rig, HOUR_MS_T);
    assert_string_equal(rig_last_to(rig, CALLER_A),
                        "Sorry I missed you. I can call within 15 minutes. Alex Agent");
    assert_true(was_told(rig, AGENT, "0143 expects your call"));
    rig_free(rig);
}

/* --- the agent's phone rings, and the modem goes away --- */

static void test_a_ring_is_over_when_the_modem_stays_away(void **state)
{
    struct config *cfg = without_reminders();
    (void)state;
    cfg->urgent_call = true;
    config_rule(cfg, CFG_RULE_CLIENT, CALLER_A, false);
    struct rig *rig = rig_ready(cfg);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 3000);
    assert_true(rig->core->ring.up);
    rig_link(rig, 0, false);
    unsigned before = rig->step;
    rig_run(rig, HOUR_MS_T);
    assert_false(rig->core->ring.up);
    assert_in_range(rig->step - before, 0, 200); /* no looking every second for ever */
    size_t mark = rig_mark(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, mark, "AT+CHUP")); /* it could be a caller's call by now */
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_that_wait_do_not_go_to_who_says_stop),
        cmocka_unit_test(test_words_that_did_not_arrive),
        cmocka_unit_test(test_words_under_way_do_not_go_again_to_who_says_stop),
        cmocka_unit_test(test_a_doubt_ends_the_tries_of_a_text_under_way),
        cmocka_unit_test(test_more_reminders_than_one_text_holds),
        cmocka_unit_test(test_a_team_that_is_told_at_once_sleeps_at_night),
        cmocka_unit_test(test_no_reminder_at_night_of_a_promise_without_a_clock),
        cmocka_unit_test(test_a_held_text_is_not_tried_into_the_night),
        cmocka_unit_test(test_forget_while_their_text_waits_opens_no_lead_again),
        cmocka_unit_test(test_forget_ends_the_tries_of_a_text_in_flight),
        cmocka_unit_test(test_forget_keeps_the_doubt),
        cmocka_unit_test(test_half_an_order_is_not_carried_out),
        cmocka_unit_test(test_a_long_text_to_a_large_team_fits_into_a_step),
        cmocka_unit_test(test_many_idle_leads_are_closed_with_room_to_spare),
        cmocka_unit_test(test_what_waits_for_a_former_number_goes_to_the_new_one),
        cmocka_unit_test(test_half_a_text_waits_for_room_in_the_outbox),
        cmocka_unit_test(test_a_promise_is_kept_across_a_power_cut),
        cmocka_unit_test(test_a_ring_is_over_when_the_modem_stays_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
