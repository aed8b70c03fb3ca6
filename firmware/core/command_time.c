#include "core/command_time.h"

#include <stddef.h>
#include <string.h>

enum { HOUR = 60, DAY = 24 * HOUR, NUMBER_DIGITS = 5 };

struct scan {
    const char *at;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static void skip_blanks(struct scan *s)
{
    while (*s->at == ' ' || *s->at == ',' || (*s->at == '.' && !is_digit(s->at[1])))
        s->at++;
}

static bool at_end(struct scan *s)
{
    skip_blanks(s);
    return *s->at == '\0';
}

/* Length of the word here. */
static size_t word_length(const struct scan *s)
{
    size_t n = 0;
    while (is_letter(s->at[n]))
        n++;
    return n;
}

/* Takes the word here if it is one of `words`, a list with blanks before, between and behind. */
static bool take_word(struct scan *s, const char *words)
{
    skip_blanks(s);
    size_t n = word_length(s);
    for (const char *p = words; n > 0 && *p != '\0'; p++) {
        if (p[0] == ' ' && strncmp(p + 1, s->at, n) == 0 && p[n + 1] == ' ') {
            s->at += n;
            return true;
        }
    }
    return false;
}

/* Takes digits, at most NUMBER_DIGITS. Returns how many, 0 if none or too many. */
static size_t take_number(struct scan *s, uint32_t *out)
{
    size_t n = 0;
    *out = 0;
    while (is_digit(s->at[n])) {
        if (n == NUMBER_DIGITS)
            return 0;
        *out = *out * 10 + (uint32_t)(s->at[n++] - '0');
    }
    s->at += n;
    return n;
}

/* --- spans --- */

/* A quantity in hundredths: "2", "1.5", "1/2", "an", "half an", "two". */
static bool take_quantity(struct scan *s, uint32_t *hundredths)
{
    static const char *const NUMBERS[] = {" a an one ", " two ", " three ", " four ",
                                          " five ",     " six ", " seven "};
    uint32_t n = 0, tail = 0;

    skip_blanks(s);
    if (take_word(s, " half ")) {
        (void)take_word(s, " a an ");
        *hundredths = 50;
        return true;
    }
    for (size_t i = 0; i < TB_COUNT(NUMBERS); i++) {
        if (take_word(s, NUMBERS[i])) {
            *hundredths = (uint32_t)(i + 1) * 100;
            return true;
        }
    }
    if (take_number(s, &n) == 0)
        return false;
    *hundredths = n * 100;
    if (s->at[0] == '.' && is_digit(s->at[1])) {
        s->at++;
        size_t digits = take_number(s, &tail);
        if (digits == 0 || digits > 2)
            return false;
        *hundredths += digits == 1 ? tail * 10 : tail;
    } else if (n == 1 && strncmp(s->at, "/2", 2) == 0 && !is_digit(s->at[2])) {
        s->at += 2;
        *hundredths = 50;
    }
    return true;
}

/* Minutes of one unit, 0 if there is none here. */
static uint32_t take_unit(struct scan *s)
{
    if (take_word(s, " m min mins minute minutes mn "))
        return 1;
    if (take_word(s, " h hr hrs hour hours "))
        return HOUR;
    if (take_word(s, " d day days "))
        return DAY;
    return take_word(s, " w wk wks week weeks ") ? 7 * DAY : 0;
}

/* "2h", "1h30", "1 hour and 30 minutes", "half an hour", "3 days". */
static bool read_span(struct scan s, struct command_when *out)
{
    uint64_t minutes = 0;
    uint32_t last = 0;

    do {
        uint32_t hundredths = 0;
        if (!take_quantity(&s, &hundredths))
            return false;
        uint32_t unit = take_unit(&s);
        if (unit == 0 && last == HOUR && at_end(&s))
            unit = 1;
        if (unit == 0)
            return false;
        minutes += (uint64_t)hundredths * unit / 100;
        last = unit;
        (void)take_word(&s, " and ");
    } while (!at_end(&s));
    *out = (struct command_when){.kind = COMMAND_WHEN_FOR, .minutes = (uint32_t)minutes, .minute = -1};
    return minutes > 0 && minutes <= (uint64_t)COMMAND_DAYS_MAX * DAY;
}

/* --- moments --- */

static bool take_weekday(struct scan *s, uint8_t *weekday)
{
    static const char *const NAMES[7] = {" sun sunday ",
                                         " mon monday ",
                                         " tue tues tuesday ",
                                         " wed weds wednesday ",
                                         " thu thur thurs thursday ",
                                         " fri friday ",
                                         " sat saturday "};
    for (uint8_t i = 0; i < 7; i++) {
        if (take_word(s, NAMES[i])) {
            *weekday = i;
            return true;
        }
    }
    return false;
}

static uint32_t take_month(struct scan *s)
{
    static const char *const NAMES[12] = {" jan january ", " feb february ", " mar march ",
                                          " apr april ",   " may ",          " jun june ",
                                          " jul july ",    " aug august ",   " sep sept september ",
                                          " oct october ", " nov november ", " dec december "};
    for (uint32_t i = 0; i < 12; i++) {
        if (take_word(s, NAMES[i]))
            return i + 1;
    }
    return 0;
}

static bool set_date(struct command_when *out, uint32_t year, uint32_t month, uint32_t mday)
{
    static const uint8_t LENGTH[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year > 0 && year < 100)
        year += 2000;
    if (month < 1 || month > 12 || mday < 1 || mday > LENGTH[month - 1] ||
        (year != 0 && (year < 2020 || year > 2199)))
        return false;
    if (month == 2 && mday == 29 && year != 0 && (year % 4 != 0 || year == 2100))
        return false;
    out->day = COMMAND_DAY_DATE;
    out->year = (uint16_t)year;
    out->month = (uint8_t)month;
    out->mday = (uint8_t)mday;
    return true;
}

/* "12/24", "12/24/26", "12-24", "2026-12-24". */
static bool take_figures(struct scan *s, struct command_when *out)
{
    struct scan t = *s;
    uint32_t part[3] = {0, 0, 0};
    size_t count = 0;
    char sign = '\0';

    size_t first = take_number(&t, &part[count++]);
    if (first == 0 || (*t.at != '/' && *t.at != '-'))
        return false;
    sign = *t.at;
    while (count < 3 && *t.at == sign) {
        t.at++;
        if (take_number(&t, &part[count++]) == 0)
            return false;
    }
    if (*t.at == sign || is_letter(*t.at))
        return false;
    *s = t;
    if (first == 4)
        return count == 3 && set_date(out, part[0], part[1], part[2]);
    return set_date(out, part[2], part[0], part[1]);
}

/* "Dec 24", "24 December", "Dec 24th". */
static bool take_named_date(struct scan *s, struct command_when *out)
{
    struct scan t = *s;
    uint32_t mday = 0;
    uint32_t month = take_month(&t);

    skip_blanks(&t);
    if (take_number(&t, &mday) == 0)
        return false;
    (void)take_word(&t, " st nd rd th ");
    (void)take_word(&t, " of ");
    if (month == 0)
        month = take_month(&t);
    if (month == 0)
        return false;
    *s = t;
    return set_date(out, 0, month, mday);
}

static bool take_day(struct scan *s, struct command_when *out)
{
    skip_blanks(s);
    if (take_word(s, " today tonight ")) {
        out->day = COMMAND_DAY_TODAY;
        return true;
    }
    if (take_word(s, " tomorrow tomorow tommorow tommorrow tmrw tmr tom tmw ")) {
        out->day = COMMAND_DAY_TOMORROW;
        return true;
    }
    if (take_weekday(s, &out->weekday)) {
        out->day = COMMAND_DAY_WEEKDAY;
        return true;
    }
    return take_figures(s, out) || take_named_date(s, out);
}

/* "5pm", "5:30 pm", "17:00", "5p", "noon", "5" (either half of the day). */
static bool take_clock(struct scan *s, struct command_when *out)
{
    uint32_t hour = 0, minute = 0;

    skip_blanks(s);
    if (take_word(s, " noon midday ") || take_word(s, " midnight ")) {
        out->minute = s->at[-1] == 't' ? 0 : 12 * HOUR;
        return true;
    }
    size_t digits = take_number(s, &hour);
    if (digits == 0 || digits > 2)
        return false;
    bool colon = *s->at == ':' || (*s->at == '.' && is_digit(s->at[1]));
    if (colon) {
        s->at++;
        if (take_number(s, &minute) != 2 || minute > 59)
            return false;
    }
    bool am = take_word(s, " am a "), pm = !am && take_word(s, " pm p ");
    if (am || pm) {
        if (hour < 1 || hour > 12)
            return false;
        hour = hour % 12 + (pm ? 12 : 0);
    } else {
        (void)take_word(s, " oclock ");
        out->either_half = hour >= 1 && hour <= 12 && digits == 1 + (hour > 9);
        hour = out->either_half ? hour % 12 : hour;
    }
    out->minute = (int16_t)(hour * HOUR + minute);
    return hour < 24;
}

/* A day, a clock time, or both in either order. */
static bool read_moment(struct scan s, bool said_until, struct command_when *out)
{
    bool day = false, clock = false;

    *out = (struct command_when){.kind = COMMAND_WHEN_UNTIL, .minute = -1};
    while (!at_end(&s)) {
        struct scan before = s;
        if (take_word(&s, " on at next this the "))
            continue;
        if (!day && take_day(&s, out)) {
            day = true;
            continue;
        }
        s = before;
        if (clock || !take_clock(&s, out))
            return false;
        clock = true;
    }
    return day || (clock && (said_until || !out->either_half));
}

static bool take_until(struct scan *s)
{
    return take_word(s, " until till til untill unitl untl thru through ");
}

bool command_time_begins(const char *low)
{
    struct scan s = {low};
    skip_blanks(&s);
    return is_digit(*s.at) || take_until(&s) || take_word(&s, " for in ");
}

bool command_time_read(const char *low, struct command_when *out)
{
    struct scan s = {low};

    if (take_until(&s))
        return read_moment(s, true, out);
    if (take_word(&s, " for in "))
        return read_span(s, out);
    return read_span(s, out) || read_moment(s, false, out);
}
