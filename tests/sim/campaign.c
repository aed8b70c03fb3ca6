#include "campaign.h"

#include "draw.h"
#include "shrink.h"
#include "world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
    struct inis *inis;
    struct campaign *sum;
};

/* --- one run --- */

static void add_tally(struct tally *to, const struct tally *from)
{
    to->calls += from->calls;
    to->heard += from->heard;
    to->texts += from->texts;
    to->automatic += from->automatic;
    to->received += from->received;
    to->faults += from->faults;
    to->cuts += from->cuts;
    to->kills += from->kills;
    to->steps += from->steps;
    to->commands += from->commands;
    to->completed += from->completed;
    to->ms += from->ms;
    to->armed_ms = from->armed_ms > to->armed_ms ? from->armed_ms : to->armed_ms;
}

struct outcome {
    struct broken broken;
    unsigned long boundaries;
};

static struct outcome run(const struct job *job, const struct plan *plan, const unsigned long *cuts,
                          FILE *log)
{
    struct world *w = world_new(plan, inis_named, job->inis);
    struct outcome outcome;

    w->log = log;
    for (unsigned i = 0; i < WORLD_CUTS_MAX && cuts != NULL; i++)
        w->cut[i] = cuts[i];
    world_run(w);
    outcome = (struct outcome){.broken = w->broken, .boundaries = w->storm_boundary};
    if (job->sum != NULL) {
        add_tally(&job->sum->tally, &w->tally);
        job->sum->runs++;
    }
    world_free(w);
    return outcome;
}

static void tell(const struct broken *broken, const char *what)
{
    (void)printf("%s: %s broken at %.3f s, action %lu: %s\n", what, rule_name(broken->rule),
                 (double)broken->at_ms / 1000.0, broken->boundary, broken->words);
    (void)fflush(stdout);
}

static void blame(struct campaign *sum, uint64_t number, enum rule rule)
{
    if (sum->violations < CAMPAIGN_FOUND_MAX) {
        sum->found[sum->violations] = number;
        sum->rule[sum->violations] = rule;
    }
    sum->violations++;
}

/* --- many, shared by some processes: one that crashes is blamed on what it was doing --- */

typedef void task(struct job *job, void *arg, uint64_t number);

static void work_off(struct job *job, task *one, void *arg, uint64_t first, uint64_t count, unsigned of,
                     unsigned mine)
{
    for (uint64_t i = mine; i < count; i += of) {
        job->sum->running = first + i;
        one(job, arg, first + i);
    }
}

static void gather(struct campaign *total, const struct campaign *sum, int status)
{
    add_tally(&total->tally, &sum->tally);
    total->runs += sum->runs;
    for (unsigned i = 0; i < sum->violations && i < CAMPAIGN_FOUND_MAX; i++)
        blame(total, sum->found[i], sum->rule[i]);
    total->violations += sum->violations > CAMPAIGN_FOUND_MAX ? sum->violations - CAMPAIGN_FOUND_MAX : 0;
    if (status == 0)
        return;
    (void)printf("%" PRIu64 ": the process ended with status %#x\n", sum->running, (unsigned)status);
    blame(total, sum->running, RULE_NONE);
}

