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
#include <stdint.h>

enum {
    DESK_WORDS_MAX = 400,
    DESK_WHO_MAX = 28,    /* incl. NUL */
    DESK_LIST_WORDS = 40, /* characters of a lead's words that LIST shows */
    DESK_CODE_MINUTES = 10
};

/* "0172"; "512-555-0172" where whole_number is set (two open leads end alike) or the number is not one of
 * telephones; "no number" for "". */
void desk_who(char out[DESK_WHO_MAX], const char *number, const char *country, bool whole_number);

/* --- to leads --- */

/* The one confirmation of a STOP. */
void desk_stop(char *out, size_t cap, const char *broker);

/* Who this is, how to reach them, how to stop, or for who has said STOP how to undo it. phone in the form it
 * is written in: 512-555-0100. */
void desk_help(char *out, size_t cap, const char *agent, const char *broker, const char *phone, bool stopped);

void desk_start(char *out, size_t cap, const char *broker);

/* --- to the agent: words of leads --- */

struct desk_relay {
    const char *who;
    unsigned n;       /* the lead's number where more than one is open, else 0 */
    const char *role; /* "buyer", a name; "" none */
    const char *time;
    const char *words; /* as they came, never altered */
    bool picture;      /* none: something that a modem cannot open */
    bool address;      /* a street or a zip is in them */
    bool when;         /* a time or a day to meet */
    bool name;         /* they say who they are */
    bool maybe_stop;   /* "May be an opt-out. Reply BLOCK 1.": then `stop_n` */
    unsigned stop_n;
};

/* "From 0172 (buyer, 2:14p): 1402 Oak St [address?]". Only the words are cut if cap is too small, with "..."
 * behind. */
void desk_relay(char *out, size_t cap, const struct desk_relay *relay);

/* A picture or a text too long for a modem (MMS). */
void desk_unreadable(char *out, size_t cap, const char *who, const char *time);

/* --- to the agent: answers and the desk --- */

void desk_sent(char *out, size_t cap, const char *who);

/* Words for somebody who said STOP were not sent. */
void desk_not_sent_stop(char *out, size_t cap, const char *who);

/* Words that were typed came to nothing, or nobody knows. */
void desk_not_sent(char *out, size_t cap, const char *who, const char *why);
void desk_sent_maybe(char *out, size_t cap, const char *who);
void desk_too_long(char *out, size_t cap);

/* Somebody else of the team has this lead. */
void desk_owned(char *out, size_t cap, unsigned n, const char *owner, bool may_take);

/* A picture or a text too long for a modem, from the desk itself. */
void desk_unreadable_order(char *out, size_t cap);
void desk_part_missing(char *out, size_t cap);

/* A bare answer, and it is not clear for whom. rows as from desk_add_row; "" if no lead is open. n: of the
 * first one, for the example. */
void desk_which(char *out, size_t cap, const char *rows, unsigned n);

/* Words that may have been meant for the box: they were not sent. usage: how that order is written, "" if it
 * is not clear which; n: whom they would have reached, 0 if that is not clear. */
void desk_like_an_order(char *out, size_t cap, const char *usage, unsigned n, const char *words);

/* Adds "2) 0119" to rows of its kind, a blank between. False, and rows as they were, if they would need more
 * than cap bytes incl. NUL. */
bool desk_add_row(char *rows, size_t cap, unsigned n, const char *who);

void desk_no_such_lead(char *out, size_t cap, unsigned n);

/* Four digits that no open lead's number ends in, or several do. */
void desk_no_such_tail(char *out, size_t cap, const char *tail);

/* How far a text of ours came to somebody who has written nothing. */
enum desk_reach { DESK_REACHED, DESK_HELD, DESK_NOT_TEXTED, DESK_NOT_REACHED };

/* One line of LIST: "1) 0172 2:14p no reply", "2) 0119 2:31p (Isa) replied: 'the blue one on Oak'". Long
 * words are cut. */
struct desk_row {
    unsigned n;
    const char *who, *time;
    const char *owner; /* who has it, "" nobody */
    const char *words; /* of theirs, "" none */
    const char *note;  /* of the desk's, "" none */
    bool stopped;      /* they said STOP */
    enum desk_reach reach;
};
void desk_list_row(char *out, size_t cap, const struct desk_row *row);
void desk_list_empty(char *out, size_t cap);

