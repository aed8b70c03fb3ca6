/* Killed, and then a power cut: what a process that was killed had written is there for the next one to read,
 * but not yet on the disk. What that one read, and acted upon, must be there after a cut. */
#include "ledger/cutvfs.h"
#include "ledger/sample.h"
#include "unit/support/unit.h"

#include "shell/optouts.h"

struct killed {
    struct cutvfs *disk, *left; /* left: what a kill leaves behind at that operation */
    unsigned long at;
};

static void kill_there(void *arg)
{
    struct killed *self = arg;

    if (cutvfs_operations(self->disk) == self->at)
        self->left = cutvfs_fork(self->disk, CUT_KILL, 0);
}

static struct ledger *opened(struct cutvfs *disk, const char *boot)
{
    struct ledger *ledger;
    char why[256];

    if (ledger_open(cutvfs_dir(disk), boot, &ledger, why, sizeof why) == LEDGER_FAILED)
        fail_msg("%s", why);
    return ledger;
}

static size_t received(struct ledger *ledger)
{
    struct collected all = sample_restore(ledger, 9000);
    size_t count = collected_count(&all, RECORD_TEXT);

    collected_free(&all);
    return count;
}

/* Killed at the n-th operation of storing a message, then up again: what that life saw, and how much a cut
 * leaves of it. False: storing has fewer operations. */
static bool kill_and_cut(unsigned long n, size_t *seen, size_t *kept)
{
    struct killed killed = {.disk = cutvfs_new()};
    struct ledger *ledger = opened(killed.disk, "first");
    const struct record text = sample_text(1, 0, TEXT_RECEIVED, TEXT_STATE_RECEIVED, "12 Elm St");

    killed.at = cutvfs_operations(killed.disk) + n;
    cutvfs_watch(killed.disk, kill_there, &killed);
    sample_store(ledger, &text, 1);
    cutvfs_watch(killed.disk, NULL, NULL);
    ledger_close(ledger);
    cutvfs_free(killed.disk);
    if (killed.left == NULL)
        return false;
    ledger = opened(killed.left, "second");
    *seen = received(ledger); /* here the modem's copy is deleted */
    cutvfs_cut(killed.left);
    ledger_close(ledger);
    cutvfs_power_on(killed.left, CUT_DROP, 0);
    ledger = opened(killed.left, "third");
    *kept = received(ledger);
    ledger_close(ledger);
    cutvfs_free(killed.left);
    return true;
}

static void what_was_read_stays(void **state)
{
    size_t seen, kept, stored = 0, not_stored = 0;
    unsigned long n = 1;

    (void)state;
    for (; kill_and_cut(n, &seen, &kept); n++) {
        assert_int_equal(seen, kept);
        stored += seen;
        not_stored += seen == 0;
    }
    assert_true(stored > 0 && not_stored > 0);
}

static void note(struct cutvfs *disk, const char *number)
{
    char why[256];
    struct optouts *optouts = optouts_open(cutvfs_dir(disk), why, sizeof why);

    assert_non_null(optouts);
    assert_true(optouts_note(optouts, number, true) && optouts_flush(optouts, false, 0));
    optouts_close(optouts);
}

/* The name of the plain file too. */
static void who_is_out_stays(void **state)
{
    (void)state;
    char why[256];

    for (unsigned long n = 1; n <= 4; n++) { /* made, written, synced, its name synced */
        struct killed killed = {.disk = cutvfs_new(), .at = n};
        cutvfs_watch(killed.disk, kill_there, &killed);
        note(killed.disk, "+12025550143");
        assert_int_equal(cutvfs_operations(killed.disk), 4);
        cutvfs_free(killed.disk);
        note(killed.left, "+12025550144");
        cutvfs_power_on(killed.left, CUT_DROP, 0);
        struct optouts *optouts = optouts_open(cutvfs_dir(killed.left), why, sizeof why);
        assert_true(optouts_has(optouts, "+12025550144"));
        optouts_close(optouts);
        cutvfs_free(killed.left);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_stays),
        cmocka_unit_test(who_is_out_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
