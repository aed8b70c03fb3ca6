#include "core/faded.h"

enum { PLACES = 4, MINUTE_MS = 60000 };

uint32_t faded_minute(int64_t wall_ms)
{
    if (wall_ms < 0)
        return 1;
    int64_t minute = wall_ms / MINUTE_MS + 1;
    return minute < FADED_UNDATED ? (uint32_t)minute : FADED_UNDATED - 1;
}

int64_t faded_wall_ms(uint32_t minute)
{
    return (int64_t)minute * MINUTE_MS;
}

/* The n-th slot of a key: a number of its own for each n, mixed till every bit counts (the last step of
 * MurmurHash3). */
static uint32_t slot_of(uint64_t key, uint32_t n)
{
    key += (uint64_t)n * 0x9e3779b97f4a7c15U;
    key = (key ^ (key >> 33)) * 0xff51afd7ed558ccdU;
    key = (key ^ (key >> 33)) * 0xc4ceb9fe1a85ec53U;
    return (uint32_t)(key ^ (key >> 33)) % FADED_SLOTS;
}

void faded_put(struct faded *self, uint64_t key, uint32_t known)
{
    self->any = true;
    for (uint32_t n = 0; n < PLACES; n++) {
        uint32_t *slot = &self->slot[slot_of(key, n)];
        if (*slot < known)
            *slot = known;
    }
}

uint32_t faded_get(const struct faded *self, uint64_t key)
{
    uint32_t known = FADED_KEEP_OUT;

    if (!self->any)
        return FADED_NOTHING;
    for (uint32_t n = 0; n < PLACES; n++) {
        uint32_t slot = self->slot[slot_of(key, n)];
        if (slot < known)
            known = slot;
    }
    return known;
}
