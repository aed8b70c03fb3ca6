/* The log tells which order was given, and of nobody more than the ini lets it. The rig's day begins at 14:00
 * on Wednesday 2026-04-15. */
#include "support/core_say.h"

static void test_an_order_is_logged_as_it_was_meant(void **state)
{
    static const struct {
        const char *text, *log;
    } ROWS[] = {{"take 2", "TAKE 2"},
                {"note 2 wants a garden", "NOTE 2"},
                {"2 It's free, 5 pm?", "words for 2"},
                {"done 0143", "DONE ...0143"},
                {"forget 202-555-0143", "FORGET ...0143"},
                {"pause", "PAUSE"},
                {"pause 90m", "PAUSE 90 minutes"},
                {"pause until 5pm", "PAUSE until 5:00 pm"},
                {"away until Mon covering 512-555-0151", "AWAY until Mon 8:00 am covering ...0151"},
                {"away until 1/1/2026", "AWAY until a time that cannot be told"},
                {"callback off", "CALLBACK OFF"},
                {"callback 1h", "CALLBACK 1 hour"},
                {"say seller", "SAY"},
                {"test busy", "TEST BUSY"},
                {"voicemail off", "VOICEMAIL OFF"},
                {"list", "LIST"}};
    struct rig *rig = rig_ready(config_new());
    char want[128];

    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        rig->log_length = 0;
        rig->log[0] = '\0';
        tell(rig, AGENT, ROWS[i].text);
        (void)snprintf(want, sizeof want, "the agent orders: %s\n", ROWS[i].log);
        if (strstr(rig->log, want) == NULL)
            fail_msg("<%s> is logged as <%s>, not <%s>", ROWS[i].text, rig->log, want);
        assert_null(strstr(rig->log, "garden"));
    }
    rig_free(rig);
}

static void test_another_of_the_desk_is_named_so(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    cfg->backup_count = 1;
    (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, "Isa");
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, CALLER_C);
    struct rig *rig = rig_ready(cfg);
    tell(rig, CALLER_C, "take 7");
    assert_non_null(strstr(rig->log, "the team orders: TAKE 7\n"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_an_order_is_logged_as_it_was_meant),
                                       cmocka_unit_test(test_another_of_the_desk_is_named_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
