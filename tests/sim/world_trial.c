/* After the storm: a stranger calls each line, and writes. The box must do what it does on its first day. */
#include "world.h"

#include "core/core_private.h"
#include "modemsim/sim_profile.h"

#include <string.h>

enum {
    RINGS = 25,
    RINGS_MS = 3000,
    /* longer than any give_up */ DECIDES_MS = 4 * 60 * 1000,
    RELAYS_MS = 2 * 60 * 1000,
    IDLE_MINUTES = 10
};

static const struct call_record *call_of(const struct world *w, const char *number)
{
    for (unsigned i = w->call_top; i > 0; i--)
        if (w->call[i].live.id != 0 && strcmp(w->call[i].live.number, number) == 0)
            return &w->call[i].live;
    return NULL;
}

static bool is_texted(const struct world *w, const char *number)
{
    for (unsigned i = 0; i < w->sent_count; i++)
        if (w->sent[i].kind == TEXT_AUTO && strcmp(w->sent[i].to, number) == 0)
            return true;
    return false;
}

/* A stranger may go without a text for what the agent or the ini said alone. */
static bool may_skip(const struct call_record *call)
{
    return call->verdict == VERDICT_HOLD ||
           (call->verdict == VERDICT_SKIP &&
            (call->reason == REASON_PAUSED || call->reason == REASON_CAP_HOUR ||
             call->reason == REASON_CAP_DAY || call->reason == REASON_CLOSED ||
             call->reason == REASON_HOLIDAY));
}

/* Where the modem's boot interrupts the call it may be two, of which the first is answered. */
static void judge(struct world *w, const char *number)
{
    const struct call_record *call = call_of(w, number);

    if (call == NULL)
        rules_break(w, RULE_WORKS_AGAIN, "a stranger, %s, calls, and is not on record", number);
    else if (call->outcome != CALL_GAVE_UP && call->outcome != CALL_INTERRUPTED)
        rules_break(w, RULE_WORKS_AGAIN, "a stranger, %s, rings for ever, and the box does not give up: %s",
                    number, call_outcome_word(call->outcome));
    else if (call->verdict == VERDICT_TEXT || call->reason == REASON_REPEAT ? !is_texted(w, number)
                                                                            : !may_skip(call))
        rules_break(w, RULE_WORKS_AGAIN, "a stranger, %s, calls, and is not texted: %s %s", number,
                    call_verdict_word(call->verdict), skip_reason_word(call->reason));
}

static void stranger_calls(struct world *w, unsigned line)
{
    struct happening call = {.act = ACT_CALL, .line = (uint8_t)line, .rings = RINGS, .value = RINGS_MS};
    char words[40];

    (void)snprintf(call.who, sizeof call.who, "+1202555019%u", line);
    (void)snprintf(words, sizeof words, "Is it free? q99%02uz", line);
    (void)world_calls(w, &call);
    world_run_until(w, w->ms + DECIDES_MS, NULL);
    world_writes(w, (uint8_t)line, call.who, words);
    world_run_until(w, w->ms + RELAYS_MS, NULL);
}

/* One health check a minute and what a text to the desk takes; a modem that tells nothing of messages is
 * asked more often. */
static void stay_idle(struct world *w)
{
    unsigned long before = w->tally.commands, texts = w->tally.texts, most;

    world_run_until(w, w->ms + (int64_t)IDLE_MINUTES * 60000, NULL);
    most = 2UL * IDLE_MINUTES * w->lines + 20 + 10 * (w->tally.texts - texts);
    if (w->tally.commands - before > most)
        rules_break(w, RULE_IDLE, "%lu commands in %d idle minutes", w->tally.commands - before,
                    IDLE_MINUTES);
}

/* The last callers, these among them, may be told of in a summary, which comes within the hour. */
static void await_summary(struct world *w)
{
    enum { SUMMARY_MS = 3600 * 1000, SENDS_MS = 15 * 60 * 1000 };
    int64_t end = w->ms + SUMMARY_MS;

    if (w->core->alerts.folded == 0)
        return;
    while (w->broken.rule == RULE_NONE && w->ms < end && w->core->alerts.folded > 0)
        world_run_until(w, tb_earlier(w->ms + 60000, end), NULL);
    world_run_until(w, w->ms + SENDS_MS, rules_quiet);
}

void world_trial(struct world *w)
{
    int64_t from_ms = w->ms;

    for (unsigned i = 0; i < w->lines; i++)
        stranger_calls(w, i);
    stay_idle(w);
    world_run_until(w, w->ms + DECIDES_MS, rules_quiet);
    for (unsigned i = 0; i < w->lines && w->trouble_ms <= from_ms && !w->line[i].sim.profile->no_voice; i++) {
        char number[TB_NUMBER_MAX];
        (void)snprintf(number, sizeof number, "+1202555019%u", i);
        judge(w, number);
    }
    await_summary(w);
}