/* by: who closed it, "" the reader. */
void desk_done(char *out, size_t cap, const char *who, unsigned n, const char *by);
void desk_blocked(char *out, size_t cap, const char *who, const char *how_to_undo);
void desk_unblocked(char *out, size_t cap, const char *who, bool said_stop);
/* CLIENT, SKIP, FORGET have been carried out. */
void desk_marked_client(char *out, size_t cap, const char *who);
void desk_marked_skip(char *out, size_t cap, const char *who);
void desk_forgotten(char *out, size_t cap, const char *who, bool opted_out);

void desk_noted(char *out, size_t cap, const char *who);

/* TAKE: to the one who took it, to the others, and to one who came too late. */
void desk_took(char *out, size_t cap, const char *who, unsigned n);
void desk_taken(char *out, size_t cap, const char *who, unsigned n, const char *owner);

/* A lead nobody took in time: to the next of the team ("" for words: they wrote none), and at last to the
 * agent. */
void desk_escalate(char *out, size_t cap, const char *who, unsigned n, const char *words);
void desk_nobody_took(char *out, size_t cap, const char *who, unsigned n);

/* A new lead, or one who calls again and again, to a backup. at: " at 2:14p" or "". */
void desk_offer(char *out, size_t cap, const char *who, const char *at, unsigned calls, unsigned n);

/* until: "5:00 pm", "Mon 8:00 am". "" = until RESUME or BACK. covering: a number as people write it, or "".
 */
void desk_paused(char *out, size_t cap, const char *until);
void desk_resumed(char *out, size_t cap);
void desk_pause_over(char *out, size_t cap);

/* A time of day was named, and the box has no clock yet or it has been. */
void desk_no_such_time(char *out, size_t cap, bool clock_known);
void desk_away(char *out, size_t cap, const char *until, const char *covering);
void desk_back(char *out, size_t cap);
void desk_away_over(char *out, size_t cap);

/* Who cannot stand in, and why. number as people write it. */
enum desk_no_cover { DESK_COVER_NO_PERSON, DESK_COVER_ABROAD, DESK_COVER_OWN, DESK_COVER_AWAY };
void desk_no_cover(char *out, size_t cap, enum desk_no_cover why, const char *number);

/* To the colleague who stands in, first of all; and to one who writes to the box. until: "Mon 8:00 am" or "".
 */
void desk_introduce(char *out, size_t cap, const char *agent, const char *broker, const char *until);
/* And when it is over, because the agent is back or has told it otherwise. */
void desk_relieved(char *out, size_t cap, const char *agent, bool back);
void desk_no_orders(char *out, size_t cap, const char *agent);

/* To callers while a colleague stands in. covering as people write it. */
void desk_covered(char *out, size_t cap, const char *agent, const char *broker, const char *covering);

/* callback: "15 minutes", "" = none is promised. */
void desk_callback(char *out, size_t cap, const char *callback);

/* message "": the usual one. */
void desk_saying(char *out, size_t cap, const char *message);
void desk_no_such_message(char *out, size_t cap, const char *message, const char *known);

/* what: "lift the block of 0172", "forget 512-555-0172". */
void desk_code(char *out, size_t cap, const char *code, const char *what);

/* Behind that: the code before it is void. As it was if more than a part would come of it. */
void desk_code_voids(char *words, size_t cap, const char *former);

/* tries left; 0: it is over. */
void desk_wrong_code(char *out, size_t cap, unsigned tries);
void desk_no_code(char *out, size_t cap);

/* The answer to a COMMAND_BAD. n: of the lead that was named, for COMMAND_ORDER. */
void desk_bad_command(char *out, size_t cap, enum command_kind meant, enum command_fault fault, unsigned n);

/* STOP from the desk, whom it does nothing for: what would. */
void desk_stop_ordered(char *out, size_t cap);

/* The commands, in one part. */
void desk_commands(char *out, size_t cap);

/* --- to the agent: how the box is --- */

/* "Signal good (4/5)". rssi as in 27.007 8.5: 0-31, 99 unknown. */
void desk_signal(char *out, size_t cap, int rssi);

