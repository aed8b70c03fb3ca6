/* The address book: sorted, exact, bounded. */
#include "core/contacts.h"

#include "support/unit.h"

static struct contacts table;

static enum contacts_result put(const char *number, const char *name)
{
    return contacts_add(&table, number, name);
}

static void test_find(void **state)
{
    static const char *const ABSENT[] = {
        "",    "+",   "+1512555017",  "+151255501722",           "15125550172",
        "911", "abc", "+1512555017a", "+15125550172000000000000"};
    (void)state;
    contacts_clear(&table);
    assert_null(contacts_find(&table, "+15125550172"));
    assert_int_equal(put("+15125550172", "Ann Lee"), CONTACTS_ADDED);
    assert_int_equal(put("+442079460123", "Kim"), CONTACTS_ADDED);
    assert_int_equal(put("611", "Carrier"), CONTACTS_ADDED);
    assert_int_equal(put("+15125550119", ""), CONTACTS_ADDED);
    contacts_sort(&table);
    assert_string_equal(contacts_name(&table, "+15125550172"), "Ann Lee");
    assert_string_equal(contacts_name(&table, "+442079460123"), "Kim");
    assert_string_equal(contacts_name(&table, "611"), "Carrier");
    assert_string_equal(contacts_name(&table, "+15125550119"), "");
    for (size_t i = 0; i < TB_COUNT(ABSENT); i++)
        assert_null(contacts_name(&table, ABSENT[i]));
}

static void test_refused(void **state)
{
    static const char *const BAD[] = {"", "+", "a", "512-555-0172", "+1 512", "+1234567890123456", "tel:911"};
    (void)state;
    contacts_clear(&table);
    for (size_t i = 0; i < TB_COUNT(BAD); i++)
        assert_int_equal(put(BAD[i], "x"), CONTACTS_NO_NUMBER);
    assert_int_equal(table.count, 0);
}

/* Of two entries the first stays, whatever the order of the numbers. */
static void test_doubles(void **state)
{
    (void)state;
    contacts_clear(&table);
    for (unsigned i = 0; i < 300; i++) {
        char number[20], name[20];
        (void)snprintf(number, sizeof number, "+1512555%04u", i * 7 % 100);
        (void)snprintf(name, sizeof name, "%u", i);
        assert_int_equal(put(number, name), CONTACTS_ADDED);
    }
    contacts_sort(&table);
    assert_int_equal(table.count, 100);
    for (unsigned i = 0; i < 100; i++) {
        char number[20], name[20];
        (void)snprintf(number, sizeof number, "+1512555%04u", i * 7 % 100);
        (void)snprintf(name, sizeof name, "%u", i);
        assert_string_equal(contacts_name(&table, number), name);
    }
}

/* At the bound and one past it; every one is found. */
static void test_full(void **state)
{
    char number[20];
    (void)state;
    contacts_clear(&table);
    for (unsigned i = 0; i < CONTACTS_MAX; i++) {
        (void)snprintf(number, sizeof number, "+1512%07u", (i * 7919U) % 1000003U);
        assert_int_equal(put(number, "n"), CONTACTS_ADDED);
    }
    assert_int_equal(put("+15125550172", "late"), CONTACTS_FULL);
    contacts_sort(&table);
    assert_int_equal(table.count, CONTACTS_MAX);
    for (unsigned i = 0; i < CONTACTS_MAX; i++) {
        (void)snprintf(number, sizeof number, "+1512%07u", (i * 7919U) % 1000003U);
        assert_non_null(contacts_find(&table, number));
    }
}

static void test_names(void **state)
{
    char name[200];
    (void)state;
    contacts_clear(&table);
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(put("+15125550101", name), CONTACTS_ADDED);
    memcpy(name + CONTACT_NAME_MAX - 2, "é", 2); /* would be cut in two */
    assert_int_equal(put("+15125550102", name), CONTACTS_ADDED);
    memcpy(name + CONTACT_NAME_MAX - 3, "é", 3); /* just fits */
    assert_int_equal(put("+15125550103", name), CONTACTS_ADDED);
    contacts_sort(&table);
    assert_int_equal(strlen(contacts_name(&table, "+15125550101")), CONTACT_NAME_MAX - 1);
    assert_int_equal(strlen(contacts_name(&table, "+15125550102")), CONTACT_NAME_MAX - 2);
    assert_int_equal(strlen(contacts_name(&table, "+15125550103")), CONTACT_NAME_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_doubles), cmocka_unit_test(test_full),
                                       cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
