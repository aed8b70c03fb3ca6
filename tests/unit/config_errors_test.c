/* Every kind of error and warning: its line, its words, and that it hides and breaks nothing else. */
#include "config_fixture.h"

#include "core/template.h"

/* Lines behind SOUND_HEAD, which has 8; so the first one here is line 9. */
struct row {
    const char *more;
    int line;
    const char *words;
};

static const struct row AGENT[] = {
    {"[agent]\nname = Twice\n", 10, "[agent] name: it is written twice, on lines 2 and 10: keep one of them"},
    {"[agent]\nstate = XX\n", 10, "\"XX\" is no state: write its two letters, like TX"},
    {"[agent]\nstate = Califronia\n", 10, "did you mean California?"},
    {"[agent]\ncarrier = verizin\n", 10, "\"verizin\" is no carrier: did you mean verizon?"},
    {"[agent]\ncountry = Germany\n", 10, "write its two letters, like US"},
    {"[agent]\ncountry = ZZ\n", 10, "no country that the box knows"},
    {"[agent]\nlicense = 12345678901234567890123456789012\n", 10, "31 is the most: shorten it"},
    {"[agent]\nlicence = 1\n", 10, "[agent] licence: there is no such key: did you mean license?"},
    {"[agent]\nwait = 0s\n", 10, "there is no such key here: move the line below [reply]"},
    {"[agent]\nfavorite_color = blue\n", 10, "there is no such key: take the line away"},
    {"[agent]\n = x\n", 10, "begins with a blank, but there is no value above"},
    {"[agent]\n= x\n", 10, "there is nothing before the =: write key = value"},
};

static const struct row MESSAGE[] = {
    {"vip = Hi {agnet} STOP\n", 9, "[message] vip: {agnet} is no placeholder: did you mean {agent}?"},
    {"vip = Hi {or} STOP\n", 9, "{or} is no placeholder: use {agent} {broker}"},
    {"vip = {agent} {\n", 9, "there is a { that opens no placeholder: write a ( instead"},
    {"vip = {agent {broker}\n", 9, "there is a { that opens no placeholder"},
    {"vip = {}\n", 9, "{} is no placeholder"},
    {"vip = {agent}\n  and {oops}\n", 10, "{oops} is no placeholder"},
    {"vip =\n", 9, "[message] vip: it is empty: write what callers should get, or take the line away"},
    {"vip = {agent} {license} STOP\n", 9, "it uses {license}, but there is no license"},
    {"hold = {agent}\n", 9, "hold has a meaning of its own: give the message another name"},
    {"None = {agent}\n", 9, "none has a meaning of its own"},
    {"open house = {agent}\n", 9, "cannot be the name of a message: use one word of at most 31 letters"},
    {"a2345678901234567890123456789012 = {agent}\n", 9, "cannot be the name of a message"},
    {"repeat = 12h\n", 9, "\"12h\" is a setting, not a text for callers: move this line below [reply]"},
    {"csv = yes\n", 9, "move this line below [report]"},
    {"TEXT = again\n", 9, "[message] TEXT: it is written twice, on lines 7 and 9"},
    {"after_hours = I'll call within {callback}.\n", 9,
     "nothing is left of it when no call back is promised"},
};

