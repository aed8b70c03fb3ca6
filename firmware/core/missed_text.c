#include "core/missed_text.h"

#include <stdio.h>
#include <string.h>

enum { LOOKED_AT = 500, SHOWN_MAX = 40 };

static const char NUMBER_MARKS[] = "0123456789+()-. ";

/* A blank of any kind, or 0: how many octets it has. */
static size_t blank(const char *at)
{
    if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
        return 1;
    return strncmp(at, "\xc2\xa0", 2) == 0 ? 2 : 0; /* no-break space */
}

/* ‘ or ’: phones write it for the apostrophe */
static bool is_curly(const char *at)
{
    return strncmp(at, "\xe2\x80\x98", 3) == 0 || strncmp(at, "\xe2\x80\x99", 3) == 0;
}

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Small letters, one blank for each run of them, straight apostrophes, none of it at the ends. */
static void flatten(const char *text, char out[LOOKED_AT])
{
    size_t used = 0;

    while (*text != '\0' && used + 2 < LOOKED_AT) {
        size_t gap = 0, step;
        while ((step = blank(text)) > 0) {
            text += step;
            gap++;
        }
        if (gap > 0 && used > 0 && *text != '\0')
            out[used++] = ' ';
        if (*text == '\0')
            break;
        if (is_curly(text)) {
            out[used++] = '\'';
            text += 3;
        } else {
            out[used++] = small(*text++);
        }
    }
    out[used] = '\0';
    if (*text == '\0')
        return;
    while (used > 0 && strchr(NUMBER_MARKS, out[used - 1]) != NULL)
        out[--used] = '\0'; /* a number that is cut is another one */
}

static bool has_letters(const char *flat)
{
    for (; *flat != '\0'; flat++)
        if ((*flat >= 'a' && *flat <= 'z') || (*flat & 0x80) != 0)
            return true;
    return false;
}

/* The words in front of the number and those behind it, in one buffer each. False: the pattern is unsound. */
static bool split(const char *pattern, char before[LOOKED_AT], char after[LOOKED_AT])
{
    char flat[LOOKED_AT] = "";

    flatten(pattern, flat);
    char *mark = strstr(flat, MISSED_TEXT_NUMBER);
    if (mark == NULL || strstr(mark + 1, MISSED_TEXT_NUMBER) != NULL)
        return false;
    flatten(mark + sizeof MISSED_TEXT_NUMBER - 1, after);
    *mark = '\0';
    flatten(flat, before);
    return has_letters(before) || has_letters(after);
}

bool missed_text_sound(const char *pattern)
{
    char before[LOOKED_AT], after[LOOKED_AT];

    return split(pattern, before, after);
}

static bool is_person(const char *shown, const char *country, char out[NUMBER_MAX])
{
    if (!number_normalise(shown, -1, country, out))
        return false;
    enum number_class class = number_classify(out, country);
    return class != NUMBER_SHORT_CODE && class != NUMBER_INVALID;
}

/* A slash or a dash of print (U+2010 to U+2015) and more digits: what ends here is only a part. */
static bool goes_on(const char *end)
{
    if (*end == '/')
        return end[1] >= '0' && end[1] <= '9';
    return strncmp(end, "\xe2\x80", 2) == 0 && (unsigned char)end[2] >= 0x90 &&
           (unsigned char)end[2] <= 0x95 && end[3] >= '0' && end[3] <= '9';
}

/* A number at the very beginning of `at`, with `after` behind it. What looks like its last group may be the
 * time of day: the longest that is a number counts. */
static bool number_at(const char *at, const char *after, const char *country, char out[NUMBER_MAX])
{
    char shown[SHOWN_MAX];
    size_t length = strspn(at, NUMBER_MARKS);

    if (length >= sizeof shown)
        length = sizeof shown - 1;
    for (; length > 0; length--) {
        const char *end = at + length;
        if (end[-1] < '0' || end[-1] > '9' || (*end >= '0' && *end <= '9') || goes_on(end))
            continue;
        (void)snprintf(shown, sizeof shown, "%.*s", (int)length, at);
        end += strspn(end, " ");
        if (strncmp(end, after, strlen(after)) == 0 && is_person(shown, country, out))
            return true;
    }
    return false;
}

bool missed_text_caller(const char *pattern, const char *body, const char *country, char out[NUMBER_MAX])
{
    char before[LOOKED_AT], after[LOOKED_AT], text[LOOKED_AT];

    out[0] = '\0';
    if (!split(pattern, before, after))
        return false;
    flatten(body, text);
    size_t words = strlen(before);
    for (const char *at = text; *at != '\0'; at++) {
        if (strncmp(at, before, words) != 0 ||
            (words == 0 && at > text && at[-1] >= '0' && at[-1] <= '9')) /* not in the middle of one */
            continue;
        const char *number = at + words + strspn(at + words, " ");
        if (number_at(number, after, country, out))
            return true;
    }
    out[0] = '\0';
    return false;
}
