#include "shell/statusfile.h"

#include "sms/sms_utf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- JSON; the library that textbackctl reads it with is not the daemon's to carry ---- */

struct json {
    char *out;
    size_t used, cap;
};

static void put(struct json *json, const char *format, ...) TB_PRINTF(2, 3);
static void put(struct json *json, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = vsnprintf(json->out + json->used, json->cap - json->used, format, args);
    va_end(args);
    CHECK(n >= 0 && (size_t)n < json->cap - json->used); /* STATUSFILE_MAX is enough for any status */
    json->used += (size_t)n;
}

/* A string in quotes; null if it is empty and null is what that means. What is not UTF-8 becomes "?". */
static void put_string(struct json *json, const char *string, bool null_if_empty)
{
    if (null_if_empty && *string == '\0') {
        put(json, "null");
        return;
    }
    put(json, "\"");
    while (*string != '\0') {
        const char *begin = string;
        uint32_t c = sms_utf8_next(&string);

        if (c == SMS_UTF_BAD) {
            put(json, "?");
            string++;
        } else if (c < 0x20 || c == '"' || c == '\\') {
            put(json, "\\u%04x", (unsigned)c);
        } else {
            put(json, "%.*s", (int)(string - begin), begin);
        }
    }
    put(json, "\"");
}

static void put_line(struct json *json, const struct status_line *line)
{
    put(json, "{\"name\":");
    put_string(json, line->name, false);
    put(json, ",\"modem\":");
    put_string(json, line->modem, true);
    if (line->signal == STATUS_NO_SIGNAL)
        put(json, ",\"signal\":null");
    else
        put(json, ",\"signal\":%d", line->signal);
    put(json, ",\"operator\":");
    put_string(json, line->operator_name, true);
    put(json, ",\"number\":");
    put_string(json, line->number, true);
    put(json, ",\"profile\":");
    put_string(json, line->profile, true);
    put(json, ",\"missing\":");
    put_string(json, line->missing, true);
    put(json, "}");
}

static void put_instant(struct json *json, int64_t wall_ms)
{
    int64_t ms = wall_ms % 1000 < 0 ? wall_ms % 1000 + 1000 : wall_ms % 1000;
    time_t seconds = (time_t)((wall_ms - ms) / 1000);
    struct tm utc;
    char text[32];

    if (gmtime_r(&seconds, &utc) == NULL || strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc) == 0)
        put(json, "null");
    else
        put(json, "\"%s.%03dZ\"", text, (int)ms);
}

size_t statusfile_json(const struct status *status, char *out, size_t cap)
{
    struct json json = {.out = out, .cap = cap};

    put(&json, "{\"armed\":%s,\"state\":", status->armed ? "true" : "false");
    put_string(&json, status->state, false);
    put(&json, ",\"why\":");
    put_string(&json, status->why, true);
    put(&json, ",\"since\":");
    if (status->since_ok)
        put_instant(&json, status->since_ms);
    else
        put(&json, "null");
    put(&json, ",\"lines\":[");
    for (uint8_t i = 0; i < status->line_count; i++) {
        put(&json, i > 0 ? "," : "%s", "");
        put_line(&json, &status->line[i]);
    }
    put(&json, "]}\n");
    return json.used;
}

/* ---- the lock ---- */

int statusfile_lock(const char *state_dir, char *why, size_t cap)
{
    char path[4096];

    if (mkdir(state_dir, S_IRWXU) != 0 && errno != EEXIST) {
        (void)snprintf(why, cap, "%s: %s", state_dir, strerror(errno));
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/" STATUSFILE_LOCK, state_dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) {
        (void)snprintf(why, cap, "%s: %s", path, strerror(errno));
        return -1;
    }
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
        return fd;
    (void)snprintf(why, cap, "%s: %s", state_dir,
                   errno == EAGAIN ? "another textbackd works on it" : strerror(errno));
    (void)close(fd);
    return -1;
}

bool statusfile_alive(const char *state_dir)
{
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/" STATUSFILE_LOCK, state_dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    /* asking takes nothing, so it cannot keep away a daemon that starts in this moment */
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool alive = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    (void)close(fd);
    return alive;
}

/* ---- whole files ---- */

static bool write_whole(const char *path, const void *bytes, size_t length, bool synced)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0)
        return false;
    const char *at = bytes;
    bool ok = true;
    while (ok && length > 0) {
        ssize_t n = write(fd, at, length);
        ok = n > 0 || (n < 0 && errno == EINTR);
        at += n > 0 ? n : 0;
        length -= n > 0 ? (size_t)n : 0;
    }
    ok = ok && (!synced || fsync(fd) == 0);
    int error = errno;
    ok = close(fd) == 0 && ok;
    errno = error;
    return ok;
}

bool statusfile_replace(const char *dir, const char *name, const void *bytes, size_t length, bool synced)
{
    char path[4096], beside[4096 + 8];

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    (void)snprintf(beside, sizeof beside, "%s.new", path);
    if (write_whole(beside, bytes, length, synced) && rename(beside, path) == 0)
        return true;
    int error = errno;
    (void)unlink(beside);
    /* a full disk would leave half a file in the place of a whole one */
    if (error == ENOSPC || error == EDQUOT || error == EROFS) {
        errno = error;
        return false;
    }
    return write_whole(path, bytes, length, synced);
}
