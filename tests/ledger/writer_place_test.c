/* The writer whose ledger is deleted, or replaced, or not to be had yet. */
#include "shell/writer.h"

#include "ledger/await.h"
#include "ledger/in_folder.h"
#include "ledger/sample.h"
#include "shell/optouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STOPPED "+12025550143"
#define TEXTED  "+12025550144"

/* A writer with a past: ten calls, somebody who was texted, somebody who said STOP. */
struct past {
    struct ledger *ledger;
    struct writer *writer;
};

static void put(struct writer *writer, uint64_t sequence, struct record record)
{
    assert_true(writer_put(writer, sequence, &record));
}

static struct past begin(void)
{
    struct past past = {.ledger = await_open(dir)};

    past.writer = await_start(past.ledger);
    for (uint64_t i = 1; i <= 10; i++)
        put(past.writer, i, sample_call((int64_t)i, TEXTED, VERDICT_SKIP, REASON_REPEAT));
    put(past.writer, 11, sample_person(TEXTED, false));
    put(past.writer, 12, sample_person(STOPPED, true));
    (void)await_durable(past.writer, 12);
    return past;
}

static bool is_put_back(struct writer *writer)
{
    struct writer_state state;

    writer_state(writer, &state);
    return state.put_back > 0;
}

/* What a later life finds: all of it, and so many calls. */
static void assert_whole(size_t calls)
{
    char why[256];
    struct ledger *ledger;

    assert_int_equal(ledger_open(dir, "another boot", &ledger, why, sizeof why), LEDGER_OK);
    assert_int_equal(await_rows(ledger, "calls"), calls);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    assert_true(collected_get(&all, RECORD_PERSON, 0)->person.opted_out);
    assert_true(collected_get(&all, RECORD_PERSON, 1)->person.last_texted.set);
    collected_free(&all);
    assert_true(ledger_quick_check(ledger));
    ledger_close(ledger);
    char *text = sample_read(sample_path(dir, OPTOUTS_FILE));
    assert_non_null(strstr(text, "+ " STOPPED));
    free(text);
}

static void end(struct past *past, size_t calls)
{
    assert_true(writer_stop(past->writer));
    ledger_close(past->ledger);
    assert_whole(calls);
}

