#include "plan.h"

#include "unit/support/splitmix.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE_MAX_BYTES = 800, DAY_MS = 24 * 3600 * 1000 };

/* What stands behind each word, in this order. */
enum field {
    FIELD_LINE = 1,
    FIELD_WHO = 2,
    FIELD_VALUE = 4,
    FIELD_TEXT = 8,
    FIELD_RINGS = 16,
    FIELD_PART = 32
};
struct verb {
    const char *word;
    unsigned fields;
};

static const struct verb VERBS[ACT_COUNT] = {
    [ACT_CALL] = {"call", FIELD_LINE | FIELD_WHO | FIELD_RINGS},
    [ACT_TEXT] = {"text", FIELD_LINE | FIELD_WHO | FIELD_TEXT},
    [ACT_PART] = {"part", FIELD_LINE | FIELD_WHO | FIELD_PART | FIELD_TEXT},
    [ACT_HEADER] = {"header", FIELD_LINE | FIELD_WHO | FIELD_TEXT},
    [ACT_HABIT] = {"habit", FIELD_WHO | FIELD_VALUE | FIELD_TEXT},
    [ACT_AGENT] = {"agent", FIELD_VALUE},
    [ACT_FAULT] = {"fault", FIELD_LINE | FIELD_TEXT},
    [ACT_MEND] = {"mend", FIELD_LINE},
    [ACT_UNPLUG] = {"unplug", FIELD_LINE},
    [ACT_SIM] = {"sim", FIELD_LINE | FIELD_TEXT},
    [ACT_POWER] = {"power", FIELD_LINE | FIELD_VALUE},
    [ACT_DISK] = {"disk", FIELD_TEXT},
    [ACT_CLOCK] = {"clock", FIELD_VALUE},
    [ACT_INI] = {"ini", FIELD_TEXT},
    [ACT_CUT] = {"cut", FIELD_VALUE},
    [ACT_KILL] = {"kill", FIELD_VALUE},
    [ACT_STOP] = {"stop", FIELD_VALUE},
};

bool plan_add(struct plan *self, const struct happening *happening)
{
    unsigned at = self->count;

    if (self->count == PLAN_MAX)
        return false;
    while (at > 0 && self->list[at - 1].at_ms > happening->at_ms)
        at--;
    memmove(&self->list[at + 1], &self->list[at], (self->count - at) * sizeof self->list[0]);
    self->list[at] = *happening;
    self->count++;
    return true;
}

bool plan_steps_clock(const struct plan *self)
{
    for (unsigned i = 0; i < self->count; i++)
        if (self->list[i].act == ACT_CLOCK)
            return true;
    return false;
}

void plan_profile(const struct plan *self, unsigned line, char out[24])
{
    const char *at = self->profile, *comma;

    for (unsigned i = 0; i < line && (comma = strchr(at, ',')) != NULL; i++)
        at = comma + 1;
    (void)snprintf(out, 24, "%.*s", (int)strcspn(at, ","), at);
}

/* --- numbers --- */

uint64_t plan_random(uint64_t *state)
{
    return splitmix_next(state);
}

unsigned plan_below(uint64_t *state, unsigned limit)
{
    return (unsigned)((plan_random(state) >> 33) % limit);
}

uint64_t plan_mix(uint64_t seed, const char *text)
{
    uint64_t hash = 0xcbf29ce484222325U ^ seed; /* FNV-1a */

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
    return plan_random(&hash);
}

/* --- as text --- */

static void print_text(const char *text, FILE *out)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            (void)fprintf(out, "\\%c", *text);
        else if (*text == '\n')
            (void)fputs("\\n", out);
        else
            (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

static void print_happening(const struct happening *h, FILE *out)
{
    unsigned fields = VERBS[h->act].fields;
    int64_t s = h->at_ms / 1000;

    (void)fprintf(out, "%dd%02d:%02d:%02d.%03d %s", (int)(s / 86400), (int)(s / 3600 % 24),
                  (int)(s / 60 % 60), (int)(s % 60), (int)(h->at_ms % 1000), VERBS[h->act].word);
    if (fields & FIELD_LINE)
        (void)fprintf(out, " %u", h->line);
    if (fields & FIELD_WHO)
        (void)fprintf(out, " %s", h->who);
    if (fields & FIELD_RINGS)
        (void)fprintf(out, " rings %u every %" PRId64 "%s", h->rings, h->value,
                      h->withheld ? " withheld" : "");
    if (fields & FIELD_PART)
        (void)fprintf(out, " %d %d %d", (int)(h->value >> 16), (int)(h->value >> 8 & 0xff),
                      (int)(h->value & 0xff));
    if (fields & FIELD_VALUE)
        (void)fprintf(out, " %" PRId64, h->value);
    if (fields & FIELD_TEXT) {
        (void)fputc(' ', out);
        print_text(h->text, out);
    }
    (void)fputc('\n', out);
}

void plan_print(const struct plan *self, FILE *out)
{
    char when[32];
    time_t start = (time_t)self->start_s;
    struct tm tm;

    (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&start, &tm));
    (void)fprintf(out, "seed %" PRIu64 "\nini %s\nprofile %s\nstart %s\nntp %" PRId64 "\nwires %d\n",
                  self->seed, self->ini, self->profile, when, self->ntp_ms, self->wires);
    for (unsigned i = 0; i < self->count; i++)
        print_happening(&self->list[i], out);
}

