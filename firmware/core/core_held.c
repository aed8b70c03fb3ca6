/* Texts that wait: held ones for their hour, all others for the moment at which they are too old. */
#include "core/core_private.h"
#include "core/hours.h"

#include <string.h>

enum { DAY_MS = 24 * 3600 * 1000, LOOK_AGAIN_MS = 5 * 60 * 1000 };

/* A held text's hour has come, or should have: policy is asked again, as of now. */
static void release(struct core *self, struct text *text, const struct tb_now *now, struct actions *out)
{
    int64_t age_ms = stamp_age(text->call.ended.set ? &text->call.ended : &text->record.created, now);
    if (age_ms != INT64_MAX && age_ms >= DAY_MS) {
        core_send_settle(self, text, TEXT_EXPIRED, "", now, out);
        return;
    }
    int64_t hour_s = hours_release(self->config, now->wall_ms / 1000);

    text->release_ms = hour_s != TB_NEVER ? hour_s * 1000 : TB_NEVER;
    if (text->release_ms > now->wall_ms)
        return; /* the clock or the hours have changed meanwhile */

    struct policy_facts facts = {.number = text->record.number,
                                 .called = text->call.called,
                                 .own_number = "",
                                 .line = text->line,
                                 .rang_ms = INT64_MAX,
                                 .contact = self->contacts != NULL &&
                                            contacts_find(self->contacts, text->record.number) != NULL,
                                 .waiting = outbox_waiting(&self->outbox),
                                 .held = true};
    core_desk_facts(self, &facts, now);
    char body[TB_MESSAGE_MAX];
    struct policy_verdict verdict = policy_decide(self->config, &self->people, &self->caps, &facts, now, now);

    if (verdict.reason == REASON_CAP_HOUR || verdict.reason == REASON_CAP_DAY) {
        text->release_ms = now->wall_ms + LOOK_AGAIN_MS; /* it waits for its turn, as long as it keeps */
        return;
    }
    if (verdict.verdict == VERDICT_TEXT && outbox_open(&self->outbox, text->record.number) != NULL)
        verdict =
            (struct policy_verdict){.verdict = VERDICT_SKIP, .reason = REASON_REPEAT}; /* not left yet */
    if (verdict.verdict != VERDICT_TEXT || !core_render(self, verdict.message, NULL, body) ||
        !outbox_write(text, body)) {
        core_send_settle(self, text, TEXT_EXPIRED, skip_reason_word(verdict.reason), now, out);
        return;
    }
    self->line[text->line].prepared.call = 0; /* made for the words of then */
    text->record.state = TEXT_PREPARED;
    text->retry_ms = now->mono_ms;
    text->expires_ms = now->mono_ms + self->config->max_age_ms;
    core_record_text(self, out, &text->record);
}

/* A held text was let go, its hours have gone by, and the radio has not taken it: it waits for the next ones,
 * as if it had never been tried. */
bool core_held_again(struct core *self, struct text *text, const struct tb_now *now, struct actions *out)
{
    if (text->record.kind != TEXT_AUTO || text->call.verdict != VERDICT_HOLD || text->next_part > 0 ||
        !now->wall_ok)
        return false;
    int64_t hour_s = hours_release(self->config, now->wall_ms / 1000);
    if (hour_s <= now->wall_ms / 1000)
        return false;
    int64_t age_ms = stamp_age(text->call.ended.set ? &text->call.ended : &text->record.created, now);
    core_forget_texted(self, &text->record, out);
    text->record.state = TEXT_HELD;
    text->release_ms = hour_s != TB_NEVER ? hour_s * 1000 : TB_NEVER;
    text->expires_ms = now->mono_ms + (age_ms < DAY_MS ? DAY_MS - age_ms : 0);
    core_record_text(self, out, &text->record);
    return true;
}

void core_held_anew(struct core *self)
{
    for (uint16_t i = 0; i < self->outbox.top; i++)
        if (self->outbox.text[i].used && self->outbox.text[i].record.state == TEXT_HELD)
            self->outbox.text[i].release_ms = 0; /* release() finds the true moment */
}

/* The moment in which a held text may leave was found by a clock that has been set back since: one that comes
 * only after the text has expired is looked for again. */
static void find_release(const struct core *self, struct text *text, const struct tb_now *now)
{
    if (text->release_ms == TB_NEVER || text->release_ms - now->wall_ms <= text->expires_ms - now->mono_ms)
        return;
    int64_t hour_s = hours_release(self->config, now->wall_ms / 1000);
    if (hour_s != TB_NEVER)
        text->release_ms = tb_earlier(text->release_ms, hour_s * 1000);
}

static void tick_text(struct core *self, struct text *text, const struct tb_now *now, struct actions *out)
{
    if (!text->used || text->in_flight)
        return;
    if (text->record.state == TEXT_HELD && now->wall_ok)
        find_release(self, text, now);
    if (now->mono_ms >= text->expires_ms)
        core_send_settle(self, text, TEXT_EXPIRED, text->record.error, now, out);
    else if (text->record.state == TEXT_HELD && now->wall_ok && text->release_ms != TB_NEVER &&
             now->wall_ms >= text->release_ms)
        release(self, text, now, out);
}

void core_send_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++)
        tick_text(self, &self->outbox.text[i], now, out);
}
