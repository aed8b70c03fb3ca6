#include "core/street.h"

#include "core/words.h"
#include "sms/sms_utf.h"

#include <stdint.h>
#include <string.h>

enum { TOKEN_MAX = 24, NAME_WORDS_MAX = 5, HOUSE_DIGITS = 6, YEAR_FROM = 1900, YEAR_TO = 2099 };

/* A run of letters and digits. */
struct token {
    size_t begin, end;    /* bytes in the text */
    char word[TOKEN_MAX]; /* lower case, cut */
    char before, after;   /* the ASCII characters beside it; ' ' for others, '\0' at the ends */
    bool touches;         /* only blanks, or the period of an abbreviation, part it from the token before */
    bool capital;
    size_t digits, letters; /* digits it begins with; letters in it */
};

/* --- lists: each word between blanks --- */

static const char SUFFIXES[] =
    " st str street ave av aven avenue rd road ln lane blvd boulevard bvd ct cts court cir circle ter terr "
    "terrace pkwy "
    "parkway hwy highway trl trail cv cove sq pike aly alley plz plaza xing crossing loop row bend ridge rdg "
    "glen hollow "
    "landing mews crescent cres turnpike tpke freeway fwy expressway expy causeway dr ";
/* Streets too, but other things as well: "a nice place", "30 min drive". */
static const char LOOSE_SUFFIXES[] =
    " drive way pl place run pass path park walk square view hill hills point creek ";
static const char ROUTES[] = " hwy highway fm rr cr sr us route rte road state county interstate ih ";
static const char LEADING[] = " avenue ave avenida calle camino via paseo rue ";
static const char DIRECTIONS[] =
    " n s e w north south east west ne nw se sw northeast northwest southeast southwest ";

static const char USUAL[] = " oak oaks maple pine pines elm cedar main walnut cherry spruce birch willow ash "
                            "magnolia pecan cypress chestnut "
                            "hickory poplar sycamore juniper laurel holly washington jefferson lincoln "
                            "madison jackson monroe adams franklin "
                            "lamar congress broadway church market mission sunset ";

/* Not in a street's name, when small. */
static const char PLAIN[] =
    " am pm p a an the and or of for in on at to is it its are was if i im me my we you u your he she they "
    "this that "
    "there here no not but so just only now then about around over under up down out off per by from with "
    "without as be "
    "have has had can could will would do does did ok yes please pls plz thanks thank hi hello hey how what "
    "when where "
    "who why available still open sold bed beds bedroom bedrooms bdrm bdrms bath baths bathroom bathrooms br "
    "ba bd bds "
    "sqft sq ft sf feet foot square acre acres lot lots story stories floor floors unit units car cars "
    "garage room rooms "
    "min mins minute minutes hr hrs hour hours h m day days week weeks month months monthly yr yrs year "
    "years old weekly "
    "k mil mill million thousand hundred grand dollars dollar bucks usd cash percent pct mile miles km mi "
    "people person "
    "persons kids kid dogs dog cats cat pets pet times time more less max min budget saved rent total each "
    "offers offer "
    "houses house homes home listings listing options showings trees tree cabinets oclock works today "
    "tomorrow tonight "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday "
    "jan feb mar "
    "apr may jun jul aug sep sept oct nov dec january february march april june july august september "
    "october november "
    "december text call called ext down deposit fee fees tax taxes hoa credit score ";

/* A number behind one of these is no house number. */
static const char COUNTED[] = " have make making paying pay offer offering under over around budget mls code "
                              "suite ste ref rent price up upto built "
                              "year since only ext extension approx approximately roughly least most than "
                              "max maximum minimum min between save "
                              "call score loan afford spend down earn ";
static const char UNITS[] = " apt apartment unit suite ste no num number lot bldg building ";

static const char STATES[] =
    " al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd "
    "oh ok or pa ri "
    "sc sd tn tx ut vt va wa wv wi wy dc texas california florida georgia ohio illinois arizona colorado "
    "washington "
    "virginia carolina michigan pennsylvania jersey york nevada oregon utah tennessee maryland ";

/* --- tokens --- */

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Also an apostrophe inside a name, O'Neil. */
static bool is_word(uint32_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x2000) ||
           c == '\'' || c == 0x2019 || (c >= 0x2C00 && c < 0xD800);
}

