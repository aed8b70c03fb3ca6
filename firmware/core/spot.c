#include "core/spot.h"

#include "core/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- times --- */

static bool all_digits(const char *word, size_t n)
{
    return n > 0 && strspn(word, "0123456789") >= n;
}

/* "5", "12", "530": an hour of the clock, or with its minutes. */
static bool is_hour(const char *word)
{
    size_t n = strspn(word, "0123456789");

    return n > 0 && n <= 2 && word[n] == '\0' && strtoul(word, NULL, 10) >= 1 &&
           strtoul(word, NULL, 10) <= 12;
}

/* "5pm", "530pm", "5ish". */
static bool is_clock(const char *word)
{
    size_t n = strspn(word, "0123456789");

    return n > 0 && n <= 4 && words_in(" am pm a p ish oclock ", word + n);
}

static bool is_day(const char *word)
{
    static const char DAYS[] =
        " noon midnight tonight tomorrow tmrw today monday tuesday wednesday thursday friday "
        "saturday sunday mon tues thurs fri weekend ";
    return words_in(DAYS, word);
}

bool spot_time(const char *utf8)
{
    struct words text;

    words_read(utf8, &text);
    (void)words_drop_quote(&text);
    for (size_t i = 0; i < text.count; i++) {
        const char *word = words_at(&text, i), *next = words_at(&text, i + 1);
        bool before =
            i > 0 && words_in(" at by around about until till after before ", words_at(&text, i - 1));
        bool colon = i + 1 < text.count && (text.mark[i + 1] & WORDS_MARK_COMMA) != 0;
        if (is_day(word) || is_clock(word))
            return true;
        if (is_hour(word) && words_in(" am pm oclock ", next))
            return true;
        if (is_hour(word) && colon && strlen(next) >= 2 && all_digits(next, 2) &&
            (next[2] == '\0' || is_clock(next)))
            return true;
        if (is_hour(word) && before && (i + 1 == text.count || (text.mark[i + 1] & ~WORDS_MARK_CAPITAL) != 0))
            return true; /* "at 5", "at 5?", but not "at 5 Oak St" */
        if (words_in(" this ", word) && words_in(" morning afternoon evening ", next))
            return true;
    }
    return false;
}

/* --- names --- */

/* Words that follow "this is" or "I am", or stand before "here", with a capital often enough, and are no
 * names; without their apostrophe. */
static const char NO_NAMES[] =
    " i im ive id ill me us we were you youre he she they them it its the this that these those there theres "
    "here what whats who whos when where why how in at on of to by with out up over off a an and but not no "
    "yes "
    "my your our his her their mine interested looking calling waiting running moving great good perfect "
    "nice "
    "still again already also so very too just only right wrong sure about regarding concerning re from for "
    "mr "
    "mrs ms miss dr ok okay hi hello hey dear please thanks thank zillow realtor redfin trulia google "
    "driving "
    "outside sorry ready free busy late early happy new urgent important wondering fine back home sold "
    "available "
    "pending gone pre approved preapproved first one two all any some anyone anybody someone somebody nobody "
    "everyone everybody wife husband sister brother mother mom father dad daughter son friend partner "
    "neighbor "
    "neighbour buyer seller owner tenant landlord agent broker lender inspector client customer assistant "
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight ";

/* "Elm Street", "Oak Ave": a house that is asked for. */
static const char STREETS[] =
    " street st avenue ave road rd drive dr lane ln court ct boulevard blvd way place "
    "pl terrace circle cir highway hwy trail parkway pkwy ";

enum { NAME_WORD_MAX = 24 };

/* A word with a capital, in small letters. */
struct capital {
    size_t length; /* in the text, 0: there is none */
    bool owner;    /* "Ann's", or "I'm": it does not stand for itself */
    char low[NAME_WORD_MAX];
};

/* Latin letters beyond ASCII are two octets that begin so; emoji, quotation marks and other scripts are not.
 */
