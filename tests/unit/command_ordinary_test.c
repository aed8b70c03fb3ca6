/* Texts of the agent that are no commands: courtesies, which no lead should get, and ordinary sentences. */
#include "core/command.h"

#include "support/unit.h"

static const char *const ACKS[] = {"ok",
                                   "OK",
                                   "Ok!",
                                   "okay",
                                   "k",
                                   "kk",
                                   "thanks",
                                   "Thanks!",
                                   "thank you",
                                   "thx",
                                   "ty",
                                   "ok thanks",
                                   "got it",
                                   "Got it, thanks",
                                   "gotcha",
                                   "👍",
                                   "👍🏽",
                                   "👍👍",
                                   "❤️",
                                   "🙏",
                                   "ok 👍",
                                   "noted",
                                   "roger",
                                   "will do",
                                   "10-4",
                                   "",
                                   "  ",
                                   "!",
                                   "...",
                                   "\n",
                                   "cool",
                                   "Liked “From 0172 (buyer, 2:14p): 1402 Oak St”",
                                   "Loved \"Sent to 0172\"",
                                   "👍 to “From 0172: hi”",
                                   "Liked an image"};

/* They begin like commands, or with figures. */
static const char *const SENTENCES[] = {"Yes",
                                        "Yes, it's still available",
                                        "No",
                                        "Done with the showing, call you soon",
                                        "Done deal!",
                                        "Take the second left",
                                        "Take your time",
                                        "Take 1 more look at it",
                                        "Block party on Oak!",
                                        "Block 12 is nice",
                                        "List price is 450k",
                                        "List it on Friday",
                                        "Help is on the way",
                                        "Status of the offer: accepted",
                                        "Skip the open house",
                                        "Client meeting at 5",
                                        "Back in 5",
                                        "Back at the office",
                                        "I'm back",
                                        "Away from my desk",
                                        "Pause the search?",
                                        "Resume attached",
                                        "Report attached",
                                        "Say hi to Ann",
                                        "Test results came back",
                                        "Test the water heater",
                                        "Text me the address",
                                        "Text",
                                        "text busy",
                                        "Not 2 beds but 3",
                                        "Lost",
                                        "Last one is gone",
                                        "Gone",
                                        "Gone 1",
                                        "Black 1",
                                        "Make 5",
                                        "Talk 1",
                                        "Don 1",
                                        "Code is on the door",
                                        "Forget the fence",
                                        "Call back at 5 please ok?",
                                        "5 pm works",
                                        "5pm works",
                                        "2 beds 2 baths",
                                        "2 bed 2 bath",
                                        "1 bath",
                                        "3 minutes",
                                        "1st of May",
                                        "2nd floor",
                                        "2:30 works",
                                        "3/2 with pool",
                                        "1.5 baths",
                                        "3-4 pm",
                                        "2 or 3 works",
                                        "5 to 6 pm",
                                        "10% down",
                                        "30 min",
                                        "7 days a week",
                                        "1402 Oak St is open",
                                        "78704",
                                        "512-555-0172",
                                        "0 down",
                                        "01 yes",

                                        "$5 off",
                                        "unblocked",
                                        "blocks 1",
                                        "notes 1",
                                        "tests",
                                        "taken 1",
                                        "done!!! see you at the closing table",
                                        "épause",
                                        "1é",
                                        "clienté 1",
                                        "Héllo",
                                        "Sure, 5 works",
                                        "call me",
                                        "+1 yes",
                                        "take it from here",
                                        "done and",
                                        "lsat",
                                        "6\" pipe leaks",
                                        "8' ceilings",
                                        "Nate is here at 5",
                                        "noted, see you at noon"};

static unsigned others(const char *const *rows, size_t count, enum command_kind want)
{
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        struct command command;
        command_parse(rows[i], "US", &command);
        if (command.kind != want) {
            print_error("\"%s\": %s\n", rows[i], command_words(command.kind));
            failed++;
        }
    }
    return failed;
}

static void test_acks(void **state)
{
    (void)state;
    assert_int_equal(others(ACKS, TB_COUNT(ACKS), COMMAND_ACK), 0);
}

