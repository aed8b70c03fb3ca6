/* textbackctl as others see it: run as a program, its JSON read back and held against the Contract. */
#include "ledger/ctl_rig.h"
#include "ledger/sample.h"

#include "shell/optouts.h"
#include "shell/statusfile.h"
#include "textbackctl/views.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a small history ---- */

static void make_history(void)
{
    struct ledger *ledger = must_open();
    struct record ringing = sample_call(1, "", VERDICT_NONE, REASON_NONE);
    struct record texted = sample_call(2, "+12025550143", VERDICT_TEXT, REASON_NONE);
    struct record skipped = sample_call(3, "+12025550144", VERDICT_SKIP, REASON_OPTED_OUT);
    struct record held = sample_call(4, "+12025550145", VERDICT_HOLD, REASON_NONE);
    struct record out = sample_text(1, 2, TEXT_AUTO, TEXT_DELIVERED, "Sorry I missed you");
    struct record in = sample_text(2, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "12 Elm St\n\xc3\xa9");
    struct record alert = sample_text(3, 2, TEXT_ALERT, TEXT_FAILED, "Missed +12025550143");
    struct record typed = sample_text(4, 0, TEXT_TYPED, TEXT_ACCEPTED, "On my way");
    struct record person = sample_person("+12025550144", true);
    struct record texted_person = sample_person("+12025550143", false);
    struct record agent = sample_person("+12025550100", false);
    struct record lead = sample_lead(1, 4, "+12025550143", LEAD_TAKEN);

    (void)snprintf(texted.call.name, sizeof texted.call.name, "SMITH");
    (void)snprintf(texted.call.called, sizeof texted.call.called, "+12025550101");
    texted.call.outcome = CALL_GAVE_UP;
    ringing.call.began = sample_stamp_no_wall(0);
    out.text.settled = sample_stamp(9000);
    out.text.parts = 2;
    (void)snprintf(alert.text.number, sizeof alert.text.number, "+12025550100");
    (void)snprintf(alert.text.error, sizeof alert.text.error, "CMS 21");
    typed.text.sent = sample_stamp(66000);
    (void)snprintf(texted_person.person.name, sizeof texted_person.person.name, "Bad \xff byte");
    agent.person.kind = PERSON_AGENT;
    agent.person.last_texted = (struct stamp){0};
    lead.lead.opened = sample_stamp(7000);
    lead.lead.answered = sample_stamp(66000);
    lead.lead.calls = 1;
    (void)snprintf(lead.lead.name, sizeof lead.lead.name, "SMITH");
    (void)snprintf(lead.lead.last_text, sizeof lead.lead.last_text, "12 Elm St \xc3\xa9");
    (void)snprintf(lead.lead.address, sizeof lead.lead.address, "12 Elm St");
    (void)snprintf(lead.lead.owner, sizeof lead.lead.owner, "+12025550100");
    (void)snprintf(lead.lead.note, sizeof lead.lead.note, "pool");
    const struct record records[] = {ringing, texted, skipped, held,          out,   in,
                                     alert,   typed,  person,  texted_person, agent, lead};
    sample_store(ledger, records, TB_COUNT(records));
    ledger_close(ledger);
}

static void calls(void **state)
{
    (void)state;
    make_history();
    json_t *rows = rows_of("calls");
    assert_int_equal(json_array_size(rows), 4);
    ctl_assert_row(rows, 0,
                   "{\"id\":1,\"line\":\"main\",\"number\":null,\"name\":null,\"called\":null,\"began\":null,"
                   "\"ended\":null,\"outcome\":\"ringing\",\"verdict\":null,\"reason\":null}");
    ctl_assert_row(
        rows, 1,
        "{\"id\":2,\"line\":\"main\",\"number\":\"+12025550143\",\"name\":\"SMITH\",\"called\":\"+"
        "12025550101\","
        "\"began\":\"2026-04-15T18:00:00.123Z\",\"ended\":\"2026-04-15T18:00:06.123Z\",\"outcome\":"
        "\"gave_up\","
        "\"verdict\":\"text\",\"reason\":\"message:text\"}");
    ctl_assert_row(
        rows, 2,
        "{\"id\":3,\"line\":\"main\",\"number\":\"+12025550144\",\"name\":null,\"called\":null,"
        "\"began\":\"2026-04-15T18:00:00.123Z\",\"ended\":\"2026-04-15T18:00:06.123Z\",\"outcome\":"
        "\"missed\","
        "\"verdict\":\"skip\",\"reason\":\"opted_out\"}");
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 3), "verdict")), "hold");
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 3), "reason")),
                        "message:text");
    json_decref(rows);
}

