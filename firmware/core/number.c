#include "core/number.h"

#include "base/hex.h"
#include "sms/sms_utf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SHORT_MAX   6  /* digits of a service number */
#define E164_MIN    7  /* digits with country code: the shortest in use (+290, +683) */
#define E164_MAX    15 /* ITU-T E.164 */
#define DIGITS_MAX  20 /* "011" or "0011" and 15 digits, with room: longer is no number */
#define NANP_DIGITS 10

enum { TON_INTERNATIONAL = 1, TON_ALPHANUMERIC = 5 };

/* Dialling rules. Lengths are of the number without country code and trunk prefix. Plans with a free length
 * are given generously: a wrong guess costs one text that is not sent. */
struct dial_plan {
    char iso[3];
    uint8_t min, max;  /* digits */
    bool keeps_zero;   /* a leading 0 belongs to the number (Italy) */
    const char *code;  /* country calling code */
    const char *trunk; /* put before a national number at home; "" none */
    const char *exit;  /* put before a country code at home; "00" is understood everywhere */
};

static const struct dial_plan PLANS[] = {
    {"US", 10, 10, false, "1", "1", "011"}, {"CA", 10, 10, false, "1", "1", "011"},
    {"PR", 10, 10, false, "1", "1", "011"}, {"AR", 10, 11, false, "54", "0", "00"},
    {"AT", 7, 13, false, "43", "0", "00"},  {"AU", 9, 9, false, "61", "0", "0011"},
    {"BE", 8, 9, false, "32", "0", "00"},   {"BR", 10, 11, false, "55", "0", "00"},
    {"CH", 9, 9, false, "41", "0", "00"},   {"CL", 9, 9, false, "56", "", "00"},
    {"CO", 10, 10, false, "57", "", "00"},  {"CZ", 9, 9, false, "420", "", "00"},
    {"DE", 6, 11, false, "49", "0", "00"},  {"DK", 8, 8, false, "45", "", "00"},
    {"ES", 9, 9, false, "34", "", "00"},    {"FI", 6, 12, false, "358", "0", "00"},
    {"FR", 9, 9, false, "33", "0", "00"},   {"GB", 9, 10, false, "44", "0", "00"},
    {"GR", 10, 10, false, "30", "", "00"},  {"HU", 8, 9, false, "36", "06", "00"},
    {"IE", 7, 9, false, "353", "0", "00"},  {"IL", 8, 9, false, "972", "0", "00"},
    {"IN", 10, 10, false, "91", "0", "00"}, {"IT", 6, 11, true, "39", "", "00"},
    {"JP", 9, 10, false, "81", "0", "010"}, {"LU", 6, 11, false, "352", "", "00"},
    {"MX", 10, 10, false, "52", "", "00"},  {"NL", 9, 9, false, "31", "0", "00"},
    {"NO", 8, 8, false, "47", "", "00"},    {"NZ", 8, 10, false, "64", "0", "00"},
    {"PL", 9, 9, false, "48", "", "00"},    {"PT", 9, 9, false, "351", "", "00"},
    {"RO", 9, 9, false, "40", "0", "00"},   {"SE", 7, 10, false, "46", "0", "00"},
    {"SG", 8, 8, false, "65", "", "000"},   {"SK", 9, 9, false, "421", "0", "00"},
    {"TR", 10, 10, false, "90", "0", "00"}, {"ZA", 9, 9, false, "27", "0", "00"},
};

