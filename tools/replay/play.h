/* Plays a script against the virtual box, as run_cases.py plays it against the real daemon. */
#ifndef REPLAY_PLAY_H
#define REPLAY_PLAY_H

#include "fake.h"
#include "vbox.h"

struct play {
    const struct script *script;
    struct vbox box;
    struct fake modem;
    int64_t deadline_ms; /* the script must have ended; TB_NEVER for none */
    struct bytes tail;   /* said since the latest expect */
    bool sending;        /* the script is to settle the latest submission */
    size_t submission;   /* that one */
    bool reopened;       /* the port was closed and opened */
    bool missed_text;    /* a text to a caller that the script waits for never came */
    unsigned rewinds;    /* bad submissions in place of a wanted one */
    bool *sent_once;     /* per step: said in an earlier try of the same AT+CMGS */
    int64_t *resume_ms;  /* per step: when an interrupted wait ends, 0 unknown */
    struct bytes got;    /* the command or body that fake_serve() gave */
    struct bytes stuck;  /* why the script did not end, if it did not */
};

#define PLAY_STUCK SIZE_MAX

/* Lets time pass until something wanted comes, stop() holds (if given), or timeout_ms are over. */
typedef bool (*play_stop)(struct play *self, void *arg);
enum got play_pump(struct play *self, int64_t timeout_ms, const struct want *want, play_stop stop, void *arg);
/* A play_stop, arg is NULL: the host has sent a command. */
bool play_is_served(struct play *self, void *arg);

/* Hands over what the modem has said by now. */
void play_deliver(struct play *self);

/* A first call or message waits until the box is armed. False: stuck. */
bool play_gate(struct play *self);

/* Each plays the step and returns the next one, or PLAY_STUCK. */
size_t play_send(struct play *self, size_t at);
size_t play_expect(struct play *self, size_t at);
size_t play_store(struct play *self, size_t at);
size_t play_wait(struct play *self, size_t at);
/* AT+CMGS came for step `at`; a text to the agent is settled and leads back to step `back`. */
size_t play_submission(struct play *self, size_t at, size_t back);

/* How long an optional step is waited for, in quiet. */
int64_t play_patience(const struct play *self, const char *prefix);
/* The `expect AT+CMGS=` that can be reached from here over waits and optional steps; PLAY_STUCK if none. */
size_t play_early(const struct play *self, size_t at);

void play_note(struct play *self, const char *format, ...) TB_PRINTF(2, 3);
size_t play_stuck(struct play *self, const char *format, ...) TB_PRINTF(2, 3);

/* --- the whole --- */
TB_MUST_CHECK bool play_init(struct play *self, const struct script *script, const struct patterns *patterns,
                             const struct settings *settings, struct bytes *why);
void play_run(struct play *self);
void play_free(struct play *self);

#endif
