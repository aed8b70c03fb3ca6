/* The box's own words: what they say, and that each is GSM-7 and one part for the longest usual arguments. */
#include "core/desk_words.h"

#include "base/limits.h"
#include "sms/sms_plan.h"
#include "support/unit.h"

/* Longest usual arguments. */
static const char BROKER[] = "Example Realty Group of Central Texas LLC"; /* 41 */
static const char AGENT[] = "Alexandra Montgomery-Wright";
static const char WHO[] = "512-555-0172";

static unsigned parts_of(const char *text)
{
    struct sms_plan plan;
    assert_true(sms_plan_text(text, &plan));
    if (plan.alphabet != SMS_GSM7)
        fail_msg("not GSM-7: %s", text);
    return plan.parts;
}

static void one(const char *text, const char *want)
{
    if (want != NULL)
        assert_string_equal(text, want);
    if (parts_of(text) != 1)
        fail_msg("more than a part (%zu): %s", strlen(text), text);
    assert_true(strlen(text) > 0);
}

static char out[DESK_WORDS_MAX];

#define SAYS(want, function, ...)                                                                            \
    do {                                                                                                     \
        memset(out, '#', sizeof out);                                                                        \
        function(out, sizeof out, __VA_ARGS__);                                                              \
        one(out, want);                                                                                      \
    } while (0)

#define SAYS_ALONE(want, function)                                                                           \
    do {                                                                                                     \
        function(out, sizeof out);                                                                           \
        one(out, want);                                                                                      \
    } while (0)

static void test_who(void **state)
{
    static const struct {
        const char *number, *want;
        bool whole;
    } ROWS[] = {{"+15125550172", "0172", false},  {"+15125550172", "512-555-0172", true},
                {"+442079460123", "0123", false}, {"+442079460123", "+442079460123", true},
                {"55501", "55501", false},        {"911", "911", true},
                {"+1234", "+1234", false},        {"", "no number", false},
                {"VERIZON", "VERIZON", false}};
    char who[DESK_WHO_MAX];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        desk_who(who, ROWS[i].number, "US", ROWS[i].whole);
        assert_string_equal(who, ROWS[i].want);
    }
    desk_who(who, "a name that is much longer than any sender may be", "US", false);
    assert_int_equal(strlen(who), DESK_WHO_MAX - 1);
}

static void test_who_covers(void **state)
{
    (void)state;
    SAYS("Alex Agent (Example Realty) is away until Mon 8:00 am and sends callers to you. I text you who "
         "calls and "
         "what they write; reach them from your own phone.",
         desk_introduce, "Alex Agent", "Example Realty", "Mon 8:00 am");
    SAYS("Alex Agent (Example Realty) is away and sends callers to you. I text you who calls and what they "
         "write; "
         "reach them from your own phone.",
         desk_introduce, "Alex Agent", "Example Realty", "");
}

static void test_who_covered(void **state)
{
    (void)state;
    SAYS("Alex Agent is back and takes the calls again.", desk_relieved, "Alex Agent", true);
    SAYS("Alex Agent sends callers to you no more.", desk_relieved, "Alex Agent", false);
    SAYS(NULL, desk_relieved, AGENT, true);
    SAYS(NULL, desk_relieved, AGENT, false);
}

/* In steps of 27.007: 31 is the best, 99 unknown. */
static void test_signal(void **state)
{
    (void)state;
    SAYS("Signal good (5/5)", desk_signal, 31);
    SAYS("Signal unknown", desk_signal, 32);
    SAYS("Signal unknown", desk_signal, 99);
    SAYS("Signal unknown", desk_signal, -1);
}

