/* The simulated box from the command line: seeds, one plan, and every power cut of a plan. --help says how.
 */
#include "campaign.h"
#include "draw.h"
#include "year.h"

#include <dirent.h>
#include <getopt.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DAY_MS = 24 * 3600 * 1000, BATCH = 200, SHORTENED_MAX = 3 };

static const char USAGE[] =
    "usage: simulate [OPTION...]\nThe whole box under virtual time, with faults and power cuts.\n"
    "  --seeds FIRST COUNT   random plans (default 1 200)\n"
    "  --minutes N           random plans from FIRST on, for so long\n"
    "  --year SEED           a whole year\n"
    "  --plan FILE           the plan of a file\n"
    "  --at N, --again N     the power fails before that action of it, and before that later one\n"
    "  --cuts                the power fails before each action of the plan, once each\n"
    "  --pairs N             and N pairs of cuts, the second while the box recovers from the first\n"
    "  --every-plan          beside the seeds: --cuts and --pairs for each file of tests/sim/plans\n"
    "  --shrink              a failing plan is made short and printed\n"
    "  --print, --log        the plan; each action of its run\n"
    "  --jobs N              processes (default: one a processor)\n";

struct wish {
    uint64_t first, count;
    unsigned long at[2];
    const char *plan;
    double minutes;
    bool year, cuts, every_plan, shrink, print, log, help;
    unsigned pairs, jobs;
};

static double seconds_now(void)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

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

static void show(const struct campaign *all, double seconds)
{
    const struct tally *t = &all->tally;
    double days = (double)t->ms / DAY_MS;

    (void)printf("\n%10lu runs\n%10.1f simulated days, %.1f a second\n", all->runs, days, days / seconds);
    (void)printf("%10lu calls, of them %lu that the box could hear\n", t->calls, t->heard);
    (void)printf("%10lu texts of the box, of them %lu automatic\n%10lu texts to it\n", t->texts, t->automatic,
                 t->received);
    (void)printf("%10lu AT commands, each completed once\n", t->completed);
    (void)printf("%10lu faults\n%10lu power cuts", t->faults, t->cuts);
    if (all->boundaries > 0)
        (void)printf(", of them one before each of %lu actions", all->boundaries);
    (void)printf("\n%10lu kills\n", t->kills);
    (void)printf("%10.0f s at most until armed again\n%10lu violations\n%10.0f s\n",
                 (double)t->armed_ms / 1000.0, all->violations, seconds);
}

static void run_seeds(struct inis *inis, const struct wish *wish, struct campaign *all)
{
    double end = seconds_now() + wish->minutes * 60.0;
    uint64_t first = wish->first;
    static struct plan plan; /* large */

    do {
        uint64_t count = wish->minutes > 0 ? BATCH : wish->count;
        campaign_seeds(all, inis, wish->jobs, first, count);
        first += count;
    } while (wish->minutes > 0 && seconds_now() < end && all->violations == 0);
    for (unsigned i = 0; wish->shrink && i < all->violations && i < SHORTENED_MAX; i++) {
        draw_plan(all->found[i], &plan);
        campaign_shorten(inis, &plan, all->rule[i]);
    }
}

static int is_plan(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot != NULL && strcmp(dot, ".plan") == 0;
}

