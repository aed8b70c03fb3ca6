#include "modem/network_time.h"

#include "base/calendar.h"

#include <string.h>

enum {
    ZONE_WEST = -48, /* 27.007 8.41 <tz> */
    ZONE_EAST = 56,
    QUARTER_S = 15 * 60,
    DAY_S = 24 * 3600,
    HALF_SECOND_MS = 500
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One number of at least one and at most `most` digits; *digits is how many it has. */
static bool read_number(const char **at, int most, int *value, int *digits)
{
    *value = *digits = 0;
    while (is_digit(**at) && *digits < most) {
        *value = *value * 10 + (*(*at)++ - '0');
        (*digits)++;
    }
    return *digits > 0 && !is_digit(**at);
}

/* Three numbers with `mark` between them; *digits is how many the first one has. */
static bool read_three(const char **at, char mark, int first_most, int value[3], int *digits)
{
    int others;

    if (!read_number(at, first_most, &value[0], digits))
        return false;
    for (int i = 1; i < 3; i++)
        if (*(*at)++ != mark || !read_number(at, 2, &value[i], &others))
            return false;
    return true;
}

/* Days since 1970-01-01; -1 if there is no such date, or none that a network has told. */
static int32_t day_of(const int date[3])
{
    if (date[0] < NETWORK_TIME_YEAR_MIN || date[0] > NETWORK_TIME_YEAR_MAX)
        return -1;
    return calendar_day(date[0], date[1], date[2]);
}

bool network_time_zone(const char *text, struct network_time *out)
{
    int value, digits;

    text += strspn(text, " \"");
    char sign = *text;
    if (sign != '+' && sign != '-')
        return false;
    text++;
    if (!read_number(&text, 2, &value, &digits))
        return false;
    if (sign == '-')
        value = -value;
    text += strspn(text, " \"");
    if ((*text != '\0' && *text != ',') || value < ZONE_WEST || value > ZONE_EAST)
        return false;
    out->has_zone = true;
    out->zone_quarters = (int16_t)value;
    return true;
}

bool network_time_read(const char *text, struct network_time *out)
{
    int date[3], clock[3], digits;

    *out = (struct network_time){.digits_s = 0};
    text += strspn(text, " \"");
    if (!read_three(&text, '/', 4, date, &digits) || digits == 3)
        return false;
    if (digits <= 2)
        date[0] += 2000;
    size_t gap = strspn(text, " ,\""); /* some quote date and time each (SIM7000's *PSUTTZ) */
    text += gap;
    if (gap == 0 || !read_three(&text, ':', 2, clock, &digits))
        return false;
    int32_t day = day_of(date);
    if (day < 0 || clock[0] > 23 || clock[1] > 59 || clock[2] > 59)
        return false;
    int seconds = clock[0] * 3600 + clock[1] * 60 + clock[2];
    out->digits_s = (int64_t)day * DAY_S + seconds;
    (void)network_time_zone(text, out);
    return true;
}

bool network_time_utc(const struct network_time *self, bool digits_are_utc, int64_t *wall_ms)
{
    int64_t seconds = self->digits_s;

    if (!self->has_zone)
        return false;
    if (!self->universal && !digits_are_utc)
        seconds -= (int64_t)self->zone_quarters * QUARTER_S;
    *wall_ms = seconds * 1000 + HALF_SECOND_MS;
    return true;
}