static bool is_accented(const char *s)
{
    return (unsigned char)s[0] >= 0xc3 && (unsigned char)s[0] <= 0xc9;
}

/* Octets of the letter at s, 0 if it is none. */
static size_t letter(const char *s)
{
    if ((s[0] >= 'a' && s[0] <= 'z') || (s[0] >= 'A' && s[0] <= 'Z'))
        return 1;
    return is_accented(s) ? 2 : 0;
}

/* Of the apostrophe, a typewriter's or a phone's. */
static size_t apostrophe(const char *s)
{
    if (s[0] == '\'')
        return 1;
    return strncmp(s, "\u2019", 3) == 0 ? 3 : 0;
}

static bool is_plural(const char *last)
{
    return strchr("sSxXzZ", *last) != NULL;
}

/* The word at s: a capital, or an accented letter, then letters, apostrophes and -. */
static struct capital capital_at(const char *s)
{
    struct capital word = {.length = 0};
    size_t n = 0, low = 0, tail = 0, step;
    bool apart = false;

    if (!(s[0] >= 'A' && s[0] <= 'Z') && !is_accented(s))
        return word;
    while ((step = letter(s + n)) > 0 || ((step = apostrophe(s + n)) > 0 && letter(s + n + step) > 0) ||
           (s[n] == '-' && letter(s + n + (step = 1)) > 0)) {
        bool mark = apostrophe(s + n) > 0;
        if (mark)
            tail = low;
        apart = apart || mark;
        for (size_t i = 0; !mark && i < step && low + 1 < sizeof word.low; i++)
            word.low[low++] = (char)(s[n + i] >= 'A' && s[n + i] <= 'Z' ? s[n + i] - 'A' + 'a' : s[n + i]);
        n += step;
    }
    word.low[low] = '\0';
    word.length = n;
    step = apostrophe(s + n);
    word.owner = (apart && words_in(" s m re ve ll d t ", word.low + tail)) ||
                 (step > 0 && is_plural(s + n - 1) && s[n + step] == ' ');
    return word;
}

static bool is_name(const struct capital *word)
{
    return word->length >= 2 && word->length < NAME_WORD_MAX && !word->owner &&
           !words_in(NO_NAMES, word->low);
}

static bool take_name(const char *s, char *out, size_t cap)
{
    struct capital first = capital_at(s), second = {.length = 0};
    size_t n = first.length;

    if (!is_name(&first))
        return false;
    if (s[n] == ' ')
        second = capital_at(s + n + 1);
    if (second.owner || words_in(STREETS, second.low))
        return false;
    if (is_name(&second))
        n += second.length + 1;
    if (n >= cap)
        return false;
    memcpy(out, s, n);
    out[n] = '\0';
    return true;
}

static bool is_word_start(const char *text, const char *at)
{
    return at == text || strchr(" .,!?\n(-'\"", at[-1]) != NULL;
}

bool spot_name(const char *utf8, char *out, size_t cap)
{
    static const struct {
        const char *words;
        bool two; /* only if a first and a last name follow: "I'm Outside" is no name */
    } BEFORE[] = {{"my name is ", false},     {"my names ", false}, {"my name's ", false},
                  {"my name\u2019s ", false}, {"name is ", false},  {"name: ", false},
                  {"this is ", false},        {"i am ", true},      {"i'm ", true},
                  {"i\u2019m ", true},        {"it's ", true},      {"it\u2019s ", true}};

    out[0] = '\0';
    for (const char *at = utf8; *at != '\0'; at++) {
        if (!is_word_start(utf8, at))
            continue;
        for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0]; i++) {
            size_t n = strlen(BEFORE[i].words);
            if (strncasecmp(at, BEFORE[i].words, n) == 0 && take_name(at + n, out, cap) &&
                (!BEFORE[i].two || strchr(out, ' ') != NULL))
                return true;
        }
        if (take_name(at, out, cap) && strncasecmp(at + strlen(out), " here", 5) == 0)
            return true;
        out[0] = '\0';
    }
    return false;
}
