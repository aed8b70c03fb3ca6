#include "core/command_line.h"

#include "core/words.h"
#include "sms/sms_utf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LEAD_DIGITS = 3, TAIL_DIGITS = 4 };

/* Real words one letter from a command: never taken for a slip. */
static const char NO_SLIPS[] = " text tests tent rest best west nest vest zest lest past fest tess gone none "
                               "bone tone zone lone dine dong dune "
                               "dove dose dome donu make fake lake cake sake wake tale tape talk tame tane "
                               "took bake black blocks clock flock brock "
                               "blocked bloc lost last lust lift lisp lint fist mist gist lists note notes "
                               "not vote nose node rote mote dote tote nope "
                               "pack bark balk bank hack rack sack jack lack tack mack bach beck buck backs "
                               "help hell held heap kelp helps yelp whelp "
                               "skin ship slip snip skit skis skips stats states statue clients cliente "
                               "pulse cause paused pauses resumed resumes "
                               "presume reports retort resort reporter forged forges forgot forger tests "
                               "testy menus mend meno leads heads reads "
                               "loads beads lends cave core cope cove coke mode rode sway awry aways "
                               "callbacks codes coded coder stat dane "
                               "dones doner donee taken takes taker ";

static const char POLITE[] = " please pls plz thanks thank thx ty you now asap ";
/* --- characters --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_unseen(uint32_t c)
{
    return c < 0x20 || c == 0xA0 || c == 0xAD || (c >= 0x2000 && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

static char low_of(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    if (is_unseen(c))
        return ' ';
    if (c < 0x80)
        return (char)(c == '"' || c == '\'' || c == '*' ? (uint32_t)COMMAND_LOW_SYMBOL : c);
    if (c >= 0x2010 && c <= 0x2015)
        return '-';
    bool letter =
        (c >= 0xAA && c < 0x2000 && c != 0xAB && c != 0xBB && c != 0xBF) || (c >= 0x2C00 && c < 0xD800);
    return letter ? (char)COMMAND_LOW_LETTER : (char)COMMAND_LOW_SYMBOL;
}

void command_low(struct command_span text, char low[COMMAND_LOW_MAX])
{
    size_t n = 0;
    for (const char *p = text.at; p < text.at + text.length && n < COMMAND_LOW_MAX - 1;) {
        const char *next = p;
        uint32_t c = sms_utf8_next(&next);
        const char stand_in = low_of(c == SMS_UTF_BAD ? ' ' : c);
        if (next == p)
            next++;
        for (bool first = true; p < next && n < COMMAND_LOW_MAX - 1; p++, first = false)
            low[n++] = (char)(first || stand_in < ' ' ? stand_in : ' ');
    }
    low[n] = '\0';
}

struct command_span command_trim(const char *at, size_t length)
{
    while (length > 0 && is_blank(*at)) {
        at++;
        length--;
    }
    while (length > 0 && is_blank(at[length - 1]))
        length--;
    return (struct command_span){at, length};
}

size_t command_skip_signs(const char *low, size_t i)
{
    while (low[i] != '\0' && strchr(" .,:;!-#)>=/", low[i]) != NULL)
        i++;
    return i;
}

size_t command_word_at(const char *low, size_t i)
{
    size_t n = 0;
    while (is_letter(low[i + n]))
        n++;
    return n;
}

bool command_word_in(const char *list, const char *low, size_t n)
{
    char word[16];
    if (n == 0 || n >= sizeof word)
        return false;
    memcpy(word, low, n);
    word[n] = '\0';
    return words_in(list, word);
}

void command_cut_polite(char *low)
{
    size_t n = strlen(low);
    for (;;) {
        while (n > 0 && low[n - 1] != COMMAND_LOW_LETTER && !is_letter(low[n - 1]) && !is_digit(low[n - 1]))
            n--;
        size_t from = n;
        while (from > 0 && is_letter(low[from - 1]))
            from--;
        if (!command_word_in(POLITE, low + from, n - from) ||
            (from > 0 && low[from - 1] == COMMAND_LOW_LETTER))
            break;
        n = from;
    }
    low[n] = '\0';
}

/* --- command words --- */

