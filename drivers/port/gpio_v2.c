/* libgpiod 2 (Debian 13, Raspberry Pi OS). */
#include "port/gpio_backend.h"

#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>
#include <string.h>

struct gpio_line {
    struct gpiod_line_request *request;
    struct gpiod_edge_event_buffer *events; /* NULL for an output */
    unsigned offset;
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
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
    bool same = info != NULL && strcmp(gpiod_chip_info_get_label(info), label) == 0;

    gpiod_chip_info_free(info);
    return same;
}

int gpio_chip_find(struct gpiod_chip *chip, const char *name)
{
    return gpiod_chip_get_line_offset_from_name(chip, name);
}

static bool fill_settings(struct gpiod_line_settings *settings, const struct gpio_where *where, bool output)
{
    static const enum gpiod_line_bias pulls[] = {
        [GPIO_PULL_AS_IS] = GPIOD_LINE_BIAS_AS_IS,
        [GPIO_PULL_UP] = GPIOD_LINE_BIAS_PULL_UP,
        [GPIO_PULL_DOWN] = GPIOD_LINE_BIAS_PULL_DOWN,
        [GPIO_PULL_NONE] = GPIOD_LINE_BIAS_DISABLED,
    };

    gpiod_line_settings_set_active_low(settings, where->active_low);
    if (gpiod_line_settings_set_bias(settings, pulls[where->pull]) != 0)
        return false;
    if (output)
        return gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT) == 0 &&
               gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_INACTIVE) == 0;
    return gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT) == 0 &&
           gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC) == 0 &&
           gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH) == 0;
}

static struct gpiod_line_request *request_line(struct gpiod_chip *chip, unsigned offset,
                                               const struct gpio_where *where, bool output)
{
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *lines = gpiod_line_config_new();
    struct gpiod_request_config *config = gpiod_request_config_new();
    struct gpiod_line_request *request = NULL;

    if (settings != NULL && lines != NULL && config != NULL && fill_settings(settings, where, output) &&
        gpiod_line_config_add_line_settings(lines, &offset, 1, settings) == 0) {
        gpiod_request_config_set_consumer(config, "textback");
        request = gpiod_chip_request_lines(chip, config, lines);
    }
    int kept = errno;
    gpiod_request_config_free(config);
    gpiod_line_config_free(lines);
    gpiod_line_settings_free(settings);
    errno = kept;
    return request;
}

struct gpio_line *gpio_chip_request(struct gpiod_chip *chip, unsigned offset, const struct gpio_where *where,
                                    bool output)
{
    struct gpio_line *self = calloc(1, sizeof *self);
    bool ok = self != NULL;

    if (ok) {
        self->offset = offset;
        self->events = output ? NULL : gpiod_edge_event_buffer_new(1);
        ok = output || self->events != NULL;
    }
    if (ok) {
        self->request = request_line(chip, offset, where, output);
        ok = self->request != NULL;
    }
    int kept = errno;
    gpiod_chip_close(chip); /* the request lives without it */
    if (!ok) {
        gpio_close(self);
        self = NULL;
    }
    errno = kept;
    return self;
}

bool gpio_set(struct gpio_line *self, bool active)
{
    return gpiod_line_request_set_value(self->request, self->offset,
                                        active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE) == 0;
}

int gpio_get(struct gpio_line *self)
{
    switch (gpiod_line_request_get_value(self->request, self->offset)) {
    case GPIOD_LINE_VALUE_ACTIVE:
        return 1;
    case GPIOD_LINE_VALUE_INACTIVE:
        return 0;
    case GPIOD_LINE_VALUE_ERROR:
        break;
    }
    return -1;
}

int gpio_fd(const struct gpio_line *self)
{
    return self->events != NULL ? gpiod_line_request_get_fd(self->request) : -1;
}

int gpio_read_waiting(struct gpio_line *self, int64_t *at_ms)
{
    if (gpiod_line_request_read_edge_events(self->request, self->events, 1) != 1)
        return -1;
    struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(self->events, 0);
    *at_ms = (int64_t)(gpiod_edge_event_get_timestamp_ns(event) / 1000000);
    return 0;
}

void gpio_close(struct gpio_line *self)
{
    if (self == NULL)
        return;
    if (self->request != NULL)
        gpiod_line_request_release(self->request);
    gpiod_edge_event_buffer_free(self->events);
    free(self);
}
