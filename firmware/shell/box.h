/* The outermost loop: descriptors, clocks and disks around the core. It translates and decides nothing about
 * calls. */
#ifndef SHELL_BOX_H
#define SHELL_BOX_H

#include <stdbool.h>

struct box_options {
    const char *config; /* path of textback.ini as given */
    const char *port;   /* overrides the first line's, NULL if not given */
    const char *state;  /* folder of the ledger */
    const char *card;   /* folder of the card's files */
};

/* Runs until SIGTERM or SIGINT. The process's exit status: 0 after a clean end, 1 if it could not begin. */
int box_run(const struct box_options *options);

#endif
