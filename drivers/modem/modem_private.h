/* The inside of the modem, for its own files: the bring-up script (bringup.c, bringup_sim.c: from the first
 * AT to READY), and what modem.c and modem_*.c have for each other. */
#ifndef MODEM_MODEM_PRIVATE_H
#define MODEM_MODEM_PRIVATE_H

#include "modem/modem.h"

enum {
    /* any setting: 27.007 commands answer within a second, a busy SIM takes longer */
    BRINGUP_TIMEOUT_MS = 5000,
    BRINGUP_BUSY_RETRY_MS = 1000, /* SIM busy: words, CME 14, CMS 314 (TinyGSM issue 496) */
    BRINGUP_BUSY_TRIES = 60       /* up to a minute */
};

/* Starts over at ESC and AT. */
void bringup_start(struct modem *self, int64_t now_ms);

/* The script's own command completed. */
void bringup_done(struct modem *self, const struct at_event *at, int64_t now_ms);

/* retry_ms has come. */
void bringup_resume(struct modem *self, int64_t now_ms);

/* A line of the modem about itself came (SIM, registration ...): go on early if that was waited for. */
void bringup_notice(struct modem *self, const struct urc *urc, int64_t now_ms);

/* An answer line without a prefix (AT+CGMM) for the step in flight. */
void bringup_identity(struct modem *self, const char *line);

/* For the script's own files: asks, waits, goes on to the next step. */
void bringup_ask(struct modem *self, const char *text, const char *answer, uint32_t timeout_ms);
void bringup_wait(struct modem *self, int64_t when_ms);
void bringup_advance(struct modem *self, int64_t now_ms);
bool bringup_is_at_sim(const struct modem *self);

/* The SIM was asked for its state, its tries or its number, and has answered or not. */
void bringup_sim_done(struct modem *self, enum at_result result, int code, int64_t now_ms);

/* A line that may tell the number of the SIM, for the step in flight. */
void bringup_sim_number(struct modem *self, const char *line);

/* list_item while the SIM wants its PIN. */
enum pin_stage {
    PIN_TRIES_ASKED = 1, /* AT+CPINR: those left, where the modem tells */
    PIN_SIM_ASKED,       /* which SIM it is */
    PIN_DUE,             /* the caller is to be told */
    PIN_TOLD
};

/* The PIN was sent and answered. */
void bringup_pin_done(struct modem *self, enum at_result result, int code, int64_t now_ms);

enum modem_tag {
    TAG_STEP = 1,
    TAG_HEALTH,
    TAG_NOTE,
    TAG_RESTART,
    TAG_VOICE,
    TAG_SETTING,
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

/* Queues a setting that may have been refused at bring-up: once it is taken, `missing` (enum modem_missing)
 * is there. False if the queue is full. */
bool modem_set_again(struct modem *self, unsigned missing, enum at_priority priority, uint32_t timeout_ms,
                     const char *text);

/* Queues a command of the modem's own. False if the queue is full: ask again later, or do without. */
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

/* modem_clock.c: a line about the time, in an answer or unasked, is taken: true. */
bool modem_note_clock(struct modem *self, const struct urc *urc, int64_t now_ms, struct modem_event *event);

/* modem_health.c: the modem is READY; the health check is due; it was answered, or not. */
void modem_health_begin(struct modem *self, int64_t now_ms);
void modem_check_health(struct modem *self, int64_t now_ms);
/* A line may tell whether a setting is made. */
void modem_note_setting(struct modem *self, const struct urc *urc);
/* In a bring-up: the echo was off, and is on, so that the modem has restarted and lost what was set so far.
 * One that echoes some commands and others not comes to an end all the same. */
bool modem_lost_settings(struct modem *self, const struct at_event *at);
void modem_health_done(struct modem *self, const struct at_event *at, int64_t now_ms,
                       struct modem_event *event);

/* What may go with it: asks if that is of use now, and then says true. Called at most once a check. */
bool modem_ask_clock(struct modem *self, int64_t now_ms);
bool modem_ask_voice(struct modem *self, int64_t now_ms);

void modem_set_state(struct modem *self, enum modem_state state, enum modem_why why);

/* A command was answered: the modem lives. */
void modem_answered(struct modem *self, int64_t now_ms);

/* What recovery wants next: true and an event, or a command is queued. */
bool modem_recovery_next(struct modem *self, int64_t now_ms, struct modem_event *event);
int64_t modem_recovery_deadline(const struct modem *self);

/* The modem has restarted: settings and calls are gone. */
void modem_restarted(struct modem *self);

/* Starts over without a sign of a restart; what is queued completes first. */
void modem_resync(struct modem *self);

/* 27.007 7.2 <stat>: registered for more than texts, at home or roaming; 9 and 10 are both with
 * circuit-switched fallback not preferred. */
bool modem_is_voice_state(int stat);

/* For calls or for texts alone. */
bool modem_is_registered(const struct modem *self);

/* <stat> 3: the network has said no. */
bool modem_is_denied(const struct modem *self);

/* Nothing is known of its calls: bring-up begins. */
void modem_voice_begin(struct modem *self);

/* Works out anew what is missing for calls. */
void modem_voice_judge(struct modem *self);

/* The family's question was answered, or not. */
void modem_voice_done(struct modem *self, enum at_result result);

/* A line told: URC_IMS, URC_VOICE. */
void modem_voice_note(struct modem *self, const struct urc *urc);

#endif
