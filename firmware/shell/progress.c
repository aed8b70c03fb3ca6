#include "shell/progress.h"

#include "base/now.h"

void progress_init(struct progress *self)
{
    self->overdue_ms = TB_NEVER;
}

bool progress_made(struct progress *self, int64_t deadline_ms, int64_t now_ms)
{
    if (deadline_ms > now_ms)
        self->overdue_ms = TB_NEVER;
    else if (self->overdue_ms == TB_NEVER)
        self->overdue_ms = now_ms;
    return self->overdue_ms == TB_NEVER || now_ms - self->overdue_ms < PROGRESS_STUCK_MS;
}
