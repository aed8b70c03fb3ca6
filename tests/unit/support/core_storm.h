/* A storm of calls under virtual time: different people, one upon the other on every line, each gone as soon
 * as the phone has rung. For core_storm_test.c and tests/bench/storm_bench.c. */
#ifndef TESTS_SUPPORT_CORE_STORM_H
#define TESTS_SUPPORT_CORE_STORM_H

#define WORLD_CALLS_MAX 16384
#include "core/core_private.h"
#include "core_world.h"

enum { STORM_RING_MS = 900, STORM_GAP_MS = 300, STORM_STUCK_MS = 2 * 60 * 1000 };

struct storm {
    struct world *w;
    unsigned calls;             /* there will be */
    unsigned begun;             /* were begun */
    int64_t next[TB_LINES_MAX]; /* when a line's caller gives up, or its next one calls */
    bool rings[TB_LINES_MAX];
    int64_t first_ms, last_ms; /* of the calls */
    unsigned most_texts, most_leads,
        most_open; /* that the core held at once: outbox, leads, calls of a line */
};

static inline const char *storm_number(unsigned call, char out[TB_NUMBER_MAX])
{
    (void)snprintf(out, TB_NUMBER_MAX, "+1%03u234%04u", 212 + call / 10000, call % 10000);
    return out;
}

static inline void storm_look(struct storm *self)
{
    const struct core *core = self->w->core;
    unsigned texts = 0, leads = 0;

    for (unsigned i = 0; i < core->outbox.top; i++)
        texts += core->outbox.text[i].used;
    for (unsigned i = 0; i < LEADS_MAX; i++)
        leads += core->leads.lead[i].used;
    self->most_texts = texts > self->most_texts ? texts : self->most_texts;
    self->most_leads = leads > self->most_leads ? leads : self->most_leads;
    for (unsigned i = 0; i < self->w->lines; i++) {
        unsigned open = 0;
        for (unsigned n = 0; n < TB_CALLS_OPEN_MAX; n++)
            open += core->line[i].calls.call[n].phase != CALL_PHASE_FREE;
        self->most_open = open > self->most_open ? open : self->most_open;
    }
    assert_false(self->w->spun);
    assert_true(core_deadline(core, &self->w->now) > self->w->now.mono_ms); /* all that was due is done */
}

/* What line i has to do now. */
static inline void storm_line(struct storm *self, unsigned i)
{
    struct world *w = self->w;
    char number[TB_NUMBER_MAX];

    if (self->rings[i]) {
        assert_true(sim_hangup(&w->line[i].sim, NULL, w->now.mono_ms));
        self->rings[i] = false;
        self->next[i] = w->now.mono_ms + STORM_GAP_MS;
    } else if (self->begun < self->calls) {
        assert_true(
            sim_call(&w->line[i].sim, storm_number(self->begun++, number), 0, 6000, false, w->now.mono_ms));
        self->rings[i] = true;
        self->next[i] = w->now.mono_ms + STORM_RING_MS;
        self->last_ms = w->now.mono_ms;
    } else {
        self->next[i] = TB_NEVER;
    }
}

static inline void storm_rage(struct storm *self)
{
    struct world *w = self->w;

    self->first_ms = w->now.mono_ms;
    for (unsigned i = 0; i < w->lines; i++)
        self->next[i] = w->now.mono_ms + 7 * (int64_t)i; /* not all in the same millisecond */
    for (;;) {
        int64_t due = TB_NEVER;
        for (unsigned i = 0; i < w->lines; i++)
            due = tb_earlier(due, self->next[i]);
        if (due == TB_NEVER)
            break;
        world_run(w, due - w->now.mono_ms);
        for (unsigned i = 0; i < w->lines; i++)
            if (self->next[i] <= w->now.mono_ms)
                storm_line(self, i);
        storm_look(self);
    }
    for (unsigned i = 0; i < 60; i++) { /* what is still to be said is said */
        world_run(w, MINUTE_MS);
        storm_look(self);
    }
}

