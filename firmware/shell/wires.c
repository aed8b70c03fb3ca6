#include "shell/wires.h"

#include "port/led.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 320 };

struct opening {
    const struct board *board;
    wires_teller *tell;
    void *arg;
};

static void tell(const struct opening *self, const char *wire, const char *why)
{
    char words[WORDS_MAX];

    (void)snprintf(words, sizeof words, "board %s, %s: %s", self->board->name, wire, why);
    self->tell(self->arg, words);
}

static struct gpio_line *open_output(const struct opening *self, const struct board_wire *wire,
                                     const char *name)
{
    char why[WORDS_MAX / 2] = "no memory";

    if (!wire->used)
        return NULL;
    struct gpio_line *line = gpio_open_output(&wire->where, why, sizeof why);
    if (line == NULL)
        tell(self, name, why);
    return line;
}

static void open_input(const struct opening *self, const struct board_wire *wire, const char *name,
                       struct wires_input *input)
{
    char why[WORDS_MAX / 2] = "no memory";

    debounce_init(&input->steady, false);
    if (!wire->used)
        return;
    input->line = gpio_open_input(&wire->where, why, sizeof why);
    if (input->line == NULL)
        tell(self, name, why);
    else
        debounce_init(&input->steady, gpio_get(input->line) == 1);
}

/* The first of its names that will do. Else all of them are told, or what keeps one from use that is there.
 */
static struct led *open_led(const struct opening *self, const char *folder)
{
    char path[256], missing[WORDS_MAX / 4] = "", why[WORDS_MAX / 2] = "no memory", broken[WORDS_MAX / 2] = "";

    for (int i = 0; i < BOARD_LEDS_MAX && self->board->led[i][0] != '\0'; i++) {
        size_t used = strlen(missing);
        (void)snprintf(path, sizeof path, "%s/%s", folder, self->board->led[i]);
        errno = 0;
        struct led *led = led_open(path, why, sizeof why);
        if (led != NULL)
            return led;
        if (errno == ENOENT)
            (void)snprintf(missing + used, sizeof missing - used, "%sno %s", used > 0 ? ", " : "",
                           self->board->led[i]);
        else if (broken[0] == '\0')
            memcpy(broken, why, sizeof broken);
    }
    (void)snprintf(why, sizeof why, "%s: %s: is this the board that the ini names?", folder, missing);
    tell(self, "light", broken[0] != '\0' ? broken : why);
    return NULL;
}

void wires_open(struct wires *self, const struct board *board, const char *led_folder, wires_teller *teller,
                void *arg)
{
    static const char *const names[MODEM_CONTROLS] = {[MODEM_CONTROL_KEY] = "power key",
                                                      [MODEM_CONTROL_RESET] = "reset",
                                                      [MODEM_CONTROL_SWITCH] = "switch"};
    struct opening opening = {.board = board, .tell = teller, .arg = arg};

    memset(self, 0, sizeof *self);
    for (int i = 0; i < MODEM_CONTROLS; i++)
        self->control[i] = open_output(&opening, &board->control[i], names[i]);
    self->light = open_output(&opening, &board->light, "light");
    if (board->led[0][0] != '\0')
        self->led = open_led(&opening, led_folder);
    open_input(&opening, &board->status, "status", &self->status);
    open_input(&opening, &board->button, "button", &self->button);
}

unsigned wires_controls(const struct wires *self)
{
    unsigned controls = 0;

    for (unsigned i = 0; i < MODEM_CONTROLS; i++)
        if (self->control[i] != NULL)
            controls |= 1U << i;
    return controls;
}

bool wires_level(struct wires *self, enum modem_control control, bool active)
{
    return self->control[control] != NULL && gpio_set(self->control[control], active);
}

void wires_show(struct wires *self, bool on)
{
    /* a light that is gone is not worth a word: it is what is looked at */
    if (self->light != NULL)
        (void)!gpio_set(self->light, on);
    if (self->led != NULL)
        (void)!led_set(self->led, on);
}

bool wires_have_light(const struct wires *self)
{
    return self->light != NULL || self->led != NULL;
}

/* --- inputs --- */

bool wires_changed(struct wires_input *input)
{
    int64_t at_ms = 0;
    int got = 0;
    bool quiet = true;

    /* as many as the kernel holds at most, so that a wire that never rests cannot keep the loop */
    for (int i = 0; i < 64 && quiet && (got = gpio_read(input->line, &at_ms)) == 1; i++)
        quiet = debounce_change(&input->steady, at_ms);
    if (got >= 0 && quiet)
        return true;
    wires_input_close(input);
    return false;
}

bool wires_settled(struct wires_input *input, int64_t now_ms)
{
    if (input->line == NULL || now_ms < input->steady.due_ms)
        return false;
    int level = gpio_get(input->line);
    return debounce_settle(&input->steady, level < 0 ? input->steady.level : level == 1, now_ms);
}

int64_t wires_deadline(const struct wires *self)
{
    return tb_earlier(self->status.line != NULL ? self->status.steady.due_ms : TB_NEVER,
                      self->button.line != NULL ? self->button.steady.due_ms : TB_NEVER);
}

void wires_input_close(struct wires_input *input)
{
    gpio_close(input->line);
    input->line = NULL;
}

void wires_close(struct wires *self)
{
    for (int i = 0; i < MODEM_CONTROLS; i++) {
        if (self->control[i] != NULL)
            (void)!gpio_set(self->control[i], false);
        gpio_close(self->control[i]);
    }
    wires_show(self, false);
    gpio_close(self->light);
    led_close(self->led);
    wires_input_close(&self->status);
    wires_input_close(&self->button);
    memset(self, 0, sizeof *self);
}
