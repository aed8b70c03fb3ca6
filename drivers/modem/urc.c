#include "modem/urc.h"

#include "at/at_field.h"
#include "base/check.h"

#include <string.h>
#include <strings.h>

/* A type-of-address octet (145, 129, 161 ...) -> its type of number: 24.008 10.5.4.7 */
static int32_t read_ton(struct at_field *f)
{
    int32_t octet;
    return at_field_int(f, &octet) && octet >= 128 && octet <= 255 ? (octet >> 4) & 7 : -1;
}

/* "", "anonymous", "Private": no digit, no number. */
static bool has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

static void read_number(struct at_field *f, struct urc *out)
{
    (void)at_field_text(f, out->number, sizeof out->number, NULL);
    if (!has_digit(out->number))
        out->number[0] = '\0';
    out->ton = read_ton(f);
}

/* +CLIP: number, type [, subaddress, satype [, alpha [, validity]]]: 27.007 7.6 */
static void parse_clip(struct at_field *f, struct urc *out)
{
    read_number(f, out);
    (void)at_field_skip(f);
    (void)at_field_skip(f);
    (void)at_field_text(f, out->name, sizeof out->name, NULL);
}

/* A waiting call names its number in quotes; the answer to AT+CCWA? is two bare digits: 27.007 7.12 */
static void parse_ccwa(struct at_field *f, struct urc *out)
{
    struct at_field look = *f;
    char text[100];
    bool quoted;

    if (!at_field_text(&look, text, sizeof text, &quoted) || !quoted) {
        out->kind = URC_UNKNOWN;
        return;
    }
    read_number(f, out);
}

/* Row of a call list. Modes other than voice (data, fax) are no callers. */
static bool read_call(struct at_field *f, struct urc *out, bool has_mode)
{
    int32_t direction, state, mode = 0;

    if (!at_field_int(f, &out->index) || !at_field_int(f, &direction) || !at_field_int(f, &state))
        return false;
    if (state == -1) /* Quectel ccinfo: released */
        state = CALL_STATE_RELEASED;
    if (state < CALL_STATE_ACTIVE || state > CALL_STATE_RELEASED)
        return false;
    if (!at_field_int(f, &mode))
        mode = 0;
    if (has_mode) {
        (void)at_field_skip(f); /* multiparty */
        if (mode == 1 || mode == 2)
            return false;
    }
    out->incoming = direction == 1;
    out->call = (enum call_state)state;
    read_number(f, out);
    return true;
}

static void parse_clcc(struct at_field *f, struct urc *out)
{
    if (!read_call(f, out, true))
        out->kind = URC_UNKNOWN;
}

static void parse_dsci(struct at_field *f, struct urc *out)
{
    if (!read_call(f, out, false))
        out->kind = URC_UNKNOWN;
}

/* +QIND: "ccinfo",id,dir,state,... and +QIND: SMS DONE share a prefix */
static void parse_qind(struct at_field *f, struct urc *out)
{
    char word[16];

    out->kind = URC_UNKNOWN;
    if (!at_field_text(f, word, sizeof word, NULL))
        return;
    if (strcasecmp(word, "ccinfo") == 0) {
        if (read_call(f, out, true))
            out->kind = URC_CALL_STATE;
    } else if (strcasecmp(word, "SMS DONE") == 0 || strcasecmp(word, "PB DONE") == 0) {
        out->kind = URC_BOOT_DONE;
    }
}

/* +UCALLSTAT: id,state: 0 active, 4 incoming, 5 waiting, 6 released. It also tells of own calls (2, 3). */
static void parse_ucallstat(struct at_field *f, struct urc *out)
{
    int32_t state;

    out->kind = URC_UNKNOWN;
    if (!at_field_int(f, &out->index) || !at_field_int(f, &state) || state < 0 || state > CALL_STATE_RELEASED)
        return;
    out->kind = URC_CALL_STATE;
    out->incoming = state != CALL_STATE_DIALING && state != CALL_STATE_ALERTING;
    out->call = (enum call_state)state;
    out->ton = -1;
}

/* MISSED_CALL: 09:12PM 2025550143: the number is the last word, whatever the time looks like */
static void parse_missed(struct at_field *f, struct urc *out)
{
    char text[64];

    (void)at_field_text(f, text, sizeof text, NULL);
    const char *last = strrchr(text, ' ');
    const char *number = last != NULL ? last + 1 : "";
    if (has_digit(number) && strlen(number) < sizeof out->number)
        memcpy(out->number, number, strlen(number) + 1);
    out->ton = -1;
}

/* ^CEND:index,duration,end_status[,cause] */
static void parse_cend(struct at_field *f, struct urc *out)
{
    (void)at_field_skip(f);
    (void)at_field_int(f, &out->duration_s);
}

