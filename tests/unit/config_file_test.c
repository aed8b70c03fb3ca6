/* The file on the card, the last good one, what --check prints, and the file that the card is shipped with.
 */
#include "config_fixture.h"
#include "shell/keep.h"

#include "core/template.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[64];
};

static struct folder make_folder(void)
{
    struct folder f = {.path = "/tmp/config_file_test.XXXXXX"};
    assert_non_null(mkdtemp(f.path));
    return f;
}

static const char *in(const struct folder *f, const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    (void)snprintf(path[turn], sizeof(path[turn]), "%s/%s", f->path, name);
    return path[turn];
}

static void write_text(const struct folder *f, const char *name, const char *text)
{
    FILE *file = fopen(in(f, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static bool holds_text(const struct folder *f, const char *name, const char *text)
{
    char got[4096] = "";
    FILE *file = fopen(in(f, name), "rb");
    if (file == NULL)
        return false;
    size_t n = fread(got, 1, sizeof(got) - 1, file);
    (void)fclose(file);
    return n == strlen(text) && memcmp(got, text, n) == 0;
}

static void remove_folder(const struct folder *f)
{
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", f->path);
    assert_int_equal(system(command), 0);
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *present[4];
        const char *found; /* NULL: none */
        unsigned warnings;
    } rows[] = {
        {{NULL}, NULL, 0},
        {{"other.ini", "textback.in", "xtextback.ini"}, NULL, 0},
        {{"textback.ini"}, "textback.ini", 0},
        {{"TEXTBACK.INI"}, "TEXTBACK.INI", 0},
        {{"textback.ini.txt"}, "textback.ini.txt", 0},
        {{"TextBack.ini.TXT"}, "TextBack.ini.TXT", 0},
        {{"textback.ini", "Textback.ini"}, "textback.ini", 1},
        {{"textback.ini.txt", "textback.ini"}, "textback.ini", 1},
        {{"Textback.ini", "textback.ini.txt"}, "Textback.ini", 1},
        {{"TEXTBACK.ini", "Textback.ini"}, "TEXTBACK.ini", 1},
        {{"textback.ini.TXT", "textback.ini.txt"}, "textback.ini.txt", 1},
    };
    static struct config_report report;
    for (size_t i = 0; i < TB_COUNT(rows); i++) {
        struct folder f = make_folder();
        char found[CONFIG_PATH_MAX] = "";
        for (int k = 0; k < 4 && rows[i].present[k] != NULL; k++)
            write_text(&f, rows[i].present[k], "");
        memset(&report, 0, sizeof(report));
        bool there = config_find(in(&f, "textback.ini"), found, sizeof(found), &report);
        assert_int_equal(there, rows[i].found != NULL);
        if (there)
            assert_string_equal(found, in(&f, rows[i].found));
        assert_int_equal(report.errors, there ? 0 : 1);
        assert_int_equal(report.warnings, rows[i].warnings);
        remove_folder(&f);
    }
}

static void test_find_odd_paths(void **state)
{
    (void)state;
    static struct config_report report;
    char found[CONFIG_PATH_MAX], tiny[8], lengthy[2000];
    struct folder f = make_folder();
    assert_false(config_find(in(&f, "no/such/textback.ini"), found, sizeof(found), &report));
    write_text(&f, "textback.ini", SOUND_HEAD);
    assert_false(config_find(in(&f, "textback.ini"), tiny, sizeof(tiny), &report));
    memset(lengthy, 'x', sizeof(lengthy));
    lengthy[1000] = '/';
    lengthy[sizeof(lengthy) - 1] = '\0';
    assert_false(config_find(lengthy, found, sizeof(found), &report));
    assert_int_equal(mkdir(in(&f, "Sub.ini"), 0700), 0); /* a folder is no candidate */
    assert_false(config_find(in(&f, "sub.ini"), found, sizeof(found), &report));
    assert_int_equal(chdir(f.path), 0);
    assert_true(config_find("TextBack.ini", found, sizeof(found), &report)); /* no folder in the path */
    assert_string_equal(found, "textback.ini");
    assert_int_equal(chdir("/"), 0);
    remove_folder(&f);
}

static void test_load(void **state)
{
    (void)state;
    struct parsed *p = malloc(sizeof(*p));
    struct folder f = make_folder();
    assert_non_null(p);
    assert_int_equal(config_load(in(&f, "textback.ini"), &p->cfg, &p->report), CONFIG_UNREADABLE);
    expect_counts(p, 1, 0);
    expect_finding(p, CONFIG_ERROR, 1,
                   "the file is not there: put it on the card under the name textback.ini");
    assert_string_equal(p->report.file, in(&f, "textback.ini"));
    assert_false(p->cfg.textable);
    assert_int_equal(p->cfg.line_count, 1);

    write_text(&f, "Textback.ini", SOUND_HEAD "vip = {x}\n");
    write_text(&f, "textback.ini.txt", "");
    assert_int_equal(config_load(in(&f, "textback.ini"), &p->cfg, &p->report), CONFIG_FLAWED);
    expect_counts(p, 1, 1);
    expect_finding(p, CONFIG_WARNING, 1, "there is also textback.ini.txt, which is not read");
    expect_finding(p, CONFIG_ERROR, 9, "{x} is no placeholder");
    assert_string_equal(p->report.file, in(&f, "Textback.ini"));

    assert_int_equal(mkdir(in(&f, "dir.ini"), 0700), 0);
    assert_int_equal(config_load(in(&f, "dir.ini"), &p->cfg, &p->report), CONFIG_UNREADABLE);
    expect_finding(p, CONFIG_ERROR, 1, "the file cannot be read");
    remove_folder(&f);
    free(p);
}

static void test_effective(void **state)
{
    (void)state;
    struct parsed *p = malloc(sizeof(*p));
    assert_non_null(p);
    struct folder card = make_folder(), box = make_folder();
    const char *path = in(&card, "textback.ini");
    char file[256];
    (void)snprintf(file, sizeof(file), "%s", path);
    bool last_good = true;

    /* nothing at all: recorded and alerted only */
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good),
                     CONFIG_UNREADABLE);
    assert_false(last_good || p->cfg.textable);

    /* an error and no last good: the bad line is left out */
    static const char flawed[] = SOUND_HEAD "[reply]\nwait = 15\ngive_up = 20s\n";
    write_text(&card, "textback.ini", flawed);
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good), CONFIG_FLAWED);
    assert_true(!last_good && p->cfg.textable);
    assert_int_equal(p->cfg.wait_ms, 0);
    assert_int_equal(p->cfg.give_up_ms, 20000);
    assert_int_not_equal(access(in(&box, CONFIG_LAST_GOOD), F_OK), 0);

    /* no error: in force and kept */
    static const char good[] = SOUND_HEAD "[reply]\nwait = 15s\n";
    write_text(&card, "textback.ini", good);
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good), CONFIG_SOUND);
    assert_true(!last_good && p->cfg.wait_ms == 15000);
    assert_true(holds_text(&box, CONFIG_LAST_GOOD, good));

    /* an error again: the last good one whole, and the report is about the new file */
    write_text(&card, "textback.ini", flawed);
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good), CONFIG_FLAWED);
    assert_true(last_good && p->cfg.textable);
    assert_int_equal(p->cfg.wait_ms, 15000);
    assert_int_equal(p->cfg.give_up_ms, 12000);
    expect_finding(p, CONFIG_ERROR, 10, "[reply] wait");
    assert_string_equal(p->report.file, file);
    assert_true(holds_text(&box, CONFIG_LAST_GOOD, good));

    remove_folder(&card);
    remove_folder(&box);
    free(p);
}

