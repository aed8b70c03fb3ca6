/* Many runs, shared by some processes: random plans by their seeds, and a power cut before every action of a
 * plan. A run that crashes is blamed on its seed like one that breaks a rule. */
#ifndef TESTS_SIM_CAMPAIGN_H
#define TESTS_SIM_CAMPAIGN_H

#include "inis.h"
#include "plan.h"
#include "rules.h"

#include <stdio.h>

enum { CAMPAIGN_JOBS_MAX = 64, CAMPAIGN_FOUND_MAX = 20 };

/* What was done, and the first violations: seeds, with RULE_NONE for a crash. */
struct campaign {
    struct tally tally;
    unsigned long runs, boundaries, violations;
    uint64_t running; /* what a crash is blamed on */
    uint64_t found[CAMPAIGN_FOUND_MAX];
    enum rule rule[CAMPAIGN_FOUND_MAX];
};

/* One run, in this process: the power fails before actions cuts[0] and cuts[1], 0 for none. Violations are
 * told on stdout. log may be NULL. Returns the rule that broke. */
enum rule campaign_run(struct campaign *self, struct inis *inis, const struct plan *plan, const char *name,
                       const unsigned long cuts[2], FILE *log);

/* The plans of seeds first, first + 1, ... */
void campaign_seeds(struct campaign *self, struct inis *inis, unsigned jobs, uint64_t first, uint64_t count);

/* The power fails before each action of the plan, once each; and `pairs` times it fails once more while the
 * box recovers. */
void campaign_cuts(struct campaign *self, struct inis *inis, unsigned jobs, const struct plan *plan,
                   const char *name, unsigned pairs);

/* Makes a plan that breaks the rule short, and prints it. */
void campaign_shorten(struct inis *inis, struct plan *plan, enum rule rule);

#endif
