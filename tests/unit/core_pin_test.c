/* The PIN of the SIM: each value is tried once, ever, and only when that is on record. */
#include "support/core_rig.h"

static struct rig *locked(const char *pin)
{
    struct config *cfg = config_new();
    (void)snprintf(cfg->line[0].pin, sizeof cfg->line[0].pin, "%s", pin);
    struct rig *rig = rig_new(cfg);
    rig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", -1);
    return rig;
}

static const char *why(const struct rig *rig)
{
    struct core_line_status status;
    core_line_status(rig->core, 0, &status);
    return status.why;
}

static void test_pin_is_tried_once_when_that_is_durable(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig->disk_stalls = true;
    rig_on(rig, "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    rig_durable(rig, rig->sequence);
    rig_settle(rig);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN="), 1); /* case sim-01 */
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN="), 1);
    rig_free(rig);
}

static void test_slow_disk_does_not_call_the_pin_wrong(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig->disk_stalls = true;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS); /* the query has come round again */
    assert_string_not_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
    rig_free(rig);
}

static void test_pin_that_never_left_is_tried_after_the_link_is_back(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig->disk_stalls = true;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    rig_link(rig, 0, false); /* recorded, and not yet sent */
    rig->disk_stalls = false;
    rig_run(rig, 2000);
    rig_link(rig, 0, true);
    rig_run(rig, 2 * MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    rig_free(rig);
}

static void test_pin_tried_in_a_former_life_is_not_tried_again(void **state)
{
    struct rig *rig = locked("0000");
    struct record record = {.kind = RECORD_META, .meta = {.key = "pin_tried.main", .value = "0000"}};
    (void)state;
    core_restore(rig->core, &record, &rig->now);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
    rig_free(rig);
}

static void test_new_pin_in_the_ini_is_tried(void **state)
{
    struct rig *rig = locked("0000");
    struct config *changed = config_new();
    struct event reload = {.kind = EVENT_CONFIG, .config = changed};
    struct record record = {.kind = RECORD_META, .meta = {.key = "pin_tried.main", .value = "0000"}};
    (void)state;
    core_restore(rig->core, &record, &rig->now);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    (void)snprintf(changed->line[0].pin, sizeof changed->line[0].pin, "1234");
    rig_event(rig, &reload);
    rig_run(rig, MINUTE_MS);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"1234\"|"), 1);
    rig_free(rig);
    free(changed);
}

static void test_pin_that_is_wanted_and_not_set(void **state)
{
    struct rig *rig = locked("");
    (void)state;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WANTED));
    assert_false(core_is_armed(rig->core));
    rig_free(rig);
}

static void test_right_pin_arms(void **state)
{
    struct rig *rig = locked("0000");
    (void)state;
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 500);
    rig_forget_rules(rig); /* taken: the query says READY from now on */
    rig_run(rig, 10000);
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

static struct rig *locked_sim(const char *tried, const char *iccid)
{
    struct rig *rig = locked("0000");
    struct record record = {.kind = RECORD_META, .meta = {.key = "pin_tried.main"}};

    (void)snprintf(record.meta.value, sizeof record.meta.value, "%s", tried);
    core_restore(rig->core, &record, &rig->now);
    rig_on(rig, "AT+CCID", iccid, -1);
    rig_on(rig, "AT+CPIN=", "\r\n+CME ERROR: 16\r\n", -1);
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, 10 * MINUTE_MS);
    return rig;
}

