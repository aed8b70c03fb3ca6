/* Incoming messages: copies known by their fingerprint, long ones put together in any order. Pure
 * bookkeeping. */
#ifndef CORE_INBOX_H
#define CORE_INBOX_H

#include "base/now.h"
#include "core/record.h"
#include "sms/sms.h"

enum {
    INBOX_PART_WAIT_MS =
        4 * 3600 * 1000, /* then what came is shown: networks give up within hours, and a lead cools */
    INBOX_ECHO_MS = 10 * 60 * 1000 /* the same words again so soon: an answering machine, not a person */
};

struct waiting_part {
    bool used;
    uint64_t fingerprint;
    char sender[SMS_ADDRESS_MAX];
    struct sms_concat concat;
    struct sms_body body;
    struct stamp received;
    uint8_t line;
};

struct inbox {
    struct waiting_part part[TB_PARTS_IN_MAX];
    uint16_t waiting;           /* how many of them are used */
    uint64_t seen[TB_SEEN_MAX]; /* ring of fingerprints */
    uint16_t seen_next;
    struct {
        uint64_t key; /* sender and words */
        int64_t at_ms;
    } words[64]; /* ring of what was relayed lately */
    uint8_t words_next;
};

enum inbox_result {
    INBOX_COPY,     /* known already: acknowledge, delete, forget */
    INBOX_WAITING,  /* a part whose kin is missing: make it durable as it is */
    INBOX_COMPLETE, /* text holds the whole message */
    INBOX_FULL      /* no room for a further part: the caller shows it as partial, alone */
};

/* Fingerprint of a PDU: its TPDU, so that a copy from another store or service centre is the same message. */
uint64_t inbox_fingerprint(const char *hex, size_t length);

/* Takes a decoded DELIVER in. On INBOX_COMPLETE text (cap at least SMS_TEXT_MAX) is filled and gone[] lists
 * the fingerprints of waiting parts that are used up now (*gone_count of them, at most SMS_PARTS_MAX). */
enum inbox_result inbox_take(struct inbox *self, const struct sms_pdu *pdu, uint64_t fingerprint,
                             uint8_t line, const struct tb_now *now, char *text, size_t cap,
                             uint64_t gone[SMS_PARTS_MAX], unsigned *gone_count);

/* True if it is known already. */
bool inbox_is_seen(const struct inbox *self, uint64_t fingerprint);

/* A fingerprint of a former life. */
void inbox_restore_seen(struct inbox *self, uint64_t fingerprint);

/* A waiting part of a former life. False if there is no room. */
bool inbox_restore_part(struct inbox *self, const struct sms_pdu *pdu, uint64_t fingerprint, uint8_t line,
                        const struct stamp *received);

/* A waiting part goes. */
void inbox_drop(struct inbox *self, struct waiting_part *part);

/* Takes out one long message whose time is up: what came of it in text, "[part 2 of 3 did not arrive]" or
 * "[parts 2 to 4 of 5 did not arrive]" where words are missing. False if there is none. */
bool inbox_expire(struct inbox *self, const struct tb_now *now, char sender[SMS_ADDRESS_MAX], char *text,
                  size_t cap, uint64_t gone[SMS_PARTS_MAX], unsigned *gone_count, uint8_t *line);

/* Next expiry, monotonic ms; TB_NEVER if no part waits. */
int64_t inbox_deadline(const struct inbox *self, const struct tb_now *now);

/* True if the same sender said the same words within INBOX_ECHO_MS; remembers them if not. */
bool inbox_is_echo(struct inbox *self, const char *sender, const char *text, const struct tb_now *now);

#endif
