/* textback-clock, and what textbackd writes for it: with the system's clock out of reach (the linker puts
 * these functions in the place of those that set it). */
#include "clock/setting.h"
#include "shell/box_private.h"
#include "shell/clock_line.h"

#include "support/unit.h"

#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

int clock_main(int argc, char **argv);
#define main clock_main
#include "clock/main.c"
#undef main

struct world {
    bool synchronised, refused;
    unsigned steps, slews;
    int64_t stepped_to_ms, slewed_by_ms;
    char folder[64], path[96];
};

static struct world *the_world; /* of the test that runs: what stands in for a system call has no other way */

int __wrap_clock_settime(clockid_t clock, const struct timespec *to);
int __wrap_clock_settime(clockid_t clock, const struct timespec *to)
{
    assert_int_equal(clock, CLOCK_REALTIME);
    the_world->steps++;
    the_world->stepped_to_ms = (int64_t)to->tv_sec * 1000 + to->tv_nsec / 1000000;
    errno = EPERM;
    return the_world->refused ? -1 : 0;
}

int __wrap_adjtime(const struct timeval *delta, struct timeval *old);
int __wrap_adjtime(const struct timeval *delta, struct timeval *old)
{
    assert_null(old);
    the_world->slews++;
    the_world->slewed_by_ms = (int64_t)delta->tv_sec * 1000 + delta->tv_usec / 1000;
    return 0;
}

int __wrap_adjtimex(struct timex *state);
int __wrap_adjtimex(struct timex *state)
{
    assert_int_equal(state->modes, 0);
    state->status = the_world->synchronised ? 0 : STA_UNSYNC;
    return TIME_OK;
}

int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
    (void)mode;
    assert_non_null(path);
    return -1; /* neither timesyncd nor a device tree here */
}

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    (void)snprintf(world->folder, sizeof world->folder, "/tmp/textback-clock-XXXXXX");
    if (mkdtemp(world->folder) == NULL || chmod(world->folder, 0755) != 0)
        return -1;
    (void)snprintf(world->path, sizeof world->path, "%s/clock", world->folder);
    *state = the_world = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    (void)remove(world->path);
    (void)rmdir(world->folder);
    free(world);
    return 0;
}

static int64_t wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

/* As the daemon does, on a board without a clock of its own. */
static void told(const struct world *world, int64_t off_ms)
{
    static struct box box;
    memset(&box, 0, sizeof box);
    box.clock = (struct clock_source){.look_ms = INT64_MAX};
    assert_int_equal(setenv("RUNTIME_DIRECTORY", world->folder, 1), 0);
    box_clock_told(&box, wall_ms() + off_ms, clock_ms(CLOCK_MONOTONIC));
    struct tb_now now = clock_now(&box.clock);
    assert_true(now.wall_ok); /* it counts in the daemon whatever becomes of the file */
    assert_in_range(now.wall_ms - wall_ms() - off_ms + 500, 0, 1000);
}

static int run(const char *path)
{
    char program[] = "textback-clock", copy[128];
    char *argv[] = {program, copy, NULL};
    (void)snprintf(copy, sizeof copy, "%s", path);
    return clock_main(2, argv);
}

