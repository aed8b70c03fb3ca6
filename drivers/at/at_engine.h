/* AT command engine of one line: a queue with priorities, one command in flight, exactly one completion for
 * each command, unsolicited lines at any moment. Pure: the caller brings bytes and time and carries bytes
 * away.
 *
 * Use: at_submit() any time; after every call at_pump() until it returns 0, sending what it gives;
 * at_feed() for each byte received, one event a call; at_tick() when at_deadline() has come. */
#ifndef AT_ENGINE_H
#define AT_ENGINE_H

#include "at/at_line.h"
#include "at/at_result.h"
#include "base/check.h"
#include "base/limits.h"

#include <stdint.h>

/* Lower goes first; equal ones in the order submitted. A text to a caller goes before any housekeeping. */
enum at_priority {
    AT_PRIORITY_CALL,  /* hang up: frees the line for the next caller */
    AT_PRIORITY_TEXT,  /* a text to a caller */
    AT_PRIORITY_ACK,   /* AT+CNMA: the network waits for it */
    AT_PRIORITY_SETUP, /* bring-up */
    AT_PRIORITY_QUERY, /* AT+CLCC while a call is open */
    AT_PRIORITY_STORE, /* read and delete stored messages */
    AT_PRIORITY_AGENT, /* a text to the agent */
    AT_PRIORITY_IDLE   /* health check */
};

struct at_command {
    char text[TB_AT_COMMAND_MAX]; /* without CR */
    char answer[12];              /* prefix of its information lines ("+CPIN:"), "" if it has none */
    bool may_be_empty;            /* OK without an information line is a good answer (+CLCC, +CMGL) */
    bool pdu_lines;               /* each information line is followed by a PDU line (+CMGR, +CMGL) */
    bool body;                    /* AT+CMGS: prompt, then a body ended by Ctrl-Z */
    bool dials;                   /* ATD: NO CARRIER, BUSY and their kin end it too */
    enum at_priority priority;
    /* One that may take long and is not worth waiting for: while it is in flight, a command of a priority
     * before this one cuts it short. A CR leaves, at which the modem ends what it does and says so (V.250
     * 5.6.1: any character does, from 125 ms after the command on). A modem that ignores it takes it for an
     * empty line; 0.8 s later the urgent command goes all the same. Never with AT_PRIORITY_CALL,
     * the default. */
    enum at_priority yields_to;
    uint32_t timeout_ms; /* from sending; for a body: from Ctrl-Z */
    uint16_t tag;        /* the caller's, handed back with the completion */
    int64_t argument;    /* the caller's too */
};

enum at_event_kind {
    AT_EVENT_NONE,
    AT_EVENT_LINE,   /* any line that is no final result and no echo: `line`, and `pdu` or NULL */
    AT_EVENT_PROMPT, /* the command in flight may send its body now: at_body() or at_abandon() */
    AT_EVENT_DONE,   /* tag, argument, result, code, body_sent */
    AT_EVENT_NOISE   /* an over-long line was skipped */
};

struct at_event {
    enum at_event_kind kind;
    const char *line; /* valid until the next call */
    const char *pdu;  /* second line of +CMT, +CDS, +CBM, +CMGR, +CMGL; NULL if the line has none */
    uint16_t tag;
    int64_t argument;
    enum at_result result;
    int code;
    bool sent;      /* AT_RESULT_LOST: it had left for the modem */
    bool prompted;  /* the modem had asked for the body */
    bool body_sent; /* Ctrl-Z left: the message may be on its way whatever the result says */
    bool cut;       /* it was cut short for a more urgent command */
    bool echoed;    /* DONE: the modem sent the command back first */
};

enum at_phase {
    AT_IDLE,
    AT_WAIT_FINAL,
    AT_WAIT_PROMPT,
    AT_PROMPTED,   /* the modem waits for the body, the caller for its ledger */
    AT_ESCAPED,    /* ESC left, its OK has not come */
    AT_WAIT_RESULT /* Ctrl-Z left */
};