/* What was tried with one SIM may be tried once with another; one that cannot be told from it is the same. */
static void test_pin_is_tried_once_with_each_sim(void **state)
{
    static const struct {
        const char *tried, *reply;
        unsigned times;
    } ROWS[] = {
        {"0000 8901260000000000001", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n", 0},
        {"0000 8901260000000000001", "\r\n8901260000000000001F\r\n\r\nOK\r\n", 0},
        {"0000 8901260000000000001", "\r\n^ICCID: 8901260000000000002F\r\n\r\nOK\r\n", 1},
        {"0000 8901260000000000001", "\r\n+ICCID: \"8901260000000000002\"\r\n\r\nOK\r\n", 1},
        {"0000 8901260000000000001", "\r\nERROR\r\n", 0},
        {"0000 8901260000000000001", "", 0},
        {"0000", "\r\n+CCID: 8901260000000000002\r\n\r\nOK\r\n", 0},
        {"0000 ", "\r\n8901260000000000002\r\n\r\nOK\r\n", 0},
        {"1111 8901260000000000001", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n", 1},
        {"", "\r\n+CCID: 12345\r\n\r\nOK\r\n", 1},
        /* the agent goes back to the PIN before: the SIM has refused that too */
        {"0000 8901260000000000001;1111 8901260000000000001", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n",
         0},
        {"1111 8901260000000000001;0000 8901260000000000001", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n",
         0},
        {"1111 8901260000000000001;2222 8901260000000000001", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n",
         1},
        {"0000 8901260000000000001;1111 8901260000000000002", "\r\n+CCID: 8901260000000000002\r\n\r\nOK\r\n",
         1},
        /* all there is room for: the oldest of another PIN goes, one of this PIN never */
        {"1111 8901260000000000001;0000 8901260000000000002;2222 8901260000000000001;0000 "
         "8901260000000000003",
         "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n", 1},
        {"0000 8901260000000000002 8901260000000000003 8901260000000000004 8901260000000000005",
         "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n", 0},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct rig *rig = locked_sim(ROWS[i].tried, ROWS[i].reply);
        if (rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|") != ROWS[i].times)
            fail_msg("row %zu: tried %u times", i, rig_count_wired(rig, 0, "AT+CPIN="));
        assert_string_equal(why(rig), modem_why_words(MODEM_WHY_PIN_WRONG));
        rig_free(rig);
    }
}

static void test_number_of_the_sim_is_on_record_with_the_attempt(void **state)
{
    struct rig *rig = locked_sim("", "\r\n+CCID: 8901260000000000001\r\n\r\nOK\r\n");
    const char *value = "";
    (void)state;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_META &&
            strcmp(rig->record[i].record.meta.key, "pin_tried.main") == 0)
            value = rig->record[i].record.meta.value;
    assert_string_equal(value, "0000 8901260000000000001");
    rig_free(rig);
}

/* Its contact shook, it is locked again, and the first to tell is a text that is refused. */
static void test_sim_that_locked_itself_gets_its_pin_and_the_text_leaves(void **state)
{
    struct config *cfg = config_new();
    (void)state;
    (void)snprintf(cfg->line[0].pin, sizeof cfg->line[0].pin, "1234");
    struct rig *rig = rig_ready(cfg);
    rig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", 1);
    rig_on(rig, "AT+CMGS=", "\r\n+CMS ERROR: 311\r\n", 1);
    rig_call(rig, 0, CALLER_A, 3000);
    rig_run(rig, 10000);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"1234\"|"), 1);
    assert_int_equal(rig_sent_to(rig, CALLER_A), 1);
    assert_true(core_is_armed(rig->core));
    rig_free(rig);
}

#define SIM_A "8901260000000000001"
#define SIM_B "8901260000000000002"

static const char *record_of(const struct rig *rig)
{
    const char *value = NULL;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].record.kind == RECORD_META &&
            strcmp(rig->record[i].record.meta.key, "pin_tried.main") == 0)
            value = rig->record[i].record.meta.value;
    return value;
}

/* Another SIM in the modem; iccid "": it does not tell. The modem is plugged in anew, and asked for a while.
 */
static void put_in(struct rig *rig, const char *iccid, bool accepts)
{
    char reply[80] = "\r\nERROR\r\n";

    rig_link(rig, 0, false);
    rig_forget_rules(rig);
    if (iccid[0] != '\0')
        (void)snprintf(reply, sizeof reply, "\r\n+CCID: %s\r\n\r\nOK\r\n", iccid);
    rig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n", accepts ? 1 : -1);
    rig_on(rig, "AT+CPIN=", accepts ? "\r\nOK\r\n" : "\r\n+CME ERROR: 16\r\n", -1);
    rig_on(rig, "AT+CCID", reply, -1);
    rig_link(rig, 0, true);
    rig_run(rig, 2 * MINUTE_MS);
}

static struct rig *with_pin(void)
{
    struct rig *rig = locked("0000");
    rig_start(rig);
    return rig;
}

