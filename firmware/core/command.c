#include "core/command.h"

#include "core/command_line.h"
#include "core/words.h"

#include <stdio.h>
#include <string.h>

enum { PAUSE_FREE_MIN = 12 * 60, CODE_DIGITS = 4 };

/* What may follow a command word. */
enum shape { ALONE, TARGET, NOTE, PAUSE, AWAY, CALLBACK, SAY, TEST, CODE };

struct entry {
    const char *word;
    enum command_kind kind;
    enum shape shape;
};

static const struct entry ENTRIES[] = {
    {"help", COMMAND_HELP, ALONE},      {"commands", COMMAND_HELP, ALONE},
    {"menu", COMMAND_HELP, ALONE},      {"status", COMMAND_STATUS, ALONE},
    {"list", COMMAND_LIST, ALONE},      {"leads", COMMAND_LIST, ALONE},
    {"done", COMMAND_DONE, TARGET},     {"take", COMMAND_TAKE, TARGET},
    {"block", COMMAND_BLOCK, TARGET},   {"unblock", COMMAND_UNBLOCK, TARGET},
    {"client", COMMAND_CLIENT, TARGET}, {"skip", COMMAND_SKIP, TARGET},
    {"forget", COMMAND_FORGET, TARGET}, {"note", COMMAND_NOTE, NOTE},
    {"pause", COMMAND_PAUSE, PAUSE},    {"resume", COMMAND_RESUME, ALONE},
    {"unpause", COMMAND_RESUME, ALONE}, {"away", COMMAND_AWAY, AWAY},
    {"back", COMMAND_BACK, ALONE},      {"callback", COMMAND_CALLBACK, CALLBACK},
    {"say", COMMAND_SAY, SAY},          {"test", COMMAND_TEST, TEST},
    {"report", COMMAND_REPORT, ALONE},  {"code", COMMAND_CODE, CODE},
};

static const char PRONOUNS[] = " him her them it this that last someone ";

/* A bare number before one of these is no lead: "5 pm works", "2 beds". */
static const char UNITS[] =
    " am pm p bed beds bedroom bedrooms bath baths bathroom bathrooms br ba bd min mins minute minutes hour "
    "hours hr hrs day "
    "days week weeks month months year years percent k m miles mile people person car cars story stories "
    "acre acres sqft "
    "sq ft feet units oclock o more sec second seconds moment thing things other offers offer showings times "
    "million thousand hundred bucks dollars options houses homes left x ";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct parse {
    struct command_span text;
    const char *country;
    char low[COMMAND_LOW_MAX];
    struct command *out;
};

static void fault(struct command *out, enum command_kind meant, enum command_fault why)
{
    out->kind = COMMAND_BAD;
    out->meant = meant;
    out->fault = why;
}

/* The command that the word of n letters is; *exact if without a slip. */
static const struct entry *find_entry(const char *typed, size_t n, bool *exact)
{
    for (size_t i = 0; i < TB_COUNT(ENTRIES); i++) {
        if (strlen(ENTRIES[i].word) == n && strncmp(ENTRIES[i].word, typed, n) == 0) {
            *exact = true;
            return &ENTRIES[i];
        }
    }
    *exact = false;
    for (size_t i = 0; i < TB_COUNT(ENTRIES); i++) {
        if (command_is_near(typed, n, ENTRIES[i].word))
            return &ENTRIES[i];
    }
    return NULL;
}

/* DONE 1, BLOCK 512-555-0172, SKIP 0172. False if what follows is a sentence's. */
static bool read_target(struct parse *p, size_t i, const struct entry *entry)
{
    enum command_fault why = COMMAND_FINE;
    command_cut_polite(p->low + i);
    i = command_skip_lead_words(p->low, i);
    const char *low = p->low + i;
    size_t n = command_digits_at(low, 0), word = command_word_at(low, 0);
    if (low[0] == '\0' || (command_word_in(PRONOUNS, low, word) && low[word] == '\0')) {
        why = COMMAND_NO_LEAD; /* a slip too: "blok him" is for no lead's eyes */
    } else if ((low[n] != '\0' || !command_short_target(low, n, &p->out->target)) &&
               !command_long_target(low, p->country, &p->out->target, &why)) {
        return false;
    }
    p->out->kind = entry->kind;
    if (why != COMMAND_FINE)
        fault(p->out, entry->kind, why);
    return true;
}

