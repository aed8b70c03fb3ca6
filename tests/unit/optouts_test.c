/* Opt-outs outlive a torn line, a wrong bit, a lost ledger and a lost file. */
#include "shell/optouts.h"

#include "ledger/in_folder.h"
#include "ledger/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct optouts *must_open(void)
{
    char why[160] = "";
    struct optouts *optouts = optouts_open(dir, why, sizeof why);

    if (optouts == NULL)
        fail_msg("%s", why);
    return optouts;
}

static bool count_one(void *arg, const char *number)
{
    size_t *count = arg;

    assert_int_equal(number[0], '+');
    (*count)++;
    return true;
}

static size_t count_of(const struct optouts *optouts)
{
    size_t count = 0;

    assert_true(optouts_each(optouts, count_one, &count));
    return count;
}

static void change(struct optouts *optouts, const char *number, bool out)
{
    assert_true(optouts_note(optouts, number, out));
    assert_true(optouts_flush(optouts, true, SAMPLE_WALL));
}

static void a_line_is_what_the_header_says(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();

    change(optouts, "+12025550143", true);
    assert_true(optouts_note(optouts, "+12025550144", true));
    assert_true(optouts_flush(optouts, false, 0));
    char *text = sample_read(sample_path(dir, OPTOUTS_FILE));
    /* sums by zlib: python3 -c 'import zlib; print("%08x" % zlib.crc32(b"..."))' */
    assert_string_equal(text, "2026-04-15T18:00:00Z + +12025550143 d5805863\n- + +12025550144 c680328b\n");
    free(text);
    optouts_close(optouts);
}

static void changes_are_read_back_in_order(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();

    change(optouts, "+12025550143", true);
    change(optouts, "+12025550144", true);
    change(optouts, "+12025550143", false);
    change(optouts, "+12025550145", true);
    change(optouts, "+12025550145", false);
    change(optouts, "+12025550145", true);
    optouts_close(optouts);
    optouts = must_open();
    assert_false(optouts_has(optouts, "+12025550143"));
    assert_true(optouts_has(optouts, "+12025550144"));
    assert_true(optouts_has(optouts, "+12025550145"));
    assert_false(optouts_has(optouts, "+12025550199"));
    assert_false(optouts_has(optouts, ""));
    assert_int_equal(count_of(optouts), 2);
    optouts_close(optouts);
}

