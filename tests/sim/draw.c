#include "draw.h"

#include "modemsim/simmodem.h"

#include <inttypes.h>
#include <string.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)

enum { LEADS = 8, ODD_ONES = 10 };

struct drawing {
    uint64_t random;
    struct plan *plan;
    int64_t at_ms;
    unsigned lately; /* who had to do with the box a moment ago */
    unsigned tokens;
};

static unsigned any(struct drawing *d, unsigned limit)
{
    return plan_below(&d->random, limit);
}

/* --- who --- */

static void lead_number(struct drawing *d, char out[TB_NUMBER_MAX])
{
    if (any(d, 2) == 0)
        d->lately = any(d, LEADS);
    (void)snprintf(out, TB_NUMBER_MAX, "+12025550%03u", 140 + d->lately);
}

/* Whom the box must not text, or only in certain words. */
static void odd_number(struct drawing *d, char out[TB_NUMBER_MAX])
{
    static const char *const ODD[ODD_ONES] = {"+18005550123", "+19005550123", "+442079460123", "83687",
                                              "+12025550101", "+12025550100", "+12025550170",  "+12025550171",
                                              "+12027770001", "+12025550161"};

    (void)snprintf(out, TB_NUMBER_MAX, "%s", ODD[any(d, ODD_ONES)]);
}

/* --- what --- */

static void put(struct drawing *d, struct happening h)
{
    h.at_ms = d->at_ms;
    h.line = (uint8_t)any(d, 2);
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
    struct happening h = {.act = ACT_CALL, .value = EVERY[any(d, TB_COUNT(EVERY))]};

    h.rings = (uint8_t)(1 + any(d, 5) + (any(d, 6) == 0 ? 12 : 0));
    h.withheld = any(d, 14) == 0;
    if (any(d, 5) == 0)
        odd_number(d, h.who);
    else
        lead_number(d, h.who);
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

    unsigned kind = any(d, 12);
    if (kind < 3)
        (void)snprintf(out, cap, "%s", WORDS[any(d, TB_COUNT(WORDS))]);
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
    lead_number(d, h.who);
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
    const char *order = ORDERS[any(d, TB_COUNT(ORDERS))];

    (void)snprintf(h.who, sizeof h.who, "%s", FROM[any(d, TB_COUNT(FROM))]);
    if (order[0] == '1' || order[0] == '2')
        (void)snprintf(h.text, sizeof h.text, "%sq%04uz", order, ++d->tokens);
    else
        (void)snprintf(h.text, sizeof h.text, "%s", order);
    put(d, h);
}

static void draw_habit(struct drawing *d)
{
    struct happening h = {.act = ACT_HABIT, .value = 2000 + any(d, 3 * 60000)};

    if (any(d, 4) == 0)
        h.value += any(d, 8 * 3600 * 1000);
    lead_number(d, h.who);
    draw_words(d, "@", h.text, sizeof h.text); /* another one each time: world_people.c */
    put(d, h);
}

static void put_mend(struct drawing *d, uint8_t line, int64_t in_ms)
{
    (void)plan_add(d->plan, &(struct happening){.at_ms = d->at_ms + in_ms, .act = ACT_MEND, .line = line});
}

static int64_t draw_duration(struct drawing *d)
{
    static const unsigned LONGEST[] = {3000, 20000, 90000, 600000, 7200000};

    return 100 + any(d, LONGEST[any(d, TB_COUNT(LONGEST))]);
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
    (void)sim_fault_list(any(d, count), &name, &help);
    if (any(d, 5) == 0 || strcmp(name, "cms-CODE") == 0)
        name = CODES[any(d, TB_COUNT(CODES))];
    if (strcmp(name, "puk") == 0 || strcmp(name, "clear") == 0)
        name = "restart";
    (void)snprintf(h.text, sizeof h.text, any(d, 3) == 0 && strncmp(name, "cms", 3) != 0 ? "%s 2" : "%s",
                   name);
    put(d, h);
    put_mend(d, 0, draw_duration(d));
    put_mend(d, 1, draw_duration(d));
}

static void draw_trouble(struct drawing *d)
{
    static const char *const MOODS[] = {"slow", "slow", "full", "broken"};
    struct happening h = {.value = draw_duration(d)};

    switch (any(d, 7)) {
    case 0:
        h.act = ACT_UNPLUG;
        put(d, h);
        put_mend(d, 0, h.value);
        put_mend(d, 1, h.value);
        break;
    case 1:
        h.act = ACT_POWER;
        put(d, h);
        break;
    case 2:
    case 3:
        put_words(d, ACT_DISK, MOODS[any(d, TB_COUNT(MOODS))]);
        (void)plan_add(d->plan,
                       &(struct happening){.at_ms = d->at_ms + h.value, .act = ACT_DISK, .text = "well"});
        break;
    case 4:
        h.act = any(d, 3) == 0 ? ACT_STOP : ACT_KILL;
        h.value = any(d, 20000);
        put(d, h);
        break;
    default:
        h.act = ACT_CUT;
        h.value = any(d, 4) == 0 ? draw_duration(d) : any(d, 5000);
        put(d, h);
        break;
    }
}

