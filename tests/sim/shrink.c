#include "shrink.h"

#include <string.h>

/* Without list[from, from + n). */
static void leave_out(const struct plan *plan, unsigned from, unsigned n, struct plan *out)
{
    *out = *plan;
    memmove(&out->list[from], &out->list[from + n], (out->count - from - n) * sizeof out->list[0]);
    out->count -= n;
}

/* Halves, quarters ... single happenings: delta debugging, from the end, since what comes last is least
 * needed. */
static unsigned leave_out_chunks(struct plan *plan, shrink_fails *fails, void *arg)
{
    static struct plan candidate; /* too large for a stack */
    unsigned tries = 0;

    for (unsigned n = plan->count > 1 ? plan->count / 2 : 1; n > 0; n /= 2) {
        for (unsigned end = plan->count; end >= n && end > 0;) {
            leave_out(plan, end - n, n, &candidate);
            tries++;
            if (fails(arg, &candidate))
                *plan = candidate;
            end -= n;
            end = end < plan->count ? end : plan->count;
        }
    }
    return tries;
}

unsigned shrink_plan(struct plan *plan, shrink_fails *fails, void *arg)
{
    unsigned tries = 0, before;

    do {
        before = plan->count;
        tries += leave_out_chunks(plan, fails, arg);
    } while (plan->count < before);
    return tries;
}
