/* The core's state, shared by the files that make it up: core.c routes. By what they are about:
 * calls - core_calls, core_missed, core_ring, core_trial, core_voicemail; texts - core_text, core_send,
 * core_held, core_report, core_receive, core_optout, core_forget; the desk - core_desk*, core_relay,
 * core_leads, core_team, core_alerts, core_hello, core_monthly; the box - core_clock, core_light,
 * core_status, core_tend; a former life - core_restore. The first lines of each say more. */
#ifndef CORE_PRIVATE_H
#define CORE_PRIVATE_H

#include "core/calls.h"
#include "core/command_line.h"
#include "core/content.h"
#include "core/core.h"
#include "core/core_monthly.h"
#include "core/desk_state.h"
#include "core/desk_words.h"
#include "core/inbox.h"
#include "core/leads.h"
#include "core/light.h"
#include "core/number.h"
#include "core/outbox.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/template.h"
#include "core/until.h"
#include "modem/port_choice.h"

enum { TYPED_MS = 60 * 60 * 1000 /* words that could not leave within an hour are beside the point */ };
enum { CONFIRM_MS = 5 * 60 * 1000 /* an answer to STOP within five minutes is presumed fine; later, none */ };
enum { STORE_QUEUE_MAX = 64, ALERTS_PER_HOUR = 30, RESTORED_MAX = TB_OUTBOX_MAX + TB_LINES_MAX };
enum { VOICEMAIL_REASONS = 3 };
enum { PIN_SIMS = 4 };    /* refusals remembered: if all are of one PIN, that is tried no more */
#define TWO_IN_DOUBT (-1) /* line.doubtful: a late result could be for either */

/* A stored message to read, or to delete once its record is durable. */
struct store_item {
    char store[4];
    int16_t index;
    uint64_t durable;
};

/* The answer to the call that rings, made while it rings: at its end only the verdict is taken anew. */
struct prepared {
    int64_t call; /* its id, 0 if nothing is prepared: also once the settings are others */
    int16_t message;
    bool promise;
    int64_t callback_ms; /* that it promises, 0 none */
    int64_t minute;      /* in which the promise ends, -1 if the clock is not trusted */
    char body[TB_MESSAGE_MAX];
    struct sms_plan plan;
    uint8_t ref; /* concatenation reference in hex */
    unsigned octets;
    char hex[SMS_HEX_MAX]; /* first part */
};

struct line {
    struct modem modem;
    struct prepared prepared;
    struct calls calls;
    int64_t sending;  /* id of the text under way at the modem, 0 if none */
    int64_t doubtful; /* id of the text whose result never came in this life: a late one is for it. 0 none */
    bool prompted;    /* its prompt is open, waiting for the ledger */
    char hex[SMS_HEX_MAX];
    struct store_item reads[STORE_QUEUE_MAX], deletes[STORE_QUEUE_MAX];
    uint8_t read_count, delete_count;
    bool reading, deleting; /* one of each is under way */
    bool list_due, listing; /* stored messages are to be listed */
    char list_store[4];
    bool ack_owed; /* AT+CNMA, once `ack` is durable */
    uint64_t ack;
    uint64_t pin_durable; /* the PIN goes to the SIM when this is durable, 0 if none waits */
    struct {
        char pin[9], sim[21]; /* "" a SIM whose modem does not tell */
    } tried[PIN_SIMS];        /* what a SIM refused, or may have, the latest last */
    uint8_t pin_sims;
    bool pin_open;              /* whether the latest one takes it is not known yet */
    uint64_t recovery_durable;  /* the modem is restarted when this is durable, 0 if that is not due */
    bool voice_told;            /* that calls may not come; once in a life */
    bool trouble_told;          /* that a person must look after this line, and what for */
    bool clock_told;            /* the log has it that this modem's clock differs from the box's */
    char place[PORT_PLACE_MAX]; /* of the open port, "" not told */
    char own[NUMBER_MAX];       /* number of the SIM that was in it last, as the ledger has it; "" not told */
    char home[PORT_PLACE_MAX];  /* where the modem last answered, as the ledger has it */
    struct {
        enum light now; /* this line's part of the box's light */
        bool counted;   /* in core.light.lines */
        bool sending;
        int64_t texting_ms; /* a text that began is shown until then */
        int64_t dead_ms;    /* no answer then is a problem; TB_NEVER while there is one */
        int64_t due_ms;     /* when `now` changes by itself */
    } light;
    bool was_ready;
    const char *told; /* state last logged */
    int64_t look_ms;  /* next look into the store, in case a notice was lost */
    bool greeted;     /* its first words were said, in this life or a former one */
    int64_t hello_ms; /* they are due, TB_NEVER not */
    struct {
        bool due;      /* to be asked about, or erased */
        bool erase;    /* that */
        bool asked;    /* the modem has been, for reason `step` */
        bool known;    /* it has been asked about before */
        bool heard;    /* the network has told of at least one reason */
        bool known_on; /* a former life found some of them on */
        uint8_t step;
        int64_t look_ms;
        bool active[VOICEMAIL_REASONS];
        char number[TB_NUMBER_MAX]; /* where to */
    } voicemail;
};

