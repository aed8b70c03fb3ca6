#include "shell/ledger.h"

#include "shell/ledger_private.h"
#include "shell/optouts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- faults ---- */

static enum ledger_fault fault_of(int rc, int system_error)
{
    static const struct {
        int code;
        enum ledger_fault fault;
    } table[] = {
        {SQLITE_FULL, LEDGER_FAULT_FULL},          {SQLITE_READONLY, LEDGER_FAULT_READ_ONLY},
        {SQLITE_PERM, LEDGER_FAULT_READ_ONLY},     {SQLITE_BUSY, LEDGER_FAULT_BUSY},
        {SQLITE_LOCKED, LEDGER_FAULT_BUSY},        {SQLITE_NOMEM, LEDGER_FAULT_MEMORY},
        {SQLITE_CONSTRAINT, LEDGER_FAULT_REFUSED}, {SQLITE_CORRUPT, LEDGER_FAULT_DAMAGED},
        {SQLITE_NOTADB, LEDGER_FAULT_DAMAGED},     {SQLITE_MISMATCH, LEDGER_FAULT_DAMAGED},
        {SQLITE_ERROR, LEDGER_FAULT_DAMAGED}, /* our own SQL is right: a table that it names is not there */
    };

    if (system_error == EDQUOT || system_error == EFBIG) /* SQLite takes only ENOSPC for a full disk */
        return LEDGER_FAULT_FULL;
    if (rc == SQLITE_IOERR_NOMEM)
        return LEDGER_FAULT_MEMORY;
    for (size_t i = 0; i < TB_COUNT(table); i++) {
        if (table[i].code == (rc & 0xff))
            return table[i].fault;
    }
    return LEDGER_FAULT_IO;
}

bool ledger_note(struct ledger *self, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return true;
    int error = 0;
    if ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_FULL || (rc & 0xff) == SQLITE_CANTOPEN)
        error = self->db != NULL ? sqlite3_system_errno(self->db) : errno;
    self->fault = fault_of(rc, error);
    self->rc = rc;
    if (self->fault == LEDGER_FAULT_FULL)
        (void)snprintf(self->why, sizeof self->why, "disk full");
    else
        (void)snprintf(self->why, sizeof self->why, "%s%s%s",
                       sqlite3_errcode(self->db) == rc ? sqlite3_errmsg(self->db) : sqlite3_errstr(rc),
                       error != 0 ? ": " : "", error != 0 ? strerror(error) : "");
    return false;
}

enum ledger_fault ledger_fault(const struct ledger *self)
{
    return self->fault;
}

bool ledger_unreadable(const struct ledger *self)
{
    return self->fault != LEDGER_FAULT_NONE &&
           (self->rc == SQLITE_IOERR_READ || self->rc == SQLITE_IOERR_SHORT_READ ||
            self->rc == SQLITE_IOERR_CORRUPTFS);
}

const char *ledger_why(const struct ledger *self)
{
    return self->why;
}

/* ---- small SQL ---- */

bool ledger_exec(struct ledger *self, const char *sql)
{
    return ledger_note(self, sqlite3_exec(self->db, sql, NULL, NULL, NULL));
}

sqlite3_stmt *ledger_prepare(struct ledger *self, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    return ledger_note(self, sqlite3_prepare_v2(self->db, sql, -1, &stmt, NULL)) ? stmt : NULL;
}

bool ledger_number(struct ledger *self, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt = ledger_prepare(self, sql);

    *out = 0;
    if (stmt == NULL)
        return false;
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    bool ok = ledger_note(self, rc);
    (void)sqlite3_finalize(stmt);
    return ok;
}

/* ---- opening ---- */

struct ledger *ledger_new(const char *dir, const char *boot_id)
{
    struct ledger *self = calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->dir = strdup(dir);
    (void)snprintf(self->boot_id, sizeof self->boot_id, "%s", boot_id);
    if (self->dir != NULL)
        return self;
    free(self);
    return NULL;
}

static int after_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
    struct ledger *self = arg;

    (void)db;
    (void)name;
    self->wal_pages = pages;
    return SQLITE_OK;
}

bool ledger_find_boot(struct ledger *self)
{
    sqlite3_stmt *stmt = ledger_prepare(self, "SELECT n, id=?1 FROM boots WHERE id=?1 "
                                              "UNION ALL SELECT coalesce(max(n),0)+1, 0 FROM boots LIMIT 1");
    if (stmt == NULL)
        return false;
    (void)sqlite3_bind_text(stmt, 1, self->boot_id, -1, SQLITE_STATIC);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        self->boot = sqlite3_column_int64(stmt, 0);
        self->boot_stored = sqlite3_column_int(stmt, 1) != 0;
    }
    self->boot_pending = false;
    bool ok = ledger_note(self, rc);
    (void)sqlite3_finalize(stmt);
    return ok;
}

