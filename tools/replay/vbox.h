/* The box without a box: the real core, its real ledger in memory, and clocks, port and disk that only move
 * when told. It stands where firmware/shell/box.c stands, and does the same. */
#ifndef REPLAY_VBOX_H
#define REPLAY_VBOX_H

#include "bytes.h"
#include "core/core.h"
#include "settings.h"
#include "shell/ledger.h"
#include "shell/report.h"

/* A record on its way to the disk. */
struct queued {
    uint64_t sequence;
    struct record record;
    char *words; /* the record's string, if it has one */
};

/* The writer thread's part: what is queued while one commit is under way shares the next. */
struct disk {
    struct ledger *ledger;
    struct queued *queued;
    size_t count;
    size_t committing; /* of them, in the commit under way */
    int64_t due_ms;    /* when that commit is on the disk; TB_NEVER if there is none */
    uint64_t seed;
    struct bytes refused; /* why the schema refused a record of the core, "" if it never did */
};

enum { REPORTS_ASKED_MAX = 16 /* more than the core asks for at once */ };

struct vbox {
    struct tb_now now;
    int64_t shift_ms; /* of the wall clock */
    bool told;        /* the network has told the time while the box had none */
    int64_t told_offset_ms;
    const struct settings *settings;
    struct core *core; /* NULL while the daemon is dead */
    struct actions *actions;
    struct disk disk;
    char notice[200]; /* about the ledger, for the agent */
    struct bytes log;
    struct bytes to_modem;
    struct bytes from_modem; /* said while the port was there but not yet opened */
    bool node;               /* the port exists */
    bool link;               /* and the daemon has it open */
    bool reopen;             /* the core asked for it */
    int64_t open_ms;
    unsigned failures;
    bool ready;                                    /* has been armed since the start */
    unsigned steps;                                /* without the clock moving */
    bool spins;                                    /* the core asks to be called again for ever */
    struct report_period asked[REPORTS_ASKED_MAX]; /* reports, the oldest first */
    unsigned asked_count;
};

/* False, with words in why: no ledger. settings are borrowed. */
TB_MUST_CHECK bool vbox_init(struct vbox *self, const struct settings *settings, struct bytes *why);
void vbox_free(struct vbox *self);

void vbox_start(struct vbox *self);
void vbox_kill(struct vbox *self);
void vbox_port(struct vbox *self, bool there);
void vbox_step_clock(struct vbox *self, int64_t seconds);

/* Bytes of the modem. */
void vbox_receive(struct vbox *self, const char *bytes, size_t length);

/* Monotonic ms of the next thing to happen by itself. */
int64_t vbox_deadline(const struct vbox *self);
/* Moves the clocks forward, never back, and does what is due. */
void vbox_advance(struct vbox *self, int64_t mono_ms);

/* --- disk.c --- */
void disk_put(struct disk *self, uint64_t sequence, const struct record *record);
/* The step that put them is over: its records may be committed, all of them or none. */
void disk_go(struct disk *self, int64_t now_ms);
/* Ends the commit that is due and begins the next. The highest sequence that is durable now, 0 if none is
 * new. */
uint64_t disk_commit(struct disk *self, int64_t now_ms, struct bytes *log);
/* Power is gone: what was not committed is lost. */
void disk_lose(struct disk *self);
void disk_free(struct disk *self);

#endif
