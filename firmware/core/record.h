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

enum person_kind { PERSON_LEAD, PERSON_CLIENT, PERSON_CONTACT, PERSON_SKIP, PERSON_AGENT, PERSON_TEAM };
struct person_record {
    char number[TB_NUMBER_MAX]; /* key */
    char name[TB_NAME_MAX];
    enum person_kind kind;
    bool opted_out;           /* by the person's own words, or by the agent */
    bool undeliverable;       /* a text failed for good */
    struct stamp last_texted; /* latest AT+CMGS of an automatic text, or of one the agent typed */
    bool last_typed;          /* that latest text was typed by the agent: reason conversation, not repeat */
};

enum record_kind {
    RECORD_CALL,
    RECORD_TEXT,
    RECORD_PART,
    RECORD_WAITING_PART,
    RECORD_WAITING_PART_GONE, /* waiting_part.fingerprint: its message is recorded as a text now */
    RECORD_SEEN,
    RECORD_PERSON,
    RECORD_META /* a named value of the box: concatenation reference, PIN tried ... */
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

#endif
