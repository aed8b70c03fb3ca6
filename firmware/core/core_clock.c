/* The time of day, from the network where the box has nothing better. Who sets which clock is the shell's. */
#include "core/core_private.h"
#include "core/hours.h"

#include <stdio.h>

enum {
    SLACK_MS = 60 * 1000, /* networks are off by seconds */
    QUARTER_MS = 15 * 60 * 1000,
    ISO_MAX = 40
};

void core_clock_want(struct core *self, struct line *line, const struct tb_now *now)
{
    /* not in the minute that has a look at stored messages: an idle one has two commands at most */
    bool wanted = (!now->wall_ok || self->clock_by_network) && now->mono_ms < line->look_ms;

    for (struct line *before = self->line; wanted && before < line; before++)
        wanted = !modem_can_send(&before->modem);
    modem_want_clock(&line->modem, wanted);
}

static void iso(int64_t wall_ms, char out[ISO_MAX])
{
    static const struct cfg_zone utc = {.count = 0};
    struct hours_clock clock;

    hours_local(&utc, wall_ms / 1000, &clock);
    (void)snprintf(out, ISO_MAX, "%04d-%02u-%02uT%02d:%02d:%02dZ", clock.year, (unsigned)clock.month,
                   (unsigned)clock.mday, clock.minute / 60, clock.minute % 60, (int)(wall_ms / 1000 % 60));
}

/* The box knows better. A difference that is a whole zone shows a modem whose clock runs in another one than
 * its profile says. */
static void compare(const struct core *self, struct line *line, int64_t wall_ms, const struct tb_now *now,
                    struct actions *out)
{
    int64_t off_ms = wall_ms - now->wall_ms;
    int64_t quarters = (off_ms + (off_ms < 0 ? -QUARTER_MS / 2 : QUARTER_MS / 2)) / QUARTER_MS;
    int64_t rest_ms = off_ms - quarters * QUARTER_MS;
    char told[ISO_MAX];

    if (line->clock_told || (off_ms > -SLACK_MS && off_ms < SLACK_MS))
        return;
    line->clock_told = true;
    bool zone = rest_ms > -SLACK_MS && rest_ms < SLACK_MS;
    iso(wall_ms, told);
    action_log(out, LOG_PRIORITY_NOTICE,
               "line %s: the modem's clock says %s, %lld s %s the box's, which counts%s",
               self->config->line[core_line_index(self, line)].name, told,
               (long long)((off_ms < 0 ? -off_ms : off_ms) / 1000), off_ms < 0 ? "behind" : "before",
               zone ? "; so much lies between two zones" : "");
}

void core_clock_told(struct core *self, struct line *line, int64_t wall_ms, const struct tb_now *now,
                     struct actions *out)
{
    char told[ISO_MAX];

    if (now->wall_ok && !self->clock_by_network) {
        compare(self, line, wall_ms, now, out);
        return;
    }
    if (self->clock_by_network && now->mono_ms - self->clock_ms < SLACK_MS)
        return; /* told in two lines, or without end */
    if (!self->clock_by_network) {
        iso(wall_ms, told);
        action_log(out, LOG_PRIORITY_NOTICE, "line %s: the network says it is %s; the box goes by that",
                   self->config->line[core_line_index(self, line)].name, told);
    }
    self->clock_by_network = true;
    self->clock_ms = now->mono_ms;
    action_clock(out, wall_ms, now->mono_ms);
}
