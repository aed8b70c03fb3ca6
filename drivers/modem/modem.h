/* One modem: brought up to READY or to a stated reason, kept there, and spoken to in telephony instead of AT.
 *
 * Verbs go down (modem_send, modem_hang_up ...), typed events come up. Pure: the caller brings bytes and
 * time. After every verb and every batch of bytes: modem_next() until false, then modem_pump() until 0. */
#ifndef MODEM_MODEM_H
#define MODEM_MODEM_H

#include "at/at_engine.h"
#include "base/check.h"
#include "modem/own_call.h"
#include "modem/power.h"
#include "modem/profile.h"
#include "modem/recovery.h"
#include "modem/urc.h"

enum modem_state {
    MODEM_NO_LINK, /* the port is not open */
    MODEM_SYNC,    /* ESC, then AT until any answer */
    MODEM_SETUP,   /* the bring-up script */
    MODEM_READY    /* every setting made, SIM ready, registered once */
};

/* Why the modem is not READY, or is READY and yet cannot be rung. */
enum modem_why {
    MODEM_WHY_NONE,
    MODEM_WHY_NO_PORT,
    MODEM_WHY_STARTING,
    MODEM_WHY_NO_ANSWER,
    MODEM_WHY_NO_SIM,
    MODEM_WHY_SIM_FAILURE,
    MODEM_WHY_PIN_WANTED, /* and none is configured */
    MODEM_WHY_PIN_WRONG,  /* rejected, or tried before: never again until the ini changes */
    MODEM_WHY_PUK,
    MODEM_WHY_NOT_REGISTERED,
    MODEM_WHY_DENIED
};

/* What a modem refused at bring-up: bits of modem.missing. */
enum modem_missing {
    MODEM_MISSING_CLIP = 1 << 0,    /* callers have no number: nobody can be texted */
    MODEM_MISSING_WAITING = 1 << 1, /* a second caller is not seen */
    MODEM_MISSING_PDU = 1 << 2,     /* AT+CMGF=0 refused */
    MODEM_MISSING_NEWS = 1 << 3,    /* no AT+CNMI form accepted: messages are found at the next look only */
    MODEM_MISSING_REPORTS = 1 << 4, /* no delivery reports */
    MODEM_MISSING_SMSC = 1 << 5,    /* no service centre number on the SIM or in the ini */
    MODEM_MISSING_VOICE = 1 << 6,   /* registered for SMS only, or by LTE without IMS: no call will come */
    MODEM_MISSING_MODEL = 1 << 7,   /* a model or a firmware without voice: no call will ever come */
    MODEM_MISSING_IMS = 1 << 8, /* IMS is off: calls come only where 2G or 3G is left, if registered there */
    MODEM_MISSING_LTE = 1 << 9, /* a model without LTE: calls come only where 2G or 3G is left */
    MODEM_NO_CALLS = MODEM_MISSING_VOICE | MODEM_MISSING_MODEL
};

/* What the ini says about one line. Borrowed strings, NULL or "" where not set. */
struct modem_setup {
    const char *profile; /* name or "auto", never NULL */
    const char *smsc;    /* E.164 */
    const char *init[TB_INIT_MAX];
};

