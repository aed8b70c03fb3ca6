/* One cell of the matrix: a modem of some family, something that goes wrong with it at some moment of a call,
 * and what must be true afterwards, when it no longer goes wrong. */
#ifndef TESTS_SUPPORT_CORE_MATRIX_H
#define TESTS_SUPPORT_CORE_MATRIX_H

#include "core_world.h"

enum {
    FAULT_FOR_MS = 2 * 60 * 1000, /* its natural duration, where none is said */
    REARM_WITHIN_S = 45,          /* of the moment at which it is mended */
    GIVE_UP_MS = 12 * 1000,
    NOTICE_MS = 90 * 1000,         /* a modem that fell silent is noticed within the minute's health check */
    AFTERMATH_MS = 40 * 60 * 1000, /* promises run out, texts to the agent are tried again */
    NO_VOICE = -1
};

enum phase { PHASE_IDLE, PHASE_RINGING, PHASE_GIVE_UP, PHASE_PROMPT, PHASE_BODY, PHASES };

/* Things that happen to port and supply, which modemsim's own list does not have. */
enum outside { OUTSIDE_NOT, OUTSIDE_UNPLUG, OUTSIDE_PULL, OUTSIDE_POWER };

struct trouble {
    const char *name; /* shown */
    const char *sim;  /* for sim_fault(), NULL if it is none of its */
    enum outside outside;
    int64_t for_ms;
};

/* How one call went. */
struct cell {
    int armed_s; /* from mended to armed; NO_VOICE: this modem does not ring */
    char mark;   /* what became of the call: see core_matrix_legend */
    char why[200];
};

/* So long after the phase was reached it begins: a byte later, before and after an answer, in mid-wait. */
static const int64_t MOMENTS_MS[] = {0, 5, 40, 300, 2500};

#define core_matrix_legend                                                                                   \
    "seconds from mended to armed, and the call: T texted, D in doubt and the agent told, X given up and "   \
    "the agent told, S skipped, - not heard; v the modem has no voice"

static inline bool core_matrix_begun(const struct world *w)
{
    return w->line[0].begun > 0;
}

static inline bool core_matrix_body(const struct world *w)
{
    return w->line[0].bodies > 0;
}

/* False if it cannot be had only once. */
static inline bool trouble_begin(struct world *w, const struct trouble *trouble, bool once)
{
    struct sim *sim = &w->line[0].sim;
    char spec[64];

    if (once && trouble->sim == NULL)
        return false;
    (void)snprintf(spec, sizeof spec, "%s%s", trouble->sim != NULL ? trouble->sim : "", once ? "-once" : "");
    if (trouble->sim != NULL && !sim_fault(sim, spec, w->now.mono_ms)) {
        assert_true(once);
        return false;
    }
    if (trouble->outside == OUTSIDE_PULL || trouble->outside == OUTSIDE_POWER)
        sim_power(sim, false, w->now.mono_ms);
    if (trouble->outside == OUTSIDE_UNPLUG || trouble->outside == OUTSIDE_PULL)
        world_plug(w, 0, false);
    world_settle(w);
    return true;
}

static inline void trouble_end(struct world *w)
{
    struct sim *sim = &w->line[0].sim;

    (void)sim_fault(sim, "clear", w->now.mono_ms);
    sim_power(sim, true, w->now.mono_ms); /* harmless if it is on */
    world_plug(w, 0, true);
    world_settle(w);
}

/* Brings the call to where the trouble begins. False if the modem does not ring. */
static inline bool phase_reach(struct world *w, enum phase phase)
{
    struct world_line *line = &w->line[0];

    line->begun = line->bodies = 0;
    if (phase == PHASE_IDLE)
        return true;
    assert_true(sim_call(&line->sim, CALLER_A, 0, 3000, false, w->now.mono_ms));
    world_run(w, 4500);
    if (line->rings == 0)
        return false;
    if (phase == PHASE_GIVE_UP)
        world_run(w, GIVE_UP_MS - 5000);
    if (phase == PHASE_RINGING || phase == PHASE_GIVE_UP)
        return true;
    assert_true(sim_hangup(&line->sim, CALLER_A, w->now.mono_ms));
    return world_until(w, phase == PHASE_PROMPT ? core_matrix_begun : core_matrix_body, 20000);
}

