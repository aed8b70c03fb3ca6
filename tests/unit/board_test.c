/* The files of boards: those we ship, and those that somebody wrote. */
#include "config_fixture.h"
#include "shell/board.h"
#include "support/unit.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHIPPED TB_SOURCE_DIR "/board/boards"

static char folder[] = "/tmp/textback-boards-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static void remove_board(const char *name)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s.ini", folder, name);
    assert_int_equal(unlink(path), 0);
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void write_board(const char *name, const char *words)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s.ini", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(words, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* --- ours --- */

static void test_every_board_that_we_ship_is_sound(void **state)
{
    char names[400], why[400];
    struct board board;
    unsigned count = 0;
    (void)state;
    board_names(SHIPPED, names, sizeof names);
    assert_string_equal(names, "sixfab-base-hat, usb-stick, waveshare-sim7600-hat, waveshare-sim868-hat");
    char *rest = NULL;
    for (char *name = strtok_r(names, ", ", &rest); name != NULL; name = strtok_r(NULL, ", ", &rest)) {
        if (!board_read(SHIPPED, name, &board, why, sizeof why))
            fail_msg("%s", why);
        assert_true(board.title[0] != '\0');
        count++;
    }
    assert_int_equal(count, 4);
}

static void test_what_they_say_of_their_wires(void **state)
{
    char why[400];
    struct board board;
    (void)state;
    assert_true(board_read(SHIPPED, "waveshare-sim7600-hat", &board, why, sizeof why));
    const struct board_wire *key = &board.control[MODEM_CONTROL_KEY];
    assert_true(key->used && !key->where.active_low);
    assert_string_equal(key->where.name, "GPIO6");
    assert_int_equal(key->where.offset, 6);
    assert_string_equal(key->where.label[0], "pinctrl-bcm2835");
    assert_string_equal(key->where.label[2], "pinctrl-rp1");
    assert_string_equal(key->where.label[3], "");
    assert_int_equal(board.power.on_ms, 2000);
    assert_int_equal(board.power.off_ms, 3000);
    assert_int_equal(board.power.boot_ms, 0); /* the family's */
    assert_false(board.control[MODEM_CONTROL_RESET].used || board.status.used || board.button.used);
    assert_true(board_read(SHIPPED, "sixfab-base-hat", &board, why, sizeof why));
    assert_true(board.control[MODEM_CONTROL_SWITCH].used && !board.control[MODEM_CONTROL_KEY].used);
    assert_true(board.button.used && board.button.where.active_low);
    assert_int_equal(board.button.where.pull, GPIO_PULL_UP);
    assert_true(board.light.used && !board.light.where.active_low);
    assert_true(board_read(SHIPPED, "usb-stick", &board, why, sizeof why));
    assert_string_equal(board.led[0], "ACT");
    assert_string_equal(board.led[1], "led0");
    assert_false(board.light.used);
}

/* --- somebody's --- */

static void test_everything_can_be_said(void **state)
{
    char why[400];
    struct board board;
    (void)state;
    write_board("full",
                "[board]\ntitle = All ; a remark\nline = second\nchips = a b, c\n"
                "[Key]\nGPIO = K\nactive = LOW\n[reset]\noffset = 0\n[switch]\ngpio = S\npull=none\n"
                "[status]\ngpio = T\npull = down\n[button]\ngpio = B\npull = as-is\n[light]\ngpio = L\n"
                "[pulse]\non_ms = 1\noff_ms = 2\nreset_ms = 3\nboot_ms = 60000\n");
    if (!board_read(folder, "full", &board, why, sizeof why))
        fail_msg("%s", why);
    assert_string_equal(board.title, "All");
    assert_string_equal(board.line, "second");
    assert_string_equal(board.status.where.label[0], "a b");
    assert_string_equal(board.status.where.label[1], "c");
    assert_true(board.control[MODEM_CONTROL_KEY].where.active_low);
    assert_int_equal(board.control[MODEM_CONTROL_KEY].where.offset, -1);
    assert_true(board.control[MODEM_CONTROL_RESET].used);
    assert_int_equal(board.control[MODEM_CONTROL_RESET].where.offset, 0);
    assert_int_equal(board.control[MODEM_CONTROL_SWITCH].where.pull, GPIO_PULL_NONE);
    assert_int_equal(board.status.where.pull, GPIO_PULL_DOWN);
    assert_int_equal(board.power.on_ms, 1);
    assert_int_equal(board.power.off_ms, 2);
    assert_int_equal(board.power.reset_ms, 3);
    assert_int_equal(board.power.boot_ms, 60000);
    remove_board("full");
}

