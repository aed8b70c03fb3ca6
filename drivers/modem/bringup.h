/* The bring-up script: from the first AT to READY. Part of the modem, in a file of its own. */
#ifndef MODEM_BRINGUP_H
#define MODEM_BRINGUP_H

#include "modem/modem.h"

/* Starts over at ESC and AT. */
void bringup_start(struct modem *self, int64_t now_ms);

/* The script's own command completed. */
void bringup_done(struct modem *self, enum at_result result, int code, int64_t now_ms);

/* retry_ms has come. */
void bringup_resume(struct modem *self, int64_t now_ms);

/* A line of the modem about itself came (SIM, registration ...): go on early if that was waited for. */
void bringup_notice(struct modem *self, const struct urc *urc, int64_t now_ms);

/* An answer line without a prefix (AT+CGMM) for the step in flight. */
void bringup_identity(struct modem *self, const char *line);

/* The PIN was sent and answered. */
void bringup_pin_done(struct modem *self, enum at_result result, int code, int64_t now_ms);

enum modem_tag {
    TAG_STEP = 1,
    TAG_HEALTH,
    TAG_NOTE,
    TAG_SEND,
    TAG_HANG_UP,
    TAG_CALLS,
    TAG_LIST,
    TAG_READ,
    TAG_DELETE,
    TAG_ACK,
    TAG_PIN,
    TAG_DIAL,
    TAG_FORWARD,
    TAG_FORWARD_ERASE
};

/* Queues a command of the modem's own. False if the queue is full.
 */
bool modem_command(struct modem *self, enum modem_tag tag, enum at_priority priority, uint32_t timeout_ms,
                   const char *answer, const char *text);

/* Queues a command with its tag, priority and time-out. False without a link or with a full queue. */
TB_MUST_CHECK bool modem_submit(struct modem *self, struct at_command *command, enum modem_tag tag,
                                enum at_priority priority, uint32_t timeout_ms, const char *answer);

/* Hangs up by the given command; attempt tells the fallback from the first try. */
TB_MUST_CHECK bool modem_hang_up_by(struct modem *self, const char *text, int64_t attempt);

/* ATD was answered, or not. */
void modem_dial_done(struct modem *self, const struct at_event *at, int64_t now_ms);

/* A row of the answer to AT+CCFC=<reason>,2. */
void modem_forward_row(struct modem *self, const struct urc *urc);

/* AT+CCFC was answered, or not. False if it was an erasure and its check goes first: no event yet. */
bool modem_forward_done(struct modem *self, const struct at_event *at, int64_t now_ms,
                        struct modem_event *event);

void modem_set_state(struct modem *self, enum modem_state state, enum modem_why why);

/* Starts over without a sign of a restart; what is queued completes first. */
void modem_resync(struct modem *self);

bool modem_is_registered(const struct modem *self);

#endif
