/* Every key of textback.ini: its default, and the values it takes. */
#include "config_fixture.h"

#include "base/calendar.h"
#include "core/hours.h"
#include "core/template.h"

static void test_defaults(void **state)
{
    (void)state;
    struct parsed *p = parse_text(SOUND_HEAD);
    const struct config *c = &p->cfg;
    expect_counts(p, 0, 0);
    assert_int_equal(p->status, CONFIG_SOUND);
    assert_true(c->textable);
    assert_string_equal(c->agent, "Alex Agent");
    assert_string_equal(c->broker, "Example Realty");
    assert_string_equal(c->phone, "+12025550100");
    assert_string_equal(c->country, "US");
    assert_string_equal(c->zone.name, "America/New_York");
    assert_false(c->zone.assumed);
    assert_int_equal(c->message_count, 5);
    assert_string_equal(c->message[0].text,
                        "Hi, {agent} with {broker}. I can call within {callback}. Reply STOP to opt out.");
    assert_int_equal(c->repeat_message, -1);
    assert_string_equal(c->message[c->after_hours_message].name, "after_hours");
    assert_false(c->when_ring);
    assert_int_equal(c->wait_ms, 0);
    assert_int_equal(c->give_up_ms, 12000);
    assert_int_equal(c->repeat_ms, 12 * 3600000);
    assert_int_equal(c->callback_ms, 15 * 60000);
    assert_int_equal(c->max_age_ms, 5 * 60000);
    assert_int_equal(c->min_ring_ms, 0);
    assert_int_equal(c->max_per_hour, 20);
    assert_int_equal(c->max_per_day, 100);
    assert_int_equal(c->max_parts, 3);
    assert_true(c->has_hours);
    for (int day = 0; day < 7; day++) {
        assert_int_equal(c->open[day].count, 1);
        assert_int_equal(c->open[day].span[0].from_min, day == 0 ? 720 : 480);
        assert_int_equal(c->open[day].span[0].to_min, day == 0 ? 1080 : 1200);
    }
    assert_int_equal(c->closed.kind, CFG_ANSWER_MESSAGE);
    assert_int_equal(c->closed.message, c->after_hours_message);
    assert_int_equal(c->holiday.message, c->after_hours_message);
    assert_int_equal(c->client.message, template_find(c, "client"));
    assert_int_equal(c->contact.kind, CFG_ANSWER_NONE);
    assert_string_equal(c->contacts, "contacts.vcf");
    assert_int_equal(c->escalate_ms, 5 * 60000);
    assert_true(c->missed && c->remind && !c->urgent_call && c->csv && !c->ssh && !c->log_numbers_full);
    assert_int_equal(c->report, CFG_REPORT_MONTHLY);
    assert_int_equal(c->line_count, 1);
    assert_string_equal(c->line[0].name, "main");
    assert_string_equal(c->line[0].port, "auto");
    assert_string_equal(c->line[0].modem, "auto");
    assert_int_equal(c->line[0].message, -1);
    assert_int_equal(c->keep_ms, INT64_C(730) * 86400000);
    free(p);
}

