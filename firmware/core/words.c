#include "core/words.h"

#include "sms/sms_utf.h"

#include <string.h>

enum { WORD_MAX = 48 }; /* bytes kept of a word: no keyword is longer */

/* --- characters --- */

/* Latin letters without their accents, U+00C0 on and U+1E00 on; '.' has none, '{' ae, '}' oe, '|' ss, '~' th.
 */
static const char LATIN[] = "aaaaaa{ceeeeiiiidnooooo ouuuuy~|aaaaaa{ceeeeiiiidnooooo ouuuuy~y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
                            "lllnnnnnnnnnoooooo}}rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
                            "................................oo.............uu..............."
                            ".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
                            "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy";
static const char LATIN_MORE[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
                                 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
                                 "wwwwwwwwwwxxxxyyzzzzzzhtwyas..|.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
                                 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

static bool within(uint32_t c, uint32_t from, uint32_t to)
{
    return c >= from && c <= to;
}

/* Joiners, variation selectors, direction and combining marks, apostrophes: they do not part a word. */
static bool is_nothing(uint32_t c)
{
    return within(c, 0x300, 0x36F) || within(c, 0x200B, 0x200F) || within(c, 0x202A, 0x202E) ||
           within(c, 0x2060, 0x206F) || within(c, 0xFE00, 0xFE0F) || within(c, 0xE0000, 0xE01EF) ||
           c == 0xFEFF || c == 0xAD || c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 ||
           c == 0x2BC;
}

/* The plain letter of styled ones: full width, circled, squared, mathematical. 0 if c is none of them. */
static char plain_letter(uint32_t c)
{
    if (within(c, 0xFF21, 0xFF3A) || within(c, 0xFF41, 0xFF5A))
        return (char)('a' + (c - 0xFF21) % 32);
    if (within(c, 0x24B6, 0x24E9))
        return (char)('a' + (c - 0x24B6) % 26);
    if (within(c, 0x1D400, 0x1D6A3))
        return (char)('a' + (c - 0x1D400) % 26);
    if (within(c, 0x1F130, 0x1F149) || within(c, 0x1F150, 0x1F169) || within(c, 0x1F170, 0x1F189))
        return (char)('a' + (c - 0x1F130) % 32);
    return 0;
}

/* Letters of scripts we keep as they are: none of them is punctuation, a symbol or an emoji. */
static bool is_other_letter(uint32_t c)
{
    return within(c, 0x180, 0x2AF) || within(c, 0x370, 0x1FFF) || within(c, 0x3041, 0x30FF) ||
           within(c, 0x3105, 0x318E) || within(c, 0x3400, 0xA4CF) || within(c, 0xAC00, 0xD7A3) ||
           within(c, 0xF900, 0xFAFF) || within(c, 0xFE70, 0xFEFC);
}

/* The letters that stand for c in a word, "" if it parts words. */
static void fold(uint32_t c, char out[5])
{
    static const char *const PAIRS[] = {"ae", "oe", "ss", "th"}; /* of { } | ~ */
    char plain = 0;

    memset(out, 0, 5);
    if (within(c, '0', '9') || within(c, 'a', 'z'))
        plain = (char)c;
    else if (within(c, 'A', 'Z'))
        plain = (char)(c - 'A' + 'a');
    else if (within(c, 0xC0, 0xC0 + sizeof LATIN - 2))
        plain = LATIN[c - 0xC0];
    else if (within(c, 0x1E00, 0x1E00 + sizeof LATIN_MORE - 2))
        plain = LATIN_MORE[c - 0x1E00];
    else
        plain = plain_letter(c);
    if (plain == ' ')
        return;
    if (plain >= '{')
        memcpy(out, PAIRS[plain == '{' ? 0 : plain == '}' ? 1 : plain == '|' ? 2 : 3], 2);
    else if (plain != 0 && plain != '.')
        out[0] = plain;
    else if (within(c, 0x410, 0x42F))
        (void)sms_utf8_put(c + 0x20, out);
    else if (is_other_letter(c))
        (void)sms_utf8_put(c, out);
}

/* --- words --- */

struct reader {
    struct words *text;
    char word[WORD_MAX];
    size_t length;
    uint8_t mark; /* of the coming word */
};

static void put_letters(struct reader *self, const char *letters)
{
    size_t n = strlen(letters);
    if (self->length + n < sizeof self->word) {
        memcpy(self->word + self->length, letters, n);
        self->length += n;
    }
}

/* "stopppp" -> "stop": three of a kind are one. */
static void squeeze(struct reader *self)
{
    size_t n = 0;
    for (size_t i = 0; i < self->length;) {
        size_t run = 1;
        while (i + run < self->length && self->word[i + run] == self->word[i])
            run++;
        bool drawn_out = run >= 3 && within((uint8_t)self->word[i], 'a', 'z');
        memmove(self->word + n, self->word + i, drawn_out ? 1 : run);
        n += drawn_out ? 1 : run;
        i += run;
    }
    self->length = n;
}

static void end_word(struct reader *self)
{
    struct words *text = self->text;
    if (self->length == 0)
        return;
    squeeze(self);
    if (text->count < WORDS_MAX && text->used + self->length < sizeof text->pool) {
        memcpy(text->pool + text->used, self->word, self->length);
        text->at[text->count] = (uint16_t)text->used;
        text->used += self->length;
        text->pool[text->used++] = '\0';
        text->mark[text->count++] = self->mark;
        self->mark = 0;
    }
    self->length = 0;
}

static uint8_t mark_of(uint32_t c)
{
    if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
        return WORDS_MARK_LINE;
    if (c == '?' || c == 0xBF || c == 0xFF1F)
        return WORDS_MARK_HARD | WORDS_MARK_ASKED;
    if (c == '.' || c == '!' || c == ';' || c == 0xA1 || c == 0x2026 || c == 0x3002 || c == 0xFF01)
        return WORDS_MARK_HARD;
    return c == ',' || c == ':' || c == 0xFF0C ? WORDS_MARK_COMMA : 0;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || c == '~' || c == '_' || within(c, 0x2010, 0x2015) || c == 0x2212;
}

static bool is_quote(uint32_t c)
{
    return c == '"' || within(c, 0x201C, 0x201F) || c == 0xAB || c == 0xBB;
}

static void take(struct reader *self, uint32_t c, bool after_blank, bool before_blank)
{
    struct words *text = self->text;
    char letters[5];

    if (is_nothing(c))
        return;
    fold(c, letters);
    if (c == 0x1F6D1) { /* the stop sign */
        end_word(self);
        put_letters(self, "stop");
        end_word(self);
        return;
    }
    if (letters[0] != '\0') {
        if (self->length == 0 && (within(c, 'A', 'Z') || within(c, 0xC0, 0xDE)))
            self->mark |= WORDS_MARK_CAPITAL;
        put_letters(self, letters);
        return;
    }
    end_word(self);
    self->mark |= mark_of(c);
    if (is_dash(c) && (after_blank || before_blank))
        self->mark |= WORDS_MARK_SIGN;
    if (is_quote(c)) {
        text->quote_to = text->count;
        if (text->quote_from > text->count)
            text->quote_from = text->count;
    }
}

void words_read(const char *utf8, struct words *out)
{
    struct reader reader = {.text = out};
    bool after_blank = true;

    out->count = 0;
    out->used = 0;
    out->quote_from = UINT16_MAX;
    out->quote_to = 0;
    while (*utf8 != '\0') {
        uint32_t c = sms_utf8_next(&utf8);
        if (c == SMS_UTF_BAD) {
            c = ' ';
            utf8++;
        }
        take(&reader, c, after_blank, *utf8 == ' ' || *utf8 == '\n');
        after_blank = c == ' ' || c == '\n' || c == '\r' || c == '\t' || (after_blank && is_dash(c));
    }
    end_word(&reader);
    out->mark[out->count] = reader.mark;
}

const char *words_at(const struct words *text, size_t i)
{
    return i < text->count ? text->pool + text->at[i] : "";
}

/* Begins it as a phone does that tells of a reaction? "No" and "to" begin a person's words as well. */
static bool is_reaction(const struct words *text)
{
    static const char VERBS[] =
        " liked loved disliked laughed emphasized emphasised questioned reacted removed "
        "se enfatizo cuestiono ";
    static const char LE[] = " gusto gusta encanto encanta disgusto ";
    const char *first = words_at(text, 0);

    if (words_in(" to ", first)) /* behind an emoji */
        return (text->mark[0] & WORDS_MARK_CAPITAL) == 0;
    if (words_in(" no ", first))
        return words_in(" le ", words_at(text, 1));
    return words_in(VERBS, first) || (words_in(" le ", first) && words_in(LE, words_at(text, 1)));
}

bool words_drop_quote(struct words *text)
{
    size_t from = text->quote_from, to = text->quote_to;
    if (from == 0 || from >= to || from > 6 || !is_reaction(text))
        return false;
    size_t rest = text->count - to;
    memmove(text->at + from, text->at + to, rest * sizeof text->at[0]);
    memmove(text->mark + from, text->mark + to, (rest + 1) * sizeof text->mark[0]);
    text->count = (uint16_t)(from + rest);
    return true;
}

bool words_in(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = list; n > 0 && (p = strstr(p, word)) != NULL; p += n) {
        if (p[-1] == ' ' && p[n] == ' ')
            return true;
    }
    return false;
}
