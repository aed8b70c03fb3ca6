#include "modem/modem.h"

#include "at/at_field.h"
#include "base/now.h"
#include "modem/modem_private.h"

#include <stdio.h>
#include <string.h>

void modem_init(struct modem *self, const struct modem_setup *setup)
{
    const struct modem_profile *named = profile_by_name(setup->profile);

    memset(self, 0, sizeof *self);
    self->setup = *setup;
    self->profile = named != NULL ? named : &profile_generic;
    self->state = MODEM_NO_LINK;
    self->why = MODEM_WHY_NO_PORT;
    self->signal = 99;
    self->registration = self->registration_lte = self->reference = -1;
    self->powered = -1;
    recovery_init(&self->recovery);
    self->retry_ms = self->reopen_ms = self->health_ms = TB_NEVER;
    memcpy(self->store, "SM", sizeof "SM");
    at_init(&self->at, self->profile->gap_ms);
}

void modem_set_state(struct modem *self, enum modem_state state, enum modem_why why)
{
    if (self->state != state || self->why != why)
        self->state_changed = true;
    self->state = state;
    self->why = why;
}

void modem_resync(struct modem *self)
{
    self->flushing = true;
    self->own_call = (struct own_call){.until_ms = 0};
    self->retry_ms = self->health_ms = TB_NEVER;
    /* one that did not answer is starting only when it has */
    modem_set_state(self, MODEM_SYNC,
                    self->why == MODEM_WHY_NO_ANSWER ? MODEM_WHY_NO_ANSWER : MODEM_WHY_STARTING);
}

void modem_link_up(struct modem *self, int64_t now_ms)
{
    (void)now_ms;
    modem_resync(self); /* what a former link left in the queue completes first */
}

void modem_link_down(struct modem *self)
{
    self->flushing = true;
    self->again = false;
    self->own_call = (struct own_call){.until_ms = 0};
    self->retry_ms = self->reopen_ms = self->health_ms = TB_NEVER;
    modem_set_state(self, MODEM_NO_LINK, MODEM_WHY_NO_PORT);
}

void modem_restarted(struct modem *self)
{
    self->restarted = true;
    self->mute_steps = self->doubted_steps = 0;
    self->told_off = self->again = false;
    modem_resync(self);
}

bool modem_is_voice_state(int stat)
{
    return stat == 1 || stat == 5 || stat == 9 || stat == 10;
}

/* 27.007 7.2: "SMS only", at home or roaming. */
static bool is_sms_only_state(int stat)
{
    return stat == 6 || stat == 7;
}

bool modem_is_registered(const struct modem *self)
{
    return modem_is_voice_state(self->registration) || modem_is_voice_state(self->registration_lte) ||
           is_sms_only_state(self->registration) || is_sms_only_state(self->registration_lte);
}

bool modem_is_denied(const struct modem *self)
{
    return self->registration == 3 || self->registration_lte == 3;
}

bool modem_can_send(const struct modem *self)
{
    return self->state == MODEM_READY ||
           (self->state == MODEM_SETUP &&
            (self->why == MODEM_WHY_NOT_REGISTERED || self->why == MODEM_WHY_DENIED));
}

bool modem_is_armed(const struct modem *self)
{
    return self->state == MODEM_READY && self->why == MODEM_WHY_NONE;
}

static void note_registration(struct modem *self, const struct urc *urc)
{
    *(urc->kind == URC_REGISTRATION ? &self->registration : &self->registration_lte) = urc->value;
    modem_note_setting(self, urc);
    modem_voice_judge(self);
    if (self->state != MODEM_READY)
        return;
    enum modem_why away = modem_is_denied(self) ? MODEM_WHY_DENIED : MODEM_WHY_NOT_REGISTERED;
    modem_set_state(self, MODEM_READY, modem_is_registered(self) ? MODEM_WHY_NONE : away);
}

static void keep_text(char *to, size_t cap, const char *from, bool *changed)
{
    char text[100];

    (void)snprintf(text, cap < sizeof text ? cap : sizeof text, "%s", from);
    if (strcmp(to, text) != 0) {
        memcpy(to, text, strlen(text) + 1);
        *changed = true;
    }
}

