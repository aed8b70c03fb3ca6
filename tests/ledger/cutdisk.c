#include "ledger/cutdisk.h"

#include "base/check.h"
#include "unit/support/splitmix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t cutvfs_random(uint64_t *seed)
{
    return splitmix_next(seed);
}

/* ---- bytes ---- */

static void resize(struct cut_bytes *bytes, size_t size)
{
    if (size > bytes->room) {
        bytes->room = size + size / 2 + 4096;
        bytes->at = realloc(bytes->at, bytes->room);
        CHECK(bytes->at != NULL);
    }
    if (size > bytes->size)
        (void)memset(bytes->at + bytes->size, 0, size - bytes->size);
    bytes->size = size;
}

static void put(struct cut_bytes *bytes, size_t at, const unsigned char *from, size_t length)
{
    if (at + length > bytes->size)
        resize(bytes, at + length);
    if (length > 0)
        (void)memcpy(bytes->at + at, from, length);
}

static void copy(struct cut_bytes *to, const struct cut_bytes *from)
{
    resize(to, 0);
    put(to, 0, from->at, from->size);
}

/* ---- inodes and names ---- */

void cut_hold(struct cut_inode *inode)
{
    inode->holds++;
}

void cut_let_go(struct cut_inode *inode)
{
    if (inode == NULL || --inode->holds > 0)
        return;
    CHECK(inode->shm_users == 0);
    free(inode->live.at);
    free(inode->stable.at);
    free(inode);
}

static struct cut_inode *new_inode(void)
{
    struct cut_inode *inode = calloc(1, sizeof *inode);

    CHECK(inode != NULL);
    return inode;
}

static struct cut_name **name_in(struct cut_name **names, const char *name)
{
    while (*names != NULL && strcmp((*names)->name, name) != 0)
        names = &(*names)->next;
    return names;
}

static void remove_name(struct cut_name **names, const char *name)
{
    struct cut_name **at = name_in(names, name), *gone = *at;

    if (gone == NULL)
        return;
    *at = gone->next;
    cut_let_go(gone->inode);
    free(gone);
}

static void set_name(struct cut_name **names, const char *name, struct cut_inode *inode)
{
    cut_hold(inode);
    remove_name(names, name);
    struct cut_name *entry = calloc(1, sizeof *entry);
    CHECK(entry != NULL && strlen(name) < sizeof entry->name);
    (void)snprintf(entry->name, sizeof entry->name, "%s", name);
    entry->inode = inode;
    entry->next = *names;
    *names = entry;
}

struct cut_inode *cut_find(const struct cut_disk *self, const char *name)
{
    for (const struct cut_name *entry = self->live; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, name) == 0)
            return entry->inode;
    }
    return NULL;
}

/* ---- what waits ---- */

static struct cut_change *note(struct cut_disk *self, enum cut_change_kind kind, struct cut_inode *inode,
                               const void *bytes, size_t length)
{
    struct cut_change *change = malloc(sizeof *change + length);

    CHECK(change != NULL);
    *change = (struct cut_change){.kind = kind, .inode = inode, .length = length};
    if (length > 0)
        (void)memcpy(change->bytes, bytes, length);
    cut_hold(inode);
    *self->last = change;
    self->last = &change->next;
    self->waiting++;
    return change;
}

/* Takes the change at *link off the list. */
static void forget(struct cut_disk *self, struct cut_change **link)
{
    struct cut_change *change = *link;

    *link = change->next;
    if (self->last == &change->next)
        self->last = link;
    self->waiting--;
    cut_let_go(change->inode);
    free(change);
}

static bool is_of_bytes(const struct cut_change *change)
{
    return change->kind == CHANGE_WRITE || change->kind == CHANGE_SIZE;
}