/* --- shapes --- */

/* NOTE 1 words. A note without its lead is not for a lead's eyes either. */
static bool read_note(struct parse *p, size_t i, bool exact)
{
    struct command *out = p->out;
    char number[COMMAND_LOW_MAX];
    i = command_skip_lead_words(p->low, i);
    size_t n = command_digits_at(p->low, i), end = i;
    while (command_digits_at(p->low, end) > 0 ||
           (p->low[end] != '\0' && strchr("+-.()", p->low[end]) != NULL))
        end++;
    memcpy(number, p->low + i, end - i);
    number[end - i] = '\0';
    if (end - i >= 10 && number_normalise(number, -1, p->country, out->target.number)) {
        out->target.kind = COMMAND_TARGET_NUMBER;
    } else {
        end = i + n;
        if (strchr(" .,:;)-", p->low[end]) != NULL)
            (void)command_short_target(p->low + i, n, &out->target);
    }
    if (out->target.kind == COMMAND_TARGET_NONE) {
        if (exact)
            fault(out, COMMAND_NOTE, COMMAND_NO_LEAD);
        return exact;
    }
    end = command_skip_signs(p->low, end);
    out->kind = COMMAND_NOTE;
    out->words = command_trim(p->text.at + end, p->text.length - end);
    if (out->words.length == 0)
        fault(out, COMMAND_NOTE, COMMAND_NO_WORDS);
    return true;
}

/* A time, or none; what begins like one and cannot be read is a slip, anything else a sentence. */
static bool read_when(struct parse *p, const char *low, enum command_kind kind)
{
    while (*low == ' ' || *low == ',' || *low == ':')
        low++;
    p->out->kind = kind;
    if (*low == '\0' || command_time_read(low, &p->out->when))
        return true;
    p->out->when = (struct command_when){.kind = COMMAND_WHEN_NONE};
    fault(p->out, kind, COMMAND_BAD_TIME);
    return command_time_begins(low);
}

/* AWAY until Mon covering Bob 512-555-0151, in either order. */
static bool read_away(struct parse *p, size_t i)
{
    char *low = p->low + i, *cover = NULL, *until = NULL;
    char number[COMMAND_LOW_MAX];

    command_cut_polite(low);
    cover = strstr(low, "cover");
    if (cover == NULL)
        return read_when(p, low, COMMAND_AWAY);
    size_t from = command_word_at(cover, 0);
    while (cover[from] != '\0' && !is_digit(cover[from]) && cover[from] != '+' && cover[from] != '(')
        from++;
    until = strstr(cover, " until");
    if (until == NULL)
        until = strstr(cover, " till");
    size_t end = until != NULL ? (size_t)(until - cover) : strlen(cover);
    from = from < end ? from : end;
    memcpy(number, cover + from, end - from);
    number[end - from] = '\0';
    *cover = '\0';
    if (!read_when(p, until != NULL ? until : low, COMMAND_AWAY))
        return false;
    if (p->out->kind == COMMAND_AWAY && !number_normalise(number, -1, p->country, p->out->covering))
        fault(p->out, COMMAND_AWAY, COMMAND_BAD_NUMBER);
    return true;
}