static void note_sim(struct modem *self, enum sim_state sim)
{
    self->sim = sim;
    self->sim_seen = true;
    if (self->state == MODEM_READY && sim != SIM_READY)
        modem_resync(self); /* pulled, or locked again: bring-up finds the reason */
}

/* The only sign of a restart that some give (TinyGSM issue 608), or the last line of a boot that was over for
 * us before: SIMCom and Quectel send theirs seconds after they serve. A text whose body has left is given the
 * time to have its result, else nobody would know whether it arrived; after a restart none comes. */
static void boot_done(struct modem *self, int64_t now_ms)
{
    enum { RESULT_MS = 10000 };

    if (self->at.phase != AT_WAIT_RESULT) {
        modem_restarted(self);
        return;
    }
    self->again = true;
    self->at.due_ms = tb_earlier(self->at.due_ms, now_ms + RESULT_MS);
}

static void note_power(struct modem *self, enum urc_kind kind, int64_t now_ms)
{
    if (kind == URC_BOOT_DONE) {
        if (self->state == MODEM_READY)
            boot_done(self, now_ms);
        return;
    }
    if (self->state == MODEM_READY || self->state == MODEM_SETUP ||
        (kind == URC_POWER_DOWN && self->state == MODEM_SYNC))
        modem_restarted(self);
    self->told_off = kind == URC_POWER_DOWN;
}

/* What a line says about the modem itself. Everything else is the caller's. */
static bool note_self(struct modem *self, const struct urc *urc, int64_t now_ms)
{
    switch (urc->kind) {
    case URC_SIM:
        note_sim(self, urc->sim);
        return true;
    case URC_REGISTRATION:
    case URC_REGISTRATION_LTE:
        note_registration(self, urc);
        return true;
    case URC_SIGNAL:
        self->state_changed |= self->signal / 4 != urc->value / 4;
        self->signal = urc->value;
        return true;
    case URC_OPERATOR:
        keep_text(self->operator_name, sizeof self->operator_name, urc->name, &self->state_changed);
        return true;
    case URC_OWN_NUMBER:
        if (!self->number_seen) /* further ones are of fax and data */
            keep_text(self->number, sizeof self->number, urc->number, &self->state_changed);
        self->number_seen = true;
        return true;
    case URC_SMSC:
        self->smsc_seen = true;
        self->smsc_empty = urc->number[0] == '\0';
        return true;
    case URC_RADIO:
        self->radio = urc->value;
        if (self->state == MODEM_READY)
            modem_restarted(self); /* nobody asked: the modem tells it at its own restart */
        return true;
    case URC_PIN_TRIES:
        self->pin_tries = urc->value;
        return true;
    case URC_BOOT:
    case URC_BOOT_DONE:
    case URC_POWER_DOWN:
        note_power(self, urc->kind, now_ms);
        return true;
    case URC_IMS:
    case URC_VOICE:
        modem_voice_note(self, urc);
        return true;
    case URC_UNKNOWN:
    case URC_RING:
    case URC_CALLER:
    case URC_WAITING:
    case URC_CALL_STATE:
    case URC_CALL_END:
    case URC_CALL_ANSWERED:
    case URC_MISSED:
    case URC_CALLER_NAME:
    case URC_CALLED_NUMBER:
    case URC_DELIVER:
    case URC_REPORT:
    case URC_STORED:
    case URC_REPORT_STORED:
    case URC_STORE_FULL:
    case URC_STORED_ROW:
    case URC_STORED_ONE:
    case URC_REFERENCE:
    case URC_FORWARD:
    case URC_CLOCK:
    case URC_CLOCK_NEWS:
        break;
    }
    return false;
}

/* A line about calls or messages: the caller's, unless it is about the call of ours. */
static void note_call(struct modem *self, const struct urc *urc, int64_t now_ms, struct modem_event *event)
{
    switch (own_call_urc(&self->own_call, urc, now_ms)) {
    case OWN_CALL_NOT:
        event->kind = MODEM_EVENT_URC;
        break;
    case OWN_CALL_ITS:
        break;
    case OWN_CALL_OVER:
        if (!at_has(&self->at, TAG_HANG_UP)) /* else it is what we asked for, and its answer tells */
            event->kind = MODEM_EVENT_DIAL_OVER;
        break;
    }
}

