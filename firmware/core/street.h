/* Does a lead's text hold a street address or a zip? Only for a tag: nothing is altered, a miss costs a tag.
 * Pure.
 *
 * A house number and a street: "1402 Oak St", "12B Main Street", "77 W 3rd", "1402 Hwy 71"; without the word
 * for street where the name is a usual one ("1402 oak"), is written like a name ("1402 Bellaire") or is all
 * there is ("1402 bellaire"). A zip: behind "zip" or a state, with its four further digits, or alone. Not
 * counts of rooms, times, prices, distances, dates, phone numbers, years. */
#ifndef CORE_STREET_H
#define CORE_STREET_H

#include <stdbool.h>
#include <stddef.h>

/* The first one in the text; begin and length are bytes, whole characters. Both are 0 if there is none. */
bool street_spot(const char *utf8, size_t *begin, size_t *length);

#endif
