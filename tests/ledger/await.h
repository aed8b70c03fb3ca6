/* A writer at work, watched as the loop watches it: by its descriptor. Each fails the test after 20 s. */
#ifndef TESTS_LEDGER_AWAIT_H
#define TESTS_LEDGER_AWAIT_H

#include "shell/ledger.h"
#include "shell/writer.h"

struct ledger *await_open(const char *dir);
struct writer *await_start(struct ledger *ledger);

struct writer_state await_durable(struct writer *writer, uint64_t sequence);
struct writer_state await_failing(struct writer *writer);
struct writer_state await_checked(struct writer *writer);
struct writer_state await_set_aside(struct writer *writer);
struct writer_state await_put_back(struct writer *writer);
struct writer_state await_forgotten(struct writer *writer);
struct writer_state await_forget_failures(struct writer *writer, uint64_t times);

/* How many rows a table has. */
size_t await_rows(struct ledger *ledger, const char *table);

#endif
