#include "draw.h"
#include "draw_private.h"

#include "modemsim/simmodem.h"

#include <inttypes.h>
#include <string.h>

enum { LEADS = 8, ODD_ONES = 10 };

unsigned draw_below(struct drawing *d, unsigned limit)
{
    return plan_below(&d->random, limit);
}

/* --- who --- */

void draw_lead(struct drawing *d, char out[TB_NUMBER_MAX])
{
    if (draw_below(d, 2) == 0)
        d->lately = draw_below(d, LEADS);
    (void)snprintf(out, TB_NUMBER_MAX, "+12025550%03u", 140 + d->lately);
}

/* Whom the box must not text, or only in certain words. */
static void odd_number(struct drawing *d, char out[TB_NUMBER_MAX])
{
    static const char *const ODD[ODD_ONES] = {"+18005550123", "+19005550123", "+442079460123", "83687",
                                              "+12025550101", "+12025550100", "+12025550170",  "+12025550171",
                                              "+12027770001", "+12025550161"};

    (void)snprintf(out, TB_NUMBER_MAX, "%s", ODD[draw_below(d, ODD_ONES)]);
}

/* --- what --- */

static void put(struct drawing *d, struct happening h)
{
    h.at_ms = d->at_ms;
    h.line = (uint8_t)draw_below(d, 2);
    (void)plan_add(d->plan, &h);
}

static void put_words(struct drawing *d, enum act act, const char *words)
{
    struct happening h = {.act = act};

    (void)snprintf(h.text, sizeof h.text, "%s", words);
    put(d, h);
}

static void draw_call(struct drawing *d)
{
    static const int64_t EVERY[] = {3000, 5000, 300, 6000};
    struct happening h = {.act = ACT_CALL, .value = EVERY[draw_below(d, TB_COUNT(EVERY))]};

    h.rings = (uint8_t)(1 + draw_below(d, 5) + (draw_below(d, 6) == 0 ? 12 : 0));
    h.withheld = draw_below(d, 14) == 0;
    if (draw_below(d, 5) == 0)
        odd_number(d, h.who);
    else
        draw_lead(d, h.who);
    put(d, h);
}

static void draw_words(struct drawing *d, const char *token, char *out, size_t cap)
{
    static const char *const WORDS[] = {"STOP",
                                        "Stop.",
                                        "stop please",
                                        "unsubscribe",
                                        "START",
                                        "HELP",
                                        "no mas",
                                        "Please stop by at 5",
                                        "thanks",
                                        "\xF0\x9F\x91\x8D",
                                        "",
                                        "DONE 1",
                                        "LIST"};
    static const char LONG[] = "I saw the house on the corner with the blue door and would like to know "
                               "whether the roof is new, whether the "
                               "garden goes down to the river, what the taxes are, and if my mother could "
                               "come along for the visit, because "
                               "she will live with us and does not like stairs at all; we could come on any "
                               "day after work, best at six, or on Sunday before noon";

    unsigned kind = draw_below(d, 12);
    if (kind < 3)
        (void)snprintf(out, cap, "%s", WORDS[draw_below(d, TB_COUNT(WORDS))]);
    else if (kind == 3)
        (void)snprintf(out, cap, "%s %s", LONG, token);
    else if (kind == 4)
        (void)snprintf(out, cap, "%s \xE4\xBD\xA0\xE5\xA5\xBD \xF0\x9F\x8F\xA0?", token);
    else
        (void)snprintf(out, cap, "Is 1402 Oak St still free? %s", token);
}

static void draw_text(struct drawing *d)
{
    struct happening h = {.act = ACT_TEXT};

    char token[12];

    (void)snprintf(token, sizeof token, "q%04uz", ++d->tokens);
    draw_lead(d, h.who);
    draw_words(d, token, h.text, sizeof h.text);
    put(d, h);
}

