/* The simulated box from the command line: seeds, one plan, and every power cut of a plan. --help says how.
 */
#include "draw.h"
#include "inis.h"
#include "shrink.h"
#include "world.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { JOBS_MAX = 64, DAY_MS = 24 * 3600 * 1000, FOUND_MAX = 20 };

/* What one worker has done; shared with the parent. */
struct sum {
    struct tally tally;
    unsigned long runs, violations;
    uint64_t running; /* seed, or number of the cut: what a crash is blamed on */
    uint64_t found[FOUND_MAX];
    enum rule rule[FOUND_MAX];
};

struct job {
    struct inis *inis;
    struct sum *sum;
    bool verbose;
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
    to->ms += from->ms;
    to->armed_ms = from->armed_ms > to->armed_ms ? from->armed_ms : to->armed_ms;
}

struct outcome {
    struct broken broken;
    unsigned long boundaries;
    uint64_t digest;
};

static struct outcome run(struct job *job, const struct plan *plan, const unsigned long *cuts, FILE *log)
{
    struct world *w = world_new(plan, inis_named, job->inis);
    struct outcome outcome;

    w->log = log;
    for (unsigned i = 0; i < WORLD_CUTS_MAX && cuts != NULL; i++)
        w->cut[i] = cuts[i];
    world_run(w);
    outcome = (struct outcome){.broken = w->broken, .boundaries = w->boundary, .digest = w->digest};
    if (job->sum != NULL) {
        add_tally(&job->sum->tally, &w->tally);
        job->sum->runs++;
    }
    world_free(w);
    return outcome;
}

static void tell(const struct broken *broken, const char *what, uint64_t number)
{
    (void)printf("%s %" PRIu64 ": %s broken at %.3f s, boundary %lu: %s\n", what, number,
                 rule_name(broken->rule), (double)broken->at_ms / 1000.0, broken->boundary, broken->words);
    (void)fflush(stdout);
}

