/* How a program of the tests that is run by hand says how it is used: --help on standard output with status
 * 0, what it does not take on standard error with status 2. tests/check/help.sh looks at each. */
#ifndef TESTS_USAGE_H
#define TESTS_USAGE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_MISUSED 2

static inline _Noreturn void usage_wrong(const char *usage)
{
    (void)fputs(usage, stderr);
    exit(EXIT_MISUSED);
}

/* usage: whole lines, the first "usage: NAME ...". Comes back if there are least to most arguments and none
 * is an option, which these programs do not have. */
static inline void usage_look(int argc, char **argv, const char *usage, int least, int most)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        exit(EXIT_SUCCESS);
    }
    if (argc - 1 < least || argc - 1 > most)
        usage_wrong(usage);
    for (int i = 1; i < argc; i++)
        if (argv[i][0] == '-')
            usage_wrong(usage);
}

/* The n-th argument as a number from low to high; usual if it is not given. */
static inline unsigned long usage_number(int argc, char **argv, const char *usage, int n, unsigned long usual,
                                         unsigned long low, unsigned long high)
{
    char *end;

    if (argc <= n)
        return usual;
    errno = 0;
    unsigned long value = strtoul(argv[n], &end, 10);
    if (errno != 0 || end == argv[n] || *end != '\0' || value < low || value > high)
        usage_wrong(usage);
    return value;
}

#endif
