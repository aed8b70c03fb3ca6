#include "modem/modem_private.h"

#include "base/now.h"

#include <stdio.h>
#include <string.h>

enum {
    FAST_TRIES = 10, /* AT at 0.5 s: auto-baud modems need several (SIM800 hardware design V1.09) */
    FAST_TIMEOUT_MS = 500,
    SETTLE_MS = 300,
    QUICK_SETTLE_MS = 50,   /* half of the goal from start to armed */
    SLOW_TIMEOUT_MS = 2000, /* then slower: boot takes up to 30 s */
    NETWORK_RETRY_MS = 5000,
    NETWORK_SLOW_RETRY_MS = 20000,
    NETWORK_FAST_TRIES = 12,
    SIM_TIMEOUTS = 4, /* the SIM query may stay unanswered during boot (python-gsmmodem issue 11) */
    OTHER_TIMEOUTS = 2,
    RADIO_TIMEOUT_MS = 15000 /* AT+CFUN=1 searches the SIM first */
};

enum step_kind {
    STEP_PLAIN, /* a setting; if refused, its missing bit is noted */
    STEP_RADIO,
    STEP_IDENTITY,
    STEP_PROFILE_INIT,
    STEP_SIM,
    STEP_CSMS,
    STEP_CSMS_OFF,
    STEP_STORE,
    STEP_NEWS,
    STEP_SMSC,
    STEP_LINE_INIT,
    STEP_NETWORK,
    STEP_END
};

struct step {
    enum step_kind kind;
    const char *command;
    const char *answer;
    unsigned missing;
};

/* Calls come before messages, so that a caller during bring-up is seen as early as can be. */
static const struct step script[] = {
    {STEP_PLAIN, "ATE0", "", 0},
    {STEP_PLAIN, "AT+CMEE=1", "", 0},
    {STEP_PLAIN, "ATS0=0", "", 0}, /* the stored auto-answer register may not be zero */
    {STEP_RADIO, "AT+CFUN?", "+CFUN:", 0},
    {STEP_PLAIN, "AT+CLIP=1", "", MODEM_MISSING_CLIP},
    {STEP_PLAIN, "AT+CRC=1", "", 0},
    {STEP_IDENTITY, "AT+CGMM", "", 0},
    {STEP_PROFILE_INIT, NULL, "", 0},
    {STEP_SIM, "AT+CPIN?", "+CPIN:", 0},
    {STEP_PLAIN, "AT+CLIP=1", "",
     MODEM_MISSING_CLIP}, /* some modems forget it, or refuse it, before the SIM is ready */
    {STEP_PLAIN, "AT+CCWA=1", "", MODEM_MISSING_WAITING},
    {STEP_PLAIN, "AT+CNAP=1", "", 0},
    {STEP_PLAIN, "AT+CDIP=1", "", 0},
    {STEP_PLAIN, "AT+CMGF=0", "", MODEM_MISSING_PDU},
    {STEP_CSMS, "AT+CSMS=1", "+CSMS:", 0},
    /* Refused or not answered: it may still be on from a former life of the box, and then nothing more comes
     * in until what was shown is acknowledged. */
    {STEP_CSMS_OFF, "AT+CSMS=0", "+CSMS:", 0},
    {STEP_STORE, NULL, "+CPMS:", 0},
    {STEP_NEWS, NULL, "", 0},
    {STEP_SMSC, "AT+CSCA?", "+CSCA:", 0},
    {STEP_LINE_INIT, NULL, "", 0},
    {STEP_PLAIN, "AT+CNUM", "+CNUM:", 0},
    {STEP_PLAIN, "AT+CREG=1", "", 0},
    {STEP_PLAIN, "AT+CEREG=1", "", 0},
    {STEP_NETWORK, NULL, "", 0},
    {STEP_END, NULL, "", 0},
};

/* AT+CNMI from best to plain: mt 2 only with phase 2+ (a phase-2 +CMT is acknowledged before we have it),
 * reports routed to us, else stored, else none. Each modem refuses another one (A7670X: ds=1, sms-server
 * issue 12). */
static const struct {
    const char *command;
    bool direct, reports;
} news[] = {
    {"AT+CNMI=2,2,0,1,0", true, true},  {"AT+CNMI=2,2,0,2,0", true, true},
    {"AT+CNMI=2,2,0,0,0", true, false}, {"AT+CNMI=2,1,0,1,0", false, true},
    {"AT+CNMI=2,1,0,2,0", false, true}, {"AT+CNMI=2,1,0,0,0", false, false},
    {"AT+CNMI=1,1,0,1,0", false, true}, {"AT+CNMI=1,1", false, false},
};

static const char *const stores[] = {"AT+CPMS=\"SM\",\"SM\",\"SM\"", "AT+CPMS=\"ME\",\"ME\",\"ME\""};

