/* What the tests of the desk share. The rig's day begins at 14:00 on Wednesday 2026-04-15. */
#ifndef TESTS_SUPPORT_CORE_DESK_RIG_H
#define TESTS_SUPPORT_CORE_DESK_RIG_H

#include "core_cut.h"
#include "core_say.h"

static inline void expect(const struct rig *rig, const char *to, const char *words)
{
    if (strcmp(rig_last_to(rig, to), words) != 0)
        fail_msg("%s got <%s>, not <%s>", to, rig_last_to(rig, to), words);
}

static inline struct config *without_reminders(void)
{
    struct config *cfg = config_new();
    cfg->remind = false;
    return cfg;
}

static inline void called(struct rig *rig, const char *number)
{
    rig_call(rig, 0, number, 3000);
    rig_run(rig, 5000);
}

static inline const struct lead_record *lead_record(const struct rig *rig, const char *number)
{
    for (unsigned i = rig->record_count; i-- > 0;)
        if (rig->record[i].record.kind == RECORD_LEAD &&
            strcmp(rig->record[i].record.lead.number, number) == 0)
            return &rig->record[i].record.lead;
    fail_msg("no lead %s", number);
    return NULL;
}

/* The code in the latest text to the agent. */
static inline const char *code_in(const struct rig *rig)
{
    static char code[5];
    const char *at = strstr(rig_last_to(rig, AGENT), "Reply ");
    assert_non_null(at);
    (void)snprintf(code, sizeof code, "%.4s", at + 6);
    assert_int_equal(strspn(code, "0123456789"), 4);
    return code;
}

#endif
