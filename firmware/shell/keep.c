#include "shell/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

/* True if the file has these bytes and no others. */
static bool holds(const char *path, const uint8_t *bytes, size_t length)
{
    FILE *file = fopen(path, "re");
    uint8_t chunk[4096];
    size_t n, at = 0;
    bool same = file != NULL;

    while (same && (n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        same = n <= length - at && memcmp(chunk, bytes + at, n) == 0;
        at += n;
    }
    same = same && at == length && ferror(file) == 0;
    if (file != NULL)
        (void)fclose(file);
    return same;
}

static bool write_all(int fd, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

/* Writes a new file and makes it durable. */
static bool write_file(int dir, const char *name, const uint8_t *bytes, size_t length)
{
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool written = write_all(fd, bytes, length) && fsync(fd) == 0;
    int error = errno;
    (void)close(fd);
    errno = error;
    return written;
}

static bool replace(int dir, const char *name, const uint8_t *bytes, size_t length)
{
    char fresh[PATH_BYTES];

    (void)snprintf(fresh, sizeof fresh, "%s.new", name);
    return write_file(dir, fresh, bytes, length) && renameat(dir, fresh, dir, name) == 0 && fsync(dir) == 0;
}

bool keep_file(const char *dir, const char *name, const void *bytes, size_t length)
{
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);

    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (holds(path, bytes, length))
        return true;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool done = replace(fd, name, bytes, length);
    int error = errno;
    (void)close(fd);
    errno = error;
    return done;
}
