#include "completions.h"

#include "core/core_private.h"
#include "world.h"

#include <inttypes.h>
#include <string.h>

/* A health check waits behind every text, and of those that a modem takes and never answers each costs three
 * minutes, for as long as they are tried. */
enum { OLD_MS = 6 * 3600 * 1000 };

bool __real_at_submit(struct at_engine *self, const struct at_command *command);
size_t __real_at_feed(struct at_engine *self, const uint8_t *bytes, size_t length, int64_t now_ms,
                      struct at_event *event);
bool __real_at_tick(struct at_engine *self, int64_t now_ms, struct at_event *event);
bool __real_at_lost(struct at_engine *self, struct at_event *event);
void __real_at_init(struct at_engine *self, uint16_t gap_ms);
void __real_at_renew(struct at_engine *self, uint16_t gap_ms, int64_t now_ms);

bool __wrap_at_submit(struct at_engine *self, const struct at_command *command);
size_t __wrap_at_feed(struct at_engine *self, const uint8_t *bytes, size_t length, int64_t now_ms,
                      struct at_event *event);
bool __wrap_at_tick(struct at_engine *self, int64_t now_ms, struct at_event *event);
bool __wrap_at_lost(struct at_engine *self, struct at_event *event);
void __wrap_at_init(struct at_engine *self, uint16_t gap_ms);
void __wrap_at_renew(struct at_engine *self, uint16_t gap_ms, int64_t now_ms);

/* An engine does not know its world. One is at work at a time. */
static struct world *watched;

/* The line of an engine, NULL if it is none of the watched world's. */
static struct completions *of_engine(const struct at_engine *engine)
{
    for (unsigned i = 0; watched != NULL && i < watched->lines; i++)
        if (engine == &watched->core->line[i].modem.at)
            return &watched->completions[i];
    return NULL;
}

static void accepted(struct completions *self, const struct at_command *command)
{
    if (self->count == TB_COUNT(self->open)) {
        rules_break(watched, RULE_COMPLETES_ONCE, "more commands are open than an engine has room for");
        return;
    }
    self->open[self->count].tag = command->tag;
    self->open[self->count].argument = command->argument;
    self->open[self->count++].at_ms = watched->ms;
}

static void completed(struct completions *self, const struct at_event *event)
{
    for (unsigned i = 0; i < self->count; i++) {
        if (self->open[i].tag != event->tag || self->open[i].argument != event->argument)
            continue;
        self->count--;
        memmove(&self->open[i], &self->open[i + 1], (self->count - i) * sizeof self->open[0]);
        return;
    }
    rules_break(watched, RULE_COMPLETES_ONCE,
                "a command with tag %u and argument %" PRId64 " completed, and none was open", event->tag,
                event->argument);
}

static void gave(const struct at_engine *self, const struct at_event *event)
{
    struct completions *line = of_engine(self);

    if (line == NULL)
        return;
    if (event->kind == AT_EVENT_DONE)
        completed(line, event);
    watched->tally.completed += event->kind == AT_EVENT_DONE;
}

/* It completes nothing, so nothing may be open. */
static void forgot(const struct at_engine *self)
{
    const struct completions *line = of_engine(self);

    if (line != NULL && line->count > 0)
        rules_break(watched, RULE_COMPLETES_ONCE, "the engine forgot %u commands, the first with tag %u",
                    line->count, line->open[0].tag);
}

bool __wrap_at_submit(struct at_engine *self, const struct at_command *command)
{
    struct completions *line = of_engine(self);
    bool took = __real_at_submit(self, command);

    if (took && line != NULL)
        accepted(line, command);
    return took;
}

size_t __wrap_at_feed(struct at_engine *self, const uint8_t *bytes, size_t length, int64_t now_ms,
                      struct at_event *event)
{
    size_t used = __real_at_feed(self, bytes, length, now_ms, event);

    gave(self, event);
    return used;
}

bool __wrap_at_tick(struct at_engine *self, int64_t now_ms, struct at_event *event)
{
    bool one = __real_at_tick(self, now_ms, event);

    if (one)
        gave(self, event);
    return one;
}

bool __wrap_at_lost(struct at_engine *self, struct at_event *event)
{
    bool one = __real_at_lost(self, event);

    if (one)
        gave(self, event);
    return one;
}

void __wrap_at_init(struct at_engine *self, uint16_t gap_ms)
{
    forgot(self);
    __real_at_init(self, gap_ms);
}

void __wrap_at_renew(struct at_engine *self, uint16_t gap_ms, int64_t now_ms)
{
    forgot(self);
    __real_at_renew(self, gap_ms, now_ms);
}

void completions_begin(struct world *w)
{
    memset(w->completions, 0, sizeof w->completions);
    watched = w;
}

void completions_watch(struct world *w)
{
    watched = w;
}

void completions_judge(struct world *w)
{
    for (unsigned i = 0; i < w->lines; i++) {
        const struct at_engine *engine = &w->core->line[i].modem.at;
        const struct completions *line = &w->completions[i];
        unsigned has = engine->queued + (engine->phase != AT_IDLE ? 1U : 0U);

        if (line->count != has)
            rules_break(w, RULE_COMPLETES_ONCE, "%u commands of line %u are open, and its engine has %u",
                        line->count, i, has);
        if (line->count > 0 && w->ms - line->open[0].at_ms > OLD_MS)
            rules_break(w, RULE_COMPLETES_ONCE, "a command of line %u with tag %u is open for six hours", i,
                        line->open[0].tag);
    }
}
