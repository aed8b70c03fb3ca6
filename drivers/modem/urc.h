/* One line of a modem -> one value. Pure parsing, no state: every odd line a modem ever sent is a row in a
 * test. */
#ifndef MODEM_URC_H
#define MODEM_URC_H

#include "base/limits.h"
#include "modem/network_time.h"

#include <stdbool.h>
#include <stdint.h>

enum urc_kind {
    URC_UNKNOWN,
    /* calls */
    URC_RING,          /* RING, +CRING */
    URC_CALLER,        /* +CLIP: number, ton, name; withheld if number is empty */
    URC_WAITING,       /* +CCWA of a call: number, ton */
    URC_CALL_STATE,    /* +CLCC, ^DSCI, ccinfo, +UCALLSTAT: index, incoming, call, number, ton */
    URC_CALL_END,      /* any word for the end; duration_s > 0 if the line tells that it was talked */
    URC_CALL_ANSWERED, /* VOICE CALL: BEGIN, ^CONN */
    URC_MISSED,        /* MISSED_CALL: number */
    URC_CALLER_NAME,   /* +CNAP: name */
    URC_CALLED_NUMBER, /* +CDIP: number */
    /* messages */
    URC_DELIVER,       /* +CMT: with its PDU */
    URC_REPORT,        /* +CDS: with its PDU */
    URC_STORED,        /* +CMTI: store, index (-1: look for yourself) */
    URC_REPORT_STORED, /* +CDSI: store, index */
    URC_STORE_FULL,
    URC_STORED_ROW, /* +CMGL: index, value = <stat>, with its PDU */
    URC_STORED_ONE, /* +CMGR: with its PDU */
    URC_REFERENCE,  /* +CMGS: value */
    /* the modem itself */
    URC_BOOT,      /* RDY, *ATREADY: a boot has just begun */
    URC_BOOT_DONE, /* Call Ready, SMS Ready, PB DONE ...: a boot has got so far */
    URC_POWER_DOWN,
    URC_SIM,              /* +CPIN: sim */
    URC_REGISTRATION,     /* +CREG: value = state; index = what AT+CREG= set, in an answer, else -1 */
    URC_REGISTRATION_LTE, /* +CEREG: value = state */
    URC_SIGNAL,           /* +CSQ: value = rssi 0-31, 99 unknown */
    URC_OPERATOR,         /* +COPS: name, "" if none */
    URC_SMSC,             /* +CSCA: number, "" if empty */
    URC_OWN_NUMBER,       /* +CNUM: number */
    URC_RADIO,            /* +CFUN: value */
    URC_PIN_TRIES,        /* +CPINR: SIM PIN: value = tries left */
    URC_FORWARD, /* +CCFC: value = 1 active, 0 not; index = classes (1 voice), -1 if it names none; number */
    URC_CLOCK,   /* +CCLK, +CTZE, +CTZEU: time */
    URC_CLOCK_NEWS, /* the network has told the modem the time or the zone: AT+CCLK? is worth asking now */
    URC_IMS,  /* +CIREG, +CIREGU, +CAVIMS, +QCFG: "ims": value = 1 the network lets it be called over LTE,
                 0 not */
    URC_VOICE /* ^CVOICE: value = 1 the modem can be called, 0 it cannot */
};

/* 27.007 7.18 <stat>, with the released state that vendors add */
enum call_state {
    CALL_STATE_ACTIVE = 0,
    CALL_STATE_HELD = 1,
    CALL_STATE_DIALING = 2,
    CALL_STATE_ALERTING = 3,
    CALL_STATE_INCOMING = 4,
    CALL_STATE_WAITING = 5,
    CALL_STATE_RELEASED = 6
};

enum sim_state { SIM_READY, SIM_PIN, SIM_PUK, SIM_ABSENT, SIM_OTHER };

struct urc {
    enum urc_kind kind;
    char number[100]; /* as the modem wrote it; hexadecimal UCS-2 needs the room */
    int32_t ton;      /* type of number, octet 145 -> 1; -1 unknown */
    char name[TB_NAME_MAX];
    int32_t index;
    bool incoming;
    enum call_state call;
    int32_t duration_s;
    char store[4]; /* "SM", "ME", "SR"; "" if the line names none */
    int32_t value;
    enum sim_state sim;
    struct network_time time;
    const char *pdu; /* borrowed from the caller */
};

/* Reads `line`; `pdu` is the second line of a pair or NULL. Always sets out->kind. */
void urc_parse(const char *line, const char *pdu, struct urc *out);

#endif