static const struct row REPLY[] = {
    {"[reply]\nwait = 15\n", 10, "[reply] wait: \"15\" is no length of time: write 15m for minutes"},
    {"[reply]\ncallback = 15 minutes\n", 10, "is no length of time: write 15m"},
    {"[reply]\ncallback = 15 m\n", 10, "write 15m"},
    {"[reply]\ncallback = 1h30m\n", 10, "write one number and one letter"},
    {"[reply]\ncallback = 1.5h\n", 10, "write one number and one letter"},
    {"[reply]\ncallback = soon\n", 10, "write it like 90s, 15m, 12h or 2d"},
    {"[reply]\ncallback = -5m\n", 10, "write it like 90s, 15m, 12h or 2d"},
    {"[reply]\ncallback = 0\n", 10, "\"0\" is not possible: write a time from 1m to 7d"},
    {"[reply]\ncallback = 8d\n", 10, "write a time from 1m to 7d"},
    {"[reply]\nrepeat = 999999999999d\n", 10, "write a time from 0 to 365d"},
    {"[reply]\nrepeat = 9999999999999999999999s\n", 10, "is no length of time"},
    {"[reply]\nrepeat = 366d\n", 10, "write a time from 0 to 365d"},
    {"[reply]\nrepeat =\n", 10, "it is empty: write a value, or take the line away"},
    {"[reply]\nwhen = later\n", 10, "\"later\" is not a choice here: write hangup or ring"},
    {"[reply]\nmax_per_hour = 0\n", 10, "write a number from 1 to 1000"},
    {"[reply]\nmax_per_day = 1001\n", 10, "write a number from 1 to 1000"},
    {"[reply]\nmax_per_day = many\n", 10, "write a number from 1 to 1000"},
    {"[reply]\nmax_per_day = 99999999999999999999\n", 10, "write a number from 1 to 1000"},
    {"[reply]\nmax_parts = 11\n", 10, "write a number from 1 to 10"},
};

static const struct row HOURS[] = {
    {"[hours]\nopen = 9am to 8\n", 10,
     "[hours] open: \"9am to 8\" cannot be read: write opening hours as 09:00-20:00 or 9am-5pm"},
    {"[hours]\nopen = 9-5\n", 10, "write opening hours as 09:00-20:00 or 9am-5pm"},
    {"[hours]\nopen = Mon-Fri\n", 10, "write opening hours as Mon-Sat 09:00-20:00 or 9am-5pm"},
    {"[hours]\nopen = Mon 9am-5\n", 10, "write opening hours as Mon-Sat 09:00-20:00 or 9am-5pm"},
    {"[hours]\nopen = Mno 09:00-17:00\n", 10, "\"Mno 09:00-17:00\" cannot be read"},
    {"[hours]\nopen = 25:00-26:00\n", 10, "cannot be read"},
    {"[hours]\nopen = 08:60-20:00\n", 10, "cannot be read"},
    {"[hours]\nopen = 08:00-08:00\n", 10, "cannot be read"},
    {"[hours]\nopen = 13pm-14pm\n", 10, "cannot be read"},
    {"[hours]\nopen = 24:00-08:00\n", 10, "cannot be read"},
    {"[hours]\nopen = 08:00-20:00 daily\n", 10, "cannot be read"},
    {"[hours]\nopen = Mon 08:00-20:00,\n  Tue 08:00-20\n", 11, "\"Tue 08:00-20\" cannot be read"},
    {"[hours]\nopen = "
     "0:00-0:01,0:02-0:03,0:04-0:05,0:06-0:07,0:08-0:09,0:10-0:11,0:12-0:13,0:14-0:15,0:16-0:17\n",
     10, "more than 8 openings on one day"},
    {"[hours]\nopen =\n", 10, "it is empty"},
    {"[hours]\nclosed = afterhours\n", 10, "there is no message \"afterhours\": did you mean after_hours?"},
    {"[hours]\nclosed = xyzzy\n", 10, "write the name of one that stands under [message], or hold, or none"},
    {"[hours]\nholidays = 11/26/2026\n", 10, "is no date of the calendar: write dates as 2026-11-26"},
    {"[hours]\nholidays = 2026-02-30\n", 10, "\"2026-02-30\" is no date of the calendar"},
    {"[hours]\nholidays = 2026-11-26, 2026-11-31\n", 10, "\"2026-11-31\" is no date"},
    {"[hours]\nholidays = 2026-11-26\n  , 2026-1-1\n", 11, "\"2026-1-1\" is no date"},
    {"[hours]\nspecial = 2026-05-03 seller\n", 10, "write date, hours and the name of a message"},
    {"[hours]\nspecial = 2026-05-03 13:00-16:00\n", 10, "write date, hours and the name of a message"},
    {"[hours]\nspecial = 2026-05-33 13:00-16:00 seller\n", 10, "write date, hours and the name of a message"},
    {"[hours]\nspecial = 2026-05-03 13:00-16:00 hold\n", 10, "there is no message \"hold\""},
};

