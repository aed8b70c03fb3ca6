/* Plays the light's pattern with the box's one timer: a steady light needs none. */
#include "shell/box_private.h"

static void show(struct box *self)
{
    wires_show(&self->wires, self->light.step % 2 == 0 && self->light.pattern->step_ms[0] > 0);
}

void box_light_show(struct box *self, enum light light, int64_t now_ms)
{
    if (!wires_have_light(&self->wires))
        return;
    self->light.pattern = light_pattern(light);
    self->light.step = 0;
    self->light.due_ms = self->light.pattern->count > 1 ? now_ms + self->light.pattern->step_ms[0] : TB_NEVER;
    show(self);
}

void box_light_tick(struct box *self, int64_t now_ms)
{
    const struct light_pattern *pattern = self->light.pattern;

    if (pattern == NULL || now_ms < self->light.due_ms)
        return;
    self->light.step = (uint8_t)((self->light.step + 1) % pattern->count);
    /* from now on, not from when it was due: after a stall a person sees the pattern, not its past */
    self->light.due_ms = now_ms + pattern->step_ms[self->light.step];
    show(self);
}

int64_t box_light_deadline(const struct box *self)
{
    return self->light.pattern != NULL ? self->light.due_ms : TB_NEVER;
}
