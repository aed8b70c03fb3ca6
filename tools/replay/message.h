/* Submissions joined into whole texts, and what kind of text each is. */
#ifndef REPLAY_MESSAGE_H
#define REPLAY_MESSAGE_H

#include "fake.h"

enum message_kind { MESSAGE_AGENT, MESSAGE_TEXT_BACK, MESSAGE_CONFIRMATION };

struct message {
    const struct submission *first; /* its first submission */
    const struct submission **part; /* by sequence number from 1; NULL where none was accepted or is open */
    unsigned total, parts;
    unsigned tries; /* refused submissions of its parts */
    bool accepted;  /* all of it */
    bool joined;    /* from PDUs */
    enum message_kind kind;
    char *text;
};

struct messages {
    struct message *at;
    size_t count;
};

void messages_join(struct messages *self, const struct fake *modem);
void messages_free(struct messages *self);

#endif