static const struct row PEOPLE[] = {
    {"[people]\nclients = 555-0100\n", 10,
     "[people] clients: \"555-0100\" is no phone number: write it like 202-555-0100"},
    {"[people]\nskip = 202-555-0100 202-555-0101\n", 10, "is no phone number"},
    {"[people]\nskip = 911\n", 10, "is no phone number"},
    {"[people]\nskip = 102-555-0100\n", 10, "\"102-555-0100\""},
    {"[people]\nskip = 202-555-0121,\n  mom\n", 11, "\"mom\" is no phone number"},
    {"[people]\nskip = abc*\n", 10, "no beginning of a phone number: write it like 512-555-* or +44*"},
    {"[people]\nskip = 0123*\n", 10, "no beginning of a phone number"},
    {"[people]\nclients = 202-555-0111\nskip = 202-555-0111\n", 11,
     "also stands in clients: keep it in one of the two"},
    {"[people]\nclient = hold\n", 10, "hold is not possible here: write the name of a message, or none"},
    {"[people]\ncontact = nobody\n", 10, "or none"},
    {"[people]\ncontacts = ../x.vcf\n", 10, "write the name of a file on the card"},
    {"[team]\nbackup = 202-555-0161\n", 10, "is no name with a phone number: write it like ISA 512-555-0161"},
    {"[team]\nbackup = ISA\n", 10, "is no name with a phone number"},
    {"[team]\nbackup = ISA 202-555-0161, isa 202-555-0162\n", 10, "two people are called isa"},
    {"[team]\nbackup = ISA 202-555-0161\nISS_hours = 9am-5pm\n", 11,
     "nobody in backup is called ISS: did you mean ISA_hours?"},
    {"[team]\nSam_hours = 9am-5pm\n", 10, "nobody in backup is called Sam: write the name as in backup"},
    {"[team]\nbackup = ISA 202-555-0161\nISA_hours = 9 to 5\n", 11,
     "[team] ISA_hours: \"9 to 5\" cannot be read"},
    {"[team]\nbackup = A 202-555-0161, B 202-555-0162, C 202-555-0163, D 202-555-0164, E 202-555-0165, F "
     "202-555-0166, "
     "G 202-555-0167, H 202-555-0168, I 202-555-0169\n",
     10, "more than 8 people: leave out I"},
    {"[team]\nbackup = A name that is too long for this 202-555-0161\n", 10,
     "is too long: use at most 23 letters"},
    {"[alerts]\nmissed = perhaps\n", 10, "\"perhaps\" is neither yes nor no: write yes or no"},
    {"[alerts]\nreport = daily\n", 10, "write monthly, weekly or none"},
};