/* when = ring: the verdict may be taken while it rings, but shows when the call has ended. */
static void a_verdict_shows_when_the_call_has_ended(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct record call = sample_call(1, "+12025550143", VERDICT_TEXT, REASON_NONE);

    call.call.outcome = CALL_RINGING;
    sample_store(ledger, &call, 1);
    json_t *row = view_call(ledger, 1);
    assert_true(json_is_null(json_object_get(row, "verdict")));
    assert_true(json_is_null(json_object_get(row, "reason")));
    json_decref(row);
    ledger_close(ledger);
}

static void texts(void **state)
{
    (void)state;
    make_history();
    json_t *rows = rows_of("texts");
    assert_int_equal(json_array_size(rows), 4);
    ctl_assert_row(
        rows, 0,
        "{\"id\":1,\"call\":2,\"direction\":\"out\",\"number\":\"+12025550143\",\"body\":\"Sorry I missed "
        "you\","
        "\"state\":\"delivered\",\"parts\":2,\"created\":\"2026-04-15T18:00:06.123Z\","
        "\"sent\":\"2026-04-15T18:00:06.124Z\",\"settled\":\"2026-04-15T18:00:09.123Z\",\"error\":null}");
    ctl_assert_row(
        rows, 1,
        "{\"id\":2,\"call\":null,\"direction\":\"in\",\"number\":\"+12025550143\",\"body\":\"12 Elm "
        "St\\n\xc3\xa9\","
        "\"state\":\"relayed\",\"parts\":1,\"created\":\"2026-04-15T18:00:06.123Z\",\"sent\":null,"
        "\"settled\":null,\"error\":null}");
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 2), "error")), "CMS 21");
    json_decref(rows);
}

/* In the ini no phone is told yet: a text for the agent waits without a number. A stranger may call itself
 * so. */
static void a_text_that_waits_for_the_agents_number_has_none(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct record records[] = {sample_text(1, 0, TEXT_RELAY, TEXT_PREPARED, "0143 wrote"),
                               sample_text(2, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "Win now")};

    for (size_t i = 0; i < TB_COUNT(records); i++)
        (void)snprintf(records[i].text.number, sizeof records[i].text.number, AGENT_UNKNOWN);
    sample_store(ledger, records, TB_COUNT(records));
    ledger_close(ledger);
    json_t *rows = rows_of("texts");
    assert_true(json_is_null(json_object_get(json_array_get(rows, 0), "number")));
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 1), "number")), AGENT_UNKNOWN);
    json_decref(rows);
}

static void people(void **state)
{
    (void)state;
    make_history();
    json_t *rows = rows_of("people");
    assert_int_equal(json_array_size(rows), 3);
    ctl_assert_row(rows, 0,
                   "{\"number\":\"+12025550100\",\"name\":null,\"kind\":\"agent\",\"opted_out\":false,"
                   "\"undeliverable\":false,\"last_texted\":null}");
    ctl_assert_row(rows, 1,
                   "{\"number\":\"+12025550143\",\"name\":\"Bad \xef\xbf\xbd "
                   "byte\",\"kind\":\"lead\",\"opted_out\":false,"
                   "\"undeliverable\":false,\"last_texted\":\"2026-04-15T18:00:06.124Z\"}");
    ctl_assert_row(rows, 2,
                   "{\"number\":\"+12025550144\",\"name\":null,\"kind\":\"lead\",\"opted_out\":true,"
                   "\"undeliverable\":false,\"last_texted\":\"2026-04-15T18:00:06.124Z\"}");
    json_decref(rows);
}

static void leads(void **state)
{
    (void)state;
    make_history();
    json_t *rows = rows_of("leads");
    assert_int_equal(json_array_size(rows), 1);
    ctl_assert_row(
        rows, 0,
        "{\"n\":4,\"number\":\"+12025550143\",\"line\":\"main\",\"opened\":\"2026-04-15T18:00:07.123Z\","
        "\"state\":\"taken\",\"last_text\":\"12 Elm St \xc3\xa9\",\"address\":\"12 Elm St\","
        "\"owner\":\"+12025550100\",\"promised\":null}");
    json_decref(rows);
}

