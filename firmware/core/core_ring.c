/* urgent_call: the box rings the agent's own phone, for ten seconds, when a client calls or somebody calls
 * again and again. A phone in a pocket that vibrates is heard where a text is not. */
#include "core/core_private.h"
#include "core/hours.h"

enum {
    RING_MS = 10 * 1000,
    PATIENCE_MS = 5 * 60 * 1000, /* later it would be no alarm any more */
    AGAIN_MS = 3600 * 1000,      /* at most once an hour for one lead */
    LOOK_MS = 1000,
    LONGEST_MS = 2 * 60 * 1000, /* no phone rings longer: later it would be another call that is hung up */
    ECHO_MS = 60 * 1000,        /* an agent's phone that is off or busy sends our own call back to us */
    REPEATED = 2
};

void core_ring_want(struct core *self, struct lead *lead, const struct call_record *call,
                    const struct tb_now *now)
{
    bool client =
        policy_kind(self->config, people_find(&self->people, call->number), call->number) == PERSON_CLIENT;
    bool night = now->wall_ok && hours_quiet(self->config, now->wall_ms / 1000);

    if (!self->config->urgent_call || night || (!client && lead->burst < REPEATED) || self->ring.wanted ||
        self->ring.up || (lead->rung_ms != 0 && now->mono_ms - lead->rung_ms < AGAIN_MS))
        return;
    lead->rung_ms = now->mono_ms > 0 ? now->mono_ms : 1;
    self->ring.wanted = true;
    self->ring.line = core_line_named(self, call->line);
    self->ring.expires_ms = now->mono_ms + PATIENCE_MS;
    self->ring.look_ms = now->mono_ms;
}

static bool is_ringing_anywhere(const struct core *self)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (calls_busy(&self->line[i].calls))
            return true;
    return false;
}

static void hang_up(struct core *self, const struct tb_now *now)
{
    bool over = now->mono_ms - self->ring.begun_ms >= LONGEST_MS;

    if (over || modem_hang_up(&self->line[self->ring.line].modem))
        self->ring.up = false;
    else
        self->ring.look_ms = now->mono_ms + LOOK_MS; /* the queue is full, or the modem away */
}

/* Only while no call rings: a caller comes first, in both senses. */
static void dial(struct core *self, const struct tb_now *now, struct actions *out)
{
    self->ring.look_ms = now->mono_ms + LOOK_MS;
    if (now->mono_ms >= self->ring.expires_ms || self->config->phone[0] == '\0') {
        self->ring.wanted = false;
        return;
    }
    if (is_ringing_anywhere(self) ||
        !modem_dial(&self->line[self->ring.line].modem, self->config->phone, now->mono_ms))
        return;
    self->ring.wanted = false;
    self->ring.up = true;
    self->ring.begun_ms = now->mono_ms > 0 ? now->mono_ms : 1;
    self->ring.look_ms = now->mono_ms + RING_MS;
    action_log(out, LOG_PRIORITY_INFO, "ringing the agent's phone");
}

void core_ring_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    bool cut = self->ring.up && calls_busy(&self->line[self->ring.line].calls);

    if (now->mono_ms < core_ring_deadline(self) && !cut)
        return;
    if (self->ring.up)
        hang_up(self, now);
    else
        dial(self, now, out);
}

void core_ring_event(struct core *self, const struct line *line, const struct modem_event *event)
{
    bool mine = self->ring.up && core_line_index(self, line) == self->ring.line;

    /* the command was taken, or nobody knows: the hang-up comes at its time and does no harm */
    if (mine && event->kind == MODEM_EVENT_DIALLED &&
        (event->result == AT_RESULT_OK || event->result == AT_RESULT_TIMEOUT))
        return;
    if (mine)
        self->ring.up = false;
}

bool core_ring_is_echo(const struct core *self, const struct tb_now *now)
{
    return self->ring.begun_ms != 0 && now->mono_ms - self->ring.begun_ms < ECHO_MS;
}

int64_t core_ring_deadline(const struct core *self)
{
    return self->ring.up || self->ring.wanted ? self->ring.look_ms : TB_NEVER;
}
