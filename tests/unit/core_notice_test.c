/* What the shell has to say once: not again at the next start, and that it is mended. */
#include "support/core_past.h"
#include "support/core_say.h"

static void notice(struct rig *rig, const char *words)
{
    rig_event(rig, &(struct event){.kind = EVENT_NOTICE, .bytes = (const uint8_t *)words, .once = true});
    rig_run(rig, 2000);
}

/* The mark that the ledger keeps of what was told last. */
static const char *mark_of(const struct rig *rig)
{
    for (unsigned i = rig->record_count; i-- > 0;) {
        const struct record *record = &rig->record[i].record;
        if (record->kind == RECORD_META && strcmp(record->meta.key, "notice") == 0)
            return record->meta.value;
    }
    return NULL;
}

static void restore_meta(struct rig *rig, const char *key, const char *value)
{
    struct record record = {.kind = RECORD_META};

    (void)snprintf(record.meta.key, sizeof record.meta.key, "%s", key);
    (void)snprintf(record.meta.value, sizeof record.meta.value, "%s", value);
    restore(rig, &record);
}

static void test_told_once_and_when_mended(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    notice(rig, "");
    assert_int_equal(rig_sent_to(rig, AGENT), 0); /* nothing was wrong */
    notice(rig, "Line 7 is wrong.");
    notice(rig, "Line 7 is wrong.");
    assert_int_equal(rig_sent_to(rig, AGENT), 1);
    assert_string_equal(rig_last_to(rig, AGENT), "Line 7 is wrong.");
    notice(rig, "Line 8 is wrong.");
    assert_int_equal(rig_sent_to(rig, AGENT), 2);
    notice(rig, "");
    notice(rig, "");
    assert_int_equal(rig_sent_to(rig, AGENT), 3);
    assert_string_equal(rig_last_to(rig, AGENT), "Your new settings are on.");
    rig_free(rig);
}

static void test_not_again_after_a_power_cut(void **state)
{
    struct rig *rig = rig_ready(config_new());
    char mark[128];
    (void)state;
    notice(rig, "Line 7 is wrong.");
    assert_non_null(mark_of(rig));
    (void)snprintf(mark, sizeof mark, "%s", mark_of(rig));
    rig_free(rig);

    rig = begin();
    restore_meta(rig, "notice", mark);
    go(rig, 30000);
    unsigned before = rig_sent_to(rig, AGENT);
    notice(rig, "Line 7 is wrong.");
    assert_int_equal(rig_sent_to(rig, AGENT), before);
    notice(rig, "");
    assert_string_equal(rig_last_to(rig, AGENT), "Your new settings are on.");
    assert_string_equal(mark_of(rig), "");
    rig_free(rig);
}

/* The agent hears once which zone was assumed: with the first alert, and not again in the next life. */
static void test_the_assumed_zone_is_told_once(void **state)
{
    (void)state;
    for (int told = 0; told < 2; told++) {
        struct rig *rig = begin();
        rig->cfg->zone.assumed = true;
        if (told != 0)
            restore_meta(rig, "zone_told", "1");
        go(rig, 30000);
        rig_call(rig, 0, CALLER_A, 3000);
        rig_run(rig, 60000);
        unsigned clocks = 0;
        for (unsigned i = 0; i < rig->sent_count; i++)
            clocks +=
                strcmp(rig->sent[i].to, AGENT) == 0 && strstr(rig->sent[i].text, "My clock says") != NULL;
        assert_int_equal(clocks, told == 0);
        rig_free(rig);
    }
}

/* STATUS says so for as long as it is so, whenever the notice was told. */
static void test_status_tells_of_wrong_settings(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    tell(rig, AGENT, "STATUS");
    assert_null(strstr(rig_last_to(rig, AGENT), "textback.ini"));
    notice(rig, "textback.ini line 7 is wrong.");
    rig_run(rig, HOUR_MS_T);
    tell(rig, AGENT, "STATUS");
    assert_non_null(
        strstr(rig_last_to(rig, AGENT), " textback.ini is away or has mistakes: not all of it counts."));
    notice(rig, "");
    tell(rig, AGENT, "STATUS");
    assert_null(strstr(rig_last_to(rig, AGENT), "textback.ini"));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told_once_and_when_mended),
        cmocka_unit_test(test_not_again_after_a_power_cut),
        cmocka_unit_test(test_the_assumed_zone_is_told_once),
        cmocka_unit_test(test_status_tells_of_wrong_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