/* The same with a last good file there, and cards that are gone, worth a warning, or no help. */
static void test_effective_with_last_good(void **state)
{
    (void)state;
    struct parsed *p = malloc(sizeof(*p));
    assert_non_null(p);
    struct folder card = make_folder(), box = make_folder();
    static const char flawed[] = SOUND_HEAD "[reply]\nwait = 15\ngive_up = 20s\n";
    static const char good[] = SOUND_HEAD "[reply]\nwait = 15s\n";
    char file[256];
    bool last_good = false;
    (void)snprintf(file, sizeof(file), "%s", in(&card, "textback.ini"));
    write_text(&box, CONFIG_LAST_GOOD, good);

    /* the card is gone: the last good one */
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good),
                     CONFIG_UNREADABLE);
    assert_true(last_good && p->cfg.wait_ms == 15000);

    /* a warning changes nothing: the new file is in force and kept */
    static const char warned[] = SOUND_HEAD "vip = {broker} STOP\n[reply]\nwait = 5s\n";
    write_text(&card, "textback.ini", warned);
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good), CONFIG_SOUND);
    expect_counts(p, 0, 1);
    assert_true(!last_good && p->cfg.wait_ms == 5000);
    assert_true(holds_text(&box, CONFIG_LAST_GOOD, warned));

    /* a last good file that is damaged does not count */
    write_text(&box, CONFIG_LAST_GOOD, "[agent]\nnothing of use\n");
    write_text(&card, "textback.ini", flawed);
    assert_int_equal(config_load_effective(file, box.path, &p->cfg, &p->report, &last_good), CONFIG_FLAWED);
    assert_true(!last_good && p->cfg.textable && p->cfg.give_up_ms == 20000);

    /* a state folder that is not there: said, and the file is in force all the same */
    write_text(&card, "textback.ini", good);
    assert_int_equal(config_load_effective(file, "/nonexistent", &p->cfg, &p->report, &last_good),
                     CONFIG_SOUND);
    expect_counts(p, 0, 1);
    expect_finding(p, CONFIG_WARNING, 1, "could not be kept");
    remove_folder(&card);
    remove_folder(&box);
    free(p);
}

