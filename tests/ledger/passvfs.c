#include "passvfs.h"

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct pass_file *)file)->real;
}

static int pass_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int pass_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, length, at);
}

static int pass_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, length, at);
}

static int pass_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int pass_sync(sqlite3_file *file, int flags)
{
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int pass_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int pass_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int pass_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int pass_check_lock(sqlite3_file *file, int *held)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), held);
}

static int pass_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int pass_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int pass_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int pass_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **at)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, at);
}

static int pass_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void pass_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int pass_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

sqlite3_io_methods pass_methods(void)
{
    return (sqlite3_io_methods){
        .iVersion = 2,
        .xClose = pass_close,
        .xRead = pass_read,
        .xWrite = pass_write,
        .xTruncate = pass_truncate,
        .xSync = pass_sync,
        .xFileSize = pass_file_size,
        .xLock = pass_lock,
        .xUnlock = pass_unlock,
        .xCheckReservedLock = pass_check_lock,
        .xFileControl = pass_control,
        .xSectorSize = pass_sector_size,
        .xDeviceCharacteristics = pass_characteristics,
        .xShmMap = pass_shm_map,
        .xShmLock = pass_shm_lock,
        .xShmBarrier = pass_shm_barrier,
        .xShmUnmap = pass_shm_unmap,
    };
}

sqlite3_vfs pass_vfs(const sqlite3_vfs *real, const char *name, size_t file_size, void *owner)
{
    sqlite3_vfs vfs = *real;

    vfs.zName = name;
    vfs.pAppData = owner;
    vfs.szOsFile = (int)file_size + real->szOsFile;
    return vfs;
}

int pass_open(sqlite3_vfs *real, const char *path, struct pass_file *file, size_t file_size,
              const sqlite3_io_methods *methods, int flags, int *out_flags)
{
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)((char *)file + file_size);
    file->real->pMethods = NULL;
    int rc = real->xOpen(real, path, file->real, flags, out_flags);
    if (file->real->pMethods != NULL)
        file->base.pMethods = methods;
    return rc;
}
