/* A damaged file: moved out of the way, a fresh one begun, and what can be saved carried over. */
#include "base/copy.h"
#include "shell/ledger_private.h"
#include "shell/optouts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BAD_PREFIX LEDGER_FILE ".bad-"

static const char *const suffixes[] = {"", "-wal", "-shm"};

static void bad_path(const char *dir, unsigned n, const char *suffix, char *out, size_t cap)
{
    (void)snprintf(out, cap, "%s/" BAD_PREFIX "%u%s", dir, n, suffix);
}

/* Lowest and highest N in use and how many there are; wal files and their kin count with their file. */
static bool scan(const char *folder, unsigned *low, unsigned *high, unsigned *count)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    *low = *high = *count = 0;
    if (dir == NULL)
        return false;
    while ((entry = readdir(dir)) != NULL) {
        unsigned n;
        char past;
        if (sscanf(entry->d_name, BAD_PREFIX "%9u%c", &n, &past) != 1)
            continue;
        *low = *count == 0 || n < *low ? n : *low;
        *high = n > *high ? n : *high;
        (*count)++;
    }
    (void)closedir(dir);
    return true;
}

static void forget_oldest(const struct ledger *self)
{
    unsigned low, high, count;
    char path[4096];

    while (scan(self->dir, &low, &high, &count) && count > LEDGER_BADS_MAX) {
        for (size_t i = TB_COUNT(suffixes); i-- > 0;) { /* the file itself last: it is what scan counts */
            bad_path(self->dir, low, suffixes[i], path, sizeof path);
            if (unlink(path) != 0 && errno != ENOENT && i == 0)
                return;
        }
    }
}

void ledger_sync_folder(const struct ledger *self)
{
    int fd = open(self->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)fsync(fd); /* should it be lost, the next start finds the damage again */
    (void)close(fd);
}

static bool move(struct ledger *self, unsigned n, const char *suffix)
{
    char from[4096], to[4096];

    (void)snprintf(from, sizeof from, "%s/" LEDGER_FILE "%s", self->dir, suffix);
    bad_path(self->dir, n, suffix, to, sizeof to);
    return rename(from, to) == 0 || errno == ENOENT;
}

bool ledger_rename_bad(struct ledger *self)
{
    unsigned low, high, count;
    bool ok = scan(self->dir, &low, &high, &count);

    /* The database first, and certainly so. Were the log moved alone, the database without it would look
     * whole. */
    for (size_t i = 0; ok && i < TB_COUNT(suffixes); i++) {
        ok = move(self, high + 1, suffixes[i]);
        if (ok && i == 0)
            ledger_sync_folder(self);
    }
    if (!ok) {
        self->fault = LEDGER_FAULT_IO;
        (void)snprintf(self->why, sizeof self->why, LEDGER_FILE " cannot be set aside: %s", strerror(errno));
        return false;
    }
    forget_oldest(self);
    ledger_sync_folder(self);
    return true;
}

void ledger_finish_aside(struct ledger *self)
{
    unsigned low, high, count;
    char log[64];

    if (!ledger_is_missing(self->dir, LEDGER_FILE) || ledger_is_missing(self->dir, LEDGER_FILE "-wal") ||
        !scan(self->dir, &low, &high, &count) || count == 0)
        return;
    (void)snprintf(log, sizeof log, BAD_PREFIX "%u-wal", high);
    if (ledger_is_missing(self->dir, log) && move(self, high, "-wal"))
        ledger_sync_folder(self);
}

unsigned ledger_latest_bad(const struct ledger *self)
{
    unsigned low, high, count;

    return self->dir[0] != '\0' && scan(self->dir, &low, &high, &count) ? high : 0;
}

/* ---- what can be saved ---- */

struct salvage {
    struct ledger *fresh;
    bool failed; /* the fresh one does not take it: disk full, not the old one's fault */
};

