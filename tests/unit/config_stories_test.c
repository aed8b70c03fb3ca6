/* STORIES.md, the situations that the reading of textback.ini alone decides: S4, S5, S6, S22. */
#include "config_fixture.h"

#include "core/template.h"
#include "sms/sms_plan.h"

#include <unistd.h>

/* A file in a folder of its own, and what --check prints of it. */
static char *checked(const char *name, const char *bytes, int *status)
{
    char folder[] = "/tmp/config_stories.XXXXXX", path[96], *out = NULL;
    size_t size = 0;

    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, strlen(bytes), file), strlen(bytes));
    assert_int_equal(fclose(file), 0);
    FILE *stream = open_memstream(&out, &size);
    char asked[96];
    (void)snprintf(asked, sizeof asked, "%s/textback.ini", folder);
    *status = config_check(asked, stream);
    (void)fclose(stream);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    return out;
}

static void test_s4_wrong_config(void **state)
{
    char notice[400];
    (void)state;
    struct parsed *p = parse_more("[hours]\nopen = 9am to 8\nclosd = hold\n");
    assert_int_equal(p->report.errors, 2);
    config_report_notice(&p->report, false, true, notice, sizeof notice);
    assert_string_equal(
        notice,
        "textback.ini line 10: write opening hours as 09:00-20:00 or 9am-5pm. There are more mistakes. "
        "Running on your last good settings.");
    bool nearest = false;
    for (unsigned i = 0; i < p->report.count; i++)
        nearest = nearest ||
                  (p->report.finding[i].line == 11 && strstr(p->report.finding[i].text, "closed") != NULL);
    assert_true(nearest);
    assert_true(p->cfg.textable); /* with no last good one: what is sound stays in force */
    free(p);
    p = parse_text("[agent]\nphone = 202-555-0100\n");
    assert_false(p->cfg.textable); /* receive and alert, and send nothing to callers */
    free(p);
}

static void test_s5_edited_on_windows(void **state)
{
    static const char BYTES[] =
        "\xEF\xBB\xBF[AGENT]\r\nName = Alex Agent\r\nBROKER = Example Realty\r\nphone = (202) "
        "555-0100\r\ntimezone = America/New_York\r\n[Message]\r\ntext = \xE2\x80\x9CHi\xE2\x80\x9D, "
        "{agent} with {broker} \xE2\x80\x93 I\xE2\x80\x99ll call\xE2\x80\xA6 STOP to opt "
        "out.\r\n";
    int status;
    (void)state;
    char *out = checked("TEXTBACK.INI.txt", BYTES, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "\"Hi\", Alex Agent with Example Realty - I'll call... STOP to opt out."));
    assert_non_null(strstr(out, "GSM-7"));
    free(out);
}

static void test_s6_check_before_shipping(void **state)
{
    int status;
    (void)state;
    char *out =
        checked("textback.ini",
                SOUND_HEAD "long = {agent} {broker} STOP \xE2\x80\x94 0123456789 0123456789 0123456789 "
                           "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
                           "0123456789 0123456789 0123456789\n[hours]\nopen = whenever\n",
                &status);
    assert_int_equal(status, 2);
    assert_non_null(strstr(
        out, "Hi, Alex Agent with Example Realty. I can call within 15 minutes.")); /* as they see it */
    assert_non_null(strstr(out, "of 306 characters, 2 parts"));
    assert_non_null(strstr(out, "textback.ini:11: error:"));
    free(out);
}

/* The accents that are in GSM-7 cost nothing, the others are kept and their price told. */
static void test_s22_spanish(void **state)
{
    char body[TB_MESSAGE_MAX];
    struct sms_plan plan;
    int status;
    (void)state;
    struct parsed *p =
        parse_more("es = \xC2\xA1Hola! {agent}, {broker}. \xC2\xBFMa\xC3\xB1"
                   "ana? Responda STOP.\n"
                   "largo = {agent}, {broker}. \xC2\xBFQu\xC3\xA9 est\xC3\xA1 buscando? STOP.\n");
    assert_true(template_render(&p->cfg, template_find(&p->cfg, "es"), NULL, body));
    assert_true(sms_plan_text(body, &plan) && plan.alphabet == SMS_GSM7);
    assert_non_null(strstr(body, "Ma\xC3\xB1"
                                 "ana"));
    assert_true(template_render(&p->cfg, template_find(&p->cfg, "largo"), NULL, body));
    assert_true(sms_plan_text(body, &plan) && plan.alphabet == SMS_UCS2);
    assert_non_null(strstr(body, "est\xC3\xA1")); /* never stripped */
    free(p);
    char *out = checked("textback.ini", SOUND_HEAD "es = {agent}, {broker}. Est\xC3\xA1 STOP.\n", &status);
    assert_non_null(strstr(out, "the \xC3\xA1 makes each part hold 70 characters, not 160"));
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s4_wrong_config),
        cmocka_unit_test(test_s5_edited_on_windows),
        cmocka_unit_test(test_s6_check_before_shipping),
        cmocka_unit_test(test_s22_spanish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
