/* libgpiod 1.5 and later (Debian 12). */
#include "port/gpio_backend.h"

#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

struct gpio_line {
    struct gpiod_chip *chip;
    struct gpiod_line *line; /* of the chip */
    bool output;
};

struct gpiod_chip *gpio_chip_open(const char *path)
{
    return gpiod_chip_open(path);
}

void gpio_chip_close(struct gpiod_chip *chip)
{
    gpiod_chip_close(chip);
}

bool gpio_chip_has_label(struct gpiod_chip *chip, const char *label)
{
    return strcmp(gpiod_chip_label(chip), label) == 0;
}

int gpio_chip_find(struct gpiod_chip *chip, const char *name)
{
    struct gpiod_line *line = gpiod_chip_find_line(chip, name);

    return line != NULL ? (int)gpiod_line_offset(line) : -1;
}

static int flags_of(const struct gpio_where *where)
{
    static const int pulls[] = {
        [GPIO_PULL_AS_IS] = 0,
        [GPIO_PULL_UP] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP,
        [GPIO_PULL_DOWN] = GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN,
        [GPIO_PULL_NONE] = GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE,
    };

    return pulls[where->pull] | (where->active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0);
}

struct gpio_line *gpio_chip_request(struct gpiod_chip *chip, unsigned offset, const struct gpio_where *where,
                                    bool output)
{
    const struct gpiod_line_request_config config = {
        .consumer = "textback",
        .request_type = output ? GPIOD_LINE_REQUEST_DIRECTION_OUTPUT : GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
        .flags = flags_of(where),
    };
    struct gpio_line *self = calloc(1, sizeof *self);

    if (self != NULL) {
        *self = (struct gpio_line){.chip = chip, .line = gpiod_chip_get_line(chip, offset), .output = output};
        if (self->line != NULL && gpiod_line_request(self->line, &config, 0) == 0)
            return self;
        free(self);
    }
    gpiod_chip_close(chip); /* keeps errno: close(2) of a good descriptor succeeds */
    return NULL;
}

bool gpio_set(struct gpio_line *self, bool active)
{
    return gpiod_line_set_value(self->line, active) == 0;
}

int gpio_get(struct gpio_line *self)
{
    return gpiod_line_get_value(self->line);
}

int gpio_fd(const struct gpio_line *self)
{
    return self->output ? -1 : gpiod_line_event_get_fd(self->line);
}

int gpio_read_waiting(struct gpio_line *self, int64_t *at_ms)
{
    struct gpiod_line_event event;

    if (gpiod_line_event_read(self->line, &event) != 0)
        return -1;
    *at_ms = (int64_t)event.ts.tv_sec * 1000 + event.ts.tv_nsec / 1000000;
    return 0;
}

void gpio_close(struct gpio_line *self)
{
    if (self == NULL)
        return;
    gpiod_chip_close(self->chip); /* releases its lines */
    free(self);
}
