/* The files of tests/sim/ini as configurations, each read once. */
#ifndef TESTS_SIM_INIS_H
#define TESTS_SIM_INIS_H

#include "core/config.h"

enum { INIS_MAX = 8 };

struct inis {
    unsigned count;
    struct {
        char name[24];
        struct config *config;
    } ini[INIS_MAX];
};

/* For world_new(); arg: struct inis. NULL, with words on stderr, if there is none of that name or it has
 * errors. */
const struct config *inis_named(void *arg, const char *name);

void inis_free(struct inis *self);

#endif