/* Who is to be called back comes first, as the desk numbers them; who is done with, the latest first. */
static void leads_in_the_order_of_work(void **state)
{
    (void)state;
    static const int order[] = {2, 9, 5, 7};
    struct ledger *ledger = must_open();
    struct record nine = sample_lead(1, 9, "+12025550143", LEAD_OPEN);
    struct record old = sample_lead(2, 7, "+12025550144", LEAD_DONE);
    struct record two = sample_lead(3, 2, "+12025550145", LEAD_OPEN);
    struct record late = sample_lead(4, 5, "+12025550146", LEAD_DONE);

    late.lead.touched = sample_stamp(90000);
    two.lead.promised = sample_stamp(60000);
    (void)snprintf(two.lead.name, sizeof two.lead.name, "JONES");
    (void)snprintf(two.lead.note, sizeof two.lead.note, "Tuesday");
    const struct record records[] = {nine, old, two, late};
    sample_store(ledger, records, TB_COUNT(records));
    ledger_close(ledger);
    json_t *rows = rows_of("leads");
    assert_int_equal(json_array_size(rows), TB_COUNT(order));
    for (size_t i = 0; i < TB_COUNT(order); i++)
        assert_int_equal(json_integer_value(json_object_get(json_array_get(rows, i), "n")), order[i]);
    ctl_assert_row(
        rows, 0,
        "{\"n\":2,\"number\":\"+12025550145\",\"line\":\"main\",\"opened\":\"2026-04-15T18:00:05.123Z\","
        "\"state\":\"open\",\"last_text\":null,\"address\":null,\"owner\":null,"
        "\"promised\":\"2026-04-15T18:01:00.123Z\"}");
    json_decref(rows);
    int status;
    char *out = run_in("leads", "", &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "JONES"));
    assert_non_null(strstr(out, "Tuesday"));
    assert_non_null(strstr(out, "2026-04-15 14:01:00"));
    assert_non_null(strstr(out, "  opened (EST/EDT)     latest  ")); /* once is enough */
    free(out);
    out = run_in("people", "", &status);
    assert_non_null(strstr(out, "last texted (EST/EDT)\n"));
    free(out);
}

static void report(void **state)
{
    (void)state;
    make_history();
    json_t *rows = rows_of("report");
    assert_int_equal(json_array_size(rows), 1);
    json_t *row = json_array_get(rows, 0);
    assert_true(json_is_string(json_object_get(row, "to")));
    assert_int_equal(json_object_del(row, "to"), 0);
    ctl_assert_row(
        rows, 0,
        "{\"from\":\"2026-04-15T18:00:00.123Z\",\"calls\":3,\"texted\":1,\"replied\":1,\"median_text_"
        "s\":0.001,"
        "\"median_human_s\":60.0,\"opted_out\":1,\"reasons\":{\"message:text\":2,\"opted_out\":1}}");
    json_decref(rows);
    rows = rows_of("report --from 2026-04-15 --to 2026-04-15");
    ctl_assert_row(
        rows, 0,
        "{\"from\":\"2026-04-15T04:00:00.000Z\",\"to\":\"2026-04-16T04:00:00.000Z\",\"calls\":3,\"texted\":1,"
        "\"replied\":1,\"median_text_s\":0.001,\"median_human_s\":60.0,\"opted_out\":1,"
        "\"reasons\":{\"message:text\":2,\"opted_out\":1}}");
    json_decref(rows);
    rows = rows_of("report --from 2026-04-16");
    assert_int_equal(json_object_del(json_array_get(rows, 0), "to"), 0); /* now */
    ctl_assert_row(rows, 0,
                   "{\"from\":\"2026-04-16T04:00:00.000Z\",\"calls\":0,\"texted\":0,\"replied\":0,"
                   "\"median_text_s\":null,\"median_human_s\":null,\"opted_out\":0,\"reasons\":{}}");
    json_decref(rows);
}

static void the_story_of_a_call(void **state)
{
    (void)state;
    int status;

    make_history();
    char *story = run_in("explain 2", "", &status);
    assert_int_equal(status, 0);
    assert_string_equal(
        story,
        "Call 2 on line main: +12025550143 (SMITH), calling +12025550101, rang at 2026-04-15 14:00:00 EDT. "
        "The box ended the call without an answer, as nobody took it, at 2026-04-15 14:00:06 EDT.\n"
        "The box decided to text the caller the message \"text\".\n"
        "Text 1 to +12025550143: \"Sorry I missed you\". Given to the modem at 2026-04-15 14:00:06 EDT; it "
        "has arrived, at "
        "2026-04-15 14:00:09 EDT.\n"
        "Text 3 to +12025550100: \"Missed +12025550143\". Given to the modem at 2026-04-15 14:00:06 EDT; it "
        "failed "
        "(CMS 21).\n");
    free(story);
    story = run_in("explain 3", "", &status);
    assert_non_null(strstr(story, "The caller was not texted: this person said STOP."));
    free(story);
    story = run_in("explain 1", "", &status);
    assert_non_null(
        strstr(story, "a caller without a number rang when the box did not know the time. It is ringing"));
    free(story);
    story = run_in("explain 99", "", &status);
    assert_int_equal(status, 1);
    free(story);
    char *words = sample_read(sample_path(dir, "stderr"));
    assert_string_equal(words, "textbackctl: there is no call 99; `textbackctl calls` lists them\n");
    free(words);
    json_t *rows = rows_of("explain 2");
    assert_int_equal(json_array_size(json_object_get(json_array_get(rows, 0), "texts")), 2);
    json_decref(rows);
}