static void on_line(struct modem *self, const struct at_event *at, int64_t now_ms, struct modem_event *event)
{
    urc_parse(at->line, at->pdu, &event->urc);
    const struct urc *urc = &event->urc;
    if (urc->kind == URC_UNKNOWN) {
        bringup_sim_number(self, at->line);
        if (at->line[0] != '*' && at->line[0] != '^')
            bringup_identity(self, at->line);
        return;
    }
    if (note_self(self, urc, now_ms)) {
        bringup_notice(self, urc, now_ms);
        return;
    }
    if (modem_note_clock(self, urc, now_ms, event))
        return;
    if (urc->kind == URC_REFERENCE) {
        self->reference = urc->value & 0xff;
        if (!at_has(&self->at, TAG_SEND)) {
            event->kind = MODEM_EVENT_LATE_REFERENCE;
            event->reference = self->reference;
        }
        return;
    }
    if (urc->kind == URC_FORWARD) {
        modem_forward_row(self, urc);
        return;
    }
    note_call(self, urc, now_ms, event);
}

/* After a refusal nobody knows which store is chosen; after an OK it is the one that the latest command
 * named. */
static void note_store(struct modem *self, const struct at_event *at)
{
    static const char choice[] = "AT+CPMS=\"";
    const char *text = self->at.current.text;

    if (at->result != AT_RESULT_OK)
        self->selected[0] = '\0';
    else if (strncmp(text, choice, sizeof choice - 1) == 0)
        (void)snprintf(self->selected, sizeof self->selected, "%.2s", text + sizeof choice - 1);
}

static const enum modem_event_kind KINDS[] = {
    [TAG_SEND] = MODEM_EVENT_SENT,       [TAG_HANG_UP] = MODEM_EVENT_HUNG_UP,
    [TAG_CALLS] = MODEM_EVENT_CALLS,     [TAG_LIST] = MODEM_EVENT_LISTED,
    [TAG_READ] = MODEM_EVENT_READ,       [TAG_DELETE] = MODEM_EVENT_DELETED,
    [TAG_PIN] = MODEM_EVENT_NONE,        [TAG_DIAL] = MODEM_EVENT_DIALLED,
    [TAG_FORWARD] = MODEM_EVENT_FORWARD, [TAG_FORWARD_ERASE] = MODEM_EVENT_FORWARD};

static void on_done(struct modem *self, const struct at_event *at, int64_t now_ms, struct modem_event *event)
{
    event->argument = at->argument;
    event->result = at->result;
    event->code = at->code;
    event->sent = at->sent;
    event->prompted = at->prompted;
    event->body_sent = at->body_sent;
    event->cut = at->cut;
    event->reference = -1;
    if (at->result != AT_RESULT_TIMEOUT && at->result != AT_RESULT_LOST)
        modem_answered(self, now_ms);
    switch ((enum modem_tag)at->tag) {
    case TAG_STEP:
        bringup_done(self, at, now_ms);
        return;
    case TAG_HEALTH:
        modem_health_done(self, at, now_ms, event);
        return;
    case TAG_PIN:
        bringup_pin_done(self, at->result, at->code, now_ms);
        event->kind = MODEM_EVENT_PIN_TRIED;
        return;
    case TAG_RESTART:
        if (at->result == AT_RESULT_OK)
            modem_restarted(self);
        return;
    case TAG_VOICE:
        modem_voice_done(self, at->result);
        return;
    case TAG_NOTE:
    case TAG_SETTING:
    case TAG_ACK:
        self->missing &= ~(at->result == AT_RESULT_OK ? (unsigned)at->argument : 0U); /* modem_set_again() */
        return;
    case TAG_SEND:
        event->reference = at->result == AT_RESULT_OK ? self->reference : -1;
        self->reference = -1;
        if (self->again)
            modem_restarted(self);
        break;
    case TAG_HANG_UP:
        if (at->result != AT_RESULT_OK && at->result != AT_RESULT_LOST && at->argument == 0 &&
            modem_hang_up_by(self, "ATH", 1))
            return;
        own_call_end(&self->own_call, now_ms);
        break;
    case TAG_DIAL:
        modem_dial_done(self, at, now_ms);
        break;
    case TAG_FORWARD:
    case TAG_FORWARD_ERASE:
        if (!modem_forward_done(self, at, now_ms, event))
            return;
        break;
    case TAG_LIST:
    case TAG_READ:
    case TAG_DELETE:
        note_store(self, at);
        break;
    case TAG_CALLS:
        break;
    }
    event->kind = KINDS[at->tag];
}

