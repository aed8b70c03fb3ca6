/* What the files that draw a plan share: draw.c for every day, draw_people.c for odd people and bad days,
 * draw_parts.c for parts of long texts that no phone would send. */
#ifndef TESTS_SIM_DRAW_PRIVATE_H
#define TESTS_SIM_DRAW_PRIVATE_H

#include "plan.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

struct drawing {
    uint64_t random;
    struct plan *plan;
    int64_t at_ms;   /* it happens then */
    unsigned lately; /* who had to do with the box a moment ago */
    unsigned tokens;
};

/* From 0 to limit - 1. */
unsigned draw_below(struct drawing *d, unsigned limit);

void draw_lead(struct drawing *d, char out[TB_NUMBER_MAX]);

/* Some ms, from a moment to two hours. */
int64_t draw_duration(struct drawing *d);

/* In in_ms from now. */
void draw_mend(struct drawing *d, uint8_t line, int64_t in_ms);
void draw_put_call(struct drawing *d, uint8_t line, const char *who, int64_t in_ms);
void draw_put_text(struct drawing *d, const char *who, const char *words, int64_t in_ms);

void draw_odd(struct drawing *d);
void draw_parts(struct drawing *d);

#endif
