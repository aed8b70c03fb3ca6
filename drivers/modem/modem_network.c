/* What is asked of the network beyond texts: a call of our own, and where the SIM forwards its calls. Neither
 * is worth a caller's wait: both begin only while nothing else is asked of the modem, and yield. */
#include "modem/modem.h"

#include "modem/modem_private.h"

#include <stdio.h>
#include <string.h>

enum {
    /* An answer to ATD that waits for the far end comes within the minute that networks alert for; whoever
     * dials hangs up long before. */
    DIAL_TIMEOUT_MS = 60000,
    DIAL_DIGITS_MIN = 7, /* no emergency number, no service code */
    DIAL_DIGITS_MAX = 15,
    FORWARD_TIMEOUT_MS = 60000, /* a round trip through the home network; seconds as a rule */
    CLASS_VOICE = 1             /* 27.007 7.11 <classx> */
};

/* Digits with at most a plus in front: nothing that could be a service code or end the command. */
static bool is_dialable(const char *number)
{
    size_t digits = strspn(number + (number[0] == '+'), "0123456789");

    return digits >= DIAL_DIGITS_MIN && digits <= DIAL_DIGITS_MAX &&
           number[digits + (number[0] == '+')] == '\0';
}

bool modem_dial(struct modem *self, const char *number, int64_t now_ms)
{
    struct at_command command = {.dials = true, .yields_to = AT_PRIORITY_STORE};
    bool free = modem_is_armed(self) && at_is_idle(&self->at) && !own_call_is_up(&self->own_call, now_ms);

    (void)snprintf(command.text, sizeof command.text, "ATD%s;", number);
    if (!free || (self->missing & MODEM_NO_CALLS) != 0 || !is_dialable(number) ||
        !modem_submit(self, &command, TAG_DIAL, AT_PRIORITY_AGENT, DIAL_TIMEOUT_MS, ""))
        return false;
    own_call_begin(&self->own_call, now_ms);
    return true;
}

void modem_dial_done(struct modem *self, const struct at_event *at, int64_t now_ms)
{
    if (at->result == AT_RESULT_LOST)
        self->own_call = (struct own_call){.until_ms = 0};
    else if (at->result != AT_RESULT_OK && at->result != AT_RESULT_TIMEOUT) /* those may have placed it */
        own_call_end(&self->own_call, now_ms);
}

static bool ask_forward(struct modem *self, enum modem_tag tag, enum modem_forward reason, int mode)
{
    struct at_command command = {.argument = reason, .yields_to = AT_PRIORITY_IDLE};

    (void)snprintf(command.text, sizeof command.text, "AT+CCFC=%d,%d", (int)reason, mode);
    self->forward = (struct urc){.kind = URC_FORWARD, .value = -1, .ton = -1, .index = -1};
    return modem_submit(self, &command, tag, AT_PRIORITY_IDLE, FORWARD_TIMEOUT_MS,
                        tag == TAG_FORWARD ? "+CCFC:" : "");
}

/* Rows name no reason: those of an answer that came too late would be taken for the next one's. */
static bool may_ask_forward(const struct modem *self, int64_t now_ms)
{
    return modem_is_armed(self) && at_is_idle(&self->at) && now_ms >= self->forward_not_before_ms;
}

bool modem_query_forward(struct modem *self, enum modem_forward reason, int64_t now_ms)
{
    return may_ask_forward(self, now_ms) && ask_forward(self, TAG_FORWARD, reason, 2);
}

bool modem_erase_forward(struct modem *self, enum modem_forward reason, int64_t now_ms)
{
    return may_ask_forward(self, now_ms) && ask_forward(self, TAG_FORWARD_ERASE, reason, 4);
}

void modem_forward_row(struct modem *self, const struct urc *urc)
{
    bool voice = urc->index < 0 || (urc->index & CLASS_VOICE) != 0;

    if (at_has(&self->at, TAG_FORWARD) && voice && self->forward.value != 1)
        self->forward = *urc;
}

bool modem_forward_done(struct modem *self, const struct at_event *at, int64_t now_ms,
                        struct modem_event *event)
{
    if (at->result == AT_RESULT_TIMEOUT)
        self->forward_not_before_ms = now_ms + FORWARD_TIMEOUT_MS;
    if (at->tag == TAG_FORWARD_ERASE && at->result == AT_RESULT_OK && !at->cut) {
        if (ask_forward(self, TAG_FORWARD, (enum modem_forward)at->argument, 2))
            return false;
        event->result = AT_RESULT_LOST;
    }
    event->urc = self->forward;
    if (event->result != AT_RESULT_OK || (at->tag == TAG_FORWARD_ERASE && at->cut))
        event->urc.value = -1; /* an erasure that was cut short says nothing, whatever its answer */
    return true;
}
