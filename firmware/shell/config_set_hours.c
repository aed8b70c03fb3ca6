/* [hours]: "Mon-Sat 08:00-20:00, Sun 12:00-18:00", dates, special openings. */
#include "base/calendar.h"
#include "shell/config_set.h"

#include <string.h>
#include <strings.h>

enum { ITEM_MAX = 96, MINUTES_A_DAY = 1440, ALL_DAYS = 0x7F };

static const char *const DAYS[7] = {"sunday",   "monday", "tuesday", "wednesday",
                                    "thursday", "friday", "saturday"};

/* Reads "Mon", "Tues" or "Wednesday"; 0 = Sunday, -1 if there is none. *at is behind it. */
static int read_day(const char **at)
{
    size_t length = 0;
    while ((config_lower((*at)[length]) >= 'a' && config_lower((*at)[length]) <= 'z'))
        length++;
    for (int day = 0; length >= 3 && day < 7; day++) {
        if (length <= strlen(DAYS[day]) && strncasecmp(*at, DAYS[day], length) == 0) {
            *at += length + ((*at)[length] == '.' ? 1 : 0);
            return day;
        }
    }
    return -1;
}

static void skip_blanks(const char **at)
{
    *at += strspn(*at, " ");
}

/* Passes over "-" with blanks around it. */
static bool skip_dash(const char **at)
{
    const char *p = *at;
    skip_blanks(&p);
    if (*p != '-')
        return false;
    p++;
    skip_blanks(&p);
    *at = p;
    return true;
}

/* Reads "Mon-Sat" or "Sun" into a set of days, bit 0 = Sunday. False if it is neither. */
static bool read_days(const char **at, unsigned *days)
{
    int from = read_day(at);
    int to = from;
    if (from >= 0 && skip_dash(at))
        to = read_day(at);
    if (from < 0 || to < 0)
        return false;
    for (int day = from;; day = (day + 1) % 7) {
        *days |= 1U << day;
        if (day == to)
            return true;
    }
}

/* "am", "PM", "a.m.": 'a' or 'p'; '\0' if there is none. */
static char read_half(const char **at)
{
    const char *p = *at;
    skip_blanks(&p);
    char half = config_lower(*p);
    if (half != 'a' && half != 'p')
        return '\0';
    p += p[1] == '.' ? 2 : 1;
    if (config_lower(*p) != 'm')
        return '\0';
    p += p[1] == '.' ? 2 : 1;
    *at = p;
    return half;
}

/* Reads 08:00, 8:00, 9am or 9:30 pm as minutes; -1 if it is no time, or has neither minutes nor am or pm. */
static int read_time(const char **at)
{
    const char *p = *at;
    int hour = 0, minute = 0, digits = 0;
    for (; config_is_digit(*p) && digits < 3; digits++)
        hour = hour * 10 + (*p++ - '0');
    if (digits < 1 || digits > 2)
        return -1;
    bool minutes = *p == ':';
    if (minutes) {
        if (!config_is_digit(p[1]) || !config_is_digit(p[2]) || config_is_digit(p[3]))
            return -1;
        minute = (p[1] - '0') * 10 + (p[2] - '0');
        p += 3;
    }
    char half = read_half(&p);
    *at = p;
    if ((half == '\0' && !minutes) || minute > 59 || (half != '\0' && (hour < 1 || hour > 12)))
        return -1;
    if (half != '\0')
        hour = hour % 12 + (half == 'p' ? 12 : 0);
    int total = hour * 60 + minute;
    return total <= MINUTES_A_DAY ? total : -1;
}

/* Reads "08:00-20:00". to may be before from: over midnight. False if it is not that. */
static bool read_span(const char **at, int *from, int *to)
{
    *from = read_time(at);
    if (*from < 0 || !skip_dash(at))
        return false;
    *to = read_time(at);
    if (*to == 0)
        *to = MINUTES_A_DAY;
    return *to >= 0 && *from != *to && *from < MINUTES_A_DAY;
}

/* Adds a span to a day and keeps them in order and apart. False if there is no room. */
static bool add_span(struct cfg_day *day, int from, int to)
{
    struct cfg_span all[TB_SPANS_MAX + 1];
    struct cfg_span added = {(uint16_t)from, (uint16_t)to};
    unsigned n = 0;
    for (unsigned i = 0; i < day->count; i++) {
        struct cfg_span *span = &day->span[i];
        if (span->to_min < added.from_min || span->from_min > added.to_min) {
            all[n++] = *span;
            continue;
        }
        added.from_min = span->from_min < added.from_min ? span->from_min : added.from_min;
        added.to_min = span->to_min > added.to_min ? span->to_min : added.to_min;
    }
    unsigned at = n;
    while (at > 0 && all[at - 1].from_min > added.from_min) {
        all[at] = all[at - 1];
        at--;
    }
    all[at] = added;
    n++;
    if (n > TB_SPANS_MAX)
        return false;
    memcpy(day->span, all, n * sizeof(all[0]));
    day->count = (uint8_t)n;
    return true;
}

static bool add_days(struct cfg_day week[7], unsigned days, int from, int to)
{
    bool fits = true;
    for (unsigned day = 0; day < 7; day++) {
        if ((days & 1U << day) == 0)
            continue;
        fits = fits && add_span(&week[day], from, to > from ? to : MINUTES_A_DAY);
        if (to < from && to > 0)
            fits = fits && add_span(&week[(day + 1) % 7], 0, to);
    }
    return fits;
}

/* One item: days, then a span. Days alone are kept in *pending for the item that follows ("Mon, Wed
 * 9am-5pm"). */
