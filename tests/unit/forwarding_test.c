/* What an agent dials, carrier by carrier: RULES.md 2.1 and 2.2. */
#include "core/forwarding.h"

#include "sms/sms.h"
#include "support/unit.h"

#define BOX "+15125550140"

static const struct {
    const char *carrier, *on, *other_on, *query, *remark; /* remark: part of it */
} ROWS[] = {
    {"att", "**004*15125550140#", "*925125550140\n*905125550140", "*#004#", "Sources disagree"},
    {"tmobile", "**004*15125550140#", "", "*#004#", "voicemail"},
    {"verizon", "*715125550140", "", "", "ask 611"},
    {"uscellular", "**004*15125550140#", "", "*#004#", "Not *72"},
    {"visible", "*715125550140", "", "", "Not confirmed for Visible"},
    {"mint", "**004*15125550140#", "", "*#004#", "plan bars"},
    {"metro", "**004*15125550140#", "", "*#004#", "plan bars"},
    {"cricket", "**004*15125550140#", "*925125550140\n*905125550140", "*#004#", "plan bars"},
    {"googlefi", "**004*15125550140#", "", "*#004#", "Google Fi"},
    {"fi", "**004*15125550140#", "", "*#004#", "Google Fi"},
    {"other", "**004*15125550140#", "", "*#004#", "ask your carrier"},
    {"", "**004*15125550140#", "", "*#004#", "ask your carrier"},
    {"telus", "**004*15125550140#", "", "*#004#", "ask your carrier"},
};

static void test_each_carrier(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct forwarding f;
        memset(&f, 0xA5, sizeof f);
        if (!forwarding_codes(ROWS[i].carrier, BOX, &f) || strcmp(f.on, ROWS[i].on) != 0 ||
            strcmp(f.other_on, ROWS[i].other_on) != 0 || strcmp(f.query, ROWS[i].query) != 0)
            fail_msg("%s: <%s> <%s> <%s>", ROWS[i].carrier, f.on, f.other_on, f.query);
        if (strstr(f.remark, ROWS[i].remark) == NULL)
            fail_msg("%s: no <%s> in <%s>", ROWS[i].carrier, ROWS[i].remark, f.remark);
    }
}

/* Nothing turns one text of the agent's into two, or into UCS-2. */
static void test_all_of_it_is_gsm7(void **state)
{
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct forwarding f;
        assert_true(forwarding_codes(ROWS[i].carrier, BOX, &f));
        const char *const texts[] = {f.on, f.other_on, f.query, f.remark};
        for (size_t k = 0; k < TB_COUNT(texts); k++) {
            struct sms_plan plan;
            if (!sms_plan_text(texts[k], &plan) || plan.alphabet != SMS_GSM7 || plan.parts > 1)
                fail_msg("%s: <%s>", ROWS[i].carrier, texts[k]);
        }
    }
}

static void test_a_box_abroad(void **state)
{
    struct forwarding f;
    (void)state;
    assert_true(forwarding_codes("", "+442079460018", &f));
    assert_string_equal(f.on, "**004*+442079460018#");
    assert_true(forwarding_codes("att", "+442079460018", &f));
    assert_string_equal(f.on, "**004*+442079460018#");
    assert_string_equal(f.other_on, "");
    assert_false(forwarding_codes("verizon", "+442079460018", &f)); /* ten digits are all it takes */
    assert_string_equal(f.on, "");
    assert_string_equal(f.remark, "");
}

static void test_what_is_no_number(void **state)
{
    static const char *const NUMBERS[] = {
        "",         "15125550140",       "+1512555014", "+151255501400", "+1512555O140", "+15125550140#",
        "+4420794", "+4420794600181234", "911"};
    struct forwarding f;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NUMBERS); i++) {
        if (forwarding_codes("att", NUMBERS[i], &f))
            fail_msg("<%s> was taken: %s", NUMBERS[i], f.on);
        assert_string_equal(f.on, "");
        assert_string_equal(f.query, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_carrier),
        cmocka_unit_test(test_all_of_it_is_gsm7),
        cmocka_unit_test(test_a_box_abroad),
        cmocka_unit_test(test_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