/* --- and back --- */

static bool take_word(char **at, char *out, size_t cap)
{
    size_t n = strcspn(*at += strspn(*at, " "), " \n");

    if (n == 0 || n >= cap)
        return false;
    (void)memcpy(out, *at, n);
    out[n] = '\0';
    *at += n;
    return true;
}

static bool take_value(char **at, int64_t *out)
{
    char word[24], *end;

    if (!take_word(at, word, sizeof word))
        return false;
    *out = strtoll(word, &end, 10);
    return *end == '\0';
}

static bool take_text(char **at, char *out, size_t cap)
{
    size_t n = 0;

    *at += strspn(*at, " ");
    if (*(*at)++ != '"')
        return false;
    for (; **at != '"'; (*at)++) {
        char c = **at;
        if (c == '\\') {
            c = *++*at;
            c = c == 'n' ? '\n' : c;
        }
        if (c == '\0' || n + 1 >= cap)
            return false;
        out[n++] = c;
    }
    out[n] = '\0';
    (*at)++;
    return true;
}

static bool take_rings(char **at, struct happening *h)
{
    char word[12];
    int64_t rings;

    if (!take_word(at, word, sizeof word) || strcmp(word, "rings") != 0 || !take_value(at, &rings) ||
        rings < 0 || rings > 99 || !take_word(at, word, sizeof word) || strcmp(word, "every") != 0 ||
        !take_value(at, &h->value))
        return false;
    h->rings = (uint8_t)rings;
    h->withheld = take_word(at, word, sizeof word) && strcmp(word, "withheld") == 0;
    return true;
}

static bool take_part(char **at, struct happening *h)
{
    int64_t ref, total, seq;

    if (!take_value(at, &ref) || !take_value(at, &total) || !take_value(at, &seq) || ref < 0 || ref > 65535 ||
        total < 0 || total > 255 || seq < 0 || seq > 255)
        return false;
    h->value = PLAN_PART(ref, total, seq);
    return true;
}

static bool take_fields(char **at, struct happening *h)
{
    unsigned fields = VERBS[h->act].fields;
    int64_t line = 0;

    if ((fields & FIELD_LINE) && (!take_value(at, &line) || line < 0 || line >= TB_LINES_MAX))
        return false;
    h->line = (uint8_t)line;
    return (!(fields & FIELD_WHO) || take_word(at, h->who, sizeof h->who)) &&
           (!(fields & FIELD_RINGS) || take_rings(at, h)) && (!(fields & FIELD_PART) || take_part(at, h)) &&
           (!(fields & FIELD_VALUE) || take_value(at, &h->value)) &&
           (!(fields & FIELD_TEXT) || take_text(at, h->text, sizeof h->text));
}

static bool take_happening(struct plan *self, char *line)
{
    struct happening h = {.at_ms = 0};
    int day, hour, minute, second, ms, used;
    char word[12];

    if (sscanf(line, "%dd%d:%d:%d.%d%n", &day, &hour, &minute, &second, &ms, &used) != 5)
        return false;
    h.at_ms = day * (int64_t)DAY_MS + ((hour * INT64_C(60) + minute) * 60 + second) * 1000 + ms;
    line += used;
    if (!take_word(&line, word, sizeof word))
        return false;
    for (h.act = 0; h.act < ACT_COUNT; h.act++)
        if (strcmp(word, VERBS[h.act].word) == 0)
            return take_fields(&line, &h) && plan_add(self, &h);
    return false;
}

static bool take_start(const char *words, int64_t *out)
{
    struct tm tm = {.tm_isdst = 0};
    const char *end = strptime(words, "%Y-%m-%dT%H:%M:%SZ", &tm);

    *out = (int64_t)timegm(&tm);
    return end != NULL && *end == '\0';
}

static bool take_head(struct plan *self, char *line)
{
    char word[12], words[32];
    int64_t value;

    if (!take_word(&line, word, sizeof word))
        return false;
    if (strcmp(word, "ini") == 0)
        return take_word(&line, self->ini, sizeof self->ini);
    if (strcmp(word, "profile") == 0)
        return take_word(&line, self->profile, sizeof self->profile);
    if (strcmp(word, "start") == 0)
        return take_word(&line, words, sizeof words) && take_start(words, &self->start_s);
    if (!take_value(&line, &value) || value < 0)
        return false;
    if (strcmp(word, "seed") == 0)
        self->seed = (uint64_t)value;
    else if (strcmp(word, "ntp") == 0)
        self->ntp_ms = value;
    else if (strcmp(word, "wires") == 0)
        self->wires = value != 0;
    else
        return false;
    return true;
}

bool plan_read(struct plan *self, FILE *in, char *why, size_t cap)
{
    char line[LINE_MAX_BYTES];
    unsigned number = 0;

    *self = (struct plan){
        .seed = 1, .ini = "plain", .profile = "generic", .start_s = 1776276000, .ntp_ms = 20000};
    while (fgets(line, sizeof line, in) != NULL) {
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        bool ok = line[0] >= '0' && line[0] <= '9' ? take_happening(self, line) : take_head(self, line);
        if (!ok) {
            (void)snprintf(why, cap, "line %u is not understood: %s", number, line);
            return false;
        }
    }
    return true;
}
