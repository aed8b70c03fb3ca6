/* What tests say to a disk: when it fails, and what it holds. */
#include "ledger/cutdisk.h"

#include "base/check.h"

const char *cutvfs_dir(const struct cutvfs *self)
{
    return self->dir;
}

void cutvfs_set_disk(struct cutvfs *self, enum cutvfs_disk kind)
{
    self->disk.kind = kind;
}

unsigned long cutvfs_operations(const struct cutvfs *self)
{
    return self->disk.operations;
}

void cutvfs_cut_after(struct cutvfs *self, unsigned long n)
{
    self->disk.off_at = n == 0 ? 0 : self->disk.operations + n;
}

void cutvfs_cut(struct cutvfs *self)
{
    cut_enter_any();
    self->disk.off = true;
    cut_leave();
}

bool cutvfs_is_off(const struct cutvfs *self)
{
    cut_enter_any();
    bool off = self->disk.off;
    cut_leave();
    return off;
}

void cutvfs_power_on(struct cutvfs *self, enum cutvfs_outcome outcome, uint64_t seed)
{
    struct cut_disk after;

    CHECK(self->opened == 0);
    cut_disk_fork(&self->disk, &after, outcome, seed);
    after.operations = self->disk.operations;
    after.watch = self->disk.watch;
    after.watch_arg = self->disk.watch_arg;
    cut_disk_free(&self->disk);
    self->disk = after;
    self->disk.last = &self->disk.first; /* nothing waits after a cut */
}

void cutvfs_watch(struct cutvfs *self, void (*watch)(void *arg), void *arg)
{
    self->disk.watch = watch;
    self->disk.watch_arg = arg;
}

uint64_t cutvfs_hash(const struct cutvfs *self)
{
    return cut_disk_hash(&self->disk);
}

bool cutvfs_spoil(struct cutvfs *self, const char *name, size_t at, const void *bytes, size_t length)
{
    struct cut_inode *inode = cut_find(&self->disk, name);

    if (inode == NULL)
        return false;
    CHECK(cut_write(&self->disk, inode, at, bytes, length) && cut_sync(&self->disk, inode));
    return true;
}

void cutvfs_put(struct cutvfs *self, const char *name, const void *bytes, size_t length)
{
    CHECK(cut_create(&self->disk, name));
    CHECK(cutvfs_spoil(self, name, 0, bytes, length) && cut_sync_folder(&self->disk));
}

size_t cutvfs_size(const struct cutvfs *self, const char *name)
{
    const struct cut_inode *inode = cut_find(&self->disk, name);

    return inode != NULL ? inode->live.size : SIZE_MAX;
}
