/* textback-clock FILE: sets the system's clock by what textbackd wrote there of the network's time, once, and
 * ends. A program of its own so that the daemon, which hears whatever a network and its callers say, needs no
 * capability; this one needs CAP_SYS_TIME, reads one short line, and talks to nobody. */
#include "clock/setting.h"
#include "shell/clock.h"
#include "shell/clock_line.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_USAGE = 64, PATH_BYTES = 512, MS_PER_S = 1000, NS_PER_MS = 1000000, US_PER_MS = 1000 };

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

/* A folder that only its owner writes to; no link. */
static int open_folder(const char *path, struct stat *folder)
{
    char copy[PATH_BYTES];

    if (strlen(path) >= sizeof copy)
        return -1;
    (void)snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && (fstat(fd, folder) < 0 || (folder->st_mode & (S_IWGRP | S_IWOTH)) != 0)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* The file, if it is a plain and short one of the folder's owner. Its length, -1 if it is none. */
static ssize_t read_file(const char *path, char *out, size_t cap)
{
    char copy[PATH_BYTES];
    struct stat folder, file;
    ssize_t length = -1;

    int at = open_folder(path, &folder);
    if (at < 0)
        return -1;
    (void)snprintf(copy, sizeof copy, "%s", path);
    /* not blocking: what is no file may be a pipe that nobody writes to */
    int fd = openat(at, basename(copy), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_uid == folder.st_uid &&
        (file.st_mode & (S_IWGRP | S_IWOTH)) == 0 && (size_t)file.st_size < cap)
        length = read(fd, out, cap);
    if (fd >= 0)
        (void)close(fd);
    (void)close(at);
    return length;
}

static bool slew(int64_t offset_ms)
{
    struct timeval delta = {.tv_sec = offset_ms / MS_PER_S, .tv_usec = offset_ms % MS_PER_S * US_PER_MS};

    return adjtime(&delta, NULL) == 0;
}

/* By the clock of this very moment: what was said is true of CLOCK_MONOTONIC. */
static bool step(const struct setting *said)
{
    int64_t wall_ms = said->wall_ms + clock_ms(CLOCK_MONOTONIC) - said->at_ms;
    struct timespec wall = {.tv_sec = wall_ms / MS_PER_S, .tv_nsec = wall_ms % MS_PER_S * NS_PER_MS};

    return clock_settime(CLOCK_REALTIME, &wall) == 0;
}

static int act(const struct setting *said)
{
    static const char *const WORDS[] = {[SETTING_LEAVE] = "is right",
                                        [SETTING_SLEW] = "is brought in line slowly",
                                        [SETTING_STEP] = "is set",
                                        [SETTING_BETTER] = "is kept by NTP: left alone",
                                        [SETTING_STALE] = "is left alone: what was said is too old",
                                        [SETTING_NONSENSE] = "is left alone: nonsense was said"};
    int64_t offset_ms;
    enum setting_verdict verdict = setting_decide(said, clock_ms(CLOCK_REALTIME), clock_ms(CLOCK_MONOTONIC),
                                                  clock_is_synchronised(), &offset_ms);

    bool done = verdict == SETTING_SLEW ? slew(offset_ms) : verdict != SETTING_STEP || step(said);
    if (!done) {
        (void)fprintf(stderr, "<3>the clock cannot be set: %s\n", strerror(errno));
        return EXIT_FAILURE;
    }
    (void)fprintf(stderr, "<5>the clock %s (%+" PRId64 " ms)\n", WORDS[verdict], offset_ms);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    char bytes[CLOCK_LINE_MAX + 1];
    struct setting said;
    bool help = argc == 2 && strcmp(argv[1], "--help") == 0;

    if (help || argc != 2 || argv[1][0] != '/') {
        (void)fputs("usage: textback-clock FILE\n", help ? stdout : stderr);
        return help ? EXIT_SUCCESS : EXIT_USAGE;
    }
    errno = 0;
    ssize_t length = read_file(argv[1], bytes, sizeof bytes);
    if (length < 0 && errno == ENOENT)
        return EXIT_SUCCESS; /* textbackd has ended, and its folder with it */
    if (length < 0 || !setting_read(bytes, (size_t)length, &said)) {
        (void)fprintf(stderr, "<4>%s: not a file of textbackd\n", argv[1]);
        return EXIT_FAILURE;
    }
    return act(&said);
}
