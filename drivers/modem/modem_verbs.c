/* What the modem is asked to do, as commands in its queue. */
#include "modem/modem.h"

#include "modem/modem_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    SEND_TIMEOUT_MS = 180000,  /* a result came 120 s after Ctrl-Z (pinephone_modem_sdk issue 40) */
    HANG_UP_TIMEOUT_MS = 3000, /* AT+QHUP and its like can stay unanswered */
    CALLS_TIMEOUT_MS = 3000,
    STORE_TIMEOUT_MS = 20000, /* a full list at 9600 baud */
    ACK_TIMEOUT_MS = 5000,
    PIN_TIMEOUT_MS = 20000
};

static bool store_command(struct modem *self, enum modem_tag tag, const char *store, const char *answer,
                          int index, const char *format, ...) TB_PRINTF(6, 7);

bool modem_submit(struct modem *self, struct at_command *command, enum modem_tag tag,
                  enum at_priority priority, uint32_t timeout_ms, const char *answer)
{
    if (self->state == MODEM_NO_LINK)
        return false;
    command->tag = (uint16_t)tag;
    command->priority = priority;
    command->timeout_ms = timeout_ms;
    (void)snprintf(command->answer, sizeof command->answer, "%s", answer);
    return at_submit(&self->at, command);
}

bool modem_hang_up_by(struct modem *self, const char *text, int64_t attempt)
{
    struct at_command command = {.argument = attempt};

    (void)snprintf(command.text, sizeof command.text, "%s", text);
    return modem_submit(self, &command, TAG_HANG_UP, AT_PRIORITY_CALL, HANG_UP_TIMEOUT_MS, "");
}

bool modem_set_again(struct modem *self, unsigned missing, enum at_priority priority, uint32_t timeout_ms,
                     const char *text)
{
    struct at_command command = {.argument = missing};

    (void)snprintf(command.text, sizeof command.text, "%s", text);
    return modem_submit(self, &command, TAG_NOTE, priority, timeout_ms, "");
}

bool modem_command(struct modem *self, enum modem_tag tag, enum at_priority priority, uint32_t timeout_ms,
                   const char *answer, const char *text)
{
    struct at_command command = {.argument = 0};

    (void)snprintf(command.text, sizeof command.text, "%s", text);
    /* An own number, a SMSC, a call list or the time may be missing without anything being wrong. */
    command.may_be_empty = strcmp(text, "AT+CNUM") == 0 || strcmp(text, "AT+CLCC") == 0 ||
                           strcmp(text, "AT+CCLK?") == 0 || strncmp(text, "AT+CPMS", 7) == 0 ||
                           strncmp(text, "AT+CSMS", 7) == 0;
    return modem_submit(self, &command, tag, priority, timeout_ms, answer);
}

bool modem_send(struct modem *self, unsigned tpdu_octets, int64_t argument, enum at_priority priority)
{
    struct at_command command = {.body = true, .argument = argument};

    (void)snprintf(command.text, sizeof command.text, "AT+CMGS=%u", tpdu_octets);
    return modem_submit(self, &command, TAG_SEND, priority, SEND_TIMEOUT_MS, "");
}

size_t modem_body(struct modem *self, const char *hex, int64_t now_ms, char *out, size_t cap)
{
    self->reference = -1;
    return at_body(&self->at, hex, now_ms, out, cap);
}

size_t modem_abandon(struct modem *self, int64_t now_ms, char *out, size_t cap)
{
    return at_abandon(&self->at, now_ms, out, cap);
}

bool modem_hang_up(struct modem *self)
{
    return modem_hang_up_by(self, "AT+CHUP", 0);
}

void modem_list_calls(struct modem *self)
{
    (void)modem_command(self, TAG_CALLS, AT_PRIORITY_QUERY, CALLS_TIMEOUT_MS, "+CLCC:", "AT+CLCC");
}

/* Begins a store command: names the store first if another may be chosen. In one command line, so that a
 * refused store keeps the rest from running on the wrong one (V.250 5.2.1). */
static int begin_store(struct modem *self, const char *store, char *text, size_t cap)
{
    bool others = at_has(&self->at, TAG_LIST) || at_has(&self->at, TAG_READ) || at_has(&self->at, TAG_DELETE);

    if (store[0] == '\0')
        store = self->store;
    if (!others)
        self->stores_mixed = false;
    if (!self->stores_mixed && strcmp(self->selected, store) == 0)
        return snprintf(text, cap, "AT");
    self->stores_mixed = others; /* what comes behind cannot know which store will be chosen then */
    self->selected[0] = '\0';    /* known again only when this one was accepted */
    return snprintf(text, cap, "AT+CPMS=\"%s\";", store);
}

