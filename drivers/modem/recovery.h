/* The ladder that gets a modem back which nobody is there to help: AT again (the bring-up does that all the
 * time), a restart by command, RESET or the power key by wire, the supply, then ever longer waits.
 *
 * Each rung taken is counted, and the count is the caller's to keep across restarts of the box, so that a
 * modem that dies again and again is not made to register a thousand times a day: networks bar SIMs for that.
 * Pure. After each event and at recovery_deadline(): recovery_step() until RECOVERY_ACT_NONE. */
#ifndef MODEM_RECOVERY_H
#define MODEM_RECOVERY_H

#include "modem/power.h"

#include <stdbool.h>
#include <stdint.h>

enum recovery_trouble {
    RECOVERY_WELL,    /* READY, or waiting for something no restart helps: a PIN, a PUK, a refusing network */
    RECOVERY_SILENT,  /* no port, or no answer on it */
    RECOVERY_STUCK,   /* it answers AT, and yet the settings do not get through */
    RECOVERY_SIM,     /* the SIM is not seen or does not work */
    RECOVERY_NETWORK, /* not registered */
};

enum recovery_rung {
    RECOVERY_RADIO, /* AT+CFUN=1,1: 27.007 8.2, <rst> 1 */
    RECOVERY_RESET,
    RECOVERY_KEY,
    RECOVERY_SWITCH,
    RECOVERY_RUNGS
};

/* What the modem looks like now. */
struct recovery_view {
    enum recovery_trouble trouble;
    bool link;     /* the port is open, and it is the modem's */
    bool told_off; /* it said that it powers down and has not spoken since */
    int powered;   /* what its STATUS wire shows: 1 on, 0 off, -1 there is none */
    unsigned controls;
    const struct modem_power *power; /* of its family, or of the board */
};

enum recovery_act_kind {
    RECOVERY_ACT_NONE,
    RECOVERY_ACT_COUNT, /* make `count` durable; with a rung, then recovery_go() */
    RECOVERY_ACT_RADIO, /* send the restart command */
    RECOVERY_ACT_LEVEL  /* drive `control` */
};

struct recovery_act {
    enum recovery_act_kind kind;
    uint32_t count;
    enum recovery_rung rung; /* ACT_COUNT with count > 0: what will be done */
    enum modem_control control;
    bool active;
};

enum recovery_phase {
    RECOVERY_IDLE,
    RECOVERY_ASKED, /* its count is on the way to the disk */
    RECOVERY_PULSE, /* the control is active */
    RECOVERY_WAIT_OFF,
    RECOVERY_REST /* between two pulses */
};

struct recovery {
    uint32_t count; /* rungs since it was last well for long */
    /* private */
    enum recovery_trouble trouble, asked_for;
    int64_t silent_ms, unwell_ms; /* since when, TB_NEVER not */
    int64_t well_ms;
    int64_t not_before_ms; /* of the next rung */
    int64_t due_ms;        /* of the phase under way */
    enum recovery_phase phase;
    enum recovery_rung rung;
    enum modem_control control;
    bool go, level, on_pulse_follows, long_pulse, answered;
    bool start_tried; /* the one pulse for a modem that is known to be off needs no count */
};

void recovery_init(struct recovery *self);

/* What a former life had counted. */
void recovery_restore(struct recovery *self, uint32_t count, int64_t now_ms);

/* A command was answered. Lines that come of themselves are no sign of life: a hung modem may go on sending
 * ^BOOT (gammu issues 266 and 400). */
void recovery_answered(struct recovery *self, int64_t now_ms);

/* The count of the rung asked for is durable. Nothing is done if the trouble was another one meanwhile. */
void recovery_go(struct recovery *self);

struct recovery_act recovery_step(struct recovery *self, const struct recovery_view *view, int64_t now_ms);

int64_t recovery_deadline(const struct recovery *self, const struct recovery_view *view);

/* "RESET" and so on, for the log. */
const char *recovery_rung_words(enum recovery_rung rung);

#endif
