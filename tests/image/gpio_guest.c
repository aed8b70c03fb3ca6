/* port/gpio.h on the kernel's own lines: run by tests/image/gpio in an emulated machine, once for each
 * libgpiod. The argument is gpio-sim's folder in sysfs, where the far end of each wire can be seen and moved.
 * Lines: 0 KEY, 1 RESET, 2 STATUS, 3 BUTTON, 4 LIGHT, 5 without a name; the chip's label is textback-sim. */
#include "port/gpio.h"
#include "usage/usage.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEY, RESET, STATUS, BUTTON, LIGHT, NAMELESS };

static const char *folder;
static int wrong;

static void expect(const char *words, int ok)
{
    (void)printf("%s %s\n", ok ? "ok" : "NOT OK", words);
    wrong += !ok;
}

static void path_of(int line, const char *what, char *out, size_t cap)
{
    (void)snprintf(out, cap, "%s/sim_gpio%d/%s", folder, line, what);
}

/* The voltage on the wire. */
static int wire(int line)
{
    char path[256];
    int value = -1;
    path_of(line, "value", path, sizeof path);
    FILE *file = fopen(path, "re");
    if (file == NULL || fscanf(file, "%d", &value) != 1)
        value = -1;
    if (file != NULL)
        (void)fclose(file);
    return value;
}

static void pull(int line, const char *where)
{
    char path[256];
    path_of(line, "pull", path, sizeof path);
    FILE *file = fopen(path, "we");
    if (file == NULL || fputs(where, file) < 0 || fclose(file) != 0)
        expect("the wire can be moved", 0);
}

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct gpio_where named(const char *name, int active_low)
{
    struct gpio_where where = {.label = {"pinctrl-not-here", "textback-sim"}, .offset = -1};
    (void)snprintf(where.name, sizeof where.name, "%s", name);
    where.active_low = active_low;
    return where;
}

static struct gpio_line *must_open(struct gpio_where where, int output)
{
    char why[200] = "";
    struct gpio_line *line =
        output ? gpio_open_output(&where, why, sizeof why) : gpio_open_input(&where, why, sizeof why);
    if (line == NULL) {
        (void)printf("NOT OK %s\n", why);
        exit(1);
    }
    return line;
}

static void outputs(void)
{
    struct gpio_line *key = must_open(named("KEY", 0), 1);
    struct gpio_line *reset = must_open(named("RESET", 1), 1);

    expect("an output begins at rest: low", wire(KEY) == 0);
    expect("an output that is active low begins at rest: high", wire(RESET) == 1);
    expect("an output can be set", gpio_set(key, 1) && wire(KEY) == 1);
    expect("an output that is active low can be set", gpio_set(reset, 1) && wire(RESET) == 0);
    expect("an output can be read", gpio_get(key) == 1 && gpio_get(reset) == 1);
    (void)usleep(300 * 1000);
    expect("an output stays while it is held", wire(KEY) == 1 && wire(RESET) == 0);
    expect("an output goes back to rest", gpio_set(key, 0) && wire(KEY) == 0);
    expect("an output has nothing to wait for", gpio_fd(key) < 0);
    gpio_close(key);
    gpio_close(reset);
}

static void refusals(void)
{
    char why[200] = "";
    struct gpio_where where = named("KEY", 0);
    struct gpio_line *key = must_open(where, 1);

    expect("a line in use is refused", gpio_open_output(&where, why, sizeof why) == NULL);
    (void)printf("   %s\n", why);
    expect("  with words", strstr(why, "KEY is used by another program") != NULL);
    gpio_close(key);
    gpio_close(must_open(where, 1));
    expect("and free again when it is closed", 1);
    where = named("NOTHING", 0);
    expect("a line that is not there is refused", gpio_open_input(&where, why, sizeof why) == NULL);
    (void)printf("   %s\n", why);
    expect("  with words", strstr(why, "NOTHING is not there") != NULL);
    where = named("KEY", 0);
    (void)snprintf(where.label[1], sizeof where.label[1], "another");
    expect("a line of another chip is refused", gpio_open_output(&where, why, sizeof why) == NULL);
    where.label[0][0] = '\0';
    gpio_close(must_open(where, 1));
    expect("any chip will do where no label is asked for", 1);
    where = named("", 0);
    where.offset = NAMELESS;
    struct gpio_line *line = must_open(where, 1);
    expect("a line without a name is found by its place", gpio_set(line, 1) && wire(NAMELESS) == 1);
    gpio_close(line);
}

/* One change that comes within 2 s, and when it did. */
static int change(struct gpio_line *line, int64_t *at_ms)
{
    struct pollfd state = {.fd = gpio_fd(line), .events = POLLIN};
    return poll(&state, 1, 2000) == 1 && gpio_read(line, at_ms) == 1;
}

static void inputs(void)
{
    struct gpio_where where = named("BUTTON", 1);
    int64_t before, at = 0;

    pull(STATUS, "pull-down");
    struct gpio_line *status = must_open(named("STATUS", 0), 0);
    where.pull = GPIO_PULL_UP;
    struct gpio_line *button = must_open(where, 0);
    expect("an input reads low", gpio_get(status) == 0);
    expect("the pull-up that was asked for is there", wire(BUTTON) == 1 && gpio_get(button) == 0);
    expect("nothing has changed yet", gpio_read(status, &at) == 0 && gpio_read(button, &at) == 0);
    before = now_ms();
    pull(STATUS, "pull-up");
    expect("a rising edge comes", change(status, &at) && gpio_get(status) == 1);
    expect("  with the monotonic time", at >= before && at <= now_ms());
    pull(STATUS, "pull-down");
    expect("a falling edge comes", change(status, &at) && gpio_get(status) == 0);
    pull(BUTTON, "pull-down");
    expect("a button that is active low is pressed", change(button, &at) && gpio_get(button) == 1);
    pull(BUTTON, "pull-up");
    expect("and let go", change(button, &at) && gpio_get(button) == 0);
    for (int i = 0; i < 40; i++) /* more than the kernel keeps */
        pull(STATUS, i % 2 == 0 ? "pull-up" : "pull-down");
    pull(STATUS, "pull-up");
    int edges = 0;
    struct pollfd state = {.fd = gpio_fd(status), .events = POLLIN};
    while (edges < 100 && poll(&state, 1, 500) == 1 && gpio_read(status, &at) == 1)
        edges++; /* the kernel hands them over while they are read */
    /* how many: as often as the kernel's thread was let run meanwhile, and what its queue of 16 had room for
     */
    (void)printf("   %d edges\n", edges);
    expect("a storm leaves some edges and the right level",
           edges >= 1 && edges <= 41 && gpio_get(status) == 1);
    expect("and then there is quiet", gpio_read(status, &at) == 0);
    gpio_close(status);
    gpio_close(button);
}

int main(int argc, char **argv)
{
    usage_look(argc, argv, "usage: gpio_guest FOLDER\nFor tests/image/gpio.\n", 1, 1);
    folder = argv[1];
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    outputs();
    refusals();
    inputs();
    return wrong == 0 ? 0 : 1;
}
