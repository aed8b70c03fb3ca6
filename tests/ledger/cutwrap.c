/* The calls by which the product's own code reaches files, led to a cutvfs where the path or the descriptor
 * is one's: only in programs linked with cut_wraps (tests/CMakeLists.txt), through the linker's --wrap. */
#include "ledger/cutdisk.h"

#include "base/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Descriptors of ours are beyond what the kernel gives out here; each is a number to look up. */
#define FD_FIRST 0x10000000

int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
ssize_t __real_read(int fd, void *bytes, size_t length);
ssize_t __real_pread(int fd, void *bytes, size_t length, off_t at);
ssize_t __real_write(int fd, const void *bytes, size_t length);
int __real_fsync(int fd);
int __real_ftruncate(int fd, off_t size);
int __real_fstat(int fd, struct stat *st);
int __real_stat(const char *path, struct stat *st);
int __real_mkdir(const char *path, mode_t mode);
int __real_unlink(const char *path);
int __real_rename(const char *from, const char *to);
FILE *__real_fopen(const char *path, const char *mode);
DIR *__real_opendir(const char *path);
struct dirent *__real_readdir(DIR *dir);
int __real_closedir(DIR *dir);

int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
ssize_t __wrap_read(int fd, void *bytes, size_t length);
ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
int __wrap_fsync(int fd);
int __wrap_ftruncate(int fd, off_t size);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_stat(const char *path, struct stat *st);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_unlink(const char *path);
int __wrap_rename(const char *from, const char *to);
FILE *__wrap_fopen(const char *path, const char *mode);
DIR *__wrap_opendir(const char *path);
struct dirent *__wrap_readdir(DIR *dir);
int __wrap_closedir(DIR *dir);

/* ---- descriptors ---- */

static bool has_number(const struct cutvfs *disk, const void *fd)
{
    return disk->number == (unsigned)(*(const int *)fd - FD_FIRST) / CUT_FDS;
}

/* Locked, if it is one of ours. */
static struct cut_fd *enter_fd(int fd, struct cutvfs **disk)
{
    if (fd < FD_FIRST)
        return NULL;
    *disk = cut_enter_where(has_number, &fd);
    CHECK(*disk != NULL);
    struct cut_fd *self = &(*disk)->fd[(unsigned)(fd - FD_FIRST) % CUT_FDS];
    CHECK(self->used);
    return self;
}

/* 0, or -1 with errno. */
static int leave_with(bool ok, int error)
{
    cut_leave();
    if (!ok)
        errno = error;
    return ok ? 0 : -1;
}

static int new_fd(struct cutvfs *disk, struct cut_inode *inode, int flags)
{
    unsigned slot = 0;

    while (slot < CUT_FDS && disk->fd[slot].used)
        slot++;
    CHECK(slot < CUT_FDS);
    if (inode != NULL)
        cut_hold(inode);
    disk->opened++;
    disk->fd[slot] = (struct cut_fd){.used = true, .inode = inode, .appends = (flags & O_APPEND) != 0};
    return FD_FIRST + (int)(disk->number * CUT_FDS + slot);
}

static int open_on(struct cutvfs *disk, const char *name, int flags)
{
    struct cut_inode *inode = cut_find(&disk->disk, name);
    int error = EIO;

    if (disk->disk.off)
        error = EIO;
    else if (*name == '\0')
        return new_fd(disk, NULL, flags);
    else if ((flags & O_DIRECTORY) != 0)
        error = ENOTDIR;
    else if (inode == NULL && (flags & O_CREAT) == 0)
        error = ENOENT;
    else if (inode != NULL && (flags & O_EXCL) != 0)
        error = EEXIST;
    else if (inode == NULL ? cut_create(&disk->disk, name)
                           : (flags & O_TRUNC) == 0 || cut_resize(&disk->disk, inode, 0))
        return new_fd(disk, cut_find(&disk->disk, name), flags);
    errno = error;
    return -1;
}