/* Another SIM, and the agent writes one PIN after the other into the ini, with power cuts in between. */
static void draw_sim(struct drawing *d)
{
    static const char *const PINS[] = {"0000", "1234", "2468", "2468"};
    static const char *const INIS[] = {"plain", "shifts", "team"};
    struct happening h = {.at_ms = d->at_ms, .act = ACT_SIM, .line = (uint8_t)any(d, 2)};

    (void)snprintf(h.text, sizeof h.text, "%s", PINS[any(d, TB_COUNT(PINS))]);
    (void)plan_add(d->plan, &h);
    for (unsigned i = any(d, 6); i > 0; i--) {
        h.at_ms += any(d, 90000);
        h.act = any(d, 2) == 0 ? ACT_INI : any(d, 2) == 0 ? ACT_CUT : ACT_KILL;
        h.value = any(d, 3000);
        h.text[0] = '\0';
        if (h.act == ACT_INI)
            (void)snprintf(h.text, sizeof h.text, "%s", INIS[any(d, TB_COUNT(INIS))]);
        (void)plan_add(d->plan, &h);
    }
    put_mend(d, 0, h.at_ms - d->at_ms + draw_duration(d));
    put_mend(d, 1, h.at_ms - d->at_ms + draw_duration(d));
}

static void draw_rare(struct drawing *d)
{
    static const int64_t STEPS_H[] = {1, -1, 24, -24, 9, -9, 24 * 365};
    static const char *const INIS[] = {"plain", "team", "shifts"};
    struct happening h = {.act = ACT_CLOCK, .value = STEPS_H[any(d, TB_COUNT(STEPS_H))] * HOUR};

    if (d->plan->seed % 5 == 0 && any(d, 2) == 0)
        put(d, h);
    else
        put_words(d, ACT_INI, INIS[any(d, TB_COUNT(INIS))]);
}

/* --- odd people, and bad days --- */

static void put_call(struct drawing *d, uint8_t line, const char *who, int64_t in_ms)
{
    struct happening h = {
        .at_ms = d->at_ms + in_ms, .act = ACT_CALL, .line = line, .rings = 2, .value = 3000};

    (void)snprintf(h.who, sizeof h.who, "%s", who);
    (void)plan_add(d->plan, &h);
}

static void put_text(struct drawing *d, const char *who, const char *words, int64_t in_ms)
{
    struct happening h = {.at_ms = d->at_ms + in_ms, .act = ACT_TEXT, .line = (uint8_t)any(d, 2)};

    (void)snprintf(h.who, sizeof h.who, "%s", who);
    (void)snprintf(h.text, sizeof h.text, "%s", words);
    (void)plan_add(d->plan, &h);
}

/* An advertisement is out: more callers than the caps let be texted. */
static void draw_rush(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    for (unsigned i = 10 + any(d, 30); i > 0; i--) {
        (void)snprintf(who, sizeof who, "+1202%03u7%03u", 300 + any(d, 300), any(d, 1000));
        put_call(d, (uint8_t)any(d, 2), who, any(d, 40 * 60 * 1000));
    }
}

/* The same person on both lines at once, again while they are texted, and out of it in the middle. */
static void draw_insistent(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    lead_number(d, who);
    put_call(d, 0, who, 0);
    put_call(d, 1, who, any(d, 800));
    put_call(d, 0, who, 6200 + any(d, 4000));
    put_text(d, who, any(d, 2) == 0 ? "STOP" : "stop please", 6500 + any(d, 5000));
    put_call(d, 0, who, 20000 + any(d, 60000));
}

static void draw_fickle(struct drawing *d)
{
    char who[TB_NUMBER_MAX];

    lead_number(d, who);
    for (unsigned i = 0; i < 5; i++) {
        put_text(d, who, i % 2 == 0 ? "STOP" : "START", 40000 * (int64_t)i);
        put_call(d, 0, who, 40000 * (int64_t)i + any(d, 30000));
    }
}

