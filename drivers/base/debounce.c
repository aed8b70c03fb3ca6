#include "base/debounce.h"

void debounce_init(struct debounce *self, bool level)
{
    *self = (struct debounce){.level = level, .due_ms = TB_NEVER};
}

bool debounce_change(struct debounce *self, int64_t at_ms)
{
    if (self->due_ms == TB_NEVER) {
        self->since_ms = at_ms;
        self->changes = 0;
    }
    self->due_ms = at_ms + DEBOUNCE_MS;
    return ++self->changes < DEBOUNCE_NOISE;
}

bool debounce_settle(struct debounce *self, bool level, int64_t now_ms)
{
    if (now_ms < self->due_ms)
        return false;
    self->due_ms = TB_NEVER;
    if (level == self->level)
        return false;
    self->level = level;
    return true;
}
