/* What the ledger's own files share. Nobody else includes this. */
#ifndef SHELL_LEDGER_PRIVATE_H
#define SHELL_LEDGER_PRIVATE_H

#include "shell/ledger.h"
#include "shell/ledger_sql.h"

#include <sqlite3.h>

#define LEDGER_FILE "ledger.db"
/* 'TBXL': tells our files from any other SQLite database. */
#define LEDGER_APPLICATION_ID 0x5442584c
#define LEDGER_BADS_MAX                                                                                      \
    3 /* files set aside and kept: the latest are the ones somebody may want to look into */

/* The highest id of a call, text or lead that is believed: a thousand a second for 31 000 years. One beyond
 * it is damage, and counting on from there would end. */
#define LEDGER_ID_MAX     INT64_C(1000000000000000)
#define LEDGER_ID_MAX_SQL "1000000000000000"

/* How long another user of the file is waited for: a reader that recovers the log holds it for milliseconds.
 */
#define LEDGER_BUSY_MS 3000

/* The upserts and their kin, prepared once. */
enum ledger_stmt {
    STMT_BEGIN,
    STMT_COMMIT,
    STMT_ROLLBACK,
    STMT_BOOT,
    STMT_CALL,
    STMT_TEXT,
    STMT_PART,
    STMT_WAITING,
    STMT_WAITING_GONE,
    STMT_SEEN,
    STMT_SEEN_TRIM,
    STMT_PERSON,
    STMT_LEAD,
    STMT_META,
    STMT_OPT_OUT,
    STMT_COUNT
};

struct optouts;

/* Three ids of up to 19 digits. */
#define LEDGER_ORDER_MAX 64

/* How far the erasing of a person has come: ledger_forget.c. */
struct ledger_sweep {
    char number[TB_NUMBER_MAX]; /* "": nothing is under way */
    char order[LEDGER_ORDER_MAX];
    int phase;
    bool begun;
    int64_t to; /* the newest row that this phase has still to look at */
};

/* How many of the newest rows of calls and of texts a start looks at for what is settled but still matters:
 * three days of 64 lines at full caps. What is not settled has an index of its own. */
#define LEDGER_RESTORE_ROWS 16384

struct ledger {
    sqlite3 *db;
    char *dir; /* "" in memory */
    char boot_id[48];
    int64_t boot;            /* this boot's row in boots */
    bool boot_stored;        /* that row is committed */
    bool boot_pending;       /* it is in the open transaction */
    struct optouts *optouts; /* NULL in memory and for a reader */
    bool wall_known;         /* latest trusted wall clock among the records of this transaction */
    int64_t wall_ms;
    int wal_pages;                   /* length of the write-ahead log after the latest commit */
    char prune_after[TB_NUMBER_MAX]; /* where the next slice of persons begins */
    bool forgetting;                 /* the file has orders to forget that are not carried out yet */
    struct ledger_sweep sweep;
    enum ledger_fault fault;
    int rc; /* SQLite's extended code behind it */
    char why[160];
    sqlite3_stmt *stmt[STMT_COUNT];
};

/* What became of an attempt to open a file. */
enum ledger_attach {
    ATTACH_OPENED,
    ATTACH_CREATED,
    ATTACH_UNUSABLE, /* no ledger of ours, or damaged: set it aside */
    ATTACH_FAILED    /* nothing is wrong with the file itself, or nobody can tell */
};

/* Opens dir/ledger.db (":memory:" where dir is ""), brings the schema up to date, prepares every statement
 * and finds this boot. Anything but OPENED and CREATED leaves db NULL and fault and why set. */
enum ledger_attach ledger_attach(struct ledger *self);

/* Finalizes the statements and closes the database; harmless when there is none. */
void ledger_detach(struct ledger *self);

/* Opens one file for reading only, checks that it is a ledger of this version, or for salvage one that may be
 * read. Fault and why are set on false. */
bool ledger_attach_reader(struct ledger *self, const char *path, bool salvage);

/* A ledger without a database. NULL if there is no memory. */
struct ledger *ledger_new(const char *dir, const char *boot_id);

