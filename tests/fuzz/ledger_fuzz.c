/* Fuzzes a hostile card: ledger.db and optouts.txt with anything in them are opened, read back into the core,
 * lived with for an hour, written to, and opened again.
 *
 * Checked: a folder that can be written to never fails; every record that is handed over keeps to its types;
 * everyone whom the plain file says is out stays out, in the ledger and for the core; the core keeps its
 * deadlines and makes records that the ledger takes; what is set aside is replaced by what works.
 *
 * The first byte chooses, the rest is
 *   R  the bytes of ledger.db
 *   P  patches of a real one: 3 octets place, 1 length, the octets
 *   W  patches of its write-ahead log, the database itself as it was before
 *   V  values in a real one without its rules, see fuzz_values.h
 *   O  the bytes of optouts.txt beside a real one */
#include "base/check.h"
#include "base/limits.h"
#include "core/core.h"
#include "core/core_private.h"
#include "fuzz_folder.h"
#include "fuzz_main.h"
#include "fuzz_values.h"
#include "shell/ledger.h"
#include "shell/optouts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_MAX = 512, HOUR_MS = 3600 * 1000, STEPS_MAX = 4000, FILES = 3 };

static const char *const NAMES[FILES] = {"ledger.db", "ledger.db-wal", OPTOUTS_FILE};

struct file {
    char *bytes;
    size_t length;
};

/* A ledger as the box leaves it: closed, killed with its log beside it, and closed without its rules. */
static struct file closed_db, killed_db, killed_wal, loose_db, outs;

struct life {
    struct core *core;
    struct ledger *ledger;
    struct tb_now now;
    unsigned outs;
    char out[OUT_MAX][TB_NUMBER_MAX];
};

static struct actions actions;
static struct config config;

static const char *path_of(const char *name)
{
    return sample_path(fuzz_folder(), name);
}

static struct file slurp(const char *name)
{
    struct file file = {malloc(1 << 20), 0};
    FILE *from = fopen(path_of(name), "rb");

    CHECK(file.bytes != NULL && from != NULL);
    file.length = fread(file.bytes, 1, 1 << 20, from);
    CHECK(fclose(from) == 0 && file.length > 0);
    return file;
}

/* ---- the real one ---- */

static void store_all(struct ledger *ledger)
{
    struct record people[] = {sample_person("+12025550101", true), sample_person("+12025550102", false),
                              sample_person("+12025550103", false)};
    const struct record records[] = {
        sample_meta("concat_ref", "7"),
        sample_meta("notice", "x"),
        sample_meta("desk.pause", "wall 1776279600123"),
        sample_meta("desk.away", "span 3600000"),
        sample_meta("desk.callback", "600000 900000"),
        sample_meta("desk.asked", "20500 0"),
        sample_meta("desk.last_call", "1776276000"),
        sample_meta("desk.n", "17"),
        sample_meta("hello.main", "1"),
        sample_meta("report.told", "2026-03"),
        people[0],
        people[1],
        people[2],
        sample_call(1, "+12025550102", VERDICT_TEXT, REASON_NONE),
        sample_call(2, "+12025550103", VERDICT_NONE, REASON_NONE),
        sample_call(3, "", VERDICT_SKIP, REASON_WITHHELD),
        sample_call(4, "+12025550104", VERDICT_HOLD, REASON_NONE),
        sample_text(1, 1, TEXT_AUTO, TEXT_ACCEPTED, "Sorry I missed you."),
        sample_text(2, 0, TEXT_ALERT, TEXT_PREPARED, "Missed call"),
        sample_text(3, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, "Is it for sale?"),
        sample_text(4, 4, TEXT_AUTO, TEXT_HELD, "We are closed."),
        sample_text(5, 0, TEXT_TYPED, TEXT_SENDING, "On my way"),
        sample_text(6, 0, TEXT_RELAY, TEXT_SENDING, "From +12025550143: yes"),
        sample_part(1, 1, 9, -1),
        sample_lead(1, 1, "+12025550102", LEAD_OPEN),
        sample_lead(2, 2, "+12025550103", LEAD_TAKEN),
        sample_waiting(77, "07912120550591F9440B912120550541F30000624051010354690D0500030702018A"),
        sample_seen(99, 0),
    };
    sample_store(ledger, records, TB_COUNT(records));
}