bool command_is_near(const char *typed, size_t n, const char *word)
{
    size_t length = strlen(word), same = 0, tail = 0;
    if (n < 4 || length < 4 || n > length + 1 || length > n + 1 || command_word_in(NO_SLIPS, typed, n))
        return false;
    while (same < n && same < length && typed[same] == word[same])
        same++;
    while (tail < n - same && tail < length - same && typed[n - 1 - tail] == word[length - 1 - tail])
        tail++;
    size_t more = n - same - tail, less = length - same - tail;
    if (more <= 1 && less <= 1)
        return true;
    return more == 2 && less == 2 && typed[same] == word[same + 1] && typed[same + 1] == word[same];
}

/* --- targets --- */

size_t command_digits_at(const char *low, size_t i)
{
    size_t n = 0;
    while (is_digit(low[i + n]))
        n++;
    return n;
}

static unsigned lead_of(const char *digits, size_t n)
{
    unsigned lead = 0;
    for (size_t i = 0; i < n; i++)
        lead = lead * 10 + (unsigned)(digits[i] - '0');
    return lead;
}

bool command_short_target(const char *digits, size_t n, struct command_target *out)
{
    *out = (struct command_target){.kind = COMMAND_TARGET_NONE};
    if (n >= 1 && n <= LEAD_DIGITS && digits[0] != '0') {
        out->kind = COMMAND_TARGET_LEAD;
        out->lead = lead_of(digits, n);
    } else if (n == TAIL_DIGITS) {
        out->kind = COMMAND_TARGET_TAIL;
        memcpy(out->number, digits, n);
    }
    return out->kind != COMMAND_TARGET_NONE;
}

size_t command_skip_lead_words(const char *low, size_t i)
{
    for (;;) {
        i = command_skip_signs(low, i);
        size_t n = command_word_at(low, i);
        if (!command_word_in(" with lead number no nr for call from to caller ", low + i, n))
            return i;
        i += n;
    }
}

bool command_long_target(const char *low, const char *country, struct command_target *target,
                         enum command_fault *why)
{
    size_t digits = 0, groups = 0;
    bool joined = false;

    for (size_t i = 0; low[i] != '\0'; i++) {
        bool starts = is_digit(low[i]) && (i == 0 || !is_digit(low[i - 1]));
        digits += is_digit(low[i]);
        groups += starts;
        if (is_letter(low[i]) && command_word_in(" and or ", low + i, command_word_at(low, i))) {
            joined = true;
            i += command_word_at(low, i) - 1;
        } else if (!is_digit(low[i]) && strchr(" +()-.,&/", low[i]) == NULL) {
            return false;
        }
    }
    if (digits == 0)
        return false;
    if (joined || (groups >= 2 && digits < 7)) {
        *why = COMMAND_TWO_LEADS;
    } else if (number_normalise(low, -1, country, target->number)) {
        target->kind = COMMAND_TARGET_NUMBER;
        *why = COMMAND_FINE;
    } else {
        *why = COMMAND_BAD_NUMBER;
    }
    return true;
}

/* --- courtesies --- */

bool command_is_ack(const char *text)
{
    static const char ACKS[] =
        " ok okay okey okie k kk thanks thank thx ty tks thnx gotcha noted roger copy cool ";
    static const char *const PAIRS[] = {"thank you", "thank u",  "got it",   "will do",
                                        "10 4",      "an image", "a message"};
    struct words words;

    words_read(text, &words);
    if (words_drop_quote(&words))
        return true;
    for (size_t i = 0; i < words.count;) {
        char pair[16];
        size_t step =
            words_in(ACKS, words_at(&words, i)) || (i == 0 && words_in(" liked loved ", words_at(&words, i)));
        (void)snprintf(pair, sizeof pair, "%s %s", words_at(&words, i), words_at(&words, i + 1));
        for (size_t k = 0; k < TB_COUNT(PAIRS); k++)
            step = strcmp(pair, PAIRS[k]) == 0 ? 2 : step;
        if (step == 0)
            return false;
        i += step;
    }
    return true;
}
