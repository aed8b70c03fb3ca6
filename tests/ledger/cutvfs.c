#include "ledger/cutvfs.h"

#include "ledger/cutdisk.h"

#include "base/check.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All disks; SQLite keeps it for us, as the owner of the VFS "cut". */
struct cut_all {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    pthread_mutex_t lock; /* recursive: a watcher works with forks */
    struct cutvfs *first;
    unsigned made;
};

/* A file of SQLite's. */
struct cut_file {
    sqlite3_file base;
    struct cutvfs *disk;
    struct cut_inode *inode;
    int level;         /* of the lock */
    bool syncs_folder; /* a new log or journal: SQLite syncs the folder with it, once */
    bool has_shm;
    unsigned shm_shared, shm_owned; /* bit N: lock N */
};

/* ---- finding a disk ---- */

static struct cut_all *cut_all(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find("cut");

    return vfs != NULL ? vfs->pAppData : NULL;
}

static void enter(struct cut_all *all)
{
    CHECK(pthread_mutex_lock(&all->lock) == 0);
}

static void leave(struct cut_all *all)
{
    CHECK(pthread_mutex_unlock(&all->lock) == 0);
}

void cut_enter_any(void)
{
    enter(cut_all());
}

void cut_leave(void)
{
    leave(cut_all());
}

struct cutvfs *cut_enter_where(bool (*is)(const struct cutvfs *disk, const void *arg), const void *arg)
{
    struct cut_all *all = cut_all();

    if (all == NULL)
        return NULL;
    enter(all);
    for (struct cutvfs *disk = all->first; disk != NULL; disk = disk->next) {
        if (is(disk, arg))
            return disk;
    }
    leave(all);
    return NULL;
}

static bool holds(const struct cutvfs *disk, const void *path)
{
    size_t length = strlen(disk->dir);
    const char *rest = (const char *)path + length;

    return strncmp(path, disk->dir, length) == 0 && (*rest == '/' || *rest == '\0');
}

struct cutvfs *cut_enter(const char *path, const char **name)
{
    if (strncmp(path, CUT_PREFIX, strlen(CUT_PREFIX)) != 0)
        return NULL;
    struct cutvfs *disk = cut_enter_where(holds, path);
    if (disk != NULL)
        *name = path[strlen(disk->dir)] == '/' ? path + strlen(disk->dir) + 1 : "";
    return disk;
}

static struct cut_file *enter_file(sqlite3_file *file)
{
    cut_enter_any();
    return (struct cut_file *)file;
}

static int leave_with(int rc)
{
    cut_leave();
    return rc;
}

/* ---- files ---- */

static int file_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    const struct cut_file *self = enter_file(file);
    const struct cut_bytes *live = &self->inode->live;
    size_t wanted = (size_t)length, got = 0;

    if (self->disk->disk.off)
        return leave_with(SQLITE_IOERR_READ);
    if ((size_t)at < live->size)
        got = live->size - (size_t)at < wanted ? live->size - (size_t)at : wanted;
    if (got > 0)
        (void)memcpy(bytes, live->at + at, got);
    (void)memset((char *)bytes + got, 0, wanted - got);
    return leave_with(got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    const struct cut_file *self = enter_file(file);
    bool ok = cut_write(&self->disk->disk, self->inode, (size_t)at, bytes, (size_t)length);

    return leave_with(ok ? SQLITE_OK : SQLITE_IOERR_WRITE);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    const struct cut_file *self = enter_file(file);
    bool ok = cut_resize(&self->disk->disk, self->inode, (size_t)size);

    return leave_with(ok ? SQLITE_OK : SQLITE_IOERR_TRUNCATE);
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct cut_file *self = enter_file(file);
    bool ok = cut_sync(&self->disk->disk, self->inode);

    (void)flags;
    if (ok && self->syncs_folder) {
        ok = cut_sync_folder(&self->disk->disk);
        self->syncs_folder = !ok;
    }
    return leave_with(ok ? SQLITE_OK : SQLITE_IOERR_FSYNC);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    const struct cut_file *self = enter_file(file);

    *size = (sqlite3_int64)self->inode->live.size;
    return leave_with(self->disk->disk.off ? SQLITE_IOERR_FSTAT : SQLITE_OK);
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
    (void)file;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

/* As the unix VFS has it with what Debian builds. */
static int file_sector_size(sqlite3_file *file)
{
    (void)file;
    return 4096;
}

static int file_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE; /* as the unix VFS says, of whatever disk */
}

/* ---- locks; only those of this process exist ---- */