enum modem_event_kind {
    MODEM_EVENT_NONE,
    MODEM_EVENT_STATE,     /* state, why, missing or what status shows has changed */
    MODEM_EVENT_RESTARTED, /* settings and calls are gone; completions of what was in flight follow */
    MODEM_EVENT_REOPEN,    /* no answer for long: close and open the port */
    MODEM_EVENT_RECOVER,   /* it does not come back by itself: make argument, the count, durable, then
                              modem_recover(). 0: it has been well for long; nothing is to follow */
    MODEM_EVENT_LEVEL,     /* drive `control` active or back to rest, by wire */
    MODEM_EVENT_PIN, /* the SIM wants its PIN and may be tried: modem_enter_pin() once that is recorded */
    MODEM_EVENT_PIN_TRIED,      /* result: OK accepted; LOST with sent false: it never left */
    MODEM_EVENT_HEALTHY,        /* the health check was answered */
    MODEM_EVENT_URC,            /* a line about calls or messages: urc */
    MODEM_EVENT_PROMPT,         /* modem_body() or modem_abandon(): argument of modem_send */
    MODEM_EVENT_SENT,           /* argument, result, code, reference (-1 unknown), body_sent, prompted */
    MODEM_EVENT_LATE_REFERENCE, /* +CMGS: after its command had timed out: reference */
    MODEM_EVENT_HUNG_UP,        /* the hang-up was answered or not: result */
    MODEM_EVENT_CALLS,          /* all rows of the call list came as URCs: result */
    MODEM_EVENT_LISTED,         /* all stored messages came as URCs: result */
    MODEM_EVENT_READ,      /* argument = index; result. Its URC came before, if the slot held something */
    MODEM_EVENT_DELETED,   /* argument = index; result */
    MODEM_EVENT_DIALLED,   /* modem_dial: result, code, cut. OK: the command was taken and the call may be up,
                              TIMEOUT: so it may; all others: it is not, NO_CALL by the far end or the network
                            */
    MODEM_EVENT_DIAL_OVER, /* the call of ours has ended without our hang-up */
    MODEM_EVENT_FORWARD,   /* argument = enum modem_forward; result, code, cut; urc.value = 1 voice calls are
                              forwarded, 0 they are not, -1 not known; urc.number, urc.ton = where to */
    MODEM_EVENT_CLOCK,     /* the modem tells the network's time, true now: wall_ms */
    MODEM_EVENT_NOISE      /* bytes that made no sense, for the log */
};

/* When the network forwards a call to the box's own SIM instead of letting it ring: 27.007 7.11 <reason>. */
enum modem_forward {
    MODEM_FORWARD_ALWAYS = 0,
    MODEM_FORWARD_BUSY = 1,
    MODEM_FORWARD_NO_REPLY = 2,
    MODEM_FORWARD_UNREACHABLE = 3
};

struct modem_event {
    enum modem_event_kind kind;
    struct urc urc;
    int64_t argument;
    enum at_result result;
    int code;
    int reference;
    bool sent, prompted, body_sent;
    enum modem_control control;
    enum recovery_rung rung; /* RECOVER: what will be done */
    bool active;
    bool cut;        /* DIALLED, FORWARD: given up for something urgent; nothing is wrong, ask again later */
    int64_t wall_ms; /* CLOCK: UTC since 1970, right to about a second */
};

struct modem {
    struct at_engine at;
    const struct modem_profile *profile;
    struct modem_setup setup;
    enum modem_state state;
    enum modem_why why;
    unsigned missing; /* enum modem_missing */
    bool acknowledge; /* phase 2+: each +CMT and +CDS wants AT+CNMA */
    char model[48];
    char operator_name[32];
    char number[TB_NUMBER_MAX * 2];     /* own number as the SIM tells it, "" if it does not */
    char store[4];                      /* "SM" or "ME" */
    char iccid[25];                     /* of a SIM that wants its PIN, "" if the modem does not tell */
    int signal;                         /* 0-31, 99 unknown: 27.007 8.5 */
    int registration, registration_lte; /* 27.007 7.2 <stat>, -1 unknown */

