/* The pieces that commands are read from: a lower-case view of the text, words with slips, leads and numbers.
 * Pure. */
#ifndef CORE_COMMAND_LINE_H
#define CORE_COMMAND_LINE_H

#include "core/command.h"

enum {
    COMMAND_LOW_MAX = 160,  /* bytes incl. NUL of a command; only words for a lead and notes are longer */
    COMMAND_LOW_LETTER = 1, /* a letter beyond ASCII: fits no command */
    COMMAND_LOW_SYMBOL = 2  /* an emoji, a quotation mark: passed over at the ends only */
};

/* Lower-case ASCII, byte for byte in step with the text, so that places in one are places in the other.
 * Typographic dashes and blanks are what they look like. Cut at the bound. */
void command_low(struct command_span text, char low[COMMAND_LOW_MAX]);

/* Without the blanks at both ends. */
struct command_span command_trim(const char *at, size_t length);

/* The place behind blanks and signs that may stand between a command word and what follows. */
size_t command_skip_signs(const char *low, size_t i);

/* Length of the word of letters at i, of the digits at i. */
size_t command_word_at(const char *low, size_t i);
size_t command_digits_at(const char *low, size_t i);

/* Are the n letters at low a word of the list (blanks before, between and behind)? */
bool command_word_in(const char *list, const char *low, size_t n);

/* Cuts signs and polite words off the end. */
void command_cut_polite(char *low);

/* Is it the word with one slip: a letter more, less, other, or two exchanged? Never for short or for real
 * words. */
bool command_is_near(const char *typed, size_t n, const char *word);

/* Reads n digits as a lead's number or the end of a phone number. */
bool command_short_target(const char *digits, size_t n, struct command_target *out);

/* Passes over "with", "lead", "number", "#". */
size_t command_skip_lead_words(const char *low, size_t i);

/* Reads a phone number. False if low holds anything that is not of a number; *why tells what is wrong with
 * one. */
bool command_long_target(const char *low, const char *country, struct command_target *target,
                         enum command_fault *why);

/* "ok thanks", a thumbs-up, Liked "From 0172 ...": a whole text that wants nothing. */
bool command_is_ack(const char *text);

#endif
