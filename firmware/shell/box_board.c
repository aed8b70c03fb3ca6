/* The board's wires: levels go out, STATUS and the button come in. */
#include "shell/box_private.h"

#include "port/led.h"
#include "shell/board.h"
#include "shell/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static void tell_missing(void *arg, const char *words)
{
    (void)arg;
    log_line(LOG_PRIORITY_WARNING, "%s (the box does without)", words);
}

/* The modem that stands on the board is the first line's, unless the board says which. */
static uint8_t line_of(const struct box *self, const struct board *board)
{
    for (unsigned i = 0; i < self->line_count && board->line[0] != '\0'; i++)
        if (strcasecmp(self->config->line[i].name, board->line) == 0)
            return (uint8_t)i;
    if (board->line[0] != '\0')
        log_line(LOG_PRIORITY_WARNING,
                 "board %s: there is no [line %s] in textback.ini: the first line is taken", board->name,
                 board->line);
    return 0;
}

static void tell_powered(struct box *self)
{
    struct event event = {
        .kind = EVENT_POWERED, .line = self->board_line, .powered = self->wires.status.steady.level};
    (void)box_step(self, &event);
}

/* kind: what the core hears of this wire. */
static int on_input(struct box *self, sd_event_source **source, struct wires_input *input, const char *name,
                    enum event_kind kind)
{
    struct event gone = {.kind = kind, .line = self->board_line, .gone = true};

    if (!wires_changed(input)) {
        *source = sd_event_source_disable_unref(*source);
        log_line(LOG_PRIORITY_WARNING,
                 "the wire of the %s is gone or never at rest: the box does without: look at its plug", name);
        (void)box_step(self, &gone); /* what it said last holds no more */
    }
    box_set_timer(self);
    return 0;
}

static int on_status(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct box *self = userdata;

    (void)source;
    (void)fd;
    (void)revents;
    return on_input(self, &self->status_source, &self->wires.status, "modem's status", EVENT_POWERED);
}

static int on_button(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct box *self = userdata;

    (void)source;
    (void)fd;
    (void)revents;
    return on_input(self, &self->button_source, &self->wires.button, "button", EVENT_BUTTON);
}

static void listen_to(struct box *self, struct wires_input *input, sd_event_source **source,
                      sd_event_io_handler_t handler)
{
    if (input->line != NULL &&
        sd_event_add_io(self->loop, source, gpio_fd(input->line), EPOLLIN, handler, self) < 0)
        wires_input_close(input);
}

void box_board_begin(struct box *self)
{
    struct board board;
    char why[400];

    if (self->config->board[0] == '\0')
        return;
    if (!board_read(board_folder(), self->config->board, &board, why, sizeof why)) {
        log_line(LOG_PRIORITY_ERROR, "%s (the box does without its board's wires)", why);
        return;
    }
    self->board_line = line_of(self, &board);
    wires_open(&self->wires, &board, LED_FOLDER, tell_missing, self);
    listen_to(self, &self->wires.status, &self->status_source, on_status);
    listen_to(self, &self->wires.button, &self->button_source, on_button);
    struct event event = {.kind = EVENT_CONTROLS,
                          .line = self->board_line,
                          .controls = wires_controls(&self->wires),
                          .power = board.power};
    log_line(LOG_PRIORITY_INFO, "board %s: %s", board.name, board.title);
    (void)box_step(self, &event);
    if (self->wires.status.line != NULL)
        tell_powered(self);
}

void box_board_level(struct box *self, unsigned line, enum modem_control control, bool active)
{
    if (line != self->board_line || !wires_level(&self->wires, control, active))
        log_line(LOG_PRIORITY_WARNING, "line %s: a wire to its modem is gone", self->config->line[line].name);
}

void box_board_tick(struct box *self, int64_t now_ms)
{
    if (wires_settled(&self->wires.status, now_ms))
        tell_powered(self);
    if (wires_settled(&self->wires.button, now_ms)) {
        const struct debounce *steady = &self->wires.button.steady;
        struct event event = {.kind = EVENT_BUTTON, .pressed = steady->level, .at_ms = steady->since_ms};
        (void)box_step(self, &event);
    }
}

int64_t box_board_deadline(const struct box *self)
{
    return wires_deadline(&self->wires);
}

/* systemd watches for this file (units/textback-poweroff.path): the daemon itself may turn nothing off. */
static void ask_for_power_off(void)
{
    char path[256];

    if (!box_runtime_path("poweroff", path, sizeof path)) {
        log_line(LOG_PRIORITY_ERROR,
                 "nobody turns the machine off: textbackd does not run as textbackd.service");
        return;
    }
    /* not blocking: a pipe that lies there has no reader */
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0)
        log_line(LOG_PRIORITY_ERROR, "the machine cannot be turned off: %s: %s", path, strerror(errno));
    else
        (void)close(fd);
}

void box_board_end(struct box *self)
{
    self->status_source = sd_event_source_disable_unref(self->status_source);
    self->button_source = sd_event_source_disable_unref(self->button_source);
    if (self->power_off)
        ask_for_power_off();
    wires_close(&self->wires);
}
