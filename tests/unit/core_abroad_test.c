/* A box outside the US: where 2G and 3G go on, a modem without LTE or IMS gets its calls. */
#include "support/core_rig.h"

static unsigned missing(struct rig *rig, const char *country, unsigned modem)
{
    struct core_line_status status;

    (void)snprintf(rig->cfg->country, sizeof rig->cfg->country, "%s", country);
    rig->core->line[0].modem.missing = modem;
    core_line_status(rig->core, 0, &status);
    return status.missing;
}

static void test_what_a_line_lacks_depends_on_the_country(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    assert_int_equal(missing(rig, "US", MODEM_MISSING_LTE), MODEM_MISSING_LTE);
    assert_int_equal(missing(rig, "us", MODEM_MISSING_IMS), MODEM_MISSING_IMS);
    assert_int_equal(missing(rig, "GB", MODEM_MISSING_LTE), 0);
    assert_int_equal(missing(rig, "GB", MODEM_MISSING_IMS | MODEM_MISSING_REPORTS), MODEM_MISSING_REPORTS);
    /* registered where no call comes: then its IMS is the reason, everywhere */
    assert_int_equal(missing(rig, "GB", MODEM_MISSING_IMS | MODEM_MISSING_VOICE),
                     MODEM_MISSING_IMS | MODEM_MISSING_VOICE);
    rig_free(rig);
}

/* Texts are in the air: the box is not quiet, and nobody pulls the modem's plug. */
static void test_a_long_text_between_its_parts_is_no_quiet(void **state)
{
    struct rig *rig = rig_ready(config_new());
    (void)state;
    rig_run(rig, MINUTE_MS);
    assert_true(core_is_quiet(rig->core));
    struct text *text = outbox_add(&rig->core->outbox, NULL);
    assert_non_null(text);
    assert_true(outbox_write(text, "Words."));
    text->expires_ms = text->retry_ms = INT64_MAX;
    assert_true(core_is_quiet(rig->core));
    text->next_part = 1;
    assert_false(core_is_quiet(rig->core));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_line_lacks_depends_on_the_country),
        cmocka_unit_test(test_a_long_text_between_its_parts_is_no_quiet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
