/* Lines in memory behind port/gpio.h, for one test program: it is found before the archive with the real one.
 * The test turns inputs and looks at outputs by the name of the line. */
#ifndef TESTS_SUPPORT_GPIO_FAKE_H
#define TESTS_SUPPORT_GPIO_FAKE_H

#include "port/gpio.h"
#include "unit.h"

#include <sys/eventfd.h>
#include <unistd.h>

enum { FAKE_LINES = 8, FAKE_CHANGES = 1024 };

struct gpio_line {
    char name[GPIO_NAME_MAX];
    bool exists, open, output, active_low, high, gone;
    enum gpio_pull pull;
    int fd;
    int64_t at_ms[FAKE_CHANGES];
    unsigned head, tail;
    unsigned sets; /* how often it was driven */
};

static struct gpio_line fake_lines[FAKE_LINES];

static inline struct gpio_line *fake_line(const char *name)
{
    for (int i = 0; i < FAKE_LINES; i++)
        if (fake_lines[i].exists && strcmp(fake_lines[i].name, name) == 0)
            return &fake_lines[i];
    return NULL;
}

/* A machine with these lines, all low. */
static inline void fake_begin(const char *const *names)
{
    memset(fake_lines, 0, sizeof fake_lines);
    for (int i = 0; names[i] != NULL; i++) {
        assert_true(i < FAKE_LINES);
        fake_lines[i].exists = true;
        (void)snprintf(fake_lines[i].name, sizeof fake_lines[i].name, "%s", names[i]);
    }
}

/* The wire outside changes, at that time. */
static inline void fake_turn(const char *name, bool high, int64_t at_ms)
{
    struct gpio_line *line = fake_line(name);
    uint64_t one = 1;
    assert_non_null(line);
    if (line->high == high)
        return;
    line->high = high;
    if (!line->open)
        return;
    assert_true(line->tail - line->head < FAKE_CHANGES);
    line->at_ms[line->tail++ % FAKE_CHANGES] = at_ms;
    assert_int_equal(write(line->fd, &one, sizeof one), sizeof one);
}

static struct gpio_line *fake_open(const struct gpio_where *where, bool output, char *why, size_t cap)
{
    struct gpio_line *line = fake_line(where->name);
    if (line == NULL || line->open) {
        (void)snprintf(why, cap,
                       line == NULL ? "there is no such line: look again" : "it is in use: end that");
        return NULL;
    }
    line->open = true;
    line->output = output;
    line->active_low = where->active_low;
    line->pull = where->pull;
    line->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
    assert_true(line->fd >= 0);
    if (output)
        line->high = where->active_low;
    return line;
}

struct gpio_line *gpio_open_output(const struct gpio_where *where, char *why, size_t cap)
{
    return fake_open(where, true, why, cap);
}

struct gpio_line *gpio_open_input(const struct gpio_where *where, char *why, size_t cap)
{
    return fake_open(where, false, why, cap);
}

bool gpio_set(struct gpio_line *self, bool active)
{
    assert_true(self->open && self->output);
    if (self->gone)
        return false;
    self->sets++;
    self->high = active != self->active_low;
    return true;
}

int gpio_get(struct gpio_line *self)
{
    assert_true(self->open);
    return self->gone ? -1 : self->high != self->active_low;
}

int gpio_fd(const struct gpio_line *self)
{
    return self->output ? -1 : self->fd;
}

int gpio_read(struct gpio_line *self, int64_t *at_ms)
{
    uint64_t one;
    assert_true(self->open && !self->output);
    if (self->gone)
        return -1;
    if (self->head == self->tail)
        return 0;
    assert_int_equal(read(self->fd, &one, sizeof one), sizeof one);
    *at_ms = self->at_ms[self->head++ % FAKE_CHANGES];
    return 1;
}

void gpio_close(struct gpio_line *self)
{
    if (self == NULL)
        return;
    assert_true(self->open);
    self->open = false;
    (void)close(self->fd);
}

#endif