int __wrap_open(const char *path, int flags, ...)
{
    const char *name;
    struct cutvfs *disk = cut_enter(path, &name);
    va_list args;

    va_start(args, flags);
    unsigned mode = (flags & O_CREAT) != 0 ? va_arg(args, unsigned) : 0;
    va_end(args);
    if (disk == NULL)
        return __real_open(path, flags, mode);
    int fd = open_on(disk, name, flags);
    cut_leave();
    return fd;
}

int __wrap_close(int fd)
{
    struct cutvfs *disk;
    struct cut_fd *self = enter_fd(fd, &disk);

    if (self == NULL)
        return __real_close(fd);
    if (self->inode != NULL)
        cut_let_go(self->inode);
    self->used = false;
    disk->opened--;
    return leave_with(true, 0);
}

static ssize_t read_at(const struct cutvfs *disk, const struct cut_inode *inode, void *bytes, size_t length,
                       size_t at)
{
    const struct cut_bytes *live = &inode->live;

    if (disk->disk.off)
        return leave_with(false, EIO);
    if (at >= live->size)
        length = 0;
    else if (length > live->size - at)
        length = live->size - at;
    if (length > 0)
        (void)memcpy(bytes, live->at + at, length);
    cut_leave();
    return (ssize_t)length;
}

ssize_t __wrap_read(int fd, void *bytes, size_t length)
{
    struct cutvfs *disk;
    struct cut_fd *self = enter_fd(fd, &disk);

    if (self == NULL)
        return __real_read(fd, bytes, length);
    size_t at = self->at;
    self->at += at < self->inode->live.size ? length : 0;
    return read_at(disk, self->inode, bytes, length, at);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at)
{
    struct cutvfs *disk;
    const struct cut_fd *self = enter_fd(fd, &disk);

    return self == NULL ? __real_pread(fd, bytes, length, at)
                        : read_at(disk, self->inode, bytes, length, (size_t)at);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    struct cutvfs *disk;
    struct cut_fd *self = enter_fd(fd, &disk);

    if (self == NULL)
        return __real_write(fd, bytes, length);
    size_t at = self->appends ? self->inode->live.size : self->at;
    bool ok = cut_write(&disk->disk, self->inode, at, bytes, length);
    self->at = at + length;
    return leave_with(ok, EIO) == 0 ? (ssize_t)length : -1;
}

int __wrap_fsync(int fd)
{
    struct cutvfs *disk;
    const struct cut_fd *self = enter_fd(fd, &disk);

    if (self == NULL)
        return __real_fsync(fd);
    bool ok = self->inode != NULL ? cut_sync(&disk->disk, self->inode) : cut_sync_folder(&disk->disk);
    return leave_with(ok, EIO);
}

int __wrap_ftruncate(int fd, off_t size)
{
    struct cutvfs *disk;
    const struct cut_fd *self = enter_fd(fd, &disk);

    if (self == NULL)
        return __real_ftruncate(fd, size);
    return leave_with(cut_resize(&disk->disk, self->inode, (size_t)size), EIO);
}

static void describe(const struct cut_inode *inode, struct stat *st)
{
    *st = (struct stat){.st_mode = inode != NULL ? S_IFREG | S_IRUSR | S_IWUSR : S_IFDIR | S_IRWXU,
                        .st_nlink = 1,
                        .st_size = inode != NULL ? (off_t)inode->live.size : 0};
}

int __wrap_fstat(int fd, struct stat *st)
{
    struct cutvfs *disk;
    const struct cut_fd *self = enter_fd(fd, &disk);

    if (self == NULL)
        return __real_fstat(fd, st);
    describe(self->inode, st);
    return leave_with(!disk->disk.off, EIO);
}

/* ---- paths ---- */