/* VOICE CALL: BEGIN | VOICE CALL: END | VOICE CALL: END: 000041 */
static void parse_voice_call(struct at_field *f, struct urc *out)
{
    struct at_field duration;

    while (*f->at == ' ')
        f->at++;
    if (at_starts_with(f->at, "BEGIN")) {
        out->kind = URC_CALL_ANSWERED;
    } else if (at_starts_with(f->at, "END")) {
        out->kind = URC_CALL_END;
        if (at_field_open(&duration, f->at, "END:"))
            (void)at_field_int(&duration, &out->duration_s);
    } else {
        out->kind = URC_UNKNOWN;
    }
}

static void parse_name(struct at_field *f, struct urc *out)
{
    (void)at_field_text(f, out->name, sizeof out->name, NULL);
}

static void parse_number(struct at_field *f, struct urc *out)
{
    read_number(f, out);
}

/* +CNUM: [alpha],number,type */
static void parse_cnum(struct at_field *f, struct urc *out)
{
    (void)at_field_skip(f);
    read_number(f, out);
}

/* +CMTI: "SM",3 | "SM",-1 | ,-1 */
static void parse_stored(struct at_field *f, struct urc *out)
{
    (void)at_field_text(f, out->store, sizeof out->store, NULL);
    if (!at_field_int(f, &out->index))
        out->index = -1;
}

static void parse_row(struct at_field *f, struct urc *out)
{
    if (!at_field_int(f, &out->index) || out->index < 0)
        out->kind = URC_UNKNOWN;
    (void)at_field_int(f, &out->value);
}

static void parse_value(struct at_field *f, struct urc *out)
{
    if (!at_field_int(f, &out->value))
        out->kind = URC_UNKNOWN;
}

/* The same prefix answers the query (n,stat,...) and reports a change (stat[,lac,ci...]): 27.007 7.2. A
 * second field that is one or two bare digits is the state of an answer; one in quotes, or longer, is a
 * location. */
static void parse_registration(struct at_field *f, struct urc *out)
{
    char second[16];
    bool quoted;

    if (!at_field_int(f, &out->value)) {
        out->kind = URC_UNKNOWN;
        return;
    }
    if (!at_field_text(f, second, sizeof second, &quoted) || quoted)
        return;
    size_t digits = strspn(second, "0123456789");
    if (digits == 0 || digits > 2 || second[digits] != '\0')
        return;
    out->index = out->value;
    out->value = (int32_t)(digits == 1 ? second[0] - '0' : (second[0] - '0') * 10 + (second[1] - '0'));
}

static void parse_sim(struct at_field *f, struct urc *out)
{
    char text[24];

    (void)at_field_text(f, text, sizeof text, NULL);
    if (strcasecmp(text, "READY") == 0)
        out->sim = SIM_READY;
    else if (strcasecmp(text, "SIM PIN") == 0)
        out->sim = SIM_PIN;
    else if (strcasecmp(text, "SIM PUK") == 0)
        out->sim = SIM_PUK;
    else if (strcasecmp(text, "NOT INSERTED") == 0 || strcasecmp(text, "NOT READY") == 0)
        out->sim = SIM_ABSENT; /* SIMCom, Quectel */
    else
        out->sim = SIM_OTHER;
}

/* +COPS: mode[,format,oper[,act]] */
static void parse_operator(struct at_field *f, struct urc *out)
{
    (void)at_field_skip(f);
    (void)at_field_skip(f);
    (void)at_field_text(f, out->name, sizeof out->name, NULL);
}

/* +CPINR: SIM PIN,3,10 */
static void parse_tries(struct at_field *f, struct urc *out)
{
    char which[16];

    (void)at_field_text(f, which, sizeof which, NULL);
    if (strcasecmp(which, "SIM PIN") != 0 || !at_field_int(f, &out->value))
        out->kind = URC_UNKNOWN;
}

/* +CCFC: status,class[,number,type[,subaddress,satype[,time]]]: 27.007 7.11 */
static void parse_forward(struct at_field *f, struct urc *out)
{
    if (!at_field_int(f, &out->value) || out->value < 0 || out->value > 1)
        out->kind = URC_UNKNOWN;
    if (!at_field_int(f, &out->index))
        out->index = -1;
    read_number(f, out);
}

/* +CCLK: "26/04/15,14:31:02-16". One that the network has not set is as good as no line. */
static void parse_clock(struct at_field *f, struct urc *out)
{
    if (f->at == NULL || !network_time_read(f->at, &out->time))
        out->kind = URC_UNKNOWN;
}

/* +CTZE: "-16",1,"2026/04/15,14:31:02" is local time, +CTZEU: the same in UTC: 27.007 8.41. Without a time it
 * is news of the zone. */