static char upper(char c)
{
    if (c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    return c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(const char *s)
{
    while (is_digit(*s))
        s++;
    return *s == '\0';
}

static bool begins(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static const struct dial_plan *find_plan(const char *country)
{
    if (country == NULL || strlen(country) != 2)
        return NULL;
    for (size_t i = 0; i < TB_COUNT(PLANS); i++) {
        if (PLANS[i].iso[0] == upper(country[0]) && PLANS[i].iso[1] == upper(country[1]))
            return &PLANS[i];
    }
    return NULL;
}

bool number_country_known(const char *country)
{
    return find_plan(country) != NULL;
}

static bool is_nanp(const struct dial_plan *plan)
{
    return plan != NULL && strcmp(plan->code, "1") == 0;
}

/* --- reading what was written --- */

/* What may stand between digits. */
static bool is_separator(uint32_t c)
{
    if (c < 0x80)
        return c != 0 && strchr(" \t-.()/", (int)c) != NULL;
    return c == 0xA0 || (c >= 0x2000 && c <= 0x2015) || c == 0x202F || c == 0x2212 || /* blanks, dashes */
           (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069); /* direction marks of phone address books */
}

/* Copies the digits of raw to digits[DIGITS_MAX + 1]; *plus tells of a '+' before them. False if there is
 * anything else, no digit, or too many. */
static bool read_digits(const char *raw, char *digits, bool *plus)
{
    size_t n = 0;
    *plus = false;
    if (upper(raw[0]) == 'T' && upper(raw[1]) == 'E' && upper(raw[2]) == 'L' && raw[3] == ':')
        raw += 4; /* vCard 4 */
    for (;;) {
        if (n > 0 && begins(raw, "(0)")) { /* "+44 (0)20": the zero is for callers at home */
            raw += 3;
            continue;
        }
        uint32_t c = sms_utf8_next(&raw);
        if (c == 0)
            break;
        if (c >= '0' && c <= '9') {
            if (n == DIGITS_MAX)
                return false;
            digits[n++] = (char)c;
        } else if (c == '+' && n == 0 && !*plus) {
            *plus = true;
        } else if (!is_separator(c)) {
            return false;
        }
    }
    digits[n] = '\0';
    return n > 0;
}

/* "002B0031..." -> "+1...". False if raw is not that: groups of four hex digits, each an ASCII character that
 * numbers are made of. A plain number could look like two such groups ("0031 0032"), but not like three. */
static bool read_ucs2(const char *raw, char *out, size_t cap)
{
    size_t n = strlen(raw);
    if (n % 4 != 0 || n < 12 || n / 4 >= cap)
        return false;
    for (size_t i = 0; i < n; i += 4) {
        int value = 0;
        for (size_t k = 0; k < 4; k++) {
            int digit = tb_hex_digit(raw[i + k]);
            if (digit < 0)
                return false;
            value = value * 16 + digit;
        }
        if (!(value >= '0' && value <= '9') && !(value == '+' && i == 0))
            return false;
        out[i / 4] = (char)value;
    }
    out[n / 4] = '\0';
    return true;
}

/* --- E.164 --- */

/* "+" code rest, if that is a length E.164 has. */
static bool put_e164(const char *code, const char *rest, char out[NUMBER_MAX])
{
    size_t head = strlen(code), tail = strlen(rest);
    const char *first = head > 0 ? code : rest;
    if (head + tail < E164_MIN || head + tail > E164_MAX || first[0] == '0')
        return false;
    out[0] = '+';
    memcpy(out + 1, code, head);
    memcpy(out + 1 + head, rest, tail);
    out[1 + head + tail] = '\0';
    return true;
}

static bool fits(const struct dial_plan *plan, size_t digits)
{
    return digits >= plan->min && digits <= plan->max;
}

/* Ten digits are read as a number of country code 1 whatever they begin with: what cannot exist is for
 * number_classify to say, and a spoofed caller must be one caller, not "unreadable". */
static bool national_nanp(const char *d, size_t n, char out[NUMBER_MAX])
{
    if (n == NANP_DIGITS)
        return put_e164("1", d, out);
    return n == NANP_DIGITS + 1 && d[0] == '1' && put_e164("", d, out);
}

static bool national(const struct dial_plan *home, const char *d, char out[NUMBER_MAX])
{
    size_t n = strlen(d);
    size_t trunk = strlen(home->trunk);
    size_t code = strlen(home->code);
    if (is_nanp(home))
        return national_nanp(d, n, out);
    if (trunk > 0 && begins(d, home->trunk) && fits(home, n - trunk))
        return put_e164(home->code, d + trunk, out);
    if (fits(home, n) && (d[0] != '0' || home->keeps_zero))
        return put_e164(home->code, d, out);
    if (begins(d, home->code) && fits(home, n - code)) /* the '+' was lost on the way */
        return put_e164("", d, out);
    return false;
}

static bool to_e164(const struct dial_plan *home, const char *d, bool plus, int ton, char out[NUMBER_MAX])
{
    size_t n = strlen(d);
    if (n <= SHORT_MAX) { /* a '+' before a short code is a modem's, not the network's */
        memcpy(out, d, n + 1);
        return true;
    }
    if (plus || (ton == TON_INTERNATIONAL && d[0] != '0'))
        return put_e164("", d, out);
    if (is_nanp(home) && n == NANP_DIGITS)
        return national(home, d, out);
    if (home != NULL && begins(d, home->exit))
        return put_e164("", d + strlen(home->exit), out);
    if (begins(d, "00"))
        return put_e164("", d + 2, out);
    return home != NULL && national(home, d, out);
}

bool number_normalise(const char *raw, int ton, const char *country, char out[NUMBER_MAX])
{
    char plain[DIGITS_MAX + 2]; /* with a '+' */
    char digits[DIGITS_MAX + 1] = "";
    bool plus = false;
    out[0] = '\0';
    if (ton == TON_ALPHANUMERIC)
        return false;
    if (read_ucs2(raw, plain, sizeof plain))
        raw = plain;
    if (!read_digits(raw, digits, &plus))
        return false;
    return to_e164(find_plan(country), digits, plus, ton, out);
}

/* --- classes, RULES.md 4.1 --- */

typedef uint16_t npa;

/* Canada, overlays in service or announced as of 2026 (CNAC; libphonenumber metadata). */
static const npa CANADA[] = {204, 226, 236, 249, 250, 257, 263, 289, 306, 343, 354, 365, 367, 368,
                             382, 387, 403, 416, 418, 428, 431, 437, 438, 450, 468, 474, 506, 514,
                             519, 548, 579, 581, 584, 587, 604, 613, 639, 647, 672, 683, 705, 709,
                             742, 753, 778, 780, 782, 807, 819, 825, 867, 873, 879, 902, 905, 942};

/* Caribbean and Bermuda. Puerto Rico (787, 939), the US Virgin Islands (340) and the Pacific territories
 * (670, 671, 684) are the United States. */
static const npa CARIBBEAN[] = {242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664,
                                721, 758, 767, 784, 809, 829, 849, 868, 869, 876};

/* In use, and reserved for more of the same. */
static const npa TOLL_FREE[] = {800, 822, 833, 844, 855, 866, 877, 880, 881,
                                882, 883, 884, 885, 886, 887, 888, 889};

/* Non-geographic (5xx), carriers (700), US government (710), Canadian services (600, 622 and their kin). */
static const npa SPECIAL[] = {500, 521, 522, 523, 524, 525, 526, 527, 528, 529, 533, 544,
                              566, 577, 588, 600, 622, 633, 644, 655, 677, 688, 700, 710};

static bool is_in(const npa *list, size_t count, unsigned code)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == code)
            return true;
    }
    return false;
}

