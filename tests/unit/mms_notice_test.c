/* Whom the network's notice of a picture names as its sender. */
#include "core/mms_notice.h"
#include "support/unit.h"

#define HEAD ".....application/vnd.wap.mms-message.....T1234......"

static void expect(const char *body, const char *number)
{
    char out[NUMBER_MAX] = "centre";
    bool found = mms_notice_sender(body, "US", out);

    if (found != (number != NULL) || strcmp(out, number != NULL ? number : "centre") != 0)
        fail_msg("\"%s\": <%s>, not <%s>", body, out, number != NULL ? number : "centre");
}

static void test_sender(void **state)
{
    (void)state;
    expect(HEAD "+12025550143/TYPE=PLMN....http://mmsc.example/1.", "+12025550143");
    expect(HEAD "12025550143/TYPE=PLMN....", "+12025550143");
    expect(HEAD "2025550143/TYPE=PLMN....", "+12025550143");
    expect("+12025550143/TYPE=PLMN", "+12025550143");
    expect(HEAD "+12025550143/TYPE=PLMN.+12025550144/TYPE=PLMN", "+12025550143");
}

static void test_no_sender(void **state)
{
    (void)state;
    static const char *const BODIES[] = {"",
                                         "/TYPE=PLMN",
                                         "+/TYPE=PLMN",
                                         HEAD "ann@example.com....",
                                         HEAD "+1202555014312025550143/TYPE=PLMN",
                                         HEAD "123456789012345678901234567890/TYPE=PLMN",
                                         HEAD "+1202555x0143/TYPE=IPv4"};

    for (size_t i = 0; i < TB_COUNT(BODIES); i++)
        expect(BODIES[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sender), cmocka_unit_test(test_no_sender)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
