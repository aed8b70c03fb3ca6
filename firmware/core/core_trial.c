/* TEST: the agent tries whether missed calls reach the box, one leg of the forwarding after the other. The
 * network does not tell why it forwarded a call, so which legs work is learned here only. */
#include "core/alert_words.h"
#include "core/core_private.h"
#include "core/forwarding.h"

#include <stdio.h>
#include <string.h>

enum { TRIAL_MS = 10 * 60 * 1000 };

static const char *const COMMANDS[DESK_LEGS] = {"TEST", "TEST BUSY", "TEST OFF"};

static void leg_key(enum desk_leg leg, char *out, size_t cap)
{
    (void)snprintf(out, cap, "leg.%s", desk_leg_words(leg));
}

void core_trial_restore(struct core *self, const char *key)
{
    char name[48];

    for (int leg = 0; leg < DESK_LEGS; leg++) {
        leg_key((enum desk_leg)leg, name, sizeof name);
        if (strcmp(key, name) == 0)
            self->desk.leg_seen[leg] = true;
    }
}

void core_trial_begin(struct core *self, unsigned member, uint8_t line, enum desk_leg leg,
                      const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    self->desk.trial.leg = leg;
    self->desk.trial.member = (uint8_t)member;
    self->desk.trial.asked_ms = now->mono_ms;
    self->desk.trial.expires_ms = now->mono_ms + TRIAL_MS;
    desk_try(words, sizeof words, leg);
    core_tell(self, member, line, words, now, out);
}

bool core_trial_waits(const struct core *self, const struct tb_now *now)
{
    return self->desk.trial.expires_ms != 0 && now->mono_ms < self->desk.trial.expires_ms;
}

/* The first leg that no trial has seen, "" if all have been. */
static const char *next_command(const struct core *self)
{
    for (int leg = 0; leg < DESK_LEGS; leg++)
        if (!self->desk.leg_seen[leg])
            return COMMANDS[leg];
    return "";
}

static enum desk_mask mask_of(const struct call_record *call)
{
    return call->reason == REASON_AGENT        ? DESK_MASK_AGENT
           : call->reason == REASON_OWN_NUMBER ? DESK_MASK_BOX
                                               : DESK_MASK_NONE;
}

/* The leg is not seen yet: callers that it brings like this get no text. */
static void tell_masked(struct core *self, unsigned member, const struct call_record *call, int64_t after_ms,
                        const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    self->desk.trial.expires_ms = 0;
    desk_trial_masked(words, sizeof words, self->desk.trial.leg, mask_of(call), member == 0, after_ms);
    core_tell(self, member, core_line_named(self, call->line), words, now, out);
}

static bool is_masked(const struct call_record *call)
{
    return call->verdict == VERDICT_SKIP &&
           (call->reason == REASON_WITHHELD || call->reason == REASON_AGENT ||
            call->reason == REASON_OWN_NUMBER);
}

void core_trial_result(struct core *self, const struct call_record *call, const struct text_record *text,
                       const struct tb_now *now, struct actions *out)
{
    unsigned member = self->desk.trial.member < core_members(self) ? self->desk.trial.member : 0;
    char words[DESK_WORDS_MAX], who[DESK_WHO_MAX], key[48], other[96] = "";
    bool left = text != NULL && (text->state == TEXT_ACCEPTED || text->state == TEXT_DELIVERED);
    bool ringing = left && (!call->ended.set || text->sent.mono_ms < call->ended.mono_ms);
    int64_t after_ms = call->began.mono_ms - self->desk.trial.asked_ms;

    if (after_ms < 0)
        after_ms = 0;
    if (call->reason == REASON_OWN_NUMBER && core_ring_is_echo(self, now))
        return; /* the box's own, come back: the trial goes on */
    if (is_masked(call)) {
        tell_masked(self, member, call, after_ms, now, out);
        return;
    }
    if (!self->desk.leg_seen[self->desk.trial.leg]) {
        self->desk.leg_seen[self->desk.trial.leg] = true;
        leg_key(self->desk.trial.leg, key, sizeof key);
        core_record_meta(self, out, key, "seen");
    }
    self->desk.trial.expires_ms = 0;
    desk_who(who, call->number, self->config->country, true);
    if (text == NULL)
        alert_trial_skipped(other, sizeof other, call->reason);
    else if (!left)
        alert_trial_stuck(other, sizeof other, text->state, text->error);
    struct desk_trial trial = {.who = who,
                               .after_ms = after_ms,
                               .ringing = ringing,
                               .text_ms = left ? text->sent.mono_ms - call->ended.mono_ms : -1,
                               .failed = text != NULL && !left && text->state != TEXT_HELD,
                               .other = other,
                               .next = next_command(self)};
    desk_trial(words, sizeof words, &trial);
    core_tell(self, member, core_line_named(self, call->line), words, now, out);
}

void core_trial_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];
    struct forwarding codes;

    if (self->desk.trial.expires_ms == 0 || now->mono_ms < self->desk.trial.expires_ms)
        return;
    self->desk.trial.expires_ms = 0;
    /* the query does not depend on the number: any will do */
    bool known = forwarding_codes(self->config->carrier, self->config->phone, &codes);
    desk_no_trial(words, sizeof words, self->desk.trial.leg, known ? codes.query : "");
    core_tell(self, self->desk.trial.member < core_members(self) ? self->desk.trial.member : 0, 0, words, now,
              out);
}
