/* Judges a case that has been played, as run_cases.py does: by its `checks`, and by what no case may do. */
#ifndef REPLAY_JUDGE_H
#define REPLAY_JUDGE_H

#include "message.h"
#include "play.h"

/* Everything said about one case. */
struct judgement {
    struct bytes why;       /* reasons, joined by "; "; empty if there are none */
    json_t *people, *texts; /* rows as textbackctl shows them */
};

/* Lets the box come to rest: till all that is checked for has come, or clearly will not. */
void judge_settle(struct play *play);

void judge_case(struct judgement *self, const struct play *play);
void judge_free(struct judgement *self);

/* --- judge_relay.c: what the agent must get --- */
void judge_relay(struct judgement *self, const json_t *checks, const struct messages *messages);

/* --- judge_state.c: opted_out, delivered, undelivered --- */
void judge_states(struct judgement *self, const json_t *checks);

/* --- judge_body.c: words and shape of each text --- */
void judge_bodies(struct judgement *self, const struct play *play, const struct messages *messages);

/* --- judge_log.c: what the box says besides texts --- */
void judge_log(struct judgement *self, const struct play *play);

/* --- shared --- */
void judge_say(struct judgement *self, const char *format, ...) TB_PRINTF(2, 3);
/* A list of strings; NULL, with a complaint, if it is something else. Absent: NULL without one. */
const json_t *judge_list(struct judgement *self, const json_t *checks, const char *name);

#endif
