/* Every AT command completes once: RULE_COMPLETES_ONCE. What the core's engines accept, and what they give
 * back, is seen through the linker's --wrap (world_wraps in tests/CMakeLists.txt), below everything that the
 * core makes of it. */
#ifndef TESTS_SIM_COMPLETIONS_H
#define TESTS_SIM_COMPLETIONS_H

#include "base/limits.h"

#include <stdint.h>

struct world;

/* The commands of one line that have not completed yet. All 0: none has. */
struct completions {
    unsigned count;
    struct {
        uint16_t tag;
        int64_t argument;
        int64_t at_ms; /* true time at which it was accepted */
    } open[TB_AT_QUEUE_MAX + 1];
};

/* A life begins: what a former one had asked nobody answers any more. */
void completions_begin(struct world *w);

/* From now on the core of this world is at work: before each of its steps. */
void completions_watch(struct world *w);

/* After a step: what is open is what the engines have queued and in flight, and none of it is old. */
void completions_judge(struct world *w);

#endif
