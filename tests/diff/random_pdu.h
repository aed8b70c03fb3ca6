/* Random PDUs of every sort that a modem may hand over, built octet by octet with no code of drivers/sms. */
#ifndef TESTS_DIFF_RANDOM_PDU_H
#define TESTS_DIFF_RANDOM_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The state of splitmix.h. */
struct random {
    uint64_t state;
};

uint32_t random_below(struct random *self, uint32_t n);
/* True once in n times. */
bool random_once_in(struct random *self, uint32_t n);

enum pdu_kind { PDU_DELIVER, PDU_REPORT, PDU_SUBMIT };
enum pdu_text { PDU_GSM7, PDU_OCTETS, PDU_UCS2 };

/* 23.038 clause 4, what the text of a TP-DCS is made of. */
enum pdu_text pdu_text_of(uint8_t dcs);

/* The octets and where in them the fields are; 0: this kind has none. */
struct made {
    enum pdu_kind kind;
    uint8_t octets[300];
    size_t length;
    size_t first, address, dcs, stamp, discharge, udl;
    unsigned header; /* octets of the user data header, its length octet among them; 0: none */
    bool cut;        /* the user data end before TP-UDL says */
};

void made_random(struct random *random, struct made *out);

/* Random UTF-16 units of a text that can be sent: no lone surrogates, no NUL. gsm7: only what GSM-7 has. */
size_t made_text(struct random *random, bool gsm7, size_t units, uint16_t *out);

/* The septets or UTF-16 units of the text, by the fields. Returns how many. */
size_t made_units(const struct made *self, uint16_t *out, size_t cap);

#endif
