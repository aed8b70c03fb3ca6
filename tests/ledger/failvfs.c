#include "failvfs.h"

#include "passvfs.h"

#include "base/check.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct failvfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    sqlite3_io_methods methods, through;
    _Atomic enum failing failing;
    atomic_uint times; /* how often failing has been set */
};

struct fail_file {
    struct pass_file pass;
    struct failvfs *owner;
    bool database;
    unsigned opened; /* times, then */
};

static struct fail_file *fail_file(sqlite3_file *file)
{
    return (struct fail_file *)file;
}

static int fail_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    struct fail_file *self = fail_file(file);

    if (self->database && self->owner->failing == FAILING_READS && self->opened < self->owner->times)
        return SQLITE_IOERR_READ;
    return self->owner->through.xRead(file, bytes, length, at);
}

static int fail_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    struct fail_file *self = fail_file(file);

    if (self->owner->failing == FAILING_WRITES)
        return SQLITE_IOERR_WRITE;
    if (self->owner->failing == FAILING_FULL)
        return SQLITE_FULL;
    return self->owner->through.xWrite(file, bytes, length, at);
}

static int fail_sync(sqlite3_file *file, int flags)
{
    struct fail_file *self = fail_file(file);

    if (self->owner->failing == FAILING_SYNCS)
        return SQLITE_IOERR_FSYNC;
    return self->owner->through.xSync(file, flags);
}

static int fail_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    struct failvfs *owner = vfs->pAppData;
    struct fail_file *self = fail_file(file);

    self->owner = owner;
    self->opened = owner->times;
    self->database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    return pass_open(owner->real, path, &self->pass, sizeof *self, &owner->methods, flags, out_flags);
}

struct failvfs *failvfs_new(void)
{
    struct failvfs *self = calloc(1, sizeof *self);

    CHECK(self != NULL);
    self->real = sqlite3_vfs_find(NULL);
    CHECK(self->real != NULL);
    self->vfs = pass_vfs(self->real, "fail", sizeof(struct fail_file), self);
    self->vfs.xOpen = fail_open;
    self->through = self->methods = pass_methods();
    self->methods.xRead = fail_read;
    self->methods.xWrite = fail_write;
    self->methods.xSync = fail_sync;
    CHECK(sqlite3_vfs_register(&self->vfs, 1) == SQLITE_OK);
    return self;
}

void failvfs_free(struct failvfs *self)
{
    CHECK(sqlite3_vfs_unregister(&self->vfs) == SQLITE_OK);
    CHECK(sqlite3_vfs_register(self->real, 1) == SQLITE_OK);
    free(self);
}

void failvfs_set(struct failvfs *self, enum failing failing)
{
    self->failing = failing;
    self->times++;
}
