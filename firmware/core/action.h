/* What the core asks of the world, as data and in order. The shell performs them in this order and may stop
 * (a power cut) after any of them, but the records of one step reach the disk together or not at all: else a
 * cut between words that the agent typed and the mark that their message was seen would send them twice. */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include "base/check.h"
#include "core/light.h"
#include "core/record.h"
#include "modem/power.h"

#include <stddef.h>
#include <stdint.h>

enum action_kind {
    ACTION_SEND,   /* bytes to the modem of `line` */
    ACTION_RECORD, /* to the ledger, as number `sequence`; durable(sequence) comes back */
    ACTION_LOG,    /* text with an sd-daemon priority */
    ACTION_REOPEN, /* close and open the port of `line` */
    ACTION_STATUS, /* what status shows has changed: ask core_status() */
    ACTION_ALIVE,  /* a health check was answered: feed the watchdog */
    ACTION_REPORT, /* add up from_ms .. to_ms of the ledger; one EVENT_REPORT comes back for each, in order */
    ACTION_LEVEL,  /* drive the `control` of `line` active or back to rest */
    ACTION_CLOCK,  /* the network's time: it was wall_ms at the monotonic at_ms. Nothing better is known */
    ACTION_LIGHT,  /* show `light` from now on */
    ACTION_POWER_OFF /* the button was held: end as by SIGTERM, then turn the machine off */
};

/* sd-daemon(3) priorities */
enum log_priority {
    LOG_PRIORITY_ERROR = 3,
    LOG_PRIORITY_WARNING = 4,
    LOG_PRIORITY_NOTICE = 5,
    LOG_PRIORITY_INFO = 6
};

struct action {
    enum action_kind kind;
    uint8_t line;
    enum log_priority priority;
    uint64_t sequence;
    const char *bytes; /* ACTION_SEND: length octets; ACTION_LOG: a terminated string */
    size_t length;
    const struct record *record;
    int64_t from_ms, to_ms; /* ACTION_REPORT: wall clock, from <= t < to */
    enum modem_control control;
    bool active;
    int64_t wall_ms, at_ms; /* ACTION_CLOCK: UTC since 1970, CLOCK_MONOTONIC */
    enum light light;
};

/* One step's actions with everything they point to. Reused for each step. */
struct actions {
    uint16_t count;
    uint32_t used;
    struct action list[TB_ACTIONS_MAX];
    _Alignas(max_align_t) char arena[320 * 1024];
};

void actions_clear(struct actions *self);

/* True while a further item of work may be begun in this step; what is left waits for the next one. */
bool actions_room(const struct actions *self);

/* Each copies what it is given. Overflow is a failed CHECK: actions_room() keeps steps small. */
void action_send(struct actions *self, uint8_t line, const char *bytes, size_t length);
void action_record(struct actions *self, uint64_t sequence, const struct record *record);
void action_log(struct actions *self, enum log_priority priority, const char *format, ...) TB_PRINTF(3, 4);
void action_report(struct actions *self, int64_t from_ms, int64_t to_ms);
void action_level(struct actions *self, uint8_t line, enum modem_control control, bool active);
void action_clock(struct actions *self, int64_t wall_ms, int64_t at_ms);
void action_light(struct actions *self, enum light light);
void action_plain(struct actions *self, enum action_kind kind, uint8_t line);

/* Moves what goes to the modems before the rest, keeping the order within both. Allowed because no byte that
 * needs a record waits for it by its place here: the body of a text, an acknowledgement and a deletion wait
 * for EVENT_DURABLE. So AT+CMGS is on the wire before the first record is copied. */
void actions_sends_first(struct actions *self);

#endif