static const struct row REST[] = {
    {"[line]\n", 9, "[line] has no name: write [line main]"},
    {"[line a name that is far too long]\nport = auto\n", 9, "is too long: use at most 23 letters"},
    {"[line main]\nport = COM3\n", 10,
     "\"COM3\" is no port: write auto, a USB socket like usb:1-1.2, or a path like /dev/ttyUSB2"},
    {"[line main]\nport = usb:2c7c:0125\n", 10, "\"usb:2c7c:0125\" is no port"},
    {"[line main]\nport = usb:\n", 10, "\"usb:\" is no port"},
    {"[line main]\nport = usb:1-1.2:1.2\n", 10, "\"usb:1-1.2:1.2\" is no port"},
    {"[line main]\nport = 1-1.2\n", 10, "\"1-1.2\" is no port"},
    {"[line a]\nport = usb:1-1.2\n[line b]\nport = usb:1-1.2\n", 12, "line 10 names the same port"},
    {"[line main]\npin = 123\n", 10, "write the SIM's 4 to 8 digits"},
    {"[line main]\npin = 12a4\n", 10, "write the SIM's 4 to 8 digits"},
    {"[line main]\nmodem = nokia\n", 10, "no modem that the box knows: write one of: auto, generic"},
    {"[line main]\nmessage = none\n", 10, "there is no message \"none\""},
    {"[line main]\ninit = CNMP=38\n", 10, "each beginning with AT"},
    {"[line main]\nmissed_sender = a sender with a long name\n", 10, "is no sender"},
    {"[line main]\nmissed_sender = 12345\n", 10, "add missed_pattern = missed a call from {number}"},
    {"[line main]\nmissed_pattern = missed a call from {number}\n", 10,
     "anybody could write that: add missed_sender = "},
    {"[line main]\nmissed_sender = 12345\nmissed_pattern =\n", 10, "add missed_pattern = "},
    {"[line main]\nmissed_sender =\nmissed_pattern = missed a call from {number}\n", 11,
     "anybody could write that"},
    {"[line main]\nmissed_sender = 12345\nmissed_pattern = You missed a call from\n", 11,
     "it does not say where the caller stands: write words of the text with {number} once"},
    {"[line main]\nmissed_sender = 12345\nmissed_pattern = {number} or {number} called\n", 11,
     "where the caller stands"},
    {"[line main]\nmissed_sender = 12345\nmissed_pattern = {number}\n", 11, "where the caller stands"},
    {"[line a]\nmissed_sender = 12345\nmissed_pattern = from {number}\n[line b]\nmissed_pattern = from "
     "{number}\n",
     13, "[line b] missed_pattern: anybody could write that"},
    {"[line main]\nstand_in = 1\n", 10, "write yes or no"},
    {"[line a]\nport = /dev/x\n[line b]\nport = /dev/x\n", 12, "line 10 names the same port"},
    {"[line a]\npin = 0000\n[line A]\npin = 0001\n", 12,
     "[line A] pin: it is written twice, on lines 10 and 12"},
    {"[sources]\nsign = seller\n", 10, "\"sign\" is no phone number"},
    {"[sources]\n202-555-0103 = sellr\n", 10, "did you mean seller?"},
    {"[sources]\n202-555-0103 = seller\n(202) 555 0103 = urgent\n", 11, "this number stands above already"},
    {"[report]\ncommission = lots\n", 10, "is no amount of money: write dollars, like 9000"},
    {"[report]\nclose_rate = 2\n", 10, "write a percentage, like 2%"},
    {"[report]\nclose_rate = 101%\n", 10, "write a percentage"},
    {"[box]\nlog_numbers = some\n", 10, "write masked or full"},
    {"[box]\nkeep = 0\n", 10, "write a time from 1d"},
    {"[box]\nssh_key = secret\n", 10, "copy the whole line of your .pub file"},
    {"[bocks]\n", 9, "there is no section [bocks]"},
    {"[messages]\ntext = a\nvip = {x}\n", 9, "there is no section [messages]: did you mean [message]?"},
    {"[weather]\n", 9, "write one of [agent] [message]"},
    {"[]\n", 9, "there is no section []"},
    {"[box\nssh = no\n", 9, "no closing bracket: write [box]"},
    {"[box] ssh = no\n", 9, "there is more behind the section's ]"},
    {"hello there\n", 9, "\"hello there\" is no setting: write key = value"},
    {"[box]\nssh: no\n", 10, "there is no = behind \"ssh\": write ssh = ... with = and not with :"},
    {"  wait = 5s\n", 9, "blanks before wait make it part of the value above"},
    {"\twait=5s\n", 9, "blanks before wait make it part of the value above"},
    {"  [reply]\nwait = 5s\n", 9, "blanks before a [section]"},
    {"[reply]\n  hello\n", 10, "there is no value above to go on with"},
    {"vip = {agent} {broker} \xef\xbf\xbd STOP\n", 9,
     "a character of this line cannot be read: type it again"},
};

