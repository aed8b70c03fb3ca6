/* The report: figures of a period, read from a ledger by SQL. One piece of code for textbackctl, the texted
 * report and whoever else adds calls up. */
#ifndef SHELL_REPORT_H
#define SHELL_REPORT_H

#include "base/check.h"
#include "core/report_words.h"

struct ledger;

struct report_period {
    bool all;               /* every call, also those without a trusted time; to_ms is now */
    int64_t from_ms, to_ms; /* wall clock, from <= t < to; a call belongs to where it began */
};

/* Called once for every reason, "message:NAME" among them, in alphabetical order. */
typedef void report_reason(void *arg, const char *reason, int64_t calls);

/* All from one snapshot, so that the reasons add up to calls. each may be NULL. opted_out: of a period, the
 * opt-outs in the plain file (optouts.h; a ledger in memory has none); of all, the persons who are out. Scans
 * the tables, which takes seconds where there are a million calls: not for the loop's thread, nor between
 * commits. No transaction may be open. False: the ledger, or that file, could not be read. */
TB_MUST_CHECK bool report_read(struct ledger *ledger, const struct report_period *period,
                               struct report_figures *out, report_reason *each, void *arg);

#endif
