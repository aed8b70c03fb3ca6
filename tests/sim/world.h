/* A box and all around it in one process under virtual time: the real core and the real ledger, simulated
 * modems, a network with phones, people with habits, faults, and a clock that may lie. A plan and its seed
 * give the whole run.
 *
 * Two clocks: `ms` is true time since the start and never stops; the box's own monotonic clock begins anew at
 * each boot, and its wall clock is wrong by `wall_error_ms`, or not known. */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include "completions.h"
#include "core/core.h"
#include "disk.h"
#include "modemsim/sim_fault.h"
#include "modemsim/simmodem.h"
#include "plan.h"
#include "rules.h"

enum {
    WORLD_LINES_MAX = 4,
    WORLD_FACTS_MAX = 16384, /* calls, texts: by id */
    WORLD_OUT_MAX = 16384,
    WORLD_IN_MAX = 16384,
    WORLD_RUNG_MAX = 2048,
    WORLD_LATER_MAX = 512,
    WORLD_TAKEN_MAX = 32768,
    WORLD_REPORTS_MAX = 8,
    WORLD_HABITS_MAX = 256,
    WORLD_CUTS_MAX = 4,
    WORLD_KNOWN_MAX = 512,
    WORLD_PINS_MAX = 8,
    WORLD_DESK_MAX = 8,
    WORLD_LEADS_MAX = 4096,
    WORLD_RUNGS_MAX = 8,
    DECIDED_MS = 10 * 60 * 1000 /* so long a text may leave by the verdict of a former ini */
};

/* What the box has recorded, and what of it is on the disk. id 0: nothing. */
struct call_fact {
    struct call_record live, kept;
    int64_t first_ms, last_ms; /* true times of its records */
    bool held;                 /* its text waited for the morning, */
    int64_t release_ms;        /* which came then: true time, TB_NEVER */
    int64_t named;             /* the latest text to the agent that names the caller, 0 none */
};
struct text_fact {
    struct text_record live, kept; /* body NULL */
    uint64_t sending;              /* sequence of the record that it is being sent */
    unsigned summed;               /* so many calls and notices it stands for */
    uint32_t reported;             /* bit n: the network said that part n + 1 arrived */
    bool undelivered;              /* and that one did not */
    unsigned took;                 /* how often the network took it */
    unsigned begun;                /* the life in which it began to be sent last, 0 none */
    bool outlived;                 /* and it failed in a later one */
    int64_t took_ms;
};

/* A part that the network took under a reference. */
struct taken {
    int64_t id;
    uint8_t line, ref, seq;
    char to[TB_NUMBER_MAX];
};

/* A text that the network took. */
struct sent {
    int64_t at_ms, id, call;
    unsigned boot, life;
    enum text_kind kind;
    bool lost; /* the ledger never had it: the disk took nothing, and the box died */
    char to[TB_NUMBER_MAX];
    char *text; /* all of it: long ones are rare, and these are looked through often */
};

/* Of what came as a part of a long text by itself. */
struct part {
    bool is;      /* it did */
    bool garbage; /* its text is hex, what stands where header and words should */
    uint16_t ref;
    uint8_t total, seq;
};

/* A text that somebody wrote to the box. */
struct written {
    int64_t at_ms;
    uint8_t line;
    bool desk;    /* of the agent or the team */
    bool waiting; /* the network could not take it yet */
    bool missing; /* a part of it never comes */
    struct part part;
    char from[TB_NUMBER_MAX];
    char token[12]; /* a word that is in no other, "" none */
    char text[PLAN_TEXT_MAX];
};

/* A call that the box could hear. */
struct rung {
    int64_t first_ms, last_ms, over_ms; /* over_ms 0: it rings */
    uint8_t line;
    bool withheld;
    bool excused; /* the box died, or its disk failed, too soon after to have kept it */
    char number[TB_NUMBER_MAX];
};

