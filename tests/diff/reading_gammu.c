#include "reading.h"

#include "base/check.h"

#include <gammu.h>
#include <string.h>

static size_t put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

void reading_utf8(const uint16_t *units, size_t count, char *out, size_t cap)
{
    size_t n = 0;

    for (size_t i = 0; i < count && n + 5 <= cap; i++) {
        uint32_t c = units[i];
        bool high = c >= 0xD800 && c < 0xDC00, low = c >= 0xDC00 && c < 0xE000;
        if (high && i + 1 < count && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000)
            c = 0x10000 + ((c - 0xD800) << 10 | (units[++i] - 0xDC00U));
        else if (high || low || c == 0)
            c = 0xFFFD;
        n += put_utf8(c, out + n);
    }
    out[n] = '\0';
}

int64_t reading_seconds(int year, int month, int day, int hour, int minute, int second)
{
    static const int BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t days = (year - 1970) * 365 + (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400;

    if (month >= 1 && month <= 12)
        days += BEFORE[month - 1];
    if (month > 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        days++;
    return ((days + day - 1) * 24 + hour) * 3600 + minute * 60 + second;
}

static int64_t seconds_of(const GSM_DateTime *time)
{
    return reading_seconds(time->Year, time->Month, time->Day, time->Hour, time->Minute, time->Second) -
           time->Timezone;
}

/* Its text is UTF-16, the high octet first, ended by NUL. */
static void read_units(const unsigned char *text, char *out, size_t cap)
{
    uint16_t units[GSM_MAX_SMS_LENGTH + 1];
    size_t n = 0;

    for (; n < TB_COUNT(units) && (text[2 * n] != 0 || text[2 * n + 1] != 0); n++)
        units[n] = (uint16_t)(text[2 * n] << 8 | text[2 * n + 1]);
    reading_utf8(units, n, out, cap);
}

static void read_text(const GSM_SMSMessage *sms, struct reading *out)
{
    switch ((int)sms->Coding) {
    case SMS_Coding_Default_No_Compression:
        out->alphabet = READING_GSM7;
        break;
    case SMS_Coding_Unicode_No_Compression:
        out->alphabet = READING_UCS2;
        break;
    case SMS_Coding_8bit:
        out->alphabet = READING_OCTETS;
        CHECK(sms->Length >= 0 && sms->Length <= READING_OCTETS_MAX);
        out->octets = (unsigned)sms->Length;
        memcpy(out->octet, sms->Text, out->octets);
        return;
    default:
        return;
    }
    read_units(sms->Text, out->text, sizeof out->text);
}

static void read_concat(const GSM_UDHHeader *header, struct reading *out)
{
    if (header->Type == UDH_NoUDH || header->PartNumber < 0)
        return;
    out->concat = true;
    out->wide = header->ID16bit >= 0;
    out->concat_reference = (unsigned)(out->wide ? header->ID16bit : header->ID8bit);
    out->total = (unsigned)header->AllParts;
    out->seq = (unsigned)header->PartNumber;
}

void reading_of_gammu(const struct made *made, size_t length, struct reading *out)
{
    static GSM_SMSMessage sms;
    static unsigned char octets[1024]; /* it looks a little behind the end it was told of */
    size_t end = 0;

    *out = (struct reading){.validity = -1, .alphabet = READING_NONE, .message_class = -1};
    memset(&sms, 0, sizeof sms);
    memset(octets, 0, sizeof octets);
    memcpy(octets, made->octets, made->length);
    out->accepted = GSM_DecodePDUFrame(NULL, &sms, octets, length, &end, TRUE) == ERR_NONE;
    if (!out->accepted)
        return;
    out->kind = sms.PDU == SMS_Submit ? PDU_SUBMIT : sms.PDU == SMS_Status_Report ? PDU_REPORT : PDU_DELIVER;
    read_units(sms.Number, out->address, sizeof out->address);
    out->reference = sms.MessageReference;
    out->status = sms.DeliveryStatus;
    out->message_class = out->kind == PDU_REPORT ? -1 : sms.Class;
    if (sms.SMSC.Validity.Format == SMS_Validity_RelativeFormat)
        out->validity = (int)sms.SMSC.Validity.Relative;
    out->dated = out->kind != PDU_SUBMIT && sms.DateTime.Year != 0; /* 0: it found no date */
    out->discharged = out->kind == PDU_REPORT && sms.SMSCTime.Year != 0;
    if (out->dated) {
        out->time_s = seconds_of(&sms.DateTime);
        out->zone_s = sms.DateTime.Timezone;
    }
    if (out->discharged)
        out->discharge_s = seconds_of(&sms.SMSCTime);
    read_concat(&sms.UDH, out);
    if (out->kind != PDU_REPORT)
        read_text(&sms, out);
}

/* It lays a SUBMIT out with gaps; its AT driver puts the pieces together just so. */
static size_t squeeze(const unsigned char *frame, int length, uint8_t *out)
{
    const GSM_SMSMessageLayout *at = &PHONE_SMSSubmit;
    size_t n = 0, address = (frame[at->Number] + 1U) / 2 + 2;

    out[n++] = 0;
    out[n++] = frame[at->firstbyte];
    out[n++] = frame[at->TPMR];
    memcpy(out + n, frame + at->Number, address);
    n += address;
    out[n++] = frame[at->TPPID];
    out[n++] = frame[at->TPDCS];
    out[n++] = frame[at->TPVP];
    out[n++] = frame[at->TPUDL];
    memcpy(out + n, frame + at->Text, (size_t)(length - at->Text));
    return n + (size_t)(length - at->Text);
}

size_t gammu_submit(const struct to_write *message, uint8_t out[400])
{
    static GSM_SMSMessage sms;
    unsigned char frame[1000] = {0};
    int length = 0;

    memset(&sms, 0, sizeof sms);
    GSM_SetDefaultSMSData(&sms);
    sms.PDU = message->report ? SMS_Status_Report : SMS_Submit;
    sms.SMSC.Location = 0;
    sms.SMSC.Validity.Format = SMS_Validity_RelativeFormat;
    sms.SMSC.Validity.Relative = (GSM_ValidityPeriod)message->validity;
    sms.Class = -1;
    sms.RejectDuplicates = message->reject_duplicates;
    sms.Coding = message->gsm7 ? SMS_Coding_Default_No_Compression : SMS_Coding_Unicode_No_Compression;
    EncodeUnicode(sms.Number, message->number, strlen(message->number));
    for (size_t i = 0; i < message->units; i++) {
        sms.Text[2 * i] = (unsigned char)(message->unit[i] >> 8);
        sms.Text[2 * i + 1] = (unsigned char)message->unit[i];
    }
    sms.Length = (int)message->units;
    sms.UDH.Type = message->concat ? UDH_ConcatenatedMessages : UDH_NoUDH;
    sms.UDH.ID8bit = message->reference;
    sms.UDH.ID16bit = -1;
    sms.UDH.PartNumber = message->seq;
    sms.UDH.AllParts = message->total;
    GSM_EncodeUDHHeader(NULL, &sms.UDH);
    if (GSM_EncodeSMSFrame(NULL, &sms, frame, PHONE_SMSSubmit, &length, TRUE) != ERR_NONE)
        return 0;
    return squeeze(frame, length, out);
}
