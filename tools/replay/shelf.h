/* The message store as the script implies it: which slot holds what, from which step on. */
#ifndef REPLAY_SHELF_H
#define REPLAY_SHELF_H

#include "script.h"

struct slot {
    char memory[8];
    int index;
};

struct shelf_entry {
    struct slot slot;
    size_t from; /* step after which it is there; SHELF_START: from the beginning */
    bool filed;  /* it has been put there */
    bool held;   /* and has not been deleted */
    int status;  /* 0 unread, 1 read */
    char *pdu;   /* NULL: reading gives raw */
    char *raw;
    char *text; /* how text mode shows it, NULL if the script does not say */
};

/* What a store step of the script is about. */
struct shelf_step {
    struct slot *slot;
    size_t count;
};

#define SHELF_START SIZE_MAX

struct shelf {
    struct shelf_entry *entry;
    size_t count;
    struct shelf_step *step; /* one for each step of the script */
    size_t step_count;
    char **delete_error; /* scripted answers to AT+CMGD */
    size_t delete_errors, delete_next;
    struct slot *shown, *deleted;
    size_t shown_count, deleted_count;
    unsigned lists;
};

void shelf_init(struct shelf *self, const struct script *script, const struct patterns *patterns);
void shelf_free(struct shelf *self);
/* Step i has been played: what it announces is there now. */
void shelf_fill(struct shelf *self, size_t i);

/* Looking at it. NULL if the slot is empty. */
struct shelf_entry *shelf_find(struct shelf *self, const char *memory, int index);
unsigned shelf_used(const struct shelf *self, const char *memory);
bool shelf_was_shown(const struct shelf *self, const struct slot *slot);
/* True the first time. */
bool shelf_show(struct shelf *self, const struct slot *slot);
void shelf_delete(struct shelf *self, const struct slot *slot);
/* Entries of a memory in rising order of their slots, next after `index`; NULL at the end. */
struct shelf_entry *shelf_next(struct shelf *self, const char *memory, int index);

/* Octets of the TPDU, for the header line. */
int shelf_tpdu_octets(const char *pdu);

/* True once all slots of store step i were deleted, or (for reading) shown or deleted. */
bool shelf_step_deleted(const struct shelf *self, size_t i);
bool shelf_step_seen(const struct shelf *self, size_t i);

#endif