#define WORDS "Is the blue house free?"

/* What the caller does meanwhile, somebody who writes, and the time until it is over. */
static inline void phase_go_on(struct world *w, enum phase phase, int64_t for_ms)
{
    int64_t until_ms = w->now.mono_ms + for_ms, early_ms = for_ms / 2 < 20000 ? for_ms / 2 : 20000;

    if (phase == PHASE_IDLE) {
        world_run(w, early_ms);
        (void)sim_call(&w->line[0].sim, CALLER_A, 2, 3000, false, w->now.mono_ms);
    } else if (phase == PHASE_RINGING) {
        world_run(w, early_ms < 3000 ? early_ms : 3000);
        (void)sim_hangup(&w->line[0].sim, CALLER_A, w->now.mono_ms);
    }
    assert_true(sim_sms(&w->line[0].sim, CALLER_B, WORDS, w->now.mono_ms));
    world_run(w, until_ms - w->now.mono_ms);
    (void)sim_hangup(&w->line[0].sim, CALLER_A, w->now.mono_ms);
}

/* Seconds from now until it is armed and stays so; a big number if that never comes. */
static inline int rearm_s(struct world *w)
{
    int64_t since = w->now.mono_ms, armed_ms = since;

    for (unsigned i = 0; i < 10; i++) {
        if (!world_until(w, world_is_armed, 15 * MINUTE_MS))
            return 9999;
        armed_ms = i == 0 ? w->now.mono_ms : armed_ms;
        world_run(w, NOTICE_MS);
        if (world_is_armed(w))
            return (int)((armed_ms - since + 999) / 1000);
        armed_ms = w->now.mono_ms;
    }
    return 9999;
}

static inline void wrong(struct cell *cell, const char *words, const char *number)
{
    size_t used = strlen(cell->why);

    (void)snprintf(cell->why + used, sizeof cell->why - used, "%s%s%s%s", used > 0 ? "; " : "", words,
                   number[0] != '\0' ? " " : "", number);
}

/* The box's text for a call, NULL if there is none. */
static inline const struct world_text *text_of(const struct world *w, int64_t call)
{
    for (unsigned i = 1; i < WORLD_TEXTS_MAX; i++)
        if (w->text[i].kind == TEXT_AUTO && w->text[i].call == call && w->text[i].number[0] != '\0')
            return &w->text[i];
    return NULL;
}

static inline char text_mark(struct cell *cell, const struct world *w, const struct world_text *text)
{
    unsigned took = world_took(w, text->number);

    switch (text->state) {
    case TEXT_ACCEPTED:
    case TEXT_DELIVERED:
        if (took != 1)
            wrong(cell, took == 0 ? "accepted, and never sent to" : "texted twice:", text->number);
        return 'T';
    case TEXT_IN_DOUBT:
        if (took > 1)
            wrong(cell, "texted twice:", text->number);
        return 'D';
    case TEXT_FAILED:
    case TEXT_EXPIRED:
        if (took > 0)
            wrong(cell, "given up, yet the network took it:", text->number);
        return 'X';
    case TEXT_PREPARED:
    case TEXT_SENDING:
    case TEXT_HELD:
    case TEXT_STATE_RECEIVED:
    case TEXT_STATE_RELAYED:
    case TEXT_STATE_PARTIAL:
        break;
    }
    wrong(cell, "text left open:", text->number);
    return '?';
}

static inline void judge_call(struct cell *cell, const struct world *w, const struct call_record *call)
{
    const struct world_text *text = text_of(w, call->id);
    size_t length = strlen(call->number);

    if (call->verdict == VERDICT_NONE || call->outcome == CALL_RINGING)
        wrong(cell, "call left open:", call->number);
    if (!call->alerted || (length > 4 && !world_told(w, call->number + length - 4)))
        wrong(cell, "the agent does not know of", call->number);
    char mark = 'S';
    if (call->verdict == VERDICT_TEXT && text == NULL)
        wrong(cell, "no text for", call->number);
    else if (call->verdict == VERDICT_TEXT)
        mark = text_mark(cell, w, text);
    if (strcmp(call->number, CALLER_A) == 0 && (cell->mark == '-' || mark != 'S'))
        cell->mark = mark;
    else if (call->number[0] == '\0' && cell->mark == '-')
        cell->mark = mark;
}

