#include "year.h"

#include "draw.h"

#include <string.h>

#define DAY INT64_C(86400000)

enum { DAYS = 365, LASTS_MS = 40 * 60 * 1000 };

/* Whatever a day has broken is mended before the next. */
static void mend(struct plan *out, int64_t at_ms)
{
    static const char well[] = "well";
    struct happening h = {.at_ms = at_ms, .act = ACT_MEND};

    (void)plan_add(out, &h);
    h.line = 1;
    (void)plan_add(out, &h);
    h = (struct happening){.at_ms = at_ms, .act = ACT_DISK};
    (void)memcpy(h.text, well, sizeof well);
    (void)plan_add(out, &h);
}

/* Two of a random plan's happenings, a few seconds apart. */
static void one_day(struct plan *out, const struct plan *day, int64_t at_ms, uint64_t *random)
{
    unsigned first = plan_below(random, day->count);

    at_ms += plan_below(random, (unsigned)(DAY - 2 * LASTS_MS));
    for (unsigned i = first; i < first + 2 && i < day->count; i++) {
        struct happening h = day->list[i];
        h.at_ms = at_ms;
        at_ms += plan_below(random, 20000);
        if (h.act == ACT_INI || h.act == ACT_CLOCK)
            continue; /* one year, one ini */
        (void)plan_add(out, &h);
        if (h.act >= ACT_FAULT && h.act <= ACT_DISK)
            mend(out, at_ms + LASTS_MS);
    }
}

void year_plan(uint64_t seed, struct plan *out)
{
    static struct plan day; /* large */
    uint64_t random = seed;

    draw_plan(seed, out);
    out->count = 0;
    out->start_s = INT64_C(1798761600); /* 2027-01-01 00:00 UTC */
    (void)plan_add(out, &(struct happening){.at_ms = 1000, .act = ACT_AGENT, .value = 50});
    for (unsigned i = 0; i < DAYS; i++) {
        draw_plan(seed * 1000 + i, &day);
        one_day(out, &day, i * DAY, &random);
    }
}