static void test_to_leads(void **state)
{
    (void)state;
    SAYS("Acme Realty: you will get no more automatic texts from this number. Reply START to undo.",
         desk_stop, "Acme Realty");
    SAYS(NULL, desk_stop, BROKER);
    SAYS("you will get no more automatic texts from this number. Reply START to undo.", desk_stop, "");
    SAYS("Ann Lee, Acme Realty, 512-555-0100. I text people whose call I missed. Reply STOP for no more "
         "automatic texts.",
         desk_help, "Ann Lee", "Acme Realty", "512-555-0100", false);
    SAYS("Ann Lee, Acme Realty, 512-555-0100. I text people whose call I missed. You said STOP; reply START "
         "to "
         "undo.",
         desk_help, "Ann Lee", "Acme Realty", "512-555-0100", true);
    SAYS(NULL, desk_help, AGENT, BROKER, "512-555-0100", true);
    SAYS(NULL, desk_help, AGENT, BROKER, "512-555-0100", false);
    SAYS("Acme Realty: texts to you are on again. Reply STOP to end them.", desk_start, "Acme Realty");
    SAYS(NULL, desk_start, BROKER);
    SAYS("texts to you are on again. Reply STOP to end them.", desk_start, "");
}

static void check_relay(struct desk_relay relay, const char *want)
{
    static char text[TB_BODY_MAX];
    desk_relay(text, sizeof text, &relay);
    assert_string_equal(text, want);
}

static void test_relay(void **state)
{
    (void)state;
    check_relay(
        (struct desk_relay){
            .who = "0172", .role = "buyer", .time = "2:14p", .words = "1402 Oak St", .address = true},
        "From 0172 (buyer, 2:14p): 1402 Oak St [address?]");
    check_relay(
        (struct desk_relay){.who = "512-555-0172", .n = 2, .role = "", .time = "2:14p", .words = "hi"},
        "From 512-555-0172 (lead 2, 2:14p): hi");
    check_relay((struct desk_relay){.who = "0172", .role = "", .time = "", .words = "¿Está libre? 👍"},
                "From 0172: ¿Está libre? 👍");
    check_relay(
        (struct desk_relay){.who = "0172",
                            .role = "",
                            .time = "2:14p",
                            .words = "can we cancel the 5 pm?",
                            .maybe_stop = true,
                            .stop_n = 1},
        "From 0172 (2:14p): can we cancel the 5 pm? [May be an opt-out. If so BLOCK 1, else just answer.]");
    check_relay((struct desk_relay){.who = "0172",
                                    .role = "",
                                    .time = "",
                                    .words = "",
                                    .address = true,
                                    .maybe_stop = true,
                                    .stop_n = 12},
                "From 0172:  [address?] [May be an opt-out. If so BLOCK 12, else just answer.]");
    check_relay((struct desk_relay){.who = "0172", .role = "", .time = "", .words = "100%s %n"},
                "From 0172: 100%s %n");
}

/* Only the words yield, and no character is cut. */
static void test_relay_cut(void **state)
{
    struct desk_relay relay = {
        .who = "0172", .role = "", .time = "", .words = "aé👍aé👍aé👍aé👍aé👍aé👍", .address = true};
    (void)state;
    for (size_t cap = 1; cap < 90; cap++) {
        char text[100], guard[100];
        struct sms_plan plan;
        memset(text, 'x', sizeof text);
        memcpy(guard, text, sizeof guard);
        desk_relay(text, cap, &relay);
        assert_true(strlen(text) < cap);
        assert_memory_equal(text + cap, guard + cap, sizeof text - cap);
        assert_true(sms_plan_text(text, &plan)); /* valid UTF-8 */
        if (cap >= 40)
            assert_non_null(strstr(text, " [address?]"));
    }
}

