/* Stands between textbackd and the C library (LD_PRELOAD) and makes its disk and its clock as bad as a file
 * says that another process changes while this one runs: tests/e2e/abuse.py.
 *
 * ABUSE_CONTROL names that file (struct control, mapped by both sides), ABUSE_DIR the folder under which
 * calls fail, ABUSE_CLOCK a named pipe that stands for the kernel's word that the wall clock was set. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum kind { READ, WRITE, SYNC, OPEN, KINDS };

/* tests/e2e/faults/place.py packs the same. */
struct control {
    int32_t error[KINDS]; /* errno that calls of this kind fail with, 0 none */
    uint32_t one_in;      /* of so many, 1 all of them */
    uint32_t bitten;      /* calls that have failed so */
    int64_t clock_ms;     /* added to the wall clock */
};

static const struct control nothing;
static struct control *control;
static const char *dir, *clock_path;
static size_t dir_length;
static uint32_t calls;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("ABUSE_CONTROL");
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;

    clock_path = getenv("ABUSE_CLOCK");
    dir = getenv("ABUSE_DIR");
    dir_length = dir != NULL ? strlen(dir) : 0;
    if (fd < 0 || dir == NULL || clock_path == NULL)
        abort(); /* a test that wants faults and gets none would pass */
    void *map = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        abort();
    (void)close(fd);
    control = map;
}

static const volatile struct control *rules(void)
{
    return control != NULL ? control : &nothing; /* before begin() */
}

static int is_ours(const char *path)
{
    return path != NULL && strncmp(path, dir, dir_length) == 0 &&
           (path[dir_length] == '/' || path[dir_length] == '\0');
}

static int fd_is_ours(int fd)
{
    char link[64], path[PATH_MAX];

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0)
        return 0;
    path[n] = '\0';
    return is_ours(path);
}

/* Sets errno and returns true if this call is to fail. */
static int fails(enum kind kind, int fd, const char *path)
{
    int error = rules()->error[kind];
    int kept = errno;

    if (error == 0 || !(path != NULL ? is_ours(path) : fd_is_ours(fd))) {
        errno = kept;
        return 0;
    }
    if (rules()->one_in > 1 && __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) % rules()->one_in != 0) {
        errno = kept;
        return 0;
    }
    (void)__atomic_add_fetch(&control->bitten, 1, __ATOMIC_RELAXED);
    errno = error;
    return 1;
}

/* A disk that has become read-only still lets itself be read. */
static int open_fails(int flags, int folder, const char *path)
{
    if (rules()->error[OPEN] == EROFS && (flags & (O_WRONLY | O_RDWR | O_CREAT)) == 0)
        return 0;
    return fails(OPEN, folder, path);
}

/* The next one's function of that name and type. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* ---- files ---- */

static mode_t mode_of(int flags, va_list args)
{
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(args, mode_t) : 0;
}

#define OPEN_LIKE(name)                                                                                      \
    int name(const char *path, int flags, ...)                                                               \
    {                                                                                                        \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode_t mode = mode_of(flags, args);                                                                  \
        va_end(args);                                                                                        \
        return open_fails(flags, -1, path) ? -1 : NEXT(name)(path, flags, mode);                             \
    }
OPEN_LIKE(open)
OPEN_LIKE(open64)

#define OPENAT_LIKE(name)                                                                                    \
    int name(int folder, const char *path, int flags, ...)                                                   \
    {                                                                                                        \
        va_list args;                                                                                        \
        va_start(args, flags);                                                                               \
        mode_t mode = mode_of(flags, args);                                                                  \
        va_end(args);                                                                                        \
        return open_fails(flags, folder, path[0] == '/' ? path : NULL)                                       \
                   ? -1                                                                                      \
                   : NEXT(name)(folder, path, flags, mode);                                                  \
    }
OPENAT_LIKE(openat)
OPENAT_LIKE(openat64)

#define FOPEN_LIKE(name)                                                                                     \
    FILE *name(const char *path, const char *mode)                                                           \
    {                                                                                                        \
        return open_fails(mode[0] == 'r' ? O_RDONLY : O_WRONLY, -1, path) ? NULL : NEXT(name)(path, mode);   \
    }
FOPEN_LIKE(fopen)
FOPEN_LIKE(fopen64)

ssize_t read(int fd, void *bytes, size_t length)
{
    return fails(READ, fd, NULL) ? -1 : NEXT(read)(fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t at)
{
    return fails(READ, fd, NULL) ? -1 : NEXT(pread)(fd, bytes, length, at);
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t at)
{
    return fails(READ, fd, NULL) ? -1 : NEXT(pread64)(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    return fails(WRITE, fd, NULL) ? -1 : NEXT(write)(fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return fails(WRITE, fd, NULL) ? -1 : NEXT(pwrite)(fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
    return fails(WRITE, fd, NULL) ? -1 : NEXT(pwrite64)(fd, bytes, length, at);
}

int ftruncate(int fd, off_t length)
{
    return fails(WRITE, fd, NULL) ? -1 : NEXT(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length)
{
    return fails(WRITE, fd, NULL) ? -1 : NEXT(ftruncate64)(fd, length);
}

int fsync(int fd)
{
    return fails(SYNC, fd, NULL) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    return fails(SYNC, fd, NULL) ? -1 : NEXT(fdatasync)(fd);
}

/* ---- the wall clock ---- */

int clock_gettime(clockid_t which, struct timespec *now)
{
    int result = NEXT(clock_gettime)(which, now);
    int64_t ms = rules()->clock_ms;

    if (result != 0 || which != CLOCK_REALTIME || ms == 0)
        return result;
    int64_t ns = now->tv_nsec + ms % 1000 * 1000000;
    now->tv_sec += ms / 1000 + (ns < 0 ? -1 : ns >= 1000000000 ? 1 : 0);
    now->tv_nsec = ns < 0 ? ns + 1000000000 : ns >= 1000000000 ? ns - 1000000000 : ns;
    return result;
}

time_t time(time_t *out)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now;

    (void)zone;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

/* The daemon's only timer on the wall clock is the one that goes off when somebody sets it. */
int timerfd_create(int which, int flags)
{
    if (which != CLOCK_REALTIME)
        return NEXT(timerfd_create)(which, flags);
    return NEXT(open)(clock_path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *when, struct itimerspec *former)
{
    if ((flags & TFD_TIMER_CANCEL_ON_SET) != 0)
        return 0;
    return NEXT(timerfd_settime)(fd, flags, when, former);
}