_Static_assert(TB_COUNT(script) <= 32, "mute_steps has a bit for each");

static void run_step(struct modem *self, int64_t now_ms);

void bringup_wait(struct modem *self, int64_t when_ms)
{
    self->retry_ms = when_ms;
}

static void go_to(struct modem *self, uint8_t step, int64_t now_ms)
{
    self->step = step;
    self->list_item = 0;
    self->tries = 0;
    self->timeouts = 0;
    run_step(self, now_ms);
}

void bringup_advance(struct modem *self, int64_t now_ms)
{
    go_to(self, (uint8_t)(self->step + 1), now_ms);
}

void bringup_ask(struct modem *self, const char *text, const char *answer, uint32_t timeout_ms)
{
    if (!modem_command(self, TAG_STEP, AT_PRIORITY_SETUP, timeout_ms, answer, text))
        modem_resync(self); /* a queue that is full has not moved for long */
}

void bringup_start(struct modem *self, int64_t now_ms)
{
    at_renew(&self->at, self->profile->gap_ms, now_ms);
    self->at.escape_due = true; /* a prompt left open by a former life would eat the first command */
    modem_set_state(self, MODEM_SYNC,
                    self->why == MODEM_WHY_NO_ANSWER ? MODEM_WHY_NO_ANSWER : MODEM_WHY_STARTING);
    self->silent_since_ms = now_ms;
    self->reopen_ms = TB_NEVER;
    self->tries = self->refused_wait = 0;
    self->missing = 0;
    self->acknowledge = false;
    self->selected[0] = '\0';
    self->sim_seen = false;
    self->smsc_seen = false;
    self->number_seen = false;
    self->registration = self->registration_lte = -1;
    self->registration_set = false;
    self->echo_off = self->step_echo_off = false;
    modem_voice_begin(self);
    bringup_wait(self, TB_NEVER);
    bringup_ask(self, "AT", "", FAST_TIMEOUT_MS);
}

static void ready(struct modem *self, int64_t now_ms)
{
    modem_set_state(self, MODEM_READY, MODEM_WHY_NONE);
    bringup_wait(self, TB_NEVER);
    self->doubted_steps = 0;
    modem_health_begin(self, now_ms);
}

/* The i-th command of a list, or NULL past its end. */
static const char *list_command(const struct modem *self, uint8_t i)
{
    switch (script[self->step].kind) {
    case STEP_PROFILE_INIT:
        return i < PROFILE_INIT_MAX && self->profile->init[i] != NULL
                   ? self->profile->init[i] + (self->profile->init[i][0] == '?')
                   : NULL;
    case STEP_LINE_INIT:
        return i < TB_INIT_MAX ? self->setup.init[i] : NULL;
    case STEP_STORE:
        return i < TB_COUNT(stores) ? stores[i] : NULL;
    case STEP_NEWS:
        while (i < TB_COUNT(news) && news[i].direct && !self->acknowledge)
            i++;
        return i < TB_COUNT(news) ? news[i].command : NULL;
    case STEP_PLAIN:
    case STEP_RADIO:
    case STEP_IDENTITY:
    case STEP_SIM:
    case STEP_CSMS:
    case STEP_CSMS_OFF:
    case STEP_SMSC:
    case STEP_NETWORK:
    case STEP_END:
        break;
    }
    return NULL;
}

static void run_step(struct modem *self, int64_t now_ms)
{
    const struct step *step = &script[self->step];

    bringup_wait(self, TB_NEVER);
    if ((self->mute_steps & UINT32_C(1) << self->step) != 0) {
        self->missing |= step->missing | (step->kind == STEP_NEWS ? MODEM_MISSING_NEWS : 0U);
        bringup_advance(self, now_ms);
        return;
    }
    switch (step->kind) {
    case STEP_PROFILE_INIT:
    case STEP_LINE_INIT:
    case STEP_STORE:
    case STEP_NEWS: {
        const char *command = list_command(self, self->list_item);
        if (command != NULL)
            bringup_ask(self, command, step->answer, BRINGUP_TIMEOUT_MS);
        else
            bringup_advance(self, now_ms);
        break;
    }
    case STEP_NETWORK:
        bringup_ask(self, self->list_item == 0 ? "AT+CREG?" : "AT+CEREG?",
                    self->list_item == 0 ? "+CREG:" : "+CEREG:", BRINGUP_TIMEOUT_MS);
        break;
    case STEP_END:
        ready(self, now_ms);
        break;
    case STEP_IDENTITY:
        self->identity_line = 0;
        bringup_ask(self, step->command, step->answer, BRINGUP_TIMEOUT_MS);
        break;
    case STEP_CSMS_OFF:
        if (self->acknowledge)
            bringup_advance(self, now_ms);
        else
            bringup_ask(self, step->command, step->answer, BRINGUP_TIMEOUT_MS);
        break;
    case STEP_PLAIN:
    case STEP_RADIO:
    case STEP_SIM:
    case STEP_CSMS:
    case STEP_SMSC:
        bringup_ask(self, step->command, step->answer, BRINGUP_TIMEOUT_MS);
        break;
    }
}