struct core {
    const struct config *config;
    const struct contacts *contacts; /* NULL: none */
    uint64_t sequence;               /* of the latest record */
    uint64_t durable;                /* up to here the disk has them */
    bool ledger_failing;
    bool stopping;
    bool started;
    bool clock_by_network;        /* the box had no time of its own when a modem told one */
    int64_t clock_ms;             /* and when it last did */
    bool zone_told;               /* the agent heard which zone was assumed */
    char notice[24];              /* mark of the notice (of wrong settings) told last with `once`, "" none */
    char accepted[TB_NUMBER_MAX]; /* to whom the network last took a text: proof that the SIM may send */
    char refused[TB_NUMBER_MAX];  /* whose text it last refused */
    uint16_t unrecorded;          /* texts whose paperwork is due */
    uint64_t news;                /* bit n: a text for line n was added since it last looked for one */
    bool unfinished;              /* a step had no room for all lines: the next one comes at once */
    struct last_ids last;
    uint8_t concat_ref;
    struct caps caps;
    struct inbox inbox;
    struct {
        int64_t at_ms[ALERTS_PER_HOUR]; /* ring of alerts sent */
        uint8_t next;
        bool full;
        uint16_t folded; /* not sent one by one; on record */
        int64_t fold_due_ms;
        int64_t capped_ms; /* a call over the cap was last told of by itself, 0 never */
    } alerts;
    struct outbox outbox;
    struct people people;
    struct leads leads;
    struct desk desk;
    struct reports reports;
    struct call_record
        restored[RESTORED_MAX]; /* calls of a former life that are not yet settled or told of */
    uint16_t restored_count;
    int64_t account_told_ms; /* the agent heard that the contract refuses texts */
    uint8_t refused_in_a_row;
    struct {
        bool wanted, up; /* the agent's phone is to be rung, is rung */
        uint8_t line;
        int64_t look_ms; /* the next thing to do about it */
        int64_t expires_ms;
        int64_t begun_ms; /* latest, 0 never */
    } ring;
    struct {
        enum light shown;       /* last told to the shell */
        uint16_t lines[LIGHTS]; /* how many lines show each */
        bool refused;           /* the network takes no texts from this contract */
    } light;
    struct {
        bool down;
        int64_t since_ms;
        int64_t next_ms; /* sooner the status is not texted again */
    } button;
    unsigned line_count;
    struct line line[]; /* line_count of them */
};

/* --- core.c --- */
uint64_t core_record(struct core *self, struct actions *out, const struct record *record);
void core_record_text(struct core *self, struct actions *out, const struct text_record *text);
void core_record_call(struct core *self, struct actions *out, const struct call_record *call);
void core_record_person(struct core *self, struct actions *out, const char *number, const char *name);
void core_record_meta(struct core *self, struct actions *out, const char *key, const char *value);
bool core_is_durable(const struct core *self, uint64_t sequence);
unsigned core_line_index(const struct core *self, const struct line *line);
/* The line of that name; the first one if the ini has it no more. */
uint8_t core_line_named(const struct core *self, const char *name);
/* The same, but NULL if the ini has it no more. */
struct line *core_line_of(struct core *self, const char *name);
/* A number for the log, in the caller's buffer: masked unless the ini says full. */
const char *core_log_number(const struct core *self, const char *number, char out[TB_NUMBER_MAX]);

/* --- core_status.c --- */
/* The port that was opened is at this place, NULL: as the ini wrote it. */
void core_place_told(struct line *line, const char *place);
/* The modem answers there, and its SIM may have told its number: both are known in the next life. */
void core_place_keep(struct core *self, struct line *line, struct actions *out);