/* CALLBACK 30m, CALLBACK 30, CALLBACK off. */
static bool read_callback(struct parse *p, size_t i)
{
    struct command *out = p->out;
    command_cut_polite(p->low + i);
    i = command_skip_signs(p->low, i);
    const char *low = p->low + i;
    char minutes[8] = "";

    out->kind = COMMAND_CALLBACK;
    if (*low == '\0') {
        fault(out, COMMAND_CALLBACK, COMMAND_NO_TIME);
        return true;
    }
    if (strcmp(low, "off") == 0 || strcmp(low, "none") == 0 || strcmp(low, "0") == 0) {
        out->when = (struct command_when){.kind = COMMAND_WHEN_FOR, .minute = -1};
        return true;
    }
    size_t n = command_digits_at(low, 0);
    if (n >= 1 && n <= 3 && low[n] == '\0') { /* the text it sets says "15 minutes" */
        memcpy(minutes, low, n);
        memcpy(minutes + n, " m", 3);
        low = minutes;
    }
    if (!read_when(p, low, COMMAND_CALLBACK))
        return false;
    if (out->kind == COMMAND_CALLBACK && out->when.kind != COMMAND_WHEN_FOR)
        fault(out, COMMAND_CALLBACK, COMMAND_BAD_TIME);
    return true;
}

/* SAY seller: one word. */
static bool read_say(struct parse *p, size_t i)
{
    size_t n = 0;
    command_cut_polite(p->low + i);
    i = command_skip_signs(p->low, i);
    if (p->low[i] == COMMAND_LOW_SYMBOL) /* a quotation mark of at most three bytes */
        i += strspn(p->low + i, "\x02 ");
    while (command_word_at(p->low, i + n) > 0 || is_digit(p->low[i + n]) || p->low[i + n] == '_' ||
           p->low[i + n] == '-')
        n++;
    if (p->low[i + n] != '\0')
        return false;
    p->out->kind = COMMAND_SAY;
    p->out->words = (struct command_span){p->text.at + i, n};
    if (n == 0)
        fault(p->out, COMMAND_SAY, COMMAND_NO_NAME);
    return true;
}

static bool read_test(struct parse *p, size_t i)
{
    command_cut_polite(p->low + i);
    const char *low = p->low + command_skip_signs(p->low, i);
    if (*low == '\0')
        p->out->kind = COMMAND_TEST;
    else if (strcmp(low, "busy") == 0)
        p->out->kind = COMMAND_TEST_BUSY;
    else if (strcmp(low, "off") == 0 || strcmp(low, "phone off") == 0 || strcmp(low, "unreachable") == 0)
        p->out->kind = COMMAND_TEST_OFF;
    else
        return false;
    return true;
}

static bool read_code(struct parse *p, size_t i)
{
    command_cut_polite(p->low + i);
    const char *low = p->low + command_skip_signs(p->low, i);
    if (command_digits_at(low, 0) != CODE_DIGITS || low[CODE_DIGITS] != '\0')
        return false;
    p->out->kind = COMMAND_CODE;
    memcpy(p->out->code, low, CODE_DIGITS);
    return true;
}

/* The command whose word begins at low[i], of *n letters: one word, or "un-block", "call back". NULL if none.
 */
static const struct entry *entry_at(const char *low, size_t i, size_t *n, bool *exact)
{
    size_t joined = 0;
    char word[16] = "";

    *n = command_word_at(low, i);
    if (strncmp(low + i, "un", 2) == 0 && (low[i + 2] == '-' || low[i + 2] == ' '))
        joined = 2; /* "un-block 1" */
    if (strncmp(low + i, "call back", 9) == 0 || strncmp(low + i, "call-back", 9) == 0)
        joined = 4;
    if (joined != 0)
        *n = joined + 1 + command_word_at(low, i + joined + 1);
    if (*n - (joined != 0) >= sizeof word)
        return NULL;
    memcpy(word, low + i, joined != 0 ? joined : *n);
    if (joined != 0)
        memcpy(word + joined, low + i + joined + 1, *n - joined - 1);
    return low[i + *n] != COMMAND_LOW_LETTER ? find_entry(word, strlen(word), exact) : NULL;
}