static void apply(struct cut_name **stable, const struct cut_change *change)
{
    struct cut_name *from;

    switch (change->kind) {
    case CHANGE_WRITE:
        put(&change->inode->stable, change->at, change->bytes, change->length);
        break;
    case CHANGE_SIZE:
        resize(&change->inode->stable, change->at);
        break;
    case CHANGE_CREATE:
        set_name(stable, change->name, change->inode);
        break;
    case CHANGE_UNLINK:
        remove_name(stable, change->name);
        break;
    case CHANGE_RENAME:
        set_name(stable, change->to, change->inode);
        from = *name_in(stable, change->name);
        if (from != NULL && from->inode == change->inode)
            remove_name(stable, change->name);
        break;
    }
}

/* inode NULL: the folder. */
static void make_certain(struct cut_disk *self, const struct cut_inode *inode)
{
    for (struct cut_change **link = &self->first; *link != NULL;) {
        if (inode != NULL ? is_of_bytes(*link) && (*link)->inode == inode : !is_of_bytes(*link)) {
            apply(&self->stable, *link);
            forget(self, link);
        } else {
            link = &(*link)->next;
        }
    }
}

/* ---- operations ---- */

/* The moment at which a cut strikes: what was changed waits, what was to be synced is not synced yet. */
static bool operate(struct cut_disk *self)
{
    self->operations++;
    if (self->watch != NULL)
        self->watch(self->watch_arg);
    if (self->operations == self->off_at)
        self->off = true;
    while (self->kind == DISK_LIES && self->waiting > CUTVFS_CACHE) {
        apply(&self->stable, self->first);
        forget(self, &self->first);
    }
    return !self->off;
}

bool cut_write(struct cut_disk *self, struct cut_inode *inode, size_t at, const void *bytes, size_t length)
{
    if (self->off)
        return false;
    note(self, CHANGE_WRITE, inode, bytes, length)->at = at;
    put(&inode->live, at, bytes, length);
    return operate(self);
}

bool cut_resize(struct cut_disk *self, struct cut_inode *inode, size_t size)
{
    if (self->off)
        return false;
    note(self, CHANGE_SIZE, inode, NULL, 0)->at = size;
    resize(&inode->live, size);
    return operate(self);
}

bool cut_sync(struct cut_disk *self, struct cut_inode *inode)
{
    if (self->off || !operate(self))
        return false;
    if (self->kind != DISK_LIES)
        make_certain(self, inode);
    return true;
}

bool cut_sync_folder(struct cut_disk *self)
{
    if (self->off || !operate(self))
        return false;
    if (self->kind != DISK_LIES)
        make_certain(self, NULL);
    return true;
}

bool cut_create(struct cut_disk *self, const char *name)
{
    if (self->off)
        return false;
    struct cut_inode *inode = new_inode();
    set_name(&self->live, name, inode);
    (void)snprintf(note(self, CHANGE_CREATE, inode, NULL, 0)->name, CUT_NAME_MAX, "%s", name);
    return operate(self);
}

bool cut_unlink(struct cut_disk *self, const char *name)
{
    if (self->off)
        return false;
    struct cut_inode *inode = cut_find(self, name);
    CHECK(inode != NULL);
    (void)snprintf(note(self, CHANGE_UNLINK, inode, NULL, 0)->name, CUT_NAME_MAX, "%s", name);
    remove_name(&self->live, name);
    return operate(self);
}

bool cut_rename(struct cut_disk *self, const char *from, const char *to)
{
    if (self->off)
        return false;
    struct cut_inode *inode = cut_find(self, from);
    CHECK(inode != NULL);
    struct cut_change *change = note(self, CHANGE_RENAME, inode, NULL, 0);
    (void)snprintf(change->name, sizeof change->name, "%s", from);
    (void)snprintf(change->to, sizeof change->to, "%s", to);
    apply(&self->live, change);
    return operate(self);
}

/* ---- the cut ---- */

enum fate { FATE_KEPT, FATE_DROPPED, FATE_GARBAGE, FATE_TORN, FATE_ZEROS, FATE_COUNT };

static void garble(struct cut_bytes *bytes, size_t at, size_t length, uint64_t *seed)
{
    for (size_t i = at; i < at + length && i < bytes->size; i++)
        bytes->at[i] = (unsigned char)cutvfs_random(seed);
}

