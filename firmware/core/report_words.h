/* The figures of a period, and the one line about them that the agent gets by text. Pure. */
#ifndef CORE_REPORT_WORDS_H
#define CORE_REPORT_WORDS_H

#include "core/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct report_median {
    bool known; /* false: of nothing */
    int64_t ms;
};

/* Trial calls (TEST) and calls without a verdict yet are left out of all. */
struct report_figures {
    bool dated;             /* from_ms is known */
    int64_t from_ms, to_ms; /* wall clock, from <= t < to */
    int64_t calls;          /* the sum of all reasons, message:NAME among them */
    int64_t answered;       /* of them by somebody: they were not missed */
    int64_t texted;         /* of them those whose automatic text left the box */
    int64_t replied;        /* how many of the callers texted wrote afterwards */
    int64_t opted_out;
    struct report_median to_text;  /* end of call to AT+CMGS, where a text was the verdict */
    struct report_median to_human; /* end of call, else the lead's opening, to the desk's first answer */
};

/* GSM-7 of one part, as all below; at most cap bytes incl. NUL. */
enum { REPORT_WORDS_MAX = 161 };

/* "Oct: 41 missed, 36 texted, 14 replied, 2 opted out, median 4 s.": a whole month by its name, else its days
 * in the zone ("Nov 16-22", "Nov 30-Dec 6"). Nobody opted out, or no text to take a median of: not mentioned.
 */
void report_line(char *out, size_t cap, const struct report_figures *figures, const struct cfg_zone *zone);

/* Adds " About $2,520 if 2% of those who replied close." to a line: replied x close_rate x commission, where
 * whoever wrote back counts as a lead. commission: dollars of one deal; close_rate: 0 to 1; either 0: not
 * known, and nothing is added, nor if it would not be a dollar, or has no room. */
void report_worth(char *line, size_t cap, int64_t replied, double commission, double close_rate);

/* Asked while the clock is not trusted. */
void report_no_date(char *out, size_t cap);

/* The ledger cannot be read. */
void report_unreadable(char *out, size_t cap);

#endif
