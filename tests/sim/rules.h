/* What must be true of the box, whatever happens: one name and one comment for each rule. rules.c looks at
 * them after each thing that could break one, and at the end of a run; the first that is broken ends it. */
#ifndef TESTS_SIM_RULES_H
#define TESTS_SIM_RULES_H

#include "base/check.h"
#include "core/record.h"

#include <stdbool.h>
#include <stdint.h>

struct call_fact;
struct world_line;
struct known;
struct world;
struct sms_pdu;

enum rule {
    RULE_NONE,
    RULE_ONE_TEXT_A_CALL,    /* the network takes at most one automatic text for a call */
    RULE_ONE_TEXT_IN_REPEAT, /* and for a caller within `repeat` */
    RULE_NEVER_AFTER_STOP,  /* nothing but answers to STOP and HELP leaves for somebody whose STOP is recorded
                             */
    RULE_NEVER_GATED,       /* nor for withheld, foreign, toll-free, short, own, agent's, skipped numbers */
    RULE_CLIENTS_OWN_WORDS, /* a client gets the client's message or none */
    RULE_QUIET_HOURS,       /* at night only what answers a call of now */
    RULE_OPEN_OR_CLOSED,    /* whoever calls is answered as the ini has it for that hour and day */
    RULE_HELD_LEAVES,       /* a held text leaves in the first hour that is for it: not before, not late */
    RULE_MAX_AGE,           /* nobody is texted later than max_age after the call, unless held */
    RULE_RIGHT_CALL,        /* an automatic text is for a call of that number that nobody took */
    RULE_PIN_ONCE,          /* a PIN that the SIM refused is not tried again, and none with its last try */
    RULE_SELDOM_RESTARTED,  /* a modem is restarted six times an hour at most, each on record before */
    RULE_CAPS,              /* no more automatic texts an hour and a day than the ini allows */
    RULE_DURABLE_FIRST, /* no body leaves before the record that it is being sent is on the disk, unless the
                            disk is known to take nothing */
    RULE_KEPT_FIRST,    /* and no message is acknowledged before it is on the disk */
    RULE_TYPED_ONCE,    /* what the desk types reaches a lead at most once */
    RULE_CODES,         /* what could do harm is done only for the right code, of who was asked for it */
    RULE_NOBODY_WOKEN,  /* no reminder and no offer at night, nor to who is off duty */
    RULE_REMINDERS,     /* each reminder is of a promise that is still open, and each comes once */
    RULE_CALLERS_TOLD,  /* the agent is told of each caller by number, or in a summary's count */
    RULE_WORDS_ARRIVE,  /* each text of a lead reaches the desk, again only marked "(maybe again)" */
    RULE_CALL_RECORDED, /* a call that could be heard is in the ledger */
    RULE_ONE_VERDICT,   /* with one verdict and its reason, and the agent knows of it */
    RULE_VERDICT_STAYS, /* which does not change once it is on the disk */
    RULE_REASON_TRUE,   /* who gets no text gets none for a reason that holds */
    RULE_STATE_TRUE,    /* a text counts as accepted if and only if the network took it */
    RULE_LEDGER_KEEPS,  /* what was said to be durable is there after a cut; a commit is there whole or not */
    RULE_LEDGER_SOUND,  /* no record is refused, no file set aside, and its check finds nothing */
    RULE_IDS_RISE,      /* an id is never used for another thing */
    RULE_NOTHING_LEFT_OPEN, /* when all is well again no text is under way or due */
    RULE_ARMED_AGAIN,       /* and every line is armed within RULES_ARMED_MS */
    RULE_WORKS_AGAIN,       /* and a stranger who calls then is recorded, and texted if that is due */
    RULE_IDLE,              /* an idle box leaves the modem in peace */
    RULE_COMPLETES_ONCE,    /* each AT command that an engine took completes once, and none waits for ever */
    RULE_INSTANT_ENDS,      /* no instant goes on for ever, no deadline stays in the past */
    RULE_BOUNDED,           /* actions of a step, records in the queue, what a world has room for */
    RULE_COUNT
};

enum { RULES_ARMED_MS = 3 * 60 * 1000 };

struct broken {
    enum rule rule; /* RULE_NONE: none is */
    int64_t at_ms;
    unsigned long boundary;
    char words[400];
};

/* What a run was made of. */
struct tally {
    unsigned long calls, heard, texts, automatic, received, faults, cuts, kills, steps, commands, completed;
    int64_t ms, armed_ms; /* armed_ms: the longest until all lines were armed after the last mend */
};

