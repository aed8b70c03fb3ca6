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

/* Words that follow "this is" or "I am" with a capital often enough, and are no names. */
static const char NO_NAMES[] =
    " i im the this that it in at on is a an and not no yes my your our his her interested "
    "looking calling great good perfect still so very just about from for mr mrs ms dr ok "
    "zillow realtor redfin google driving outside sorry here ready free busy late happy "
    "wondering fine back home monday tuesday wednesday thursday friday saturday sunday ";

/* Latin letters beyond ASCII are two octets that begin so; emoji, quotation marks and other scripts are not.
 */
static bool is_accented(const char *s)
{
    return (unsigned char)s[0] >= 0xc3 && (unsigned char)s[0] <= 0xc9;
}

/* Length of the name-like word at s: a capital, or an accented letter, then letters, ' and -. */
static size_t name_word(const char *s)
{
    size_t n = 0;

    if (!((s[0] >= 'A' && s[0] <= 'Z') || is_accented(s)))
        return 0;
    while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') || is_accented(s + n) ||
           ((s[n] == '\'' || s[n] == '-') && s[n + 1] >= 'A'))
        n += is_accented(s + n) ? 2 : 1;
    char low[24] = "";
    for (size_t i = 0; i < n && i + 1 < sizeof low; i++)
        low[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]);
    return n >= 2 && n < sizeof low && !words_in(NO_NAMES, low) ? n : 0;
}

static bool take_name(const char *s, char *out, size_t cap)
{
    size_t n = name_word(s);

    if (n > 0 && s[n] == ' ') {
        size_t second = name_word(s + n + 1);
        n += second > 0 ? second + 1 : 0;
    }
    if (n == 0 || n >= cap)
        return false;
    memcpy(out, s, n);
    out[n] = '\0';
    return true;
}

static bool is_word_start(const char *text, const char *at)
{
    return at == text || strchr(" .,!?\n(-", at[-1]) != NULL;
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