/* Finds this boot's row, or the place where it will be: it is stored with the first commit, not with one of
 * its own. */
bool ledger_find_boot(struct ledger *self);

/* A fresh file notes in itself, as it is made, which one was set aside last: what that one still tells is to
 * be carried over, and a power cut before it is must not make it forgotten. Key in meta. */
#define LEDGER_META_SALVAGE ".salvage"

/* Attaches what is there, or begins a fresh file with what a bad one left and everyone opted out. */
bool ledger_begin_fresh(struct ledger *self);

/* Carries over what a file that was set aside still tells, if that has not been done; in one transaction. */
bool ledger_carry_over(struct ledger *self);

/* Before the file is opened: a power cut may have moved the database aside without its log. */
void ledger_finish_aside(struct ledger *self);

/* N of the latest file set aside, 0 if there is none. */
unsigned ledger_latest_bad(const struct ledger *self);

/* True if it is certain that the folder has no file of that name: a disk that does not even tell has it. */
bool ledger_is_missing(const char *dir, const char *name);

/* Makes names in the folder durable; best effort. */
void ledger_sync_folder(const struct ledger *self);

/* The same for one that has no folder or opt-outs either yet. */
bool ledger_begin_late(struct ledger *self);

/* Renames the files of ledger.db to ledger.db.bad-N and forgets the oldest beyond LEDGER_BADS_MAX. */
bool ledger_rename_bad(struct ledger *self);

/* Everyone opted out by the file becomes so in the database, and the other way round: what either has lost,
 * the other still knows. Only a START, which both have seen, takes anyone out. */
bool ledger_join_optouts(struct ledger *self);

/* False, with fault and why: neither the opt-outs file nor a database, which is missing, tells who is out. */
bool ledger_knows_stops(struct ledger *self, bool missing);

/* Keeps SQLite's result as fault and why. Returns true for OK, ROW and DONE. */
bool ledger_note(struct ledger *self, int rc);

/* Ends the open transaction without it, if there is one; fault and why stay. */
void ledger_roll_back(struct ledger *self);

/* Runs SQL that has no parameters and no rows. */
bool ledger_exec(struct ledger *self, const char *sql);

/* A statement of the caller's, to be finalized by it. NULL: fault is set. */
sqlite3_stmt *ledger_prepare(struct ledger *self, const char *sql);

/* First column of the first row of a query without parameters; 0 if there is none. */
bool ledger_number(struct ledger *self, const char *sql, int64_t *out);

/* ledger_schema.c */
extern const char *const ledger_sql[STMT_COUNT];
/* Creates the schema in an empty database or migrates an older one, in one transaction. */
enum ledger_attach ledger_schema(struct ledger *self);
/* True if the open database is ours and of the version this program reads. */
bool ledger_schema_known(struct ledger *self);
/* The same of a file to salvage: one of a newer version may have all we ask for, under the same names. */
bool ledger_schema_readable(struct ledger *self);

/* What is still to be settled; the same words in the partial index and in the queries that use it. */
#define LEDGER_CALL_OPEN "(verdict IS NULL OR outcome='ringing')"
#define LEDGER_TEXT_OPEN "state IN ('prepared','sending','held','received','partial')"
#define LEDGER_LEAD_OPEN "state<>'done'"

/* Begins to erase a person: ledger_forget.c. In a transaction. */
bool ledger_forget(struct ledger *self, const char *number);

/* To be called on every connection that writes, before its statements are prepared: a function they use. */
bool ledger_forget_set_up(struct ledger *self);

/* Finds out whether the file has such orders; what was under way begins anew. */
bool ledger_forget_find(struct ledger *self);

/* Erases, of those to be forgotten, what a start could hand to the core; in a transaction of its own. Should
 * it fail, nothing is erased and nobody told: the slices, which follow, come by the same rows and say so. */
void ledger_forget_newest(struct ledger *self);

/* Orders not yet carried out have keys in meta from the first of these up to the second. */
#define LEDGER_META_FORGET     ".forget."
#define LEDGER_META_FORGET_END ".forget/"

#endif
