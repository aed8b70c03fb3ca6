/* Damage in the second record of who said STOP: said once, at no line's cost but its own, and nobody is
 * texted as if they had never said it. */
#include "ledger/past.h"

#include "shell/optouts.h"

#include <signal.h>
#include <sys/wait.h>

#define ANN "+12025550143"
#define BOB "+12025550144"
/* Sums by zlib, as in optouts_test.c. */
#define ANNS "2026-04-15T18:00:00Z + " ANN " d5805863\n"
#define BOBS "- + " BOB " c680328b\n"
#define BAD  "- + +12025550145 deadbeef\n"

static const char *file(void)
{
    return sample_path(dir, OPTOUTS_FILE);
}

static struct optouts_damage damage_of(const char *text, size_t length)
{
    char words[160];

    sample_write(file(), text, length);
    struct optouts *optouts = optouts_open(dir, words, sizeof words);
    assert_non_null(optouts);
    struct optouts_damage damage = optouts_damage(optouts);
    optouts_close(optouts);
    return damage;
}

static void bad_lines_are_counted(void **state)
{
    (void)state;
    static char endless[100000];
    static const struct {
        const char *text;
        unsigned lines, first;
        bool whole;
    } ROWS[] = {
        {"", 0, 0, false},
        {ANNS BOBS, 0, 0, false},
        {ANNS BAD BOBS, 1, 2, false},
        {BAD ANNS BAD, 2, 1, false},
        {ANNS "\n" BOBS "\n\n", 0, 0, false},           /* an editor's blank lines */
        {"- + " BOB " c680328b\r\n" ANNS, 0, 0, false}, /* and its line ends */
        {ANNS "\nrubbish\n" BAD BOBS, 2, 3, false},
        {ANNS "- + +1202555", 1, 2, false}, /* torn off */
        {"- + +1202555", 1, 1, false},      /* by a power cut at the first of all */
        {BAD, 1, 1, true},
        {BAD "- + +1202555", 2, 1, true},
    };

    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct optouts_damage damage = damage_of(ROWS[i].text, strlen(ROWS[i].text));
        if (damage.lines != ROWS[i].lines || damage.first != ROWS[i].first || damage.whole != ROWS[i].whole)
            fail_msg("row %zu: %u bad, the first %u, whole %d", i, damage.lines, damage.first, damage.whole);
    }
    assert_true(damage_of(endless, sizeof endless).whole); /* a card's zeros */
    (void)memset(endless, 'x', sizeof endless);
    (void)memcpy(endless + sizeof endless - sizeof ANNS, "\n" ANNS, sizeof ANNS);
    struct optouts_damage damage = damage_of(endless, sizeof endless);
    assert_true(damage.lines == 1 && damage.first == 1 && !damage.whole);
}

static void a_database_that_knows_heals_the_file(void **state)
{
    (void)state;
    unsigned first;

    make_past();
    sample_write(file(), BAD BAD, 2 * strlen(BAD));
    struct ledger *ledger = must_open(LEDGER_OK);
    assert_out(ledger, ANN);
    assert_int_equal(ledger_bad_stops(ledger, &first), 2);
    assert_int_equal(first, 1);
    ledger_close(ledger);
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    ledger = must_open(LEDGER_FRESH); /* the file has it once more */
    assert_out(ledger, ANN);
    ledger_close(ledger);
}

static void without_a_database_nobody_knows(void **state)
{
    (void)state;
    bool blind;
    char words[200];
    struct ledger *ledger;

    sample_write(file(), BAD BAD, 2 * strlen(BAD));
    for (int round = 0; round < 2; round++) { /* and it does not become so by being tried again */
        assert_int_equal(ledger_open(dir, SAMPLE_BOOT, &ledger, words, sizeof words), LEDGER_FAILED);
        assert_non_null(strstr(words, OPTOUTS_FILE ": none of its 2 lines"));
        ledger = ledger_open_fallback(dir, SAMPLE_BOOT, &blind);
        assert_true(ledger != NULL && blind);
        ledger_close(ledger);
        ledger = ledger_open_later(dir, SAMPLE_BOOT);
        assert_false(ledger_begin(ledger));
        ledger_close(ledger);
        if (round == 0)
            sample_write(sample_path(dir, "ledger.db"), "no database", 11);
        assert_false(exists("ledger.db.bad-1"));
    }
    assert_int_equal(unlink(file()), 0); /* as the words say */
    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    ledger_close(must_open(LEDGER_FRESH));
}

static void some_bad_lines_do_not_stop_a_fresh_one(void **state)
{
    (void)state;
    unsigned first;

    sample_write(file(), BAD ANNS, strlen(BAD ANNS));
    struct ledger *ledger = must_open(LEDGER_FRESH);
    assert_out(ledger, ANN);
    assert_int_equal(ledger_bad_stops(ledger, &first), 1);
    ledger_close(ledger);
}

/* Ends after 20 s whatever it does. */
static void run_daemon(int out)
{
    (void)alarm(20);
    (void)dup2(out, STDERR_FILENO);
    (void)execl(TB_BINARY_DIR "/textbackd", "textbackd", "--config",
                TB_SOURCE_DIR "/board/sdcard/textback.ini", "--port", sample_path(dir, "none"), "--state",
                dir, "--card", dir, NULL);
    _exit(127);
}

/* Does it say the words on its log? */
static bool daemon_says(const char *words)
{
    int ends[2];
    char line[600];
    bool said = false;

    assert_int_equal(pipe(ends), 0);
    pid_t daemon = fork();
    assert_int_not_equal(daemon, -1);
    if (daemon == 0)
        run_daemon(ends[1]);
    (void)close(ends[1]);
    FILE *log = fdopen(ends[0], "r");
    assert_non_null(log);
    while (!said && fgets(line, sizeof line, log) != NULL)
        said = strstr(line, words) != NULL;
    (void)kill(daemon, SIGTERM);
    assert_int_equal(waitpid(daemon, NULL, 0), daemon);
    (void)fclose(log);
    return said;
}

static void the_daemon_says_so(void **state)
{
    (void)state;
    sample_write(file(), ANNS BAD, strlen(ANNS BAD));
    ledger_close(must_open(LEDGER_FRESH));
    assert_true(daemon_says(OPTOUTS_FILE ":2: a damaged line: whoever the ledger knows in it stays out"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(bad_lines_are_counted),
        IN_FOLDER(a_database_that_knows_heals_the_file),
        IN_FOLDER(without_a_database_nobody_knows),
        IN_FOLDER(some_bad_lines_do_not_stop_a_fresh_one),
        IN_FOLDER(the_daemon_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
