#include "shell/writer_queue.h"

#include <stdlib.h>
#include <string.h>

/* The string that a record points to, NULL if it has none. */
static const char *string_of(const struct record *record)
{
    if (record->kind == RECORD_TEXT)
        return record->text.body;
    return record->kind == RECORD_WAITING_PART ? record->waiting.pdu : NULL;
}

struct put *put_copy(uint64_t sequence, const struct record *record)
{
    const char *string = string_of(record);
    size_t length = string != NULL ? strlen(string) + 1 : 0;
    struct put *put = malloc(sizeof *put + length);

    if (put == NULL)
        return NULL;
    put->next = NULL;
    put->sequence = sequence;
    put->bytes = sizeof *put + length;
    put->record = *record;
    if (string == NULL)
        return put;
    (void)memcpy(put->string, string, length);
    if (record->kind == RECORD_TEXT)
        put->record.text.body = put->string;
    else
        put->record.waiting.pdu = put->string;
    return put;
}

void put_queue_init(struct put_queue *self)
{
    *self = (struct put_queue){.last = &self->first};
}

void put_queue_add(struct put_queue *self, struct put *put)
{
    *self->last = put;
    self->last = &put->next;
    self->count++;
    self->bytes += put->bytes;
}

void put_queue_take(struct put_queue *self, struct put_queue *other)
{
    if (other->first == NULL)
        return;
    *self->last = other->first;
    self->last = other->last;
    self->count += other->count;
    self->bytes += other->bytes;
    put_queue_init(other);
}

void put_queue_free(struct put_queue *self)
{
    struct put *put = self->first;

    while (put != NULL) {
        struct put *next = put->next;
        free(put);
        put = next;
    }
    put_queue_init(self);
}

struct put_file *put_file_copy(const char *dir, const char *name, const void *bytes, size_t length,
                               bool synced)
{
    size_t dir_size = strlen(dir) + 1, name_size = strlen(name) + 1;
    struct put_file *file = malloc(sizeof *file + length + dir_size + name_size);

    if (file == NULL)
        return NULL;
    file->next = NULL;
    file->synced = synced;
    file->length = length;
    file->dir = file->bytes + length;
    file->name = file->dir + dir_size;
    if (length > 0)
        (void)memcpy(file->bytes, bytes, length);
    (void)memcpy(file->dir, dir, dir_size);
    (void)memcpy(file->name, name, name_size);
    return file;
}

static bool same_file(const struct put_file *a, const struct put_file *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->dir, b->dir) == 0;
}

bool put_file_add(struct put_file **list, struct put_file *file, size_t max, size_t max_bytes)
{
    struct put_file **same = NULL;
    size_t files = 1, bytes = file->length;

    for (struct put_file **at = list; *at != NULL; at = &(*at)->next) {
        if (same_file(*at, file)) {
            same = at;
            continue;
        }
        files++;
        bytes += (*at)->length;
    }
    if (files > max || bytes > max_bytes)
        return false;
    if (same != NULL) {
        struct put_file *old = *same;
        *same = old->next;
        free(old);
    }
    file->next = *list;
    *list = file;
    return true;
}
