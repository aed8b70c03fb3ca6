#include "modemsim/sim_at.h"

#include "base/check.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LATE_ANSWER_MS 10000

static const struct sim_command *const TABLES[] = {
    SIM_IDENT_COMMANDS, SIM_SETTING_COMMANDS, SIM_CALL_COMMANDS,   SIM_SEND_COMMANDS,
    SIM_STORE_COMMANDS, SIM_CARD_COMMANDS,    SIM_FORWARD_COMMANDS};

struct code_text {
    int code;
    const char *text;
};

/* 27.007 9.2 and 27.005 3.2.5, as far as this modem uses them; AT+CMEE=2 shows the words. */
static const struct code_text WORDS[] = {
    {SIM_CME(3), "operation not allowed"},
    {SIM_CME(4), "operation not supported"},
    {SIM_CME(10), "SIM not inserted"},
    {SIM_CME(11), "SIM PIN required"},
    {SIM_CME(12), "SIM PUK required"},
    {SIM_CME(14), "SIM busy"},
    {SIM_CME(16), "incorrect password"},
    {SIM_CME(21), "invalid index"},
    {SIM_CME(30), "no network service"},
    {SIM_CME(50), "incorrect parameters"},
    {SIM_CMS(21), "short message transfer rejected"},
    {SIM_CMS(38), "network out of order"},
    {SIM_CMS(41), "temporary failure"},
    {SIM_CMS(42), "congestion"},
    {SIM_CMS(302), "operation not allowed"},
    {SIM_CMS(303), "operation not supported"},
    {SIM_CMS(304), "invalid PDU mode parameter"},
    {SIM_CMS(305), "invalid text mode parameter"},
    {SIM_CMS(310), "SIM not inserted"},
    {SIM_CMS(311), "SIM PIN required"},
    {SIM_CMS(314), "SIM busy"},
    {SIM_CMS(316), "SIM PUK required"},
    {SIM_CMS(321), "invalid memory index"},
    {SIM_CMS(322), "memory full"},
    {SIM_CMS(330), "SMSC address unknown"},
    {SIM_CMS(331), "no network service"},
    {SIM_CMS(332), "network timeout"},
    {SIM_CMS(340), "no +CNMA acknowledgement expected"},
};

bool sim_arg_int(struct sim_args *args, int *value)
{
    char text[12];
    bool negative = false;
    int v = 0;

    if (!sim_arg_str(args, text, sizeof(text)))
        return false;
    if (text[0] == '\0')
        return true;
    const char *p = text;
    if (*p == '-') {
        negative = true;
        p++;
    }
    if (*p == '\0' || strlen(p) > 8 || strspn(p, "0123456789") != strlen(p))
        return false;
    for (; *p != '\0'; p++)
        v = v * 10 + (*p - '0');
    *value = negative ? -v : v;
    return true;
}

bool sim_arg_str(struct sim_args *args, char *out, size_t cap)
{
    size_t n = 0;
    bool quoted = false, fits = true;

    while (args->at < args->end && *args->at == ' ')
        args->at++;
    for (; args->at < args->end; args->at++) {
        char c = *args->at;
        if (c == ',' && !quoted)
            break;
        if (c == '"')
            quoted = !quoted;
        else if (n + 1 < cap)
            out[n++] = c;
        else
            fits = false;
    }
    if (args->at < args->end)
        args->at++; /* the comma */
    out[n] = '\0';
    return fits && !quoted;
}

bool sim_arg_done(const struct sim_args *args)
{
    return args->at >= args->end;
}

static const char *words_of(int result)
{
    for (size_t i = 0; i < TB_COUNT(WORDS); i++) {
        if (WORDS[i].code == result)
            return WORDS[i].text;
    }
    return "Unknown error";
}

static void error_line(struct sim *sim, int result)
{
    bool cms = result >= SIM_CMS(0);
    const char *what = cms ? "CMS" : "CME";
    int code = cms ? result - SIM_CMS(0) : result - SIM_CME(0);

    if (sim->set[SET_CMEE] == 2)
        sim_info(sim, "+%s ERROR: %s", what, words_of(result));
    else if (sim->set[SET_CMEE] == 1 || cms) /* message errors have their number with AT+CMEE=0 too */
        sim_info(sim, "+%s ERROR: %d", what, code);
    else
        sim_result(sim, SIM_ERROR);
}

void sim_result(struct sim *sim, int result)
{
    static const char *const LONG[] = {"OK", "ERROR", "NO CARRIER"};
    static const char *const SHORT[] = {"0\r", "4\r", "3\r"};

    if (result == SIM_LATER || result == SIM_SWALLOWED || sim->set[SET_QUIET] != 0 || sim->answer_lost)
        return;
    if (result >= SIM_CME(0))
        error_line(sim, result);
    else if (sim->set[SET_VERBOSE] != 0)
        sim_info(sim, "%s", LONG[result]);
    else
        (void)sim_put(sim, sim->answer_due, SHORT[result], strlen(SHORT[result]));
}

