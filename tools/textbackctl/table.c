#include "textbackctl/table.h"

#include "base/check.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Widths are fixed, so that a long ledger flows by without being held in memory. */
struct column {
    const char *key, *heading;
    int width; /* of characters; 0: the last one, as long as it is */
    bool time;
};

static const struct column calls[] = {{"id", "call", 6, false},         {"began", "began", 19, true},
                                      {"line", "line", 8, false},       {"number", "number", 15, false},
                                      {"name", "name", 16, false},      {"outcome", "outcome", 11, false},
                                      {"verdict", "verdict", 7, false}, {"reason", "reason", 0, false}};
static const struct column texts[] = {{"id", "text", 6, false},         {"call", "call", 6, false},
                                      {"created", "created", 19, true}, {"direction", "way", 3, false},
                                      {"number", "number", 15, false},  {"state", "state", 9, false},
                                      {"error", "error", 12, false},    {"body", "words", 0, false}};
static const struct column people[] = {{"number", "number", 15, false},
                                       {"name", "name", 20, false},
                                       {"kind", "kind", 7, false},
                                       {"opted_out", "opted out", 9, false},
                                       {"undeliverable", "undeliv.", 8, false},
                                       {"last_texted", "last texted", 0, true}};
static const struct column leads[] = {{"n", "lead", 4, false},
                                      {"state", "state", 5, false},
                                      {"number", "number", 15, false},
                                      {"name", "name", 16, false},
                                      {"line", "line", 8, false},
                                      {"calls", "calls", 5, false},
                                      {"opened", "opened", 19, true},
                                      {"touched", "latest", 19, true},
                                      {"promised", "promised", 19, true},
                                      {"owner", "owner", 15, false},
                                      {"address", "address", 20, false},
                                      {"note", "note", 20, false},
                                      {"last_text", "latest words", 0, false}};

static const struct {
    const struct column *column;
    size_t count;
} shapes[] = {
    [VIEW_CALLS] = {calls, TB_COUNT(calls)},
    [VIEW_TEXTS] = {texts, TB_COUNT(texts)},
    [VIEW_PEOPLE] = {people, TB_COUNT(people)},
    [VIEW_LEADS_WHOLE] = {leads, TB_COUNT(leads)},
};

const char *table_time(const json_t *time)
{
    static _Thread_local char texts_of[4][40];
    static _Thread_local unsigned next;
    char *out = texts_of[next++ % 4];
    struct tm utc = {0}, local;

    if (!json_is_string(time) || strptime(json_string_value(time), "%Y-%m-%dT%H:%M:%S", &utc) == NULL)
        return "-";
    time_t seconds = timegm(&utc);
    if (localtime_r(&seconds, &local) == NULL)
        return "-";
    (void)strftime(out, sizeof texts_of[0], "%Y-%m-%d %H:%M:%S %Z", &local); /* a table cuts the zone off */
    return out;
}

void table_plain(char *words)
{
    for (char *c = words; *c != '\0'; c++) {
        bool c1 = (unsigned char)*c == 0xc2 && (unsigned char)c[1] >= 0x80 && (unsigned char)c[1] < 0xa0;
        if ((unsigned char)*c < ' ' || *c == 0x7f || c1)
            *c = ' ';
        if (c1)
            *++c = ' ';
    }
}