const char *rule_name(enum rule rule);
const char *rule_words(enum rule rule);

/* The first one counts. */
void rules_break(struct world *w, enum rule rule, const char *format, ...) TB_PRINTF(3, 4);

/* --- rules_why.c --- */
/* What has been said of a number; made if need be. */
struct known *rules_known(struct world *w, const char *number);
/* The monotonic clock began anew: what was before is known by the wall clock alone. */
void rules_booted(struct world *w);
/* Of one of the box's own SIMs: what comes from there is on record, and goes nowhere. */
bool rules_own(const struct world *w, const char *number);
bool rules_forgot(const struct world *w, const char *number);

/* A call was settled: is its reason true now? */
void rules_reason(struct world *w, const struct call_record *call);

/* An automatic text leaves: is it for the right call, and in time? */
void rules_right_text(struct world *w, const struct text_record *text);

/* --- rules_hours.c: by the C library's clock and a list of its own, not by the box's sums --- */
/* What it was at the end of a call; unknown where the box does not know the time. */
enum door { DOOR_UNKNOWN, DOOR_OPEN, DOOR_CLOSED, DOOR_HOLIDAY, DOOR_SPECIAL };
enum door rules_door(const struct world *w, const struct call_record *call);
/* True if the box knows the time, and it is between nine in the evening and eight. */
bool rules_night(const struct world *w);
/* True if the box knows the time, and that member of the team has hours, and not now. */
bool rules_off_duty(const struct world *w, const char *number);
/* A call was decided: as the hours have it? */
void rules_open_or_closed(struct world *w, const struct call_record *call);
/* When a text held now is to leave, ms of the world. */
int64_t rules_release(const struct world *w);
/* An automatic text leaves; one was recorded, or is there in the end. */
void rules_held_leaves(struct world *w, const struct call_fact *call);
void rules_held_waits(struct world *w, const struct text_record *text);
/* After each instant: is anything in the way of a text? */
void rules_health(struct world *w);

/* --- rules_modem.c --- */
/* A command leaves; a control is driven. */
void rules_command(struct world *w, unsigned line, const char *bytes);
void rules_pulse(struct world *w, unsigned line);
/* A named value was recorded, and is durable; and a life begins with what is kept. */
void rules_tended(struct world *w, const struct record *record, uint64_t sequence);
void rules_tended_kept(struct world *w, const struct record *record);
void rules_tended_anew(struct world *w);
/* Another SIM is in, or this one has all its tries again. */
void rules_card(struct world_line *line);

/* --- rules_desk.c --- */
/* A text was recorded: before and after it is known. */
void rules_desk_text(struct world *w, const struct text_record *text);
void rules_desk_noted(struct world *w, const struct text_record *text);
void rules_desk_person(struct world *w, const struct person_record *person, const struct known *known);
/* FORGET was recorded, and is durable: a power cut in between takes the order back. */
void rules_desk_forgets(struct world *w, const char *number);
void rules_desk_forgot(struct world *w, const char *number);
/* A lead was recorded, and is durable; and a life begins with what is kept. */
void rules_lead(struct world *w, const struct lead_record *lead);
void rules_lead_kept(struct world *w, const struct lead_record *lead);
void rules_desk_anew(struct world *w);
/* In the end. */
void rules_told(struct world *w);

/* True if the ini, or the agent, says so of the number. */
bool rules_is_client(const struct world *w, const char *number);

/* A record was made (before it is queued), and has become durable. */
void rules_recorded(struct world *w, const struct record *record, uint64_t sequence);
void rules_durable(struct world *w, const struct record *record);

/* The body of one part leaves for the modem of a line. Finds out which text it is. */
void rules_leaves(struct world *w, uint8_t line, const struct sms_pdu *pdu);

/* A message of the line is acknowledged. */
void rules_acknowledged(struct world *w, unsigned line);

/* The network took a whole text: the last entry of w->sent. */
void rules_took(struct world *w);

/* A life is over: w->disk.item[0, asked) were in a commit. Compares the ledger with what is known to be kept,
 * and forgets what is not. The ledger is open. */
void rules_reopened(struct world *w, unsigned asked);

/* True if no text is under way or due, and all is on the disk. */
bool rules_quiet(const struct world *w);

/* All is quiet: what must be true in the end. */
void rules_end(struct world *w);

/* True if the box may not text this number by itself: RULE_NEVER_GATED. */
bool rules_gated(const struct world *w, const char *number);

#endif
