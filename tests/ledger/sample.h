/* Records to store, a folder to store them in, and a sink that keeps what comes back. */
#ifndef TESTS_LEDGER_SAMPLE_H
#define TESTS_LEDGER_SAMPLE_H

#include "shell/ledger.h"

#define SAMPLE_BOOT "6d5d6f5c-1111-4222-8333-944445555666"
#define SAMPLE_WALL INT64_C(1776276000123) /* 2026-04-15T18:00:00.123Z */

/* An instant of this boot with a trusted clock, ms after SAMPLE_WALL. */
struct stamp sample_stamp(int64_t ms);
/* The same with a clock nobody trusts. */
struct stamp sample_stamp_no_wall(int64_t ms);

struct record sample_call(int64_t id, const char *number, enum call_verdict verdict, enum skip_reason reason);
struct record sample_text(int64_t id, int64_t call, enum text_kind kind, enum text_state state,
                          const char *body);
struct record sample_person(const char *number, bool opted_out);
struct record sample_lead(int64_t id, unsigned n, const char *number, enum lead_state state);
struct record sample_meta(const char *key, const char *value);
struct record sample_part(int64_t text, uint8_t seq, uint8_t ref, int16_t status);
struct record sample_seen(uint64_t fingerprint, int64_t ms);
struct record sample_waiting(uint64_t fingerprint, const char *pdu);

/* A new folder under /tmp; sample_folder_remove() deletes it with all that is in it. */
void sample_folder(char *out, size_t cap);
/* The same where a sync costs nothing, for tests that are not about the disk; /tmp if there is no such place.
 */
void sample_folder_in_memory(char *out, size_t cap);
void sample_folder_remove(const char *dir);
/* dir/name, in one of a few static buffers. */
const char *sample_path(const char *dir, const char *name);
void sample_write(const char *path, const char *bytes, size_t length);
/* Whole file as a string, to be freed; "" if there is none. */
char *sample_read(const char *path);

/* Everything that a restore hands over, strings copied. */
struct collected {
    size_t count, room;
    struct record *record;
};
extern const struct ledger_sink sample_collect; /* arg: struct collected */
void collected_free(struct collected *self);
/* The n-th of a kind, NULL if there are not so many; and how many there are. */
const struct record *collected_get(const struct collected *self, enum record_kind kind, size_t n);
size_t collected_count(const struct collected *self, enum record_kind kind);

/* Begin, apply, commit; each must succeed. */
void sample_store(struct ledger *ledger, const struct record *records, size_t count);
/* Restore at an instant ms after SAMPLE_WALL. */
struct collected sample_restore(struct ledger *ledger, int64_t ms);

#endif