static void test_keep_good(void **state)
{
    (void)state;
    struct folder box = make_folder();
    struct stat first, second;
    assert_true(keep_file(box.path, CONFIG_LAST_GOOD, (const uint8_t *)"one", 3));
    assert_int_equal(stat(in(&box, CONFIG_LAST_GOOD), &first), 0);
    assert_int_equal(first.st_mode & 0777, 0600);
    assert_true(
        keep_file(box.path, CONFIG_LAST_GOOD, (const uint8_t *)"one", 3)); /* the same: not written again */
    assert_int_equal(stat(in(&box, CONFIG_LAST_GOOD), &second), 0);
    assert_int_equal(first.st_ino, second.st_ino);
    assert_true(keep_file(box.path, CONFIG_LAST_GOOD, (const uint8_t *)"two", 3));
    assert_true(holds_text(&box, CONFIG_LAST_GOOD, "two"));
    assert_int_not_equal(access(in(&box, CONFIG_LAST_GOOD ".new"), F_OK), 0);
    assert_true(keep_file(box.path, CONFIG_LAST_GOOD, (const uint8_t *)"", 0));
    assert_true(holds_text(&box, CONFIG_LAST_GOOD, ""));
    assert_false(keep_file("/nonexistent", CONFIG_LAST_GOOD, (const uint8_t *)"x", 1));
    char lengthy[CONFIG_PATH_MAX + 1];
    memset(lengthy, 'x', sizeof(lengthy));
    lengthy[CONFIG_PATH_MAX] = '\0';
    assert_false(keep_file(lengthy, CONFIG_LAST_GOOD, (const uint8_t *)"x", 1));
    assert_int_equal(errno, ENAMETOOLONG);
    remove_folder(&box);
}

/* What --check prints for a file; status through *status. */
static char *check_output(const struct folder *f, const char *text, int *status)
{
    char *out = NULL;
    size_t size = 0;
    write_text(f, "textback.ini", text);
    FILE *stream = open_memstream(&out, &size);
    assert_non_null(stream);
    *status = config_check(in(f, "textback.ini"), stream);
    (void)fclose(stream);
    return out;
}

