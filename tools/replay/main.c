/* replay: byte scripts of modems (cases/LOG.md) against the real core and the real configuration reader,
 * under virtual time. Each case is one virtual box, played in a process of its own so that one which aborts
 * does not end the others. */
#include "report.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS_USAGE = 64, STATUS_BROKEN = 70, CPU_SECONDS = 120 };

struct run {
    enum report_form form;
    struct patterns *patterns;
    struct totals totals;
    bool unreadable; /* a file could not be read */
};

/* --- one case, in its own process --- */

static enum result play_case(const struct run *run, const struct script *script,
                             const struct settings *settings)
{
    struct play play;
    struct judgement judgement = {.people = NULL};
    enum result result = RESULT_FAIL;

    if (!play_init(&play, script, run->patterns, settings, &judgement.why)) {
        report_words(run->form, result, script->id, bytes_string(&judgement.why));
    } else {
        play_run(&play);
        judge_settle(&play);
        judge_case(&judgement, &play);
        if (script->checks == NULL)
            result = RESULT_OPEN;
        else if (judgement.why.length == 0)
            result = RESULT_PASS;
        report_case(run->form, result, &play, &judgement);
    }
    judge_free(&judgement);
    play_free(&play);
    return result;
}

static void count(struct run *run, enum result result)
{
    switch (result) {
    case RESULT_PASS:
        run->totals.pass++;
        break;
    case RESULT_FAIL:
        run->totals.fail++;
        break;
    case RESULT_OPEN:
        run->totals.open++;
        break;
    }
}

static void complain(struct run *run, enum result result, const char *id, const char *why)
{
    report_words(run->form, result, id, why);
    count(run, result);
}

static void guarded(struct run *run, const struct script *script, const struct settings *settings)
{
    struct rlimit limit = {.rlim_cur = CPU_SECONDS, .rlim_max = CPU_SECONDS};
    char why[96];
    int status = 0;

    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        (void)setrlimit(RLIMIT_CPU, &limit);
        enum result result = play_case(run, script, settings);
        exit(fflush(stdout) == 0 ? (int)result : STATUS_BROKEN);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0) {
        complain(run, RESULT_FAIL, script->id, strerror(errno));
    } else if (WIFEXITED(status) && WEXITSTATUS(status) <= RESULT_OPEN) {
        count(run, (enum result)WEXITSTATUS(status));
    } else {
        (void)snprintf(why, sizeof why, "the box died by itself (%s %d)",
                       WIFSIGNALED(status) ? "signal" : "status",
                       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        complain(run, RESULT_FAIL, script->id, why);
    }
}

/* --- files --- */

static void one_line(struct run *run, const char *file, size_t number, const char *line, size_t length,
                     const struct shared_ini *ini)
{
    struct script script;
    struct settings settings = {.folder = NULL};
    struct bytes why = {.at = NULL}, place = {.at = NULL};

    if (!script_parse(run->patterns, line, length, &script, &why)) {
        bytes_format(&place, "%s:%zu: %s", file, number, bytes_string(&why));
        (void)fprintf(stderr, "%s\n", place.at);
        complain(run, RESULT_FAIL, script.id, place.at);
    } else if (script.two_ports) {
        complain(run, RESULT_OPEN, script.id, "needs two ports");
    } else if (!settings_load(&settings, &script, ini, &why)) {
        complain(run, RESULT_FAIL, script.id, bytes_string(&why));
    } else {
        guarded(run, &script, &settings);
    }
    settings_free(&settings);
    script_free(&script);
    bytes_free(&why);
    bytes_free(&place);
}

static bool is_blank(const char *line, size_t length)
{
    while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL && line[length - 1] != '\0')
        length--;
    return length == 0;
}

static void one_file(struct run *run, const char *path)
{
    struct shared_ini ini = {.there = false};
    struct bytes all = {.at = NULL};
    size_t number = 1;

    /* Nothing stays open: a child's exit() moves the place of a file that it shares. */
    if (!bytes_read(&all, path, SIZE_MAX)) {
        (void)fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
        run->unreadable = true;
    }
    shared_ini_read(&ini, path);
    const char *line = bytes_string(&all), *end = line + all.length;
    for (; line < end; number++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((newline != NULL ? newline : end) - line);
        if (!is_blank(line, length))
            one_line(run, path, number, line, length, &ini);
        line += length + 1;
    }
    bytes_free(&all);
    bytes_free(&ini.bytes);
}

static int usage(bool asked)
{
    (void)fputs(
        "usage: replay [--json | -v] FILE.jsonl...\n"
        "  plays byte scripts of modems, with the textback.ini beside each FILE; status 1 if a check fails\n"
        "  --json  one JSON object a case\n"
        "  -v      what went over the wire too\n"
        "  --help  this\n",
        asked ? stdout : stderr);
    return asked ? EXIT_SUCCESS : STATUS_USAGE;
}

/* True for an option, which is taken; *ok false if it is none of ours. */
static bool take_option(struct run *run, const char *word, bool *ok)
{
    if (word[0] != '-')
        return false;
    if (strcmp(word, "--json") == 0)
        run->form = REPORT_JSON;
    else if (strcmp(word, "-v") == 0)
        run->form = REPORT_TRANSCRIPTS;
    else
        *ok = false;
    return true;
}

int main(int argc, char **argv)
{
    struct run run = {.form = REPORT_TABLE};
    bool ok = true;
    int files = 0;

    for (int i = 1; i < argc; i++)
        files += !take_option(&run, argv[i], &ok);
    if (!ok || files == 0)
        return usage(argc == 2 && strcmp(argv[1], "--help") == 0);
    run.patterns = patterns_new();
    for (int i = 1; i < argc; i++)
        if (!take_option(&run, argv[i], &ok))
            one_file(&run, argv[i]);
    const struct totals *totals = &run.totals;
    if (run.form != REPORT_JSON && (!run.unreadable || totals->pass + totals->fail + totals->open > 0))
        report_totals(totals); /* not of nothing: what was told is that it could not be read */
    patterns_free(run.patterns);
    if (fflush(stdout) != 0)
        return EXIT_FAILURE;
    return run.totals.fail > 0 || run.unreadable ? EXIT_FAILURE : EXIT_SUCCESS;
}