/* What begins with a command word. False if it is a sentence all the same. */
static bool read_command(struct parse *p, size_t i)
{
    bool exact = false;
    size_t n;
    const struct entry *entry = entry_at(p->low, i, &n, &exact);

    if (entry == NULL || (p->text.length >= COMMAND_LOW_MAX && entry->shape != NOTE))
        return false;
    i += n;
    switch (entry->shape) {
    case ALONE:
        command_cut_polite(p->low + i);
        p->out->kind = entry->kind;
        return p->low[i] == '\0';
    case TARGET:
        return read_target(p, i, entry);
    case NOTE:
        return read_note(p, i, exact);
    case PAUSE:
        command_cut_polite(p->low + i);
        return read_when(p, p->low + i, COMMAND_PAUSE);
    case AWAY:
        return read_away(p, i);
    case CALLBACK:
        return read_callback(p, i);
    case SAY:
        return read_say(p, i);
    case TEST:
        return read_test(p, i);
    case CODE:
        return read_code(p, i);
    }
    return false;
}

/* --- words for a lead --- */

/* "1 done", "1 note call her": a command the wrong way round must not reach the lead. */
static const struct entry *reversed(const char *rest)
{
    char low[COMMAND_LOW_MAX];
    bool exact = false;
    memcpy(low, rest, strlen(rest) + 1);
    size_t n = command_word_at(low, 0);
    const struct entry *entry = find_entry(low, n, &exact);
    command_cut_polite(low);
    if (entry == NULL || !exact)
        return NULL;
    if (entry->shape == NOTE)
        return entry;
    return entry->shape == TARGET && low[n] == '\0' ? entry : NULL;
}

/* Is the number at `next` a second lead: "1 2", "1, 2 are gone", "1 2 done"? low[end..next - 1] parts it from
 * the first. */
static bool is_second(const char *low, size_t end, size_t next)
{
    size_t n = command_digits_at(low, next);
    if (n == 0 || n > 3)
        return false;
    return low[next + n] == '\0' || memchr(low + end, ',', next - end) != NULL ||
           reversed(low + command_skip_signs(low, next + n)) != NULL;
}

/* "1 It's still available", "#2: yes", "1) no". False if the number is a part of a sentence ("5 pm works").
 */
static bool read_lead(struct parse *p)
{
    struct command *out = p->out;
    const char *low = p->low;
    size_t i = command_skip_lead_words(low, 0), n = command_digits_at(low, i);
    bool told = i > 0; /* "#1", "lead 1": surely a lead */

    if (!command_short_target(low + i, n, &out->target) || out->target.kind != COMMAND_TARGET_LEAD)
        return false;
    size_t end = i + n, next = command_skip_signs(low, end);
    bool measure = p->text.at[end] == '"' || p->text.at[end] == '\'';
    if (low[end] != '\0' && next == end && (low[end] != COMMAND_LOW_SYMBOL || measure))
        return false; /* "5pm", "1st", "2%", a 6" pipe */
    if (next == end + 1 && low[end] != ' ' && low[end] != ')' && is_digit(low[next]))
        return false; /* "2:30", "3/2", "1.5", "3-4" */
    told = told || (next > end && (low[end] == ')' || low[end] == ':'));
    out->words = command_trim(p->text.at + next, p->text.length - next);
    out->kind = COMMAND_TO_LEAD;
    if (out->words.length == 0) {
        fault(out, COMMAND_TO_LEAD, COMMAND_NO_WORDS);
        return true;
    }
    const struct entry *turned = reversed(low + next);
    if (turned != NULL) {
        fault(out, turned->kind, COMMAND_ORDER);
        return true;
    }
    size_t word = low[next] == '&' ? 1 : command_word_at(low, next);
    bool counts = is_digit(low[command_skip_signs(low, next + word)]);
    if (is_second(low, end, next) ||
        (counts && (low[next] == '&' || command_word_in(" and ", low + next, word)))) {
        fault(out, COMMAND_TO_LEAD, COMMAND_TWO_LEADS);
        return true;
    }
    return told || !(command_word_in(UNITS, low + next, word) ||
                     (counts && command_word_in(" or to ", low + next, word)));
}

/* --- the whole text --- */