static void put(struct token *out, uint32_t c)
{
    size_t n = strlen(out->word);
    char bytes[4];
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    size_t size = sms_utf8_put(c, bytes);
    if (n + size < sizeof out->word && c != '\'' && c != 0x2019) {
        memcpy(out->word + n, bytes, size);
        out->word[n + size] = '\0';
    }
}

/* The character at `at` and its size; what is not UTF-8 is a blank. */
static uint32_t read_character(const char *text, size_t at, size_t *size)
{
    const char *next = text + at;
    uint32_t c = sms_utf8_next(&next);
    *size = c == SMS_UTF_BAD ? 1 : (size_t)(next - (text + at));
    return c == SMS_UTF_BAD ? ' ' : c;
}

static char ascii(uint32_t c)
{
    return (char)(c < 0x80 ? c : ' ');
}

/* Reads the token that begins at or behind `at`; `previous` is the one before. False at the end of the text.
 */
static bool next_token(const char *text, size_t at, const struct token *previous, struct token *out)
{
    size_t size = 0, marks = 0;
    uint32_t c = 0;

    memset(out, 0, sizeof *out);
    for (;; at += size) {
        c = read_character(text, at, &size);
        if (c == 0)
            return false;
        if (is_word(c) && c != '\'' && c != 0x2019)
            break;
        bool abbreviation =
            c == '.' && at == previous->end && previous->letters > 0 && previous->letters <= 4;
        marks += c != ' ' && c != 0xA0 && !abbreviation;
        out->before = ascii(c);
    }
    out->touches = marks == 0 && previous->end > 0;
    out->begin = at;
    out->capital = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE);
    for (; c != 0 && is_word(c); at += size, c = read_character(text, at, &size)) {
        out->digits += is_digit(c) && out->letters == 0;
        out->letters += !is_digit(c);
        put(out, c);
    }
    out->end = at;
    out->after = ascii(c);
    return true;
}

static bool is_number(const struct token *t)
{
    return t->digits > 0 && t->letters == 0 && t->digits == strlen(t->word);
}

static unsigned long value_of(const struct token *t)
{
    unsigned long value = 0;
    for (const char *p = t->word; is_digit((uint8_t)*p) && value < 10000000; p++)
        value = value * 10 + (unsigned long)(*p - '0');
    return value;
}

/* "3rd", "21st". */
static bool is_ordinal(const struct token *t)
{
    return t->digits > 0 && t->letters == 2 && words_in(" st nd rd th ", t->word + t->digits);
}

/* --- a house and its street --- */

/* "1402", "12B": not a price, a time, a date, a share, a phone number or its part. */
static bool is_house(const struct token *t, const struct token *before, const struct token *before2)
{
    if (t->digits == 0 || t->digits > HOUSE_DIGITS || t->word[0] == '0' || t->letters > 1 ||
        strlen(t->word) != t->digits + t->letters)
        return false;
    if (t->letters == 1 && strchr("kmhpx", t->word[t->digits]) != NULL) /* 450k, 2h, 5p */
        return false;
    if ((t->before != '\0' && strchr("$/:.,%+-*", t->before) != NULL && t->begin == before->end + 1) ||
        t->before == '$')
        return false;
    if (t->after != '\0' && strchr(":/%$+-", t->after) != NULL)
        return false;
    if (t->touches && is_number(before) && !words_in(UNITS, before2->word))
        return false;
    return !(t->touches && words_in(COUNTED, before->word));
}

/* Behind the number: a street's name and its word for street. Returns the end of it, 0 if there is none. */
static size_t with_suffix(const char *text, const struct token *house)
{
    struct token t, last = *house;
    size_t names = 0;
    bool directed = false, named = false;

    for (size_t i = 0; i < NAME_WORDS_MAX + 2; i++) {
        if (!next_token(text, last.end, &last, &t) || !t.touches)
            break;
        bool saint = names == 0 && words_in(" st ", t.word);
        bool loose = words_in(LOOSE_SUFFIXES, t.word) && (house->digits >= 2 || named);
        if (names > 0 && (words_in(SUFFIXES, t.word) || loose))
            return t.end;
        if (names == 0 && words_in(DIRECTIONS, t.word)) {
            directed = true;
        } else if (is_ordinal(&t)) {
            if (directed && names == 0 &&
                (!next_token(text, t.end, &t, &last) || !words_in(SUFFIXES, last.word)))
                return t.end; /* 77 W 3rd */
            names++;
        } else if (t.digits > 0 || words_in(PLAIN, t.word) ||
                   (names == 0 && words_in(SUFFIXES, t.word) && !saint)) {
            break;
        } else {
            named = named || t.capital;
            names++;
        }
        last = t;
    }
    return 0;
}

