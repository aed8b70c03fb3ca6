/* textbackctl on the ledger of a test's folder. */
#ifndef TESTS_LEDGER_CTL_RIG_H
#define TESTS_LEDGER_CTL_RIG_H

#include "ledger/ctl.h"
#include "ledger/in_folder.h"
#include "ledger/sample.h"
#include "unit/support/unit.h"

static inline struct ledger *must_open(void)
{
    struct ledger *ledger;
    char why[256];

    if (ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why) == LEDGER_FAILED)
        fail_msg("%s", why);
    return ledger;
}

static inline char *run(const char *arguments, int *status)
{
    return ctl_run(TB_BINARY_DIR "/textbackctl", arguments, sample_path(dir, "stderr"), status);
}

static inline char *run_in(const char *command, const char *options, int *status)
{
    char arguments[300];

    (void)snprintf(arguments, sizeof arguments, "--state %s %s %s", dir, command, options);
    return run(arguments, status);
}

static inline json_t *rows_of(const char *command)
{
    int status;
    char *out = run_in(command, "--json", &status);
    json_t *rows = ctl_rows(out);

    assert_int_equal(status, 0);
    free(out);
    return rows;
}

#endif
