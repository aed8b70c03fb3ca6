#include "submission.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOA_INTERNATIONAL = 1, DIGITS_US = 10, DIGITS_US_WITH_1 = 11 };

void submission_number(const char *raw, int toa, char out[PHONE_MAX])
{
    char digits[PHONE_MAX];
    size_t n = 0;

    (void)snprintf(out, PHONE_MAX, "%s", raw);
    if (raw[0] == '+')
        return;
    if (toa >= 0 && ((toa >> 4) & 7) == TOA_INTERNATIONAL) {
        (void)snprintf(out, PHONE_MAX, "+%s", raw);
        return;
    }
    for (const char *p = raw; *p != '\0' && n + 1 < sizeof digits; p++)
        if (isdigit((unsigned char)*p))
            digits[n++] = *p;
    digits[n] = '\0';
    if (n == DIGITS_US)
        (void)snprintf(out, PHONE_MAX, "+1%.10s", digits);
    else if (n == DIGITS_US_WITH_1 && digits[0] == '1')
        (void)snprintf(out, PHONE_MAX, "+%.11s", digits);
}

/* --- the octets, by 3GPP TS 23.040 9.2.2.2: our own codec does not judge itself --- */

struct octets {
    uint8_t at[256];
    size_t count;
};

static const char *read_hex(const char *text, struct octets *out)
{
    size_t length = strlen(text);

    if (length == 0 || length % 2 != 0 || length / 2 > sizeof out->at)
        return "not hexadecimal";
    for (size_t i = 0; i < length; i += 2) {
        char pair[3] = {text[i], text[i + 1], '\0'};
        if (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1]))
            return "not hexadecimal";
        out->at[i / 2] = (uint8_t)strtoul(pair, NULL, 16);
    }
    out->count = length / 2;
    return NULL;
}

/* The address field at *at, which moves behind it. */
static const char *check_address(const struct octets *pdu, size_t *at)
{
    if (*at + 2 > pdu->count)
        return "PDU too short";
    unsigned digits = pdu->at[*at], toa = pdu->at[*at + 1];
    size_t begin = *at + 2, end = begin + (digits + 1) / 2;
    if (end > pdu->count)
        return "address runs over the end";
    if ((toa & 0x80) == 0)
        return "bad type of address";
    if (digits == 0)
        return "empty destination address";
    for (unsigned i = 0; i < digits; i++)
        if (((pdu->at[begin + i / 2] >> (i % 2 != 0 ? 4 : 0)) & 15) == 15)
            return "filler inside an address";
    if (digits % 2 != 0 && pdu->at[end - 1] >> 4 != 15)
        return "odd address without the F filler";
    *at = end;
    return NULL;
}

static const char *check_header(const uint8_t *ud, size_t length, size_t *header)
{
    if (length == 0 || (size_t)ud[0] + 1 > length)
        return "header longer than the data";
    *header = (size_t)ud[0] + 1;
    for (size_t k = 1; k + 1 < *header; k += 2 + (size_t)ud[k + 1]) {
        unsigned id = ud[k], size = ud[k + 1];
        if (k + 2 + size > *header)
            return "information element over the header's end";
        const uint8_t *value = &ud[k + 2];
        bool narrow = id == 0 && size == 3 && value[2] > 0 && value[2] <= value[1];
        bool wide = id == 8 && size == 4 && value[3] > 0 && value[3] <= value[2];
        if ((id == 0 || id == 8) && !narrow && !wide)
            return "impossible concatenation element";
    }
    return NULL;
}

static bool is_septets(unsigned dcs)
{
    unsigned group = dcs >> 4;

    if (group < 8)
        return ((dcs >> 2) & 3) == 0 || ((dcs >> 2) & 3) == 3;
    return !(group == 14 || (group == 15 && (dcs & 4) != 0));
}

static bool is_ucs2(unsigned dcs)
{
    return dcs >> 4 == 14 || (dcs >> 4 < 8 && ((dcs >> 2) & 3) == 2);
}