static void settle_sector(struct cut_bytes *bytes, size_t at, const unsigned char *from, size_t length,
                          uint64_t *seed)
{
    switch ((enum fate)(cutvfs_random(seed) % FATE_COUNT)) {
    case FATE_KEPT:
        put(bytes, at, from, length);
        break;
    case FATE_GARBAGE:
        put(bytes, at, from, length);
        garble(bytes, at, length, seed);
        break;
    case FATE_TORN:
        put(bytes, at, from, cutvfs_random(seed) % length);
        break;
    case FATE_ZEROS:
        if (at + length > bytes->size)
            resize(bytes, at + length);
        break;
    case FATE_DROPPED:
    case FATE_COUNT:
        break;
    }
}

/* Sectors are the disk's: a write that begins within one ends with it. */
static void settle_write(struct cut_bytes *bytes, const struct cut_change *change, uint64_t *seed)
{
    for (size_t done = 0, length; done < change->length; done += length) {
        length = CUT_SECTOR - (change->at + done) % CUT_SECTOR;
        if (length > change->length - done)
            length = change->length - done;
        settle_sector(bytes, change->at + done, change->bytes + done, length, seed);
    }
}

/* From here to there one disk is the old one and another the new one, whose inodes are copies. */
struct pair {
    const struct cut_inode *old;
    struct cut_inode *fresh;
};

struct settling {
    const struct cut_disk *old;
    struct cut_disk *fresh;
    struct pair *pair;
    size_t pairs, room;
    uint64_t seed;
};

static struct cut_inode *fresh_of(struct settling *self, const struct cut_inode *old)
{
    for (size_t i = 0; i < self->pairs; i++) {
        if (self->pair[i].old == old)
            return self->pair[i].fresh;
    }
    if (self->pairs == self->room) {
        self->room = self->room * 2 + 16;
        self->pair = reallocarray(self->pair, self->room, sizeof *self->pair);
        CHECK(self->pair != NULL);
    }
    struct cut_inode *fresh = new_inode();
    copy(&fresh->stable, &old->stable);
    cut_hold(fresh);
    self->pair[self->pairs++] = (struct pair){old, fresh};
    return fresh;
}

static void settle_whole(struct settling *self, const struct cut_change *change)
{
    struct cut_inode *fresh = fresh_of(self, change->inode);

    if (change->kind == CHANGE_WRITE) {
        put(&fresh->stable, change->at, change->bytes, change->length);
        return;
    }
    struct cut_change mine = {.kind = change->kind, .inode = fresh, .at = change->at};
    (void)memcpy(mine.name, change->name, sizeof mine.name);
    (void)memcpy(mine.to, change->to, sizeof mine.to);
    apply(&self->fresh->stable, &mine);
}

static void settle_in_part(struct settling *self, const struct cut_change *change)
{
    if (change->kind == CHANGE_WRITE)
        settle_write(&fresh_of(self, change->inode)->stable, change, &self->seed);
    else if (cutvfs_random(&self->seed) % 2 == 0)
        settle_whole(self, change);
}

static void settle_changes(struct settling *self, enum cutvfs_outcome outcome)
{
    unsigned n = 0;
    unsigned until = outcome == CUT_ORDER && self->old->waiting > 0
                         ? (unsigned)(cutvfs_random(&self->seed) % self->old->waiting)
                         : 0;

    for (const struct cut_change *change = self->old->first; change != NULL; change = change->next, n++) {
        if (outcome == CUT_KEEP || (outcome == CUT_ORDER && n < until))
            settle_whole(self, change);
        else if (outcome == CUT_MIX || (outcome == CUT_ORDER && n == until))
            settle_in_part(self, change);
    }
}

static struct cut_inode *with_live(struct settling *self, const struct cut_inode *old)
{
    struct cut_inode *fresh = fresh_of(self, old);

    copy(&fresh->live, &old->live);
    return fresh;
}

