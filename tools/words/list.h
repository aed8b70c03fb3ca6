/* The list of texts that words prints, a line each. */
#ifndef WORDS_LIST_H
#define WORDS_LIST_H

#include "core/config.h"
#include "core/desk_words.h"

#define WHO "512-555-0172" /* somebody of the usual length */

struct list {
    const struct config *config;
    unsigned bad;
    char out[TB_MESSAGE_MAX > 2 * DESK_WORDS_MAX ? TB_MESSAGE_MAX : 2 * DESK_WORDS_MAX];
};

/* Prints the text in list->out. most: parts that it may have, 0 = as many as its writer likes. */
void show(struct list *list, const char *name, unsigned most);

#define SHOW(name, function, ...)                                                                            \
    do {                                                                                                     \
        function(list->out, sizeof list->out, __VA_ARGS__);                                                  \
        show(list, name, 1);                                                                                 \
    } while (0)
#define SHOW_ALONE(name, function)                                                                           \
    do {                                                                                                     \
        function(list->out, sizeof list->out);                                                               \
        show(list, name, 1);                                                                                 \
    } while (0)

/* trial.c: what TEST is answered with. */
void trials(struct list *list);

#endif