static void test_sentences(void **state)
{
    (void)state;
    assert_int_equal(others(SENTENCES, TB_COUNT(SENTENCES), COMMAND_NONE), 0);
}

/* The words of an ordinary text are the whole of it, blanks at the ends aside. */
static void test_words(void **state)
{
    struct command command;
    (void)state;
    command_parse(" \n It\'s still available \xf0\x9f\x8f\xa0 \n", "US", &command);
    assert_int_equal(command.kind, COMMAND_NONE);
    assert_int_equal(command.words.length, strlen("It's still available \xf0\x9f\x8f\xa0"));
    assert_memory_equal(command.words.at, "It's still available", 20);
}

/* Words for the box by the look of them: its order in capitals, and the rest not. What is NULL goes on as
 * words for a lead. */
static const struct {
    const char *text, *usage;
} SHOUTED[] = {
    {"REPORT last month", "REPORT"},
    {"DONE with Oak St", "DONE 1"},
    {"SAY hello to her", "SAY name"},
    {"CLIENT of mine", "CLIENT 1"},
    {"BACK at 5", "BACK"},
    {"BACK 5?", "BACK"},
    {"RESUME at 5pm", "RESUME"},
    {"RESUME at 5 PM", "RESUME"},
    {"AWAY next week", "AWAY until Mon"},
    {"  AWAY, next week", "AWAY until Mon"},
    {"TEST the other one", "TEST"},
    {"LIST of homes in Oak Hill", "LIST"},
    {"LEADS from last week", "LIST"},
    {"CALL BACK at 5", "CALLBACK 30m"},
    {"CALL-BACK at 5", "CALLBACK 30m"},
    {"CALLBACK at 5", "CALLBACK 30m"},
    {"UN-BLOCK the last one", "UNBLOCK 1"},
    {"TAKE the second one", "TAKE 1"},
    {"SKIP the last", "SKIP 1"},
    {"FORGET what I said", "FORGET number"},
    {"STATUS of all leads", "STATUS"},
    {"PAUSE while I drive", "PAUSE 2h"},
    {"HELP with the forward", "HELP"},
    {"CODE was 1234", "CODE 1234"},
    {"VOICEMAIL off please", "VOICEMAIL OFF"},
    {"STOP the alerts", "PAUSE 2h"},
    {"BACK \xf0\x9f\x8f\xa0", "BACK"},
    {"BACK {5}", "BACK"},
    /* the other way */
    {"Back at 5", NULL},
    {"back at 5", NULL},
    {"bACK at 5", NULL},
    {"BACk at 5", NULL},
    {"Done with Oak St", NULL},
    {"Report last month", NULL},
    {"Say hello to her", NULL},
    {"Client of mine", NULL},
    {"Away next week", NULL},
    {"Call back at 5", NULL},
    {"CALL back at 5", NULL},
    {"CALL me at 5", NULL},
    {"BACK AT FIVE", NULL},
    {"DONE WITH OAK ST", NULL},
    {"AWAY NEXT WEEK, CALL ANN 5", NULL},
    {"YES it is", NULL},
    {"TEXT me when you get here", NULL},
    {"BACKS at 5", NULL},
    {"STATSU at 5", NULL}, /* a slip of an order is none */
    {"BACK\xc3\x89 at 5", NULL},
    {"I am BACK at 5", NULL},
    {"1 BACK at 5", NULL},
    {"(1) BACK at 5", NULL},
    {"0172 BACK at 5", NULL},
    {"A house", NULL},
    {"", NULL},
};

static void test_orders_in_capitals(void **state)
{
    unsigned failed = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(SHOUTED); i++) {
        const char *usage = command_shouted(SHOUTED[i].text), *want = SHOUTED[i].usage;
        if ((usage == NULL) != (want == NULL) || (usage != NULL && strcmp(usage, want) != 0)) {
            print_error("\"%s\": %s, not %s\n", SHOUTED[i].text, usage != NULL ? usage : "words",
                        want != NULL ? want : "words");
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_acks), cmocka_unit_test(test_sentences),
                                       cmocka_unit_test(test_words),
                                       cmocka_unit_test(test_orders_in_capitals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