static bool prepare_all(struct ledger *self)
{
    for (int i = 0; i < STMT_COUNT; i++) {
        if (!ledger_note(self, sqlite3_prepare_v3(self->db, ledger_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                                  &self->stmt[i], NULL)))
            return false;
    }
    return true;
}

/* A small cache: who may be texted is answered from memory, so SQLite only ever needs the pages it writes. */
static bool set_up(struct ledger *self)
{
    (void)sqlite3_extended_result_codes(self->db, 1);
    (void)sqlite3_busy_timeout(self->db, LEDGER_BUSY_MS);
    /* Checkpoints are ledger_tidy()'s, after durable has been announced. */
    (void)sqlite3_wal_autocheckpoint(self->db, 0);
    (void)sqlite3_wal_hook(self->db, after_commit, self);
    return ledger_exec(self, "PRAGMA trusted_schema=OFF; PRAGMA cache_size=-192; PRAGMA mmap_size=0;"
                             "PRAGMA temp_store=MEMORY; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                             "PRAGMA journal_size_limit=4194304") &&
           ledger_forget_set_up(self);
}

/* SQLite only reads a file whose header asks its writers for more than it knows (byte 18: "file format write
 * version"). We write 2, and 1 for a moment: anything else is damage, and no card that cannot be written to.
 */
static bool header_forbids_writing(const char *path)
{
    uint8_t version = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool known = pread(fd, &version, 1, 18) != 1 || version == 1 || version == 2;
    (void)close(fd);
    return !known;
}

/* Damaged, or something in its place that is no file. A page that is not given back may be a loose plug: the
 * writer, which tries again and again, finds out. */
static bool unusable(const struct ledger *self, const char *path)
{
    struct stat st;

    if (self->fault == LEDGER_FAULT_DAMAGED)
        return true;
    if (self->fault == LEDGER_FAULT_READ_ONLY && header_forbids_writing(path))
        return true;
    return (self->rc & 0xff) == SQLITE_CANTOPEN && stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* A process that was killed leaves a log that is not synced yet. What is read from it is acted upon, such as
 * a message that is deleted from the modem because it is stored: a power cut must not take it back. */
static void sync_log(const struct ledger *self)
{
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE "-wal", self->dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd); /* a disk that fails here fails in commits too, which are tried again */
    (void)close(fd);
    ledger_sync_folder(self);
}

/* As far as is known: what the file itself says of it only after its first page was read. */
static bool may_write(struct ledger *self)
{
    return sqlite3_db_readonly(self->db, "main") != 1 || ledger_note(self, SQLITE_READONLY);
}

enum ledger_attach ledger_attach(struct ledger *self)
{
    char path[4096];
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    enum ledger_attach result = ATTACH_FAILED;

    self->fault = LEDGER_FAULT_NONE;
    self->rc = SQLITE_OK;
    self->why[0] = '\0';
    if (self->dir[0] != '\0') {
        (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE, self->dir);
        ledger_finish_aside(self);
        sync_log(self);
    } else {
        (void)snprintf(path, sizeof path, ":memory:");
    }
    int rc = sqlite3_open_v2(path, &self->db, flags, NULL);
    if (ledger_note(self, rc) && may_write(self) && set_up(self)) {
        result = ledger_schema(self);
        if ((result == ATTACH_OPENED || result == ATTACH_CREATED) &&
            !(may_write(self) && prepare_all(self) && ledger_find_boot(self) && ledger_forget_find(self)))
            result = ATTACH_FAILED;
    }
    if (result == ATTACH_FAILED && unusable(self, path))
        result = ATTACH_UNUSABLE;
    if (result == ATTACH_FAILED || result == ATTACH_UNUSABLE)
        ledger_detach(self);
    return result;
}

void ledger_detach(struct ledger *self)
{
    for (int i = 0; i < STMT_COUNT; i++) {
        (void)sqlite3_finalize(self->stmt[i]);
        self->stmt[i] = NULL;
    }
    (void)sqlite3_close(self->db);
    self->db = NULL;
    self->wal_pages = 0;
}

bool ledger_knows_stops(struct ledger *self, bool missing)
{
    struct optouts_damage damage = optouts_damage(self->optouts);

    if (!missing || !damage.whole)
        return true;
    self->fault = LEDGER_FAULT_IO;
    (void)snprintf(self->why, sizeof self->why,
                   OPTOUTS_FILE
                   ": none of its %u lines is sound, and no ledger says who wrote STOP. Put back a "
                   "copy of either, or delete both",
                   damage.lines);
    return false;
}

static enum ledger_open_result open_files(struct ledger *self, char *why, size_t cap)
{
    if (!ledger_knows_stops(self, ledger_is_missing(self->dir, LEDGER_FILE)))
        return LEDGER_FAILED;
    enum ledger_attach attach = ledger_attach(self);
    bool attached = attach == ATTACH_OPENED || attach == ATTACH_CREATED;

    if (attached && ledger_carry_over(self) && ledger_join_optouts(self)) {
        ledger_forget_newest(self);
        return attach == ATTACH_OPENED ? LEDGER_OK : LEDGER_FRESH;
    }
    if (attach != ATTACH_UNUSABLE && !(attached && self->fault == LEDGER_FAULT_DAMAGED))
        return LEDGER_FAILED;
    (void)snprintf(why, cap, "%s", self->why);
    if (!ledger_knows_stops(self, true))
        return LEDGER_FAILED;
    return ledger_set_aside(self) ? LEDGER_SET_ASIDE : LEDGER_FAILED;
}

enum ledger_open_result ledger_open(const char *state_dir, const char *boot_id, struct ledger **out,
                                    char *why, size_t cap)
{
    enum ledger_open_result result = LEDGER_FAILED;

    *out = NULL;
    (void)snprintf(why, cap, "out of memory");
    if (mkdir(state_dir, 0750) != 0 && errno != EEXIST) {
        (void)snprintf(why, cap, "%s: %s", state_dir, strerror(errno));
        return LEDGER_FAILED;
    }
    struct ledger *self = ledger_new(state_dir, boot_id);
    if (self == NULL)
        return LEDGER_FAILED;
    self->optouts = optouts_open(state_dir, why, cap);
    if (self->optouts != NULL) {
        (void)snprintf(why, cap, "%s", "");
        result = open_files(self, why, cap);
    }
    if (result != LEDGER_FAILED) {
        *out = self;
        return result;
    }
    if (self->why[0] != '\0')
        (void)snprintf(why, cap, "%s", self->why);
    ledger_close(self);
    return result;
}

unsigned ledger_bad_stops(const struct ledger *self, unsigned *first)
{
    struct optouts_damage damage = {0};

    if (self->optouts != NULL)
        damage = optouts_damage(self->optouts);
    *first = damage.first;
    return damage.lines;
}

struct ledger *ledger_open_memory(const char *boot_id)
{
    struct ledger *self = ledger_new("", boot_id);

    if (self == NULL || ledger_attach(self) == ATTACH_CREATED)
        return self;
    ledger_close(self);
    return NULL;
}

void ledger_close(struct ledger *self)
{
    if (self == NULL)
        return;
    ledger_detach(self);
    optouts_close(self->optouts);
    free(self->dir);
    free(self);
}

const char *ledger_dir(const struct ledger *self)
{
    return self->dir;
}

struct sqlite3 *ledger_handle(struct ledger *self)
{
    return self->db;
}

/* ---- transactions ---- */

static bool run(struct ledger *self, enum ledger_stmt which)
{
    int rc = sqlite3_step(self->stmt[which]);

    bool ok = ledger_note(self, rc);
    (void)sqlite3_reset(self->stmt[which]);
    return ok;
}

static bool store_boot(struct ledger *self)
{
    if (self->boot_stored)
        return true;
    (void)sqlite3_bind_int64(self->stmt[STMT_BOOT], 1, self->boot);
    (void)sqlite3_bind_text(self->stmt[STMT_BOOT], 2, self->boot_id, -1, SQLITE_STATIC);
    self->boot_pending = run(self, STMT_BOOT);
    return self->boot_pending;
}

void ledger_roll_back(struct ledger *self)
{
    /* The fault that led here is the one to keep, so this one's result is not noted. */
    if (self->db != NULL && !sqlite3_get_autocommit(self->db)) {
        (void)sqlite3_step(self->stmt[STMT_ROLLBACK]);
        (void)sqlite3_reset(self->stmt[STMT_ROLLBACK]);
    }
    self->boot_pending = false;
    if (self->optouts != NULL)
        optouts_drop(self->optouts);
}

bool ledger_begin(struct ledger *self)
{
    self->fault = LEDGER_FAULT_NONE;
    self->rc = SQLITE_OK;
    self->why[0] = '\0';
    self->wall_known = false;
    self->boot_pending = false;
    if (self->db == NULL &&
        !ledger_begin_late(self)) /* opened later, or a set-aside was cut short, by a full disk for example */
        return false;
    if (run(self, STMT_BEGIN) && store_boot(self))
        return true;
    ledger_roll_back(self);
    return false;
}

/* The plain file first: should power fail between the two, the join at the next open finds out in either
 * order. */
static bool flush_optouts(struct ledger *self)
{
    if (self->optouts == NULL || optouts_flush(self->optouts, self->wall_known, self->wall_ms))
        return true;
    self->fault = fault_of(errno == ENOSPC  ? SQLITE_FULL
                           : errno == EROFS ? SQLITE_READONLY
                                            : SQLITE_IOERR,
                           errno);
    (void)snprintf(self->why, sizeof self->why, OPTOUTS_FILE ": %s", strerror(errno));
    return false;
}

bool ledger_commit(struct ledger *self)
{
    if (flush_optouts(self) && run(self, STMT_COMMIT)) {
        self->boot_stored = self->boot_stored || self->boot_pending;
        return true;
    }
    ledger_roll_back(self);
    return false;
}
