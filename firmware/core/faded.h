/* What is still known of persons who had to make room in a full table: that no text may go to them, or when
 * they were last texted. Bounded however many they are, at a price: it may also say so of somebody else. It
 * errs towards silence only. Pure.
 *
 * A number leaves what is known of it in four of the slots; where it was asked for, the least of the four is
 * the answer, which can be too much, since others leave theirs there too, and never too little. With 10 000
 * persons faded one stranger in 500 000 is taken for one of them, with 100 000 one in 100. */
#ifndef CORE_FADED_H
#define CORE_FADED_H

#include <stdbool.h>
#include <stdint.h>

enum { FADED_SLOTS = 1 << 20 }; /* 4 MB, none of it touched before somebody has faded */

struct faded {
    bool any;
    uint32_t slot[FADED_SLOTS];
};

/* All zero bytes is empty. */

/* From least to most. Between the first two: the wall clock's minute after the last text. */
#define FADED_NOTHING  UINT32_C(0)
#define FADED_UNDATED  (UINT32_MAX - 1) /* texted, and no clock could tell when */
#define FADED_KEEP_OUT UINT32_MAX       /* no text, for ever */

/* The minute in which all of wall_ms (UTC since 1970) is over, above FADED_NOTHING and below FADED_UNDATED.
 */
uint32_t faded_minute(int64_t wall_ms);
/* And the wall_ms at which it begins. */
int64_t faded_wall_ms(uint32_t minute);

/* key: number_pack(). */
void faded_put(struct faded *self, uint64_t key, uint32_t known);

/* Not less than the most that was ever put under this key. */
uint32_t faded_get(const struct faded *self, uint64_t key);

#endif