static const struct row WARNINGS[] = {
    {"vip = {broker} here. STOP\n", 9, "[message] vip: it does not say who writes: put {agent} into it"},
    {"vip = {agent} here. STOP\n", 9, "it does not name your brokerage: put {broker} into it"},
    {"vip = {agent} of {broker}. Stop by any time!\n", 9,
     "it does not say how to stop: add: Reply STOP to opt out."},
    {"client = {agent} here.\n", 9, "it does not say how to stop"},
    {"vip = {agent}, {broker}. In {callback}, or STOP.\n", 9, "how to stop is left out with it"},
    {"vip = \"{agent}, {broker}. STOP\"\n", 9, "the quotes are sent as well"},
    {"vip = {agent}, {broker}.\n  STOP\n  ; a remark?\n", 11, "this line is part of the value above"},
    {"[agent]\nstate = CA\n", 10, "California wants your license number in a first text"},
    {"[agent]\ncarrier = Bob's Wireless\n", 10, "the forwarding codes of \"Bob's Wireless\" are not known"},
    {"[agent]\nlicense = \"123\"\n", 10, "the quotes count as part of it"},
    {"[box]\nssh = yes\n", 10, "yes opens no login in this version: leave it out"},
    {"[reply]\nwait = 5m\n", 10, "no caller would get a text"},
    {"[hours]\nopen = 21:00-24:00\nclosed = hold\n", 10, "held texts would never leave"},
    {"[team]\nbackup = Me 202-555-0100\n", 10, "one of the numbers is your own phone"},
    {"[line main]\nnumber = 202-555-0100\n", 10, "it is your own phone's: write the number of the SIM"},
};

static void run(const struct row *rows, size_t count, enum config_severity severity)
{
    for (size_t i = 0; i < count; i++) {
        struct parsed *p = parse_more(rows[i].more);
        expect_finding(p, severity, rows[i].line, rows[i].words);
        if (severity == CONFIG_ERROR)
            expect_counts(p, 1, p->report.warnings);
        else
            expect_counts(p, 0, 1);
        /* nothing else is touched: the sound lines are in force */
        assert_true(p->cfg.textable);
        assert_string_equal(p->cfg.agent, "Alex Agent");
        assert_string_equal(p->cfg.phone, "+12025550100");
        assert_true(p->cfg.line_count >= 1);
        free(p);
    }
}

#define RUN(name, rows, severity)                                                                            \
    static void name(void **state)                                                                           \
    {                                                                                                        \
        (void)state;                                                                                         \
        run(rows, TB_COUNT(rows), severity);                                                                 \
    }
RUN(test_agent, AGENT, CONFIG_ERROR)
RUN(test_message, MESSAGE, CONFIG_ERROR)
RUN(test_reply, REPLY, CONFIG_ERROR)
RUN(test_hours, HOURS, CONFIG_ERROR)
RUN(test_people, PEOPLE, CONFIG_ERROR)
RUN(test_rest, REST, CONFIG_ERROR)
RUN(test_warnings, WARNINGS, CONFIG_WARNING)

/* What is required, and how it is missed. */
static void test_required(void **state)
{
    (void)state;
    struct parsed *p = parse_text("");
    expect_counts(p, 4, 1);
    expect_finding(p, CONFIG_ERROR, 1, "[agent] name is missing: write name = your name");
    assert_false(p->cfg.textable);
    assert_int_equal(p->cfg.line_count, 1);
    assert_true(p->cfg.zone.count >= 1);
    free(p);

    p = parse_text(
        "; nothing\n\n[message]\ntext = {agent} {broker} STOP\n[agent]\nname =\nbroker = YOUR BROKERAGE\n"
        "phone = YOUR CELL NUMBER\ntimezone = EST\n");
    expect_counts(p, 4, 0);
    expect_finding(p, CONFIG_ERROR, 6, "[agent] name: it is empty: write it behind the =");
    expect_finding(p, CONFIG_ERROR, 7, "it still says YOUR BROKERAGE: write your own there");
    expect_finding(p, CONFIG_ERROR, 8, "it still says YOUR CELL NUMBER");
    expect_finding(p, CONFIG_ERROR, 9, "\"EST\" is no time zone: write America/New_York");
    assert_false(p->cfg.textable);
    free(p);
}

