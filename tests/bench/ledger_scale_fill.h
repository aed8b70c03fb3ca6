/* Years of a busy office in a ledger, for ledger_scale_bench: calls and what came of them, texts both ways,
 * leads, people who call once or every week. The same records for the same numbers. */
#ifndef TESTS_BENCH_LEDGER_SCALE_FILL_H
#define TESTS_BENCH_LEDGER_SCALE_FILL_H

#include "shell/ledger.h"

#define FILL_NOW_MS INT64_C(1776276000000)
#define FILL_DAY_MS INT64_C(86400000)
#define FILL_AGENT  "+12025550100"

enum { FILL_DAYS = 1460, FILL_PEOPLE = 100000, FILL_RECORDS_MAX = 16 };

/* What one call leaves behind, in the order and in the two commits in which the core makes it: first what
 * Ctrl-Z waits for. */
struct fill_call {
    struct record record[FILL_RECORDS_MAX];
    unsigned first, count; /* records of the first commit, of both */
    char body[3][400];
};

struct fill {
    uint64_t random;
    int64_t call, text, lead; /* ids used last */
    int64_t calls;            /* how many there will be, over FILL_DAYS */
};

void fill_begin(struct fill *self, int64_t calls);

/* The next call, at ms. texted: one that surely gets a text. */
void fill_next(struct fill *self, struct fill_call *out, int64_t ms, bool texted);

/* A new ledger in dir with all of them, everybody known; half a percent of them opted out. False: a fault. */
TB_MUST_CHECK bool fill_ledger(struct fill *self, const char *dir);

#endif