/* A copy in which everything waits as it did. */
static void settle_killed(struct settling *self)
{
    for (const struct cut_change *old = self->old->first; old != NULL; old = old->next) {
        struct cut_change *change =
            note(self->fresh, old->kind, with_live(self, old->inode), old->bytes, old->length);
        change->at = old->at;
        (void)memcpy(change->name, old->name, sizeof change->name);
        (void)memcpy(change->to, old->to, sizeof change->to);
    }
    for (const struct cut_name *entry = self->old->live; entry != NULL; entry = entry->next)
        set_name(&self->fresh->live, entry->name, with_live(self, entry->inode));
}

/* It comes up with what is certain. */
static void settle_names(struct settling *self)
{
    for (struct cut_name *entry = self->fresh->stable; entry != NULL; entry = entry->next)
        set_name(&self->fresh->live, entry->name, entry->inode);
    for (size_t i = 0; i < self->pairs; i++)
        copy(&self->pair[i].fresh->live, &self->pair[i].fresh->stable);
}

/* The sectors of the write under way, and one on either side, each with one chance in two. */
static void harm_neighbours(struct settling *self)
{
    const struct cut_change *last = NULL;

    for (const struct cut_change *change = self->old->first; change != NULL; change = change->next)
        last = change->kind == CHANGE_WRITE ? change : last;
    if (last == NULL)
        return;
    size_t first = last->at / CUT_SECTOR, end = (last->at + last->length + CUT_SECTOR - 1) / CUT_SECTOR + 1;
    struct cut_inode *fresh = fresh_of(self, last->inode);
    for (size_t sector = first > 0 ? first - 1 : 0; sector < end; sector++) {
        if (cutvfs_random(&self->seed) % 2 == 0)
            garble(&fresh->stable, sector * CUT_SECTOR, CUT_SECTOR, &self->seed);
    }
}

void cut_disk_fork(const struct cut_disk *self, struct cut_disk *out, enum cutvfs_outcome outcome,
                   uint64_t seed)
{
    struct settling settling = {.old = self, .fresh = out, .seed = seed};

    cut_disk_init(out);
    out->kind = self->kind;
    if (outcome == CUT_ANY)
        outcome = (enum cutvfs_outcome)(CUT_KEEP + cutvfs_random(&settling.seed) % (CUT_MIX - CUT_KEEP + 1));
    for (const struct cut_name *entry = self->stable; entry != NULL; entry = entry->next)
        set_name(&out->stable, entry->name, fresh_of(&settling, entry->inode));
    if (outcome == CUT_KILL) {
        settle_killed(&settling);
    } else {
        settle_changes(&settling, outcome);
        if (self->kind == DISK_NEIGHBOURS)
            harm_neighbours(&settling);
        settle_names(&settling);
    }
    for (size_t i = 0; i < settling.pairs; i++)
        cut_let_go(settling.pair[i].fresh);
    free(settling.pair);
}

void cut_disk_init(struct cut_disk *self)
{
    *self = (struct cut_disk){0};
    self->last = &self->first;
}

void cut_disk_free(struct cut_disk *self)
{
    while (self->first != NULL)
        forget(self, &self->first);
    while (self->live != NULL)
        remove_name(&self->live, self->live->name);
    while (self->stable != NULL)
        remove_name(&self->stable, self->stable->name);
}

static uint64_t hash_of(uint64_t hash, const unsigned char *at, size_t size)
{
    for (size_t i = 0; i < size; i += sizeof hash) {
        uint64_t word = 0;
        (void)memcpy(&word, at + i, size - i < sizeof word ? size - i : sizeof word);
        hash = (hash ^ word) * 0x100000001b3U;
        hash ^= hash >> 29;
    }
    return (hash ^ size) * 0x9e3779b97f4a7c15U;
}

uint64_t cut_disk_hash(const struct cut_disk *self)
{
    uint64_t sum = 0; /* names are in no order */

    for (const struct cut_name *entry = self->stable; entry != NULL; entry = entry->next) {
        uint64_t hash = hash_of(1, (const unsigned char *)entry->name, strlen(entry->name));
        sum += hash_of(hash, entry->inode->stable.at, entry->inode->stable.size);
    }
    return sum;
}
