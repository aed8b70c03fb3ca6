/* What a ledger lives through in the tests of power cuts, and what it holds, as text. */
#ifndef TESTS_LEDGER_CUTSCRIPT_H
#define TESTS_LEDGER_CUTSCRIPT_H

#include "shell/ledger.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Step n is always the same records, in one transaction: calls that ring, are texted, delivered, answered;
 * every third caller says STOP, every sixth START again, under numbers that begin with +1999. Its number is
 * in meta. False: not durable. */
bool cutscript_step(struct ledger *ledger, int64_t step);

/* The same records, for other ways to store them. Their strings stay until the next call. */
#define CUTSCRIPT_RECORDS 8
size_t cutscript_records(int64_t step, struct record *out);

/* All rows but those of the +1999, who are judged on their own since the plain file may be ahead, and but
 * meta's "again". To be freed. */
char *cutscript_dump(struct ledger *ledger);

/* What a restore hands over and the highest ids, likewise. The same before and after a set-aside. */
char *cutscript_restored(struct ledger *ledger);

/* Who of the +1999 is out: their numbers in order, each after a blank. To be freed. */
char *cutscript_out(struct ledger *ledger);

/* The first column of the first row, -1 if there is none. */
int64_t cutscript_number(struct ledger *ledger, const char *sql);

#endif