    /* private */
    uint8_t step, list_item, tries, timeouts;
    uint8_t echoes;          /* restarts that showed by the echo, in a row: no check without it between */
    bool step_echo_off;      /* a step of this bring-up came back without its echo */
    int64_t retry_ms;        /* when the script goes on by itself */
    int64_t silent_since_ms; /* begin of SYNC */
    int64_t reopen_ms;
    int64_t health_ms;
    int radio;
    int pin_tries; /* -1 unknown */
    enum sim_state sim;
    bool sim_seen, smsc_seen, smsc_empty;
    bool number_seen; /* since bring-up began: the SIM may be another one */
    bool numberless;  /* this one was asked, and told none */
    bool flushing, restarted, state_changed;
    int reference;
    char selected[4];       /* store that AT+CPMS chose last, "" unknown */
    uint32_t mute_steps;    /* steps of the script that this modem leaves unanswered: passed over */
    uint32_t doubted_steps; /* and those that it did once */
    bool stores_mixed;      /* a command that names another store waits */
    uint8_t identity_line;
    bool echo_off;         /* bring-up, or a health check since, came back without its echo */
    bool registration_set; /* AT+CREG=1 was in force in the bring-up: a modem that restarts forgets it */
    int8_t ims;            /* -1 not known, 0 the network does not let it make calls over LTE, 1 it does */
    uint8_t ims_noes;      /* such answers in a row that are not believed yet */
    uint8_t voice_item;    /* question of the profile that is asked; PROFILE_VOICE_MAX: none */
    uint8_t voice_wait;    /* health checks until it is asked again */
    uint8_t refused_wait;  /* health checks until a setting that was refused is tried again */
    bool voice_heard;      /* it was told of since it was last asked */
    bool voice_mute;       /* it was not answered once: never asked again */
    bool unvoiced;         /* the firmware says that it has no voice */
    struct own_call own_call;
    struct urc forward;            /* what the query in flight has told so far */
    int64_t forward_not_before_ms; /* a late answer may come until then */
    struct recovery recovery;
    unsigned controls;        /* wires to the modem: bits 1 << enum modem_control */
    struct modem_power board; /* what the board says of the pulses; 0: as the family has it */
    int8_t powered;           /* what its STATUS wire shows: 1 on, 0 off, -1 there is none */
    bool unproven;            /* nothing has answered on this port yet, and it was only guessed */
    bool told_off;            /* it said that it powers down, and nothing since */
    bool again;               /* its settings are made again once the text under way has its result */
    bool clock_wanted;
    bool fresh;            /* READY since the last check */
    uint8_t next_question; /* of those that may go with a check */
    int64_t clock_ms;      /* AT+CCLK? goes with the first health check from then on; 0 never asked */
};

/* Ready for modem_link_up(). setup is copied, its strings are borrowed for the life of the modem. */
void modem_init(struct modem *self, const struct modem_setup *setup);

/* Which wires the board has to this modem (bits 1 << enum modem_control), and its own pulses where they
 * differ from the family's (0: they do not). */
void modem_controls(struct modem *self, unsigned controls, const struct modem_power *pulses);

/* What the STATUS wire shows: 1 on, 0 off, -1 it can no longer be read. */
void modem_powered(struct modem *self, int powered);

/* How often a former life tried to get this modem back. */
void modem_restore_recovery(struct modem *self, uint32_t count, int64_t now_ms);

/* The count of MODEM_EVENT_RECOVER is durable: now it is done. */
void modem_recover(struct modem *self);

/* Whether the network's time is of use: then the modem is asked for it at READY, once an hour, and when it
 * has news of it. */
void modem_want_clock(struct modem *self, bool wanted);

/* The port is open: bring-up begins. */
void modem_link_up(struct modem *self, int64_t now_ms);

/* The port is gone. What was in flight completes through modem_next(). */
void modem_link_down(struct modem *self);

/* Takes bytes until one event is complete; returns how many were used. */
size_t modem_feed(struct modem *self, const uint8_t *bytes, size_t length, int64_t now_ms,
                  struct modem_event *event);

/* Further events: deadlines that have come, completions after a restart. Call until false. */
bool modem_next(struct modem *self, int64_t now_ms, struct modem_event *event);

int64_t modem_deadline(const struct modem *self);

/* Bytes to send now, 0 if none. cap at least TB_AT_COMMAND_MAX + 1. */
size_t modem_pump(struct modem *self, int64_t now_ms, char *out, size_t cap);

/* True once every setting is made: calls are seen and texts can be sent, even if the network is away. */
bool modem_can_send(const struct modem *self);

/* READY and registered: the box would be rung. */
bool modem_is_armed(const struct modem *self);