static void the_story_of_a_test(void **state)
{
    (void)state;
    struct ledger *ledger = must_open();
    struct record calls[] = {sample_call(1, "+12025550143", VERDICT_TEXT, REASON_NONE),
                             sample_call(2, "+12025550143", VERDICT_TEXT, REASON_NONE)};
    int status;

    calls[1].call.test = true;
    sample_store(ledger, calls, TB_COUNT(calls));
    ledger_close(ledger);
    for (int id = 1; id <= 2; id++) {
        char *story = run_in(id == 2 ? "explain 2" : "explain 1", "", &status);
        bool told = strstr(story, "\nIt was the call of a TEST that the agent had asked for") != NULL;
        assert_int_equal(told, id == 2);
        free(story);
    }
}

/* Escape sequences of a stranger, in either form, reach no terminal; JSON has them escaped. */
static void a_text_does_not_steer_the_terminal(void **state)
{
    (void)state;
    static const char *const commands[] = {"texts", "calls", "explain 1", "leads"};
    struct ledger *ledger = must_open();
    struct record call = sample_call(1, "+12025550143", VERDICT_TEXT, REASON_NONE);
    struct record text = sample_text(1, 1, TEXT_TYPED, TEXT_ACCEPTED,
                                     "a\x1b[2Jb\xc2\x9b"
                                     "2Jc\x07");
    struct record lead = sample_lead(1, 1, "+12025550143", LEAD_OPEN);
    int status;

    (void)snprintf(call.call.name, sizeof call.call.name, "\x1b]0;x\x07");
    sample_store(ledger, &call, 1);
    sample_store(ledger, &text, 1);
    (void)snprintf(lead.lead.last_text, sizeof lead.lead.last_text, "a\x1b[2Jb\xc2\x9b\x07");
    sample_store(ledger, &lead, 1);
    ledger_close(ledger);
    for (size_t i = 0; i < TB_COUNT(commands); i++) {
        char *out = run_in(commands[i], "", &status);
        assert_int_equal(status, 0);
        assert_null(strpbrk(out, "\x1b\x07"));
        assert_null(strstr(out, "\xc2\x9b"));
        free(out);
    }
}

/* Every reason that can be recorded has its sentence. */
static void every_reason_is_explained(void **state)
{
    (void)state;
    int status;
    char command[32];
    struct ledger *ledger = must_open();

    for (int reason = REASON_WITHHELD; reason < REASON_COUNT; reason++) {
        struct record call = sample_call(reason, "+12025550143", VERDICT_SKIP, (enum skip_reason)reason);
        sample_store(ledger, &call, 1);
    }
    ledger_close(ledger);
    for (int reason = REASON_WITHHELD; reason < REASON_COUNT; reason++) {
        (void)snprintf(command, sizeof command, "explain %d", reason);
        char *story = run_in(command, "", &status);
        const char *because = strstr(story, "not texted: ");
        assert_non_null(because);
        assert_non_null(strchr(because + strlen("not texted: "), ' ')); /* a sentence, not a word */
        free(story);
    }
}

static void tables_are_for_people(void **state)
{
    (void)state;
    static const char *const commands[] = {"calls", "texts", "people", "leads", "report", "status"};
    int status;

    make_history();
    for (size_t i = 0; i < TB_COUNT(commands); i++) {
        char *out = run_in(commands[i], "", &status);
        assert_int_equal(status, 0);
        assert_null(strchr(out, '{'));
        free(out);
    }
    char *out = run_in("texts", "", &status);
    assert_non_null(strstr(out, "12 Elm St \xc3\xa9\n")); /* a line break in a text is none in the table */
    assert_non_null(strstr(out, "2026-04-15 14:00:06"));
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(calls),
        IN_FOLDER(a_verdict_shows_when_the_call_has_ended),
        IN_FOLDER(texts),
        IN_FOLDER(a_text_that_waits_for_the_agents_number_has_none),
        IN_FOLDER(people),
        IN_FOLDER(leads),
        IN_FOLDER(leads_in_the_order_of_work),
        IN_FOLDER(report),
        IN_FOLDER(the_story_of_a_call),
        IN_FOLDER(the_story_of_a_test),
        IN_FOLDER(a_text_does_not_steer_the_terminal),
        IN_FOLDER(every_reason_is_explained),
        IN_FOLDER(tables_are_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