/* "1402 Hwy 71", "1402 FM 2222", "1402 Avenue B", "9 Calle Sol". */
static size_t with_route(const char *text, const struct token *house)
{
    struct token route, name;
    if (!next_token(text, house->end, house, &route) || !route.touches)
        return 0;
    while (words_in(DIRECTIONS, route.word) || words_in(" state county us ", route.word)) {
        struct token next;
        if (!next_token(text, route.end, &route, &next) || !next.touches || is_number(&next))
            break;
        route = next;
    }
    if (!next_token(text, route.end, &route, &name) || !name.touches)
        return 0;
    if (words_in(ROUTES, route.word) && is_number(&name) && house->digits >= 2)
        return name.end;
    while (words_in(" de la las los el del ", name.word)) {
        struct token next;
        if (!next_token(text, name.end, &name, &next) || !next.touches)
            return 0;
        name = next;
    }
    return words_in(LEADING, route.word) && name.digits == 0 && !words_in(PLAIN, name.word) ? name.end : 0;
}

/* Only these words stand behind an address with which a text ends. */
static bool ends_text(const char *text, const struct token *last)
{
    struct token t;
    return !next_token(text, last->end, last, &t) || !t.touches;
}

/* "1402 oak", "1402 Bellaire", or nothing but "1402 bellaire". */
static size_t without_suffix(const char *text, const struct token *house, bool first)
{
    struct token t, more;
    bool long_number = house->digits >= 3 && house->digits <= 5;
    bool year = house->letters == 0 && value_of(house) >= YEAR_FROM && value_of(house) <= YEAR_TO;
    struct token previous = *house;

    if (!next_token(text, house->end, house, &t) || !t.touches)
        return 0;
    if (words_in(DIRECTIONS, t.word)) {
        previous = t;
        if (!next_token(text, previous.end, &previous, &t) || !t.touches)
            return 0;
    }
    if (t.digits > 0)
        return long_number && is_ordinal(&t) ? t.end : 0;
    bool tree = next_token(text, t.end, &t, &more) && more.touches &&
                words_in(" tree trees floor floors cabinets wood table chairs ", more.word);
    if (words_in(USUAL, t.word) && house->digits >= 2 && !tree)
        return t.end;
    if (!long_number || year || t.letters < 3 || words_in(PLAIN, t.word) || tree)
        return 0;
    if (t.capital)
        return t.end;
    return first && ends_text(text, &t) ? t.end : 0;
}

/* --- a zip --- */

/* Returns the end of a zip that begins with the token, 0 if it is none. */
static size_t zip_at(const char *text, const struct token *t, const struct token *before,
                     const struct token *before2)
{
    struct token more;
    bool behind_word = words_in(" zip zipcode ", before->word) ||
                       (words_in(" code is in ", before->word) && words_in(" zip zipcode ", before2->word));
    bool first = before->end == 0;

    if (!is_number(t) || t->digits != 5 || (t->before != '\0' && strchr("$#+", t->before) != NULL) ||
        (t->after != '\0' && strchr("$%/:", t->after) != NULL))
        return 0;
    bool last = !next_token(text, t->end, t, &more);
    if (!last && t->after == '-' && more.begin == t->end + 1)
        return is_number(&more) && more.digits == 4 && more.after != '-' ? more.end : 0;
    if (behind_word || (t->touches && words_in(STATES, before->word) && (last || !more.touches)))
        return t->end;
    return first && last && value_of(t) % 1000 != 0 ? t->end : 0;
}

bool street_spot(const char *utf8, size_t *begin, size_t *length)
{
    struct token before2, before, t;

    *begin = *length = 0;
    memset(&before, 0, sizeof before);
    before2 = before;
    while (next_token(utf8, before.end, &before, &t)) {
        size_t end = zip_at(utf8, &t, &before, &before2);
        if (end == 0 && is_house(&t, &before, &before2)) {
            bool first = before.end == 0 || !t.touches;
            end = with_route(utf8, &t);
            if (end == 0)
                end = with_suffix(utf8, &t);
            if (end == 0)
                end = without_suffix(utf8, &t, first);
        }
        if (end != 0) {
            *begin = t.begin;
            *length = end - t.begin;
            return true;
        }
        before2 = before;
        before = t;
    }
    return false;
}
