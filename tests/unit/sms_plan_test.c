/* Where a text is cut, at each border and one past it. */
#include "sms/sms_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

/* A text as runs: `count` times `what`. */
struct run {
    unsigned count;
    const char *what;
};

struct row {
    const char *title;
    struct run runs[4];
    enum sms_alphabet alphabet;
    unsigned units;
    unsigned parts;  /* 0: no plan */
    unsigned second; /* units in front of the second part, if there is one */
};

#define E       "€" /* two septets, one UTF-16 unit, three bytes */
#define HOUSE   "🏡" /* no GSM-7, two units, four bytes */
#define E_ACUTE "é" /* one septet, one unit, two bytes */
#define A_ACUTE "á" /* no GSM-7, one unit, two bytes */

static const struct row ROWS[] = {
    {"empty", {{0, ""}}, SMS_GSM7, 0, 1, 0},
    {"one", {{1, "a"}}, SMS_GSM7, 1, 1, 0},
    {"160", {{160, "a"}}, SMS_GSM7, 160, 1, 0},
    {"161", {{161, "a"}}, SMS_GSM7, 161, 2, 153},
    {"306", {{306, "a"}}, SMS_GSM7, 306, 2, 153},
    {"307", {{307, "a"}}, SMS_GSM7, 307, 3, 153},
    {"459", {{459, E_ACUTE}}, SMS_GSM7, 459, 3, 153},
    {"460", {{460, E_ACUTE}}, SMS_GSM7, 460, 4, 153},
    {"extension ends at 160", {{158, "a"}, {1, E}}, SMS_GSM7, 160, 1, 0},
    {"extension over 160", {{159, "a"}, {1, E}}, SMS_GSM7, 161, 2, 153},
    {"extension ends at 153", {{151, "a"}, {1, E}, {10, "b"}}, SMS_GSM7, 163, 2, 153},
    {"extension over 153 goes to the next", {{152, "a"}, {1, E}, {10, "b"}}, SMS_GSM7, 164, 2, 152},
    {"and can cost a part", {{152, "a"}, {1, E}, {152, "b"}}, SMS_GSM7, 306, 3, 152},
    {"80 extensions", {{80, "["}}, SMS_GSM7, 160, 1, 0},
    {"81 extensions", {{81, "["}}, SMS_GSM7, 162, 2, 152},
    {"32 parts", {{32 * 153, "a"}}, SMS_GSM7, 32 * 153, 32, 153},
    {"one more", {{32 * 153 + 1, "a"}}, SMS_GSM7, 0, 0, 0},
    {"70", {{69, "a"}, {1, A_ACUTE}}, SMS_UCS2, 70, 1, 0},
    {"71", {{70, "a"}, {1, A_ACUTE}}, SMS_UCS2, 71, 2, 67},
    {"134", {{134, A_ACUTE}}, SMS_UCS2, 134, 2, 67},
    {"135", {{135, A_ACUTE}}, SMS_UCS2, 135, 3, 67},
    {"emoji ends at 70", {{68, "a"}, {1, HOUSE}}, SMS_UCS2, 70, 1, 0},
    {"emoji over 70", {{69, "a"}, {1, HOUSE}}, SMS_UCS2, 71, 2, 67},
    {"emoji ends at 67", {{65, "a"}, {1, HOUSE}, {10, "b"}}, SMS_UCS2, 77, 2, 67},
    {"emoji over 67 goes to the next", {{66, "a"}, {1, HOUSE}, {10, "b"}}, SMS_UCS2, 78, 2, 66},
    {"35 emoji", {{35, HOUSE}}, SMS_UCS2, 70, 1, 0},
    {"36 emoji", {{36, HOUSE}}, SMS_UCS2, 72, 2, 66},
    {"euro in UCS-2 is one unit", {{69, E}, {1, A_ACUTE}}, SMS_UCS2, 70, 1, 0},
    {"two-byte characters", {{32 * 67, E_ACUTE}}, SMS_GSM7, 32 * 67, 15, 153},
    {"32 parts of three bytes", {{32 * 67, "年"}}, SMS_UCS2, 32 * 67, 32, 67},
    {"one more of them", {{32 * 67 + 1, "年"}}, SMS_UCS2, 0, 0, 0},
    {"32 parts of emoji", {{32 * 33, HOUSE}}, SMS_UCS2, 32 * 66, 32, 66},
    {"one more emoji", {{32 * 33 + 1, HOUSE}}, SMS_UCS2, 0, 0, 0},
    {"escape character is no text of GSM-7", {{1, "\x1b"}}, SMS_UCS2, 1, 1, 0},
    {"not UTF-8", {{10, "a"}, {1, "\xE2\x82"}}, SMS_GSM7, 0, 0, 0},
    {"a surrogate in UTF-8", {{1, "\xED\xA0\x80"}}, SMS_GSM7, 0, 0, 0},
};

static void build(const struct row *row, char *text)
{
    for (size_t r = 0; r < 4 && row->runs[r].what != NULL; r++) {
        for (unsigned i = 0; i < row->runs[r].count; i++)
            text = stpcpy(text, row->runs[r].what);
    }
    *text = '\0';
}

static void test_borders(void **state)
{
    static char text[65536];
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const struct row *row = &ROWS[i];
        struct sms_plan plan, front;
        build(row, text);
        print_message("%s\n", row->title);
        assert_int_equal(sms_plan_text(text, &plan), row->parts > 0);
        if (row->parts == 0)
            continue;
        assert_int_equal(plan.alphabet, row->alphabet);
        assert_int_equal(plan.units, row->units);
        assert_int_equal(plan.parts, row->parts);
        assert_int_equal(plan.start[0], 0);
        assert_int_equal(plan.start[plan.parts], strlen(text));
        if (plan.parts > 1) {
            text[plan.start[1]] = '\0';
            assert_true(sms_plan_as(text, plan.alphabet, SMS_HEADER_NARROW, &front));
            assert_int_equal(front.units, row->second);
        }
    }
}

static void test_as(void **state)
{
    static char text[65536];
    struct sms_plan plan;
    (void)state;
    memset(text, 'a', 305);
    assert_true(sms_plan_as(text, SMS_GSM7, SMS_HEADER_WIDE, &plan));
    assert_int_equal(plan.start[1], 152);
    assert_int_equal(plan.parts, 3);
    assert_true(sms_plan_as(text, SMS_UCS2, SMS_HEADER_WIDE, &plan));
    assert_int_equal(plan.start[1], 66);
    assert_false(sms_plan_as(text, SMS_8BIT, SMS_HEADER_NARROW, &plan));
    assert_false(sms_plan_as(A_ACUTE, SMS_GSM7, SMS_HEADER_NARROW, &plan));
    memset(text, 'a', sizeof text - 1); /* far beyond what an offset holds */
    assert_false(sms_plan_text(text, &plan));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_borders), cmocka_unit_test(test_as)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