static void test_agent(void **state)
{
    (void)state;
    struct parsed *p = parse_text("[AGENT]\nName = J. O'Hara\nBROKER=Big & Co\nphone = +1 (202) 555-0100\n"
                                  "license = 0123\nstate = tx\ncarrier = T-Mobile\ncountry = us\n"
                                  "timezone = America/Chicago\n[Message]\nTEXT = {agent} {broker} STOP\n");
    expect_counts(p, 0, 0);
    assert_string_equal(p->cfg.agent, "J. O'Hara");
    assert_string_equal(p->cfg.broker, "Big & Co");
    assert_string_equal(p->cfg.phone, "+12025550100");
    assert_string_equal(p->cfg.license, "0123");
    assert_string_equal(p->cfg.state, "TX");
    assert_string_equal(p->cfg.carrier, "tmobile");
    assert_string_equal(p->cfg.country, "US");
    assert_string_equal(p->cfg.zone.name, "America/Chicago");
    free(p);

    p = parse_text(
        "[agent]\nphone = 020 7946 0100\ncountry = gb\ntimezone = europe/london\nname = A\nbroker = B\n"
        "state = Kent\n[message]\ntext = {agent} {broker} STOP\n[people]\nclients = 020 7946 0111\n");
    expect_counts(p, 0, 0); /* the country counts although it is written below */
    assert_string_equal(p->cfg.phone, "+442079460100");
    assert_string_equal(p->cfg.rule[0].number, "+442079460111");
    assert_string_equal(p->cfg.zone.name, "Europe/London");
    assert_string_equal(p->cfg.state, "Kent");
    free(p);

    p = parse_text("[agent]\nname = A\nbroker = B\nphone = 2025550100\nstate = California\ncarrier = AT&T\n"
                   "license =\n[message]\ntext = {agent} {broker} STOP\n");
    expect_counts(p, 0, 2);
    expect_finding(p, CONFIG_WARNING, 1, "New York time is used");
    expect_finding(p, CONFIG_WARNING, 5, "California wants your license");
    assert_true(p->cfg.zone.assumed);
    assert_string_equal(p->cfg.zone.name, "America/New_York");
    assert_string_equal(p->cfg.carrier, "att");
    free(p);
}

static void test_zone(void **state)
{
    (void)state;
    struct parsed *p = parse_text(SOUND_HEAD);
    const struct cfg_zone *zone = &p->cfg.zone;
    assert_true(zone->count >= 20);
    assert_true(zone->transition[0].at_s == INT64_MIN);
    for (unsigned i = 1; i < zone->count; i++)
        assert_true(zone->transition[i].at_s > zone->transition[i - 1].at_s);
    struct hours_clock clock;
    hours_local(zone, 1772953199, &clock); /* the last second before the spring of 2026 */
    assert_int_equal(clock.minute, 119);
    hours_local(zone, 1772953200, &clock);
    assert_int_equal(clock.minute, 180);
    hours_local(zone, 1793512799, &clock); /* and before the fall */
    assert_int_equal(clock.minute, 119);
    hours_local(zone, 1793512800, &clock);
    assert_int_equal(clock.minute, 60);
    hours_local(zone, 2098080000, &clock); /* ten years on, in June: still summer time */
    assert_int_equal(clock.minute, 4 * 60);
    free(p);

    static const struct {
        const char *name;
        int32_t offset;
    } fixed[] = {
        {"America/Phoenix", -7 * 3600}, {"Asia/Kolkata", 19800}, {"UTC", 0}, {"Pacific/Honolulu", -36000}};
    for (size_t i = 0; i < TB_COUNT(fixed); i++) {
        char text[256];
        (void)snprintf(text, sizeof(text), "[agent]\ntimezone = %s\n", fixed[i].name);
        p = parse_text(text);
        assert_int_equal(p->cfg.zone.count, 1);
        assert_int_equal(p->cfg.zone.transition[0].offset_s, fixed[i].offset);
        free(p);
    }
}

static void test_zone_leaves_environment(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    free(parse_text(SOUND_HEAD));
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    assert_int_equal(unsetenv("TZ"), 0);
    free(parse_text(SOUND_HEAD));
    assert_null(getenv("TZ"));
}

static void test_messages(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("Seller = {agent} {broker} sells. STOP\nclient = {agent} again. STOP\n"
                   "open_house-2 = {agent} {broker} {phone} {time}. STOP\nrepeat = {agent} {broker} STOP\n"
                   "espa\u00f1ol = {agent} {broker} STOP\n");
    expect_counts(p, 0, 0);
    assert_int_equal(p->cfg.message_count, 8);
    assert_string_equal(p->cfg.message[template_find(&p->cfg, "seller")].text,
                        "{agent} {broker} sells. STOP");
    assert_string_equal(p->cfg.message[template_find(&p->cfg, "seller")].name, "seller");
    assert_int_equal(p->cfg.repeat_message, template_find(&p->cfg, "repeat"));
    assert_true(template_find(&p->cfg, "open_house-2") >= 5);
    assert_true(template_find(&p->cfg, "espa\u00f1ol") >= 5);
    free(p);
}

