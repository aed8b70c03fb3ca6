#include "core/content.h"

enum {
    WAP_PUSH_PORT = 2948, /* an MMS notice: WAP-251 */
    TYPE_0 = 0x40,        /* 23.040 9.2.3.9 */
    ACTIVE = 0x08         /* 23.038 clause 4, of an indicator: something waits */
};

/* Indicators of waiting messages, 23.038 clause 4: those of voicemail come with no words as a rule. */
static bool is_indicator(const struct sms_pdu *pdu)
{
    return pdu->dcs >> 4 == 0xC || pdu->dcs >> 4 == 0xD || pdu->dcs >> 4 == 0xE;
}

enum content content_of(const struct sms_pdu *pdu, const char *body)
{
    if (pdu->has_ports && pdu->port_to == WAP_PUSH_PORT)
        return CONTENT_PICTURE;
    return body[0] == '\0' ? CONTENT_EMPTY : CONTENT_WORDS;
}

bool content_is_nobodys(const struct sms_pdu *pdu, enum content content)
{
    return pdu->pid == TYPE_0 || (content == CONTENT_EMPTY && is_indicator(pdu) && (pdu->dcs & ACTIVE) == 0);
}

const char *content_words(const struct sms_pdu *pdu, enum content content, const char *body)
{
    if (content == CONTENT_PICTURE)
        return "(sent a picture or long message that I cannot open)";
    if (content != CONTENT_EMPTY)
        return body;
    return is_indicator(pdu) ? "(somebody left a message on the voicemail of my SIM)" : "(empty text)";
}