/* The agent's, the team's, or of who only looks like them. */
static void draw_order(struct drawing *d)
{
    static const char *const ORDERS[] = {"LIST", "STATUS",           "DONE 1",  "PAUSE 1h",     "RESUME",
                                         "STOP", "1 See you at 5. ", "2 Yes. ", "HELP",         "AWAY 2d",
                                         "BACK", "REPORT",           "OK",      "VOICEMAIL OFF"};
    static const char *const FROM[] = {"+12025550100", "+12025550100", "+12025550161", "+12025550162"};
    struct happening h = {.act = ACT_TEXT};
    const char *order = ORDERS[draw_below(d, TB_COUNT(ORDERS))];

    (void)snprintf(h.who, sizeof h.who, "%s", FROM[draw_below(d, TB_COUNT(FROM))]);
    if (order[0] == '1' || order[0] == '2')
        (void)snprintf(h.text, sizeof h.text, "%sq%04uz", order, ++d->tokens);
    else
        (void)snprintf(h.text, sizeof h.text, "%s", order);
    put(d, h);
}

static void draw_habit(struct drawing *d)
{
    struct happening h = {.act = ACT_HABIT, .value = 2000 + draw_below(d, 3 * 60000)};

    if (draw_below(d, 4) == 0)
        h.value += draw_below(d, 8 * 3600 * 1000);
    draw_lead(d, h.who);
    draw_words(d, "@", h.text, sizeof h.text); /* another one each time: world_people.c */
    put(d, h);
}

void draw_mend(struct drawing *d, uint8_t line, int64_t in_ms)
{
    (void)plan_add(d->plan, &(struct happening){.at_ms = d->at_ms + in_ms, .act = ACT_MEND, .line = line});
}

int64_t draw_duration(struct drawing *d)
{
    static const unsigned LONGEST[] = {3000, 20000, 90000, 600000, 7200000};

    return 100 + draw_below(d, LONGEST[draw_below(d, TB_COUNT(LONGEST))]);
}

/* Any fault of modemsim, for a while or for some uses; codes of the network now and then. */
static void draw_fault(struct drawing *d)
{
    static const char *const CODES[] = {"cms-21",  "cms-38",       "cms-41",      "cms-330",
                                        "cms-500", "cms-500-once", "cms-331-once"};
    const char *name, *help;
    unsigned count = 0;
    struct happening h = {.act = ACT_FAULT};

    while (sim_fault_list(count, &name, &help))
        count++;
    (void)sim_fault_list(draw_below(d, count), &name, &help);
    if (draw_below(d, 5) == 0 || strcmp(name, "cms-CODE") == 0)
        name = CODES[draw_below(d, TB_COUNT(CODES))];
    if (strcmp(name, "puk") == 0 || strcmp(name, "clear") == 0)
        name = "restart";
    (void)snprintf(h.text, sizeof h.text,
                   draw_below(d, 3) == 0 && strncmp(name, "cms", 3) != 0 ? "%s 2" : "%s", name);
    put(d, h);
    draw_mend(d, 0, draw_duration(d));
    draw_mend(d, 1, draw_duration(d));
}

static void draw_trouble(struct drawing *d)
{
    static const char *const MOODS[] = {"slow", "slow", "full", "broken"};
    struct happening h = {.value = draw_duration(d)};

    switch (draw_below(d, 7)) {
    case 0:
        h.act = ACT_UNPLUG;
        put(d, h);
        draw_mend(d, 0, h.value);
        draw_mend(d, 1, h.value);
        break;
    case 1:
        h.act = ACT_POWER;
        put(d, h);
        break;
    case 2:
    case 3:
        put_words(d, ACT_DISK, MOODS[draw_below(d, TB_COUNT(MOODS))]);
        (void)plan_add(d->plan,
                       &(struct happening){.at_ms = d->at_ms + h.value, .act = ACT_DISK, .text = "well"});
        break;
    case 4:
        h.act = draw_below(d, 3) == 0 ? ACT_STOP : ACT_KILL;
        h.value = draw_below(d, 20000);
        put(d, h);
        break;
    default:
        h.act = ACT_CUT;
        h.value = draw_below(d, 4) == 0 ? draw_duration(d) : draw_below(d, 5000);
        put(d, h);
        break;
    }
}

