/* A board's wires on lines that are only in memory. */
#include "port/led.h"
#include "shell/box_private.h"
#include "support/gpio_fake.h"

#include <sys/stat.h>

static const char *const ALL[] = {"KEY", "RESET", "SWITCH", "STATUS", "BUTTON", "LIGHT", NULL};
static char told[1024];
static unsigned tells;

static void hear(void *arg, const char *words)
{
    size_t used = strlen(told);
    assert_ptr_equal(arg, told);
    tells++;
    (void)snprintf(told + used, sizeof told - used, "%s|", words);
}

static struct board_wire wire(const char *name, bool active_low)
{
    struct board_wire wire = {.used = true, .where = {.offset = -1, .active_low = active_low}};
    (void)snprintf(wire.where.name, sizeof wire.where.name, "%s", name);
    return wire;
}

static struct board full_board(void)
{
    struct board board = {.name = "full"};
    board.control[MODEM_CONTROL_KEY] = wire("KEY", false);
    board.control[MODEM_CONTROL_RESET] = wire("RESET", true);
    board.control[MODEM_CONTROL_SWITCH] = wire("SWITCH", false);
    board.status = wire("STATUS", false);
    board.button = wire("BUTTON", true);
    board.button.where.pull = GPIO_PULL_UP;
    board.light = wire("LIGHT", false);
    return board;
}

static void open_on(struct wires *wires, const struct board *board, const char *const *lines)
{
    told[0] = '\0';
    tells = 0;
    fake_begin(lines);
    if (fake_line("BUTTON") != NULL)
        fake_line("BUTTON")->high = true; /* pulled up */
    wires_open(wires, board, "no-leds", hear, told);
}

static void test_outputs_begin_and_end_at_rest(void **state)
{
    struct board board = full_board();
    struct wires wires;
    (void)state;
    open_on(&wires, &board, ALL);
    assert_int_equal(tells, 0);
    assert_int_equal(wires_controls(&wires),
                     1U << MODEM_CONTROL_KEY | 1U << MODEM_CONTROL_RESET | 1U << MODEM_CONTROL_SWITCH);
    assert_false(fake_line("KEY")->high);
    assert_true(fake_line("RESET")->high); /* active low */
    assert_false(fake_line("SWITCH")->high);
    assert_false(fake_line("LIGHT")->high);
    assert_int_equal(fake_line("BUTTON")->pull, GPIO_PULL_UP);
    assert_true(wires_level(&wires, MODEM_CONTROL_KEY, true));
    assert_true(wires_level(&wires, MODEM_CONTROL_RESET, true));
    wires_show(&wires, true);
    assert_true(fake_line("KEY")->high && !fake_line("RESET")->high && fake_line("LIGHT")->high);
    assert_true(wires_level(&wires, MODEM_CONTROL_KEY, false));
    assert_false(fake_line("KEY")->high);
    wires_close(&wires); /* RESET was active: it would stay so on some chips, and the modem off */
    assert_true(fake_line("RESET")->high);
    assert_false(fake_line("LIGHT")->high);
    for (int i = 0; ALL[i] != NULL; i++)
        assert_false(fake_line(ALL[i])->open);
}

static void test_a_board_without_wires_opens_none(void **state)
{
    struct board board = {.name = "bare"};
    struct wires wires;
    (void)state;
    open_on(&wires, &board, ALL);
    assert_int_equal(tells, 0);
    assert_int_equal(wires_controls(&wires), 0);
    assert_false(wires_have_light(&wires));
    assert_false(wires_level(&wires, MODEM_CONTROL_KEY, true));
    wires_show(&wires, true);
    assert_int_equal(wires_deadline(&wires), TB_NEVER);
    for (int i = 0; ALL[i] != NULL; i++)
        assert_false(fake_line(ALL[i])->open);
    wires_close(&wires);
}

