/* The one question a minute that shows an idle modem alive, and what is asked beside it. */
#include "modem/modem.h"

#include "base/check.h"
#include "base/now.h"
#include "modem/modem_private.h"

enum {
    HEALTH_MS = 60000, /* one command a minute when idle; it feeds the watchdog too */
    HEALTH_TIMEOUT_MS = 5000,
    HEALTH_MISSES = 2,  /* then bring-up starts over */
    REFUSED_CHECKS = 4, /* health checks from one try of what was refused to the next */
    ECHOES_MAX = 2      /* restarts in a row that showed by the echo alone: then it is the modem's way */
};

static bool ask_name(struct modem *self, int64_t now_ms)
{
    (void)now_ms;
    return self->operator_name[0] == '\0' &&
           modem_command(self, TAG_NOTE, AT_PRIORITY_IDLE, HEALTH_TIMEOUT_MS, "+COPS:", "AT+COPS?");
}

/* What a modem refused while it was set up, and calls or texts do not come without. */
static const struct {
    unsigned missing;
    const char *text;
} SETTINGS[] = {{MODEM_MISSING_CLIP, "AT+CLIP=1"},
                {MODEM_MISSING_WAITING, "AT+CCWA=1"},
                {MODEM_MISSING_PDU, "AT+CMGF=0"}};

/* A SIM or a network that was busy then may be ready by now. */
static bool ask_refused(struct modem *self, int64_t now_ms)
{
    bool asked = false;

    (void)now_ms;
    if (self->refused_wait > 0) {
        self->refused_wait--;
        return false;
    }
    for (size_t i = 0; i < TB_COUNT(SETTINGS); i++)
        if ((self->missing & SETTINGS[i].missing) != 0)
            asked = modem_set_again(self, SETTINGS[i].missing, AT_PRIORITY_IDLE, HEALTH_TIMEOUT_MS,
                                    SETTINGS[i].text) ||
                    asked;
    self->refused_wait = asked ? REFUSED_CHECKS : 0;
    return asked;
}

/* Where the echo stays on, a restart that says nothing shows in a setting alone: this one is answered at once
 * and says how the network is, too. */
static bool ask_setting(struct modem *self, int64_t now_ms)
{
    (void)now_ms;
    return !self->echo_off && self->registration_set &&
           modem_command(self, TAG_SETTING, AT_PRIORITY_IDLE, HEALTH_TIMEOUT_MS, "+CREG:", "AT+CREG?");
}

void modem_note_setting(struct modem *self, const struct urc *urc)
{
    if (urc->kind != URC_REGISTRATION || urc->index < 0)
        return;
    if (self->state != MODEM_READY)
        self->registration_set = urc->index > 0;
    else if (self->registration_set && urc->index == 0 && at_has(&self->at, TAG_SETTING))
        modem_restarted(self);
}

/* A minute has room for one question beside the check, each of those that are due in turn; the first minute
 * for all. */
static void ask_more(struct modem *self, int64_t now_ms)
{
    static bool (*const ask[])(struct modem *, int64_t) = {ask_name, modem_ask_clock, modem_ask_voice,
                                                           ask_refused, ask_setting};
    uint8_t first = self->next_question;
    bool all = self->fresh;

    self->fresh = false;
    for (size_t i = 0; i < TB_COUNT(ask); i++) {
        uint8_t which = (uint8_t)((first + i) % TB_COUNT(ask));
        if (!ask[which](self, now_ms))
            continue;
        self->next_question = (uint8_t)((which + 1) % TB_COUNT(ask));
        if (!all)
            return;
    }
}

void modem_check_health(struct modem *self, int64_t now_ms)
{
    self->health_ms = TB_NEVER;
    ask_more(self, now_ms);
    if (!modem_command(self, TAG_HEALTH, AT_PRIORITY_IDLE, HEALTH_TIMEOUT_MS, "+CSQ:", "AT+CSQ"))
        self->health_ms = now_ms + HEALTH_MS;
}

bool modem_lost_settings(struct modem *self, const struct at_event *at)
{
    if (self->state != MODEM_SETUP)
        return false;
    self->step_echo_off = self->step_echo_off || (at->result == AT_RESULT_OK && !at->echoed);
    if (!at->echoed || !self->step_echo_off || self->echoes == ECHOES_MAX)
        return false;
    self->echoes++;
    return true;
}

void modem_health_begin(struct modem *self, int64_t now_ms)
{
    /* Texts go before the first check, and it may be lost, with the settings, while one is under way. */
    self->echo_off = self->step_echo_off && self->echoes < ECHOES_MAX;
    self->fresh = true;
    self->health_ms = now_ms; /* operator and signal at once, then once a minute */
}

void modem_health_done(struct modem *self, const struct at_event *at, int64_t now_ms,
                       struct modem_event *event)
{
    if (self->state != MODEM_READY)
        return;
    if (at->echoed && self->echo_off) {
        if (self->echoes < ECHOES_MAX)
            self->echoes++;
        modem_restarted(self); /* echo back on is the only sign of it that some give: TinyGSM issue 608 */
        return;
    }
    if (at->result == AT_RESULT_OK && !at->echoed) {
        self->echo_off = true;
        self->echoes = 0;
    }
    if (at->result != AT_RESULT_TIMEOUT) {
        self->timeouts = 0;
        self->health_ms = now_ms + HEALTH_MS;
        event->kind = MODEM_EVENT_HEALTHY;
    } else if (++self->timeouts >= HEALTH_MISSES) {
        modem_restarted(self);
    } else {
        self->health_ms = now_ms;
    }
}
