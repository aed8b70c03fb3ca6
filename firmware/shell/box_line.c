#include "shell/box_private.h"

#include "shell/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REOPEN_MS = 500, REOPEN_SLOW_MS = 2000, FAST_FAILURES = 20, READ_MAX = 4096 };

/* Once the modem has answered, this port is its own. */
static void note_answer(struct box_line *line)
{
    if (line->serial == NULL || line->port->answered || !core_line_answers(line->box->core, line->index))
        return;
    port_answered(line->port);
    line->failures = 0;
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
            box_line_close(line, true, clock_now(&line->box->clock).mono_ms);
        note_answer(line);
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

static void open_failed(struct box_line *line, const struct port_info *port, const char *why, int64_t now_ms)
{
    if (line->failures == 0)
        log_line(LOG_PRIORITY_WARNING, "line %s: no modem: %s", line->box->config->line[line->index].name,
                 why);
    if (strncmp(line->missing, why, sizeof line->missing - 1) != 0)
        line->box->status_due = true;
    (void)snprintf(line->missing, sizeof line->missing, "%s", why);
    if (port != NULL)
        port_failed(line->port, port);
    line->failures++;
    line->open_ms = now_ms + (line->failures < FAST_FAILURES ? REOPEN_MS : REOPEN_SLOW_MS);
}

/* The first time, not at every turn through ports that stay silent. */
static void log_open(struct box_line *line, const char *path)
{
    if (line->failures < FAST_FAILURES && (line->failures == 0 || strcmp(path, line->path) != 0))
        log_line(LOG_PRIORITY_INFO, "line %s: port %s is open", line->box->config->line[line->index].name,
                 path);
    (void)snprintf(line->path, sizeof line->path, "%s", path);
}

static void open_line(struct box_line *line, struct box_ports *ports, int64_t now_ms)
{
    char path[sizeof line->path], why[sizeof line->path + 100] = "no memory", place[PORT_PLACE_MAX] = "";
    struct event event = {.kind = EVENT_LINK_UP, .line = line->index, .bytes = (const uint8_t *)place};
    const struct port_info *port = box_port_choose(line, ports, now_ms, path, sizeof path);

    if (path[0] != '\0')
        line->serial = serial_open(path, why, sizeof why);
    else
        port_missing_words(line->port, ports->list, ports->count, why, sizeof line->missing);
    if (line->serial != NULL &&
        sd_event_add_io(line->box->loop, &line->source, serial_fd(line->serial), EPOLLIN, on_io, line) < 0) {
        serial_close(line->serial);
        line->serial = NULL;
    }
    if (line->serial == NULL) {
        open_failed(line, port, why, now_ms);
        return;
    }
    line->open_ms = TB_NEVER;
    line->pending_length = 0;
    line->missing[0] = '\0';
    log_open(line, path);
    port_opened(line->port, port, now_ms);
    if (port != NULL)
        port_place_write(port, place, sizeof place);
    event.length = strlen(place);
    (void)box_step(line->box, &event);
}

/* At once: a held node makes the modem come back under another number. */
static void let_go(struct box_line *line)
{
    line->source = sd_event_source_disable_unref(line->source);
    serial_close(line->serial);
    line->serial = NULL;
}

void box_line_close(struct box_line *line, bool lost, int64_t now_ms)
{
    struct event event = {.kind = EVENT_LINK_DOWN, .line = line->index};

    if (line->serial == NULL)
        return;
    let_go(line);
    if (!line->port->answered)
        line->failures++; /* a port that opens and is lost again and again is opened more slowly */
    line->open_ms = now_ms + (line->failures < FAST_FAILURES ? REOPEN_MS : REOPEN_SLOW_MS);
    port_closed(line->port, lost, now_ms);
    (void)box_step(line->box, &event);
}

/* Nothing was heard from it, and there is another to ask. */
static void leave_silent(struct box_line *line, int64_t now_ms)
{
    port_silent(line->port);
    box_line_close(line, false, now_ms);
    line->open_ms = now_ms;
}

void box_lines_init(struct box *self)
{
    for (unsigned i = 0; i < self->line_count; i++)
        self->line[i] = (struct box_line){.box = self, .index = (uint8_t)i, .port = &self->port[i]};
}

void box_lines_open(struct box *self, int64_t now_ms)
{
    struct box_ports ports = {.list = NULL};
    bool fresh = false;

    for (unsigned i = 0; i < self->line_count; i++) {
        struct box_line *line = &self->line[i];
        if (line->serial != NULL && now_ms >= port_probe_deadline(line->port))
            leave_silent(line, now_ms);
        if (line->serial != NULL || now_ms < line->open_ms)
            continue;
        if (!fresh)
            box_ports_wishes(self);
        fresh = true;
        open_line(line, &ports, now_ms);
    }
    free(ports.list);
}

int64_t box_lines_deadline(const struct box *self)
{
    int64_t due = TB_NEVER;

    for (unsigned i = 0; i < self->line_count; i++)
        due = tb_earlier(due, self->line[i].serial == NULL ? self->line[i].open_ms
                                                           : port_probe_deadline(&self->port[i]));
    return due;
}

void box_lines_close(struct box *self)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (self->line[i].serial != NULL)
            let_go(&self->line[i]);
}
