/* Call tracker of one line: whatever the modem says, and in whatever order, one call is one record with one
 * end.
 *
 * Pure: lines and time in, notes out. It does not know what a text is; it tells when a call began, got its
 * number, ended, and when the answer to it is due. */
#ifndef CORE_CALLS_H
#define CORE_CALLS_H

#include "base/now.h"
#include "core/record.h"
#include "modem/urc.h"

/* From the configuration; copied into the tracker. */
struct call_rules {
    bool when_ring;      /* answer while it rings instead of at its end */
    int64_t wait_ms;     /* between that moment and the answer */
    int64_t give_up_ms;  /* hang up so long after the first RING */
    int64_t clip_lag_ms; /* a number may come so much later than its call */
    char country[3];     /* in which bare numbers are read */
};

enum call_phase {
    CALL_PHASE_FREE,
    CALL_PHASE_RINGING,
    CALL_PHASE_WAITING, /* shown as call waiting while another one rings */
    CALL_PHASE_TALKING, /* answered at the modem; not ours to end */
    CALL_PHASE_ENDED
};

struct call {
    struct call_record record; /* what the ledger keeps; the core assigns the id */
    enum call_phase phase;
    int64_t first_ring_ms, last_ring_ms; /* monotonic */
    int64_t last_sign_ms;                /* RING or any other sign that it still rings */
    bool rang;          /* a RING came: it may have been shown as waiting, or by +CLIP, before */
    int64_t cadence_ms; /* between the last two RINGs, 0 if only one came */
    int64_t ended_ms;   /* E */
    int64_t due_ms;     /* when its verdict is to be taken, TB_NEVER if not known yet */
    bool told;          /* by a text of the network: nobody knows how long it rang */
    bool withheld;      /* its +CLIP came, and said no number */
    bool decided;       /* the verdict was taken */
    bool listing;       /* AT+CLCC was asked because RING stayed away */
    bool listed;        /* ... and it shows the call */
    bool list_failed;   /* ... or cannot tell */
};

enum { PAST_MAX = 4 };
struct calls {
    struct call_rules rules;
    struct call call[TB_CALLS_OPEN_MAX];
    uint8_t top;     /* slots in use are below */
    int8_t ringing;  /* the call that RING and +CLIP speak of, -1 if none */
    bool hanging_up; /* until the modem has answered the hang-up, or no RING comes any more */
    char hung_up_number[TB_NUMBER_MAX]; /* whose last RING may still be on its way */
    bool spare_end;                     /* that call's own end line is still to come */
    int64_t hung_up_ms;
    int64_t hung_up_sign_ms; /* its latest RING */
    struct {
        char number[TB_NUMBER_MAX];
        int64_t ended_ms;
    } past[PAST_MAX]; /* ring: who called last, since one end may be told by several lines */
    uint8_t past_next;
};

enum call_note_kind {
    CALL_NOTE_OPENED,  /* a call began: give it an id and record it */
    CALL_NOTE_RANG,    /* its latest RING, or its number or name, changed: record it */
    CALL_NOTE_ENDED,   /* E: record.outcome is set */
    CALL_NOTE_DUE,     /* take the verdict now */
    CALL_NOTE_HANG_UP, /* end the ringing call at the modem */
    CALL_NOTE_LIST,    /* ask the modem for its calls */
    CALL_NOTE_OVERFLOW /* more calls at once than the table holds: one was not taken up */
};

struct call_note {
    enum call_note_kind kind;
    struct call *call; /* NULL for OVERFLOW */
};

enum { CALL_NOTES_MAX = TB_CALLS_OPEN_MAX + 8 };
struct call_notes {
    uint8_t count;
    struct call_note note[CALL_NOTES_MAX];
};

void calls_init(struct calls *self, const struct call_rules *rules);
void calls_set_rules(struct calls *self, const struct call_rules *rules);

/* A line about calls. Lines about other things are ignored. */
void calls_urc(struct calls *self, const struct urc *urc, const struct tb_now *now, struct call_notes *out);

/* The network says in a text that `number` could not reach this line, at `then`. False, and nothing is noted,
 * if such a call has been seen: it rings or rang here, ten minutes before that at most. */
bool calls_told(struct calls *self, const char *number, const struct tb_now *then, struct call_notes *out);

/* The answer to CALL_NOTE_LIST is complete (its rows came as lines), or failed. */
void calls_listed(struct calls *self, bool ok, const struct tb_now *now, struct call_notes *out);

/* The answer to CALL_NOTE_HANG_UP came. */
void calls_hung_up(struct calls *self);

/* The modem restarted or went away: calls in progress are over. */
void calls_interrupted(struct calls *self, const struct tb_now *now, struct call_notes *out);

/* Deadlines that have come; at most one call's a time. */
void calls_tick(struct calls *self, const struct tb_now *now, struct call_notes *out);

int64_t calls_deadline(const struct calls *self);

/* A call of a former life whose verdict was never taken: it is ended, and due at due_ms. False if there is no
 * room. */
bool calls_restore(struct calls *self, const struct call_record *record, int64_t due_ms);

/* The call with that id, if it is in progress or its verdict is awaited. */
struct call *calls_find(struct calls *self, int64_t id);

/* All notes are dealt with: slots of calls that ended and are decided become free. */
void calls_sweep(struct calls *self);

/* The verdict of `call` is taken. */
void calls_decided(struct calls *self, struct call *call);

/* True while any call rings or waits: no housekeeping then. */
bool calls_busy(const struct calls *self);

#endif
