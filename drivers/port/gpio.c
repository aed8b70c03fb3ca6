/* Finding a line among the chips, the same for both libraries. */
#include "port/gpio_backend.h"

#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define GPIO_CHIPS "/dev/gpiochip*"

static bool is_wanted(struct gpiod_chip *chip, const struct gpio_where *where)
{
    if (where->label[0][0] == '\0')
        return true;
    for (int i = 0; i < GPIO_LABELS_MAX && where->label[i][0] != '\0'; i++)
        if (gpio_chip_has_label(chip, where->label[i]))
            return true;
    return false;
}

/* Where on this chip the line is, -1 if it is not there. */
static int place_on(struct gpiod_chip *chip, const struct gpio_where *where, bool by_name)
{
    if (!is_wanted(chip, where))
        return -1;
    if (by_name)
        return where->name[0] != '\0' ? gpio_chip_find(chip, where->name) : -1;
    return where->label[0][0] != '\0' ? where->offset : -1;
}

/* The first chip that has the line. NULL with errno set: ENOENT there is no such line, else why a chip could
 * not be looked at. */
static struct gpiod_chip *find_chip(const glob_t *paths, const struct gpio_where *where, bool by_name,
                                    int *offset)
{
    int trouble = ENOENT;

    for (size_t i = 0; i < paths->gl_pathc; i++) {
        struct gpiod_chip *chip = gpio_chip_open(paths->gl_pathv[i]);
        if (chip == NULL) {
            trouble = errno;
            continue;
        }
        *offset = place_on(chip, where, by_name);
        if (*offset >= 0)
            return chip;
        gpio_chip_close(chip);
    }
    errno = trouble;
    return NULL;
}

static void say_why(const struct gpio_where *where, bool chips, char *out, size_t cap)
{
    char name[2 * GPIO_NAME_MAX + 24];

    if (where->name[0] != '\0')
        (void)snprintf(name, sizeof name, "GPIO line %s", where->name);
    else
        (void)snprintf(name, sizeof name, "GPIO line %d of %s", where->offset, where->label[0]);
    if (!chips)
        (void)snprintf(out, cap, "%s: there is no " GPIO_CHIPS ": is this the board that the ini names?",
                       name);
    else if (errno == EACCES || errno == EPERM)
        (void)snprintf(out, cap,
                       "%s: no permission for " GPIO_CHIPS ": install 61-textback-board.rules of udev", name);
    else if (errno == EBUSY)
        (void)snprintf(out, cap, "%s is used by another program or a device tree overlay: end that", name);
    else if (errno == ENOENT)
        (void)snprintf(out, cap, "%s is not there: is this the board that the ini names?", name);
    else
        (void)snprintf(out, cap, "%s: %s", name, strerror(errno));
}

static struct gpio_line *open_line(const struct gpio_where *where, bool output, char *why, size_t cap)
{
    glob_t paths = {.gl_pathc = 0};
    bool chips = glob(GPIO_CHIPS, 0, NULL, &paths) == 0 && paths.gl_pathc > 0;
    struct gpiod_chip *chip = NULL;
    struct gpio_line *line = NULL;
    int offset = -1;

    if (chips)
        chip = find_chip(&paths, where, true, &offset);
    if (chip == NULL && chips && errno == ENOENT)
        chip = find_chip(&paths, where, false, &offset);
    if (chip != NULL)
        line = gpio_chip_request(chip, (unsigned)offset, where, output);
    if (line == NULL)
        say_why(where, chips, why, cap);
    globfree(&paths);
    return line;
}

struct gpio_line *gpio_open_output(const struct gpio_where *where, char *why, size_t cap)
{
    return open_line(where, true, why, cap);
}

struct gpio_line *gpio_open_input(const struct gpio_where *where, char *why, size_t cap)
{
    return open_line(where, false, why, cap);
}

int gpio_read(struct gpio_line *self, int64_t *at_ms)
{
    struct pollfd state = {.fd = gpio_fd(self), .events = POLLIN};
    int ready = poll(&state, 1, 0);

    if (ready == 0 || (ready < 0 && errno == EINTR))
        return 0;
    if (ready < 0 || (state.revents & POLLIN) == 0)
        return -1;
    return gpio_read_waiting(self, at_ms) == 0 ? 1 : -1;
}
