/* Texts on their way out: from prepared to a state that no try of ours changes any more, and, for a while
 * after that, the references by which delivery reports find them. Pure bookkeeping; core_send.c drives it. */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include "base/now.h"
#include "core/record.h"
#include "core/send_error.h"
#include "sms/sms.h"

struct text {
    bool used;
    struct text_record record; /* body points to `body` */
    char body[TB_BODY_MAX];
    struct sms_plan plan;
    uint8_t line;              /* index of the line it belongs to */
    uint8_t by;                /* and of the one that has sent its parts so far */
    uint8_t next_part;         /* from 0 */
    uint8_t concat_ref;        /* 23.040 9.2.3.24.1, persisted so that it goes on after a restart */
    bool in_flight;            /* its AT+CMGS is queued or under way */
    uint8_t failures;          /* in a row */
    uint8_t limited_failures;  /* of classes that are tried a few times only */
    int64_t retry_ms;          /* monotonic: not before */
    int64_t expires_ms;        /* monotonic: not after; TB_NEVER if it keeps */
    int64_t release_ms;        /* wall clock: a held text is judged again then */
    bool unrecorded;           /* its present state waits to be recorded: core_paperwork() */
    bool call_unrecorded;      /* and so does the verdict on its call */
    uint64_t durable;          /* ledger sequence that must be durable before Ctrl-Z */
    int64_t body_ms;           /* monotonic: Ctrl-Z of its latest part went to the modem */
    struct call_record call;   /* TEXT_AUTO: the call it answers, for the agent's alert */
    struct text_record source; /* TEXT_RELAY: the text it relays */
    int64_t after;             /* id of the text that goes first, 0 none; retry_ms bounds the wait */
    uint8_t author;            /* TEXT_TYPED: which member of the desk typed it */
};

/* A text that the network has, or may have. */
struct sent_text {
    struct text_record record; /* without body */
    uint8_t refs[SMS_PARTS_MAX];
    int16_t status[SMS_PARTS_MAX]; /* latest TP-Status of each part, -1 none yet */
};

enum { SENT_MAX = TB_REPORTS_MAX / 4 };

struct outbox {
    struct text text[TB_OUTBOX_MAX];
    uint16_t top; /* slots from here on were never used */
    struct sent_text sent[SENT_MAX];
    uint16_t sent_next; /* ring: the oldest goes first */
};

/* A free slot, zeroed. When full, the oldest alert that waits yields; NULL if there is none. *yielded (may be
 * NULL) tells the id of the one that gave way, 0 if none. */
struct text *outbox_add(struct outbox *self, int64_t *yielded);

/* How many more texts fit, those of alerts that would yield included. */
unsigned outbox_room(const struct outbox *self);

void outbox_free(struct text *text);

/* Fills body and plan. False, and nothing changed, if it is no valid text or needs too many parts. */
TB_MUST_CHECK bool outbox_write(struct text *text, const char *body);

struct text *outbox_find(struct outbox *self, int64_t id);

/* The waiting text that goes next: callers before the agent, then by age. filter decides which fit the line.
 */
struct text *outbox_next(struct outbox *self, int64_t now_ms, bool (*fits)(const void *, const struct text *),
                         const void *context);

/* An automatic text for that number that waits or is under way, or NULL: a further call needs no second one.
 */
struct text *outbox_open(struct outbox *self, const char *number);

/* Automatic texts that were decided on and have not been tried yet: they will count for the caps. */
unsigned outbox_waiting(const struct outbox *self);

/* The automatic text that answers a call, NULL if none waits or is under way. */
struct text *outbox_of_call(struct outbox *self, int64_t call);

/* A held text for that number, or NULL. */
struct text *outbox_held(struct outbox *self, const char *number);

/* Next instant at which a waiting text may go or expires, monotonic ms; held ones by the wall clock of `now`.
 */
int64_t outbox_deadline(const struct outbox *self, const struct tb_now *now);

/* Remembers a text for its reports. The caller fills in the references of its parts. */
struct sent_text *outbox_remember(struct outbox *self, const struct text_record *record);
struct sent_text *outbox_sent(struct outbox *self, int64_t id);

/* The remembered text and part (from 0) that a report is for: by reference and recipient, the latest wins. */
struct sent_text *outbox_match(struct outbox *self, uint8_t ref, const char *number, uint8_t *part);

/* The one text in doubt for this recipient whose reference is unknown; NULL if none, or if a report could be
 * for another of theirs whose reference is unknown: one in doubt, under way, or taken without a reference. */
struct sent_text *outbox_in_doubt(struct outbox *self, const char *number);

/* True for texts to callers: they go first, and are held to the rules for them. */
bool text_is_for_lead(enum text_kind kind);

#endif
