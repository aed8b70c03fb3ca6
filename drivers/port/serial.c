#include "port/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { BAUD = 115200, DATA_BITS = 8 };

struct serial {
    struct sp_port *port; /* NULL for a pseudo terminal */
    int fd;
};

/* libserialport opens only what stands under the tty class of sysfs; a pseudo terminal does not. */
static int is_listed_tty(const char *path)
{
    char sysfs[PATH_MAX];
    struct stat st;
    const char *name = strrchr(path, '/');

    if (name == NULL || strncmp(path, "/dev/pts/", 9) == 0)
        return 0;
    (void)snprintf(sysfs, sizeof sysfs, "/sys/class/tty/%s", name + 1);
    return stat(sysfs, &st) == 0;
}

static int open_tty(struct serial *self, const char *path, char *why, size_t cap)
{
    if (sp_get_port_by_name(path, &self->port) == SP_OK) {
        if (sp_open(self->port, SP_MODE_READ_WRITE) == SP_OK && sp_set_baudrate(self->port, BAUD) == SP_OK &&
            sp_set_bits(self->port, DATA_BITS) == SP_OK &&
            sp_set_parity(self->port, SP_PARITY_NONE) == SP_OK && sp_set_stopbits(self->port, 1) == SP_OK &&
            sp_set_flowcontrol(self->port, SP_FLOWCONTROL_NONE) == SP_OK &&
            sp_get_port_handle(self->port, &self->fd) == SP_OK)
            return 0;
    }
    (void)snprintf(why, cap, "%s: %s", path, strerror(errno));
    return -1;
}

static int open_pty(struct serial *self, const char *path, char *why, size_t cap)
{
    struct termios raw;

    self->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (self->fd >= 0 && tcgetattr(self->fd, &raw) == 0) {
        cfmakeraw(&raw);
        raw.c_cflag |= CLOCAL | CREAD;
        if (tcsetattr(self->fd, TCSANOW, &raw) == 0)
            return 0;
    }
    (void)snprintf(why, cap, "%s: %s", path, strerror(errno));
    return -1;
}

struct serial *serial_open(const char *path, char *why, size_t cap)
{
    char real[PATH_MAX];
    struct serial *self = calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->fd = -1;
    if (realpath(path, real) == NULL) {
        (void)snprintf(why, cap, "%s: %s", path, strerror(errno));
    } else if ((is_listed_tty(real) ? open_tty : open_pty)(self, real, why, cap) == 0) {
        if (flock(self->fd, LOCK_EX | LOCK_NB) == 0)
            return self;
        (void)snprintf(why, cap, "%s is used by another program", real);
    }
    serial_close(self);
    return NULL;
}

int serial_fd(const struct serial *self)
{
    return self->fd;
}

static int is_again(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

ssize_t serial_read(struct serial *self, void *bytes, size_t cap)
{
    ssize_t n = read(self->fd, bytes, cap);

    if (n > 0)
        return n;
    if (n < 0)
        return is_again() ? 0 : -1;
    /* Zero bytes: on a terminal whose far end is gone this goes on for ever, so look at the state too. */
    struct pollfd state = {.fd = self->fd, .events = POLLIN};
    if (poll(&state, 1, 0) < 0 || (state.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return -1;
    if ((state.revents & POLLIN) == 0)
        return 0;
    n = read(self->fd, bytes, cap); /* it may have come just now; readable and yet empty is gone */
    return n > 0 ? n : n < 0 && is_again() ? 0 : -1;
}

ssize_t serial_write(struct serial *self, const void *bytes, size_t length)
{
    ssize_t n = write(self->fd, bytes, length);

    return n >= 0 ? n : is_again() ? 0 : -1;
}

void serial_close(struct serial *self)
{
    if (self == NULL)
        return;
    if (self->port != NULL) {
        (void)sp_close(self->port);
        sp_free_port(self->port);
    } else if (self->fd >= 0) {
        (void)close(self->fd);
    }
    free(self);
}
