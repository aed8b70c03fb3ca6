#include "cutvfs.h"

#include "passvfs.h"

#include "base/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

/* ---- what the disk knows ---- */

enum change_kind { CHANGE_WRITE, CHANGE_TRUNCATE, CHANGE_UNLINK };

/* One that is not synced yet. */
struct change {
    struct change *next;
    enum change_kind kind;
    size_t at, length; /* truncate: at is the new size */
    unsigned char bytes[];
};

/* One path. There is one of these from the first opening to the next settling. */
struct disk {
    struct disk *next;
    char *path;
    bool there;           /* the name exists now */
    bool named;           /* its name is durable */
    unsigned char *image; /* as synced */
    size_t size, room;
    struct change *first, **last;
};

struct cutvfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    sqlite3_io_methods methods;
    struct disk *disks;
    uint64_t seed;
    unsigned long syncs, off_at; /* off_at 0: never */
    bool off;
};

struct cut_file {
    struct pass_file pass;
    struct cutvfs *cut;
    struct disk *disk; /* NULL: a temporary file, which nobody misses */
    bool syncs_folder; /* a new log or journal: SQLite syncs the folder with it, once */
};

uint64_t cutvfs_random(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static void resize(struct disk *disk, size_t size)
{
    if (size >= disk->room) {
        disk->room = size * 2 + 65536;
        disk->image = realloc(disk->image, disk->room);
        CHECK(disk->image != NULL);
    }
    if (size > disk->size)
        (void)memset(disk->image + disk->size, 0, size - disk->size);
    disk->size = size;
}

static void put(struct disk *disk, size_t at, const unsigned char *bytes, size_t length)
{
    if (at + length > disk->size)
        resize(disk, at + length);
    (void)memcpy(disk->image + at, bytes, length);
}

static void load(struct disk *disk)
{
    unsigned char bytes[65536];
    size_t n;
    FILE *file = fopen(disk->path, "r");

    disk->there = disk->named = file != NULL;
    if (file == NULL)
        return;
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        put(disk, disk->size, bytes, n);
    CHECK(fclose(file) == 0);
}

static struct disk *disk_of(struct cutvfs *cut, const char *path)
{
    struct disk *disk = cut->disks;

    while (disk != NULL && strcmp(disk->path, path) != 0)
        disk = disk->next;
    if (disk != NULL)
        return disk;
    disk = calloc(1, sizeof *disk);
    CHECK(disk != NULL);
    disk->path = strdup(path);
    disk->last = &disk->first;
    disk->next = cut->disks;
    cut->disks = disk;
    load(disk);
    return disk;
}

static void note(struct disk *disk, enum change_kind kind, size_t at, const void *bytes, size_t length)
{
    struct change *change = malloc(sizeof *change + length);

    CHECK(change != NULL);
    *change = (struct change){.kind = kind, .at = at, .length = length};
    if (length > 0)
        (void)memcpy(change->bytes, bytes, length);
    *disk->last = change;
    disk->last = &change->next;
}

static void forget_changes(struct disk *disk)
{
    for (struct change *change = disk->first; change != NULL;) {
        struct change *next = change->next;
        free(change);
        change = next;
    }
    disk->first = NULL;
    disk->last = &disk->first;
}

/* Everything that was waiting is on the disk now. */
static void synced(struct disk *disk)
{
    for (const struct change *change = disk->first; change != NULL; change = change->next) {
        switch (change->kind) {
        case CHANGE_WRITE:
            put(disk, change->at, change->bytes, change->length);
            break;
        case CHANGE_TRUNCATE:
            resize(disk, change->at);
            break;
        case CHANGE_UNLINK:
            resize(disk, 0);
            break;
        }
    }
    forget_changes(disk);
}

/* The folder was synced: what exists now has its name for good, what was deleted is gone for good. */
static void folder_synced(struct disk *disk)
{
    struct change *last_unlink = NULL;

    for (struct change *change = disk->first; change != NULL; change = change->next)
        last_unlink = change->kind == CHANGE_UNLINK ? change : last_unlink;
    while (last_unlink != NULL) {
        struct change *change = disk->first;
        disk->first = change->next;
        if (change == last_unlink) {
            resize(disk, 0);
            last_unlink = NULL;
        }
        free(change);
    }
    if (disk->first == NULL)
        disk->last = &disk->first;
    disk->named = disk->there;
}

/* ---- the cut ---- */

/* keep_all, drop_all, all up to some moment, or each sector for itself. */
enum mood { MOOD_KEEP, MOOD_DROP, MOOD_MOMENT, MOOD_MIX, MOOD_COUNT };

static void settle_write(struct disk *disk, const struct change *change, enum mood mood, uint64_t *seed)
{
    unsigned char garbage[SECTOR];

    for (size_t at = 0; at < change->length; at += SECTOR) {
        size_t length = change->length - at < SECTOR ? change->length - at : SECTOR;
        uint64_t fate = mood == MOOD_MIX ? cutvfs_random(seed) % 3 : 0;
        if (fate == 0)
            put(disk, change->at + at, change->bytes + at, length);
        if (fate == 1) {
            for (size_t i = 0; i < length; i++)
                garbage[i] = (unsigned char)cutvfs_random(seed);
            put(disk, change->at + at, garbage, length);
        }
    }
}

static void settle_changes(struct disk *disk, enum mood mood, uint64_t *seed)
{
    for (const struct change *change = disk->first; change != NULL; change = change->next) {
        bool happens = mood == MOOD_KEEP || (mood != MOOD_DROP && cutvfs_random(seed) % 2 == 0);
        if (mood == MOOD_MOMENT && cutvfs_random(seed) % 8 == 0)
            return;
        if (mood == MOOD_DROP)
            return;
        switch (change->kind) {
        case CHANGE_WRITE:
            settle_write(disk, change, mood, seed);
            break;
        case CHANGE_TRUNCATE:
            if (happens)
                resize(disk, change->at);
            break;
        case CHANGE_UNLINK:
            if (!happens)
                return; /* what came after was another file under the same name */
            resize(disk, 0);
            disk->named = change->next != NULL || disk->there;
            break;
        }
    }
}

static void write_out(const struct disk *disk)
{
    char shm[4096];

    (void)snprintf(shm, sizeof shm, "%s-shm", disk->path);
    (void)unlink(shm);
    if (!disk->named) {
        (void)unlink(disk->path);
        return;
    }
    FILE *file = fopen(disk->path, "w");
    CHECK(file != NULL);
    CHECK(disk->size == 0 || fwrite(disk->image, 1, disk->size, file) == disk->size);
    CHECK(fclose(file) == 0);
}

void cutvfs_settle(struct cutvfs *self)
{
    while (self->disks != NULL) {
        struct disk *disk = self->disks;
        enum mood mood = (enum mood)(cutvfs_random(&self->seed) % MOOD_COUNT);
        if (!disk->named)
            disk->named = mood == MOOD_KEEP || cutvfs_random(&self->seed) % 2 == 0;
        settle_changes(disk, mood, &self->seed);
        write_out(disk);
        forget_changes(disk);
        self->disks = disk->next;
        free(disk->image);
        free(disk->path);
        free(disk);
    }
    self->off = false;
    self->off_at = 0;
}

void cutvfs_plan(struct cutvfs *self, uint64_t seed, unsigned long syncs)
{
    self->seed = seed;
    self->off_at = self->syncs + syncs;
}

bool cutvfs_is_off(const struct cutvfs *self)
{
    return self->off;
}

unsigned long cutvfs_syncs(const struct cutvfs *self)
{
    return self->syncs;
}

/* ---- files ---- */

static struct cut_file *cut_file(sqlite3_file *file)
{
    return (struct cut_file *)file;
}

static int cut_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    sqlite3_file *real = cut_file(file)->pass.real;

    return cut_file(file)->cut->off ? SQLITE_IOERR_READ : real->pMethods->xRead(real, bytes, length, at);
}

