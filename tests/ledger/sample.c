#include "sample.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct stamp sample_stamp(int64_t ms)
{
    return (struct stamp){.set = true,
                          .wall_ok = true,
                          .wall_ms = SAMPLE_WALL + ms,
                          .mono_ms = 1000000 + ms,
                          .this_boot = true};
}

struct stamp sample_stamp_no_wall(int64_t ms)
{
    return (struct stamp){.set = true, .mono_ms = 1000000 + ms, .this_boot = true};
}

struct record sample_call(int64_t id, const char *number, enum call_verdict verdict, enum skip_reason reason)
{
    struct record record = {.kind = RECORD_CALL};
    struct call_record *call = &record.call;

    call->id = id;
    (void)snprintf(call->line, sizeof call->line, "main");
    (void)snprintf(call->number, sizeof call->number, "%s", number);
    call->began = sample_stamp(0);
    call->last_ring = sample_stamp(5000);
    if (verdict != VERDICT_NONE)
        call->ended = sample_stamp(6000);
    call->outcome = verdict == VERDICT_NONE ? CALL_RINGING : CALL_MISSED;
    call->verdict = verdict;
    call->reason = reason;
    if (verdict == VERDICT_TEXT || verdict == VERDICT_HOLD)
        (void)snprintf(call->message, sizeof call->message, "text");
    call->alerted = verdict != VERDICT_NONE;
    return record;
}

struct record sample_text(int64_t id, int64_t call, enum text_kind kind, enum text_state state,
                          const char *body)
{
    struct record record = {.kind = RECORD_TEXT};
    struct text_record *text = &record.text;

    text->id = id;
    text->call = call;
    text->kind = kind;
    text->direction = kind == TEXT_RECEIVED ? TEXT_IN : TEXT_OUT;
    text->state = state;
    (void)snprintf(text->line, sizeof text->line, "main");
    (void)snprintf(text->number, sizeof text->number, "+12025550143");
    text->parts = 1;
    text->created = sample_stamp(6000);
    if (state != TEXT_PREPARED && state != TEXT_HELD && kind != TEXT_RECEIVED)
        text->sent = sample_stamp(6001);
    text->body = body;
    return record;
}

struct record sample_person(const char *number, bool opted_out)
{
    struct record record = {.kind = RECORD_PERSON};

    (void)snprintf(record.person.number, sizeof record.person.number, "%s", number);
    record.person.opted_out = opted_out;
    record.person.last_texted = sample_stamp(6001);
    return record;
}

struct record sample_lead(int64_t id, unsigned n, const char *number, enum lead_state state)
{
    struct record record = {.kind = RECORD_LEAD, .lead = {.id = id, .n = (uint16_t)n, .state = state}};

    (void)snprintf(record.lead.number, sizeof record.lead.number, "%s", number);
    (void)snprintf(record.lead.line, sizeof record.lead.line, "main");
    record.lead.opened = sample_stamp(5000);
    record.lead.touched = sample_stamp(6000);
    return record;
}

struct record sample_meta(const char *key, const char *value)
{
    struct record record = {.kind = RECORD_META};

    (void)snprintf(record.meta.key, sizeof record.meta.key, "%s", key);
    (void)snprintf(record.meta.value, sizeof record.meta.value, "%s", value);
    return record;
}

struct record sample_part(int64_t text, uint8_t seq, uint8_t ref, int16_t status)
{
    return (struct record){.kind = RECORD_PART,
                           .part = {.text = text, .seq = seq, .ref = ref, .status = status}};
}

struct record sample_seen(uint64_t fingerprint, int64_t ms)
{
    return (struct record){.kind = RECORD_SEEN, .seen = {.fingerprint = fingerprint, .at = sample_stamp(ms)}};
}

struct record sample_waiting(uint64_t fingerprint, const char *pdu)
{
    return (struct record){
        .kind = RECORD_WAITING_PART,
        .waiting = {.fingerprint = fingerprint, .line = "main", .received = sample_stamp(7000), .pdu = pdu}};
}

/* ---- folders ---- */

void sample_folder(char *out, size_t cap)
{
    (void)snprintf(out, cap, "/tmp/textback-test-XXXXXX");
    CHECK(mkdtemp(out) != NULL);
}

void sample_folder_in_memory(char *out, size_t cap)
{
    (void)snprintf(out, cap, "/dev/shm/textback-test-XXXXXX");
    if (mkdtemp(out) == NULL)
        sample_folder(out, cap);
}

const char *sample_path(const char *dir, const char *name)
{
    static _Thread_local char buffers[4][4096];
    static _Thread_local unsigned next;
    char *path = buffers[next++ % 4];

    (void)snprintf(path, sizeof buffers[0], "%s/%s", dir, name);
    return path;
}

void sample_folder_remove(const char *dir)
{
    DIR *handle = opendir(dir);
    const struct dirent *entry;

    CHECK(handle != NULL && strstr(dir, "/textback-test-") != NULL);
    while ((entry = readdir(handle)) != NULL) {
        const char *path = sample_path(dir, entry->d_name);
        struct stat st;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
            CHECK(rmdir(path) == 0);
        else
            CHECK(unlink(path) == 0);
    }
    CHECK(closedir(handle) == 0 && rmdir(dir) == 0);
}

void sample_write(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "w");

    CHECK(file != NULL && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

char *sample_read(const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return strdup("");
    if (getdelim(&bytes, &length, '\0', file) < 0) {
        free(bytes);
        bytes = strdup("");
    }
    CHECK(fclose(file) == 0);
    return bytes;
}

/* ---- what comes back ---- */

static void collect(void *arg, const struct record *record)
{
    struct collected *self = arg;

    if (self->count == self->room) {
        self->room = self->room * 2 + 64;
        self->record = reallocarray(self->record, self->room, sizeof *self->record);
        CHECK(self->record != NULL);
    }
    struct record *copy = &self->record[self->count++];
    *copy = *record;
    if (record->kind == RECORD_TEXT && record->text.body != NULL)
        copy->text.body = strdup(record->text.body);
    if (record->kind == RECORD_WAITING_PART)
        copy->waiting.pdu = strdup(record->waiting.pdu);
}

const struct ledger_sink sample_collect = {collect};

void collected_free(struct collected *self)
{
    for (size_t i = 0; i < self->count; i++) {
        if (self->record[i].kind == RECORD_TEXT)
            free((void *)(uintptr_t)self->record[i].text.body);
        if (self->record[i].kind == RECORD_WAITING_PART)
            free((void *)(uintptr_t)self->record[i].waiting.pdu);
    }
    free(self->record);
    *self = (struct collected){0};
}

const struct record *collected_get(const struct collected *self, enum record_kind kind, size_t n)
{
    for (size_t i = 0; i < self->count; i++) {
        if (self->record[i].kind == kind && n-- == 0)
            return &self->record[i];
    }
    return NULL;
}

size_t collected_count(const struct collected *self, enum record_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < self->count; i++)
        n += self->record[i].kind == kind;
    return n;
}

void sample_store(struct ledger *ledger, const struct record *records, size_t count)
{
    CHECK(ledger_begin(ledger));
    for (size_t i = 0; i < count; i++)
        CHECK(ledger_apply(ledger, &records[i]));
    CHECK(ledger_commit(ledger));
}

struct collected sample_restore(struct ledger *ledger, int64_t ms)
{
    struct collected all = {0};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL + ms);

    CHECK(ledger_restore(ledger, &sample_collect, &all, &window));
    return all;
}
