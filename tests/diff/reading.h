/* What a decoder made of a PDU, in one form for both: ours and libgammu's. */
#ifndef TESTS_DIFF_READING_H
#define TESTS_DIFF_READING_H

#include "random_pdu.h"

enum { READING_TEXT_MAX = 160 * 4 + 1, READING_OCTETS_MAX = 160 };

enum reading_text { READING_GSM7, READING_OCTETS, READING_UCS2, READING_NONE };

struct reading {
    bool accepted;
    enum pdu_kind kind;
    char address[256];
    unsigned reference; /* TP-MR */
    unsigned status;    /* TP-ST */
    int message_class;  /* -1: none */
    int validity;       /* relative TP-VP, -1: none */

    bool dated, discharged; /* it is a date */
    int64_t time_s, discharge_s;
    int zone_s;

    bool concat, wide;
    unsigned concat_reference, total, seq;

    enum reading_text alphabet;
    char text[READING_TEXT_MAX]; /* UTF-8, of this part alone */
    unsigned octets;             /* of READING_OCTETS */
    uint8_t octet[READING_OCTETS_MAX];
};

void reading_of_ours(const struct made *made, struct reading *out);

/* length: how many of the octets libgammu is told of. */
void reading_of_gammu(const struct made *made, size_t length, struct reading *out);

/* UTF-16 units as UTF-8; half a pair and NUL as U+FFFD, as sms_join has it. */
void reading_utf8(const uint16_t *units, size_t count, char *out, size_t cap);

/* Seconds since 1970 of a date and time of day, by counting days; any year from 1970. */
int64_t reading_seconds(int year, int month, int day, int hour, int minute, int second);

/* A text message to write. */
struct to_write {
    const char *number;
    uint16_t unit[70 * 3]; /* of this part */
    size_t units;
    bool gsm7, concat, report, reject_duplicates;
    uint8_t reference, total, seq, validity;
};

/* The SUBMIT that libgammu makes of it, the SMSC octet first. Returns the octets, 0 if it fails. */
size_t gammu_submit(const struct to_write *message, uint8_t out[400]);

#endif