static void test_each_missing_wire_is_told_once_and_the_rest_works(void **state)
{
    static const char *const some[] = {"KEY", "BUTTON", NULL};
    struct board board = full_board();
    struct wires wires;
    (void)state;
    open_on(&wires, &board, some);
    assert_int_equal(tells, 4);
    assert_non_null(strstr(told, "board full, reset: there is no such line: look again|"));
    assert_non_null(strstr(told, "board full, switch: "));
    assert_non_null(strstr(told, "board full, status: "));
    assert_non_null(strstr(told, "board full, light: "));
    assert_int_equal(wires_controls(&wires), 1U << MODEM_CONTROL_KEY);
    assert_true(wires_level(&wires, MODEM_CONTROL_KEY, true));
    assert_false(wires_level(&wires, MODEM_CONTROL_RESET, true));
    fake_turn("BUTTON", false, 100);
    assert_true(wires_changed(&wires.button));
    assert_int_equal(wires_deadline(&wires), 100 + DEBOUNCE_MS);
    assert_false(wires_settled(&wires.status, 10000));
    wires_close(&wires);
}

static void test_a_button_that_bounces(void **state)
{
    struct board board = full_board();
    struct wires wires;
    (void)state;
    open_on(&wires, &board, ALL);
    assert_false(wires.button.steady.level);
    for (int i = 0; i < 9; i++)
        fake_turn("BUTTON", i % 2 != 0, 1000 + i); /* ends low: pressed */
    assert_true(wires_changed(&wires.button));
    assert_false(wires_settled(&wires.button, 1008 + DEBOUNCE_MS - 1));
    assert_true(wires_settled(&wires.button, 1008 + DEBOUNCE_MS));
    assert_true(wires.button.steady.level);
    assert_int_equal(wires.button.steady.since_ms, 1000);
    assert_false(wires_settled(&wires.button, 1008 + DEBOUNCE_MS)); /* once */
    assert_int_equal(wires_deadline(&wires), TB_NEVER);
    wires_close(&wires);
}

static void test_status_is_known_from_the_start_and_followed(void **state)
{
    struct board board = full_board();
    struct wires wires;
    (void)state;
    told[0] = '\0';
    fake_begin(ALL);
    fake_turn("STATUS", true, 0);
    wires_open(&wires, &board, "no-leds", hear, told);
    assert_true(wires.status.steady.level);
    fake_turn("STATUS", false, 5000);
    assert_true(wires_changed(&wires.status));
    assert_true(wires_settled(&wires.status, 5000 + DEBOUNCE_MS));
    assert_false(wires.status.steady.level);
    wires_close(&wires);
}

static void test_an_input_that_never_rests_is_given_up(void **state)
{
    struct board board = full_board();
    struct wires wires;
    int64_t at = 0;
    bool listening = true;
    (void)state;
    open_on(&wires, &board, ALL);
    for (int turn = 0; turn < 2000 && listening; turn++) {
        for (int i = 0; i < 10; i++, at++)
            fake_turn("STATUS", at % 2 == 0, at);
        listening = wires_changed(&wires.status);
        assert_false(wires_settled(&wires.status, at));
    }
    assert_false(listening);
    assert_in_range(at, DEBOUNCE_NOISE, DEBOUNCE_NOISE + 20);
    assert_false(fake_line("STATUS")->open);
    assert_int_equal(wires_deadline(&wires), TB_NEVER);
    fake_turn("BUTTON", false, at); /* the other one is still heard */
    assert_true(wires_changed(&wires.button));
    wires_close(&wires);
}

static void test_lines_that_go_away(void **state)
{
    struct board board = full_board();
    struct wires wires;
    (void)state;
    open_on(&wires, &board, ALL);
    fake_line("KEY")->gone = fake_line("BUTTON")->gone = fake_line("LIGHT")->gone = true;
    assert_false(wires_level(&wires, MODEM_CONTROL_KEY, true));
    wires_show(&wires, true);
    assert_false(wires_changed(&wires.button));
    assert_null(wires.button.line);
    wires_close(&wires);
}

/* --- a light of the kernel's --- */

