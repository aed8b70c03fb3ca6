/* replay's own parts: what it lets pass as a submission, how it reads scripts, joins texts and judges. */
#include "replay/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define CALLER  "+12025550143"
#define HELLO   "0011000B912120550541F300000B05C8329BFD06" /* "Hello" to CALLER */
#define CASES   TB_SOURCE_DIR "/tests/cases/"
#define PROGRAM TB_BINARY_DIR "/replay"

/* --- submissions --- */

static void assert_submission(const char *command, const char *body, const char *why)
{
    struct submission s;

    submission_read(&s, command, body, strlen(body), false, 0);
    assert_string_equal(s.why, why);
    assert_int_equal(s.bad, why[0] != '\0');
    submission_free(&s);
}

static void sound_submission(void **state)
{
    struct submission s;

    (void)state;
    submission_read(&s, "AT+CMGS=19", HELLO "\r\n", strlen(HELLO) + 2, false, 5);
    assert_false(s.bad);
    assert_string_equal(s.to, CALLER);
    assert_string_equal(s.text, "Hello");
    assert_string_equal(s.body, HELLO);
    assert_int_equal(s.at_ms, 5);
    submission_free(&s);
}

static void unsound_submissions(void **state)
{
    (void)state;
    assert_submission("AT+CMGS=20", HELLO, "AT+CMGS announced another length");
    assert_submission("AT+CMGS=x", HELLO, "the argument of AT+CMGS is no length");
    assert_submission("AT+CMGS=19", "0011000B91", "AT+CMGS announced another length");
    assert_submission("AT+CMGS=19", "", "not hexadecimal");
    assert_submission("AT+CMGS=19", "00XX", "not hexadecimal");
    assert_submission("AT+CMGS=1", "0501", "SMSC runs over the end");
    assert_submission("AT+CMGS=19", "0010000B912120550541F300000B05C8329BFD06", "not a SUBMIT");
    assert_submission("AT+CMGS=13", "001100009100000B05C8329BFD06", "empty destination address");
    assert_submission("AT+CMGS=19", "0011000B112120550541F300000B05C8329BFD06", "bad type of address");
    assert_submission("AT+CMGS=19", "0011000B9121205505413300000B05C8329BFD06",
                      "odd address without the F filler");
    assert_submission("AT+CMGS=19", "0011000B91F120550541F300000B05C8329BFD06", "filler inside an address");
    assert_submission("AT+CMGS=19", "0011000B912120550541F300000B07C8329BFD06",
                      "TP-UDL and the octets of data disagree");
    assert_submission("AT+CMGS=18", "0011000B912120550541F300080B0300410042",
                      "TP-UDL and the octets of data disagree");
    assert_submission("AT+CMGS=17", "0011000B912120550541F300080B03004100", "odd number of UCS-2 octets");
    assert_submission("AT+CMGS=19", "0051000B912120550541F300000B0509329BFD06",
                      "header longer than the data");
    assert_submission("AT+CMGS=21", "0051000B912120550541F300000B0805000307010261",
                      "impossible concatenation element");
    assert_submission("AT+CMGS=\"\"", "Hello", "empty destination");
}

static void numbers_as_a_network_reads_them(void **state)
{
    char out[PHONE_MAX];

    (void)state;
    submission_number("2025550143", 129, out);
    assert_string_equal(out, CALLER);
    submission_number("12025550143", 161, out);
    assert_string_equal(out, CALLER);
    submission_number("12025550143", 145, out);
    assert_string_equal(out, CALLER);
    submission_number("+12025550143", -1, out);
    assert_string_equal(out, CALLER);
    submission_number("55501", 129, out);
    assert_string_equal(out, "55501");
}

/* --- scripts --- */

static void assert_no_script(const char *line, const char *words)
{
    struct patterns *patterns = patterns_new();
    struct script script;
    struct bytes why = {.at = NULL};

    assert_false(script_parse(patterns, line, strlen(line), &script, &why));
    assert_non_null(strstr(bytes_string(&why), words));
    script_free(&script);
    bytes_free(&why);
    patterns_free(patterns);
}

