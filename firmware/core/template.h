/* What a message says once its placeholders are filled. Pure.
 *
 * {agent} {broker} {phone} (202-555-0100) {license}, {callback} = "15 minutes", {time} = "2:29 pm".
 * Where no promise is kept, the sentence that holds {callback} or {time} is left out; where the clock is not
 * trusted, the one that holds {time}. If nothing is left, after_hours is said instead. A sentence ends at . !
 * or ? (and closing quotes or brackets behind it) followed by a blank or the end. */
#ifndef CORE_TEMPLATE_H
#define CORE_TEMPLATE_H

#include "base/now.h"
#include "core/config.h"
#include "core/hours.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The agent will call back: by when, in words. */
struct template_promise {
    int64_t callback_ms;        /* 0: as the ini says */
    char time[HOURS_WORDS_MAX]; /* "2:29 pm"; "" if the clock is not trusted */
};

enum template_word {
    TEMPLATE_AGENT,
    TEMPLATE_BROKER,
    TEMPLATE_PHONE,
    TEMPLATE_LICENSE,
    TEMPLATE_CALLBACK,
    TEMPLATE_TIME,
    TEMPLATE_WORDS /* their number */
};

/* The promise that a text leaving now makes: callback_ms from now. */
struct template_promise template_promise(const struct config *cfg, int64_t callback_ms, struct tb_now now);

/* Fills out with the text a caller gets. promise NULL: none is kept (closed, paused, away). False, with out
 * empty, if there is no such message, nothing to say, or more than TB_MESSAGE_MAX - 1 bytes. */
bool template_render(const struct config *cfg, int16_t message, const struct template_promise *promise,
                     char out[TB_MESSAGE_MAX]);

/* Index of the message of that name, ignoring case; -1 if there is none. */
int16_t template_find(const struct config *cfg, const char *name);

/* "15 minutes", "1 hour", "90 minutes", "2 days". */
void template_duration_words(int64_t ms, char *out, size_t cap);

/* The placeholder's name without braces. */
const char *template_word_name(enum template_word word);

/* Looks for the next placeholder at or after *at. True: *word is it, *begin its brace, *at the character
 * behind it. False: none left, and *begin is NULL, or a brace that opens no known placeholder, and *begin is
 * that brace. */
bool template_next(const char **at, const char **begin, enum template_word *word);

#endif