/* Takes the rules out of the schema, so that any value can be put anywhere. */
static void loosen(void)
{
    sqlite3 *db;

    CHECK(sqlite3_open(path_of("ledger.db"), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db,
                       "PRAGMA journal_mode=DELETE; PRAGMA writable_schema=ON;"
                       "UPDATE sqlite_schema SET sql="
                       "replace(replace(sql,') STRICT, WITHOUT',') WITHOUT'),') STRICT',')')",
                       NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
}

static struct ledger *open_ledger(void)
{
    struct ledger *ledger;
    char why[256];

    enum ledger_open_result result = ledger_open(fuzz_folder(), SAMPLE_BOOT, &ledger, why, sizeof why);
    CHECK(result != LEDGER_FAILED && ledger != NULL);
    CHECK((result == LEDGER_SET_ASIDE) == (why[0] != '\0'));
    return ledger;
}

static void wipe(void)
{
    static const char *const ALSO[] = {"ledger.db-shm", "ledger.db-journal"};

    for (size_t i = 0; i < TB_COUNT(NAMES) + TB_COUNT(ALSO); i++)
        (void)unlink(path_of(i < TB_COUNT(NAMES) ? NAMES[i] : ALSO[i - TB_COUNT(NAMES)]));
    for (unsigned n = 0; n < 10; n++) {
        static const char *const SUFFIXES[] = {"", "-wal", "-shm"};
        for (size_t i = 0; i < TB_COUNT(SUFFIXES); i++) {
            char name[64];
            (void)snprintf(name, sizeof name, "ledger.db.bad-%u%s", n, SUFFIXES[i]);
            (void)unlink(path_of(name));
        }
    }
}

static void make_real_ones(void)
{
    struct ledger *ledger = open_ledger();

    store_all(ledger);
    ledger_close(ledger);
    closed_db = slurp("ledger.db");
    outs = slurp(OPTOUTS_FILE);
    ledger = open_ledger();
    store_all(ledger);
    killed_db = slurp("ledger.db");
    killed_wal = slurp("ledger.db-wal");
    ledger_close(ledger);
    loosen();
    loose_db = slurp("ledger.db");
    wipe();
}

/* ---- the hostile one ---- */

static void put(const char *name, struct file file)
{
    sample_write(path_of(name), file.bytes, file.length);
}

static void put_patched(const char *name, struct file file, const uint8_t *data, size_t size)
{
    char *bytes = malloc(file.length);

    CHECK(bytes != NULL);
    memcpy(bytes, file.bytes, file.length);
    while (size >= 5) {
        size_t at = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % file.length;
        size_t n = data[3];
        data += 4;
        size -= 4;
        n = n < size ? n : size;
        n = n < file.length - at ? n : file.length - at;
        memcpy(bytes + at, data, n);
        data += n;
        size -= n;
    }
    sample_write(path_of(name), bytes, file.length);
    free(bytes);
}

static void put_files(uint8_t how, const uint8_t *data, size_t size)
{
    put(OPTOUTS_FILE, outs);
    switch (how) {
    case 'R':
        put("ledger.db", (struct file){(char *)(uintptr_t)data, size});
        break;
    case 'W':
        put("ledger.db", killed_db);
        put_patched("ledger.db-wal", killed_wal, data, size);
        break;
    case 'V':
        put("ledger.db", loose_db);
        fuzz_values(path_of("ledger.db"), data, size);
        break;
    case 'O':
        put("ledger.db", closed_db);
        put(OPTOUTS_FILE, (struct file){(char *)(uintptr_t)data, size});
        break;
    default:
        put_patched("ledger.db", closed_db, data, size);
        break;
    }
}

/* ---- reading it ---- */

#define CHECK_STRING(field) CHECK(memchr(field, '\0', sizeof(field)) != NULL)

static void check_lead(const struct lead_record *lead)
{
    CHECK_STRING(lead->number);
    CHECK_STRING(lead->name);
    CHECK_STRING(lead->line);
    CHECK_STRING(lead->last_text);
    CHECK_STRING(lead->address);
    CHECK_STRING(lead->note);
    CHECK_STRING(lead->owner);
    CHECK(lead->id > 0 && lead->n > 0 && lead->state <= LEAD_DONE);
}

static void check_record(const struct record *record)
{
    switch (record->kind) {
    case RECORD_CALL:
        CHECK_STRING(record->call.line);
        CHECK_STRING(record->call.number);
        CHECK_STRING(record->call.name);
        CHECK_STRING(record->call.called);
        CHECK_STRING(record->call.message);
        CHECK(record->call.id > 0 && record->call.outcome <= CALL_INTERRUPTED &&
              record->call.verdict <= VERDICT_SKIP && record->call.reason < REASON_COUNT);
        break;
    case RECORD_TEXT:
        CHECK_STRING(record->text.line);
        CHECK_STRING(record->text.number);
        CHECK_STRING(record->text.error);
        CHECK(record->text.id > 0 && record->text.kind <= TEXT_RECEIVED &&
              record->text.state <= TEXT_STATE_PARTIAL && record->text.direction <= TEXT_IN);
        break;
    case RECORD_PART:
        CHECK(record->part.seq >= 1 && record->part.status >= -1 && record->part.status <= 255);
        break;
    case RECORD_WAITING_PART:
        CHECK_STRING(record->waiting.line);
        CHECK(record->waiting.pdu != NULL);
        break;
    case RECORD_SEEN:
        break;
    case RECORD_PERSON:
        CHECK_STRING(record->person.number);
        CHECK_STRING(record->person.name);
        CHECK(record->person.kind <= PERSON_TEAM && record->person.mark <= MARK_SKIP);
        break;
    case RECORD_LEAD:
        check_lead(&record->lead);
        break;
    case RECORD_META:
        CHECK_STRING(record->meta.key);
        CHECK_STRING(record->meta.value);
        break;
    case RECORD_WAITING_PART_GONE:
    case RECORD_FORGET:
        CHECK(false);
    }
}

static void take(void *arg, const struct record *record)
{
    struct life *life = arg;

    check_record(record);
    core_restore(life->core, record, &life->now);
    if (record->kind == RECORD_PERSON && record->person.opted_out && life->outs < OUT_MAX)
        memcpy(life->out[life->outs++], record->person.number, TB_NUMBER_MAX);
}

static bool is_out(void *arg, const char *number)
{
    struct life *life = arg;
    const struct person *person = people_find(&life->core->people, number);
    bool found = life->outs == OUT_MAX;

    for (unsigned i = 0; i < life->outs; i++)
        found = found || strcmp(life->out[i], number) == 0;
    CHECK(found);
    CHECK(number_pack(number) == 0 || (person != NULL && people_opted_out(person)));
    return true;
}

static void check_opt_outs(struct life *life)
{
    char why[160];
    struct optouts *plain = optouts_open(fuzz_folder(), why, sizeof why);

    CHECK(plain != NULL);
    CHECK(optouts_each(plain, is_out, life));
    optouts_close(plain);
}

/* As the box does it at start. */
static void restore(struct life *life)
{
    const struct ledger_sink sink = {take};
    struct ledger_window window = ledger_window_at(true, life->now.wall_ms);
    struct last_ids ids;

    bool ok = ledger_restore(life->ledger, &sink, life, &window);
    if (!ok) {
        CHECK(ledger_fault(life->ledger) == LEDGER_FAULT_DAMAGED || ledger_unreadable(life->ledger));
        CHECK(ledger_set_aside(life->ledger));
        life->outs = 0;
        CHECK(ledger_restore(life->ledger, &sink, life, &window)); /* only what we wrote is in it */
    }
    CHECK(ledger_max_ids(life->ledger, &ids));
    core_restore_ids(life->core, &ids);
    check_opt_outs(life);
}

/* ---- living with it ---- */

static bool write_record(struct life *life, const struct record *record)
{
    if (!ledger_begin(life->ledger))
        return false;
    if (!ledger_apply(life->ledger, record) && ledger_fault(life->ledger) != LEDGER_FAULT_REFUSED) {
        return false;
    }
    return ledger_commit(life->ledger);
}

static void keep(struct life *life, const struct record *record)
{
    if (write_record(life, record))
        return;
    CHECK(ledger_fault(life->ledger) == LEDGER_FAULT_DAMAGED || ledger_unreadable(life->ledger));
    CHECK(ledger_set_aside(life->ledger));
    CHECK(write_record(life, record));
}

static void perform(struct life *life)
{
    static uint64_t last;

    for (uint16_t i = 0; i < actions.count; i++) {
        if (actions.list[i].kind != ACTION_RECORD)
            continue;
        keep(life, actions.list[i].record);
        last = actions.list[i].sequence;
    }
    if (last == 0)
        return;
    struct event event = {.kind = EVENT_DURABLE, .sequence = last};
    last = 0;
    (void)core_step(life->core, &event, &life->now, &actions);
    perform(life);
}

static void live(struct life *life)
{
    int64_t end = life->now.mono_ms + HOUR_MS;

    core_start(life->core, &life->now, &actions);
    perform(life);
    for (unsigned steps = 0;; steps++) {
        struct event event = {.kind = core_has_more(life->core) ? EVENT_PAPERS : EVENT_TICK};
        int64_t due = core_deadline(life->core, &life->now);
        CHECK(steps < STEPS_MAX);
        if (due > end)
            break;
        if (due > life->now.mono_ms) {
            life->now.wall_ms += due - life->now.mono_ms;
            life->now.mono_ms = due;
        }
        (void)core_step(life->core, &event, &life->now, &actions);
        perform(life);
    }
}

static void configure(void)
{
    config = (struct config){.textable = true,
                             .agent = "Alex",
                             .broker = "Example",
                             .phone = "+12025550100",
                             .country = "US",
                             .zone = {.count = 1, .transition = {{.at_s = INT64_MIN}}},
                             .message_count = 1,
                             .message = {{.name = "text", .text = "Sorry I missed you. {agent}"}},
                             .repeat_message = -1,
                             .after_hours_message = -1,
                             .give_up_ms = 12000,
                             .repeat_ms = 3600000,
                             .callback_ms = 900000,
                             .max_age_ms = 300000,
                             .max_per_hour = 20,
                             .max_per_day = 100,
                             .max_parts = 3,
                             .missed = true,
                             .line_count = 1,
                             .line = {{.name = "main", .modem = "auto", .message = -1, .stand_in = true}}};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct life life;
    static struct core *core;

    if (size == 0)
        return 0;
    if (core == NULL) {
        core = malloc(core_size(1));
        CHECK(core != NULL);
        make_real_ones();
        configure();
    }
    wipe();
    put_files(data[0], data + 1, size - 1);
    memset(core, 0, core_size(1));
    life = (struct life){.core = core,
                         .now = {.mono_ms = 1000, .wall_ms = SAMPLE_WALL + 60000, .wall_ok = true}};
    core_init(core, &config, 1);
    life.ledger = open_ledger();
    restore(&life);
    live(&life);
    ledger_close(life.ledger);
    life.ledger = open_ledger();
    ledger_close(life.ledger);
    return 0;
}