static void bad_scripts_are_told(void **state)
{
    (void)state;
    assert_no_script("{", "not JSON");
    assert_no_script("[]", "`id`");
    assert_no_script("{\"id\":\"a\"}", "`bytes`");
    assert_no_script("{\"id\":\"a\",\"bytes\":[{\"jump\":1}]}", "step 0");
    assert_no_script("{\"id\":\"a\",\"bytes\":[{\"wait_ms\":-1}]}", "step 0");
    assert_no_script("{\"id\":\"a\",\"bytes\":[{\"note\":\"\"},{\"send\":\"\\u20ac\"}]}", "step 1");
    assert_no_script("{\"id\":\"a\",\"bytes\":[{\"file\":\"x/..\",\"hex\":\"00\"}]}", "step 0");
    assert_no_script("{\"id\":\"a\",\"bytes\":[{\"file\":\"x\",\"hex\":\"0\"}]}", "step 0");
    assert_no_script("{\"id\":\"a\",\"bytes\":[],\"checks\":5}", "`checks`");
}

static void a_script_knows_its_answers(void **state)
{
    static const char line[] =
        "{\"id\":\"a\",\"bytes\":[{\"send\":\"\\r\\nRING\\r\\n\"},{\"expect\":\"AT+CREG?\"},{\"send\":"
        "\"\\r\\nRING\\r\\n\"},"
        "{\"send\":\"\\r\\n+CREG: "
        "0,1\\r\\n\\r\\nOK\\r\\n\"},{\"send\":\"\\u0000\\u00ff\"},{\"expect\":\"AT+CMGS=\"},"
        "{\"send\":\"\\r\\n> \"},{\"send\":\"x\"}]}";
    struct patterns *patterns = patterns_new();
    struct bytes why = {.at = NULL};
    struct script script;

    (void)state;
    assert_true(script_parse(patterns, line, sizeof line - 1, &script, &why));
    assert_int_equal(script.count, 8);
    static const bool answer[8] = {false, false, true, true, false, false, true, false};
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(script.step[i].answer, answer[i]);
    assert_int_equal(script.step[4].text.length, 2);
    assert_memory_equal(script.step[4].text.at, "\0\xff", 2);
    assert_int_equal(script_after_answers(&script, 1), 4);
    assert_null(script.checks);
    script_free(&script);
    patterns_free(patterns);
}

static void command_lines_match(void **state)
{
    (void)state;
    assert_true(fake_matches("AT+CLIP=1", "AT+CLIP=1"));
    assert_true(fake_matches("ate0+cmee=1;+clip=1", "AT+CLIP=1"));
    assert_true(fake_matches("ATE0S0=0", "ATS0=0"));
    assert_true(fake_matches("AT+CREG?", "AT"));
    assert_false(fake_matches("AT+CMGS=20", "AT"));
    assert_true(fake_matches("AT+CMGS=20", "AT+CMGS="));
    assert_false(fake_matches("AT+CPIN?", "AT+CPIN="));
}

/* --- judging --- */

struct fixture {
    struct patterns *patterns;
    struct script script;
    struct settings settings;
    struct play play;
    struct judgement judgement;
};

static void begin(struct fixture *f, const char *checks)
{
    char line[512];
    struct bytes why = {.at = NULL};

    *f = (struct fixture){.patterns = patterns_new()};
    (void)snprintf(line, sizeof line, "{\"id\":\"a\",\"bytes\":[],\"checks\":%s}", checks);
    assert_true(script_parse(f->patterns, line, strlen(line), &f->script, &why));
    f->play.script = &f->script;
    f->play.box.settings = &f->settings;
    f->play.box.disk.ledger = ledger_open_memory("a boot");
    assert_non_null(f->play.box.disk.ledger);
    fake_init(&f->play.modem, f->patterns, &f->script, 0);
}