static void save_record(void *arg, const struct record *record)
{
    struct salvage *self = arg;

    /* REFUSED: damaged, or a second automatic text for a call. It stays behind. */
    if (!self->failed && !ledger_apply(self->fresh, record))
        self->failed = ledger_fault(self->fresh) != LEDGER_FAULT_REFUSED;
}

static void save_max(struct salvage *self, const char *key, int64_t value)
{
    struct record record = {.kind = RECORD_META};

    (void)snprintf(record.meta.key, sizeof record.meta.key, "%s", key);
    (void)snprintf(record.meta.value, sizeof record.meta.value, "%lld", (long long)value);
    save_record(self, &record);
}

/* Whoever is to be forgotten is so in the fresh file too. */
static void save_orders(struct salvage *self, struct ledger *old)
{
    sqlite3_stmt *stmt = ledger_prepare(old, "SELECT key,value FROM meta WHERE key>'" LEDGER_META_FORGET
                                             "' AND key<'" LEDGER_META_FORGET_END "'");
    struct record record = {.kind = RECORD_META};

    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        const unsigned char *key = sqlite3_column_text(stmt, 0), *value = sqlite3_column_text(stmt, 1);
        if (key == NULL || value == NULL)
            continue;
        tb_copy(record.meta.key, sizeof record.meta.key, (const char *)key);
        tb_copy(record.meta.value, sizeof record.meta.value, (const char *)value);
        save_record(self, &record);
        self->fresh->forgetting = true;
    }
    (void)sqlite3_finalize(stmt);
}

/* What is in one file, over what is there. Best effort: one bad page costs what was on it. */
static void save_all(struct salvage *self, struct ledger *old)
{
    const struct ledger_sink sink = {save_record};
    struct ledger_window window = ledger_window_at(false, 0);
    struct last_ids ids, reached;

    if (!ledger_restore(old, &sink, self, &window)) {
        /* as was to be expected */
    }
    save_orders(self, old);
    if (self->failed || !ledger_max_ids(old, &ids) || !ledger_max_ids(self->fresh, &reached))
        return;
    save_max(self, LEDGER_META_MAX_CALL, ids.call > reached.call ? ids.call : reached.call);
    save_max(self, LEDGER_META_MAX_TEXT, ids.text > reached.text ? ids.text : reached.text);
    save_max(self, LEDGER_META_MAX_LEAD, ids.lead > reached.lead ? ids.lead : reached.lead);
}

