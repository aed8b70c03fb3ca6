/* Bring-up of each family: its model line, its table, its transcript on file. */
#include "support/modem_rig.h"

static void test_model_line(void **state)
{
    static const struct {
        const char *reply, *model, *profile;
    } ROWS[] = {
        {"\r\nEC25\r\n\r\nOK\r\n", "EC25", "ec25"},
        {"\r\nEG25-G\r\n\r\nOK\r\n", "EG25-G", "ec25"},
        {"\r\nSIMCOM_SIM7600G-H\r\n\r\nOK\r\n", "SIMCOM_SIM7600G-H", "sim7600"},
        {"\r\nA7670E-FASE\r\n\r\nOK\r\n", "A7670E-FASE", "a7670"},
        {"\r\n+CGMM: \"SIM7600E\"\r\n\r\nOK\r\n", "SIM7600E\"", "sim7600"},
        {"\r\n+CGEV: EPS PDN ACT 1\r\n\r\nEC25\r\n\r\nOK\r\n", "EC25", "ec25"},
        {"\r\n*ISIMAID: \"A0\"\r\n\r\nA7670E\r\n\r\nOK\r\n", "A7670E", "a7670"},
        {"\r\n^BOOT: 1\r\n\r\nE1550\r\n\r\nOK\r\n", "E1550", "huawei"},
        {"\r\n+CIEV: \"CALL\",1\r\n\r\nSIM7600\r\n\r\nOK\r\n", "SIM7600", "sim7600"},
        {"\r\nRING\r\n\r\nEC25\r\n\r\nOK\r\n", "EC25", "ec25"},
        {"\r\nERROR\r\n", "", "generic"},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct mrig *rig = mrig_new(NULL);
        mrig_on(rig, "AT+CGMM", ROWS[i].reply, 1);
        modem_link_up(&rig->modem, rig->now);
        mrig_run(rig, 5000);
        if (strncmp(rig->modem.model, ROWS[i].model, strlen(ROWS[i].model) - (i == 4)) != 0 ||
            strcmp(rig->modem.profile->name, ROWS[i].profile) != 0)
            fail_msg("%s: %s, %s", ROWS[i].reply + 2, rig->modem.model, rig->modem.profile->name);
        assert_true(modem_is_armed(&rig->modem));
        free(rig);
    }
}

static void test_named_profile_and_init_of_the_ini(void **state)
{
    static const struct modem_setup SETUP = {.profile = "sim7600", .smsc = "", .init = {"AT+ONE", "AT+TWO"}};
    struct mrig *rig = mrig_new(&SETUP);
    (void)state;
    mrig_on(rig, "AT+ONE", "\r\nERROR\r\n", -1);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 5000);
    assert_string_equal(rig->modem.profile->name, "sim7600"); /* though the model says something else */
    assert_int_equal(mrig_count(rig, 0, "AT+CLCC=1|"), 1);
    assert_int_equal(mrig_count(rig, 0, "AT+ONE|AT+TWO|"), 1);
    assert_true(modem_is_armed(&rig->modem));
    free(rig);
}

/* A family's whole bring-up as on file in tests/vectors/at: each command in its place, each answer as that
 * family gives it. `end` is how it ends its lines. */
static void play_transcript(const char *profile, const char *end)
{
    char path[256];
    size_t length;
    struct mrig *rig = mrig_new(NULL);
    char *save = NULL;
    unsigned number = 0;

    (void)snprintf(path, sizeof path, "%s/tests/vectors/at/bringup-%s.txt", TB_SOURCE_DIR, profile);
    char *text = unit_file(path, &length);
    rig->muted = true;
    modem_link_up(&rig->modem, rig->now);
    mrig_settle(rig);
    size_t at = strlen("^[|");
    for (char *row = strtok_r(text, "\n", &save); row != NULL; row = strtok_r(NULL, "\n", &save)) {
        number++;
        if (row[0] == '>') {
            mrig_run(rig, 200); /* the gap between a result and the next command */
            size_t n = strlen(row + 2);
            if (strncmp(rig->wire + at, row + 2, n) != 0 || rig->wire[at + n] != '|')
                fail_msg("%s, row %u: wanted %s, sent %s", path, number, row + 2, rig->wire + at);
            at += n + 1;
        } else if (row[0] == '<') {
            mrig_say(rig, row[1] == ' ' ? row + 2 : "");
            mrig_say(rig, end);
            mrig_settle(rig);
        }
    }
    free(text);
    if (rig->modem.state != MODEM_READY)
        fail_msg("%s: not ready: %s", path, rig->wire + at);
    assert_true(modem_is_armed(&rig->modem));
    assert_string_equal(rig->modem.profile->name, profile);
    free(rig);
}

static void test_transcripts(void **state)
{
    static const char *const ENDS[] = {"\r\n", "\r\r\n", "\n"};
    (void)state;
    for (size_t e = 0; e < TB_COUNT(ENDS); e++)
        for (unsigned i = 0; profile_at(i) != NULL; i++) /* no profile without its transcript */
            play_transcript(profile_at(i)->name, ENDS[e]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model_line),
        cmocka_unit_test(test_named_profile_and_init_of_the_ini),
        cmocka_unit_test(test_transcripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