static void a_deleted_folder_is_made_again_by_the_next_record(void **state)
{
    (void)state;
    struct past past = begin();

    sample_folder_remove(dir);
    put(past.writer, 13, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    struct writer_state got = await_durable(past.writer, 13);
    assert_int_equal(got.put_back, 1);
    assert_false(got.failing);
    put(past.writer, 14, sample_call(12, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    got = await_durable(past.writer, 14);
    assert_int_equal(got.put_back, 1);
    /* as SIGKILL leaves it: the writer has not ended */
    assert_whole(12);
    end(&past, 12);
}

static void a_look_is_enough(void **state)
{
    (void)state;
    struct past past = begin();

    writer_look(past.writer); /* in its place: nothing happens */
    put(past.writer, 13, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    (void)await_durable(past.writer, 13);
    assert_false(is_put_back(past.writer));
    sample_folder_remove(dir);
    writer_look(past.writer);
    struct writer_state got = await_put_back(past.writer);
    assert_int_equal(got.durable, 13);
    assert_whole(11);
    end(&past, 11);
}

static void the_file_alone(void **state)
{
    (void)state;
    struct past past = begin();

    assert_int_equal(unlink(sample_path(dir, "ledger.db")), 0);
    writer_look(past.writer);
    (void)await_put_back(past.writer);
    put(past.writer, 13, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    (void)await_durable(past.writer, 13);
    end(&past, 11);
}

static void its_log_alone(void **state)
{
    (void)state;
    struct past past = begin();

    assert_int_equal(unlink(sample_path(dir, "ledger.db-wal")), 0);
    put(past.writer, 13, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    struct writer_state got = await_durable(past.writer, 13);
    assert_int_equal(got.put_back, 1);
    end(&past, 11);
}

/* An older card is put in: what it has is overwritten, but who said STOP there stays out too. */
static void another_ledger_in_its_place(void **state)
{
    (void)state;
    char kept[80], why[256];
    struct past past = begin();
    struct ledger *other;

    (void)snprintf(kept, sizeof kept, "%s-kept", dir);
    assert_int_equal(rename(dir, kept), 0);
    assert_int_equal(ledger_open(dir, SAMPLE_BOOT, &other, why, sizeof why), LEDGER_FRESH);
    keep(other, sample_person("+12025550150", true));
    keep(other, sample_call(99, "+12025550150", VERDICT_SKIP, REASON_OPTED_OUT));
    ledger_close(other);
    writer_look(past.writer);
    (void)await_put_back(past.writer);
    assert_true(writer_stop(past.writer));
    assert_int_equal(await_rows(past.ledger, "calls"), 10);
    assert_int_equal(await_rows(past.ledger, "people"), 3);
    ledger_close(past.ledger);
    sample_folder_remove(kept);
}

static void rubbish_in_its_place(void **state)
{
    (void)state;
    char rubbish[8192];
    struct past past = begin();

    (void)memset(rubbish, 'r', sizeof rubbish);
    sample_folder_remove(dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    sample_write(sample_path(dir, "ledger.db"), rubbish, sizeof rubbish);
    put(past.writer, 13, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    struct writer_state got = await_durable(past.writer, 13);
    assert_int_equal(got.put_back, 1);
    end(&past, 11);
    assert_int_equal(access(sample_path(dir, "ledger.db.bad-1"), F_OK), 0);
}

/* Nothing can be made there: it fails, says why, and has everything when it can. */
static void a_place_that_takes_nothing(void **state)
{
    (void)state;
    struct past past = begin();

    sample_folder_remove(dir);
    sample_write(dir, "no folder", 9);
    writer_look(past.writer);
    struct writer_state got = await_failing(past.writer);
    assert_non_null(strstr(got.why, "deleted"));
    put(past.writer, 13, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    assert_int_equal(unlink(dir), 0);
    got = await_durable(past.writer, 13);
    assert_false(got.failing);
    assert_int_equal(got.put_back, 1);
    end(&past, 11);
}

/* The copy is there, but its successor cannot be opened: what is open stays open, and is all there is after
 * that. */
static void deleted_again_before_it_was_back(void **state)
{
    (void)state;
    struct past past = begin();

    sample_folder_remove(dir);
    assert_int_equal(mkdir(dir, 0700), 0);
    assert_int_equal(mkdir(sample_path(dir, OPTOUTS_FILE), 0700), 0);
    writer_look(past.writer);
    (void)await_failing(past.writer);
    assert_int_equal(access(sample_path(dir, "ledger.db"), F_OK), 0);
    sample_folder_remove(dir);
    struct writer_state got = await_put_back(past.writer);
    assert_int_equal(got.durable, 12);
    end(&past, 10);
}

/* Whoever deletes it does so again and again, as rm -r does while files appear. */
static void deleted_at_any_moment(void **state)
{
    (void)state;
    static const char *const names[] = {"ledger.db", "ledger.db-wal", "ledger.db-shm", OPTOUTS_FILE};
    struct past past = begin();

    for (uint64_t i = 13; i < 213; i++) {
        put(past.writer, i, sample_call((int64_t)i - 2, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
        for (size_t name = 0; name < TB_COUNT(names); name++)
            (void)unlink(sample_path(dir, names[name]));
        if (i % 10 == 0)
            (void)await_durable(past.writer, i);
    }
    writer_look(past.writer);
    (void)await_durable(past.writer, 212);
    end(&past, 210);
}

static void one_that_is_opened_later(void **state)
{
    (void)state;
    char kept[80];
    struct past past = begin();

    assert_true(writer_stop(past.writer));
    ledger_close(past.ledger);
    (void)snprintf(kept, sizeof kept, "%s-kept", dir);
    assert_int_equal(rename(dir, kept), 0);
    sample_write(dir, "no folder", 9);
    past.ledger = ledger_open_later(dir, SAMPLE_BOOT);
    assert_non_null(past.ledger);
    past.writer = await_start(past.ledger);
    struct writer_state got;
    writer_state(past.writer, &got);
    assert_true(got.failing);
    put(past.writer, 1, sample_call(11, STOPPED, VERDICT_SKIP, REASON_OPTED_OUT));
    assert_int_equal(unlink(dir), 0);
    assert_int_equal(rename(kept, dir), 0);
    got = await_durable(past.writer, 1);
    assert_false(got.failing);
    assert_int_equal(got.put_back, 0);
    end(&past, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(a_deleted_folder_is_made_again_by_the_next_record),
        IN_MEMORY(a_look_is_enough),
        IN_MEMORY(the_file_alone),
        IN_MEMORY(its_log_alone),
        IN_MEMORY(another_ledger_in_its_place),
        IN_MEMORY(rubbish_in_its_place),
        IN_MEMORY(a_place_that_takes_nothing),
        IN_MEMORY(deleted_again_before_it_was_back),
        IN_MEMORY(deleted_at_any_moment),
        IN_MEMORY(one_that_is_opened_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
