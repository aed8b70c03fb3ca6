#include "shell/ledger_private.h"

#include <stdio.h>

/* Values are stored as the words that textbackctl prints, so that the file explains itself and an enum may be
 * reordered. An instant is three columns: wall ms (NULL if the clock was not trusted), monotonic ms (NULL:
 * not set) and the boot it belongs to (NULL: unknown). No foreign keys between calls, texts and parts: after
 * a damaged file is set aside the core goes on with things whose first record is in the old file. */
#define STAMP(x) x "_wall INTEGER," x "_mono INTEGER," x "_boot INTEGER,"

/* clang-format would make stairs of it. */
/* clang-format off */
static const char schema_1[] =
    "CREATE TABLE boots(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;"

    "CREATE TABLE calls(id INTEGER PRIMARY KEY CHECK(id>0),"
    " line TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, called TEXT NOT NULL,"
    STAMP("began") STAMP("last_ring") STAMP("ended")
    " outcome TEXT NOT NULL CHECK(outcome IN ('ringing','missed','gave_up','answered','interrupted')),"
    " verdict TEXT CHECK(verdict IN ('text','hold','skip')),"
    " reason TEXT CHECK(reason IN ('withheld','short_code','invalid','toll_free','premium','special','foreign',"
    "  'own_number','agent','team','skip_list','client','contact','opted_out','undeliverable','repeat',"
    "  'conversation','cap_hour','cap_day','too_old','too_short','paused','closed','holiday','answered',"
    "  'no_config')),"
    " message TEXT,"
    " alerted INTEGER NOT NULL CHECK(alerted IN (0,1)),"
    " CHECK((verdict IS 'skip') = (reason IS NOT NULL)),"
    " CHECK((verdict IS 'text' OR verdict IS 'hold') = (message IS NOT NULL))) STRICT;"
    "CREATE INDEX calls_open ON calls(id) WHERE " LEDGER_CALL_OPEN ";"

    "CREATE TABLE texts(id INTEGER PRIMARY KEY CHECK(id>0), call INTEGER, relays INTEGER,"
    " direction TEXT NOT NULL CHECK(direction IN ('out','in')),"
    " kind TEXT NOT NULL CHECK(kind IN ('auto','confirm','typed','relay','alert','received')),"
    " state TEXT NOT NULL CHECK(state IN ('prepared','sending','accepted','delivered','failed','in_doubt',"
    "  'expired','held','received','relayed','partial')),"
    " line TEXT NOT NULL, number TEXT NOT NULL, parts INTEGER NOT NULL CHECK(parts BETWEEN 0 AND 255),"
    STAMP("created") STAMP("sent") STAMP("settled")
    " error TEXT, body TEXT,"
    " CHECK((direction='in') = (kind='received')),"
    " CHECK((direction='in') = (state IN ('received','relayed','partial'))),"
    " CHECK(kind<>'auto' OR call IS NOT NULL)) STRICT;"
    /* Nobody is texted twice for one call, whatever the code above believes. */
    "CREATE UNIQUE INDEX texts_one_auto_a_call ON texts(call) WHERE kind='auto' AND direction='out';"
    "CREATE INDEX texts_open ON texts(id) WHERE " LEDGER_TEXT_OPEN ";"
    "CREATE INDEX texts_call ON texts(call) WHERE call IS NOT NULL;"

    "CREATE TABLE parts(text INTEGER NOT NULL, seq INTEGER NOT NULL CHECK(seq BETWEEN 1 AND 255),"
    " ref INTEGER NOT NULL CHECK(ref BETWEEN 0 AND 255),"
    " status INTEGER NOT NULL CHECK(status BETWEEN -1 AND 255),"
    " PRIMARY KEY(text, seq)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE waiting_parts(n INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL UNIQUE, line TEXT NOT NULL,"
    STAMP("received")
    " pdu TEXT NOT NULL) STRICT;"

    "CREATE TABLE seen(n INTEGER PRIMARY KEY, fingerprint INTEGER NOT NULL UNIQUE,"
    " at_wall INTEGER, at_mono INTEGER, at_boot INTEGER) STRICT;"

    /* touched_wall: latest change, for the pruning of persons never texted */
    "CREATE TABLE people(number TEXT PRIMARY KEY, name TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK(kind IN ('lead','client','contact','skip','agent','team')),"
    " opted_out INTEGER NOT NULL CHECK(opted_out IN (0,1)),"
    " undeliverable INTEGER NOT NULL CHECK(undeliverable IN (0,1)),"
    STAMP("texted")
    " typed INTEGER NOT NULL CHECK(typed IN (0,1)), touched_wall INTEGER) STRICT, WITHOUT ROWID;"
    "CREATE INDEX people_opted_out ON people(number) WHERE opted_out=1;"

    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/* The desk: leads, and what the agent says of persons. */
