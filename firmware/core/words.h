/* A text as plain words, so that it can be searched: lower case, no accents, no punctuation, no
 * emoji. Pure.
 *
 * "Stop texting me, por favor!" -> stop texting me por favor. Latin letters lose their accents and their
 * styles (full width, circled, mathematical), Cyrillic is put in lower case, other scripts stay as they are.
 * Apostrophes and invisible characters part no word; a letter drawn out three times or more is one
 * ("stopppp"). The stop sign emoji is the word. */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORDS_MAX 2048 /* a text of TB_BODY_MAX has hardly more than 1300 */

/* What stands before a word. */
enum words_mark {
    WORDS_MARK_HARD = 1,    /* . ! ? or ; */
    WORDS_MARK_LINE = 2,    /* a new line */
    WORDS_MARK_COMMA = 4,   /* or a colon */
    WORDS_MARK_ASKED = 8,   /* ? */
    WORDS_MARK_SIGN = 16,   /* a dash with a blank beside it: a name may follow */
    WORDS_MARK_CAPITAL = 32 /* the word begins with a capital letter */
};

struct words {
    uint16_t count;
    uint16_t at[WORDS_MAX];        /* the word's place in pool */
    uint8_t mark[WORDS_MAX + 1];   /* enum words_mark; mark[count]: what stands at the end */
    uint16_t quote_from, quote_to; /* words between the first and the last quotation mark; from > to: none */
    size_t used;                   /* of pool */
    char pool[TB_BODY_MAX];        /* a NUL behind each word */
};

/* Reads any bytes; what is not UTF-8 counts as a blank, what does not fit is left out. */
void words_read(const char *utf8, struct words *out);

/* Word i, "" beyond the last. */
const char *words_at(const struct words *text, size_t i);

/* Takes out what a phone's reaction quotes (Liked "... Reply STOP to opt out."): the words are ours. True if
 * it was a reaction. */
bool words_drop_quote(struct words *text);

/* Is the word in a list that has a blank before, between and behind its words? */
bool words_in(const char *list, const char *word);

#endif