void command_parse(const char *text, const char *country, struct command *out)
{
    struct parse p = {.text = command_trim(text, strlen(text)), .country = country, .out = out};
    struct command none = {.words = p.text};

    command_low(p.text, p.low);
    *out = none;
    size_t i = 0;
    while (p.low[i] != '\0' && strchr(" /.!>-\x02", p.low[i]) != NULL)
        i++;
    if (strcmp(p.low + i, "?") == 0)
        out->kind = COMMAND_HELP;
    else if (command_is_ack(text))
        out->kind = COMMAND_ACK;
    else if (command_digits_at(p.low, i) == CODE_DIGITS && read_code(&p, i))
        out->kind = COMMAND_CODE;
    else if (!read_command(&p, i)) {
        *out = none;
        command_low(p.text, p.low); /* what was cut off the end belongs to the words */
        if (!read_lead(&p))
            *out = none;
    }
    if (out->kind != COMMAND_BAD)
        out->meant = out->kind;
}

const char *command_words(enum command_kind kind)
{
    static const char *const WORDS[] = {
        [COMMAND_NONE] = "",
        [COMMAND_ACK] = "",
        [COMMAND_BAD] = "",
        [COMMAND_TO_LEAD] = "1 your words",
        [COMMAND_HELP] = "HELP",
        [COMMAND_STATUS] = "STATUS",
        [COMMAND_LIST] = "LIST",
        [COMMAND_DONE] = "DONE 1",
        [COMMAND_TAKE] = "TAKE 1",
        [COMMAND_BLOCK] = "BLOCK 1",
        [COMMAND_UNBLOCK] = "UNBLOCK 1",
        [COMMAND_CLIENT] = "CLIENT 1",
        [COMMAND_SKIP] = "SKIP 1",
        [COMMAND_FORGET] = "FORGET number",
        [COMMAND_NOTE] = "NOTE 1 words",
        [COMMAND_PAUSE] = "PAUSE 2h",
        [COMMAND_RESUME] = "RESUME",
        [COMMAND_AWAY] = "AWAY until Mon",
        [COMMAND_BACK] = "BACK",
        [COMMAND_CALLBACK] = "CALLBACK 30m",
        [COMMAND_SAY] = "SAY name",
        [COMMAND_TEST] = "TEST",
        [COMMAND_TEST_BUSY] = "TEST BUSY",
        [COMMAND_TEST_OFF] = "TEST OFF",
        [COMMAND_REPORT] = "REPORT",
        [COMMAND_CODE] = "the code",
    };
    return WORDS[kind];
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

const char *command_shouted(const char *text)
{
    struct command_span span = command_trim(text, strlen(text));
    char low[COMMAND_LOW_MAX];
    bool exact = false, capitals = false;
    size_t n;

    command_low(span, low);
    const struct entry *entry = entry_at(low, 0, &n, &exact);
    const char *usage = entry != NULL && exact ? command_words(entry->kind) : NULL;
    if (n == 9 && strncmp(low, "voicemail", n) == 0)
        usage = "VOICEMAIL OFF";
    if (entry != NULL && exact && entry->kind == COMMAND_CODE)
        usage = "CODE 1234";
    if (n == 4 && strncmp(low, "stop", n) == 0)
        usage = command_words(COMMAND_PAUSE); /* what helps the agent */
    for (size_t i = 0; i < n; i++)
        if (is_capital((char)(low[i] - 'a' + 'A')) && !is_capital(span.at[i]))
            return NULL;
    for (size_t i = n; i < span.length; i++) {
        if (span.at[i] >= 'a' && span.at[i] <= 'z')
            return usage;
        capitals = capitals || is_capital(span.at[i]);
    }
    return capitals ? NULL : usage;
}

bool command_needs_code(const struct command *command)
{
    enum command_kind kind = command->kind;
    return kind == COMMAND_UNBLOCK || kind == COMMAND_CLIENT || kind == COMMAND_SKIP ||
           kind == COMMAND_FORGET || (kind == COMMAND_AWAY && command->covering[0] != '\0') ||
           (kind == COMMAND_PAUSE && command->when.kind == COMMAND_WHEN_FOR &&
            command->when.minutes > PAUSE_FREE_MIN);
}
