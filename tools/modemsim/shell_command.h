/* The commands on standard input. */
#ifndef TB_MODEMSIM_SHELL_COMMAND_H
#define TB_MODEMSIM_SHELL_COMMAND_H

#include "modemsim/shell_json.h"
#include "modemsim/simmodem.h"

enum command_result {
    COMMAND_DONE,
    COMMAND_BAD, /* not understood, or impossible */
    COMMAND_QUIT,
    COMMAND_UNPLUG, /* for the shell: the port vanishes */
    COMMAND_PLUG,   /* and comes back */
};

/* Carries one line out. COMMAND_BAD: *why is what is wrong with it, and how it is written. */
enum command_result command_run(struct sim *sim, struct json_out *out, const char *line, int64_t now,
                                const char **why);

#endif
