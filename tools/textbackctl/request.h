/* What the words of a command line ask for. */
#ifndef TEXTBACKCTL_REQUEST_H
#define TEXTBACKCTL_REQUEST_H

#include "shell/report.h"

#include <stdbool.h>
#include <stdint.h>

struct request {
    const char *state_dir;
    const char *about; /* --help, --version: what is to be printed, NULL nothing */
    int64_t call;
    bool json;
    struct report_period period;
};

extern const char request_usage[];

/* Reads the options, and leaves getopt's optind at the first other word. False: refused, and said why. */
bool request_read(int argc, char **argv, struct request *request);

/* False if it is not the number of a call. */
bool request_read_call(const char *number, int64_t *call);

/* One line on standard error that says what is wrong with a word and how it is written; false. */
bool request_refuse(const char *word, const char *how);

#endif