/* The messages that come with the box need no warning, with common names and with long ones. */
static void test_builtin_messages(void **state)
{
    (void)state;
    struct parsed *p = parse_text(SOUND_HEAD);
    struct template_promise promise = {.time = "2:29 pm"};
    for (int16_t i = 1; i < p->cfg.message_count; i++) {
        char text[TB_MESSAGE_MAX];
        const char *name = p->cfg.message[i].name;
        for (int kept = 0; kept < 2; kept++) {
            assert_true(template_render(&p->cfg, i, kept ? &promise : NULL, text));
            for (const char *c = text; *c != '\0'; c++)
                assert_in_range(*c, ' ', 'z');
            assert_non_null(strstr(text, "Alex Agent"));
            assert_non_null(strstr(text, "STOP"));
            assert_true(strcmp(name, "client") == 0 || strstr(text, "Example Realty") != NULL);
            assert_true(strlen(text) <= (strcmp(name, "seller") == 0 ? 306 : 160));
        }
        assert_null(strchr(text, '{'));
    }
    assert_null(strstr(p->cfg.message[p->cfg.after_hours_message].text, "{"
                                                                        "callback}"));
    free(p);
}

static void test_reply(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("[reply]\nwhen = Ring\nwait = 90s\ngive_up = 30S\nrepeat = 2d\ncallback = 1h\n"
                   "max_age = 10m\nmin_ring = 0\nmax_per_hour = 1\nmax_per_day = 1000\nmax_parts = 10\n");
    expect_counts(p, 0, 0);
    assert_true(p->cfg.when_ring);
    assert_int_equal(p->cfg.wait_ms, 90000);
    assert_int_equal(p->cfg.give_up_ms, 30000);
    assert_int_equal(p->cfg.repeat_ms, 2 * 86400000);
    assert_int_equal(p->cfg.callback_ms, 3600000);
    assert_int_equal(p->cfg.max_age_ms, 600000);
    assert_int_equal(p->cfg.min_ring_ms, 0);
    assert_int_equal(p->cfg.max_per_hour, 1);
    assert_int_equal(p->cfg.max_per_day, 1000);
    assert_int_equal(p->cfg.max_parts, 10);
    free(p);
}

/* Opening hours as "FROM-TO" in minutes for each day from Sunday, days separated by '/'. */
static void hours_as_text(const struct config *cfg, char *out, size_t cap)
{
    size_t n = 0;
    out[0] = '\0';
    for (int day = 0; day < 7; day++) {
        for (int i = 0; i < cfg->open[day].count; i++)
            n += (size_t)snprintf(out + n, cap - n, "%s%d-%d", i > 0 ? "," : "",
                                  cfg->open[day].span[i].from_min, cfg->open[day].span[i].to_min);
        n += (size_t)snprintf(out + n, cap - n, "%s", day < 6 ? "/" : "");
    }
}

