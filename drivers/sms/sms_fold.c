#include "sms/sms_fold.h"

#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <stdbool.h>
#include <string.h>

/* Ranges of characters that read the same as a few ASCII ones. Sorted by use: quotes and dashes first. */
static const struct {
    uint32_t first, last;
    const char *ascii;
} FOLDS[] = {
    {0x2018, 0x201B, "'"},   /* single quotes */
    {0x201C, 0x201F, "\""},  /* double quotes */
    {0x2010, 0x2015, "-"},   /* hyphens and dashes */
    {0x2026, 0x2026, "..."}, /* ellipsis */
    {0x00A0, 0x00A0, " "},   /* no-break space */
    {0x2000, 0x200A, " "},   /* quads, thin and figure spaces */
    {0x202F, 0x202F, " "},   /* narrow no-break space */
    {0x205F, 0x205F, " "},   /* mathematical space */
    {0x3000, 0x3000, " "},   /* ideographic space */
    {'\t', '\t', " "},       {'`', '`', "'"},        {0x00B4, 0x00B4, "'"}, /* acute accent by itself */
    {0x02BC, 0x02BC, "'"},                                                  /* modifier letter apostrophe */
    {0x2032, 0x2032, "'"},                                                  /* prime: feet, minutes */
    {0x2033, 0x2033, "\""},                                                 /* double prime: inches */
    {0x2035, 0x2035, "'"},                                                  /* reversed prime */
    {0x2036, 0x2036, "\""},  {0x2039, 0x203A, "'"}, /* single and double angle quotes */
    {0x00AB, 0x00AB, "\""},  {0x00BB, 0x00BB, "\""}, {0x2212, 0x2212, "-"}, /* minus */
    {0x2043, 0x2043, "-"},                                                  /* hyphen bullet */
    {0x2022, 0x2023, "*"},                                                  /* bullets */
    {0x25AA, 0x25AA, "*"},   {0x25CF, 0x25CF, "*"},  {0x25E6, 0x25E6, "*"},
    {0x2024, 0x2024, "."},                          /* leaders */
    {0x2025, 0x2025, ".."},  {0x2044, 0x2044, "/"}, /* fraction slash */
    {0x2028, 0x2029, "\n"},                         /* line and paragraph separator */
    {0x00AD, 0x00AD, ""},                           /* soft hyphen */
    {0x200B, 0x200B, ""},                           /* zero-width space */
    {0x2060, 0x2060, ""},                           /* word joiner */
    {0xFEFF, 0xFEFF, ""},                           /* byte-order mark */
};

/* NULL if c stays as it is. */
static const char *fold_of(uint32_t c)
{
    if (c < 0xA0 && c != '\t' && c != '`')
        return NULL;
    for (size_t i = 0; i < TB_COUNT(FOLDS); i++) {
        if (c >= FOLDS[i].first && c <= FOLDS[i].last)
            return FOLDS[i].ascii;
    }
    return NULL;
}

/* Invisible, but with a meaning in emoji and in scripts that GSM-7 does not have. */
static bool is_joiner(uint32_t c)
{
    return (c >= 0x200C && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xFE0E || c == 0xFE0F;
}

/* True if joiners and foldable punctuation are all that keeps the text out of GSM-7. Ends at a wrong byte. */
static bool gsm7_but_for_joiners(const char *at)
{
    uint8_t code[2];
    for (uint32_t c = sms_utf8_next(&at); c != 0; c = sms_utf8_next(&at)) {
        if (!is_joiner(c) && fold_of(c) == NULL && sms_gsm7_encode(c, code) == 0)
            return false;
    }
    return true;
}

size_t sms_fold(const char *utf8, char *out, size_t cap)
{
    bool drop_joiners = gsm7_but_for_joiners(utf8);
    size_t length = 0;
    const char *at = utf8;
    for (;;) {
        const char *from = at;
        uint32_t c = sms_utf8_next(&at);
        if (c == 0)
            break;
        const char *fold = drop_joiners && is_joiner(c) ? "" : fold_of(c);
        size_t n = fold != NULL ? strlen(fold) : (size_t)(at - from);
        if (c == SMS_UTF_BAD || length + n >= cap) {
            if (cap > 0)
                out[0] = '\0';
            return SMS_FOLD_FAILED;
        }
        memcpy(out + length, fold != NULL ? fold : from, n);
        length += n;
    }
    if (cap == 0)
        return SMS_FOLD_FAILED;
    out[length] = '\0';
    return length;
}