static void translate(struct modem *self, const struct at_event *at, int64_t now_ms,
                      struct modem_event *event)
{
    switch (at->kind) {
    case AT_EVENT_NONE:
        break;
    case AT_EVENT_LINE:
        on_line(self, at, now_ms, event);
        break;
    case AT_EVENT_PROMPT:
        event->kind = MODEM_EVENT_PROMPT;
        event->argument = at->argument;
        break;
    case AT_EVENT_DONE:
        on_done(self, at, now_ms, event);
        break;
    case AT_EVENT_NOISE:
        event->kind = MODEM_EVENT_NOISE;
        break;
    }
}

size_t modem_feed(struct modem *self, const uint8_t *bytes, size_t length, int64_t now_ms,
                  struct modem_event *event)
{
    struct at_event at;

    event->kind = MODEM_EVENT_NONE;
    size_t used = at_feed(&self->at, bytes, length, now_ms, &at);
    translate(self, &at, now_ms, event);
    return used;
}

/* What the modem has to say of its own accord, one thing a call. */
static bool next_own_event(struct modem *self, int64_t now_ms, struct modem_event *event)
{
    if (self->restarted) {
        self->restarted = false;
        event->kind = MODEM_EVENT_RESTARTED;
    } else if (self->state_changed) {
        self->state_changed = false;
        event->kind = MODEM_EVENT_STATE;
    } else if (now_ms >= self->reopen_ms) {
        self->reopen_ms = TB_NEVER;
        self->silent_since_ms = now_ms;
        event->kind = MODEM_EVENT_REOPEN;
    } else if (self->state == MODEM_SETUP && self->sim == SIM_PIN && self->list_item == PIN_DUE) {
        self->list_item = PIN_TOLD;
        event->kind = MODEM_EVENT_PIN;
    } else {
        return false;
    }
    return true;
}

bool modem_next(struct modem *self, int64_t now_ms, struct modem_event *event)
{
    struct at_event at;

    event->kind = MODEM_EVENT_NONE;
    if (next_own_event(self, now_ms, event))
        return true;
    if (self->flushing) {
        self->flushing = at_lost(&self->at, &at);
        if (self->flushing && at.tag >= TAG_SEND)
            on_done(self, &at, now_ms, event);
        else if (!self->flushing && self->state != MODEM_NO_LINK)
            bringup_start(self, now_ms);
        return true;
    }
    if (at_tick(&self->at, now_ms, &at)) {
        translate(self, &at, now_ms, event);
        return true;
    }
    if (now_ms >= self->retry_ms) {
        bringup_resume(self, now_ms);
        return true;
    }
    if (now_ms >= self->health_ms)
        modem_check_health(self, now_ms);
    return modem_recovery_next(self, now_ms, event);
}

int64_t modem_deadline(const struct modem *self)
{
    int64_t due = tb_earlier(self->retry_ms, tb_earlier(self->reopen_ms, self->health_ms));

    due = tb_earlier(due, modem_recovery_deadline(self));
    return tb_earlier(due, at_deadline(&self->at));
}

size_t modem_pump(struct modem *self, int64_t now_ms, char *out, size_t cap)
{
    if (self->state == MODEM_NO_LINK || self->flushing)
        return 0;
    return at_pump(&self->at, now_ms, out, cap);
}
