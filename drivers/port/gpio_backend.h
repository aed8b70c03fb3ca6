/* What gpio.c needs of a libgpiod, so that it is written once: gpio_v1.c and gpio_v2.c. Nobody else includes
 * this. */
#ifndef PORT_GPIO_BACKEND_H
#define PORT_GPIO_BACKEND_H

#include "port/gpio.h"

#include <sys/types.h>

struct gpiod_chip; /* libgpiod's own */

/* NULL with errno set. */
struct gpiod_chip *gpio_chip_open(const char *path);
void gpio_chip_close(struct gpiod_chip *chip);
bool gpio_chip_has_label(struct gpiod_chip *chip, const char *label);

/* Offset of the line of that name, -1 if there is none. */
int gpio_chip_find(struct gpiod_chip *chip, const char *name);

/* The line is held until gpio_close(); the chip goes with it, also on failure. NULL with errno set. */
struct gpio_line *gpio_chip_request(struct gpiod_chip *chip, unsigned offset, const struct gpio_where *where,
                                    bool output);

/* Waits for a change if there is none yet. 0, or -1 with errno set. */
int gpio_read_waiting(struct gpio_line *self, int64_t *at_ms);

#endif