struct desk_status {
    bool armed;
    const char *lines; /* "Signal good (4/5), T-Mobile", or why it is not armed */
    const char *mode;  /* "Paused until 5:00 pm", "" as usual */
    const char *say;   /* name of the message of SAY, "" the usual one */
    const char *legs;  /* of the forwarding that were seen to work: "no answer, busy"; "" none */
    const char *modem; /* "SIM7670G (a7670): no voice on this model" if calls cannot come; NULL they can */
    bool deaf;         /* and never will */
    unsigned leads;    /* open */
    bool disk_failing;
    bool settings_wrong; /* textback.ini has errors or is not there: older ones count, or a part of it */
};
void desk_status(char *out, size_t cap, const struct desk_status *status);

/* The box's first words. number as people write it, "" if nobody knows it; codes one a line. */
struct desk_hello {
    const char *line; /* "" if there is only one */
    const char *signal, *operator_name, *number, *codes, *other_codes, *remark;
    const char *voice; /* why no call will come: "no voice on this model"; "" or NULL: none that is known */
    bool deaf;         /* and that is the modem's own nature: forwarding to it loses every call */
};
void desk_hello(char *out, size_t cap, const struct desk_hello *hello);

/* No missed call for a working week, whose days are more than seven with the weekend in it. */
void desk_no_calls(char *out, size_t cap, int days);
void desk_silenced(char *out, size_t cap);

/* The SIM forwards calls of its own to that number; it is being turned off; whether that worked. line: whose
 * SIM, "" if there is only one. */
void desk_voicemail(char *out, size_t cap, const char *line, const char *number);
void desk_voicemail_begun(char *out, size_t cap);
/* None is on. known: the network has said so, of every line. */
void desk_voicemail_not_on(char *out, size_t cap, bool known);
void desk_voicemail_done(char *out, size_t cap, const char *line, bool off);

/* --- to the agent: TEST --- */

enum desk_leg { DESK_LEG_NO_ANSWER, DESK_LEG_BUSY, DESK_LEG_OFF, DESK_LEGS };

/* "no answer", "busy", "phone off" */
const char *desk_leg_words(enum desk_leg leg);

/* What to do now. */
void desk_try(char *out, size_t cap, enum desk_leg leg);

struct desk_trial {
    const char *who;
    int64_t after_ms; /* from the order to the first ring at the box */
    bool ringing;     /* the text left while it still rang */
    int64_t text_ms;  /* else from the end of the call to the text's leaving; negative: none left */
    bool failed;      /* a text was to leave and did not, as far as is known: "It works" would be no answer */
    const char *other; /* what became of it, a sentence; "" if one left */
    const char *next;  /* command for the next leg, "" when all have been seen */
};
void desk_trial(char *out, size_t cap, const struct desk_trial *trial);

/* Whose number the trial's call showed, of those that cannot be the caller's. */
enum desk_mask {
    DESK_MASK_NONE,  /* no number */
    DESK_MASK_AGENT, /* of the phone that forwards: in place of the caller's, or it called the box itself */
    DESK_MASK_BOX
};

/* A call came, and callers like it get no text. theirs: whoever asked is the agent; after_ms: from the order
 * to the first ring at the box. */
void desk_trial_masked(char *out, size_t cap, enum desk_leg leg, enum desk_mask mask, bool theirs,
                       int64_t after_ms);

/* No call came. query: what shows which forwards are set, "" if there is no such code. */
void desk_no_trial(char *out, size_t cap, enum desk_leg leg, const char *query);

/* --- to the agent: the promise --- */

enum desk_reminder { DESK_SOON, DESK_NOW, DESK_LATE };

/* "0172 expects your call by 2:29 pm. DONE 1 when called." */
void desk_remind(char *out, size_t cap, enum desk_reminder kind, const char *who, unsigned n, const char *by);

/* Several at once. rows as from desk_add_row, as many as fit; n: of the first. */
void desk_remind_many(char *out, size_t cap, unsigned count, const char *rows, unsigned n);

/* "512-555-0172 called 3 times, urgent? Call back. (lead 2)" */
void desk_called_again(char *out, size_t cap, const char *who, unsigned times, unsigned n);

#endif
