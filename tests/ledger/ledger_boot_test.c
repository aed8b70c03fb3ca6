/* A stamp's monotonic time counts within the boot that made it. */
#include "ledger/in_folder.h"

#include <stdlib.h>

/* The ledger after a power cut: the machine's next boot, or one that it had before. */
static struct ledger *rebooted(struct ledger *ledger, const char *boot_id)
{
    char why[256];

    ledger_close(ledger);
    if (ledger_open(dir, boot_id, &ledger, why, sizeof why) != LEDGER_OK)
        fail_msg("%s", why);
    return ledger;
}

static void monotonic_time_belongs_to_its_boot(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record old = sample_call(1, "+12025550143", VERDICT_NONE, REASON_NONE);
    struct record person = sample_person("+12025550143", false);

    sample_store(ledger, &old, 1);
    sample_store(ledger, &person, 1);
    ledger = rebooted(ledger, "another");
    struct collected all = sample_restore(ledger, 0);
    struct record got = *collected_get(&all, RECORD_CALL, 0);
    assert_true(got.call.began.set && got.call.began.wall_ok);
    assert_false(got.call.began.this_boot);
    assert_false(collected_get(&all, RECORD_PERSON, 0)->person.last_texted.this_boot);
    collected_free(&all);
    /* written again from there, with a stamp of each boot, it keeps both apart */
    got.call.ended = sample_stamp(50);
    got.call.outcome = CALL_INTERRUPTED;
    sample_store(ledger, &got, 1);
    all = sample_restore(ledger, 0);
    assert_false(collected_get(&all, RECORD_CALL, 0)->call.began.this_boot);
    assert_true(collected_get(&all, RECORD_CALL, 0)->call.ended.this_boot);
    collected_free(&all);
    ledger = rebooted(ledger, SAMPLE_BOOT);
    all = sample_restore(ledger, 0);
    assert_true(collected_get(&all, RECORD_CALL, 0)->call.began.this_boot);
    assert_false(collected_get(&all, RECORD_CALL, 0)->call.ended.this_boot);
    collected_free(&all);
    ledger_close(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {IN_MEMORY(monotonic_time_belongs_to_its_boot)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