static void test_answers(void **state)
{
    char rows[64] = "", more[DESK_WORDS_MAX];
    unsigned count = 0;
    (void)state;
    SAYS("Sent to 0172", desk_sent, "0172");
    SAYS("Not sent: 0172 said STOP. Call instead.", desk_not_sent_stop, "0172");
    SAYS("Not sent: for which lead? 1) 0172 2) 0119. Put the number first, like: 1 your words", desk_which,
         "1) 0172 2) 0119", 1);
    while (desk_add_row(rows, sizeof rows, count + 1, "0172"))
        count++;
    assert_int_equal(count, 8); /* to the last byte */
    assert_int_equal(strlen(rows) + 1, sizeof rows);
    assert_false(desk_add_row(rows, sizeof rows, 9, ""));
    (void)snprintf(more, sizeof more, "%s", rows);
    assert_true(desk_add_row(more, sizeof more, 999, "202-555-0172"));
    assert_string_equal(more + strlen(rows), " 999) 202-555-0172");
    SAYS(NULL, desk_which, rows, 1);
    SAYS(NULL, desk_which, "", 0);
    SAYS("There is no open lead 7. LIST shows them.", desk_no_such_lead, 7);
    SAYS("0172 sent a picture or long message I cannot open at 2:14p: call.", desk_unreadable, "0172",
         "2:14p");
    SAYS("0172 sent a picture or long message I cannot open: call.", desk_unreadable, "0172", "");
    SAYS("Lead 2 (0172) is done.", desk_done, "0172", 2, "");
    SAYS("Isa closed lead 2 (0172).", desk_done, "0172", 2, "Isa");
    SAYS("Blocked 0172: no automatic texts to them. UNBLOCK 0172 undoes it.", desk_blocked, "0172",
         "UNBLOCK 0172");
    SAYS(NULL, desk_blocked, WHO, "UNBLOCK 512-555-0172");
    SAYS(NULL, desk_unblocked, WHO, false);
    SAYS("Your block of 0172 is lifted, but they said STOP: only their START lifts that.", desk_unblocked,
         "0172", true);
    SAYS(NULL, desk_noted, WHO);
    SAYS("Lead 1 is yours: 512-555-0172. Answer with: 1 your words. DONE 1 when called.", desk_took, WHO, 1);
    SAYS("Ann has lead 1 (0172).", desk_taken, "0172", 1, "Ann");
    SAYS("Not sent: Ann has lead 1. TAKE 1 to make it yours.", desk_owned, 1, "Ann", true);
    SAYS("Not sent: Ann has lead 1. Ask Ann first.", desk_owned, 1, "Ann", false);
    SAYS("Lead 1: 512-555-0172 called at 2:14p. TAKE 1 to make it yours.", desk_offer, WHO, " at 2:14p", 1,
         1);
    SAYS("Lead 1: 512-555-0172 called 3 times, urgent? TAKE 1 to make it yours.", desk_offer, WHO,
         " at 2:14p", 3, 1);
}

static void test_list(void **state)
{
    (void)state;
    static const struct {
        const char *want;
        struct desk_row row;
    } ROWS[] = {
        {"1) 0172 2:14p no reply", {1, "0172", "2:14p", "", "", "", false, DESK_REACHED}},
        {"2) 0119 2:31p replied: 'the blue one on Oak'",
         {2, "0119", "2:31p", "", "the blue one on Oak", "", false, DESK_REACHED}},
        {"2) 0119 2:31p (Isa) replied: 'the blue one'",
         {2, "0119", "2:31p", "Isa", "the blue one", "", false, DESK_REACHED}},
        {"2) 0119 2:31p (you) note: a garden",
         {2, "0119", "2:31p", "you", "the blue one", "a garden", false, DESK_REACHED}},
        {"2) 0119 2:31p said STOP", {2, "0119", "2:31p", "", "Stop", "a garden", true, DESK_REACHED}},
        {"3) 0133 no reply", {3, "0133", "", "", "", "", false, DESK_REACHED}},
        {"1) 0172 2:14p replied: 'two lines'",
         {1, "0172", "2:14p", "", "two\nlines", "", false, DESK_REACHED}},
        {"1) 0172 2:14p replied: '0123456789012345678901234567890123456789...'",
         {1, "0172", "2:14p", "", "01234567890123456789012345678901234567890", "", false, DESK_REACHED}},
        {"1) 0172 2:14p replied: '0123456789012345678901234567890123456789'",
         {1, "0172", "2:14p", "", "0123456789012345678901234567890123456789", "", false, DESK_REACHED}},
        {"1) 0172 2:14p replied: '012345678901234567890123456789012345678...'",
         {1, "0172", "2:14p", "", "012345678901234567890123456789012345678é0", "", false, DESK_REACHED}},
        {"1) 0172 2:14p not texted", {1, "0172", "2:14p", "", "", "", false, DESK_NOT_TEXTED}},
        {"1) 0172 2:14p not texted yet", {1, "0172", "2:14p", "", "", "", false, DESK_HELD}},
        {"1) 0172 2:14p (Isa) not reached", {1, "0172", "2:14p", "Isa", "", "", false, DESK_NOT_REACHED}},
        {"1) 0172 2:14p replied: 'hi'", {1, "0172", "2:14p", "", "hi", "", false, DESK_NOT_REACHED}},
    };
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        SAYS(ROWS[i].want, desk_list_row, &ROWS[i].row);
    SAYS_ALONE("No open leads. I will text you when somebody calls.", desk_list_empty);
}

