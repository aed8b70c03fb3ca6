/* Makes a failing plan short: leaves out what is not needed for the same rule to be broken. */
#ifndef TESTS_SIM_SHRINK_H
#define TESTS_SIM_SHRINK_H

#include "plan.h"

#include <stdbool.h>

/* True if the plan still fails in the same way. */
typedef bool shrink_fails(void *arg, const struct plan *plan);

/* Returns how many tries it took. `plan` fails when called and afterwards. */
unsigned shrink_plan(struct plan *plan, shrink_fails *fails, void *arg);

#endif