/* Two modems that take each other's place at every start, say. Three tries would lock the SIM. */
static void test_sim_that_refused_is_remembered_whatever_others_do(void **state)
{
    struct rig *rig = with_pin();
    (void)state;
    put_in(rig, SIM_A, false);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    put_in(rig, SIM_B, true); /* takes it */
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 2);
    assert_true(core_is_armed(rig->core));
    put_in(rig, SIM_A, false);
    put_in(rig, SIM_B, true); /* after a power cut it may be tried there again */
    put_in(rig, SIM_A, false);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 3);
    assert_string_equal(record_of(rig), "0000 " SIM_A);
    rig_free(rig);
}

static void test_two_sims_that_refuse_in_turn(void **state)
{
    struct rig *rig = with_pin();
    (void)state;
    for (int i = 0; i < 3; i++) {
        put_in(rig, SIM_A, false);
        put_in(rig, SIM_B, false);
    }
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 2);
    rig_free(rig);
}

/* One that is open needs no PIN, and says nothing of the one before. */
static void test_an_open_sim_does_not_make_it_forget(void **state)
{
    struct rig *rig = with_pin();
    (void)state;
    put_in(rig, SIM_A, false);
    rig_link(rig, 0, false);
    rig_forget_rules(rig);
    rig_link(rig, 0, true);
    rig_run(rig, MINUTE_MS);
    assert_true(core_is_armed(rig->core));
    put_in(rig, SIM_A, false);
    put_in(rig, "", false);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    rig_free(rig);
}

/* As many as the record holds; then no more of them are tried. */
static void test_sims_without_end(void **state)
{
    struct rig *rig = with_pin();
    char iccid[24];
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 8; i++) {
            (void)snprintf(iccid, sizeof iccid, "89012600000000000%03d", i);
            put_in(rig, iccid, false);
        }
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 4);
    rig_free(rig);
}

static void test_sim_that_is_told_only_sometimes_is_tried_once(void **state)
{
    struct rig *rig = with_pin();
    (void)state;
    put_in(rig, "", false);
    put_in(rig, SIM_A, false);
    put_in(rig, "", false);
    assert_int_equal(rig_count_wired(rig, 0, "AT+CPIN=\"0000\"|"), 1);
    rig_free(rig);
}

/* It opened itself while the attempt was on its way to a slow disk: the PIN does not go to an open SIM. */
static void test_pin_is_not_sent_when_nobody_wants_it_any_more(void **state)
{
    struct rig *rig = with_pin();
    (void)state;
    rig->disk_stalls = true;
    rig_link(rig, 0, true);
    rig_run(rig, 2000);
    rig_forget_rules(rig);
    rig_on(rig, "AT+CPIN?", "\r\n+CPIN: SIM PUK\r\n\r\nOK\r\n", -1);
    rig_run(rig, MINUTE_MS);
    rig->disk_stalls = false;
    rig_durable(rig, rig->sequence);
    rig_run(rig, MINUTE_MS);
    assert_false(rig_wired(rig, 0, "AT+CPIN="));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pin_is_tried_once_when_that_is_durable),
        cmocka_unit_test(test_slow_disk_does_not_call_the_pin_wrong),
        cmocka_unit_test(test_pin_that_never_left_is_tried_after_the_link_is_back),
        cmocka_unit_test(test_pin_tried_in_a_former_life_is_not_tried_again),
        cmocka_unit_test(test_new_pin_in_the_ini_is_tried),
        cmocka_unit_test(test_pin_that_is_wanted_and_not_set),
        cmocka_unit_test(test_right_pin_arms),
        cmocka_unit_test(test_pin_is_tried_once_with_each_sim),
        cmocka_unit_test(test_number_of_the_sim_is_on_record_with_the_attempt),
        cmocka_unit_test(test_sim_that_locked_itself_gets_its_pin_and_the_text_leaves),
        cmocka_unit_test(test_sim_that_refused_is_remembered_whatever_others_do),
        cmocka_unit_test(test_two_sims_that_refuse_in_turn),
        cmocka_unit_test(test_an_open_sim_does_not_make_it_forget),
        cmocka_unit_test(test_sims_without_end),
        cmocka_unit_test(test_sim_that_is_told_only_sometimes_is_tried_once),
        cmocka_unit_test(test_pin_is_not_sent_when_nobody_wants_it_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
