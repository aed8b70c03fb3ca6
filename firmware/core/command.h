/* What the agent's text asks of the box. Pure; who sent it, and what exists, is the caller's business.
 *
 * Case, blanks, punctuation and "please" do not count, and a word of four letters or more may have one slip.
 * An ordinary sentence stays one: the command word comes first and what follows must fit ("Done 1" but not
 * "Done with the showing"). What is nearly a command and must not reach a lead is COMMAND_BAD with what is
 * missing: "1", "done", "block him", "note call her", "away until foo", "1 2 done", "1 done" (DONE 1 was
 * meant?) */
#ifndef CORE_COMMAND_H
#define CORE_COMMAND_H

#include "core/command_time.h"
#include "core/number.h"

#include <stdbool.h>
#include <stddef.h>

enum command_kind {
    COMMAND_NONE,    /* no command: `words` are for a lead, if it is clear for which */
    COMMAND_ACK,     /* "ok", "thanks", a thumbs-up, a phone's reaction, no words at all: never for a lead */
    COMMAND_BAD,     /* `meant` and `fault` tell */
    COMMAND_TO_LEAD, /* `target` (a lead) and `words` */
    COMMAND_HELP,
    COMMAND_STATUS,
    COMMAND_LIST,
    COMMAND_DONE, /* DONE to FORGET: `target` */
    COMMAND_TAKE,
    COMMAND_BLOCK,
    COMMAND_UNBLOCK,
    COMMAND_CLIENT,
    COMMAND_SKIP,
    COMMAND_FORGET,
    COMMAND_NOTE,  /* `target` and `words` */
    COMMAND_PAUSE, /* `when`, NONE = the usual time */
    COMMAND_RESUME,
    COMMAND_AWAY, /* `when`, NONE = until BACK; `covering` */
    COMMAND_BACK,
    COMMAND_CALLBACK, /* `when`, a span; 0 minutes = promise none */
    COMMAND_SAY,      /* `words`, one: the name of a message */
    COMMAND_TEST,
    COMMAND_TEST_BUSY,
    COMMAND_TEST_OFF,
    COMMAND_REPORT,
    COMMAND_CODE /* `code`. Also any text of four digits: with no code awaited it is words for a lead */
};

enum command_fault {
    COMMAND_FINE,
    COMMAND_NO_LEAD,    /* for which lead or number? */
    COMMAND_TWO_LEADS,  /* one at a time */
    COMMAND_NO_WORDS,   /* a lead, but nothing to say or to note */
    COMMAND_NO_NAME,    /* SAY which message? */
    COMMAND_NO_TIME,    /* CALLBACK in how long? */
    COMMAND_BAD_TIME,   /* a time that cannot be read */
    COMMAND_BAD_NUMBER, /* a number that cannot be read, or none behind "covering" */
    COMMAND_ORDER       /* "1 done": `meant` and `target` are what was probably meant */
};

/* Whom a command is about. */
enum command_target_kind {
    COMMAND_TARGET_NONE,
    COMMAND_TARGET_LEAD,  /* the small number of an open lead: 1 to 999 */
    COMMAND_TARGET_TAIL,  /* four digits, as alerts show numbers: `number` ends so ("0172") */
    COMMAND_TARGET_NUMBER /* `number`, normalised */
};

struct command_target {
    enum command_target_kind kind;
    unsigned lead;
    char number[NUMBER_MAX];
};

/* A piece of the text that was read; not NUL-terminated, no blanks at its ends. */
struct command_span {
    const char *at;
    size_t length;
};

struct command {
    enum command_kind kind;
    enum command_kind meant; /* = kind unless COMMAND_BAD */
    enum command_fault fault;
    struct command_target target;
    struct command_span words; /* of NONE the whole text */
    struct command_when when;
    char covering[NUMBER_MAX]; /* normalised, "" if not said */
    char code[5];
};

/* Reads any bytes. country: how numbers are read (core/number.h). out borrows from text. */
void command_parse(const char *text, const char *country, struct command *out);

/* How the agent writes it, for help: "DONE 1", "AWAY until Mon". "" for NONE, ACK and BAD. */
const char *command_words(enum command_kind kind);

/* An order's word in capitals and words behind it that are not ("BACK at 5"): it was meant for the box, which
 * cannot follow it. How that order is written; NULL if the text is none such, as "Back at 5" and "BACK AT
 * FIVE" are not. For texts that are COMMAND_NONE. */
const char *command_shouted(const char *text);

/* Does it take a code to confirm (issue 3)? AWAY only with a covering number, PAUSE only beyond 12 h: the
 * caller resolves "until". */
bool command_needs_code(const struct command *command);

#endif
