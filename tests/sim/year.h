/* A simulated year: every day something of what a random plan would bring, over both nights in which the
 * clocks change, twelve reports and a few hundred power cuts, faults and callers. */
#ifndef TESTS_SIM_YEAR_H
#define TESTS_SIM_YEAR_H

#include "plan.h"

void year_plan(uint64_t seed, struct plan *out);

#endif