static void expect_line(const char *out, const char *line)
{
    if (strstr(out, line) == NULL)
        (void)fprintf(stderr, "missing: %s\nin:\n%s\n", line, out);
    assert_non_null(strstr(out, line));
}

static void test_check_of_a_file_not_filled_in(void **state)
{
    (void)state;
    struct folder f = make_folder();
    int status;
    char *out =
        check_output(&f, "[agent]\nphone = 202-555-0100\n[message]\ntext = {agent} {broker} STOP\n", &status);
    assert_int_equal(status, 2);
    expect_line(
        out, "text:\n    {agent} {broker} STOP\n    (its length shows once {agent} and {broker} are filled "
             "in)\n");
    assert_null(strstr(out, "as two characters"));
    expect_line(out, "until that is right, a box keeps to its last good settings; ");
    expect_line(out, "callers get no text until name, broker, phone and text are right\n");
    assert_null(strstr(out, " is good"));
    free(out);
    assert_int_equal(unlink(in(&f, "textback.ini")), 0);
    remove_folder(&f);
}

static void test_check(void **state)
{
    (void)state;
    struct folder f = make_folder();
    char expected[512];
    int status;
    char *out = check_output(
        &f,
        SOUND_HEAD
        "vip = {agent} {broker} STOP \u00e1 and \u00f3, which are of the long alphabet, "
        "so it takes two\nshort = \u00e1 {agent} {broker} STOP\n"
        "dash = {agent} {broker} \u2014 STOP\n"
        "many = \u0430\u0431\u0432\u0433\u0434\u0435\u0436 {agent} {broker} STOP\n[hours]\nopen = 9am to 8\n",
        &status);
    assert_int_equal(status, 2);
    expect_line(
        out, "text:\n    Hi, Alex Agent with Example Realty. I can call within 15 minutes. Reply STOP to opt "
             "out.\n    (GSM-7, 88 of 160 characters, 1 part)\n  and when no call back is promised");
    expect_line(out, "    Hi, Alex Agent with Example Realty. Reply STOP to opt out.\n");
    expect_line(
        out,
        "(UCS-2, 87 of 134 characters, 2 parts)\n    the \u00e1 \u00f3 make this 2 texts instead of 1\n");
    expect_line(out, "    the \u00e1 makes each part hold 70 characters, not 160\n");
    expect_line(out, "the \u0430 \u0431 \u0432 \u0433 \u0434 \u0435 ... make");
    expect_line(out, "    Alex Agent Example Realty - STOP\n");
    expect_line(out, "after_hours:\n");
    (void)snprintf(expected, sizeof(expected), "%s:11: note: \u2014 is sent as -\n", in(&f, "textback.ini"));
    expect_line(out, expected);
    (void)snprintf(expected, sizeof(expected),
                   "%s:14: error: [hours] open: \"9am to 8\" cannot be read: write opening hours as "
                   "09:00-20:00 or 9am-5pm\n",
                   in(&f, "textback.ini"));
    expect_line(out, expected);
    free(out);

    out = check_output(&f, SOUND_HEAD "vip = {agent} {broker} STOP [x]\n", &status);
    assert_int_equal(status, 0);
    assert_null(strstr(out, "error"));
    (void)snprintf(expected, sizeof(expected), "\n%s is good\n", in(&f, "textback.ini"));
    assert_string_equal(out + strlen(out) - strlen(expected), expected);
    expect_line(out, "(GSM-7, 36 of 160 characters, 1 part)\n    [ ] count as two characters\n");
    assert_null(strstr(out, "last good settings"));
    free(out);
    out = check_output(&f, SOUND_HEAD "vip = Hello\n", &status);
    assert_int_equal(status, 0);
    (void)snprintf(expected, sizeof(expected), "\n%s is good; look at the 3 warnings\n",
                   in(&f, "textback.ini"));
    assert_string_equal(out + strlen(out) - strlen(expected), expected);
    free(out);
    assert_int_equal(unlink(in(&f, "textback.ini")), 0);
    out = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&out, &size);
    assert_int_equal(config_check(in(&f, "textback.ini"), stream), 2);
    (void)fclose(stream);
    expect_line(out, ":1: error: the file is not there");
    free(out);
    remove_folder(&f);
}

