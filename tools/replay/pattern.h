/* What the runner recognises in the bytes of a script, as run_cases.py does: one table of expressions. */
#ifndef REPLAY_PATTERN_H
#define REPLAY_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum pattern {
    PATTERN_FINAL, /* a final result: 2 = the result */
    PATTERN_CMS,   /* a numbered error, all of it */
    PATTERN_GATED, /* first line about a call or message: waits for the box to be armed */
    PATTERN_BOOT,  /* the modem has (re)started */
    PATTERN_DOWN,  /* the modem goes off */
    PATTERN_RING,
    PATTERN_CALL_END,
    PATTERN_CALLER,     /* a number, in one of the groups 1 to 6; 6 is call waiting */
    PATTERN_UCS2_HEX,   /* all of it is a number in hexadecimal UCS-2 */
    PATTERN_DELIVER,    /* +CMT: 1 = PDU */
    PATTERN_ROW,        /* +CMGR or +CMGL: 1 = R or L, 2 = header, 3 = PDU */
    PATTERN_ANNOUNCED,  /* +CMTI or +CDSI: 2 = memory, 3 = index */
    PATTERN_NEWS,       /* messages came without a usable slot number */
    PATTERN_PIN,        /* 1 = state */
    PATTERN_REGISTERED, /* 2 = command, 3 = state, as a notice */
    PATTERN_REFERENCE,  /* +CMGS: 1 = reference */
    PATTERN_STOPISH,    /* a text that asks for a confirmation */
    PATTERN_COUNT
};

enum { PATTERN_GROUPS = 8 };

struct match {
    bool set[PATTERN_GROUPS]; /* 0 is the whole match */
    size_t begin[PATTERN_GROUPS], end[PATTERN_GROUPS];
};

struct patterns;

struct patterns *patterns_new(void);
void patterns_free(struct patterns *self);

/* The first match at or after `from`. out may be NULL. */
bool pattern_find(const struct patterns *self, enum pattern pattern, const char *text, size_t length,
                  size_t from, struct match *out);

#endif
