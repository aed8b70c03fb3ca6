#include "shell/box_private.h"

#include "shell/log.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

enum { REOPEN_MS = 500, REOPEN_SLOW_MS = 2000, FAST_FAILURES = 20, READ_MAX = 4096 };

/* Where a modem's AT port is looked for with `port = auto`: the interface numbers are those of SIMCom and
 * Quectel (if02), Telit and the rest come after, then the Pi's own UART. */
static const char *const auto_ports[] = {
    "/dev/textback-modem*",
    "/dev/serial/by-id/*SimTech*if02*",
    "/dev/serial/by-id/*SIMCOM*if02*",
    "/dev/serial/by-id/*Quectel*if02*",
    "/dev/serial/by-id/*Telit*if0[45]*",
    "/dev/serial/by-id/*HUAWEI*if02*",
    "/dev/ttyUSB2",
    "/dev/ttyACM0",
    "/dev/serial0",
};

static bool find_auto_port(char *path, size_t cap)
{
    for (size_t i = 0; i < TB_COUNT(auto_ports); i++) {
        glob_t found = {.gl_pathc = 0};
        bool hit = glob(auto_ports[i], 0, NULL, &found) == 0 && found.gl_pathc > 0;
        if (hit)
            (void)snprintf(path, cap, "%s", found.gl_pathv[0]);
        globfree(&found);
        if (hit)
            return true;
    }
    return false;
}

static bool port_of(const struct box_line *line, char *path, size_t cap)
{
    const struct box *box = line->box;
    const char *written = box->config->line[line->index].port;

    if (line->index == 0 && box->options.port != NULL)
        written = box->options.port;
    if (strcmp(written, "auto") != 0) {
        (void)snprintf(path, cap, "%s", written);
        return true;
    }
    return find_auto_port(path, cap);
}

static void feed(struct box_line *line, const uint8_t *bytes, size_t length)
{
    struct event event = {.kind = EVENT_BYTES, .line = line->index};

    while (length > 0 && line->serial != NULL) {
        event.bytes = bytes;
        event.length = length;
        size_t used = box_step(line->box, &event);
        CHECK(used > 0 && used <= length);
        bytes += used;
        length -= used;
    }
}

static void write_pending(struct box_line *line)
{
    ssize_t n = serial_write(line->serial, line->pending, line->pending_length);

    if (n <= 0)
        return; /* gone: the read side notices */
    line->pending_length -= (size_t)n;
    memmove(line->pending, line->pending + n, line->pending_length);
    if (line->pending_length == 0)
        (void)sd_event_source_set_io_events(line->source, EPOLLIN);
}

static int on_io(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct box_line *line = userdata;
    uint8_t bytes[READ_MAX];

    (void)source;
    (void)fd;
    if ((revents & EPOLLOUT) != 0)
        write_pending(line);
    if ((revents & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
        ssize_t n = serial_read(line->serial, bytes, sizeof bytes);
        if (n > 0)
            feed(line, bytes, (size_t)n);
        else if (n < 0 || (revents & (EPOLLHUP | EPOLLERR)) != 0)
            box_line_close(line, clock_now(&line->box->clock).mono_ms);
    }
    box_set_timer(line->box);
    return 0;
}

void box_line_send(struct box_line *line, const char *bytes, size_t length)
{
    ssize_t n = 0;

    if (line->serial == NULL)
        return;
    if (line->pending_length == 0)
        n = serial_write(line->serial, bytes, length);
    if (n < 0)
        return; /* gone: the read side notices and tells the core */
    size_t left = length - (size_t)n;
    if (left > sizeof line->pending - line->pending_length)
        return; /* a port that takes nothing for so long is stuck; its command times out */
    memcpy(line->pending + line->pending_length, bytes + n, left);
    line->pending_length += left;
    if (left > 0)
        (void)sd_event_source_set_io_events(line->source, EPOLLIN | EPOLLOUT);
}

static void open_line(struct box_line *line, int64_t now_ms)
{
    char path[512] = "no modem found", why[600] = "";
    struct event event = {.kind = EVENT_LINK_UP, .line = line->index};

    if (port_of(line, path, sizeof path))
        line->serial = serial_open(path, why, sizeof why);
    if (line->serial != NULL &&
        sd_event_add_io(line->box->loop, &line->source, serial_fd(line->serial), EPOLLIN, on_io, line) < 0) {
        serial_close(line->serial);
        line->serial = NULL;
    }
    if (line->serial == NULL) {
        if (line->failures == 0)
            log_line(LOG_PRIORITY_WARNING, "line %s: %s", line->box->config->line[line->index].name,
                     why[0] != '\0' ? why : path);
        line->failures++;
        line->open_ms = now_ms + (line->failures < FAST_FAILURES ? REOPEN_MS : REOPEN_SLOW_MS);
        return;
    }
    line->failures = 0;
    line->open_ms = TB_NEVER;
    line->pending_length = 0;
    log_line(LOG_PRIORITY_INFO, "line %s: port %s is open", line->box->config->line[line->index].name, path);
    (void)box_step(line->box, &event);
}

void box_line_close(struct box_line *line, int64_t now_ms)
{
    struct event event = {.kind = EVENT_LINK_DOWN, .line = line->index};

    if (line->serial == NULL)
        return;
    line->source = sd_event_source_disable_unref(line->source);
    serial_close(line->serial); /* at once: a held node makes the modem come back under another number */
    line->serial = NULL;
    line->open_ms = now_ms + REOPEN_MS;
    (void)box_step(line->box, &event);
}

void box_lines_init(struct box *self)
{
    for (unsigned i = 0; i < self->line_count; i++)
        self->line[i] = (struct box_line){.box = self, .index = (uint8_t)i, .open_ms = 0};
}

void box_lines_open(struct box *self, int64_t now_ms)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (self->line[i].serial == NULL && now_ms >= self->line[i].open_ms)
            open_line(&self->line[i], now_ms);
}

int64_t box_lines_deadline(const struct box *self)
{
    int64_t due = TB_NEVER;

    for (unsigned i = 0; i < self->line_count; i++)
        if (self->line[i].serial == NULL)
            due = tb_earlier(due, self->line[i].open_ms);
    return due;
}

void box_lines_close(struct box *self)
{
    for (unsigned i = 0; i < self->line_count; i++) {
        struct box_line *line = &self->line[i];
        if (line->serial == NULL)
            continue;
        line->source = sd_event_source_disable_unref(line->source);
        serial_close(line->serial);
        line->serial = NULL;
    }
}