static void test_every_mistake_has_file_line_and_remedy(void **state)
{
    static const struct {
        const char *file;
        int line;
        const char *words;
    } ROWS[] = {
        {"[keys]\ngpio = A\n", 2, "[keys] is no section of a board: write key"},
        {"\n[key]\npin = A\n", 3, "[key] pin: unknown key: write gpio, offset, active or pull"},
        {"[key]\nled = ACT\n", 2, "[key] led: unknown key"},
        {"[light]\ncolor = A\n", 2, "[light] color: unknown key: write gpio, offset, active or pull, or led"},
        {"[key]\ngpio =\n", 2, "[key] gpio: write the kernel's name of the line, like GPIO6"},
        {"[key]\ngpio = 12345678901234567890123456789012\n", 2, "[key] gpio: write the kernel's name"},
        {"[key]\noffset = six\n", 2, "[key] offset: write a number from 0 to 1023"},
        {"[key]\noffset = -1\n", 2, "[key] offset: write a number"},
        {"[key]\noffset = 99999999999999999999\n", 2, "[key] offset: write a number"},
        {"[key]\ngpio = A\nactive = yes\n", 3, "[key] active: write high or low"},
        {"[key]\ngpio = A\npull = sideways\n", 3, "[key] pull: write up, down, none or as-is"},
        {"[key]\nactive = high\n", 2, "[key] leads nowhere: add gpio = GPIO6"},
        {"[key]\noffset = 3\n", 2, "[key] offset: an offset is on a chip: add chips = its label to [board]"},
        {"[light]\nled = ../../sda\n", 2, "[light] led: write at most 2 names of /sys/class/leds, like ACT"},
        {"[light]\nled = a, b, c\n", 2, "[light] led: write at most 2 names"},
        {"[light]\nled = ACT\ngpio = A\n", 3, "[light] has both gpio and led: leave one out"},
        {"[board]\nchips = a,,b\n", 2, "[board] chips: write at most 4 labels, like pinctrl-bcm2711"},
        {"[board]\nchips = a,b,c,d,e\n", 2, "[board] chips: write at most 4"},
        {"[board]\nname = x\n", 2, "[board] name: unknown key: write title, chips or line"},
        {"[pulse]\non_ms = 1s\n", 2, "[pulse] on_ms: write milliseconds from 0 to 60000"},
        {"[pulse]\non_ms = 60001\n", 2, "[pulse] on_ms: write milliseconds"},
        {"[pulse]\non = 5\n", 2, "[pulse] on: unknown key: write on_ms, off_ms, reset_ms or boot_ms"},
        {"[board]\ntitle = x\nnonsense\n", 3, "that is no line of a board: write [section], or key = value"},
    };
    char why[400], expected[400];
    struct board board;
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        write_board("bad", ROWS[i].file);
        assert_false(board_read(folder, "bad", &board, why, sizeof why));
        assert_int_equal(errno, EINVAL);
        (void)snprintf(expected, sizeof expected, "%s/bad.ini:%d: %s", folder, ROWS[i].line, ROWS[i].words);
        if (strncmp(why, expected, strlen(expected)) != 0)
            fail_msg("%s\ninstead of\n%s", why, expected);
    }
    remove_board("bad");
}

static void test_a_line_that_inih_would_cut_is_an_error(void **state)
{
    char why[400], words[500];
    struct board board;
    (void)state;
    (void)snprintf(words, sizeof words, "[board]\ntitle = %0300d\n[key]\ngpio = A\nx = 1\n", 0);
    write_board("long", words);
    assert_false(board_read(folder, "long", &board, why, sizeof why));
    assert_non_null(strstr(why, "long.ini:2: the line is too long: use at most 190 letters"));
    remove_board("long");
}

/* Whatever is in a file, reading it ends, and is right or says why. */
static void test_noise(void **state)
{
    char why[400];
    struct board board;
    uint64_t seed = 7;
    static const char *const pieces[] = {"[",     "]",     "=",      "\n",    "key",     "board", "gpio",
                                         "chips", ",",     " ",      "led",   "\xff",    "\r",    ";",
                                         "0",     "99999", "offset", "light", "[key]\n", "on_ms"};
    (void)state;
    for (int round = 0; round < 400; round++) {
        char words[600] = "";
        size_t used = 0;
        for (int i = 0; i < 60; i++) {
            const char *piece = pieces[unit_below(&seed, TB_COUNT(pieces))];
            used += (size_t)snprintf(words + used, sizeof words - used, "%s", piece);
        }
        write_board("noise", words);
        bool ok = board_read(folder, "noise", &board, why, sizeof why);
        assert_true(ok == (why[0] == '\0'));
        assert_true(ok || strchr(why, ':') != NULL);
    }
    remove_board("noise");
}

