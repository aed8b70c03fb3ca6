/* Ten thousand calls from different people, as fast as the lines take them, under virtual time on simulated
 * modems: what the box holds at most, that the caps hold, and what a call costs.
 *
 *     storm_bench [CALLS]     default 10000
 *
 * Fails if a call has no verdict, or two, if it was not done, or a cap does not hold. */
#include "unit/support/core_storm.h"
#include "usage/usage.h"

#include <sys/resource.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void print(const struct storm *storm, double cpu, unsigned long steps, unsigned long actions)
{
    const struct world *w = storm->w;
    struct storm_sums sums = storm_check(storm);
    unsigned hour = storm_most_within(storm, HOUR_MS_T), day = storm_most_within(storm, 24 * HOUR_MS_T);
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    (void)printf("| %5u | %5u | %7.1f | %6u | %7u | %7u ", w->lines, storm->calls,
                 (double)(storm->last_ms - storm->first_ms) / 60000, sums.texted, sums.expired, sums.no_room);
    (void)printf("| %3u of %4u | %4u of %4u ", hour, w->cfg->max_per_hour, day, w->cfg->max_per_day);
    (void)printf("| %7u | %6u | %5u | %5u | %5u ", w->most, w->used, storm->most_texts, storm->most_open,
                 storm->most_leads);
    (void)printf("| %5.1f | %7.1f | %6.1f | %6.1f |\n", (double)steps / storm->calls,
                 (double)actions / storm->calls, cpu / storm->calls * 1e6, (double)usage.ru_maxrss / 1e3);
    assert_true(hour <= w->cfg->max_per_hour && day <= w->cfg->max_per_day);
}

static void weather(unsigned lines, unsigned calls, uint16_t per_hour, uint16_t per_day)
{
    struct storm *storm = storm_new(lines, calls, per_hour, per_day);
    unsigned long steps = storm->w->steps, done = storm->w->done;
    double cpu = cpu_seconds();

    storm_rage(storm);
    print(storm, cpu_seconds() - cpu, storm->w->steps - steps, storm->w->done - done);
    storm_free(storm);
}

static void storms(void **state)
{
    unsigned calls = *(unsigned *)*state;

    (void)printf("|       |       |         |        |         |         | most begun  | most begun   | most "
                 "in a step   | held "
                 "at once         | per call                 |        |\n"
                 "| lines | calls | minutes | texted | expired | no room | in an hour  | in a day     | "
                 "actions | octets | "
                 "texts | calls | leads | steps | actions | us CPU | MB RSS |\n");
    weather(1, calls, 20, 100);
    weather(1, calls, 200, 1000);
    weather(64, calls, 20, 100);
    weather(64, calls, 1000, 1000);
}

static const char USAGE[] = "usage: storm_bench [CALLS]\n"
                            "100 calls or more, usually 10000, as fast as 1 and 64 lines take them.\n";

int main(int argc, char **argv)
{
    usage_look(argc, argv, USAGE, 0, 1);
    unsigned calls = (unsigned)usage_number(argc, argv, USAGE, 1, 10000, 100, WORLD_CALLS_MAX - 1);
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(storms, &calls)};

    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    return cmocka_run_group_tests(tests, NULL, NULL); /* words for what fails in tests/unit/support */
}