static void test_from_the_network_to_the_clock(void **state)
{
    struct world *world = *state;
    mode_t mask = umask(0077); /* the unit's */
    told(world, 0);
    (void)umask(mask);
    struct stat file;
    assert_int_equal(stat(world->path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0644);
    assert_int_equal(run(world->path), EXIT_SUCCESS);
    assert_int_equal(world->steps + world->slews, 0);
    told(world, 2000);
    assert_int_equal(run(world->path), EXIT_SUCCESS);
    assert_int_equal(world->steps, 0);
    assert_int_equal(world->slews, 1);
    assert_in_range(world->slewed_by_ms, 1900, 2100);
    told(world, -2000);
    assert_int_equal(run(world->path), EXIT_SUCCESS);
    assert_in_range(-world->slewed_by_ms, 1900, 2100);
    told(world, 86400000);
    assert_int_equal(run(world->path), EXIT_SUCCESS);
    assert_int_equal(world->steps, 1);
    assert_in_range(world->stepped_to_ms - wall_ms(), 86400000 - 500, 86400000 + 500);
    world->synchronised = true;
    assert_int_equal(run(world->path), EXIT_SUCCESS);
    assert_int_equal(world->steps, 1);
    world->synchronised = false;
    world->refused = true;
    assert_int_equal(run(world->path), EXIT_FAILURE);
}

static void put(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* What is not a plain short file of the folder's owner, that nobody else writes to, is not acted on. */
static void test_files_that_are_not_the_daemons(void **state)
{
    struct world *world = *state;
    char other[128];
    told(world, 86400000);
    assert_int_equal(chmod(world->path, 0666), 0);
    assert_int_equal(run(world->path), EXIT_FAILURE);
    assert_int_equal(chmod(world->path, 0644), 0);
    assert_int_equal(chmod(world->folder, 0777), 0);
    assert_int_equal(run(world->path), EXIT_FAILURE);
    assert_int_equal(chmod(world->folder, 0755), 0);

    (void)snprintf(other, sizeof other, "%s/other", world->folder);
    assert_int_equal(rename(world->path, other), 0);
    assert_int_equal(symlink(other, world->path), 0);
    assert_int_equal(run(world->path), EXIT_FAILURE);
    assert_int_equal(remove(world->path), 0);
    assert_int_equal(mkfifo(world->path, 0644), 0);
    assert_int_equal(run(world->path), EXIT_FAILURE); /* and does not wait for a writer */
    assert_int_equal(remove(world->path), 0);
    assert_int_equal(mkdir(world->path, 0755), 0);
    assert_int_equal(run(world->path), EXIT_FAILURE);
    assert_int_equal(rmdir(world->path), 0);
    assert_int_equal(run(world->path), EXIT_SUCCESS); /* nothing was said */
    if (geteuid() == 0) {
        assert_int_equal(rename(other, world->path), 0);
        assert_int_equal(chown(world->path, 65534, (gid_t)-1), 0);
        assert_int_equal(run(world->path), EXIT_FAILURE);
        assert_int_equal(rename(world->path, other), 0);
    }
    assert_int_equal(remove(other), 0);

    static const char *const BAD[] = {"", "textback-clock 1 1 1", "textback-clock 1 -1 1\n",
                                      "textback-clock 1 1776276000000 5\ntextback-clock 1 1776276000000 5\n"};
    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        put(world->path, BAD[i]);
        assert_int_equal(run(world->path), EXIT_FAILURE);
    }
    char longest[CLOCK_LINE_MAX * 4];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    put(world->path, longest);
    assert_int_equal(run(world->path), EXIT_FAILURE);
    assert_int_equal(run("clock"), EXIT_USAGE);
    assert_int_equal(world->steps + world->slews, 0);
}

/* The machine's own clock wins as soon as it has one. */
static void test_what_counts_in_the_daemon(void **state)
{
    struct world *world = *state;
    struct clock_source clock = {.look_ms = 0};
    struct tb_now now = clock_now(&clock);
    int64_t far = wall_ms() + INT64_C(400) * 86400000;
    assert_false(now.wall_ok);
    assert_false(clock_tell(&clock, 1000, now.mono_ms)); /* 1970 */
    assert_false(clock_now(&clock).wall_ok);
    assert_true(clock_tell(&clock, far, now.mono_ms - 5000));
    now = clock_now(&clock);
    assert_true(now.wall_ok);
    assert_in_range(now.wall_ms - far, 5000, 6000);
    world->synchronised = true;
    clock.look_ms = 0;
    now = clock_now(&clock);
    assert_true(now.wall_ok);
    assert_in_range(now.wall_ms - wall_ms() + 500, 0, 1000);
    assert_false(clock_tell(&clock, far, now.mono_ms));
}

/* Nothing is deleted by the word of a modem that tells another year now and then. */
static void test_when_the_time_is_sure(void **state)
{
    struct clock_source clock = {.look_ms = INT64_MAX};
    const int64_t hour_ms = 3600000, base_ms = wall_ms();
    (void)state;
    assert_false(clock_is_sure(&clock, 0));
    for (int64_t hour = 0; hour <= 24; hour++) {
        assert_true(clock_tell(&clock, base_ms + hour * hour_ms + hour % 3 * 1000, hour * hour_ms));
        assert_int_equal(clock_is_sure(&clock, hour * hour_ms), hour >= 24);
    }
    assert_true(clock_tell(&clock, base_ms + 14 * 365 * 24 * hour_ms, 25 * hour_ms));
    assert_false(clock_is_sure(&clock, 25 * hour_ms));
    assert_true(clock_tell(&clock, base_ms + 26 * hour_ms, 26 * hour_ms)); /* and back */
    assert_false(clock_is_sure(&clock, 49 * hour_ms));
    assert_true(clock_is_sure(&clock, 50 * hour_ms));
    clock = (struct clock_source){.trusted = true};
    assert_true(clock_is_sure(&clock, 0));
}

/* What lies where the daemon writes is not written into, and nobody waits for its other end. */
static void test_odd_things_in_its_place(void **state)
{
    struct world *world = *state;
    char fresh[160], victim[160];
    struct stat file;
    (void)snprintf(fresh, sizeof fresh, "%s.new", world->path);
    (void)snprintf(victim, sizeof victim, "%s/victim", world->folder);
    put(victim, "as it was");
    for (int i = 0; i < 4; i++) {
        if (i == 0)
            assert_int_equal(mkfifo(fresh, 0600), 0);
        else if (i == 1)
            assert_int_equal(symlink(victim, fresh), 0);
        else if (i == 2)
            assert_int_equal(link(victim, fresh), 0);
        else
            put(fresh, "half of one");
        (void)remove(world->path);
        (void)alarm(10);
        told(world, 0);
        (void)alarm(0);
        assert_int_equal(lstat(world->path, &file), 0);
        assert_true(S_ISREG(file.st_mode) && file.st_nlink == 1);
        assert_int_equal(run(world->path), EXIT_SUCCESS);
        assert_int_equal(lstat(fresh, &file), -1);
    }
    assert_int_equal(stat(victim, &file), 0);
    assert_int_equal(file.st_size, sizeof "as it was" - 1);
    assert_int_equal(remove(victim), 0);
}

static void test_without_a_place_for_it(void **state)
{
    static struct box box;
    struct world *world = *state;
    struct stat file;
    static const char *const FOLDERS[] = {"", "/nonexistent/textback", NULL};
    for (size_t i = 0; i < TB_COUNT(FOLDERS); i++) {
        memset(&box, 0, sizeof box);
        box.clock = (struct clock_source){.look_ms = INT64_MAX};
        assert_int_equal(FOLDERS[i] != NULL ? setenv("RUNTIME_DIRECTORY", FOLDERS[i], 1)
                                            : unsetenv("RUNTIME_DIRECTORY"),
                         0);
        box_clock_told(&box, wall_ms(), clock_ms(CLOCK_MONOTONIC));
        assert_true(clock_now(&box.clock).wall_ok);
    }
    char two[160]; /* of several folders the first is ours */
    (void)snprintf(two, sizeof two, "%s:/nonexistent", world->folder);
    memset(&box, 0, sizeof box);
    box.clock = (struct clock_source){.look_ms = INT64_MAX};
    assert_int_equal(setenv("RUNTIME_DIRECTORY", two, 1), 0);
    box_clock_told(&box, wall_ms(), clock_ms(CLOCK_MONOTONIC));
    assert_int_equal(stat(world->path, &file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_from_the_network_to_the_clock, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_files_that_are_not_the_daemons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_counts_in_the_daemon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_when_the_time_is_sure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_odd_things_in_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_a_place_for_it, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
