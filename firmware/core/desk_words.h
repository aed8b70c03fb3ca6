/* What the box says by text besides the agent's own messages: to leads (STOP, HELP, START) and to the agent
 * and team. GSM-7, one part where it can be, and each says what to do next. Pure; arguments are plain words.
 *
 * Each function writes at most cap bytes incl. NUL to out, cut on a whole character; DESK_WORDS_MAX always
 * does but for the relay, which takes a whole message. `who` is a label made by desk_who; times are words
 * ("2:14p", "2:29 pm"), "" where no clock can tell. */
#ifndef CORE_DESK_WORDS_H
#define CORE_DESK_WORDS_H

#include "core/command.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    DESK_WORDS_MAX = 400,
    DESK_WHO_MAX = 28,    /* incl. NUL */
    DESK_LIST_WORDS = 40, /* characters of a lead's words that LIST shows */
    DESK_CODE_MINUTES = 10
};

/* "0172"; "512-555-0172" where whole_number is set (two open leads end alike) or the number is not one of
 * telephones; "blocked number" for "". */
void desk_who(char out[DESK_WHO_MAX], const char *number, const char *country, bool whole_number);

/* --- to leads --- */

/* The one confirmation of a STOP. */
void desk_stop(char *out, size_t cap, const char *broker);

/* Who this is, how to reach them, how to stop. phone in the form it is written in: 512-555-0100. */
void desk_help(char *out, size_t cap, const char *agent, const char *broker, const char *phone);

void desk_start(char *out, size_t cap, const char *broker);

/* --- to the agent: words of leads --- */

struct desk_relay {
    const char *who;
    unsigned n;       /* the lead's number where more than one is open, else 0 */
    const char *role; /* "buyer", a name; "" none */
    const char *time;
    const char *words; /* as they came, never altered */
    bool address;      /* a street or a zip is in them */
    bool maybe_stop;   /* "May be an opt-out. Reply BLOCK 1.": then `stop_n` */
    unsigned stop_n;
};

/* "From 0172 (buyer, 2:14p): 1402 Oak St [address?]". Only the words are cut if cap is too small, with "..."
 * behind. */
void desk_relay(char *out, size_t cap, const struct desk_relay *relay);

/* A picture or a text too long for a modem (MMS). */
void desk_unreadable(char *out, size_t cap, const char *who, const char *time);

void desk_stopped(char *out, size_t cap, const char *who);

/* --- to the agent: answers and the desk --- */

void desk_sent(char *out, size_t cap, const char *who);

/* Words for somebody who said STOP were not sent. */
void desk_not_sent_stop(char *out, size_t cap, const char *who);

/* A bare answer, and it is not clear for whom. rows as from desk_which_row, blanks between; "" if no lead is
 * open. */
void desk_which(char *out, size_t cap, const char *rows);
void desk_which_row(char *out, size_t cap, unsigned n, const char *who);

void desk_no_such_lead(char *out, size_t cap, unsigned n);

/* One line of LIST: "1) 0172 2:14p no reply", "2) 0119 2:31p Ann: the blue one on Oak". words NULL: no reply
 * yet; owner
 * "" if nobody took it. Long words are cut. */
void desk_list_row(char *out, size_t cap, unsigned n, const char *who, const char *time, const char *owner,
                   const char *words);
void desk_list_empty(char *out, size_t cap);

void desk_done(char *out, size_t cap, const char *who);
void desk_blocked(char *out, size_t cap, const char *who, const char *how_to_undo);
void desk_unblocked(char *out, size_t cap, const char *who, bool said_stop);
void desk_noted(char *out, size_t cap, const char *who);

/* TAKE: to the one who took it, to the others, and to one who came too late. */
void desk_took(char *out, size_t cap, const char *who, unsigned n);
void desk_taken(char *out, size_t cap, const char *who, const char *owner);

/* until: "5:00 pm", "Mon 8:00 am". "" = until RESUME or BACK. covering: a number as people write it, or "".
 */
void desk_paused(char *out, size_t cap, const char *until);
void desk_resumed(char *out, size_t cap);
void desk_away(char *out, size_t cap, const char *until, const char *covering);
void desk_back(char *out, size_t cap);

/* callback: "15 minutes", "" = none is promised. */
void desk_callback(char *out, size_t cap, const char *callback);

void desk_saying(char *out, size_t cap, const char *message);
void desk_no_such_message(char *out, size_t cap, const char *message, const char *known);

/* what: "lift the block of 0172", "forget 512-555-0172". */
void desk_code(char *out, size_t cap, const char *code, const char *what);

/* tries left; 0: it is over. */
void desk_wrong_code(char *out, size_t cap, unsigned tries);
void desk_no_code(char *out, size_t cap);

/* The answer to a COMMAND_BAD. n: of the lead that was named, for COMMAND_ORDER. */
void desk_bad_command(char *out, size_t cap, enum command_kind meant, enum command_fault fault, unsigned n);

/* The commands, in one part. */
void desk_commands(char *out, size_t cap);

/* --- to the agent: the promise --- */

enum desk_reminder { DESK_SOON, DESK_NOW, DESK_LATE };

/* "0172 expects your call by 2:29 pm. DONE 1 when called." */
void desk_remind(char *out, size_t cap, enum desk_reminder kind, const char *who, unsigned n, const char *by);

/* "0172 called 3 times, urgent? Call back." */
void desk_called_again(char *out, size_t cap, const char *who, unsigned times);

#endif
