/* Odd people, and bad days. */
#include "draw_private.h"

#include <string.h>

void draw_put_call(struct drawing *d, uint8_t line, const char *who, int64_t in_ms)
{
    struct happening h = {
        .at_ms = d->at_ms + in_ms, .act = ACT_CALL, .line = line, .rings = 2, .value = 3000};

    (void)snprintf(h.who, sizeof h.who, "%s", who);
    (void)plan_add(d->plan, &h);
}

void draw_put_text(struct drawing *d, const char *who, const char *words, int64_t in_ms)
{
    struct happening h = {.at_ms = d->at_ms + in_ms, .act = ACT_TEXT, .line = (uint8_t)draw_below(d, 2)};

    (void)snprintf(h.who, sizeof h.who, "%s", who);
    (void)snprintf(h.text, sizeof h.text, "%s", words);
    (void)plan_add(d->plan, &h);
}

/* An advertisement is out: more callers than the caps let be texted. */
static void draw_rush(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    for (unsigned i = 10 + draw_below(d, 30); i > 0; i--) {
        (void)snprintf(who, sizeof who, "+1202%03u7%03u", 300 + draw_below(d, 300), draw_below(d, 1000));
        draw_put_call(d, (uint8_t)draw_below(d, 2), who, draw_below(d, 40 * 60 * 1000));
    }
}

/* The same person on both lines at once, again while they are texted, and out of it in the middle. */
static void draw_insistent(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    draw_lead(d, who);
    draw_put_call(d, 0, who, 0);
    draw_put_call(d, 1, who, draw_below(d, 800));
    draw_put_call(d, 0, who, 6200 + draw_below(d, 4000));
    draw_put_text(d, who, draw_below(d, 2) == 0 ? "STOP" : "stop please", 6500 + draw_below(d, 5000));
    draw_put_call(d, 0, who, 20000 + draw_below(d, 60000));
}

static void draw_fickle(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    draw_lead(d, who);
    for (unsigned i = 0; i < 5; i++) {
        draw_put_text(d, who, i % 2 == 0 ? "STOP" : "START", 40000 * (int64_t)i);
        draw_put_call(d, 0, who, 40000 * (int64_t)i + draw_below(d, 30000));
    }
}

/* The agent blocks or forgets whoever it may be while a text to them is under way. */
static void draw_decision(struct drawing *d)
{
    static const char *const ORDERS[] = {"BLOCK", "FORGET", "SKIP", "CLIENT", "UNBLOCK", "TEST", "TEST BUSY"};
    const char *order = ORDERS[draw_below(d, TB_COUNT(ORDERS))];
    char who[TB_NUMBER_MAX], words[24];

    draw_lead(d, who);
    draw_put_call(d, 0, who, 0);
    if (order[0] == 'T')
        draw_put_text(d, "+12025550100", order, draw_below(d, 9000));
    for (unsigned n = 1; n < 4 && order[0] != 'T'; n++) {
        (void)snprintf(words, sizeof words, "%s %u", order, n);
        draw_put_text(d, "+12025550100", words, 6000 + draw_below(d, 3000));
    }
    draw_put_call(d, 0, order[0] == 'T' ? "+12025550100" : who, 20000 + draw_below(d, 60000));
}

/* A short code, a name in place of a number, a foreign number, the box itself. */
static void draw_no_lead(struct drawing *d)
{
    static const char *const WHO[] = {"83687", "BANK", "INFO-1", "+442079460123", "+12025550101", "611"};
    static const char *const WHAT[] = {"STOP", "LIST", "DONE 1", "Your code is 1234 "};
    const char *what = WHAT[draw_below(d, TB_COUNT(WHAT))];
    char words[48];

    (void)snprintf(words, sizeof words, "%s", what);
    if (what[0] == 'Y')
        (void)snprintf(words, sizeof words, "%sq%04uz", what, ++d->tokens);
    draw_put_text(d, WHO[draw_below(d, TB_COUNT(WHO))], words, 0);
}

/* The mains fail every half minute, a daemon dies while it starts, or a plug is loose. */
static void draw_flutter(struct drawing *d)
{
    static const enum act ACTS[] = {ACT_CUT, ACT_KILL, ACT_UNPLUG};
    enum act act = ACTS[draw_below(d, TB_COUNT(ACTS))];
    int64_t every_ms = act == ACT_CUT ? 21000 + draw_below(d, 15000) : 900 + draw_below(d, 3000);
    struct happening h = {.act = act, .value = draw_below(d, 500), .line = (uint8_t)draw_below(d, 2)};
    char who[TB_NUMBER_MAX];

    for (unsigned i = 0; i < 12; i++) {
        h.at_ms = d->at_ms + every_ms * i;
        (void)plan_add(d->plan, &h);
        if (act == ACT_UNPLUG)
            draw_mend(d, h.line, every_ms * i + every_ms / 2);
        draw_lead(d, who);
        if (i % 3 == 0)
            draw_put_call(d, h.line, who, every_ms * i + draw_below(d, (unsigned)every_ms));
    }
}

/* Another SIM, and the agent writes one PIN after the other into the ini, with power cuts in between. */
static void draw_sim(struct drawing *d)
{
    static const char *const PINS[] = {"0000", "1234", "2468", "2468"};
    static const char *const INIS[] = {"plain", "shifts", "shifts", "team"};
    struct happening h = {.at_ms = d->at_ms, .act = ACT_SIM, .line = (uint8_t)draw_below(d, 2)};

    (void)snprintf(h.text, sizeof h.text, "%s", PINS[draw_below(d, TB_COUNT(PINS))]);
    (void)plan_add(d->plan, &h);
    for (unsigned i = draw_below(d, 9); i > 0; i--) {
        h.at_ms += draw_below(d, 90000);
        h.act = draw_below(d, 2) == 0 ? ACT_INI : draw_below(d, 2) == 0 ? ACT_CUT : ACT_KILL;
        h.value = draw_below(d, 3000);
        h.text[0] = '\0';
        if (h.act == ACT_INI)
            (void)snprintf(h.text, sizeof h.text, "%s", INIS[draw_below(d, TB_COUNT(INIS))]);
        (void)plan_add(d->plan, &h);
    }
    draw_mend(d, 0, h.at_ms - d->at_ms + draw_duration(d));
    draw_mend(d, 1, h.at_ms - d->at_ms + draw_duration(d));
}

void draw_odd(struct drawing *d)
{
    static void (*const DRAW[])(struct drawing *) = {draw_insistent, draw_fickle, draw_decision,
                                                     draw_no_lead,   draw_rush,   draw_flutter,
                                                     draw_sim,       draw_parts};

    DRAW[draw_below(d, TB_COUNT(DRAW))](d);
}