/* A text that the modem was given and took or refused, each part of it. */
static void text(struct fixture *f, const char *to, const char *words, enum outcome outcome)
{
    struct sms_plan plan;
    char hex[SMS_HEX_MAX], command[32];
    unsigned octets;

    assert_true(sms_plan_text(words, &plan));
    for (unsigned i = 0; i < plan.parts; i++) {
        struct sms_submit submit = {
            .to = to, .text = words, .plan = &plan, .part = i, .ref = 7, .validity = 11};
        assert_true(sms_encode_submit(&submit, hex, sizeof hex, &octets) > 0);
        (void)snprintf(command, sizeof command, "AT+CMGS=%u", octets);
        bytes_clear(&f->play.modem.command);
        bytes_text(&f->play.modem.command, command);
        f->play.modem.now_ms++;
        fake_record(&f->play.modem, hex, strlen(hex))->outcome = outcome;
    }
}

static void assert_judged(struct fixture *f, const char *words)
{
    judge_case(&f->judgement, &f->play);
    if (words[0] == '\0')
        assert_string_equal(bytes_string(&f->judgement.why), "");
    else if (strstr(bytes_string(&f->judgement.why), words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, bytes_string(&f->judgement.why));
    judge_free(&f->judgement);
    fake_free(&f->play.modem);
    ledger_close(f->play.box.disk.ledger);
    script_free(&f->script);
    patterns_free(f->patterns);
}

static void recipients_are_a_multiset(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, "{\"text_back\":[\"+12025550144\",\"" CALLER "\"]}");
    text(&f, CALLER, "Hello", OUTCOME_ACCEPTED);
    text(&f, "+12025550144", "Hello", OUTCOME_ACCEPTED);
    assert_judged(&f, "");
    begin(&f, "{\"text_back\":[\"" CALLER "\"]}");
    text(&f, CALLER, "Hello", OUTCOME_ACCEPTED);
    text(&f, CALLER, "Hello", OUTCOME_ACCEPTED);
    assert_judged(&f, "text_back [+12025550143, +12025550143], wanted [+12025550143]");
    begin(&f, "{\"text_back\":[\"" CALLER "\"]}");
    text(&f, CALLER, "Hello", OUTCOME_REFUSED);
    assert_judged(&f, "text_back [], wanted [+12025550143]");
    begin(&f, "{\"text_back\":[]}");
    text(&f, "+442079460000", "Hello", OUTCOME_REFUSED);
    assert_judged(&f, "submission to +442079460000");
    begin(&f, "{\"text_back\":5}");
    assert_judged(&f, "`text_back` is no list of strings");
}

static void attempts_and_parts_are_counted(void **state)
{
    static const char words[] =
        "This is a text of more than one hundred and sixty characters, so that it has to leave in "
        "two parts, each of which has a header that tells where it belongs: so it is.";
    struct fixture f;

    (void)state;
    begin(&f, "{\"max_submits\":1,\"text_back_parts\":2}");
    text(&f, CALLER, words, OUTCOME_ACCEPTED);
    assert_judged(&f, "");
    begin(&f, "{\"max_submits\":1}");
    text(&f, CALLER, "Hello", OUTCOME_REFUSED);
    text(&f, CALLER, "Hello", OUTCOME_ACCEPTED);
    assert_judged(&f, "2 submissions to callers, at most 1 wanted");
    begin(&f, "{\"text_back_parts\":1}");
    text(&f, CALLER, words, OUTCOME_ACCEPTED);
    assert_judged(&f, "wanted one with 1");
}

static void relays_come_once_and_in_order(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, "{\"relay\":[\"first\",\"second one\"],\"sender\":\"0143\"}");
    text(&f, REPLAY_AGENT, "From +12025550143: first", OUTCOME_ACCEPTED);
    text(&f, REPLAY_AGENT, "From +12025550143: second one", OUTCOME_ACCEPTED);
    assert_judged(&f, "");
    begin(&f, "{\"relay\":[\"second one\",\"first\"]}");
    text(&f, REPLAY_AGENT, "first", OUTCOME_ACCEPTED);
    text(&f, REPLAY_AGENT, "second one", OUTCOME_ACCEPTED);
    assert_judged(&f, "relayed out of order: \"first\"");
    begin(&f, "{\"relay\":[\"second one\"]}");
    text(&f, REPLAY_AGENT, "1 second one", OUTCOME_ACCEPTED);
    text(&f, REPLAY_AGENT, "2 second one", OUTCOME_ACCEPTED);
    assert_judged(&f, "relayed 2 times");
    begin(&f, "{\"relay\":[\"one\"]}");
    text(&f, REPLAY_AGENT, "someone \xc3\xa9one ones", OUTCOME_ACCEPTED);
    assert_judged(&f, "not relayed: \"one\"");
    begin(&f, "{\"relay\":[\"one\"]}");
    text(&f, REPLAY_AGENT, "one", OUTCOME_REFUSED);
    assert_judged(&f, "not relayed: \"one\"");
    begin(&f, "{\"relay\":[\"one\"],\"sender\":\"0144\"}");
    text(&f, REPLAY_AGENT, "0143: one", OUTCOME_ACCEPTED);
    assert_judged(&f, "does not name the sender 0144");
    begin(&f, "{\"relay_any\":[\"one\",\"two\"]}");
    text(&f, REPLAY_AGENT, "three", OUTCOME_ACCEPTED);
    assert_judged(&f, "none of `relay_any`");
}

