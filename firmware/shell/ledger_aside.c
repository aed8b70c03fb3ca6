/* A damaged file: moved out of the way, a fresh one begun, and what can be saved carried over. */
#include "shell/ledger_private.h"
#include "shell/optouts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAD_PREFIX LEDGER_FILE ".bad-"

static const char *const suffixes[] = {"", "-wal", "-shm"};

static void bad_path(const struct ledger *self, unsigned n, const char *suffix, char *out, size_t cap)
{
    (void)snprintf(out, cap, "%s/" BAD_PREFIX "%u%s", self->dir, n, suffix);
}

/* Lowest and highest N in use and how many there are; wal files and their kin count with their file. */
static bool scan(const struct ledger *self, unsigned *low, unsigned *high, unsigned *count)
{
    DIR *dir = opendir(self->dir);
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

    while (scan(self, &low, &high, &count) && count > LEDGER_BADS_MAX) {
        for (size_t i = TB_COUNT(suffixes); i-- > 0;) { /* the file itself last: it is what scan counts */
            bad_path(self, low, suffixes[i], path, sizeof path);
            if (unlink(path) != 0 && errno != ENOENT && i == 0)
                return;
        }
    }
}

static void sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)fsync(fd); /* should it be lost, the next start finds the damage again */
    (void)close(fd);
}

bool ledger_rename_bad(struct ledger *self, unsigned *n)
{
    unsigned low, count;
    char from[4096], to[4096];
    bool ok = scan(self, &low, n, &count);

    (*n)++;
    /* The database first. Were the log moved alone, the database without it would look whole. */
    for (size_t i = 0; ok && i < TB_COUNT(suffixes); i++) {
        (void)snprintf(from, sizeof from, "%s/" LEDGER_FILE "%s", self->dir, suffixes[i]);
        bad_path(self, *n, suffixes[i], to, sizeof to);
        ok = rename(from, to) == 0 || errno == ENOENT;
    }
    if (!ok) {
        self->fault = LEDGER_FAULT_IO;
        (void)snprintf(self->why, sizeof self->why, LEDGER_FILE " cannot be set aside: %s", strerror(errno));
        return false;
    }
    forget_oldest(self);
    sync_folder(self->dir);
    return true;
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

/* Best effort: a file that is no database gives nothing, one bad page costs what was on it. False: the fresh
 * one does not take it. */
static bool salvage_all(struct ledger *self, struct ledger *old)
{
    const struct ledger_sink sink = {save_record};
    struct salvage salvage = {.fresh = self};
    struct ledger_window window = ledger_window_at(false, 0);
    struct last_ids ids;

    if (!ledger_begin(self))
        return false;
    if (!ledger_restore(old, &sink, &salvage, &window)) {
        /* as was to be expected */
    }
    if (ledger_max_ids(old, &ids)) {
        save_max(&salvage, LEDGER_META_MAX_CALL, ids.call);
        save_max(&salvage, LEDGER_META_MAX_TEXT, ids.text);
        save_max(&salvage, LEDGER_META_MAX_LEAD, ids.lead);
    }
    return !salvage.failed && ledger_commit(self);
}

static bool salvage_from(struct ledger *self, unsigned n)
{
    char path[4096];
    struct ledger *old = ledger_new(self->dir, self->boot_id);

    bad_path(self, n, "", path, sizeof path);
    bool ok = old == NULL || !ledger_attach_reader(old, path) || salvage_all(self, old);
    ledger_close(old);
    return ok;
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
    unsigned n = self->salvage;
    enum ledger_attach attach = ledger_attach(self);

    if (attach != ATTACH_CREATED && attach != ATTACH_OPENED)
        return false;
    self->salvage = 0; /* salvage_from() begins a transaction, which must not come back here */
    if ((n == 0 || salvage_from(self, n)) && ledger_join_optouts(self))
        return true;
    self->salvage = n;
    ledger_detach(self);
    return false;
}

bool ledger_set_aside(struct ledger *self)
{
    unsigned n;

    CHECK(self->dir[0] != '\0');
    ledger_detach(self);
    if (!ledger_rename_bad(self, &n))
        return false;
    self->salvage = n;
    return ledger_begin_fresh(self);
}

/* True if there is no ledger to be read: a new box, or a folder that was emptied. */
static bool is_without_past(const char *state_dir)
{
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/" LEDGER_FILE, state_dir);
    return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

struct ledger *ledger_open_fallback(const char *state_dir, const char *boot_id, bool *blind)
{
    char why[160];
    struct ledger *self = ledger_open_memory(boot_id);
    struct ledger *old = ledger_open_reader(state_dir, why, sizeof why);

    *blind = old == NULL && !is_without_past(state_dir);
    if (self == NULL) {
        ledger_close(old);
        return NULL;
    }
    if (old != NULL) {
        (void)snprintf(old->boot_id, sizeof old->boot_id, "%s", boot_id);
        *blind = !ledger_find_boot(old) || !salvage_all(self, old) || old->fault != LEDGER_FAULT_NONE;
        ledger_close(old);
    }
    self->optouts = optouts_open(state_dir, why, sizeof why);
    if (self->optouts == NULL || !join(self, false))
        *blind = true;
    self->fault = LEDGER_FAULT_NONE;
    optouts_close(self->optouts); /* nothing can be added to that file */
    self->optouts = NULL;
    return self;
}