/* Who wants no text, as the box has recorded it. */
struct refusal {
    uint64_t sequence; /* 0: on the disk */
    bool stop;         /* or START */
    char number[TB_NUMBER_MAX];
};

/* What the agent, or the box, has said of a number since the start. The first four are for good. */
struct known {
    bool forgot, tested, blocked, stopped;
    bool blocked_now, doubtful;
    enum person_mark mark;
    unsigned life; /* in which it was recorded last */
    char number[TB_NUMBER_MAX];
};

/* A lead, as the box has it, and as it is on the disk. */
struct lead_fact {
    struct lead_record live, kept;
};

/* The code that somebody of the desk was given last. */
struct desk_said {
    char number[TB_NUMBER_MAX], code[5];
    unsigned life, tries;
    int64_t given_ms;
};

/* What somebody, or the network, will do. */
struct later {
    int64_t at_ms; /* TB_NEVER: free */
    enum later_kind { LATER_TEXT, LATER_REPORT, LATER_RETRY } kind;
    uint8_t line;
    unsigned ref, status;
    bool foreign; /* LATER_REPORT: of no text of ours */
    char who[TB_NUMBER_MAX];
    char text[PLAN_TEXT_MAX];
};

struct world_line {
    struct sim sim;
    bool plugged, up, reopen, off; /* off: without power for itself */
    bool introduced;               /* the box was armed with it, and had all on the disk */
    int64_t open_ms, on_ms;
    int64_t sent_id;   /* text whose body left last */
    uint64_t received; /* the last record of something that came in by it */

    char tried[WORLD_PINS_MAX][4]; /* PINs that this SIM has refused */
    unsigned pins;
    uint64_t pin_sequence;            /* of the record that one is tried, in this life; 0 none */
    unsigned rungs, rungs_kept;       /* restarts counted by the box; on the disk */
    uint64_t rung_sequence;           /* of the latest record of that */
    bool rung_open;                   /* and the restart is still to come */
    bool rung_doubtful;               /* the disk took nothing: what was counted may be forgotten */
    int64_t rung_ms;                  /* the latest restart, 0 none */
    int64_t hour_ms[WORLD_RUNGS_MAX]; /* the latest counts */
    unsigned hour_next;
};

struct world {
    const struct plan *plan;
    const struct config *config;
    const char *ini_name;
    const struct config *(*ini)(void *arg, const char *name);
    void *ini_arg;
    struct core *core;
    struct actions *out;
    struct disk disk;
    struct world_line line[WORLD_LINES_MAX];
    unsigned lines;
    struct completions completions[WORLD_LINES_MAX];

    int64_t ms, boot_ms, start_wall_ms, wall_error_ms,
        learn_ms; /* learn_ms: the right time comes, TB_NEVER */
    bool wall_ok;
    enum { BOX_OFF, BOX_DOWN, BOX_UP } state; /* no power; no daemon; running */
    bool stopping;
    int64_t up_ms;   /* BOX_OFF, BOX_DOWN: the daemon starts then */
    int64_t stop_ms; /* stopping: killed then */
    unsigned life, boot;
    uint64_t random, sequence;
    unsigned next; /* of the plan's list */
    unsigned agent_percent, tokens;
    bool missing;       /* a part of a text never came, */
    int64_t missing_ms; /* the latest then */
    int64_t agent_free_ms;

    unsigned long boundary;            /* actions performed so far */
    unsigned long storm_boundary;      /* as many before the last trial */
    unsigned long cut[WORLD_CUTS_MAX]; /* the power fails before that action; 0: none left */
    int64_t cut_off_ms;
    enum { DEATH_NONE, DEATH_CUT, DEATH_KILL } dying;
    int64_t dead_for_ms;
    struct report_figures report[WORLD_REPORTS_MAX]; /* read, not yet told */
    unsigned reports;
    uint64_t kept_sequence; /* up to here the last life had it on the disk */
    unsigned asked;         /* of the queue that the last life left: in a commit as it died */

