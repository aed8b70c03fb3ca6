/* What the desk has told the box, as long as it holds: part of struct core, and of the core only. */
#ifndef CORE_DESK_STATE_H
#define CORE_DESK_STATE_H

#include "base/limits.h"
#include "core/command_line.h"
#include "core/desk_words.h"
#include "core/until.h"

#include <stdbool.h>
#include <stdint.h>

enum { DESK_MEMBERS_MAX = TB_BACKUPS_MAX + 1 };

struct desk {
    struct until pause, away;
    char covering[TB_NUMBER_MAX];                             /* who stands in while away, "" nobody */
    char relieved[TB_NUMBER_MAX];                             /* who did before, "" nobody known */
    enum { RELIEF_TOLD, RELIEF_BACK, RELIEF_NO_MORE } relief; /* what they are to hear; TOLD: they have */
    int64_t relief_ms;                                        /* monotonic ms: not before */
    int64_t callback_ms;    /* promised to callers: by CALLBACK; -1: by the ini */
    int64_t callback_of_ms; /* what the ini said then: once it says something else, that counts */
    char team[24];          /* mark of the team that `told` of the leads is about, "" not known */
    char say[32];           /* name of the message that unknown callers get: by SAY; "" by the ini */
    struct desk_code {
        char digits[5]; /* the last one given, "" none in this life */
        uint8_t tries;  /* left, 0: it is waited for no more */
        int64_t given_ms;
        char words[COMMAND_LOW_MAX]; /* the command that waits for it */
    } code[DESK_MEMBERS_MAX];
    uint64_t random; /* state of the generator that makes codes */
    struct {
        enum desk_leg leg; /* of the forwarding that is tried now */
        uint8_t member;    /* who tries */
        int64_t asked_ms;
        int64_t expires_ms; /* 0: nothing is tried */
    } trial;
    bool leg_seen[DESK_LEGS]; /* a call has come over it in a trial */
    int64_t last_call_s;      /* wall clock, about when the last call came; 0 not known */
    int64_t look_ms;          /* next look at that */
    int32_t asked_day;        /* local day on which the agent was last asked about forwarding, 0 never */
    bool silenced;            /* and said OK */
};

#endif
