#include "ctl.h"

#include "base/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

char *ctl_run(const char *textbackctl, const char *arguments, const char *errors, int *status)
{
    char command[1024], *out = NULL;
    size_t length = 0;

    int n = snprintf(command, sizeof command, "TZ=" CTL_ZONE " %s %s 2>%s", textbackctl, arguments, errors);
    CHECK(n > 0 && (size_t)n < sizeof command);
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    if (getdelim(&out, &length, '\0', pipe) < 0) {
        free(out);
        out = strdup("");
    }
    *status = WEXITSTATUS(pclose(pipe));
    return out;
}

json_t *ctl_rows(const char *text)
{
    char *copy = strdup(text), *save = NULL;
    json_t *rows = json_array();

    for (char *line = strtok_r(copy, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
        json_t *row = json_loads(line, 0, NULL);
        if (!json_is_object(row))
            fail_msg("not an object: %s", line);
        assert_int_equal(json_array_append_new(rows, row), 0);
    }
    free(copy);
    return rows;
}

void ctl_assert_row(const json_t *rows, size_t n, const char *want)
{
    char *got = json_dumps(json_array_get(rows, n), JSON_SORT_KEYS);
    json_t *expected = json_loads(want, 0, NULL);
    char *sorted = json_dumps(expected, JSON_SORT_KEYS);

    assert_non_null(got);
    assert_non_null(sorted);
    assert_string_equal(got, sorted);
    free(got);
    free(sorted);
    json_decref(expected);
}