static void draw_rare(struct drawing *d)
{
    static const int64_t STEPS_H[] = {1, -1, 24, -24, 9, -9, 24 * 365};
    static const char *const INIS[] = {"plain", "team", "shifts"};
    struct happening h = {.act = ACT_CLOCK, .value = STEPS_H[draw_below(d, TB_COUNT(STEPS_H))] * HOUR};

    if (d->plan->seed % 5 == 0 && draw_below(d, 2) == 0)
        put(d, h);
    else
        put_words(d, ACT_INI, INIS[draw_below(d, TB_COUNT(INIS))]);
}

static void draw_one(struct drawing *d)
{
    unsigned kind = draw_below(d, 31);

    if (kind < 10)
        draw_call(d);
    else if (kind < 15)
        draw_text(d);
    else if (kind < 18)
        draw_order(d);
    else if (kind < 24)
        draw_fault(d);
    else if (kind < 29)
        draw_trouble(d);
    else if (kind < 30)
        draw_rare(d);
    else
        draw_odd(d);
}

/* --- when --- */

static void pass(struct drawing *d)
{
    static const unsigned LONGEST[] = {300, 2000, 8000, 8000, 30000, 30000, 300000, 1800000, 4 * 3600000};

    d->at_ms += draw_below(d, LONGEST[draw_below(d, TB_COUNT(LONGEST))]);
    if (draw_below(d, 50) == 0) /* a night: what is held until the morning leaves while things go on */
        d->at_ms += draw_below(d, 24) * HOUR;
}

/* Any day of some years; now and then the night in which the clocks change. */
static int64_t draw_start(struct drawing *d)
{
    static const int64_t CHANGES[] = {1793509200, 1804921200}; /* 2026-11-01 05:00, 2027-03-14 05:00 UTC */

    if (draw_below(d, 8) == 0)
        return CHANGES[draw_below(d, 2)] - draw_below(d, 6 * 3600);
    return INT64_C(1776276000) + (int64_t)draw_below(d, 3 * 365) * 86400 + draw_below(d, 86400);
}

/* One family for all lines, or two that have little in common in one box. */
static void draw_profiles(struct drawing *d, unsigned profiles)
{
    const char *first = draw_below(d, 2) == 0 ? "generic" : sim_profile_name(draw_below(d, profiles));
    const char *second = sim_profile_name(draw_below(d, profiles));
    bool two = draw_below(d, 2) == 0;

    (void)snprintf(d->plan->profile, sizeof d->plan->profile, "%s%s%s", first, two ? "," : "",
                   two ? second : "");
}

void draw_plan(uint64_t seed, struct plan *out)
{
    static const char *const INIS[] = {"plain", "team", "two", "shifts"};
    struct drawing d = {.random = seed * 7919 + 17, .plan = out, .at_ms = 20 * SECOND};
    unsigned profiles = 0, length;

    *out = (struct plan){.seed = seed};
    while (sim_profile_name(profiles) != NULL)
        profiles++;
    (void)snprintf(out->ini, sizeof out->ini, "%s", INIS[draw_below(&d, TB_COUNT(INIS))]);
    draw_profiles(&d, profiles);
    out->start_s = draw_start(&d);
    out->ntp_ms = draw_below(&d, 4) == 0 ? 0 : 5000 + draw_below(&d, 120000);
    out->wires = draw_below(&d, 2) == 0;
    (void)plan_add(out,
                   &(struct happening){.at_ms = 1000, .act = ACT_AGENT, .value = draw_below(&d, 4) * 25});
    for (unsigned i = draw_below(&d, 6); i > 0; i--)
        draw_habit(&d);
    length = 15 + draw_below(&d, 60);
    for (unsigned i = 0; i < length; i++) {
        pass(&d);
        draw_one(&d);
    }
}