static void share(struct job *job, unsigned jobs, task *one, void *arg, uint64_t first, uint64_t count,
                  struct campaign *total)
{
    struct campaign *sums = mmap(NULL, CAMPAIGN_JOBS_MAX * sizeof *sums, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child[CAMPAIGN_JOBS_MAX];
    int status;

    CHECK(sums != MAP_FAILED);
    (void)fflush(stdout);
    for (unsigned i = 0; i < jobs; i++) {
        child[i] = fork();
        CHECK(child[i] >= 0);
        if (child[i] > 0)
            continue;
        job->sum = &sums[i];
        work_off(job, one, arg, first, count, jobs, i);
        (void)fflush(stdout);
        _exit(0);
    }
    for (unsigned i = 0; i < jobs; i++) {
        CHECK(waitpid(child[i], &status, 0) == child[i]);
        gather(total, &sums[i], status);
    }
    CHECK(munmap(sums, CAMPAIGN_JOBS_MAX * sizeof *sums) == 0);
}

static void one_seed(struct job *job, void *arg, uint64_t seed)
{
    static struct plan plan; /* large */
    struct outcome outcome;
    char what[40];

    (void)arg;
    draw_plan(seed, &plan);
    outcome = run(job, &plan, NULL, NULL);
    if (outcome.broken.rule == RULE_NONE)
        return;
    (void)snprintf(what, sizeof what, "seed %" PRIu64, seed);
    tell(&outcome.broken, what);
    blame(job->sum, seed, outcome.broken.rule);
}

/* --- every cut of one plan, and pairs --- */

enum { RECOVERY_ACTIONS = 80 /* of a bring-up, about */ };

struct cutting {
    const struct plan *plan;
    const char *name;
    unsigned long boundaries;
};

static void one_cut(struct job *job, void *arg, uint64_t number)
{
    const struct cutting *cutting = arg;
    unsigned long cuts[WORLD_CUTS_MAX] = {number};
    uint64_t random = number;
    char what[300];

    if (number > cutting->boundaries) { /* a pair: the second while the box recovers from the first */
        cuts[0] = 1 + plan_random(&random) % cutting->boundaries;
        cuts[1] = cuts[0] + 1 + plan_random(&random) % RECOVERY_ACTIONS;
    }
    struct outcome outcome = run(job, cutting->plan, cuts, NULL);
    if (outcome.broken.rule == RULE_NONE)
        return;
    if (cuts[1] == 0)
        (void)snprintf(what, sizeof what, "%s, cut before action %lu", cutting->name, cuts[0]);
    else
        (void)snprintf(what, sizeof what, "%s, cut before actions %lu and %lu", cutting->name, cuts[0],
                       cuts[1]);
    tell(&outcome.broken, what);
    blame(job->sum, number, outcome.broken.rule);
}

void campaign_cuts(struct campaign *self, struct inis *inis, unsigned jobs, const struct plan *plan,
                   const char *name, unsigned pairs)
{
    struct job job = {.inis = inis, .sum = self};
    struct outcome outcome = run(&job, plan, NULL, NULL);
    struct cutting cutting = {.plan = plan, .name = name, .boundaries = outcome.boundaries};

    if (outcome.broken.rule != RULE_NONE) {
        tell(&outcome.broken, name);
        blame(self, plan->seed, outcome.broken.rule);
        return;
    }
    share(&job, jobs, one_cut, &cutting, 1, cutting.boundaries + pairs, self);
    self->boundaries += cutting.boundaries;
    (void)printf("%s: a cut before each of %lu actions, %u pairs\n", name, cutting.boundaries, pairs);
    (void)fflush(stdout);
}

enum rule campaign_run(struct campaign *self, struct inis *inis, const struct plan *plan, const char *name,
                       const unsigned long cuts[2], FILE *log)
{
    struct job job = {.inis = inis, .sum = self};
    unsigned long all[WORLD_CUTS_MAX] = {cuts[0], cuts[1]};
    struct outcome outcome = run(&job, plan, all, log);

    if (outcome.broken.rule != RULE_NONE) {
        tell(&outcome.broken, name);
        blame(self, plan->seed, outcome.broken.rule);
    }
    return outcome.broken.rule;
}

void campaign_seeds(struct campaign *self, struct inis *inis, unsigned jobs, uint64_t first, uint64_t count)
{
    struct job job = {.inis = inis};

    share(&job, jobs, one_seed, NULL, first, count, self);
}

/* --- short again --- */

struct failing {
    struct inis *inis;
    enum rule rule; /* RULE_NONE: it crashes */
};

/* In a process of its own, since it may crash. */
static bool still_fails(void *arg, const struct plan *plan)
{
    const struct failing *failing = arg;
    int status;

    (void)fflush(stdout);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        struct job job = {.inis = failing->inis};
        (void)!freopen("/dev/null", "w", stderr);
        _exit((int)run(&job, plan, NULL, NULL).broken.rule);
    }
    CHECK(waitpid(child, &status, 0) == child);
    if (failing->rule == RULE_NONE)
        return WIFSIGNALED(status);
    return WIFEXITED(status) && WEXITSTATUS(status) == (int)failing->rule;
}

void campaign_shorten(struct inis *inis, struct plan *plan, enum rule rule)
{
    struct failing failing = {.inis = inis, .rule = rule};

    if (!still_fails(&failing, plan)) {
        (void)printf("it does not fail when run by itself\n");
        return;
    }
    unsigned from = plan->count, tries = shrink_plan(plan, still_fails, &failing);
    (void)printf("# %s: %s (%u of %u happenings, %u tries)\n", rule_name(rule), rule_words(rule), plan->count,
                 from, tries);
    plan_print(plan, stdout);
}