/* AT+CMGS. argument comes back with MODEM_EVENT_PROMPT and MODEM_EVENT_SENT. False if the queue is full. */
TB_MUST_CHECK bool modem_send(struct modem *self, unsigned tpdu_octets, int64_t argument,
                              enum at_priority priority);
size_t modem_body(struct modem *self, const char *hex, int64_t now_ms, char *out, size_t cap);
size_t modem_abandon(struct modem *self, int64_t now_ms, char *out, size_t cap);

/* Ends the ringing call, or the one of ours (AT+CHUP, ATH if that is refused). False if it could not be
 * queued: no answer will come. */
TB_MUST_CHECK bool modem_hang_up(struct modem *self);

/* Places a voice call, ATD<number>; (27.007 6.3), to let a phone ring: MODEM_EVENT_DIALLED tells how it was
 * answered, modem_hang_up() ends it, and must be called however it was answered. number: 7 to 15 digits, a
 * plus in front if it is E.164.
 *
 * False, and no event, unless the modem is armed for voice, nothing is asked of it and no call of ours is up;
 * so the command leaves at once, not later into a caller's ringing. The caller sees to it that no call rings.
 *
 * Many modems answer OK at once, and lines and commands go on as ever. Others answer only when the far end
 * does. Then a hang-up, a text to a caller, AT+CNMA and AT+CLCC cut the dialling short
 * (at_command.yields_to): such a text is late by at most 125 ms and the modem's answer, or 0.8 s if it does
 * not heed that, and then by as long as it is deaf. Stored messages, texts to the agent and the health check
 * wait until the hang-up. */
TB_MUST_CHECK bool modem_dial(struct modem *self, const char *number, int64_t now_ms);

/* Asks the network whether the SIM's voice calls are forwarded for `reason` (AT+CCFC=<reason>,2), or has that
 * forward erased (=<reason>,4) and then asks: one MODEM_EVENT_FORWARD each. An erasure is done when that says
 * OK with urc.value 0; some networks answer OK to one that they do not carry out.
 *
 * It may take a minute, so it goes only while nothing is asked of the modem, and whatever but the health
 * check is asked then cuts it short; best left to a time without calls and texts. False, and no event, unless
 * the modem is armed and idle, and for a minute after one that was not answered. */
TB_MUST_CHECK bool modem_query_forward(struct modem *self, enum modem_forward reason, int64_t now_ms);
TB_MUST_CHECK bool modem_erase_forward(struct modem *self, enum modem_forward reason, int64_t now_ms);

/* Asks for the call list; rows come as URC_CALL_STATE, then MODEM_EVENT_CALLS. */
void modem_list_calls(struct modem *self);

/* Reads all stored messages, one slot, or deletes one. store "" means the usual one. False if it could not be
 * queued: no event will come. */
TB_MUST_CHECK bool modem_list_store(struct modem *self, const char *store);
TB_MUST_CHECK bool modem_read(struct modem *self, const char *store, int index);
TB_MUST_CHECK bool modem_delete(struct modem *self, const char *store, int index);

/* AT+CNMA for one +CMT or +CDS, if this modem wants it. False if it could not be queued. */
TB_MUST_CHECK bool modem_acknowledge(struct modem *self);

/* AT+CMGF=0 again: an error that smells of the wrong message format. */
void modem_assert_pdu_mode(struct modem *self);

/* A text was refused for the sake of the SIM: bring-up looks whether it wants its PIN again, or is gone. */
void modem_look_at_sim(struct modem *self);

/* Writes the ini's service centre number again; false if there is none. */
bool modem_write_smsc(struct modem *self);

/* Tries the PIN, once. The caller has made the attempt durable. False if it could not be queued: nothing is
 * tried. */
TB_MUST_CHECK bool modem_enter_pin(struct modem *self, const char *pin);

/* No PIN to try, or this one was rejected before. */
void modem_refuse_pin(struct modem *self, enum modem_why why);

/* "not registered" and so on, for STATUS and people. */
const char *modem_why_words(enum modem_why why);

#endif