struct at_engine {
    struct at_line splitter;
    struct at_command queue[TB_AT_QUEUE_MAX];
    uint8_t queued;
    struct at_command current; /* valid unless phase is AT_IDLE */
    enum at_phase phase;
    bool answered;         /* an information line of the current command came */
    bool reference_seen;   /* its +CMGS: line came */
    bool echoed;           /* its echo came */
    int64_t due_ms;        /* deadline of the current command */
    int64_t cut_from_ms;   /* it cannot be cut short before */
    bool cut;              /* it was */
    int64_t not_before_ms; /* no command is sent before: gap, or quiet after a time-out */
    uint16_t gap_ms;       /* between a final result and the next command (QUIRKS: 20 to 100 ms) */
    uint8_t owed;          /* finals that timed-out commands may still deliver */
    int64_t owed_until_ms;
    /* Until then an answer to a body may be another command's, whatever was forgiven. */
    int64_t doubt_until_ms;
    int64_t mixed_until_ms; /* so long an answer may be another command's: at_is_mixed() */
    bool lost_in_flight;    /* since the engine began, a command was given up unanswered */
    bool held;              /* the body in flight has such an answer: */
    enum at_result held_result;
    int held_code;
    bool body_owed;       /* the latest of them had sent a body */
    char owed_answer[12]; /* prefix of the latest timed-out command */
    bool owed_line_seen;
    char header[160]; /* a first line that waits for its PDU line, "" if none */
    bool pair_given;  /* the pair was handed out by the former call */
    bool escape_due;  /* a stray prompt must be closed */
};

/* Forgets everything, completes nothing. For a fresh link. */
void at_init(struct at_engine *self, uint16_t gap_ms);

/* Forgets everything, completes nothing, but keeps in mind that what was in flight before may still be
 * answered (doubt_until_ms). For the same modem, to begin anew with it: after at_lost() has given up what it
 * had. */
void at_renew(struct at_engine *self, uint16_t gap_ms, int64_t now_ms);

/* Queues a command. False if the queue is full; the command then does not exist and will not complete. */
TB_MUST_CHECK bool at_submit(struct at_engine *self, const struct at_command *command);

/* Takes bytes until one event is complete. Returns how many were used (at least one if length > 0). */
size_t at_feed(struct at_engine *self, const uint8_t *bytes, size_t length, int64_t now_ms,
               struct at_event *event);

/* Ends the command in flight if its deadline has come: true and one completion. Call until false. */
bool at_tick(struct at_engine *self, int64_t now_ms, struct at_event *event);

/* The next instant at which at_tick() or at_pump() has something to do, or TB_NEVER. */
int64_t at_deadline(const struct at_engine *self);

/* Bytes to send now: the next command if none is in flight and the gap has passed, or the CR that cuts one in
 * flight short (yields_to). 0 if there is nothing.
 * cap must be at least TB_AT_COMMAND_MAX + 1, since a NUL is added. */
size_t at_pump(struct at_engine *self, int64_t now_ms, char *out, size_t cap);

/* Body of the prompted command: writes hex and Ctrl-Z to out and returns their length. Phase must be
 * AT_PROMPTED. */
size_t at_body(struct at_engine *self, const char *hex, int64_t now_ms, char *out, size_t cap);

/* Gives up the prompted command: writes ESC. It completes with AT_RESULT_LOST and body_sent false. */
size_t at_abandon(struct at_engine *self, int64_t now_ms, char *out, size_t cap);

/* The link is gone or the modem restarted: completes the command in flight, then each queued one, with
 * AT_RESULT_LOST; one a call, false when none is left. */
bool at_lost(struct at_engine *self, struct at_event *event);

/* Forgets what timed-out commands still owe; the next command goes not before not_before_ms, by when their
 * late answers have come to nobody. */
void at_forgive(struct at_engine *self, int64_t not_before_ms);

/* True while what completes a command may be the late answer of one before it, and its own come later still:
 * since a command was given up unanswered, until nothing was sent for a while. */
bool at_is_mixed(const struct at_engine *self, int64_t now_ms);

/* True if a command with this tag waits or is in flight. */
bool at_has(const struct at_engine *self, uint16_t tag);

/* True if nothing is queued or in flight. */
bool at_is_idle(const struct at_engine *self);

#endif