static bool pending(struct ledger *self, unsigned *n)
{
    int64_t value;
    bool ok = ledger_number(
        self, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='" LEDGER_META_SALVAGE "'", &value);

    *n = value > 0 && value <= UINT_MAX ? (unsigned)value : 0;
    return ok;
}

/* A file set aside, and what should have been carried over into it before. One that is no database gives
 * nothing. depth bounds a circle, which only a damaged file could hold. */
static void save_file(struct salvage *self, const char *dir, unsigned n, unsigned depth)
{
    char path[4096];
    unsigned older;
    struct ledger *old = depth < LEDGER_BADS_MAX ? ledger_new(dir, self->fresh->boot_id) : NULL;

    if (old == NULL)
        return;
    bad_path(dir, n, "", path, sizeof path);
    if (ledger_attach_reader(old, path, true)) {
        if (pending(old, &older) && older > 0)
            save_file(self, dir, older, depth + 1);
        save_all(self, old);
    }
    ledger_close(old);
}

bool ledger_carry_over(struct ledger *self)
{
    struct salvage salvage = {.fresh = self};
    unsigned n;

    if (!pending(self, &n))
        return false;
    if (n == 0)
        return true;
    if (!ledger_begin(self))
        return false;
    save_file(&salvage, self->dir, n, 0);
    if (salvage.failed)
        return false;
    if (ledger_exec(self, "DELETE FROM meta WHERE key='" LEDGER_META_SALVAGE "'"))
        return ledger_commit(self);
    ledger_roll_back(self);
    return false;
}

/* ---- opt-outs ---- */

static bool opt_out(void *arg, const char *number)
{
    struct ledger *self = arg;
    sqlite3_stmt *stmt = self->stmt[STMT_OPT_OUT];

    (void)sqlite3_bind_text(stmt, 1, number, -1, SQLITE_STATIC);
    bool ok = ledger_note(self, sqlite3_step(stmt));
    (void)sqlite3_reset(stmt);
    (void)sqlite3_clear_bindings(stmt);
    return ok;
}

static bool note_opted_out(struct ledger *self)
{
    sqlite3_stmt *stmt = ledger_prepare(self, "SELECT number FROM people WHERE opted_out=1");
    bool ok = stmt != NULL;
    int rc = SQLITE_DONE;

    while (ok && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const unsigned char *number = sqlite3_column_text(stmt, 0);
        ok = number != NULL && optouts_note(self->optouts, (const char *)number, true);
    }
    ok = ledger_note(self, ok ? rc : SQLITE_NOMEM);
    (void)sqlite3_finalize(stmt);
    return ok;
}

static bool join(struct ledger *self, bool both_ways)
{
    if (!ledger_exec(self, "BEGIN IMMEDIATE"))
        return false;
    if (optouts_each(self->optouts, opt_out, self) && (!both_ways || note_opted_out(self)))
        return ledger_commit(self);
    ledger_roll_back(self);
    return false;
}

bool ledger_join_optouts(struct ledger *self)
{
    return self->optouts == NULL || join(self, true);
}

bool ledger_begin_fresh(struct ledger *self)
{
    enum ledger_attach attach = ledger_attach(self);

    if (attach != ATTACH_CREATED && attach != ATTACH_OPENED)
        return false;
    if (ledger_carry_over(self) && ledger_join_optouts(self)) {
        ledger_forget_newest(self);
        return true;
    }
    ledger_detach(self);
    return false;
}

bool ledger_set_aside(struct ledger *self)
{
    CHECK(self->dir[0] != '\0');
    ledger_detach(self);
    return ledger_rename_bad(self) && ledger_begin_fresh(self);
}

/* What the folder still tells, into one in memory. False: not all of it could be read. */
static bool save_folder(struct ledger *self, const char *state_dir)
{
    struct salvage salvage = {.fresh = self};
    char why[160];
    unsigned n = 0, low, count;
    struct ledger *old = ledger_open_reader(state_dir, why, sizeof why);
    bool read =
        old != NULL || ledger_is_missing(state_dir, LEDGER_FILE); /* a new box, or an emptied folder */

    if (!ledger_begin(self)) {
        ledger_close(old);
        return false;
    }
    if (old != NULL && !pending(old, &n))
        n = 0;
    if (old == NULL && ledger_is_missing(state_dir, LEDGER_FILE) && !scan(state_dir, &low, &n, &count))
        n = 0;
    if (n > 0)
        save_file(&salvage, state_dir, n, 0);
    if (old != NULL) {
        (void)snprintf(old->boot_id, sizeof old->boot_id, "%s", self->boot_id);
        read = ledger_find_boot(old);
        if (read)
            save_all(&salvage, old);
        read = read && old->fault == LEDGER_FAULT_NONE;
    }
    ledger_close(old);
    return !salvage.failed && ledger_commit(self) && read;
}

struct ledger *ledger_open_fallback(const char *state_dir, const char *boot_id, bool *blind)
{
    char why[160];
    struct ledger *self = ledger_open_memory(boot_id);

    *blind = true;
    if (self == NULL)
        return NULL;
    *blind = !save_folder(self, state_dir);
    self->optouts = optouts_open(state_dir, why, sizeof why);
    if (self->optouts == NULL || !join(self, false) ||
        !ledger_knows_stops(self, ledger_is_missing(state_dir, LEDGER_FILE)))
        *blind = true;
    ledger_forget_newest(self);
    optouts_close(self->optouts); /* nothing can be added to that file */
    self->optouts = NULL;
    self->fault = LEDGER_FAULT_NONE; /* what could not be read is lost to this run */
    return self;
}
