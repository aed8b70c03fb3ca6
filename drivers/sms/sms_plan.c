#include "sms/sms_plan.h"

#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

/* No unit of either alphabet takes more than 3 bytes of UTF-8, so an offset fits its type. */
_Static_assert(SMS_PARTS_MAX *SMS_BODY_MAX * 3 <= UINT16_MAX, "sms_plan.start is too narrow");

/* Units of a character; 0 if the alphabet has no place for it. */
static unsigned units_of(uint32_t c, enum sms_alphabet alphabet)
{
    uint8_t code[2];
    if (c == SMS_UTF_BAD)
        return 0;
    switch (alphabet) {
    case SMS_GSM7:
        return sms_gsm7_encode(c, code);
    case SMS_UCS2:
        return sms_utf16_units(c);
    case SMS_8BIT:
        return 0;
    }
    return 0;
}

bool sms_plan_as(const char *utf8, enum sms_alphabet alphabet, unsigned header_octets, struct sms_plan *plan)
{
    CHECK(header_octets < SMS_UD_OCTETS_MAX);
    bool gsm7 = alphabet == SMS_GSM7;
    unsigned alone = gsm7 ? SMS_BODY_MAX : SMS_UD_OCTETS_MAX / 2;
    unsigned in_part_max = gsm7 ? SMS_BODY_MAX - (unsigned)sms_gsm7_cover(header_octets)
                                : (SMS_UD_OCTETS_MAX - header_octets) / 2;
    unsigned in_part = 0;
    *plan = (struct sms_plan){.alphabet = alphabet, .parts = 1};
    const char *at = utf8;
    for (;;) {
        uint16_t offset = (uint16_t)(at - utf8);
        uint32_t c = sms_utf8_next(&at);
        if (c == 0)
            break;
        unsigned units = units_of(c, alphabet);
        if (units == 0)
            return false;
        if (in_part + units > in_part_max) {
            if (plan->parts == SMS_PARTS_MAX)
                return false;
            plan->start[plan->parts++] = offset;
            in_part = 0;
        }
        in_part += units;
        plan->units += units;
    }
    if (plan->units <= alone)
        plan->parts = 1; /* no header then, so more fits than in a part */
    plan->start[plan->parts] = (uint16_t)(at - utf8);
    return true;
}

bool sms_plan_text(const char *utf8, struct sms_plan *plan)
{
    return sms_plan_as(utf8, SMS_GSM7, SMS_HEADER_NARROW, plan) ||
           sms_plan_as(utf8, SMS_UCS2, SMS_HEADER_NARROW, plan);
}
