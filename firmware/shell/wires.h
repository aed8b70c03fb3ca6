/* The wires that a board has, open. What is not there is told once, and the box does without. */
#ifndef SHELL_WIRES_H
#define SHELL_WIRES_H

#include "base/debounce.h"
#include "port/gpio.h"
#include "shell/board.h"

struct led;

/* An input, steadied. */
struct wires_input {
    struct gpio_line *line; /* NULL: there is none */
    struct debounce steady;
};

struct wires {
    struct gpio_line *control[MODEM_CONTROLS]; /* NULL: there is none */
    struct gpio_line *light;
    struct led *led; /* in place of light */
    struct wires_input status, button;
};

/* Called for each wire that cannot be had, with words and a remedy. */
typedef void wires_teller(void *arg, const char *words);

/* Opens all that the board names; outputs are at rest. led_folder: LED_FOLDER. */
void wires_open(struct wires *self, const struct board *board, const char *led_folder, wires_teller *tell,
                void *arg);

/* Bits 1 << enum modem_control. */
unsigned wires_controls(const struct wires *self);

/* False if there is no such wire, or it is gone. */
bool wires_level(struct wires *self, enum modem_control control, bool active);
void wires_show(struct wires *self, bool on);
bool wires_have_light(const struct wires *self);

/* The input's descriptor is readable: takes its changes. False, and the input is closed, if it is gone or
 * only makes noise; take its descriptor out of the loop before. */
bool wires_changed(struct wires_input *input);
/* The level has settled, and is another one: steady.level, since steady.since_ms. Else false. */
bool wires_settled(struct wires_input *input, int64_t now_ms);
int64_t wires_deadline(const struct wires *self);

void wires_input_close(struct wires_input *input);
/* Outputs go to rest first: a line that nobody holds keeps its last level on some chips. The light goes off.
 */
void wires_close(struct wires *self);

#endif
