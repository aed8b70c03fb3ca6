/* Which ports there are: tells modem/port_choice.h, and the lines when something is plugged in. */
#include "shell/box_private.h"

#include "shell/log.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *written_port(const struct box_line *line)
{
    const struct box *box = line->box;

    return line->index == 0 && box->options.port != NULL ? box->options.port
                                                         : box->config->line[line->index].port;
}

void box_ports_wishes(struct box *self)
{
    char real[PATH_MAX];

    for (unsigned i = 0; i < self->line_count; i++) {
        struct port_line *port = &self->port[i];
        const char *written = written_port(&self->line[i]);
        port_line_wish(port, written);
        if (port->wish != PORT_WRITTEN)
            continue;
        bool there = realpath(written, real) != NULL && strlen(real) < sizeof port->wanted;
        (void)snprintf(port->wanted, sizeof port->wanted, "%.*s", (int)sizeof port->wanted - 1,
                       there ? real : "");
    }
}

/* A port came or went. */
static void on_port(void *arg, const char *node, bool gone)
{
    struct box *self = arg;
    int64_t now_ms = clock_now(&self->clock).mono_ms;

    for (unsigned i = 0; i < self->line_count; i++) {
        struct box_line *line = &self->line[i];
        if (gone) {
            if (line->serial != NULL && line->port->wish != PORT_WRITTEN &&
                strcmp(node, line->port->open.node) == 0)
                box_line_close(line, true, now_ms);
            continue;
        }
        if (port_arrived(line->port, node))
            box_line_close(line, false, now_ms);
        if (line->serial == NULL)
            line->open_ms = now_ms;
    }
    box_lines_open(self, now_ms);
    box_set_timer(self);
}

void box_ports_init(struct box *self, int64_t now_ms)
{
    for (unsigned i = 0; i < self->line_count; i++)
        port_line_init(&self->port[i], core_line_place(self->core, i), now_ms);
    self->watch = discover_watch(self->loop, on_port, self);
    if (self->watch == NULL)
        log_line(LOG_PRIORITY_INFO, "no word from udev: ports are looked for now and then");
}

void box_ports_end(struct box *self)
{
    discover_unwatch(self->watch);
    self->watch = NULL;
}

const struct port_info *box_port_choose(struct box_line *line, struct box_ports *ports, int64_t now_ms,
                                        char *path, size_t cap)
{
    path[0] = '\0';
    if (line->port->wish == PORT_WRITTEN) {
        (void)snprintf(path, cap, "%s", written_port(line));
        return NULL;
    }
    if (ports->list == NULL) {
        ports->list = malloc(DISCOVER_MAX * sizeof *ports->list);
        ports->count = ports->list != NULL ? discover_list(ports->list, DISCOVER_MAX) : 0;
    }
    int found =
        port_choose(line->box->port, line->box->line_count, line->index, ports->list, ports->count, now_ms);
    if (found < 0)
        return NULL;
    (void)snprintf(path, cap, "%s", ports->list[found].node);
    return &ports->list[found];
}
