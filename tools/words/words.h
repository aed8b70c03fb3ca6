/* The list of texts, of which main.c prints what goes to callers and of calls, desk.c what the desk gets. */
#ifndef TOOLS_WORDS_WORDS_H
#define TOOLS_WORDS_WORDS_H

#include "core/desk_words.h"
#include "shell/config.h"

#define WHO  "512-555-0172"
#define AT   " at 12:14p"
#define TIME "12:14p"
#define BY   "12:29 pm"
#define LINE "the_seller_line_on_main"

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

/* Of leads, and the answers to orders. */
void words_desk(struct list *list);

/* trial.c: what TEST is answered with. */
void words_trials(struct list *list);

#endif