static void a_keyword_is_confirmed_once(void **state)
{
    static const char stop[] =
        "\r\n+CMT: \"\",34\r\n07912120550591F9040B912120550541F300006240510103546911A029FD0D7781A8E8B0"
        "7B0DCABFEB20\r\n";
    struct fixture f;

    (void)state;
    begin(&f, "{\"missed_call_texts\":[]}");
    fake_observe(&f.play.modem, stop, strlen(stop));
    text(&f, CALLER, "You are out.", OUTCOME_ACCEPTED);
    assert_judged(&f, "");
    begin(&f, "{\"missed_call_texts\":[]}");
    fake_observe(&f.play.modem, stop, strlen(stop));
    text(&f, CALLER, "You are out.", OUTCOME_ACCEPTED);
    text(&f, CALLER, "You are out.", OUTCOME_ACCEPTED);
    assert_judged(&f, "missed_call_texts [+12025550143], wanted []");
}

static void words_are_judged(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, "{\"text_back\":[\"" CALLER "\"]}");
    text(&f, CALLER, "This is {agent}.", OUTCOME_ACCEPTED);
    assert_judged(&f, "a placeholder");
    begin(&f, "{\"text_back\":[\"" CALLER "\"]}");
    f.settings.fixed = true;
    text(&f, CALLER, "Hello", OUTCOME_ACCEPTED);
    assert_judged(&f, "text to +12025550143 is \"Hello\"");
    begin(&f, "{\"text_back\":[\"" CALLER "\"]}");
    text(&f, CALLER, "It\xe2\x80\x99s here", OUTCOME_ACCEPTED); /* UCS-2, where folding would do */
    assert_judged(&f, "UCS-2 where GSM-7 is possible");
    begin(&f, "{\"text_back\":[]}");
    text(&f, REPLAY_AGENT, "It\xe2\x80\x99s here", OUTCOME_ACCEPTED); /* a lead's own words */
    assert_judged(&f, "");
}

static void states_come_from_the_ledger(void **state)
{
    struct fixture f;
    struct record person = {.kind = RECORD_PERSON, .person = {.number = CALLER, .opted_out = true}};
    struct record sent = {.kind = RECORD_TEXT,
                          .text = {.id = 1,
                                   .call = 1,
                                   .direction = TEXT_OUT,
                                   .kind = TEXT_AUTO,
                                   .state = TEXT_DELIVERED,
                                   .line = "main",
                                   .number = CALLER,
                                   .parts = 1,
                                   .body = "Hello"}};

    (void)state;
    for (int round = 0; round < 2; round++) {
        begin(&f, round == 0 ? "{\"opted_out\":[\"" CALLER "\"],\"delivered\":[\"" CALLER "\"]}"
                             : "{\"opted_out\":[],\"undelivered\":[\"" CALLER "\"]}");
        assert_true(ledger_begin(f.play.box.disk.ledger));
        assert_true(ledger_apply(f.play.box.disk.ledger, &person));
        assert_true(ledger_apply(f.play.box.disk.ledger, &sent));
        assert_true(ledger_commit(f.play.box.disk.ledger));
        assert_judged(&f, round == 0 ? ""
                                     : CALLER " is opted out; undelivered: texts of " CALLER
                                              " have state delivered");
    }
}