static bool run_every_plan(struct inis *inis, const struct wish *wish, struct campaign *all)
{
    struct dirent **names;
    static struct plan plan;
    int count = scandir(TB_SOURCE_DIR "/tests/sim/plans", &names, is_plan, alphasort);
    bool ok = count > 0;

    for (int i = 0; i < count; i++) {
        char path[400];
        (void)snprintf(path, sizeof path, "%s/tests/sim/plans/%s", TB_SOURCE_DIR, names[i]->d_name);
        ok = load(&plan, path) && ok;
        campaign_cuts(all, inis, wish->jobs, &plan, names[i]->d_name, wish->pairs);
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return ok;
}

static void run_plan(struct inis *inis, const struct wish *wish, struct plan *plan, struct campaign *all)
{
    const char *name = wish->plan != NULL ? wish->plan : "the plan";

    if (wish->cuts) {
        campaign_cuts(all, inis, wish->jobs, plan, name, wish->pairs);
        return;
    }
    enum rule rule = campaign_run(all, inis, plan, name, wish->at, wish->log ? stdout : NULL);
    if (rule != RULE_NONE && wish->shrink && wish->at[0] == 0)
        campaign_shorten(inis, plan, rule);
}

static bool read_wish(int argc, char **argv, struct wish *wish)
{
    static const struct option OPTIONS[] = {
        {"seeds", 1, NULL, 's'},      {"year", 1, NULL, 'y'},   {"minutes", 1, NULL, 'm'},
        {"plan", 1, NULL, 'p'},       {"cuts", 0, NULL, 'c'},   {"pairs", 1, NULL, 'd'},
        {"every-plan", 0, NULL, 'e'}, {"shrink", 0, NULL, 'k'}, {"print", 0, NULL, 'P'},
        {"log", 0, NULL, 'l'},        {"at", 1, NULL, 'a'},     {"again", 1, NULL, 'b'},
        {"jobs", 1, NULL, 'j'},       {"help", 0, NULL, 'h'},   {NULL, 0, NULL, 0}};
    int option;

    while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) >= 0) {
        uint64_t value = optarg != NULL ? strtoull(optarg, NULL, 10) : 0;
        wish->year = wish->year || option == 'y';
        wish->first = option == 's' || option == 'y' ? value : wish->first;
        wish->minutes = option == 'm' ? strtod(optarg, NULL) : wish->minutes;
        wish->at[0] = option == 'a' ? value : wish->at[0];
        wish->at[1] = option == 'b' ? value : wish->at[1];
        wish->plan = option == 'p' ? optarg : wish->plan;
        wish->pairs = option == 'd' ? (unsigned)value : wish->pairs;
        wish->jobs = option == 'j' && value > 0 && value <= CAMPAIGN_JOBS_MAX ? (unsigned)value : wish->jobs;
        wish->cuts = wish->cuts || option == 'c' || option == 'd';
        wish->every_plan = wish->every_plan || option == 'e';
        wish->shrink = wish->shrink || option == 'k';
        wish->print = wish->print || option == 'P';
        wish->log = wish->log || option == 'l';
        wish->help = wish->help || option == 'h';
        if (option == '?')
            return false;
    }
    if (optind < argc)
        wish->count = strtoull(argv[optind], NULL, 10);
    return true;
}

/* One plan of a file or seed, if that is asked for; else many. */
static bool is_about_one(const struct wish *wish)
{
    return wish->plan != NULL || wish->year || wish->at[0] != 0 || wish->print || wish->log ||
           (wish->cuts && !wish->every_plan);
}

static bool do_one(struct inis *inis, const struct wish *wish, struct campaign *all)
{
    static struct plan plan;

    if (wish->year)
        year_plan(wish->first, &plan);
    else if (wish->plan == NULL)
        draw_plan(wish->first, &plan);
    else if (!load(&plan, wish->plan))
        return false;
    if (wish->print)
        plan_print(&plan, stdout);
    else
        run_plan(inis, wish, &plan, all);
    return true;
}

int main(int argc, char **argv)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct wish wish = {.first = 1, .count = 200, .jobs = 1};
    struct inis inis = {.count = 0};
    struct campaign all = {.runs = 0};
    double began = seconds_now();

    if (processors > 0 && processors < CAMPAIGN_JOBS_MAX)
        wish.jobs = (unsigned)processors;
    bool understood = read_wish(argc, argv, &wish);
    if (!understood || wish.help) {
        (void)fputs(USAGE, understood ? stdout : stderr);
        return understood ? 0 : 2;
    }
    CHECK(setenv("TZ", "America/New_York", 1) == 0); /* of all inis here: rules_why.c */
    tzset();
    /* a heap for each connection, and the files read once for all processes */
    CHECK(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK &&
          sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 500) == SQLITE_OK);
    bool ok = inis_named(&inis, "plain") != NULL && inis_named(&inis, "team") != NULL &&
              inis_named(&inis, "two") != NULL && inis_named(&inis, "shifts") != NULL;
    if (ok && is_about_one(&wish)) {
        ok = do_one(&inis, &wish, &all);
    } else if (ok) {
        run_seeds(&inis, &wish, &all);
        ok = !wish.every_plan || run_every_plan(&inis, &wish, &all);
    }
    if (all.runs > 0)
        show(&all, seconds_now() - began);
    inis_free(&inis);
    return !ok ? 2 : all.violations == 0 ? 0 : 1;
}
