/* Parts of long texts that no phone would send, and reports that nobody asked for. */
#include "draw_private.h"

#include <string.h>

enum { TOGETHER_MS = 8000 };

struct place {
    unsigned ref, total, seq;
};

static void put_part(struct drawing *d, const char *who, struct place place)
{
    struct happening h = {.at_ms = d->at_ms + draw_below(d, TOGETHER_MS),
                          .act = ACT_PART,
                          .line = (uint8_t)draw_below(d, 2),
                          .value = PLAN_PART(place.ref, place.total, place.seq)};

    (void)snprintf(h.who, sizeof h.who, "%s", who);
    (void)snprintf(h.text, sizeof h.text, "and what about the roof and the taxes? q%04uz ", ++d->tokens);
    (void)plan_add(d->plan, &h);
}

/* Two people's texts under one reference, and a third that never ends; the parts come in any order. */
static void draw_mixed(struct drawing *d)
{
    unsigned ref = draw_below(d, 2) == 0 ? draw_below(d, 256) : 256 + draw_below(d, 65280);
    char one[TB_NUMBER_MAX], other[TB_NUMBER_MAX];

    draw_lead(d, one);
    draw_lead(d, other);
    for (unsigned seq = 1; seq <= 3; seq++)
        put_part(d, one, (struct place){ref, 3, seq});
    for (unsigned seq = 1; seq <= 2 + draw_below(d, 2); seq++)
        put_part(d, other, (struct place){ref, 3, seq});
}

/* 23.040 9.2.3.24.1: such a header is to be ignored. */
static void draw_impossible(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    draw_lead(d, who);
    put_part(d, who, (struct place){draw_below(d, 256), 0, draw_below(d, 3)});
    put_part(d, who, (struct place){draw_below(d, 256), 2, 0});
    put_part(d, who, (struct place){draw_below(d, 256), 2, 3 + draw_below(d, 253)});
}

static void draw_one_place_twice(struct drawing *d)
{
    unsigned ref = draw_below(d, 256);
    char who[TB_NUMBER_MAX];

    draw_lead(d, who);
    put_part(d, who, (struct place){ref, 2, 1});
    put_part(d, who, (struct place){ref, 2, 1});
    put_part(d, who, (struct place){ref, draw_below(d, 2) == 0 ? 2 : 3, 2});
}

/* More than memory has room for, and of texts that are longer than any. */
static void draw_too_many(struct drawing *d)
{
    unsigned ref = draw_below(d, 256), total = draw_below(d, 2) == 0 ? 255 : 2 + draw_below(d, 40);
    char who[TB_NUMBER_MAX];

    draw_lead(d, who);
    for (unsigned i = 5 + draw_below(d, 50); i > 0; i--)
        put_part(d, who,
                 (struct place){total == 255 ? ref : (ref + i) % 256, total, 1 + draw_below(d, total)});
}

/* An order of which only half comes is no order, and no words for a lead. */
static void draw_half_an_order(struct drawing *d)
{
    static const char *const BEGIN[] = {"1 Come at five, ", "FORGET ", "BLOCK 1", "PAUSE "};
    struct happening h = {.at_ms = d->at_ms + draw_below(d, TOGETHER_MS),
                          .act = ACT_PART,
                          .who = "+12025550100",
                          .value = PLAN_PART(draw_below(d, 256), 2, 1)};
    char who[TB_NUMBER_MAX];

    draw_lead(d, who);
    draw_put_call(d, 0, who, 0);
    (void)snprintf(h.text, sizeof h.text, "%sq%04uz", BEGIN[draw_below(d, TB_COUNT(BEGIN))], ++d->tokens);
    (void)plan_add(d->plan, &h);
}

static void draw_nonsense(struct drawing *d)
{
    struct happening h = {.act = ACT_HEADER};

    draw_lead(d, h.who);
    for (unsigned i = 1 + draw_below(d, 4); i > 0; i--) {
        size_t octets = draw_below(d, 3) == 0 ? draw_below(d, 4) : draw_below(d, 140), used = 0;
        h.at_ms = d->at_ms + draw_below(d, TOGETHER_MS);
        h.line = (uint8_t)draw_below(d, 2);
        for (size_t k = 0; k < octets; k++) /* the length of the header first, often a likely one */
            used += (size_t)snprintf(h.text + used, sizeof h.text - used, "%02X",
                                     k == 0 && draw_below(d, 2) == 0 ? 5 : draw_below(d, 256));
        (void)plan_add(d->plan, &h);
    }
}

void draw_parts(struct drawing *d)
{
    static void (*const DRAW[])(struct drawing *) = {draw_mixed,    draw_impossible,    draw_one_place_twice,
                                                     draw_too_many, draw_half_an_order, draw_nonsense};

    DRAW[draw_below(d, TB_COUNT(DRAW))](d);
}