static int file_lock(sqlite3_file *file, int level)
{
    struct cut_file *self = enter_file(file);
    struct cut_inode *inode = self->inode;

    if (self->level >= level)
        return leave_with(SQLITE_OK);
    if (level == SQLITE_LOCK_SHARED) {
        if (inode->pending)
            return leave_with(SQLITE_BUSY);
        inode->shared++;
        self->level = level;
        return leave_with(SQLITE_OK);
    }
    if (inode->writer != NULL && inode->writer != self)
        return leave_with(SQLITE_BUSY);
    inode->writer = self;
    self->level = SQLITE_LOCK_RESERVED;
    if (level == SQLITE_LOCK_RESERVED)
        return leave_with(SQLITE_OK);
    inode->pending = true;
    self->level = inode->shared > 1 ? SQLITE_LOCK_PENDING : SQLITE_LOCK_EXCLUSIVE;
    return leave_with(inode->shared > 1 ? SQLITE_BUSY : SQLITE_OK);
}

static int file_unlock(sqlite3_file *file, int level)
{
    struct cut_file *self = enter_file(file);

    if (self->level <= level)
        return leave_with(SQLITE_OK);
    if (self->inode->writer == self) {
        self->inode->writer = NULL;
        self->inode->pending = false;
    }
    if (level == SQLITE_LOCK_NONE)
        self->inode->shared--;
    self->level = level;
    return leave_with(SQLITE_OK);
}

static int file_check_lock(sqlite3_file *file, int *held)
{
    const struct cut_file *self = enter_file(file);

    *held = self->inode->writer != NULL;
    return leave_with(SQLITE_OK);
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **at)
{
    struct cut_file *self = enter_file(file);
    void **slot = &self->inode->shm[region];

    CHECK(region < CUT_SHM_REGIONS);
    if (!self->has_shm) {
        self->has_shm = true;
        self->inode->shm_users++;
    }
    if (*slot == NULL && extend != 0)
        *slot = calloc(1, (size_t)size);
    *at = *slot;
    return leave_with(SQLITE_OK);
}

static bool shm_is_free(const struct cut_file *self, int lock, bool alone)
{
    const struct cut_inode *inode = self->inode;
    unsigned mine = self->shm_shared >> lock & 1U;

    return (inode->shm_owner[lock] == NULL || inode->shm_owner[lock] == self) &&
           (!alone || inode->shm_shared[lock] == mine);
}

static void shm_set(struct cut_file *self, int lock, int flags)
{
    unsigned bit = 1U << lock;

    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        if ((self->shm_shared & bit) != 0)
            self->inode->shm_shared[lock]--;
        if ((self->shm_owned & bit) != 0)
            self->inode->shm_owner[lock] = NULL;
        self->shm_shared &= ~bit;
        self->shm_owned &= ~bit;
    } else if ((flags & SQLITE_SHM_EXCLUSIVE) != 0) {
        self->inode->shm_owner[lock] = self;
        self->shm_owned |= bit;
    } else if ((self->shm_shared & bit) == 0) {
        self->inode->shm_shared[lock]++;
        self->shm_shared |= bit;
    }
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    struct cut_file *self = enter_file(file);

    for (int lock = offset; (flags & SQLITE_SHM_LOCK) != 0 && lock < offset + count; lock++) {
        if (!shm_is_free(self, lock, (flags & SQLITE_SHM_EXCLUSIVE) != 0))
            return leave_with(SQLITE_BUSY);
    }
    for (int lock = offset; lock < offset + count; lock++)
        shm_set(self, lock, flags);
    return leave_with(SQLITE_OK);
}

static void file_shm_barrier(sqlite3_file *file)
{
    (void)enter_file(file);
    cut_leave();
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
    struct cut_file *self = enter_file(file);

    (void)remove; /* the last one's end is the end of it: who comes next makes it anew from the log */
    if (!self->has_shm)
        return leave_with(SQLITE_OK);
    for (int lock = 0; lock < CUT_SHM_LOCKS; lock++)
        shm_set(self, lock, SQLITE_SHM_UNLOCK);
    self->has_shm = false;
    if (--self->inode->shm_users == 0) {
        for (int i = 0; i < CUT_SHM_REGIONS; i++) {
            free(self->inode->shm[i]);
            self->inode->shm[i] = NULL;
        }
    }
    return leave_with(SQLITE_OK);
}