/* A box with so many lines, armed, its first words said, and the storm over. */
static inline struct storm *storm_new(unsigned lines, unsigned calls, uint16_t per_hour, uint16_t per_day)
{
    struct storm *self = calloc(1, sizeof *self);
    struct config *cfg = config_new();
    char name[TB_LINE_NAME_MAX];

    assert_non_null(self);
    assert_in_range(calls, 1, WORLD_CALLS_MAX - 1);
    for (unsigned i = 1; i < lines; i++) {
        (void)snprintf(name, sizeof name, "line%u", i);
        config_line(cfg, name);
    }
    cfg->max_per_hour = per_hour;
    cfg->max_per_day = per_day;
    self->calls = calls;
    self->w = world_new(cfg, "generic", 1);
    assert_true(world_until(self->w, world_is_armed, 10 * MINUTE_MS));
    world_run(self->w, 10 * MINUTE_MS);
    return self;
}

static inline void storm_free(struct storm *self)
{
    world_free(self->w);
    free(self);
}

static inline int storm_earlier(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The most automatic texts that were begun within any span of so long. */
static inline unsigned storm_most_within(const struct storm *self, int64_t span_ms)
{
    const struct world *w = self->w;
    int64_t *at = calloc(WORLD_TEXTS_MAX, sizeof *at);
    unsigned count = 0, most = 0;

    assert_non_null(at);
    for (unsigned i = 0; i < WORLD_TEXTS_MAX; i++)
        if (w->text[i].kind == TEXT_AUTO && w->text[i].sent_ms != 0)
            at[count++] = w->text[i].sent_ms;
    qsort(at, count, sizeof *at, storm_earlier);
    for (unsigned from = 0, to = 0; to < count; to++) {
        while (at[to] - at[from] >= span_ms)
            from++;
        most = to - from + 1 > most ? to - from + 1 : most;
    }
    free(at);
    return most;
}

struct storm_sums {
    unsigned texted;  /* the network took their text, and took it once */
    unsigned expired; /* there were more texts than the radio could take within max_age; the agent was told */
    unsigned no_room; /* the outbox was full: so many waited already */
    unsigned capped;
};

/* Everybody has a record, is over, and has a verdict, which was taken once; what was decided was done. */
static inline struct storm_sums storm_check(const struct storm *self)
{
    const struct world *w = self->w;
    struct storm_sums sums = {0};
    unsigned texts = 0;
    char number[TB_NUMBER_MAX];

    assert_int_equal(w->core->last.call, self->calls);
    assert_int_equal(w->changed, 0);
    for (unsigned i = 1; i <= self->calls; i++) {
        const struct call_record *call = &w->call[i];
        if (call->id != i || call->outcome == CALL_RINGING || call->verdict == VERDICT_NONE || !call->alerted)
            fail_msg("call %u: %s, verdict '%s'", i, call_outcome_word(call->outcome),
                     call_verdict_word(call->verdict));
        bool capped = call->reason == REASON_CAP_HOUR || call->reason == REASON_CAP_DAY;
        bool no_room = call->reason == REASON_TOO_OLD && self->most_texts == TB_OUTBOX_MAX;
        if (call->verdict != VERDICT_TEXT && !capped && !no_room)
            fail_msg("call %u: %s %s", i, call_verdict_word(call->verdict), skip_reason_word(call->reason));
        sums.capped += capped;
        sums.no_room += no_room;
    }
    for (unsigned i = 0; i < WORLD_TEXTS_MAX; i++) {
        const struct world_text *text = &w->text[i];
        if (text->kind != TEXT_AUTO || text->call == 0)
            continue;
        bool left = text->state == TEXT_ACCEPTED || text->state == TEXT_DELIVERED;
        if (!left && text->state != TEXT_EXPIRED)
            fail_msg("text %u: %s", i, text_state_word(text->state));
        assert_int_equal(world_took(w, text->number), left);
        sums.texted += left;
        sums.expired += !left;
    }
    for (unsigned i = 0; i < self->calls; i++)
        texts += world_took(w, storm_number(i, number));
    assert_int_equal(texts, sums.texted);
    assert_int_equal(sums.texted + sums.expired + sums.no_room + sums.capped, self->calls);
    return sums;
}

#endif
