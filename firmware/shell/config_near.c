#include "shell/config_near.h"

#include "shell/config_set.h"

#include <stddef.h>
#include <string.h>

enum { WORD_MAX = 63 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned config_distance(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b);
    if (la > WORD_MAX || lb > WORD_MAX)
        return CONFIG_FAR;
    unsigned rows[3][WORD_MAX + 1]; /* row i - 2, i - 1 and i of the usual table */
    unsigned *older = rows[0], *old = rows[1], *row = rows[2];
    for (size_t k = 0; k <= lb; k++)
        older[k] = old[k] = (unsigned)k;
    for (size_t i = 1; i <= la; i++) {
        row[0] = (unsigned)i;
        for (size_t k = 1; k <= lb; k++) {
            unsigned change = old[k - 1] + (config_lower(a[i - 1]) != config_lower(b[k - 1]));
            row[k] = least(change, least(old[k], row[k - 1]) + 1);
            if (i > 1 && k > 1 && config_lower(a[i - 1]) == config_lower(b[k - 2]) &&
                config_lower(a[i - 2]) == config_lower(b[k - 1]))
                row[k] = least(row[k], older[k - 2] + 1);
        }
        unsigned *spare = older;
        older = old;
        old = row;
        row = spare;
    }
    return old[lb];
}

void config_nearest_try(struct config_nearest *self, const char *typed, const char *candidate)
{
    unsigned distance = config_distance(typed, candidate);
    size_t length = strlen(candidate) > strlen(typed) ? strlen(candidate) : strlen(typed);
    unsigned allowed = (unsigned)(length <= 4 ? 1 : length / 3);
    if (distance <= allowed && distance < self->distance) {
        self->distance = distance;
        self->word = candidate;
    }
}