/* --- core_calls.c --- */
void core_calls_notes(struct core *self, struct line *line, const struct call_notes *notes,
                      const struct tb_now *now, struct actions *out);
void core_calls_tick(struct core *self, struct line *line, const struct tb_now *now, struct actions *out);
/* The words of a message of the ini, or of the covering one. False if there are none. */
bool core_render(const struct core *self, int16_t message, const struct template_promise *promise,
                 char body[TB_MESSAGE_MAX]);
/* A call that is still in progress, NULL if it is not. */
struct call *core_live_call(struct core *self, int64_t id);
void core_log_verdict(const struct core *self, const struct call_record *call, struct actions *out);
/* Of any line's SIM. The box may hear itself: it rings the agent, whose forwarding brings the call back. */
bool core_is_own_sim(const struct core *self, const char *number);
struct call_rules core_call_rules(const struct config *config, const struct modem_profile *profile);

/* --- core_text.c --- */
/* A text that never left opens no repeat window. */
void core_forget_texted(struct core *self, const struct text_record *record, struct actions *out);
/* This number will never take a text. */
void core_remember_undeliverable(struct core *self, const char *number, struct actions *out);
/* It does after all: they have written one, or one of ours has arrived. */
void core_takes_texts(struct core *self, const char *number, struct actions *out);

/* --- core_text.c, core_send.c, core_report.c (what comes back), core_held.c --- */
/* The records that AT+CMGS did not wait for: at the start of the step after the one that sent it. Its prompt
 * finds them made, and Ctrl-Z waits for them as for any. */
void core_paperwork(struct core *self, struct actions *out);
/* Its present state is to be recorded then. */
void core_unrecorded(struct core *self, struct text *text);
/* True if the hours in which a held text may leave are over: it is held again. */
bool core_held_again(struct core *self, struct text *text, const struct tb_now *now, struct actions *out);
/* The hours may be other ones: the moment of each held text is found anew. */
void core_held_anew(struct core *self);
/* Puts "(maybe again) " in front of a text to the agent that may have arrived already, once. */
void core_mark_again(struct text *text);
/* A new text of the box, for its maker to complete and record. NULL if the outbox is full of better things or
 * body is no text; it is logged. */
struct text *core_text_new(struct core *self, enum text_kind kind, const char *number, uint8_t line,
                           const char *body, const struct tb_now *now, struct actions *out);
/* The same for the caller's own text, from what was prepared while the phone rang. */
struct text *core_text_prepared(struct core *self, const struct line *line, const char *number,
                                const struct tb_now *now, struct actions *out);
void core_send_tick(struct core *self, const struct tb_now *now, struct actions *out);
void core_send_pump(struct core *self, struct line *line, const struct tb_now *now, struct actions *out);
void core_send_prompt(struct core *self, struct line *line, const struct tb_now *now, struct actions *out);
void core_send_done(struct core *self, struct line *line, const struct modem_event *event,
                    const struct tb_now *now, struct actions *out);
void core_send_late_reference(struct core *self, struct line *line, int reference, const struct tb_now *now,
                              struct actions *out);
void core_send_report(struct core *self, const struct sms_pdu *report, const struct tb_now *now,
                      struct actions *out);
/* Why a text expired without being too old: the agent heard of it another way. */
#define THEY_WROTE "they wrote"
#define OPTED_OUT  "opted out"
#define MAYBE_OUT  "may be an opt-out"
#define ANSWERED   "the agent wrote"
#define DONE_WITH  "done"
#define FORGOTTEN  "forgotten"
/* What reports said of the first parts of a text while its others were still to leave. */
void core_send_reported(struct core *self, int64_t id, const struct tb_now *now, struct actions *out);

/* Ends a text's life in the outbox: ledger, agent, memory. */
void core_send_settle(struct core *self, struct text *text, enum text_state state, const char *error,
                      const struct tb_now *now, struct actions *out);

/* --- core_receive.c --- */
void core_receive(struct core *self, struct line *line, const struct urc *urc, const struct tb_now *now,
                  struct actions *out);
void core_receive_event(struct core *self, struct line *line, const struct modem_event *event,
                        const struct tb_now *now, struct actions *out);