static void parse_zone_clock(struct at_field *f, struct urc *out)
{
    char zone[8];

    (void)at_field_text(f, zone, sizeof zone, NULL);
    (void)at_field_skip(f); /* summer time: the zone has it already */
    if (f->at == NULL || !network_time_read(f->at, &out->time) || !network_time_zone(zone, &out->time))
        out->kind = URC_CLOCK_NEWS;
}

static void parse_universal_clock(struct at_field *f, struct urc *out)
{
    parse_zone_clock(f, out);
    out->time.universal = true;
}

/* <reg_info>[,<ext_info>]: 27.007 8.71. ext_info is hexadecimal: 1 voice, 4 texts ... A modem that does not
 * know its services tells 0, or nothing. */
static void read_ims(struct at_field *f, struct urc *out)
{
    char services[12];

    if (!at_field_int(f, &out->value) || out->value < 0 || out->value > 1) {
        out->kind = URC_UNKNOWN;
        return;
    }
    (void)at_field_text(f, services, sizeof services, NULL);
    size_t length = strlen(services);
    bool hex = length > 0 && strspn(services, "0123456789abcdefABCDEF") == length;
    if (out->value == 1 && hex && strspn(services, "0") < length &&
        strchr("13579bdfBDF", services[length - 1]) == NULL)
        out->value = 0; /* registered, but not for voice */
}

/* +CIREG: n,<reg_info>[,<ext_info>], the answer to its query */
static void parse_ims_answer(struct at_field *f, struct urc *out)
{
    (void)at_field_skip(f);
    read_ims(f, out);
}

/* +QCFG: "ims",<IMS_conf>[,<VoLTE_cap>]: conf 0 as the carrier's profile has it, 1 on, 2 off; cap 1 while
 * calls can come. A modem that gives one field alone means its own thing by it. */
static void parse_qcfg(struct at_field *f, struct urc *out)
{
    char word[8];
    int32_t configured;

    out->kind = URC_UNKNOWN;
    if (!at_field_text(f, word, sizeof word, NULL) || strcasecmp(word, "ims") != 0 ||
        !at_field_int(f, &configured) || !at_field_int(f, &out->value) || out->value < 0 || out->value > 1)
        return;
    out->kind = URC_IMS;
}

/* +CAVIMS: 1 voice calls by IMS are available, 0 not: 27.007 */
static void parse_switch(struct at_field *f, struct urc *out)
{
    if (!at_field_int(f, &out->value) || out->value < 0 || out->value > 1)
        out->kind = URC_UNKNOWN;
}

/* ^CVOICE:0[,8000,16,20] voice is there, ^CVOICE:1 the operator's firmware has none */
static void parse_cvoice(struct at_field *f, struct urc *out)
{
    parse_switch(f, out);
    out->value = out->value == 0;
}

/* #QSS: <status>, and <mode>,<status> in the answer to its query: 0 no SIM, 3 ready. Between the two +CPIN
 * knows more. */
static void parse_qss(struct at_field *f, struct urc *out)
{
    int32_t status = -1, second;

    (void)at_field_int(f, &status);
    if (at_field_int(f, &second))
        status = second;
    out->sim = status == 0 ? SIM_ABSENT : SIM_READY;
    if (status != 0 && status != 3)
        out->kind = URC_UNKNOWN;
}

struct rule {
    const char *prefix;
    bool whole; /* the line is the prefix and nothing else */
    enum urc_kind kind;
    void (*parse)(struct at_field *f, struct urc *out); /* may be NULL */
};