static int cut_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    struct cut_file *self = cut_file(file);

    if (self->cut->off)
        return SQLITE_IOERR_WRITE;
    int rc = self->pass.real->pMethods->xWrite(self->pass.real, bytes, length, at);
    if (rc == SQLITE_OK && self->disk != NULL)
        note(self->disk, CHANGE_WRITE, (size_t)at, bytes, (size_t)length);
    return rc;
}

static int cut_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct cut_file *self = cut_file(file);

    if (self->cut->off)
        return SQLITE_IOERR_TRUNCATE;
    int rc = self->pass.real->pMethods->xTruncate(self->pass.real, size);
    if (rc == SQLITE_OK && self->disk != NULL)
        note(self->disk, CHANGE_TRUNCATE, (size_t)size, NULL, 0);
    return rc;
}

static int cut_sync(sqlite3_file *file, int flags)
{
    struct cut_file *self = cut_file(file);
    struct cutvfs *cut = self->cut;

    (void)flags;
    if (cut->off || ++cut->syncs == cut->off_at) {
        cut->off = true;
        return SQLITE_IOERR_FSYNC;
    }
    if (self->disk != NULL)
        synced(self->disk);
    for (struct disk *disk = cut->disks; self->syncs_folder && disk != NULL; disk = disk->next)
        folder_synced(disk);
    self->syncs_folder = false;
    return SQLITE_OK; /* nothing is really synced: the machine that runs this does not lose power */
}

