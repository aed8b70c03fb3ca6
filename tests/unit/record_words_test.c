/* The ledger's words for what a record says: each value has one, and no two have the same. */
#include "core/record.h"

#include "support/unit.h"

enum { WORDS_MAX = 64 };

static const char *words[WORDS_MAX];
static unsigned count;

static void begin(void)
{
    count = 0;
}

static void add(const char *word)
{
    assert_non_null(word);
    for (unsigned i = 0; i < count; i++)
        assert_string_not_equal(words[i], word);
    words[count++] = word;
}

static void test_calls(void **state)
{
    (void)state;
    begin();
    for (int i = CALL_RINGING; i <= CALL_INTERRUPTED; i++)
        add(call_outcome_word((enum call_outcome)i));
    assert_int_equal(count, 5);
    begin();
    for (int i = VERDICT_NONE; i <= VERDICT_SKIP; i++)
        add(call_verdict_word((enum call_verdict)i));
    assert_string_equal(words[0], "");
    begin();
    for (int i = REASON_NONE; i < REASON_COUNT; i++)
        add(skip_reason_word((enum skip_reason)i));
    assert_string_equal(words[0], "");
    assert_int_equal(count, REASON_COUNT);
}

static void test_texts(void **state)
{
    (void)state;
    begin();
    for (int i = TEXT_PREPARED; i <= TEXT_STATE_PARTIAL; i++)
        add(text_state_word((enum text_state)i));
    assert_int_equal(count, 11);
    begin();
    for (int i = TEXT_AUTO; i <= TEXT_RECEIVED; i++)
        add(text_kind_word((enum text_kind)i));
}

static void test_people_and_leads(void **state)
{
    (void)state;
    begin();
    for (int i = PERSON_LEAD; i <= PERSON_TEAM; i++)
        add(person_kind_word((enum person_kind)i));
    assert_int_equal(count, 6);
    begin();
    add(person_mark_word(MARK_NONE));
    add(person_mark_word(MARK_CLIENT));
    add(person_mark_word(MARK_SKIP));
    assert_string_equal(words[0], "");
    assert_string_equal(words[1], "client");
    assert_string_equal(words[2], "skip");
    begin();
    for (int i = LEAD_OPEN; i <= LEAD_DONE; i++)
        add(lead_state_word((enum lead_state)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_people_and_leads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