void core_receive_pump(struct core *self, struct line *line, const struct tb_now *now, struct actions *out);
void core_receive_tick(struct core *self, const struct tb_now *now, struct actions *out);
int64_t core_receive_deadline(const struct core *self, const struct tb_now *now);
void core_receive_ready(struct core *self, struct line *line, const struct tb_now *now);
void core_receive_link_down(struct line *line);
/* The sender as memory and ledger know them: a number where it is one, a name as received, or "unknown". */
void core_name_sender(const struct core *self, struct sms_pdu *pdu);

/* --- core_missed.c --- */
/* A whole message that is the network's word of a missed call (missed_sender, missed_pattern) becomes a call
 * record and an incoming text that is nobody's; false: it is any other message, and nothing was done. */
bool core_missed_text(struct core *self, struct line *line, const struct sms_pdu *pdu, const char *body,
                      const struct tb_now *now, struct actions *out);

/* --- core_relay.c --- */
struct relay_notes {
    const char *words; /* behind the relayed ones, "" if nothing is to be said */
    bool maybe_stop;   /* the desk is to decide whether they meant STOP */
    bool picture;      /* no words: something that a modem cannot open */
};
/* Relays a recorded incoming text to the desk; lead NULL: nobody's. */
void core_relay(struct core *self, const struct text_record *source, struct lead *lead, const char *body,
                const struct relay_notes *notes, const struct tb_now *now, struct actions *out);

/* --- core_leads.c --- */
/* A missed call has its verdict: its lead, NULL if it makes none. Recorded. */
struct lead *core_lead_called(struct core *self, const struct call_record *call, const struct tb_now *now,
                              struct actions *out);
/* The call only seems to be a further one: a power cut fell into it, and it is told of already. */
bool core_lead_still_rings(const struct lead *lead, const struct call_record *call, const struct tb_now *now);
/* They wrote: likewise. */
struct lead *core_lead_wrote(struct core *self, const char *number, uint8_t line, const char *body,
                             const struct tb_now *now, struct actions *out);
/* A text with a promise has left: by when, from now on. */
void core_lead_promised(struct core *self, const char *number, int64_t callback_ms, const struct tb_now *now,
                        struct actions *out);
/* Somebody of the desk has answered or is done. */
void core_lead_answered(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out);
/* From now on it is that member's: recorded, and told to all others who know of it, by `line`. */
void core_lead_take(struct core *self, struct lead *lead, unsigned member, uint8_t line,
                    const struct tb_now *now, struct actions *out);
/* It is over: what waits for this number is cancelled. */
void core_lead_done(struct core *self, struct lead *lead, const struct tb_now *now, struct actions *out);
/* Its present state goes to the ledger. */
void core_lead_record(struct core *self, struct lead *lead, struct actions *out);
/* "0172", or the whole number where that would not tell. */
void core_lead_who(const struct core *self, const struct lead *lead, char out[DESK_WHO_MAX]);
void core_leads_tick(struct core *self, const struct tb_now *now, struct actions *out);
/* What a former life promised is due again. */
void core_leads_start(struct core *self, const struct tb_now *now);

/* --- core_team.c: the desk is the agent, who is member 0, and the backups in their order --- */
/* Which member has that number, -1 none. */
int core_member(const struct core *self, const char *number);
/* How many there are: 1 to DESK_MEMBERS_MAX. */
unsigned core_members(const struct core *self);
/* member: below core_members(). The strings are the ini's. */
const char *core_member_number(const struct core *self, unsigned member);
const char *core_member_name(const struct core *self, unsigned member);
/* The box's own number, of any line: by its SIM or by the ini. Whoever writes or is written to from there is
 * the box itself. */
bool core_is_own(const struct core *self, const char *number);
/* Words of the box to a number of the ini or of an order, at once and uncounted. False: the number is "", or
 * the outbox is full. */
bool core_tell_number(struct core *self, const char *number, uint8_t line, const char *words,
                      const struct tb_now *now, struct actions *out);
/* The same to one member: an answer. */
void core_tell(struct core *self, unsigned member, uint8_t line, const char *words, const struct tb_now *now,
               struct actions *out);
/* Words to everybody who knows of the lead but the agent and `except` (-1: nobody). */
void core_tell_others(struct core *self, const struct lead *lead, int except, uint8_t line, const char *words,
                      const struct tb_now *now, struct actions *out);
/* Are the lead's words this member's affair: the agent's always, the owner's, or, while nobody has it, of
 * whoever was told? */
