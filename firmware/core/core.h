/* The box, without the box: events in, actions out. No clock, descriptor, allocation or log call inside; an
 * equal sequence of (event, now) gives equal actions, byte for byte.
 *
 *   serial bytes -> AT lines -> modem events -> call tracker -> policy -> outbox -> SMS PDU -> AT commands
 *                                     |-------> inbox -> relay to the agent
 *                                     every change of state -> ledger records
 *
 * Life: allocate core_size() zeroed bytes, core_init(), core_restore() for each record of the ledger,
 * core_start(); then core_step() for each event, performing its actions, and again with EVENT_TICK at
 * core_deadline(). */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "base/now.h"
#include "core/action.h"
#include "core/config.h"
#include "core/contacts.h"
#include "core/report_words.h"
#include "modem/modem.h"

struct core;

size_t core_size(unsigned lines);

enum event_kind {
    EVENT_TICK,      /* core_deadline() has come, or nothing in particular */
    EVENT_PAPERS,    /* core_has_more() said so */
    EVENT_BYTES,     /* from the modem of `line` */
    EVENT_LINK_UP,   /* the port of `line` is open; `bytes`, if not NULL, is a string that tells its place */
    EVENT_LINK_DOWN, /* and is gone */
    EVENT_DURABLE,   /* every record up to `sequence` is on the disk */
    EVENT_LEDGER,    /* the disk takes no records (failing true), or takes them again */
    EVENT_CONFIG,    /* a new configuration is in force: `config`, valid until the next EVENT_CONFIG */
    EVENT_CONTACTS,  /* the agent's address book: `contacts`, valid until the next EVENT_CONTACTS, NULL for
                        none */
    EVENT_NOTICE,    /* tell the agent something the shell noticed: `bytes` is a string */
    EVENT_REPORT,    /* the answer to the oldest ACTION_REPORT: `figures`, NULL if they cannot be read */
    EVENT_CONTROLS, /* what of `line` can be driven by wire: `controls`, bits 1 << enum modem_control; `power`
                       is what the board wants otherwise than the modem's family */
    EVENT_POWERED,  /* the STATUS wire of `line` shows the modem running (`powered`) or not */
    EVENT_BUTTON,   /* the box's button went down (`pressed`) or up, at `at_ms` */
    EVENT_STOP      /* SIGTERM: begin nothing new */
};

struct event {
    enum event_kind kind;
    uint8_t line;
    const uint8_t *bytes;
    size_t length;
    uint64_t sequence;
    bool failing;
    unsigned controls;
    struct modem_power power; /* EVENT_CONTROLS: pulses the board wants, 0 those of the family */
    bool powered;
    bool pressed;
    bool gone;     /* EVENT_POWERED, EVENT_BUTTON: its wire cannot be read any more */
    int64_t at_ms; /* monotonic */
    bool once;     /* EVENT_NOTICE: told once, however often it comes; with "" it may be told again later */
    const struct config *config;
    const struct contacts *contacts;
    const struct report_figures *figures;
};

/* config is borrowed until the next EVENT_CONFIG. seed: everything random comes from it. */
void core_init(struct core *self, const struct config *config, uint64_t seed);

/* One record of a former life; people first. */
void core_restore(struct core *self, const struct record *record, const struct tb_now *now);

/* The highest ids ever given, so that none is used again. */
void core_restore_ids(struct core *self, const struct last_ids *ids);

/* All is restored: what was under way is settled, and the box begins. */
void core_start(struct core *self, const struct tb_now *now, struct actions *out);

/* One event. Of EVENT_BYTES at most one AT line is used; the return value tells how many bytes, call again
 * with the rest. 0 for other events. out is cleared first. */
size_t core_step(struct core *self, const struct event *event, const struct tb_now *now, struct actions *out);

/* True if the step left records to be made: an EVENT_PAPERS at once makes them, and does nothing else. So
 * AT+CMGS is on the wire before its records are made. */
bool core_has_more(const struct core *self);

/* Monotonic ms of the next thing to do; at or before now if EVENT_TICK is due at once. */
int64_t core_deadline(const struct core *self, const struct tb_now *now);

/* True if no text is between AT+CMGS and its result: SIGTERM may end the process. */
bool core_is_quiet(const struct core *self);

struct core_line_status {
    const char *name, *modem, *profile, *operator_name, *number, *why;
    int signal;    /* 0-31, 99 unknown */
    int pin_tries; /* left before the SIM locks, where the modem tells and a PIN is the trouble; else -1 */
    bool armed;
    unsigned missing; /* enum modem_missing */
};

/* True if at least one line is armed. */
bool core_is_armed(const struct core *self);
void core_line_status(const struct core *self, unsigned line, struct core_line_status *out);

/* Has the modem behind the open port of `line` answered AT yet? Any answer will do. */
bool core_line_answers(const struct core *self, unsigned line);

/* Where the modem of `line` was when it last answered, in this life or a former one: the words that came with
 * its EVENT_LINK_UP, "" not known. They are written to the ledger when it answers. Valid until the next step.
 */
const char *core_line_place(const struct core *self, unsigned line);

/* Words for the bits of core_line_status.missing: "no voice service, no delivery reports". */
void core_missing_words(unsigned missing, char *out, size_t cap);

/* Those that keep calls from coming, of the same bits: "" if none does. */
const char *core_voice_words(unsigned missing);

#endif