/* What somebody wrote has reached the agent, and only once but where the box says that it may be again. */
static inline void judge_words(struct cell *cell, const struct world *w)
{
    unsigned came = 0, again = 0;

    for (unsigned i = 0; i < w->took_count; i++) {
        if (strcmp(w->took[i].to, AGENT) != 0 || strstr(w->took[i].text, WORDS) == NULL)
            continue;
        came++;
        again += strstr(w->took[i].text, "(maybe again)") != NULL;
    }
    if (came == 0)
        wrong(cell, "words lost:", CALLER_B);
    if (came > again + 1)
        wrong(cell, "words twice:", CALLER_B);
}

static inline void judge(struct cell *cell, const struct world *w)
{
    unsigned unnamed = 0;

    for (unsigned i = 1; i < WORLD_CALLS_MAX && w->call[i].id != 0; i++) {
        judge_call(cell, w, &w->call[i]);
        unnamed += w->call[i].number[0] == '\0';
    }
    for (unsigned n = 0; n < w->rung_count; n++) {
        bool known = false;
        for (unsigned i = 1; i < WORLD_CALLS_MAX && w->call[i].id != 0; i++)
            known |= strcmp(w->call[i].number, w->rung[n]) == 0;
        if (!known && unnamed == 0)
            wrong(cell, "call lost:", w->rung[n]);
    }
    for (unsigned i = 1; i < WORLD_TEXTS_MAX; i++)
        if (w->text[i].number[0] != '\0' &&
            (w->text[i].state == TEXT_PREPARED || w->text[i].state == TEXT_SENDING))
            wrong(cell, "text left open:", w->text[i].number);
    if (world_took(w, CALLER_A) > 1)
        wrong(cell, "texted twice:", CALLER_A);
    judge_words(cell, w);
    if (w->spun)
        wrong(cell, "an instant does not end", "");
}

/* Mended, a further caller is answered as ever. */
static inline void answers_again(struct cell *cell, struct world *w)
{
    (void)sim_call(&w->line[0].sim, CALLER_C, 2, 3000, false, w->now.mono_ms);
    world_run(w, 2 * MINUTE_MS);
    unsigned took = world_took(w, CALLER_C);
    if (took != 1)
        wrong(cell, took == 0 ? "not texted afterwards:" : "texted twice afterwards:", CALLER_C);
}

/* The trouble comes `moment` ms after the phase is reached and lasts, or acts once. False: it cannot. */
static inline bool cell_run(const char *profile, const struct trouble *trouble, enum phase phase,
                            unsigned moment, bool once, struct cell *out)
{
    struct cell cell = {.mark = '-'};
    struct config *cfg = config_new();
    int64_t for_ms = trouble->for_ms > 0 ? trouble->for_ms : FAULT_FOR_MS;
    cfg->give_up_ms = GIVE_UP_MS;
    struct world *w = world_new(cfg, profile, moment + 1);

    *out = cell;
    if (!world_until(w, world_is_armed, MINUTE_MS))
        wrong(&cell, "never armed", "");
    world_run(w, MINUTE_MS); /* first words, voicemail */
    if (!phase_reach(w, phase)) {
        cell.armed_s = NO_VOICE;
        if (w->line[0].rings > 0)
            wrong(&cell, "did not come to that phase", "");
        world_free(w);
        *out = cell;
        return true;
    }
    world_run(w, MOMENTS_MS[moment]);
    if (!trouble_begin(w, trouble, once)) {
        world_free(w);
        return false;
    }
    phase_go_on(w, phase, for_ms);
    trouble_end(w);
    cell.armed_s = rearm_s(w);
    if (cell.armed_s > REARM_WITHIN_S)
        wrong(&cell, "armed too late", "");
    world_run(w, AFTERMATH_MS);
    if (w->rung_count > 0) /* else it has no voice */
        answers_again(&cell, w);
    judge(&cell, w);
    world_free(w);
    *out = cell;
    return true;
}

#endif