static void test_open(void **state)
{
    (void)state;
    static const struct {
        const char *open, *want;
    } rows[] = {
        {"Mon-Sat 08:00-20:00, Sun 12:00-18:00",
         "720-1080/480-1200/480-1200/480-1200/480-1200/480-1200/480-1200"},
        {"9am-8pm", "540-1200/540-1200/540-1200/540-1200/540-1200/540-1200/540-1200"},
        {"00:00-24:00", "0-1440/0-1440/0-1440/0-1440/0-1440/0-1440/0-1440"},
        {"mon 0:00-00:00", "/0-1440/////"},
        {"Fri 22:00-02:00", "/////1320-1440/0-120"},
        {"Sat 10pm-1:30am", "0-90//////1320-1440"},
        {"Sat 18:00-00:00", "//////1080-1440"},
        {"Fri-Mon 09:00-10:00", "540-600/540-600////540-600/540-600"},
        {"Monday 9:30 am - 5 p.m.", "/570-1020/////"},
        {"Tues, Thurs. 9am-12pm", "//540-720//540-720//"},
        {"mon - wed 12am-12pm", "/0-720/0-720/0-720///"},
        {"Mon 8:00-12:00, Mon 13:00-17:00,", "/480-720,780-1020/////"},
        {"Mon 13:00-17:00, Mon 8:00-12:00", "/480-720,780-1020/////"},
        {"Mon 08:00-12:00, Mon 11:00-13:00, Mon 13:00-14:00", "/480-840/////"},
        {"Mon: 9am-5pm", "/540-1020/////"},
        {"Mon\u2013Tue 08:00\u201320:00", "/480-1200/480-1200////"}, /* dashes that an editor made */
        {"Mon 23:59-24:00", "/1439-1440/////"},
        {"Sun 20:00-19:59", "1200-1440/0-1199/////"},
    };
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        char more[128], got[256];
        (void)snprintf(more, sizeof(more), "[hours]\nopen = %s\n", rows[i].open);
        struct parsed *p = parse_more(more);
        expect_counts(p, 0, 0);
        assert_true(p->cfg.has_hours);
        hours_as_text(&p->cfg, got, sizeof(got));
        assert_string_equal(got, rows[i].want);
        free(p);
    }
}

static void test_hours(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("party = {agent} {broker} STOP\n[hours]\nopen = 9am-5pm\nclosed = Hold\nholiday = none\n"
                   "holidays = 2026-11-26, 2028-02-29,\n"
                   "special = 2026-05-03 13:00-16:00 party, 2026-12-31 22:00-02:00 seller\n");
    const struct config *c = &p->cfg;
    expect_counts(p, 0, 0);
    assert_int_equal(c->closed.kind, CFG_ANSWER_HOLD);
    assert_int_equal(c->holiday.kind, CFG_ANSWER_NONE);
    assert_int_equal(c->holiday_count, 2);
    assert_int_equal(c->holiday_day[0], calendar_day(2026, 11, 26));
    assert_int_equal(c->special_count, 3); /* the second goes over midnight */
    assert_int_equal(c->special[0].day, calendar_day(2026, 5, 3));
    assert_int_equal(c->special[0].span.from_min, 780);
    assert_int_equal(c->special[0].span.to_min, 960);
    assert_int_equal(c->special[0].message, template_find(c, "party"));
    assert_int_equal(c->special[1].span.to_min, 1440);
    assert_int_equal(c->special[2].day, calendar_day(2027, 1, 1));
    assert_int_equal(c->special[2].span.from_min, 0);
    assert_int_equal(c->special[2].span.to_min, 120);
    free(p);

    p = parse_more("[hours]\nclosed = seller\n"); /* holiday follows closed */
    assert_int_equal(p->cfg.closed.message, template_find(&p->cfg, "seller"));
    assert_int_equal(p->cfg.holiday.message, p->cfg.closed.message);
    free(p);
    p = parse_more("[hours]\nclosed = none\n");
    assert_int_equal(p->cfg.holiday.kind, CFG_ANSWER_NONE);
    free(p);
}

