#include "year.h"

#include "draw.h"

#include <string.h>

#define DAY INT64_C(86400000)

enum { DAYS = 365, A_DAY = 4, LASTS_MS = 40 * 60 * 1000 };

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

/* No two texts of the year have the same word in them: world_network.c finds them by it. */
static void rename_word(char *text, unsigned number)
{
    char *at = strchr(text, 'q');

    while (at != NULL && (strspn(at + 1, "0123456789") != 4 || at[5] != 'z'))
        at = strchr(at + 1, 'q');
    for (unsigned i = 4; at != NULL && i > 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
}

/* Some of a random plan's happenings, a few seconds apart. */
static void one_day(struct plan *out, const struct plan *day, int64_t at_ms, uint64_t *random)
{
    unsigned first = plan_below(random, day->count);

    at_ms += plan_below(random, (unsigned)(DAY - 2 * LASTS_MS));
    for (unsigned i = first; i < first + A_DAY && i < day->count; i++) {
        struct happening h = day->list[i];
        h.at_ms = at_ms;
        at_ms += plan_below(random, 20000);
        if (h.act == ACT_INI || h.act == ACT_CLOCK)
            continue; /* one year, one ini */
        rename_word(h.text, out->count);
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
    (void)plan_add(out, &(struct happening){.at_ms = 1000, .act = ACT_AGENT, .value = 25});
    for (unsigned i = 0; i < DAYS; i++) {
        draw_plan(seed * 1000 + i, &day);
        one_day(out, &day, i * DAY, &random);
    }
}
