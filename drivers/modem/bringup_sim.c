/* The SIM's part of the bring-up: is it there, does it want a PIN, may that be tried. */
#include "modem/modem_private.h"

#include <stdio.h>
#include <string.h>

enum { NO_SIM_RETRY_MS = 5000, PIN_RETRY_MS = 30000 };

static void pin_wanted(struct modem *self, int64_t now_ms)
{
    if (self->why == MODEM_WHY_PIN_WRONG || self->why == MODEM_WHY_PIN_WANTED) {
        bringup_wait(self, now_ms + PIN_RETRY_MS); /* the SIM may be changed, or unlocked elsewhere */
    } else {
        self->list_item = PIN_TRIES_ASKED;
        self->pin_tries = -1;
        self->iccid[0] = '\0';
        bringup_ask(self, "AT+CPINR=\"SIM PIN\"", "+CPINR:", BRINGUP_TIMEOUT_MS);
    }
}

void bringup_sim_done(struct modem *self, enum at_result result, int code, int64_t now_ms)
{
    if (self->list_item == PIN_TRIES_ASKED && (self->pin_tries < 0 || self->pin_tries >= 2)) {
        self->list_item = PIN_SIM_ASKED;
        bringup_ask(self, self->profile->iccid != NULL ? self->profile->iccid : "AT+CCID", "",
                    BRINGUP_TIMEOUT_MS);
        return;
    }
    if (self->list_item == PIN_TRIES_ASKED || self->list_item == PIN_SIM_ASKED) { /* or it was refused */
        if (self->list_item == PIN_TRIES_ASKED)
            modem_refuse_pin(self, MODEM_WHY_PIN_WRONG);
        else
            self->list_item = PIN_DUE; /* modem_next() tells the caller */
        bringup_wait(self, now_ms + PIN_RETRY_MS);
        return;
    }
    self->list_item = 0;
    if (self->sim_seen && self->sim == SIM_READY) {
        modem_set_state(self, MODEM_SETUP, MODEM_WHY_STARTING);
        bringup_advance(self, now_ms);
    } else if (result == AT_RESULT_OK && self->sim_seen && self->sim == SIM_PIN) {
        pin_wanted(self, now_ms);
    } else if (result == AT_RESULT_OK && self->sim_seen && self->sim == SIM_PUK) {
        modem_set_state(self, MODEM_SETUP, MODEM_WHY_PUK);
        bringup_wait(self, now_ms + PIN_RETRY_MS);
    } else if (result == AT_RESULT_OK && self->sim_seen) { /* NOT INSERTED, PH-SIM PIN ... */
        modem_set_state(self, MODEM_SETUP,
                        self->sim == SIM_ABSENT ? MODEM_WHY_NO_SIM : MODEM_WHY_SIM_FAILURE);
        bringup_wait(self, now_ms + NO_SIM_RETRY_MS);
    } else if (result == AT_RESULT_CME &&
               (code == CME_SIM_NOT_INSERTED || code == CME_SIM_FAILURE || code == CME_SIM_WRONG)) {
        modem_set_state(self, MODEM_SETUP,
                        code == CME_SIM_NOT_INSERTED ? MODEM_WHY_NO_SIM : MODEM_WHY_SIM_FAILURE);
        bringup_wait(self, now_ms + NO_SIM_RETRY_MS);
    } else if (result == AT_RESULT_ERROR && ++self->tries > 5) {
        bringup_advance(self, now_ms); /* a modem without this query: its SIM shows when it is used */
    } else {
        if (self->tries < UINT8_MAX && ++self->tries > BRINGUP_BUSY_TRIES)
            modem_set_state(self, MODEM_SETUP, MODEM_WHY_SIM_FAILURE);
        bringup_wait(self, now_ms + BRINGUP_BUSY_RETRY_MS);
    }
}

/* +CCID: 8901..., ^ICCID: 98..., or bare: the digits are the SIM's, 18 to 20 of them (ITU-T E.118), and an F
 * may fill the last octet. */
void bringup_sim_number(struct modem *self, const char *line)
{
    enum { DIGITS_MIN = 18 };

    if (!bringup_is_at_sim(self) || self->list_item != PIN_SIM_ASKED)
        return;
    const char *digits = line;
    if (line[0] < '0' || line[0] > '9') {
        digits = strchr(line, ':');
        if (digits == NULL)
            return;
        digits += strcspn(digits, "0123456789");
    }
    size_t length = strspn(digits, "0123456789");
    if (length >= DIGITS_MIN && length < sizeof self->iccid)
        (void)snprintf(self->iccid, sizeof self->iccid, "%.*s", (int)length, digits);
}

void bringup_pin_done(struct modem *self, enum at_result result, int code, int64_t now_ms)
{
    (void)code;
    if (!bringup_is_at_sim(self))
        return;
    self->list_item = 0;
    if (result == AT_RESULT_OK) {
        modem_set_state(self, MODEM_SETUP, MODEM_WHY_STARTING);
        bringup_wait(self, now_ms + BRINGUP_BUSY_RETRY_MS);
    } else {
        /* Refused, or no answer: either way this value is never tried again. */
        if (self->pin_tries > 0)
            self->pin_tries--;
        modem_set_state(self, MODEM_SETUP, MODEM_WHY_PIN_WRONG);
        bringup_wait(self, now_ms + PIN_RETRY_MS);
    }
}
