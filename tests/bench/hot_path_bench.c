/* A call and its text through the core, each stage in a function of its own so that callgrind can tell them
 * apart: for tests/bench/hot_path, and of no use without it. Modem and disk are those of the unit tests; they
 * are outside of what is counted.
 *
 *     hot_path_bench [CALLS]     default 100, after some that are not counted */
#include "core/core.h"

size_t hot_step(struct core *core, const struct event *event, const struct tb_now *now, struct actions *out);

/* The rig's steps are counted. */
#define core_step hot_step
#include "unit/support/core_rig.h"
#include "usage/usage.h"
#undef core_step

enum { WARM = 20, CALLS_MAX = 400 };

enum when { NOT_COUNTED, RINGING, RINGING_AGAIN, ENDING, AFTER };

/* hot_step() has no argument to spare for it. */
static enum when when;

/* Not inlined, not folded into one, and no tail call, or callgrind would not see where it ends. */
#define STAGE(name)                                                                                          \
    __attribute__((noinline)) size_t stage_##name(struct core *core, const struct event *event,              \
                                                  const struct tb_now *now, struct actions *out);            \
    size_t stage_##name(struct core *core, const struct event *event, const struct tb_now *now,              \
                        struct actions *out)                                                                 \
    {                                                                                                        \
        size_t used = core_step(core, event, now, out);                                                      \
        __asm__ volatile("/* " #name " */" ::: "memory");                                                    \
        return used;                                                                                         \
    }

STAGE(1_ring)
STAGE(2_number)
STAGE(3_ring_again)
STAGE(4_end_to_cmgs)
STAGE(5_papers)
STAGE(6_prompt)
STAGE(7_durable_to_ctrl_z)
STAGE(8_taken)
STAGE(9_afterwards)

/* The line that comes next begins with these words. */
static bool says(const struct event *event, const char *words)
{
    size_t from = 0, length = strlen(words);

    if (event->kind != EVENT_BYTES)
        return false;
    while (from < event->length && (event->bytes[from] == '\r' || event->bytes[from] == '\n'))
        from++;
    return event->length - from >= length && memcmp(event->bytes + from, words, length) == 0;
}

size_t hot_step(struct core *core, const struct event *event, const struct tb_now *now, struct actions *out)
{
    switch (when) {
    case NOT_COUNTED:
        return core_step(core, event, now, out);
    case RINGING:
        return (says(event, "+CLIP") ? stage_2_number : stage_1_ring)(core, event, now, out);
    case RINGING_AGAIN:
        return stage_3_ring_again(core, event, now, out);
    case AFTER:
        return stage_9_afterwards(core, event, now, out);
    case ENDING:
        break;
    }
    if (says(event, "NO CARRIER"))
        return stage_4_end_to_cmgs(core, event, now, out);
    if (event->kind == EVENT_PAPERS)
        return stage_5_papers(core, event, now, out);
    if (says(event, ">"))
        return stage_6_prompt(core, event, now, out);
    if (event->kind == EVENT_DURABLE)
        return stage_7_durable_to_ctrl_z(core, event, now, out);
    if (says(event, "+CMGS"))
        when = AFTER;
    return (when == AFTER ? stage_8_taken : stage_9_afterwards)(core, event, now, out);
}

static void call(struct rig *rig, unsigned n, bool counted)
{
    char number[TB_NUMBER_MAX];

    (void)snprintf(number, sizeof number, "+1%03u5550%03u", 212 + n / 100, 100 + n % 100);
    when = counted ? RINGING : NOT_COUNTED;
    rig_ring(rig, 0, number);
    rig_run(rig, 1500);
    when = counted ? RINGING_AGAIN : NOT_COUNTED;
    rig_ring(rig, 0, number);
    rig_run(rig, 700);
    when = counted ? ENDING : NOT_COUNTED;
    rig_line(rig, 0, "NO CARRIER");
    assert_true(when == (counted ? AFTER : NOT_COUNTED)); /* the text is out */
    rig_run(rig, 5000);
    when = NOT_COUNTED;
    assert_int_equal(rig_sent_to(rig, number), 1);
    rig_run(rig, 2 * MINUTE_MS);
}

static void calls(void **state)
{
    unsigned count = *(unsigned *)*state;
    struct config *cfg = config_new();

    cfg->max_per_hour = cfg->max_per_day = TB_CAP_MAX;
    struct rig *rig = rig_ready(cfg);
    for (unsigned n = 0; n < WARM + count; n++)
        call(rig, n, n >= WARM);
    rig_free(rig);
}

static const char USAGE[] =
    "usage: hot_path_bench [CALLS]\n"
    "Calls and what comes of each, for tests/bench/hot_path to count instructions of.\n";

int main(int argc, char **argv)
{
    usage_look(argc, argv, USAGE, 0, 1);
    unsigned count = (unsigned)usage_number(argc, argv, USAGE, 1, 100, 1, CALLS_MAX);
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(calls, &count)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