static void test_zones(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Eastern", "write America/New_York"},
        {"US/Pacifc", "write it like"},
        {"Pacific time", "write America/Los_Angeles"},
        {"CST", "write America/Chicago"},
        {"America/Chicgo", "write America/Chicago"},
        {"new york", "write America/New_York"},
        {"Arizona", "write America/Phoenix"},
        {"Nowhere at all", "write it like America/New_York"},
        {"../../etc/passwd", "is no time zone"},
        {"/etc/localtime", "is no time zone"},
        {"America", "is no time zone"},
        {"-5", "is no time zone"},
    };
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text),
                       "[agent]\nname = A\nbroker = B\nphone = 2025550100\ntimezone = %s\n[message]\n"
                       "text = {agent} {broker} STOP\n",
                       rows[i][0]);
        struct parsed *p = parse_text(text);
        expect_counts(p, 1, 0);
        expect_finding(p, CONFIG_ERROR, 5, rows[i][1]);
        assert_string_equal(p->cfg.zone.name, "America/New_York");
        assert_true(p->cfg.textable);
        free(p);
    }
    struct parsed *p =
        parse_text("[agent]\nname = A\nbroker = B\nphone = 020 7946 0100\ncountry = GB\n[message]\n"
                   "text = {agent} {broker} STOP\n");
    expect_counts(p, 1, 0);
    expect_finding(p, CONFIG_ERROR, 1, "[agent] timezone is missing: write it like Europe/London");
    free(p);
}

/* Many at once: each on its line, in order, none hiding another. */
static void test_all_at_once(void **state)
{
    (void)state;
    struct parsed *p = parse_text(
        "colour = red\nname = X\n[agent]\nname = Alex\nbroker = B\nphone = 12\ntimezone = X/Y\n"
        "[mesage]\ntext = lost\n[reply]\nwait = 15\nrepeat = 2w\nbad line\n[hours]\nopen = 9 to 5\n");
    expect_counts(p, 9, 0);
    static const int lines[] = {1, 2, 6, 7, 8, 11, 12, 13, 15};
    expect_finding(p, CONFIG_ERROR, 1, "colour stands above the first [section]");
    expect_finding(p, CONFIG_ERROR, 2,
                   "name stands above the first [section]: write [agent] on a line before it");
    for (size_t i = 2; i < TB_COUNT(lines); i++)
        assert_non_null(finding_on(p, CONFIG_ERROR, lines[i]));
    for (unsigned i = 1; i < p->report.count; i++)
        assert_true(p->report.finding[i].line >= p->report.finding[i - 1].line);
    assert_false(p->cfg.textable);
    free(p);
}

static void test_remedy(void **state)
{
    (void)state;
    struct parsed *p = parse_more("[hours]\nopen = 9am to 8\n");
    const struct config_finding *f = finding_on(p, CONFIG_ERROR, 10);
    assert_string_equal(f->text + f->remedy, "write opening hours as 09:00-20:00 or 9am-5pm");
    free(p);
}

static void expect_notice(const struct config_report *report, bool unreadable, bool last_good,
                          const char *words)
{
    char notice[256];
    config_report_notice(report, unreadable, last_good, notice, sizeof(notice));
    assert_string_equal(notice, words);
}

/* What the agent is told: the first error, and what is in force now. */
static void test_notice(void **state)
{
    (void)state;
    struct parsed *p = parse_more("[agent]\nstate = XX\n");
    expect_counts(p, 1, 0);
    expect_notice(
        &p->report, false, true,
        "textback.ini line 10: write its two letters, like TX. Running on your last good settings.");
    free(p);

    p = parse_more("[hours]\nopen = 9am to 8\n[agent]\nstate = XX\n");
    expect_counts(p, 2, 0);
    expect_notice(
        &p->report, false, false,
        "textback.ini line 10: write opening hours as 09:00-20:00 or 9am-5pm. There are more mistakes. "
        "The wrong lines are left out.");
    expect_notice(&p->report, true, false,
                  "The card has no textback.ini that I can read. Callers get no text until it has one.");
    expect_notice(&p->report, true, true,
                  "The card has no textback.ini that I can read. Running on your last good settings.");
    free(p);

    p = parse_more("vip = {agent} will call\n"); /* a warning changes nothing */
    assert_true(p->report.warnings > 0);
    expect_notice(&p->report, false, false, "");
    free(p);
}

