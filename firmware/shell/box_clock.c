/* The wall clock: what the network says of it, and that somebody has set it. */
#include "shell/box_private.h"

#include "shell/clock_line.h"
#include "shell/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

#define FAR_FUTURE_S INT64_C(32503680000) /* the year 3000: the timer is only there to be cancelled */

/* Goes off, by being cancelled, whenever the wall clock is set: timerfd_create(2). */
static bool arm(int fd)
{
    struct itimerspec never = {.it_value = {.tv_sec = FAR_FUTURE_S}};

    return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0 ||
           errno == ECANCELED;
}

/* A deadline that was computed from the former time is computed anew. */
static int on_clock_set(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct box *self = userdata;
    struct event event = {.kind = EVENT_TICK};
    uint64_t times;

    (void)revents;
    (void)!read(fd, &times, sizeof times); /* fails with ECANCELED: that is the news */
    if (!arm(fd))
        (void)sd_event_source_set_enabled(source, SD_EVENT_OFF);
    log_line(LOG_PRIORITY_INFO, "the system's clock was set");
    (void)box_step(self, &event);
    box_set_timer(self);
    return 0;
}

bool box_clock_begin(struct box *self)
{
    self->clock_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    return self->clock_fd >= 0 && arm(self->clock_fd) &&
           sd_event_add_io(self->loop, NULL, self->clock_fd, EPOLLIN, on_clock_set, self) >= 0;
}

void box_clock_end(struct box *self)
{
    if (self->clock_fd >= 0)
        (void)close(self->clock_fd);
}

/* Whole or not at all, and readable for who sets the clock. */
static bool write_file(const char *path, int64_t wall_ms, int64_t at_ms)
{
    static const char suffix[] = ".new";
    char fresh[PATH_BYTES + sizeof suffix], line[CLOCK_LINE_MAX];

    int length = snprintf(line, sizeof line, CLOCK_LINE, wall_ms, at_ms);
    (void)snprintf(fresh, sizeof fresh, "%s%s", path, suffix);
    (void)unlink(fresh); /* half of one that a former life left, or a pipe, whose other end nobody reads */
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    bool ok = fchmod(fd, 0644) == 0 && write(fd, line, (size_t)length) == length;
    ok = close(fd) == 0 && ok;
    return ok && rename(fresh, path) == 0;
}

void box_clock_told(struct box *self, int64_t wall_ms, int64_t at_ms)
{
    char path[PATH_BYTES];

    if (!clock_tell(&self->clock, wall_ms, at_ms))
        return;
    if (!box_runtime_path("clock", path, sizeof path)) {
        if (!self->clock_told)
            log_line(LOG_PRIORITY_INFO, "no RuntimeDirectory: the system's clock is left as it is");
    } else if (!write_file(path, wall_ms, at_ms) && !self->clock_told) {
        log_line(LOG_PRIORITY_WARNING, "%s: %s; the system's clock is left as it is", path, strerror(errno));
    }
    self->clock_told = true;
}
