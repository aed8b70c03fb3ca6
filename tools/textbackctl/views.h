/* The ledger's rows as the JSON objects of the Contract (DESIGN.md 4): for textbackctl and for replay. */
#ifndef TEXTBACKCTL_VIEWS_H
#define TEXTBACKCTL_VIEWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct ledger;
struct report_period;

enum view {
    VIEW_CALLS,
    VIEW_TEXTS,
    VIEW_PEOPLE,
    VIEW_LEADS,
    VIEW_LEADS_WHOLE /* with name, calls, touched and note, which the Contract's object has not */
};

/* Gets each row in order; the row is the view's, json_incref() it to keep it. Returns false to stop. */
typedef bool view_row(void *arg, json_t *row);

/* Every row of a view, one at a time, in rising order of its id; people: of the number; leads: those that are
 * not done by n, then those that are, the latest first. False: the ledger could not be read to the end, or
 * the callee stopped. */
bool view_each(struct ledger *ledger, enum view view, view_row *each, void *arg);

/* All rows in one array, the caller's to json_decref(). NULL: it could not be read. */
json_t *view_texts(struct ledger *ledger);
json_t *view_people(struct ledger *ledger);

/* One call, and the texts that belong to it (the text to the caller, alerts); NULL if there is no such call.
 */
json_t *view_call(struct ledger *ledger, int64_t id);
json_t *view_texts_of_call(struct ledger *ledger, int64_t id);
/* It was made for the agent's TEST. */
bool view_is_test(struct ledger *ledger, int64_t id);

/* The report (shell/report.h) as the Contract's object. NULL: it could not be read. */
json_t *view_report(struct ledger *ledger, const struct report_period *period);

/* What the daemon last said of itself, or that it is not running; `contract` leaves out what is for people
 * only. NULL with words in why: state_dir is not there. */
json_t *view_status(const char *state_dir, bool contract, char *why, size_t cap);

/* ---- for the files of this folder ---- */

/* How a column becomes a value. */
enum view_type {
    VIEW_NUMBER,
    VIEW_NUMBER_OR_NULL,
    VIEW_WORDS,         /* string, "" for NULL */
    VIEW_WORDS_OR_NULL, /* null for NULL and "" */
    VIEW_TIME,          /* ISO 8601 UTC with ms, or null */
    VIEW_FLAG
};
struct view_column {
    const char *key;
    enum view_type type;
};
struct sqlite3_stmt;
/* The present row of a statement as an object, the caller's. */
json_t *view_object(struct sqlite3_stmt *stmt, const struct view_column *columns, int count);

/* A string that may hold bytes which are no UTF-8: they become U+FFFD. */
json_t *view_string(const char *bytes);
json_t *view_time(int64_t wall_ms);

#endif