/* --- the card as shipped --- */

static char *shipped_file(void)
{
    FILE *file = fopen(TB_SOURCE_DIR "/board/sdcard/textback.ini", "rb");
    assert_non_null(file);
    char *text = calloc(1, 32768);
    assert_non_null(text);
    size_t n = fread(text, 1, 32767, file);
    assert_in_range(n, 1000, 32766);
    (void)fclose(file);
    return text;
}

/* Replaces what once stands in text by something not longer, keeping the file's length with blanks. */
static void fill_in(char *text, const char *what, const char *value)
{
    char *at = strstr(text, what);
    assert_non_null(at);
    assert_true(strlen(value) <= strcspn(at, "\n"));
    memset(at, ' ', strcspn(at, "\n"));
    memcpy(at, value, strlen(value));
}

static void test_shipped_file(void **state)
{
    (void)state;
    char *text = shipped_file();
    for (const char *c = text; *c != '\0'; c++)
        assert_true(*c == '\n' || (*c >= ' ' && *c <= '~')); /* any editor shows it as it is */
    struct parsed *p = parse_text(text);
    expect_counts(p, 4, 0);
    for (unsigned i = 0; i < 4; i++)
        assert_non_null(strstr(p->report.finding[i].text, "it still says YOUR "));
    assert_false(p->cfg.textable);
    free(p);

    fill_in(text, "YOUR NAME", "Al Agent");
    fill_in(text, "YOUR BROKERAGE", "Example Realty");
    fill_in(text, "YOUR CELL NUMBER", "202-555-0100");
    fill_in(text, "YOUR TIME ZONE", "America/Denver");
    p = parse_text(text);
    expect_counts(p, 0, 0);
    assert_true(p->cfg.textable);
    assert_string_equal(p->cfg.zone.name, "America/Denver");
    char out[TB_MESSAGE_MAX];
    struct template_promise promise = {.time = "2:29 pm"};
    assert_true(template_render(&p->cfg, 0, &promise, out));
    assert_true(strlen(out) <= 160);
    static const char *const words[] = {"Al Agent", "Example Realty", "missed",
                                        "address",  "15 minutes",     "STOP"};
    for (size_t i = 0; i < TB_COUNT(words); i++)
        assert_non_null(strstr(out, words[i]));
    free(p);

    /* Every setting shown as a remark can be put to use, and what it says is its default where it names one.
     */
    for (char *c = text; (c = strchr(c, '\n')) != NULL; c++) {
        if (c[1] == ';' && c[2] != ' ' && c[2] != '\n')
            c[1] = ' ';
    }
    char *used = calloc(1, 32768);
    assert_non_null(used);
    size_t n = 0;
    for (const char *c = text; *c != '\0'; c++) {
        bool first = c == text || c[-1] == '\n';
        if (!(first && c[0] == ' ' && c[1] != ' '))
            used[n++] = *c;
    }
    p = parse_text(used);
    expect_counts(p, 0, p->report.warnings);
    assert_int_equal(p->cfg.repeat_ms, 12 * 3600000);
    assert_int_equal(p->cfg.give_up_ms, 12000);
    assert_int_equal(p->cfg.backup_count, 2);
    assert_int_equal(p->cfg.source_count, 1);
    assert_int_equal(p->cfg.special_count, 1);
    assert_int_equal(p->cfg.rule_count, 5);
    free(p);
    free(used);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_find_odd_paths),
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_effective),
        cmocka_unit_test(test_effective_with_last_good),
        cmocka_unit_test(test_keep_good),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_check_of_a_file_not_filled_in),
        cmocka_unit_test(test_shipped_file),
    };
    (void)setenv("TEXTBACK_BOARDS", TB_SOURCE_DIR "/board/boards", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