static void what_does_not_change_is_not_written(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();
    struct stat before, after;

    assert_true(optouts_note(optouts, "+12025550143", false));
    assert_true(optouts_flush(optouts, true, SAMPLE_WALL));
    assert_int_equal(access(sample_path(dir, OPTOUTS_FILE), F_OK), -1);
    change(optouts, "+12025550143", true);
    assert_int_equal(stat(sample_path(dir, OPTOUTS_FILE), &before), 0);
    change(optouts, "+12025550143", true);
    assert_true(optouts_note(optouts, "+12025550143", false));
    optouts_drop(optouts);
    assert_true(optouts_has(optouts, "+12025550143"));
    assert_true(optouts_flush(optouts, true, SAMPLE_WALL));
    assert_int_equal(stat(sample_path(dir, OPTOUTS_FILE), &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    optouts_close(optouts);
}

/* A power cut may leave any beginning of the last line, and never costs another line. */
static void a_torn_last_line_is_passed_over(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();
    const char *path = sample_path(dir, OPTOUTS_FILE);

    change(optouts, "+12025550143", true);
    change(optouts, "+12025550144", true);
    optouts_close(optouts);
    char *whole = sample_read(path);
    size_t length = strlen(whole), first = (size_t)(strchr(whole, '\n') + 1 - whole);
    for (size_t cut = first; cut < length; cut++) {
        sample_write(path, whole, cut);
        optouts = must_open();
        assert_true(optouts_has(optouts, "+12025550143"));
        assert_false(optouts_has(optouts, "+12025550144"));
        change(optouts, "+12025550145", true); /* the next line is not glued to the torn one */
        optouts_close(optouts);
        optouts = must_open();
        assert_true(optouts_has(optouts, "+12025550143"));
        assert_true(optouts_has(optouts, "+12025550145"));
        optouts_close(optouts);
    }
    free(whole);
}

static void any_wrong_byte_spoils_its_line_only(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();
    const char *path = sample_path(dir, OPTOUTS_FILE);

    change(optouts, "+12025550143", true);
    change(optouts, "+12025550144", true);
    optouts_close(optouts);
    char *whole = sample_read(path);
    size_t length = strlen(whole), first = (size_t)(strchr(whole, '\n') - whole);
    for (size_t at = 0; at < first; at++) {
        for (int bit = 0; bit < 8; bit++) {
            whole[at] = (char)(whole[at] ^ (1 << bit));
            sample_write(path, whole, length);
            optouts = must_open();
            bool one_case = (whole[at] ^ (1 << bit)) >= 'a' && bit == 5; /* a hex digit as a capital */
            assert_true(one_case || !optouts_has(optouts, "+12025550143"));
            assert_true(optouts_has(optouts, "+12025550144"));
            assert_true(count_of(optouts) <= 2);
            optouts_close(optouts);
            whole[at] = (char)(whole[at] ^ (1 << bit));
        }
    }
    free(whole);
}

static void rubbish_is_passed_over(void **state)
{
    (void)state;
    char rubbish[70000];
    struct optouts *optouts = must_open();

    change(optouts, "+12025550143", true);
    optouts_close(optouts);
    char *whole = sample_read(sample_path(dir, OPTOUTS_FILE));
    (void)memset(rubbish, 'x', sizeof rubbish);
    for (size_t i = 0; i < sizeof rubbish; i += 1000)
        rubbish[i] = (char)(i % 3000 == 0 ? '\n' : '\0');
    rubbish[40000] = '\n';
    (void)memcpy(rubbish + 40001, whole, strlen(whole));
    sample_write(sample_path(dir, OPTOUTS_FILE), rubbish, sizeof rubbish);
    optouts = must_open();
    assert_true(optouts_has(optouts, "+12025550143"));
    optouts_close(optouts);
    free(whole);
}

static void thousands_of_people(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();
    char number[TB_NUMBER_MAX];

    for (int i = 0; i < 5000; i++) {
        (void)snprintf(number, sizeof number, "+1202%07d", i);
        assert_true(optouts_note(optouts, number, true));
    }
    assert_true(optouts_flush(optouts, true, SAMPLE_WALL));
    optouts_close(optouts);
    optouts = must_open();
    assert_int_equal(count_of(optouts), 5000);
    optouts_close(optouts);
    assert_int_equal(optouts_between(dir, SAMPLE_WALL - 1000, SAMPLE_WALL + 1000), 5000);
    assert_int_equal(optouts_between(dir, SAMPLE_WALL + 1000, INT64_MAX), 0);
}

/* RLIMIT_FSIZE stands for a full disk: SIGXFSZ ignored, writes past it fail. */
static void a_full_disk_leaves_the_file_whole(void **state)
{
    (void)state;
    struct optouts *optouts = must_open();
    struct rlimit limit;
    struct stat st;

    change(optouts, "+12025550143", true);
    assert_int_equal(stat(sample_path(dir, OPTOUTS_FILE), &st), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit tight = {.rlim_cur = (rlim_t)st.st_size + 10, .rlim_max = limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    assert_true(optouts_note(optouts, "+12025550144", true));
    bool flushed = optouts_flush(optouts, true, SAMPLE_WALL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_false(flushed);
    char *text = sample_read(sample_path(dir, OPTOUTS_FILE));
    assert_int_equal(strlen(text), st.st_size);
    free(text);
    assert_true(optouts_has(optouts, "+12025550144")); /* still noted */
    assert_true(optouts_flush(optouts, true, SAMPLE_WALL));
    optouts_close(optouts);
    optouts = must_open();
    assert_true(optouts_has(optouts, "+12025550144"));
    optouts_close(optouts);
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    char why[160] = "";

    assert_int_equal(mkdir(sample_path(dir, OPTOUTS_FILE), 0700), 0);
    assert_null(optouts_open(dir, why, sizeof why));
    assert_non_null(strstr(why, OPTOUTS_FILE));
    assert_int_equal(optouts_between(dir, 0, 1), -1);
}

int main(void)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_line_is_what_the_header_says),
        IN_FOLDER(changes_are_read_back_in_order),
        IN_FOLDER(what_does_not_change_is_not_written),
        IN_FOLDER(a_torn_last_line_is_passed_over),
        IN_FOLDER(any_wrong_byte_spoils_its_line_only),
        IN_FOLDER(rubbish_is_passed_over),
        IN_FOLDER(thousands_of_people),
        IN_FOLDER(a_full_disk_leaves_the_file_whole),
        IN_FOLDER(a_file_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