static int cut_sector_size(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int cut_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* a write does not harm its neighbours; nothing else is promised
                                              */
}

/* ---- the file system ---- */

static int cut_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    struct cutvfs *cut = vfs->pAppData;
    struct cut_file *self = cut_file(file);
    bool kept = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;

    (void)memset(self, 0, sizeof *self);
    if (cut->off)
        return SQLITE_CANTOPEN;
    self->cut = cut;
    self->disk = kept && path != NULL ? disk_of(cut, path) : NULL;
    self->syncs_folder = self->disk != NULL && !self->disk->there && (flags & SQLITE_OPEN_MAIN_DB) == 0;
    int rc = pass_open(cut->real, path, &self->pass, sizeof *self, &cut->methods, flags, out_flags);
    if (self->disk != NULL && rc == SQLITE_OK)
        self->disk->there = true;
    return rc;
}

static int cut_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct cutvfs *cut = vfs->pAppData;

    if (cut->off)
        return SQLITE_IOERR_DELETE;
    struct disk *disk = disk_of(cut, path); /* while it is there to be read */
    int rc = cut->real->xDelete(cut->real, path, 0);
    if (rc != SQLITE_OK)
        return rc;
    note(disk, CHANGE_UNLINK, 0, NULL, 0);
    disk->there = false;
    for (struct disk *any = cut->disks; sync_folder != 0 && any != NULL; any = any->next)
        folder_synced(any);
    return rc;
}

struct cutvfs *cutvfs_new(void)
{
    struct cutvfs *self = calloc(1, sizeof *self);

    CHECK(self != NULL);
    self->real = sqlite3_vfs_find(NULL);
    CHECK(self->real != NULL);
    self->vfs = pass_vfs(self->real, "cut", sizeof(struct cut_file), self);
    self->vfs.xOpen = cut_open;
    self->vfs.xDelete = cut_delete;
    self->methods = pass_methods();
    self->methods.xRead = cut_read;
    self->methods.xWrite = cut_write;
    self->methods.xTruncate = cut_truncate;
    self->methods.xSync = cut_sync;
    self->methods.xSectorSize = cut_sector_size;
    self->methods.xDeviceCharacteristics = cut_characteristics;
    CHECK(sqlite3_vfs_register(&self->vfs, 1) == SQLITE_OK);
    return self;
}

void cutvfs_free(struct cutvfs *self)
{
    CHECK(sqlite3_vfs_unregister(&self->vfs) == SQLITE_OK);
    CHECK(sqlite3_vfs_register(self->real, 1) == SQLITE_OK);
    self->seed = 0;
    while (self->disks != NULL)
        cutvfs_settle(self);
    free(self);
}
