/* Addresses and zips in leads' texts, and what only looks like them. */
#include "core/street.h"

#include "support/unit.h"

struct row {
    const char *text, *want; /* want: the piece that is spotted */
};

static const struct row ROWS[] = {{"1402 Oak St", "1402 Oak St"},
                                  {"1402 oak", "1402 oak"},
                                  {"apt 4B 77 W 3rd", "77 W 3rd"},
                                  {"zip 78704", "78704"},
                                  {"zip 78704-1234", "78704-1234"},
                                  {"zip 78704-1234 is it", "78704-1234"},
                                  {"12B Main Street", "12B Main Street"},
                                  {"Hi, is 1402 Oak St still available?", "1402 Oak St"},
                                  {"1402 OAK ST.", "1402 OAK ST"},
                                  {"is 1402 oak still available", "1402 oak"},
                                  {"1402 N. Oak St.", "1402 N. Oak St"},
                                  {"1402 N Oak", "1402 N Oak"},
                                  {"calling about 1402 Bellaire", "1402 Bellaire"},
                                  {"1402 bellaire", "1402 bellaire"},
                                  {"the blue one, 1402 Oak Lane", "1402 Oak Lane"},
                                  {"221B Baker Street", "221B Baker Street"},
                                  {"1600 Pennsylvania Ave NW", "1600 Pennsylvania Ave"},
                                  {"350 5th Ave", "350 5th Ave"},
                                  {"77 West 3rd Street please", "77 West 3rd Street"},
                                  {"9 Elm Ct", "9 Elm Ct"},
                                  {"5 Main St", "5 Main St"},
                                  {"at 5 Main St", "5 Main St"},
                                  {"12 Martin Luther King Jr Blvd", "12 Martin Luther King Jr Blvd"},
                                  {"1402 St. Johns Ave", "1402 St. Johns Ave"},
                                  {"1402 O'Neil Dr", "1402 O'Neil Dr"},
                                  {"1402 O’Neil Dr", "1402 O’Neil Dr"},
                                  {"1402 Peña Ln", "1402 Peña Ln"},
                                  {"1402 Calle de la Rosa", "1402 Calle de la Rosa"},
                                  {"1402 Avenue B", "1402 Avenue B"},
                                  {"1402 Calle de la", "1402 Calle"},
                                  {"1402 Hwy 71", "1402 Hwy 71"},
                                  {"12100 W Highway 71 is it sold", "12100 W Highway 71"},
                                  {"4500 FM 2222", "4500 FM 2222"},
                                  {"4500 County Road 12", "4500 County Road 12"},
                                  {"100 5th", "100 5th"},
                                  {"77 W 3rd?", "77 W 3rd"},
                                  {"house at 12 Pine, is it open", "12 Pine"},
                                  {"2020 Oak", "2020 Oak"},
                                  {"1900 Barton Springs Rd", "1900 Barton Springs Rd"},
                                  {"May 15 Main St open house", "15 Main St"},
                                  {"apt 4 77 W 3rd", "77 W 3rd"},
                                  {"1402\u00a0Oak St", "1402\u00a0Oak St"},
                                  {"1402  Oak   St", "1402  Oak   St"},
                                  {"🏠 1402 Oak St 🏠", "1402 Oak St"},
                                  {"1402 oak st apt 5", "1402 oak st"},
                                  {"45 Sunset Way", "45 Sunset Way"},
                                  {"3 Harbor View", "3 Harbor View"},
                                  {"712 willow creek", "712 willow creek"},
                                  {"zip code 78704", "78704"},
                                  {"zip: 78704", "78704"},
                                  {"zip is 78704", "78704"},
                                  {"Austin TX 78704", "78704"},
                                  {"Austin, Texas 78704", "78704"},
                                  {"78704-1234", "78704-1234"},
                                  {"78704", "78704"},
                                  {" 78704. ", "78704"},
                                  {"ZIPCODE 02134 pls", "02134"},
                                  {"Is 1402 Oak St in zip 78704?", "1402 Oak St"},
                                  {"call 512-555-0172 about 1402 Oak St", "1402 Oak St"},
                                  {"$500,000 for 1402 Oak St?", "1402 Oak St"},
                                  {"we like 1402 oak or 1500 elm", "1402 oak"},
                                  {"3/2 at 1402 oak", "1402 oak"},
                                  {"1402 main", "1402 main"}};

