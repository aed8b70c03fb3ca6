/* "Did you mean": how far two words are apart, as a person types them. */
#ifndef SHELL_CONFIG_NEAR_H
#define SHELL_CONFIG_NEAR_H

#include <stdbool.h>

#define CONFIG_FAR 1000U /* not worth suggesting */

/* Letters to insert, remove, change, or swap with their neighbour; case is ignored. CONFIG_FAR for words over
 * 63 bytes. */
unsigned config_distance(const char *a, const char *b);

/* The best of many: starts with word = NULL and distance = CONFIG_FAR. */
struct config_nearest {
    const char *word;
    unsigned distance;
};

/* Takes candidate if it is near enough to `typed` to be meant, and nearer than the best so far. */
void config_nearest_try(struct config_nearest *self, const char *typed, const char *candidate);

#endif
