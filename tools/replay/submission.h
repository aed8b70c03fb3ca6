/* What the host submits for sending: checked octet by octet, then decoded. */
#ifndef REPLAY_SUBMISSION_H
#define REPLAY_SUBMISSION_H

#include "bytes.h"
#include "sms/sms.h"

enum { PHONE_MAX = 64 };

enum outcome { OUTCOME_OPEN, OUTCOME_ACCEPTED, OUTCOME_REFUSED };

struct submission {
    int64_t at_ms;
    enum outcome outcome;
    bool bad;     /* not what a modem could send; why says what is wrong */
    bool decoded; /* pdu is set; false for a text in text mode */
    char to[PHONE_MAX];
    char *command; /* AT+CMGS=... */
    char *body;    /* as submitted, without blanks around it */
    char *text;
    char why[96];
    struct sms_pdu pdu;
};

/* text_mode: AT+CMGF=1 is set. submission_free() it. */
void submission_read(struct submission *out, const char *command, const char *body, size_t length,
                     bool text_mode, int64_t now_ms);
void submission_free(struct submission *self);

/* How a network of country code 1 understands a number; toa -1: as written. */
void submission_number(const char *raw, int toa, char out[PHONE_MAX]);

#endif
