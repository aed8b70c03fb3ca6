/* TP-UDL and TP-UD: header, fill bits, body. 3GPP TS 23.040 clause 9.2.3.24. */
#ifndef SMS_USERDATA_H
#define SMS_USERDATA_H

#include "sms/sms_octets.h"
#include "sms/sms_types.h"

#define SMS_USERDATA_OCTETS_MAX (1 + SMS_UD_OCTETS_MAX)

/* One part of a planned text. */
struct sms_piece {
    const char *text; /* whole, UTF-8 */
    const struct sms_plan *plan;
    unsigned part; /* 0 to plan->parts - 1 */
    uint16_t ref;  /* same in all parts of a message */
    bool wide_ref; /* the plan left room for it */
};

/* Writes TP-UDL and TP-UD with a concatenation element if the plan has several parts. Returns the octets, 0
 * if the plan does not fit the text, the part or the 140 octets. */
size_t sms_userdata_write(const struct sms_piece *piece, uint8_t out[SMS_USERDATA_OCTETS_MAX]);

/* Reads TP-UDL and TP-UD to the end of `in` into out->body, ->concat and ->ports. `header` is TP-UDHI.
 *
 * A header that is longer than the data is an error: nothing tells where the words begin. Data shorter than
 * TP-UDL is not: what is there is read, since half of a lead's words beat none. Unknown elements are passed
 * over; one that runs over the header's end ends the list of elements, not the message. */
TB_MUST_CHECK bool sms_userdata_read(struct sms_octets *in, bool header, enum sms_alphabet alphabet,
                                     struct sms_pdu *out);

#endif
