/* What waits for the writer's thread: records and whole files, copied, each in one piece of memory. No locks
 * here. */
#ifndef SHELL_WRITER_QUEUE_H
#define SHELL_WRITER_QUEUE_H

#include "base/check.h"
#include "core/record.h"

#include <stddef.h>

/* A record with its string behind it. */
struct put {
    struct put *next;
    uint64_t sequence;
    size_t bytes; /* of memory, this included */
    struct record record;
    char string[];
};

/* In order of arrival. last points at the pointer to be set next; an empty queue is {NULL, &first}. */
struct put_queue {
    struct put *first;
    struct put **last;
    uint32_t count;
    size_t bytes;
};

/* A copy, its pointers turned to its own string. NULL: no memory. */
TB_MUST_CHECK struct put *put_copy(uint64_t sequence, const struct record *record);

void put_queue_init(struct put_queue *self);
void put_queue_add(struct put_queue *self, struct put *put);
/* Moves all of other behind all of self. */
void put_queue_take(struct put_queue *self, struct put_queue *other);
/* Frees all; the queue is empty after. */
void put_queue_free(struct put_queue *self);

/* A file to be put in the place of dir/name. */
struct put_file {
    struct put_file *next;
    char *dir, *name; /* behind the bytes */
    bool synced;
    size_t length;
    char bytes[];
};

/* NULL: no memory. Freed with free(). */
TB_MUST_CHECK struct put_file *put_file_copy(const char *dir, const char *name, const void *bytes,
                                             size_t length, bool synced);

/* Adds file to the list, where it takes the place of one of the same name, which is freed. False: there would
 * be more than max files or max_bytes; nothing has changed. */
TB_MUST_CHECK bool put_file_add(struct put_file **list, struct put_file *file, size_t max, size_t max_bytes);

#endif
