/* The command interpreter: one table per subject, one run function per command. */
#ifndef TB_MODEMSIM_SIM_AT_H
#define TB_MODEMSIM_SIM_AT_H

#include "modemsim/simmodem.h"

/* What a command answers at its end. */
#define SIM_OK         0
#define SIM_ERROR      1
#define SIM_NO_CARRIER 2
#define SIM_LATER      3 /* a prompt or a result of its own comes; the line ends here */
#define SIM_SWALLOWED  4 /* carried out, never answered */
#define SIM_CME(code)  (0x1000 + (int)(code))
#define SIM_CMS(code)  (0x2000 + (int)(code))

enum sim_form { FORM_DO, FORM_READ, FORM_TEST, FORM_SET };

/* What stands behind a command's name. */
struct sim_args {
    enum sim_form form;
    const char *at, *end; /* the part not yet read */
};

/* What must be there for a command to be tried. */
enum sim_needs { NEEDS_NOTHING, NEEDS_CARD, NEEDS_SMS };

struct sim_command {
    const char *name; /* "+CMGS", or NULL at the end of a table */
    enum sim_needs needs;
    int (*run)(struct sim *sim, struct sim_args *args);
};

/* The tables, by subject. */
extern const struct sim_command SIM_IDENT_COMMANDS[], SIM_SETTING_COMMANDS[], SIM_CALL_COMMANDS[],
    SIM_SEND_COMMANDS[], SIM_STORE_COMMANDS[], SIM_CARD_COMMANDS[], SIM_FORWARD_COMMANDS[];

/* Runs one command line, without its CR. */
void sim_run_line(struct sim *sim, const char *line, size_t len);

/* Queues a final result at answer_due. */
void sim_result(struct sim *sim, int result);

/* Runs the command of letters at *at (sim_basic.c) and moves behind it; SIM_ERROR if there is none. */
int sim_run_basic(struct sim *sim, const char **at, const char *end);

/* Reads an integer field; *value stays if the field is empty or missing. false if it is no integer. */
bool sim_arg_int(struct sim_args *args, int *value);

/* Reads a field with or without quotes, at most cap - 1 characters; "" if missing. false if it does not fit.
 */
bool sim_arg_str(struct sim_args *args, char *out, size_t cap);

/* True if no further field is there. */
bool sim_arg_done(const struct sim_args *args);

#endif