static void test_pause_and_away(void **state)
{
    (void)state;
    SAYS("Paused until 5:00 pm: callers get no text, I still alert you. RESUME ends it.", desk_paused,
         "5:00 pm");
    SAYS(NULL, desk_paused, "Wed Dec 24 12:00 pm");
    SAYS("Paused: callers get no text, I still alert you. RESUME ends it.", desk_paused, "");
    SAYS_ALONE(NULL, desk_resumed);
    SAYS("Away until Mon 8:00 am: callers are told to reach 512-555-0151, alerts go there too. BACK ends it.",
         desk_away, "Mon 8:00 am", "512-555-0151");
    SAYS(NULL, desk_away, "Wed Dec 24 12:00 pm", "+442079460123");
    SAYS("Away: callers get your after-hours text, no call-back is promised. BACK ends it.", desk_away, "",
         "");
    SAYS(NULL, desk_away, "Wed Dec 24 12:00 pm", "");
    SAYS_ALONE(NULL, desk_back);
    SAYS("Callers are now promised a call within 15 minutes. CALLBACK OFF promises none.", desk_callback,
         "15 minutes");
    SAYS(NULL, desk_callback, "1 hour 30 minutes");
    SAYS(NULL, desk_callback, "");
    SAYS(NULL, desk_saying, "spring_open_house_sunday");
    SAYS(NULL, desk_no_such_message, "sellers", "text, seller, urgent, after_hours, client, sunday");
}

static void test_codes(void **state)
{
    (void)state;
    SAYS("Reply 4821 within 10 minutes to lift the block of 0172. If you did not ask for this, do nothing.",
         desk_code, "4821", "lift the block of 0172");
    SAYS(NULL, desk_code, "4821", "be away until Wed Dec 24, covered by 512-555-0151");
    desk_code(out, sizeof out, "4821", "send your callers to 512-555-0151");
    desk_code_voids(out, sizeof out, "1234");
    one(out,
        "Reply 4821 within 10 minutes to send your callers to 512-555-0151. If you did not ask for this, do "
        "nothing. The code 1234 before it no longer counts.");
    desk_code(out, sizeof out, "4821", "be away until Wed Dec 24, covered by 512-555-0151");
    desk_code_voids(out, sizeof out, "1234"); /* no room: 165 characters */
    one(out,
        "Reply 4821 within 10 minutes to be away until Wed Dec 24, covered by 512-555-0151. If you did not "
        "ask for this, do nothing.");
    char narrow[16] = "Reply 4821.", odd[DESK_WORDS_MAX] = "Reply 4821 \xff.";
    desk_code_voids(narrow, sizeof narrow, "1234"); /* no room in memory */
    assert_string_equal(narrow, "Reply 4821.");
    desk_code_voids(odd, sizeof odd, "1234"); /* nothing that a text could hold */
    assert_string_equal(odd, "Reply 4821 \xff.");
    SAYS("That is not the code. 2 tries left.", desk_wrong_code, 2);
    SAYS("That is not the code. 1 try left.", desk_wrong_code, 1);
    SAYS(NULL, desk_wrong_code, 0);
    SAYS_ALONE(NULL, desk_no_code);
}

