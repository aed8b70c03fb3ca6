/* A plan drawn from a seed: some hours or days of callers, leads who write, an agent who answers or not, and
 * a storm of faults. Half of what happens is drawn together with what happened just before: then things meet.
 */
#ifndef TESTS_SIM_DRAW_H
#define TESTS_SIM_DRAW_H

#include "plan.h"

void draw_plan(uint64_t seed, struct plan *out);

#endif
