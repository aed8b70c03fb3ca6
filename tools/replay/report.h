/* How the result of a case is shown: one JSON object a line, or a table for people. */
#ifndef REPLAY_REPORT_H
#define REPLAY_REPORT_H

#include "judge.h"

enum report_form {
    REPORT_TABLE,       /* a row a case; with its transcript if it failed */
    REPORT_TRANSCRIPTS, /* with each transcript */
    REPORT_JSON
};

enum result { RESULT_PASS, RESULT_FAIL, RESULT_OPEN /* no checks, or it cannot be played */ };

/* A case that was played. */
void report_case(enum report_form form, enum result result, const struct play *play,
                 const struct judgement *judgement);
/* One that could not be; id NULL if it has none. */
void report_words(enum report_form form, enum result result, const char *id, const char *why);

struct totals {
    unsigned pass, fail, open;
};
void report_totals(const struct totals *totals);

#endif