static bool read_item(const char *item, unsigned *pending, struct cfg_day week[7], bool *fits)
{
    const char *at = item;
    unsigned days = *pending;
    int from, to;
    if (!config_is_digit(*at) && !read_days(&at, &days))
        return false;
    skip_blanks(&at);
    if (*at == ':') { /* "Mon: 9am-5pm" */
        at++;
        skip_blanks(&at);
    }
    if (*at == '\0') {
        *pending = days;
        return true;
    }
    if (!read_span(&at, &from, &to) || *at != '\0')
        return false;
    *fits = add_days(week, days == 0 ? ALL_DAYS : days, from, to);
    *pending = 0;
    return *fits;
}

static void flaw_hours(struct config_build *build, const struct config_entry *entry, const char *at,
                       const char *item)
{
    config_flaw(build, entry, at,
                "\"%s\" cannot be read" CONFIG_REMEDY "write opening hours as %s09:00-20:00 or 9am-5pm",
                config_excerpt(item).s, config_is_digit(item[0]) ? "" : "Mon-Sat ");
}

bool config_read_hours(struct config_build *build, const struct config_entry *entry, struct cfg_day week[7])
{
    const char *at = config_ini_value(build->doc, entry);
    char item[ITEM_MAX];
    const char *begin = at;
    unsigned pending = 0;
    memset(week, 0, 7 * sizeof(week[0]));
    while (config_next_item(&at, item, sizeof(item), &begin)) {
        bool fits = true;
        if (item[0] == '\0' && at == NULL)
            break; /* a comma at the end */
        if (read_item(item, &pending, week, &fits))
            continue;
        if (fits)
            flaw_hours(build, entry, begin, item);
        else
            config_flaw(build, entry, begin, "more than %d openings on one day" CONFIG_REMEDY "write fewer",
                        TB_SPANS_MAX);
        return false;
    }
    if (pending != 0) {
        flaw_hours(build, entry, begin, item);
        return false;
    }
    return true;
}

void config_set_open(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    (void)key;
    struct config *cfg = field;
    struct cfg_day week[7];
    if (config_read_hours(build, entry, week))
        memcpy(cfg->open, week, sizeof(week));
}

/* Reads exactly so many digits; -1 if there are fewer. */
static int read_digits(const char **at, int count)
{
    int number = 0;
    for (; count > 0; count--, (*at)++) {
        if (!config_is_digit(**at))
            return -1;
        number = number * 10 + (**at - '0');
    }
    return number;
}

/* Reads 2026-11-26 as a local day; -1 if it is not that, or no day of the calendar. */
static int32_t read_date(const char **at)
{
    const char *p = *at;
    int year = read_digits(&p, 4);
    bool dash = year >= 0 && *p++ == '-';
    int month = dash ? read_digits(&p, 2) : -1;
    dash = month >= 0 && *p++ == '-';
    int day = dash ? read_digits(&p, 2) : -1;
    if (day < 0 || config_is_digit(*p))
        return -1;
    *at = p;
    return calendar_day(year, month, day);
}

void config_set_holidays(struct config_build *build, const struct config_key *key,
                         const struct config_entry *entry, void *field)
{
    (void)key;
    struct config *cfg = field;
    const char *at = config_ini_value(build->doc, entry), *begin;
    char item[ITEM_MAX];
    while (config_next_item(&at, item, sizeof(item), &begin)) {
        if (item[0] == '\0')
            continue;
        const char *p = item;
        int32_t day = read_date(&p);
        if (day < 0 || *p != '\0')
            config_flaw(build, entry, begin,
                        "\"%s\" is no date of the calendar" CONFIG_REMEDY
                        "write dates as 2026-11-26, with commas between them",
                        config_excerpt(item).s);
        else if (cfg->holiday_count == TB_DAYS_MAX)
            config_flaw(build, entry, begin,
                        "more than %d dates" CONFIG_REMEDY "take away those that are past", TB_DAYS_MAX);
        else
            cfg->holiday_day[cfg->holiday_count++] = day;
    }
}

static bool add_special(struct config *cfg, int32_t day, int from, int to, int16_t message)
{
    if (cfg->special_count == TB_DAYS_MAX)
        return false;
    cfg->special[cfg->special_count++] =
        (struct cfg_special){.day = day, .span = {(uint16_t)from, (uint16_t)to}, .message = message};
    return true;
}

/* "2026-05-03 13:00-16:00 NAME" */
static void set_one_special(struct config_build *build, const struct config_entry *entry, const char *at,
                            const char *item)
{
    const char *p = item;
    int from = 0, to = 0;
    int32_t day = read_date(&p);
    skip_blanks(&p);
    if (day < 0 || !read_span(&p, &from, &to) || *p != ' ') {
        config_flaw(build, entry, at,
                    "\"%s\" cannot be read" CONFIG_REMEDY
                    "write date, hours and the name of a message, as 2026-05-03 13:00-16:00 openhouse",
                    config_excerpt(item).s);
        return;
    }
    skip_blanks(&p);
    int16_t message = config_message_named(build, entry, at, p, NULL);
    if (message < 0)
        return;
    bool fits = add_special(build->cfg, day, from, to > from ? to : MINUTES_A_DAY, message);
    if (to < from)
        fits = fits && add_special(build->cfg, day + 1, 0, to, message);
    if (!fits)
        config_flaw(build, entry, at, "more than %d of them" CONFIG_REMEDY "take away those that are past",
                    TB_DAYS_MAX);
}

void config_set_special(struct config_build *build, const struct config_key *key,
                        const struct config_entry *entry, void *field)
{
    (void)key;
    (void)field;
    const char *at = config_ini_value(build->doc, entry), *begin;
    char item[ITEM_MAX];
    while (config_next_item(&at, item, sizeof(item), &begin)) {
        if (item[0] != '\0')
            set_one_special(build, entry, begin, item);
    }
}