int __wrap_stat(const char *path, struct stat *st)
{
    const char *name;
    const struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return __real_stat(path, st);
    const struct cut_inode *inode = cut_find(&disk->disk, name);
    describe(inode, st);
    bool there = *name == '\0' || inode != NULL;
    return leave_with(there && !disk->disk.off, disk->disk.off ? EIO : ENOENT);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    const char *name;
    const struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return __real_mkdir(path, mode);
    return leave_with(false, *name == '\0' ? EEXIST : EROFS); /* one folder, and no more */
}

int __wrap_unlink(const char *path)
{
    const char *name;
    struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return __real_unlink(path);
    if (!disk->disk.off && cut_find(&disk->disk, name) == NULL)
        return leave_with(false, ENOENT);
    return leave_with(cut_unlink(&disk->disk, name), EIO);
}

int __wrap_rename(const char *from, const char *to)
{
    const char *name, *new_name;
    struct cutvfs *disk = cut_enter(from, &name);

    if (disk == NULL)
        return __real_rename(from, to);
    CHECK(cut_enter(to, &new_name) == disk);
    cut_leave();
    if (!disk->disk.off && cut_find(&disk->disk, name) == NULL)
        return leave_with(false, ENOENT);
    return leave_with(cut_rename(&disk->disk, name, new_name), EIO);
}

/* ---- streams, for reading ---- */

static ssize_t cookie_read(void *cookie, char *bytes, size_t length)
{
    return __wrap_read(*(const int *)cookie, bytes, length);
}

static int cookie_close(void *cookie)
{
    int fd = *(const int *)cookie;

    free(cookie);
    return __wrap_close(fd);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    const char *name;
    struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return __real_fopen(path, mode);
    CHECK(mode[0] == 'r');
    int fd = open_on(disk, name, O_RDONLY);
    cut_leave();
    if (fd < 0)
        return NULL;
    int *cookie = malloc(sizeof *cookie);
    CHECK(cookie != NULL);
    *cookie = fd;
    FILE *file = fopencookie(
        cookie, "r",
        (cookie_io_functions_t){.read = cookie_read, .write = NULL, .seek = NULL, .close = cookie_close});
    CHECK(file != NULL);
    return file;
}

/* ---- listings ---- */

struct cut_listing {
    struct cut_listing *next;
    const struct cut_name *at; /* the folder stays as it is while it is read */
    struct dirent entry;
};

static bool has_listing(const struct cutvfs *disk, const void *dir)
{
    const struct cut_listing *listing = disk->listings;

    while (listing != NULL && listing != dir)
        listing = listing->next;
    return listing != NULL;
}

DIR *__wrap_opendir(const char *path)
{
    const char *name;
    struct cutvfs *disk = cut_enter(path, &name);

    if (disk == NULL)
        return __real_opendir(path);
    if (disk->disk.off || *name != '\0') {
        (void)leave_with(false, disk->disk.off ? EIO : ENOTDIR);
        return NULL;
    }
    struct cut_listing *listing = calloc(1, sizeof *listing);
    CHECK(listing != NULL);
    listing->at = disk->disk.live;
    listing->next = disk->listings;
    disk->listings = listing;
    disk->opened++;
    cut_leave();
    return (DIR *)listing;
}

struct dirent *__wrap_readdir(DIR *dir)
{
    struct cutvfs *disk = cut_enter_where(has_listing, dir);

    if (disk == NULL)
        return __real_readdir(dir);
    struct cut_listing *listing = (struct cut_listing *)dir;
    const struct cut_name *name = listing->at;
    if (name != NULL) {
        listing->at = name->next;
        (void)snprintf(listing->entry.d_name, sizeof listing->entry.d_name, "%s", name->name);
    }
    cut_leave();
    return name != NULL ? &listing->entry : NULL;
}

int __wrap_closedir(DIR *dir)
{
    struct cutvfs *disk = cut_enter_where(has_listing, dir);

    if (disk == NULL)
        return __real_closedir(dir);
    struct cut_listing **link = &disk->listings;
    while (*link != (struct cut_listing *)dir)
        link = &(*link)->next;
    *link = (*link)->next;
    disk->opened--;
    free(dir);
    return leave_with(true, 0);
}
