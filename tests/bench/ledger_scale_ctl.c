#include "ledger_scale_ctl.h"

#include "base/check.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void run_ctl(const char *ctl, const char *dir, const char *const *words)
{
    const char *argv[8] = {ctl, "--state", dir};
    struct rusage usage;
    char name[80] = "textbackctl";
    int status;

    for (size_t i = 0; words[i] != NULL; i++) {
        argv[3 + i] = words[i];
        (void)snprintf(name + strlen(name), sizeof name - strlen(name), " %s", words[i]);
    }
    double begun = now_s();
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0)
            (void)execv(ctl, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    CHECK(wait4(pid, &status, 0, &usage) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)printf("| %-52s | %8.2f s, %6.1f MB |\n", name, now_s() - begun, (double)usage.ru_maxrss / 1e3);
}

void scale_measure_ctl(const char *program, const char *dir)
{
    static const char *const WORDS[][4] = {
        {"calls"}, {"--json", "calls"}, {"texts"},  {"people"},
        {"leads"}, {"explain", "1000"}, {"report"}, {"--from", "2026-03-01", "report"}};
    char ctl[4096];
    const char *slash = strrchr(program, '/');

    (void)snprintf(ctl, sizeof ctl, "%.*s/../../textbackctl", slash != NULL ? (int)(slash - program) : 1,
                   slash != NULL ? program : ".");
    if (access(ctl, X_OK) != 0) {
        (void)printf("%s is not there: left out\n", ctl);
        return;
    }
    for (size_t i = 0; i < TB_COUNT(WORDS); i++) {
        const char *words[5] = {WORDS[i][0], WORDS[i][1], WORDS[i][2], WORDS[i][3]};
        run_ctl(ctl, dir, words);
    }
}