static void write_file(const char *folder, const char *name, const char *words)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(words, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int brightness(const char *folder)
{
    char path[300];
    size_t length;
    (void)snprintf(path, sizeof path, "%s/brightness", folder);
    char *text = unit_file(path, &length);
    int value = atoi(text);
    free(text);
    return value;
}

static void test_a_light_of_the_kernel(void **state)
{
    char folder[] = "/tmp/textback-led-XXXXXX", led[300], path[320];
    struct board board = {.name = "pi", .led = {"ACT", "led0"}};
    struct wires wires;
    size_t length;
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(led, sizeof led, "%s/led0", folder); /* an old kernel: the second name is the one */
    assert_int_equal(mkdir(led, 0700), 0);
    write_file(led, "max_brightness", "1\n");
    write_file(led, "brightness", "1\n");
    write_file(led, "trigger", "[mmc0]");
    told[0] = '\0';
    tells = 0;
    fake_begin(ALL);
    wires_open(&wires, &board, folder, hear, told);
    assert_int_equal(tells, 0);
    assert_true(wires_have_light(&wires));
    assert_int_equal(brightness(led), 0);
    (void)snprintf(path, sizeof path, "%s/trigger", led);
    char *trigger = unit_file(path, &length);
    assert_memory_equal(trigger, "none", 4); /* the card does not flicker in between */
    free(trigger);
    wires_show(&wires, true);
    assert_int_equal(brightness(led), 1);
    wires_close(&wires);
    assert_int_equal(brightness(led), 0);
    static const char *const files[] = {"led0/max_brightness", "led0/brightness", "led0/trigger"};
    for (size_t i = 0; i < TB_COUNT(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(led), 0);
    wires_open(&wires, &board, folder, hear, told);
    assert_int_equal(tells, 1);
    (void)snprintf(path, sizeof path,
                   "board pi, light: %s: no ACT, no led0: is this the board that the ini names?|", folder);
    assert_string_equal(told, path);
    told[0] = '\0'; /* one is there and of no use: that is what can be mended */
    (void)snprintf(path, sizeof path, "%s/brightness", led);
    assert_int_equal(mkdir(led, 0700) | mkdir(path, 0700), 0);
    wires_open(&wires, &board, folder, hear, told);
    assert_non_null(strstr(told, "led0: Is a directory: is this the board that the ini names?|"));
    assert_int_equal(rmdir(path) | rmdir(led), 0);
    assert_false(wires_have_light(&wires));
    wires_close(&wires);
    assert_int_equal(rmdir(folder), 0);
}

/* --- the pattern on the wire --- */

static void test_a_pattern_is_played_and_steady_needs_no_timer(void **state)
{
    struct board board = full_board();
    struct box *box = calloc(1, sizeof *box);
    char seen[64] = "";
    (void)state;
    assert_non_null(box);
    assert_int_equal(box_light_deadline(box), TB_NEVER);
    box_light_show(box, LIGHT_PIN, 0); /* no light: nothing to play */
    assert_int_equal(box_light_deadline(box), TB_NEVER);
    open_on(&box->wires, &board, ALL);
    box_light_show(box, LIGHT_PIN, 1000);
    unsigned sets = fake_line("LIGHT")->sets;
    for (int64_t now = 1000; now < 1000 + 2 * 2500; now += 100) {
        while (box_light_deadline(box) <= now)
            box_light_tick(box, box_light_deadline(box));
        seen[(now - 1000) / 100] = fake_line("LIGHT")->high ? '*' : '.';
    }
    assert_string_equal(seen, "**...**.................."
                              "**...**..................");
    assert_int_equal(fake_line("LIGHT")->sets - sets, 7); /* one for each change */
    box_light_tick(box, 100000); /* after a stall it goes on, and does not catch up */
    assert_in_range(box_light_deadline(box), 100200, 101800);
    box_light_show(box, LIGHT_ARMED, 200000);
    assert_true(fake_line("LIGHT")->high);
    assert_int_equal(box_light_deadline(box), TB_NEVER);
    box_light_tick(box, 300000);
    assert_true(fake_line("LIGHT")->high);
    box_light_show(box, LIGHT_OFF, 300000);
    assert_false(fake_line("LIGHT")->high);
    assert_int_equal(box_light_deadline(box), TB_NEVER);
    wires_close(&box->wires);
    free(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outputs_begin_and_end_at_rest),
        cmocka_unit_test(test_a_board_without_wires_opens_none),
        cmocka_unit_test(test_each_missing_wire_is_told_once_and_the_rest_works),
        cmocka_unit_test(test_a_button_that_bounces),
        cmocka_unit_test(test_status_is_known_from_the_start_and_followed),
        cmocka_unit_test(test_an_input_that_never_rests_is_given_up),
        cmocka_unit_test(test_lines_that_go_away),
        cmocka_unit_test(test_a_light_of_the_kernel),
        cmocka_unit_test(test_a_pattern_is_played_and_steady_needs_no_timer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
