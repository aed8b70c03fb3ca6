/* One text of the desk's, on its way through core_desk.c (which it is for), core_desk_lead.c (orders about a
 * lead or a number), core_desk_box.c (orders about the box) and core_desk_away.c (pause and absence);
 * core_desk_log.c tells of it. Nobody else includes this. */
#ifndef CORE_CORE_DESK_H
#define CORE_CORE_DESK_H

#include "core/command.h"
#include "core/core_private.h"

/* Who wrote, on which line, and what it is answered with. */
struct turn {
    struct core *core;
    unsigned member;
    uint8_t line;
    const struct text_record *source; /* the text itself, on record */
    const struct tb_now *now;
    struct actions *out;
    char words[DESK_WORDS_MAX]; /* room for an answer */
};

/* Says turn->words, or others, to whoever wrote. */
void desk_answer(struct turn *turn);
/* Says turn->words, and lets the agent know if it was another of the desk who ordered. */
void desk_answer_and_tell(struct turn *turn);
void desk_answer_with(struct turn *turn, const char *words);

/* --- core_desk_lead.c --- */
/* Words for a lead. */
void desk_send(struct turn *turn, struct lead *lead, const char *words);
/* DONE, TAKE, BLOCK, UNBLOCK, CLIENT, SKIP, FORGET, NOTE; a TO_LEAD. */
void desk_lead_order(struct turn *turn, const struct command *command);
/* "forget 512-555-0172": what a code is asked for. False, and the desk has been told, if there is no such
 * lead. */
bool desk_what(struct turn *turn, const struct command *command, char *out, size_t cap);

/* --- core_desk_box.c --- */
/* HELP, STATUS, LIST, PAUSE, RESUME, AWAY, BACK, CALLBACK, SAY, TEST, REPORT. */
void desk_box_order(struct turn *turn, const struct command *command);

/* --- core_desk_away.c --- */
void desk_pause(struct turn *turn, const struct command *command);
/* PAUSE: is it longer than may be asked for without a code? */
bool desk_is_long_pause(const struct turn *turn, const struct command *command);
/* "desk.relieved" of a former life. */
void desk_restore_relief(struct desk *desk, const char *value);
/* AWAY: can the number that was named stand in? False, and the desk has been told, if not. */
bool desk_may_cover(struct turn *turn, const char *number);
void desk_go_away(struct turn *turn, const struct command *command);
/* RESUME and BACK, which kind is. */
void desk_as_usual(struct turn *turn, enum command_kind kind);

/* --- core_desk_log.c --- */
/* Puts an order into the log: in words, or as it was read. */
void desk_log(const struct turn *turn, const char *order);
void desk_log_order(const struct turn *turn, const struct command *command);

#endif
