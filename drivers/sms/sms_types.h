/* The values that the codec takes and gives. Plain data: copy, store and compare at will. */
#ifndef SMS_TYPES_H
#define SMS_TYPES_H

#include <stdbool.h>
#include <stdint.h>

/* Parts of one message, sent or put together. The standard allows 255, but what we send is bounded by
 * max_parts (3 by default) and 32 parts are 4 896 characters, longer than phones let people type; it also
 * bounds the memory that an unfinished message of a stranger may hold (32 bodies, 5 KB). */
#define SMS_PARTS_MAX 32

#define SMS_ADDRESS_MAX   24  /* bytes incl. NUL: '+' and 20 digits, or 11 septets of at most 2 bytes each */
#define SMS_UD_OCTETS_MAX 140 /* TP-UD, 23.040 clause 9.2.3.24 */
#define SMS_BODY_MAX      160 /* septets in 140 octets; a body in octets is shorter */

/* Hex characters incl. NUL of the longest SUBMIT: SMSC 1, first octet 1, TP-MR 1, TP-DA 12, TP-PID 1, TP-DCS
 * 1, TP-VP 1, TP-UDL 1, TP-UD 140 octets. */
#define SMS_HEX_MAX (2 * (1 + 1 + 1 + 12 + 1 + 1 + 1 + 1 + SMS_UD_OCTETS_MAX) + 1)

/* Hex characters incl. NUL of the longest PDU from the network: SMSC 12 and a TPDU of 164 octets (27.005). */
#define SMS_NETWORK_HEX_MAX (2 * (12 + 164) + 1)

/* Bytes incl. NUL of the longest text sms_join can give for SMS_PARTS_MAX parts: a septet is at most 3 bytes
 * (the euro of the Turkish and Portuguese tables), a UTF-16 unit (2 octets) too. */
#define SMS_TEXT_MAX (SMS_PARTS_MAX * SMS_BODY_MAX * 3 + 1)

enum sms_alphabet {
    SMS_GSM7, /* 7-bit default alphabet, 23.038 clause 6.2.1 */
    SMS_8BIT, /* octets whose meaning is the application's */
    SMS_UCS2  /* big-endian UTF-16 in practice */
};

/* How a text is cut into parts. Made by sms_plan_text. */
struct sms_plan {
    enum sms_alphabet alphabet; /* SMS_GSM7 or SMS_UCS2 */
    unsigned parts;             /* 1 to SMS_PARTS_MAX */
    unsigned units;             /* of the whole text: septets (extension character = 2) or UTF-16 units */
    uint16_t
        start[SMS_PARTS_MAX + 1]; /* byte offset of each part in the UTF-8 text; start[parts] = its length */
};

enum sms_kind {
    SMS_DELIVER,       /* SC -> phone: a message */
    SMS_STATUS_REPORT, /* SC -> phone: what became of ours */
    SMS_SUBMIT         /* phone -> SC: as we send it, or as found in a modem's store */
};

/* The words of one part, header and fill bits taken off. */
struct sms_body {
    enum sms_alphabet alphabet;
    uint8_t lock_table, single_table; /* 23.038 national language identifiers: 0 default, 1 Turkish, 2
                                         Spanish, 3 Portuguese */
    bool table_unknown;               /* another language was asked for; the default tables stand in */
    uint8_t count;                    /* used of data */
    uint8_t data[SMS_BODY_MAX];       /* septets, one a byte, or octets */
};

struct sms_concat {
    bool present;       /* false: a message by itself; the rest is 0 then */
    bool wide;          /* 16-bit reference (IEI 08); an equal 8-bit one is another message */
    uint16_t ref;       /* 0 is as good as any */
    uint8_t total, seq; /* 1 <= seq <= total, whatever was received */
};

struct sms_pdu {
    enum sms_kind kind;
    char address[SMS_ADDRESS_MAX]; /* "+12025550143", "5550143", "AMAZON"; "" if none or longer than the
                                      standard allows. The sender of a DELIVER, else the recipient. Always one
                                      line of valid UTF-8 */
    uint8_t toa;                   /* type of address as received, 23.040 clause 9.1.2.5 */
    bool alphanumeric;             /* address is a name and cannot be answered */
    uint8_t pid, dcs;              /* as received; 0 in a STATUS_REPORT */
    int message_class;             /* -1 none, 0 flash, 1 phone, 2 SIM, 3 terminal */

    bool has_time;   /* false if TP-SCTS is no date, and in a SUBMIT, which has none */
    int64_t time_s;  /* TP-SCTS as seconds since 1970 UTC */
    int tz_quarters; /* its zone, quarters of an hour east of UTC */

    struct sms_concat concat;
    bool has_ports; /* an application's message, not a person's (IEI 04, 05) */
    uint16_t port_to, port_from;
    struct sms_body body;

    uint8_t ref;        /* TP-MR of a STATUS_REPORT or SUBMIT */
    uint8_t status;     /* TP-ST of a STATUS_REPORT, 23.040 clause 9.2.3.15 */
    uint8_t validity;   /* TP-VP of a SUBMIT in its relative format, else 0 */
    bool report_wanted; /* TP-SRI, TP-SRR or TP-SRQ */
    bool more_to_come;  /* the SC holds further messages (TP-MMS) */

    bool has_discharge;  /* TP-DT is a date */
    int64_t discharge_s; /* TP-DT as seconds since 1970 UTC */
};

#endif