/* --- the program --- */

static int run(const char *arguments, char *out, size_t cap)
{
    char command[1024];

    (void)snprintf(command, sizeof command, PROGRAM " %s 2>&1", arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t n = fread(out, 1, cap - 1, pipe);
    out[n] = '\0';
    while (fgetc(pipe) != EOF)
        continue;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void write_file(const char *folder, const char *name, const char *content)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)unlink(path);
}

static void wrong_usage_and_files(void **state)
{
    char out[4096];

    (void)state;
    assert_int_equal(run("", out, sizeof out), 64);
    assert_int_equal(run("--jason x", out, sizeof out), 64);
    assert_int_equal(run("--json /nowhere/x.jsonl", out, sizeof out), 1);
    assert_non_null(strstr(out, "/nowhere/x.jsonl: No such file"));
    assert_int_equal(run("/nowhere/x.jsonl", out, sizeof out), 1);
    assert_string_equal(out, "replay: /nowhere/x.jsonl: No such file or directory\n");
}

static void a_bad_line_does_not_end_the_others(void **state)
{
    char folder[] = "/tmp/replay_test.XXXXXX", out[16384], arguments[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    write_file(folder, "textback.ini",
               "[agent]\nname = Ann\nbroker = B\nphone = 202-555-0100\n[message]\ntext = {agent} of {broker} "
               "missed you.\n");
    write_file(folder, "x.jsonl",
               "{\"id\":\"one\",\"bytes\":[{\"send\":\"\\r\\nRING\\r\\n\\r\\n+CLIP: "
               "\\\"2025550143\\\",129\\r\\n\"},{\"wait_ms\":2000},"
               "{\"send\":\"\\r\\nNO CARRIER\\r\\n\"}],\"checks\":{\"text_back\":[\"" CALLER
               "\"]}}\n\nnonsense\n"
               "{\"id\":\"two\",\"bytes\":[{\"jump\":3}]}\n{\"id\":\"three\",\"bytes\":[]}\n");
    (void)snprintf(arguments, sizeof arguments, "--json %s/x.jsonl", folder);
    assert_int_equal(run(arguments, out, sizeof out), 1);
    assert_non_null(strstr(out, "{\"id\":\"one\",\"pass\":true,\"why\":\"\",\"submitted\":[{\"to\":\"" CALLER
                                "\",\"pdu\":\""));
    assert_non_null(strstr(out, "x.jsonl:3: not JSON"));
    assert_non_null(strstr(out, "{\"id\":\"two\",\"pass\":false,\"why\":\""));
    assert_non_null(strstr(out, "x.jsonl:4: step 0"));
    assert_non_null(strstr(out, "{\"id\":\"three\",\"pass\":null,"));
    remove_file(folder, "x.jsonl");
    remove_file(folder, "textback.ini");
    assert_int_equal(rmdir(folder), 0);
}

static void equal_runs_are_equal(void **state)
{
    enum { ROOM = 4 * 1024 * 1024 };
    char *a = test_malloc(ROOM), *b = test_malloc(ROOM);

    (void)state;
    (void)run("--json " CASES "cases.jsonl", a, ROOM);
    (void)run("--json " CASES "cases.jsonl", b, ROOM);
    assert_true(strlen(a) > 10000);
    assert_string_equal(a, b);
    test_free(a);
    test_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_submission),
        cmocka_unit_test(unsound_submissions),
        cmocka_unit_test(numbers_as_a_network_reads_them),
        cmocka_unit_test(bad_scripts_are_told),
        cmocka_unit_test(a_script_knows_its_answers),
        cmocka_unit_test(command_lines_match),
        cmocka_unit_test(recipients_are_a_multiset),
        cmocka_unit_test(attempts_and_parts_are_counted),
        cmocka_unit_test(relays_come_once_and_in_order),
        cmocka_unit_test(a_keyword_is_confirmed_once),
        cmocka_unit_test(words_are_judged),
        cmocka_unit_test(states_come_from_the_ledger),
        cmocka_unit_test(wrong_usage_and_files),
        cmocka_unit_test(a_bad_line_does_not_end_the_others),
        cmocka_unit_test(equal_runs_are_equal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
