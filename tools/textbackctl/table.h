/* The views for people: a heading, then a line a row, as they come. */
#ifndef TEXTBACKCTL_TABLE_H
#define TEXTBACKCTL_TABLE_H

#include "textbackctl/views.h"

/* Prints a view to standard output. False: the ledger could not be read to its end. */
bool table_print(struct ledger *ledger, enum view view);

void table_status(const json_t *status);
void table_report(const json_t *report);

/* In place: control characters become blanks, since what a stranger texted must not steer a terminal. */
void table_plain(char *words);

/* An ISO 8601 time of a view as local time, "2026-04-15 14:00:01"; "-" for null. Valid until the fourth next
 * call. */
const char *table_time(const json_t *time);

#endif
