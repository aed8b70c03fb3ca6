/* Time: everything that waits does so here. */
#include "play.h"

enum { LOOK_MS = 100, ARMED_QUIET_MS = 800, UNARMED_QUIET_MS = 3000, DEAF_MS = 25000, GATE_MS = 60000 };

void play_deliver(struct play *self)
{
    struct fake *modem = &self->modem;

    while (modem->out_first < modem->out_count &&
           modem->out[modem->out_first].due_ms <= self->box.now.mono_ms) {
        struct bytes text = modem->out[modem->out_first].text;
        modem->out[modem->out_first++].text = (struct bytes){.at = NULL};
        vbox_receive(&self->box, bytes_string(&text), text.length);
        bytes_free(&text);
    }
    if (self->box.to_modem.length > 0) {
        fake_host(modem, self->box.to_modem.at, self->box.to_modem.length);
        bytes_clear(&self->box.to_modem);
    }
}

static int64_t next_event(const struct play *self)
{
    return tb_earlier(vbox_deadline(&self->box), fake_deadline(&self->modem));
}

static void advance(struct play *self, int64_t to_ms)
{
    vbox_advance(&self->box, to_ms);
    self->modem.now_ms = self->box.now.mono_ms;
    play_deliver(self);
}

enum got play_pump(struct play *self, int64_t timeout_ms, const struct want *want, play_stop stop, void *arg)
{
    int64_t end = self->box.now.mono_ms + timeout_ms;

    play_deliver(self);
    for (;;) {
        int64_t now = self->box.now.mono_ms, due = next_event(self);
        enum got got = fake_serve(&self->modem, want, &self->got);
        if (got != GOT_NOTHING)
            return got;
        if (fake_deadline(&self->modem) < due)
            due = fake_deadline(&self->modem);
        if (due > now && stop != NULL && stop(self, arg))
            return GOT_STOPPED;
        if (due > now && now >= end)
            return GOT_NOTHING;
        if (self->box.spins) {
            (void)play_stuck(self, "the core asks to be called again without end");
            return GOT_STUCK;
        }
        if (now > self->deadline_ms) {
            self->deadline_ms = TB_NEVER;
            (void)play_stuck(self, "the script did not end in time");
            return GOT_STUCK;
        }
        if (due > end)
            due = end;
        if (stop != NULL && due > now + LOOK_MS)
            due = now + LOOK_MS;
        advance(self, due);
    }
}

bool play_is_served(struct play *self, void *arg)
{
    (void)arg;
    return self->modem.served > 0;
}

static bool is_armed_and_quiet(struct play *self, void *arg)
{
    const int64_t *begin = arg;
    const struct fake *modem = &self->modem;
    int64_t now = self->box.now.mono_ms;
    int64_t quiet = now - (modem->heard_ms > *begin ? modem->heard_ms : *begin);

    if (modem->in_body)
        return false;
    if (modem->served > 0 && ((self->box.ready && quiet > ARMED_QUIET_MS) || quiet > UNARMED_QUIET_MS))
        return true;
    return now - *begin > (modem->served == 0 ? DEAF_MS : GATE_MS);
}

bool play_gate(struct play *self)
{
    int64_t begin = self->box.now.mono_ms;

    if (self->modem.armed)
        return true;
    if (play_pump(self, GATE_MS + 1000, NULL, is_armed_and_quiet, &begin) == GOT_STUCK)
        return false;
    self->modem.armed = true;
    play_note(self, "armed");
    return true;
}