static bool is_busy(enum at_result result, int code)
{
    return (result == AT_RESULT_CME && code == CME_SIM_BUSY) ||
           (result == AT_RESULT_CMS && code == CMS_SIM_BUSY);
}

static void sync_done(struct modem *self, enum at_result result, int64_t now_ms)
{
    enum { NO_ANSWER_MS = 20000, REOPEN_MS = 60000 };

    if (result !=
        AT_RESULT_TIMEOUT) { /* any answer will do: a simulator in the field answers ERROR to a bare AT */
        modem_set_state(self, MODEM_SETUP, MODEM_WHY_STARTING);
        /* ESC may have been answered in place of AT, and a further AT of a slow start comes late: what is on
         * the way is let go by before the first command whose answer counts. */
        at_forgive(&self->at, now_ms + (self->tries > 0 ? SETTLE_MS : QUICK_SETTLE_MS));
        go_to(self, 0, now_ms);
        return;
    }
    if (self->tries < UINT8_MAX)
        self->tries++;
    int64_t silent_ms = now_ms - self->silent_since_ms;
    if (silent_ms >= NO_ANSWER_MS)
        modem_set_state(self, MODEM_SYNC, MODEM_WHY_NO_ANSWER);
    if (silent_ms >= REOPEN_MS)
        self->reopen_ms = now_ms;
    bringup_ask(self, "AT", "", self->tries < FAST_TRIES ? FAST_TIMEOUT_MS : SLOW_TIMEOUT_MS);
}

static void network_done(struct modem *self, int64_t now_ms)
{
    if (self->list_item == 0) {
        self->list_item = 1;
        run_step(self, now_ms);
        return;
    }
    self->list_item = 0;
    if (modem_is_registered(self)) {
        bringup_advance(self, now_ms);
        return;
    }
    modem_set_state(self, MODEM_SETUP, modem_is_denied(self) ? MODEM_WHY_DENIED : MODEM_WHY_NOT_REGISTERED);
    if (self->tries < UINT8_MAX)
        self->tries++;
    bringup_wait(self,
                 now_ms + (self->tries < NETWORK_FAST_TRIES ? NETWORK_RETRY_MS : NETWORK_SLOW_RETRY_MS));
}

static void smsc_done(struct modem *self, enum at_result result, int64_t now_ms)
{
    if (result == AT_RESULT_OK && self->smsc_seen && self->smsc_empty && !modem_write_smsc(self))
        self->missing |= MODEM_MISSING_SMSC;
    bringup_advance(self, now_ms);
}

/* A list of alternatives: the first that is accepted ends it. */
static void alternative_done(struct modem *self, enum at_result result, int64_t now_ms)
{
    const struct step *step = &script[self->step];

    if (result != AT_RESULT_OK) {
        if (step->kind == STEP_NEWS)
            while (news[self->list_item].direct && !self->acknowledge)
                self->list_item++;
        self->list_item++;
        if (list_command(self, self->list_item) == NULL && step->kind == STEP_NEWS)
            self->missing |= MODEM_MISSING_NEWS | MODEM_MISSING_REPORTS;
        run_step(self, now_ms);
        return;
    }
    if (step->kind == STEP_STORE) {
        memcpy(self->store, self->list_item == 0 ? "SM" : "ME", sizeof "SM");
        memcpy(self->selected, self->store, sizeof self->selected);
    } else {
        uint8_t i = self->list_item;
        while (i < TB_COUNT(news) - 1 && news[i].direct && !self->acknowledge)
            i++;
        if (!news[i].reports)
            self->missing |= MODEM_MISSING_REPORTS;
    }
    bringup_advance(self, now_ms);
}

/* The i-th command is for modems that refused the one before it. */
static bool is_else(const struct modem_profile *profile, unsigned i)
{
    return i < PROFILE_INIT_MAX && profile->init[i] != NULL && profile->init[i][0] == '?';
}

static void plain_done(struct modem *self, enum at_result result, int64_t now_ms)
{
    const struct step *step = &script[self->step];
    bool ok = result == AT_RESULT_OK;

    self->missing = ok ? self->missing & ~step->missing : self->missing | step->missing;
    if (strcmp(step->answer, "+CNUM:") == 0)
        self->numberless = ok && !self->number_seen;
    if (self->numberless)
        self->number[0] = '\0'; /* of the SIM that was in it before */
    bringup_advance(self, now_ms);
}