bool core_concerns(const struct core *self, const struct lead *lead, unsigned member);
/* The ini may name another team than the leads were told to: then nobody of it has been told. */
void core_team_check(struct core *self, struct actions *out);
/* The first backup on duty who does not know of the lead yet, now does; -1 if there is none. */
int core_team_next(struct core *self, struct lead *lead, const struct tb_now *now);

/* --- core_desk.c: what the agent and the team write --- */
void core_desk(struct core *self, uint8_t line, unsigned member, const struct text_record *source,
               const char *body, enum content content, const struct tb_now *now, struct actions *out);
/* Words that a member typed are on their way, or will never be. */
void core_desk_typed(struct core *self, const struct text_record *text, unsigned author,
                     const struct tb_now *now, struct actions *out);
/* True of the words that tell somebody, whoever has followed, that they stand in no more. */
bool core_desk_is_relief(const struct core *self, const struct text *text);
/* Nothing remembers that this number stood in. */
void core_desk_forget(struct core *self, const char *number, struct actions *out);
/* Pauses and absences that are over. */
void core_desk_tick(struct core *self, const struct tb_now *now, struct actions *out);
int64_t core_desk_deadline(const struct core *self, const struct tb_now *now);
/* A "desk." value of a former life. */
void core_desk_restore(struct core *self, const char *key, const char *value, const struct tb_now *now);
int64_t core_callback_ms(const struct core *self);
/* What the agent's orders, and a STOP that is still coming in, mean for a verdict on facts->number. */
void core_desk_facts(const struct core *self, struct policy_facts *facts, const struct tb_now *now);

/* --- core_hello.c: first words, and whether calls still come --- */
void core_hello_armed(struct core *self, struct line *line, const struct tb_now *now);
void core_hello_call(struct core *self, const struct tb_now *now, struct actions *out);
/* The agent says OK. True if that was an answer to the question. */
bool core_hello_silence(struct core *self, const struct tb_now *now, struct actions *out);
/* asked_day and silenced of a former life. */
void core_hello_asked(struct core *self, const char *value);
void core_hello_tick(struct core *self, const struct tb_now *now, struct actions *out);
int64_t core_hello_deadline(const struct core *self);
void core_hello_restore(struct core *self, const char *line);

/* --- core_voicemail.c: the forwards of the box's own SIM --- */
void core_voicemail_tick(struct core *self, struct line *line, const struct tb_now *now, struct actions *out);
void core_voicemail_event(struct core *self, struct line *line, const struct modem_event *event,
                          const struct tb_now *now);
/* The agent wants them off, on every line where one may be on. words: the answer. */
void core_voicemail_off(struct core *self, const struct tb_now *now, char *words, size_t cap,
                        struct actions *out);
/* has_phone: the ini names somebody to tell. */
int64_t core_voicemail_deadline(const struct line *line, bool has_phone);
void core_voicemail_restore(struct core *self, const char *line, const char *value, const struct tb_now *now);

/* --- core_clock.c: the time of day --- */
/* Is the line's modem to be asked for the time? Only one is, so that two networks do not quarrel. */
void core_clock_want(struct core *self, struct line *line, const struct tb_now *now);
/* It tells wall_ms, as of now. */
void core_clock_told(struct core *self, struct line *line, int64_t wall_ms, const struct tb_now *now,
                     struct actions *out);

/* --- core_ring.c: the agent's phone rings --- */
void core_ring_want(struct core *self, struct lead *lead, const struct call_record *call,
                    const struct tb_now *now);
void core_ring_tick(struct core *self, const struct tb_now *now, struct actions *out);
void core_ring_event(struct core *self, const struct line *line, const struct modem_event *event);
/* A call from the box's own number now is the one it made, sent back by the agent's forwarding. */
bool core_ring_is_echo(const struct core *self, const struct tb_now *now);
int64_t core_ring_deadline(const struct core *self);

/* --- core_light.c --- */
/* After whatever happened to a line. */
void core_light_line(struct core *self, struct line *line, const struct tb_now *now);
/* At the end of each step: the light, if it is another one now. */
void core_light_box(struct core *self, struct actions *out);
/* It went down or up at the monotonic at_ms: what a short press asks for, once it is over. */
void core_button(struct core *self, bool pressed, int64_t at_ms, const struct tb_now *now,
                 struct actions *out);
/* A press that is long enough counts while it lasts. */
void core_light_tick(struct core *self, const struct tb_now *now, struct actions *out);
int64_t core_light_deadline(const struct core *self);

