/* What the core asks the ledger to keep: each record is the whole present truth of one thing, written over
 * what was there (keyed by id), so that a repeated or reordered write inside one commit does no harm.
 * Pointers in a record are valid until the next core call; whoever queues a record copies it. */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include "base/limits.h"

#include <stdbool.h>
#include <stdint.h>

/* An instant, by both clocks. The ledger adds the boot id, without which mono_ms has no meaning. */
struct stamp {
    bool set;
    bool wall_ok;
    int64_t wall_ms;
    int64_t mono_ms;
    bool this_boot; /* on restore: mono_ms belongs to the running boot. Always true while running */
};

enum call_outcome { CALL_RINGING, CALL_MISSED, CALL_GAVE_UP, CALL_ANSWERED, CALL_INTERRUPTED };
enum call_verdict { VERDICT_NONE, VERDICT_TEXT, VERDICT_HOLD, VERDICT_SKIP };

/* Why a caller got what they got; the order is the order in which policy asks. */
enum skip_reason {
    REASON_NONE, /* verdict none, or text and hold, whose reason is message:NAME */
    REASON_WITHHELD,
    REASON_SHORT_CODE,
    REASON_INVALID,
    REASON_TOLL_FREE,
    REASON_PREMIUM,
    REASON_SPECIAL,
    REASON_FOREIGN,
    REASON_OWN_NUMBER,
    REASON_AGENT,
    REASON_TEAM,
    REASON_SKIP_LIST,
    REASON_CLIENT,
    REASON_CONTACT,
    REASON_OPTED_OUT,
    REASON_UNDELIVERABLE,
    REASON_REPEAT,
    REASON_CONVERSATION,
    REASON_CAP_HOUR,
    REASON_CAP_DAY,
    REASON_TOO_OLD,
    REASON_TOO_SHORT,
    REASON_PAUSED,
    REASON_CLOSED,
    REASON_HOLIDAY,
    REASON_ANSWERED,
    REASON_NO_CONFIG,
    REASON_COUNT
};

struct call_record {
    int64_t id; /* > 0, rising, never used again */
    char line[TB_LINE_NAME_MAX];
    char number[TB_NUMBER_MAX]; /* E.164, bare digits for a short code, "" if withheld */
    char name[TB_NAME_MAX];     /* +CNAP, "" if none */
    char called[TB_NUMBER_MAX]; /* +CDIP, "" if none */
    struct stamp began, last_ring, ended;
    enum call_outcome outcome;
    enum call_verdict verdict;
    enum skip_reason reason;
    char message[32]; /* name of the message for text and hold */
    bool alerted;     /* the agent's alert about it is recorded */
    bool test;        /* made by the agent's TEST: no lead, not in the report */
};

enum text_direction { TEXT_OUT, TEXT_IN };
enum text_kind {
    TEXT_AUTO,    /* the box's own text to a caller: at most one a call, counted by repeat and caps */
    TEXT_CONFIRM, /* answer to STOP, HELP, START */
    TEXT_TYPED,   /* the agent's words to a lead */
    TEXT_RELAY,   /* a lead's words to the agent */
    TEXT_ALERT,   /* the box's words to the agent or team */
    TEXT_RECEIVED /* direction in */
};
enum text_state {
    TEXT_PREPARED,
    TEXT_SENDING,
    TEXT_ACCEPTED,
    TEXT_DELIVERED,
    TEXT_FAILED,
    TEXT_IN_DOUBT,
    TEXT_EXPIRED,
    TEXT_HELD,
    /* direction in */
    TEXT_STATE_RECEIVED,
    TEXT_STATE_RELAYED,
    TEXT_STATE_PARTIAL
};

/* In place of the agent's number while the ini tells none: the text waits until it does (core_send.c). */
#define AGENT_UNKNOWN "agent"

struct text_record {
    int64_t id;     /* > 0, rising, never used again */
    int64_t call;   /* 0 if none */
    int64_t relays; /* for TEXT_RELAY: id of the incoming text; else 0 */
    enum text_direction direction;
    enum text_kind kind;
    enum text_state state;
    char line[TB_LINE_NAME_MAX];
    char number[TB_NUMBER_MAX];
    uint8_t parts;
    struct stamp created, sent, settled; /* sent: the latest AT+CMGS */
    char error[24];                      /* "CMS 21", "timeout", "report 0x45"; "" if none */
    const char *body;                    /* NULL: as stored before */
    int64_t promise_ms;                  /* TEXT_AUTO: the call-back that it promises, 0 none; not stored */
};

/* One accepted part of an outgoing text, so that a delivery report still finds it after a restart. */
struct part_record {
    int64_t text;
    uint8_t seq;    /* from 1 */
    uint8_t ref;    /* TP-MR as +CMGS: told it */
    int16_t status; /* TP-Status of the latest report, -1 if none */
};

