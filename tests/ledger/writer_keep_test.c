/* What the writer does besides records: the check, whole files, retention. */
#include "shell/writer.h"

#include "ledger/await.h"
#include "ledger/in_folder.h"
#include "ledger/sample.h"

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

/* ---- the check ---- */

static void a_sound_ledger_passes_the_check(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);

    for (uint64_t i = 1; i <= 500; i++) {
        struct record call = sample_call((int64_t)i, "", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
        if (i == 250)
            writer_check(writer);
    }
    struct writer_state got = await_checked(writer);
    assert_int_equal(got.set_aside, 0);
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "calls"), 500);
    ledger_close(ledger);
}

static void a_damaged_one_is_set_aside_under_way(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    const struct record past[] = {sample_person("+12025550143", true), sample_person("+12025550144", false),
                                  sample_meta("concat", "9")};
    char page[4096];

    sample_store(ledger, past, TB_COUNT(past));
    for (int64_t id = 1; id <= 3000; id++) {
        struct record call = sample_call(id, "+12025550145", VERDICT_TEXT, REASON_NONE);
        sample_store(ledger, &call, 1);
    }
    ledger_close(ledger);
    ledger = await_open(dir);
    struct stat st;
    assert_int_equal(stat(sample_path(dir, "ledger.db"), &st), 0);
    FILE *file = fopen(sample_path(dir, "ledger.db"), "r+");
    assert_non_null(file);
    (void)memset(page, 0x5a, sizeof page);
    assert_int_equal(fseek(file, st.st_size / 2 / 4096 * 4096, SEEK_SET), 0); /* somewhere among the calls */
    assert_int_equal(fwrite(page, sizeof page, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    struct writer *writer = await_start(ledger);
    writer_check(writer);
    struct writer_state got = await_checked(writer);
    assert_int_equal(got.set_aside, 1);
    assert_string_not_equal(got.why, "");
    struct record call = sample_call(4000, "", VERDICT_NONE, REASON_NONE);
    assert_true(writer_put(writer, 1, &call));
    assert_true(writer_stop(writer));
    assert_int_equal(access(sample_path(dir, "ledger.db.bad-1"), F_OK), 0);
    struct collected all = sample_restore(ledger, 0);
    assert_int_equal(collected_count(&all, RECORD_PERSON), 2);
    assert_true(collected_get(&all, RECORD_PERSON, 0)->person.opted_out);
    assert_int_equal(collected_count(&all, RECORD_CALL), 1);
    collected_free(&all);
    ledger_close(ledger);
}

static void stopping_does_not_wait_for_the_check(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);

    writer_check(writer);
    assert_true(writer_stop(writer));
    ledger_close(ledger);
}

static void in_memory_there_is_nothing_to_check(void **state)
{
    (void)state;
    struct ledger *ledger = ledger_open_memory(SAMPLE_BOOT);
    struct writer *writer = await_start(ledger);
    struct record meta = sample_meta("a", "1");

    writer_check(writer);
    assert_true(writer_put(writer, 1, &meta));
    (void)await_checked(writer);
    (void)await_durable(writer, 1);
    assert_true(writer_stop(writer));
    ledger_close(ledger);
}

/* ---- files and retention ---- */

static void files_are_replaced_whole(void **state)
{
    (void)state;
    struct ledger *ledger = await_open(dir);
    struct writer *writer = await_start(ledger);
    char big[100000];

    (void)memset(big, 'y', sizeof big);
    assert_true(writer_put_file(writer, dir, "page.htm", "first", 5, false));
    assert_true(writer_put_file(writer, dir, "page.htm", big, sizeof big, true));
    assert_true(writer_put_file(writer, "/nowhere", "page.htm", "x", 1, false));
    assert_false(writer_put_file(writer, dir, "too-big", big, WRITER_FILE_BYTES_MAX + 1, false));
    assert_true(writer_stop(writer));
    char *text = sample_read(sample_path(dir, "page.htm"));
    assert_int_equal(strlen(text), sizeof big);
    assert_int_equal(access(sample_path(dir, "page.htm.new"), F_OK), -1);
    free(text);
    ledger_close(ledger);
}

static void pruning_goes_on_between_commits(void **state)
{
    (void)state;
    struct ledger_keep keep = {.keep_ms = INT64_C(2592000000), .now_wall_ms = SAMPLE_WALL};
    struct ledger *ledger = await_open(dir);

    for (int64_t id = 1; id <= 2000; id++) {
        struct record call = sample_call(id, "", VERDICT_SKIP, REASON_WITHHELD);
        call.call.began = sample_stamp(INT64_C(-8640000000));
        if (id % 500 == 1)
            assert_true(ledger_begin(ledger));
        assert_true(ledger_apply(ledger, &call));
        if (id % 500 == 0)
            assert_true(ledger_commit(ledger));
    }
    struct writer *writer = await_start(ledger);
    for (uint64_t i = 1; i <= 200; i++) {
        struct record call = sample_call(2000 + (int64_t)i, "", VERDICT_NONE, REASON_NONE);
        assert_true(writer_put(writer, i, &call));
        (void)await_durable(writer, i);
        if (i == 1) /* not before: the newest row stays however old it is */
            writer_prune(writer, &keep);
    }
    assert_true(writer_stop(writer));
    assert_int_equal(await_rows(ledger, "calls"), 200);
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_MEMORY(a_sound_ledger_passes_the_check),
        IN_MEMORY(a_damaged_one_is_set_aside_under_way),
        IN_MEMORY(stopping_does_not_wait_for_the_check),
        IN_MEMORY(in_memory_there_is_nothing_to_check),
        IN_MEMORY(files_are_replaced_whole),
        IN_MEMORY(pruning_goes_on_between_commits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
