/* Looking at a ledger without touching it, whoever is writing to it and whatever a killed writer left behind.
 */
#include "shell/ledger_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool ledger_attach_reader(struct ledger *self, const char *path, bool salvage)
{
    int64_t rows;
    int rc = sqlite3_open_v2(path, &self->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);

    self->fault = LEDGER_FAULT_NONE;
    bool ok = ledger_note(self, rc);
    if (ok) {
        (void)sqlite3_extended_result_codes(self->db, 1);
        (void)sqlite3_busy_timeout(self->db, LEDGER_BUSY_MS);
        /* The last one to leave would move the log into the database; that is for the daemon to do. */
        (void)sqlite3_db_config(self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        ok = ledger_exec(self, "PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY") &&
             (salvage ? ledger_schema_readable(self) : ledger_schema_known(self)) &&
             ledger_number(self, "SELECT count(*) FROM meta", &rows) && ledger_find_boot(self);
    }
    if (!ok)
        ledger_detach(self);
    return ok;
}

/* ---- a disk that cannot be written ---- */

static bool copy_file(const char *from, const char *to)
{
    char bytes[65536];
    ssize_t n = -1;
    bool ok = true;

    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return errno == ENOENT;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    while (out >= 0 && ok && (n = read(in, bytes, sizeof bytes)) > 0)
        ok = write(out, bytes, (size_t)n) == n;
    ok = ok && n == 0;
    (void)close(in);
    if (out >= 0)
        ok = close(out) == 0 && ok;
    return ok;
}

/* SQLite needs a place for its index of the log (-shm). Where the folder gives none and there is a log, the
 * two files are read from a copy, whose names are gone again as soon as it is open. */
static bool attach_copy(struct ledger *self, const char *path)
{
    char dir[] = "/tmp/textback-XXXXXX";
    char copy[64], from[4096 + 8], to[80];
    bool ok = mkdtemp(dir) != NULL;

    if (!ok)
        return false;
    (void)snprintf(copy, sizeof copy, "%s/" LEDGER_FILE, dir);
    (void)snprintf(from, sizeof from, "%s-wal", path);
    (void)snprintf(to, sizeof to, "%s-wal", copy);
    ok = copy_file(path, copy) && copy_file(from, to) && ledger_attach_reader(self, copy, false);
    (void)unlink(copy);
    (void)unlink(to);
    (void)snprintf(to, sizeof to, "%s-shm", copy);
    (void)unlink(to);
    (void)rmdir(dir);
    return ok;
}

struct ledger *ledger_open_reader(const char *state_dir, char *why, size_t cap)
{
    char path[4096];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE, state_dir);
    if (stat(path, &st) != 0) {
        (void)snprintf(why, cap, "%s: %s", path, strerror(errno));
        return NULL;
    }
    struct ledger *self = ledger_new(state_dir, "");
    if (self == NULL) {
        (void)snprintf(why, cap, "out of memory");
        return NULL;
    }
    if (ledger_attach_reader(self, path, false))
        return self;
    (void)snprintf(why, cap, "%s: %s", path, self->why);
    bool elsewhere = self->fault != LEDGER_FAULT_DAMAGED && self->fault != LEDGER_FAULT_BUSY;
    if (elsewhere && attach_copy(self, path))
        return self;
    ledger_close(self);
    return NULL;
}

bool ledger_spill(struct ledger *self, bool to_file)
{
    return ledger_exec(self, to_file ? "PRAGMA temp_store=FILE" : "PRAGMA temp_store=MEMORY");
}