static void blame(struct sum *sum, uint64_t number, enum rule rule)
{
    if (sum->violations < FOUND_MAX) {
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

static void gather(struct sum *total, const struct sum *sum, int status)
{
    add_tally(&total->tally, &sum->tally);
    total->runs += sum->runs;
    for (unsigned i = 0; i < sum->violations && i < FOUND_MAX; i++)
        blame(total, sum->found[i], sum->rule[i]);
    total->violations += sum->violations > FOUND_MAX ? sum->violations - FOUND_MAX : 0;
    if (status == 0)
        return;
    (void)printf("%" PRIu64 ": the process ended with status %#x\n", sum->running, (unsigned)status);
    blame(total, sum->running, RULE_NONE);
}

static void share(struct job *job, unsigned jobs, task *one, void *arg, uint64_t first, uint64_t count,
                  struct sum *total)
{
    struct sum *sums =
        mmap(NULL, JOBS_MAX * sizeof *sums, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child[JOBS_MAX];
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
    CHECK(munmap(sums, JOBS_MAX * sizeof *sums) == 0);
}

static void one_seed(struct job *job, void *arg, uint64_t seed)
{
    static struct plan plan;
    struct outcome outcome;

    (void)arg;
    draw_plan(seed, &plan);
    outcome = run(job, &plan, NULL, NULL);
    if (outcome.broken.rule == RULE_NONE)
        return;
    tell(&outcome.broken, "seed", seed);
    blame(job->sum, seed, outcome.broken.rule);
}

/* --- every cut of one plan, and pairs --- */

enum { RECOVERY_ACTIONS = 80 /* of a bring-up, about */ };

struct cutting {
    const struct plan *plan;
    unsigned long boundaries;
};

static void one_cut(struct job *job, void *arg, uint64_t number)
{
    const struct cutting *cutting = arg;
    unsigned long cuts[WORLD_CUTS_MAX] = {number};
    uint64_t random = number;

    if (number > cutting->boundaries) { /* a pair: the second while the box recovers from the first */
        cuts[0] = 1 + plan_random(&random) % cutting->boundaries;
        cuts[1] = cuts[0] + 1 + plan_random(&random) % RECOVERY_ACTIONS;
    }
    struct outcome outcome = run(job, cutting->plan, cuts, NULL);
    if (outcome.broken.rule == RULE_NONE)
        return;
    (void)printf("cuts at %lu and %lu, ", cuts[0], cuts[1]);
    tell(&outcome.broken, "cut", number);
    blame(job->sum, number, outcome.broken.rule);
}

static unsigned long boundaries_of(struct inis *inis, const struct plan *plan)
{
    struct job job = {.inis = inis};
    struct outcome outcome = run(&job, plan, NULL, NULL);

    if (outcome.broken.rule != RULE_NONE)
        tell(&outcome.broken, "without a cut", 0);
    return outcome.broken.rule == RULE_NONE ? outcome.boundaries : 0;
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

static void make_short(struct inis *inis, struct plan *plan, enum rule rule)
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

/* --- what is asked for --- */

struct wish {
    uint64_t first, count;
    const char *plan;
    bool cuts, shrink, print, log;
    unsigned pairs, jobs, minutes;
};

static const char USAGE[] =
    "simulate: the whole box under virtual time, with faults and power cuts\n"
    "  --seeds FIRST COUNT   random plans (default 1 200)\n"
    "  --minutes N           random plans from FIRST on, for so long\n"
    "  --plan FILE           the plan of a file\n"
    "  --cuts                the power fails before each action of the plan, once each\n"
    "  --pairs N             and N pairs of cuts, the second while the box recovers from the first\n"
    "  --shrink              a failing plan is made short and printed\n"
    "  --print, --log        the plan; each action of its run\n"
    "  --jobs N              processes (default: one a processor)\n";

static bool load(struct plan *plan, const char *path)
{
    char why[1000];
    FILE *in = fopen(path, "r");
    bool ok = in != NULL && plan_read(plan, in, why, sizeof why);

    if (!ok)
        (void)fprintf(stderr, "%s: %s\n", path, in != NULL ? why : "cannot be opened");
    if (in != NULL)
        (void)fclose(in);
    return ok;
}

static void show(const struct sum *sum, double seconds)
{
    const struct tally *t = &sum->tally;

    (void)printf(
        "%lu runs, %.1f simulated days, %lu calls (%lu could be heard), %lu texts out (%lu automatic), %lu "
        "in, "
        "%lu faults, %lu power cuts, %lu kills, %lu steps; armed again within %.0f s; %lu violations; "
        "%.0f s\n",
        sum->runs, (double)t->ms / DAY_MS, t->calls, t->heard, t->texts, t->automatic, t->received, t->faults,
        t->cuts, t->kills, t->steps, (double)t->armed_ms / 1000.0, sum->violations, seconds);
}

static double seconds_now(void)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void run_seeds(struct inis *inis, const struct wish *wish, struct sum *total)
{
    enum { BATCH = 200 };
    struct job job = {.inis = inis};
    double end = seconds_now() + wish->minutes * 60.0;
    uint64_t first = wish->first;
    static struct plan plan;

    do {
        uint64_t count = wish->minutes > 0 ? BATCH : wish->count;
        share(&job, wish->jobs, one_seed, NULL, first, count, total);
        first += count;
    } while (wish->minutes > 0 && seconds_now() < end && total->violations == 0);
    for (unsigned i = 0; wish->shrink && i < total->violations && i < 3; i++) {
        draw_plan(total->found[i], &plan);
        make_short(inis, &plan, total->rule[i]);
    }
}

static void run_cuts(struct inis *inis, const struct wish *wish, const struct plan *plan, struct sum *total)
{
    struct job job = {.inis = inis};
    struct cutting cutting = {.plan = plan};
    unsigned long boundaries = boundaries_of(inis, plan);

    if (boundaries == 0) {
        total->violations++;
        return;
    }
    cutting.boundaries = boundaries;
    share(&job, wish->jobs, one_cut, &cutting, 1, boundaries + wish->pairs, total);
    (void)printf("%s: a cut at each of %lu action boundaries, %u pairs\n", wish->plan, boundaries,
                 wish->pairs);
}

static void run_plan(struct inis *inis, const struct wish *wish, struct plan *plan, struct sum *total)
{
    struct job job = {.inis = inis, .sum = total};
    struct outcome outcome = run(&job, plan, NULL, wish->log ? stdout : NULL);

    if (outcome.broken.rule == RULE_NONE)
        return;
    tell(&outcome.broken, wish->plan != NULL ? wish->plan : "seed", plan->seed);
    total->violations++;
    if (wish->shrink)
        make_short(inis, plan, outcome.broken.rule);
}

static bool read_wish(int argc, char **argv, struct wish *wish)
{
    static const struct option OPTIONS[] = {
        {"seeds", 1, NULL, 's'}, {"minutes", 1, NULL, 'm'}, {"plan", 1, NULL, 'p'},  {"cuts", 0, NULL, 'c'},
        {"pairs", 1, NULL, 'd'}, {"shrink", 0, NULL, 'k'},  {"print", 0, NULL, 'P'}, {"log", 0, NULL, 'l'},
        {"jobs", 1, NULL, 'j'},  {"help", 0, NULL, 'h'},    {NULL, 0, NULL, 0}};
    int option;

    while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) >= 0) {
        unsigned long value = optarg != NULL ? strtoul(optarg, NULL, 10) : 0;
        wish->first = option == 's' ? value : wish->first;
        wish->minutes = option == 'm' ? (unsigned)value : wish->minutes;
        wish->plan = option == 'p' ? optarg : wish->plan;
        wish->pairs = option == 'd' ? (unsigned)value : wish->pairs;
        wish->jobs = option == 'j' && value > 0 && value <= JOBS_MAX ? (unsigned)value : wish->jobs;
        wish->cuts = wish->cuts || option == 'c' || option == 'd';
        wish->shrink = wish->shrink || option == 'k';
        wish->print = wish->print || option == 'P';
        wish->log = wish->log || option == 'l';
        if (option == 'h' || option == '?')
            return false;
    }
    if (optind < argc)
        wish->count = strtoull(argv[optind], NULL, 10);
    return true;
}

int main(int argc, char **argv)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct wish wish = {
        .first = 1, .count = 200, .jobs = processors > 0 && processors < JOBS_MAX ? (unsigned)processors : 1};
    static struct plan plan;
    struct inis inis = {.count = 0};
    struct sum total = {.runs = 0};
    double began = seconds_now();

    if (!read_wish(argc, argv, &wish)) {
        (void)fputs(USAGE, stdout);
        return 2;
    }
    if (wish.plan != NULL && !load(&plan, wish.plan))
        return 2;
    if (wish.plan == NULL && (wish.print || wish.log || wish.cuts))
        draw_plan(wish.first, &plan);
    if (wish.print)
        plan_print(&plan, stdout);
    if (inis_named(&inis, "plain") == NULL || inis_named(&inis, "team") == NULL ||
        inis_named(&inis, "two") == NULL)
        return 2;
    if (wish.cuts)
        run_cuts(&inis, &wish, &plan, &total);
    else if (wish.plan != NULL || wish.log)
        run_plan(&inis, &wish, &plan, &total);
    else if (!wish.print)
        run_seeds(&inis, &wish, &total);
    show(&total, seconds_now() - began);
    inis_free(&inis);
    return total.violations == 0 ? 0 : 1;
}