static unsigned three(const char *d)
{
    return (unsigned)(d[0] - '0') * 100 + (unsigned)(d[1] - '0') * 10 + (unsigned)(d[2] - '0');
}

/* NPA NXX XXXX: both begin 2 to 9, neither is N11, no NPA is N9X, 37X and 96X are reserved. */
static bool has_nanp_shape(unsigned area, unsigned exchange)
{
    return area >= 200 && area % 100 != 11 && area / 10 % 10 != 9 && area / 10 != 37 && area / 10 != 96 &&
           exchange >= 200 && exchange % 100 != 11;
}

static enum number_class classify_nanp(const char *d, const struct dial_plan *home)
{
    if (strlen(d) != NANP_DIGITS)
        return NUMBER_INVALID;
    unsigned area = three(d), exchange = three(d + 3);
    if (!has_nanp_shape(area, exchange))
        return NUMBER_INVALID;
    if (is_in(TOLL_FREE, TB_COUNT(TOLL_FREE), area))
        return NUMBER_TOLL_FREE;
    if (area == 900 || exchange == 976)
        return NUMBER_PREMIUM;
    if (is_in(SPECIAL, TB_COUNT(SPECIAL), area))
        return NUMBER_SPECIAL;
    if (is_in(CARIBBEAN, TB_COUNT(CARIBBEAN), area))
        return NUMBER_FOREIGN;
    if (strcmp(home->iso, "CA") != 0 && is_in(CANADA, TB_COUNT(CANADA), area))
        return NUMBER_FOREIGN;
    if (exchange == 555 && !begins(d + 6, "01")) /* 555-01xx is kept for fiction; the tests use it */
        return NUMBER_SPECIAL;
    return NUMBER_OK;
}

enum number_class number_classify(const char *number, const char *country)
{
    size_t n = strlen(number);
    if (n == 0)
        return NUMBER_WITHHELD;
    if (number[0] != '+')
        return n >= 3 && n <= SHORT_MAX && all_digits(number) ? NUMBER_SHORT_CODE : NUMBER_INVALID;
    const char *d = number + 1;
    n--;
    if (!all_digits(d) || n < E164_MIN || n > E164_MAX || d[0] == '0')
        return NUMBER_INVALID;
    const struct dial_plan *home = find_plan(country);
    if (home == NULL || !begins(d, home->code))
        return NUMBER_FOREIGN;
    return is_nanp(home) ? classify_nanp(d + 1, home) : NUMBER_OK;
}

/* --- comparing and showing --- */

bool number_equal(const char *a, const char *b)
{
    return a[0] != '\0' && strcmp(a, b) == 0;
}

uint64_t number_pack(const char *number)
{
    uint64_t key = 2;
    size_t digits = 0;

    if (*number == '+') {
        key = 1;
        number++;
    }
    for (; *number >= '0' && *number <= '9' && digits <= E164_MAX; number++, digits++)
        key = key * 10 + (uint64_t)(*number - '0');
    return *number == '\0' && digits > 0 && digits <= E164_MAX ? key : 0;
}

void number_pretty(const char *e164, const char *country, char *out, size_t cap)
{
    bool nanp = begins(e164, "+1") && strlen(e164) == 2 + NANP_DIGITS && all_digits(e164 + 2);
    if (nanp && is_nanp(find_plan(country)))
        (void)snprintf(out, cap, "%.3s-%.3s-%s", e164 + 2, e164 + 5, e164 + 8);
    else
        (void)snprintf(out, cap, "%s", e164);
}

void number_masked(const char *number, char *out, size_t cap)
{
    size_t n = strlen(number);
    bool person = n > SHORT_MAX && all_digits(number + (number[0] == '+'));
    (void)snprintf(out, cap, "%s%s", person ? "..." : "", person ? number + n - 4 : number);
}
