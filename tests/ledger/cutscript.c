#include "ledger/cutscript.h"

#include "ledger/sample.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the script: step n is always the same records ---- */

size_t cutscript_records(int64_t step, struct record *out)
{
    static char body[700];
    int64_t call = step / 4 + 1;
    char number[TB_NUMBER_MAX], words[24];
    size_t n = 0;

    (void)snprintf(number, sizeof number, "+1202555%04d", (int)(call * 37 % 10000));
    (void)snprintf(words, sizeof words, "%lld", (long long)step);
    out[n++] = sample_meta("step", words);
    switch (step % 4) {
    case 0: /* it rings; the text is prepared */
        (void)memset(body, 'a' + (int)(call % 26), sizeof body);
        body[call * 13 % 650] = '\0';
        out[n++] = sample_call(call, number, VERDICT_NONE, REASON_NONE);
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_PREPARED, body);
        break;
    case 1: /* it ended, the text is under way */
        out[n++] = sample_call(call, number, VERDICT_TEXT, REASON_NONE);
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_SENDING, NULL);
        out[n++] = sample_person(number, false);
        break;
    case 2: /* accepted; the lead writes back */
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_ACCEPTED, NULL);
        out[n++] = sample_part(call * 2, 1, (uint8_t)call, -1);
        out[n++] = sample_text(call * 2 + 1, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, "12 Elm St, please");
        out[n++] = sample_seen((uint64_t)call, call);
        out[n++] = sample_waiting((uint64_t)call, "0791132600");
        break;
    default: /* delivered; every third caller says STOP, every sixth START again */
        out[n++] = sample_text(call * 2, call, TEXT_AUTO, TEXT_DELIVERED, NULL);
        out[n++] = sample_part(call * 2, 1, (uint8_t)call, 0);
        out[n++] =
            (struct record){.kind = RECORD_WAITING_PART_GONE, .waiting = {.fingerprint = (uint64_t)call}};
        (void)snprintf(number, sizeof number, "+1999555%04d", (int)((call + 5) / 12));
        if (call % 3 == 0)
            out[n++] = sample_person(number, call % 6 != 0);
        break;
    }
    return n;
}

bool cutscript_step(struct ledger *ledger, int64_t step)
{
    struct record records[CUTSCRIPT_RECORDS];
    size_t count = cutscript_records(step, records);

    if (!ledger_begin(ledger))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!ledger_apply(ledger, &records[i]))
            return false;
    }
    return ledger_commit(ledger);
}

/* ---- what is stored, as text ---- */

static void dump_query(struct ledger *ledger, const char *sql, FILE *out)
{
    sqlite3_stmt *stmt;
    int rc;

    CHECK(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL) == SQLITE_OK);
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            const unsigned char *text = sqlite3_column_text(stmt, i);
            (void)fprintf(out, "%s|", text != NULL ? (const char *)text : "-");
        }
        (void)fputc('\n', out);
    }
    CHECK(rc == SQLITE_DONE);
    (void)sqlite3_finalize(stmt);
}

char *cutscript_dump(struct ledger *ledger)
{
    static const char *const queries[] = {
        "SELECT * FROM calls ORDER BY id",
        "SELECT * FROM texts ORDER BY id",
        "SELECT * FROM parts ORDER BY text,seq",
        "SELECT fingerprint,pdu FROM waiting_parts ORDER BY n",
        "SELECT fingerprint FROM seen ORDER BY n",
        "SELECT * FROM meta WHERE key<>'again' ORDER BY key",
        "SELECT * FROM people WHERE number NOT LIKE '+1999%' ORDER BY number"};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    CHECK(out != NULL);
    for (size_t i = 0; i < TB_COUNT(queries); i++)
        dump_query(ledger, queries[i], out);
    CHECK(fclose(out) == 0);
    return text;
}

int64_t cutscript_number(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t number = -1;

    CHECK(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL) == SQLITE_OK);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return number;
}

/* ---- what a restore hands over ---- */

static void print_record(FILE *out, const struct record *record)
{
    switch (record->kind) {
    case RECORD_CALL:
        (void)fprintf(out, "call %lld %s %d %d %d %d\n", (long long)record->call.id, record->call.number,
                      (int)record->call.outcome, (int)record->call.verdict, record->call.alerted,
                      record->call.ended.set);
        break;
    case RECORD_TEXT:
        (void)fprintf(out, "text %lld %lld %d %d %s %s\n", (long long)record->text.id,
                      (long long)record->text.call, (int)record->text.kind, (int)record->text.state,
                      record->text.number, record->text.body != NULL ? record->text.body : "-");
        break;
    case RECORD_PART:
        (void)fprintf(out, "part %lld %d %d %d\n", (long long)record->part.text, record->part.seq,
                      record->part.ref, record->part.status);
        break;
    case RECORD_PERSON:
        if (strncmp(record->person.number, "+1999", 5) != 0)
            (void)fprintf(out, "person %s %d %lld\n", record->person.number, record->person.opted_out,
                          (long long)record->person.last_texted.wall_ms);
        break;
    case RECORD_LEAD:
        (void)fprintf(out, "lead %lld %s\n", (long long)record->lead.id, record->lead.number);
        break;
    case RECORD_WAITING_PART:
        (void)fprintf(out, "waiting %llx %s\n", (unsigned long long)record->waiting.fingerprint,
                      record->waiting.pdu);
        break;
    case RECORD_SEEN:
        (void)fprintf(out, "seen %llx\n", (unsigned long long)record->seen.fingerprint);
        break;
    case RECORD_META:
        if (strcmp(record->meta.key, "again") != 0)
            (void)fprintf(out, "meta %s %s\n", record->meta.key, record->meta.value);
        break;
    case RECORD_WAITING_PART_GONE:
    case RECORD_FORGET:
        break;
    }
}

char *cutscript_restored(struct ledger *ledger)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    struct collected all = {0};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL + 9000);
    struct last_ids ids = {0};

    CHECK(out != NULL);
    /* false where a page is gone: what it hands over is what there is to keep */
    if (!ledger_restore(ledger, &sample_collect, &all, &window))
        (void)fputs("in part\n", out);
    if (!ledger_max_ids(ledger, &ids))
        (void)fputs("without ids\n", out);
    for (size_t i = 0; i < all.count; i++)
        print_record(out, &all.record[i]);
    (void)fprintf(out, "ids %lld %lld %lld\n", (long long)ids.call, (long long)ids.text, (long long)ids.lead);
    collected_free(&all);
    CHECK(fclose(out) == 0);
    return text;
}

char *cutscript_out(struct ledger *ledger)
{
    char *text = NULL;
    size_t length;
    sqlite3_stmt *stmt;
    FILE *out = open_memstream(&text, &length);

    CHECK(out != NULL);
    CHECK(
        sqlite3_prepare_v2(ledger_handle(ledger),
                           "SELECT number FROM people WHERE number LIKE '+1999%' AND opted_out=1 ORDER BY 1",
                           -1, &stmt, NULL) == SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        (void)fprintf(out, " %s", (const char *)sqlite3_column_text(stmt, 0));
    (void)sqlite3_finalize(stmt);
    CHECK(fclose(out) == 0);
    return text;
}
