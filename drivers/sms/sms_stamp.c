#include "sms/sms_stamp.h"

#include "base/calendar.h"

#define QUARTER_S    900
#define DAY_S        86400
#define QUARTERS_MAX 56    /* UTC+14 is the furthest there is */
#define DAYS_TO_2000 10957 /* from 1970 */
#define DAYS_TO_2100 47482

/* Two digits, low half first; -1 if they are no digits. */
static int swapped(uint8_t octet)
{
    int tens = octet & 0x0F;
    int ones = octet >> 4;
    return tens > 9 || ones > 9 ? -1 : tens * 10 + ones;
}

static uint8_t swap(int value)
{
    return (uint8_t)(value / 10 | value % 10 << 4);
}

/* Bit 3 of the octet is the sign, so the tens have three bits (clause 9.2.3.11). */
static bool read_zone(uint8_t octet, int *quarters)
{
    int value = swapped(octet & 0xF7);
    if (value < 0 || value > QUARTERS_MAX)
        return false;
    *quarters = octet & 0x08 ? -value : value;
    return true;
}

bool sms_stamp_read(const uint8_t octets[SMS_STAMP_OCTETS], int64_t *utc_s, int *quarters)
{
    *utc_s = 0;
    *quarters = 0;
    int year = swapped(octets[0]), month = swapped(octets[1]), day = swapped(octets[2]);
    int hour = swapped(octets[3]), minute = swapped(octets[4]), second = swapped(octets[5]);
    int32_t days = year < 0 ? -1 : calendar_day(2000 + year, month, day);
    if (days < 0)
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    if (!read_zone(octets[6], quarters))
        return false;
    int of_day = hour * 3600 + minute * 60 + second;
    *utc_s = (int64_t)days * DAY_S + of_day - (int64_t)*quarters * QUARTER_S;
    return true;
}

bool sms_stamp_write(int64_t utc_s, int quarters, uint8_t octets[SMS_STAMP_OCTETS])
{
    if (quarters < -QUARTERS_MAX || quarters > QUARTERS_MAX)
        return false;
    if (utc_s < 0 ||
        utc_s > (int64_t)(DAYS_TO_2100 + 1) * DAY_S) /* before the sum below, which could overflow */
        return false;
    int64_t local = utc_s + (int64_t)quarters * QUARTER_S;
    if (local < (int64_t)DAYS_TO_2000 * DAY_S || local >= (int64_t)DAYS_TO_2100 * DAY_S)
        return false;
    struct calendar_date date;
    calendar_read((int32_t)(local / DAY_S), &date);
    int of_day = (int)(local % DAY_S);
    octets[0] = swap(date.year - 2000);
    octets[1] = swap(date.month);
    octets[2] = swap(date.mday);
    octets[3] = swap(of_day / 3600);
    octets[4] = swap(of_day / 60 % 60);
    octets[5] = swap(of_day % 60);
    octets[6] = (uint8_t)(swap(quarters < 0 ? -quarters : quarters) | (quarters < 0 ? 0x08 : 0));
    return true;
}