static void step_done(struct modem *self, enum at_result result, int code, int64_t now_ms)
{
    switch (script[self->step].kind) {
    case STEP_SIM:
        bringup_sim_done(self, result, code, now_ms);
        break;
    case STEP_NETWORK:
        network_done(self, now_ms);
        break;
    case STEP_RADIO:
        if (result == AT_RESULT_OK && self->radio >= 0 && self->radio != 1 && self->list_item == 0) {
            self->list_item = 1;
            bringup_ask(self, "AT+CFUN=1", "", RADIO_TIMEOUT_MS);
        } else {
            bringup_advance(self, now_ms);
        }
        break;
    case STEP_CSMS:
        self->acknowledge = result == AT_RESULT_OK;
        bringup_advance(self, now_ms);
        break;
    case STEP_STORE:
    case STEP_NEWS:
        alternative_done(self, result, now_ms);
        break;
    case STEP_SMSC:
        smsc_done(self, result, now_ms);
        break;
    case STEP_PROFILE_INIT:
        while (result == AT_RESULT_OK && is_else(self->profile, self->list_item + 1U))
            self->list_item++;
        self->list_item++;
        run_step(self, now_ms);
        break;
    case STEP_LINE_INIT:
        self->list_item++;
        run_step(self, now_ms);
        break;
    case STEP_PLAIN:
    case STEP_IDENTITY:
    case STEP_CSMS_OFF:
        plain_done(self, result, now_ms);
        break;
    case STEP_END:
        break;
    }
}

void bringup_done(struct modem *self, const struct at_event *at, int64_t now_ms)
{
    enum at_result result = at->result;

    if (modem_lost_settings(self, at)) {
        modem_restarted(self);
        return;
    }
    if (self->state == MODEM_SYNC) {
        sync_done(self, result, now_ms);
        return;
    }
    if (self->state != MODEM_SETUP)
        return;
    enum step_kind kind = script[self->step].kind;
    if (result == AT_RESULT_TIMEOUT) {
        self->timeouts++;
        if (self->timeouts < (kind == STEP_SIM ? SIM_TIMEOUTS : OTHER_TIMEOUTS)) {
            run_step(self, now_ms);
            return;
        }
        if (kind != STEP_SIM && kind != STEP_NETWORK) { /* if AT is answered again, it was this command, */
            self->mute_steps |= self->doubted_steps & UINT32_C(1) << self->step;
            self->doubted_steps |= UINT32_C(1) << self->step; /* or the modem was away just then */
        }
        modem_resync(self);
        return;
    }
    self->timeouts = 0;
    if (is_busy(result, at->code) && kind != STEP_SIM && self->tries < BRINGUP_BUSY_TRIES) {
        self->tries++;
        bringup_wait(self, now_ms + BRINGUP_BUSY_RETRY_MS);
        return;
    }
    step_done(self, result, at->code, now_ms);
}

void bringup_resume(struct modem *self, int64_t now_ms)
{
    bringup_wait(self, TB_NEVER);
    if (self->state != MODEM_SETUP)
        return;
    if (script[self->step].kind == STEP_SIM)
        self->list_item = 0;
    run_step(self, now_ms);
}

void bringup_notice(struct modem *self, const struct urc *urc, int64_t now_ms)
{
    if (self->state != MODEM_SETUP || self->retry_ms == TB_NEVER)
        return;
    enum step_kind kind = script[self->step].kind;
    if ((kind == STEP_SIM && urc->kind == URC_SIM && urc->sim == SIM_READY) ||
        (kind == STEP_NETWORK && modem_is_registered(self)) ||
        (kind != STEP_SIM && urc->kind == URC_BOOT_DONE))
        bringup_wait(self, now_ms);
}

void bringup_identity(struct modem *self, const char *line)
{
    bool tagged = strncmp(line, "+CGMM:", 6) == 0;

    if (self->state != MODEM_SETUP || script[self->step].kind != STEP_IDENTITY || self->identity_line > 0 ||
        line[0] == '#' || (line[0] == '+' && !tagged))
        return;
    self->identity_line++;
    const char *model = tagged ? line + 6 : line;
    while (*model == ' ' || *model == '"')
        model++;
    (void)snprintf(self->model, sizeof self->model, "%s", model);
    if (profile_by_name(self->setup.profile) == NULL)
        self->profile = profile_by_model(self->model);
    self->at.gap_ms = self->profile->gap_ms;
    modem_voice_judge(self);
}

bool bringup_is_at_sim(const struct modem *self)
{
    return self->state == MODEM_SETUP && script[self->step].kind == STEP_SIM;
}
