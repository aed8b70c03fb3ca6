/* Who gets which text: pure and total. Same facts, same verdict; every call gets exactly one. */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include "base/now.h"
#include "core/config.h"
#include "core/people.h"
#include "core/record.h"

/* Begin of each automatic text to a caller in the last day, newest last: what max_per_hour and max_per_day
 * count. */
struct caps {
    uint16_t count;
    struct stamp sent[TB_CAP_MAX];
};

void caps_add(struct caps *self, const struct stamp *sent);

/* How many of them are younger than window_ms. */
unsigned caps_within(const struct caps *self, int64_t window_ms, const struct tb_now *now);

/* What is known of a call when its verdict is due. Numbers are normalised, "" if unknown. */
struct policy_facts {
    const char *number;
    const char *called;     /* the number that was dialled, where the network tells */
    const char *own_number; /* of the SIM that rang */
    uint8_t line;           /* index into config.line */
    bool answered;
    int64_t rang_ms;  /* first RING to E */
    int64_t age_ms;   /* E to now, INT64_MAX if no clock can tell */
    bool contact;     /* the number is in the agent's address book */
    unsigned waiting; /* automatic texts that will count for the caps once they are tried */
    bool held;        /* asked again for a held text: its age is not judged by max_age, nor the hours by E */
    bool test;        /* the agent tries the forwarding: being texted before does not count */
    bool paused;      /* the agent wants silence towards callers */
    bool away;        /* the agent is away: other words, and nobody keeps a promise */
    bool covered;     /* and a colleague stands in, whose number callers are told */
    bool no_promise;  /* by the agent's word no call-back is promised */
    const char *say;  /* name of the message that unknown callers get now; NULL or "": by the ini */
};

/* Not of the ini: the words for callers while a colleague stands in. */
#define POLICY_MESSAGE_COVERED (-2)
#define POLICY_COVERED_NAME    "away"

struct policy_verdict {
    enum call_verdict verdict;
    enum skip_reason reason; /* REASON_NONE for text and hold */
    int16_t message;         /* index into config.message for text and hold, or POLICY_MESSAGE_COVERED */
    bool promise;            /* {callback} and {time} will be kept */
};

/* ended: the instant E, by which open or closed is judged. */
struct policy_verdict policy_decide(const struct config *cfg, struct people *people, const struct caps *caps,
                                    const struct policy_facts *facts, const struct tb_now *ended,
                                    const struct tb_now *now);

/* What the lists of the ini say about a number; longest match wins. False if they say nothing. */
bool policy_rule(const struct config *cfg, const char *number, enum cfg_rule_kind *kind);

/* Why a number cannot be texted by its nature: a service, one that costs, one abroad that `allow` does not
 * name; REASON_NONE: it is an ordinary one. */
enum skip_reason policy_class(const struct config *cfg, const char *number);

/* What kind of person a number is by the ini, or by what the agent said of them (person may be NULL): agent,
 * team, client, skip or lead. */
enum person_kind policy_kind(const struct config *cfg, const struct person *person, const char *number);

#endif