static const char *const NONES[] = {"",
                                    "zip 78704-12",
                                    "zip 78704-1234-5",
                                    "call me at 5",
                                    "2 bed 2 bath",
                                    "5 pm works",
                                    "I'm 30 min away",
                                    "3/2 with pool",
                                    "512-555-0172",
                                    "$500 000",
                                    "$500,000",
                                    "500k",
                                    "$450k budget",
                                    "Is it still available?",
                                    "the blue one on Oak",
                                    "Oak St",
                                    "corner of Oak and Main",
                                    "30 min drive",
                                    "10 minute walk",
                                    "5 mile run",
                                    "2 car garage",
                                    "3 bedroom place",
                                    "4 bedrooms on a nice street",
                                    "2 bed house on Oak St",
                                    "5 pm Main St office",
                                    "1500 sq ft",
                                    "2000 sqft ranch",
                                    "I have 1500 saved",
                                    "5000 monthly",
                                    "make 5000 a month",
                                    "offer 450 thousand",
                                    "up to 300 Thousand",
                                    "under 2500 Please",
                                    "built 1995 Renovated",
                                    "2024 Honda",
                                    "in 2025 Maybe",
                                    "(512) 555-0172",
                                    "5125550172",
                                    "+1 512 555 0172",
                                    "call 512 555 0172 Ann",
                                    "2:30 works",
                                    "5:30 Main event",
                                    "12/24 Works",
                                    "10% down",
                                    "100% Sure",
                                    "12 oak trees",
                                    "2 oak floors",
                                    "5 Oak",
                                    "mls 123456 Please",
                                    "MLS 1234567",
                                    "code 4821 Thanks",
                                    "room 204 Please",
                                    "unit 5",
                                    "apt 4B",
                                    "suite 200",
                                    "1st floor",
                                    "2nd street over",
                                    "3rd house",
                                    "7 days",
                                    "24 hours",
                                    "100 people",
                                    "1 nice place",
                                    "two story",
                                    "see you at 5, Main lobby",
                                    "1402",
                                    "0172 oak",
                                    "000 Oak St",
                                    "at 5. Oak St is nice",
                                    "price 45000",
                                    "50000",
                                    "50000-",
                                    "$78704",
                                    "#78704",
                                    "78704%",
                                    "12345 6789",
                                    "a 78704 b",
                                    "call ext 78704 now",
                                    "we are 3 at 6 on Saturday",
                                    "3 dogs and 1 cat",
                                    "20 year mortgage",
                                    "credit score 720 Good",
                                    "800 Call me",
                                    "1402 calle de la",
                                    "1402 calle de, la casa",
                                    "1402 via 2 agents",
                                    "1402 via the app",
                                    "1402 Bamboo floors",
                                    "\xff\xfe"};

static void test_spots(void **state)
{
    unsigned failed = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        size_t begin = 99, length = 99;
        bool found = street_spot(ROWS[i].text, &begin, &length);
        if (!found || length != strlen(ROWS[i].want) ||
            strncmp(ROWS[i].text + begin, ROWS[i].want, length) != 0) {
            print_error("\"%s\": \"%.*s\"\n", ROWS[i].text, (int)length, ROWS[i].text + begin);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

static void test_none(void **state)
{
    unsigned failed = 0;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NONES); i++) {
        size_t begin = 99, length = 99;
        if (street_spot(NONES[i], &begin, &length)) {
            print_error("\"%s\": \"%.*s\"\n", NONES[i], (int)length, NONES[i] + begin);
            failed++;
        } else {
            assert_int_equal(begin + length, 0);
        }
    }
    assert_int_equal(failed, 0);
}

/* Any bytes: what is spotted lies inside the text. */
static void test_hostile(void **state)
{
    static const char *const BITS[] = {"1402", "Oak", "st", " ", "5", "zip", "78704", "-", "W",  "3rd", "hwy",
                                       "\xff", "é",   "'",  ".", "🏠", "apt", "$",     ",", "\n", "TX"};
    uint64_t seed = 0x57ee7;
    (void)state;
    for (unsigned round = 0; round < 50000; round++) {
        char text[200] = "";
        size_t begin = 0, length = 0;
        for (unsigned n = unit_below(&seed, 14); n > 0; n--)
            (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
                           BITS[unit_below(&seed, TB_COUNT(BITS))], unit_below(&seed, 2) ? " " : "");
        bool found = street_spot(text, &begin, &length);
        assert_true(found == (length > 0));
        assert_true(begin + length <= strlen(text));
    }
}

static void test_long(void **state)
{
    static char text[20000];
    size_t begin = 0, length = 0;
    (void)state;
    memset(text, '1', sizeof text - 1);
    assert_false(street_spot(text, &begin, &length));
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = i % 2 == 0 ? '1' : ' ';
    assert_false(street_spot(text, &begin, &length));
    memcpy(text + sizeof text - 20, " is 1402 Oak St ok?", 20);
    assert_true(street_spot(text, &begin, &length));
    assert_int_equal(length, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_spots), cmocka_unit_test(test_none),
                                       cmocka_unit_test(test_hostile), cmocka_unit_test(test_long)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
