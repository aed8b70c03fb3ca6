/* What a disk knows of one folder, in memory, and what it still knows after a power cut. For cutvfs.c and
 * cutwrap.c, which make it the disk below SQLite and below the product's own files; tests use cutvfs.h.
 *
 * Every change that is not synced waits in one list. Syncing a file makes its bytes and its size certain,
 * syncing the folder its names: POSIX promises no more than that. A cut goes through what waits and lets each
 * change happen, happen in part, or not. */
#ifndef TESTS_LEDGER_CUTDISK_H
#define TESTS_LEDGER_CUTDISK_H

#include "ledger/cutvfs.h"

#include <stddef.h>

#define CUT_SECTOR   512
#define CUT_NAME_MAX 64

struct cut_bytes {
    unsigned char *at;
    size_t size, room;
};

#define CUT_SHM_LOCKS   8
#define CUT_SHM_REGIONS 64

/* A file, whatever its names; there while a name, an opening or a waiting change holds it. */
struct cut_inode {
    unsigned holds;
    struct cut_bytes live, stable;
    /* SQLite's locks and its index of the log; no disk has them */
    unsigned shared;    /* openings that read */
    const void *writer; /* the one that is about to write */
    bool pending;
    unsigned shm_users;
    unsigned shm_shared[CUT_SHM_LOCKS];
    const void *shm_owner[CUT_SHM_LOCKS];
    void *shm[CUT_SHM_REGIONS];
};

/* A folder: names in any order. */
struct cut_name {
    struct cut_name *next;
    struct cut_inode *inode;
    char name[CUT_NAME_MAX];
};

enum cut_change_kind { CHANGE_WRITE, CHANGE_SIZE, CHANGE_CREATE, CHANGE_UNLINK, CHANGE_RENAME };

struct cut_change {
    struct cut_change *next;
    enum cut_change_kind kind;
    struct cut_inode *inode;
    size_t at, length; /* WRITE; SIZE: at is the new one */
    char name[CUT_NAME_MAX], to[CUT_NAME_MAX];
    unsigned char bytes[];
};

struct cut_disk {
    struct cut_name *live, *stable;
    struct cut_change *first, **last;
    unsigned waiting; /* changes in the list */
    enum cutvfs_disk kind;
    unsigned long operations, off_at; /* 0: never */
    bool off;
    void (*watch)(void *arg);
    void *watch_arg;
};

void cut_disk_init(struct cut_disk *self);
void cut_disk_free(struct cut_disk *self);

/* As it would come up after a cut at this moment. out is made by this. */
void cut_disk_fork(const struct cut_disk *self, struct cut_disk *out, enum cutvfs_outcome outcome,
                   uint64_t seed);
/* Of all names and bytes that are certain; equal disks have equal ones. */
uint64_t cut_disk_hash(const struct cut_disk *self);

struct cut_inode *cut_find(const struct cut_disk *self, const char *name);
void cut_hold(struct cut_inode *inode);
void cut_let_go(struct cut_inode *inode);

/* Each is one operation. False: the power is off, or fails with this one, which then may have happened in
 * part. */
bool cut_write(struct cut_disk *self, struct cut_inode *inode, size_t at, const void *bytes, size_t length);
bool cut_resize(struct cut_disk *self, struct cut_inode *inode, size_t size);
bool cut_sync(struct cut_disk *self, struct cut_inode *inode);
bool cut_sync_folder(struct cut_disk *self);
/* The new one's inode is found by its name. */
bool cut_create(struct cut_disk *self, const char *name);
bool cut_unlink(struct cut_disk *self, const char *name);
bool cut_rename(struct cut_disk *self, const char *from, const char *to);

/* ---- all disks of the process ---- */

#define CUT_PREFIX "/cut-"

/* A descriptor of ours: this disk's number and the slot. */
struct cut_fd {
    bool used;
    struct cut_inode *inode; /* NULL: the folder */
    size_t at;
    bool appends;
};
#define CUT_FDS 16

struct cut_listing; /* an opened folder */

struct cutvfs {
    struct cutvfs *next;
    unsigned number;
    char dir[24];
    unsigned opened; /* files of SQLite, descriptors, listings */
    struct cut_fd fd[CUT_FDS];
    struct cut_listing *listings;
    struct cut_disk disk;
};

/* Both hold one lock over all disks until cut_leave(): the writer and its checker are threads. The disk whose
 * folder is path, or holds it; *name is the file in it, "" for the folder itself. NULL: there is none. */
struct cutvfs *cut_enter(const char *path, const char **name);
/* Any disk: the one for which is() says so. NULL: there is none, and nothing is locked. */
struct cutvfs *cut_enter_where(bool (*is)(const struct cutvfs *disk, const void *arg), const void *arg);
void cut_enter_any(void);
void cut_leave(void);

#endif