/* Every command and every fault. */
static void test_slips(void **state)
{
    (void)state;
    for (enum command_kind kind = COMMAND_NONE; kind <= COMMAND_CODE; kind++) {
        for (enum command_fault fault = COMMAND_FINE; fault <= COMMAND_ORDER; fault++)
            SAYS(NULL, desk_bad_command, kind, fault, 999);
    }
    SAYS("Which lead? For example: DONE 1. LIST shows them. Nothing was sent.", desk_bad_command,
         COMMAND_DONE, COMMAND_NO_LEAD, 0);
    SAYS("The command comes first: DONE 2. Nothing was sent.", desk_bad_command, COMMAND_DONE, COMMAND_ORDER,
         2);
    SAYS("The words are missing. For example: 1 your words. Nothing was sent.", desk_bad_command,
         COMMAND_TO_LEAD, COMMAND_NO_WORDS, 1);
    SAYS_ALONE(NULL, desk_commands);
    SAYS_ALONE(NULL, desk_stop_ordered);
    static const char LONG[] = "AWAY next week, and the rest of it is a long story that goes on";
    SAYS("Not sent, it looks like an order to me. HELP lists them. To send it: 1 call back",
         desk_like_an_order, "", 1, "call back");
    for (enum command_kind kind = COMMAND_TO_LEAD; kind <= COMMAND_CODE; kind++) {
        SAYS(NULL, desk_like_an_order, command_words(kind), 999, LONG);
        SAYS(NULL, desk_like_an_order, command_words(kind), 0, LONG);
    }
}

static void test_promise(void **state)
{
    (void)state;
    SAYS("0172 expects your call by 2:29 pm. DONE 1 when called.", desk_remind, DESK_SOON, "0172", 1,
         "2:29 pm");
    SAYS("0172 expects your call soon. DONE 1 when called.", desk_remind, DESK_SOON, "0172", 1, "");
    SAYS("0172 expects your call now. DONE 1 when called.", desk_remind, DESK_NOW, "0172", 1, "2:29 pm");
    SAYS("0172 still waits for your call, promised by 2:29 pm. DONE 1 when called.", desk_remind, DESK_LATE,
         "0172", 1, "2:29 pm");
    SAYS("0172 still waits for your call. DONE 1 when called.", desk_remind, DESK_LATE, "0172", 1, "");
    SAYS("0172 called 3 times, urgent? Call back. (lead 2)", desk_called_again, "0172", 3, 2);
}

/* A small buffer is never passed. */
static void test_cut(void **state)
{
    char small[16];
    (void)state;
    memset(small, 'x', sizeof small);
    desk_stop(small, 8, "Müller Realty");
    assert_string_equal(small, "Müller");
    assert_int_equal(small[8], 'x');
    desk_stop(small, 3, "Müller Realty");
    assert_string_equal(small, "M");
    desk_stop(small, 4, "Müller Realty");
    assert_string_equal(small, "Mü");
    desk_stop(small, 0, "Müller Realty");
    assert_string_equal(small, "Mü");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who),         cmocka_unit_test(test_who_covers),
        cmocka_unit_test(test_who_covered), cmocka_unit_test(test_signal),
        cmocka_unit_test(test_to_leads),    cmocka_unit_test(test_relay),
        cmocka_unit_test(test_relay_cut),   cmocka_unit_test(test_answers),
        cmocka_unit_test(test_list),        cmocka_unit_test(test_pause_and_away),
        cmocka_unit_test(test_codes),       cmocka_unit_test(test_slips),
        cmocka_unit_test(test_promise),     cmocka_unit_test(test_cut)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