/* The agent blocks or forgets whoever it may be while a text to them is under way. */
static void draw_decision(struct drawing *d)
{
    static const char *const ORDERS[] = {"BLOCK", "FORGET", "SKIP", "CLIENT", "UNBLOCK", "TEST", "TEST BUSY"};
    const char *order = ORDERS[any(d, TB_COUNT(ORDERS))];
    char who[TB_NUMBER_MAX], words[24];

    lead_number(d, who);
    put_call(d, 0, who, 0);
    if (order[0] == 'T')
        put_text(d, "+12025550100", order, any(d, 9000));
    for (unsigned n = 1; n < 4 && order[0] != 'T'; n++) {
        (void)snprintf(words, sizeof words, "%s %u", order, n);
        put_text(d, "+12025550100", words, 6000 + any(d, 3000));
    }
    put_call(d, 0, order[0] == 'T' ? "+12025550100" : who, 20000 + any(d, 60000));
}

/* A short code, a name in place of a number, a foreign number, the box itself. */
static void draw_no_lead(struct drawing *d)
{
    static const char *const WHO[] = {"83687", "BANK", "INFO-1", "+442079460123", "+12025550101", "611"};
    static const char *const WHAT[] = {"STOP", "LIST", "DONE 1", "Your code is 1234 "};
    const char *what = WHAT[any(d, TB_COUNT(WHAT))];
    char words[48];

    (void)snprintf(words, sizeof words, "%s", what);
    if (what[0] == 'Y')
        (void)snprintf(words, sizeof words, "%sq%04uz", what, ++d->tokens);
    put_text(d, WHO[any(d, TB_COUNT(WHO))], words, 0);
}

/* The mains fail every half minute, a daemon dies while it starts, or a plug is loose. */
static void draw_flutter(struct drawing *d)
{
    static const enum act ACTS[] = {ACT_CUT, ACT_KILL, ACT_UNPLUG};
    enum act act = ACTS[any(d, TB_COUNT(ACTS))];
    int64_t every_ms = act == ACT_CUT ? 21000 + any(d, 15000) : 900 + any(d, 3000);
    struct happening h = {.act = act, .value = any(d, 500), .line = (uint8_t)any(d, 2)};
    char who[TB_NUMBER_MAX];

    for (unsigned i = 0; i < 12; i++) {
        h.at_ms = d->at_ms + every_ms * i;
        (void)plan_add(d->plan, &h);
        if (act == ACT_UNPLUG)
            put_mend(d, h.line, every_ms * i + every_ms / 2);
        lead_number(d, who);
        if (i % 3 == 0)
            put_call(d, h.line, who, every_ms * i + any(d, (unsigned)every_ms));
    }
}

static void draw_odd(struct drawing *d)
{
    static void (*const DRAW[])(struct drawing *) = {
        draw_insistent, draw_fickle, draw_decision, draw_no_lead, draw_rush, draw_flutter, draw_sim};

    DRAW[any(d, TB_COUNT(DRAW))](d);
}

static void draw_one(struct drawing *d)
{
    unsigned kind = any(d, 31);

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

    d->at_ms += any(d, LONGEST[any(d, TB_COUNT(LONGEST))]);
    if (any(d, 50) == 0) /* a night: what is held until the morning leaves while things go on */
        d->at_ms += any(d, 24) * HOUR;
}

/* Any day of some years; now and then the night in which the clocks change. */
static int64_t draw_start(struct drawing *d)
{
    static const int64_t CHANGES[] = {1793509200, 1804921200}; /* 2026-11-01 05:00, 2027-03-14 05:00 UTC */

    if (any(d, 8) == 0)
        return CHANGES[any(d, 2)] - any(d, 6 * 3600);
    return INT64_C(1776276000) + (int64_t)any(d, 3 * 365) * 86400 + any(d, 86400);
}

/* One family for all lines, or two that have little in common in one box. */
static void draw_profiles(struct drawing *d, unsigned profiles)
{
    const char *first = any(d, 2) == 0 ? "generic" : sim_profile_name(any(d, profiles));
    const char *second = sim_profile_name(any(d, profiles));
    bool two = any(d, 2) == 0;

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
    (void)snprintf(out->ini, sizeof out->ini, "%s", INIS[any(&d, TB_COUNT(INIS))]);
    draw_profiles(&d, profiles);
    out->start_s = draw_start(&d);
    out->ntp_ms = any(&d, 4) == 0 ? 0 : 5000 + any(&d, 120000);
    out->wires = any(&d, 2) == 0;
    (void)plan_add(out, &(struct happening){.at_ms = 1000, .act = ACT_AGENT, .value = any(&d, 4) * 25});
    for (unsigned i = any(&d, 6); i > 0; i--)
        draw_habit(&d);
    length = 15 + any(&d, 60);
    for (unsigned i = 0; i < length; i++) {
        pass(&d);
        draw_one(&d);
    }
}