/* Texts that need more parts than allowed, and why. */
static void test_parts(void **state)
{
    (void)state;
    char more[2100], body[2000];
    memset(body, 'x', sizeof(body));
    (void)snprintf(more, sizeof(more), "vip = {agent} {broker} STOP %.*s\n", 460, body);
    struct parsed *p = parse_more(more);
    expect_counts(p, 1, 0);
    expect_finding(p, CONFIG_ERROR, 9, "it needs 4 texts, max_parts allows 3: shorten it by 32 characters");
    assert_string_equal(p->cfg.message[template_find(&p->cfg, "vip")].text, "");
    free(p);

    (void)snprintf(more, sizeof(more), "vip = {agent} {broker} STOP %.*s\n", 428, body);
    p = parse_more(more);
    expect_counts(p, 0, 0);
    free(p);

    (void)snprintf(more, sizeof(more), "vip = {agent} {broker} STOP \u00e1 %.*s\n", 200, body);
    p = parse_more(more);
    expect_finding(p, CONFIG_ERROR, 9, "since it holds letters outside the short alphabet");
    free(p);

    (void)snprintf(more, sizeof(more), "vip = {agent} {broker} STOP %.*s\n", 1700, body);
    p = parse_more(more);
    expect_finding(p, CONFIG_ERROR, 9, "shorten it to at most 1599");
    free(p);

    (void)snprintf(more, sizeof(more), "vip = {agent} {broker} STOP %.*s\n[reply]\nmax_parts = 10\n", 1572,
                   body);
    p = parse_more(more);
    expect_finding(p, CONFIG_ERROR, 9, "filled-in text is longer than 1599 characters");
    free(p);

    p = parse_more("[line x]\nmessage = seller\n[reply]\nmax_parts = 1\n");
    expect_counts(p, 1, 0); /* a built-in message in use */
    expect_finding(p, CONFIG_ERROR, 12,
                   "[reply] max_parts: the built-in message seller needs 2 texts, max_parts allows 1");
    assert_int_equal(p->cfg.max_parts, 1);
    free(p);
    p = parse_more("[reply]\nmax_parts = 1\n");
    expect_counts(p, 0, 0); /* not in use */
    free(p);
}

/* An unsound message: a built-in one stands in for its own override, what names another goes back to its
 * default. */
static void test_unsound_messages(void **state)
{
    (void)state;
    struct parsed *p =
        parse_more("seller = {oops}\nvip = {oops}\nrepeat = {oops}\n[hours]\nclosed = vip\nholiday = vip\n"
                   "special = 2026-05-03 13:00-16:00 vip, 2026-05-04 13:00-16:00 seller\n[people]\n"
                   "client = vip\ncontact = vip\n[line main]\nmessage = vip\n[sources]\n"
                   "202-555-0103 = vip\n202-555-0104 = seller\n");
    const struct config *c = &p->cfg;
    expect_counts(p, 3, 0);
    assert_true(strstr(c->message[template_find(c, "seller")].text, "home-value estimate") != NULL);
    assert_int_equal(c->closed.message, c->after_hours_message);
    assert_int_equal(c->holiday.message, c->after_hours_message);
    assert_int_equal(c->client.message, template_find(c, "client"));
    assert_int_equal(c->contact.kind, CFG_ANSWER_NONE);
    assert_int_equal(c->line[0].message, -1);
    assert_int_equal(c->repeat_message, -1);
    assert_int_equal(c->special_count, 1);
    assert_int_equal(c->source_count, 1);
    free(p);

    p = parse_text(
        "[agent]\nname = A\nbroker = B\nphone = 2025550100\ntimezone = UTC\n[message]\ntext = {oops}\n");
    expect_counts(p, 1, 0);
    assert_false(p->cfg.textable);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agent),    cmocka_unit_test(test_message),
        cmocka_unit_test(test_reply),    cmocka_unit_test(test_hours),
        cmocka_unit_test(test_people),   cmocka_unit_test(test_rest),
        cmocka_unit_test(test_warnings), cmocka_unit_test(test_required),
        cmocka_unit_test(test_zones),    cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_remedy),   cmocka_unit_test(test_notice),
        cmocka_unit_test(test_parts),    cmocka_unit_test(test_unsound_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
