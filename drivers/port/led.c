#include "port/led.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct led {
    int fd;       /* of brightness */
    char full[8]; /* what is written there for on */
};

static int open_in(const char *path, const char *name, int flags)
{
    char full[PATH_MAX];

    if ((size_t)snprintf(full, sizeof full, "%s/%s", path, name) >= sizeof full) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(full, flags | O_CLOEXEC);
}

/* A light without a trigger has no such file. */
static bool stop_trigger(const char *path)
{
    int fd = open_in(path, "trigger", O_WRONLY);
    bool ok = fd >= 0 && write(fd, "none", 4) == 4;

    if (fd >= 0)
        (void)close(fd);
    return ok || (fd < 0 && errno == ENOENT);
}

/* Some take 1 for on, some 255: max_brightness tells. */
static void read_full(struct led *self, const char *path)
{
    int fd = open_in(path, "max_brightness", O_RDONLY);
    ssize_t n = fd >= 0 ? read(fd, self->full, sizeof self->full - 1) : 0;

    if (fd >= 0)
        (void)close(fd);
    self->full[n > 0 ? n : 0] = '\0';
    self->full[strspn(self->full, "0123456789")] = '\0';
    if (self->full[0] == '\0')
        (void)snprintf(self->full, sizeof self->full, "1");
}

struct led *led_open(const char *path, char *why, size_t cap)
{
    struct led *self = calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    read_full(self, path);
    self->fd = stop_trigger(path) ? open_in(path, "brightness", O_WRONLY) : -1;
    if (self->fd >= 0 && led_set(self, false))
        return self;
    if (errno == EACCES || errno == EPERM || errno == EROFS)
        (void)snprintf(why, cap, "%s: no permission: install 61-textback-board.rules of udev", path);
    else
        (void)snprintf(why, cap, "%s: %s: is this the board that the ini names?", path, strerror(errno));
    int error = errno;
    led_close(self);
    errno = error;
    return NULL;
}

bool led_set(struct led *self, bool on)
{
    const char *words = on ? self->full : "0";

    return pwrite(self->fd, words, strlen(words), 0) == (ssize_t)strlen(words);
}

void led_close(struct led *self)
{
    if (self == NULL)
        return;
    if (self->fd >= 0)
        (void)close(self->fd);
    free(self);
}