static void test_names(void **state)
{
    char why[400], names[60];
    struct board board;
    (void)state;
    assert_true(board_name_is_sound("waveshare-sim7600-hat"));
    assert_false(board_name_is_sound(""));
    assert_false(board_name_is_sound("../x"));
    assert_false(board_name_is_sound("a b"));
    assert_false(board_name_is_sound("a.ini"));
    assert_false(board_name_is_sound("12345678901234567890123456789012"));
    assert_false(board_read(folder, "none", &board, why, sizeof why));
    assert_int_equal(errno, ENOENT);
    assert_false(board_read(folder, "../none", &board, why, sizeof why));
    board_names(folder, names, sizeof names);
    assert_string_equal(names, "");
    board_names("/nowhere", names, sizeof names);
    assert_string_equal(names, "");
    board_names(SHIPPED, names, 30); /* as many as fit, whole */
    assert_string_equal(names, "sixfab-base-hat, usb-stick");
    assert_int_equal(setenv("TEXTBACK_BOARDS", folder, 1), 0);
    assert_string_equal(board_folder(), folder);
    assert_int_equal(unsetenv("TEXTBACK_BOARDS"), 0);
    assert_string_not_equal(board_folder(), folder);
}

static void test_what_is_no_file(void **state)
{
    char why[400], path[300];
    struct board board;
    (void)state;
    (void)snprintf(path, sizeof path, "%s/odd.ini", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(board_read(folder, "odd", &board, why, sizeof why));
    assert_non_null(strstr(why, "no file"));
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    (void)alarm(10);
    assert_false(board_read(folder, "odd", &board, why, sizeof why));
    (void)alarm(0);
    assert_int_equal(unlink(path), 0);
}

/* Saved by an editor that writes two octets a letter. */
static void test_utf16(void **state)
{
    static const char words[] = "\xff\xfe[\0k\0e\0y\0]\0\n\0g\0p\0i\0o\0=\0G\0P\0I\0O\0"
                                "6\0\n";
    char why[400], path[300];
    struct board board;
    (void)state;
    (void)snprintf(path, sizeof path, "%s/wide.ini", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(words, 1, sizeof words, file), sizeof words);
    assert_int_equal(fclose(file), 0);
    assert_false(board_read(folder, "wide", &board, why, sizeof why));
    assert_non_null(strstr(why, "wide.ini:1:"));
    assert_int_equal(unlink(path), 0);
}

/* --- in textback.ini --- */

static void test_the_ini_names_one(void **state)
{
    (void)state;
    assert_int_equal(setenv("TEXTBACK_BOARDS", SHIPPED, 1), 0);
    struct parsed *p = parse_more("[box]\nboard = Waveshare-SIM7600-HAT\n");
    assert_int_equal(p->report.count, 0);
    assert_string_equal(p->cfg.board, "waveshare-sim7600-hat");
    free(p);
    static const char *const wrong[] = {"sixfab", "../boards/usb-stick", "\"usb-stick\"",
                                        "a-very-long-name-that-no-board-can-possibly-have"};
    for (size_t i = 0; i < TB_COUNT(wrong); i++) {
        char more[120];
        (void)snprintf(more, sizeof more, "[box]\nboard = %s\n", wrong[i]);
        p = parse_more(more);
        assert_int_equal(p->report.errors, 1);
        assert_int_equal(p->report.finding[0].line, SOUND_LINES + 2);
        assert_non_null(strstr(p->report.finding[0].text, "is no board that the box knows"));
        assert_non_null(strstr(p->report.finding[0].text,
                               "write board = and one of: sixfab-base-hat, usb-stick, waveshare-"));
        assert_string_equal(p->cfg.board, "");
        free(p);
    }
    assert_int_equal(setenv("TEXTBACK_BOARDS", folder, 1), 0);
    p = parse_more("[box]\nboard = usb-stick\n");
    assert_int_equal(p->report.errors, 1);
    assert_non_null(strstr(p->report.finding[0].text, "there are no boards in /tmp/textback-boards-"));
    free(p);
    write_board("mine", "[key]\nactive = high\n");
    p = parse_more("[box]\nboard = mine\n");
    assert_int_equal(p->report.errors, 1);
    assert_int_equal(p->report.finding[0].line, SOUND_LINES + 2);
    assert_non_null(strstr(p->report.finding[0].text, "mine.ini:2: [key] leads nowhere"));
    free(p);
    remove_board("mine");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_board_that_we_ship_is_sound),
        cmocka_unit_test(test_what_they_say_of_their_wires),
        cmocka_unit_test(test_everything_can_be_said),
        cmocka_unit_test(test_every_mistake_has_file_line_and_remedy),
        cmocka_unit_test(test_a_line_that_inih_would_cut_is_an_error),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_what_is_no_file),
        cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_the_ini_names_one),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
