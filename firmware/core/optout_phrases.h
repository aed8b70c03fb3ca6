/* Phrases that mean "leave me alone" though no keyword stands by itself, and the little matcher they are
 * written for. Pure.
 *
 * A pattern is words with blanks between: "leave me|us alone". A capital letter is a class of words (see the
 * .c), with a * behind it any number of them; ^ and $ are the ends of a sentence. */
#ifndef CORE_OPTOUT_PHRASES_H
#define CORE_OPTOUT_PHRASES_H

#include "core/optout.h"
#include "core/words.h"

#include <stdbool.h>
#include <stddef.h>

/* Is one of the words from..to - 1 in the list? */
bool optout_any(const struct words *text, size_t from, size_t to, const char *list);

/* The pattern at word i: the place behind it, 0 if it is not there. None runs over the end of a sentence. */
size_t optout_match(const struct words *text, size_t i, const char *pattern);

/* STOP for a phrase that is meant for us, MAYBE for one that could be, else NONE. */
enum optout_word optout_phrase(const struct words *text);

#endif