static const char schema_2[] =
    "CREATE TABLE leads(id INTEGER PRIMARY KEY CHECK(id>0), n INTEGER NOT NULL CHECK(n>0),"
    " number TEXT NOT NULL, name TEXT NOT NULL, line TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK(state IN ('open','taken','done')),"
    " calls INTEGER NOT NULL, reminders INTEGER NOT NULL, told INTEGER NOT NULL,"
    STAMP("opened") STAMP("touched") STAMP("promised") STAMP("answered")
    " last_text TEXT NOT NULL, address TEXT NOT NULL, note TEXT NOT NULL, owner TEXT NOT NULL) STRICT;"
    "CREATE INDEX leads_open ON leads(id) WHERE " LEDGER_LEAD_OPEN ";"
    "ALTER TABLE people ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0 CHECK(stopped IN (0,1));"
    "ALTER TABLE people ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0 CHECK(blocked IN (0,1));"
    "ALTER TABLE people ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0 CHECK(doubtful IN (0,1));"
    "ALTER TABLE people ADD COLUMN mark TEXT NOT NULL DEFAULT '' CHECK(mark IN ('','client','skip'));"
    "ALTER TABLE calls ADD COLUMN test INTEGER NOT NULL DEFAULT 0 CHECK(test IN (0,1));";
/* clang-format on */

/* Step N brings a file of user_version N to N + 1; step 0 makes a new one. A released step is never edited:
 * append. */
static const char *const steps[] = {schema_1, schema_2};
#define LEDGER_VERSION ((int64_t)TB_COUNT(steps))

/* A record that is written again may carry an instant of an earlier boot, whose id only the file knows. */
#define SET_STAMP(x)                                                                                         \
    x "_wall=excluded." x "_wall," x "_boot=CASE WHEN excluded." x "_boot IS NULL AND excluded." x           \
      "_mono=" x "_mono THEN " x "_boot ELSE excluded." x "_boot END," x "_mono=excluded." x "_mono,"
#define COLUMNS(x) x "_wall," x "_mono," x "_boot,"
#define SET(x)     x "=excluded." x ","

/* clang-format off */
const char *const ledger_sql[STMT_COUNT] = {
    [STMT_BEGIN] = "BEGIN IMMEDIATE",
    [STMT_COMMIT] = "COMMIT",
    [STMT_ROLLBACK] = "ROLLBACK",
    [STMT_BOOT] = "INSERT INTO boots(n,id) VALUES(?,?)",
    [STMT_CALL] =
        "INSERT INTO calls(id,line,number,name,called,"
        COLUMNS("began") COLUMNS("last_ring") COLUMNS("ended")
        "outcome,verdict,reason,message,alerted,test) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(id) DO UPDATE SET "
        SET("line") SET("number") SET("name") SET("called")
        SET_STAMP("began") SET_STAMP("last_ring") SET_STAMP("ended")
        SET("outcome") SET("verdict") SET("reason") SET("message") SET("alerted") "test=excluded.test",
    [STMT_TEXT] =
        "INSERT INTO texts(id,call,relays,direction,kind,state,line,number,parts,"
        COLUMNS("created") COLUMNS("sent") COLUMNS("settled")
        "error,body) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(id) DO UPDATE SET "
        SET("call") SET("relays") SET("direction") SET("kind") SET("state")
        SET("line") SET("number") SET("parts")
        SET_STAMP("created") SET_STAMP("sent") SET_STAMP("settled")
        SET("error") "body=coalesce(excluded.body,body)",
    [STMT_PART] =
        "INSERT INTO parts(text,seq,ref,status) VALUES(?,?,?,?) "
        "ON CONFLICT(text,seq) DO UPDATE SET ref=excluded.ref,status=excluded.status",
    [STMT_WAITING] =
        "INSERT INTO waiting_parts(fingerprint,line," COLUMNS("received") "pdu) VALUES(?,?,?,?,?,?) "
        "ON CONFLICT(fingerprint) DO UPDATE SET " SET("line") SET_STAMP("received") "pdu=excluded.pdu",
    [STMT_WAITING_GONE] = "DELETE FROM waiting_parts WHERE fingerprint=?",
    /* REPLACE gives a fresh n: seen again is latest again. */
    [STMT_SEEN] = "INSERT OR REPLACE INTO seen(fingerprint,at_wall,at_mono,at_boot) VALUES(?,?,?,?)",
    [STMT_SEEN_TRIM] = "DELETE FROM seen WHERE n<=(SELECT max(n) FROM seen)-?",
    [STMT_PERSON] =
        "INSERT INTO people(number,name,kind,opted_out,undeliverable," COLUMNS("texted")
        "typed,stopped,blocked,doubtful,mark,touched_wall) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(number) DO UPDATE SET "
        "name=CASE WHEN excluded.name='' THEN name ELSE excluded.name END," SET("kind") SET("opted_out") SET("undeliverable") SET_STAMP("texted")
        SET("typed") SET("stopped") SET("blocked") SET("doubtful") SET("mark")
        "touched_wall=coalesce(excluded.touched_wall,touched_wall)",
    [STMT_LEAD] =
        "INSERT INTO leads(id,n,number,name,line,state,calls,reminders,told,"
        COLUMNS("opened") COLUMNS("touched") COLUMNS("promised") COLUMNS("answered")
        "last_text,address,note,owner) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(id) DO UPDATE SET "
        SET("n") SET("number") SET("name") SET("line") SET("state") SET("calls") SET("reminders") SET("told")
        SET_STAMP("opened") SET_STAMP("touched") SET_STAMP("promised") SET_STAMP("answered")
        SET("last_text") SET("address") SET("note") "owner=excluded.owner",
    [STMT_META] =
        "INSERT INTO meta(key,value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
    [STMT_OPT_OUT] =
        "INSERT INTO people(number,name,kind,opted_out,undeliverable,typed,stopped) VALUES(?,'','lead',1,0,0,1) "
        "ON CONFLICT(number) DO UPDATE SET opted_out=1,stopped=1 WHERE opted_out IS NOT 1",
};
/* clang-format on */

