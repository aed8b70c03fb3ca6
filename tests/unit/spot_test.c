/* Times and names in leads' words: what is tagged and what is not. */
#include "core/spot.h"

#include "support/unit.h"

static void test_times(void **state)
{
    static const char *const YES[] = {"5 pm works",
                                      "Can I see it at 5?",
                                      "at 5",
                                      "5:30?",
                                      "how about 5:30pm",
                                      "tomorrow maybe",
                                      "this afternoon",
                                      "Friday is good",
                                      "around 11 o'clock",
                                      "12pm",
                                      "noon",
                                      "after 6, please",
                                      "Can we cancel the 5 pm showing?",
                                      "6 oclock works",
                                      "this morning",
                                      "this evening ok",
                                      "5ish",
                                      "at 10:15",
                                      "10:15pm then",
                                      "5 am"};
    static const char *const NO[] = {"2 bed 2 bath",
                                     "1402 Oak St",
                                     "at 5 Oak St",
                                     "Is it still for sale?",
                                     "$500k",
                                     "zip 78704",
                                     "",
                                     "this is great",
                                     "call me",
                                     "it has 3 cars",
                                     "13:99",
                                     "Liked \"tomorrow at 5 pm\"",
                                     "202-555-0143",
                                     "this week",
                                     "5x",
                                     "12345pm",
                                     "12:345",
                                     "1:2",
                                     "99 pm"};
    (void)state;
    for (size_t i = 0; i < TB_COUNT(YES); i++)
        if (!spot_time(YES[i]))
            fail_msg("no time in: %s", YES[i]);
    for (size_t i = 0; i < TB_COUNT(NO); i++)
        if (spot_time(NO[i]))
            fail_msg("a time in: %s", NO[i]);
}

/* What stands where a name would, and belongs to somebody or to something else. */
static void test_no_names(void **state)
{
    static const char *const ROWS[] = {
        "This is Ann's sister",
        "This is Ann\xE2\x80\x99s sister",
        "This is ANN'S SISTER",
        "this is Ann Lee's assistant",
        "this is Ann Lee\xE2\x80\x99s assistant",
        "This is James' wife",
        "This is James\xE2\x80\x99 wife",
        "I'm Sam's wife",
        "I'm Sam's Wife",
        "I\xE2\x80\x99m Sam\xE2\x80\x99s Wife",
        "It's Sam Lee's number",
        "It's me",
        "It's Me Again",
        "This is Me",
        "This is about the house",
        "This is About The House",
        "This is Regarding Elm",
        "my name is on the list",
        "My Name Is On The List",
        "Is my name Still there",
        "My name is Already on it",
        "this is the seller",
        "This is The Seller",
        "This is Seller",
        "This is Your Neighbor",
        "This is Urgent",
        "This is What I meant",
        "This is What's left",
        "It's Sold Already?",
        "It's Not Available",
        "I'm Pre Approved",
        "I'm Out Of Town",
        "I'm here",
        "I\xE2\x80\x99m here",
        "We're here",
        "Don't here",
        "Hi here",
        "Nobody here",
        "Anyone here?",
        "Is he Right here",
        "We are Still here",
        "Not here",
        "This is Elm Street",
        "This is Oak Ave, right?",
    };
    char out[40];

    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        if (spot_name(ROWS[i], out, sizeof out))
            fail_msg("\"%s\" is called %s", ROWS[i], out);
}

static void test_names(void **state)
{
    static const struct {
        const char *text, *name; /* NULL: none */
    } ROWS[] = {
        {"My name is Ann Lee", "Ann Lee"},
        {"Hi Ann here", "Ann"},
        {"this is Ann O\xE2\x80\x99Hara", "Ann O\xE2\x80\x99Hara"},
        {"this is Ann D'Angelo", "Ann D'Angelo"},
        {"'this is Ann'", "Ann"},
        {"'this is James', he said", "James"},
        {"this is James' wife", NULL},
        {"this is \xC3\x89mile", "\xC3\x89mile"},
        {"this is {Ann}", NULL},
        {"It's James' wife, my name is Ann", "Ann"},
        {"This is Bob's sister Ann Lee here", "Ann Lee"},
        {"This is Chris, Sam's brother", "Chris"},
        {"Hi, this is Ann.", "Ann"},
        {"i'm Ann O'Hara and I called", "Ann O'Hara"},
        {"I\xE2\x80\x99m Ann Lee", "Ann Lee"},
        {"I'm \xF0\x9F\x98\x80", NULL},
        {"this is \xF0\x9F\x98\x80", NULL},
        {"this is \xE2\x80\x9C"
         "Ann\xE2\x80\x9D",
         NULL},
        {"I'm Outside", NULL},
        {"I'm Driving Home", NULL},
        {"name: Jo-Ann", "Jo-Ann"},
        {"this is Jos\xC3\xA9 from the open house", "Jos\xC3\xA9"},
        {"Ann here, is it free?", "Ann"},
        {"This is Great", NULL},
        {"I am Interested", NULL},
        {"this is ann", NULL}, /* no capital: could be anything */
        {"I'm 5", NULL},
        {"What's this is A", NULL},
        {"", NULL},
        {"my name is", NULL},
        {"this is Abcdefghijklmnopqrstuvwxyz", NULL},
        {"Is anybody here", NULL},
        {"it's Ann", NULL},
        {"it's Ann Lee", "Ann Lee"},
        {"Ann Lee here", "Ann Lee"},
        {"This is O'Hara", "O'Hara"},
        {"This is Ann- call me", "Ann"},
        {"This is Zoe", "Zoe"},
    };
    char name[32], small[6];
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        bool found = spot_name(ROWS[i].text, name, sizeof name);
        if (found != (ROWS[i].name != NULL) || strcmp(name, found ? ROWS[i].name : "") != 0)
            fail_msg("%s: <%s>", ROWS[i].text, name);
    }
    assert_false(spot_name("My name is Annabel", small, sizeof small));
    assert_string_equal(small, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_no_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