    struct call_fact *call; /* WORLD_FACTS_MAX each */
    struct text_fact *text;
    struct sent *sent;
    struct taken *taken;
    struct written *in;
    struct rung *rung;
    struct refusal *refusal;
    struct later *later;
    struct lead_fact *lead;
    unsigned call_top, text_top, lead_top; /* highest ids so far */
    struct desk_said said[WORLD_DESK_MAX];
    int64_t code_ms;  /* the right code came then, -1 never */
    bool pause_asked; /* somebody who was of the desk when the box read it has asked for a pause */
    unsigned sent_count, taken_count, in_count, rung_count, refusal_count, later_count;
    struct happening habit[WORLD_HABITS_MAX];
    unsigned habits;
    struct known known[WORLD_KNOWN_MAX];
    unsigned known_count;
    bool forgot;              /* somebody was, since the start */
    int64_t ini_ms;           /* when the ini was changed last, */
    int64_t former_repeat_ms; /* and the least repeat that was in force shortly before */
    bool holds;               /* a text was held, since the start */
    int64_t unwell_ms;        /* and something was in the way of texts last */
    int64_t trouble_ms;       /* true time of the last fault, cut or mend */

    FILE *log; /* each action, NULL */
    uint64_t digest;
    struct tally tally;
    struct broken broken;
};

/* ini: the configuration of that name, which must stay valid. */
struct world *world_new(const struct plan *plan, const struct config *(*ini)(void *arg, const char *name),
                        void *arg);
void world_free(struct world *w);

/* All of the plan, then the storm is over: everything mended, and three hours for what is due to happen.
 * Stops where a rule is broken. */
void world_run(struct world *w);

/* Virtual time goes on until then, or until it is over, or until a rule is broken. */
void world_run_until(struct world *w, int64_t end, bool (*over)(const struct world *w));

/* The instant by the box's own clocks. */
struct tb_now world_now(const struct world *w);

/* --- world_box.c: true if something happened --- */
bool world_port_moves(struct world *w, unsigned line);
/* Ends a life that is over, and begins the next. */
bool world_box_lives(struct world *w);
bool world_clock_is_told(struct world *w);
bool world_disk_moves(struct world *w);
bool world_reports_come(struct world *w);
/* The power is on. */
void world_boot(struct world *w);

/* --- world_life.c --- */
void world_start(struct world *w);
void world_die(struct world *w);
/* Gives the core's memory back. */
void world_release(struct world *w);
void world_step(struct world *w, const struct event *event);
/* Returns how many of them were used: at most one AT line. */
size_t world_bytes(struct world *w, unsigned line, const char *bytes, size_t length);

/* --- world_network.c --- */
void world_listen(struct world *w, unsigned line);
bool world_calls(struct world *w, const struct happening *h);
/* What the network cannot hold for this modem it tries again later. */
void world_writes(struct world *w, uint8_t line, const char *from, const char *text);
/* Only a part of a text, or what looks like one. */
void world_writes_part(struct world *w, const struct happening *h);
void world_later(struct world *w, const struct later *later);
bool world_laters(struct world *w);
int64_t world_laters_deadline(const struct world *w);

/* --- world_parts.c --- */
/* False: the network cannot hold it for this modem now. */
bool world_bring(struct world *w, const struct written *in);
/* A report on a text that was sent age_s ago, by whomever. */
bool world_reports(struct world *w, uint8_t line, const struct later *later, int64_t age_s);

/* --- world_trial.c --- */
/* When all is quiet: a stranger calls each line and writes. It must work as on the first day. */
void world_trial(struct world *w);

/* --- world_people.c --- */
/* True for the agent and the team of the ini. */
bool world_is_desk(const struct world *w, const char *number);
/* Somebody has a text of the box on their phone. */
void world_read(struct world *w, const struct sent *sent);

#endif
