/* Records of a former life, for tests of what the core makes of them. */
#ifndef TESTS_SUPPORT_CORE_PAST_H
#define TESTS_SUPPORT_CORE_PAST_H

#include "core_rig.h"

/* An instant so long before now, of this boot or of a former one. */
static inline struct stamp ago(const struct rig *rig, int64_t ms, bool this_boot)
{
    return (struct stamp){.set = true,
                          .wall_ok = rig->now.wall_ok,
                          .wall_ms = rig->now.wall_ms - ms,
                          .mono_ms = this_boot ? rig->now.mono_ms - ms : 12345,
                          .this_boot = this_boot};
}

static inline void restore(struct rig *rig, const struct record *record)
{
    core_restore(rig->core, record, &rig->now);
}

struct past_call {
    enum call_outcome outcome;
    enum call_verdict verdict;
    int64_t last_ring_ms, ended_ms; /* so long ago; ended < 0: it rang when the power went */
    bool this_boot, alerted;
};

static inline void restore_call(struct rig *rig, int64_t id, const char *number, const struct past_call *past)
{
    struct record record = {.kind = RECORD_CALL,
                            .call = {.id = id,
                                     .line = "main",
                                     .outcome = past->outcome,
                                     .verdict = past->verdict,
                                     .alerted = past->alerted}};
    (void)snprintf(record.call.number, sizeof record.call.number, "%s", number);
    record.call.began = ago(rig, past->last_ring_ms + 3000, past->this_boot);
    record.call.last_ring = ago(rig, past->last_ring_ms, past->this_boot);
    if (past->ended_ms >= 0)
        record.call.ended = ago(rig, past->ended_ms, past->this_boot);
    if (past->verdict != VERDICT_NONE)
        (void)snprintf(record.call.message, sizeof record.call.message, "text");
    restore(rig, &record);
}

static inline void restore_text(struct rig *rig, int64_t id, int64_t call, enum text_kind kind,
                                enum text_state state, const char *number, const char *body, int64_t age_ms,
                                bool sent)
{
    struct record record = {
        .kind = RECORD_TEXT,
        .text = {
            .id = id, .call = call, .kind = kind, .state = state, .line = "main", .parts = 1, .body = body}};
    record.text.direction = kind == TEXT_RECEIVED ? TEXT_IN : TEXT_OUT;
    (void)snprintf(record.text.number, sizeof record.text.number, "%s", number);
    record.text.created = ago(rig, age_ms, false);
    if (sent)
        record.text.sent = ago(rig, age_ms, false);
    restore(rig, &record);
}

static inline struct rig *begin(void)
{
    struct rig *rig = rig_new(config_new());
    core_restore_ids(rig->core, &(struct last_ids){.call = 100, .text = 200});
    return rig;
}

static inline void go(struct rig *rig, int64_t ms)
{
    rig_start(rig);
    rig_link(rig, 0, true);
    rig_run(rig, ms);
}

#endif
