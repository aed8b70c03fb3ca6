/* A SQLite VFS that passes everything to the real one: what shims that change a few calls begin with. */
#ifndef TESTS_LEDGER_PASSVFS_H
#define TESTS_LEDGER_PASSVFS_H

#include <sqlite3.h>
#include <stddef.h>

/* The first member of a shim's file. */
struct pass_file {
    sqlite3_file base;
    sqlite3_file *real;
};

/* A copy of the real default VFS under another name, for files whose struct is file_size bytes; owner comes
 * back as pAppData. The caller sets what it changes, at least xOpen. */
sqlite3_vfs pass_vfs(const sqlite3_vfs *real, const char *name, size_t file_size, void *owner);

/* Every call passed on. No memory maps of the database, so that all reading and writing is seen. */
sqlite3_io_methods pass_methods(void);

/* Opens the real file behind a shim's file_size bytes. methods must live as long as the file. */
int pass_open(sqlite3_vfs *real, const char *path, struct pass_file *file, size_t file_size,
              const sqlite3_io_methods *methods, int flags, int *out_flags);

#endif
