#include "sms/sms_stamp.h"

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

/* 2000 to 2099: every fourth year is a leap year. */
static int days_in(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && year % 4 == 0);
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
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return false;
    if (!read_zone(octets[6], quarters))
        return false;
    int64_t days = DAYS_TO_2000 + year * 365 + (year + 3) / 4 + day - 1;
    for (int m = 1; m < month; m++)
        days += days_in(year, m);
    int of_day = hour * 3600 + minute * 60 + second;
    *utc_s = days * DAY_S + of_day - (int64_t)*quarters * QUARTER_S;
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
    int days = (int)(local / DAY_S) - DAYS_TO_2000;
    int of_day = (int)(local % DAY_S);
    int year = 0;
    while (days >= 365 + (year % 4 == 0)) {
        days -= 365 + (year % 4 == 0);
        year++;
    }
    int month = 1;
    while (days >= days_in(year, month))
        days -= days_in(year, month++);
    octets[0] = swap(year);
    octets[1] = swap(month);
    octets[2] = swap(days + 1);
    octets[3] = swap(of_day / 3600);
    octets[4] = swap(of_day / 60 % 60);
    octets[5] = swap(of_day % 60);
    octets[6] = (uint8_t)(swap(quarters < 0 ? -quarters : quarters) | (quarters < 0 ? 0x08 : 0));
    return true;
}
