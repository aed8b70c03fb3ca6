/* A ledger and its place on the disk: opened later than it should have been, or gone from there while in use.
 */
#include "shell/ledger_private.h"
#include "shell/optouts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct ledger *ledger_open_later(const char *state_dir, const char *boot_id)
{
    return ledger_new(state_dir, boot_id);
}

static bool make_folder(const struct ledger *self)
{
    return mkdir(self->dir, S_IRWXU) == 0 || errno == EEXIST;
}

bool ledger_begin_late(struct ledger *self)
{
    if (!make_folder(self)) {
        self->fault = LEDGER_FAULT_IO;
        (void)snprintf(self->why, sizeof self->why, "%.100s: %s", self->dir, strerror(errno));
        return false;
    }
    if (self->optouts == NULL)
        self->optouts = optouts_open(self->dir, self->why, sizeof self->why);
    if (self->optouts != NULL)
        return ledger_knows_stops(self, ledger_is_missing(self->dir, LEDGER_FILE)) &&
               ledger_begin_fresh(self);
    self->fault = LEDGER_FAULT_IO;
    return false;
}

/* ---- gone ---- */

bool ledger_is_missing(const char *dir, const char *name)
{
    char path[4096];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

/* SQLite goes on with the file it has open, whatever its name leads to by now. A disk that does not even tell
 * is a fault that the next commit meets. */
static bool database_gone(struct ledger *self)
{
    struct stat st;
    char path[4096];
    int moved = 0;

    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE, self->dir);
    if (stat(path, &st) != 0)
        return errno == ENOENT || errno == ENOTDIR;
    return sqlite3_file_control(self->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

static bool log_gone(const struct ledger *self)
{
    return ledger_is_missing(self->dir, LEDGER_FILE "-wal");
}

bool ledger_gone(struct ledger *self)
{
    return self->db != NULL && self->dir[0] != '\0' && (database_gone(self) || log_gone(self));
}

/* ---- and back ---- */

static bool note(struct ledger *self, int rc, const char *words)
{
    if (rc == SQLITE_OK)
        return true;
    (void)ledger_note(self, rc);
    (void)snprintf(self->why, sizeof self->why, LEDGER_FILE " was deleted and cannot be made again: %.80s",
                   words);
    return false;
}

/* Everything of the open file into the one of that name, in one transaction of that one: a cut leaves either
 * what is there now, or the whole. */
static int copy(struct ledger *self, sqlite3 *to)
{
    (void)sqlite3_extended_result_codes(to, 1);
    (void)sqlite3_busy_timeout(to, LEDGER_BUSY_MS);
    int rc = sqlite3_exec(to, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", self->db, "main");
    if (backup == NULL)
        return sqlite3_extended_errcode(to);
    rc = sqlite3_backup_step(backup, -1);
    int finished = sqlite3_backup_finish(backup);
    return rc == SQLITE_DONE ? finished : rc;
}

static bool copy_out(struct ledger *self)
{
    sqlite3 *to = NULL;
    char path[4096], words[80];

    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE, self->dir);
    int rc =
        sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = copy(self, to);
    (void)snprintf(words, sizeof words, "%s", sqlite3_errstr(rc));
    (void)sqlite3_close(to);
    return note(self, rc, words);
}

/* What is in the place is no ledger of anybody: the next try finds the place free. */
static void clear_place(struct ledger *self)
{
    char why[sizeof self->why];
    enum ledger_fault fault = self->fault;

    (void)snprintf(why, sizeof why, "%s", self->why);
    (void)ledger_rename_bad(self);
    (void)snprintf(self->why, sizeof self->why, "%s", why);
    self->fault = fault;
}

/* The log and its index that are there belong to a database that is not there, or is about to be overwritten:
 * to another one they would do harm. */
static void clear_log(const struct ledger *self)
{
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE "-wal", self->dir);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE "-shm", self->dir);
    (void)unlink(path);
}

/* What is open stays so until its successor is: the folder may be deleted once more meanwhile. */
static bool move_over(struct ledger *self)
{
    struct ledger old = *self;

    self->db = NULL;
    (void)memset(self->stmt, 0, sizeof self->stmt);
    self->optouts = optouts_open(self->dir, self->why, sizeof self->why);
    if (self->optouts == NULL)
        self->fault = LEDGER_FAULT_IO;
    if (self->optouts != NULL && ledger_begin_fresh(self)) {
        ledger_detach(&old);
        optouts_close(old.optouts); /* the database had them too, and the file has learned them from it */
        return true;
    }
    optouts_close(self->optouts);
    old.fault = self->fault;
    old.rc = self->rc;
    (void)snprintf(old.why, sizeof old.why, "%s", self->why);
    *self = old;
    return false;
}

static bool make_again(struct ledger *self)
{
    clear_log(self);
    if (copy_out(self))
        return move_over(self);
    if ((self->rc & 0xff) == SQLITE_NOTADB)
        clear_place(self);
    return false;
}

/* The log alone is gone: what it had moves into the database, which begins another. Never closed meanwhile:
 * the database may be deleted next. */
static bool begin_log(struct ledger *self)
{
    if (!ledger_exec(self, "PRAGMA journal_mode=DELETE; PRAGMA journal_mode=WAL; SELECT count(*) FROM meta"))
        return false;
    return !log_gone(self) || note(self, SQLITE_CANTOPEN, "its log");
}

bool ledger_put_back(struct ledger *self)
{
    self->fault = LEDGER_FAULT_NONE;
    self->rc = SQLITE_OK;
    if (!database_gone(self))
        return begin_log(self);
    if (!make_folder(self))
        return note(self, SQLITE_CANTOPEN, strerror(errno));
    return make_again(self);
}
