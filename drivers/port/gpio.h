/* A wire of the box: an output that is driven, or an input whose changes can be waited for. One header for
 * libgpiod 1 (Debian 12) and libgpiod 2 (Debian 13, Raspberry Pi OS); CMake takes gpio_v1.c or gpio_v2.c by
 * the version that pkg-config tells. No decisions.
 *
 * A level is a logical one: "active" is high, or low where active_low says so. The kernel lets go of a line
 * when its descriptor is closed, so a line is held open for as long as its level matters. */
#ifndef PORT_GPIO_H
#define PORT_GPIO_H

#include "base/check.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GPIO_LABELS_MAX = 4,
    GPIO_NAME_MAX = 32 /* bytes incl. NUL of a label or a line's name: GPIO_MAX_NAME_SIZE of the kernel */
};

enum gpio_pull { GPIO_PULL_AS_IS, GPIO_PULL_UP, GPIO_PULL_DOWN, GPIO_PULL_NONE };

/* Which line. Numbers of chips differ between boards and kernels, so a chip is found by its label and a line
 * by its name: [raspberrypi/linux#6144]. */
struct gpio_where {
    char label[GPIO_LABELS_MAX][GPIO_NAME_MAX]; /* chips to look at, "" ends them; none: every chip */
    char name[GPIO_NAME_MAX];                   /* of the line, "" if it has none */
    int offset; /* on the first chip with such a label, where no line has that name; -1: then there is none */
    bool active_low;
    enum gpio_pull pull;
};

struct gpio_line;

/* Drives the line, inactive at first. NULL with words in why, the remedy behind a colon. */
TB_MUST_CHECK struct gpio_line *gpio_open_output(const struct gpio_where *where, char *why, size_t cap);

/* Reads the line and watches it. NULL with words in why. */
TB_MUST_CHECK struct gpio_line *gpio_open_input(const struct gpio_where *where, char *why, size_t cap);

/* False if the line is gone. */
TB_MUST_CHECK bool gpio_set(struct gpio_line *self, bool active);

/* 1 active, 0 not, -1 if the line is gone. */
int gpio_get(struct gpio_line *self);

/* For poll: readable when an input has changed. */
int gpio_fd(const struct gpio_line *self);

/* Takes the oldest change of an input: 1 and its time (CLOCK_MONOTONIC, ms), 0 if there is none, -1 if the
 * line is gone. Contacts bounce and the kernel's queue is short: what the level is now, gpio_get() tells. */
int gpio_read(struct gpio_line *self, int64_t *at_ms);

void gpio_close(struct gpio_line *self);

#endif
