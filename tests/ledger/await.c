#include "await.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>

struct ledger *await_open(const char *dir)
{
    struct ledger *ledger;
    char why[256];

    if (ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why) == LEDGER_FAILED)
        fail_msg("%s", why);
    return ledger;
}

struct writer *await_start(struct ledger *ledger)
{
    char why[256];
    struct writer *writer = writer_start(ledger, why, sizeof why);

    if (writer == NULL)
        fail_msg("%s", why);
    return writer;
}

static struct writer_state await(struct writer *writer, bool (*done)(const struct writer_state *, uint64_t),
                                 uint64_t arg)
{
    struct writer_state state;
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};

    writer_state(writer, &state);
    while (!done(&state, arg)) {
        assert_int_equal(poll(&fd, 1, 20000), 1);
        writer_state(writer, &state);
    }
    return state;
}

static bool is_durable(const struct writer_state *state, uint64_t sequence)
{
    return state->durable >= sequence;
}

static bool is_failing(const struct writer_state *state, uint64_t arg)
{
    (void)arg;
    return state->failing;
}

static bool is_checked(const struct writer_state *state, uint64_t arg)
{
    (void)arg;
    return state->checked;
}

static bool is_set_aside(const struct writer_state *state, uint64_t times)
{
    return state->set_aside >= times;
}

static bool is_forgotten(const struct writer_state *state, uint64_t arg)
{
    (void)arg;
    return !state->forgetting;
}

static bool fails_to_forget(const struct writer_state *state, uint64_t times)
{
    return state->forget_failures >= times;
}

static bool has_put_back(const struct writer_state *state, uint64_t times)
{
    return state->put_back >= times;
}

struct writer_state await_put_back(struct writer *writer)
{
    return await(writer, has_put_back, 1);
}

struct writer_state await_durable(struct writer *writer, uint64_t sequence)
{
    return await(writer, is_durable, sequence);
}

struct writer_state await_failing(struct writer *writer)
{
    return await(writer, is_failing, 0);
}

struct writer_state await_checked(struct writer *writer)
{
    return await(writer, is_checked, 0);
}

struct writer_state await_set_aside(struct writer *writer)
{
    return await(writer, is_set_aside, 1);
}

struct writer_state await_forget_failures(struct writer *writer, uint64_t times)
{
    return await(writer, fails_to_forget, times);
}

struct writer_state await_forgotten(struct writer *writer)
{
    return await(writer, is_forgotten, 0);
}

size_t await_rows(struct ledger *ledger, const char *table)
{
    char sql[80];
    sqlite3_stmt *stmt;

    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    assert_int_equal(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    size_t count = (size_t)sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return count;
}