static void test_people(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("[people]\nclients = (202) 555-0111, +12025550112,\n  202.555.0113\n"
                   "skip = 512-555-*, 1 202 55*, 202-555-0121, 2025550121\nallow = 800*, +44*, *, "
                   "2025550111\nclient = none\ncontacts = people.vcf\ncontact = client\n");
    static const struct cfg_rule want[] = {{"+12025550111", false, CFG_RULE_CLIENT},
                                           {"+12025550112", false, CFG_RULE_CLIENT},
                                           {"+12025550113", false, CFG_RULE_CLIENT},
                                           {"+1512555", true, CFG_RULE_SKIP},
                                           {"+120255", true, CFG_RULE_SKIP},
                                           {"+12025550121", false, CFG_RULE_SKIP},
                                           {"+1800", true, CFG_RULE_ALLOW},
                                           {"+44", true, CFG_RULE_ALLOW},
                                           {"", true, CFG_RULE_ALLOW},
                                           {"+12025550111", false, CFG_RULE_ALLOW}};
    expect_counts(p, 0, 0);
    assert_int_equal(p->cfg.rule_count, TB_COUNT(want));
    for (size_t i = 0; i < TB_COUNT(want); i++) {
        assert_string_equal(p->cfg.rule[i].number, want[i].number);
        assert_int_equal(p->cfg.rule[i].prefix, want[i].prefix);
        assert_int_equal(p->cfg.rule[i].kind, want[i].kind);
    }
    assert_int_equal(p->cfg.client.kind, CFG_ANSWER_NONE);
    assert_string_equal(p->cfg.contacts, "people.vcf");
    assert_int_equal(p->cfg.contact.message, template_find(&p->cfg, "client"));
    free(p);
}

static void test_team_and_alerts(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("[team]\nisa_HOURS = Mon-Fri 09:00-17:00\nbackup = ISA 512-555-0161, Mary Ann (512) "
                   "555-0162,\n  Bo: +15125550163\nescalate = 0\n"
                   "[alerts]\nmissed = no\nremind = OFF\nreport = Weekly\nurgent_call = true\n");
    expect_counts(p, 0, 0);
    assert_int_equal(p->cfg.backup_count, 3);
    assert_string_equal(p->cfg.backup[0].name, "ISA");
    assert_string_equal(p->cfg.backup[0].number, "+15125550161");
    assert_true(p->cfg.backup[0].has_hours);
    assert_int_equal(p->cfg.backup[0].hours[1].span[0].from_min, 540);
    assert_int_equal(p->cfg.backup[0].hours[0].count, 0);
    assert_string_equal(p->cfg.backup[1].name, "Mary Ann");
    assert_string_equal(p->cfg.backup[1].number, "+15125550162");
    assert_false(p->cfg.backup[1].has_hours);
    assert_string_equal(p->cfg.backup[2].name, "Bo");
    assert_int_equal(p->cfg.escalate_ms, 0);
    assert_false(p->cfg.missed || p->cfg.remind);
    assert_int_equal(p->cfg.report, CFG_REPORT_WEEKLY);
    assert_true(p->cfg.urgent_call);
    free(p);
}

static void test_a_line_in_a_usb_socket(void **state)
{
    (void)state;
    struct parsed *p = parse_more("[line main]\nport = usb:1-1.2\n[line other]\nport = USB:1-1.3\n");
    expect_counts(p, 0, 0);
    assert_string_equal(p->cfg.line[0].port, "usb:1-1.2");
    assert_string_equal(p->cfg.line[1].port, "USB:1-1.3");
    free(p);
}