static bool read_ids(struct ledger *self, int64_t *application, int64_t *version, int64_t *tables)
{
    return ledger_number(self, "PRAGMA application_id", application) &&
           ledger_number(self, "PRAGMA user_version", version) &&
           ledger_number(self, "SELECT count(*) FROM sqlite_schema", tables);
}

static bool is_ours(struct ledger *self, int64_t application, int64_t version, int64_t tables)
{
    self->fault = LEDGER_FAULT_DAMAGED;
    self->rc = SQLITE_NOTADB;
    if (application == 0 && version == 0 && tables == 0)
        (void)snprintf(self->why, sizeof self->why, "it is empty: textbackd has not begun it yet");
    else if (application != LEDGER_APPLICATION_ID)
        (void)snprintf(self->why, sizeof self->why, "it is a database, but no ledger of textback");
    else if (version < 1)
        (void)snprintf(self->why, sizeof self->why, "it has no version");
    else if (version > LEDGER_VERSION)
        (void)snprintf(self->why, sizeof self->why,
                       "it was made by a newer textback (version %lld, known: %lld)", (long long)version,
                       (long long)LEDGER_VERSION);
    else
        self->fault = LEDGER_FAULT_NONE;
    return self->fault == LEDGER_FAULT_NONE;
}

static bool migrate(struct ledger *self, int64_t version)
{
    char pragma[96], salvage[96] = "";
    unsigned bad = version == 0 ? ledger_latest_bad(self) : 0;

    (void)snprintf(pragma, sizeof pragma, "PRAGMA application_id=%d; PRAGMA user_version=%lld",
                   LEDGER_APPLICATION_ID, (long long)LEDGER_VERSION);
    bool ok = ledger_exec(self, "BEGIN IMMEDIATE");
    for (; ok && version < LEDGER_VERSION; version++)
        ok = ledger_exec(self, steps[version]);
    if (bad > 0)
        (void)snprintf(salvage, sizeof salvage, "INSERT INTO meta VALUES('" LEDGER_META_SALVAGE "','%u')",
                       bad);
    ok = ok && ledger_exec(self, salvage) && ledger_exec(self, pragma) && ledger_exec(self, "COMMIT");
    if (!ok && !sqlite3_get_autocommit(self->db))
        (void)sqlite3_exec(self->db, "ROLLBACK", NULL, NULL, NULL); /* the first fault is the one to report */
    return ok;
}

enum ledger_attach ledger_schema(struct ledger *self)
{
    int64_t application, version, tables;

    if (!read_ids(self, &application, &version, &tables))
        return self->fault == LEDGER_FAULT_DAMAGED ? ATTACH_UNUSABLE : ATTACH_FAILED;
    bool empty = application == 0 && version == 0 && tables == 0;
    if (!empty && !is_ours(self, application, version, tables))
        return ATTACH_UNUSABLE;
    if ((empty || version < LEDGER_VERSION) && !migrate(self, version))
        return self->fault == LEDGER_FAULT_DAMAGED ? ATTACH_UNUSABLE : ATTACH_FAILED;
    return empty ? ATTACH_CREATED : ATTACH_OPENED;
}

bool ledger_schema_readable(struct ledger *self)
{
    int64_t application, version, tables;

    if (ledger_schema_known(self))
        return true;
    if (!read_ids(self, &application, &version, &tables) || application != LEDGER_APPLICATION_ID ||
        version <= LEDGER_VERSION)
        return false;
    self->fault = LEDGER_FAULT_NONE;
    return true;
}

bool ledger_schema_known(struct ledger *self)
{
    int64_t application, version, tables;

    if (!read_ids(self, &application, &version, &tables) || !is_ours(self, application, version, tables))
        return false;
    if (version == LEDGER_VERSION)
        return true;
    self->fault = LEDGER_FAULT_DAMAGED;
    (void)snprintf(self->why, sizeof self->why,
                   "it is of an older version (%lld); textbackd brings it up to date", (long long)version);
    return false;
}
