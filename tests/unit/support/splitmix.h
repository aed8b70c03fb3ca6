/* SplitMix64 (Vigna): equal seeds, equal numbers, everywhere; also from 0. For what makes worlds, disks and messages
 * from a seed; unit_random() of unit.h is for tests. */
#ifndef TESTS_SUPPORT_SPLITMIX_H
#define TESTS_SUPPORT_SPLITMIX_H

#include <stdint.h>

/* The next number of a seed. */
static inline uint64_t splitmix_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

#endif