static void test_lines(void **state)
{
    (void)state;
    struct parsed *p = parse_more("[line main]\nport = /dev/ttyUSB2\npin = 0000\nnumber = 202-555-0101\nsmsc "
                                  "= +12025550109\nstand_in = yes\n"
                                  "[LINE  Seller ]\nmessage = seller\nmodem = EC25\nport = AUTO\n"
                                  "init = AT+CNMP=38, at+QCFG=\"a AT b\",1\n  AT+X;\n"
                                  "missed_sender = 12345\nmissed_pattern = You missed a call; from "
                                  "{number}\n[line MAIN]\nmodem = auto\n");
    expect_counts(p, 0, 0);
    assert_int_equal(p->cfg.line_count, 2);
    const struct cfg_line *line = p->cfg.line;
    assert_string_equal(line[0].port, "/dev/ttyUSB2");
    assert_string_equal(line[0].pin, "0000");
    assert_string_equal(line[0].number, "+12025550101");
    assert_string_equal(line[0].smsc, "+12025550109");
    assert_true(line[0].stand_in);
    assert_int_equal(line[0].message, -1);
    assert_string_equal(line[1].name, "Seller");
    assert_string_equal(line[1].port, "auto");
    assert_string_equal(line[1].modem, "ec25");
    assert_int_equal(line[1].message, template_find(&p->cfg, "seller"));
    assert_int_equal(line[1].init_count, 3);
    assert_string_equal(line[1].init[0], "AT+CNMP=38");
    assert_string_equal(line[1].init[1], "at+QCFG=\"a AT b\",1");
    assert_string_equal(line[1].init[2], "AT+X");
    assert_string_equal(line[1].missed_sender, "12345");
    assert_string_equal(line[1].missed_pattern, "You missed a call; from {number}");
    free(p);
}

static void test_sources_report_box(void **state)
{
    (void)state;
    struct parsed *p = parse_more("[sources]\n202-555-0103 = seller\n+1 (202) 555-0104 = URGENT\n"
                                  "[report]\ncommission = $9,000.50\nclose_rate = 2.5%\ncsv = no\n"
                                  "[box]\nboard = USB-stick\nlog_numbers = full\nkeep = 365d\nssh = yes\n"
                                  "ssh_key = ssh-ed25519 AAAAC3Nza= me@home\n");
    expect_counts(p, 0, 1);
    expect_finding(p, CONFIG_WARNING, 20, "yes opens no login");
    assert_int_equal(p->cfg.source_count, 2);
    assert_string_equal(p->cfg.source[0].number, "+12025550103");
    assert_int_equal(p->cfg.source[0].message, template_find(&p->cfg, "seller"));
    assert_string_equal(p->cfg.source[1].number, "+12025550104");
    assert_true(p->cfg.commission > 9000.49 && p->cfg.commission < 9000.51);
    assert_true(p->cfg.close_rate > 0.0249 && p->cfg.close_rate < 0.0251);
    assert_false(p->cfg.csv);
    assert_string_equal(p->cfg.board, "usb-stick");
    assert_true(p->cfg.log_numbers_full && p->cfg.ssh);
    assert_int_equal(p->cfg.keep_ms, INT64_C(365) * 86400000);
    assert_string_equal(p->cfg.ssh_key, "ssh-ed25519 AAAAC3Nza= me@home");
    free(p);
    p = parse_more("[report]\nclose_rate = 0.02\n");
    assert_true(p->cfg.close_rate > 0.0199 && p->cfg.close_rate < 0.0201);
    expect_finding(p, CONFIG_NOTE, 10, "only with commission too");
    free(p);
    p = parse_more("[report]\ncommission = 9000\n[box]\nssh = no\nboard = usb-stick\n");
    expect_finding(p, CONFIG_NOTE, 10, "only with close_rate too");
    expect_finding(p, CONFIG_NOTE, 12, "ssh is read, but does nothing yet");
    for (unsigned i = 0; i < p->report.count; i++) /* what works is not belittled */
        assert_true(strstr(p->report.finding[i].text, "nothing yet") == NULL ||
                    strncmp(p->report.finding[i].text, "ssh ", 4) == 0);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_agent),
        cmocka_unit_test(test_zone),
        cmocka_unit_test(test_zone_leaves_environment),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_builtin_messages),
        cmocka_unit_test(test_reply),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_team_and_alerts),
        cmocka_unit_test(test_a_line_in_a_usb_socket),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_sources_report_box),
    };
    (void)setenv("TEXTBACK_BOARDS", TB_SOURCE_DIR "/board/boards", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