static bool store_command(struct modem *self, enum modem_tag tag, const char *store, const char *answer,
                          int index, const char *format, ...)
{
    struct at_command command = {.argument = index, .may_be_empty = true};
    va_list arguments;

    int used = begin_store(self, store, command.text, sizeof command.text);
    va_start(arguments, format);
    (void)vsnprintf(command.text + used, sizeof command.text - (size_t)used, format, arguments);
    va_end(arguments);
    command.pdu_lines = answer[0] != '\0';
    return modem_submit(self, &command, tag, AT_PRIORITY_STORE, STORE_TIMEOUT_MS, answer);
}

bool modem_list_store(struct modem *self, const char *store)
{
    return !at_has(&self->at, TAG_LIST) && store_command(self, TAG_LIST, store, "+CMGL:", -1, "+CMGL=4");
}

bool modem_read(struct modem *self, const char *store, int index)
{
    return store_command(self, TAG_READ, store, "+CMGR:", index, "+CMGR=%d", index);
}

bool modem_delete(struct modem *self, const char *store, int index)
{
    return store_command(self, TAG_DELETE, store, "", index, "+CMGD=%d", index);
}

bool modem_acknowledge(struct modem *self)
{
    struct at_command command = {.text = "AT+CNMA"};

    if (!self->acknowledge)
        return true;
    return !at_has(&self->at, TAG_ACK) && /* one at a time: a flood of messages must not fill the queue */
           modem_submit(self, &command, TAG_ACK, AT_PRIORITY_ACK, ACK_TIMEOUT_MS, "");
}

void modem_assert_pdu_mode(struct modem *self)
{
    (void)modem_set_again(self, MODEM_MISSING_PDU, AT_PRIORITY_CALL, ACK_TIMEOUT_MS, "AT+CMGF=0");
}

void modem_look_at_sim(struct modem *self)
{
    if (self->state == MODEM_READY)
        modem_resync(self);
}

bool modem_write_smsc(struct modem *self)
{
    char text[TB_AT_COMMAND_MAX];

    if (self->setup.smsc == NULL || self->setup.smsc[0] == '\0')
        return false;
    (void)snprintf(text, sizeof text, "AT+CSCA=\"%s\",%d", self->setup.smsc,
                   self->setup.smsc[0] == '+' ? 145 : 129);
    (void)modem_command(self, TAG_NOTE, AT_PRIORITY_CALL, ACK_TIMEOUT_MS, "", text);
    return true;
}

bool modem_enter_pin(struct modem *self, const char *pin)
{
    struct at_command command = {.argument = 0};

    if (!bringup_is_at_sim(self) || self->sim != SIM_PIN || self->list_item != PIN_TOLD)
        return false; /* opened, locked or exchanged since it was asked for */
    (void)snprintf(command.text, sizeof command.text, "AT+CPIN=\"%s\"", pin);
    return modem_submit(self, &command, TAG_PIN, AT_PRIORITY_SETUP, PIN_TIMEOUT_MS, "");
}

void modem_refuse_pin(struct modem *self, enum modem_why why)
{
    modem_set_state(self, self->state, why);
}

const char *modem_why_words(enum modem_why why)
{
    switch (why) {
    case MODEM_WHY_NONE:
        return "";
    case MODEM_WHY_NO_PORT:
        return "no modem is plugged in";
    case MODEM_WHY_STARTING:
        return "the modem is starting";
    case MODEM_WHY_NO_ANSWER:
        return "the modem does not answer";
    case MODEM_WHY_NO_SIM:
        return "no SIM card in the modem";
    case MODEM_WHY_SIM_FAILURE:
        return "the SIM card cannot be read";
    case MODEM_WHY_PIN_WANTED:
        return "the SIM card wants its PIN: write pin = and the number your carrier gave you under [line "
               "main] in textback.ini";
    case MODEM_WHY_PIN_WRONG:
        return "the SIM card refused the PIN: correct pin in textback.ini";
    case MODEM_WHY_PUK:
        return "the SIM card is locked and wants its PUK: put it into a phone and enter the PUK there";
    case MODEM_WHY_NOT_REGISTERED:
        return "no mobile network yet";
    case MODEM_WHY_DENIED:
        return "the mobile network refuses this SIM card or modem";
    }
    return "";
}
