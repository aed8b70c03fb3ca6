/* One case of a .jsonl file: its steps and what it is judged by. Format: cases/LOG.md. */
#ifndef REPLAY_SCRIPT_H
#define REPLAY_SCRIPT_H

#include "bytes.h"
#include "pattern.h"

#include <jansson.h>
#include <stdint.h>

enum step_kind {
    STEP_NOTE,       /* nothing to do */
    STEP_SEND,       /* the modem says text */
    STEP_EXPECT,     /* the host says something that begins with text */
    STEP_WAIT,       /* number: ms */
    STEP_CLOSE_PORT, /* the port is gone */
    STEP_OPEN_PORT,  /* and back */
    STEP_FILE,       /* file, content: on the card or in the state folder before the start */
    STEP_CLOCK,      /* number: seconds that the wall clock jumps */
    STEP_KILL,       /* SIGKILL */
    STEP_START
};

struct step {
    enum step_kind kind;
    struct bytes text;
    struct bytes pdu_mode; /* what to serve in place of text if the host chose PDU mode */
    bool has_pdu_mode;
    bool optional;
    bool noted;  /* it carries a remark */
    bool answer; /* a send that belongs to the answer of the expect before it */
    int64_t number;
    char *file;
};

struct script {
    char *id, *modem;
    struct step *step;
    size_t count;
    json_t *checks; /* an object; NULL if there are none */
    bool two_ports;
};

/* Ctrl-Z: an expect of it stands for the body of a text. */
#define SCRIPT_BODY "\x1a"

/* Reads one line of a file. False, with words in why: it is no case. The id, if there is one, is in *out even
 * then. script_free() in either case. */
TB_MUST_CHECK bool script_parse(const struct patterns *patterns, const char *line, size_t length,
                                struct script *out, struct bytes *why);
void script_free(struct script *self);

/* Is this step an expect of something that begins so? */
bool step_expects(const struct step *step, const char *prefix);

/* First step after step i and its answer. */
size_t script_after_answers(const struct script *self, size_t i);

#endif
