/* A modem's port: a tty through libserialport, or a pseudo terminal of a simulator. Non-blocking, no
 * decisions. */
#ifndef PORT_SERIAL_H
#define PORT_SERIAL_H

#include "base/check.h"

#include <stddef.h>
#include <sys/types.h>

struct serial;

/* Opens path (symbolic links are followed: libserialport 0.1.1 knows only names that sysfs lists) raw at
 * 115200 8N1 without flow control, and locks it against other programs that lock. NULL with words in why on
 * failure. */
TB_MUST_CHECK struct serial *serial_open(const char *path, char *why, size_t cap);

/* For poll. */
int serial_fd(const struct serial *self);

/* Bytes read, 0 if there are none now, -1 if the port is gone (EOF, EIO, hang-up). */
ssize_t serial_read(struct serial *self, void *bytes, size_t cap);

/* Bytes written (maybe fewer than length, 0 if none fit now), -1 if the port is gone. */
ssize_t serial_write(struct serial *self, const void *bytes, size_t length);

void serial_close(struct serial *self);

#endif