/* --- core_desk_box.c --- */
/* The agent gets what STATUS is answered with, by that line. */
void core_desk_tell_status(struct core *self, uint8_t line, const struct tb_now *now, struct actions *out);

/* --- core_trial.c: TEST --- */
void core_trial_begin(struct core *self, unsigned member, uint8_t line, enum desk_leg leg,
                      const struct tb_now *now, struct actions *out);
/* A call that comes now is the trial's. */
bool core_trial_waits(const struct core *self, const struct tb_now *now);
/* What became of it, text NULL if none was tried. */
void core_trial_result(struct core *self, const struct call_record *call, const struct text_record *text,
                       const struct tb_now *now, struct actions *out);
void core_trial_tick(struct core *self, const struct tb_now *now, struct actions *out);
void core_trial_restore(struct core *self, const char *key);

/* --- core_monthly.c: figures by text --- */
/* The month so far is added up and texted to `number`, by `line` if that can; at once if it cannot be told.
 * Asked again before the answer came, it is answered once. */
void core_report_ask(struct core *self, const char *number, uint8_t line, const struct tb_now *now,
                     struct actions *out);
/* The answer to the oldest that was asked; NULL: they could not be read. */
void core_report_figures(struct core *self, const struct report_figures *figures, const struct tb_now *now,
                         struct actions *out);
/* From 09:00 on the first day after a month (week) the agent gets its report, or when the box is next on by
 * day; nothing if nobody called. */
void core_report_tick(struct core *self, const struct tb_now *now, struct actions *out);
int64_t core_report_deadline(const struct core *self);

/* --- core_forget.c --- */
/* Nothing in memory says anything of that number any more, nor will a later record. */
void core_forget(struct core *self, const char *number, const struct tb_now *now, struct actions *out);

/* --- core_optout.c --- */
/* What waits for this number and was not typed by the agent goes no more. why: THEY_WROTE and its kin. */
void core_cancel_waiting(struct core *self, const char *number, const char *why, const struct tb_now *now,
                         struct actions *out);
/* Heeds STOP, START and HELP in a caller's words. What to add to the relay; *order: they are an order to the
 * box, nothing to talk about. may_answer: false if nobody waits for an answer. */
struct relay_notes core_optout_heed(struct core *self, uint8_t line, const char *number, const char *body,
                                    bool may_answer, const struct tb_now *now, struct actions *out,
                                    bool *order);

/* Part of a long text of theirs that has not come whole yet asks for STOP. */
bool core_stop_in_part(const struct core *self, const char *number);

/* --- core_restore.c --- */
/* What core_start() had no room for. */
void core_start_rest(struct core *self, const struct tb_now *now, struct actions *out);

/* Why no call may come to that line, "" if nothing is known of that. */
const char *core_line_voice_words(const struct core *self, unsigned line);
/* The modem itself cannot be called, and nothing else tells of missed calls. */
bool core_line_is_deaf(const struct core *self, unsigned line);

/* --- core_tend.c --- */
/* A PIN is wanted or was tried, or the modem must be restarted. */
void core_tend_event(struct core *self, struct line *line, const struct modem_event *event,
                     const struct tb_now *now, struct actions *out);
/* The modem's state has changed: what another line must tell the agent. */
void core_tend_state(struct core *self, struct line *line, const struct tb_now *now, struct actions *out);
/* The port is gone, and with it what waited to be sent: a PIN that never left counts as not tried. */
void core_tend_link_down(struct core *self, struct line *line, struct actions *out);
/* Does what waited for its record. */
void core_tend_pump(struct core *self, struct line *line, struct actions *out);
/* A meta record of this file: true. */
bool core_tend_restore(struct core *self, const char *key, const char *value, const struct tb_now *now);

/* --- core_alerts.c --- */
/* Tells the agent what became of a call; text NULL if none was tried. Records that it was told. */
void core_alert_call(struct core *self, struct call_record *call, const struct text_record *text,
                     const struct tb_now *now, struct actions *out);
/* Any other word to the agent. */
void core_alert(struct core *self, uint8_t line, const struct tb_now *now, struct actions *out,
                const char *format, ...) TB_PRINTF(5, 6);
void core_alerts_tick(struct core *self, const struct tb_now *now, struct actions *out);
int64_t core_alerts_deadline(const struct core *self);
/* "alerts.folded" of a former life: how many calls and notices still wait for their summary, in decimal. */
void core_alerts_restore(struct core *self, const char *value);

#endif
