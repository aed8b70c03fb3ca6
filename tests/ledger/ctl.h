/* Runs the textbackctl that was built, and reads its JSON back. */
#ifndef TESTS_LEDGER_CTL_H
#define TESTS_LEDGER_CTL_H

#include <jansson.h>

/* The time zone it runs in. */
#define CTL_ZONE "America/New_York"

/* Runs program TEXTBACKCTL (a path) with arguments as a shell would split them; standard error goes to
 * errors, a path. Standard output, to be freed; *status is the exit status. */
char *ctl_run(const char *textbackctl, const char *arguments, const char *errors, int *status);

/* Each line of text as an object, in an array; fails if a line is none. */
json_t *ctl_rows(const char *text);

/* The n-th row is this object, whole, whatever the order of its keys. */
void ctl_assert_row(const json_t *rows, size_t n, const char *want);

#endif