static bool is_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static const struct sim_command *find(const char *name, size_t len)
{
    for (size_t t = 0; t < TB_COUNT(TABLES); t++) {
        for (const struct sim_command *c = TABLES[t]; c->name != NULL; c++) {
            if (strlen(c->name) == len && strncasecmp(c->name, name, len) == 0)
                return c;
        }
    }
    return NULL;
}

static int refused(const struct sim *sim, enum sim_needs needs)
{
    unsigned cme = needs == NEEDS_NOTHING ? 0 : sim_card_error(sim);

    if (cme == 0)
        return SIM_OK;
    if (needs == NEEDS_CARD)
        return SIM_CME(cme);
    return cme == 12 ? SIM_CMS(316) : SIM_CMS(300 + cme); /* 310, 311, 314, but 316 for the PUK */
}

static bool is_word(const char *word, const char *name, size_t len)
{
    return word != NULL && strlen(word) == len && strncasecmp(word, name, len) == 0;
}

/* A command that only this family has. */
static int run_own(struct sim *sim, const char *name, size_t len, const struct sim_args *args)
{
    const struct sim_profile *p = sim->profile;
    bool ims = args->form == FORM_SET && args->end - args->at == 5 && strncmp(args->at, "\"ims\"", 5) == 0;

    if (is_word(p->voice_command, name, len) && (args->form == FORM_READ || ims)) {
        sim_info(sim, "%s", sim_fault_on(sim, FAULT_IMS_OFF) ? p->voice_off : p->voice_on);
        return SIM_OK;
    }
    for (size_t i = 0; p->knows != NULL && p->knows[i] != NULL; i++)
        if (is_word(p->knows[i], name, len))
            return SIM_OK;
    if (p->no_such == NULL)
        return SIM_ERROR;
    sim_info(sim, "%s", p->no_such);
    return SIM_SWALLOWED;
}

/* The end of a command: a semicolon that is not inside quotes, or the end of the line. */
static const char *command_end(const char *at, const char *end)
{
    bool quoted = false;

    for (; at < end && (quoted || *at != ';'); at++)
        quoted ^= *at == '"';
    return at;
}

static int run_extended(struct sim *sim, const char **at, const char *end)
{
    const char *name = *at, *stop = command_end(name, end), *p = name + 1;
    struct sim_args args = {FORM_DO, stop, stop};

    while (p < stop && is_name(*p))
        p++;
    *at = stop;
    const struct sim_command *command = find(name, (size_t)(p - name));
    size_t length = (size_t)(p - name);
    if (p + 1 < stop && p[0] == '=' && p[1] == '?')
        args.form = FORM_TEST;
    else if (p < stop && *p == '=')
        args = (struct sim_args){FORM_SET, p + 1, stop};
    else if (p < stop && *p == '?')
        args.form = FORM_READ;
    else if (p < stop && *p != ' ')
        return SIM_ERROR;
    if (command == NULL)
        return run_own(sim, name, length, &args);
    int no = args.form == FORM_TEST ? SIM_OK : refused(sim, command->needs);
    return no != SIM_OK ? no : command->run(sim, &args);
}

/* The commands of one line, until one fails or takes the line over. */
static int run_all(struct sim *sim, const char *at, const char *end)
{
    int result = SIM_OK;

    while (at < end && result == SIM_OK) {
        if (*at == ' ' || *at == ';')
            at++;
        else if (strchr("+^*#$", *at) != NULL)
            result = run_extended(sim, &at, end);
        else
            result = sim_run_basic(sim, &at, end);
    }
    return result;
}

static void set_answer_time(struct sim *sim)
{
    int64_t arrived = sim->latency == SIM_LATENCY_NONE ? sim->now : (sim->rx_free_us + 999) / 1000;

    if (arrived < sim->now)
        arrived = sim->now;
    sim->answer_due = arrived + sim_delay(sim, 10, 30);
    sim->busy_until = sim->answer_due;
    if (sim_fault_use(sim, FAULT_LATE_ANSWER))
        sim->answer_due += LATE_ANSWER_MS;
    sim->answer_lost = sim_fault_use(sim, FAULT_NO_ANSWER);
}

void sim_run_line(struct sim *sim, const char *line, size_t len)
{
    const char *end = line + len, *at = line;

    /* As an autobauding modem does: whatever stands before AT does not count, and without it there is no
     * command. */
    while (at + 1 < end && strncasecmp(at, "AT", 2) != 0)
        at++;
    if (at + 1 >= end)
        return;
    at += 2;
    set_answer_time(sim);
    bool noise = sim_fault_use(sim, FAULT_URC_NOISE);
    if (noise)
        sim_info(sim, "+CTZV: -16,1");
    int result = at == end && sim_fault_use(sim, FAULT_AT_ERROR) ? SIM_ERROR : run_all(sim, at, end);
    if (noise && result != SIM_LATER)
        sim_info(sim, "+CGEV: NW DETACH");
    sim_result(sim, result);
}