static int file_close(sqlite3_file *file)
{
    struct cut_file *self = enter_file(file);

    (void)file_shm_unmap(file, 0);
    (void)file_unlock(file, SQLITE_LOCK_NONE);
    self->disk->opened--;
    cut_let_go(self->inode);
    return leave_with(SQLITE_OK);
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ---- the file system ---- */

static sqlite3_vfs *real_vfs(const sqlite3_vfs *vfs)
{
    return ((struct cut_all *)vfs->pAppData)->real;
}

static int open_on(struct cutvfs *disk, const char *name, struct cut_file *self, int flags, int *out_flags)
{
    const int of_folder = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;

    (void)memset(self, 0, sizeof *self);
    if (disk->disk.off)
        return SQLITE_CANTOPEN;
    self->inode = cut_find(&disk->disk, name);
    if (self->inode == NULL) {
        if ((flags & SQLITE_OPEN_CREATE) == 0 || !cut_create(&disk->disk, name))
            return SQLITE_CANTOPEN;
        self->inode = cut_find(&disk->disk, name);
    }
    cut_hold(self->inode);
    disk->opened++;
    self->disk = disk;
    self->syncs_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & of_folder) != 0;
    self->base.pMethods = &file_methods;
    if (out_flags != NULL)
        *out_flags = flags;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    const char *name;
    struct cutvfs *disk = path != NULL ? cut_enter(path, &name) : NULL;

    if (disk == NULL)
        return real_vfs(vfs)->xOpen(real_vfs(vfs), path, file, flags, out_flags);
    return leave_with(open_on(disk, name, (struct cut_file *)file, flags, out_flags));
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    const char *name;
    struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return real_vfs(vfs)->xDelete(real_vfs(vfs), path, sync_folder);
    if (disk->disk.off)
        return leave_with(SQLITE_IOERR_DELETE);
    if (cut_find(&disk->disk, name) == NULL)
        return leave_with(SQLITE_IOERR_DELETE_NOENT);
    if (!cut_unlink(&disk->disk, name))
        return leave_with(SQLITE_IOERR_DELETE);
    return leave_with(sync_folder == 0 || cut_sync_folder(&disk->disk) ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC);
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    const char *name;
    struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return real_vfs(vfs)->xAccess(real_vfs(vfs), path, flags, out);
    const struct cut_inode *inode = cut_find(&disk->disk, name);
    /* as the unix VFS: an empty file does not exist, if that is what is asked */
    *out = inode != NULL && (flags != SQLITE_ACCESS_EXISTS || inode->live.size > 0);
    return leave_with(disk->disk.off ? SQLITE_IOERR_ACCESS : SQLITE_OK);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int cap, char *out)
{
    if (strncmp(path, CUT_PREFIX, strlen(CUT_PREFIX)) != 0)
        return real_vfs(vfs)->xFullPathname(real_vfs(vfs), path, cap, out);
    return (int)sqlite3_snprintf(cap, out, "%s", path)[0] != 0 ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* The salts of logs come from it: equal from one process to the next. */
static int vfs_randomness(sqlite3_vfs *vfs, int count, char *out)
{
    uint64_t seed = 1;

    (void)vfs;
    for (int i = 0; i < count; i++)
        out[i] = (char)cutvfs_random(&seed);
    return count;
}

static struct cut_all *register_all(void)
{
    struct cut_all *all = calloc(1, sizeof *all);
    pthread_mutexattr_t attr;

    CHECK(all != NULL);
    all->real = sqlite3_vfs_find(NULL);
    CHECK(all->real != NULL);
    all->vfs = *all->real;
    all->vfs.zName = "cut";
    all->vfs.pAppData = all;
    if (all->vfs.szOsFile < (int)sizeof(struct cut_file))
        all->vfs.szOsFile = (int)sizeof(struct cut_file);
    all->vfs.xOpen = vfs_open;
    all->vfs.xDelete = vfs_delete;
    all->vfs.xAccess = vfs_access;
    all->vfs.xFullPathname = vfs_full_path;
    all->vfs.xRandomness = vfs_randomness;
    CHECK(pthread_mutexattr_init(&attr) == 0 &&
          pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE) == 0 &&
          pthread_mutex_init(&all->lock, &attr) == 0);
    (void)pthread_mutexattr_destroy(&attr);
    CHECK(sqlite3_vfs_register(&all->vfs, 1) == SQLITE_OK);
    sqlite3_randomness(0, NULL); /* begins anew, from vfs_randomness() */
    return all;
}

static struct cutvfs *new_disk(void)
{
    struct cut_all *all = cut_all();
    struct cutvfs *self = calloc(1, sizeof *self);

    if (all == NULL)
        all = register_all();
    CHECK(self != NULL);
    enter(all);
    self->number = ++all->made;
    (void)snprintf(self->dir, sizeof self->dir, CUT_PREFIX "%u", self->number);
    self->next = all->first;
    all->first = self;
    leave(all);
    return self;
}

struct cutvfs *cutvfs_new(void)
{
    struct cutvfs *self = new_disk();

    cut_disk_init(&self->disk);
    return self;
}

void cutvfs_free(struct cutvfs *self)
{
    struct cut_all *all = cut_all();

    CHECK(self->opened == 0);
    enter(all);
    struct cutvfs **link = &all->first;
    while (*link != self)
        link = &(*link)->next;
    *link = self->next;
    leave(all);
    cut_disk_free(&self->disk);
    free(self);
    if (all->first != NULL)
        return;
    CHECK(sqlite3_vfs_unregister(&all->vfs) == SQLITE_OK);
    CHECK(sqlite3_vfs_register(all->real, 1) == SQLITE_OK);
    CHECK(pthread_mutex_destroy(&all->lock) == 0);
    free(all);
}

struct cutvfs *cutvfs_fork(const struct cutvfs *self, enum cutvfs_outcome outcome, uint64_t seed)
{
    struct cutvfs *fork = new_disk();

    cut_disk_fork(&self->disk, &fork->disk, outcome, seed);
    return fork;
}