/* The value as words in out, on one line. */
static void words_of(const json_t *value, char *out, size_t cap)
{
    if (json_is_integer(value))
        (void)snprintf(out, cap, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        (void)snprintf(out, cap, "%s", json_is_true(value) ? "yes" : "-");
    else
        (void)snprintf(out, cap, "%s", json_is_string(value) ? json_string_value(value) : "-");
    table_plain(out);
}

/* Prints no more than width characters and fills up to it. */
static void print_cell(const char *words, int width)
{
    int characters = 0;
    size_t bytes = 0;

    while (words[bytes] != '\0' && (width == 0 || characters < width)) {
        do
            bytes++;
        while (((unsigned char)words[bytes] & 0xc0) == 0x80);
        characters++;
    }
    (void)printf("%.*s%*s", (int)bytes, words,
                 width > characters ? width - characters + 2
                 : width == 0       ? 0
                                    : 2,
                 "");
}

static bool print_row(void *arg, json_t *row)
{
    const enum view *view = arg;
    char words[8192];

    for (size_t i = 0; i < shapes[*view].count; i++) {
        const struct column *column = &shapes[*view].column[i];
        const json_t *value = json_object_get(row, column->key);
        if (column->time)
            (void)snprintf(words, sizeof words, "%s", table_time(value));
        else
            words_of(value, words, sizeof words);
        print_cell(words, column->width);
    }
    return putchar('\n') != EOF;
}

/* " (EST/EDT)": of all times of a table, said at the first; summer and winter may both be in it. */
static void print_heading(const struct column *column, bool with_zone)
{
    char words[64];
    bool summer = daylight != 0 && strcmp(tzname[0], tzname[1]) != 0;

    (void)snprintf(words, sizeof words, "%s%s%s%s%s%s", column->heading, with_zone ? " (" : "",
                   with_zone ? tzname[0] : "", with_zone && summer ? "/" : "",
                   with_zone && summer ? tzname[1] : "", with_zone ? ")" : "");
    print_cell(words, column->width);
}

bool table_print(struct ledger *ledger, enum view view)
{
    bool zone_told = false;

    tzset();
    for (size_t i = 0; i < shapes[view].count; i++) {
        const struct column *column = &shapes[view].column[i];
        print_heading(column, column->time && !zone_told);
        zone_told = zone_told || column->time;
    }
    (void)putchar('\n');
    return view_each(ledger, view, print_row, &view);
}

static const char *word(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));

    return value != NULL ? value : "-";
}

void table_status(const json_t *status)
{
    size_t i;
    json_t *line;

    bool dated = json_is_string(json_object_get(status, "since"));
    bool why = json_is_string(json_object_get(status, "why"));

    (void)printf("%s%s%s%s%s\n", word(status, "state"), dated ? " since " : "",
                 dated ? table_time(json_object_get(status, "since")) : "", why ? ": " : "",
                 why ? word(status, "why") : "");
    json_array_foreach(json_object_get(status, "lines"), i, line)
    {
        const json_t *signal = json_object_get(line, "signal");
        bool known = json_is_string(json_object_get(line, "modem"));
        bool family = json_is_string(json_object_get(line, "profile"));
        (void)printf("line %s: modem: %s%s%s%s, operator %s, number %s, signal ", word(line, "name"),
                     known ? word(line, "modem") : "none has answered yet", family ? " (" : "",
                     family ? word(line, "profile") : "", family ? ")" : "", word(line, "operator"),
                     word(line, "number"));
        if (json_is_integer(signal))
            (void)printf("%lld dBm\n", (long long)json_integer_value(signal));
        else
            (void)puts("-");
        if (json_is_string(json_object_get(line, "missing")))
            (void)printf("line %s: missing: %s\n", word(line, "name"), word(line, "missing"));
    }
}

static void print_seconds(const char *heading, const json_t *value)
{
    if (json_is_number(value))
        (void)printf("%-22s%.1f s\n", heading, json_number_value(value));
    else
        (void)printf("%-22s-\n", heading);
}

void table_report(const json_t *report)
{
    static const char *const counts[][2] = {
        {"calls", "calls"}, {"texted", "texted"}, {"replied", "replied"}, {"opted_out", "opted out"}};
    const char *reason;
    json_t *count;

    (void)printf("%s to %s\n", table_time(json_object_get(report, "from")),
                 table_time(json_object_get(report, "to")));
    for (size_t i = 0; i < TB_COUNT(counts); i++)
        (void)printf("%-22s%lld\n", counts[i][1],
                     (long long)json_integer_value(json_object_get(report, counts[i][0])));
    print_seconds("median to our text", json_object_get(report, "median_text_s"));
    print_seconds("median to a person", json_object_get(report, "median_human_s"));
    json_object_foreach(json_object_get(report, "reasons"), reason, count)
    {
        (void)printf("  %-20s%lld\n", reason, (long long)json_integer_value(count));
    }
}