static const struct rule rules[] = {
    {"RING", true, URC_RING, NULL},
    {"+CRING:", false, URC_RING, NULL},
    {"+CLIP:", false, URC_CALLER, parse_clip},
    {"+CCWA:", false, URC_WAITING, parse_ccwa},
    {"+CLCC:", false, URC_CALL_STATE, parse_clcc},
    {"^DSCI:", false, URC_CALL_STATE, parse_dsci},
    {"+QIND:", false, URC_UNKNOWN, parse_qind},
    {"+UCALLSTAT:", false, URC_CALL_STATE, parse_ucallstat},
    {"NO CARRIER", true, URC_CALL_END, NULL},
    {"BUSY", true, URC_CALL_END, NULL},
    {"NO ANSWER", true, URC_CALL_END, NULL},
    {"REMOTE CALL END", true, URC_CALL_END, NULL},
    {"VOICE CALL:", false, URC_CALL_END, parse_voice_call},
    {"^CEND:", false, URC_CALL_END, parse_cend},
    {"^CONN:", false, URC_CALL_ANSWERED, NULL},
    {"MISSED_CALL:", false, URC_MISSED, parse_missed},
    {"+CNAP:", false, URC_CALLER_NAME, parse_name},
    {"+CDIP:", false, URC_CALLED_NUMBER, parse_number},
    {"+CMT:", false, URC_DELIVER, NULL},
    {"+CDS:", false, URC_REPORT, NULL},
    {"+CMTI:", false, URC_STORED, parse_stored},
    {"+CDSI:", false, URC_REPORT_STORED, parse_stored},
    {"+SMS FULL", false, URC_STORE_FULL, NULL},
    {"^SMMEMFULL", false, URC_STORE_FULL, NULL},
    {"+CMGL:", false, URC_STORED_ROW, parse_row},
    {"+CMGR:", false, URC_STORED_ONE, NULL},
    {"+CMGS:", false, URC_REFERENCE, parse_value},
    {"RDY", true, URC_BOOT, NULL},
    {"*ATREADY", false, URC_BOOT, NULL},
    {"Call Ready", true, URC_BOOT_DONE, NULL},
    {"SMS Ready", true, URC_BOOT_DONE, NULL},
    {"SMS DONE", true, URC_BOOT_DONE, NULL},
    {"PB DONE", true, URC_BOOT_DONE, NULL},
    {"NORMAL POWER DOWN", false, URC_POWER_DOWN, NULL},
    {"UNDER-VOLTAGE POWER DOWN", false, URC_POWER_DOWN, NULL},
    {"OVER-VOLTAGE POWER DOWN", false, URC_POWER_DOWN, NULL},
    {"POWERED DOWN", true, URC_POWER_DOWN, NULL},
    {"+CPIN:", false, URC_SIM, parse_sim},
    {"+CREG:", false, URC_REGISTRATION, parse_registration},
    {"+CEREG:", false, URC_REGISTRATION_LTE, parse_registration},
    {"+CSQ:", false, URC_SIGNAL, parse_value},
    {"+COPS:", false, URC_OPERATOR, parse_operator},
    {"+CSCA:", false, URC_SMSC, parse_number},
    {"+CNUM:", false, URC_OWN_NUMBER, parse_cnum},
    {"+CFUN:", false, URC_RADIO, parse_value},
    {"+CPINR:", false, URC_PIN_TRIES, parse_tries},
    {"+CCFC:", false, URC_FORWARD, parse_forward},
    {"+CCLK:", false, URC_CLOCK, parse_clock},
    {"+CTZE:", false, URC_CLOCK, parse_zone_clock},
    {"+CTZEU:", false, URC_CLOCK, parse_universal_clock},
    /* Makers do not say, or not alike, whether the digits of these are local time or UTC; the answer to
     * AT+CCLK? has a meaning (profile.h), so they only say that it is time to ask. */
    {"+CTZV:", false, URC_CLOCK_NEWS, NULL},     /* 27.007 8.41: the zone; Cinterion adds a time */
    {"+CTZDST:", false, URC_CLOCK_NEWS, NULL},   /* Infineon */
    {"*PSUTTZ:", false, URC_CLOCK_NEWS, NULL},   /* SIMCom, AT+CLTS=1: SIM800 AT manual V1.09 p351 */
    {"^NWTIME:", false, URC_CLOCK_NEWS, NULL},   /* Huawei; gammu's tests have the line */
    {"#NITZ:", false, URC_CLOCK_NEWS, NULL},     /* Telit */
    {"+NITZINFO:", false, URC_CLOCK_NEWS, NULL}, /* Cinterion EHS6 */
    {"+CIREG:", false, URC_IMS, parse_ims_answer},
    {"+CIREGU:", false, URC_IMS, read_ims},
    {"+CAVIMS:", false, URC_IMS, parse_switch},
    {"+QCFG:", false, URC_UNKNOWN, parse_qcfg},
    {"^CVOICE:", false, URC_VOICE, parse_cvoice},
    {"#QSS:", false, URC_SIM, parse_qss},
    {"^SYSSTART", true, URC_BOOT, NULL},     /* Huawei modules */
    {"+PBREADY", true, URC_BOOT_DONE, NULL}, /* Neoway M590 */
};

/* A pair without its second line says nothing. */
static bool needs_pdu(enum urc_kind kind)
{
    return kind == URC_DELIVER || kind == URC_REPORT || kind == URC_STORED_ROW || kind == URC_STORED_ONE;
}

void urc_parse(const char *line, const char *pdu, struct urc *out)
{
    struct at_field f;

    *out = (struct urc){.kind = URC_UNKNOWN, .ton = -1, .index = -1, .value = -1, .pdu = pdu};
    for (size_t i = 0; i < TB_COUNT(rules); i++) {
        const struct rule *rule = &rules[i];
        if (!at_field_open(&f, line, rule->prefix) || (rule->whole && *f.at != '\0'))
            continue;
        out->kind = rule->kind;
        if (rule->parse != NULL)
            rule->parse(&f, out);
        if (needs_pdu(out->kind) && pdu == NULL)
            out->kind = URC_UNKNOWN;
        return;
    }
}