/* One part of an incoming long message that still waits for its kin, as the PDU came. */
struct waiting_part_record {
    uint64_t fingerprint; /* key */
    char line[TB_LINE_NAME_MAX];
    struct stamp received;
    const char *pdu; /* hex */
};

struct seen_record {
    uint64_t fingerprint; /* key */
    struct stamp at;
};

enum person_mark { MARK_NONE, MARK_CLIENT, MARK_SKIP };
enum person_kind { PERSON_LEAD, PERSON_CLIENT, PERSON_CONTACT, PERSON_SKIP, PERSON_AGENT, PERSON_TEAM };
struct person_record {
    char number[TB_NUMBER_MAX]; /* key */
    char name[TB_NAME_MAX];
    enum person_kind kind;
    bool opted_out;           /* by the person's own words, or by the agent: stopped or blocked */
    bool stopped;             /* they said STOP */
    bool blocked;             /* the agent said BLOCK */
    bool doubtful;            /* they may have meant STOP: no automatic text until the agent has decided */
    bool undeliverable;       /* a text failed for good */
    struct stamp last_texted; /* latest AT+CMGS of an automatic text, or of one the agent typed */
    bool last_typed;          /* that latest text was typed by the agent: reason conversation, not repeat */
    enum person_mark mark;    /* by the agent's CLIENT or SKIP; the ini's own lists win */
};

/* open: nobody has answered; taken: somebody of the desk has it; done: by the agent, or nothing came of it
 * for days */
enum lead_state { LEAD_OPEN, LEAD_TAKEN, LEAD_DONE };

enum { TB_LEAD_TEXT_MAX = 164, TB_LEAD_NOTE_MAX = 128, TB_LEAD_ADDRESS_MAX = 64 };

/* Somebody who called or wrote and whom the agent has not done with. */
struct lead_record {
    int64_t id;                 /* > 0, rising, never used again */
    uint16_t n;                 /* the small number by which the desk knows it while it is open */
    char number[TB_NUMBER_MAX]; /* E.164 */
    char name[TB_NAME_MAX];     /* "" unknown */
    char line[TB_LINE_NAME_MAX];
    enum lead_state state;
    uint16_t calls;        /* since it was opened */
    uint8_t reminders;     /* of the promise, sent so far */
    uint8_t told;          /* bit i: backup i of the team knows of it */
    struct stamp opened;   /* first call or text */
    struct stamp touched;  /* latest call or text, either way */
    struct stamp promised; /* by when a call back was promised; set is false if it was not, or is kept */
    struct stamp answered; /* the desk's first answer: words that were accepted, or DONE */
    char last_text[TB_LEAD_TEXT_MAX];  /* beginning of their latest words, "" if they wrote none */
    char address[TB_LEAD_ADDRESS_MAX]; /* the first address in their words, "" if none */
    char note[TB_LEAD_NOTE_MAX];       /* the agent's latest NOTE */
    char owner[TB_NUMBER_MAX];         /* who took it, "" nobody */
};

enum record_kind {
    RECORD_CALL,
    RECORD_TEXT,
    RECORD_PART,
    RECORD_WAITING_PART,
    RECORD_WAITING_PART_GONE, /* waiting_part.fingerprint: its message is recorded as a text now */
    RECORD_SEEN,
    RECORD_PERSON,
    RECORD_LEAD,
    RECORD_FORGET, /* `forget`: everything about this number goes, but that it may not be texted */
    RECORD_META    /* a named value of the box: concatenation reference, PIN tried ... */
};

struct record {
    enum record_kind kind;
    union {
        struct call_record call;
        struct text_record text;
        struct part_record part;
        struct waiting_part_record waiting;
        struct seen_record seen;
        struct person_record person;
        struct lead_record lead;
        char forget[TB_NUMBER_MAX];
        struct {
            char key[48];
            char value[128];
        } meta;
    };
};

/* The words of the contract for each value: "gave_up", "opted_out", "in_doubt", "lead" ... */
const char *call_outcome_word(enum call_outcome outcome);
const char *call_verdict_word(enum call_verdict verdict); /* VERDICT_NONE: "" */
const char *skip_reason_word(enum skip_reason reason);    /* REASON_NONE: "" */
const char *text_state_word(enum text_state state);
const char *text_kind_word(enum text_kind kind);
const char *person_kind_word(enum person_kind kind);
const char *person_mark_word(enum person_mark mark); /* MARK_NONE: "" */
const char *lead_state_word(enum lead_state state);

/* The highest ids ever given, so that none is given again; 0 if none was. */
struct last_ids {
    int64_t call, text, lead;
};

#endif
