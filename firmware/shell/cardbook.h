/* The month's calls and texts as files on the card, for spreadsheets and for whoever asks what was sent to
 * whom: textback-2026-10.csv and textback-texts-2026-10.csv. They show what the ledger holds: a person who is
 * forgotten there is gone from them at the next writing; a file that tells of a time before what the ledger
 * knows in full (pruned since, or lost with a damaged ledger) stays as it is. */
#ifndef SHELL_CARDBOOK_H
#define SHELL_CARDBOOK_H

#include "base/check.h"
#include "core/config.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct ledger;

struct cardbook_wish {
    const char *dir; /* the card's folder */
    const struct cfg_zone *zone;
    bool dated;  /* now_ms can be trusted: this month and the last one are written */
    bool create; /* also where there is no such file yet */
    bool all;    /* every month that has a file is written anew, and what a power cut left goes */
    bool forget; /* somebody was forgotten: files known in part are written anew too, with what is known */
    int64_t now_ms;
    const atomic_bool *stop; /* true: break off as if the ledger could not be read; NULL: never */
};

struct cardbook_result {
    unsigned written; /* files that had to change */
    unsigned failed;
    unsigned unknown; /* with `all`: files that stay as they are: the ledger knows not all of them any more */
};

/* Only files whose content would change are written, each beside the old one, synced, and then renamed. One
 * row is in memory at a time. Takes seconds where there are many calls: not for the loop's thread. False:
 * the ledger could not be read to its end; what was written is whole. */
TB_MUST_CHECK bool cardbook_write(struct ledger *ledger, const struct cardbook_wish *wish,
                                  struct cardbook_result *out);

#endif