static const char *check_user_data(const struct octets *pdu, size_t at, unsigned dcs, bool has_header)
{
    unsigned udl = pdu->at[at];
    const uint8_t *ud = &pdu->at[at + 1];
    size_t length = pdu->count - at - 1, header = 0;
    const char *why = has_header ? check_header(ud, length, &header) : NULL;

    if (why != NULL)
        return why;
    if (is_septets(dcs)) {
        if (udl > SMS_BODY_MAX)
            return "more than 160 septets";
        return length == (udl * 7 + 7) / 8 ? NULL : "TP-UDL and the octets of data disagree";
    }
    if (udl != length || udl > SMS_UD_OCTETS_MAX)
        return "TP-UDL and the octets of data disagree";
    return is_ucs2(dcs) && (udl - header) % 2 != 0 ? "odd number of UCS-2 octets" : NULL;
}

static const char *check_submit(const struct octets *pdu, unsigned long announced)
{
    static const uint8_t validity[4] = {0, 7, 1, 7}; /* octets of TP-VP by its format */

    if (pdu->count == 0 || (size_t)pdu->at[0] + 2 > pdu->count)
        return "SMSC runs over the end";
    size_t at = (size_t)pdu->at[0] + 1;
    if (pdu->count - at != announced)
        return "AT+CMGS announced another length";
    unsigned first = pdu->at[at];
    if ((first & 3) != 1)
        return "not a SUBMIT";
    at += 2;
    const char *why = check_address(pdu, &at);
    if (why != NULL)
        return why;
    size_t length_at = at + 2 + validity[(first >> 3) & 3];
    if (length_at >= pdu->count)
        return "PDU too short";
    return check_user_data(pdu, length_at, pdu->at[at + 1], (first & 0x40) != 0);
}

/* --- one submission --- */

static void trimmed(const char *at, size_t length, struct bytes *out)
{
    while (length > 0 && isspace((unsigned char)at[0])) {
        at++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)at[length - 1]))
        length--;
    bytes_add(out, at, length);
}

static const char *read_pdu(struct submission *out, const char *argument)
{
    struct octets pdu;
    const char *why = read_hex(out->body, &pdu);
    char *end;
    unsigned long announced = strtoul(argument, &end, 10);

    while (isspace((unsigned char)*end))
        end++;
    if (!isdigit((unsigned char)argument[strspn(argument, " ")]) || *end != '\0')
        return "the argument of AT+CMGS is no length";
    if (why == NULL)
        why = check_submit(&pdu, announced);
    if (why == NULL && !sms_decode(out->body, strlen(out->body), false, &out->pdu))
        why = "it cannot be decoded";
    if (why != NULL)
        return why;
    const struct sms_body *one = &out->pdu.body;
    char *text = bytes_room(NULL, SMS_TEXT_MAX, 1);
    (void)sms_join(&one, 1, text, SMS_TEXT_MAX);
    out->text = text;
    out->decoded = true;
    submission_number(out->pdu.address, out->pdu.toa, out->to);
    return out->pdu.alphanumeric ? "the destination is a name" : NULL;
}

/* AT+CMGS="+12025550143",145 and the words themselves. */
static const char *read_text(struct submission *out, const char *argument)
{
    char number[PHONE_MAX] = "";
    int toa = -1;

    if (sscanf(argument, " \"%63[^\"]\" ,%d", number, &toa) < 1)
        return "empty destination";
    submission_number(number, toa, out->to);
    out->text = bytes_copy(out->body);
    return out->to[strspn(out->to, "+")] != '\0' ? NULL : "empty destination";
}

void submission_read(struct submission *out, const char *command, const char *body, size_t length,
                     bool text_mode, int64_t now_ms)
{
    struct bytes bare = {.at = NULL};
    const char *equals = strchr(command, '='), *argument = equals != NULL ? equals + 1 : "";

    *out = (struct submission){.at_ms = now_ms, .command = bytes_copy(command)};
    trimmed(body, length, &bare);
    out->body = bare.at;
    const char *why = text_mode || argument[0] == '"' ? read_text(out, argument) : read_pdu(out, argument);
    if (out->text == NULL)
        out->text = bytes_copy("");
    if (why == NULL)
        return;
    out->bad = true;
    out->decoded = false;
    (void)snprintf(out->to, sizeof out->to, "?");
    (void)snprintf(out->why, sizeof out->why, "%s", why);
}

void submission_free(struct submission *self)
{
    free(self->command);
    free(self->body);
    free(self->text);
}
